//! The rules that look at meaning, through the binary: privacy, a user's own schemas, workflows, performance.

#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

mod common;

use common::{Lab, Ran, schema};
use serde_json::{Value, json};
use std::fmt::Write;

/// An event of session `s`.
fn event(type_name: &str, data: &Value) -> String {
    let event = json!({ "session_id": "s", "type": type_name, "data": data });
    format!("{event}\n")
}

fn validate(lab: &Lab, more: &[&str]) -> Ran {
    lab.run(&[&["validate", "t.db", "--json"], more].concat(), "")
}

/// The findings: rule, severity, seq and message.
fn findings(ran: &Ran) -> Vec<(String, String, Option<u64>, String)> {
    let answer = ran.answer();
    assert!(schema("validate").is_valid(&answer), "{answer}");
    let text = |f: &Value, name: &str| f[name].as_str().unwrap().to_owned();
    let one = |f: &Value| (text(f, "rule"), text(f, "severity"), f["seq"].as_u64(), text(f, "message"));
    answer["databases"][0]["findings"].as_array().unwrap().iter().map(one).collect()
}

fn rules(ran: &Ran) -> Vec<String> {
    let mut rules: Vec<String> = findings(ran).into_iter().map(|f| f.0).collect();
    rules.sort();
    rules.dedup();
    rules
}

/// Changes the database as no verb does.
#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn tamper(lab: &Lab, sql: &str) {
    rusqlite::Connection::open(lab.path("t.db")).unwrap().execute_batch(sql).unwrap();
}

/// Put together here, so that no tool takes this file for a leak.
fn secrets() -> Vec<String> {
    let drawn = "q7Rf2LxV9bTzK4mWc8Yd1NpHs6Gj3EaU5oBi";
    vec![format!("gh{}{drawn}", "p_"), format!("AK{}", "IAQ7RF2LXV9BTZK4MW"), format!("sk{}{drawn}", "-ant-")]
}

#[test]
fn a_secret_is_found_wherever_it_stands_and_said_nowhere() {
    let lab = Lab::new();
    let [token, key, api] = <[String; 3]>::try_from(secrets()).unwrap();
    let mut lines =
        event("x.config", &json!({ "env": [{ "value": format!("T={token}") }], token.clone(): 1 }));
    let outside = json!({ "session_id": "s", "type": "x.note", "note": format!("see {api}"), "event_id": key, "data": {} });
    writeln!(lines, "{outside}").unwrap();
    lines += &event("workflow.context_saved", &json!({ "context": { "aws": key } }));
    lab.record(&["--label", &format!("with {key}"), "--snapshot-every", "1"], &lines).expect(0);
    let ran = validate(&lab, &[]);
    let said = findings(&ran);
    assert_eq!((ran.code, rules(&ran)), (0, vec!["WFR002".to_owned()]), "{said:?}");
    assert!(said.iter().all(|f| f.1 == "warning"), "{said:?}");
    let told = |seq: Option<u64>, words: &str| said.iter().any(|f| f.2 == seq && f.3.contains(words));
    assert!(told(Some(1), "GitHub token (40 bytes) at /data/env/0/value and 1 more of its kind"), "{said:?}");
    assert!(
        told(Some(2), "API key (43 bytes) at /note")
            && told(Some(2), "AWS access key (20 bytes) at /event_id")
    );
    assert!(told(Some(3), "at /data/context/aws") && told(None, "in the label"), "{said:?}");
    for args in [&["validate", "t.db"][..], &["validate", "t.db", "-v"], &["validate", "t.db", "--json"]] {
        let ran = lab.run(args, "");
        for secret in secrets() {
            assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret), "{}", ran.stdout);
        }
    }
    validate(&lab, &["--fail-on", "warning"]).expect(4);
    validate(&lab, &["--fail-on", "warning", "--ignore", "WFR"]).expect(0);
}

#[test]
fn words_are_an_error_only_where_the_session_does_not_store_them() {
    let words = json!({ "prompt_id": "p", "interface": "text", "truncated": false, "prompt_text": "WORDS of jo@example.org" });
    let line = event("user.prompt", &words);
    let quiet = Lab::new();
    quiet.record(&[], &line).expect(0);
    assert_eq!(rules(&validate(&quiet, &[])), [""; 0], "a commitment stands for them");

    let open = Lab::new();
    open.record(&["--content"], &line).expect(0);
    assert_eq!(rules(&validate(&open, &[])), [""; 0], "they were asked for");
    // The same words in a session that denies them.
    tamper(&open, "UPDATE stored_session SET stores_content = 0, mode = 'normal'");
    let ran = validate(&open, &["--select", "WFR"]);
    assert_eq!((ran.code, rules(&ran)), (4, vec!["WFR001".to_owned(), "WFR003".to_owned()]));
    let said = findings(&ran);
    assert!(said.iter().all(|f| f.2 == Some(1) && f.3.contains("/data/prompt_text")), "{said:?}");
    assert!(!ran.stdout.contains("WORDS") && !ran.stdout.contains("jo@"), "{}", ran.stdout);
}

#[test]
fn the_streams_of_the_fixtures_raise_no_false_alarm() {
    for name in ["fixtures/demo.ndjson", "fixtures/mixed.ndjson", "fixtures/capture/tech003-capture.ndjson"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let lines = std::fs::read(path).unwrap();
        for content in [&[][..], &["--content"]] {
            let lab = Lab::new();
            lab.record(content, &lines);
            let ran = validate(&lab, &["--select", "WFC,WFP,WFR,WFM,WFS,WFJ"]);
            assert_eq!(findings(&ran), [], "{name}");
        }
    }
}

#[test]
fn own_schemas_hold_beside_the_built_in_ones_and_say_one_thing_of_an_event() {
    let lab = Lab::new();
    let update = |energy: u32, sum: u32| {
        let data = json!({ "energy": energy, "accumulator": sum, "model_id": "m", "own": "SECRET" });
        json!({ "session_id": "s", "type": "energy.update", "frame_id": 1, "data": data }).to_string() + "\n"
    };
    let lines =
        update(1, 1) + &update(9, 10) + &event("x.free", &json!({ "a": 1 })) + &event("x.bare", &json!({}));
    lab.record(&[], lines).expect(0);
    std::fs::create_dir_all(lab.path("own/event")).unwrap();
    let branch =
        |name: &str, data: Value| json!({ "properties": { "type": { "const": name }, "data": data } });
    let all = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.org/WF-TECH-004-events.json",
        "type": "object",
        "required": ["session_id", "timestamp", "type", "data"],
        "oneOf": [
            branch("energy.update", json!({ "properties": { "own": { "$ref": "common.json#/$defs/number" } } })),
            branch("x.bare", json!({ "required": ["reason"] })),
            branch("x.other", json!({ "required": ["a", "b", "c"] })),
        ],
    });
    lab.write("own/WF-TECH-004-events.json", all.to_string());
    lab.write("own/common.json", json!({ "$defs": { "number": { "type": "integer" } } }).to_string());
    lab.write(
        "own/event/energy.update.json",
        json!({ "properties": { "energy": { "maximum": 5 } } }).to_string(),
    );
    let ran = validate(&lab, &["--schema-path", "own"]);
    let said = findings(&ran);
    let of = |seq: u64| said.iter().filter(|f| f.2 == Some(seq)).map(|f| f.3.as_str()).collect::<Vec<_>>();
    assert_eq!((ran.code, rules(&ran)), (4, vec!["WFJ004".to_owned()]), "{said:?}");
    assert!(
        of(1).len() == 1
            && of(1)[0].contains("/data/own: ")
            && of(1)[0].contains("(WF-TECH-004-events.json)")
    );
    assert!(
        of(2).iter().any(|m| m.contains("/data/energy: ") && m.contains("(energy.update.json)")),
        "{said:?}"
    );
    assert!(of(3).is_empty(), "a type without a schema is free");
    assert!(of(4).len() == 1 && of(4)[0].contains("\"reason\""), "{said:?}");
    assert!(!ran.stdout.contains("SECRET"), "{}", ran.stdout);
    validate(&lab, &[]).expect(0);
    let explained = lab.run(&["validate", "--explain", "wfj004"], "").expect(0);
    assert!(explained.stdout.contains("--schema-path") && explained.stdout.contains("Repair: "));
}

#[test]
fn an_own_schema_of_states_takes_the_place_of_the_built_in_one() {
    let lab = Lab::new();
    lab.record(&[], event("user.action", &json!({ "action": "pause" }))).expect(0);
    std::fs::create_dir(lab.path("own")).unwrap();
    let own =
        json!({ "properties": { "session_context": { "properties": { "actions": { "maximum": 0 } } } } });
    lab.write("own/WF-TECH-004-energy-state.json", own.to_string());
    let said = findings(&validate(&lab, &["--schema-path", "own"]));
    assert!(
        said.len() == 1 && said[0].0 == "WFJ005" && said[0].3.starts_with("/session_context/actions: "),
        "{said:?}"
    );
}

#[test]
fn schemas_that_cannot_be_used_are_a_usage_error_before_anything_is_opened() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("own")).unwrap();
    let refused = |name: &str, text: &str, words: &[&str]| {
        let path = lab.write(&format!("own/{name}"), text);
        // The database does not even exist: the schemas come first.
        let ran = lab.run(&["validate", "none.db", "--schema-path", "own"], "").expect(2);
        for word in words.iter().chain([&name]) {
            assert!(ran.stderr.contains(word), "{word}: {}", ran.stderr);
        }
        std::fs::remove_file(path).unwrap();
    };
    let remote = r#"{"properties":{"a":{"$ref":"https://example.org/a.json"}}}"#;
    refused("x.one.json", remote, &["/properties/a/$ref", "leads out of the directory"]);
    refused("x.two.json", r#"{"$ref":"file:///etc/passwd"}"#, &["/$ref", "leads out of the directory"]);
    refused("x.three.json", r#"{"$ref":"../none.json"}"#, &["/$ref", "not in the directory"]);
    refused("x.four.json", "{", &["not JSON", "line 1"]);
    refused("x.five.json", r#"{"type":"strong"}"#, &["/type"]);
    refused("x.six.json", r#"{"$schema":"http://example.org/mine"}"#, &["/$schema", "2020-12"]);
    let empty = lab.run(&["validate", "none.db", "--schema-path", "own"], "").expect(2);
    assert!(empty.stderr.contains("no schema is there"), "{}", empty.stderr);
    lab.run(&["validate", "none.db", "--schema-path", "nowhere"], "").expect(2);
}

#[test]
fn a_workflow_that_contradicts_itself_is_told_and_one_that_retries_is_not() {
    let phase = |data: Value| event("workflow.phase_completed", &data);
    let status = |data: Value| event("workflow.status_changed", &data);
    let started = event("workflow.started", &json!({ "label": "study", "attempt": 1 }));
    let sound = started.clone()
        + &phase(json!({ "phase_id": "a", "cost_micro_usd": 20, "attempt": 1, "idempotency_key": "1" }))
        + &status(json!({ "status": "Failed", "previous_status": "Running" }))
        + &event("workflow.started", &json!({ "label": "study", "attempt": 2 }))
        + &phase(json!({ "phase_id": "a", "cost_micro_usd": 5, "attempt": 2, "idempotency_key": "2" }))
        + &status(json!({ "status": "Completed", "previous_status": "Running" }));
    let lab = Lab::new();
    lab.record(&[], &sound).expect(0);
    assert_eq!(findings(&validate(&lab, &[])), []);
    tamper(&lab, "UPDATE stored_session SET cost_micro_usd = 5");
    let said = findings(&validate(&lab, &[]));
    assert!(
        said.len() == 1 && said[0].0 == "WFC001" && said[0].3 == "5 micro-USD instead of 25 micro-USD",
        "{said:?}"
    );

    let lab = Lab::new();
    let odd = started
        + &phase(json!({ "phase_id": "a", "attempt": 4, "idempotency_key": "1" }))
        + &phase(json!({ "phase_id": "a", "idempotency_key": "1" }))
        + &status(json!({ "status": "Cancelled", "previous_status": "Paused" }))
        + &status(json!({ "status": "Completed" }));
    lab.record(&[], odd).expect(0);
    let ran = validate(&lab, &[]);
    let said: Vec<_> = findings(&ran).into_iter().map(|f| (f.0, f.2)).collect();
    let want = [
        ("WFC004", Some(2)),
        ("WFC005", Some(3)),
        ("WFC004", Some(4)),
        ("WFC003", Some(5)),
        ("WFC007", None),
    ];
    assert_eq!(said, want.map(|(rule, seq)| (rule.to_owned(), seq)));
    assert_eq!(ran.code, 0, "a producer's contradictions are warnings");
}

#[test]
fn a_session_whose_recorder_died_is_an_info_until_the_next_one_comes() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    live.send(event("user.action", &json!({ "action": "pause" })));
    live.await_ack(1);
    assert_eq!(rules(&validate(&lab, &[])), [""; 0], "it is there");
    live.signal("KILL");
    live.end();
    let ran = validate(&lab, &[]);
    assert_eq!((ran.code, rules(&ran)), (0, vec!["WFC006".to_owned()]));
    lab.record(&[], event("user.action", &json!({ "action": "stop" })).replace("\"s\"", "\"t\"")).expect(0);
    assert_eq!(rules(&validate(&lab, &[])), [""; 0]);
}

#[test]
fn frames_over_their_budget_are_counted_and_the_first_one_is_named() {
    let frame = |n: u32, ms: f64| {
        let data =
            json!({ "energy": 1, "accumulator": n, "model_id": "m", "frame_budget_used": ms, "fps": 60 });
        json!({ "session_id": "s", "type": "energy.update", "frame_id": n, "data": data }).to_string() + "\n"
    };
    let recorded = |slow: fn(u32) -> bool| {
        let lab = Lab::new();
        let lines: String = (1..=200).map(|n| frame(n, if slow(n) { f64::from(n) } else { 12.5 })).collect();
        lab.record(&[], lines).expect(0);
        findings(&validate(&lab, &[]))
    };
    let said = recorded(|n| n > 190);
    assert!(said.len() == 1 && said[0].0 == "WFP001" && said[0].2 == Some(191), "{said:?}");
    assert!(said[0].3.contains("10 of 200") && said[0].3.contains("200.00 ms"), "{said:?}");
    assert_eq!(recorded(|n| n > 198), [], "one in a hundred is jitter");
}
