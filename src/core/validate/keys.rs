//! WFK: everything refers to something that is there.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{Ask, StoreError};

/// SQLite's foreign keys.
pub static FOREIGN: Rule = Rule {
    id: "WFK001",
    severity: Severity::Error,
    title: "a row refers to a row that is gone",
    why: "A snapshot or a key belongs to a session that is not in the database.",
    repair: "restore a backup; rows of a session are never removed by hand",
    scope: Scope::Database,
};
/// Event types.
pub static TYPE: Rule = Rule {
    id: "WFK002",
    severity: Severity::Error,
    title: "an event's type is unknown to the database",
    why: "Events name their type by a number; without its name the event cannot be understood, sealed or replayed.",
    repair: "restore a backup",
    scope: Scope::Session,
};
/// Events and journal entries without a session.
pub static ORPHAN: Rule = Rule {
    id: "WFK003",
    severity: Severity::Error,
    title: "rows belong to no session",
    why: "Their session's row was deleted and they were not, or they were put there by something else.",
    repair: "restore a backup; rows of a session are never removed by hand",
    scope: Scope::Database,
};
/// The index of producers' keys.
pub static EVENT_KEY: Rule = Rule {
    id: "WFK004",
    severity: Severity::Error,
    title: "the index of event keys disagrees with the events",
    why: "The index is how a repeated event is recognised: with a wrong one an event is stored twice or refused.",
    repair: "restore a backup, or record the session again into a new database",
    scope: Scope::Session,
};

/// Checks what SQL can see.
pub fn check(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    for (table, row, parent) in from.ask(|q| q.foreign_key_faults())? {
        let row = row.map(|r| format!(" {r}")).unwrap_or_default();
        sink.report(&FOREIGN, None, format!("{table}{row} refers to a row of {parent} that is gone"));
    }
    if !sink.wants(&ORPHAN) {
        return Ok(());
    }
    for (what, session_no, count) in from.ask(|q| q.strays())? {
        sink.report(
            &ORPHAN,
            None,
            format!("{count} {what} rows of session number {session_no}, which is not there"),
        );
    }
    Ok(())
}

/// A sum over the keys of a session's events that does not depend on their order: one side takes it over the
/// events, the other over the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeySum {
    /// Keys.
    pub count: u64,
    sum: u128,
}

impl KeySum {
    /// Adds a key's hash and the event that has it.
    pub fn add(&mut self, key_hash: i64, seq: u64) {
        self.count += 1;
        let mixed = mix(key_hash.cast_unsigned() ^ mix(seq));
        self.sum = self.sum.wrapping_add(u128::from(mixed) << 32 | u128::from(mix(!mixed) >> 32));
    }
}

/// The finalizer of `SplitMix64`. Not against forgery: the seals cover the keys.
fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The sum over the index, of the events after `after` up to `upto`.
pub fn indexed(from: &impl Ask, session_no: i64, (begin, upto): (u64, u64)) -> Result<KeySum, StoreError> {
    let mut sum = KeySum::default();
    let mut after = None;
    loop {
        let page = from.ask(|q| q.event_keys(session_no, after, 5000))?;
        let Some(last) = page.last() else { return Ok(sum) };
        after = Some(*last);
        page.iter().filter(|k| k.1 > begin && k.1 <= upto).for_each(|k| sum.add(k.0, k.1));
    }
}

/// Compares the two sides.
pub fn compare(events: KeySum, index: KeySum, sink: &mut Sink<'_>) {
    if events != index {
        let message = if events.count == index.count {
            format!("of {} keys at least one stands at another event or is another key", events.count)
        } else {
            format!("{} events have a key, the index has {}", events.count, index.count)
        };
        sink.report(&EVENT_KEY, None, message);
    }
}
