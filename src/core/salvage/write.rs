//! The new database: made through the ordinary writer, session by session, in the order of the old numbers.

mod pass;

use super::identity::{Ledger, content_key};
use super::report::{Beside, Count, JournalCount, Report, SessionReport, Snapshots, Tip, Unread};
use super::session::{Last, Salvaged};
use super::{Options, SalvageError, Whole, seal};
use crate::core::ambient;
use crate::core::fold::TypeNames;
use crate::core::key;
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::salvage::Scratch;
use crate::core::store::{Ask, Created, NewSession, Opening, Place, Transaction, Writer};
use pass::Pass;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// What every session is written with.
pub struct Job<'j> {
    pub scratch: &'j Scratch,
    pub types: TypeNames,
    /// The old database's name, for the journal.
    pub old_uuid: Option<String>,
    pub keep_unproved: bool,
    pub now: Timestamp,
    pub whole: Whole<'j>,
}

/// Writes it, and says what became of everything.
pub fn write(
    made: &Path,
    scratch: &Scratch,
    ledger: &Ledger,
    sessions: &[Salvaged],
    options: &Options,
    observer: &dyn Observer,
) -> Result<Report, SalvageError> {
    let now = ambient::now();
    let uuid = ambient::database_uuid()?;
    let opening = Opening {
        create: Some(Created { uuid, at: now }),
        // Nobody waits for a commit; all of it is synced before it gets its name.
        durable: false,
        lock_timeout: Duration::ZERO,
        owner: ambient::process_name(),
    };
    let mut writer = Writer::open(&Place::parse(made), &opening)?;
    let old_uuid = ledger.uuid.map(|u| uuid::Uuid::from_bytes(u).to_string());
    let job = Job {
        scratch,
        types: TypeNames::load(scratch)?,
        old_uuid: old_uuid.clone(),
        keep_unproved: options.keep_unproved,
        now,
        whole: Whole::new(observer, "write"),
    };
    let mut reports = Vec::new();
    for session in sessions {
        reports.push(write_session(&mut writer, &job, session, &opening.owner)?);
    }
    let mut report = Report {
        schema: "wfstate.recover/1",
        path: options.good.display().to_string(),
        from: options.bad.display().to_string(),
        dry_run: options.dry_run,
        old_uuid,
        old_ledger: ledger.tip.as_ref().map(|(entry, hash)| Tip { entry: *entry, hash: hex(hash) }),
        uuid: uuid::Uuid::from_bytes(uuid).to_string(),
        events: reports.iter().map(|s| s.events).sum(),
        lost: reports.iter().flat_map(|s| &s.lost).map(|l| l.count).sum(),
        unproved: reports.iter().map(|s| s.unproved).sum(),
        kept_unproved: options.keep_unproved,
        spilled_bytes: 0,
        strays: 0,
        beside: beside(scratch, ledger, sessions, &reports)?,
        sessions: reports,
        key_copied: None,
        validated: false,
        key_id: content_key(scratch)?,
    };
    let mut tx = writer.begin()?;
    finish(&mut tx, &job, &mut report)?;
    tx.commit()?;
    writer.tidy()?;
    Ok(report)
}

fn beside(
    scratch: &Scratch,
    ledger: &Ledger,
    sessions: &[Salvaged],
    reports: &[SessionReport],
) -> Result<Beside, SalvageError> {
    let found = |table: &str| scratch.found.get(table).copied().unwrap_or(0);
    let held = scratch.quarantine_numbers()?.len() as u64;
    let ever = scratch.ever_had("stored_quarantine")?.unwrap_or(held);
    let names = sessions.iter().flat_map(|s| s.aliases.iter().cloned()).collect();
    Ok(Beside {
        sessions: Count { found: sessions.len() as u64, lost: ledger.missing(&names) },
        journal: JournalCount {
            found: found("journal"),
            lost: sessions.iter().map(|s| s.journal_lost).sum(),
            unproved: sessions.iter().map(|s| s.journal_unproved).sum(),
        },
        // A count that is damaged itself says nothing.
        quarantine: Count { found: held, lost: ever.checked_sub(held).filter(|n| *n < 1 << 32).unwrap_or(0) },
        ledger: Count { found: ledger.entries, lost: ledger.lost },
        snapshots: Snapshots {
            found: found("stored_snapshot"),
            written: reports.iter().map(|s| s.snapshots).sum(),
        },
        unread: Unread {
            pages: scratch.unread.pages,
            rows: scratch.unread.rows,
            log_frames: scratch.frames_unread,
            open_end: sessions.iter().any(|s| !matches!(s.last, Last::Exactly(_))),
        },
    })
}

/// A session's row, then its events and its journal, committed in parts.
fn write_session(
    writer: &mut Writer,
    job: &Job<'_>,
    session: &Salvaged,
    owner: &str,
) -> Result<SessionReport, SalvageError> {
    let key = seal::new_key()?;
    let uuid = *writer.uuid();
    let mut tx = writer.begin()?;
    let no = tx.insert_session(&NewSession {
        session_id: session.session_id.clone(),
        kind: session.kind,
        label: session.label.clone(),
        stores_content: session.stores_content,
        durability: session.durability,
        start: session.start,
        owner: owner.to_owned(),
        key,
        metadata: session.metadata.clone(),
    })?;
    let sealer = seal::Sealer::new(&uuid, no, &session.session_id, &key);
    let mut pass = Pass::new(job, session, no, sealer);
    pass.begin(&mut tx)?;
    loop {
        let more = pass.some(&mut tx)?;
        if !more {
            break;
        }
        tx.commit()?;
        writer.move_log();
        tx = writer.begin()?;
    }
    let report = pass.finish(&mut tx)?;
    tx.commit()?;
    writer.move_log();
    Ok(report)
}

/// What belongs to no session: lines in quarantine, the name of the content key, the ledger's word on all of it.
fn finish(tx: &mut Transaction<'_>, job: &Job<'_>, report: &mut Report) -> Result<(), SalvageError> {
    for number in job.scratch.quarantine_numbers()? {
        let Ok(Some(entry)) = job.scratch.ask(|q| q.quarantined(number)) else { continue };
        let id = tx.quarantine(&entry.refused)?;
        tx.set_quarantine_status(id, &entry.status)?;
    }
    if let Some(id) = &report.key_id {
        tx.set_meta(key::META, id)?;
    }
    let facts = json!({
        "salvaged_from": report.old_uuid,
        "ledger": report.old_ledger,
        "sessions": report.sessions.len(),
        "events": report.events,
        "lost": report.lost,
        "unproved": if job.keep_unproved { report.unproved } else { 0 },
    });
    tx.ledger(job.now, "salvaged", None, &facts.to_string())?;
    Ok(())
}
