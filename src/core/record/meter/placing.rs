//! What the placing thread knows: how many events it has placed, when a batch was ready, which frames came late.

use crate::core::config::Alerts;
use crate::core::record::batch::Batch;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Events that have their place, of the whole recording; the writing thread knows how many of them are committed.
#[derive(Debug, Default)]
pub struct Gauge {
    placed: AtomicU64,
}

impl Gauge {
    /// Events placed so far.
    pub fn placed(&self) -> u64 {
        self.placed.load(Ordering::Relaxed)
    }
}

/// A frame that came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateFrame {
    /// The session.
    pub track: u32,
    /// How long it was waited for, microseconds, less the times of frames that were skipped.
    pub us: u64,
}

/// The placing thread's half of the meter.
#[derive(Debug)]
pub struct Placing {
    gauge: Arc<Gauge>,
    handed_over: u64,
    limit: Duration,
    /// How often the producer was waited for, and since when the last time.
    waits: (u64, Option<Instant>),
    /// Per session: its last frame.
    frames: Vec<Option<Frame>>,
}

/// The first event of a frame.
#[derive(Debug, Clone, Copy)]
struct Frame {
    number: u64,
    came: Instant,
    /// How often the producer had been waited for then.
    waits: u64,
}

impl Placing {
    /// For a recording with these thresholds; the writing thread reads the gauge.
    pub fn new(alerts: &Alerts, gauge: Arc<Gauge>) -> Self {
        let limit = Duration::try_from_secs_f64(alerts.frame_processing_ms / 1000.0).unwrap_or(Duration::MAX);
        Self { gauge, handed_over: 0, limit, waits: (0, None), frames: Vec::new() }
    }

    /// So much is in hand now.
    pub fn holds(&self, batch: &Batch) {
        self.gauge.placed.store(self.handed_over + batch.events.len() as u64, Ordering::Relaxed);
    }

    /// A batch is ready to be handed over.
    pub fn hand_over(&mut self, batch: &mut Batch, now: Instant) {
        self.holds(batch);
        self.handed_over += batch.events.len() as u64;
        batch.ready = Some(now);
    }

    /// All that came is handed over; from now on the producer is waited for.
    pub fn waits(&mut self, now: Instant) {
        self.waits = (self.waits.0 + 1, Some(now));
    }

    /// An event of a frame was placed. The frame's first event counts; the clock is read for no other.
    ///
    /// Only a frame that was waited for can be late: of those of a file, or of a burst, nobody knows when they came,
    /// and time that the recorder itself took is not the producer's. A producer that skips frames has so many frame
    /// times more. A quarter of a frame time is left to the jitter of clocks and schedulers: without it half of the
    /// frames of a steady 60 Hz would be late.
    pub fn frame(
        &mut self,
        track: u32,
        frame: Option<u64>,
        batch: &mut Batch,
        clock: impl FnOnce() -> Instant,
    ) {
        let Some(frame) = frame else { return };
        let at = track as usize;
        if self.frames.len() <= at {
            self.frames.resize(at + 1, None);
        }
        let before = self.frames[at];
        if before.is_some_and(|b| frame <= b.number) {
            return;
        }
        let now = clock();
        let (waits, since) = self.waits;
        self.frames[at] = Some(Frame { number: frame, came: now, waits });
        let Some(before) = before.filter(|b| b.waits < waits) else { return };
        // With one wait in between, what came before it was the recorder's own time.
        let from = since.filter(|_| before.waits + 1 == waits).unwrap_or(before.came);
        let skipped = u32::try_from(frame - before.number - 1).unwrap_or(u32::MAX);
        let own = now.saturating_duration_since(from).saturating_sub(self.limit.saturating_mul(skipped));
        if own > self.limit.saturating_add(self.limit / 4) {
            let us = u64::try_from(own.as_micros()).unwrap_or(u64::MAX);
            batch.late_frames.push(LateFrame { track, us });
        }
    }
}
