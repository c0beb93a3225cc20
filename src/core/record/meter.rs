//! Measures a recording while it goes on: latency, queue, frames, memory, sizes.
//!
//! The writing thread owns the [`Meter`]; the placing thread tells it through [`Placing`]. What it has to say goes
//! into the journal as notes of the next batch, so that an entry stands after a seal and is stored again with its
//! batch where that is stored again; alerts are also said at once. The state of no session depends on it.

mod alerts;
mod command;
mod export;
mod placing;
mod session;
#[cfg(test)]
mod tests;
mod window;

pub use export::check_metrics_file;
pub use placing::{LateFrame, Placing};

use super::Options;
use super::batch::{Batch, JournalNote, Note};
use super::feedback::Feedback;
use crate::core::ambient;
use crate::core::model::time::Timestamp;
use crate::core::store::{Place, sibling};
use alerts::{Alert, Metric, Watch};
use command::OnAlert;
use export::Export;
use placing::Gauge;
use serde_json::Value;
use session::Session;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use window::{Sizes, Window};

/// The kind of an entry with figures.
pub const STATS: &str = "recorder.stats";
/// The kind of an alert's entry.
pub const ALERT: &str = "health.performance";
/// More events than the threshold are a burst, and a backlog only where the first of them waited so long.
const BACKLOG: Duration = Duration::from_secs(1);
/// How often the kernel is asked for the memory.
const LOOK_AT_MEMORY: Duration = Duration::from_secs(1);

/// The writing thread's half of the meter.
#[derive(Debug)]
pub struct Meter {
    interval: Duration,
    gauge: Arc<Gauge>,
    database: Option<PathBuf>,
    sessions: Vec<Session>,
    window: Option<Window>,
    /// The recorder's figures at the last look.
    figures: Value,
    looks: u64,
    batches: u64,
    /// Sessions with events in the batch that came last.
    touched: Vec<u32>,
    committed: u64,
    /// When the batch that came last did.
    arrived: Option<Instant>,
    /// When COMMIT was begun.
    committing: Option<Instant>,
    memory: Option<(Instant, Option<u64>)>,
    watch: Watch,
    /// More events in one commit were not written live.
    burst: u64,
    /// Alerts without an entry, and the session that each is about.
    owed: VecDeque<(Option<u32>, Alert)>,
    unsaid: Vec<String>,
    export: Option<Export>,
    on_alert: Option<OnAlert>,
}

impl Meter {
    /// For a recording.
    pub fn new(options: &Options) -> Self {
        let gauge = Arc::<Gauge>::default();
        let database = match &options.place {
            Place::File(path) => Some(path.clone()),
            Place::Memory => None,
        };
        let mut unsaid = Vec::new();
        let export = options.metrics_file.clone().and_then(|path| {
            let begun = Export::start(path, database.clone(), Arc::clone(&gauge), options.stats_interval);
            begun.map_err(|e| unsaid.push(format!("there will be no metrics file: {e}"))).ok()
        });
        let on_alert = options.on_alert.clone().and_then(|command| {
            OnAlert::start(command).map_err(|e| unsaid.push(format!("alerts run no command: {e}"))).ok()
        });
        Self {
            interval: options.stats_interval,
            gauge,
            export,
            on_alert,
            database,
            sessions: Vec::new(),
            window: None,
            figures: Value::Null,
            looks: 0,
            batches: 0,
            touched: Vec::new(),
            committed: 0,
            arrived: None,
            committing: None,
            memory: None,
            burst: options.queue as u64,
            watch: Watch::new(options.alerts.clone()),
            owed: VecDeque::new(),
            unsaid,
        }
    }

    /// The half of the placing thread.
    pub fn placing(&self) -> Placing {
        Placing::new(self.watch.alerts(), Arc::clone(&self.gauge))
    }

    /// A batch came, and is sealed. It is given what there is to say with it.
    pub fn arrived(&mut self, batch: &mut Batch, types: &[String]) {
        self.arrived_at(batch, types, ambient::instant());
    }

    fn arrived_at(&mut self, batch: &mut Batch, types: &[String], now: Instant) {
        self.arrived = Some(now);
        let window = self.window.get_or_insert_with(|| Window::new(now));
        let look_due = now.saturating_duration_since(window.began) >= self.interval;
        self.count(batch, now);
        if look_due {
            self.look(now);
        }
        if self.has_to_say(batch) {
            self.say(batch, types, now, ambient::now());
        }
    }

    fn count(&mut self, batch: &Batch, now: Instant) {
        self.batches += 1;
        self.touched.clear();
        let mut frames = false;
        for event in &batch.events {
            let at = event.track as usize;
            while self.sessions.len() <= at {
                self.sessions.push(Session::new(now, self.looks));
            }
            let session = &mut self.sessions[at];
            session.event(event.type_slot);
            if session.batch != self.batches {
                session.batch = self.batches;
                self.touched.push(event.track);
            }
            if event.ends_seal {
                session.last_sealed = event.seq;
            }
            frames |= event.frame.is_some();
        }
        for late in &batch.late_frames {
            if let Some(session) = self.sessions.get_mut(late.track as usize) {
                session.late(*late);
            }
        }
        if frames {
            let worst = batch.late_frames.iter().max_by_key(|f| f.us);
            self.see(Metric::FrameDrop, worst.map_or(0.0, |f| millis(f.us)), worst.map(|f| f.track), now);
        }
    }

    /// The interval is over: its figures are kept for the entries of all sessions, and the next one begins.
    fn look(&mut self, now: Instant) {
        self.figures = self.figures_now();
        self.looks += 1;
        if let Some(window) = &mut self.window {
            window.restart(now);
        }
    }

    fn figures_now(&self) -> Value {
        self.window.as_ref().map_or(Value::Null, |w| w.facts(self.depth(), self.sizes()))
    }

    /// Events that wait.
    fn depth(&self) -> u64 {
        self.gauge.placed().saturating_sub(self.committed)
    }

    fn sizes(&self) -> Sizes {
        sizes(self.database.as_ref())
    }

    /// Nearly every batch has nothing to be said with it.
    fn has_to_say(&self, batch: &Batch) -> bool {
        !self.owed.is_empty()
            || self.looks > 0
                && (batch.notes.iter().any(|n| matches!(n, Note::Close { .. }))
                    || self.touched.iter().any(|t| self.sessions[*t as usize].look < self.looks))
    }

    /// Adds the entries: at the end, and of a session that is closed before its close.
    fn say(&mut self, batch: &mut Batch, types: &[String], now: Instant, at: Timestamp) {
        let notes = std::mem::take(&mut batch.notes);
        let mut closing = Vec::new();
        let mut last_figures = None;
        for note in notes {
            if let Note::Close { track, totals, at, .. } = &note {
                closing.push(*track);
                self.say_alerts(*track, totals.last_seq, batch, *at);
                if self.looks > 0 && self.sessions.get(*track as usize).is_some_and(|s| s.events > 0) {
                    let figures = last_figures.get_or_insert_with(|| self.newest_figures());
                    let session = &mut self.sessions[*track as usize];
                    let facts = session.take_facts(figures, now, types);
                    batch.notes.push(entry(*track, totals.last_seq, STATS, facts, *at));
                }
            }
            batch.notes.push(note);
        }
        let touched = std::mem::take(&mut self.touched);
        for track in touched.iter().copied().filter(|t| !closing.contains(t)) {
            let session = &mut self.sessions[track as usize];
            let after_seq = session.last_sealed;
            if session.look < self.looks {
                session.look = self.looks;
                let facts = session.take_facts(&self.figures, now, types);
                batch.notes.push(entry(track, after_seq, STATS, facts, at));
            }
            self.say_alerts(track, after_seq, batch, at);
        }
        self.touched = touched;
    }

    /// A recording that ends tells of the time since the last look, if it wrote anything in it.
    fn newest_figures(&self) -> Value {
        match &self.window {
            Some(window) if window.commits > 0 => self.figures_now(),
            _ => self.figures.clone(),
        }
    }

    /// Writes the alerts that are about this session, or about none.
    fn say_alerts(&mut self, track: u32, after_seq: u64, batch: &mut Batch, at: Timestamp) {
        self.owed.retain(|(about, alert)| {
            if about.is_some_and(|about| about != track) {
                return true;
            }
            batch.notes.push(entry(track, after_seq, ALERT, alert.facts().to_string(), at));
            false
        });
    }

    /// COMMIT is begun.
    pub fn committing(&mut self) {
        self.committing = Some(ambient::instant());
    }

    /// What failed is stored again.
    pub fn retried(&mut self) {
        if let Some(window) = &mut self.window {
            window.retries += 1;
        }
        if let Some(export) = &self.export {
            export.update(|t| t.retries += 1);
        }
    }

    /// The database cannot be written: what came last has waited since it came.
    pub fn outage(&mut self, feedback: &mut dyn Feedback) {
        let now = ambient::instant();
        let waited = self.arrived.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        let ms = millis(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX));
        self.see(Metric::DiskSlow, ms, None, now);
        for line in self.unsaid.drain(..) {
            feedback.warn(&line);
        }
    }

    /// COMMIT has returned. Alerts are said here.
    pub fn committed(&mut self, batches: &[Box<Batch>], feedback: &mut dyn Feedback) {
        self.committed_at(batches, ambient::instant());
        self.unsaid.extend(self.export.as_ref().and_then(Export::failure));
        self.unsaid.extend(self.on_alert.as_ref().and_then(OnAlert::failure));
        self.unsaid.drain(..).for_each(|line| feedback.warn(&line));
    }

    fn committed_at(&mut self, batches: &[Box<Batch>], now: Instant) {
        let depth = self.depth();
        let events: u64 = batches.iter().map(|b| b.events.len() as u64).sum();
        self.committed += events;
        let Some(window) = self.window.as_mut().filter(|_| events > 0) else { return };
        window.commits += 1;
        window.queue_max = window.queue_max.max(depth);
        let mut longest = Duration::ZERO;
        for batch in batches.iter().filter(|b| !b.events.is_empty()) {
            let ready = batch.ready.or(self.arrived).unwrap_or(now);
            let latency = now.saturating_duration_since(ready);
            window.latency.add(latency);
            longest = longest.max(latency);
        }
        if let Some(export) = &self.export {
            export.update(|totals| totals.add(batches, now));
        }
        let live = batches.last().is_some_and(|b| b.commit) && events <= self.burst;
        self.compare(depth, longest, live, now);
    }

    /// The thresholds.
    fn compare(&mut self, depth: u64, longest: Duration, live: bool, now: Instant) {
        let waits = if longest >= BACKLOG { depth } else { 0 };
        #[expect(clippy::cast_precision_loss, reason = "a number of events in memory")]
        self.see(Metric::QueueBacklog, waits as f64, None, now);
        let since = |then: Option<Instant>| {
            let us = then.map_or(0, |t| now.saturating_duration_since(t).as_micros());
            millis(u64::try_from(us).unwrap_or(u64::MAX))
        };
        // What comes before the last batch of a group waits on purpose. Of what comes after it, COMMIT is the disk's
        // part; the rest is a lock that somebody else held, or too much work.
        // A burst is committed in as large groups as have gathered; the thresholds are those of a live stream.
        if live {
            let (write, disk) = (since(self.arrived), since(self.committing));
            let disks = disk * 2.0 >= write;
            self.see(Metric::DiskSlow, if disks { write } else { disk }, None, now);
            self.see(Metric::HighLatency, if disks { 0.0 } else { write }, None, now);
        }
        if self.memory.is_none_or(|(at, _)| now.saturating_duration_since(at) >= LOOK_AT_MEMORY) {
            let bytes = ambient::resident_bytes();
            self.memory = Some((now, bytes));
            if let Some(bytes) = bytes {
                #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                self.see(Metric::MemoryPressure, bytes as f64 / f64::from(1 << 20), None, now);
            }
        }
    }

    /// Compares one value with its threshold.
    fn see(&mut self, metric: Metric, value: f64, about: Option<u32>, now: Instant) {
        let Some(alert) = self.watch.see(metric, value, now) else { return };
        self.unsaid.push(alert.line());
        if let Some(export) = &self.export {
            let counts = self.watch.counts();
            export.update(|t| t.alerts = counts);
        }
        if let Some(command) = &self.on_alert {
            command.run(&alert);
        }
        self.owed.push_back((about, alert));
    }
}

/// The files' sizes; they are asked for, never opened: closing one would drop SQLite's locks.
fn sizes(database: Option<&PathBuf>) -> Sizes {
    let length = |path: PathBuf| std::fs::metadata(path).ok().map(|m| m.len());
    Sizes {
        memory: ambient::resident_bytes(),
        database: database.and_then(|path| length(path.clone())),
        wal: database.map(|path| length(sibling(path, "-wal")).unwrap_or(0)),
    }
}

fn entry(track: u32, after_seq: u64, kind: &'static str, facts: String, at: Timestamp) -> Note {
    Note::Journal(Box::new(JournalNote::of(track, after_seq, at, kind, facts)))
}

#[expect(clippy::cast_precision_loss, reason = "a time")]
fn millis(us: u64) -> f64 {
    us as f64 / 1000.0
}
