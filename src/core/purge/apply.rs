//! Deleting what a plan names, in one transaction, and then finishing.

use super::PurgeError;
use super::finish::{Pending, Searching, finish_with};
use super::plan::{Doomed, Plan};
use super::receipt::{Gone, Receipt};
use crate::core::ambient;
use crate::core::model::chain::{GENESIS, SessionHasher};
use crate::core::model::event::spec_of;
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::recover::seal_at_end;
use crate::core::store::{Ask, Opening, SessionRow, StoreError, Transaction, Writer, ballast, free_bytes};
use serde_json::json;

/// What is left free beside what writing anew takes.
const SPARE: u64 = 1 << 20;

/// Deletes the sessions of a plan and proves it. `writer` comes back unless the purge stays pending.
pub fn apply(
    mut writer: Writer,
    opening: &Opening,
    plan: Plan,
    reason: Option<&str>,
    observer: &dyn Observer,
) -> Result<(Writer, Receipt), PurgeError> {
    if let Some(refusal) = plan.refusal() {
        return Err(refusal);
    }
    check_reason(&plan, reason)?;
    let size = writer.ask(|q| q.size())?;
    make_room(&writer, plan.bytes)?;
    observer.progress("deleting", 0, Some(plan.sessions.len() as u64));
    let (no, pending) = delete(&mut writer, &plan, reason, observer)?;
    let searching =
        Searching { search: &plan.search, names: &plan.sessions, copies: &plan.copies, before: size.0 };
    finish_with(writer, opening, (no, &pending), Some(&searching), observer)
}

/// The ledger must not name what is to be forgotten.
fn check_reason(plan: &Plan, reason: Option<&str>) -> Result<(), PurgeError> {
    let Some(reason) = reason else { return Ok(()) };
    let names = |what: &'static str, name: &str| {
        let found = name.len() > 3 && reason.contains(name);
        if found { Err(PurgeError::Reason { what }) } else { Ok(()) }
    };
    for doomed in &plan.sessions {
        names("a session", &doomed.session_id)?;
        names("a label", doomed.label.as_deref().unwrap_or_default())?;
        if doomed.row.user_id != "default" {
            names("a user", &doomed.row.user_id)?;
        }
    }
    Ok(())
}

/// Deleting takes log for every page that changes; a full disk must not forbid that, and what is deleted is room for
/// what comes next. Writing the file anew takes more, and is done when there is more.
fn make_room(writer: &Writer, goes: u64) -> Result<(), PurgeError> {
    let Some(database) = writer.path() else { return Ok(()) };
    let needed = goes + SPARE;
    let enough = || free_bytes(database).is_none_or(|free| free >= needed);
    if enough() {
        return Ok(());
    }
    ballast::release(database);
    if enough() {
        return Ok(());
    }
    Err(PurgeError::Room { needed, free: free_bytes(database).unwrap_or(0), pending: false })
}

fn delete(
    writer: &mut Writer,
    plan: &Plan,
    reason: Option<&str>,
    observer: &dyn Observer,
) -> Result<(i64, Pending), PurgeError> {
    let receipt_id = hex(&ambient::random::<16>().map_err(|e| StoreError::io("random".as_ref(), e))?);
    let mut tx = writer.begin()?;
    let now = ambient::now();
    let mut sessions = Vec::with_capacity(plan.sessions.len());
    let total = Some(plan.sessions.len() as u64);
    for (done, doomed) in (1..).zip(&plan.sessions) {
        sessions.push(delete_one(&mut tx, doomed, &receipt_id, now)?);
        observer.progress("deleting", done, total);
    }
    let types: Vec<i64> = plan.types.iter().copied().collect();
    tx.forget_types(&types, &|name| spec_of(name).is_some())?;
    let files = plan.files.iter().map(|f| f.path.to_string_lossy().into_owned()).collect();
    let pending = Pending::new(receipt_id, sessions, reason.map(str::to_owned), files);
    let no = tx.insert_erasure(now, &pending.to_json())?;
    tx.commit()?;
    Ok((no, pending.begun_at(now)))
}

fn delete_one(
    tx: &mut Transaction<'_>,
    doomed: &Doomed,
    receipt_id: &str,
    now: Timestamp,
) -> Result<Gone, PurgeError> {
    let id = &doomed.session_id;
    let row = tx.ask(|q| q.session_by_no(doomed.row.no))?.filter(|r| r.pseudonym == doomed.row.pseudonym);
    let row = row.ok_or_else(|| PurgeError::Changed { session: id.clone() })?;
    if let Some(owner) = row.owner.clone().filter(|o| ambient::is_alive(o)) {
        return Err(PurgeError::Live { session: id.clone(), owner, more: 0 });
    }
    let last_seq = tx.ask(|q| q.last_seq(row.no))?;
    if last_seq != doomed.last_seq {
        return Err(PurgeError::Changed { session: id.clone() });
    }
    let clearance = tx.clear(row.no).map_err(PurgeError::of_hold)?;
    let gone = Gone {
        pseudonym: doomed.pseudonym.clone(),
        events: doomed.events,
        last_seq,
        head: head(tx, &row, last_seq)?,
    };
    let facts =
        json!({ "receipt": receipt_id, "events": gone.events, "last_seq": last_seq, "head": &gone.head });
    tx.ledger(now, "purge_pending", Some(&row.pseudonym), &facts.to_string())?;
    tx.erase_session(&clearance, id)?;
    Ok(gone)
}

/// One hash for all of a session, as its last anchor in the ledger would say it.
fn head(tx: &Transaction<'_>, row: &SessionRow, last_seq: u64) -> Result<String, StoreError> {
    let seal = seal_at_end(tx, row.no)?;
    let (entries, journal) = tx.ask(|q| q.journal_tip(row.no))?.unwrap_or((0, GENESIS));
    Ok(hex(&SessionHasher::new(tx.uuid(), &row.session_id).head(last_seq, &seal, entries, &journal)))
}
