//! Producers' keys in an export: the same event may stand there twice, and then counts once; another event under the
//! same key is a finding.

use crate::core::decode::{Code, Incoming, Refusal};
use crate::core::replay::stream::identity;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Keys that are remembered at least; twice as many at most. A producer sends again within seconds.
const REMEMBERED: usize = 500_000;

/// The keys of the last half million events and more, each as 8 bytes, with 8 bytes of what it stood for.
#[derive(Debug, Default)]
pub struct Keys {
    recent: HashMap<u64, u64>,
    older: HashMap<u64, u64>,
}

impl Keys {
    /// Whether an event was there before; a conflict is a refusal.
    pub fn is_repeated(&mut self, session: Option<&str>, event: &Incoming<'_>) -> Result<bool, Refusal> {
        let Some(key) = event.key.as_deref() else { return Ok(false) };
        let place =
            Sha256::new().chain_update(session.unwrap_or_default()).chain_update([0]).chain_update(key);
        let (place, identity) = (first_bytes(&place.finalize()), first_bytes(&identity(event)));
        match self.recent.get(&place).or_else(|| self.older.get(&place)) {
            Some(known) if *known == identity => return Ok(true),
            Some(_) => {
                let shown: String = key.chars().take(40).collect();
                let why = format!("the key `{shown}` stands for two different events");
                return Err(Refusal::new(Code::KeyConflict, "/event_key", why));
            }
            None => {}
        }
        if self.recent.len() >= REMEMBERED {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(place, identity);
        Ok(false)
    }
}

fn first_bytes(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b))
}
