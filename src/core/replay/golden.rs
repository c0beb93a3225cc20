//! Golden files: what a session came to, kept beside a project's tests, to be compared for ever after.
//!
//! `{"schema":"wfstate.golden/1","session_id","events","last_seq","energy","state_hash","state",
//! "trace":{"stride","hashes"}}`. The trace holds the first eight digits of the state's hash after every
//! `stride`-th event, at most 4096 of them: with a stride of 1 the first diverging event is known exactly.

use super::{Divergence, Replay};
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

const SCHEMA: &str = "wfstate.golden/1";
/// At most this many hashes.
const MAX_HASHES: usize = 4096;

/// What a session came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the members of the file, as the module says")]
pub struct Golden {
    pub schema: String,
    pub session_id: Option<String>,
    pub events: u64,
    pub last_seq: u64,
    pub energy: MicroEu,
    pub state_hash: String,
    pub state: Box<RawValue>,
    pub trace: Trace,
}

/// Hashes on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Events from one hash to the next.
    pub stride: u64,
    /// The first eight digits of each.
    pub hashes: Vec<String>,
}

/// Why a file is no golden file.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// Not the JSON of one.
    #[error("not a golden file of wfstate: {0}")]
    Json(#[from] serde_json::Error),
    /// Of another kind.
    #[error("its schema is `{0}`, not `{SCHEMA}`")]
    Schema(String),
    /// Its trace cannot be.
    #[error("its trace has a stride of 0 or more than {MAX_HASHES} hashes")]
    Trace,
}

impl Golden {
    /// Reads one.
    pub fn parse(text: &[u8]) -> Result<Self, GoldenError> {
        let golden: Self = serde_json::from_slice(text)?;
        if golden.schema != SCHEMA {
            return Err(GoldenError::Schema(golden.schema));
        }
        if golden.trace.stride == 0 || golden.trace.hashes.len() > MAX_HASHES {
            return Err(GoldenError::Trace);
        }
        Ok(golden)
    }

    /// The golden file of a replay that collected a trace.
    pub fn of(replay: &Replay) -> Result<Self, GoldenError> {
        let state = String::from_utf8(replay.state.to_json()).unwrap_or_default();
        Ok(Self {
            schema: SCHEMA.to_owned(),
            session_id: replay.session_id.clone(),
            events: replay.state.performance.events,
            last_seq: replay.last_seq,
            energy: replay.state.total_energy(),
            state_hash: hex(&replay.state.hash()),
            state: RawValue::from_string(state)?,
            trace: replay.trace.clone().unwrap_or_default(),
        })
    }

    /// The file's text. One hash a line, so that a difference reads well in a diff.
    pub fn to_text(&self) -> Result<String, GoldenError> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// Where the end of a fold differs from this file, once its trace did not.
    pub fn compare_end(&self, replay: &Replay) -> Option<Divergence> {
        let (ours, theirs) = (replay.last_seq, self.last_seq);
        let hash = hex(&replay.state.hash());
        let message = if ours < theirs {
            format!("the golden file goes on to event {theirs}, this session ends with {ours}")
        } else if ours > theirs {
            format!("this session goes on to event {ours}, the golden file ends with {theirs}")
        } else if hash != self.state_hash {
            "the state at the end is not the golden file's".to_owned()
        } else if replay.state.total_energy() != self.energy
            || replay.state.performance.events != self.events
            || self.state.get().as_bytes() != replay.state.to_json()
        {
            "the golden file contradicts its own hash: it was edited".to_owned()
        } else {
            return None;
        };
        let seq = if ours == theirs { ours } else { ours.min(theirs) + 1 };
        let divergence = Divergence::new("golden", (seq, seq), message);
        Some(self.with_end(divergence, replay, &hash))
    }

    /// Adds what the two ends say.
    pub fn with_end(&self, divergence: Divergence, replay: &Replay, hash: &str) -> Divergence {
        let with = divergence.with_states(replay.last_seq, self.state.get().as_bytes(), &replay.state);
        Divergence { expected: Some(self.state_hash.clone()), found: Some(hash.to_owned()), ..with }
    }
}

impl Default for Trace {
    fn default() -> Self {
        Self { stride: 1, hashes: Vec::new() }
    }
}

impl Trace {
    /// Whether the hash after the `nth` event (from 1) is wanted.
    pub fn wants(&self, nth: u64) -> bool {
        nth.is_multiple_of(self.stride)
    }

    /// The hash after the `nth` event, which [`wants`](Self::wants) asked for.
    pub fn push(&mut self, nth: u64, hash: &[u8; 32]) {
        if self.hashes.len() == MAX_HASHES {
            let mut at = 0;
            self.hashes.retain(|_| {
                at += 1;
                at % 2 == 0
            });
            self.stride *= 2;
        }
        if self.wants(nth) {
            self.hashes.push(short(hash));
        }
    }

    /// The hash after the `nth` event, if there is one.
    pub fn at(&self, nth: u64) -> Option<&str> {
        let index = usize::try_from(nth / self.stride).ok()?.checked_sub(1)?;
        self.wants(nth).then(|| self.hashes.get(index).map(String::as_str)).flatten()
    }
}

/// The first eight digits.
pub fn short(hash: &[u8; 32]) -> String {
    hex(&hash[..4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_thins_itself_and_keeps_its_places() {
        let mut trace = Trace::default();
        let hash = |n: u64| {
            let mut h = [0; 32];
            h[..4].copy_from_slice(&u32::try_from(n).unwrap().to_be_bytes());
            h
        };
        for n in 1..=20_000u64 {
            if trace.wants(n) {
                trace.push(n, &hash(n));
            }
            assert!(trace.hashes.len() <= MAX_HASHES);
        }
        assert_eq!(trace.stride, 8);
        for n in 1..=20_000u64 {
            let want = n.is_multiple_of(8).then(|| short(&hash(n)));
            assert_eq!(trace.at(n).map(str::to_owned), want, "{n}");
        }
        assert_eq!(trace.at(20_008), None);
    }
}
