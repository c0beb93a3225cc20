//! Writing: one transaction at a time, each holding the write lock from its first statement.

mod arrival;
mod cold;
mod compact;
mod cut;
mod erase;
mod session;

pub use arrival::{ArrivingEvent, ImportedSession};
mod maintain;

pub use maintain::{Bytes, Checkpoint};

use super::connect::{Link, Purpose, open_file, open_memory};
use super::error::StoreError;
use super::lease::FileLock;
use super::log::{LogFinding, before_connecting};
use super::preflight::{Found, Place, is_read_only, look};
use super::reader::{Cold, Query};
use super::records::Refused;
use super::schema::{self, Created, SCHEMA_VERSION, sibling};
use super::snapshots::{NewSnapshot, pack};
use super::unsynced::{self, Unsynced};
use super::{key_hash, ledger, row_id};
use crate::core::model::chain::{GENESIS, Hash, JournalFacts, SessionHasher};
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::time::Duration;

/// Pages of the log (4 KiB each) that are worth moving. A log of 4 MB stays in the processor's caches; one of
/// 32 MB, which needs fewer syncs, was measured to be slower.
const LOG_PAGES: i32 = 1000;

/// Transactions that this process has begun.
static SERIAL: AtomicU64 = AtomicU64::new(1);

pub(super) use cold::put_rows;
pub use cold::{Block, Cooled};

/// How a database is opened for writing.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Make it if it is not there, with these values.
    pub create: Option<Created>,
    /// Every commit is on disk before it returns; otherwise it survives the process but not the power.
    pub durable: bool,
    /// How long to wait for another writer.
    pub lock_timeout: Duration,
    /// This process, as leases name it.
    pub owner: String,
}

/// A database open for writing.
#[derive(Debug)]
pub struct Writer {
    link: Link,
    path: Option<PathBuf>,
    uuid: [u8; 16],
    types: HashMap<String, i64>,
    /// Pages in the write-ahead log after the last commit.
    log_pages: Arc<AtomicI32>,
    /// Held while this is the first writer; the others let SQLite's own lock order them.
    lock: Option<FileLock>,
    /// Held by a writer whose commits are not synced one by one.
    unsynced: Option<Unsynced>,
    log: Option<LogFinding>,
}

/// One event, ready to be stored.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the columns of stored_event")]
pub struct EventRow<'a> {
    pub session_no: i64,
    pub seq: u64,
    pub at: Timestamp,
    pub type_no: i64,
    pub flags: Flags,
    pub frame: Option<u64>,
    pub energy: Option<i64>,
    pub payload: &'a str,
    pub key: Option<&'a str>,
    pub extra: Option<&'a str>,
    pub seal: Option<&'a Hash>,
}

impl Writer {
    /// Opens a database, makes it if that is wanted, and refuses one that is not exactly what this version
    /// would have made.
    pub fn open(place: &Place, opening: &Opening) -> Result<Self, StoreError> {
        let Place::File(path) = place else { return Self::in_memory(opening) };
        let mut fresh = false;
        match (look(path)?, opening.create) {
            (Found::Database(SCHEMA_VERSION), _) => {}
            (Found::Database(found), _) => {
                return Err(StoreError::MustMigrate { path: path.clone(), found, known: SCHEMA_VERSION });
            }
            (Found::Absent | Found::Empty, Some(created)) => fresh = schema::create_file(path, created)?,
            (Found::Absent, None) => return Err(StoreError::Missing { path: path.clone() }),
            (Found::Empty, None) => {
                return Err(StoreError::NotADatabase { path: path.clone(), why: "it is empty".into() });
            }
        }
        if is_read_only(path) {
            return Err(StoreError::ReadOnly);
        }
        let (lock, log) = before_connecting(path, &opening.owner, opening.lock_timeout)?;
        let new_names = fresh || !sibling(path, "-wal").exists();
        let purpose = if opening.durable { Purpose::Write } else { Purpose::WriteProcess };
        let mut link = open_file(path, purpose, opening.lock_timeout)?;
        // What was made a moment ago is what this version makes.
        let difference = if fresh { None } else { schema::difference(&link.conn)? };
        if let Some(difference) = difference {
            return Err(StoreError::SchemaDiffers { path: path.clone(), difference });
        }
        let unsynced = if opening.durable { None } else { Some(Unsynced::mark(path)?) };
        if new_names {
            // SQLite ignores an error here, and a log without a name is a log that is gone.
            schema::sync_directory(path)?;
        }
        let lock = match lock {
            None => FileLock::take(path, &opening.owner)?.ok(),
            held => held,
        };
        if log.is_some() {
            // Best done now: the remains of this crash, behind a torn transaction of the next, would look like damage.
            let _ = link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        if lock.is_some() && opening.durable {
            unsynced::clear(path);
        }
        let uuid = schema::uuid_of(&link.conn)?;
        let log_pages = count_pages(&mut link.conn)?;
        let path = Some(path.clone());
        Ok(Self { link, path, uuid, types: HashMap::new(), log_pages, lock, unsynced, log })
    }

    fn in_memory(opening: &Opening) -> Result<Self, StoreError> {
        let link = open_memory()?;
        let created = opening.create.ok_or(StoreError::Missing { path: ":memory:".into() })?;
        schema::initialise(&link.conn, created)?;
        let (types, log_pages) = (HashMap::new(), Arc::default());
        Ok(Self {
            link,
            path: None,
            uuid: created.uuid,
            types,
            log_pages,
            lock: None,
            unsynced: None,
            log: None,
        })
    }

    /// The database's name for ever.
    pub fn uuid(&self) -> &[u8; 16] {
        &self.uuid
    }

    /// What was wrong with the write-ahead log that this writer found, and what became of it.
    pub fn log_finding(&self) -> Option<&LogFinding> {
        self.log.as_ref()
    }

    /// Whether this is the first writer, who holds the lock: nobody else writes, or whoever does came later.
    pub fn is_first(&self) -> bool {
        self.lock.is_some()
    }

    /// Asks outside of a transaction.
    pub fn query(&self) -> Query<'_> {
        self.link.renew();
        Query::new(&self.link)
    }

    /// Begins a transaction; waits for another writer as long as the opening said.
    pub fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        self.link.renew();
        self.link.conn.execute_batch("BEGIN IMMEDIATE")?;
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Ok(Transaction {
            conn: &self.link.conn,
            cold: &self.link.cold,
            uuid: &self.uuid,
            types: &mut self.types,
            serial,
            open: true,
        })
    }

    /// Says in the lock file, which others can read while the database cannot be, that it is not written since
    /// then, and why; or that it is again.
    pub fn tell_outage(&mut self, outage: Option<(Timestamp, &str)>) {
        if let Some(lock) = &mut self.lock {
            lock.tell_outage(outage.map(|(since, why)| format!("{since} {why}")).as_deref());
        }
    }

    /// How long a transaction waits for another writer from now on.
    pub fn set_patience(&mut self, patience: Duration) -> Result<(), StoreError> {
        Ok(self.link.conn.busy_timeout(patience)?)
    }

    /// Moves the write-ahead log into the file, so that it can be written again from its beginning: on a full
    /// disk that is room.
    pub fn make_room(&mut self) {
        if self.lock.is_some() {
            // Where this fails the disk is full for the file as well, and the next commit says so.
            let _ = self.link.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        }
    }

    /// Moves the write-ahead log into the file when it has grown. Only the first writer does it, between commits,
    /// so that no commit (and no acknowledgement) waits for it. A log that cannot be moved now is moved later.
    /// Says whether it was moved.
    pub fn move_log(&mut self) -> bool {
        if self.lock.is_none() || self.log_pages.load(Ordering::Relaxed) < LOG_PAGES {
            return false;
        }
        let moved = self.link.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).is_ok();
        if moved {
            self.log_pages.store(0, Ordering::Relaxed);
        }
        moved
    }

    /// Moves the write-ahead log into the file and empties it, if this is the first writer and nobody reads.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        let mode = if self.lock.is_some() { "TRUNCATE" } else { "PASSIVE" };
        if self.lock.is_some() {
            // Statistics that would pay are made now; without them every question is answered all the same.
            let _ = self.optimize(false);
        }
        self.link.conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(()))?;
        if let (true, Some(path)) = (self.lock.is_some(), &self.path) {
            self.unsynced = None;
            unsynced::clear(path);
        }
        Ok(())
    }
}

/// The pages in the log, as of the last commit. The hook takes the place of SQLite's own checkpoints, which come
/// within a commit; see [`Writer::move_log`].
fn count_pages(conn: &mut Connection) -> Result<Arc<AtomicI32>, StoreError> {
    let log_pages = Arc::new(AtomicI32::new(0));
    let seen = Arc::clone(&log_pages);
    conn.wal_hook(Some(move |_: &mut Wal, pages| {
        seen.store(pages, Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(log_pages)
}

/// A write transaction. Dropped without [`commit`](Self::commit) it leaves nothing.
#[derive(Debug)]
pub struct Transaction<'w> {
    conn: &'w Connection,
    cold: &'w Cold,
    uuid: &'w [u8; 16],
    types: &'w mut HashMap<String, i64>,
    /// Its number in this process: a clearance holds in one transaction.
    serial: u64,
    open: bool,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if self.open {
            // Type numbers that were given inside are gone with it.
            self.types.clear();
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }
}

impl Transaction<'_> {
    /// Makes it durable.
    pub fn commit(mut self) -> Result<(), StoreError> {
        self.conn.execute_batch("COMMIT")?;
        self.open = false;
        Ok(())
    }

    /// Asks, seeing what this transaction wrote.
    pub fn query(&self) -> Query<'_> {
        Query::of(self.conn, self.cold)
    }

    /// The database's name for ever.
    pub fn uuid(&self) -> &[u8; 16] {
        self.uuid
    }

    /// The number of an event type, given on first use.
    pub fn type_no(&mut self, name: &str) -> Result<i64, StoreError> {
        if let Some(no) = self.types.get(name) {
            return Ok(*no);
        }
        self.conn.prepare_cached("INSERT OR IGNORE INTO event_type (name) VALUES (?1)")?.execute([name])?;
        let no = self
            .conn
            .prepare_cached("SELECT type_no FROM event_type WHERE name = ?1")?
            .query_row([name], |r| r.get(0))?;
        self.types.insert(name.to_owned(), no);
        Ok(no)
    }

    /// Puts a key in force from an event on.
    pub fn insert_key(&mut self, session_no: i64, first_seq: u64, key: &[u8; 32]) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("INSERT INTO seal_key (session_no, first_seq, key) VALUES (?1, ?2, ?3)")?
            .execute((session_no, first_seq.cast_signed(), key.as_slice()))?;
        Ok(())
    }

    /// Stores events. The iterator's first error ends it.
    pub fn insert_events<'e>(
        &mut self,
        events: impl IntoIterator<Item = EventRow<'e>>,
    ) -> Result<(), StoreError> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO stored_event (event_id, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, \
             extra, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for e in events {
            insert.raw_bind_parameter(1, row_id(e.session_no, e.seq))?;
            insert.raw_bind_parameter(2, e.at.0)?;
            insert.raw_bind_parameter(3, e.type_no)?;
            insert.raw_bind_parameter(4, i64::from(e.flags.0))?;
            insert.raw_bind_parameter(5, e.frame.map(u64::cast_signed))?;
            insert.raw_bind_parameter(6, e.energy)?;
            insert.raw_bind_parameter(7, e.payload)?;
            insert.raw_bind_parameter(8, e.key)?;
            insert.raw_bind_parameter(9, e.extra)?;
            insert.raw_bind_parameter(10, e.seal.map(Hash::as_slice))?;
            insert.raw_execute()?;
            if let Some(key) = e.key {
                self.insert_event_key(e.session_no, key, e.seq)?;
            }
        }
        Ok(())
    }

    fn insert_event_key(&self, session_no: i64, key: &str, seq: u64) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("INSERT INTO event_key (session_no, key_hash, seq) VALUES (?1, ?2, ?3)")?
            .execute((session_no, key_hash(key), seq.cast_signed()))?;
        Ok(())
    }

    /// Appends to a session's journal. `seal` is the session's seal at `after_seq`; an entry always stands
    /// right after one (or before the first event).
    pub fn journal(
        &mut self,
        (session_no, session_id): (i64, &str),
        (after_seq, seal): (u64, &Hash),
        at: Timestamp,
        kind: &str,
        facts: &str,
    ) -> Result<(), StoreError> {
        let (last, previous) = self.query().journal_tip(session_no)?.unwrap_or((0, GENESIS));
        let entry = JournalFacts { number: last + 1, after_seq, at, kind, facts };
        let hash = SessionHasher::new(self.uuid, session_id).journal(&previous, &entry, seal);
        self.conn
            .prepare_cached(
                "INSERT INTO journal (journal_id, after_seq, ts_us, kind, facts, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                row_id(session_no, entry.number),
                after_seq.cast_signed(),
                at.0,
                kind,
                facts,
                hash.as_slice(),
            ))?;
        Ok(())
    }

    /// Appends to the ledger.
    pub fn ledger(
        &mut self,
        at: Timestamp,
        kind: &str,
        subject: Option<&[u8]>,
        facts: &str,
    ) -> Result<(), StoreError> {
        self.ledger_entry(at, kind, subject, facts).map(|_| ())
    }

    /// Appends to the ledger and gives the entry's number.
    pub fn ledger_entry(
        &mut self,
        at: Timestamp,
        kind: &str,
        subject: Option<&[u8]>,
        facts: &str,
    ) -> Result<u64, StoreError> {
        ledger::append(self.conn, self.uuid, at, kind, subject, facts)
    }

    /// Notes where a copy went that a ledger entry speaks of.
    pub fn insert_copy(&mut self, entry_no: u64, path: &str) -> Result<(), StoreError> {
        self.conn
            .execute("INSERT INTO copy (entry_no, path) VALUES (?1, ?2)", (entry_no.cast_signed(), path))?;
        Ok(())
    }

    /// Stores a snapshot, against a base (its id and its unpacked state) where there is one. Gives its id.
    pub fn insert_snapshot(
        &mut self,
        session_no: i64,
        s: &NewSnapshot,
        base: Option<(i64, &[u8])>,
    ) -> Result<i64, StoreError> {
        let packed = pack(&s.state, base.map(|b| b.1))?;
        self.conn
            .prepare_cached(
                "INSERT INTO stored_snapshot (session_no, last_seq, frame_id, ts_us, kind, reason, energy_micro, \
                 codec, base_id, size, state, state_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute((
                session_no,
                s.last_seq.cast_signed(),
                s.frame.map(u64::cast_signed),
                s.at.0,
                s.kind,
                &s.reason,
                s.energy_micro,
                if base.is_some() { "zstd-delta" } else { "zstd" },
                base.map(|b| b.0),
                i64::try_from(s.state.len()).unwrap_or(i64::MAX),
                packed,
                s.state_hash.as_slice(),
            ))?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Keeps a refused line.
    pub fn quarantine(&mut self, r: &Refused) -> Result<i64, StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO stored_quarantine (session_id, received_us, source, line_no, code, message, pointer, \
                 col, length, digest, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute((
                &r.session_id,
                r.received.0,
                &r.source,
                r.line_no.cast_signed(),
                &r.code,
                &r.message,
                &r.pointer,
                r.column.map(u64::cast_signed),
                r.length.cast_signed(),
                r.digest.as_slice(),
                &r.line,
            ))?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Notes what became of a line in quarantine.
    pub fn set_quarantine_status(&mut self, entry_no: i64, status: &str) -> Result<(), StoreError> {
        self.conn
            .execute("UPDATE stored_quarantine SET status = ?2 WHERE entry_no = ?1", (entry_no, status))?;
        Ok(())
    }

    /// Forgets facts about the database.
    pub fn delete_meta(&mut self, key: &str) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM meta WHERE key = ?1", [key])?;
        Ok(())
    }

    /// Sets a fact about the database.
    pub fn set_meta(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.conn.execute(
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            (key, value),
        )?;
        Ok(())
    }
}
