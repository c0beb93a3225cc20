//! Producers' keys in an export: the same event may stand there twice, and then counts once; another event under the
//! same key is a finding.

use crate::core::decode::{Code, Incoming, Refusal};
use crate::core::replay::stream::identity;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Keys that are remembered at least; twice as many at most. A producer sends again within seconds.
pub const REMEMBERED: usize = 500_000;

/// The keys of the last half million events and more, each as 8 bytes, with 8 bytes of what it stood for.
#[derive(Debug, Default)]
pub struct Keys {
    recent: HashMap<u64, u64>,
    older: HashMap<u64, u64>,
    /// Some are not remembered any more.
    pub forgotten: bool,
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
            self.forgotten |= !self.older.is_empty();
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(place, identity);
        Ok(false)
    }
}

fn first_bytes(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::decode::Decoder;

    /// What becomes of an event with this key.
    fn see(keys: &mut Keys, key: u64, value: u64) -> Result<bool, Code> {
        let line = format!("{{\"type\":\"x.y\",\"event_key\":\"{key}\",\"data\":{{\"n\":{value}}}}}");
        let mut seen = Ok(false);
        let decoded = Decoder::new(false).decode(line.as_bytes(), &mut |event| {
            seen = keys.is_repeated(Some("s"), &event).map_err(|e| e.code);
            Ok(())
        });
        assert!(decoded.is_ok());
        seen
    }

    #[test]
    fn keys_are_remembered_for_as_many_events_as_is_said_and_forgetting_is_noted() {
        let mut keys = Keys::default();
        assert_eq!(see(&mut keys, 1, 1), Ok(false));
        keys.recent.extend((0..REMEMBERED as u64 - 1).map(|n| (n, n)));
        assert_eq!(see(&mut keys, 2, 1), Ok(false));
        assert!(!keys.forgotten && keys.recent.len() == 1);
        assert_eq!(see(&mut keys, 1, 1), Ok(true));
        assert_eq!(see(&mut keys, 1, 2), Err(Code::KeyConflict));
        keys.recent.extend((0..REMEMBERED as u64 - 1).map(|n| (n, n)));
        assert_eq!(see(&mut keys, 3, 1), Ok(false));
        assert!(keys.forgotten);
        assert_eq!(see(&mut keys, 1, 2), Ok(false), "it is long ago");
    }
}
