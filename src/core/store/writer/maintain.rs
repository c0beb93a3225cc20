//! The file itself: its log, its statistics, its free pages.
//!
//! `auto_vacuum` is not set: its map of pages costs every recording, and what it gives back later has to be moved
//! page by page all the same. A whole VACUUM is rare, and leaves no gaps with old bytes in them either.

use super::Writer;
use crate::core::store::error::StoreError;
use crate::core::store::schema::sibling;
use serde::Serialize;

/// What became of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Checkpoint {
    /// The log was moved and emptied; otherwise only as much of it as nobody reads was moved.
    pub truncate: bool,
    /// Somebody kept it from being done whole.
    pub busy: bool,
    /// Pages in the log.
    pub log_pages: i64,
    /// Pages of them that stand in the file now.
    pub moved_pages: i64,
}

/// Bytes of the file, of its free pages, and of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bytes {
    /// The file.
    pub file: u64,
    /// Free pages in it.
    pub free: u64,
    /// The write-ahead log.
    pub wal: u64,
}

impl Bytes {
    /// What it takes on the disk.
    pub fn total(&self) -> u64 {
        self.file + self.wal
    }

    /// What it would take without free pages.
    pub fn used(&self) -> u64 {
        self.file.saturating_sub(self.free)
    }
}

impl Writer {
    /// What the database takes.
    pub fn bytes(&self) -> Result<Bytes, StoreError> {
        let (file, free) = self.query().size()?;
        let wal = self.path.as_ref().map(|path| sibling(path, "-wal"));
        let wal = wal.and_then(|wal| std::fs::metadata(wal).ok()).map_or(0, |m| m.len());
        Ok(Bytes { file, free, wal })
    }

    /// Moves the log into the file. Beside a recorder, which does that itself, only what nobody waits for.
    pub fn checkpoint(&mut self) -> Result<Checkpoint, StoreError> {
        let truncate = self.lock.is_some();
        let mode = if truncate { "TRUNCATE" } else { "PASSIVE" };
        self.link.renew();
        let (busy, log_pages, moved_pages) =
            self.link.conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |r| {
                Ok((r.get::<_, i64>(0)?, r.get(1)?, r.get(2)?))
            })?;
        // PASSIVE never says that it is busy: it moves what it can.
        let busy = busy != 0 || log_pages > moved_pages;
        Ok(Checkpoint { truncate, busy, log_pages, moved_pages })
    }

    /// Lets SQLite look again at how its indexes are filled: where that pays, or at all of them.
    pub fn optimize(&mut self, all: bool) -> Result<(), StoreError> {
        self.link.renew();
        let what = if all { "ANALYZE" } else { "PRAGMA optimize" };
        self.link.conn.execute_batch(&format!("PRAGMA analysis_limit = 400; {what};"))?;
        Ok(())
    }
}
