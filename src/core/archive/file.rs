//! A file of some sessions: a copy of the database in which the others are left out and the rest is packed.
//!
//! It is a database like any other, so that every verb reads it. The ledger is in it whole, since its chain is what
//! proves the sessions; of the others it has pseudonyms alone, and says that they were left out.

use super::{Report, is_live, plan, seal};
use crate::core::ambient;
use crate::core::audit::{self, Deed};
use crate::core::backup::digest_of;
use crate::core::observer::Observer;
use crate::core::pack::{self, DATABASE, Kind, PackError};
use crate::core::store::salvage::PrivateDir;
use crate::core::store::{Ask, LogGrade, Opening, Place, Reader, SessionRow, StoreError, Writer};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is archived, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The database.
    pub database: PathBuf,
    /// The sessions.
    pub sessions: Vec<SessionRow>,
    /// The file.
    pub out: PathBuf,
    /// Whether a file that is there is replaced.
    pub over: bool,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
}

/// Makes the file. It appears under its name when it is whole and on disk; the database only gets a note of it.
pub fn create(request: &Request, observer: &dyn Observer) -> Result<Report, PackError> {
    if request.out.symlink_metadata().is_ok() && !request.over {
        return Err(PackError::Exists { path: request.out.clone() });
    }
    let private = PrivateDir::beside(&request.out, &format!(".archiving-{}", std::process::id()))?;
    let copy = private.path().join(DATABASE);
    copy_to(request, &copy)?;
    let mut report = excerpt((&private, &copy), request, observer)?;
    let packing = pack::Request {
        database: copy,
        kind: Kind::Archive,
        out: request.out.clone(),
        over: request.over,
        lock_timeout: request.lock_timeout,
    };
    pack::write(&packing, observer)?;
    let (sha256, _) = digest_of(&request.out)?;
    report.path = Some(request.out.display().to_string());
    report.free_bytes = None;
    report.live = request.sessions.iter().filter(|s| is_live(s)).map(|s| s.session_id.clone()).collect();
    if let Err(e) = note(request, &report, &sha256) {
        observer.warn(&format!("the archive is made, and its database could not take a note of that: {e}"));
    }
    report.sha256 = Some(sha256);
    Ok(report)
}

fn copy_to(request: &Request, copy: &Path) -> Result<(), StoreError> {
    let reader = Reader::open(&request.database, request.lock_timeout)?;
    if let Some(found) = reader.log_finding().filter(|f| f.grade == LogGrade::Damaged) {
        return Err(found.refusal(&request.database));
    }
    reader.copy_into(copy)?;
    pack::for_owner_alone(copy)
}

/// Leaves out what was not asked for, and packs the rest.
fn excerpt(
    (private, copy): (&PrivateDir, &Path),
    request: &Request,
    observer: &dyn Observer,
) -> Result<Report, StoreError> {
    let opening = Opening {
        create: None,
        durable: false,
        lock_timeout: request.lock_timeout,
        owner: ambient::process_name(),
    };
    let mut writer = Writer::open(&Place::parse(copy), &opening)?;
    let wanted: BTreeSet<&[u8]> = request.sessions.iter().map(|s| s.pseudonym.as_slice()).collect();
    let (mut kept, mut after) = (Vec::new(), i64::MIN);
    while let Some(no) = writer.ask(|q| q.session_numbers(after, 1))?.pop() {
        after = no;
        let Some(row) = writer.ask(|q| q.session_at(no))? else { continue };
        if wanted.contains(row.pseudonym.as_slice()) && !is_live(&row) {
            kept.push(row);
            continue;
        }
        let mut tx = writer.begin()?;
        let clearance = tx.clear_copy(private, no)?;
        tx.erase_session(&clearance, &row.session_id)?;
        tx.ledger(
            ambient::now(),
            "archived",
            Some(&row.pseudonym),
            &json!({ "left_out": true }).to_string(),
        )?;
        tx.commit()?;
    }
    let mut tx = writer.begin()?;
    tx.forget_surroundings(private, &used_types(&tx, &kept)?)?;
    tx.commit()?;
    let plan = plan(&writer, &kept, 0)?;
    let done = seal(&mut writer, &plan, observer)?;
    super::report(&writer, &plan, Some(done))
}

/// The numbers of the types that the events of some sessions have.
fn used_types(from: &impl Ask, kept: &[SessionRow]) -> Result<BTreeSet<i64>, StoreError> {
    let mut all = BTreeSet::new();
    for row in kept {
        all.extend(from.ask(|q| q.events_per_type(row.no))?.into_iter().map(|(type_no, _)| type_no));
    }
    Ok(all)
}

/// The database remembers where its sessions went.
fn note(request: &Request, report: &Report, sha256: &str) -> Result<(), StoreError> {
    let names: BTreeSet<&str> = report.sessions.iter().map(|s| s.session_id.as_str()).collect();
    let kept: Vec<SessionRow> =
        request.sessions.iter().filter(|s| names.contains(s.session_id.as_str())).cloned().collect();
    let events: u64 = report.sessions.iter().map(|s| s.events).sum();
    let facts = json!({ "events": events, "session_count": kept.len(), "sha256": sha256 });
    let deed = Deed::about("archived", &kept, false, facts).at(&request.out);
    audit::note(&request.database, request.lock_timeout, &deed).map(|_| ())
}
