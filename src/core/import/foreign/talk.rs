//! What the logs of agents have in common: sessions of prompts, answers, calls of tools and failures. A reader says
//! what it found; the words in it go under the names that the policy of content knows, and nothing is made up: what
//! the log does not say is null, and noted once a session.
//!
//! | event | data besides words |
//! | --- | --- |
//! | `user.prompt` | `prompt_id`, `length` in characters |
//! | `ai.output` | one text of an answer, whole: where its tokens end is not known |
//! | `ai.response_complete` | `total_tokens` = those of the answer; `input_tokens`, `output_tokens`, `cache_*_tokens`, `response_id`, `cost_micro_usd` (null is unpriced) |
//! | `ai.model_change` | another model answers than before |
//! | `ai.thinking`, `agent.context`, `tool.call`, `tool.result` | of no table: all text in them is under `content` |
//! | `error` | a code; what was said of it is content |

mod reply;

pub use reply::{Reply, Usage};

use super::{Head, Source, Telling, What};
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::seen::Known;
use crate::core::import::{Job, seen::Seen};
use crate::core::model::id::{SessionId, is_model_id};
use crate::core::model::privacy::hex;
use crate::core::model::time::Timestamp;
use reply::Sum;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};

/// The longest id that is kept: two of them make a key.
const MAX_ID: usize = 96;

/// Where and when something happened.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The session, as ours are called.
    pub session: String,
    /// The time that the log says.
    pub at: Option<Timestamp>,
    /// Where in the file, in words.
    pub place: String,
}

/// A log that is being told.
pub struct Talk<'t> {
    telling: Telling<'t>,
    seen: &'t Seen<'t>,
    file: u32,
    format: &'static str,
    sessions: BTreeMap<String, Session>,
    said: HashSet<(String, &'static str)>,
}

/// What is kept of a session.
#[derive(Debug, Default)]
struct Session {
    model: Option<String>,
    last: Option<Timestamp>,
    sum: Sum,
    elsewhere: u64,
    repeated: u64,
    unfinished: bool,
    told: bool,
    version: Option<String>,
}

impl<'t> Talk<'t> {
    /// Begins.
    pub fn begin(input: &'t Input, job: &'t Job<'_>, format: &'static str) -> Result<Self, ImportError> {
        job.seen.prepare()?;
        let telling = Telling::begin(input, job, format, own_name(input, format))?;
        let (sessions, said) = (BTreeMap::new(), HashSet::new());
        Ok(Self { telling, seen: job.seen, file: job.file, format, sessions, said })
    }

    /// Whether a thing with this id is to be told: not where this file or another session has it already.
    pub fn is_new(&mut self, spot: &Spot, id: &str) -> bool {
        match self.known(spot, id) {
            Known::New => true,
            Known::Again => {
                self.of(spot).repeated += 1;
                false
            }
            Known::Elsewhere => {
                self.of(spot).elsewhere += 1;
                false
            }
        }
    }

    /// The same, of a thing that comes in parts.
    pub fn known(&self, spot: &Spot, id: &str) -> Known {
        self.seen.claim(self.file, &spot.session, id)
    }

    /// A line of it was passed over because another session has it.
    pub fn passed(&mut self, spot: &Spot) {
        self.of(spot).elsewhere += 1;
    }

    /// The program that wrote the log.
    pub fn version(&mut self, spot: &Spot, version: &str) {
        let session = self.of(spot);
        if session.version.is_none() && version.len() <= 40 && is_name(version) {
            session.version = Some(version.to_owned());
        }
    }

    /// Somebody asks.
    pub fn prompt(&mut self, spot: &Spot, id: &str, text: Option<&str>) -> Result<(), ImportError> {
        let mut data = json!({ "prompt_id": id, "interface": "text", "truncated": false });
        if let Some(text) = text {
            data["length"] = json!(text.chars().count());
            data["prompt_text"] = json!(text);
        }
        self.event(spot, "user.prompt", id, data)
    }

    /// A text of an answer.
    pub fn answer(&mut self, spot: &Spot, key: &str, part: &Part<'_>) -> Result<(), ImportError> {
        let model = self.model(spot, part.model)?;
        let why =
            "an answer is told as one piece: the log does not say where its tokens end and when each came";
        self.degraded(spot, "no_token_times", why);
        let data = json!({ "prompt_id": part.prompt_id, "token_index": part.index, "is_last": part.is_last,
            "model_id": model, "response_id": part.response_id, "token": part.text });
        self.event(spot, "ai.output", key, data)
    }

    /// An answer is whole.
    pub fn complete(&mut self, spot: &Spot, key: &str, reply: &Reply) -> Result<(), ImportError> {
        let model = self.model(spot, reply.model.as_deref())?;
        for (missing, code, why) in reply.gaps() {
            if missing {
                self.degraded(spot, code, why);
            }
        }
        self.of(spot).sum.add(reply);
        self.event(spot, "ai.response_complete", key, reply.data(&model))
    }

    /// Anything else: a type of no table, its words under `content`.
    pub fn other(
        &mut self,
        spot: &Spot,
        name: &str,
        key: &str,
        (mut data, content): (Value, Option<&Value>),
    ) -> Result<(), ImportError> {
        if let (Some(content), Some(data)) = (content.filter(|c| !c.is_null()), data.as_object_mut()) {
            data.insert("content".into(), worded(content));
        }
        self.event(spot, name, key, data)
    }

    /// Something failed. What the log says of it is content.
    pub fn failure(&mut self, spot: &Spot, key: &str, failure: &Failure<'_>) -> Result<(), ImportError> {
        let code = failure.code.filter(|c| is_name(c)).unwrap_or("error");
        let mut data = json!({ "error_code": code, "error_message": "the log tells of an error",
            "component": failure.component, "severity": "high", "recoverable": failure.recoverable });
        if let Some(said) = failure.said.filter(|s| !s.is_null()) {
            data["message"] = worded(said);
        }
        self.event(spot, "error", key, data)
    }

    /// The session's log breaks off.
    pub fn unfinished(&mut self, spot: &Spot) {
        self.of(spot).unfinished = true;
    }

    /// Something is not in what is told.
    pub fn left_out(&mut self, code: &'static str, place: &str, why: impl Into<String>) {
        self.telling.note(What::LeftOut, code, place, why);
    }

    /// Something is less than it could be: said once a session.
    pub fn degraded(&mut self, spot: &Spot, code: &'static str, why: &str) {
        if self.first(&spot.session, code) {
            self.telling.note(What::Degraded, code, format!("session {}", spot.session), why);
        }
    }

    /// The same of the whole file.
    pub fn degraded_file(&mut self, code: &'static str, place: &str, why: &str) {
        if self.first("", code) {
            self.telling.note(What::Degraded, code, place, why);
        }
    }

    /// Ends.
    pub fn finish(mut self) -> Result<Source, ImportError> {
        for (name, session) in std::mem::take(&mut self.sessions) {
            let place = format!("session {name}");
            for (n, why) in [
                (session.elsewhere, "of its entries are in a session that came before, and count there"),
                (session.repeated, "of its entries stand in the file more than once, and count once"),
            ] {
                if n > 0 {
                    self.telling.note(What::Repaired, "seen_before", place.clone(), format!("{n} {why}"));
                }
            }
            if !session.told {
                continue;
            }
            let why = "the log does not say whether the session came to its end";
            self.telling.note(What::Degraded, "no_end", place, why);
            self.telling.says(head(name, &session, self.format));
        }
        self.telling.finish()
    }

    fn first(&mut self, session: &str, code: &'static str) -> bool {
        !self.said.contains(&(session.to_owned(), code)) && self.said.insert((session.to_owned(), code))
    }

    fn of(&mut self, spot: &Spot) -> &mut Session {
        if !self.sessions.contains_key(&spot.session) {
            self.sessions.insert(spot.session.clone(), Session::default());
        }
        self.sessions.entry(spot.session.clone()).or_default()
    }

    /// The model that answers, as models may be called; told where it is another than before.
    fn model(&mut self, spot: &Spot, sent: Option<&str>) -> Result<String, ImportError> {
        let name = sent.map_or_else(|| "unknown".to_owned(), model_name);
        match sent {
            None => self.degraded(spot, "no_model", "the log does not say which model answers: `unknown`"),
            Some(sent) if sent != name && self.first(&spot.session, "model_name") => {
                let why =
                    format!("a model is called `{name}`: a model id has letters, digits and _ . : / @ + -");
                self.telling.note(What::Repaired, "model_name", spot.place.clone(), why);
            }
            Some(_) => {}
        }
        let before = self.of(spot).model.replace(name.clone());
        if before.as_ref() == Some(&name) {
            return Ok(name);
        }
        let mut data = json!({ "model_id": name });
        if let Some(before) = before {
            data["previous_model_id"] = json!(before);
        }
        self.tell(spot, "ai.model_change", None, data)?;
        Ok(name)
    }

    fn event(&mut self, spot: &Spot, name: &str, key: &str, data: Value) -> Result<(), ImportError> {
        self.tell(spot, name, Some(key), data)
    }

    fn tell(&mut self, spot: &Spot, name: &str, key: Option<&str>, data: Value) -> Result<(), ImportError> {
        let session = self.of(spot);
        let at = spot.at.or(session.last);
        session.last = at;
        if !std::mem::replace(&mut session.told, true) {
            let head = Head { session_id: spot.session.clone(), kind: "stream", ..Head::default() };
            self.telling.session(head)?;
        }
        if spot.at.is_none() {
            let why = "an entry has no time, and is told with that of the one before it";
            self.degraded(spot, "no_time", why);
        }
        let mut event = Map::new();
        event.insert("session_id".into(), json!(spot.session));
        if let Some(at) = at {
            event.insert("timestamp".into(), json!(at.to_string()));
        }
        if let Some(key) = key {
            event.insert("event_key".into(), json!(key));
        }
        event.insert("type".into(), json!(name));
        event.insert("data".into(), data);
        let event = serde_json::to_vec(&event).map_err(std::io::Error::other)?;
        self.telling.event(&|| spot.place.clone(), &event).map(drop)
    }
}

/// A text of an answer.
#[derive(Debug)]
pub struct Part<'p> {
    /// What it answers.
    pub prompt_id: &'p str,
    /// The answer that it is of.
    pub response_id: &'p str,
    /// Who says it.
    pub model: Option<&'p str>,
    /// Its number among the texts of the answer.
    pub index: u64,
    /// Whether the answer ends with it.
    pub is_last: bool,
    /// The words.
    pub text: &'p str,
}

/// Something failed.
#[derive(Debug)]
pub struct Failure<'f> {
    /// The log's word for the kind of failure.
    pub code: Option<&'f str>,
    /// What failed.
    pub component: &'static str,
    /// Whether it was tried again.
    pub recoverable: bool,
    /// What the log says of it.
    pub said: Option<&'f Value>,
}

/// What is said of a session. It has no name: titles are words.
fn head(session_id: String, session: &Session, format: &'static str) -> Head {
    let mut metadata = Map::new();
    metadata.insert("agent".into(), json!({ "log": format, "version": session.version }));
    metadata.insert("usage".into(), session.sum.json());
    let clean = session.unfinished.then_some(false);
    Head { session_id, kind: "stream", clean, metadata, ..Head::default() }
}

/// Words as they are replaced: flags and numbers say nothing by themselves, but may among words.
fn worded(content: &Value) -> Value {
    match content {
        Value::Bool(_) | Value::Number(_) => json!(content.to_string()),
        _ => content.clone(),
    }
}

/// Whether a text is a name and not words: letters, digits and a few signs, without space.
pub fn is_name(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'/' | b'-');
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(sign)
}

/// A member that is a name.
pub fn name_in<'v>(value: &'v Value, member: &str) -> Option<&'v str> {
    value.get(member)?.as_str().filter(|t| is_name(t))
}

/// A session's name as ours are called: another one, always the same, where it would not do.
pub fn session_name(sent: &str) -> String {
    if SessionId::check(sent).is_ok() {
        return sent.to_owned();
    }
    format!("session_{}", hex(&Sha256::digest(sent)[..8]))
}

/// A model's name as ours are called.
fn model_name(sent: &str) -> String {
    if is_model_id(sent) {
        return sent.to_owned();
    }
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '/' | '@' | '+' | '-');
    let name: String = sent.chars().map(|c| if sign(c) { c } else { '_' }).take(200).collect();
    if is_model_id(&name) { name } else { format!("m{}", name.chars().take(199).collect::<String>()) }
}

/// The session of entries that name none: the file's name says it, which stays while the file grows.
fn own_name(input: &Input, format: &str) -> String {
    let stem = input.known.as_deref().and_then(|p| p.file_stem()?.to_str());
    match stem.filter(|s| SessionId::check(s).is_ok()) {
        Some(stem) => stem.to_owned(),
        None => format!("{format}_{}", input.sha256.get(..12).unwrap_or("0")),
    }
}
