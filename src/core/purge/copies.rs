//! Copies that keep what is erased here: those that the ledger knows of, and databases that a restore or a migration
//! kept beside this one. They are named and left alone: each has an owner who may want it.

use super::PurgeError;
use crate::core::audit::{self, Entry};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, Reader, StoreError};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Sessions that are asked for at a time.
const PAGE: usize = 500;

/// A copy that keeps what is erased here.
#[derive(Debug, Clone, Serialize)]
pub struct Copy {
    /// The ledger entry that speaks of it; none of a database that was kept aside.
    pub entry: Option<u64>,
    /// `exported`, `backup`, `archived`; `kept aside`.
    pub kind: String,
    /// When it was made.
    pub at: String,
    /// Where it went; empty where that was forgotten.
    pub path: String,
}

/// The copies of any of the sessions, by their pseudonyms.
pub fn copies(from: &impl Ask, database: &Path, pseudonyms: &[String]) -> Result<Vec<Copy>, PurgeError> {
    let names: BTreeSet<&str> = pseudonyms.iter().map(String::as_str).collect();
    let mut copies = noted(from, &names)?;
    copies.extend(kept_aside(database, &names));
    Ok(copies)
}

fn noted(from: &impl Ask, names: &BTreeSet<&str>) -> Result<Vec<Copy>, PurgeError> {
    let mut opened = false;
    let holds = |e: &Entry| {
        e.subject.as_deref().is_some_and(|s| names.contains(s))
            || match e.facts.get("sessions") {
                Some(serde_json::Value::String(all)) => all == "all",
                Some(serde_json::Value::Array(list)) => {
                    list.iter().any(|n| n.as_str().is_some_and(|n| names.contains(n)))
                }
                _ => false,
            }
    };
    let trail = audit::entries(from)?.into_iter().filter(|e| {
        opened |= e.subject.as_deref().is_some_and(|s| names.contains(s));
        opened && e.path.is_some() && holds(e)
    });
    Ok(trail
        .map(|e| Copy { entry: Some(e.number), kind: e.kind, at: e.at, path: e.path.unwrap_or_default() })
        .collect())
}

/// `state.db.pre-restore-…` and `state.db.v1-…` that have one of the sessions, or cannot be asked.
fn kept_aside(database: &Path, names: &BTreeSet<&str>) -> Vec<Copy> {
    let mut found: Vec<PathBuf> = named_aside(database);
    found.retain(|path| !matches!(has_any(path, names), Ok(false)));
    found.sort();
    found
        .into_iter()
        .map(|path| Copy {
            entry: None,
            kind: "kept aside".into(),
            at: modified(&path).to_string(),
            path: path.to_string_lossy().into_owned(),
        })
        .collect()
}

fn named_aside(database: &Path) -> Vec<PathBuf> {
    let Some(name) = database.file_name() else { return Vec::new() };
    let folder = database.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_aside = |other: &std::ffi::OsStr| {
        let rest = other.to_string_lossy();
        let rest = rest.strip_prefix(&*name.to_string_lossy()).unwrap_or_default();
        let stamp = rest.strip_prefix(".pre-restore-").or_else(|| {
            let version = rest.strip_prefix(".v")?;
            version.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('-')
        });
        // What belongs to such a database (its log, its journal) has a name that goes on.
        stamp.is_some_and(|s| s.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'T' | b'Z' | b'-')))
    };
    let files = entries.filter_map(Result::ok).filter(|e| is_aside(&e.file_name()));
    files.filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(|e| folder.join(e.file_name())).collect()
}

fn has_any(database: &Path, names: &BTreeSet<&str>) -> Result<bool, StoreError> {
    let reader = Reader::open(database, Duration::ZERO)?;
    let mut seen = 0;
    loop {
        let page = reader.ask(|q| q.sessions(seen, PAGE))?;
        seen += page.len();
        if page.iter().any(|s| names.contains(hex(&s.pseudonym).as_str())) {
            return Ok(true);
        }
        if page.len() < PAGE {
            return Ok(false);
        }
    }
}

fn modified(path: &Path) -> Timestamp {
    let at = std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let since = at.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or_default())
}
