//! The words of single events: they go, the events and the state stay, and an event that was changed is told from one
//! that was erased.

use super::scene::{kinds, seal};
use crate::common::{Lab, follows};
use serde_json::{Value, json};

/// Thirty events of a session that stores content; the words of event n are `WORDS-n-`, in several places.
pub fn talk() -> Lab {
    let lab = Lab::new();
    let lines: String = (1..=30)
        .map(|n| {
            let at = 1_755_460_080_000_u64 + n;
            let (kind, data) = match n % 3 {
                0 => ("user.prompt", format!("{{\"prompt_id\":\"p{n}\",\"prompt_text\":\"WORDS-{n}- said\",\"interface\":\"text\",\"truncated\":false}}")),
                1 => ("x.note", format!("{{\"model_id\":\"m1\",\"anything\":\"WORDS-{n}- here\",\"list\":[{{\"a\":\"WORDS-{n}- deep\"}}],\"n\":{n}}}")),
                _ => ("workflow.output_saved", format!("{{\"markdown\":\"# WORDS-{n}- result\"}}")),
            };
            format!(
                "{{\"session_id\":\"talk-1\",\"event_key\":\"k{n}\",\"type\":\"{kind}\",\"timestamp\":{at},\"energy_delta\":0.5,\
                 \"aside\":\"WORDS-{n}- aside\",\"data\":{data}}}\n"
            )
        })
        .collect();
    lab.record(&["--content", "--snapshot-every", "10"], lines).expect(0);
    lab
}

pub fn words_left(lab: &Lab) -> Vec<u64> {
    let files: Vec<Vec<u8>> = lab
        .files()
        .iter()
        .filter(|n| n.starts_with("t.db"))
        .map(|n| std::fs::read(lab.path(n)).unwrap())
        .collect();
    let there = |n: &u64| {
        let word = format!("WORDS-{n}-");
        files.iter().any(|f| memchr::memmem::find(f, word.as_bytes()).is_some())
    };
    (1..=30).filter(there).collect()
}

pub fn state(lab: &Lab) -> Value {
    let answer = lab.run(&["replay", "talk-1", "--json"], "").expect(0).answer();
    assert_eq!(answer["verified"], true, "{answer}");
    json!([answer["state_hash"], answer["energy"], answer["events"]])
}

fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    assert_eq!(db.execute(sql, ()).unwrap(), 1, "{sql}");
}

fn findings(lab: &Lab) -> Vec<String> {
    let answer = lab.run(&["validate", "t.db", "--json"], "").expect(4).answer();
    let found = answer["databases"][0]["findings"].as_array().unwrap();
    found.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_words_of_a_range_go_and_everything_else_stays() {
    let lab = talk();
    let before = state(&lab);
    assert_eq!(words_left(&lab).len(), 30);
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content"], "").expect(2);
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--yes"], "").expect(2);
    lab.run(&["purge", "talk-1", "--seq", "5..31", "--content", "--yes"], "").expect(5);
    let args = ["purge", "talk-1", "--seq", "5..12", "--content", "--yes", "--json", "--receipt", "r.json"];
    let receipt = lab.run(&args, "").expect(0).answer();
    follows("purge", &receipt);
    assert_eq!(
        (&receipt["erased"], &receipt["stretches"], &receipt["session_id"]),
        (&json!(8), &json!(1), &json!("talk-1"))
    );
    assert_eq!((&receipt["proof"]["method"], &receipt["proof"]["hits"]), (&json!("search"), &json!(0)));
    assert_eq!(words_left(&lab), [(1..5).collect::<Vec<_>>(), (13..=30).collect()].concat());
    assert_eq!(state(&lab), before);
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["snapshot", "verify", "talk-1"], "").expect(0);
    assert_eq!(
        (kinds(&lab, "content_erased"), kinds(&lab, "content_purged"), lab.count("erasure")),
        (1, 1, 0)
    );
    let line = lab.one("SELECT payload FROM stored_event WHERE event_id & 1099511627775 = 7");
    let data: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&data["n"], &data["model_id"]), (&json!(7), &json!("m1")));
    assert_eq!(data["anything"]["commitment"].as_str().unwrap().len(), 32);
}

#[test]
fn content_is_erased_again_in_the_same_stretch_and_the_session_goes_on() {
    let lab = talk();
    for range in ["1..3", "2..20", "30"] {
        lab.run(&["purge", "talk-1", "--seq", range, "--content", "--yes"], "").expect(0);
        lab.run(&["validate", "t.db"], "").expect(0);
    }
    let nothing = lab
        .run(&["purge", "talk-1", "--seq", "1..20", "--content", "--yes", "--json"], "")
        .expect(0)
        .answer();
    follows("purge", &nothing);
    assert_eq!((&nothing["erased"], kinds(&lab, "content_erased")), (&json!(0), 3));
    assert_eq!(words_left(&lab), (21..30).collect::<Vec<_>>());
    let more = r#"{"session_id":"talk-1","type":"x.note","data":{"anything":"more"}}"#;
    lab.record(&["--resume", "--content"], more).expect(0);
    lab.run(&["validate", "t.db"], "").expect(0);
    state(&lab);
    lab.run(&["purge", "talk-1", "--content", "--yes"], "").expect(0);
    assert_eq!(words_left(&lab), Vec::<u64>::new());
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["purge", "talk-1", "--yes"], "").expect(0);
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn what_is_changed_after_an_erasure_is_found() {
    let base = talk();
    base.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(0);
    for (what, sql) in [
        (
            "an erased event",
            "UPDATE stored_event SET payload = replace(payload, '\"n\":7', '\"n\":8') WHERE event_id & 1099511627775 = 7",
        ),
        (
            "an event beside it",
            "UPDATE stored_event SET payload = replace(payload, '\"n\":16', '\"n\":17') WHERE event_id & 1099511627775 = 16",
        ),
        ("an envelope", "UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id & 1099511627775 = 9"),
        ("the kept leaves", "UPDATE erased_stretch SET leaves = zeroblob(length(leaves))"),
        (
            "one leaf of what was left",
            "UPDATE erased_stretch SET leaves = CAST(substr(leaves, 1, length(leaves) - 1) || x'00' AS BLOB)",
        ),
        ("the kept leaves are gone", "DELETE FROM erased_stretch"),
        ("the new key", "UPDATE seal_key SET key = zeroblob(32)"),
        (
            "the root",
            "UPDATE journal SET facts = replace(facts, '\"root\":\"', '\"root\":\"0') WHERE kind = 'content_erased'",
        ),
    ] {
        let lab = Lab::new();
        for name in base.files().into_iter().filter(|n| n.starts_with("t.db")) {
            std::fs::copy(base.path(&name), lab.path(&name)).unwrap();
        }
        lab.run(&["validate", "t.db"], "").expect(0);
        tamper(&lab, sql);
        let found = findings(&lab);
        assert!(found.iter().any(|r| r.starts_with("WFH")), "{what}: {found:?}");
        // Replay follows the same seals; the journal is the validator's.
        let replay = lab.run(&["replay", "talk-1", "--json"], "");
        assert!(replay.code != 0 || replay.answer()["verified"] == false, "{what}: {}", replay.stdout);
    }
}

#[test]
fn what_is_erased_is_salvaged_as_proved() {
    let lab = talk();
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(0);
    let report = lab.run(&["recover", "t.db", "-o", "good.db", "--json"], "").expect(0).answer();
    assert_eq!((&report["events"], &report["lost"], &report["unproved"]), (&json!(30), &json!(0), &json!(0)));
    lab.run(&["validate", "good.db"], "").expect(0);
}

#[test]
fn words_of_a_held_or_a_running_session_are_not_erased() {
    let lab = talk();
    lab.run(&["hold", "add", "talk-1"], "").expect(0);
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(4);
    lab.run(&["hold", "remove", "1"], "").expect(0);
    assert_eq!(words_left(&lab).len(), 30);
    let mut live = lab.start(&["record", "--json", "--ack", "commit", "--resume", "--content"]);
    live.send("{\"session_id\":\"talk-1\",\"type\":\"x.note\",\"data\":{}}\n");
    live.await_ack(31);
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(11);
    assert_eq!(live.end().code, 0);
}

#[test]
fn an_erasure_that_a_reader_pins_is_finished_by_the_next_writer() {
    let lab = talk();
    let reader = lab.open("t.db");
    reader.execute_batch("BEGIN; SELECT count(*) FROM stored_event").unwrap();
    let args = ["purge", "talk-1", "--seq", "5..12", "--content", "--yes", "--lock-timeout", "200ms"];
    lab.run(&args, "").expect(11);
    lab.run(&["validate", "t.db"], "").expect(0);
    drop(reader);
    let ran = lab.run(&["snapshot", "talk-1"], "").expect(0);
    assert!(ran.stderr.contains("is finished"), "{}", ran.stderr);
    assert_eq!((words_left(&lab).len(), lab.count("erasure"), kinds(&lab, "content_purged")), (22, 0, 1));
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn words_go_out_of_sealed_segments_as_well() {
    let lab = talk();
    let before = state(&lab);
    seal(&lab, "talk-1");
    assert_eq!(lab.count("stored_event"), 0);
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(0);
    assert_eq!(words_left(&lab), [(1..5).collect::<Vec<_>>(), (13..=30).collect()].concat());
    assert_eq!(state(&lab), before);
    lab.run(&["validate", "t.db"], "").expect(0);
    seal(&lab, "talk-1");
    lab.run(&["validate", "t.db"], "").expect(0);
    assert_eq!(state(&lab), before);
    lab.run(&["purge", "talk-1", "--yes"], "").expect(0);
    assert_eq!((words_left(&lab), lab.count("segment"), lab.count("segment_dictionary")), (Vec::new(), 0, 0));
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn a_rollback_is_the_same_after_the_words_around_it_went() {
    let lab = talk();
    lab.run(&["rollback", "talk-1", "--seq", "4"], "").expect(0);
    let more = "{\"session_id\":\"talk-1\",\"type\":\"x.note\",\"energy_delta\":1,\"data\":{\"a\":\"b\"}}\n"
        .repeat(20);
    lab.record(&["--content", "--resume", "--snapshot-every", "10"], more).expect(0);
    let (before, snapshots) = (state(&lab), lab.count("stored_snapshot"));
    lab.run(&["purge", "talk-1", "--seq", "2..51", "--content", "--yes"], "").expect(0);
    assert_eq!(words_left(&lab), [1]);
    assert_eq!((state(&lab), lab.count("stored_snapshot")), (before, snapshots));
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["snapshot", "verify", "talk-1"], "").expect(0);
}

#[test]
fn a_snapshot_that_does_not_hold_goes_with_those_that_are_made_on_it() {
    let lab = talk();
    let first = "snapshot_id = (SELECT min(snapshot_id) FROM stored_snapshot)";
    assert!(
        lab.one(&format!(
            "SELECT CAST(count(*) AS TEXT) FROM stored_snapshot WHERE NOT {first} AND base_id IS NOT NULL"
        )) != "0"
    );
    tamper(&lab, &format!("UPDATE stored_snapshot SET state_hash = zeroblob(32) WHERE {first}"));
    lab.run(&["purge", "talk-1", "--seq", "5..12", "--content", "--yes"], "").expect(0);
    lab.run(&["validate", "t.db"], "").expect(0);
}
