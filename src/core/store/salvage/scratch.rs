//! The scratch database: the rows that were found, in wfstate's own schema, so that they are sorted and can be
//! asked for like any others.

use super::page::Pages;
use super::record::Value;
use super::scan::{RawRow, Unread, scan};
use super::shape;
use crate::core::model::time::Timestamp;
use crate::core::store::connect::{Link, Purpose, open_file};
use crate::core::store::error::StoreError;
use crate::core::store::reader::{EventChunk, Query};
use crate::core::store::writer::put_rows;
use crate::core::store::{Ask, SCHEMA_VERSION, SEQ_BITS, ddl, sibling};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// Rows after which the scratch database is committed.
const GROUP: u64 = 20_000;

/// Second copies of names, and counts, that a schema of wfstate has no tables for.
const COPIES: &str = "CREATE TABLE name_copy (name TEXT NOT NULL, no INTEGER NOT NULL, UNIQUE (no, name));
    CREATE TABLE start_copy (start_us INTEGER NOT NULL, no INTEGER NOT NULL);
    CREATE TABLE sequence (name TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL);
    CREATE TABLE snapshot_place (snapshot_id INTEGER NOT NULL PRIMARY KEY);";

/// How many rows of each table were found.
pub type Found = BTreeMap<&'static str, u64>;

/// The rows of a damaged database.
#[derive(Debug)]
pub struct Scratch {
    link: Link,
    /// Rows by table.
    pub found: Found,
    /// What could not be read.
    pub unread: Unread,
    /// Frames of the log that do not verify.
    pub frames_unread: u64,
}

impl Ask for Scratch {
    fn ask<T>(&self, question: impl Fn(&Query<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        question(&Query::new(&self.link))
    }
}

impl Scratch {
    /// Copies a file and its log into a private directory, and reads every row that it can from the copy.
    pub fn salvage(bad: &Path, dir: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Self, StoreError> {
        let (copy, log) = (dir.join("bad"), dir.join("bad-log"));
        std::fs::copy(bad, &copy).map_err(|e| StoreError::io(bad, e))?;
        let wal = sibling(bad, "-wal");
        let has_log = match std::fs::copy(&wal, &log) {
            Ok(_) => true,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => false,
            Err(e) => return Err(StoreError::io(&wal, e)),
        };
        let pages = Pages::open(&copy, has_log.then_some(log.as_path()))?;
        let scratch = Self::fill(&dir.join("rows"), &pages, progress)?;
        for file in [&copy, &log] {
            // Whatever stays is gone with the directory.
            let _ = std::fs::remove_file(file);
        }
        Ok(scratch)
    }

    fn fill(path: &Path, pages: &Pages, progress: &mut dyn FnMut(u64, u64)) -> Result<Self, StoreError> {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| StoreError::io(path, e))?;
        let link = open_file(path, Purpose::WriteProcess, Duration::ZERO)?;
        // Gone with the process, and never read by another; rows may refer to rows that are lost.
        link.conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
        link.conn.execute_batch(&ddl())?;
        link.conn.execute_batch(COPIES)?;
        let mut found = Found::new();
        let mut rows = 0;
        link.conn.execute_batch("BEGIN")?;
        let unread = scan(
            pages,
            &mut |row| {
                rows += 1;
                if rows % GROUP == 0 {
                    link.conn.execute_batch("COMMIT; BEGIN")?;
                }
                if insert(&link.conn, row)? {
                    *found.entry(row.shape.table).or_default() += 1;
                }
                Ok(())
            },
            progress,
        )?;
        link.conn.execute_batch("COMMIT")?;
        let mut scratch = Self { link, found, unread, frames_unread: pages.frames_unread() };
        scratch.unpack_blocks()?;
        scratch.drop_what_cannot_be()?;
        Ok(scratch)
    }

    /// Sealed events become rows like the others. A block that is damaged is a hole, as if its rows were gone.
    fn unpack_blocks(&mut self) -> Result<(), StoreError> {
        let mut next = i64::MIN;
        self.link.conn.execute_batch("BEGIN")?;
        loop {
            let sql = "SELECT first_id FROM segment WHERE first_id >= ?1 ORDER BY first_id LIMIT 1";
            let first: Option<i64> = self.link.conn.query_row(sql, [next], |r| r.get(0)).optional()?;
            let Some(first) = first else { break };
            next = first.saturating_add(1);
            let query = Query::new(&self.link);
            let block = query
                .segment_from(first, first)
                .and_then(|segment| segment.map(|s| query.unpacked(&s, EventChunk::clone)).transpose());
            match block {
                Ok(Some(events)) => {
                    put_rows(&self.link.conn, first >> SEQ_BITS, &events, "INSERT OR IGNORE")?;
                    *self.found.entry(shape::EVENT).or_default() += events.rows().len() as u64;
                }
                Ok(None) | Err(StoreError::BadRecord { .. }) => self.unread.rows += 1,
                Err(e) => return Err(e),
            }
            if next == i64::MAX {
                break;
            }
        }
        self.link.conn.execute_batch("DELETE FROM segment; DELETE FROM segment_dictionary; COMMIT")?;
        Ok(())
    }

    /// Numbers that no row of wfstate has.
    fn drop_what_cannot_be(&mut self) -> Result<(), StoreError> {
        let newest: i64 = self.link.conn.query_row(
            "SELECT coalesce(max(version), 0) FROM migration WHERE version < 1000",
            [],
            |r| r.get(0),
        )?;
        if newest > SCHEMA_VERSION {
            return Err(StoreError::TooNew { path: "the file".into(), found: newest, known: SCHEMA_VERSION });
        }
        self.link.conn.execute_batch(
            "DELETE FROM stored_event WHERE event_id < 1099511627776 OR event_id & 1099511627775 = 0;
             DELETE FROM journal WHERE journal_id < 1099511627776 OR journal_id & 1099511627775 = 0;
             DELETE FROM stored_session WHERE session_no < 1 OR session_no >= 8388608;
             DELETE FROM event_type WHERE type_no < 1 OR type_no > 100000;",
        )?;
        Ok(())
    }

    /// The numbers of all sessions that anything was found of.
    pub fn session_numbers(&self) -> Result<Vec<i64>, StoreError> {
        let mut query = self.link.conn.prepare(
            "WITH RECURSIVE s (no) AS (SELECT min(event_id) >> 40 FROM stored_event UNION ALL
               SELECT (SELECT min(event_id) >> 40 FROM stored_event WHERE event_id >= (s.no + 1) << 40) FROM s
               WHERE s.no IS NOT NULL)
             SELECT no FROM s WHERE no IS NOT NULL UNION SELECT session_no FROM stored_session
             UNION SELECT DISTINCT journal_id >> 40 FROM journal ORDER BY 1",
        )?;
        let numbers = query.query_map([], |r| r.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// How many events of a session were found.
    pub fn event_count(&self, session_no: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stored_event WHERE event_id BETWEEN ?1 << 40 AND (?1 << 40) + 1099511627775";
        let count: i64 = self.link.conn.query_row(sql, [session_no], |r| r.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// The names that an index has under a number: those of sessions and those of types, which look alike.
    pub fn name_copies(&self, number: i64) -> Result<Vec<String>, StoreError> {
        let mut query = self.link.conn.prepare_cached("SELECT name FROM name_copy WHERE no = ?1")?;
        let names = query.query_map([number], |r| r.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// When a session began, as an index has it.
    pub fn start_copy(&self, session_no: i64) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT start_us FROM start_copy WHERE no = ?1 LIMIT 1";
        let start = self.link.conn.query_row(sql, [session_no], |r| r.get(0)).optional()?;
        Ok(start.map(Timestamp))
    }

    /// Every fact about the database: key and value.
    pub fn meta_rows(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut query = self.link.conn.prepare("SELECT key, value FROM meta")?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The numbers of the lines in quarantine.
    pub fn quarantine_numbers(&self) -> Result<Vec<i64>, StoreError> {
        let mut query = self.link.conn.prepare("SELECT entry_no FROM stored_quarantine ORDER BY 1")?;
        let numbers = query.query_map([], |r| r.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// How many rows a table with AUTOINCREMENT ever had.
    pub fn ever_had(&self, table: &str) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT seq FROM sequence WHERE name = ?1";
        let n: Option<i64> = self.link.conn.query_row(sql, [table], |r| r.get(0)).optional()?;
        Ok(n.and_then(|n| u64::try_from(n).ok()))
    }

    /// The numbers of types that events have.
    pub fn types_in_use(&self) -> Result<Vec<i64>, StoreError> {
        let mut query = self.link.conn.prepare("SELECT DISTINCT type_no FROM stored_event ORDER BY 1")?;
        let numbers = query.query_map([], |r| r.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// Takes a session's baseline away, so that nobody begins with it.
    pub fn forget_baseline(&self, session_no: i64) -> Result<(), StoreError> {
        self.link.conn.execute("DELETE FROM baseline WHERE session_no = ?1", [session_no])?;
        Ok(())
    }

    /// Takes a type's name away.
    pub fn forget_type(&mut self, number: i64) -> Result<(), StoreError> {
        self.link.conn.execute("DELETE FROM event_type WHERE type_no = ?1", [number])?;
        Ok(())
    }

    /// Gives a type its name.
    pub fn name_type(&mut self, number: i64, name: &str) -> Result<(), StoreError> {
        if !(1..=100_000).contains(&number) {
            return Ok(());
        }
        self.link.conn.execute("DELETE FROM event_type WHERE type_no = ?1 OR name = ?2", (number, name))?;
        self.link.conn.execute("INSERT INTO event_type (type_no, name) VALUES (?1, ?2)", (number, name))?;
        Ok(())
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null | Value::Real => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(t) => ValueRef::Text(t),
            Value::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

/// Stores a row. Of two with one number the one that stands in line is the true one, and otherwise the first; of a
/// session's rows, which are the only ones that change, the newest.
fn insert(conn: &Connection, row: &RawRow<'_>) -> Result<bool, StoreError> {
    let table = row.shape.table;
    if table == shape::SNAPSHOT {
        // Only counted: states are computed again.
        let sql = "INSERT OR IGNORE INTO snapshot_place VALUES (?1)";
        return Ok(conn.prepare_cached(sql)?.execute(params_from_iter(&row.values[..1]))? > 0);
    }
    if let (shape::SESSION, [number, .., updated]) = (table, row.values) {
        conn.prepare_cached("DELETE FROM stored_session WHERE session_no = ?1 AND updated_us < ?2")?
            .execute([number, updated])?;
    }
    let or = if table == shape::EVENT && row.in_line { "REPLACE" } else { "IGNORE" };
    let marks = vec!["?"; row.values.len()].join(",");
    let sql = format!("INSERT OR {or} INTO {table} VALUES ({marks})");
    match conn.prepare_cached(&sql)?.execute(params_from_iter(row.values)) {
        Ok(changed) => Ok(changed > 0),
        Err(rusqlite::Error::SqliteFailure(e, _)) if e.code == rusqlite::ErrorCode::ConstraintViolation => {
            Ok(false)
        }
        Err(e) => Err(e.into()),
    }
}
