//! Restoring: from a backup to a database, whole, at a point in time, or some of its sessions.
//!
//! ```text
//! FILE ──open, verify, drill──> private copy beside the target ──cut, interrupt, note──> exchanged with the old one
//! ```
//!
//! Everything is done beside the target; the last step gives it its name. The old database stays under another one.

mod cut;
mod place;

use crate::core::ambient;
use crate::core::audit::{self, Deed};
use crate::core::backup::{self, BackupError, Keys, MARK, Opened, lock_whole};
use crate::core::fold::FoldFailure;
use crate::core::key;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::pack;
use crate::core::recover;
use crate::core::select::SelectError;
use crate::core::store::salvage::{PrivateDir, put_in_place};
use crate::core::store::{self, Ask, Found, Opening, Place, Reader, SCHEMA_VERSION, StoreError, Writer};
use cut::Cut;
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is restored, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The backup.
    pub backup: PathBuf,
    /// The database.
    pub database: PathBuf,
    /// What opens the backup.
    pub keys: Keys,
    /// Events after this time are left out.
    pub at: Option<Timestamp>,
    /// Events after this one are left out, of the one session.
    pub seq: Option<u64>,
    /// Only these sessions; all where none is named.
    pub sessions: Vec<String>,
    /// Restore also what is not whole.
    pub force: bool,
    /// The file of the content key.
    pub key_file: PathBuf,
    /// How long to wait for whoever has the database open.
    pub lock_timeout: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `wfstate.restore/1`
    pub schema: &'static str,
    /// The database.
    pub path: String,
    /// The backup.
    pub from: String,
    /// Of the backup's file.
    pub sha256: String,
    /// When the backup was made.
    pub created: Option<String>,
    /// Sessions that are in the database now.
    pub sessions: u64,
    /// Their events.
    pub events: u64,
    /// The line that `wfstate head` prints now; of an earlier version no line is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The version of its schema. An earlier one than this wfstate's is put back as it was.
    pub version: i64,
    /// The name under which the old database is kept.
    pub kept: Option<String>,
    /// Sessions that end earlier than in the backup.
    pub cut: Vec<Cut>,
    /// Sessions of the backup that were not wanted, or did not exist yet.
    pub left_out: u64,
    /// Sessions that were being recorded when the backup was made.
    pub interrupted: u64,
    /// The content key: `here`, `missing`, `wrong`; `None` where none is needed.
    pub content_key: Option<&'static str>,
    /// The id of that key.
    pub content_key_id: Option<String>,
}

impl Report {
    /// What is known before anything is done.
    fn of(request: &Request, verified: &backup::Report) -> Self {
        Self {
            schema: "wfstate.restore/1",
            path: request.database.to_string_lossy().into_owned(),
            from: request.backup.to_string_lossy().into_owned(),
            sha256: verified.sha256.clone(),
            created: verified.created.clone(),
            sessions: 0,
            events: 0,
            head: None,
            version: SCHEMA_VERSION,
            kept: None,
            cut: Vec::new(),
            left_out: 0,
            interrupted: 0,
            content_key: None,
            content_key_id: None,
        }
    }
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A session or a point of it is not there.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// An event of it.
    #[error(transparent)]
    Fold(#[from] FoldFailure),
    /// It is not whole.
    #[error("{} is not whole, and nothing was restored", .0.path)]
    Unsound(Box<backup::Report>),
    /// Only a part of an earlier version.
    #[error("it has schema version {version}, and a database of an earlier version is put back whole")]
    Whole {
        /// Its version.
        version: i64,
    },
    /// A session cannot end there.
    #[error("session {session} cannot end after event {seq}: {why}")]
    Uncut {
        /// The session.
        session: String,
        /// The event.
        seq: u64,
        /// Why.
        why: String,
    },
    /// A point of one session, and several sessions.
    #[error("--seq is a point of one session, and this is about {0}")]
    OneSession(usize),
}

impl From<StoreError> for RestoreError {
    fn from(e: StoreError) -> Self {
        BackupError::from(e).into()
    }
}

/// What stands where the database is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Nothing, or a file without a byte.
    Free {
        /// There is a file.
        empty: bool,
    },
    /// A database with so many sessions; `None` where it cannot be read.
    Database(Option<u64>),
}

/// A database that waits for its name.
#[derive(Debug)]
pub struct Ready {
    report: Report,
    made: PathBuf,
    _private: PrivateDir,
    /// What it is going to replace.
    pub target: Target,
    /// What is wrong with the backup; restored all the same, because that was wanted.
    pub unsound: Option<Box<backup::Report>>,
    database: PathBuf,
    lock_timeout: Duration,
}

/// Opens and verifies the backup, and makes the database beside the place where it is going to be.
pub fn prepare(request: &Request, observer: &dyn Observer) -> Result<Ready, RestoreError> {
    let target = place::look_at(&request.database, request.lock_timeout)?;
    if backup::same_file(&request.backup, &request.database) {
        return Err(BackupError::Itself { path: request.backup.clone() }.into());
    }
    place::sweep(&request.database, ambient::now());
    let opened = backup::open(&request.backup, &request.keys, observer)?;
    let earlier = backup::earlier_version(&opened);
    if let (Some(version), true) = (earlier, request.is_of_a_part()) {
        return Err(RestoreError::Whole { version });
    }
    let verified = backup::check(&request.backup, &opened, true, observer)?;
    if !verified.verified && !request.force {
        return Err(RestoreError::Unsound(Box::new(verified)));
    }
    let tag: [u8; 4] = ambient::random().map_err(|e| StoreError::io(&request.database, e))?;
    let suffix = format!(".restoring-{}", crate::core::model::privacy::hex(&tag));
    let private = PrivateDir::beside(&request.database, &suffix)?;
    let made = private.path().join(pack::DATABASE);
    copy(&opened, &made)?;
    drop(opened);
    let (report, made) = match earlier {
        Some(version) => (as_it_was(&made, request, &verified, version)?, made),
        None => {
            let (mut report, changed) = change((&private, &made), request, &verified)?;
            let made = if changed { rewrite(&made, private.path())? } else { made };
            finish(&made, &mut report, request, changed, observer)?;
            (report, made)
        }
    };
    let unsound = (!verified.verified).then(|| Box::new(verified));
    let (database, lock_timeout) = (request.database.clone(), request.lock_timeout);
    Ok(Ready { report, made, _private: private, target, unsound, database, lock_timeout })
}

impl Ready {
    /// Gives it its name; the old database gets another one. At every moment one of the two stands there, whole.
    pub fn put_in_place(mut self) -> Result<Report, RestoreError> {
        let owner = ambient::process_name();
        let _lock = lock_whole(&self.database, &owner)?;
        let aside = place::free_name(&self.database, ambient::now());
        match place::stands_at(&self.database, self.lock_timeout)? {
            Target::Free { empty } => {
                store::clear_strays(&self.database, &aside)?;
                if !put_in_place(&self.made, &self.database, empty)? {
                    return Err(StoreError::Locked { holder: None }.into());
                }
            }
            Target::Database(_) => {
                store::replace(&self.made, &self.database, &aside, self.lock_timeout)?;
                place::move_spills(&self.database, &aside)?;
                self.report.kept = Some(aside.to_string_lossy().into_owned());
            }
        }
        Ok(self.report)
    }
}

impl Request {
    fn is_of_a_part(&self) -> bool {
        self.at.is_some() || self.seq.is_some() || !self.sessions.is_empty()
    }
}

/// A database of an earlier version, byte for byte: nothing of this version is written into it, so that the wfstate
/// that made it finds what it left. Its own recorder ends what it was recording, as after a crash.
fn as_it_was(
    made: &Path,
    request: &Request,
    verified: &backup::Report,
    version: i64,
) -> Result<Report, StoreError> {
    let mut report = Report {
        sessions: verified.sessions.unwrap_or_default(),
        events: verified.events.unwrap_or_default(),
        version,
        ..Report::of(request, verified)
    };
    look_for_key(&Reader::open_of_any_version(made, Duration::ZERO)?, &mut report, request)?;
    Ok(report)
}

/// The database of a backup, where it needs nothing but another name afterwards.
fn copy(opened: &Opened, made: &Path) -> Result<(), StoreError> {
    let io = |e| StoreError::io(made, e);
    let from = opened.unpacked.database();
    let mut file = std::fs::File::open(from).map_err(|e| StoreError::io(from, e))?;
    let mut to = pack::create(made)?;
    std::io::copy(&mut file, &mut to).map_err(io)?;
    Ok(())
}

/// Cuts and leaves out what is not wanted, ends what nobody records here, and notes where it all comes from. Says
/// whether anything is gone.
fn change(
    (private, made): (&PrivateDir, &Path),
    request: &Request,
    verified: &backup::Report,
) -> Result<(Report, bool), RestoreError> {
    let now = ambient::now();
    let owner = ambient::process_name();
    let opening = Opening { create: None, durable: false, lock_timeout: Duration::ZERO, owner };
    let mut writer = Writer::open(&Place::File(made.to_owned()), &opening)?;
    let plan = cut::plan(&writer, request)?;
    let mut tx = writer.begin()?;
    for session in &plan.leave_out {
        cut::leave_out(&mut tx, private, session, now)?;
    }
    let mut cuts = Vec::new();
    for (session, seq) in &plan.cut {
        cuts.push(cut::cut(&mut tx, private, (session, *seq), now)?);
    }
    let owned = tx.ask(|q| q.owned_sessions())?;
    for session in &owned {
        recover::interrupt(&mut tx, session, now)?;
    }
    tx.delete_meta(MARK)?;
    let facts = json!({
        "backup": verified.sha256,
        "created": verified.created,
        "head": verified.head,
        "until": request.at.map(|at| at.to_string()),
        "cut": cuts.len(),
        "left_out": plan.leave_out.len(),
    });
    // The backup is a copy of these sessions that a purge has to name.
    audit::note_in(&mut tx, now, &Deed::about("restored", &[], true, facts).at(&request.backup))?;
    tx.commit()?;
    writer.tidy()?;
    let report = Report {
        cut: cuts,
        left_out: plan.leave_out.len() as u64,
        interrupted: owned.len() as u64,
        ..Report::of(request, verified)
    };
    let changed = !plan.leave_out.is_empty() || !plan.cut.is_empty();
    Ok((report, changed))
}

/// The same database in a new file: nothing of what is gone is in its free places.
fn rewrite(made: &Path, folder: &Path) -> Result<PathBuf, StoreError> {
    let anew = folder.join("anew.db");
    pack::create(&anew)?;
    Reader::open(made, Duration::ZERO)?.copy_into(&anew)?;
    pack::for_owner_alone(&anew)?;
    Ok(anew)
}

/// What the report says of the result; checked again where it is not what was verified.
fn finish(
    made: &Path,
    report: &mut Report,
    request: &Request,
    changed: bool,
    observer: &dyn Observer,
) -> Result<(), RestoreError> {
    if changed {
        let again = backup::verify(made, &Keys::default(), true, observer)?;
        if !again.verified && !request.force {
            let path = report.path.clone();
            return Err(RestoreError::Unsound(Box::new(backup::Report { path, ..again })));
        }
    }
    let reader = Reader::open(made, Duration::ZERO)?;
    let manifest = pack::Manifest::of(&reader, pack::Kind::Backup)?;
    report.sessions = manifest.sessions.len() as u64;
    report.events = manifest.sessions.iter().map(|s| s.events).sum();
    report.head = Some(manifest.ledger_head);
    look_for_key(&reader, report, request)?;
    Ok(())
}

/// Whether the key that content was committed under is here: no backup has it.
fn look_for_key(reader: &Reader, report: &mut Report, request: &Request) -> Result<(), StoreError> {
    report.content_key_id = reader.ask(|q| q.meta(key::META))?;
    report.content_key = report.content_key_id.as_ref().map(|id| match key::read(&request.key_file) {
        Ok(Some(key)) if key.id() == id => "here",
        Ok(None) => "missing",
        _ => "wrong",
    });
    Ok(())
}

/// Whether a database stands at a path already.
pub fn is_there(path: &Path) -> bool {
    !matches!(store::look(path), Ok(Found::Absent | Found::Empty))
}
