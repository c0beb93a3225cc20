//! Whether the snapshots that a replay comes by can be read at all. One whose bytes do not have its own hash is
//! damaged, not different: it says nothing of the fold.

use super::plan::Plan;
use crate::core::fold::BadSnapshot;
use crate::core::model::chain::Hash;
use crate::core::replay::ReplayError;
use crate::core::store::{Ask, SnapshotRow, StoreError, unpack};
use sha2::{Digest, Sha256};

/// Looks at snapshots in the order of their events.
pub struct Checks<'p> {
    plan: &'p Plan,
    next: usize,
    /// The full snapshot that was unpacked last: the next fifteen lean on it.
    base: Option<(i64, Vec<u8>)>,
    pub damaged: Vec<BadSnapshot>,
}

impl<'p> Checks<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, next: 0, base: None, damaged: Vec::new() }
    }

    /// Looks at those up to an event.
    pub fn upto(&mut self, from: &impl Ask, seq: u64) -> Result<(), ReplayError> {
        while let Some(expected) = self.plan.expected.get(self.next).filter(|e| e.seq <= seq) {
            self.next += 1;
            let id = expected.id;
            match from.ask(|q| q.snapshot(id)) {
                Ok(Some(row)) => {
                    if let Some(why) = self.fault(from, &row)? {
                        self.damaged.push(BadSnapshot { id, why });
                    }
                }
                Ok(None) => {} // pruned meanwhile
                Err(StoreError::BadRecord { why, .. }) => self.damaged.push(BadSnapshot { id, why }),
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }

    fn fault(&mut self, from: &impl Ask, row: &SnapshotRow) -> Result<Option<String>, StoreError> {
        if let Some(why) = self.look_up_base(from, row)? {
            return Ok(Some(why));
        }
        let base = row.base_id.and(self.base.as_ref()).map(|b| b.1.as_slice());
        let bytes = match unpack(row, base) {
            Ok(bytes) => bytes,
            Err(e) => return Ok(Some(e.to_string())),
        };
        if row.state_hash != <Hash>::from(Sha256::digest(&bytes)) {
            return Ok(Some("its state does not have the hash that it says".into()));
        }
        if row.base_id.is_none() {
            self.base = Some((row.id, bytes));
        }
        Ok(None)
    }

    /// Has the base at hand that a snapshot leans on, or says why there is none.
    fn look_up_base(&mut self, from: &impl Ask, row: &SnapshotRow) -> Result<Option<String>, StoreError> {
        let Some(id) = row.base_id.filter(|id| self.base.as_ref().is_none_or(|b| b.0 != *id)) else {
            return Ok(None);
        };
        // A base stands alone; one that does not is damage, not a longer chain.
        let Some(base) = from.ask(|q| q.snapshot(id))?.filter(|b| b.base_id.is_none()) else {
            return Ok(Some(format!("its base {id} is gone")));
        };
        match unpack(&base, None) {
            Ok(bytes) => self.base = Some((id, bytes)),
            Err(e) => return Ok(Some(format!("its base {id} does not hold: {e}"))),
        }
        Ok(None)
    }
}
