//! Thinning out: of the snapshots that agree with the fold the first, the last, the newest ones, and one per stretch
//! of events stay, and what they are stored against. Those that are damaged or different go: they help nobody.

use crate::core::model::chain::GENESIS;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::recover::anchor;
use crate::core::replay::{Options, ReplayError, Start, from_database};
use crate::core::store::{Ask, SessionRow, SnapshotRow, StoreError, Transaction, Writer};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What is kept.
#[derive(Debug, Clone, Copy)]
pub struct Prune {
    /// The newest so many.
    pub keep_last: u64,
    /// One per stretch of so many events.
    pub keep_every: u64,
}

/// A snapshot that stays, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Kept {
    /// Its id.
    pub snapshot_id: i64,
    /// Its last event.
    pub last_seq: u64,
    /// `first`, `last`, `newest`, `interval`, `base`, or `unknown` where the fold does not get that far.
    pub why: &'static str,
}

/// What pruning does, or did.
#[derive(Debug, Clone, Serialize)]
pub struct Pruned {
    /// The session.
    pub session_id: String,
    /// What stays.
    pub kept: Vec<Kept>,
    /// What goes.
    pub removed: Vec<i64>,
    /// Those of them that go because they do not hold.
    pub bad: Vec<i64>,
    /// Bytes that they take.
    pub bytes: u64,
}

/// Which snapshots do not hold, and up to which event that is known.
#[derive(Debug, Default)]
pub struct Judged {
    bad: BTreeSet<i64>,
    upto: u64,
}

/// Compares every snapshot with the fold.
pub fn judge(
    from: &impl Ask,
    database: &[u8; 16],
    session: &SessionRow,
    observer: &dyn Observer,
) -> Result<Judged, ReplayError> {
    let options = Options { start: Start::Zero, ..Options::default() };
    let replay = from_database(from, database, session.clone(), &options, observer, None)?;
    let different = replay.divergences.iter().filter_map(|d| d.snapshot_id);
    Ok(Judged { bad: different.chain(replay.damaged.iter().map(|d| d.id)).collect(), upto: replay.last_seq })
}

/// What would be removed.
pub fn plan(
    from: &impl Ask,
    session: &SessionRow,
    judged: &Judged,
    rule: Prune,
) -> Result<Pruned, StoreError> {
    let rows = from.ask(|q| q.snapshots(session.no))?;
    let kept = keep(&rows, judged, rule);
    let goes = |row: &&SnapshotRow| !kept.contains_key(&row.id);
    let removed: Vec<i64> = rows.iter().filter(goes).map(|r| r.id).collect();
    Ok(Pruned {
        session_id: session.session_id.clone(),
        bytes: rows.iter().filter(goes).map(|r| r.packed.len() as u64).sum(),
        bad: removed.iter().copied().filter(|id| judged.bad.contains(id)).collect(),
        removed,
        kept: kept.into_values().collect(),
    })
}

/// Removes what a plan says, in one transaction with what the journal and the ledger say of it. The plan is made
/// again inside: a recorder may have stored another snapshot against one of these meanwhile.
pub fn prune(
    writer: &mut Writer,
    session: &SessionRow,
    judged: &Judged,
    rule: Prune,
    now: Timestamp,
) -> Result<Pruned, StoreError> {
    let mut tx = writer.begin()?;
    let done = plan(&tx, session, judged, rule)?;
    if done.removed.is_empty() {
        return Ok(done);
    }
    for id in &done.removed {
        remove(&mut tx, session, *id, now)?;
    }
    let last_seq = tx.ask(|q| q.last_seq(session.no))?;
    anchor(&mut tx, session, now, "snapshot_pruned", last_seq)?;
    tx.commit()?;
    Ok(done)
}

fn remove(tx: &mut Transaction<'_>, session: &SessionRow, id: i64, now: Timestamp) -> Result<(), StoreError> {
    let clearance = tx.clear(session.no)?;
    tx.delete_snapshot(&clearance, id)?;
    let (after, seal) = tx.ask(|q| q.last_seal(session.no))?.unwrap_or((0, GENESIS));
    let name = (session.no, session.session_id.as_str());
    let facts = json!({ "snapshot_id": id }).to_string();
    tx.journal(name, (after, &seal), now, "state.snapshot_pruned", &facts)
}

fn keep(rows: &[SnapshotRow], judged: &Judged, rule: Prune) -> BTreeMap<i64, Kept> {
    let mut kept = BTreeMap::new();
    let mut add = |row: &SnapshotRow, why| {
        kept.entry(row.id).or_insert(Kept { snapshot_id: row.id, last_seq: row.last_seq, why });
    };
    let good: Vec<&SnapshotRow> = rows.iter().filter(|r| !judged.bad.contains(&r.id)).collect();
    // A snapshot beyond what could be folded may be all that is left of its events.
    good.iter().filter(|r| r.last_seq > judged.upto).for_each(|r| add(r, "unknown"));
    let newest = usize::try_from(rule.keep_last).unwrap_or(usize::MAX);
    good.first().into_iter().for_each(|r| add(r, "first"));
    good.last().into_iter().for_each(|r| add(r, "last"));
    good.iter().rev().take(newest).for_each(|r| add(r, "newest"));
    let mut stretch = None;
    for row in &good {
        let own = row.last_seq / rule.keep_every.max(1);
        if stretch != Some(own) {
            add(row, "interval");
            stretch = Some(own);
        }
    }
    let bases: Vec<i64> =
        rows.iter().filter(|r| kept.contains_key(&r.id)).filter_map(|r| r.base_id).collect();
    for row in rows.iter().filter(|r| bases.contains(&r.id)) {
        kept.entry(row.id).or_insert(Kept { snapshot_id: row.id, last_seq: row.last_seq, why: "base" });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, last_seq: u64, base_id: Option<i64>) -> SnapshotRow {
        SnapshotRow {
            id,
            session_no: 1,
            last_seq,
            frame: None,
            at: Timestamp(0),
            kind: "periodic".into(),
            reason: None,
            energy_micro: 0,
            base_id,
            size: 1,
            packed: vec![0; 10],
            state_hash: [0; 32],
        }
    }

    #[test]
    fn first_last_one_per_stretch_good_and_bases_stay() {
        let rows: Vec<_> = (1..=20i64)
            .map(|n| row(n, n.unsigned_abs() * 1000, Some(if n < 16 { 1 } else { 16 }).filter(|b| *b != n)))
            .collect();
        let ids = |last, every, bad: &[i64], upto| -> Vec<i64> {
            let judged = Judged { bad: bad.iter().copied().collect(), upto };
            keep(&rows, &judged, Prune { keep_last: last, keep_every: every }).into_keys().collect()
        };
        assert_eq!(ids(0, 10_000, &[], 20_000), [1, 10, 16, 20]);
        assert_eq!(ids(3, 1_000_000, &[], 20_000), [1, 16, 18, 19, 20]);
        assert_eq!(ids(0, 1_000_000, &[20, 19], 20_000), [1, 16, 18]);
        assert_eq!(ids(0, 1_000_000, &[], 18_000), [1, 16, 19, 20]);
        assert_eq!(ids(0, 0, &[], 20_000).len(), 20);
        assert!(keep(&[], &Judged::default(), Prune { keep_last: 1, keep_every: 1 }).is_empty());
    }
}
