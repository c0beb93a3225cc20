//! YAML exports, turned into the JSON that they say: keys in their order, numbers as numbers. From there on they
//! go the way of every other input.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The JSON text of a YAML document. No aliases, no merge keys, no duplicate keys.
pub fn to_json(text: &str) -> Result<String, String> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_reader_input_bytes: Some(1 << 30),
            max_events: 200_000_000,
            max_nodes: 100_000_000,
            max_total_scalar_bytes: 1 << 30,
            max_aliases: 0,
            max_documents: 1,
        },
        duplicate_keys: serde_yaml::options::DuplicateKeyPolicy::Error,
        merge_keys: serde_yaml::options::MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    };
    serde_yaml::from_str_with_options::<JsonText>(text, options).map(|j| j.0).map_err(|e| e.to_string())
}

struct JsonText(String);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Writer)
    }
}

struct Writer;

impl<'de> Visitor<'de> for Writer {
    type Value = JsonText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can say")
    }

    fn visit_unit<E>(self) -> Result<JsonText, E> {
        Ok(JsonText("null".into()))
    }

    fn visit_none<E>(self) -> Result<JsonText, E> {
        Ok(JsonText("null".into()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<JsonText, D::Error> {
        JsonText::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonText, E> {
        Ok(JsonText(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<JsonText, E> {
        if value.is_finite() {
            Ok(JsonText(value.to_string()))
        } else {
            Err(E::custom("number is not finite"))
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonText, E> {
        let mut out = String::with_capacity(value.len() + 2);
        crate::core::model::json::text::push_string(&mut out, value);
        Ok(JsonText(out))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonText, A::Error> {
        let mut out = String::from("[");
        while let Some(JsonText(item)) = items.next_element()? {
            if out.len() > 1 {
                out.push(',');
            }
            out.push_str(&item);
        }
        out.push(']');
        Ok(JsonText(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonText, A::Error> {
        let mut out = String::from("{");
        while let Some((key, JsonText(value))) = members.next_entry::<String, JsonText>()? {
            if out.len() > 1 {
                out.push(',');
            }
            crate::core::model::json::text::push_string(&mut out, &key);
            out.push(':');
            out.push_str(&value);
        }
        out.push('}');
        Ok(JsonText(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_becomes_the_json_that_it_says() {
        let yaml = "session: {session_id: s1}\nevents:\n- type: x.y\n  data: {b: 1.50, a: [1, true, null, 'yes', yes]}\n  \
                    timestamp: 2025-08-17T20:00:00Z\n";
        let json = r#"{"session":{"session_id":"s1"},"events":[{"type":"x.y","data":{"b":1.5,"a":[1,true,null,"yes","yes"]},"timestamp":"2025-08-17T20:00:00Z"}]}"#;
        assert_eq!(to_json(yaml).as_deref(), Ok(json));
    }

    #[test]
    fn what_yaml_can_do_and_an_export_has_no_need_of_is_refused() {
        for yaml in
            ["a: 1\na: 2", "a: &x [1]\nb: *x", "a: .nan", "a: .inf", "a: &x {b: 1}\nc: {<<: *x}", "[1, 2"]
        {
            assert!(to_json(yaml).is_err(), "{yaml}: {:?}", to_json(yaml));
        }
    }
}
