//! Figures: of the whole database, and of one session over its time.

mod curve;

pub use curve::{Curve, Sketch};

use crate::core::ambient;
use crate::core::anomaly::Anomalies;
use crate::core::compact;
use crate::core::fold::{FoldFailure, each_chunk};
use crate::core::holes;
use crate::core::list::{state_of, status_now};
use crate::core::model::energy::MicroEu;
use crate::core::model::state::{ModelState, State};
use crate::core::model::time::Timestamp;
use crate::core::show::{Frames, Model, TypeCount, frames_of, models_of, types_of};
use crate::core::status::{Stats, last_stats};
use crate::core::store::{Reader, SessionRow, StoreError, sibling};
use serde::Serialize;
use std::collections::BTreeMap;

const SCHEMA: &str = "wfstate.stats/1";
/// Sessions that are asked for what their recorder measured.
const MEASURED_AMONG: usize = 50;

/// The answer of `stats` for a whole database. The names are those of the JSON; its schema explains them.
#[derive(Debug, Serialize)]
pub struct DatabaseStats {
    schema: &'static str,
    scope: &'static str,
    pub path: String,
    pub bytes: u64,
    pub free_bytes: u64,
    /// Events that are packed, and the bytes that they take.
    pub sealed_events: u64,
    pub sealed_bytes: u64,
    pub wal_bytes: u64,
    pub sessions: u64,
    pub sessions_by_status: BTreeMap<String, u64>,
    pub events: u64,
    pub bytes_per_event: Option<f64>,
    pub energy: Option<MicroEu>,
    pub cost_micro_usd: Option<i64>,
    pub types: Vec<TypeCount>,
    pub models: Vec<Model>,
    pub errors: Errors,
    pub snapshots: u64,
    pub quarantined: u64,
    pub loss: u64,
    pub recorder: Option<Measured>,
    pub left_out: Vec<LeftOut>,
}

/// A session whose figures are missing from the sums.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    pub session_id: String,
    pub why: String,
}

/// What a recorder measured last.
#[derive(Debug, Serialize)]
pub struct Measured {
    pub session_id: String,
    #[serde(flatten)]
    pub stats: Stats,
}

/// `error` events. The ratio is that of errors to all events; the rate is by the session's own time.
#[derive(Debug, Serialize)]
pub struct Errors {
    pub events: u64,
    pub ratio: Option<f64>,
    pub per_1000_events: Option<f64>,
    pub per_hour: Option<f64>,
    pub by_severity: BTreeMap<String, u64>,
}

/// The answer of `stats` for one session.
#[derive(Debug, Serialize)]
pub struct SessionStats {
    schema: &'static str,
    scope: &'static str,
    pub session_id: String,
    pub status: String,
    pub events: u64,
    pub energy: MicroEu,
    pub first_time: Option<String>,
    pub last_time: Option<String>,
    pub duration_ms: Option<i64>,
    pub events_per_second: Option<f64>,
    pub energy_per_second: Option<f64>,
    pub types: Vec<TypeRate>,
    pub models: Vec<Model>,
    pub errors: Errors,
    pub frames: Frames,
    pub curve: Option<Curve>,
    pub loss: u64,
    pub recorder: Option<Measured>,
    #[serde(flatten)]
    pub anomalies: Option<Anomalies>,
}

/// The events of one type, and how often they came.
#[derive(Debug, Serialize)]
pub struct TypeRate {
    #[serde(rename = "type")]
    pub name: String,
    pub events: u64,
    pub energy: Option<MicroEu>,
    pub events_per_second: Option<f64>,
}

/// Figures of the whole database: from the newest snapshot of each session, and the events after it.
pub fn database(reader: &Reader) -> Result<DatabaseStats, StoreError> {
    let mut sum = Sum::default();
    let rows = reader.read(|q| q.sessions(0, usize::MAX))?;
    for row in &rows {
        let (last_seq, state) = state_of(reader, row)?;
        sum.add(row, (holes::stored(reader, row, last_seq)?, state));
    }
    let (bytes, free_bytes) = reader.read(|q| q.size())?;
    let sealed = reader.read(|q| q.sealed(None))?;
    let wal_bytes = std::fs::metadata(sibling(reader.path(), "-wal")).map_or(0, |m| m.len());
    let errors = Errors::new(sum.types.get("error").map_or(0, |t| t.events), sum.events, sum.severities);
    let mut types: Vec<TypeCount> = sum.types.into_values().collect();
    types.sort_by_key(|t| std::cmp::Reverse(t.events));
    let mut models: Vec<Model> = sum.models.into_iter().map(|(id, m)| model(id, &m)).collect();
    models.sort_by_key(|m| std::cmp::Reverse((m.energy, m.tokens)));
    Ok(DatabaseStats {
        schema: SCHEMA,
        scope: "database",
        path: reader.name().display().to_string(),
        bytes,
        free_bytes,
        sealed_events: sealed.events,
        sealed_bytes: sealed.bytes,
        wal_bytes,
        sessions: rows.len() as u64,
        sessions_by_status: sum.by_status,
        events: sum.events,
        bytes_per_event: ratio(bytes + wal_bytes, sum.events),
        energy: sum.energy,
        cost_micro_usd: sum.cost,
        types,
        models,
        errors,
        snapshots: reader.read(|q| q.snapshot_count())?,
        quarantined: reader.read(|q| q.quarantine_count(None))?,
        loss: rows.iter().map(|r| r.lost).sum(),
        recorder: newest_measured(reader, &rows)?,
        left_out: sum.left_out,
    })
}

/// Figures of one session: its state, and one pass over its events for their times.
pub fn session(reader: &Reader, row: &SessionRow) -> Result<SessionStats, FoldFailure> {
    let last_seq = reader.read(|q| q.last_seq(row.no))?;
    let state = crate::core::recover::state_at_end(reader, row.no, last_seq)?.state;
    let events = holes::stored(reader, row, last_seq)?;
    let mut sketch = Sketch::default();
    let mut span: Option<(Timestamp, Timestamp)> = None;
    if let Some(base) = reader.read(|q| q.baseline(row.no))? {
        // One point stands for all that is in it.
        span = Some((compact::first_time(reader, row.no, base.at)?.min(base.at), base.at));
        sketch.add(base.at, base.energy_micro);
    }
    each_chunk(reader, row.no, 0, last_seq, &mut |chunk| {
        for event in chunk.rows() {
            let (low, high) = span.unwrap_or((event.at, event.at));
            span = Some((low.min(event.at), high.max(event.at)));
            sketch.add(event.at, event.energy.unwrap_or(0));
        }
        Ok(())
    })?;
    let span_us = span.map(|(low, high)| high.0.saturating_sub(low.0)).filter(|us| *us > 0);
    let per_second = |amount: f64| span_us.map(|us| amount / seconds(us));
    let types = types_of(&state).into_iter().map(|t| TypeRate {
        events_per_second: per_second(float(t.events)),
        name: t.name,
        events: t.events,
        energy: t.energy,
    });
    let energy = state.total_energy();
    Ok(SessionStats {
        schema: SCHEMA,
        scope: "session",
        session_id: row.session_id.clone(),
        status: status_now(row).to_owned(),
        events,
        energy,
        first_time: span.map(|s| s.0.to_string()),
        last_time: span.map(|s| s.1.to_string()),
        duration_ms: span_us.map(|us| us / 1000),
        events_per_second: per_second(float(events)),
        energy_per_second: per_second(energy.as_eu()),
        types: types.collect(),
        models: models_of(&state),
        errors: Errors::of(&state).over(span_us),
        frames: frames_of(&state),
        curve: span.and_then(|(low, high)| sketch.curve(low, high)),
        loss: row.lost,
        recorder: measured(reader, row)?,
        anomalies: None,
    })
}

/// What the recorder of a session measured last.
fn measured(reader: &Reader, row: &SessionRow) -> Result<Option<Measured>, StoreError> {
    let stats = last_stats(reader, row, ambient::now())?;
    Ok(stats.map(|stats| Measured { session_id: row.session_id.clone(), stats }))
}

/// That of the newest session whose recording was long enough to be measured, among the last few.
fn newest_measured(reader: &Reader, rows: &[SessionRow]) -> Result<Option<Measured>, StoreError> {
    for row in rows.iter().take(MEASURED_AMONG) {
        if let Some(measured) = measured(reader, row)? {
            return Ok(Some(measured));
        }
    }
    Ok(None)
}

/// What is added up over sessions.
#[derive(Debug, Default)]
struct Sum {
    by_status: BTreeMap<String, u64>,
    events: u64,
    energy: Option<MicroEu>,
    cost: Option<i64>,
    types: BTreeMap<String, TypeCount>,
    models: BTreeMap<String, ModelState>,
    severities: BTreeMap<String, u64>,
    left_out: Vec<LeftOut>,
}

impl Sum {
    fn add(&mut self, row: &SessionRow, (events, state): (u64, Result<State, String>)) {
        *self.by_status.entry(status_now(row).to_owned()).or_insert(0) += 1;
        self.events += events;
        let state = match state {
            Ok(state) => state,
            Err(why) => return self.left_out.push(LeftOut { session_id: row.session_id.clone(), why }),
        };
        self.energy = Some(plus(self.energy.unwrap_or_default(), state.total_energy()));
        if let Some(cost) = crate::core::recover::totals_of(events, &state).cost_micro_usd {
            self.cost = Some(self.cost.unwrap_or(0).saturating_add(cost));
        }
        for t in types_of(&state) {
            let empty = TypeCount { name: t.name.clone(), events: 0, energy: None };
            let sum = self.types.entry(t.name).or_insert(empty);
            sum.events += t.events;
            sum.energy = t.energy.map(|e| plus(sum.energy.unwrap_or_default(), e)).or(sum.energy);
        }
        for (id, m) in state.energy.by_model {
            let sum = self.models.entry(id).or_default();
            sum.energy = plus(sum.energy, m.energy);
            sum.tokens += m.tokens;
            sum.responses += m.responses;
        }
        for (severity, events) in state.session.errors {
            *self.severities.entry(severity).or_insert(0) += events;
        }
    }
}

impl Errors {
    fn of(state: &State) -> Self {
        let types = state.performance.by_type.sorted();
        let events = types.get("error").copied().unwrap_or(0);
        Self::new(events, state.performance.events, state.session.errors.clone())
    }

    fn new(events: u64, of: u64, by_severity: BTreeMap<String, u64>) -> Self {
        let ratio = ratio(events, of);
        let per_1000_events = ratio.map(|r| r * 1000.0);
        Self { events, ratio, per_1000_events, per_hour: None, by_severity }
    }

    /// With a rate, where there is a time that they came in.
    fn over(self, span_us: Option<i64>) -> Self {
        Self { per_hour: span_us.map(|us| float(self.events) * 3600.0 / seconds(us)), ..self }
    }
}

fn model(id: String, m: &ModelState) -> Model {
    Model { id, energy: m.energy, tokens: m.tokens, responses: m.responses }
}

fn plus(a: MicroEu, b: MicroEu) -> MicroEu {
    MicroEu(a.0.saturating_add(b.0))
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

#[expect(clippy::cast_precision_loss, reason = "for rates; the counts themselves stay integers")]
fn float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "for rates")]
fn seconds(us: i64) -> f64 {
    us as f64 / 1e6
}
