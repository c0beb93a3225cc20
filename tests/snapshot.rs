//! `snapshot`: made, listed, shown, verified, thinned out.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

use common::{Lab, action, follows};
use serde_json::{Value, json};

fn recorded(events: u64, every: &str) -> Lab {
    let lab = Lab::new();
    let lines: String = (1..=events).map(|n| action("s", n)).collect();
    lab.record(&["--snapshot-every", every], lines).expect(0);
    lab
}

fn snapshot(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [&["snapshot", "--json"], args].concat();
    let answer = lab.run(&all, "").expect(code).answer();
    follows("snapshot", &answer);
    answer
}

fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
}

#[test]
fn a_snapshot_is_made_now_or_at_a_point() {
    let lab = recorded(100, "0");
    let now = snapshot(&lab, &["create", "s", "--reason", "before the demo"], 0);
    assert_eq!((&now["session_id"], &now["last_seq"]), (&json!("s"), &json!(100)));
    let then = snapshot(&lab, &["create", "s", "--seq", "40"], 0);
    assert_eq!(then["last_seq"], 40);
    let id = lab.run(&["snapshot", "s"], "").expect(0).stdout.trim().to_owned();
    let shown = lab.run(&["snapshot", "show", &id], "").expect(0).answer();
    assert_eq!((&shown["last_seq"], &shown["state_hash"]), (&json!(100), &now["state_hash"]));
    let answer = lab.run(&["replay", "s", "--seq", "40", "--json"], "").expect(0).answer();
    assert_eq!(answer["state_hash"], then["state_hash"]);
    let list = snapshot(&lab, &["list", "s"], 0)["snapshots"].clone();
    let reasons: Vec<_> = list.as_array().unwrap().iter().map(|s| s["reason"].clone()).collect();
    assert!(reasons.contains(&json!("before the demo")), "{list}");
    lab.run(&["validate", "t.db"], "").expect(0);
    assert_eq!(lab.run(&["replay", "s", "--json"], "").expect(0).answer()["verified"], true);
}

#[test]
fn a_snapshot_of_a_running_session_does_not_disturb_it() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
    live.send((1..=30).map(|n| action("s", n)).collect::<String>());
    live.await_ack(30);
    let made = snapshot(&lab, &["create", "s"], 0);
    assert_eq!(made["last_seq"], 30);
    live.send((31..=60).map(|n| action("s", n)).collect::<String>());
    live.await_ack(60);
    snapshot(&lab, &["create", "s", "--seq", "45"], 0);
    assert_eq!(live.end().code, 0);
    let answer = lab.run(&["replay", "s", "--json"], "").expect(0).answer();
    assert_eq!((&answer["verified"], &answer["last_seq"]), (&json!(true), &json!(60)));
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn export_writes_what_the_schema_says() {
    let lab = recorded(20, "0");
    let id = snapshot(&lab, &["create", "s"], 0)["snapshot_id"].to_string();
    lab.run(&["snapshot", "export", &id, "-o", "snap.json"], "").expect(0);
    lab.run(&["snapshot", "export", &id, "-o", "snap.json"], "").expect(1);
    let written: Value = serde_json::from_slice(&std::fs::read(lab.path("snap.json")).unwrap()).unwrap();
    let to_stdout = lab.run(&["snapshot", "export", &id, "-o", "-"], "").expect(0).answer();
    assert_eq!(written, to_stdout);
    let path = format!("{}/schemas/energy.snapshot.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(jsonschema::is_valid(&schema, &written), "{written}");
    lab.run(&["snapshot", "show", "9999"], "").expect(5);
}

#[test]
fn verify_names_damaged_and_different_snapshots() {
    let lab = recorded(500, "100");
    assert_eq!(snapshot(&lab, &["verify", "s"], 0)["verified"], true);
    assert_eq!(snapshot(&lab, &["verify", "--all"], 0)["sessions"].as_array().unwrap().len(), 1);
    tamper(
        &lab,
        "UPDATE stored_snapshot SET (state, size, state_hash, base_id, codec) = \
                  (SELECT state, size, state_hash, base_id, codec FROM stored_snapshot WHERE last_seq = 100) WHERE last_seq = 300; \
                  UPDATE stored_snapshot SET state = zeroblob(9) WHERE last_seq = 400",
    );
    let found = snapshot(&lab, &["verify", "s"], 4)["sessions"][0].clone();
    assert_eq!(found["different"][0]["to_seq"], 300, "{found}");
    assert_eq!(found["damaged"].as_array().unwrap().len(), 1, "{found}");
    let fields = found["different"][0]["fields"].as_array().unwrap();
    assert!(fields.iter().any(|f| f["path"] == "energy_accumulator.total_energy"), "{found}");
    let text = lab.run(&["snapshot", "verify", "s"], "").expect(4).stdout;
    assert!(
        text.contains("cannot be read") && text.contains("they part at one of the events 201 to 300"),
        "{text}"
    );
}

#[test]
fn prune_keeps_first_last_one_per_stretch_and_what_they_need() {
    let lab = recorded(2000, "50");
    let before = lab.count("stored_snapshot");
    let plan = snapshot(&lab, &["prune", "s", "--keep-every", "500", "--dry-run"], 0);
    assert_eq!(lab.count("stored_snapshot"), before);
    let done = snapshot(&lab, &["prune", "s", "--keep-every", "500"], 0);
    assert_eq!(plan["removed"], done["removed"]);
    let kept = lab.rows("SELECT last_seq FROM stored_snapshot ORDER BY last_seq");
    for seq in ["50", "500", "1000", "1500", "2000"] {
        assert!(kept.iter().any(|k| k == seq), "{seq} of {kept:?}");
    }
    assert!(kept.len() < 12, "{kept:?}");
    assert_eq!(snapshot(&lab, &["verify", "s"], 0)["verified"], true);
    let again = snapshot(&lab, &["prune", "s", "--keep-every", "500"], 0);
    assert_eq!(again["removed"], json!([]));
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn prune_takes_bad_snapshots_out_and_never_the_last_good_one() {
    let lab = recorded(300, "100");
    tamper(&lab, "UPDATE stored_snapshot SET state = zeroblob(9) WHERE last_seq = 300");
    lab.run(&["validate", "t.db"], "").expect(4);
    let done = snapshot(&lab, &["prune", "s", "--keep-last", "0", "--keep-every", "1000000"], 0);
    assert!(!done["bad"].as_array().unwrap().is_empty(), "{done}");
    assert!(lab.count("stored_snapshot") >= 1);
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["snapshot", "list", "nobody"], "").expect(5);
    lab.run(&["snapshot", "nobody"], "").expect(5);
    lab.run(&["snapshot", "--reason", "x", "list", "s"], "").expect(2);
    lab.run(&["snapshot", "list", "--db", "none.db"], "").expect(10);
}
