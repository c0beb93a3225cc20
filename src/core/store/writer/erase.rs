//! Deleting. Whatever takes away a part of a session asks for a [`Clearance`]: see [`super::super::holds`].

use super::{Transaction, Writer};
use crate::core::model::time::Timestamp;
use crate::core::store::error::StoreError;
use crate::core::store::holds::{Clearance, Held};
use crate::core::store::reader::QUARANTINED;
use crate::core::store::row_id;
use crate::core::store::salvage::PrivateDir;
use std::path::Path;

/// Whether a path names a session: its id stands there, not as a part of another word unless it is long.
fn names(path: &str, id: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let whole =
        |at: usize| edge(path[..at].chars().next_back()) && edge(path[at + id.len()..].chars().next());
    path.match_indices(id).any(|(at, _)| id.len() >= LONG_ID || whole(at))
}

/// An id of so many characters is no part of another word by chance.
const LONG_ID: usize = 6;

/// Whether a type's name says nothing of anybody.
type Known<'k> = &'k dyn Fn(&str) -> bool;

impl Transaction<'_> {
    /// The right to delete what a session is made of; refused where a hold keeps it.
    pub fn clear(&self, session_no: i64) -> Result<Clearance, StoreError> {
        let holds = self.query().holds_on(session_no)?;
        if holds.is_empty() {
            return Ok(Clearance::new(session_no, self.serial));
        }
        let session = self.query().session_by_no(session_no)?.map_or_else(String::new, |s| s.session_id);
        Err(StoreError::Held { session, holds: holds.iter().map(|h| h.no).collect() })
    }

    /// The right to take a session out of a private copy, holds or not: the database that was copied keeps it.
    pub fn clear_copy(&self, private: &PrivateDir, session_no: i64) -> Result<Clearance, StoreError> {
        if self.is_in(private) {
            return Ok(Clearance::new(session_no, self.serial));
        }
        self.clear(session_no)
    }

    /// Whether the database is one that nobody else knows of.
    pub(super) fn is_in(&self, private: &PrivateDir) -> bool {
        let whole = |path: &Path| std::fs::canonicalize(path).ok();
        let copy = self.conn.path().and_then(|p| whole(Path::new(p)));
        copy.zip(whole(private.path())).is_some_and(|(copy, private)| copy.starts_with(private))
    }

    /// Places a hold; gives its number.
    pub fn insert_hold(&mut self, at: Timestamp, on: &Held, reason: Option<&str>) -> Result<i64, StoreError> {
        let (session, user, label) = match on {
            Held::Session(no, _) => (Some(*no), None, None),
            Held::User(user) => (None, Some(user), None),
            Held::Label(label) => (None, None, Some(label)),
        };
        self.conn.execute(
            "INSERT INTO hold (placed_us, session_no, user_id, label, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
            (at.0, session, user, label, reason),
        )?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Ends a hold; false where there is none.
    pub fn delete_hold(&mut self, no: i64) -> Result<bool, StoreError> {
        Ok(self.conn.execute("DELETE FROM hold WHERE hold_no = ?1", [no])? > 0)
    }

    /// Deletes a session and all that belongs to it: events, segments, keys, journal, snapshots, quarantine, origin,
    /// baseline. Its ledger entries stay. `id` is its name, for what knows it by that.
    pub fn erase_session(&mut self, clearance: &Clearance, id: &str) -> Result<(), StoreError> {
        let no = clearance.in_transaction(self.serial)?;
        let (low, high) = (row_id(no, 0), row_id(no + 1, 0) - 1);
        for sql in [
            "DELETE FROM stored_event WHERE event_id BETWEEN ?1 AND ?2",
            "DELETE FROM segment WHERE first_id BETWEEN ?1 AND ?2",
            "DELETE FROM journal WHERE journal_id BETWEEN ?1 AND ?2",
            "DELETE FROM origin_commitment WHERE event_id BETWEEN ?1 AND ?2",
        ] {
            self.conn.execute(sql, (low, high))?;
        }
        let sql = format!("DELETE FROM stored_quarantine WHERE {QUARANTINED}");
        self.conn.execute(&sql, (id, format!("\"{id}\"")))?;
        self.forget_paths(id)?;
        for sql in [
            "DELETE FROM event_key WHERE session_no = ?1",
            "DELETE FROM seal_key WHERE session_no = ?1",
            "DELETE FROM stored_snapshot WHERE session_no = ?1",
            "DELETE FROM segment_dictionary WHERE session_no = ?1",
            "DELETE FROM baseline WHERE session_no = ?1",
            "DELETE FROM erased_stretch WHERE session_no = ?1",
            "DELETE FROM origin WHERE session_no = ?1",
            "DELETE FROM hold WHERE session_no = ?1",
            "DELETE FROM stored_session WHERE session_no = ?1",
        ] {
            self.conn.execute(sql, [no])?;
        }
        Ok(())
    }

    /// Paths may name a session: where copies went (the entry in the ledger stays), where refused lines came from.
    fn forget_paths(&mut self, id: &str) -> Result<(), StoreError> {
        for (entry, path) in self.query().copies()? {
            if names(&path, id) {
                self.conn.execute("UPDATE copy SET path = '' WHERE entry_no = ?1", [entry.cast_signed()])?;
            }
        }
        for source in self.query().quarantine_sources()? {
            if names(&source, id) {
                self.conn.execute("UPDATE stored_quarantine SET source = '' WHERE source = ?1", [source])?;
            }
        }
        Ok(())
    }

    /// Puts other data into the row of an event; what stood there is gone with this transaction.
    pub fn replace_data(
        &mut self,
        clearance: &Clearance,
        seq: u64,
        payload: &str,
        extra: Option<&str>,
    ) -> Result<(), StoreError> {
        let no = clearance.in_transaction(self.serial)?;
        let sql = "UPDATE stored_event SET payload = ?2, extra = ?3 WHERE event_id = ?1";
        let changed = self.conn.prepare_cached(sql)?.execute((row_id(no, seq), payload, extra))?;
        if changed == 1 {
            return Ok(());
        }
        Err(StoreError::BadRecord {
            what: "the row",
            place: format!("event {seq}"),
            why: "it is sealed in a segment or gone".into(),
        })
    }

    /// Forgets what an imported session said of itself where it came from: its keys there, and seals that are not its own
    /// any more.
    pub fn forget_origin(&mut self, clearance: &Clearance) -> Result<(), StoreError> {
        let no = clearance.in_transaction(self.serial)?;
        self.conn.execute("DELETE FROM origin WHERE session_no = ?1", [no])?;
        let range = (row_id(no, 0), row_id(no + 1, 0) - 1);
        self.conn.execute("DELETE FROM origin_commitment WHERE event_id BETWEEN ?1 AND ?2", range)?;
        Ok(())
    }

    /// Destroys the key of a stretch: another takes its place, and the leaves that were made with it are kept.
    pub fn destroy_key(
        &mut self,
        clearance: &Clearance,
        (first, last): (u64, u64),
        key: &[u8; 32],
        leaves: &[u8],
    ) -> Result<(), StoreError> {
        let no = clearance.in_transaction(self.serial)?;
        self.conn.execute(
            "UPDATE seal_key SET key = ?3 WHERE session_no = ?1 AND first_seq = ?2",
            (no, first.cast_signed(), key.as_slice()),
        )?;
        self.conn.execute(
            "INSERT INTO erased_stretch (session_no, first_seq, last_seq, leaves) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (session_no, first_seq) DO UPDATE SET last_seq = ?3, leaves = ?4",
            (no, first.cast_signed(), last.cast_signed(), leaves),
        )?;
        Ok(())
    }

    /// Deletes a snapshot of the session.
    pub fn delete_snapshot(&mut self, clearance: &Clearance, id: i64) -> Result<(), StoreError> {
        let no = clearance.in_transaction(self.serial)?;
        self.conn
            .execute("DELETE FROM stored_snapshot WHERE snapshot_id = ?1 AND session_no = ?2", (id, no))?;
        Ok(())
    }

    /// Forgets the names of event types that no event has any more and that are not `known`: a producer may have
    /// put anything into such a name. `candidates` are the numbers that may have become unused.
    pub fn forget_types(&mut self, candidates: &[i64], known: Known<'_>) -> Result<(), StoreError> {
        let names = self.query().type_names()?;
        let name_of = |no: i64| usize::try_from(no).ok().and_then(|at| names.get(at).cloned().flatten());
        let mut left: Vec<i64> =
            candidates.iter().copied().filter(|no| name_of(*no).is_some_and(|name| !known(&name))).collect();
        let mut after = 0;
        while !left.is_empty() {
            let page = self.query().session_numbers(after, 500)?;
            let Some(last) = page.last() else { break };
            after = *last;
            for session in page {
                let used = self.query().events_per_type(session)?;
                left.retain(|no| !used.iter().any(|(other, _)| other == no));
            }
        }
        for no in left {
            self.conn.execute("DELETE FROM event_type WHERE type_no = ?1", [no])?;
        }
        self.types.clear();
        Ok(())
    }

    /// Notes that a purge has begun, and what there is to do.
    pub fn insert_erasure(&mut self, at: Timestamp, plan: &str) -> Result<i64, StoreError> {
        self.conn.execute("INSERT INTO erasure (begun_us, plan) VALUES (?1, ?2)", (at.0, plan))?;
        Ok(self.conn.last_insert_rowid())
    }

    /// A purge is finished; false where somebody else was faster.
    pub fn delete_erasure(&mut self, no: i64) -> Result<bool, StoreError> {
        Ok(self.conn.execute("DELETE FROM erasure WHERE erasure_no = ?1", [no])? > 0)
    }
}

impl Writer {
    /// The database's file; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Writes the whole database anew, so that no page keeps remains of what was deleted. What SQLite puts aside
    /// meanwhile goes beside the database, in a file without a name: in memory it would be as large as the database,
    /// and elsewhere it would leave the file system that the user chose.
    pub fn vacuum(&mut self) -> Result<(), StoreError> {
        self.link.renew();
        let directory = self.path.as_deref().and_then(|p| p.parent()).and_then(|d| d.to_str());
        let directory = directory.map(|d| if d.is_empty() { "." } else { d });
        let conn = &self.link.conn;
        if let Some(directory) = directory {
            let quoted = directory.replace('\'', "''");
            conn.execute_batch(&format!(
                "PRAGMA temp_store_directory = '{quoted}'; PRAGMA temp_store = FILE;"
            ))?;
        }
        let written = conn.execute_batch("VACUUM");
        if directory.is_some() {
            conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA temp_store_directory = '';")?;
        }
        Ok(written?)
    }

    /// Moves the log into the file and empties it; false where a reader keeps a part of it.
    pub fn empty_log(&mut self) -> Result<bool, StoreError> {
        self.link.renew();
        let busy: i64 = self.link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        Ok(busy == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_session_and_not_every_word_that_contains_a_short_id() {
        assert!(names("/backups/s.json", "s") && names("s", "s") && names("/x/my-s_1.json", "s"));
        assert!(!names("/sessions/last.json", "s"));
        assert!(names("/x/longname2.json", "longname"));
    }
}
