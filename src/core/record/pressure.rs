//! What is dropped when nothing else is left: the database cannot be written, the spill file takes no more, and
//! the memory for what waits is filling up. The lowest class first, counted by type, and declared in the journal.

use super::batch::JournalNote;
use crate::core::model::time::Timestamp;
use crate::core::model::upcast::parse;
use serde_json::json;
use std::collections::BTreeMap;

/// The types that may be dropped, unless the configuration says otherwise; the first of them is dropped first.
pub const DROPPABLE: &[&str] = &["health.heartbeat", "ai.output"];

/// No configuration makes these droppable: without them the state, the money or the cause of an end is lost.
const NEVER: &[&str] = &["energy.", "system.", "user.", "workflow.", "error"];

/// From this share of the memory for what waits, in percent, each level of pressure begins.
const LEVELS: [usize; 2] = [50, 75];

/// Whether a type may be named as droppable.
pub fn may_be_dropped(type_name: &str) -> bool {
    !NEVER.iter().any(|never| type_name.starts_with(never))
}

/// How much is to be dropped: 0 nothing, 1 the first droppable type, 2 all of them.
pub fn level(held_bytes: usize, most_bytes: usize) -> u8 {
    let reached = |percent: &&usize| held_bytes.saturating_mul(100) >= most_bytes.saturating_mul(**percent);
    u8::try_from(LEVELS.iter().filter(reached).count()).unwrap_or(u8::MAX)
}

/// Whether an event of this type, in whatever version, is dropped at a level of pressure.
pub fn drops(droppable: &[String], level: u8, type_name: &str) -> bool {
    let dropped = match level {
        0 => return false,
        1 => &droppable[..droppable.len().min(1)],
        _ => droppable,
    };
    let bare = parse(type_name).0;
    dropped.iter().any(|t| t == type_name || t == bare) && may_be_dropped(type_name)
}

/// What was dropped of one session since its last batch.
#[derive(Debug, Default)]
pub struct Dropped {
    classes: BTreeMap<String, u64>,
    first: Option<Timestamp>,
}

impl Dropped {
    /// One event more.
    pub fn add(&mut self, type_name: &str, now: Timestamp) {
        self.first.get_or_insert(now);
        match self.classes.get_mut(type_name) {
            Some(count) => *count += 1,
            None => {
                self.classes.insert(type_name.to_owned(), 1);
            }
        }
    }

    /// The journal entry that declares it; nothing is counted any more afterwards.
    pub fn declare(&mut self, track: u32, after_seq: u64, now: Timestamp) -> Option<JournalNote> {
        let first = self.first.take()?;
        let classes = std::mem::take(&mut self.classes);
        let count: u64 = classes.values().sum();
        let facts = json!({
            "count": count,
            "classes": classes,
            "reason": "no room",
            "since": first.to_string(),
            "until": now.to_string(),
        });
        Some(JournalNote {
            lost: count,
            ..JournalNote::of(track, after_seq, now, "recorder.gap", facts.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_class_goes_first_and_what_matters_never() {
        let droppable: Vec<String> = DROPPABLE.iter().map(|t| (*t).to_owned()).collect();
        assert_eq!([0, 49, 50, 74, 75, 100].map(|held| level(held, 100)), [0, 0, 1, 1, 2, 2]);
        let of = |at| {
            let all = ["health.heartbeat", "ai.output", "energy.update", "user.prompt", "error", "my.own"];
            all.map(|t| drops(&droppable, at, t))
        };
        assert_eq!(of(0), [false; 6]);
        assert_eq!(of(1), [true, false, false, false, false, false]);
        assert_eq!(of(2), [true, true, false, false, false, false]);
        let greedy = ["energy.update".to_owned(), "error".to_owned()];
        assert!(!drops(&greedy, 2, "energy.update") && !drops(&greedy, 2, "error"));
    }

    #[test]
    fn a_loss_is_declared_once_with_its_counts() {
        let mut dropped = Dropped::default();
        assert!(dropped.declare(0, 7, Timestamp(9)).is_none());
        for _ in 0..3 {
            dropped.add("ai.output", Timestamp(5));
        }
        dropped.add("health.heartbeat", Timestamp(6));
        let note = dropped.declare(0, 7, Timestamp(9)).unwrap();
        assert_eq!((note.lost, note.after_seq, note.kind.as_ref()), (4, 7, "recorder.gap"));
        let facts: serde_json::Value = serde_json::from_str(&note.facts).unwrap();
        assert_eq!(facts["classes"], json!({ "ai.output": 3, "health.heartbeat": 1 }));
        assert!(dropped.declare(0, 7, Timestamp(9)).is_none());
    }
}
