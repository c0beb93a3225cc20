//! WF-TECH-003 protocol messages as events. **MESSAGE TABLE**: one row a message type.
//!
//! A number is carried over as its literal, byte for byte; members that no row names are kept under their own
//! name, so that nothing of a message is lost.

use super::envelope::{Envelope, time_flags};
use super::refusal::{Code, Refusal};
use super::Incoming;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{Flags, health, spec_of};
use crate::core::model::json::{Fields, Member, Scanner, Value, text};

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
                self.send(envelope, row.event, energy, sink)
            }
            // A message that the protocol has learnt since: kept whole under its own name.
            None => {
                self.built.clear();
                self.built.extend_from_slice(payload.object());
                self.send(envelope, &envelope.name, None, sink)
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
        let complete = payload.flag("isComplete").unwrap_or(false);
        let cost = payload.get("energyCost").and_then(|v| MicroEu::from_literal(v.literal()));
        let prompt = payload.text("promptId").or_else(|| payload.text("sessionId")).unwrap_or("unknown".into());
        let last = tokens.len() - 1;
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
            self.send(e, "ai.output", cost.filter(|_| index == last), sink)?;
        }
        Ok(())
    }

    fn send(
        &mut self,
        envelope: &Envelope<'_>,
        name: &str,
        energy: Option<MicroEu>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Refusal> {
        let data = Fields::scan(self.scanner, self.built, self.members).map_err(Refusal::from)?;
        let sent_at = envelope.time()?;
        sink(Incoming {
            session: envelope.session()?,
            sent_at,
            name: name.to_owned().into(),
            spec: spec_of(name),
            frame: envelope.frame_number()?,
            energy,
            flags: time_flags(sent_at).with(Flags::PROTOCOL),
            key: envelope.key()?,
            extra: envelope.extra(),
            data,
        })
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
    names: Vec<String>,
}

impl<'o> Object<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.clear();
        out.push(b'{');
        Self { out, names: Vec::new() }
    }

    /// A member whose value is JSON already. The first of two with one name stays.
    fn raw(&mut self, name: &str, json: &str) {
        if self.names.iter().any(|n| n == name) {
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
        self.names.push(name.to_owned());
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
