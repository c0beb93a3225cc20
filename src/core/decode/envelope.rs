//! The outermost object of a line: which envelope it is, and its members as values.

use super::refusal::{Code, Refusal};
use super::{Incoming, protocol};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{Flags, energy, spec_of};
use crate::core::model::id::{MAX_EVENT_KEY_BYTES, SessionId, is_event_type};
use crate::core::model::json::{Fields, Kind, Member, Value, text};
use crate::core::model::time::{SentTime, Timestamp};
use std::borrow::Cow;

/// The members that an envelope can have, by the numbers below.
const NAMES: [&str; 12] = [
    "type",
    "session_id",
    "timestamp",
    "data",
    "payload",
    "frame_id",
    "energy_delta",
    "event_id",
    "event_key",
    "channel",
    "seq",
    "frameNumber",
];

/// The number of a name. A match is compiled to a look at the length first, which a search is not.
fn number_of(name: &str) -> Option<usize> {
    Some(match name {
        "type" => TYPE,
        "session_id" => SESSION_ID,
        "timestamp" => TIMESTAMP,
        "data" => DATA,
        "payload" => PAYLOAD,
        "frame_id" => FRAME_ID,
        "energy_delta" => ENERGY_DELTA,
        "event_id" => EVENT_ID,
        "event_key" => EVENT_KEY,
        "channel" => CHANNEL,
        "seq" => SEQ,
        "frameNumber" => FRAME_NUMBER,
        _ => return None,
    })
}

fn number_of_key(member: &Member, line: &str) -> Option<usize> {
    let key = member.key(line);
    if member.key_escaped { number_of(&text::unescape(key)) } else { number_of(key) }
}

const TYPE: usize = 0;
const SESSION_ID: usize = 1;
const TIMESTAMP: usize = 2;
const DATA: usize = 3;
const PAYLOAD: usize = 4;
const FRAME_ID: usize = 5;
const ENERGY_DELTA: usize = 6;
const EVENT_ID: usize = 7;
const EVENT_KEY: usize = 8;
const CHANNEL: usize = 9;
const SEQ: usize = 10;
const FRAME_NUMBER: usize = 11;

/// A line's outermost object.
pub struct Envelope<'a> {
    line: &'a str,
    members: &'a [Member],
    found: [Option<usize>; NAMES.len()],
    unknown: bool,
    /// The type as sent.
    pub name: Cow<'a, str>,
}

/// Sorts the members of a scanned line.
pub fn read<'a>(line: &'a str, members: &'a [Member]) -> Result<Envelope<'a>, Refusal> {
    let mut envelope =
        Envelope { line, members, found: [None; NAMES.len()], unknown: false, name: Cow::Borrowed("") };
    for (at, member) in members.iter().enumerate().filter(|(_, m)| m.depth == 1) {
        match number_of_key(member, line) {
            // A null is the same as nothing: tables and languages write absent values so.
            Some(which) if member.kind != Kind::Null => envelope.found[which] = Some(at),
            Some(_) => {}
            None => envelope.unknown = true,
        }
    }
    let Some(name) = envelope.value(TYPE) else {
        return Err(Refusal::new(Code::MissingField, "/type", "an event needs `type`"));
    };
    match name.text().map(first_version_bare).filter(|t| is_event_type(t)) {
        Some(name) => envelope.name = name,
        None => {
            let rule = "`type` must be a letter, then at most 127 letters, digits and _ . : / -, and perhaps @ and a version";
            return Err(Refusal::new(Code::BadType, "/type", rule));
        }
    }
    Ok(envelope)
}

/// The first version of a type has one name, so that nothing has to look for two.
fn first_version_bare(name: Cow<'_, str>) -> Cow<'_, str> {
    match name.strip_suffix("@1") {
        Some(bare) => Cow::Owned(bare.to_owned()),
        None => name,
    }
}

impl<'a> Envelope<'a> {
    fn value(&self, which: usize) -> Option<Value<'a>> {
        let member = &self.members[self.found[which]?];
        Some(Value { kind: member.kind, raw: member.value(self.line) })
    }

    /// Whether this is a message of the WF-TECH-003 protocol.
    pub fn is_protocol(&self) -> bool {
        let has = |which: usize| self.found[which].is_some();
        has(PAYLOAD) && !has(DATA) && !has(SEQ) && (has(CHANNEL) || protocol::is_message(&self.name))
    }

    /// `{"seq","type","payload"}`: the seq is the frame.
    fn is_frame_event(&self) -> bool {
        let has = |which: usize| self.found[which].is_some();
        has(SEQ) && !has(SESSION_ID) && !has(TIMESTAMP) && !has(FRAME_ID) && !has(DATA)
    }

    /// The data's members; they follow the entry of `data` (or `payload`) in the list.
    pub fn data(&self) -> Result<Fields<'a>, Refusal> {
        let at = match (self.found[DATA], self.found[PAYLOAD]) {
            (Some(_), Some(_)) => {
                let both = "`data` and `payload` are the same field; send one of them";
                return Err(Refusal::new(Code::AmbiguousData, "/payload", both));
            }
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => {
                return Err(Refusal::new(
                    Code::MissingField,
                    "/data",
                    "an event needs `data` (or `payload`)",
                ));
            }
        };
        if self.members[at].kind != Kind::Object {
            return Err(Refusal::new(Code::InvalidField, "/data", "`data` must be an object"));
        }
        let own = self.members[at + 1..].iter().take_while(|m| m.depth == 2).count();
        Ok(Fields::new(self.line, &self.members[at + 1..=at + own], 2).within(self.members[at].span()))
    }

    /// The session that is named.
    pub fn session(&self) -> Result<Option<Cow<'a, str>>, Refusal> {
        let Some(value) = self.value(SESSION_ID) else { return Ok(None) };
        let text = value.text().unwrap_or_default();
        match SessionId::check(&text) {
            Ok(()) => Ok(Some(text)),
            Err(e) => Err(Refusal::new(Code::BadSessionId, "/session_id", e.to_string())),
        }
    }

    /// The time that is sent.
    pub fn time(&self) -> Result<Option<SentTime>, Refusal> {
        let Some(value) = self.value(TIMESTAMP) else { return Ok(None) };
        let bad = |why: &str| Err(Refusal::new(Code::BadTime, "/timestamp", why));
        match value.kind {
            Kind::String => {
                Timestamp::parse(&value.text().unwrap_or_default()).map(Some).or_else(|e| bad(&e.to_string()))
            }
            Kind::Integer => match value.literal().parse().map(Timestamp::from_integer) {
                Ok(Ok(at)) => Ok(Some(SentTime { at, leap_second: false })),
                _ => bad("the time is out of range"),
            },
            _ => bad("a time is an RFC 3339 string or an integer of s, ms, µs or ns"),
        }
    }

    fn frame(&self) -> Result<Option<u64>, Refusal> {
        let which = if self.is_frame_event() {
            SEQ
        } else if self.found[FRAME_ID].is_some() {
            FRAME_ID
        } else {
            FRAME_NUMBER
        };
        let Some(value) = self.value(which) else { return Ok(None) };
        // Frames are kept as SQLite integers, hence the limit of an i64.
        match value.count().filter(|n| i64::try_from(*n).is_ok()) {
            Some(frame) => Ok(Some(frame)),
            None => {
                let pointer = format!("/{}", NAMES[which]);
                Err(Refusal::new(Code::BadFrame, &pointer, "a frame is an integer from 0 to 2^63-1"))
            }
        }
    }

    fn sequence(&self) -> Option<u64> {
        self.value(SEQ).filter(|_| !self.is_frame_event())?.count()
    }

    /// What the envelope itself adds to the energy.
    pub fn energy_delta(&self) -> Result<Option<MicroEu>, Refusal> {
        let Some(value) = self.value(ENERGY_DELTA) else { return Ok(None) };
        let number = matches!(value.kind, Kind::Integer | Kind::Float);
        match MicroEu::from_literal(value.literal()).filter(|_| number) {
            Some(energy) => Ok(Some(energy)),
            None => {
                let rule = "`energy_delta` must be a number within ±9.2e12 EU";
                Err(Refusal::new(Code::BadEnergy, "/energy_delta", rule))
            }
        }
    }

    /// The producer's own id: `event_key`, else `event_id`; a string or an integer.
    pub fn key(&self) -> Result<Option<Cow<'a, str>>, Refusal> {
        let which = if self.found[EVENT_KEY].is_some() { EVENT_KEY } else { EVENT_ID };
        let Some(value) = self.value(which) else { return Ok(None) };
        let key = match value.kind {
            Kind::String => value.text(),
            Kind::Integer => Some(Cow::Borrowed(value.literal())),
            _ => None,
        };
        match key.filter(|k| (1..=MAX_EVENT_KEY_BYTES).contains(&k.len())) {
            Some(key) => Ok(Some(key)),
            None => {
                let pointer = format!("/{}", NAMES[which]);
                let rule = "a key is a string of 1 to 200 bytes, or an integer";
                Err(Refusal::new(Code::BadKey, &pointer, rule))
            }
        }
    }

    /// The members that no envelope knows, so that nothing is lost.
    pub fn extra(&self) -> Option<String> {
        if !self.unknown {
            return None;
        }
        let mut out = String::from("{");
        let strangers = self.members.iter().filter(|m| m.depth == 1);
        for member in strangers.filter(|m| number_of_key(m, self.line).is_none()) {
            if out.len() > 1 {
                out.push(',');
            }
            text::push_string(&mut out, &text::unescape(member.key(self.line)));
            out.push(':');
            out.push_str(member.value(self.line));
        }
        out.push('}');
        Some(out)
    }

    /// The frame number of a protocol message.
    pub fn frame_number(&self) -> Result<Option<u64>, Refusal> {
        self.frame()
    }

    /// A state event or a frame event.
    pub fn into_event(self) -> Result<Incoming<'a>, Refusal> {
        let data = self.data()?;
        let sent_at = self.time()?;
        let mut flags = time_flags(sent_at);
        let mut energy = self.energy_delta()?;
        let spec = spec_of(&self.name);
        if energy.is_none() && spec.is_some_and(|s| std::ptr::eq(s, &raw const energy::UPDATE)) {
            energy = energy_of(&data)?;
            flags = flags.with(Flags::ENERGY_FROM_DATA);
        }
        Ok(Incoming {
            session: self.session()?,
            sent_at,
            spec,
            seq: self.sequence(),
            frame: self.frame()?,
            energy,
            flags,
            key: self.key()?,
            extra: self.extra(),
            data,
            name: self.name,
        })
    }
}

/// The `energy` of the data, which counts where the envelope has no `energy_delta`. That it is there and a number
/// is for the table of types to say; that it fits is said here, because it would be left out of the sum in silence.
fn energy_of(data: &Fields<'_>) -> Result<Option<MicroEu>, Refusal> {
    let Some(value) = data.get("energy").filter(|v| matches!(v.kind, Kind::Integer | Kind::Float)) else {
        return Ok(None);
    };
    match MicroEu::from_literal(value.literal()) {
        Some(energy) => Ok(Some(energy)),
        None => Err(Refusal::new(Code::BadEnergy, "/data/energy", "`energy` must be within ±9.2e12 EU")),
    }
}

/// What the time, or the lack of one, says about an event.
pub fn time_flags(sent_at: Option<SentTime>) -> Flags {
    match sent_at {
        None => Flags(Flags::CLOCK),
        Some(t) if t.leap_second => Flags(Flags::LEAP_SECOND),
        Some(_) => Flags(0),
    }
}
