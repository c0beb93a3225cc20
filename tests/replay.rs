//! `replay` and `rollback`: the program as a whole, on real recordings. Whatever the road, one state hash.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

use common::{Lab, Rng, fixture, follows};
use serde_json::{Value, json};
use std::fmt::Write as _;

const MODELS: [&str; 3] = ["m1", "ollama/llama2:7b", "gpt@x"];

/// A session of `count` events of many kinds, the same for the same seed.
fn mixed(session: &str, seed: u64, count: u64) -> String {
    let mut rng = Rng::new(seed);
    let (mut out, mut frame) = (String::new(), 0);
    for n in 0..count {
        frame += rng.below(3);
        let at = 1_755_460_080_000_u64 + n * 17;
        let (millis, model) = (rng.below(100_000), MODELS[usize::try_from(rng.below(3)).unwrap()]);
        let head = format!("\"session_id\":\"{session}\",\"timestamp\":{at},\"event_id\":\"e{n}\"");
        let eu = format!("{}.{:03}", millis / 1000, millis % 1000);
        let body = match rng.below(5) {
            0 => r#""type":"user.action","data":{"action":"pause"},"energy_delta":-0.25"#.to_owned(),
            1 => format!(
                r#""type":"ai.output","data":{{"prompt_id":"p","token_index":{n},"is_last":false,"model_id":"{model}","token":"secret {n}"}},"energy_delta":{eu}"#
            ),
            2 => format!(r#""type":"x.own","data":{{"n":{n}, "text" : "words é 😀"}},"stranger":[1,2]"#),
            3 => format!(
                r#""type":"health.heartbeat","data":{{"system_health":"healthy","fps":{}.5}}"#,
                30 + rng.below(30)
            ),
            _ => format!(
                r#""type":"energy.update","frame_id":{frame},"data":{{"energy":{eu},"accumulator":1,"model_id":"{model}"}}"#
            ),
        };
        writeln!(out, "{{{head},{body}}}").unwrap();
    }
    out
}

/// `replay --json` with these arguments, checked against its schema.
fn replay(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [&["replay", "--json"], args].concat();
    let answer = lab.run(&all, "").expect(code).answer();
    follows("replay", &answer);
    answer
}

fn hash(answer: &Value) -> String {
    answer["state_hash"].as_str().unwrap().to_owned()
}

fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
}

fn export_shapes(lab: &Lab, lines: &str) {
    let events: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    lab.write("e.ndjson", lines);
    lab.write("array.json", format!("[{}]", lines.trim_end().replace('\n', ",\n  ")));
    lab.write(
        "doc.json",
        format!(
            "{{\"session\": {{\"session_id\":\"s\"}},\n\"events\": [{}]}}",
            lines.trim_end().replace('\n', ",")
        ),
    );
    lab.write(
        "pretty.json",
        serde_json::to_string_pretty(&json!({"session_metadata": {}, "events": events})).unwrap(),
    );
    lab.write(
        "e.yaml",
        serde_yaml::to_string(&json!({"session": {"session_id": "s"}, "events": events})).unwrap(),
    );
}

#[test]
fn database_and_files_of_every_shape_give_one_hash() {
    let lab = Lab::new();
    let lines = mixed("s", 7, 2500);
    let recorded = lab.record(&["--snapshot-every", "300"], &lines).expect(0).hash("s");
    export_shapes(&lab, &lines);
    let answer = replay(&lab, &["latest"], 0);
    assert_eq!((hash(&answer), &answer["verified"]), (recorded.clone(), &json!(true)));
    assert_eq!(answer["checked"]["events"], 2500);
    assert!(answer["checked"]["snapshots"].as_u64().unwrap() >= 8, "{answer}");
    for file in ["e.ndjson", "array.json", "doc.json", "pretty.json", "e.yaml"] {
        let answer = replay(&lab, &[file], 0);
        assert_eq!(hash(&answer), recorded, "{file}");
        assert_eq!((&answer["session_id"], &answer["verified"]), (&json!("s"), &Value::Null), "{file}");
    }
    let from_stdin = lab.run(&["replay", "-", "--json"], &lines).expect(0).answer();
    assert_eq!(hash(&from_stdin), recorded);
}

#[test]
fn a_file_is_replayed_at_the_same_points_as_the_database() {
    let lab = Lab::new();
    let lines = mixed("s", 3, 700);
    lab.record(&["--snapshot-every", "100"], &lines).expect(0);
    lab.write("e.ndjson", &lines);
    let time = "2025-08-17T19:48:05Z";
    let frame = lab.one(
        "SELECT frame_id FROM stored_event WHERE frame_id IS NOT NULL ORDER BY event_id LIMIT 1 OFFSET 60",
    );
    for point in [
        ["--seq", "0"],
        ["--seq", "1"],
        ["--seq", "333"],
        ["--event", "e400"],
        ["--frame", &frame],
        ["--at", time],
    ] {
        let [flag, value] = point;
        let stored = replay(&lab, &["s", flag, value], 0);
        let filed = replay(&lab, &["e.ndjson", flag, value], 0);
        assert_eq!((hash(&stored), &stored["last_seq"]), (hash(&filed), &filed["last_seq"]), "{point:?}");
        let whole = replay(&lab, &["s", flag, value, "--from-snapshot", "none"], 0);
        assert_eq!(hash(&stored), hash(&whole), "{point:?}");
        assert_eq!(stored["verified"], true, "{stored}");
    }
    for beyond in [["--seq", "701"], ["--event", "e9999"], ["--frame", "99999"]] {
        lab.run(&["replay", "s", beyond[0], beyond[1]], "").expect(5);
        lab.run(&["replay", "e.ndjson", beyond[0], beyond[1]], "").expect(5);
    }
}

#[test]
fn from_every_snapshot_the_same_state() {
    let lab = Lab::new();
    lab.record(&["--snapshot-every", "50"], mixed("s", 5, 1200)).expect(0);
    let want = hash(&replay(&lab, &["s"], 0));
    let ids = lab.rows("SELECT snapshot_id FROM stored_snapshot");
    assert!(ids.len() > 20);
    for id in &ids {
        let answer = replay(&lab, &["s", "--from-snapshot", id], 0);
        assert_eq!((hash(&answer), answer["from_snapshot"].to_string()), (want.clone(), id.clone()));
        assert_eq!(answer["verified"], true, "{answer}");
    }
    let newest = replay(&lab, &["s", "--from-snapshot", "newest"], 0);
    assert_eq!((hash(&newest), newest["checked"]["events"].as_u64()), (want, Some(0)));
    lab.run(&["replay", "s", "--from-snapshot", "9999"], "").expect(5);
    lab.run(&["replay", "s", "--from-snapshot", "soon"], "").expect(2);
}

#[test]
fn damaged_snapshots_are_passed_over_down_to_none() {
    let lab = Lab::new();
    lab.record(&["--snapshot-every", "100"], mixed("s", 11, 950)).expect(0);
    let want = hash(&replay(&lab, &["s", "--seq", "920"], 0));
    let ids =
        lab.rows("SELECT snapshot_id FROM stored_snapshot WHERE last_seq <= 920 ORDER BY last_seq DESC");
    for id in ids {
        tamper(&lab, &format!("UPDATE stored_snapshot SET state = zeroblob(30) WHERE snapshot_id = {id}"));
        let ran = lab.run(&["replay", "s", "--json", "--seq", "920"], "").expect(0);
        assert_eq!(hash(&ran.answer()), want);
        assert!(ran.stderr.contains(&format!("snapshot {id} is passed over")), "{}", ran.stderr);
    }
    let whole = replay(&lab, &["s"], 0);
    assert_eq!((&whole["verified"], &whole["divergence"]), (&json!(false), &Value::Null));
}

#[test]
fn a_changed_event_is_found_and_the_fields_are_named() {
    let lab = Lab::new();
    lab.record(&["--snapshot-every", "100"], mixed("s", 2, 600)).expect(0);
    tamper(
        &lab,
        "UPDATE stored_event SET energy_micro = energy_micro + 1000000 WHERE event_id = (SELECT max(event_id) - 150 \
                  FROM stored_event) OR event_id = (SELECT max(event_id) - 151 FROM stored_event)",
    );
    let answer = replay(&lab, &["s"], 4);
    assert_eq!(answer["verified"], false);
    let first = &answer["divergence"];
    assert!(["seal", "snapshot"].contains(&first["kind"].as_str().unwrap()), "{first}");
    let (from, to) = (first["seq"].as_u64().unwrap(), first["to_seq"].as_u64().unwrap());
    assert!(from <= 450 && 449 <= to, "{first}");
    let text = lab.run(&["replay", "s"], "").expect(4).stdout;
    assert!(text.contains("energy_accumulator.total_energy"), "{text}");
    assert!(text.contains("verified  no"), "{text}");
}

#[test]
fn a_snapshot_that_was_exchanged_is_a_divergence() {
    let lab = Lab::new();
    lab.record(&["--snapshot-every", "100"], mixed("s", 2, 400)).expect(0);
    // A whole snapshot of another place, its own hash with it: only the fold can tell.
    tamper(
        &lab,
        "UPDATE stored_snapshot SET (state, size, state_hash, base_id, codec) = \
                  (SELECT state, size, state_hash, base_id, codec FROM stored_snapshot WHERE last_seq = 100) WHERE last_seq = 300",
    );
    let first = replay(&lab, &["s"], 4)["divergence"].clone();
    assert_eq!(
        (&first["kind"], &first["seq"], &first["to_seq"]),
        (&json!("snapshot"), &json!(201), &json!(300))
    );
    let fields = first["fields"].as_array().unwrap();
    let total = fields.iter().find(|f| f["path"] == "performance_metrics.events_total").unwrap();
    assert_eq!((&total["expected"], &total["found"]), (&json!(100), &json!(300)));
}

#[test]
fn a_broken_event_stops_with_its_rule_or_is_passed_over() {
    let lab = Lab::new();
    lab.record(&[], mixed("s", 4, 60)).expect(0);
    let before = hash(&replay(&lab, &["s", "--seq", "30"], 0));
    tamper(&lab, "UPDATE stored_event SET payload = '{\"a\":' WHERE event_id & 0xFFFFFFFFFF = 31");
    let ran = lab.run(&["replay", "s", "--json"], "").expect(1);
    let answer = ran.answer();
    follows("replay", &answer);
    assert_eq!((&answer["fault"]["seq"], &answer["fault"]["rule"]), (&json!(31), &json!("WFJ001")));
    assert_eq!((hash(&answer), &answer["last_seq"]), (before, &json!(30)));
    assert!(ran.failure()["message"].as_str().unwrap().contains("event 31"), "{}", ran.stderr);
    let kept = replay(&lab, &["s", "--keep-going"], 3);
    assert_eq!(
        (&kept["skipped"], &kept["last_seq"], &kept["complete"]),
        (&json!(1), &json!(60), &json!(false))
    );
    assert_eq!(kept["skipped_first"][0]["seq"], 31);
}

#[test]
fn a_gap_that_nothing_announces_is_a_finding() {
    let lab = Lab::new();
    lab.record(&[], mixed("s", 4, 60)).expect(0);
    tamper(&lab, "DELETE FROM stored_event WHERE event_id & 0xFFFFFFFFFF BETWEEN 31 AND 33");
    let stopped = replay(&lab, &["s"], 4);
    let gap = &stopped["divergence"];
    assert_eq!((&gap["kind"], &gap["seq"], &gap["to_seq"]), (&json!("gap"), &json!(31), &json!(33)));
    assert_eq!(stopped["last_seq"], 30);
    let on = replay(&lab, &["s", "--keep-going"], 4);
    assert_eq!((&on["last_seq"], &on["missing"]), (&json!(60), &json!(3)));
    tamper(
        &lab,
        "INSERT INTO journal SELECT max(journal_id) + 1, 30, 0, 'recorder.gap', '{\"from\":31,\"to\":33,\"count\":3}', zeroblob(32) FROM journal",
    );
    let announced = lab.run(&["replay", "s", "--json", "--seq", "40"], "").answer();
    assert_eq!(
        (&announced["missing"], &announced["lost"], &announced["complete"]),
        (&json!(3), &json!(3), &json!(false))
    );
}

#[test]
fn golden_files_hold_or_name_the_first_diverging_event() {
    let lab = Lab::new();
    let lines = mixed("s", 9, 300);
    lab.record(&[], &lines).expect(0);
    lab.run(&["replay", "s", "--check", "g.json"], "").expect(1);
    lab.run(&["replay", "s", "--check", "g.json", "--update"], "").expect(0);
    assert_eq!(replay(&lab, &["s", "--check", "g.json"], 0)["checked"]["golden"], true);
    lab.write("e.ndjson", &lines);
    assert_eq!(replay(&lab, &["e.ndjson", "--check", "g.json"], 0)["verified"], true);
    let change = |(n, line): (usize, &str)| if n == 120 { with_energy(line) } else { line.to_owned() } + "\n";
    let other: String = lines.lines().enumerate().map(change).collect();
    lab.write("o.ndjson", &other);
    let found = replay(&lab, &["o.ndjson", "--check", "g.json"], 4);
    assert_eq!((&found["divergence"]["kind"], &found["divergence"]["seq"]), (&json!("golden"), &json!(121)));
    let golden: Value = serde_json::from_slice(&std::fs::read(lab.path("g.json")).unwrap()).unwrap();
    let mut edited = golden.clone();
    edited["trace"]["hashes"][41] = json!("00000000");
    lab.write("edited.json", edited.to_string());
    assert_eq!(replay(&lab, &["s", "--check", "edited.json"], 4)["divergence"]["seq"], 42);
    lab.write("nonsense.json", "{}");
    lab.run(&["replay", "s", "--check", "nonsense.json"], "").expect(1);
    lab.run(&["replay", "s", "--update"], "").expect(2);
    lab.run(&["replay", "s", "--check", "g.json", "--from-snapshot", "newest"], "").expect(2);
}

/// The event with another energy.
fn with_energy(line: &str) -> String {
    let mut event: Value = serde_json::from_str(line).unwrap();
    event["energy_delta"] = json!(7);
    event.to_string()
}

#[test]
fn events_are_shown_with_what_they_changed_and_the_journal_in_its_place() {
    let lab = Lab::new();
    let capture = std::fs::read(fixture("capture/tech003-capture.ndjson")).unwrap();
    lab.record(&["--session", "cap"], &capture).expect(0);
    let ran = lab.run(&["replay", "cap", "--events", "--json"], "").expect(0);
    let events = ran.of("event");
    assert_eq!(events.len(), 400);
    assert_eq!((&events[0]["type"], &events[0]["seq"]), (&json!("system.start"), &json!(1)));
    let changed = |n: usize, path: &str| {
        events[n]["changes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["path"] == path)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(changed(4, "energy_accumulator.total_energy")["after"], json!(15.5));
    let journal = ran.of("journal");
    assert_eq!(journal.first().unwrap()["kind"], "recorder.opened");
    assert_eq!(journal.last().unwrap()["kind"], "recorder.closed");
    assert_eq!(ran.lines()[0]["message_type"], "journal");
    let summary = ran.answer();
    follows("replay", &summary);
    assert_eq!((&summary["message_type"], &summary["events"]), (&json!("summary"), &json!(400)));
    let text = lab.run(&["replay", "cap", "--events"], "").expect(0).stdout;
    assert!(text.contains("+15.500 EU") && text.contains("journal"), "{}", &text[..2000]);
    assert!(text.contains("verified  400 events"), "no verdict");
}

#[test]
fn the_words_of_the_reference_tools_are_understood() {
    let lab = Lab::new();
    let lines = mixed("s", 1, 20);
    lab.record(&[], &lines).expect(0);
    lab.write(
        "session_export.json",
        format!(
            "{{\"session_metadata\":{{\"session_id\":\"s\"}},\"events\":[{}]}}",
            lines.trim_end().replace('\n', ",")
        ),
    );
    let path = lab.path("t.db").display().to_string();
    let stored = lab
        .run(&["replay", "--database", &path, "--session", "s", "--verbose", "--json"], "")
        .expect(0)
        .answer();
    let filed = lab.run(&["replay", "--json", "session_export.json", "--verbose"], "").expect(0).answer();
    assert_eq!(hash(&stored), hash(&filed));
}

#[test]
fn what_cannot_be_replayed_has_its_exit_code() {
    let lab = Lab::new();
    lab.run(&["replay", "latest", "--db", "none.db"], "").expect(10);
    lab.record(&[], mixed("abcd1", 1, 5) + &mixed("abcd2", 1, 5)).expect(0);
    lab.run(&["replay", "nobody"], "").expect(5);
    lab.run(&["replay", "abcd"], "").expect(5);
    lab.run(&["replay", "missing.ndjson"], "").expect(5);
    lab.run(&["replay", "t.db"], "").expect(2);
    lab.write("a.wfz", "x");
    lab.run(&["replay", "a.wfz"], "").expect(2);
    lab.run(&["replay", "abcd1", "--seq", "1", "--frame", "1"], "").expect(2);
    lab.run(&["replay", "abcd1", "--format", "csv"], "").expect(2);
    lab.write("two.ndjson", mixed("a", 1, 3) + &mixed("b", 1, 3));
    let ran = lab.run(&["replay", "two.ndjson", "--json"], "").expect(5);
    assert!(ran.failure()["message"].as_str().unwrap().contains("a, b"), "{}", ran.stderr);
    lab.run(&["replay", "two.ndjson", "--session", "b"], "").expect(0);
    lab.write("bad.ndjson", mixed("a", 1, 3) + "nonsense\n" + &mixed("a", 2, 1).replace("e0", "e9"));
    let ran = lab.run(&["replay", "bad.ndjson"], "").expect(1);
    assert!(ran.stderr.contains("line 4"), "{}", ran.stderr);
    assert_eq!(replay(&lab, &["bad.ndjson", "--keep-going"], 3)["skipped_first"][0]["line"], 4);
    lab.write("no.json", "{\"schema\":\"x\"}");
    lab.run(&["replay", "no.json"], "").expect(1);
    lab.write("twice.yaml", "events: []\nevents: []\n");
    lab.run(&["replay", "twice.yaml"], "").expect(1);
}

#[test]
fn an_interrupted_session_says_so_beside_its_state() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
    live.send(mixed("s", 1, 50));
    live.await_ack(50);
    live.signal("KILL");
    drop(live);
    lab.record(&[], mixed("other", 1, 1)).expect(0);
    let context = replay(&lab, &["s"], 0)["state"]["recovery_context"].clone();
    assert_eq!(
        context,
        json!({"last_seq": 50, "snapshot_id": null, "clean_shutdown": false, "recovered": 1, "status": "Interrupted"})
    );
}

#[test]
fn going_back_is_one_more_event() {
    let lab = Lab::new();
    lab.record(&[], mixed("s", 8, 200)).expect(0);
    let (then, now) = (replay(&lab, &["s", "--seq", "120"], 0), replay(&lab, &["s"], 0));
    lab.run(&["rollback", "s"], "").expect(2);
    let plan = lab.run(&["rollback", "s", "--seq", "120", "--dry-run", "--json"], "").expect(0).answer();
    follows("rollback", &plan);
    assert_eq!(hash(&replay(&lab, &["s"], 0)), hash(&now), "a dry run changes nothing");
    let done = lab
        .run(&["rollback", "s", "--seq", "120", "--reason", "a wrong turn", "--json"], "")
        .expect(0)
        .answer();
    follows("rollback", &done);
    assert_eq!(
        (&done["seq"], &done["to_seq"], &done["restored_hash"]),
        (&json!(201), &json!(120), &then["state_hash"])
    );
    let after = replay(&lab, &["s"], 0);
    assert_eq!((&after["energy"], &after["last_seq"]), (&then["energy"], &json!(201)));
    assert_eq!((&after["verified"], &after["state_hash"]), (&json!(true), &done["state_hash"]));
    assert_eq!(after["state"]["session_context"]["rolled_back_to"], 120);
    assert_eq!(
        after["state"]["energy_accumulator"]["by_model"],
        then["state"]["energy_accumulator"]["by_model"]
    );
    assert_eq!(
        replay(&lab, &["s", "--seq", "200"], 0)["state_hash"],
        now["state_hash"],
        "nothing is deleted"
    );
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["rollback", "s", "--seq", "999"], "").expect(5);
}
