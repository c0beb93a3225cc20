//! Whether an event without a proof could at least have been recorded: what the recorder checks at the door.

use crate::core::fold::TypeNames;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::id::{MAX_EVENT_KEY_BYTES, is_event_type};
use crate::core::model::json::{Fields, Kind, Member, Scanner};
use crate::core::model::time::Timestamp;
use crate::core::model::upcast::Upcast;
use crate::core::store::{EventChunk, StoredEvent};

/// Checks events; its buffers are kept.
#[derive(Debug, Default)]
pub struct Sound {
    scanner: Scanner,
    members: Vec<Member>,
}

impl Sound {
    /// Whether the recorder would have taken it as it stands.
    pub fn is(&mut self, chunk: &EventChunk, event: &StoredEvent, types: &TypeNames) -> bool {
        let Some((name, spec)) = types.get(event.type_no) else { return false };
        let Some(payload) = chunk.payload(event) else { return false };
        let key = chunk.key(event).is_none_or(|k| (1..=MAX_EVENT_KEY_BYTES).contains(&k.len()));
        let time = Timestamp::parse(&event.at.to_string()).is_ok_and(|t| t.at == event.at);
        if !is_event_type(name) || !key || !time || event.flags.0 >= Flags::PROTOCOL * 2 {
            return false;
        }
        if let Some(extra) = chunk.extra(event)
            && self.scanner.object(extra.as_bytes(), &mut Vec::new()).is_err()
        {
            return false;
        }
        let Ok(data) = Fields::scan(&mut self.scanner, payload, &mut self.members) else { return false };
        let has_frame = event.frame.is_some();
        let upcasts = |spec| Upcast::of(spec, &data).is_ok_and(|now| now.check(has_frame).is_ok());
        let follows = |spec: &'static TypeSpec| {
            spec.check(&data, has_frame).is_ok() && (spec.up.is_none() || upcasts(spec))
        };
        spec.is_none_or(follows) && energy_fits(event, &data)
    }
}

/// Where the energy was taken from the data, the two are still the same number.
fn energy_fits(event: &StoredEvent, data: &Fields<'_>) -> bool {
    if !event.flags.has(Flags::ENERGY_FROM_DATA) {
        return true;
    }
    let value = data.get("energy").filter(|v| matches!(v.kind, Kind::Integer | Kind::Float));
    value.and_then(|v| MicroEu::from_literal(v.literal())).map(|m| m.0) == event.energy
}
