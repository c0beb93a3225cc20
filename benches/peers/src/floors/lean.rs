//! Floor: what a recorder cannot do without, and no more. One thread parses and hashes, one writes rows.
//! It checks nothing, refuses nothing, redacts nothing, keeps no snapshot and no chain.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{BATCH, close, create, for_each_line};
use crate::Outcome;
use crate::line::{micros, parse};

/// Batches between the two threads: enough to ride out a slow sync.
const IN_FLIGHT: usize = 8;

struct Row {
    session: i64,
    kind: i64,
    time_us: i64,
    frame: Option<i64>,
    energy_micro: Option<i64>,
    data: Vec<u8>,
}

struct Batch {
    rows: Vec<Row>,
    /// Session ids and types that this batch is the first to use: rows name them by number.
    names: Vec<(i64, String)>,
    hash: [u8; 32],
}

/// Records the file into a new database.
pub fn record(file: &Path, out: &Path) -> Outcome<()> {
    let db = create(out)?;
    db.execute_batch(
        "CREATE TABLE event(
            seq INTEGER PRIMARY KEY, session INTEGER NOT NULL, kind INTEGER NOT NULL, time_us INTEGER NOT NULL,
            frame INTEGER, energy_micro INTEGER, data BLOB NOT NULL) STRICT;
         CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
         CREATE TABLE seal(last_seq INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;",
    )?;
    let (sender, receiver) = sync_channel(IN_FLIGHT);
    thread::scope(|scope| {
        let parser = scope.spawn(move || parse_file(file, &sender));
        let written = write(db, &receiver);
        // A writer that failed hangs up, which ends the parser.
        drop(receiver);
        let parsed = parser.join().map_err(|_| "the parser panicked")?;
        written.and(parsed)
    })
}

fn parse_file(file: &Path, sender: &SyncSender<Batch>) -> Outcome<()> {
    let mut rows = Vec::with_capacity(BATCH);
    let mut names = Names::default();
    let mut seal = Sha256::new();
    for_each_line(file, |line| {
        let event = parse(line)?;
        seal.update(Sha256::digest(line));
        #[allow(clippy::cast_possible_truncation)] // micro-EU of a bench session
        let energy_micro = event.energy_delta.map(|delta| (delta * 1e6).round() as i64);
        rows.push(Row {
            session: names.number(event.session_id),
            kind: names.number(event.kind),
            time_us: micros(event.timestamp)?,
            frame: event.frame_id,
            energy_micro,
            data: event.data.get().as_bytes().to_vec(),
        });
        if rows.len() == BATCH {
            let full = std::mem::replace(&mut rows, Vec::with_capacity(BATCH));
            let new = std::mem::take(&mut names.new);
            sender.send(Batch { rows: full, names: new, hash: seal.clone().finalize().into() })?;
        }
        Ok(())
    })?;
    if !rows.is_empty() {
        sender.send(Batch { rows, names: names.new, hash: seal.finalize().into() })?;
    }
    Ok(())
}

#[derive(Default)]
struct Names {
    known: HashMap<String, i64>,
    new: Vec<(i64, String)>,
}

impl Names {
    fn number(&mut self, name: &str) -> i64 {
        if let Some(number) = self.known.get(name) {
            return *number;
        }
        let number = i64::try_from(self.known.len()).unwrap_or(i64::MAX);
        self.known.insert(name.to_owned(), number);
        self.new.push((number, name.to_owned()));
        number
    }
}

fn write(mut db: Connection, batches: &Receiver<Batch>) -> Outcome<()> {
    let mut seq: i64 = 0;
    for batch in batches {
        let transaction = db.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
            for row in &batch.rows {
                seq += 1;
                let Row { session, kind, time_us, frame, energy_micro, data } = row;
                insert.execute(params![seq, session, kind, time_us, frame, energy_micro, data])?;
            }
            for (number, name) in &batch.names {
                transaction.execute("INSERT INTO name VALUES (?1, ?2)", params![number, name])?;
            }
            transaction
                .prepare_cached("INSERT INTO seal VALUES (?1, ?2)")?
                .execute(params![seq, batch.hash.as_slice()])?;
        }
        transaction.commit()?;
    }
    close(db)
}
