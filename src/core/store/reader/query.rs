//! The questions that can be asked of a database.

mod baseline;
mod checks;
mod events;
mod glance;
mod holds;
mod journal;
mod moved;
mod origin;

pub use events::Sealed;
pub use glance::{Glance, Passing, SessionSpan};
pub(in crate::core::store) use holds::QUARANTINED;
pub use holds::{Erasure, Weight};
pub use origin::CameWith;

use super::sealed::Cold;
use super::straight::Straight;
use crate::core::model::chain::Hash;
use crate::core::model::time::Timestamp;
use crate::core::store::connect::Link;
use crate::core::store::error::StoreError;
use crate::core::store::ledger::{self, LedgerEntry, to_hash};
use crate::core::store::records::{JournalEntry, QuarantineEntry, SessionRow};
use crate::core::store::snapshots::SnapshotRow;
use crate::core::store::{row_id, seq_of};
use rusqlite::{Connection, OptionalExtension, Row};

/// Asks one connection.
#[derive(Debug)]
pub struct Query<'c> {
    pub(super) conn: &'c Connection,
    pub(super) cold: &'c Cold,
    /// The events of a file that nobody writes, without SQLite.
    pub(super) straight: Option<&'c Straight>,
}

/// Which sessions are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    /// Begun at this time or later.
    pub since: Option<Timestamp>,
    /// Begun before this time.
    pub until: Option<Timestamp>,
    /// With this label.
    pub label: Option<String>,
    /// `stream` or `workflow`.
    pub kind: Option<String>,
    /// With this status.
    pub status: Option<String>,
}

/// So many sessions are believed without a look at the file's size.
const MANY_SESSIONS: usize = 20_000;
/// No session's row takes less.
const LEAST_SESSION_BYTES: u64 = 64;

impl<'c> Query<'c> {
    pub(in crate::core::store) fn new(link: &'c Link) -> Self {
        Self::of(&link.conn, &link.cold)
    }

    /// Asks within a transaction.
    pub(in crate::core::store) fn of(conn: &'c Connection, cold: &'c Cold) -> Self {
        Self { conn, cold, straight: None }
    }

    /// Asks of a file that nobody writes, whose events can be had without SQLite.
    pub(super) fn beside(link: &'c Link, straight: Option<&'c Straight>) -> Self {
        Self { straight, ..Self::new(link) }
    }

    /// Writes the whole database to a new file.
    pub(in crate::core::store) fn vacuum_into(&self, to: &std::path::Path) -> Result<(), StoreError> {
        let _ = std::fs::remove_file(to); // of an attempt that a writer interrupted
        // It writes nothing but the new file, and `query_only` would forbid that, too.
        let query_only: bool = self.conn.query_row("PRAGMA query_only", [], |r| r.get(0))?;
        self.conn.execute_batch("PRAGMA query_only = OFF")?;
        let copied = self.conn.execute("VACUUM INTO ?1", [to.to_string_lossy()]);
        self.conn.execute_batch(if query_only { "PRAGMA query_only = ON" } else { "" })?;
        copied?;
        // SQLite gives it the rights that the umask leaves, also to a file that was there before.
        let owner_alone = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(to, owner_alone).map_err(|e| StoreError::io(to, e))
    }

    /// A session by its full name.
    pub fn session(&self, id: &str) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_session WHERE session_id = ?1", SessionRow::COLUMNS);
        let mut query = self.conn.prepare_cached(&sql)?;
        let mut rows = query.query([id])?;
        rows.next()?.map(SessionRow::read).transpose()
    }

    /// Sessions whose name begins with a prefix; at most `limit`.
    pub fn sessions_like(&self, prefix: &str, limit: usize) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session WHERE session_id >= ?1 AND substr(session_id, 1, length(?1)) = ?1 \
             ORDER BY session_id LIMIT ?2",
            SessionRow::COLUMNS
        );
        self.collect(&sql, (prefix, clamp(limit)), SessionRow::read)
    }

    /// Sessions with a label, newest first.
    pub fn sessions_labelled(&self, label: &str, limit: usize) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session WHERE label = ?1 ORDER BY start_us DESC, session_no DESC LIMIT ?2",
            SessionRow::COLUMNS
        );
        self.collect(&sql, (label, clamp(limit)), SessionRow::read)
    }

    /// Sessions, newest first, after skipping some.
    pub fn sessions(&self, skip: usize, limit: usize) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session ORDER BY start_us DESC, session_no DESC LIMIT ?2 OFFSET ?1",
            SessionRow::COLUMNS
        );
        self.check_skip(skip)?;
        self.collect(&sql, (clamp(skip), clamp(limit)), SessionRow::read)
    }

    /// More rows than the file has room for are a circle in a damaged tree.
    fn check_skip(&self, skip: usize) -> Result<(), StoreError> {
        if skip > MANY_SESSIONS && skip as u64 > self.size()?.0 / LEAST_SESSION_BYTES {
            return Err(StoreError::Damaged("there is no end to its sessions".into()));
        }
        Ok(())
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM stored_session")
    }

    /// Sessions that have an owner written in them: recorded now, or left behind by a crash.
    pub fn owned_sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_session WHERE owner IS NOT NULL", SessionRow::COLUMNS);
        self.collect(&sql, (), SessionRow::read)
    }

    /// The interrupted session that began last.
    pub fn latest_interrupted(&self) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session WHERE status = 'Interrupted' AND kind = 'stream' \
             ORDER BY start_us DESC, session_no DESC LIMIT 1",
            SessionRow::COLUMNS
        );
        Ok(self.collect(&sql, (), SessionRow::read)?.pop())
    }

    /// The names of event types by their number.
    pub fn type_names(&self) -> Result<Vec<Option<String>>, StoreError> {
        let mut names = Vec::new();
        for (no, name) in self.collect("SELECT type_no, name FROM event_type", (), |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))
        })? {
            let at =
                usize::try_from(no).ok().filter(|n| *n < 1 << 24).ok_or_else(|| StoreError::BadRecord {
                    what: "the number",
                    place: "an event type".into(),
                    why: "it is out of range".into(),
                })?;
            if names.len() <= at {
                names.resize(at + 1, None);
            }
            names[at] = Some(name);
        }
        Ok(names)
    }

    /// A session's commitment keys and the seq from which each is in force.
    pub fn seal_keys(&self, session_no: i64) -> Result<Vec<(u64, [u8; 32])>, StoreError> {
        let sql = "SELECT first_seq, key FROM seal_key WHERE session_no = ?1 ORDER BY first_seq";
        self.collect(sql, [session_no], |r| {
            let key: Vec<u8> = r.get(1)?;
            Ok((r.get::<_, i64>(0)?.cast_unsigned(), to_hash(&key, "a commitment key")?))
        })
    }

    /// A session's journal.
    pub fn journal(&self, session_no: i64) -> Result<Vec<JournalEntry>, StoreError> {
        let sql = format!(
            "SELECT {} FROM journal WHERE journal_id BETWEEN ?1 AND ?2 ORDER BY journal_id",
            journal::COLUMNS
        );
        self.collect(&sql, range_of(session_no), journal::read)
    }

    /// The number and the hash of a session's last journal entry.
    pub fn journal_tip(&self, session_no: i64) -> Result<Option<(u64, Hash)>, StoreError> {
        let sql = "SELECT journal_id, hash FROM journal WHERE journal_id BETWEEN ?1 AND ?2 \
                   ORDER BY journal_id DESC LIMIT 1";
        let row = self
            .conn
            .prepare_cached(sql)?
            .query_row(range_of(session_no), |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        row.map(|(id, hash)| Ok((seq_of(id), to_hash(&hash, "the journal")?))).transpose()
    }

    /// The ledger.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, StoreError> {
        ledger::entries(self.conn)
    }

    /// The number and the hash of the last ledger entry.
    pub fn ledger_tip(&self) -> Result<(u64, Hash), StoreError> {
        ledger::tip(self.conn)
    }

    /// Where copies went, by the number of the ledger entry that speaks of each.
    pub fn copies(&self) -> Result<Vec<(u64, String)>, StoreError> {
        self.collect("SELECT entry_no, path FROM copy ORDER BY entry_no", (), |r| {
            Ok((r.get::<_, i64>(0)?.cast_unsigned(), r.get(1)?))
        })
    }

    /// A session's snapshots, oldest first.
    pub fn snapshots(&self, session_no: i64) -> Result<Vec<SnapshotRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_snapshot WHERE session_no = ?1 ORDER BY last_seq, snapshot_id",
            SnapshotRow::COLUMNS
        );
        self.collect(&sql, [session_no], SnapshotRow::read)
    }

    /// The ids of a session's snapshots at or before an event, the newest first.
    pub fn snapshot_ids_before(&self, session_no: i64, seq: u64) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT snapshot_id FROM stored_snapshot WHERE session_no = ?1 AND last_seq <= ?2 \
                   ORDER BY last_seq DESC, snapshot_id DESC";
        self.collect(sql, (session_no, seq.min(i64::MAX as u64).cast_signed()), |r| Ok(r.get(0)?))
    }

    /// One snapshot.
    pub fn snapshot(&self, id: i64) -> Result<Option<SnapshotRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_snapshot WHERE snapshot_id = ?1", SnapshotRow::COLUMNS);
        let mut query = self.conn.prepare_cached(&sql)?;
        let mut rows = query.query([id])?;
        rows.next()?.map(SnapshotRow::read).transpose()
    }

    /// How many snapshots there are.
    pub fn snapshot_count(&self) -> Result<u64, StoreError> {
        self.count("SELECT count(*) FROM stored_snapshot")
    }

    /// Lines in quarantine, oldest first.
    pub fn quarantine(&self, limit: usize) -> Result<Vec<QuarantineEntry>, StoreError> {
        let sql =
            format!("SELECT {} FROM stored_quarantine ORDER BY entry_no LIMIT ?1", QuarantineEntry::COLUMNS);
        self.collect(&sql, [clamp(limit)], QuarantineEntry::read)
    }

    /// One line in quarantine.
    pub fn quarantined(&self, entry_no: i64) -> Result<Option<QuarantineEntry>, StoreError> {
        let sql = format!("SELECT {} FROM stored_quarantine WHERE entry_no = ?1", QuarantineEntry::COLUMNS);
        Ok(self.collect(&sql, [entry_no], QuarantineEntry::read)?.pop())
    }

    /// A fact about the database.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([key], |r| r.get(0)).optional()?)
    }

    /// Bytes of the file, and how many of them are free pages.
    pub fn size(&self) -> Result<(u64, u64), StoreError> {
        let pragma = |name: &str| self.count(&format!("SELECT * FROM pragma_{name}"));
        let page = pragma("page_size")?;
        Ok((pragma("page_count")? * page, pragma("freelist_count")? * page))
    }

    /// Sessions that a filter lets through, newest first, after skipping some. Those with an owner pass its
    /// status, since their row may not know yet that the owner is gone.
    pub fn sessions_matching(
        &self,
        filter: &SessionFilter,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!(
            "SELECT {} FROM stored_session WHERE (?1 IS NULL OR start_us >= ?1) AND (?2 IS NULL OR start_us < ?2) \
             AND (?3 IS NULL OR label = ?3) AND (?4 IS NULL OR kind = ?4) \
             AND (?5 IS NULL OR status = ?5 OR owner IS NOT NULL) \
             ORDER BY start_us DESC, session_no DESC LIMIT ?7 OFFSET ?6",
            SessionRow::COLUMNS
        );
        self.check_skip(skip)?;
        let (since, until) = (filter.since.map(|t| t.0), filter.until.map(|t| t.0));
        let params = (since, until, &filter.label, &filter.kind, &filter.status, clamp(skip), clamp(limit));
        self.collect(&sql, params, SessionRow::read)
    }

    /// How many lines are held in quarantine: of one session, or of all and of none.
    pub fn quarantine_count(&self, session_id: Option<&str>) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM stored_quarantine WHERE status = 'held' AND (?1 IS NULL OR session_id = ?1)";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([session_id], |r| r.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// The newest full snapshot of a session and how many of its snapshots are stored against it.
    pub fn newest_base(&self, session_no: i64) -> Result<Option<(i64, u64)>, StoreError> {
        let sql = "SELECT b.snapshot_id, (SELECT count(*) FROM stored_snapshot d WHERE d.session_no = ?1 \
                   AND d.base_id = b.snapshot_id) FROM stored_snapshot b \
                   WHERE b.session_no = ?1 AND b.base_id IS NULL ORDER BY b.snapshot_id DESC LIMIT 1";
        let row =
            self.conn.prepare_cached(sql)?.query_row([session_no], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)));
        Ok(row.optional()?.map(|(id, deltas)| (id, deltas.cast_unsigned())))
    }

    /// A session by its number.
    pub fn session_by_no(&self, session_no: i64) -> Result<Option<SessionRow>, StoreError> {
        let sql = format!("SELECT {} FROM stored_session WHERE session_no = ?1", SessionRow::COLUMNS);
        Ok(self.collect(&sql, [session_no], SessionRow::read)?.pop())
    }

    /// A session's snapshots up to an event, oldest first, without their states: id, last event, hash. A hash that
    /// is none is `None`.
    pub fn snapshot_marks(
        &self,
        session_no: i64,
        seq: u64,
    ) -> Result<Vec<(i64, u64, Option<Hash>)>, StoreError> {
        let sql = "SELECT snapshot_id, last_seq, state_hash FROM stored_snapshot \
                   WHERE session_no = ?1 AND last_seq <= ?2 ORDER BY last_seq, snapshot_id";
        self.collect(sql, (session_no, seq.min(i64::MAX as u64).cast_signed()), |r| {
            let hash: Vec<u8> = r.get(2)?;
            Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned(), hash.try_into().ok()))
        })
    }

    /// Whether a question has an answer.
    pub(in crate::core::store) fn has(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<bool, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.exists(params)?)
    }

    fn count(&self, sql: &str) -> Result<u64, StoreError> {
        Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get::<_, i64>(0))?.cast_unsigned())
    }

    fn collect<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = self.conn.prepare_cached(sql)?;
        let mut rows = query.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}

fn range_of(session_no: i64) -> (i64, i64) {
    // A damaged session number must not overflow: WFK005 names it.
    (row_id(session_no, 0), row_id(session_no.saturating_add(1), 0).wrapping_sub(1))
}

fn clamp(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
