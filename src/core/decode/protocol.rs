//! WF-TECH-003 protocol messages as events. **MESSAGE TABLE**: one row a message type.
//!
//! A number is carried over as its literal, byte for byte; members that no row names are kept under their own
//! name, so that nothing of a message is lost.

use super::Incoming;
use super::envelope::{Envelope, time_flags};
use super::refusal::{Code, Refusal};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{Flags, health, spec_of};
use crate::core::model::id::MAX_EVENT_KEY_BYTES;
use crate::core::model::json::{Fields, Kind, Member, Scanner, Value, text};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One message type.
struct Row {
    message: &'static str,
    event: &'static str,
    /// Members that are renamed.
    rename: &'static [(&'static str, &'static str)],
    /// Members that the event needs and the message does not have, as JSON.
    supply: &'static [(&'static str, &'static str)],
}

static MESSAGES: &[Row] = &[
    Row {
        message: "energy_update",
        event: "energy.update",
        rename: &[
            ("totalEnergy", "accumulator"),
            ("deltaEnergy", "energy"),
            ("tokensGenerated", "token_count"),
            ("processingTime", "frame_budget_used"),
            ("modelId", "model_id"),
        ],
        supply: &[],
    },
    Row { message: "energy_field", event: "energy.field", rename: &[], supply: &[] },
    Row {
        message: "heartbeat",
        event: "health.heartbeat",
        rename: &[("frameRate", "fps")],
        supply: &[("system_health", "\"healthy\""), ("fps", "0")],
    },
    Row {
        message: "startup_complete",
        event: "system.start",
        rename: &[("model", "model_id"), ("tier", "hardware_tier"), ("capabilities", "features_enabled")],
        // The protocol has no user and is served on loopback only.
        supply: &[("user_id", "\"default\""), ("mode", "\"offline\"")],
    },
    Row {
        message: "interference_event",
        event: "pattern.interference",
        rename: &[
            ("models", "models_involved"),
            ("modelsInvolved", "models_involved"),
            ("patternType", "interference_type"),
            ("interferenceType", "interference_type"),
            ("intensity", "strength"),
            ("durationMs", "duration_ms"),
        ],
        supply: &[],
    },
    Row {
        message: "resonance_event",
        event: "pattern.resonance",
        rename: &[
            ("models", "models_involved"),
            ("participants", "models_involved"),
            ("modelsInvolved", "models_involved"),
            ("frequency", "resonance_frequency"),
            ("resonanceFrequency", "resonance_frequency"),
            ("synchronizationLevel", "synchronization_level"),
            ("harmonyDetected", "harmony_detected"),
            ("energyAmplification", "energy_amplification"),
        ],
        supply: &[],
    },
    Row { message: "reward_event", event: "experience.reward", rename: &[], supply: &[] },
    Row {
        message: "error_event",
        event: "error",
        rename: &[("code", "error_code"), ("message", "error_message")],
        supply: &[("recoverable", "true"), ("component", "\"unknown\"")],
    },
];

/// Split into one event a token, hence no row.
const TOKEN_STREAM: &str = "token_stream";

/// Whether a type is a message of the protocol.
pub fn is_message(name: &str) -> bool {
    name == TOKEN_STREAM || MESSAGES.iter().any(|row| row.message == name)
}

/// Makes events of messages, in buffers that the decoder keeps.
pub struct Maker<'m> {
    /// Scans what was built.
    pub scanner: &'m mut Scanner,
    /// The data that is built.
    pub built: &'m mut Vec<u8>,
    /// Its members.
    pub members: &'m mut Vec<Member>,
}

/// A message of tokens becomes no more than this, in bytes: what is not a token stands in every event.
const MAX_TOKEN_EVENTS_BYTES: usize = 4 << 20;

type Sink<'s> = dyn FnMut(Incoming<'_>) -> Result<(), Refusal> + 's;

impl Maker<'_> {
    /// The events of one message.
    pub fn events(&mut self, envelope: &Envelope<'_>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
        let payload = envelope.data()?;
        if envelope.name == TOKEN_STREAM {
            return self.tokens(envelope, &payload, sink);
        }
        match MESSAGES.iter().find(|row| row.message == envelope.name) {
            Some(row) => {
                let energy = self.map(row, &payload)?;
                let energy = envelope.energy_delta()?.or(energy);
                self.send(envelope, row.event, energy, envelope.key()?, sink)
            }
            // A message that the protocol has learnt since: kept whole under its own name.
            None => {
                self.built.clear();
                self.built.extend_from_slice(payload.object());
                self.send(envelope, &envelope.name, envelope.energy_delta()?, envelope.key()?, sink)
            }
        }
    }

    /// Builds the data of a row's event; gives what it adds to the energy.
    fn map(&mut self, row: &Row, payload: &Fields<'_>) -> Result<Option<MicroEu>, Refusal> {
        let mut energy = None;
        let mut object = Object::begin(self.built);
        for (key, value) in payload.iter() {
            let name = row.rename.iter().find(|(from, _)| *from == key).map_or(key.as_ref(), |(_, to)| to);
            match (row.message, key.as_ref()) {
                ("energy_update", "deltaEnergy") => {
                    let delta = MicroEu::from_literal(value.literal()).ok_or_else(bad_delta)?;
                    energy = Some(delta);
                    if delta < MicroEu::ZERO {
                        // The energy of a frame is never negative; the sign is in what it adds.
                        object.raw("energy", "0");
                        object.raw("deltaEnergy", value.literal());
                        continue;
                    }
                }
                ("startup_complete", "tier") => {
                    object.string(name, tier(&value));
                    continue;
                }
                ("error_event", "severity") => {
                    let sent = value.text().unwrap_or_default();
                    object.string(name, health::severity(&sent).unwrap_or(&sent));
                    continue;
                }
                _ => {}
            }
            object.raw(name, value.literal());
        }
        // `raw` keeps the first of a name: only what the message left out is supplied.
        for (name, json) in row.supply {
            object.raw(name, json);
        }
        object.end();
        Ok(energy)
    }

    /// One `ai.output` a token; the last one carries the cost, and whether the response is complete. A message
    /// without tokens still says that: one event with an empty token.
    fn tokens(&mut self, e: &Envelope<'_>, payload: &Fields<'_>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
        let tokens = payload.get("tokens").and_then(|v| v.texts());
        let Some(mut tokens) = tokens else {
            let rule = "`tokens` must be a list of strings";
            return Err(Refusal::new(Code::InvalidField, "/payload/tokens", rule));
        };
        if tokens.is_empty() {
            tokens.push(String::new());
        }
        let last = tokens.len() - 1;
        bound(e, payload, tokens.len())?;
        let keys = TokenKeys::new(e.key()?, last)?;
        let complete = payload.flag("isComplete").unwrap_or(false);
        let cost = e.energy_delta()?.or(cost_of(payload)?);
        let prompt =
            payload.text("promptId").or_else(|| payload.text("sessionId")).unwrap_or("unknown".into());
        for (index, token) in tokens.iter().enumerate() {
            let mut object = Object::begin(self.built);
            object.string("prompt_id", &prompt);
            object.raw("token_index", &index.to_string());
            object.raw("is_last", if complete && index == last { "true" } else { "false" });
            object.string("token", token);
            for (key, value) in payload.iter() {
                match key.as_ref() {
                    "tokens" | "isComplete" | "promptId" => {}
                    "energyCost" if index != last => {}
                    "modelId" => object.raw("model_id", value.literal()),
                    other => object.raw(other, value.literal()),
                }
            }
            object.end();
            self.send(e, "ai.output", cost.filter(|_| index == last), keys.of(index), sink)?;
        }
        Ok(())
    }

    fn send(
        &mut self,
        envelope: &Envelope<'_>,
        name: &str,
        energy: Option<MicroEu>,
        key: Option<Cow<'_, str>>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Refusal> {
        let data = Fields::scan(self.scanner, self.built, self.members).map_err(Refusal::from)?;
        let sent_at = envelope.time()?;
        sink(Incoming {
            session: envelope.session()?,
            sent_at,
            name: name.to_owned().into(),
            spec: spec_of(name),
            seq: None,
            frame: envelope.frame_number()?,
            energy,
            flags: time_flags(sent_at).with(Flags::PROTOCOL),
            key,
            extra: envelope.extra(),
            data,
        })
    }
}

/// Refuses a message whose tokens, each with all the rest of it, would come to far more than was sent.
fn bound(e: &Envelope<'_>, payload: &Fields<'_>, tokens: usize) -> Result<(), Refusal> {
    let list = payload.get("tokens").map_or(0, |v| v.raw.len());
    let around = payload.object().len() - list + e.extra().map_or(0, |extra| extra.len());
    if around.saturating_mul(tokens).saturating_add(list) <= MAX_TOKEN_EVENTS_BYTES {
        return Ok(());
    }
    let rule = "the message would become more than 4 MiB of events, one a token";
    Err(Refusal::new(Code::TooManyValues, "/payload/tokens", rule))
}

/// What the last token of a message costs.
fn cost_of(payload: &Fields<'_>) -> Result<Option<MicroEu>, Refusal> {
    let Some(value) = payload.get("energyCost").filter(|v| v.kind != Kind::Null) else { return Ok(None) };
    match MicroEu::from_literal(value.literal()) {
        Some(cost) => Ok(Some(cost)),
        None => {
            let rule = "`energyCost` must be a number within ±9.2e12 EU";
            Err(Refusal::new(Code::BadEnergy, "/payload/energyCost", rule))
        }
    }
}

/// The keys of a message's events. The first has the message's own; one key cannot stand for several events.
struct TokenKeys<'k> {
    key: Option<Cow<'k, str>>,
}

impl<'k> TokenKeys<'k> {
    fn new(key: Option<Cow<'k, str>>, last: usize) -> Result<Self, Refusal> {
        let longest = |key: &str| if last == 0 { key.len() } else { format!("{key}#{last}").len() };
        if key.as_deref().is_some_and(|key| longest(key) > MAX_EVENT_KEY_BYTES) {
            let rule = "the key of a message of several tokens must leave room for #N within 200 bytes";
            return Err(Refusal::new(Code::BadKey, "/event_id", rule));
        }
        Ok(Self { key })
    }

    fn of(&self, index: usize) -> Option<Cow<'_, str>> {
        let key = self.key.as_deref()?;
        Some(if index == 0 { Cow::Borrowed(key) } else { Cow::Owned(format!("{key}#{index}")) })
    }
}

fn bad_delta() -> Refusal {
    Refusal::new(Code::BadEnergy, "/payload/deltaEnergy", "`deltaEnergy` must be a number within ±9.2e12 EU")
}

/// `Mid-Tier` and its like in the spelling of `system.start`.
fn tier(value: &Value<'_>) -> &'static str {
    match value.text().unwrap_or_default().to_ascii_lowercase().as_str() {
        t if t.starts_with("low") => "low",
        t if t.starts_with("high") => "high",
        _ => "mid",
    }
}

/// Writes one JSON object.
struct Object<'o> {
    out: &'o mut Vec<u8>,
    names: BTreeSet<String>,
}

impl<'o> Object<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.clear();
        out.push(b'{');
        Self { out, names: BTreeSet::new() }
    }

    /// A member whose value is JSON already. The first of two with one name stays.
    fn raw(&mut self, name: &str, json: &str) {
        if self.names.contains(name) {
            return;
        }
        let mut member = String::with_capacity(name.len() + json.len() + 4);
        if !self.names.is_empty() {
            member.push(',');
        }
        text::push_string(&mut member, name);
        member.push(':');
        member.push_str(json);
        self.out.extend_from_slice(member.as_bytes());
        self.names.insert(name.to_owned());
    }

    fn string(&mut self, name: &str, value: &str) {
        let mut json = String::new();
        text::push_string(&mut json, value);
        self.raw(name, &json);
    }

    fn end(self) {
        self.out.push(b'}');
    }
}
