//! One count of events for all that run at once.

use crate::core::observer::Observer;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What all databases of a run have done and have before them.
pub struct Progress<'a> {
    observer: &'a dyn Observer,
    done: AtomicU64,
    total: AtomicU64,
}

impl<'a> Progress<'a> {
    /// Nothing done.
    pub fn new(observer: &'a dyn Observer) -> Self {
        Self { observer, done: AtomicU64::new(0), total: AtomicU64::new(0) }
    }

    /// More events are before us.
    pub fn expect(&self, events: u64) {
        self.total.fetch_add(events, Relaxed);
    }

    /// Events were looked at.
    pub fn add(&self, events: u64) {
        let done = self.done.fetch_add(events, Relaxed) + events;
        // A recorder may add events meanwhile, and a damaged row may say anything.
        let total = Some(self.total.load(Relaxed)).filter(|total| *total >= done);
        self.observer.progress("validate", done, total);
    }

    /// Something that does not stop the work.
    pub fn warn(&self, message: &str) {
        self.observer.warn(message);
    }
}

/// One database's share in the count of all.
pub struct Share<'a> {
    all: &'a Progress<'a>,
    done: AtomicU64,
    total: AtomicU64,
}

impl<'a> Share<'a> {
    /// Nothing done.
    pub fn new(all: &'a Progress<'a>) -> Self {
        Self { all, done: AtomicU64::new(0), total: AtomicU64::new(0) }
    }
}

impl Observer for Share<'_> {
    fn progress(&self, _phase: &str, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            let before = self.total.fetch_max(total, Relaxed);
            self.all.expect(total.saturating_sub(before));
        }
        let before = self.done.fetch_max(done, Relaxed);
        self.all.add(done.saturating_sub(before));
    }

    fn warn(&self, message: &str) {
        self.all.warn(message);
    }
}
