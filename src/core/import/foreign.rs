//! What other programs wrote, told as sessions and events. They go the way of every recording, into a private
//! database: decoded, content replaced by commitments, placed, folded, sealed. Each kind of file is one reader below
//! this module, which tells what it finds to a [`Telling`], and one row of the importer table.

pub mod claude_code;
pub mod database;
pub mod events;
mod head;
pub mod llm;
mod notes;
pub mod otlp;
mod parse;
pub mod statemanager;
mod talk;
mod times;
mod unpack;
pub mod wirthforge;
mod words;

pub use head::Head;
pub use notes::{Note, Notes, What};

use super::Job;
use super::error::ImportError;
use super::input::Input;
use super::native::open_staged;
use super::source::{Proofs, Source};
use crate::core::ambient;
use crate::core::config::Alerts;
use crate::core::fold::TypeNames;
use crate::core::record::{Engine, Feedback, Nack, Options};
use crate::core::store::foreign::is_sqlite;
use crate::core::store::{Ask, Opening, Place, Reader, Writer};
use head::take_words_out;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use words::Words;

/// A file that is being told.
pub struct Telling<'t> {
    input: &'t Input,
    staged: &'t Path,
    format: &'static str,
    engine: Engine,
    heads: HashMap<String, Head>,
    notes: Arc<Mutex<Notes>>,
    told: u64,
    /// Words are stored as they are.
    content: bool,
    /// Where words stand is noted.
    words: Option<Words>,
}

impl<'t> Telling<'t> {
    /// Begins. Events that name no session are of the session `own`.
    pub fn begin(
        input: &'t Input,
        job: &'t Job<'_>,
        format: &'static str,
        own: String,
    ) -> Result<Self, ImportError> {
        drop(open_staged(&job.staged)?);
        let notes = Arc::default();
        let options = options(input, job, own);
        let engine = Engine::start(options, Box::new(Listener(Arc::clone(&notes))))?;
        let (heads, content) = (HashMap::new(), job.options.content);
        let words = job.notes_words.then(Words::default);
        Ok(Self { input, staged: &job.staged, format, engine, heads, notes, told: 0, content, words })
    }

    /// A session and what is said of it. It is there even if no event follows.
    pub fn session(&mut self, head: Head) -> Result<(), ImportError> {
        self.engine.open_named(&head.session_id, head.kind, head.label.as_deref())?;
        self.says(head);
        Ok(())
    }

    /// An event, as JSON in one of the envelopes that `record` takes. One that is refused is left out, and told of
    /// with the place that it stands at: `event 17`. Says whether it was taken.
    pub fn event(&mut self, place: &dyn Fn() -> String, event: &[u8]) -> Result<bool, ImportError> {
        let before = self.engine.summary().rejected;
        self.engine.line(event)?;
        self.told += 1;
        let taken = self.engine.summary().rejected == before;
        if !taken {
            self.lock().refused_at(self.told, place());
        } else if let Some(name) = self.words.as_mut().and_then(|w| w.find(event)) {
            self.note(What::Degraded, "raw_content", place(), format!("/data/{name} holds words"));
        }
        Ok(taken)
    }

    /// The same, of an event that is too long to be read.
    pub fn long_event(&mut self, place: &dyn Fn() -> String, length: u64) -> Result<bool, ImportError> {
        self.engine.long_line(b"", length)?;
        self.told += 1;
        self.lock().refused_at(self.told, place());
        Ok(false)
    }

    /// What is said of a session that its events will begin.
    pub fn says(&mut self, head: Head) {
        self.heads.insert(head.session_id.clone(), head);
    }

    /// Takes out of what is said of a session what may not be stored, and says so.
    pub fn without_words(&mut self, metadata: &mut Map<String, Value>, place: &str) {
        if !self.content && !metadata.is_empty() && take_words_out(metadata) {
            let words = "members of its metadata that hold words; --content keeps them";
            self.note(What::LeftOut, "metadata_words", place, words);
        }
    }

    /// Something was put right, was left out, or is less than it could be; `place` is where: `session x, phase 2`.
    pub fn note(
        &mut self,
        what: What,
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
    ) {
        let note = Note { what, code, place: place.into(), message: message.into(), at: self.told };
        self.lock().push(note);
    }

    /// Ends: gives the sessions the times and words that they had.
    pub fn finish(self) -> Result<Source, ImportError> {
        let Self { input, staged, format, engine, heads, notes, told, .. } = self;
        engine.finish()?;
        let mut notes = std::mem::take(&mut *notes.lock().unwrap_or_else(PoisonError::into_inner));
        notes.sort();
        let sessions = settle(staged, &heads, (format, input))?;
        // A database may well hold nothing that comes in; a text of which nothing can be read is not what it was taken for.
        if sessions == 0
            && (told > 0 || !is_sqlite(&input.head))
            && let Some(first) = notes.first_left_out()
        {
            let why = format!("nothing of it is an event: {} ({})", first.message, first.code);
            return Err(ImportError::malformed(&input.name, &first.place, why));
        }
        let reader = Reader::open(staged, Duration::ZERO)?;
        Ok(Source {
            name: input.name.clone(),
            path: input.known.clone(),
            format,
            sha256: Some(input.sha256.clone()),
            types: TypeNames::load(&reader)?,
            reader,
            proofs: Proofs::None,
            doubt: None,
            notes,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes what the recorder refuses, as its writing thread tells it.
struct Listener(Arc<Mutex<Notes>>);

impl Feedback for Listener {
    fn nack(&mut self, nack: &Nack) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused(nack);
    }
}

fn options(input: &Input, job: &Job<'_>, own: String) -> Options {
    let never = Alerts {
        event_queue_depth: u64::MAX,
        write_latency_ms: f64::INFINITY,
        frame_processing_ms: f64::INFINITY,
        memory_usage_mb: u64::MAX,
    };
    Options {
        key_file: job.key_file.clone(),
        session: Some(own),
        content: job.options.content,
        hold_refused: false,
        source: input.name.clone(),
        spill_bytes: 0,
        ballast_bytes: 0,
        stats_interval: Duration::from_secs(u64::from(u32::MAX)),
        snapshot_interval: Duration::from_secs(u64::from(u32::MAX)),
        alerts: never,
        ..Options::new(Place::parse(&job.staged), opening())
    }
}

fn opening() -> Opening {
    Opening { create: None, durable: false, lock_timeout: Duration::ZERO, owner: ambient::process_name() }
}

/// Gives the sessions the times that they had and says where they are from; counts them.
fn settle(
    staged: &Path,
    heads: &HashMap<String, Head>,
    from: (&'static str, &Input),
) -> Result<u64, ImportError> {
    let mut writer = Writer::open(&Place::parse(staged), &opening())?;
    let count = writer.ask(|q| q.session_count())?;
    let rows = writer.ask(|q| q.sessions(0, usize::try_from(count).unwrap_or(usize::MAX)))?;
    let none = Head::default();
    let mut tx = writer.begin()?;
    for mut row in rows {
        let span = tx.query().time_span(row.no)?;
        let head = heads.get(&row.session_id).unwrap_or(&none);
        head.settle(&mut row, span, from);
        tx.set_start(row.no, row.start)?;
        tx.set_outcome(&row, row.start)?;
    }
    tx.commit()?;
    writer.tidy()?;
    Ok(count)
}
