//! Events of earlier shapes: stored as they were sent, folded in the shape of today, and the dry run that says which
//! of a history could not be.

use crate::common::{Lab, follows};
use crate::{changed, specimen};
use serde_json::{Value, json};

const OLD: &str = r#"{"sequence":42,"serverTime":1755460085123,"frameRate":58.5}"#;
const TODAY: &str = r#"{"sequence":42,"serverTime":1755460085123,"fps":58.5,"system_health":"healthy"}"#;

fn event(session: &str, name: &str, data: &str) -> String {
    format!(
        "{{\"session_id\":\"{session}\",\"timestamp\":1755460085123,\"type\":\"{name}\",\"data\":{data}}}\n"
    )
}

fn survey(lab: &Lab, code: i32) -> Value {
    let answer = lab.run(&["migrate", "events", "--dry-run", "--json"], "").expect(code).answer();
    follows("migrate_events", &answer);
    answer
}

fn state(lab: &Lab, session: &str) -> Value {
    let answer = lab.run(&["replay", session, "--from-snapshot", "none", "--json"], "").expect(0).answer();
    assert_eq!(answer["verified"], true, "{answer}");
    answer["state_hash"].clone()
}

#[test]
fn an_earlier_shape_is_stored_as_it_was_sent_and_comes_to_the_state_of_today() {
    let lab = Lab::new();
    let ran = lab.record(&[], event("old", "health.heartbeat@0", OLD)).expect(0);
    assert_eq!((ran.counts()[0], &ran.answer()["unknown_types"]), (1, &json!({})), "{}", ran.stdout);
    lab.record(&[], event("new", "health.heartbeat", TODAY)).expect(0);
    let message = format!(
        "{{\"type\":\"heartbeat\",\"channel\":\"system\",\"timestamp\":1755460085123,\"payload\":{OLD}}}\n"
    );
    lab.record(&["--session", "message"], message).expect(0);
    assert_eq!(state(&lab, "old"), state(&lab, "new"));
    assert_eq!(state(&lab, "old"), state(&lab, "message"), "the door and the upcaster agree");
    let stored =
        "SELECT t.name || e.payload FROM stored_event e JOIN event_type t USING (type_no) ORDER BY event_id";
    assert_eq!(lab.rows(stored)[0], format!("health.heartbeat@0{OLD}"));
    lab.run(&["validate", "t.db"], "").expect(0);
    let export = lab.run(&["export", "old", "--format", "ndjson"], "").expect(0).stdout;
    assert!(export.contains("\"health.heartbeat@0\"") && export.contains(OLD), "{export}");
}

#[test]
fn an_earlier_shape_moves_like_any_other() {
    let lab = Lab::new();
    let events: String = (0..40).map(|_| event("old", "health.heartbeat@0", OLD)).collect();
    lab.record(&["--snapshot-every", "10"], &events).expect(0);
    let before = state(&lab, "old");
    lab.write("old.ndjson", lab.run(&["export", "old", "--format", "ndjson"], "").expect(0).stdout);
    let other = Lab::new();
    std::fs::copy(lab.path("old.ndjson"), other.path("old.ndjson")).unwrap();
    other.run(&["import", "old.ndjson"], "").expect(0);
    assert_eq!(state(&other, "old"), before, "through an export");
    other.run(&["validate", "t.db"], "").expect(0);
    let by_file = lab.run(&["replay", "old.ndjson", "--json"], "").expect(0).answer();
    assert_eq!(by_file["state_hash"], before, "out of a file");
    lab.run(&["archive", "create", "old", "--yes"], "").expect(0);
    assert_eq!((lab.count("segment"), state(&lab, "old")), (1, before.clone()), "in a sealed block");
    let found = survey(&lab, 0);
    assert_eq!(
        found["types"],
        json!([{"type": "health.heartbeat", "version": 0, "current": 1, "events": 40, "upcast": 40, "failed": 0}])
    );
    lab.run(&["retention", "apply", "--compact-older-than", "1ms", "--yes"], "").expect(0);
    assert_eq!(lab.count("baseline"), 1);
    assert_eq!(survey(&lab, 0)["compacted"], 40, "what is in a baseline is read by nobody any more");
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn what_could_never_be_folded_is_refused_at_the_door() {
    let lab = Lab::new();
    let refused = [
        (r#"{"frameRate":-1}"#, "/data/frameRate", "frameRate"),
        (r#"{"frameRate":1,"fps":2}"#, "/data", "the same under both names"),
        (r#"{"system_health":"odd"}"#, "/data/system_health", "must be one of"),
    ];
    for (data, ..) in refused {
        lab.record(&[], event("s", "health.heartbeat@0", data));
    }
    let held = lab.rows("SELECT code, pointer, message FROM stored_quarantine ORDER BY entry_no");
    assert_eq!(held.len(), refused.len(), "{held:?}");
    for ((_, pointer, words), held) in refused.iter().zip(held) {
        assert!(held.starts_with(&format!("invalid_field|{pointer}|")) && held.contains(words), "{held}");
    }
}

#[test]
fn who_leaves_a_type_out_leaves_it_out_in_every_version() {
    let lab = Lab::new();
    let lines = event("s", "health.heartbeat@0", OLD) + &event("s", "user.action", r#"{"action":"pause"}"#);
    lab.record(&["--exclude", "health.heartbeat"], lines).expect(0);
    assert_eq!(lab.rows("SELECT name FROM event_type"), ["user.action"]);
}

#[test]
fn the_first_version_has_one_name() {
    let lab = Lab::new();
    lab.record(&[], event("s", "health.heartbeat@1", TODAY)).expect(0);
    assert_eq!(lab.rows("SELECT name FROM event_type"), ["health.heartbeat"]);
    for name in ["x@", "x@01", "x@2@3", "@2"] {
        let ran = lab.record(&["--on-invalid", "quarantine"], event("t", name, "{}"));
        assert_eq!(ran.nacks()[0].1, "bad_type", "{name}");
    }
}

#[test]
fn a_version_that_nobody_knows_is_an_unknown_type_and_the_dry_run_names_it() {
    let lab = Lab::new();
    let lines = [
        event("s", "health.heartbeat@2", "{}"),
        event("s", "health.heartbeat", TODAY),
        event("s", "energy.peak@0", r#"{"top":1}"#),
        event("s", "x.custom@3", "{}"),
    ];
    let strict = lab.record(&["--unknown", "reject", "--on-invalid", "quarantine"], &lines[0]);
    assert_eq!(strict.nacks()[0].1, "unknown_type");
    let ran = lab.record(&[], lines.concat()).expect(0);
    assert_eq!(ran.counts()[0], 4);
    assert!(ran.stderr.contains("health.heartbeat@2"), "it is warned of: {}", ran.stderr);
    let found = survey(&lab, 4);
    assert_eq!((&found["failures"], &found["events"]), (&json!(2), &json!(4)));
    let failed: Vec<(u64, &str)> = found["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["seq"].as_u64().unwrap(), f["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(
        failed,
        [
            (1, "version 2 of health.heartbeat is newer than 1, the newest that this wfstate knows"),
            (3, "this wfstate has no way from version 0 of energy.peak to 1"),
        ],
        "a type of somebody else's is nobody's to bring up"
    );
    let text = lab.run(&["migrate", "events"], "").expect(4).stdout;
    assert!(text.contains("s event 3: this wfstate has no way from version 0 of energy.peak to 1"), "{text}");
}

#[test]
fn an_event_that_was_changed_and_cannot_be_brought_up_any_more_is_named_with_its_reason() {
    let lab = Lab::new();
    let events: String = (0..3).map(|_| event("old", "health.heartbeat@0", OLD)).collect();
    lab.record(&[], events).expect(0);
    assert_eq!(survey(&lab, 0)["failures"], 0);
    changed(&lab, r#"UPDATE stored_event SET payload = '{"frameRate":1,"fps":2}' WHERE event_id & 255 = 2"#);
    let found = survey(&lab, 4);
    assert_eq!((&found["failed"][0]["session_id"], &found["failed"][0]["seq"]), (&json!("old"), &json!(2)));
    assert_eq!(found["types"][0]["failed"], 1);
    lab.run(&["validate", "t.db"], "").expect(4);
    lab.run(&["replay", "old", "--from-snapshot", "none"], "").expect(1);
}

#[test]
fn a_history_without_earlier_shapes_has_nothing_to_bring_up() {
    let lab = specimen(1);
    lab.run(&["migrate", "events"], "").expect(13);
    crate::migrated(&lab, &["up"], 0);
    let before = std::fs::read(lab.path("t.db")).unwrap();
    let found = survey(&lab, 0);
    let upcast: u64 = found["types"].as_array().unwrap().iter().map(|t| t["upcast"].as_u64().unwrap()).sum();
    assert!(upcast == 0 && found["events"].as_u64().unwrap() > 600, "{found}");
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before, "nothing was written");
}
