//! Finishing a purge whose rows are deleted: by the one who began it, by the next writer, or by `purge --resume`.

use super::PurgeError;
use super::copies::Copy;
use super::needles::{LONGEST, Search};
use super::plan::Doomed;
use super::receipt::{Certificate, Content, Gone, NOT_PROMISED, Named, Proof, Receipt};
use crate::core::ambient;
use crate::core::head::unhex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::{
    Ask, Erasure, Opening, Place, StoreError, Writer, ballast, beside, free_bytes, read_parts, remove_durably,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What there is still to do, as the database keeps it: no names of sessions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pending {
    /// The receipt that there will be.
    pub receipt_id: String,
    /// The sessions whose rows are gone.
    pub sessions: Vec<Gone>,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// Files that are to go.
    pub files: Vec<String>,
    /// The words of single events that are gone.
    #[serde(default)]
    pub content: Option<Content>,
    /// When the rows were deleted.
    #[serde(skip)]
    begun: Option<Timestamp>,
}

impl Pending {
    /// As it is begun.
    pub fn new(receipt_id: String, sessions: Vec<Gone>, reason: Option<String>, files: Vec<String>) -> Self {
        Self { receipt_id, sessions, reason, files, content: None, begun: None }
    }

    /// As it is stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// One of the words of single events.
    #[must_use]
    pub fn of_content(self, content: Content) -> Self {
        Self { content: Some(content), ..self }
    }

    /// With the time of its beginning.
    #[must_use]
    pub fn begun_at(self, at: Timestamp) -> Self {
        Self { begun: Some(at), ..self }
    }

    fn read(erasure: &Erasure) -> Result<Self, StoreError> {
        let pending: Self = serde_json::from_str(&erasure.plan).map_err(|e| StoreError::BadRecord {
            what: "the plan",
            place: format!("purge {}", erasure.no),
            why: e.to_string(),
        })?;
        Ok(pending.begun_at(erasure.begun))
    }
}

/// What only the one who began a purge knows.
pub struct Searching<'a> {
    /// The pieces.
    pub search: &'a Search,
    /// The sessions by name.
    pub names: &'a [Doomed],
    /// Their copies.
    pub copies: &'a [Copy],
    /// Bytes of the file before.
    pub before: u64,
}

/// Finishes what earlier processes began, as `purge --resume` does: one receipt for each.
pub fn resume(
    mut writer: Writer,
    opening: &Opening,
    observer: &dyn Observer,
) -> Result<(Writer, Vec<Receipt>), PurgeError> {
    let mut receipts = Vec::new();
    while let Some(erasure) = writer.ask(|q| q.erasures())?.into_iter().next() {
        let pending = Pending::read(&erasure)?;
        let (back, receipt) = finish_with(writer, opening, (erasure.no, &pending), None, observer)?;
        writer = back;
        receipts.push(receipt);
    }
    Ok((writer, receipts))
}

/// What every writer does first: finishes the purges of processes that died. Says what was done. Another writer at
/// work may be the one whose purge it is, so that only the first writer does it.
pub fn finish_pending(writer: &mut Writer, observer: &dyn Observer) -> Result<Vec<String>, PurgeError> {
    if !writer.is_first() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    for erasure in writer.ask(|q| q.erasures())? {
        let pending = Pending::read(&erasure)?;
        slim(writer, &pending, observer)?;
        let proof = structure(writer)?;
        sign(writer, (erasure.no, &pending), proof)?;
        let what = match (&pending.content, pending.sessions.len()) {
            (Some(_), _) => "the content of events".to_owned(),
            (None, 1) => "1 session".to_owned(),
            (None, count) => format!("{count} sessions"),
        };
        told.push(format!(
            "a purge of {what} that was interrupted is finished (receipt {})",
            pending.receipt_id
        ));
    }
    Ok(told)
}

/// Finishes one purge: by a search where it is known what to search for.
pub fn finish_with(
    mut writer: Writer,
    opening: &Opening,
    (no, pending): (i64, &Pending),
    searching: Option<&Searching<'_>>,
    observer: &dyn Observer,
) -> Result<(Writer, Receipt), PurgeError> {
    let before = writer.ask(|q| q.size())?.0;
    slim(&mut writer, pending, observer)?;
    let mut proof = structure(&writer)?;
    if let (Some(known), Some(database)) = (searching, writer.path().map(Path::to_owned)) {
        // The files can be read once no connection of this process is open.
        drop(writer);
        let found = search_files(&database, known.search, &mut proof, observer)?;
        writer = Writer::open(&Place::File(database), opening)?;
        judge(&writer, found, &mut proof)?;
    }
    let after = writer.ask(|q| q.size())?.0;
    let (certificate, receipt_hash, ledger_entry) = sign(&mut writer, (no, pending), proof.clone())?;
    let name = |gone: &Gone| {
        let known = searching.map(|s| s.names).unwrap_or_default();
        known.iter().find(|d| d.pseudonym == gone.pseudonym).map(|d| d.session_id.clone())
    };
    let receipt = Receipt {
        schema: "wfstate.purge/1",
        receipt_id: pending.receipt_id.clone(),
        session_id: None,
        content: pending.content.clone(),
        events: pending.sessions.iter().map(|s| s.events).sum(),
        sessions: pending.sessions.iter().map(|g| Named { session_id: name(g), gone: g.clone() }).collect(),
        bytes_freed: searching.map_or(before, |s| s.before).saturating_sub(after),
        proof,
        files_removed: pending.files.clone(),
        copies: searching.map(|s| s.copies.to_vec()).unwrap_or_default(),
        not_promised: NOT_PROMISED.to_vec(),
        certificate,
        receipt_hash,
        ledger_entry,
    };
    Ok((writer, receipt))
}

/// Takes away the files that hold pieces, writes the database anew, empties the log.
fn slim(writer: &mut Writer, pending: &Pending, observer: &dyn Observer) -> Result<(), PurgeError> {
    for file in &pending.files {
        remove_durably(Path::new(file))?;
    }
    if let Some(database) = writer.path().map(Path::to_owned) {
        let (size, free_pages) = writer.ask(|q| q.size())?;
        let needed = 2 * size.saturating_sub(free_pages) + (1 << 20);
        if free_bytes(&database).is_some_and(|free| free < needed) {
            ballast::release(&database);
        }
        if let Some(free) = free_bytes(&database).filter(|free| *free < needed) {
            return Err(PurgeError::Room { needed, free, pending: true });
        }
    }
    observer.progress("writing the database anew", 0, None);
    // The log first: it is as large as what was deleted.
    writer.empty_log()?;
    writer.vacuum()?;
    observer.progress("emptying the log", 0, None);
    if writer.empty_log()? { Ok(()) } else { Err(PurgeError::Pinned) }
}

/// What can be said without knowing what to search for.
fn structure(writer: &Writer) -> Result<Proof, PurgeError> {
    let (_, free) = writer.ask(|q| q.size())?;
    Ok(Proof { method: "structure", free_pages: free / PAGE, ..Proof::default() })
}

/// Bytes of a page.
const PAGE: u64 = 4096;

/// Pieces that were found, and where.
type Found = (HashSet<Box<[u8]>>, Vec<PathBuf>);

fn search_files(
    database: &Path,
    search: &Search,
    proof: &mut Proof,
    observer: &dyn Observer,
) -> Result<Found, PurgeError> {
    let (mut found, mut files) = (HashSet::new(), Vec::new());
    let mut all = vec![database.to_owned()];
    all.extend(beside(database, None));
    for (done, path) in (0..).zip(&all) {
        observer.progress("searching the files", done, Some(all.len() as u64));
        let known = found.len();
        proof.bytes_searched +=
            read_parts(database, path, LONGEST, &mut |part| search.find(part, &mut found))?;
        proof.files_searched += 1;
        if found.len() > known {
            files.push(path.clone());
        }
    }
    proof.method = "search";
    proof.needles = search.len() as u64;
    proof.pieces = search.seen;
    Ok((found, files))
}

/// A piece that was found proves something only if it is in no row that stays.
fn judge(writer: &Writer, (found, files): Found, proof: &mut Proof) -> Result<(), PurgeError> {
    if found.is_empty() {
        return Ok(());
    }
    let shared = RefCell::new(HashSet::new());
    let wanted = Search::new(found.iter().cloned());
    writer.ask(|q| q.each_row(&mut |row| wanted.find(row, &mut shared.borrow_mut())))?;
    proof.shared = shared.borrow().len() as u64;
    proof.hits = found.len() as u64 - proof.shared;
    if proof.hits == 0 {
        return Ok(());
    }
    Err(PurgeError::Found { hits: found.len() - shared.borrow().len(), files })
}

/// The ledger says that it is done. Gives the certificate, its hash and the number of the first entry.
fn sign(
    writer: &mut Writer,
    (no, pending): (i64, &Pending),
    proof: Proof,
) -> Result<(String, String, u64), PurgeError> {
    let now = ambient::now();
    let database = uuid::Uuid::from_bytes(*writer.uuid()).to_string();
    let (certificate, hash) = Certificate {
        schema: "wfstate.purge/1",
        receipt_id: &pending.receipt_id,
        database,
        begun: pending.begun.unwrap_or(now).to_string(),
        finished: now.to_string(),
        sessions: &pending.sessions,
        content: pending.content.as_ref(),
        proof: &proof,
    }
    .seal();
    let mut tx = writer.begin()?;
    let mut first = 0;
    // Where somebody else was faster, the ledger has it already.
    if tx.delete_erasure(no)? {
        for gone in &pending.sessions {
            let facts = json!({
                "receipt": pending.receipt_id,
                "receipt_hash": hash,
                "events": gone.events,
                "last_seq": gone.last_seq,
                "head": gone.head,
                "proof": proof.method,
                "reason": pending.reason,
            });
            let subject = unhex(&gone.pseudonym);
            let entry = tx.ledger_entry(now, "purged", subject.as_deref(), &facts.to_string())?;
            if first == 0 {
                first = entry;
            }
        }
        if let Some(content) = &pending.content {
            let facts = json!({
                "receipt": pending.receipt_id,
                "receipt_hash": hash,
                "from": content.from,
                "to": content.to,
                "events": content.erased,
                "proof": proof.method,
                "reason": pending.reason,
            });
            let subject = unhex(&content.pseudonym);
            first = tx.ledger_entry(now, "content_purged", subject.as_deref(), &facts.to_string())?;
        }
    }
    tx.commit()?;
    writer.tidy()?;
    Ok((certificate, hash, first))
}
