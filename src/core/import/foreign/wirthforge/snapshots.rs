//! The rows of snapshots. They are states of another program and are not taken; what they say of the energy is
//! compared with what the events come to there.

use super::ALL;
use super::sessions::{Sessions, near, of};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{literal, whole};
use crate::core::import::foreign::{Telling, What, unpack};
use crate::core::model::energy::MicroEu;
use crate::core::store::foreign::{Cell, Foreign};
use serde::de::IgnoredAny;
use serde_json::json;
use std::collections::BTreeMap;

const COLUMNS: &[&str] = &["snapshot_id", "session_id", "state", "last_event_id", "energy_accumulator"];

/// What one says.
#[derive(Debug)]
struct Claim {
    id: i64,
    session: usize,
    last_event: i64,
    energy: MicroEu,
}

/// What there is of a session: snapshots, those that could be read, those that agree with its events.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    count: u64,
    read: u64,
    agree: u64,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Snapshots {
    /// By event, the last one first.
    waiting: Vec<Claim>,
    tallies: BTreeMap<usize, Tally>,
}

impl Snapshots {
    /// Reads the rows.
    pub fn read(
        db: &Foreign,
        sessions: &mut Sessions,
        telling: &mut Telling<'_>,
    ) -> Result<Self, ImportError> {
        let mut all = Self::default();
        db.each::<ImportError>("snapshot", COLUMNS, ALL, &mut |row| {
            let id = whole(row.cell(0)).or(row.number()).unwrap_or_default();
            let Some(session) = sessions.find(row.cell(1)) else {
                let words = "it is of a session that has no row";
                telling.note(What::LeftOut, "orphan_snapshot", format!("snapshot {id}"), words);
                return Ok(());
            };
            if sessions.get(session).private {
                return Ok(());
            }
            let tally = all.tallies.entry(session).or_default();
            tally.count += 1;
            if !is_readable(row.cell(2)) {
                let place = format!("{}, snapshot {id}", of(&sessions.get(session).head.session_id));
                telling.note(
                    What::LeftOut,
                    "snapshot_unreadable",
                    place,
                    "its state is neither JSON nor packed JSON",
                );
                return Ok(());
            }
            tally.read += 1;
            let energy = literal(row.cell(4)).and_then(|text| MicroEu::from_literal(&text));
            if let (Some(last_event), Some(energy)) = (whole(row.cell(3)), energy) {
                all.waiting.push(Claim { id, session, last_event, energy });
            }
            Ok(())
        })?;
        all.waiting.sort_by_key(|c| std::cmp::Reverse((c.last_event, c.id)));
        Ok(all)
    }

    /// The event with this number comes: what snapshots before it say is compared.
    pub fn pass(&mut self, event: i64, sessions: &mut Sessions, telling: &mut Telling<'_>) {
        while self.waiting.last().is_some_and(|c| c.last_event < event) {
            let Some(claim) = self.waiting.pop() else { return };
            let session = sessions.get(claim.session);
            if near(claim.energy, session.energy) {
                self.tallies.entry(claim.session).or_default().agree += 1;
                continue;
            }
            let place = format!("{}, snapshot {}", of(&session.head.session_id), claim.id);
            let words = format!(
                "it says {} EU after event {}, the events come to {} EU",
                claim.energy, claim.last_event, session.energy
            );
            telling.note(What::Degraded, "snapshot_differs", place, words);
        }
    }

    /// All events came.
    pub fn finish(mut self, sessions: &mut Sessions, telling: &mut Telling<'_>) {
        self.pass(i64::MAX, sessions, telling);
        for (session, t) in self.tallies {
            let facts = json!({ "count": t.count, "readable": t.read, "agree_with_events": t.agree });
            sessions.get(session).head.metadata.insert("stored_snapshots".into(), facts);
        }
    }
}

fn is_readable(state: Cell<'_>) -> bool {
    let is_json = |bytes: &[u8]| serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    let Some(bytes) = state.bytes() else { return false };
    match unpack::unpack(bytes) {
        Some(inner) => is_json(&inner),
        None => bytes.trim_ascii_start().starts_with(b"{") && is_json(bytes),
    }
}
