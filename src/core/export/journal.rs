//! What a journal entry says as it may leave: numbers, flags, and texts under names that are known to hold none of
//! anybody's words.

use super::policy::is_id;
use serde_json::{Map, Value};

/// Facts whose texts are wfstate's own.
const OWN: &[&str] = &[
    "state",
    "version",
    "schemas",
    "metric",
    "severity",
    "state_hash",
    "digest",
    "kind",
    "head",
    "durability",
    "seal",
    "time",
    "first_time",
    "root",
];
/// Facts that are lists of objects of wfstate's own.
const LISTS: &[&str] = &["stretches"];

/// The facts as they may leave.
pub fn public_facts(facts: &str) -> String {
    match serde_json::from_str(facts) {
        Ok(Value::Object(members)) => Value::Object(object(members)).to_string(),
        _ => "{}".to_owned(),
    }
}

fn object(members: Map<String, Value>) -> Map<String, Value> {
    let public = |(name, value): (String, Value)| {
        let value = match value {
            Value::Object(inner) => Value::Object(object(inner)),
            Value::String(text) if OWN.contains(&name.as_str()) && is_id(&text) => Value::String(text),
            Value::Array(items) if LISTS.contains(&name.as_str()) => {
                let objects = items.into_iter().filter_map(|i| match i {
                    Value::Object(inner) => Some(Value::Object(object(inner))),
                    _ => None,
                });
                Value::Array(objects.collect())
            }
            Value::String(_) | Value::Array(_) => return None,
            other => other,
        };
        is_id(&name).then_some((name, value))
    };
    members.into_iter().filter_map(public).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stay_and_words_go() {
        let facts = r#"{"from":3,"classes":{"ai.output":2,"my words":1},"reason":"SECRET","source":"/home/x","state":"open","kind":"two words","list":["x"]}"#;
        assert_eq!(public_facts(facts), r#"{"classes":{"ai.output":2},"from":3,"state":"open"}"#);
        assert_eq!(public_facts("no json"), "{}");
        let erased = r#"{"stretches":["SECRET",{"first":1,"root":"00","why":"SECRET"}]}"#;
        assert_eq!(public_facts(erased), r#"{"stretches":[{"first":1,"root":"00"}]}"#);
    }
}
