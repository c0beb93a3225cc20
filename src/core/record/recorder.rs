//! The recorder as a library: a loop that must not wait hands its events over and goes on.
//!
//! Between the loop and the placing thread stand two lanes of buffers that are allocated once: the loop takes an
//! empty one, writes the event into it, and sends it. Neither step waits for room or for the disk, and neither
//! allocates on the steady path. (Waking a placing thread that sleeps takes a short lock of the channel.)

use super::{Engine, Feedback, NoFeedback, Options, RecordError, Summary};
use crate::core::ambient;
use crate::core::model::json::text::push_string;
use crate::core::model::time::Timestamp;
use crate::core::store::{Created, Opening, Place};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use std::fmt::Write;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

/// Bytes that a buffer holds before an event makes it grow.
const BUFFER_BYTES: usize = 1024;
/// How often a recorder that waits for events looks whether they could still be stored.
const LOOK_AFTER_ENGINE: Duration = Duration::from_secs(1);

/// An event of the caller. Texts are borrowed; `data` is a JSON object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Event<'a> {
    /// Its type, `energy.update`.
    pub type_name: &'a str,
    /// Its data, a JSON object as text.
    pub data: &'a str,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it adds to the energy, in EU.
    pub energy_delta: Option<f64>,
    /// Its time; `None` is the moment at which it is handed over.
    pub at: Option<Timestamp>,
    /// The caller's own id for it, which makes sending it again harmless.
    pub key: Option<&'a str>,
    /// The session that it belongs to; `None` is the recorder's own.
    pub session: Option<&'a str>,
}

/// The queue has no room: the disk is behind. Nothing was taken; try again, or count what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the recorder's queue is full")]
pub struct Full;

/// How a [`Recorder`] works.
#[derive(Debug, Clone)]
pub struct RecorderOptions {
    /// As for a recording of a stream.
    pub record: Options,
    /// Events that may wait (seed 003: 1000).
    pub queue: usize,
}

impl RecorderOptions {
    /// A recording into a file, made where it is missing; commits are on disk before they count.
    pub fn new(database: &Path) -> Result<Self, RecordError> {
        let created =
            Created { uuid: ambient::database_uuid().map_err(RecordError::System)?, at: ambient::now() };
        let opening = Opening {
            create: Some(created),
            durable: true,
            lock_timeout: Duration::from_secs(5),
            owner: ambient::process_name(),
        };
        let mut record = Options::new(Place::parse(database), opening);
        record.source = "library".into();
        record.live = true;
        record.key_file = match &record.place {
            Place::File(path) => Some(crate::core::key::default_path(path)),
            Place::Memory => None,
        };
        Ok(Self { record, queue: 1000 })
    }
}

enum Order {
    Line(String),
    Flush(Sender<()>),
}

/// A recording that a program makes of itself.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("state.db");
/// use wfstate::{Event, Recorder, RecorderOptions};
///
/// let mut recorder = Recorder::open(RecorderOptions::new(&path)?)?;
/// for frame in 1..=60 {
///     let data = r#"{"energy":4.2,"accumulator":4.2,"model_id":"ollama/llama2:7b"}"#;
///     recorder.try_record(&Event {
///         type_name: "energy.update",
///         data,
///         frame: Some(frame),
///         energy_delta: Some(4.2),
///         ..Event::default()
///     })?;
/// }
/// recorder.flush()?; // on disk from here on
/// let summary = recorder.finish()?;
/// assert_eq!(summary.sessions[0].energy.to_string(), "252");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Recorder {
    empty: Receiver<String>,
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<Result<Summary, RecordError>>>,
}

impl Recorder {
    /// Opens the database and starts the recording's threads.
    pub fn open(options: RecorderOptions) -> Result<Self, RecordError> {
        Self::open_with(options, Box::new(NoFeedback))
    }

    /// The same, with somebody to tell of commits and refusals.
    pub fn open_with(options: RecorderOptions, feedback: Box<dyn Feedback>) -> Result<Self, RecordError> {
        let engine = Engine::start(options.record, feedback)?;
        let queue = options.queue.max(1);
        let (orders, inbox) = bounded(queue);
        let (give_back, empty) = bounded(queue);
        for _ in 0..queue {
            // The lane has exactly this much room.
            let _ = give_back.try_send(String::with_capacity(BUFFER_BYTES));
        }
        let thread = std::thread::Builder::new().name("wfstate-placer".into());
        let thread = thread.spawn(move || work(engine, &inbox, &give_back)).map_err(RecordError::System)?;
        Ok(Self { empty, orders: Some(orders), thread: Some(thread) })
    }

    /// Hands an event over. Never waits for room or for the
    /// disk, and allocates nothing on the steady path. Whether the event is
    /// well formed is found out later, and told through [`Feedback`] and in the summary.
    pub fn try_record(&mut self, event: &Event<'_>) -> Result<(), Full> {
        let Ok(mut line) = self.empty.try_recv() else { return Err(Full) };
        write_line(&mut line, event);
        let sent = self.orders.as_ref().is_some_and(|o| o.try_send(Order::Line(line)).is_ok());
        if sent { Ok(()) } else { Err(Full) }
    }

    /// Waits until everything that was handed over is durable.
    pub fn flush(&mut self) -> Result<(), RecordError> {
        let (answer, answered) = bounded(1);
        let sent = self.orders.as_ref().is_some_and(|o| o.send(Order::Flush(answer)).is_ok());
        // A question that a failing recording left in its channel is never answered, hence the look at the thread.
        while let (true, Some(thread)) = (sent, &self.thread) {
            match answered.recv_timeout(Duration::from_millis(100)) {
                Ok(()) => return Ok(()),
                Err(RecvTimeoutError::Timeout) if !thread.is_finished() => {}
                Err(_) if answered.try_recv().is_ok() => return Ok(()),
                Err(_) => break,
            }
        }
        Err(self.failure())
    }

    /// Ends the recording cleanly and says what it came to.
    pub fn finish(mut self) -> Result<Summary, RecordError> {
        self.orders = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            _ => Err(RecordError::System(std::io::Error::other("the recording thread is gone"))),
        }
    }

    fn failure(&mut self) -> RecordError {
        self.orders = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(Err(e))) => e,
            _ => RecordError::System(std::io::Error::other("the recording thread is gone")),
        }
    }
}

impl Drop for Recorder {
    /// A recorder that is dropped ends as cleanly as one that is finished.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The placing thread.
fn work(
    mut engine: Engine,
    inbox: &Receiver<Order>,
    give_back: &Sender<String>,
) -> Result<Summary, RecordError> {
    loop {
        let order = match inbox.try_recv() {
            Ok(order) => order,
            Err(TryRecvError::Disconnected) => break,
            Err(TryRecvError::Empty) => {
                engine.pause()?;
                match inbox.recv_timeout(LOOK_AFTER_ENGINE) {
                    Ok(order) => order,
                    Err(RecvTimeoutError::Timeout) if engine.has_failed() => return Err(engine.failed()),
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        };
        match order {
            Order::Line(mut line) => {
                engine.line(line.as_bytes())?;
                engine.more_coming()?;
                line.clear();
                let _ = give_back.try_send(line);
            }
            Order::Flush(answer) => {
                engine.flush()?;
                let _ = answer.send(());
            }
        }
    }
    engine.finish()
}

/// The event as a line of a stream: the one road that every event takes.
fn write_line(line: &mut String, event: &Event<'_>) {
    line.push_str("{\"type\":");
    push_string(line, event.type_name);
    if let Some(session) = event.session {
        line.push_str(",\"session_id\":");
        push_string(line, session);
    }
    if let Some(key) = event.key {
        line.push_str(",\"event_key\":");
        push_string(line, key);
    }
    let at = event.at.unwrap_or_else(ambient::now);
    // Writing into a String cannot fail. 17 digits of microseconds are told from seconds by their magnitude.
    let _ = write!(line, ",\"timestamp\":{}", at.0);
    if let Some(frame) = event.frame {
        let _ = write!(line, ",\"frame_id\":{frame}");
    }
    if let Some(energy) = event.energy_delta {
        // NaN and infinities are written as what they are, and refused at the door by name.
        let _ = write!(line, ",\"energy_delta\":{energy}");
    }
    line.push_str(",\"data\":");
    line.push_str(event.data);
    line.push('}');
}
