//! Questions that only a check of the whole database asks.

use super::{Query, clamp};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::records::{Applied, QuarantineEntry, SessionRow};
use crate::core::store::{Migration, SEQ_BITS, schema, seq_of};
use rusqlite::OptionalExtension;

impl Query<'_> {
    /// Numbers of sessions after one, ascending, at most `limit`.
    pub fn session_numbers(&self, after: i64, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT session_no FROM stored_session WHERE session_no > ?1 ORDER BY session_no LIMIT ?2";
        ascending(after, self.collect(sql, (after, clamp(limit)), |r| Ok(r.get(0)?))?)
    }

    /// The highest number of a session.
    pub fn newest_session(&self) -> Result<Option<i64>, StoreError> {
        Ok(self.conn.query_row("SELECT max(session_no) FROM stored_session", [], |r| r.get(0))?)
    }

    /// Events that the sessions' rows say there are. A guess: a row that is being recorded says nothing yet.
    pub fn events_said(&self) -> Result<u64, StoreError> {
        let sql = "SELECT total(last_seq) FROM stored_session WHERE last_seq > 0";
        let said: f64 = self.conn.query_row(sql, [], |r| r.get(0))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is a guess"
        )]
        Ok(said as u64)
    }

    /// A session by its number.
    pub fn session_at(&self, session_no: i64) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_session WHERE session_no = ?1", SessionRow::COLUMNS);
        Ok(self.collect(&sql, [session_no], SessionRow::read)?.pop())
    }

    /// A session by the name that the ledger has for it.
    pub fn session_by_pseudonym(&self, pseudonym: &[u8]) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_session WHERE pseudonym = ?1", SessionRow::COLUMNS);
        Ok(self.collect(&sql, [pseudonym], SessionRow::read)?.pop())
    }

    /// The ids of a session's snapshots and the events that they stand after, in that order.
    pub fn snapshot_places(&self, session_no: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let sql = "SELECT snapshot_id, last_seq FROM stored_snapshot WHERE session_no = ?1 ORDER BY last_seq, snapshot_id";
        self.collect(sql, [session_no], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned())))
    }

    /// A session's index of event keys: hash and seq, after a pair, at most `limit`.
    pub fn event_keys(
        &self,
        session_no: i64,
        after: Option<(i64, u64)>,
        limit: usize,
    ) -> Result<Vec<(i64, u64)>, StoreError> {
        let (hash, seq) = after.unwrap_or((i64::MIN, 0));
        let sql = "SELECT key_hash, seq FROM event_key WHERE session_no = ?1 AND (key_hash, seq) > (?2, ?3) \
                   ORDER BY key_hash, seq LIMIT ?4";
        let rows = self.collect(sql, (session_no, hash, seq.cast_signed(), clamp(limit)), |r| {
            Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned()))
        })?;
        match after {
            Some(after) => ascending(after, rows),
            None => Ok(rows),
        }
    }

    /// The migrations that this version knows: version, name, checksum.
    pub fn known_migrations(&self) -> Vec<(i64, String, String)> {
        schema::MIGRATIONS.iter().map(|m| (m.version, m.name.to_owned(), m.checksum())).collect()
    }

    /// Session numbers that events, journal entries or keys have and no session does, with how many rows. Walks
    /// from session to session, not from row to row.
    pub fn strays(&self) -> Result<Vec<(String, i64, u64)>, StoreError> {
        let mut all = Vec::new();
        // What an import is bringing in is nobody's yet, and not astray.
        let known = "(SELECT session_no FROM stored_session UNION SELECT session_no FROM arriving)";
        let tables = [
            ("event", "stored_event", "event_id"),
            ("segment", "segment", "first_id"),
            ("journal", "journal", "journal_id"),
        ];
        for (what, table, id) in tables {
            let sql = format!(
                "WITH RECURSIVE s (no) AS (SELECT min({id}) >> {SEQ_BITS} FROM {table} UNION ALL \
                   SELECT (SELECT min({id}) >> {SEQ_BITS} FROM {table} WHERE {id} >= (s.no + 1) << {SEQ_BITS}) \
                   FROM s WHERE s.no IS NOT NULL) \
                 SELECT no, (SELECT count(*) FROM {table} WHERE {id} >= no << {SEQ_BITS} AND {id} < (no + 1) << {SEQ_BITS}) \
                 FROM s WHERE no IS NOT NULL AND no NOT IN {known}"
            );
            all.extend(self.collect(&sql, (), |r| {
                Ok((what.to_owned(), r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned()))
            })?);
        }
        let sql =
            format!("SELECT session_no, count(*) FROM event_key WHERE session_no NOT IN {known} GROUP BY 1");
        all.extend(self.collect(&sql, (), |r| {
            Ok(("event key".to_owned(), r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned()))
        })?);
        Ok(all)
    }

    /// Blocks that cover rows or one another: first and last event, and what is wrong. At most a few.
    pub fn segment_overlaps(&self) -> Result<Vec<(u64, u64, String)>, StoreError> {
        let sql = format!(
            "SELECT s.first_id, s.last_id, (SELECT count(*) FROM stored_event e WHERE e.event_id BETWEEN s.first_id AND \
             s.last_id), (SELECT count(*) FROM segment o WHERE o.first_id > s.first_id AND o.first_id <= s.last_id) \
             FROM segment s WHERE s.first_id >> {SEQ_BITS} = s.last_id >> {SEQ_BITS} AND (EXISTS (SELECT 1 FROM \
             stored_event e WHERE e.event_id BETWEEN s.first_id AND s.last_id) OR EXISTS (SELECT 1 FROM segment o \
             WHERE o.first_id > s.first_id AND o.first_id <= s.last_id)) LIMIT 1000"
        );
        self.collect(&sql, (), |r| {
            let (rows, blocks): (i64, i64) = (r.get(2)?, r.get(3)?);
            Ok((
                seq_of(r.get(0)?),
                seq_of(r.get(1)?),
                format!("covers {rows} rows and {blocks} other blocks"),
            ))
        })
    }

    /// Where the schema differs from what this version made.
    pub fn schema_difference(&self) -> Result<Option<String>, StoreError> {
        schema::difference(self.conn)
    }

    /// Where the schema differs from what some migrations make.
    pub fn schema_difference_from(&self, steps: &[Migration]) -> Result<Option<String>, StoreError> {
        schema::difference_from(self.conn, steps)
    }

    /// The schema's version, that of the last commit.
    pub fn version(&self) -> Result<i64, StoreError> {
        Ok(self.conn.query_row("PRAGMA user_version", [], |r| r.get(0))?)
    }

    /// The tables of users, and what hangs on them.
    pub fn extensions(&self) -> Result<Vec<String>, StoreError> {
        schema::extensions(self.conn)
    }

    /// The migrations that were applied, in the order of their versions.
    pub fn migrations(&self) -> Result<Vec<Applied>, StoreError> {
        let sql = "SELECT version, name, checksum, applied_us FROM migration ORDER BY version";
        self.collect(sql, (), |r| {
            Ok(Applied { version: r.get(0)?, name: r.get(1)?, checksum: r.get(2)?, at: Timestamp(r.get(3)?) })
        })
    }

    /// When the ledger was begun, which is when the database was made.
    pub fn ledger_first(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT ts_us FROM ledger WHERE entry_no = 1 AND kind = 'created'";
        Ok(self.conn.query_row(sql, [], |r| r.get(0)).optional()?.map(Timestamp))
    }

    /// The facts about the database, at most a few thousand.
    pub fn meta_all(&self) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT key, value FROM meta ORDER BY key LIMIT 4096";
        self.collect(sql, (), |r| Ok((r.get(0)?, r.get(1)?)))
    }

    /// Entries of the quarantine after one, at most `limit`.
    pub fn quarantine_after(&self, after: i64, limit: usize) -> Result<Vec<QuarantineEntry>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_quarantine WHERE entry_no > ?1 ORDER BY entry_no LIMIT ?2",
            QuarantineEntry::COLUMNS
        );
        let entries = self.collect(&sql, (after, clamp(limit)), QuarantineEntry::read)?;
        ascending(after, entries.iter().map(|e| e.entry_no).collect())?;
        Ok(entries)
    }

    /// SQLite's own check of the file; at most `limit` faults.
    pub fn integrity(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        if self.is_sound_beside_sqlite() {
            return Ok(Vec::new());
        }
        self.faults(&limit.to_string())
    }

    /// The file's pages and those of the events were looked at without SQLite, every other table by SQLite, and
    /// nothing was found. Where anything was, or could not be looked at, SQLite is to look at all of it.
    fn is_sound_beside_sqlite(&self) -> bool {
        let known = self.straight.filter(|_| self.schema_difference().is_ok_and(|found| found.is_none()));
        let names = "SELECT 'sqlite_schema' UNION ALL SELECT name FROM sqlite_schema \
                     WHERE type = 'table' AND name <> 'stored_event'";
        let quoted = |name: String| format!("'{}'", name.replace('\'', "''"));
        let whole = |table: String| self.faults(&quoted(table)).is_ok_and(|faults| faults.is_empty());
        known.is_some_and(|straight| {
            straight.is_sound(self.conn)
                && self.collect(names, (), |r| Ok(r.get(0)?)).is_ok_and(|all| all.into_iter().all(whole))
        })
    }

    fn faults(&self, of: &str) -> Result<Vec<String>, StoreError> {
        let faults: Vec<String> =
            self.collect(&format!("PRAGMA integrity_check({of})"), (), |r| Ok(r.get(0)?))?;
        Ok(faults.into_iter().filter(|f| f != "ok").collect())
    }

    /// Rows that break a CHECK of their table. `integrity_check` does not see them here: SQLite leaves CHECKs out
    /// of the schema of a file that is opened for reading only.
    pub fn broken_checks(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        for (table, rule) in checks(&schema::ddl()) {
            let broken = self.count(&format!("SELECT count(*) FROM {table} WHERE NOT ({rule})"))?;
            if broken > 0 {
                faults.push(format!("CHECK constraint failed in {table}: {broken} rows are not {rule}"));
            }
        }
        Ok(faults)
    }

    /// Rows that refer to nothing: table, row, table referred to. Those of users' own tables are their business.
    pub fn foreign_key_faults(&self) -> Result<Vec<(String, Option<i64>, String)>, StoreError> {
        let mut all: Vec<(String, Option<i64>, String)> =
            self.collect("PRAGMA foreign_key_check", (), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        all.retain(|fault| !schema::is_of_user(&fault.0));
        Ok(all)
    }
}

/// The CHECKs in statements that make tables: the table, and the condition without its outer parentheses.
fn checks(ddl: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for statement in ddl.split("CREATE TABLE ").skip(1) {
        let statement = statement.split(';').next().unwrap_or_default();
        let table = statement.split_whitespace().next().unwrap_or_default();
        for (at, word) in statement.match_indices("CHECK (") {
            let rest = &statement[at + word.len()..];
            let mut depth = 1;
            let end = rest.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            found.extend(end.map(|end| (table, &rest[..end])));
        }
    }
    found
}

/// Rows that are asked for page by page. In a damaged tree they may come in any order, and whoever goes on behind
/// the last one would go in a circle.
fn ascending<T: PartialOrd + Copy>(after: T, rows: Vec<T>) -> Result<Vec<T>, StoreError> {
    let mut last = after;
    for row in &rows {
        if *row <= last {
            return Err(StoreError::Damaged("rows of it stand out of their order".into()));
        }
        last = *row;
    }
    Ok(rows)
}
