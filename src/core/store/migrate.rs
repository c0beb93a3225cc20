//! A database of an earlier version on its way to this one. All steps and the checks after them are one transaction:
//! what goes wrong leaves the file as it was.

use super::connect::{Link, Purpose, open_file};
use super::error::StoreError;
use super::lease::FileLock;
use super::log::before_connecting;
use super::preflight::{Found, Place, is_read_only, look};
use super::reader::{COLUMNS, EventChunk, Query};
use super::schema::{self, MIGRATIONS, Migration, SCHEMA_VERSION};
use super::{Ask, ledger, row_id};
use crate::core::model::time::Timestamp;
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
    let first = MIGRATIONS.iter().position(|m| m.version > version).unwrap_or(MIGRATIONS.len());
    &MIGRATIONS[first..]
}

/// A database of an earlier version, with nobody else at work on it.
#[derive(Debug)]
pub struct Older {
    link: Link,
    path: PathBuf,
    version: i64,
    _lock: FileLock,
}

impl Older {
    /// Opens one. A writer that is at work on it is named.
    pub fn open(path: &Path, owner: &str, lock_timeout: Duration) -> Result<Self, StoreError> {
        let (version, _) = pending(path)?;
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
        Ok(Self { link, path: path.to_owned(), version, _lock: lock })
    }

    /// The version that it has.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What is wrong with it before anything was done: its schema is not what its own version made, or the file is
    /// damaged.
    pub fn fault(&self) -> Result<Option<String>, StoreError> {
        let steps = &MIGRATIONS[..MIGRATIONS.len() - steps_after(self.version).len()];
        if let Some(difference) = schema::difference_from(&self.link.conn, steps)? {
            return Ok(Some(difference));
        }
        let damage: String = self.link.conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
        Ok((damage != "ok").then_some(damage))
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

    /// What is wrong after the last step: the schema is not this version's, or rows point nowhere.
    pub fn fault(&self) -> Result<Option<String>, StoreError> {
        let conn = &self.older.link.conn;
        let version: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if version != SCHEMA_VERSION {
            return Ok(Some(format!("its version is {version} instead of {SCHEMA_VERSION}")));
        }
        if let Some(difference) = schema::difference(conn)? {
            return Ok(Some(difference));
        }
        let mut orphans = conn.prepare("PRAGMA foreign_key_check")?;
        let orphan = orphans.query_map([], |r| r.get::<_, String>(0))?.next().transpose()?;
        Ok(orphan.map(|table| format!("a row of {table} points nowhere")))
    }

    /// Events from `from` on, as every version so far stores them in rows.
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
