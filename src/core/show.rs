//! Everything about one session.

use crate::core::ambient;
use crate::core::compact;
use crate::core::list::{Summary, state_of, summary_with};
use crate::core::model::chain::{GENESIS, SessionHasher};
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::recover::seal_at_end;
use crate::core::store::{Baseline, EventChunk, JournalEntry, Reader, SessionRow, SnapshotRow, StoreError};
use serde::Serialize;
use serde_json::Value;
use std::cell::RefCell;

/// The answer of `show`; its schema explains the names. What is not known is `None`.
#[derive(Debug, Serialize)]
pub struct Session {
    schema: &'static str,
    #[serde(flatten)]
    pub summary: Summary,
    pub user_id: String,
    pub mode: String,
    pub model_id: Option<String>,
    pub hardware_tier: Option<String>,
    pub level: Option<u64>,
    pub stores_content: bool,
    pub durability: String,
    pub recorder: Option<Recorder>,
    pub error_message: Option<String>,
    pub metadata: Value,
    pub first_event_time: Option<String>,
    pub last_event_time: Option<String>,
    pub baseline: Option<Begin>,
    pub frames: Option<Frames>,
    pub tokens: Option<u64>,
    pub models: Option<Vec<Model>>,
    pub types: Option<Vec<TypeCount>>,
    pub journal: Vec<Entry>,
    pub snapshots: Vec<Snapshot>,
    pub seals: Seals,
    pub sealed_bytes: u64,
    pub quarantined: u64,
    pub state_hash: Option<String>,
}

/// The process that records a session, or that did when it died.
#[derive(Debug, Serialize)]
pub struct Recorder {
    pub process: String,
    pub alive: bool,
}

/// The frames of a session.
#[derive(Debug, Serialize)]
pub struct Frames {
    pub last: Option<u64>,
    pub seen: u64,
    pub skipped: u64,
    pub overruns: u64,
    pub fps_min: Option<f64>,
    pub fps_max: Option<f64>,
}

/// What one model did.
#[derive(Debug, Serialize)]
pub struct Model {
    #[serde(rename = "model_id")]
    pub id: String,
    pub energy: MicroEu,
    pub tokens: u64,
    pub responses: u64,
}

/// The events of one type.
#[derive(Debug, Serialize)]
pub struct TypeCount {
    #[serde(rename = "type")]
    pub name: String,
    pub events: u64,
    pub energy: Option<MicroEu>,
}

/// An entry of the journal.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub number: u64,
    pub after_seq: u64,
    pub time: String,
    pub kind: String,
    pub facts: Value,
}

/// A snapshot.
#[derive(Debug, Serialize)]
pub struct Snapshot {
    #[serde(rename = "snapshot_id")]
    pub id: i64,
    pub last_seq: u64,
    pub frame_id: Option<u64>,
    pub time: String,
    pub kind: String,
    pub reason: Option<String>,
    pub energy: MicroEu,
    pub bytes: usize,
    pub state_bytes: u64,
    pub base_id: Option<i64>,
    pub state_hash: String,
}

/// The state that a session begins with, where its first events were compacted.
#[derive(Debug, Serialize)]
pub struct Begin {
    pub last_seq: u64,
    pub time: String,
    pub energy: MicroEu,
    pub state_hash: String,
}

/// What stands for the session's bytes.
#[derive(Debug, Serialize)]
pub struct Seals {
    pub count: u64,
    pub sealed_to: u64,
    pub keys: usize,
    pub head: String,
}

/// Collects it.
pub fn show(reader: &Reader, row: &SessionRow) -> Result<Session, StoreError> {
    let (last_seq, state) = state_of(reader, row)?;
    // One that cannot be read is the reason why the state is not known.
    let base = reader.read(|q| q.baseline(row.no)).unwrap_or_default();
    let summary = summary_with(reader, row, last_seq, &state)?;
    let known = state.as_ref().ok();
    let types = match known {
        Some(state) => Some(types_of(state)),
        None => counted(reader, row)?,
    };
    let context = known.map(|s| &s.session);
    Ok(Session {
        schema: "wfstate.show/1",
        sealed_bytes: reader.read(|q| q.sealed(Some(row.no)))?.bytes,
        user_id: context.and_then(|c| c.user_id.clone()).unwrap_or_else(|| row.user_id.clone()),
        mode: row.mode.clone(),
        model_id: context.and_then(|c| c.model_id.clone()).or_else(|| row.model_id.clone()),
        hardware_tier: context.and_then(|c| c.hardware_tier.clone()).or_else(|| row.hardware_tier.clone()),
        level: context.and_then(|c| c.level),
        stores_content: row.stores_content,
        durability: row.durability.clone(),
        recorder: row.owner.as_deref().map(recorder),
        error_message: row.error_message.clone(),
        metadata: serde_json::from_str(&row.metadata).unwrap_or(Value::Null),
        first_event_time: first_time(reader, row, base.as_ref())?,
        last_event_time: match &base {
            Some(base) if base.last_seq == last_seq => Some(base.at.to_string()),
            _ => time_of(reader, row, last_seq)?,
        },
        baseline: base.map(|b| Begin {
            last_seq: b.last_seq,
            time: b.at.to_string(),
            energy: MicroEu(b.energy_micro),
            state_hash: hex(&b.state_hash),
        }),
        frames: known.map(frames_of),
        tokens: known.map(|s| s.session.tokens),
        models: known.map(models_of),
        types,
        journal: reader.read(|q| q.journal(row.no))?.into_iter().map(Entry::from).collect(),
        snapshots: reader.read(|q| q.snapshots(row.no))?.into_iter().map(snapshot).collect(),
        seals: seals(reader, row, last_seq)?,
        quarantined: reader.read(|q| q.quarantine_count(Some(&row.session_id)))?,
        state_hash: known.map(|s| hex(&s.hash())),
        summary,
    })
}

/// When its first event came; of a compacted session the journal knows it.
fn first_time(
    reader: &Reader,
    row: &SessionRow,
    base: Option<&Baseline>,
) -> Result<Option<String>, StoreError> {
    match base {
        None => time_of(reader, row, 1),
        Some(base) => Ok(Some(compact::first_time(reader, row.no, base.at)?.to_string())),
    }
}

/// An event's time as its producer sent it.
fn time_of(reader: &Reader, row: &SessionRow, seq: u64) -> Result<Option<String>, StoreError> {
    let chunk = RefCell::new(EventChunk::default());
    reader.read(|q| q.events(row.no, seq, 1, &mut chunk.borrow_mut()))?;
    Ok(chunk.into_inner().rows().first().map(|e| e.at.to_string()))
}

/// The frames in a state.
pub fn frames_of(state: &State) -> Frames {
    Frames {
        last: state.frame.frame_id,
        seen: state.frame.frames,
        skipped: state.frame.frames_skipped,
        overruns: state.performance.frame_overruns,
        fps_min: state.performance.fps_min,
        fps_max: state.performance.fps_max,
    }
}

/// The models in a state, the one with the most energy first.
pub fn models_of(state: &State) -> Vec<Model> {
    let mut models: Vec<Model> = state
        .energy
        .by_model
        .iter()
        .map(|(id, m)| Model { id: id.clone(), energy: m.energy, tokens: m.tokens, responses: m.responses })
        .collect();
    models.sort_by_key(|m| std::cmp::Reverse((m.energy, m.tokens)));
    models
}

/// The types in a state, the most frequent first.
pub fn types_of(state: &State) -> Vec<TypeCount> {
    let energies = state.energy.by_type.sorted();
    let mut types: Vec<TypeCount> = state
        .performance
        .by_type
        .sorted()
        .into_iter()
        .map(|(name, events)| TypeCount {
            name: name.to_owned(),
            events,
            energy: energies.get(name).copied(),
        })
        .collect();
    types.sort_by_key(|t| std::cmp::Reverse(t.events));
    types
}

/// Types counted row by row, for a session that cannot be folded.
fn counted(reader: &Reader, row: &SessionRow) -> Result<Option<Vec<TypeCount>>, StoreError> {
    let names = reader.read(|q| q.type_names())?;
    let counts = reader.read(|q| q.events_per_type(row.no))?;
    let name = |no: i64| usize::try_from(no).ok().and_then(|at| names.get(at)?.clone());
    let types = counts.into_iter().map(|(no, events)| TypeCount {
        name: name(no).unwrap_or_else(|| format!("#{no}")),
        events,
        energy: None,
    });
    Ok(Some(types.collect()))
}

fn recorder(owner: &str) -> Recorder {
    let process = owner.split(':').next().unwrap_or_default().to_owned();
    Recorder { process, alive: ambient::is_alive(owner) }
}

impl From<JournalEntry> for Entry {
    fn from(e: JournalEntry) -> Self {
        let facts = serde_json::from_str(&e.facts).unwrap_or(Value::String(e.facts));
        Self { number: e.number, after_seq: e.after_seq, time: e.at.to_string(), kind: e.kind, facts }
    }
}

fn snapshot(s: SnapshotRow) -> Snapshot {
    Snapshot {
        id: s.id,
        last_seq: s.last_seq,
        frame_id: s.frame,
        time: s.at.to_string(),
        kind: s.kind,
        reason: s.reason,
        energy: MicroEu(s.energy_micro),
        bytes: s.packed.len(),
        state_bytes: s.size,
        base_id: s.base_id,
        state_hash: hex(&s.state_hash),
    }
}

fn seals(reader: &Reader, row: &SessionRow, last_seq: u64) -> Result<Seals, StoreError> {
    let seal = seal_at_end(reader, row.no)?;
    let (entries, journal) = reader.read(|q| q.journal_tip(row.no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(reader.uuid(), &row.session_id).head(last_seq, &seal, entries, &journal);
    Ok(Seals {
        count: reader.read(|q| q.seal_count(row.no))?,
        sealed_to: reader.read(|q| q.last_seal(row.no))?.map_or(0, |(seq, _)| seq),
        keys: reader.read(|q| q.seal_keys(row.no))?.len(),
        head: hex(&head),
    })
}
