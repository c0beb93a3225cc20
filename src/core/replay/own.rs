//! What a file of ours says of itself: the states that its sessions come to, and the digest of its records.

use super::Divergence;
use crate::core::export::record::{BaselineRecord, Digest, EndRecord, Kind, SessionRecord};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use std::collections::HashMap;

/// A file of ours on its way.
#[derive(Debug, Default)]
pub struct Own {
    digest: Digest,
    end: Option<(EndRecord, EndRecord)>,
    hashes: HashMap<String, String>,
}

impl Own {
    /// Of a file's first line; `None` where it is not ours.
    pub fn begin(line: &[u8]) -> Option<Self> {
        (Kind::of(line) == Some(Kind::Export)).then(Self::default)
    }

    /// Every line.
    pub fn line(&mut self, line: &[u8]) {
        match Kind::of(line) {
            Some(Kind::End) => {
                let said = serde_json::from_slice(line).ok();
                self.end = said.map(|said| (said, std::mem::take(&mut self.digest).end()));
                return;
            }
            Some(Kind::Session) => {
                if let Ok(head) = serde_json::from_slice::<SessionRecord>(line)
                    && let Some(hash) = head.state_hash
                {
                    self.hashes.insert(head.session_id, hash);
                }
            }
            _ => {}
        }
        self.digest.line(line);
    }

    /// What the file says of a session's state at its end.
    pub fn state_hash(&self, session_id: Option<&str>) -> Option<String> {
        self.hashes.get(session_id?).cloned()
    }

    /// That its end is missing.
    pub fn doubt(&self) -> Option<String> {
        self.end.is_none().then(|| "the file has no end: it was cut off".to_owned())
    }

    /// That it was edited.
    pub fn divergence(&self, last_seq: u64) -> Option<Divergence> {
        let (said, found) = self.end.as_ref().filter(|(said, found)| said != found)?;
        let message = "the digest at the end of the file is not that of its records: it was edited";
        let divergence = Divergence::new("digest", (last_seq.min(1), last_seq), message);
        Some(Divergence {
            expected: Some(said.digest.clone()),
            found: Some(found.digest.clone()),
            ..divergence
        })
    }
}

/// The session of a baseline, the event that it stands after, and its state; `None` where they do not fit.
pub fn baseline(line: &[u8]) -> Option<(String, u64, State)> {
    let record: BaselineRecord = serde_json::from_slice(line).ok()?;
    let state = State::from_json(record.state.get().as_bytes()).ok()?;
    (hex(&state.hash()) == record.state_hash).then_some((record.session_id, record.last_seq, state))
}
