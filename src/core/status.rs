//! What is being recorded now, from outside: the recorders' own entries, and the files beside the database.

use crate::core::ambient;
use crate::core::list::status_now;
use crate::core::model::time::Timestamp;
use crate::core::record::{ALERT, BREAKER, STATS, spill};
use crate::core::show::Entry;
use crate::core::store::{JournalEntry, Reader, SessionRow, StoreError, read_lock, sibling};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// The answer of `status`; its schema explains the names. What is not known is `None`.
#[derive(Debug, Serialize)]
pub struct Status {
    schema: &'static str,
    pub path: String,
    pub time: String,
    pub bytes: u64,
    pub wal_bytes: u64,
    pub spill_bytes: Option<u64>,
    pub writer: Option<Writer>,
    pub sessions: Vec<Live>,
    pub interrupted: u64,
}

/// Who holds the lock file: the first of the processes that write.
#[derive(Debug, Serialize)]
pub struct Writer {
    pub process: String,
    /// Since when and why it cannot write.
    pub outage: Option<String>,
}

/// A session that is being recorded, or that was asked for by name.
#[derive(Debug, Serialize)]
pub struct Live {
    pub session_id: String,
    pub kind: String,
    pub label: Option<String>,
    pub status: String,
    pub recording: bool,
    pub process: Option<String>,
    pub recording_since: Option<String>,
    pub events: u64,
    pub loss: u64,
    pub stats: Option<Stats>,
    pub alerts: u64,
    pub last_alert: Option<Stats>,
    /// The last time that the database could not be written, or could be again.
    pub breaker: Option<Stats>,
}

/// The last entry of a kind, and how old it is.
#[derive(Debug, Serialize)]
pub struct Stats {
    pub time: String,
    pub age_ms: i64,
    pub after_seq: u64,
    pub facts: Value,
}

/// Looks; `only` asks for one session, recorded or not. `spill_directory` is where spill files go, if not beside
/// the database.
pub fn look(
    reader: &Reader,
    only: Option<&SessionRow>,
    spill_directory: Option<&Path>,
    now: Timestamp,
) -> Result<Status, StoreError> {
    let owned = reader.read(|q| q.owned_sessions())?;
    let lives = |row: &&SessionRow| row.owner.as_deref().is_some_and(ambient::is_alive);
    let left = owned.iter().filter(|row| !lives(row) && row.status != "Interrupted").count() as u64;
    let sessions = match only {
        Some(row) => vec![live(reader, row, now)?],
        None => owned.iter().filter(lives).map(|row| live(reader, row, now)).collect::<Result<_, _>>()?,
    };
    let length = |suffix: &str| std::fs::metadata(sibling(reader.path(), suffix)).ok().map(|m| m.len());
    Ok(Status {
        schema: "wfstate.status/1",
        path: reader.path().display().to_string(),
        time: now.to_string(),
        bytes: reader.read(|q| q.size())?.0,
        wal_bytes: length("-wal").unwrap_or(0),
        spill_bytes: spill::waiting_bytes(reader.path(), spill_directory),
        writer: writer(reader.path()),
        sessions,
        interrupted: reader.read(|q| q.interrupted_count())? + left,
    })
}

fn live(reader: &Reader, row: &SessionRow, now: Timestamp) -> Result<Live, StoreError> {
    let recording = row.owner.as_deref().is_some_and(ambient::is_alive);
    let last = |kind| reader.read(|q| q.last_entry(row.no, kind));
    let begun =
        last("recorder.opened")?.into_iter().chain(last("recorder.resumed")?).max_by_key(|e| e.number);
    let since = begun.as_ref().map_or(0, |e| e.number);
    let of_now = |e: &JournalEntry| e.number > since;
    let told = |e: JournalEntry| Stats::new(e, now);
    Ok(Live {
        session_id: row.session_id.clone(),
        kind: row.kind.clone(),
        label: row.label.clone(),
        status: status_now(row).to_owned(),
        recording,
        process: row.owner.as_deref().filter(|_| recording).map(process_of),
        recording_since: begun.filter(|_| recording).map(|e| e.at.to_string()),
        events: reader.read(|q| q.last_seq(row.no))?,
        loss: row.lost,
        stats: last(STATS)?.filter(of_now).map(told),
        alerts: reader.read(|q| q.entries_after(row.no, since, ALERT))?,
        last_alert: last(ALERT)?.filter(of_now).map(told),
        breaker: last(BREAKER)?.filter(of_now).map(told),
    })
}

impl Stats {
    fn new(entry: JournalEntry, now: Timestamp) -> Self {
        let age_ms = now.0.saturating_sub(entry.at.0).max(0) / 1000;
        let Entry { after_seq, time, facts, .. } = entry.into();
        Self { time, age_ms, after_seq, facts }
    }
}

/// The figures that a recorder told last of a session.
pub fn last_stats(reader: &Reader, row: &SessionRow, now: Timestamp) -> Result<Option<Stats>, StoreError> {
    Ok(reader.read(|q| q.last_entry(row.no, STATS))?.map(|entry| Stats::new(entry, now)))
}

fn process_of(owner: &str) -> String {
    owner.split(':').next().unwrap_or_default().to_owned()
}

/// The lock file keeps the name of its last holder; whether that one lives is what counts.
fn writer(database: &Path) -> Option<Writer> {
    let (holder, outage) = read_lock(database).ok()?;
    ambient::is_alive(&holder).then(|| Writer { process: process_of(&holder), outage })
}
