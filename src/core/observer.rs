//! How the library tells of long work and of things worth knowing, without a terminal.

/// Takes progress and warnings.
pub trait Observer: Sync {
    /// `done` of `total` (where that is known) of a phase.
    fn progress(&self, phase: &str, done: u64, total: Option<u64>);
    /// Something that does not stop the work.
    fn warn(&self, message: &str);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn progress(&self, _phase: &str, _done: u64, _total: Option<u64>) {}
    fn warn(&self, _message: &str) {}
}
