//! The schemas against the draft, against their own examples, against the files, and against the table of types.

use super::*;
use crate::core::model::event::spec::{Check, TypeSpec};
use crate::core::model::event::{TYPES, spec_of};
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::upcast::EARLIER;
use std::collections::BTreeSet;
use std::path::Path;

fn files(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            names.extend(files(&path, &format!("{prefix}{name}/")));
        } else if path.extension().is_some_and(|e| e == "json") {
            names.insert(format!("{prefix}{name}"));
        }
    }
    names
}

fn event_schemas() -> impl Iterator<Item = (&'static str, Value)> {
    SCHEMAS.iter().filter_map(|s| Some((s.name.strip_prefix("event/")?, s.value())))
}

/// `examples`, and the data of `x-invalid`.
fn samples(schema: &Value) -> (Vec<Value>, Vec<Value>) {
    let list = |key: &str| schema.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    (list("examples"), list("x-invalid").iter().map(|bad| bad["data"].clone()).collect())
}

#[test]
fn the_table_and_the_files_are_the_same() {
    let disk = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas"), "");
    let table: BTreeSet<String> = SCHEMAS.iter().map(|s| s.name.to_owned()).collect();
    assert_eq!(table, disk);
    assert_eq!(table.len(), SCHEMAS.len(), "a row stands twice");
}

#[test]
fn every_schema_follows_the_draft_and_has_a_name_of_its_own() {
    let mut ids = BTreeSet::new();
    for schema in SCHEMAS {
        let value: Value =
            serde_json::from_str(schema.text).unwrap_or_else(|e| panic!("{}: {e}", schema.name));
        jsonschema::meta::validate(&value).unwrap_or_else(|e| panic!("{}: {e}", schema.name));
        assert_eq!(value["$schema"], "https://json-schema.org/draft/2020-12/schema", "{}", schema.name);
        assert!(value["description"].is_string(), "{} describes nothing", schema.name);
        assert!(ids.insert(schema.id()), "{} has the id of another", schema.name);
        assert!(find(&schema.id()).is_some_and(|found| found.name == schema.name));
    }
}

#[test]
fn every_example_is_valid_and_every_wrong_one_is_not() {
    for schema in SCHEMAS {
        let value = schema.value();
        let validator = jsonschema::validator_for(&value).unwrap();
        let (good, bad) = samples(&value);
        assert!(!good.is_empty(), "{} has no example", schema.name);
        for example in &good {
            let faults: Vec<String> = validator.iter_errors(example).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{}: {faults:?}\n{example}", schema.name);
        }
        for example in &bad {
            assert!(!validator.is_valid(example), "{} accepts {example}", schema.name);
        }
        if schema.name.starts_with("event/") {
            assert!(good.len() >= 2 && bad.len() >= 2, "{} has too few examples", schema.name);
        }
    }
}

#[test]
fn the_schemas_of_events_say_what_the_table_of_types_says() {
    let schemas: BTreeSet<&str> = event_schemas().map(|(name, _)| name).collect();
    let types: BTreeSet<String> =
        TYPES.iter().chain(EARLIER).map(|t| t.schema()["event/".len()..].to_owned()).collect();
    assert_eq!(schemas, types.iter().map(String::as_str).collect());
    for (name, schema) in event_schemas() {
        let spec = spec_of(name).unwrap();
        assert_eq!(schema["x-needs-frame"], spec.needs_frame, "{name}");
        let properties = schema["properties"].as_object().unwrap();
        let fields: BTreeSet<&str> = spec.fields.iter().map(|f| f.name).collect();
        assert_eq!(properties.keys().map(String::as_str).collect::<BTreeSet<_>>(), fields, "{name}");
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let demanded: BTreeSet<&str> = spec.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
        assert_eq!(required, demanded, "{name}");
        for field in spec.fields {
            privacy_agrees(name, field.name, field.content, &properties[field.name]);
        }
    }
}

/// Results of workflows are content of another kind: stored, and marked in the schema alone.
fn privacy_agrees(type_name: &str, field: &str, content: bool, property: &Value) {
    let marked = property["x-privacy"] == "content";
    assert!(property["x-privacy"].is_string(), "{type_name}.{field} has no x-privacy");
    assert!(marked || !content, "{type_name}.{field} is content in the table alone");
    assert!(
        content || !marked || type_name.starts_with("workflow."),
        "{type_name}.{field} is content in the schema alone"
    );
}

#[test]
fn the_schemas_of_events_accept_and_refuse_the_same_as_the_table() {
    let mut disagreements = BTreeSet::new();
    for (name, schema) in event_schemas() {
        let spec = spec_of(name).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let (good, bad) = samples(&schema);
        let mut cases: Vec<(String, Value)> = bad.into_iter().map(|c| ("x-invalid".to_owned(), c)).collect();
        for example in good {
            cases.extend(mutations(&example, spec));
            cases.push(("example".to_owned(), example));
        }
        for (change, case) in cases {
            let (by_schema, by_table) = (validator.is_valid(&case), table_accepts(spec, &case));
            if by_schema != by_table {
                disagreements.insert(format!("{name} {change}: schema {by_schema}, table {by_table}"));
            }
        }
    }
    let all: Vec<String> = disagreements.into_iter().collect();
    assert!(all.is_empty(), "{} of them\n{}", all.len(), all.join("\n"));
}

fn table_accepts(spec: &TypeSpec, data: &Value) -> bool {
    let (text, mut members) = (data.to_string(), Vec::new());
    let fields = Fields::scan(&mut Scanner::default(), text.as_bytes(), &mut members);
    fields.is_ok_and(|data| spec.check(&data, true).is_ok())
}

/// The example with each field in turn left out, null, of every other type, and at the edges of its bounds.
fn mutations(example: &Value, spec: &TypeSpec) -> Vec<(String, Value)> {
    let object = example.as_object().unwrap();
    let mut all = Vec::new();
    for field in spec.fields {
        let mut without = object.clone();
        without.remove(field.name);
        all.push((format!("without {}", field.name), Value::Object(without)));
        for value in odd_values(field.check) {
            let change = format!("{} = {value}", field.name);
            let mut with = object.clone();
            with.insert(field.name.to_owned(), value);
            all.push((change, Value::Object(with)));
        }
    }
    let mut more = object.clone();
    more.insert("x_newer_producer".to_owned(), serde_json::json!([null, {"a": 1}]));
    all.push(("with a field of a newer producer".to_owned(), Value::Object(more)));
    all
}

fn odd_values(check: Check) -> Vec<Value> {
    let commitment = serde_json::json!({"length": 3, "commitment": "0".repeat(32)});
    let mut values = vec![
        Value::Null,
        true.into(),
        0.into(),
        (-1).into(),
        7.into(),
        3.0.into(),
        0.5.into(),
        (-0.5).into(),
        1.5.into(),
        "".into(),
        "x".into(),
        "é/ü".into(),
        "llama3:8b".into(),
        "0".repeat(64).into(),
        "é".repeat(200).into(),
        "é".repeat(201).into(),
        serde_json::json!([]),
        serde_json::json!(["a", "b"]),
        serde_json::json!(["a"]),
        serde_json::json!(["a b", "c"]),
        serde_json::json!([1, 2.5]),
        serde_json::json!([1, "a"]),
        serde_json::json!([null]),
        serde_json::json!({}),
        serde_json::json!({"a": 1.5, "b": 0}),
        serde_json::json!({"a": -1}),
        serde_json::json!({"a": "x"}),
        commitment,
        serde_json::json!({"length": 3, "commitment": "short"}),
        serde_json::json!({"length": 3, "commitment": "0".repeat(32), "more": 1}),
        serde_json::json!({"length": -3, "commitment": "0".repeat(32)}),
    ];
    match check {
        Check::Between(low, high) => values.extend([low, high, low - 0.01, high + 0.01].map(Value::from)),
        Check::CountBetween(low, high) => {
            values.extend([low, high, low.saturating_sub(1), high.saturating_add(1)].map(Value::from));
        }
        Check::OneOf(words) => {
            values.extend(words.iter().map(|w| Value::from(*w)));
            values.extend(words.iter().map(|w| Value::from(w.to_uppercase())));
        }
        // Counts are integers of 64 bits, which no schema has a word for.
        Check::NotNegative | Check::Number => values.push(1e300.into()),
        _ => {}
    }
    values.retain(|v| v.as_f64().is_none_or(f64::is_finite));
    values
}

/// The schema is written by hand; what a real fold gives decides whether it is right.
#[test]
fn a_folded_state_follows_the_published_energy_state() {
    use crate::core::model::event::EventView;
    use crate::core::model::state::State;
    use crate::core::model::time::Timestamp;

    let validator = jsonschema::validator_for(&find("energy-state").unwrap().value()).unwrap();
    let mut state = State::default();
    let check = |state: &State| {
        let value: Value = serde_json::from_slice(&state.to_json()).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{value}");
        value
    };
    check(&state);
    let (mut seq, mut known) = (0, BTreeSet::new());
    for (name, schema) in event_schemas() {
        for example in samples(&schema).0 {
            // A rollback puts a state in that its example only hints at.
            if name == "system.rollback" {
                continue;
            }
            let (text, mut members) = (example.to_string(), Vec::new());
            let data = Fields::scan(&mut Scanner::default(), text.as_bytes(), &mut members).unwrap();
            seq += 1;
            let spec = spec_of(name);
            let view = EventView { seq, at: Timestamp(0), name, spec, frame: Some(seq), energy: None, data };
            state.apply(&view).unwrap();
            check(&state);
            known.insert(name);
        }
    }
    assert_eq!(known.len(), TYPES.len() + EARLIER.len() - 1);
    // Every member of the state is described: what the schema does not name would be a surprise.
    let (value, schema) = (check(&state), find("energy-state").unwrap().value());
    for (part, members) in value.as_object().unwrap() {
        for member in members.as_object().unwrap().keys() {
            assert!(schema["properties"][part]["properties"][member].is_object(), "{part}.{member}");
        }
    }
}
