//! What a purge would delete, and what stands in its way.

use super::PurgeError;
use super::copies::{Copy, copies};
use super::needles::{Needles, Search};
use crate::core::ambient;
use crate::core::hold::{Hold, Listed};
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::{Ask, EventChunk, SessionRow, beside, is_kept_aside, read_parts};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Events read at a time.
const CHUNK: usize = 1000;

/// A session that is to go.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the members of schemas/output/purge.json, which explains them")]
pub struct Doomed {
    pub session_id: String,
    pub pseudonym: String,
    pub kind: String,
    pub status: String,
    pub label: Option<String>,
    pub events: u64,
    pub last_seq: u64,
    pub segments: u64,
    pub snapshots: u64,
    pub journal: u64,
    pub quarantined: u64,
    pub bytes: u64,
    #[serde(skip)]
    pub(super) row: SessionRow,
}

/// A file that goes with the sessions.
#[derive(Debug, Clone, Serialize)]
pub struct Doubtful {
    /// Where.
    pub path: PathBuf,
    /// How large.
    pub bytes: u64,
}

/// A session that a recorder holds.
#[derive(Debug, Clone, Serialize)]
pub struct Live {
    /// The session.
    pub session_id: String,
    /// Its recorder.
    pub owner: String,
}

/// What would be done.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the members of schemas/output/purge.json, which explains them")]
pub struct Plan {
    pub sessions: Vec<Doomed>,
    pub events: u64,
    pub bytes: u64,
    /// Files beside the database that hold pieces of the sessions and that nobody writes.
    pub files: Vec<Doubtful>,
    pub copies: Vec<Copy>,
    /// Holds that forbid it.
    pub holds: Vec<Listed>,
    /// Sessions that are being recorded, which forbids it, too.
    pub live: Vec<Live>,
    #[serde(skip)]
    pub(super) search: Search,
    #[serde(skip)]
    pub(super) types: BTreeSet<i64>,
}

impl Plan {
    /// Why nothing may be done.
    pub fn refusal(&self) -> Option<PurgeError> {
        if !self.holds.is_empty() {
            return Some(PurgeError::Held { holds: self.holds.iter().map(|h| h.hold).collect() });
        }
        self.live.first().map(|live| PurgeError::Live {
            session: live.session_id.clone(),
            owner: live.owner.clone(),
            more: self.live.len() - 1,
        })
    }
}

/// What deleting these sessions means. Reads all that they hold, in order to know it again.
pub fn plan(
    from: &impl Ask,
    (database, spill_directory): (&Path, Option<&Path>),
    sessions: Vec<SessionRow>,
    observer: &dyn Observer,
) -> Result<Plan, PurgeError> {
    let mut needles = Needles::default();
    let mut types = BTreeSet::new();
    let (mut doomed, mut live, mut holds) = (Vec::new(), Vec::new(), BTreeMap::new());
    users(from, &sessions, &mut needles)?;
    let total = Some(sessions.len() as u64);
    for (done, row) in (0..).zip(sessions) {
        observer.progress("reading", done, total);
        let held = from.ask(|q| q.holds_on(row.no))?;
        holds.extend(held.into_iter().map(|h: Hold| (h.no, Listed::from(h))));
        if let Some(owner) = row.owner.clone().filter(|o| ambient::is_alive(o)) {
            live.push(Live { session_id: row.session_id.clone(), owner });
        }
        // Of a compacted session the last event may be in its baseline.
        let floor = from.ask(|q| q.floor(row.no))?;
        let last_seq = collect(from, &row, &mut needles, &mut types)?.max(floor);
        doomed.push(weigh(from, row, last_seq)?);
    }
    let search = needles.search();
    let files = doubtful(database, spill_directory, &search)?;
    Ok(Plan {
        events: doomed.iter().map(|d| d.events).sum(),
        bytes: doomed.iter().map(|d| d.bytes).sum::<u64>() + files.iter().map(|f| f.bytes).sum::<u64>(),
        copies: copies(from, database, &doomed.iter().map(|d| d.pseudonym.clone()).collect::<Vec<_>>())?,
        files,
        holds: holds.into_values().collect(),
        live,
        sessions: doomed,
        search,
        types,
    })
}

fn weigh(from: &impl Ask, row: SessionRow, last_seq: u64) -> Result<Doomed, PurgeError> {
    let weight = from.ask(|q| q.weight(row.no, &row.session_id))?;
    Ok(Doomed {
        session_id: row.session_id.clone(),
        pseudonym: hex(&row.pseudonym),
        kind: row.kind.clone(),
        status: row.status.clone(),
        label: row.label.clone(),
        events: weight.events,
        last_seq,
        segments: weight.segments,
        snapshots: weight.snapshots,
        journal: weight.journal,
        quarantined: weight.quarantined,
        bytes: weight.bytes,
        row,
    })
}

/// A user's name goes when the last of the user's sessions does.
fn users(from: &impl Ask, sessions: &[SessionRow], needles: &mut Needles) -> Result<(), PurgeError> {
    let mut going: BTreeMap<&str, u64> = BTreeMap::new();
    for s in sessions {
        *going.entry(&s.user_id).or_default() += 1;
    }
    for (user, count) in going {
        if from.ask(|q| q.sessions_of_user(user))? == count {
            needles.name(user.as_bytes());
        }
    }
    Ok(())
}

/// Collects what a session is known by. Gives its last seq.
fn collect(
    from: &impl Ask,
    row: &SessionRow,
    needles: &mut Needles,
    types: &mut BTreeSet<i64>,
) -> Result<u64, PurgeError> {
    needles.name(row.session_id.as_bytes());
    needles.name(row.label.as_deref().unwrap_or_default().as_bytes());
    needles.json(row.metadata.as_bytes());
    needles.add(row.error_message.as_deref().unwrap_or_default().as_bytes());
    for (_, key) in from.ask(|q| q.seal_keys(row.no))? {
        needles.name(&key);
    }
    for entry in from.ask(|q| q.journal(row.no))? {
        needles.json(entry.facts.as_bytes());
        needles.add(&entry.hash);
    }
    for id in from.ask(|q| q.snapshot_ids_before(row.no, u64::MAX >> 24))? {
        if let Some(snapshot) = from.ask(|q| q.snapshot(id))? {
            needles.blob(&snapshot.packed);
            needles.add(snapshot.reason.as_deref().unwrap_or_default().as_bytes());
        }
    }
    for line in from.ask(|q| q.quarantine_of(&row.session_id))? {
        needles.json(line.as_bytes());
    }
    let cell = RefCell::new(&mut *needles);
    from.ask(|q| q.each_block(row.no, &mut |block| cell.borrow_mut().blob(block)))?;
    events(from, row.no, needles, types)
}

fn events(
    from: &impl Ask,
    session_no: i64,
    needles: &mut Needles,
    types: &mut BTreeSet<i64>,
) -> Result<u64, PurgeError> {
    let mut last = 0;
    loop {
        let cell = RefCell::new(EventChunk::default());
        from.ask(|q| q.events(session_no, last + 1, CHUNK, &mut cell.borrow_mut()))?;
        let chunk = cell.into_inner();
        let Some(end) = chunk.rows().last() else { return Ok(last) };
        last = end.seq;
        for e in chunk.rows() {
            types.insert(e.type_no);
            needles.json(chunk.payload(e).unwrap_or_default());
            needles.add(chunk.key(e).unwrap_or_default().as_bytes());
            needles.json(chunk.extra(e).unwrap_or_default().as_bytes());
            if let Some(seal) = e.seal {
                needles.add(&seal);
            }
        }
    }
}

/// Files that were kept aside and hold a piece of the sessions.
pub(super) fn doubtful(
    database: &Path,
    spill_directory: Option<&Path>,
    search: &Search,
) -> Result<Vec<Doubtful>, PurgeError> {
    let mut found = Vec::new();
    for path in beside(database, spill_directory).into_iter().filter(|p| is_kept_aside(p)) {
        let mut holds = false;
        let bytes = read_parts(database, &path, super::needles::LONGEST, &mut |part| {
            holds = holds || search.finds(part);
        })?;
        if holds {
            found.push(Doubtful { path, bytes });
        }
    }
    Ok(found)
}
