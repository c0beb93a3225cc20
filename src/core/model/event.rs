//! Events: the table of known types, what each demands of its data, and what each does to the state.
//!
//! **EVENT TABLE**: adding a type is one file (or one constant in its family's file) and one row in [`TYPES`];
//! `schemas/event/<type>.json` says the same for other languages, and a test compares the two.

pub mod ai;
pub mod energy;
pub mod experience;
pub mod health;
pub mod pattern;
pub mod spec;
pub mod system;
pub mod user;
pub mod workflow;

use super::energy::MicroEu;
use super::json::Fields;
use super::time::Timestamp;
use super::upcast;
use spec::TypeSpec;

/// Every type that wfstate knows, the most frequent first (the look-up walks the list).
pub static TYPES: &[&TypeSpec] = &[
    &ai::OUTPUT,
    &energy::UPDATE,
    &health::HEARTBEAT,
    &energy::PEAK,
    &energy::FIELD,
    &user::PROMPT,
    &user::ACTION,
    &ai::RESPONSE_COMPLETE,
    &ai::MODEL_CHANGE,
    &pattern::INTERFERENCE,
    &pattern::RESONANCE,
    &pattern::ENSEMBLE,
    &experience::LEVEL_UNLOCK,
    &experience::CELEBRATION,
    &experience::REWARD,
    &health::PERFORMANCE,
    &health::ERROR,
    &system::START,
    &system::END,
    &system::ROLLBACK,
    &system::SNAPSHOT_CREATED,
    &workflow::STARTED,
    &workflow::PHASE_COMPLETED,
    &workflow::CONTEXT_SAVED,
    &workflow::STATUS_CHANGED,
    &workflow::OUTPUT_SAVED,
];

/// The shape that a name stands for, with a version or without; `None` for one that wfstate does not know.
pub fn spec_of(name: &str) -> Option<&'static TypeSpec> {
    match TYPES.iter().copied().find(|t| t.name == name) {
        Some(spec) if spec.version == 1 => Some(spec),
        None if !name.contains('@') => None,
        _ => upcast::shape_of(name),
    }
}

/// An event's position in the table, for counting without strings; shapes that came before have none.
pub fn index_of(spec: &TypeSpec) -> Option<usize> {
    TYPES.iter().position(|t| std::ptr::eq(*t, spec))
}

/// The same of a type's name without a version.
pub fn index_of_name(name: &str) -> Option<usize> {
    TYPES.iter().position(|t| t.name == name)
}

/// Facts about how an event came in. Stored, and covered by the seal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(pub u8);

impl Flags {
    /// The producer sent no time; the recorder's clock at arrival stands in for it.
    pub const CLOCK: u8 = 1;
    /// The producer's time said second 60; it is kept as the last microsecond of the minute.
    pub const LEAP_SECOND: u8 = 2;
    /// The energy is not the envelope's `energy_delta` but the `energy` of the data.
    pub const ENERGY_FROM_DATA: u8 = 4;
    /// Content was replaced by its commitment at the door.
    pub const REDACTED: u8 = 8;
    /// The event was made from a WF-TECH-003 protocol message.
    pub const PROTOCOL: u8 = 16;

    /// Whether a fact holds.
    pub fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    /// With a fact added.
    #[must_use]
    pub fn with(self, flag: u8) -> Self {
        Self(self.0 | flag)
    }
}

/// What the fold sees of an event. The session, the key and the time of day are none of its business, except
/// that time is kept outside the hashed state.
#[derive(Debug, Clone, Copy)]
pub struct EventView<'a> {
    /// Position in the session, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The type's name.
    pub name: &'a str,
    /// Its row in the table, if it is known.
    pub spec: Option<&'static TypeSpec>,
    /// The producer's frame.
    pub frame: Option<u64>,
    /// What it adds to the energy.
    pub energy: Option<MicroEu>,
    /// Its data.
    pub data: Fields<'a>,
}

/// Whether a run of events makes a whole frame: at least one, all of one session (the caller's), all with this
/// frame, and no seq missing between them. (Seed 000's version accepts an empty slice and takes seq for frame.)
///
/// ```
/// use wfstate::model::event::verify_frame;
/// assert!(verify_frame(7, [(1, Some(7)), (2, Some(7))]));
/// assert!(!verify_frame(7, []));
/// assert!(!verify_frame(7, [(1, Some(7)), (3, Some(7))]));
/// assert!(!verify_frame(7, [(1, Some(7)), (2, None)]));
/// ```
pub fn verify_frame(frame: u64, events: impl IntoIterator<Item = (u64, Option<u64>)>) -> bool {
    let mut last = None;
    for (seq, of_event) in events {
        if of_event != Some(frame) || last.is_some_and(|l: u64| l.checked_add(1) != Some(seq)) {
            return false;
        }
        last = Some(seq);
    }
    last.is_some()
}
