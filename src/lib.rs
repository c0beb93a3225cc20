//! **wfstate**, the flight recorder for local AI sessions: every event of a session is written durably while it
//! happens, the state at any instant can be computed again, bit for bit, and all of it is one SQLite file.
//!
//! # The map
//!
//! One direction: `main → cli → core (verbs) → core::store (SQL) → core::model (values)`. A layer names only
//! layers to its right; `tests/architecture.rs` fails otherwise.
//!
//! | room | what is in it |
//! | --- | --- |
//! | [`model`] | values: events and what they do to a [`State`](model::state::State), energy, time, ids, JSON, seals |
//! | [`store`] | the database: the only SQL, the only connection; [`Reader`] cannot write |
//! | [`decode`] | one line → events: the three envelopes, checked |
//! | [`record`] | source → decode → redact → place → batch → commit → acknowledge; [`Recorder`] for programs |
//! | [`fold`] | stored events → state, from zero or from a snapshot; steps over holes that the journal declares |
//! | [`workflow`] | sessions of phases, each step one transaction; [`StateManager`] for programs |
//! | [`cost`] | what was spent by day, model and label; [`trend`] what grows, both from the events of [`passing`] time |
//! | [`anomaly`] | what is out of the ordinary in a session, each a rule |
//! | [`validate`] | checks of a database, each a rule; nothing is changed |
//! | [`backup`] | backups: made while somebody records, listed, thinned out, verified by a drill |
//! | [`restore`] | from a backup to a database, whole or at a point in time |
//! | [`purge`] | sessions, or the words of single events, deleted for ever: plan, one transaction, proof, receipt |
//! | [`hold`] | what may not be deleted; whatever deletes asks for a clearance |
//! | [`archive`] | cold events packed in place, or into a file of some sessions |
//! | [`pack`] | a database in one file to keep elsewhere: backups and archives |
//! | [`report`] | what a validation found, in the languages of CI systems and of people |
//! | [`salvage`] | a new database out of what the seals of a damaged one still prove |
//! | [`fixture`] | databases made to be checked: whole ones of any size, and for each rule one that breaks it |
//! | [`compact`] | the first events of a session, replaced by the verified state after them |
//! | [`retention`] | what of the past is kept: a plan, and carrying it out |
//! | [`maintain`] | the log, statistics, free pages, leftovers |
//! | [`config`] | layered configuration, each value with its origin |
//! | [`cli`] | arguments, commands, rendering; the binary and nothing else |
//!
//! # Invariants
//!
//! - A session's `seq` is 1, 2, 3 … without a gap; the state is a function of its events alone. (Only
//!   [`salvage`] leaves holes, each declared in the journal.)
//! - Energy is an integer of micro-EU; nothing that is summed is ever a float.
//! - Payloads are stored as the bytes that were received (content replaced by its commitment at the door), and
//!   those bytes are what the seals cover. Nothing is re-serialised in order to hash it.
//! - An acknowledgement is sent after COMMIT returned, never before; what waits in a spill file waits for its own.
//! - What has to be dropped is dropped before it has a seq, and declared in the journal.
//! - What is deleted for ever is deleted in one transaction, and whoever comes next finishes what was interrupted.
//! - A log that somebody else may be writing is not judged; one that is damaged is not written.
//! - An event is a row or stands in one block of [`store::segment`], and who asks [`store::Query`] does not see which;
//!   the seals are the same.
//! - What the recorder itself has to say goes to the journal, beside the log.
//!
//! # What comes next, and where it fits
//!
//! - **A second engine.** SQL is in [`store`] alone; [`store::Reader`], [`store::Writer`] and the rows they
//!   exchange are the interface that another engine implements.
//!
//! # As a library
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let path = dir.path().join("state.db");
//! use wfstate::{Event, Reader, Recorder, RecorderOptions, fold};
//!
//! let mut recorder = Recorder::open(RecorderOptions::new(&path)?)?;
//! recorder.try_record(&Event {
//!     type_name: "user.action",
//!     data: r#"{"action":"pause"}"#,
//!     ..Event::default()
//! })?;
//! let summary = recorder.finish()?;
//!
//! let reader = Reader::open(&path, std::time::Duration::from_secs(5))?;
//! let session = reader.read(|q| q.session(&summary.sessions[0].session_id))?.ok_or("gone")?;
//! let last_seq = reader.read(|q| q.last_seq(session.no))?;
//! let end = fold::fold_from(&reader, session.no, fold::Position::default(), last_seq)?;
//! assert_eq!(end.state.session.actions, 1);
//! assert_eq!(Some(end.state.hash()), session.state_hash);
//! # Ok(())
//! # }
//! ```

pub mod cli;
mod core;

pub use crate::core::library::Store;
pub use crate::core::manager::{StateError, StateManager};
pub use crate::core::store::{Reader, Writer};
pub use crate::core::{
    ambient, anomaly, archive, audit, backup, cache, compact, config, cost, decode, export, fixture, fold,
    hold, import, key, maintain, manager, model, observer, pack, passing, purge, record, recover, report,
    restore, retention, salvage, select, selection, store, trend, validate, workflow,
};
pub use record::{Event, Feedback, Full, Recorder, RecorderOptions};
