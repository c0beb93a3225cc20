//! `llm`, Simon Willison's command line tool: its database of logs, `llm logs path`, in both forms that it has had.
//! (<https://llm.datasette.io/en/stable/logging.html>; looked at: 0.27 and 0.36.)
//!
//! | until 0.2x: `responses`, a row an answer | |
//! | --- | --- |
//! | `id`, `conversation_id` (null: a session of its own), `model`, `resolved_model`, `datetime_utc`, `duration_ms` | |
//! | `prompt`, `system`, `response`, `reasoning` | words; `prompt_fragments`, `fragments` hold more of the prompt |
//! | `input_tokens`, `output_tokens`; null in rows before 0.19 | `ai.response_complete` |
//! | `tool_calls` {`response_id`, `name`, `arguments`, `tool_call_id`}, `tool_results` {…, `output`, `exception`} | `tool.call`; `tool.result`, before the answer that was given them |
//!
//! | since: `turns`, a row an answer | |
//! | --- | --- |
//! | `id`, `thread_id`, `model`, `resolved_model`, `datetime_utc`, `duration_ms`, `input_tokens`, `output_tokens` | |
//! | `parent_message_hash`, `tip_message_hash` | what is between the two in the tree of `messages` is the answer; the messages of users and tools that end in the first are what was asked |
//! | `parts` {`message_hash`, `position`, `type`, `tool_name`, `text`, `payload`} | words; a text may stand in `payload.text_ref`, part by part in `fragments` |
//!
//! A database that was migrated has both, with different rows; they are told in this order. `datetime_utc` is when the
//! answer began, which is the time of the prompt; the answer's is later by `duration_ms`. The tool knows no prices. The
//! names of conversations are words of their first prompt, and are not taken; nor are `response_json` (the answer again,
//! as the provider sent it), options, schemas and attachments.

mod fragments;
mod responses;
mod turns;

use super::database;
use super::talk::{Reply, Spot, Talk, Usage, is_name, session_name};
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use crate::core::model::time::Timestamp;
use crate::core::store::foreign::{Cell, Foreign, Row};
use serde_json::{Value, json};

/// The name of the format.
const FORMAT: &str = "llm";

/// Whether a database has the tables.
pub fn has_tables(db: &Foreign) -> bool {
    let has = |(table, columns): (&str, &[&str])| db.has(table, columns);
    has(responses::TABLE) && db.has("conversations", &["id", "name", "model"])
        || has(turns::TABLE) && has(turns::MESSAGES) && has(turns::PARTS)
}

/// Reads a database of logs.
pub fn read(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    let db = database::open(input, job.options.opening.lock_timeout)?;
    if !has_tables(&db) {
        let why = "it has not the tables of llm's logs";
        return Err(ImportError::malformed(&input.name, "its tables", why));
    }
    let mut log = Log { db: &db, talk: Talk::begin(input, job, FORMAT)?, told: 0, job };
    if let Some(notice) = db.log_notice() {
        log.talk.left_out("damaged_log", "its write-ahead log", notice);
    }
    responses::tell(&mut log)?;
    turns::tell(&mut log)?;
    log.talk.finish()
}

/// A database that is being read.
struct Log<'l> {
    db: &'l Foreign,
    talk: Talk<'l>,
    told: u64,
    job: &'l Job<'l>,
}

/// What both forms say of an answer.
struct Turn {
    /// When it was asked.
    begin: Spot,
    /// When it was answered.
    end: Spot,
    id: String,
    model: Option<String>,
    resolved: Option<String>,
    usage: Usage,
    duration_ms: Option<u64>,
}

/// The columns of a turn, behind that of its session.
const COLUMNS: [&str; 7] =
    ["id", "model", "resolved_model", "datetime_utc", "duration_ms", "input_tokens", "output_tokens"];

impl Turn {
    /// Reads one; `None` where it has no name.
    fn read(row: &Row<'_>, table: &str) -> Option<Self> {
        let text = |n: usize| row.cell(n).text().map(str::to_owned);
        let count = |n: usize| row.cell(n).int().and_then(|n| u64::try_from(n).ok());
        let id = text(1).filter(|id| is_name(id))?;
        let session = text(0).filter(|s| !s.is_empty()).unwrap_or_else(|| id.clone());
        let (at, duration_ms) = (super::parse::time(text(4).map(Value::String).as_ref()), count(5));
        let place = format!("{table} {id}");
        let spot = |at| Spot { session: session_name(&session), at, place: place.clone() };
        let us = duration_ms.and_then(|ms| i64::try_from(ms).ok()?.checked_mul(1000)).unwrap_or(0);
        Some(Self {
            begin: spot(at),
            end: spot(at.map(|at| later(at, us))),
            id,
            model: text(2).filter(|m| !m.is_empty()),
            resolved: text(3).filter(|m| is_name(m)),
            usage: Usage { input: count(6), output: count(7), ..Usage::default() },
            duration_ms,
        })
    }

    fn reply(&self, prompt_id: &str) -> Reply {
        let mut reply = Reply {
            prompt_id: prompt_id.to_owned(),
            response_id: Some(self.id.clone()),
            model: self.model.clone(),
            usage: self.usage,
            duration_ms: self.duration_ms,
            ..Reply::default()
        };
        if let Some(resolved) = &self.resolved {
            reply.more.insert("resolved_model".into(), json!(resolved));
        }
        reply
    }
}

/// A time that would be none is not later.
fn later(at: Timestamp, us: i64) -> Timestamp {
    let later = at.plus_us(us);
    if Timestamp::parse(&later.to_string()).is_ok() { later } else { at }
}

impl Log<'_> {
    /// Whether a row is to be told; says where one is left out.
    fn takes(&mut self, turn: Option<Turn>, (table, row): (&str, &Row<'_>)) -> Option<Turn> {
        self.told += 1;
        if self.told.is_multiple_of(5_000) {
            self.job.observer.progress("read", self.told, None);
        }
        let Some(turn) = turn else {
            let place = format!("{table} row {}", row.number().unwrap_or_default());
            self.talk.left_out("missing_field", &place, "an answer without id");
            return None;
        };
        self.talk.is_new(&turn.begin, &turn.id).then_some(turn)
    }

    /// A text, where it can be read; says where it cannot.
    fn text(&mut self, cell: Cell<'_>, spot: &Spot) -> Option<String> {
        match cell {
            Cell::TooLong(bytes) => {
                let why = format!("a text of {bytes} bytes; up to 16 MiB are read");
                self.talk.left_out("too_long", &spot.place, why);
                None
            }
            Cell::Text(bytes) if std::str::from_utf8(bytes).is_err() => {
                self.talk.left_out("not_utf8", &spot.place, "a text that is not UTF-8");
                None
            }
            cell => cell.text().map(str::to_owned),
        }
    }
}

/// What a column holds as JSON; a text that is none is a text.
fn json_of(text: Option<String>) -> Option<Value> {
    text.map(|t| serde_json::from_str(&t).unwrap_or(Value::String(t)))
}
