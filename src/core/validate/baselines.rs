//! WFB: the state that a session begins with, where its first events were compacted or are another's. What stands
//! before it is gone, so that journal and ledger have to vouch for it.

use super::findings::Sink;
use super::ledger::Stood;
use super::rule::{Rule, Scope, Severity};
use super::seals::JOURNAL;
use crate::core::compact::{Before, Noted};
use crate::core::fold::load_baseline;
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::store::{Ask, Baseline, JournalEntry, SessionRow, StoreError};

/// Its state.
pub static STATE: Rule = Rule {
    id: "WFB001",
    severity: Severity::Error,
    title: "a baseline does not hold",
    why: "The first events of the session were compacted to a state, and that state cannot be unpacked, or does not have \
          the hash, the energy or the frame that stand beside it. Nothing after it can be computed.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// What vouches for it.
pub static UNKNOWN: Rule = Rule {
    id: "WFB002",
    severity: Severity::Error,
    title: "a baseline is not the one that was written",
    why: "A compaction writes the place, the seal and the state's hash to the session's journal and to the ledger, both \
          of which are chained. This baseline has others, or nobody wrote of it: what it stands for is not proved.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// One that is gone.
pub static GONE: Rule = Rule {
    id: "WFB003",
    severity: Severity::Error,
    title: "a baseline is gone",
    why: "The journal says that the first events of the session were compacted, and the state that took their place is \
          not there. Nothing after it can be computed.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// Rows that should be gone.
pub static LEFT: Rule = Rule {
    id: "WFB004",
    severity: Severity::Info,
    title: "compacted events are still in the file",
    why: "A compaction was killed after it had put the baseline in place. Nobody reads these rows any more.",
    repair: "`wfstate maintain` takes them away",
    scope: Scope::Session,
};
/// Heads of what is gone.
pub static PASSED: Rule = Rule {
    id: "WFB005",
    severity: Severity::Info,
    title: "a head cannot be held against a compacted session",
    why: "The head was taken when the session ended with an event that was compacted since. The ledger is held against \
          the head all the same, and the compaction is in it.",
    repair: "keep a head that was taken after the compaction",
    scope: Scope::Ledger,
};

/// Where a session begins: the event before the first one that is there, and its seal.
pub fn check(
    from: &impl Ask,
    row: &SessionRow,
    journal: &[JournalEntry],
    stood: Option<&Stood>,
    sink: &mut Sink<'_>,
) -> Result<(u64, Hash), StoreError> {
    let came = stood.and_then(|s| s.imported.clone());
    let noted = came.or_else(|| Noted::newest(journal));
    let base = match from.ask(|q| q.baseline(row.no)) {
        Ok(Some(base)) => base,
        Ok(None) => return Ok(noted.map_or((0, GENESIS), |n| gone(&n, sink))),
        Err(StoreError::BadRecord { why, .. }) => {
            sink.report(&STATE, None, why);
            return Ok(noted.and_then(|n| Some((n.to_seq, n.seal()?))).unwrap_or((0, GENESIS)));
        }
        Err(e) => return Err(e),
    };
    let at = Some(base.last_seq);
    if let Err(why) = load_baseline(&base) {
        sink.report(&STATE, at, why);
    } else if let Some(why) = unknown(&base, noted.as_ref(), stood) {
        sink.report(&UNKNOWN, at, why);
    }
    if let Some(before) = noted.and_then(|n| n.journal)
        && Before::of(journal, base.last_seq) != before
    {
        let message = format!("the first {} entries are not what was written", before.entries);
        sink.report(&JOURNAL, at, message);
    }
    let left = from.ask(|q| q.left_below(row.no))?;
    if left > 0 {
        sink.report(&LEFT, at, format!("{left} rows up to event {}", base.last_seq));
    }
    Ok((base.last_seq, base.seal))
}

fn gone(noted: &Noted, sink: &mut Sink<'_>) -> (u64, Hash) {
    let message = format!("events up to {} were compacted, or came as a state", noted.to_seq);
    sink.report(&GONE, Some(noted.to_seq), message);
    noted.seal().map_or((0, GENESIS), |seal| (noted.to_seq, seal))
}

fn unknown(base: &Baseline, noted: Option<&Noted>, stood: Option<&Stood>) -> Option<String> {
    let Some(noted) = noted else { return Some("the journal has no entry of it".into()) };
    if let Some(why) = noted.differs(base) {
        return Some(why.into());
    }
    let stood = stood?;
    let same =
        (stood.to_seq, &stood.state_hash, &stood.seal) == (noted.to_seq, &noted.state_hash, &noted.seal);
    (!same).then(|| format!("ledger entry {} says another", stood.entry_no))
}
