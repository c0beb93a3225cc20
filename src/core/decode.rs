//! One line in, events out: the three envelopes that wfstate takes, checked and brought into one form.
//!
//! Nothing is stored here and nothing is redacted yet; what comes out borrows from the line.

mod envelope;
mod protocol;
mod refusal;

pub use refusal::{Code, Refusal};

use crate::core::model::energy::MicroEu;
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::event::{Flags, system};
use crate::core::model::json::{Fields, Limits, Member, Scanner};
use crate::core::model::time::SentTime;
use crate::core::model::upcast::Upcast;
use std::borrow::Cow;

/// An event as a producer sent it, checked but not yet placed in a session.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// The session that it names; `None` means the recorder's own.
    pub session: Option<Cow<'a, str>>,
    /// Its time; `None` means the recorder's clock at arrival.
    pub sent_at: Option<SentTime>,
    /// Its type.
    pub name: Cow<'a, str>,
    /// The type's row in the table, if wfstate knows it.
    pub spec: Option<&'static TypeSpec>,
    /// Its number, where it was written out of a session; a recorder gives its own.
    pub seq: Option<u64>,
    /// Its frame.
    pub frame: Option<u64>,
    /// What it adds to the energy.
    pub energy: Option<MicroEu>,
    /// How it came in.
    pub flags: Flags,
    /// The producer's own id for it.
    pub key: Option<Cow<'a, str>>,
    /// Members of the envelope that wfstate does not know, as a JSON object.
    pub extra: Option<String>,
    /// Its data.
    pub data: Fields<'a>,
}

/// Decodes lines. Its buffers are kept, so that a steady stream allocates nothing.
#[derive(Debug, Default)]
pub struct Decoder {
    scanner: Scanner,
    members: Vec<Member>,
    built: Vec<u8>,
    built_members: Vec<Member>,
    reject_unknown: bool,
}

impl Decoder {
    /// A decoder; `reject_unknown` refuses types that are not in the table.
    pub fn new(reject_unknown: bool) -> Self {
        Self {
            scanner: Scanner::new(Limits::default()),
            members: Vec::new(),
            built: Vec::new(),
            built_members: Vec::new(),
            reject_unknown,
        }
    }

    /// Decodes one line (without its line end) and hands each of its events to `sink`; a line of the protocol
    /// can hold several. The first refusal, the decoder's or the sink's, ends the line.
    pub fn decode(
        &mut self,
        line: &[u8],
        sink: &mut dyn FnMut(Incoming<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let line = self.scanner.object(line, &mut self.members).map_err(Refusal::from)?;
        let envelope = envelope::read(line, &self.members)?;
        if envelope.is_protocol() {
            let mut maker = protocol::Maker {
                scanner: &mut self.scanner,
                built: &mut self.built,
                members: &mut self.built_members,
            };
            return maker.events(&envelope, &mut |event| admit(event, self.reject_unknown, sink));
        }
        admit(envelope.into_event()?, self.reject_unknown, sink)
    }
}

/// The checks that every event passes, whatever its envelope was.
fn admit(
    event: Incoming<'_>,
    reject_unknown: bool,
    sink: &mut dyn FnMut(Incoming<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    match event.spec {
        Some(spec) => {
            let has_frame = event.frame.is_some();
            spec.check(&event.data, has_frame).map_err(Refusal::from)?;
            if spec.up.is_some() {
                // It is stored as it was sent; but what could never be folded is not let in.
                Upcast::of(spec, &event.data)?.check(has_frame)?;
            }
            if std::ptr::eq(spec, &raw const system::ROLLBACK) && !system::rollback_holds(&event.data) {
                let message = "the state to go back to is not the one that state_hash says";
                return Err(Refusal::new(Code::RollbackMismatch, "/data/state_hash", message));
            }
        }
        None if reject_unknown => {
            let name = event.name.clone();
            return Err(Refusal::new(
                Code::UnknownType,
                "/type",
                format!("`{name}` is not a known event type"),
            ));
        }
        None => {}
    }
    sink(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(line: &str) -> Result<Vec<String>, Refusal> {
        let mut seen = Vec::new();
        Decoder::new(false).decode(line.as_bytes(), &mut |e| {
            let data = String::from_utf8(e.data.object().to_vec()).unwrap();
            let energy = e.energy.map(|m| m.to_string()).unwrap_or_default();
            seen.push(format!("{}|{}|{:?}|{energy}|{data}", e.name, e.session.unwrap_or_default(), e.frame));
            Ok(())
        })?;
        Ok(seen)
    }

    #[test]
    fn the_three_envelopes_become_one_form() {
        let state = r#"{"session_id":"s","timestamp":"2025-08-17T20:00:00Z","type":"energy.update","data":{"energy":5.0,"accumulator":5,"model_id":"a:b"},"frame_id":7}"#;
        assert_eq!(
            decode(state).unwrap(),
            [r#"energy.update|s|Some(7)|5|{"energy":5.0,"accumulator":5,"model_id":"a:b"}"#]
        );
        let frame = r#"{"seq":3,"type":"x.y","payload":{ "a" : 1 }}"#;
        assert_eq!(decode(frame).unwrap(), [r#"x.y||Some(3)||{ "a" : 1 }"#]);
        let message = r#"{"type":"energy_update","channel":"energy","timestamp":1795219984656,"frameNumber":221,"payload":{"totalEnergy":1210,"deltaEnergy":15.5,"tokensGenerated":0,"processingTime":0.0019,"modelId":"llama2-13b","energyDistribution":{"g":726.0}}}"#;
        assert_eq!(
            decode(message).unwrap(),
            [
                r#"energy.update||Some(221)|15.5|{"accumulator":1210,"energy":15.5,"token_count":0,"frame_budget_used":0.0019,"model_id":"llama2-13b","energyDistribution":{"g":726.0}}"#
            ]
        );
    }

    #[test]
    fn a_token_stream_is_an_event_per_token() {
        let line = r#"{"type":"token_stream","channel":"experience","timestamp":1795219984656,"payload":{"tokens":["a","b"],"isComplete":true,"sessionId":"w1","modelId":"m","energyCost":1.5}}"#;
        let events = decode(line).unwrap();
        assert_eq!(events.len(), 2);
        assert!(events[0].contains(r#""is_last":false"#) && events[0].contains("||None||"), "{}", events[0]);
        assert!(events[1].contains(r#""is_last":true"#) && events[1].contains("|1.5|"), "{}", events[1]);
    }

    #[test]
    fn refusals_are_named() {
        for (line, code) in [
            (r#"{"type":"x.y"}"#, Code::MissingField),
            (r#"{"data":{}}"#, Code::MissingField),
            (r#"{"type":"x.y","data":[]}"#, Code::InvalidField),
            (r#"{"type":"x.y","data":{},"payload":{}}"#, Code::AmbiguousData),
            (r#"{"type":"x y","data":{}}"#, Code::BadType),
            (r#"{"type":"x.y","data":{},"session_id":"a/b"}"#, Code::BadSessionId),
            (r#"{"type":"x.y","data":{},"timestamp":"yesterday"}"#, Code::BadTime),
            (r#"{"type":"x.y","data":{},"timestamp":1.5}"#, Code::BadTime),
            (r#"{"type":"x.y","data":{},"frame_id":-1}"#, Code::BadFrame),
            (r#"{"type":"x.y","data":{},"energy_delta":"1"}"#, Code::BadEnergy),
            (r#"{"type":"x.y","data":{},"energy_delta":1e300}"#, Code::BadEnergy),
            (r#"{"type":"x.y","data":{},"event_key":""}"#, Code::BadKey),
            (
                r#"{"type":"energy.update","data":{"energy":1,"accumulator":1,"model_id":"m"}}"#,
                Code::MissingField,
            ),
            (r#"{"type":"ai.output","data":{"prompt_id":"p"}}"#, Code::MissingField),
            ("nonsense", Code::MalformedJson),
        ] {
            assert_eq!(decode(line).err().map(|r| r.code), Some(code), "{line}");
        }
    }
}
