//! A state as it may leave. Its texts come from public fields; what a rollback carries was made by its producer, and
//! may hold anything that has the form of a state.

use super::is_id;
use crate::core::model::state::State;
use serde_json::{Map, Value};

/// A state whose texts all look like names. One that has no others is itself again.
pub fn public_state(state: &State) -> State {
    let Ok(Value::Object(members)) = serde_json::from_slice(&state.to_json()) else {
        return State::default();
    };
    let mut changed = false;
    let public = object(members, &mut changed);
    if !changed {
        return state.clone();
    }
    State::from_json(public.to_string().as_bytes()).unwrap_or_default()
}

fn object(members: Map<String, Value>, changed: &mut bool) -> Value {
    let public = |(name, value): (String, Value)| {
        let name = if is_id(&name) || name == "(other)" { name } else { filtered(changed) };
        (name, any(value, changed))
    };
    Value::Object(members.into_iter().map(public).collect())
}

fn any(value: Value, changed: &mut bool) -> Value {
    match value {
        Value::Object(members) => object(members, changed),
        Value::Array(items) => items.into_iter().map(|i| any(i, changed)).collect(),
        Value::String(text) if !text.is_empty() && !is_id(&text) && text != "(filtered)" => {
            Value::String(filtered(changed))
        }
        other => other,
    }
}

fn filtered(changed: &mut bool) -> String {
    *changed = true;
    "(filtered)".to_owned()
}
