//! The write-ahead log: no flipped bit of it is silent, no crash that may happen is an alarm.
#![allow(clippy::print_stdout, reason = "counts are told in the log of the run")]

mod flips;
mod states;
mod writers;

use crate::common::{Lab, Rng, action};
use std::path::{Path, PathBuf};
use std::time::Duration;
use wfstate::Reader;
use wfstate::store::{EventChunk, StoreError};

/// Bytes of the log's header and of a frame.
pub const HEAD: usize = 32;
pub const FRAME: usize = 24 + 4096;

/// Events of one recording as the API reads them, all sessions.
type Events = Vec<(i64, u64, i64, Option<i64>, Option<Vec<u8>>)>;

pub fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A database file and the log beside it, as bytes.
#[derive(Clone)]
pub struct Pair {
    pub database: Vec<u8>,
    pub log: Vec<u8>,
}

impl Pair {
    pub fn of(lab: &Lab) -> Self {
        let read = |name| std::fs::read(lab.path(name)).unwrap();
        Self { database: read("t.db"), log: read("t.db-wal") }
    }

    /// Puts both where nothing else is, and this for the log.
    pub fn put(&self, lab: &Lab, log: &[u8]) -> PathBuf {
        let path = lab.path("t.db");
        for suffix in ["-shm", ".lock", ".unsynced"] {
            let _ = std::fs::remove_file(beside(&path, suffix));
        }
        std::fs::write(&path, &self.database).unwrap();
        std::fs::write(beside(&path, "-wal"), log).unwrap();
        path
    }
}

/// Records so many groups of events, each acknowledged before the next is sent, and dies. `after` sees the log after
/// each acknowledgement, with the last event that it promises.
pub fn record_and_die(lab: &Lab, args: &[&str], groups: &[u64], mut after: impl FnMut(u64, &Path)) -> Pair {
    let mut live = lab.start(&[&["record", "--json", "--ack", "commit"], args].concat());
    let mut last = 0;
    for count in groups {
        let lines = match *count {
            0 => wide(last + 1),
            some => (last + 1..=last + some).map(|n| action("s", n)).collect(),
        };
        live.send(lines);
        last += 1.max(*count);
        live.await_ack(last);
        after(last, &lab.path("t.db"));
    }
    live.signal("KILL");
    live.end();
    Pair::of(lab)
}

/// One event over many pages.
fn wide(n: u64) -> String {
    let text = "all work and no play ".repeat(16_000);
    action("s", n).replace("user.action", "x.wide").replace("pause", &text)
}

/// Sizes of groups: mostly small ones; 0 is one wide event.
pub fn groups(rng: &mut Rng, count: u64) -> Vec<u64> {
    (0..count).map(|n| if n % 9 == 5 { 0 } else { 1 + rng.below(40) }).collect()
}

/// Ends of the transactions at the beginning of a log whose frames bear the header's salts. Looks at no checksum.
pub fn commits(log: &[u8]) -> Vec<usize> {
    let frames = log[HEAD..].chunks_exact(FRAME).enumerate();
    let own = frames.take_while(|(_, frame)| frame[8..16] == log[16..24]);
    own.filter(|(_, frame)| frame[4..8] != [0; 4]).map(|(at, _)| HEAD + (at + 1) * FRAME).collect()
}

pub fn events(reader: &Reader) -> Result<Events, StoreError> {
    reader.read(|q| {
        let mut all = Vec::new();
        for session in q.sessions(0, 100)? {
            let (mut chunk, mut next) = (EventChunk::default(), 1);
            loop {
                q.events(session.no, next, 1000, &mut chunk)?;
                let Some(last) = chunk.rows().last() else { break };
                next = last.seq + 1;
                let row = |e| chunk.payload(e).map(<[u8]>::to_vec);
                all.extend(chunk.rows().iter().map(|e| (session.no, e.seq, e.at.0, e.energy, row(e))));
            }
        }
        Ok(all)
    })
}

pub fn open(path: &Path) -> Result<Reader, StoreError> {
    Reader::open(path, Duration::from_secs(5))
}
