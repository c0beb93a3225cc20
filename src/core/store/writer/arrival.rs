//! Sessions that are brought in from elsewhere. Their rows are written in several transactions, under numbers that no
//! session has, and the last transaction makes sessions of them.

use super::Transaction;
use crate::core::model::chain::Hash;
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::records::SessionRow;
use crate::core::store::row_id;

/// An event that is brought in; its data may be gone already.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the columns of stored_event and origin_commitment")]
pub struct ArrivingEvent<'a> {
    pub session_no: i64,
    pub seq: u64,
    pub at: Timestamp,
    pub type_no: i64,
    pub flags: Flags,
    pub frame: Option<u64>,
    pub energy: Option<i64>,
    pub payload: Option<&'a str>,
    pub key: Option<&'a str>,
    pub extra: Option<&'a str>,
    pub seal: Option<&'a Hash>,
    pub commitment: Option<&'a [u8]>,
    pub leaf: Option<&'a [u8]>,
}

/// A session that is there now: its row as it is to be, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct ImportedSession<'a> {
    /// The row.
    pub row: &'a SessionRow,
    /// When it was brought in.
    pub at: Timestamp,
}

impl Transaction<'_> {
    /// The number of the next session: above those that are there and those that arrive.
    pub(in crate::core::store) fn next_session_no(&self) -> Result<i64, StoreError> {
        let sql = "SELECT 1 + max((SELECT coalesce(max(session_no), 0) FROM stored_session), \
                   (SELECT coalesce(max(session_no), 0) FROM arriving))";
        Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
    }

    /// Gives a number to a session that is going to arrive.
    pub fn announce(&mut self, owner: &str) -> Result<i64, StoreError> {
        let no = self.next_session_no()?;
        self.conn
            .prepare_cached("INSERT INTO arriving (session_no, owner) VALUES (?1, ?2)")?
            .execute((no, owner))?;
        Ok(no)
    }

    /// Stores an event of a session that arrives.
    pub fn insert_arriving(&mut self, e: &ArrivingEvent<'_>) -> Result<(), StoreError> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO stored_event (event_id, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, \
             extra, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        let id = row_id(e.session_no, e.seq);
        insert.execute((
            id,
            e.at.0,
            e.type_no,
            i64::from(e.flags.0),
            e.frame.map(u64::cast_signed),
            e.energy,
            e.payload,
            e.key,
            e.extra,
            e.seal.map(Hash::as_slice),
        ))?;
        if let Some(key) = e.key {
            self.insert_event_key(e.session_no, key, e.seq)?;
        }
        if e.commitment.is_some() || e.leaf.is_some() {
            self.conn
                .prepare_cached(
                    "INSERT INTO origin_commitment (event_id, commitment, leaf) VALUES (?1, ?2, ?3)",
                )?
                .execute((id, e.commitment, e.leaf))?;
        }
        Ok(())
    }

    /// Makes a session of what arrived: its row, and the number is not on its way any more.
    pub fn insert_imported(&mut self, s: &ImportedSession<'_>) -> Result<(), StoreError> {
        let r = s.row;
        self.conn.execute(
            "INSERT INTO stored_session (session_no, session_id, kind, label, user_id, mode, status, stores_content, \
             durability, start_us, end_us, clean, pseudonym, metadata, created_us, updated_us) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?10, ?15)",
            (
                r.no,
                &r.session_id,
                &r.kind,
                &r.label,
                &r.user_id,
                &r.mode,
                &r.status,
                r.stores_content,
                &r.durability,
                r.start.0,
                r.end.map(|t| t.0),
                r.clean,
                &r.pseudonym,
                &r.metadata,
                s.at.0,
            ),
        )?;
        self.conn.execute("DELETE FROM arriving WHERE session_no = ?1", [r.no])?;
        self.set_outcome(r, s.at)
    }

    /// Writes what a session came to, where it was brought in or goes on.
    pub fn set_outcome(&mut self, r: &SessionRow, at: Timestamp) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET label = ?2, user_id = ?3, mode = ?4, status = ?5, end_us = ?6, clean = ?7, \
             last_seq = ?8, energy_micro = ?9, cost_micro_usd = ?10, lost = ?11, state_hash = ?12, model_id = ?13, \
             hardware_tier = ?14, level = ?15, error_message = ?16 WHERE session_no = ?1",
            rusqlite::params![
                r.no,
                &r.label,
                &r.user_id,
                &r.mode,
                &r.status,
                r.end.map(|t| t.0),
                r.clean,
                r.last_seq.map(u64::cast_signed),
                r.energy_micro,
                r.cost_micro_usd,
                r.lost.cast_signed(),
                r.state_hash.as_ref().map(Hash::as_slice),
                &r.model_id,
                &r.hardware_tier,
                r.level,
                &r.error_message,
            ],
        )?;
        let sql = "UPDATE stored_session SET metadata = ?2, updated_us = ?3 WHERE session_no = ?1";
        self.conn.execute(sql, (r.no, &r.metadata, at.0))?;
        Ok(())
    }

    /// Gives a session that was staged the beginning that it had. Where it goes its commits are synced.
    pub fn set_start(&mut self, session_no: i64, start: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE stored_session SET start_us = ?2, durability = 'disk' WHERE session_no = ?1";
        self.conn.execute(sql, (session_no, start.0))?;
        Ok(())
    }

    /// Keeps what a session said of itself where it came from.
    pub fn set_origin(&mut self, session_no: i64, proof: &str) -> Result<(), StoreError> {
        self.conn.execute(
            "INSERT INTO origin (session_no, proof) VALUES (?1, ?2) ON CONFLICT (session_no) DO UPDATE SET proof = ?2",
            (session_no, proof),
        )?;
        Ok(())
    }

    /// Takes away some of what arrived under a number, at most `limit` rows of each table. False when there is
    /// nothing left of it, the number included.
    pub fn turn_away(&mut self, session_no: i64, limit: usize) -> Result<bool, StoreError> {
        let (low, high) = (row_id(session_no, 0), row_id(session_no.saturating_add(1), 0) - 1);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut gone = 0;
        for (table, id) in
            [("stored_event", "event_id"), ("origin_commitment", "event_id"), ("journal", "journal_id")]
        {
            let sql = format!(
                "DELETE FROM {table} WHERE {id} IN (SELECT {id} FROM {table} WHERE {id} BETWEEN ?1 AND ?2 LIMIT ?3)"
            );
            gone += self.conn.prepare_cached(&sql)?.execute((low, high, limit))?;
        }
        let sql = "DELETE FROM event_key WHERE session_no = ?1 AND (key_hash, seq) IN \
                   (SELECT key_hash, seq FROM event_key WHERE session_no = ?1 LIMIT ?2)";
        gone += self.conn.prepare_cached(sql)?.execute((session_no, limit))?;
        if gone == 0 {
            self.conn.execute("DELETE FROM arriving WHERE session_no = ?1", [session_no])?;
        }
        Ok(gone > 0)
    }
}
