//! Questions about what may not be deleted, and about what is being deleted.

use super::{Query, range_of};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::holds::Hold;
use rusqlite::types::ValueRef;

/// The lines in quarantine that are a session's: those that name it, `?1`, also where the line was refused before that
/// was understood; `?2` is its name in quotes.
pub(in crate::core::store) const QUARANTINED: &str =
    "(session_id = ?1 OR instr(coalesce(line, ''), ?2) > 0 OR instr(message, ?2) > 0)";

/// What a session takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "rows of the tables of these names")]
pub struct Weight {
    pub events: u64,
    pub segments: u64,
    pub snapshots: u64,
    pub journal: u64,
    pub quarantined: u64,
    /// Bytes of all of them, as near as a look at their lengths tells.
    pub bytes: u64,
}

/// A purge that has begun.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Its number.
    pub no: i64,
    /// When it began.
    pub begun: Timestamp,
    /// What there is still to do, a JSON object without names of sessions.
    pub plan: String,
}

impl Query<'_> {
    /// All holds, oldest first.
    pub fn holds(&self) -> Result<Vec<Hold>, StoreError> {
        let sql = format!(
            "SELECT {} FROM hold h LEFT JOIN stored_session s ON s.session_no = h.session_no ORDER BY h.hold_no",
            Hold::COLUMNS
        );
        self.collect(&sql, (), Hold::read)
    }

    /// The holds that keep a session: its own, its user's, its label's.
    pub fn holds_on(&self, session_no: i64) -> Result<Vec<Hold>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session s JOIN hold h ON h.session_no = s.session_no OR h.user_id = s.user_id \
             OR h.label = s.label WHERE s.session_no = ?1 ORDER BY h.hold_no",
            Hold::COLUMNS
        );
        self.collect(&sql, [session_no], Hold::read)
    }

    /// The purges that have begun and are not finished.
    pub fn erasures(&self) -> Result<Vec<Erasure>, StoreError> {
        self.collect("SELECT erasure_no, begun_us, plan FROM erasure ORDER BY erasure_no", (), |r| {
            Ok(Erasure { no: r.get(0)?, begun: Timestamp(r.get(1)?), plan: r.get(2)? })
        })
    }

    /// What a session takes in the database.
    pub fn weight(&self, session_no: i64, session_id: &str) -> Result<Weight, StoreError> {
        let (low, high) = range_of(session_no);
        let of = |sql: &str| -> Result<(u64, u64), StoreError> {
            let row = self.conn.prepare_cached(sql)?.query_row((low, high), |r| {
                Ok((r.get::<_, i64>(0)?.cast_unsigned(), r.get::<_, i64>(1)?.cast_unsigned()))
            });
            Ok(row?)
        };
        let (rows, event_bytes) =
            of("SELECT count(*), coalesce(sum(40 + coalesce(octet_length(payload), 0) \
             + coalesce(octet_length(event_key), 0) + coalesce(octet_length(extra), 0) \
             + coalesce(octet_length(seal), 0)), 0) FROM stored_event WHERE event_id BETWEEN ?1 AND ?2")?;
        let (segments, segment_bytes) = of(
            "SELECT count(*), coalesce(sum(octet_length(block)), 0) FROM segment WHERE first_id BETWEEN ?1 AND ?2",
        )?;
        let (packed, _) =
            of("SELECT coalesce(sum(events), 0), 0 FROM segment WHERE first_id BETWEEN ?1 AND ?2")?;
        let (journal, journal_bytes) = of("SELECT count(*), coalesce(sum(40 + octet_length(facts)), 0) \
             FROM journal WHERE journal_id BETWEEN ?1 AND ?2")?;
        let sql = "SELECT count(*), coalesce(sum(octet_length(state)), 0) FROM stored_snapshot WHERE session_no = ?1";
        let (snapshots, state_bytes): (i64, i64) =
            self.conn.prepare_cached(sql)?.query_row([session_no], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let sql = format!(
            "SELECT count(*), coalesce(sum(100 + coalesce(octet_length(line), 0)), 0) FROM stored_quarantine \
             WHERE {QUARANTINED}"
        );
        let names = (session_id, format!("\"{session_id}\""));
        let (quarantined, line_bytes): (i64, i64) =
            self.conn.prepare_cached(&sql)?.query_row(names, |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(Weight {
            events: rows + packed,
            segments,
            snapshots: snapshots.cast_unsigned(),
            journal,
            quarantined: quarantined.cast_unsigned(),
            bytes: event_bytes
                + segment_bytes
                + journal_bytes
                + state_bytes.cast_unsigned()
                + line_bytes.cast_unsigned(),
        })
    }

    /// The stretches of a session in which content was erased: first and last event, and the leaves.
    pub fn erased_stretches(&self, session_no: i64) -> Result<Vec<(u64, u64, Vec<u8>)>, StoreError> {
        let sql =
            "SELECT first_seq, last_seq, leaves FROM erased_stretch WHERE session_no = ?1 ORDER BY first_seq";
        self.collect(sql, [session_no], |r| {
            Ok((r.get::<_, i64>(0)?.cast_unsigned(), r.get::<_, i64>(1)?.cast_unsigned(), r.get(2)?))
        })
    }

    /// The lines in quarantine that named a session.
    pub fn quarantine_of(&self, session_id: &str) -> Result<Vec<String>, StoreError> {
        let sql = format!("SELECT coalesce(line, '') || message FROM stored_quarantine WHERE {QUARANTINED}");
        self.collect(&sql, (session_id, format!("\"{session_id}\"")), |r| Ok(r.get(0)?))
    }

    /// Where the lines in quarantine came from.
    pub fn quarantine_sources(&self) -> Result<Vec<String>, StoreError> {
        self.collect("SELECT DISTINCT source FROM stored_quarantine", (), |r| Ok(r.get(0)?))
    }

    /// The blocks of a session's segments, as they are stored.
    pub fn each_block(&self, session_no: i64, each: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        let sql = "SELECT block FROM segment WHERE first_id BETWEEN ?1 AND ?2";
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(range_of(session_no))?;
        while let Some(row) = rows.next()? {
            if let ValueRef::Blob(block) = row.get_ref(0)? {
                each(block);
            }
        }
        Ok(())
    }

    /// How many sessions of a user there are.
    pub fn sessions_of_user(&self, user: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stored_session WHERE user_id = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([user], |r| r.get::<_, i64>(0))?.cast_unsigned())
    }

    /// Goes through every row of the database as the bytes that stand one after the other in the file: the texts and
    /// blobs of the row, and a byte that no text has where a number stands between them.
    pub fn each_row(&self, each: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        let mut tables: Vec<String> =
            self.collect("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", (), |r| {
                Ok(r.get(0)?)
            })?;
        tables.push("sqlite_schema".into());
        let mut row_bytes = Vec::new();
        for table in tables {
            let mut query = self.conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = query.column_count();
            let mut rows = query.query(())?;
            while let Some(row) = rows.next()? {
                row_bytes.clear();
                for at in 0..columns {
                    match row.get_ref(at)? {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => row_bytes.extend_from_slice(bytes),
                        ValueRef::Null => {}
                        ValueRef::Integer(_) | ValueRef::Real(_) => row_bytes.push(0xff),
                    }
                }
                each(&row_bytes);
            }
        }
        Ok(())
    }
}
