//! Whatever is given to `validate`: what it is, by its first bytes and then by its name, and how it is opened.
//! Nothing is written but in a private place under the directory for temporary files.

use super::baseline::Known;
use super::findings::Sink;
use super::outcome::{Coverage, DatabaseReport, Form};
use super::{Options, check, check_named, export, file, foreign, packed};
use crate::core::export::undress::is_ours;
use crate::core::import::{ImportError, is_foreign};
use crate::core::observer::Observer;
use crate::core::pack::{self, Kind, Limits, PackError, Unpacked, ZIP_MAGIC, ZST_MAGIC};
use crate::core::store::{Reader, StoreError, first_bytes};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What kept a target from being opened.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// A database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A pack.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// An export.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// A database of another program.
    #[error(transparent)]
    Import(#[from] ImportError),
}

/// What a target seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guess {
    Database,
    Pack,
    Zst,
    Export,
    /// It has the name of a pack, and is none.
    NoPack,
}

/// So much is looked at to tell what a file is.
const LOOK_BYTES: usize = 64 << 10;

/// Checks a database, a backup, an archive or an export; `-` is an export on standard input.
pub fn check_target(
    path: &Path,
    options: &Options,
    observer: &dyn Observer,
) -> Result<DatabaseReport, TargetError> {
    if path == Path::new("-") {
        return check_input(options, observer);
    }
    let guess = match first_bytes(path, LOOK_BYTES) {
        Some(bytes) if is_foreign(&bytes, path) => return foreign::check(path, options, observer),
        Some(bytes) => guess(path, &bytes),
        None => Guess::Database,
    };
    match guess {
        Guess::Database => Ok(check(path, options, observer)?),
        Guess::Pack => {
            let unpacked = pack::open(path, &Limits::default(), observer)?;
            check_unpacked(path, &unpacked, options, observer)
        }
        Guess::Zst => {
            let unpacked = pack::open_zst(path, &Limits::default(), observer)?;
            check_unpacked(path, &unpacked, options, observer)
        }
        Guess::Export => {
            let file = std::fs::File::open(path).map_err(|e| StoreError::io(path, e))?;
            let name = path.to_string_lossy();
            Ok(export::check(&name, &mut BufReader::with_capacity(LOOK_BYTES, file), options, observer)?)
        }
        Guess::NoPack => Err(refused(path, "its first bytes are not those of a pack")),
    }
}

fn check_input(options: &Options, observer: &dyn Observer) -> Result<DatabaseReport, TargetError> {
    let name = Path::new("-");
    let mut input = BufReader::with_capacity(LOOK_BYTES, std::io::stdin());
    let bytes = input.fill_buf().map_err(|e| StoreError::io(name, e))?;
    match guess(name, bytes) {
        Guess::Database if bytes.starts_with(b"SQLite format 3\0") => {
            Err(refused(name, "a database is checked where it is: name its file"))
        }
        Guess::Pack | Guess::Zst => Err(refused(name, "a pack is checked where it is: name its file")),
        _ => Ok(export::check("-", &mut input, options, observer)?),
    }
}

fn refused(path: &Path, why: &str) -> TargetError {
    PackError::Refused { path: path.to_owned(), why: why.to_owned() }.into()
}

/// The first bytes decide; the name only where they could be anything.
fn guess(path: &Path, bytes: &[u8]) -> Guess {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match ending.as_str() {
        _ if bytes.is_empty() || bytes.starts_with(b"SQLite format 3\0") => Guess::Database,
        _ if bytes.starts_with(ZIP_MAGIC) => Guess::Pack,
        _ if bytes.starts_with(ZST_MAGIC) => Guess::Zst,
        "zip" | "wfz" | "zst" => Guess::NoPack,
        _ if is_ours(text) => Guess::Export,
        "json" | "ndjson" | "jsonl" | "yaml" | "yml" => Guess::Export,
        "db" | "sqlite" | "sqlite3" => Guess::Database,
        _ if text.starts_with(b"{") || text.starts_with(b"[") || is_yaml(text) => Guess::Export,
        _ => Guess::Database,
    }
}

/// Whether one of the members that an export has begins a line.
fn is_yaml(text: &[u8]) -> bool {
    const MEMBERS: [&[u8]; 4] = [b"events:", b"session:", b"session_metadata:", b"session_id:"];
    text.split(|b| *b == b'\n').any(|line| MEMBERS.iter().any(|m| line.starts_with(m)))
}

/// Checks a database that was taken out of a pack, and what the pack says of it.
pub fn check_unpacked(
    path: &Path,
    unpacked: &Unpacked,
    options: &Options,
    observer: &dyn Observer,
) -> Result<DatabaseReport, TargetError> {
    let named = path.to_string_lossy();
    let known = options.baseline.as_ref().map(|b| b.known(&named));
    let mut own = Sink::new(&options.selection, options.max_findings, known.as_ref());
    packed::members(&unpacked.faults, &mut own);
    // The user knows nothing of the place where it was unpacked to.
    let inside = |e: StoreError| e.known_as(&path.join(pack::DATABASE));
    let checked = check_named(unpacked.database(), &named, known.as_ref(), options, observer);
    let mut report = match checked.map_err(inside) {
        Ok(report) => report,
        Err(e) if unpacked.faults.is_empty() => return Err(e.into()),
        // What is damaged is said already, and that is why it cannot be opened.
        Err(e) => {
            file::unreadable(&mut own, None, "the database", &e);
            unread(&named)
        }
    };
    if let (Some(said), Ok(reader)) =
        (&unpacked.manifest, Reader::open(unpacked.database(), options.lock_timeout))
        && let Err(e) = packed::manifest(said, &reader, &mut own)
    {
        file::unreadable(&mut own, None, "what the manifest speaks of", &e);
        report.coverage = Coverage::Partial;
    }
    put_first(&mut report, own, options.max_findings);
    report.baseline_left = known.as_ref().map_or(0, Known::left);
    report.form = match &unpacked.manifest {
        Some(manifest) if manifest.kind == Kind::Archive => Form::Archive,
        _ => Form::Backup,
    };
    Ok(report)
}

/// Of a database that cannot be opened.
pub fn unread(path: &str) -> DatabaseReport {
    DatabaseReport {
        path: path.to_owned(),
        form: Form::Backup,
        sessions: None,
        events: None,
        events_total: None,
        snapshots: None,
        coverage: Coverage::Partial,
        importer: None,
        anchored: false,
        findings: Vec::new(),
        not_shown: 0,
        baselined: 0,
        baseline_left: 0,
        tally: super::Tally::default(),
    }
}

/// Puts what was found of the file before what was found of the database that was made of it.
pub fn put_first(report: &mut DatabaseReport, own: Sink<'_>, most: usize) {
    let (mut findings, tally) = own.into_parts();
    let all = tally.errors + tally.warnings + tally.infos + report.findings.len() as u64 + report.not_shown;
    findings.append(&mut report.findings);
    findings.truncate(most);
    report.not_shown = all - findings.len() as u64;
    report.findings = findings;
    report.tally.errors += tally.errors;
    report.tally.warnings += tally.warnings;
    report.tally.infos += tally.infos;
    report.tally.baselined += tally.baselined;
    report.baselined = report.tally.baselined;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide_and_then_the_name() {
        let guess = |name: &str, bytes: &[u8]| guess(Path::new(name), bytes);
        assert_eq!(guess("x.json", b"SQLite format 3\0..."), Guess::Database);
        assert_eq!(guess("x.db", b"PK\x03\x04"), Guess::Pack);
        assert_eq!(guess("x", ZST_MAGIC), Guess::Zst);
        assert_eq!(guess("x.wfz", b"hello"), Guess::NoPack);
        assert_eq!(guess("x.ndjson", b"\xff\xfe{"), Guess::Export);
        assert_eq!(guess("x.txt", b"\xef\xbb\xbf \n{\"type\""), Guess::Export);
        assert_eq!(guess("x", b"session:\n  session_id: s\nevents:\n"), Guess::Export);
        assert_eq!(guess("x.txt", b"hello\nworld"), Guess::Database);
        assert_eq!(guess("x.json", b""), Guess::Database);
    }
}
