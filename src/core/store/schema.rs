//! The schema: the migrations that make it, and the comparison with what a file has.

use super::connect::{Purpose, open_file, open_memory};
use super::error::StoreError;
use super::ledger;
use super::preflight::{APPLICATION_ID, Found, look};
use crate::core::model::time::Timestamp;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// MIGRATION TABLE: one file and one row. A released migration is never edited.
pub static MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "initial", sql: include_str!("../../../migrations/0001_initial.sql") },
    Migration { version: 2, name: "cold", sql: include_str!("../../../migrations/0002_cold.sql") },
];

/// One step of the schema.
#[derive(Debug)]
pub struct Migration {
    /// The version that it leads to.
    pub version: i64,
    /// The file's name without number and ending.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

/// The schema version that this wfstate writes.
pub const SCHEMA_VERSION: i64 = 2;

/// What a new database is given: values that only the caller can take from the clock and from chance.
#[derive(Debug, Clone, Copy)]
pub struct Created {
    /// The database's name for ever.
    pub uuid: [u8; 16],
    /// When.
    pub at: Timestamp,
}

/// The statements that make the current schema.
pub fn ddl() -> String {
    MIGRATIONS.iter().map(|m| m.sql).collect()
}

/// Where the table of the events begins; `None` where it is not the one that this version makes.
pub fn root_of_events(conn: &Connection) -> Result<Option<u32>, StoreError> {
    let mut query = conn
        .prepare("SELECT rootpage, sql FROM sqlite_schema WHERE type = 'table' AND name = 'stored_event'")?;
    let mut rows = query.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (root, sql): (i64, String) = (row.get(0)?, row.get(1)?);
    Ok(u32::try_from(root).ok().filter(|_| ddl().contains(&sql)))
}

/// Where the tables and indexes begin.
pub fn roots(conn: &Connection) -> Result<Vec<u32>, StoreError> {
    let mut query =
        conn.prepare("SELECT rootpage FROM sqlite_schema WHERE rootpage IS NOT NULL AND rootpage <> 0")?;
    let roots = query.query_map([], |r| r.get(0))?;
    Ok(roots.collect::<Result<_, _>>()?)
}

/// SQLite's version and the id of its source.
pub fn sqlite_version() -> Result<(String, String), StoreError> {
    let link = open_memory()?;
    let row = link
        .conn
        .query_row("SELECT sqlite_version(), sqlite_source_id()", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(row)
}

/// The options that SQLite was built with.
pub fn compile_options() -> Result<Vec<String>, StoreError> {
    let link = open_memory()?;
    let mut query = link.conn.prepare("PRAGMA compile_options")?;
    let rows = query.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Migration {
    /// Of the statements; comments, blank lines, indents and line ends are left out: none of them changes what a
    /// migration does, and a checkout on another system may change them.
    pub fn checksum(&self) -> String {
        let code = without_comments(self.sql);
        let lines: Vec<&str> = code.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        crate::core::model::privacy::hex(&Sha256::digest(lines.join("\n").as_bytes())[..16])
    }
}

/// SQL without what stands behind `--`, unless that is in a text.
fn without_comments(sql: &str) -> String {
    let (mut code, mut quote, mut comment) = (String::with_capacity(sql.len()), None, false);
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            _ if comment && c != '\n' => continue,
            (None, '-') if rest.peek() == Some(&'-') => {
                comment = true;
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        comment = false;
        code.push(c);
    }
    code
}

/// Makes the schema in an empty database, all of it in one transaction.
pub fn initialise(conn: &Connection, created: Created) -> Result<(), StoreError> {
    conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID};"))?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    for migration in MIGRATIONS {
        conn.execute_batch(migration.sql)?;
        conn.execute(
            "INSERT INTO migration (version, name, checksum, applied_us) VALUES (?1, ?2, ?3, ?4)",
            (migration.version, migration.name, migration.checksum(), created.at.0),
        )?;
    }
    let uuid = uuid::Uuid::from_bytes(created.uuid).to_string();
    conn.execute("INSERT INTO meta (key, value) VALUES ('database_uuid', ?1)", [&uuid])?;
    ledger::append(
        conn,
        &created.uuid,
        created.at,
        "created",
        None,
        &format!("{{\"schema\":{SCHEMA_VERSION}}}"),
    )?;
    conn.execute_batch(&format!("PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"))?;
    Ok(())
}

/// Makes a new database file. It is made under another name and appears under its own only when it is whole, so
/// that no crash leaves half of one; fewer syncs than growing it in place, too. `false` when another process
/// was first: then its database is the one.
pub fn create_file(path: &Path, created: Created) -> Result<bool, StoreError> {
    let making = sibling(path, &format!(".new-{}", crate::core::model::privacy::hex(&created.uuid[..4])));
    let made = make_aside(&making, created).and_then(|()| put_in_place(&making, path));
    if made.is_err() {
        // Nothing of ours stays behind; the first error is the one to tell.
        let _ = std::fs::remove_file(&making);
    }
    made
}

fn make_aside(making: &Path, created: Created) -> Result<(), StoreError> {
    let io = |e| StoreError::io(making, e);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(making).map_err(io)?;
    let link = open_file(making, Purpose::WriteProcess, Duration::ZERO)?;
    link.conn.execute_batch("PRAGMA synchronous = OFF;")?;
    initialise(&link.conn, created)?;
    let busy: i64 = link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
    if busy != 0 {
        return Err(StoreError::Locked { holder: None });
    }
    drop(link);
    OpenOptions::new().read(true).open(making).and_then(|f| f.sync_all()).map_err(io)
}

fn put_in_place(making: &Path, path: &Path) -> Result<bool, StoreError> {
    use rustix::fs::{CWD, RenameFlags};
    let io = |e: rustix::io::Errno| StoreError::io(path, e.into());
    let mut ours = true;
    if look(path)? == Found::Empty {
        rustix::fs::rename(making, path).map_err(io)?;
    } else {
        match rustix::fs::renameat_with(CWD, making, CWD, path, RenameFlags::NOREPLACE) {
            Ok(()) => {}
            Err(rustix::io::Errno::EXIST) => {
                ours = false;
                let _ = std::fs::remove_file(making);
            }
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                std::fs::hard_link(making, path).map_err(|e| StoreError::io(path, e))?;
                let _ = std::fs::remove_file(making);
            }
            Err(e) => return Err(io(e)),
        }
    }
    // The directory is synced once the log has its name in it, too: see `Writer::open`.
    Ok(ours)
}

/// Makes a new name durable: SQLite ignores an error here, wfstate does not.
pub fn sync_directory(path: &Path) -> Result<(), StoreError> {
    let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let io = |e| StoreError::io(dir, e);
    OpenOptions::new().read(true).open(dir).map_err(io)?.sync_all().map_err(io)
}

/// A file beside another: `<path><suffix>`.
pub fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Compares a file's schema with what this version should have; the first difference in words.
pub fn difference(conn: &Connection) -> Result<Option<String>, StoreError> {
    difference_from(conn, MIGRATIONS)
}

/// What users may add beside wfstate's own schema: tables whose names begin so, and what hangs on them.
const EXTENSION: &str = "x_";

/// The tables of users, and what hangs on them, as `table x_mood`. They are no part of any version: no migration
/// touches them, and no comparison of schemas sees them.
pub fn extensions(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND {} ORDER BY 1",
        is_extension()
    );
    let mut query = conn.prepare(&sql)?;
    let rows = query.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By the table that an object hangs on, so that a trigger on one of wfstate's tables is none, whatever its name.
fn is_extension() -> String {
    format!("lower(substr(tbl_name, 1, {})) = '{EXTENSION}'", EXTENSION.len())
}

/// Whether a table is one of a user's.
pub fn is_of_user(table: &str) -> bool {
    table.get(..EXTENSION.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(EXTENSION))
}

/// Compares a file's schema with what some migrations make.
pub fn difference_from<'m>(
    conn: &Connection,
    steps: impl IntoIterator<Item = &'m Migration>,
) -> Result<Option<String>, StoreError> {
    let expected = open_memory()?;
    for migration in steps {
        expected.conn.execute_batch(migration.sql)?;
    }
    let (want, have) = (objects(&expected.conn)?, objects(conn)?);
    for (name, sql) in &want {
        match have.iter().find(|(n, _)| n == name) {
            None => return Ok(Some(format!("{name} is missing"))),
            Some((_, other)) if other != sql => return Ok(Some(format!("{name} is defined otherwise"))),
            Some(_) => {}
        }
    }
    let extra = have.iter().find(|(name, _)| !want.iter().any(|(n, _)| n == name));
    Ok(extra.map(|(name, _)| format!("{name} does not belong there")))
}

/// Every object of a schema but those of users, and its definition, white space folded, without comments.
fn objects(conn: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut query = conn.prepare(&format!(
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema \
         WHERE name NOT LIKE 'sqlite_%' AND NOT {} ORDER BY 1",
        is_extension()
    ))?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|r| {
        let (name, sql) = r?;
        Ok((name, without_comments(&sql).split_whitespace().collect::<Vec<_>>().join(" ")))
    })
    .collect()
}

/// The uuid that a database was given.
pub fn uuid_of(conn: &Connection) -> Result<[u8; 16], StoreError> {
    let text: String =
        conn.query_row("SELECT value FROM meta WHERE key = 'database_uuid'", [], |r| r.get(0))?;
    uuid::Uuid::parse_str(&text).map(uuid::Uuid::into_bytes).map_err(|e| StoreError::BadRecord {
        what: "the uuid",
        place: "the database".into(),
        why: e.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_ignore_comments_and_line_ends_and_nothing_else() {
        let m = |sql| Migration { version: 1, name: "x", sql }.checksum();
        assert_eq!(m("CREATE TABLE a (b);"), m("-- why\r\nCREATE TABLE a (b); -- so\r\n"));
        assert_eq!(m("CREATE TABLE a (\n    b\n);"), m("\r\nCREATE TABLE a (\r\n\r\n  b -- it's\r\n);\r\n"));
        assert_ne!(m("CREATE TABLE a (b);"), m("CREATE TABLE a (c);"));
        assert_ne!(m("SELECT '--a';"), m("SELECT '--b';"), "what stands in a text is no comment");
    }

    #[test]
    fn a_file_that_was_made_by_a_checkout_with_other_line_ends_is_no_other() {
        let crlf = |m: &Migration| format!("-- made elsewhere\r\n{}", m.sql.replace('\n', "\r\n"));
        let link = open_memory().unwrap();
        for m in MIGRATIONS {
            let sql: &'static str = crlf(m).leak();
            assert_eq!(Migration { version: m.version, name: m.name, sql }.checksum(), m.checksum());
            link.conn.execute_batch(sql).unwrap();
        }
        assert_eq!(difference(&link.conn).unwrap(), None);
        link.conn.execute_batch("DROP VIEW audit; CREATE VIEW audit AS SELECT 1").unwrap();
        assert!(difference(&link.conn).unwrap().is_some(), "another view is another schema");
    }

    #[test]
    fn a_fresh_schema_has_no_difference_and_a_stranger_is_one() {
        let link = open_memory().unwrap();
        initialise(&link.conn, Created { uuid: [3; 16], at: Timestamp(1) }).unwrap();
        assert_eq!(difference(&link.conn).unwrap(), None);
        assert_eq!(uuid_of(&link.conn).unwrap(), [3; 16]);
        link.conn.execute_batch("CREATE TABLE mine (a)").unwrap();
        assert_eq!(difference(&link.conn).unwrap().as_deref(), Some("table mine does not belong there"));
    }

    #[test]
    fn tables_of_users_are_no_difference_and_what_they_hang_on_ours_is() {
        let link = open_memory().unwrap();
        initialise(&link.conn, Created { uuid: [3; 16], at: Timestamp(1) }).unwrap();
        assert!(extensions(&link.conn).unwrap().is_empty());
        let own = "CREATE TABLE X_Mine (a); CREATE INDEX mine ON x_mine (a); CREATE VIEW x_seen AS SELECT 1; \
                   CREATE TRIGGER mine_too AFTER INSERT ON x_mine BEGIN SELECT 1; END";
        link.conn.execute_batch(own).unwrap();
        let found = extensions(&link.conn).unwrap();
        assert_eq!(found, ["index mine", "table X_Mine", "trigger mine_too", "view x_seen"]);
        assert_eq!(difference(&link.conn).unwrap(), None);
        let sly = "CREATE TRIGGER x_sly AFTER INSERT ON ledger BEGIN SELECT 1; END";
        link.conn.execute_batch(sly).unwrap();
        assert_eq!(difference(&link.conn).unwrap().as_deref(), Some("trigger x_sly does not belong there"));
    }

    #[test]
    fn the_sqlite_that_is_built_in_is_the_one_that_was_decided_on() {
        let (version, _) = sqlite_version().unwrap();
        let parts: Vec<u32> = version.split('.').filter_map(|p| p.parse().ok()).collect();
        assert!(parts >= vec![3, 51, 3] && version != "3.52.0", "{version}");
        let link = open_memory().unwrap();
        let mut query = link.conn.prepare("PRAGMA compile_options").unwrap();
        let options: Vec<String> = query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for forbidden in ["ENABLE_STAT4", "USE_URI", "ENABLE_FTS3", "ENABLE_RTREE"] {
            assert!(!options.iter().any(|o| o == forbidden), "{forbidden} in {options:?}");
        }
        assert!(options.iter().any(|o| o == "DQS=0"), "{options:?}");
    }
}
