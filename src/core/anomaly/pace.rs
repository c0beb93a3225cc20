//! The time between two events, where the session ran meanwhile: not over a pause, an end, a crash, or a hole.

use crate::core::model::json::Fields;
use crate::core::model::time::Timestamp;
use crate::core::store::JournalEntry;
use std::collections::BTreeSet;

/// What the journal says where a recording ended or went on.
const BREAKS: &[&str] = &["recorder.closed", "recorder.resumed", "system.recovered"];

/// Follows a session.
#[derive(Debug)]
pub struct Pace {
    /// A recording ended, or another began, right after these events.
    breaks: BTreeSet<u64>,
    last: Option<(u64, Timestamp)>,
    runs: bool,
}

impl Pace {
    /// Of a session, from its first event on.
    pub fn of(journal: &[JournalEntry]) -> Self {
        let breaks = journal.iter().filter(|e| BREAKS.contains(&e.kind.as_str())).map(|e| e.after_seq);
        Self { breaks: breaks.collect(), last: None, runs: true }
    }

    /// The time since the event before, 0 where the clock ran back.
    pub fn pause_before(
        &mut self,
        seq: u64,
        at: Timestamp,
        name: &str,
        data: Option<&Fields<'_>>,
    ) -> Option<i64> {
        let (last, ran) = (self.last.replace((seq, at)), self.runs);
        self.runs = match name {
            "system.end" => false,
            "system.start" | "workflow.started" => true,
            "workflow.status_changed" => {
                data.and_then(|d| d.text("status")).map_or(ran, |status| status == "Running")
            }
            _ => ran,
        };
        let (before, then) = last.filter(|last| ran && !self.breaks.contains(&last.0))?;
        (before.checked_add(1) == Some(seq)).then(|| at.0.saturating_sub(then.0).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(events: &[(u64, i64, &str)], broken_after: u64) -> Vec<Option<i64>> {
        let entry = JournalEntry {
            number: 1,
            after_seq: broken_after,
            at: Timestamp(0),
            kind: "recorder.resumed".into(),
            facts: "{}".into(),
            hash: Vec::new(),
        };
        let mut pace = Pace::of(&[entry]);
        events.iter().map(|(seq, at, name)| pace.pause_before(*seq, Timestamp(*at), name, None)).collect()
    }

    #[test]
    fn time_counts_only_while_the_session_runs() {
        let events =
            [(1, 10, "a"), (2, 30, "a"), (3, 20, "a"), (5, 99, "a"), (6, 100, "system.end"), (7, 900, "a")];
        assert_eq!(pauses(&events, 99), [None, Some(20), Some(0), None, Some(1), None]);
        assert_eq!(pauses(&events[..3], 1), [None, None, Some(0)], "a recording went on after event 1");
        let again = [(1, 0, "system.end"), (2, 50, "system.start"), (3, 60, "a")];
        assert_eq!(pauses(&again, 99), [None, None, Some(10)]);
    }
}
