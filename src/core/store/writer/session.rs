//! The rows of sessions: opened, claimed, marked, released.

use super::Transaction;
use crate::core::model::chain::pseudonym;
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::records::{NewSession, Rest, Totals};

impl Transaction<'_> {
    /// Opens a session: its row, its first key, its entry in the ledger. Gives its number.
    pub fn insert_session(&mut self, s: &NewSession) -> Result<i64, StoreError> {
        let alias = pseudonym(&s.key, &s.session_id);
        let no = self.next_session_no()?;
        self.conn.execute(
            "INSERT INTO stored_session (session_no, session_id, kind, label, mode, status, stores_content, \
             durability, start_us, owner, pseudonym, metadata, created_us, updated_us) \
             VALUES (?11, ?1, ?2, ?3, ?4, 'Running', ?5, ?6, ?7, ?8, ?9, ?10, ?7, ?7)",
            (
                &s.session_id,
                s.kind,
                &s.label,
                if s.stores_content { "debug" } else { "normal" },
                s.stores_content,
                s.durability,
                s.start.0,
                &s.owner,
                alias.as_slice(),
                &s.metadata,
                no,
            ),
        )?;
        self.insert_key(no, 1, &s.key)?;
        // Words are stored: that belongs into the audit trail.
        let facts = if s.stores_content { r#"{"content":true}"# } else { "{}" };
        self.ledger(s.start, "opened", Some(&alias), facts)?;
        Ok(no)
    }

    /// Writes an owner into a session that goes on.
    pub fn claim(&mut self, session_no: i64, owner: &str, now: Timestamp) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET status = 'Running', owner = ?2, clean = 0, end_us = NULL, last_seq = NULL, \
             energy_micro = NULL, cost_micro_usd = NULL, state_hash = NULL, updated_us = ?3 WHERE session_no = ?1",
            (session_no, owner, now.0),
        )?;
        Ok(())
    }

    /// Counts events of a session that its journal declares as lost.
    pub fn add_lost(&mut self, session_no: i64, events: u64) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET lost = lost + ?2 WHERE session_no = ?1",
            (session_no, i64::try_from(events).unwrap_or(i64::MAX)),
        )?;
        Ok(())
    }

    /// Marks a session as storing content.
    pub fn mark_content(&mut self, session_no: i64) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET stores_content = 1, mode = 'debug' WHERE session_no = ?1",
            [session_no],
        )?;
        Ok(())
    }

    /// Gives a session its label.
    pub fn set_label(&mut self, session_no: i64, label: &str) -> Result<(), StoreError> {
        self.conn
            .execute("UPDATE stored_session SET label = ?2 WHERE session_no = ?1", (session_no, label))?;
        Ok(())
    }

    /// What a session's row says between two steps.
    pub fn set_rest(
        &mut self,
        session_no: i64,
        rest: &Rest<'_>,
        totals: &Totals,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let clean = rest.end.is_some();
        self.release(session_no, rest.status, clean, now, Some(totals))?;
        self.conn.execute(
            "UPDATE stored_session SET end_us = ?2, error_message = ?3 WHERE session_no = ?1",
            (session_no, rest.end.map(|t| t.0), rest.error_message),
        )?;
        if let Some(owner) = rest.owner {
            self.claim(session_no, owner, now)?;
        }
        Ok(())
    }

    /// Ends a session: its status, its totals (unknown where they cannot be computed), no owner.
    pub fn release(
        &mut self,
        session_no: i64,
        status: &str,
        clean: bool,
        now: Timestamp,
        totals: Option<&Totals>,
    ) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE stored_session SET status = ?2, clean = ?3, end_us = ?4, updated_us = ?4, owner = NULL, \
             last_seq = ?5, energy_micro = ?6, cost_micro_usd = ?7, state_hash = ?8, \
             user_id = coalesce(?9, user_id), mode = CASE WHEN stores_content THEN mode ELSE coalesce(?10, mode) END, \
             model_id = coalesce(?11, model_id), hardware_tier = coalesce(?12, hardware_tier), \
             level = coalesce(?13, level) WHERE session_no = ?1",
            (
                session_no,
                status,
                clean,
                now.0,
                totals.map(|t| t.last_seq.cast_signed()),
                totals.map(|t| t.energy_micro),
                totals.and_then(|t| t.cost_micro_usd),
                totals.map(|t| t.state_hash.as_slice()),
                totals.and_then(|t| t.user_id.as_deref()),
                totals.and_then(|t| t.mode.as_deref()),
                totals.and_then(|t| t.model_id.as_deref()),
                totals.and_then(|t| t.hardware_tier.as_deref()),
                totals.and_then(|t| t.level),
            ),
        )?;
        Ok(())
    }
}
