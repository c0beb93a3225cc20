//! What the two threads of a recording know of each other without asking.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// Written by the one, read by the other.
#[derive(Debug, Default)]
pub struct Shared {
    committed: AtomicU64,
    stored: AtomicU64,
    pressure: AtomicU8,
    ending: AtomicU8,
}

impl Shared {
    /// The number of the last batch that is committed.
    pub fn committed(&self) -> u64 {
        self.committed.load(Ordering::Acquire)
    }

    /// Events that are committed.
    pub fn stored(&self) -> u64 {
        self.stored.load(Ordering::Acquire)
    }

    /// A batch, and all before it, is committed; with so many events more.
    pub fn set_committed(&self, batch: u64, events: u64) {
        self.stored.fetch_add(events, Ordering::Release);
        self.committed.store(batch, Ordering::Release);
    }

    /// How little room is left for what cannot be stored now: 0 enough, then how much is to be dropped.
    pub fn pressure(&self) -> u8 {
        self.pressure.load(Ordering::Relaxed)
    }

    /// Sets it.
    pub fn set_pressure(&self, level: u8) {
        self.pressure.store(level, Ordering::Relaxed);
    }

    /// Whether the recording ends, which decides how long what cannot be stored is waited for.
    pub fn ending(&self) -> Ending {
        match self.ending.load(Ordering::Acquire) {
            0 => Ending::NotYet,
            1 => Ending::InputIsOver,
            _ => Ending::AtOnce,
        }
    }

    /// Says so. An end that was wished for at once stays one.
    pub fn end(&self, ending: Ending) {
        self.ending.fetch_max(ending as u8, Ordering::Release);
    }
}

/// How a recording ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It goes on.
    NotYet = 0,
    /// The producer has nothing more to say. What would be lost is waited for a little.
    InputIsOver = 1,
    /// Somebody waits for the end.
    AtOnce = 2,
}
