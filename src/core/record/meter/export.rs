//! The figures as a file in the Prometheus text format, for a collector that reads files (node exporter's
//! `textfile`). A thread of its own writes it, so that a slow folder delays no commit; it is replaced whole, so that
//! nobody reads half of it. No session has a label of its own: that would be a new time series each time.

use super::alerts::METRICS;
use super::placing::Gauge;
use super::window::{Latency, Sizes};
use crate::core::ambient;
use crate::core::record::batch::Batch;
use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use std::fmt::Write as _;
use std::io::{Error, ErrorKind, Read, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How each such file begins, and so what may be replaced.
const BEGINNING: &str = "# HELP wfstate_";

/// Sums over the whole recording.
#[derive(Debug, Default)]
pub struct Totals {
    events: u64,
    bytes: u64,
    commits: u64,
    sessions: u32,
    late_frames: u64,
    latency: Latency,
    latency_sum: Duration,
    /// Batches that were stored again.
    pub retries: u64,
    /// Alerts, in the order of [`METRICS`].
    pub alerts: [u64; METRICS.len()],
}

impl Totals {
    /// These batches are durable.
    pub fn add(&mut self, batches: &[Box<Batch>], now: Instant) {
        self.commits += 1;
        for batch in batches.iter().filter(|b| !b.events.is_empty()) {
            self.events += batch.events.len() as u64;
            for event in &batch.events {
                self.bytes += u64::from(event.payload.end - event.payload.start);
                self.sessions = self.sessions.max(event.track + 1);
            }
            self.late_frames += batch.late_frames.len() as u64;
            let latency = now.saturating_duration_since(batch.ready.unwrap_or(now));
            self.latency.add(latency);
            self.latency_sum += latency;
        }
    }
}

/// What the writing thread and the one of the file share.
#[derive(Debug, Default)]
struct Shared {
    totals: Mutex<Totals>,
    failure: Mutex<Option<String>>,
}

/// The thread that writes the file.
#[derive(Debug)]
pub struct Export {
    shared: Arc<Shared>,
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Export {
    /// Begins to write the file, each interval and at the end.
    pub fn start(
        path: PathBuf,
        database: Option<PathBuf>,
        gauge: Arc<Gauge>,
        interval: Duration,
    ) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let (end, ended) = bounded::<()>(0);
        let work = move || {
            loop {
                let text = render(&lock(&theirs.totals), gauge.placed(), super::sizes(database.as_ref()));
                if let Err(e) = replace(&path, &text) {
                    *lock(&theirs.failure) =
                        Some(format!("the metrics file {} could not be written: {e}", path.display()));
                }
                match ended.recv_timeout(interval) {
                    Err(RecvTimeoutError::Timeout) => {}
                    _ => break,
                }
            }
            let text = render(&lock(&theirs.totals), gauge.placed(), super::sizes(database.as_ref()));
            // The writing thread is over, and with it whoever could be told.
            let _ = replace(&path, &text);
        };
        let thread = std::thread::Builder::new().name("wfstate-metrics".into()).spawn(work)?;
        Ok(Self { shared, end: Some(end), thread: Some(thread) })
    }

    /// Changes the sums.
    pub fn update(&self, change: impl FnOnce(&mut Totals)) {
        change(&mut lock(&self.shared.totals));
    }

    /// Why the file could not be written, once for each time.
    pub fn failure(&self) -> Option<String> {
        lock(&self.shared.failure).take()
    }
}

impl Drop for Export {
    /// The last figures are in the file when the recording has ended.
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a file of metrics may stand at this path: nothing else that is there is ever written over.
pub fn check_metrics_file(path: &Path) -> std::io::Result<()> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return put(path, ""),
        Err(e) => return Err(e),
    };
    if !file.metadata()?.is_file() {
        return Err(Error::new(ErrorKind::AlreadyExists, "it is not a regular file"));
    }
    let mut start = Vec::new();
    file.take(BEGINNING.len() as u64).read_to_end(&mut start)?;
    if start.is_empty() || start == BEGINNING.as_bytes() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::AlreadyExists, "it exists, and holds no metrics of wfstate"))
}

/// Puts a new file in the place of the old one, if that is ours.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    check_metrics_file(path)?;
    put(path, text)
}

fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let name = path.file_name().ok_or_else(|| Error::new(ErrorKind::InvalidInput, "it names no file"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}", std::process::id()));
    let new = path.with_file_name(hidden);
    // Readable by the collector, which is another user; there is no content in it, and no session's name.
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o644).open(&new)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| std::fs::rename(&new, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&new);
    }
    written
}

/// The text.
fn render(t: &Totals, placed: u64, sizes: Sizes) -> String {
    let mut out = String::new();
    counter(&mut out, "events_total", "Events that are durable.", t.events);
    counter(&mut out, "payload_bytes_total", "Bytes of their payloads.", t.bytes);
    counter(&mut out, "commits_total", "Transactions with events.", t.commits);
    counter(&mut out, "retries_total", "Groups of batches that were stored again.", t.retries);
    counter(&mut out, "frame_overruns_total", "Frames that came late.", t.late_frames);
    head(&mut out, "alerts_total", "Thresholds that were crossed.", "counter");
    for (metric, count) in METRICS.iter().zip(t.alerts) {
        let _ = writeln!(out, "wfstate_alerts_total{{metric=\"{}\"}} {count}", metric.name());
    }
    gauge(&mut out, "sessions", "Sessions with events in this recording.", Some(u64::from(t.sessions)));
    gauge(&mut out, "queue_depth", "Events that wait.", Some(placed.saturating_sub(t.events)));
    gauge(&mut out, "resident_memory_bytes", "Memory of the recorder.", sizes.memory);
    gauge(&mut out, "database_bytes", "Bytes of the database file.", sizes.database);
    gauge(&mut out, "wal_bytes", "Bytes of its write-ahead log.", sizes.wal);
    let about = "Time from the hand-over of a batch until it is durable.";
    head(&mut out, "write_latency_seconds", about, "summary");
    for (label, percent) in [("0.5", 50.0), ("0.9", 90.0), ("0.99", 99.0)] {
        let us = t.latency.percentile(percent);
        let value = us.map_or("NaN".to_owned(), |us| Duration::from_micros(us).as_secs_f64().to_string());
        let _ = writeln!(out, "wfstate_write_latency_seconds{{quantile=\"{label}\"}} {value}");
    }
    let _ = writeln!(out, "wfstate_write_latency_seconds_sum {}", t.latency_sum.as_secs_f64());
    let _ = writeln!(out, "wfstate_write_latency_seconds_count {}", t.latency.count());
    let version = env!("CARGO_PKG_VERSION");
    head(&mut out, "build_info", "The version of the recorder.", "gauge");
    let _ = writeln!(out, "wfstate_build_info{{version=\"{version}\"}} 1");
    gauge(
        &mut out,
        "written_seconds",
        "When this was written.",
        ambient::now().0.try_into().ok().map(|us: u64| us / 1_000_000),
    );
    out
}

fn head(out: &mut String, name: &str, about: &str, kind: &str) {
    let _ = writeln!(out, "# HELP wfstate_{name} {about}\n# TYPE wfstate_{name} {kind}");
}

fn counter(out: &mut String, name: &str, about: &str, value: u64) {
    head(out, name, about, "counter");
    let _ = writeln!(out, "wfstate_{name} {value}");
}

/// A value that is not known is not there.
fn gauge(out: &mut String, name: &str, about: &str, value: Option<u64>) {
    let Some(value) = value else { return };
    head(out, name, about, "gauge");
    let _ = writeln!(out, "wfstate_{name} {value}");
}
