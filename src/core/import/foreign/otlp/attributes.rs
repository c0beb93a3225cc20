//! Attributes as OTLP writes them, as plain JSON.

use serde_json::{Map, Value, json};

/// Nesting that is followed.
const MAX_DEPTH: u8 = 60;

/// A list of attributes by name; a name that stands twice has the last value, as OpenTelemetry says.
#[derive(Debug, Default)]
pub struct Attributes(Map<String, Value>);

impl Attributes {
    /// Those of a span or of an event in it.
    pub fn of(list: Option<&Value>) -> Self {
        Self(members(list.and_then(Value::as_array), 0))
    }

    /// The first of these that is there.
    pub fn first(&self, names: &[&str]) -> Option<&Value> {
        names.iter().find_map(|name| self.0.get(*name))
    }

    /// The same, as a text.
    pub fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)?.as_str())
    }

    /// The same, as a count.
    pub fn count(&self, names: &[&str]) -> Option<u64> {
        names.iter().find_map(|name| {
            let n = self.0.get(*name)?;
            n.as_u64().or_else(|| n.as_str()?.parse().ok()).filter(|n| i64::try_from(*n).is_ok())
        })
    }

    /// Whether one of them begins so.
    pub fn any_begins(&self, prefix: &str) -> bool {
        self.0.keys().any(|k| k.starts_with(prefix))
    }

    /// What is said as JSON, which some write as a text.
    pub fn json(&self, names: &[&str]) -> Option<Value> {
        match self.first(names)? {
            Value::String(text) => serde_json::from_str(text).ok().or_else(|| Some(json!(text))),
            other => Some(other.clone()),
        }
    }
}

fn members(list: Option<&Vec<Value>>, depth: u8) -> Map<String, Value> {
    let mut all = Map::new();
    for pair in list.into_iter().flatten() {
        if let Some(key) = pair.get("key").and_then(Value::as_str) {
            all.insert(key.to_owned(), plain(pair.get("value"), depth));
        }
    }
    all
}

fn plain(value: Option<&Value>, depth: u8) -> Value {
    let Some((kind, inner)) = value.and_then(Value::as_object).and_then(|v| v.iter().next()) else {
        return Value::Null;
    };
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    match kind.as_str() {
        // A 64-bit integer is a text in protobuf's JSON.
        "intValue" | "int_value" => {
            let n = inner.as_i64().or_else(|| inner.as_str()?.parse().ok());
            n.map_or(Value::Null, |n| json!(n))
        }
        "arrayValue" | "array_value" => {
            let values = inner.get("values").and_then(Value::as_array).into_iter().flatten();
            values.map(|v| plain(Some(v), depth + 1)).collect()
        }
        "kvlistValue" | "kvlist_value" => {
            Value::Object(members(inner.get("values").and_then(Value::as_array), depth + 1))
        }
        "stringValue" | "string_value" if inner.is_string() => inner.clone(),
        "boolValue" | "bool_value" if inner.is_boolean() => inner.clone(),
        "doubleValue" | "double_value" if inner.is_number() => inner.clone(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read_and_a_wrong_one_is_nothing() {
        let list = json!([
            { "key": "i", "value": { "intValue": "42" } }, { "key": "j", "value": { "intValue": 7 } },
            { "key": "a", "value": { "arrayValue": { "values": [{ "stringValue": "x" }, { "boolValue": true }] } } },
            { "key": "k", "value": { "kvlistValue": { "values": [{ "key": "d", "value": { "doubleValue": 1.5 } }] } } },
            { "key": "w", "value": { "intValue": [] } }, { "key": 5 }, 7, { "value": {} }
        ]);
        let read = Attributes::of(Some(&list));
        assert_eq!((read.count(&["x", "i"]), read.count(&["j"])), (Some(42), Some(7)));
        assert_eq!(read.first(&["a"]), Some(&json!(["x", true])));
        assert_eq!(read.first(&["k"]), Some(&json!({ "d": 1.5 })));
        assert_eq!(read.first(&["w"]), Some(&Value::Null));
        assert!(Attributes::of(Some(&json!("x"))).0.is_empty());
    }
}
