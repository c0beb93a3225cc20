//! Is a backup what it says? And, as a drill: does it come to the same states when it is restored and replayed?

use super::open::{Keys, Opened, open};
use super::{BackupError, Report, Trouble, digest_of, known, older, uuid_text};
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::pack::{Kind, Manifest};
use crate::core::replay::{self, Start, from_database};
use crate::core::store::{Ask, Reader, SessionRow, StoreError};
use crate::core::validate::{self, Coverage, Selection, Severity};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The rules of `validate` that say whether a backup is whole: its bytes, its schema, its references, its chains,
/// its totals and its snapshots. What producers put into it was so before.
const RULES: &[&str] =
    &["WFD", "WFS001", "WFS002", "WFM", "WFK", "WFH", "WFG001", "WFN", "WFE001", "WFE002", "WFE003"];
/// Findings that are told.
const MOST: usize = 100;
/// Sessions that are asked for at a time.
const PAGE: usize = 500;

/// Verifies a backup; `drill` also replays it.
pub fn verify(path: &Path, keys: &Keys, drill: bool, observer: &dyn Observer) -> Result<Report, BackupError> {
    let opened = open(path, keys, observer)?;
    check(path, &opened, drill, observer)
}

/// The same of one that is open. One of an earlier version is checked as what it comes to in this one.
pub fn check(
    path: &Path,
    opened: &Opened,
    drill: bool,
    observer: &dyn Observer,
) -> Result<Report, BackupError> {
    if older::version(opened).is_none() {
        return check_present(path, opened, drill, observer);
    }
    let said = opened.unpacked.manifest.as_ref();
    let (head, created) = (said.map(|m| m.ledger_head.clone()), said.and_then(|m| m.created.clone()));
    match older::carried(opened, observer)? {
        Ok(now) => Ok(Report { head, ..check_present(path, &now, drill, observer)? }),
        Err(trouble) => {
            let (sha256, bytes) = digest_of(path)?;
            Ok(Report {
                schema: "wfstate.backup/1",
                path: path.to_string_lossy().into_owned(),
                format: opened.format,
                encrypted: opened.encrypted,
                created,
                database: said.map(|m| m.database.clone()),
                sha256,
                bytes,
                sessions: None,
                events: None,
                head,
                verified: false,
                drilled: false,
                findings: vec![trouble],
            })
        }
    }
}

fn check_present(
    path: &Path,
    opened: &Opened,
    drill: bool,
    observer: &dyn Observer,
) -> Result<Report, BackupError> {
    let (sha256, bytes) = digest_of(path)?;
    let (checked, mut findings) = validated(path, opened, observer)?;
    let reader = Reader::open(opened.unpacked.database(), Duration::ZERO).ok();
    let found = reader.as_ref().and_then(|r| Manifest::of(r, Kind::Backup).ok());
    let mut drilled = false;
    if let (true, Some(reader)) = (drill, &reader) {
        replay_all(reader, opened.unpacked.manifest.as_ref(), &mut findings, observer)?;
        drilled = true;
    }
    let created = opened.unpacked.manifest.as_ref().and_then(|m| m.created.clone());
    let marked = || reader.as_ref().and_then(|r| known::made_at(r).ok()?).map(|at| at.to_string());
    Ok(Report {
        schema: "wfstate.backup/1",
        path: path.to_string_lossy().into_owned(),
        format: opened.format,
        encrypted: opened.encrypted,
        created: created.or_else(marked),
        database: reader.as_ref().map(|r| uuid_text(r.uuid())),
        sha256,
        bytes,
        sessions: found.as_ref().map(|m| m.sessions.len() as u64),
        events: found.as_ref().map(|m| m.sessions.iter().map(|s| s.events).sum()),
        head: found.map(|m| m.ledger_head),
        verified: checked && findings.is_empty(),
        drilled,
        findings,
    })
}

/// What `validate` has to say; whether it could look at all of it.
fn validated(
    path: &Path,
    opened: &Opened,
    observer: &dyn Observer,
) -> Result<(bool, Vec<Trouble>), BackupError> {
    let rules: Vec<String> = RULES.iter().map(|r| (*r).to_owned()).collect();
    let selection = Selection::new(validate::RULES, &rules, &[]).map_err(BackupError::Usage)?;
    let options = validate::Options { selection, max_findings: MOST, ..validate::Options::default() };
    let report = validate::check_unpacked(path, &opened.unpacked, &options, observer)?;
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    Ok((report.coverage == Coverage::Full && report.tally.errors == 0, errors.map(Trouble::from).collect()))
}

/// Replays every session from its first event, and compares where it ends with what the manifest says.
fn replay_all(
    reader: &Reader,
    manifest: Option<&Manifest>,
    findings: &mut Vec<Trouble>,
    observer: &dyn Observer,
) -> Result<(), BackupError> {
    let said: BTreeMap<&str, Option<&str>> = manifest
        .iter()
        .flat_map(|m| &m.sessions)
        .map(|s| (s.session_id.as_str(), s.state_hash.as_deref()))
        .collect();
    let total = reader.ask(|q| q.session_count())?;
    let (mut after, mut done) = (i64::MIN, 0);
    loop {
        let page = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = *last;
        for number in page {
            let Some(row) = reader.ask(|q| q.session_at(number))? else { continue };
            replay_one(reader, row, &said, findings, observer)?;
            done += 1;
            observer.progress("drill", done, Some(total));
        }
    }
}

fn replay_one(
    reader: &Reader,
    row: SessionRow,
    said: &BTreeMap<&str, Option<&str>>,
    findings: &mut Vec<Trouble>,
    observer: &dyn Observer,
) -> Result<(), BackupError> {
    let id = row.session_id.clone();
    let expected = said.get(id.as_str()).copied();
    let options = replay::Options { start: Start::Zero, ..replay::Options::default() };
    let quiet = Quiet(observer);
    let replay = match from_database(reader, reader.uuid(), row, &options, &quiet, None) {
        Ok(replay) => replay,
        Err(replay::ReplayError::Store(e @ (StoreError::Full | StoreError::Io { .. }))) => {
            return Err(e.into());
        }
        Err(e) => {
            findings.push(trouble(&id, None, e.to_string()));
            return Ok(());
        }
    };
    let hash = hex(&replay.state.hash());
    if let Some(divergence) = replay.divergences.first() {
        findings.push(trouble(&id, Some(divergence.seq), divergence.message.clone()));
    } else if replay.verified == Some(false) {
        findings.push(trouble(&id, None, replay.doubts.join(", ")));
    }
    match expected {
        Some(Some(said)) if said != hash => {
            let message = format!("its state comes to {hash}; the manifest says {said}");
            findings.push(trouble(&id, Some(replay.last_seq), message));
        }
        _ => {}
    }
    Ok(())
}

fn trouble(session_id: &str, seq: Option<u64>, message: String) -> Trouble {
    Trouble { rule: "drill", session_id: Some(session_id.to_owned()), seq, message }
}

/// The sessions are counted, not their events.
struct Quiet<'o>(&'o dyn Observer);

impl Observer for Quiet<'_> {
    fn progress(&self, _phase: &str, _done: u64, _total: Option<u64>) {}
    fn warn(&self, message: &str) {
        self.0.warn(message);
    }
}
