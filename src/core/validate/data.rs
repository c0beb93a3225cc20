//! WFJ: the data of each event is still what was let in at the door.

use super::best;
use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::fold::Fault;
use crate::core::model::event::spec::{SpecError, TypeSpec};
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::state::State;
use crate::core::model::upcast::Upcast;
use crate::core::schemas;
use crate::core::store::{SessionRow, StoredEvent};
use jsonschema::Validator;
use std::sync::LazyLock;

/// Bytes that are no longer JSON.
pub static DAMAGED: Rule = Rule {
    id: "WFJ001",
    severity: Severity::Error,
    title: "an event's data is damaged",
    why: "Only strict JSON is let in; what is stored is no longer that, so the event cannot be replayed.",
    repair: "restore a backup; the events before and after it are whole unless another finding says so",
    scope: Scope::Session,
};
/// Data that its type does not allow.
pub static SCHEMA: Rule = Rule {
    id: "WFJ002",
    severity: Severity::Error,
    title: "an event's data does not follow its type's schema",
    why: "Data of known types is checked before it is stored; this was changed afterwards or written by something else.",
    repair: "compare with `wfstate schema show event/<type>`, then restore a backup",
    scope: Scope::Session,
};
/// JSON of the session's row.
pub static METADATA: Rule = Rule {
    id: "WFJ003",
    severity: Severity::Error,
    title: "a session's metadata is not a JSON object",
    why: "Metadata is written as a JSON object and read as one.",
    repair: "restore a backup",
    scope: Scope::Session,
};

/// The folded state.
pub static STATE: Rule = Rule {
    id: "WFJ005",
    severity: Severity::Error,
    title: "a session's state does not follow the schema of states",
    why: "Other programs read a state by its published schema, `wfstate schema show energy-state`, or by your own, \
          `energy-state.json` in the directory of `--schema-path`.",
    repair: "correct your schema; where the built-in one is broken the events were changed, restore a backup",
    scope: Scope::Session,
};

/// Checks an event against its type's row in the table; the schema is only asked for better words.
pub fn check_event(
    spec: &'static TypeSpec,
    data: &Fields<'_>,
    has_frame: bool,
    seq: u64,
    sink: &mut Sink<'_>,
) {
    if let Err(error) = spec.check(data, has_frame) {
        let message = match &error {
            SpecError::NoFrame { .. } => error.to_string(),
            // A schema is compiled for the few findings that will be shown, not for each of a million.
            _ if !sink.has_room() => at(&error.pointer(), &error),
            _ => best_message(spec, data.object()).unwrap_or_else(|| at(&error.pointer(), &error)),
        };
        sink.report(&SCHEMA, Some(seq), message);
    }
}

/// Brings an event of a shape that came before into the present one; `None`, and a finding, where that cannot be.
pub fn upcast(
    shape: &'static TypeSpec,
    data: &Fields<'_>,
    e: &StoredEvent,
    sink: &mut Sink<'_>,
) -> Option<Upcast> {
    let report = |message: String, sink: &mut Sink<'_>| sink.report(&SCHEMA, Some(e.seq), message);
    match Upcast::of(shape, data) {
        Ok(now) => {
            if let Err(error) = now.check(e.frame.is_some()) {
                report(format!("in the shape of today: {error}"), sink);
            }
            Some(now)
        }
        Err(error) => {
            report(error.to_string(), sink);
            None
        }
    }
}

/// What an event's unknown members must be.
pub fn check_extra(scanner: &mut Scanner, extra: &str, seq: u64, sink: &mut Sink<'_>) {
    if let Err(error) = scanner.object(extra.as_bytes(), &mut Vec::new()) {
        sink.report(&DAMAGED, Some(seq), format!("its unknown members are damaged ({error})"));
    }
}

/// Reports data that the scanner refuses.
pub fn damaged(type_name: &str, fault: &Fault, seq: u64, sink: &mut Sink<'_>) {
    sink.report(&DAMAGED, Some(seq), format!("{type_name}: {fault}"));
}

/// Checks the JSON of a session's row.
pub fn check_row(row: &SessionRow, sink: &mut Sink<'_>) {
    if let Err(error) = Scanner::default().object(row.metadata.as_bytes(), &mut Vec::new()) {
        sink.report(&METADATA, None, format!("the metadata is damaged ({error})"));
    }
}

/// The words of the built-in schema.
fn best_message(spec: &TypeSpec, data: &[u8]) -> Option<String> {
    let schema = schemas::find(&spec.schema())?;
    let validator = jsonschema::validator_for(&schema.value()).ok()?;
    best::message(&validator, &serde_json::from_slice(data).ok()?, "/data")
}

/// Checks the state at the end of a session against the user's schema, or the built-in one.
pub fn check_state(state: &State, own: Option<&Validator>, sink: &mut Sink<'_>) {
    static BUILT_IN: LazyLock<Option<Validator>> = LazyLock::new(|| {
        schemas::find("energy-state").and_then(|s| jsonschema::validator_for(&s.value()).ok())
    });
    if !sink.wants(&STATE) {
        return;
    }
    let (Some(validator), Ok(document)) =
        (own.or(BUILT_IN.as_ref()), serde_json::from_slice(&state.to_json()))
    else {
        return;
    };
    if let Some(message) = best::message(validator, &document, "") {
        let whose = if own.is_some() { "your energy-state schema" } else { "the energy-state schema" };
        sink.report(&STATE, None, format!("{message} ({whose})"));
    }
}

fn at(pointer: &str, message: &dyn std::fmt::Display) -> String {
    format!("{pointer}: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::event::{TYPES, energy};
    use crate::core::model::upcast::EARLIER;

    #[test]
    fn every_type_that_demands_something_has_a_schema_for_the_words() {
        for spec in TYPES.iter().chain(EARLIER).filter(|t| !t.fields.is_empty()) {
            assert!(schemas::find(&spec.schema()).is_some(), "{}", spec.schema());
        }
    }

    #[test]
    fn the_message_has_a_pointer_and_keeps_the_value_to_itself() {
        let data = br#"{"energy":"secret words","accumulator":1,"model_id":"m"}"#;
        let message = best_message(&energy::UPDATE, data).unwrap();
        assert!(message.starts_with("/data/energy: ") && !message.contains("secret"), "{message}");
        let message = best_message(&energy::UPDATE, br#"{"energy":1,"model_id":"m"}"#).unwrap();
        assert!(message.starts_with("/data: ") && message.contains("accumulator"), "{message}");
    }
}
