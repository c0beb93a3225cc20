//! What changed between two states, field by field.

use super::State;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Dotted path, `energy_accumulator.total_energy`. A key with a dot in it is quoted.
    pub path: String,
    /// Its JSON before; `None` where the field was not there.
    pub before: Option<String>,
    /// Its JSON after.
    pub after: Option<String>,
}

/// The fields in which two states differ, in the order of the state's form.
pub fn diff(before: &State, after: &State) -> Vec<Change> {
    diff_json(&before.to_json(), &after.to_json())
}

/// The same of two states in their JSON form. Bytes that are no JSON count as null.
pub fn diff_json(before: &[u8], after: &[u8]) -> Vec<Change> {
    let (before, after) = (leaves(before), leaves(after));
    let mut changes = Vec::new();
    for (path, old) in &before {
        let new = after.iter().find(|(p, _)| p == path).map(|(_, v)| v);
        if new != Some(old) {
            changes.push(Change { path: path.clone(), before: Some(old.clone()), after: new.cloned() });
        }
    }
    for (path, new) in &after {
        if !before.iter().any(|(p, _)| p == path) {
            changes.push(Change { path: path.clone(), before: None, after: Some(new.clone()) });
        }
    }
    changes
}

fn leaves(json: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if let Ok(whole) = serde_json::from_slice::<&RawValue>(json) {
        walk("", whole, &mut out);
    }
    out
}

/// Numbers are compared as they are written: a double could not tell two large energies apart.
fn walk(path: &str, value: &RawValue, out: &mut Vec<(String, String)>) {
    let text = value.get();
    if let Ok(Members(members)) = serde_json::from_str::<Members>(text)
        && !members.is_empty()
    {
        for (key, inner) in members {
            walk(&join(path, &key), &inner, out);
        }
        return;
    }
    match serde_json::from_str::<Vec<Box<RawValue>>>(text) {
        Ok(items) if items.iter().any(|i| i.get().starts_with('{')) => {
            for (at, inner) in items.iter().enumerate() {
                walk(&format!("{path}[{at}]"), inner, out);
            }
        }
        // An empty map says nothing that its first member will not say better.
        _ if text == "{}" => {}
        _ => out.push((path.to_owned(), text.to_owned())),
    }
}

/// An object's members in their order.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

fn join(path: &str, key: &str) -> String {
    let key = if key.contains(['.', '[', '"']) { format!("{key:?}") } else { key.to_owned() };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::model::energy::MicroEu;

    #[test]
    fn only_what_differs_is_named() {
        let before = State::default();
        let mut after = before.clone();
        assert_eq!(diff(&before, &after), []);
        after.energy.model("ollama/llama2:7b", |m| m.energy = MicroEu(1_500_000));
        after.frame.frame_id = Some(3);
        let paths: Vec<_> = diff(&before, &after).into_iter().map(|c| (c.path, c.after)).collect();
        assert!(paths.contains(&("frame_state.frame_id".into(), Some("3".into()))));
        let model = "energy_accumulator.by_model.ollama/llama2:7b.energy";
        assert!(paths.contains(&(model.into(), Some("1.5".into()))), "{paths:?}");
    }

    #[test]
    fn large_energies_that_a_double_cannot_tell_apart_differ() {
        let (mut before, mut after) = (State::default(), State::default());
        before.energy.total = MicroEu(9_007_199_254_740_992);
        after.energy.total = MicroEu(9_007_199_254_740_993);
        assert_eq!(diff(&before, &after).len(), 1);
    }
}
