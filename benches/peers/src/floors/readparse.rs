//! Floor of every verb that reads a whole recording: fetch each row that `lean` wrote and parse its JSON.

use std::path::Path;
use std::thread;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags, params};
use serde::Serialize;

use crate::Outcome;
use crate::figures::millis;

/// What was read, and how long it took without the start of the process.
#[derive(Serialize)]
pub struct Report {
    events: u64,
    fields: usize,
    threads: usize,
    elapsed_ms: f64,
}

/// Reads the whole table, each thread a share of it.
pub fn read(db: &Path, threads: Option<usize>) -> Outcome<Report> {
    let threads =
        threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), |count| count.max(1));
    let start = Instant::now();
    let last: i64 = open(db)?.query_row("SELECT max(seq) FROM event", [], |row| row.get(0))?;
    let share = last / i64::try_from(threads)? + 1;
    let parts = thread::scope(|scope| {
        let workers: Vec<_> = (0..i64::try_from(threads)?)
            .map(|worker| scope.spawn(move || read_part(db, worker * share + 1, (worker + 1) * share)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| "a reader panicked")?)
            .collect::<Outcome<Vec<_>>>()
    })?;
    Ok(Report {
        events: parts.iter().map(|part| part.0).sum(),
        fields: parts.iter().map(|part| part.1).sum(),
        threads,
        elapsed_ms: millis(start.elapsed()),
    })
}

fn read_part(db: &Path, first: i64, last: i64) -> Outcome<(u64, usize)> {
    let db = open(db)?;
    let mut select =
        db.prepare("SELECT kind, time_us, data FROM event WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq")?;
    let mut rows = select.query(params![first, last])?;
    let (mut events, mut fields) = (0, 0);
    while let Some(row) = rows.next()? {
        let data: serde_json::Value = serde_json::from_slice(row.get_ref("data")?.as_blob()?)?;
        fields += data.as_object().map_or(0, serde_json::Map::len);
        events += 1;
    }
    Ok((events, fields))
}

fn open(path: &Path) -> Outcome<Connection> {
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}
