//! What goes from the placing thread to the writing thread: events as rows over one buffer, and what else is
//! to be written with them.

use super::RecordError;
use super::feedback::Nack;
use super::meter::LateFrame;
use super::place::SessionStart;
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::store::{NewSnapshot, Refused, Totals};
use crossbeam_channel::Sender;
use std::borrow::Cow;
use std::ops::Range;
use std::time::Instant;

/// A place within a batch's buffer.
pub type Span = Range<u32>;

/// One event that has its place.
#[derive(Debug)]
pub struct Placed {
    /// Which of the recording's sessions.
    pub track: u32,
    /// Its number in the session.
    pub seq: u64,
    /// Its time.
    pub at: Timestamp,
    /// Which of the recording's types.
    pub type_slot: u32,
    /// How it came in.
    pub flags: Flags,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it adds, micro-EU.
    pub energy: Option<i64>,
    /// Its data.
    pub payload: Span,
    /// Its key.
    pub key: Option<Span>,
    /// Its unknown members.
    pub extra: Option<Span>,
    /// The run of events that is sealed together ends here.
    pub ends_seal: bool,
    /// The seal; set by the writing thread.
    pub seal: Option<Hash>,
}

/// What is written besides events.
#[derive(Debug)]
pub enum Note {
    /// A new key is in force.
    Key {
        /// The session.
        track: u32,
        /// From this event on.
        first_seq: u64,
        /// The key.
        key: [u8; 32],
    },
    /// A snapshot, with its journal entry.
    Snapshot {
        /// The session.
        track: u32,
        /// The snapshot.
        snapshot: Box<NewSnapshot>,
        /// The session's seal there; set by the writing thread.
        seal: Hash,
    },
    /// What the recorder has to say of a session.
    Journal(Box<JournalNote>),
    /// A refused line.
    Quarantine(Box<Refused>),
    /// What became of a line in quarantine that was tried again.
    Retried {
        /// The entry.
        entry_no: i64,
        /// Its new status.
        status: &'static str,
    },
    /// The end of a session.
    Close {
        /// The session.
        track: u32,
        /// What it came to.
        totals: Box<Totals>,
        /// Facts for the journal.
        facts: String,
        /// When.
        at: Timestamp,
        /// The session's seal there; set by the writing thread.
        seal: Hash,
    },
}

impl Note {
    /// The session that it is about, if it is about one.
    pub fn track(&self) -> Option<u32> {
        match self {
            Self::Key { track, .. } | Self::Snapshot { track, .. } | Self::Close { track, .. } => {
                Some(*track)
            }
            Self::Journal(entry) => Some(entry.track),
            Self::Quarantine(_) | Self::Retried { .. } => None,
        }
    }

    /// The event that it stands after, if it stands after one.
    pub fn seq(&self) -> Option<u64> {
        match self {
            Self::Key { first_seq, .. } => first_seq.checked_sub(1),
            Self::Snapshot { snapshot, .. } => Some(snapshot.last_seq),
            Self::Close { totals, .. } => Some(totals.last_seq),
            Self::Journal(entry) => Some(entry.after_seq),
            Self::Quarantine(_) | Self::Retried { .. } => None,
        }
    }
}

/// An entry of a session's journal.
#[derive(Debug)]
pub struct JournalNote {
    /// The session.
    pub track: u32,
    /// The event that it stands after.
    pub after_seq: u64,
    /// When.
    pub at: Timestamp,
    /// `recorder.gap`, …
    pub kind: Cow<'static, str>,
    /// A JSON object.
    pub facts: String,
    /// Events that it declares as lost.
    pub lost: u64,
    /// The session's seal there; set by the writing thread.
    pub seal: Hash,
}

impl JournalNote {
    /// An entry whose seal is still to be set.
    pub fn of(track: u32, after_seq: u64, at: Timestamp, kind: &'static str, facts: String) -> Self {
        Self { track, after_seq, at, kind: Cow::Borrowed(kind), facts, lost: 0, seal: GENESIS }
    }
}

/// One handover.
#[derive(Debug, Default)]
pub struct Batch {
    /// Payloads, keys, extras and lines to pass on.
    pub bytes: Vec<u8>,
    /// Events, in order.
    pub events: Vec<Placed>,
    /// What else.
    pub notes: Vec<Note>,
    /// Bytes of refusals and of states among the notes.
    pub held_bytes: usize,
    /// Types that were met for the first time: their slots and names.
    pub new_types: Vec<(u32, String)>,
    /// Refusals to tell.
    pub nacks: Vec<Nack>,
    /// Input lines dealt with up to the end of this batch.
    pub lines: u64,
    /// Sessions that this batch has something to say of, with their last seq.
    pub acks: Vec<(u32, u64)>,
    /// Sessions of other recordings whose events were sent again, with their last seq.
    pub known: Vec<(String, u64)>,
    /// Accepted lines to pass on.
    pub tee: Vec<Span>,
    /// The number of this batch.
    pub number: u64,
    /// Commit now; otherwise more is known to follow at once.
    pub commit: bool,
    /// Frames in it that came late.
    pub late_frames: Vec<LateFrame>,
    /// When the placing thread had it ready; what it waits from then on is latency.
    pub ready: Option<Instant>,
}

impl Batch {
    /// Appends bytes to the buffer.
    pub fn keep(&mut self, bytes: &[u8]) -> Span {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        narrow(start..self.bytes.len())
    }

    /// The bytes at a place.
    pub fn bytes_at(&self, span: &Span) -> &[u8] {
        &self.bytes[span.start as usize..span.end as usize]
    }

    /// The text at a place. Everything in the buffer was checked to be UTF-8.
    pub fn text_at(&self, span: &Span) -> &str {
        std::str::from_utf8(self.bytes_at(span)).unwrap_or_default()
    }

    /// What it takes in memory, near enough.
    pub fn weight_bytes(&self) -> usize {
        self.bytes.len() + self.held_bytes
    }

    /// Whether there is nothing to hand over.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.notes.is_empty()
            && self.nacks.is_empty()
            && self.acks.is_empty()
            && self.known.is_empty()
    }

    /// Empties it, keeping its memory for the next use.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.events.clear();
        self.notes.clear();
        self.held_bytes = 0;
        self.new_types.clear();
        self.nacks.clear();
        self.acks.clear();
        self.known.clear();
        self.tee.clear();
        self.lines = 0;
        self.commit = false;
        self.late_frames.clear();
        self.ready = None;
    }
}

/// A batch is handed over long before it could reach 4 GiB.
#[expect(clippy::cast_possible_truncation, reason = "batches are bounded far below u32::MAX")]
pub fn narrow(range: Range<usize>) -> Span {
    range.start as u32..range.end as u32
}

/// What the writing thread is told.
pub enum Message {
    /// Store this.
    Batch(Box<Batch>),
    /// Open a session and say where it stands. The answer comes when all batches before it are in.
    Open(Box<OpenRequest>, Sender<Result<Opened, RecordError>>),
    /// Make everything durable and answer.
    Flush(Sender<()>),
}

/// The answer to a request to open a session.
#[derive(Debug)]
pub enum Opened {
    /// It is ours.
    Started(Box<SessionStart>),
    /// It has events, and the recording was not told to go on with it.
    Exists {
        /// Its number in the database.
        no: i64,
        /// Its name.
        session_id: String,
        /// Its last event.
        last_seq: u64,
        /// Whether it stores content.
        content: bool,
    },
}

/// Which session to open, and how.
#[derive(Debug, Clone)]
pub struct OpenRequest {
    /// Its name; `None` means the latest interrupted one, when the recording is to go on, or a generated one.
    pub session_id: Option<String>,
    /// Its label, if it is new.
    pub label: Option<String>,
    /// `stream` or `workflow`, if it is new.
    pub kind: &'static str,
    /// Whether content is stored.
    pub content: bool,
    /// Take it even if it has events.
    pub resume: bool,
    /// When.
    pub at: Timestamp,
    /// A key for it, if it is new; a new key from here on, if it goes on.
    pub key: [u8; 32],
}
