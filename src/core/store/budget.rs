//! A question that would never end. In a file whose pages were made (or damaged) so that they lead back to each
//! other, SQLite walks in circles. No honest question takes more steps than the file has bytes, many times over.

use super::preflight::wal_len;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps of SQLite's machine between two looks.
const TICK: u32 = 100_000;
/// Ticks that any question may take: a part of a second.
const FEW: u64 = 200;
/// Steps for each byte of the file. A row takes twenty bytes and more, and some dozens of steps.
const STEPS_PER_BYTE: u64 = 64;

/// How long a connection's questions may take, in steps.
#[derive(Debug)]
pub struct Budget(Arc<AtomicU64>);

impl Budget {
    /// Bounds the questions of a connection to a file.
    pub fn of(conn: &mut Connection, path: &Path) -> rusqlite::Result<Self> {
        let ticks = Arc::<AtomicU64>::default();
        let (spent, path) = (Arc::clone(&ticks), path.to_owned());
        let mut most = FEW;
        let handler = move || {
            let spent = spent.fetch_add(1, Ordering::Relaxed);
            if spent >= most {
                most = ticks_for(&path); // it may have grown
            }
            spent >= most
        };
        conn.progress_handler(i32::try_from(TICK).unwrap_or(i32::MAX), Some(handler))?;
        Ok(Self(ticks))
    }

    /// The next question begins.
    pub fn renew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

fn ticks_for(path: &Path) -> u64 {
    let bytes = std::fs::metadata(path).map_or(0, |m| m.len()).saturating_add(wal_len(path));
    FEW + bytes.saturating_mul(STEPS_PER_BYTE) / u64::from(TICK)
}
