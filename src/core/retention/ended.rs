//! How old a session is: by its end, and where nobody ended it by its last event. None is immortal because its
//! recorder died.

use crate::core::compact::is_recorded;
use crate::core::list::status_now;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, EventChunk, SessionRow, StoreError};
use std::cell::RefCell;

/// A session's age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// When it ended; `None` while it is recorded.
    pub ended: Option<Timestamp>,
    /// It is the time of its last event.
    pub by_last_event: bool,
    /// Its last event.
    pub last_seq: u64,
    /// The last event of its baseline.
    pub floor: u64,
}

impl Age {
    /// Events that are there one by one.
    pub fn events(&self) -> u64 {
        self.last_seq.saturating_sub(self.floor)
    }
}

/// Looks.
pub fn age(from: &impl Ask, row: &SessionRow) -> Result<Age, StoreError> {
    let (last_seq, floor) = from.ask(|q| Ok((q.last_seq(row.no)?, q.floor(row.no)?)))?;
    let known = |ended, by_last_event| Age { ended, by_last_event, last_seq, floor };
    if is_recorded(row) {
        return Ok(known(None, false));
    }
    if matches!(status_now(row), "Interrupted" | "Paused" | "Running") {
        return Ok(known(Some(last_time(from, row, last_seq)?), true));
    }
    Ok(known(Some(row.end.unwrap_or(row.start)), false))
}

fn last_time(from: &impl Ask, row: &SessionRow, last_seq: u64) -> Result<Timestamp, StoreError> {
    let chunk = RefCell::new(EventChunk::default());
    from.ask(|q| q.events(row.no, last_seq, 1, &mut chunk.borrow_mut()))?;
    if let Some(event) = chunk.into_inner().rows().first() {
        return Ok(event.at);
    }
    Ok(from.ask(|q| q.baseline(row.no))?.map_or(row.start, |base| base.at))
}
