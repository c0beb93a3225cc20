//! One event, committed before the call returns.

use super::{Engine, Feedback, Options, RecordError, Summary};
use crate::core::decode::{Code, Refusal};
use crate::core::store::{Ask, Place, Reader, StoreError};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt::Write;

/// An event to be appended.
#[derive(Debug, Clone, Default)]
pub struct OneEvent {
    /// Its type.
    pub type_name: String,
    /// Its data, a JSON object.
    pub data: String,
    /// Its time as a producer would send it; `None` is now.
    pub timestamp: Option<String>,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it adds to the energy, as a JSON number.
    pub energy_delta: Option<String>,
    /// The producer's key for it.
    pub key: Option<String>,
    /// The session must stand at this event, or nothing is appended.
    pub expect_seq: Option<u64>,
    /// Make the session where it does not exist.
    pub create: bool,
}

/// Appends one event to the session that the options name.
pub fn append_one(
    options: Options,
    event: &OneEvent,
    feedback: Box<dyn Feedback>,
) -> Result<Summary, RecordError> {
    let session = options.session.clone().unwrap_or_default();
    let line = line_of(event)?;
    expect(&options, &session, event)?;
    let options = Options { resume: true, abort_on_invalid: true, hold_refused: false, ..options };
    let mut engine = Engine::start(options, feedback)?;
    if event.expect_seq.is_some() {
        // Asked again under the lease: another process may have been faster.
        engine.open_own_for(&event.type_name)?;
        let last_seq = engine.own_seq().unwrap_or(0);
        if let Err(e) = stands_at(&session, last_seq, event) {
            engine.finish()?;
            return Err(e);
        }
    }
    let taken = engine.line(line.as_bytes());
    let summary = engine.finish()?;
    match taken {
        Ok(()) => Ok(summary),
        Err(RecordError::Invalid { refusal, .. }) => Err(RecordError::Refused(refusal)),
        Err(e) => Err(e),
    }
}

/// The event as a line of a stream, so that it takes the road that every event takes. What is JSON already is
/// put in as it stands.
pub fn line_of(event: &OneEvent) -> Result<String, RecordError> {
    let raw = |what: &str, json: &str| {
        RawValue::from_string(json.to_owned()).map_err(|e| {
            RecordError::Refused(Refusal::whole(Code::MalformedJson, format!("{what} is not JSON: {e}")))
        })
    };
    let mut members: Vec<(&str, Box<RawValue>)> = vec![("data", raw("the data", &event.data)?)];
    let mut plain = Map::new();
    plain.insert("type".into(), event.type_name.clone().into());
    if let Some(frame) = event.frame {
        plain.insert("frame_id".into(), frame.into());
    }
    if let Some(key) = &event.key {
        plain.insert("event_key".into(), key.clone().into());
    }
    if let Some(time) = &event.timestamp {
        let integer = time.parse::<i64>().map(Value::from);
        plain.insert("timestamp".into(), integer.unwrap_or_else(|_| time.clone().into()));
    }
    if let Some(delta) = &event.energy_delta {
        members.push(("energy_delta", raw("the energy", delta)?));
    }
    let mut line = Value::Object(plain).to_string();
    line.pop();
    for (name, json) in members {
        let _ = write!(line, ",\"{name}\":{}", json.get().replace(['\n', '\r'], " "));
    }
    line.push('}');
    Ok(line)
}

/// The session must exist (unless it may be made) and stand where it is expected to.
fn expect(options: &Options, session: &str, event: &OneEvent) -> Result<(), RecordError> {
    let Place::File(path) = &options.place else { return Ok(()) };
    let reader = match Reader::open(path, options.opening.lock_timeout) {
        Ok(reader) => reader,
        Err(StoreError::Missing { .. }) if event.create && options.opening.create.is_some() => {
            return stands_at(session, 0, event);
        }
        Err(e) => return Err(e.into()),
    };
    match reader.ask(|q| q.session(session))? {
        Some(row) => stands_at(session, reader.ask(|q| q.last_seq(row.no))?, event),
        None if event.create => stands_at(session, 0, event),
        None => Err(RecordError::NoSession(session.to_owned())),
    }
}

fn stands_at(session: &str, last_seq: u64, event: &OneEvent) -> Result<(), RecordError> {
    match event.expect_seq.filter(|want| *want != last_seq) {
        None => Ok(()),
        Some(want) => {
            let message = format!("session {session} stands at event {last_seq}, not at {want}");
            Err(RecordError::Refused(Refusal::whole(Code::KeyConflict, message)))
        }
    }
}
