//! Databases that other programs wrote: read, never written, and read as files that may be made to do harm.
//!
//! Nothing in such a file runs (no view, no trigger, no virtual table), nothing beside it is made or changed, and what
//! it holds is handed out row by row: [`Foreign::each`] needs no more memory for a million rows than for one.
//!
//! How a file is opened depends on what stands beside it, so that the program it belongs to is disturbed as little as
//! can be:
//!
//! | beside it | opened |
//! | --- | --- |
//! | nothing | as a file that nobody writes; had somebody written it meanwhile, that is an error at the end |
//! | a log (`-wal`) whose program is gone | alone, the log's index in memory |
//! | a log whose program runs | as one more reader of it |
//! | a log, where neither can be | from a private copy |
//! | a rollback journal | by SQLite's own rules: one that a crash left is an error, a program at work waits meanwhile |

mod row;

pub use row::{Cell, Row};

use super::budget::Budget;
use super::connect::{Link, Purpose, Quiet, open_file, quiet};
use super::error::StoreError;
use super::log::{LogFinding, before_reading};
use super::preflight::{first_bytes, kind_of};
use super::salvage::PrivateDir;
use super::schema::sibling;
use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How every SQLite database begins.
pub const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// The longest value that is read; a longer one is known by its length alone.
pub const MAX_CELL: u64 = 16 << 20;
/// Steps, and how often as many. A schema that takes more to be read has some ten thousand tables: no program made it,
/// it is there to fill the memory.
const SCHEMA_STEPS: (i32, u32) = (1_000, 200);
/// The longest statement of a schema.
const MAX_STATEMENT: i32 = 1 << 20;
/// Rows between two looks at whether a file that nobody writes is still that.
const LOOK_EVERY: u64 = 50_000;

/// A database of another program, open for reading.
#[derive(Debug)]
pub struct Foreign {
    /// As the user named it.
    named: PathBuf,
    /// Where it is, links followed: the files beside it are beside that.
    path: PathBuf,
    link: Link,
    budget: Budget,
    quiet: Option<Quiet>,
    tables: Vec<Table>,
    log: Option<LogFinding>,
    _copy: Option<PrivateDir>,
}

/// A table: its name and its columns, in lower case.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Whether its rows have numbers of their own: the order in which they came.
    has_rowid: bool,
}

/// Which rows of a table are read.
#[derive(Debug, Clone, Copy)]
pub enum Only<'o> {
    /// All of them, in the order in which they came.
    All,
    /// The one with this number.
    Number(i64),
    /// Those with this text in a column, in the order in which they came.
    Text(&'o str, &'o str),
}

/// Whether a file is an SQLite database, by its first bytes.
pub fn is_sqlite(head: &[u8]) -> bool {
    head.starts_with(SQLITE_MAGIC)
}

impl Foreign {
    /// Opens one. Nothing is made or changed beside it.
    pub fn open(named: &Path, lock_timeout: Duration) -> Result<Self, StoreError> {
        let path = regular(named)?;
        let log = before_reading(&path);
        let (mut link, quiet, copy) = connect(&path, lock_timeout)?;
        let budget = limit(&mut link.conn, &path)?;
        let tables = tables(&link.conn).map_err(|e| refusal(e, &path))?;
        Ok(Self { named: named.to_owned(), path, link, budget, quiet, tables, log, _copy: copy })
    }

    /// The path that the user named.
    pub fn name(&self) -> &Path {
        &self.named
    }

    /// Its tables, views and virtual tables left out.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// A table with all of these columns.
    pub fn table(&self, name: &str, columns: &[&str]) -> Option<&Table> {
        let has = |t: &&Table| t.name == name && columns.iter().all(|c| t.has(c));
        self.tables.iter().find(has)
    }

    /// Whether there is a table with all of these columns.
    pub fn has(&self, name: &str, columns: &[&str]) -> bool {
        self.table(name, columns).is_some()
    }

    /// What is wrong with its write-ahead log, in words. What SQLite left out of it is not read.
    pub fn log_notice(&self) -> Option<&str> {
        self.log.as_ref().map(|found| found.text.as_str())
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> Result<u64, StoreError> {
        self.budget.renew();
        let Some(table) = self.table(table, &[]) else { return Ok(0) };
        let sql = format!("SELECT count(*) FROM {} NOT INDEXED", quoted(&table.name));
        let count: i64 = self.link.conn.query_row(&sql, [], |r| r.get(0)).map_err(|e| self.error(e))?;
        Ok(count.cast_unsigned())
    }

    /// Whether anything stands in a column of a table.
    pub fn has_values(&self, table: &str, column: &str) -> Result<bool, StoreError> {
        self.budget.renew();
        let Some(table) = self.table(table, &[column]) else { return Ok(false) };
        let (table, column) = (quoted(&table.name), quoted(column));
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} NOT INDEXED WHERE {column} IS NOT NULL)");
        self.link.conn.query_row(&sql, [], |r| r.get(0)).map_err(|e| self.error(e))
    }

    /// Hands rows of a table to `each`, one at a time, in the order in which they came. A column that the table
    /// does not have is [`Cell::Null`], and a table that is not there has no rows.
    pub fn each<E: From<StoreError>>(
        &self,
        table: &str,
        columns: &[&str],
        only: Only<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(table) = self.table(table, &[]) else { return Ok(()) };
        self.budget.renew();
        let (sql, value) = statement(table, columns, only);
        let mut query = self.link.conn.prepare(&sql).map_err(|e| self.error(e))?;
        let mut rows = query.query(params_from_iter(value)).map_err(|e| self.error(e))?;
        let mut number = 0u64;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            number += 1;
            if number.is_multiple_of(LOOK_EVERY) {
                self.still_quiet()?;
            }
            each(&Row::new(row))?;
        }
        Ok(self.still_quiet()?)
    }

    /// What SQLite's own check of the file finds, at most `most` things.
    pub fn integrity(&self, most: usize) -> Result<Vec<String>, StoreError> {
        self.budget.renew();
        let sql = format!("PRAGMA integrity_check({most})");
        let ask = || -> rusqlite::Result<Vec<String>> {
            self.link.conn.prepare(&sql)?.query_map([], |r| r.get(0))?.collect()
        };
        let found = match ask().map_err(|e| self.error(e)) {
            Err(StoreError::Damaged(why)) => vec![why],
            found => found?,
        };
        self.still_quiet()?;
        Ok(if found == ["ok"] { Vec::new() } else { found })
    }

    /// An error, told apart from that of a file that was written while it was read.
    fn error(&self, e: rusqlite::Error) -> StoreError {
        match self.still_quiet() {
            Ok(()) => refusal(e.into(), &self.path),
            Err(changing) => changing,
        }
    }

    fn still_quiet(&self) -> Result<(), StoreError> {
        if self.quiet.is_none() || quiet(&self.path) == self.quiet {
            return Ok(());
        }
        Err(StoreError::Changing { path: self.named.clone() })
    }
}

impl Table {
    /// Whether it has a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }
}

/// What is looked at before SQLite sees the file.
fn regular(named: &Path) -> Result<PathBuf, StoreError> {
    let path = std::fs::canonicalize(named).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => StoreError::Missing { path: named.to_owned() },
        _ => StoreError::io(named, e),
    })?;
    let meta = std::fs::metadata(&path).map_err(|e| StoreError::io(named, e))?;
    if !meta.is_file() {
        return Err(StoreError::NotAFile { path: named.to_owned(), what: kind_of(&meta) });
    }
    // Of a file that is open here nothing can be looked at; it passed when it was opened.
    if first_bytes(&path, 100).is_some_and(|head| head.len() < 100 || !is_sqlite(&head)) || meta.len() == 0 {
        let why = "its first bytes are not SQLite's".to_owned();
        return Err(StoreError::NotADatabase { path: named.to_owned(), why });
    }
    Ok(path)
}

/// A connection, what it is to find again afterwards, and the copy that it is of.
type Connected = (Link, Option<Quiet>, Option<PrivateDir>);

fn connect(path: &Path, lock_timeout: Duration) -> Result<Connected, StoreError> {
    let indexed = sibling(path, "-shm").exists();
    if has_journal(path) {
        let link = open_file(path, Purpose::Read, lock_timeout)?;
        return match begin(&link) {
            Err(StoreError::ReadOnly | StoreError::Sql(_)) => {
                Err(StoreError::HotJournal { path: sibling(path, "-journal") })
            }
            begun => begun.map(|()| (link, None, None)),
        };
    }
    if let (false, Some(quiet)) = (indexed, quiet(path)) {
        let link = open_file(path, Purpose::ReadQuiet, lock_timeout)?;
        begin(&link).map_err(|e| refusal(e, path))?;
        return Ok((link, Some(quiet), None));
    }
    // Its program is gone where the file can be had alone; then not even the index of the log is touched.
    let alone = open_file(path, Purpose::ReadAlone, Duration::ZERO)?;
    let first = match begin(&alone) {
        Ok(()) => return Ok((alone, None, None)),
        Err(e) => e,
    };
    drop(alone);
    if indexed {
        let link = open_file(path, Purpose::Read, lock_timeout)?;
        begin(&link).map_err(|e| refusal(e, path))?;
        return Ok((link, None, None));
    }
    if matches!(first, StoreError::Locked { .. } | StoreError::Damaged(_)) {
        return Err(first);
    }
    let copy = copied(path)?;
    let link = open_file(&copy.path().join(COPY), Purpose::Read, lock_timeout)?;
    begin(&link)?;
    Ok((link, None, Some(copy)))
}

/// The name of the database in a copy.
const COPY: &str = "copy.db";

/// Copies a database and its log, which nobody writes.
fn copied(path: &Path) -> Result<PrivateDir, StoreError> {
    let private = PrivateDir::temporary()?;
    let to = private.path().join(COPY);
    for (from, to) in [(path.to_owned(), to.clone()), (sibling(path, "-wal"), sibling(&to, "-wal"))] {
        std::fs::copy(&from, &to).map_err(|e| StoreError::io(&from, e))?;
    }
    Ok(private)
}

/// One transaction for all that is read: it is one state of the file. Its first question takes the lock and reads no
/// schema.
fn begin(link: &Link) -> Result<(), StoreError> {
    link.conn.execute_batch("PRAGMA query_only = ON; BEGIN")?;
    Ok(link.conn.query_row("PRAGMA main.user_version", [], |r| r.get::<_, i64>(0)).map(drop)?)
}

/// Whether a rollback journal with something in it stands beside a file.
fn has_journal(path: &Path) -> bool {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    first_bytes(&sibling(path, "-journal"), 8).is_some_and(|head| head == MAGIC)
}

/// Reads the schema within narrow limits, then sets those under which rows are read.
fn limit(conn: &mut Connection, path: &Path) -> Result<Budget, StoreError> {
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, MAX_STATEMENT),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, MAX_STATEMENT),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, most)?;
    }
    let mut ticks = 0;
    let (steps, most) = SCHEMA_STEPS;
    let handler = move || {
        ticks += 1;
        ticks > most
    };
    conn.progress_handler(steps, Some(handler))?;
    let read = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
    read.map_err(|e| match StoreError::from(e) {
        StoreError::Damaged(why) if why.contains("does not end") => StoreError::NotADatabase {
            path: path.to_owned(),
            why: "its schema is too large to be one that a program made".into(),
        },
        e => refusal(e, path),
    })?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, 64 << 20)?;
    Ok(Budget::of(conn, path)?)
}

/// What SQLite says of a file that it cannot make sense of.
fn refusal(e: StoreError, path: &Path) -> StoreError {
    match e {
        // An unknown function, a malformed schema: nothing that trying again helps.
        StoreError::Sql(e) => {
            StoreError::NotADatabase { path: path.to_owned(), why: format!("SQLite cannot read it: {e}") }
        }
        e => e,
    }
}

fn tables(conn: &Connection) -> Result<Vec<Table>, StoreError> {
    // A virtual table has no page of its own, and looking at its columns would run what it is made of.
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name LIMIT 1000";
    let mut query = conn.prepare(sql)?;
    let names: Vec<String> = query.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|n| !n.starts_with("sqlite_")) {
        let mut query = conn.prepare("SELECT lower(name) FROM pragma_table_info(?1)")?;
        let columns = query.query_map([&name], |r| r.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let has_rowid = conn.prepare(&format!("SELECT rowid FROM {}", quoted(&name))).is_ok();
        tables.push(Table { name: name.to_ascii_lowercase(), columns, has_rowid });
    }
    Ok(tables)
}

/// A name as SQL takes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The question for some columns: each comes as its length and, where that is not too long, itself, so that a value
/// of hundreds of megabytes is never loaded.
fn statement(table: &Table, columns: &[&str], only: Only<'_>) -> (String, Option<Value>) {
    let cell = |column: &&str| {
        if !table.has(column) {
            return "0, NULL".to_owned();
        }
        let name = quoted(column);
        format!("octet_length({name}), iif(octet_length({name}) > {MAX_CELL}, NULL, {name})")
    };
    let number = if table.has_rowid { "rowid" } else { "NULL" };
    let cells: Vec<String> = std::iter::once(number.to_owned()).chain(columns.iter().map(cell)).collect();
    let from = quoted(&table.name);
    let select = format!("SELECT {} FROM {from}", cells.join(", "));
    let order = if table.has_rowid { " ORDER BY rowid" } else { "" };
    match only {
        // An index of a file that nobody vouches for may be what is wrong with it.
        Only::All => (format!("{select} NOT INDEXED{order}"), None),
        Only::Number(number) if table.has_rowid => {
            (format!("{select} NOT INDEXED WHERE rowid = ?1"), Some(Value::Integer(number)))
        }
        Only::Text(column, text) if table.has(column) => {
            let sql = format!("{select} WHERE {} = ?1{order}", quoted(column));
            (sql, Some(Value::Text(text.to_owned())))
        }
        Only::Number(_) | Only::Text(..) => (format!("{select} WHERE 0"), None),
    }
}

#[cfg(test)]
mod tests;
