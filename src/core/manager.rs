//! The state manager: the methods that the documents of wfstate's two ancestors name, under the meaning that holds
//! here. One handle for both kinds of sessions, usable from several threads; the command line is another caller of the
//! same functions.
//!
//! | of the workflow documents | here |
//! | --- | --- |
//! | `cost_usd: f64`, added in floats | [`MicroUsd`], added in integers; a price may be unknown (`None`), and that is never 0 |
//! | a phase saved again replaces the first one, adds its cost twice, and moves to the end | it is a new attempt; the first completion keeps its place; the cost is the sum of all attempts, because the money was spent |
//! | `resume_session` gives `None` where no context was saved | it gives what the phases say, with an empty context |
//! | only `Completed` is refused | `Cancelled`, too; `Failed` needs [`StateManager::retry_session`]; so does nothing else, but a session that a living process holds is refused |
//! | an unknown status is `Failed` | statuses are an enum; `Interrupted` and `Cancelled` are among them; a change that the table of transitions does not have is refused |
//! | a change of a session that is not there succeeds | [`StateError::SessionNotFound`] |
//! | `duration_ms` is never set | set with the end, in the same transaction |
//! | averages of nothing are 0 | `None` |
//! | `calculate_duration` underflows when the clock steps back | 0 |
//! | `cleanup_old_sessions` counts from the creation, and leaves `Running` for ever | from the end; a session that lost its process is interrupted first; what is held stays |
//! | `get_cost_trends` is left for later | what was spent on each day, also on days without any, the oldest first |
//! | `anyhow` | [`StateError`] |
//! | one connection behind one lock, held across calls | steps take the lock one at a time; questions take none |
//!
//! | of the stream documents | here |
//! | --- | --- |
//! | `event_queue.put` drops and reorders when it is full | [`StateManager::put`] waits for room; what a full disk loses is declared in the journal |
//! | `current_state` is changed from outside | [`StateManager::current_state`] is the fold of the stored events; nothing else changes it |
//! | `recover_from_crash` looks at one session and repeats events | every session that lost its recorder is marked, once; the state is folded from a snapshot that holds |
//! | an event of a session that does not exist is an orphan | a session is begun by [`StateManager::start_session`] |

mod error;
mod stream;
mod types;
mod upkeep;
mod workflow;

pub use error::StateError;
pub use types::{
    DayCost, PhaseCompletion, Price, Session, SessionStatistics, SessionStatus, SessionSummary,
    WorkflowContext,
};

use crate::core::ambient;
use crate::core::key;
use crate::core::model::money::MicroUsd;
use crate::core::record::{Feedback, NoFeedback, Options, RecordError, Recorder};
use crate::core::store::{Ask, Created, Opening, Place, Reader, SessionRow};
use crate::core::workflow::Workflows;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long answers and steps wait for somebody else who writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database of sessions, as a program uses it that embeds wfstate.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("state.db");
/// use wfstate::StateManager;
/// use serde_json::json;
///
/// let manager = StateManager::new(&path)?;
/// let id = manager.create_session("TechCorp")?;
/// manager.save_phase_completion(&id, "phase_1", &json!({"profile": "data"}), 5000, 0.02)?;
/// drop(manager); // or a crash
///
/// let manager = StateManager::new(&path)?;
/// let context = manager.resume_session(&id)?;
/// assert_eq!(context.last_completed_phase.as_deref(), Some("phase_1"));
/// assert_eq!(context.accumulated_cost.map(|c| c.to_string()).as_deref(), Some("$0.02"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StateManager {
    path: PathBuf,
    key_file: PathBuf,
    /// Taken for one step; nobody waits with it for anything but the disk. `None` while the file is wanted alone.
    steps: Mutex<Option<Workflows>>,
    /// Recordings of streams that this manager began.
    recorders: Mutex<HashMap<String, Recorder>>,
}

impl StateManager {
    /// Opens a database, makes it where it is missing, and marks every session that lost its process as interrupted.
    /// An earlier schema is refused: migrating is a step of its own.
    pub fn new(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let path = path.as_ref().to_owned();
        let key_file = key::default_path(&path);
        let steps = Mutex::new(Some(workflows(&path, &key_file)?));
        Ok(Self { path, key_file, steps, recorders: Mutex::default() })
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes a step, or whatever else needs the writer.
    fn step<T, E>(&self, work: impl FnOnce(&mut Workflows) -> Result<T, E>) -> Result<T, StateError>
    where
        StateError: From<E>,
    {
        let mut steps = self.steps();
        if steps.is_none() {
            *steps = Some(workflows(&self.path, &self.key_file)?);
        }
        let gone = || StateError::Record(RecordError::System(std::io::Error::other("the writer is gone")));
        Ok(work(steps.as_mut().ok_or_else(gone)?)?)
    }

    fn steps(&self) -> MutexGuard<'_, Option<Workflows>> {
        // A step that panicked was rolled back when it was dropped.
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> Result<Reader, StateError> {
        Ok(Reader::open(&self.path, PATIENCE)?)
    }

    fn row(reader: &Reader, session_id: &str) -> Result<SessionRow, StateError> {
        let found = reader.ask(|q| q.session(session_id))?;
        found.ok_or_else(|| StateError::SessionNotFound(session_id.to_owned()))
    }
}

/// A writer for steps, which this process has the sessions for.
fn workflows(path: &Path, key_file: &Path) -> Result<Workflows, StateError> {
    let created = Created { uuid: ambient::database_uuid()?, at: ambient::now() };
    let opening = Opening {
        create: Some(created),
        durable: true,
        lock_timeout: PATIENCE,
        owner: ambient::process_name(),
    };
    let options = Options {
        key_file: Some(key_file.to_owned()),
        source: "library".into(),
        ..Options::new(Place::parse(path), opening)
    };
    let mut workflows = Workflows::open(options, &mut Quiet)?;
    workflows.hold_for(Some(ambient::process_name()));
    Ok(workflows)
}

/// Whoever embeds the manager has the errors; there is nobody else to tell.
struct Quiet;

impl Feedback for Quiet {}

/// Somebody who is told nothing, where a box is asked for.
fn nobody() -> Box<dyn Feedback> {
    Box::new(NoFeedback)
}
