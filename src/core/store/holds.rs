//! Holds and clearances: the one door to everything that deletes what a session is made of.
//!
//! A [`Clearance`] is given out by [`Transaction::clear`](super::Transaction::clear) alone, which looks for holds in
//! the transaction that deletes. Every function of the store that deletes asks for one, so that a path around the
//! holds does not compile.

use super::error::StoreError;
use crate::core::model::time::Timestamp;
use rusqlite::Row;

/// Something that may not be deleted: one session, or all of a user or a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number.
    pub no: i64,
    /// When it was placed.
    pub placed: Timestamp,
    /// What is held.
    pub on: Held,
    /// Why, in somebody's words.
    pub reason: Option<String>,
}

/// What a hold is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// One session: its number, its name.
    Session(i64, String),
    /// Every session of a user.
    User(String),
    /// Every session with a label.
    Label(String),
}

impl Hold {
    pub(super) const COLUMNS: &'static str =
        "h.hold_no, h.placed_us, h.session_no, s.session_id, h.user_id, h.label, h.reason";

    pub(super) fn read(r: &Row<'_>) -> Result<Self, StoreError> {
        let no = r.get(0)?;
        let session: Option<i64> = r.get(2)?;
        let on = match (session, r.get::<_, Option<String>>(4)?, r.get::<_, Option<String>>(5)?) {
            (Some(no), _, _) => Held::Session(no, r.get::<_, Option<String>>(3)?.unwrap_or_default()),
            (None, Some(user), _) => Held::User(user),
            (None, None, Some(label)) => Held::Label(label),
            (None, None, None) => {
                return Err(StoreError::BadRecord {
                    what: "the subject",
                    place: format!("hold {no}"),
                    why: "it names nothing".into(),
                });
            }
        };
        Ok(Self { no, placed: Timestamp(r.get(1)?), on, reason: r.get(6)? })
    }
}

/// The right to delete what one session is made of, within one transaction: no hold forbids it.
#[derive(Debug)]
pub struct Clearance {
    session_no: i64,
    transaction: u64,
}

impl Clearance {
    pub(super) fn new(session_no: i64, transaction: u64) -> Self {
        Self { session_no, transaction }
    }

    /// The session, if this is the transaction that the clearance was given in.
    pub(super) fn in_transaction(&self, transaction: u64) -> Result<i64, StoreError> {
        if self.transaction == transaction {
            return Ok(self.session_no);
        }
        Err(StoreError::BadRecord {
            what: "the right to delete",
            place: format!("session number {}", self.session_no),
            why: "it was given in another transaction, and a hold may have been placed since".into(),
        })
    }

    /// The session that may be deleted.
    pub fn session_no(&self) -> i64 {
        self.session_no
    }
}
