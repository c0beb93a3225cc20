//! A database of an earlier version on its way to this one. All steps and the checks after them are one transaction:
//! what goes wrong leaves the file as it was.

use super::connect::{Link, Purpose, open_file};
use super::error::StoreError;
use super::lease::FileLock;
use super::log::before_connecting;
use super::preflight::{Found, Place, is_read_only, look};
use super::reader::{COLUMNS, EventChunk, Query, Reader};
use super::records::Applied;
use super::schema::{self, MIGRATIONS, Migration};
use super::{Ask, ledger, row_id};
use crate::core::model::time::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The version of a database and the steps that it still needs.
pub fn pending(path: &Path) -> Result<(i64, &'static [Migration]), StoreError> {
    let Place::File(path) = Place::parse(path) else {
        return Err(StoreError::Missing { path: path.to_owned() });
    };
    match look(&path)? {
        Found::Absent => Err(StoreError::Missing { path }),
        Found::Empty => Err(StoreError::NotADatabase { path, why: "it is empty".into() }),
        Found::Database(version) => Ok((version, steps_after(version))),
    }
}

/// The steps that lead on from a version.
pub fn steps_after(version: i64) -> &'static [Migration] {
    split(MIGRATIONS, version).1
}

/// The steps that lead to a version, and those that lead on from it.
fn split(steps: &'static [Migration], version: i64) -> (&'static [Migration], &'static [Migration]) {
    let first = steps.iter().position(|m| m.version > version).unwrap_or(steps.len());
    steps.split_at(first)
}

/// A migration whose text in the database's list is not the one that is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The version that it leads to.
    pub version: i64,
    /// Its name in the list.
    pub name: String,
    /// Its checksum in the list.
    pub recorded: String,
    /// Its checksum here; `None` where there is no such migration.
    pub known: Option<String>,
}

/// How a database of this version or an earlier one came about, by its own tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its version, that of the log's last commit: a migration that was killed before it tidied up has left a log,
    /// and the file's header says the old one.
    pub version: i64,
    /// Migrations of another text.
    pub drift: Vec<Drift>,
    /// Where the schema is not what those of its version make.
    pub difference: Option<String>,
    /// What users added.
    pub extensions: Vec<String>,
}

/// Looks how a database came about; nothing is changed and nobody has to wait.
pub fn made(path: &Path, lock_timeout: Duration) -> Result<Made, StoreError> {
    let reader = Reader::open_of_any_version(path, lock_timeout)?;
    reader.read(|q| {
        let version = q.version()?;
        let steps = split(MIGRATIONS, version).0;
        Ok(Made {
            version,
            drift: q.migrations()?.iter().filter_map(|m| drifted(m, steps)).collect(),
            difference: q.schema_difference_from(steps)?,
            extensions: q.extensions()?,
        })
    })
}

fn drifted(applied: &Applied, steps: &[Migration]) -> Option<Drift> {
    let Applied { version, name, checksum, .. } = applied;
    let known = steps.iter().find(|m| m.version == *version && m.name == *name).map(Migration::checksum);
    (known.as_ref() != Some(checksum)).then(|| Drift {
        version: *version,
        name: name.clone(),
        recorded: checksum.clone(),
        known,
    })
}

/// A database of an earlier version, with nobody else at work on it.
#[derive(Debug)]
pub struct Older {
    link: Link,
    path: PathBuf,
    version: i64,
    /// Those that made it, and those that it needs.
    steps: (&'static [Migration], &'static [Migration]),
    _lock: FileLock,
}

impl Older {
    /// Opens one. A writer that is at work on it is named.
    pub fn open(path: &Path, owner: &str, lock_timeout: Duration) -> Result<Self, StoreError> {
        Self::open_for(MIGRATIONS, path, owner, lock_timeout)
    }

    /// The same with migrations of the caller's, who tries one that is not released yet.
    pub fn open_for(
        steps: &'static [Migration],
        path: &Path,
        owner: &str,
        lock_timeout: Duration,
    ) -> Result<Self, StoreError> {
        pending(path)?;
        if is_read_only(path) {
            return Err(StoreError::ReadOnly);
        }
        let (lock, _) = before_connecting(path, owner, lock_timeout)?;
        let lock = match lock {
            Some(lock) => lock,
            None => FileLock::take(path, owner)?
                .map_err(|holder| StoreError::Locked { holder: Some(holder).filter(|h| !h.is_empty()) })?,
        };
        let link = open_file(path, Purpose::Write, lock_timeout)?;
        // Not that of the header: the log may have a migration that was killed after it committed.
        let version = Query::new(&link).version()?;
        Ok(Self { link, path: path.to_owned(), version, steps: split(steps, version), _lock: lock })
    }

    /// The steps that it still needs.
    pub fn steps(&self) -> &'static [Migration] {
        self.steps.1
    }

    /// The version that they lead to.
    pub fn target(&self) -> i64 {
        self.steps.1.last().map_or(self.version, |m| m.version)
    }

    /// The version that it has.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What is wrong with it before anything was done: its schema is not what its own version made, or the file is
    /// damaged.
    pub fn fault(&self) -> Result<Option<String>, StoreError> {
        if let Some(difference) = schema::difference_from(&self.link.conn, self.steps.0)? {
            return Ok(Some(difference));
        }
        damage(&self.link.conn)
    }

    /// Where the copy is that the last migration made, as long as it is there.
    pub fn copy_of_last(&self) -> Result<Option<PathBuf>, StoreError> {
        let sql = "SELECT path FROM copy JOIN ledger USING (entry_no) WHERE kind = 'backup' \
                   AND json_extract(facts, '$.before_version') = ?1 ORDER BY entry_no DESC LIMIT 1";
        let path: Option<String> = self.link.conn.query_row(sql, [self.version], |r| r.get(0)).optional()?;
        Ok(path.map(PathBuf::from).filter(|p| p.exists()))
    }

    /// Writes all of it to a new file, without free pages and without a log.
    pub fn copy_into(&self, to: &Path) -> Result<(), StoreError> {
        Query::new(&self.link).vacuum_into(to)
    }

    /// Begins; dropped without [`Step::commit`] it leaves the file as it was.
    pub fn begin(&mut self) -> Result<Step<'_>, StoreError> {
        self.link.renew();
        self.link.conn.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Step { older: self, open: true })
    }

    /// Moves the log into the file.
    pub fn tidy(&self) -> Result<(), StoreError> {
        Ok(self.link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What SQLite finds in the pages of a file.
fn damage(conn: &Connection) -> Result<Option<String>, StoreError> {
    let found: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
    Ok((found != "ok").then_some(found))
}

/// The transaction of a migration.
#[derive(Debug)]
pub struct Step<'o> {
    older: &'o Older,
    open: bool,
}

impl Drop for Step<'_> {
    fn drop(&mut self) {
        if self.open {
            let _ = self.older.link.conn.execute_batch("ROLLBACK");
        }
    }
}

impl Step<'_> {
    /// Applies one step and its bookkeeping.
    pub fn apply(&self, migration: &Migration, at: Timestamp) -> Result<(), StoreError> {
        let conn = &self.older.link.conn;
        let from: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        conn.execute_batch(migration.sql)?;
        conn.execute(
            "INSERT INTO migration (version, name, checksum, applied_us) VALUES (?1, ?2, ?3, ?4)",
            (migration.version, migration.name, migration.checksum(), at.0),
        )?;
        let facts = json!({ "from": from, "to": migration.version, "name": migration.name });
        ledger::append(conn, &schema::uuid_of(conn)?, at, "migrated", None, &facts.to_string())?;
        Ok(conn.execute_batch(&format!("PRAGMA user_version = {}", migration.version))?)
    }

    /// Notes in the audit trail that there is a copy of everything, and where: a purge has to name it.
    pub fn note_copy(&self, copy: &Path, at: Timestamp) -> Result<(), StoreError> {
        let conn = &self.older.link.conn;
        let facts = json!({ "sessions": "all", "before_version": self.older.target() });
        let entry = ledger::append(conn, &schema::uuid_of(conn)?, at, "backup", None, &facts.to_string())?;
        let place = std::path::absolute(copy).unwrap_or_else(|_| copy.to_owned());
        let row = (entry.cast_signed(), place.to_string_lossy());
        conn.execute("INSERT INTO copy (entry_no, path) VALUES (?1, ?2)", row)?;
        Ok(())
    }

    /// What is wrong after the last step: the schema is not this version's, or rows point nowhere.
    pub fn fault(&self) -> Result<Option<String>, StoreError> {
        let conn = &self.older.link.conn;
        let version: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        let target = self.older.target();
        if version != target {
            return Ok(Some(format!("its version is {version} instead of {target}")));
        }
        let (made, applied) = self.older.steps;
        if let Some(difference) = schema::difference_from(conn, made.iter().chain(applied))? {
            return Ok(Some(difference));
        }
        let mut orphans = conn.prepare("PRAGMA foreign_key_check")?;
        for table in orphans.query_map([], |r| r.get::<_, String>(0))? {
            // A user's own table is the user's own business.
            if let Some(table) = Some(table?).filter(|t| !schema::is_of_user(t)) {
                return Ok(Some(format!("a row of {table} points nowhere")));
            }
        }
        damage(conn)
    }

    /// Events from `from` on, of a version that has them in rows alone.
    pub fn rows(
        &self,
        session_no: i64,
        from: u64,
        limit: i64,
        chunk: &mut EventChunk,
    ) -> Result<(), StoreError> {
        chunk.clear();
        let sql = format!(
            "SELECT {COLUMNS} FROM stored_event WHERE event_id >= ?1 AND event_id < ?2 ORDER BY event_id LIMIT ?3"
        );
        let mut query = self.older.link.conn.prepare_cached(&sql)?;
        let mut rows = query.query((row_id(session_no, from), row_id(session_no + 1, 0), limit))?;
        while let Some(row) = rows.next()? {
            chunk.push(row)?;
            if chunk.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Makes it durable.
    pub fn commit(mut self) -> Result<(), StoreError> {
        self.older.link.conn.execute_batch("COMMIT")?;
        self.open = false;
        Ok(())
    }
}

impl Ask for Step<'_> {
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        question(&Query::new(&self.older.link))
    }
}
