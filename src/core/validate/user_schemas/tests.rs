//! Directories of schemas as people have them, and such as must not be followed.

use super::*;
use serde_json::json;

fn directory(files: &[(&str, Value)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, value) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, value.to_string()).unwrap();
    }
    dir
}

fn load(files: &[(&str, Value)]) -> Result<UserSchemas, SchemaError> {
    UserSchemas::load(&[directory(files).path().to_owned()])
}

fn refused(files: &[(&str, Value)]) -> String {
    let error = load(files).unwrap_err();
    let name = error.file.file_name().unwrap().to_string_lossy().into_owned();
    format!("{name} {} {}", error.pointer.unwrap_or_default(), error.message)
}

/// What each schema of a type has against a document.
fn said(schemas: &UserSchemas, type_name: &str, document: &Value) -> Vec<String> {
    let own = schemas.of_type(type_name).iter();
    own.filter_map(|own| best::message(&own.validator, document, "")).collect()
}

#[test]
fn files_by_type_describe_data_and_may_share_definitions() {
    let common = json!({ "$defs": { "share": { "type": "number", "maximum": 1 } } });
    let own = json!({ "$id": "https://example.org/x.json", "properties": { "a": { "$ref": "../common.json#/$defs/share" } } });
    let schemas =
        load(&[("common.json", common), ("event/x.custom.json", own), ("y.own.json", json!(false))]).unwrap();
    assert_eq!(said(&schemas, "x.custom", &json!({ "a": 0.5 })), [""; 0]);
    assert!(said(&schemas, "x.custom", &json!({ "a": 7 }))[0].starts_with("/a: "));
    assert_eq!(said(&schemas, "y.own", &json!({})).len(), 1);
    assert!(schemas.of_type("energy.update").is_empty());
    assert!(schemas.of_type("x.custom")[0].envelope.is_none());
}

#[test]
fn of_a_document_for_all_types_the_branch_of_the_events_own_type_is_asked_alone() {
    let branch = |name: &str, most: u32| json!({ "properties": { "type": { "const": name }, "data": { "properties": { "n": { "maximum": most } } } } });
    let document = json!({
        "required": ["session_id"],
        "oneOf": [branch("x.one", 1), { "$ref": "#/$defs/two" }, { "allOf": [{ "$ref": "parts.json#/three" }] }],
        "$defs": { "two": branch("x.two", 2) },
    });
    let files =
        [("WF-TECH-004-events.json", document), ("parts.json", json!({ "three": branch("x.three", 3) }))];
    let schemas = load(&files).unwrap();
    for (name, most) in [("x.one", 1), ("x.two", 2), ("x.three", 3)] {
        let event = |n: u32| json!({ "session_id": "s", "type": name, "data": { "n": n } });
        assert_eq!(said(&schemas, name, &event(most)), [""; 0], "{name}");
        let wrong = said(&schemas, name, &event(most + 1));
        assert!(wrong.len() == 1 && wrong[0].starts_with("/data/n: "), "{wrong:?}");
        // What stands beside the branches holds for all of them.
        assert!(said(&schemas, name, &json!({ "type": name }))[0].contains("session_id"));
        assert_eq!(schemas.of_type(name)[0].envelope, Some("data"));
    }
}

#[test]
fn definitions_without_a_choice_and_a_list_of_types_are_understood_too() {
    let defs = json!({ "definitions": {
        "a": { "properties": { "type": { "const": "x.a" }, "payload": { "required": ["k"] } } },
        "not an event": { "type": "string" },
    } });
    let listed = json!({ "properties": { "type": { "enum": ["x.b", "x.c"] }, "data": { "type": "object" } }, "required": ["frame_id"] });
    let schemas = load(&[("defs.json", defs), ("listed.json", listed)]).unwrap();
    assert!(said(&schemas, "x.a", &json!({ "type": "x.a", "payload": {} }))[0].contains('k'));
    assert_eq!(schemas.of_type("x.a")[0].envelope, Some("payload"));
    for name in ["x.b", "x.c"] {
        assert!(said(&schemas, name, &json!({ "type": name }))[0].contains("frame_id"));
    }
}

#[test]
fn nothing_is_followed_out_of_the_directory() {
    for reference in [
        "https://example.org/a.json",
        "http://127.0.0.1:1/a.json#/x",
        "file:///etc/passwd",
        "/etc/passwd",
        "//host/a.json",
        "urn:a:b",
        "c:\\a.json",
    ] {
        let said =
            refused(&[("x.json", json!({ "properties": { "a": { "items": [{ "$ref": reference }] } } }))]);
        assert!(
            said.starts_with("x.json /properties/a/items/0/$ref ") && said.contains("out of the directory"),
            "{said}"
        );
    }
    let said = refused(&[("x.json", json!({ "$dynamicRef": "../../../etc/passwd" }))]);
    assert!(said.starts_with("x.json /$dynamicRef ") && said.contains("not in the directory"), "{said}");
    // A word in a constant is no reference.
    assert!(load(&[("x.json", json!({ "const": { "$ref": "https://example.org/a.json" } }))]).is_ok());
}

#[test]
fn what_is_no_schema_is_refused_by_file_and_place() {
    let said = refused(&[("x.json", json!({ "properties": { "a": { "type": "strong" } } }))]);
    assert!(said.starts_with("x.json /properties/a/type "), "{said}");
    let said = refused(&[("x.json", json!({ "$schema": "http://json-schema.org/draft-03/schema#" }))]);
    assert!(said.starts_with("x.json /$schema ") && said.contains("2020-12"), "{said}");
    assert!(refused(&[("x.json", json!([1]))]).contains("a JSON object"));
    assert!(refused(&[("x.json", json!({ "$ref": "#/nowhere" }))]).starts_with("x.json "));
    let empty = tempfile::tempdir().unwrap();
    let error = UserSchemas::load(&[empty.path().to_owned()]).unwrap_err();
    assert!(error.message.contains("no schema is there"), "{error}");
    assert!(UserSchemas::load(&[empty.path().join("none")]).is_err());
    std::fs::write(empty.path().join("x.json"), "{").unwrap();
    let error = UserSchemas::load(&[empty.path().to_owned()]).unwrap_err();
    assert!(error.to_string().contains("x.json: it is not JSON"), "{error}");
}

#[test]
fn a_draft_from_before_is_checked_by_its_own_rules() {
    let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "definitions": { "a": { "type": "object" } } });
    let schemas = load(&[("x.json", schema)]).unwrap();
    assert_eq!(said(&schemas, "x", &json!(1)).len(), 1);
}

#[test]
fn the_schemas_of_this_program_can_be_given_to_it() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let schemas = UserSchemas::load(&[own]).unwrap();
    assert!(schemas.state().is_some() && !schemas.of_type("energy.update").is_empty());
}
