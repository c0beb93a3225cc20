//! The peers and floors: the least that any program pays for the same data on the same disk.

pub mod backup;
pub mod copy;
pub mod copyout;
pub mod csv;
pub mod lean;
pub mod mcap;
pub mod readparse;
pub mod rows;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rusqlite::Connection;

use crate::Outcome;

/// Rows in one transaction.
const BATCH: usize = 1000;

/// A new database as durable as wfstate's: write-ahead log, a sync at each commit.
fn create(path: &Path) -> Outcome<Connection> {
    let db = Connection::open(path)?;
    let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(format!("journal mode is {mode}, not wal").into());
    }
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;")?;
    Ok(db)
}

/// Everything into the one file, as a clean end leaves it.
fn close(db: Connection) -> Outcome<()> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    db.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Calls `each` with every line that is not empty, without its newline.
fn for_each_line(file: &Path, mut each: impl FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
    let mut input = BufReader::with_capacity(1 << 18, File::open(file)?);
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let bare = line.strip_suffix(b"\n").unwrap_or(&line);
        if !bare.is_empty() {
            each(bare)?;
        }
        line.clear();
    }
    Ok(())
}
