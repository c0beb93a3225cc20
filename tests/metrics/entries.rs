//! `recorder.stats` in the journal, and the verbs that read it.

use crate::common::{Lab, Live, action, follows, schema};
use serde_json::Value;
use std::process::Command;
use std::time::Duration;
use wfstate::ambient::instant;

/// A frame's event of session `s`.
pub fn frame(n: u64) -> String {
    format!(
        "{{\"session_id\":\"s\",\"type\":\"energy.update\",\"frame_id\":{n},\"timestamp\":{},\"data\":{{\"energy\":1,\
         \"accumulator\":{n},\"model_id\":\"m\"}}}}\n",
        1_755_460_080_000_u64 + n
    )
}

/// A verb with intervals of a second.
pub fn fast(lab: &Lab, args: &[&str]) -> Command {
    let mut command = lab.command(args);
    command.env("WFSTATE_RECORD_STATS_INTERVAL_SECONDS", "1");
    command
}

pub fn record(lab: &Lab) -> Live {
    Live::of(fast(lab, &["record", "--json", "--ack", "commit"]))
}

/// The facts of the entries of a kind, with the events that they stand after.
pub fn entries(lab: &Lab, kind: &str) -> Vec<(u64, Value)> {
    let rows =
        lab.rows(&format!("SELECT after_seq, facts FROM journal WHERE kind = '{kind}' ORDER BY journal_id"));
    let read = |row: &String| {
        let (after, facts) = row.split_once('|').unwrap();
        (after.parse().unwrap(), serde_json::from_str(facts).unwrap())
    };
    rows.iter().map(read).collect()
}

/// The schema of the figures alone.
fn figures() -> jsonschema::Validator {
    let mut whole: Value = serde_json::from_str(include_str!("../../schemas/output/status.json")).unwrap();
    let figures = whole["$defs"]["figures"].take();
    jsonschema::validator_for(&figures).unwrap()
}

/// Frames at a steady pace for so long; each is acknowledged before the next.
fn paced(lab: &Lab, time: Duration) -> u64 {
    let mut live = record(lab);
    let began = instant();
    let mut n = 0;
    while began.elapsed() < time {
        n += 1;
        live.send(frame(n));
        live.await_ack(n);
        std::thread::sleep(Duration::from_millis(10));
    }
    live.end().expect(0);
    n
}

#[test]
fn a_recording_of_some_seconds_has_an_entry_a_second_and_one_at_its_end() {
    let lab = Lab::new();
    let sent = paced(&lab, Duration::from_millis(2_400));
    let said = entries(&lab, "recorder.stats");
    assert!((2..=3).contains(&said.len()), "{said:?}");
    let mut seq = 0;
    for (after_seq, facts) in &said {
        let faults: Vec<String> = figures().iter_errors(facts).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}: {facts}");
        seq += facts["events"].as_u64().unwrap();
        assert_eq!(*after_seq, seq, "it tells of every event up to where it stands: {facts}");
        assert!(
            facts["commits"].as_u64() >= Some(1) && facts["latency_us"]["p50"].as_u64() >= Some(1),
            "{facts}"
        );
        assert!(facts["memory_bytes"].as_u64() > Some(1 << 20), "{facts}");
        assert!(
            facts["wal_bytes"].as_u64() > Some(0) && facts["queue"]["max"].as_u64() >= Some(1),
            "{facts}"
        );
        let [p50, p99, max] = ["p50", "p99", "max"].map(|p| facts["latency_us"][p].as_u64());
        assert!(p50 <= p99 && p99 <= max, "{facts}");
    }
    assert_eq!(seq, sent, "the last one stands at the end");
    let kinds = lab.rows("SELECT kind FROM journal ORDER BY journal_id DESC LIMIT 2");
    assert_eq!(kinds, ["recorder.closed", "recorder.stats"]);
    let found = lab.run(&["validate", "t.db", "--json", "--fail-on", "warning"], "").expect(0).answer();
    assert_eq!(found["databases"][0]["findings"], serde_json::json!([]));
}

#[test]
fn a_short_recording_has_none_and_the_state_is_the_same_with_and_without() {
    let stream: String = (1..=40).map(frame).collect();
    let short = Lab::new();
    let answer = short.record(&[], &stream).expect(0);
    assert!(entries(&short, "recorder.stats").is_empty());

    let long = Lab::new();
    let mut live = record(&long);
    for part in stream.lines().collect::<Vec<_>>().chunks(10) {
        live.send(part.join("\n") + "\n");
        std::thread::sleep(Duration::from_millis(450));
    }
    let ran = live.end().expect(0);
    assert!(!entries(&long, "recorder.stats").is_empty());
    assert_eq!(ran.hash("s"), answer.hash("s"));
    assert_eq!(
        short.rows("SELECT event_id, payload FROM stored_event"),
        long.rows("SELECT event_id, payload FROM stored_event")
    );
}

#[test]
fn nothing_is_written_while_nothing_comes() {
    let lab = Lab::new();
    let mut live = record(&lab);
    live.send(frame(1));
    live.await_ack(1);
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(lab.count("journal"), 1, "opened, and that is all");
    live.end().expect(0);
    assert_eq!(entries(&lab, "recorder.stats").len(), 1, "the clean end tells of it");
}

#[test]
fn an_entry_whose_batch_is_stored_again_is_there_once_and_holds() {
    let lab = Lab::new();
    let mut live = Live::of(fast(&lab, &["record", "--json", "--ack", "commit", "--lock-timeout", "1ms"]));
    live.send(frame(1));
    live.await_ack(1);
    std::thread::sleep(Duration::from_millis(1_100));
    let lock = lab.write_lock();
    live.send(frame(2)); // an entry is due with this batch, which cannot be stored yet
    std::thread::sleep(Duration::from_millis(200));
    drop(lock);
    live.await_ack(2);
    let said = entries(&lab, "recorder.stats");
    assert_eq!(said.iter().map(|e| e.0).collect::<Vec<_>>(), [2]);
    std::thread::sleep(Duration::from_millis(1_100));
    live.send(frame(3));
    live.await_ack(3);
    let ran = live.end().expect(0);
    assert!(ran.stderr.contains("trying again"), "the batch was not stored twice: {}", ran.stderr);
    let retries: Vec<u64> =
        entries(&lab, "recorder.stats").iter().map(|e| e.1["retries"].as_u64().unwrap()).collect();
    assert_eq!(retries.len(), 2, "with events 2 and 3");
    assert!(retries[0] == 0 && retries[1] >= 1, "{retries:?}");
    lab.run(&["validate", "t.db", "--fail-on", "warning"], "").expect(0);
}

#[test]
fn each_session_of_a_stream_has_entries_of_its_own() {
    let lab = Lab::new();
    let mut live = record(&lab);
    live.send(action("a", 1) + &action("b", 1) + &action("b", 2));
    std::thread::sleep(Duration::from_millis(1_200));
    live.send(action("b", 3));
    std::thread::sleep(Duration::from_millis(100));
    live.end().expect(0);
    let rows = lab.rows(
        "SELECT session_id, after_seq, json_extract(facts, '$.events') FROM journal \
         JOIN stored_session ON session_no = journal_id >> 40 WHERE journal.kind = 'recorder.stats' ORDER BY 1",
    );
    assert_eq!(rows, ["a|1|1", "b|3|3"]);
    lab.run(&["validate", "t.db", "--fail-on", "warning"], "").expect(0);
}

#[test]
fn show_keeps_the_last_few_and_replay_says_each_in_a_line() {
    let lab = Lab::new();
    let sent = paced(&lab, Duration::from_millis(5_200));
    let all = entries(&lab, "recorder.stats").len();
    assert!(all >= 5, "{all}");
    let shown = lab.run(&["show", "s"], "").expect(0).stdout;
    assert_eq!(
        shown.matches(" commits, latency p50 ").count() + shown.matches(" commit, latency p50 ").count(),
        3
    );
    assert!(shown.contains(&format!("{} older recorder.stats entries; -v shows all", all - 3)), "{shown}");
    let verbose = lab.run(&["show", "s", "-v"], "").expect(0).stdout;
    assert_eq!(verbose.matches(", latency p50 ").count(), all);
    assert!(!verbose.contains("older recorder.stats"), "{verbose}");
    let json = lab.run(&["show", "s", "--json"], "").expect(0).answer();
    follows("show", &json);
    let listed = json["journal"].as_array().unwrap().iter().filter(|e| e["kind"] == "recorder.stats").count();
    assert_eq!(listed, all, "what programs read is whole");
    let replayed = lab.run(&["replay", "s", "--events"], "").expect(0).stdout;
    let lines = replayed.lines().filter(|l| l.contains("recorder.stats  ") && l.contains(", queue "));
    assert_eq!(lines.count(), all);

    let stats = lab.run(&["stats", "s", "--json"], "").expect(0).answer();
    follows("stats", &stats);
    let last = &entries(&lab, "recorder.stats").pop().unwrap().1;
    assert_eq!(&stats["recorder"]["facts"]["latency_us"], &last["latency_us"]);
    assert_eq!(stats["recorder"]["after_seq"], sent);
    let whole = lab.run(&["stats", "--json"], "").expect(0).answer();
    follows("stats", &whole);
    assert_eq!(whole["recorder"]["session_id"], "s");
    assert!(lab.run(&["stats", "s"], "").expect(0).stdout.contains("write      p50 "));
}

#[test]
fn errors_are_told_per_thousand_events_and_per_hour() {
    let lab = Lab::new();
    let error = |n: u64, severity: &str| {
        format!(
            "{{\"session_id\":\"s\",\"type\":\"error\",\"timestamp\":{},\"data\":{{\"error_code\":\"E\",\
             \"error_message\":\"m\",\"component\":\"c\",\"severity\":\"{severity}\",\"recoverable\":true}}}}\n",
            1_755_460_080_000_u64 + n
        )
    };
    // 100 events in half an hour, five of them errors.
    let mut stream: String = (0..95).map(|n| action("s", n)).collect();
    stream += &error(100, "high").repeat(2);
    stream += &error(1_800_000, "low").repeat(3);
    lab.record(&[], stream).expect(0);
    let stats = lab.run(&["stats", "s", "--json"], "").expect(0).answer();
    follows("stats", &stats);
    let errors = &stats["errors"];
    assert_eq!((&errors["events"], &errors["per_1000_events"]), (&5.into(), &50.0.into()));
    assert_eq!(errors["per_hour"], 10.0, "{errors}");
    assert_eq!(errors["by_severity"], serde_json::json!({ "high": 2, "low": 3 }));
    assert_eq!(stats["recorder"], Value::Null, "too short to be measured");
    let text = lab.run(&["stats", "s"], "").expect(0).stdout;
    assert!(text.contains("5, 5.00 % of all events (2 high, 3 low), 10.0 an hour"), "{text}");
}

#[test]
fn the_schema_of_the_figures_refuses_what_is_none() {
    let good = serde_json::json!({ "events": 1 });
    assert!(!figures().is_valid(&good), "a control: half of the figures are no figures");
    assert!(schema("../event/health.performance").is_valid(&serde_json::json!({
        "metric": "frame_drop", "value": 21.0, "severity": "critical"
    })));
}
