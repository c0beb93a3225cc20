//! Holds: what may not be deleted, by whatever path. This is where they are placed and ended; that every path
//! respects them is a matter of types: what deletes asks for a [`Clearance`], and only
//! [`Transaction::clear`](crate::core::store::Transaction::clear), which looks for holds, gives one.

pub use crate::core::store::{Clearance, Held, Hold};

use crate::core::audit::{Deed, note_in};
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, StoreError, Writer};
use serde::Serialize;
use serde_json::json;

/// A hold in an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Its number.
    pub hold: i64,
    /// When it was placed.
    pub placed: String,
    /// `session`, `user` or `label`.
    pub on: &'static str,
    /// The session, user or label.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
}

impl From<Hold> for Listed {
    fn from(hold: Hold) -> Self {
        let (on, name) = match hold.on {
            Held::Session(_, name) => ("session", name),
            Held::User(name) => ("user", name),
            Held::Label(name) => ("label", name),
        };
        Self { hold: hold.no, placed: hold.placed.to_string(), on, name, reason: hold.reason }
    }
}

/// All holds, oldest first.
pub fn list(from: &impl Ask) -> Result<Vec<Listed>, StoreError> {
    Ok(from.ask(|q| q.holds())?.into_iter().map(Listed::from).collect())
}

/// Places a hold. The ledger says that there is one and on what kind of thing, not on whom.
pub fn add(
    writer: &mut Writer,
    on: Held,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Listed, StoreError> {
    let mut tx = writer.begin()?;
    let no = tx.insert_hold(now, &on, reason)?;
    let subject = match &on {
        Held::Session(session, _) => tx.ask(|q| q.session_by_no(*session))?.map(|s| s.pseudonym),
        Held::User(_) | Held::Label(_) => None,
    };
    let listed = Listed::from(Hold { no, placed: now, on, reason: reason.map(str::to_owned) });
    let facts = json!({ "hold": no, "on": listed.on });
    note_in(&mut tx, now, &Deed { kind: "held", subject, facts, path: None })?;
    tx.commit()?;
    Ok(listed)
}

/// Ends a hold; `None` where there is none with this number.
pub fn remove(writer: &mut Writer, no: i64, now: Timestamp) -> Result<Option<Listed>, StoreError> {
    let mut tx = writer.begin()?;
    let Some(hold) = tx.ask(|q| q.holds())?.into_iter().find(|h| h.no == no) else { return Ok(None) };
    let subject = match &hold.on {
        Held::Session(session, _) => tx.ask(|q| q.session_by_no(*session))?.map(|s| s.pseudonym),
        Held::User(_) | Held::Label(_) => None,
    };
    tx.delete_hold(no)?;
    let listed = Listed::from(hold);
    let facts = json!({ "hold": no, "on": listed.on });
    note_in(&mut tx, now, &Deed { kind: "hold_removed", subject, facts, path: None })?;
    tx.commit()?;
    Ok(Some(listed))
}
