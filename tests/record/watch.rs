//! `record --validate-every`: what is recorded is checked while it is being recorded.

use crate::common::{Lab, action};

use serde_json::Value;
use std::time::Duration;

fn events(from: u64, to: u64) -> String {
    (from..=to).map(|n| action("s", n)).collect()
}

/// The summary's member, checked against its schema with the whole.
fn validated(stdout: &str) -> Value {
    let line = stdout.lines().rfind(|l| l.contains("\"summary\"")).unwrap_or_else(|| panic!("{stdout}"));
    let summary: Value = serde_json::from_str(line).unwrap();
    let errors: Vec<String> =
        crate::common::schema("record").iter_errors(&summary).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {summary}");
    summary["validated"].clone()
}

/// An event's words are changed behind the recorder's back.
#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn tamper(lab: &Lab, seq: u32) {
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = "UPDATE stored_event SET payload = replace(payload, 'b', 'c') WHERE event_id = (1 << 40) + ?1";
    assert_eq!(db.execute(sql, [seq]).unwrap(), 1);
}

#[test]
fn a_recording_is_checked_round_by_round_and_each_event_counts_once() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--json", "--validate-every", "100ms"]);
    for part in 0..3 {
        live.send(events(part * 50 + 1, part * 50 + 50));
        live.await_ack(part * 50 + 50);
        std::thread::sleep(Duration::from_millis(400));
    }
    let ran = live.end().expect(0);
    let seen = validated(&ran.stdout);
    assert_eq!((&seen["events"], &seen["errors"], &seen["failed"]), (&150.into(), &0.into(), &0.into()));
    assert!(seen["rounds"].as_u64() >= Some(3), "{seen}");
    assert!(ran.stderr.contains("checked 150 events in"), "{}", ran.stderr);
}

#[test]
fn a_recording_that_ends_before_the_first_round_is_checked_at_its_end() {
    let lab = Lab::new();
    lab.write("in.ndjson", events(1, 20));
    let ran = lab.run(&["record", "in.ndjson", "--json", "--validate-every", "60s"], "").expect(0);
    assert_eq!(validated(&ran.stdout)["events"], 20);
    let ran = lab.run(&["record", "--json", "--resume"], events(21, 22)).expect(0);
    assert_eq!(validated(&ran.stdout), Value::Null, "nothing is said where nothing was asked");
}

#[test]
fn what_is_changed_after_it_was_acknowledged_is_found() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--json", "--validate-every", "60s"]);
    live.send(events(1, 60));
    live.await_ack(60);
    tamper(&lab, 30);
    let ran = live.end().expect(4);
    assert!(ran.stderr.contains("WFH001"), "{}", ran.stderr);
    assert_eq!(validated(&ran.stdout)["errors"], 1);
}

#[test]
fn what_was_verified_is_not_looked_at_again() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--json", "--validate-every", "100ms"]);
    live.send(events(1, 60));
    live.await_ack(60);
    std::thread::sleep(Duration::from_secs(1));
    tamper(&lab, 30);
    live.send(events(61, 70));
    live.await_ack(70);
    let ran = live.end().expect(0);
    assert_eq!(validated(&ran.stdout)["events"], 70);
    // It is not lost for that: a check of the whole finds it.
    let all = lab.run(&["validate", "--json"], "").expect(4);
    assert!(all.stdout.contains("WFH001"), "{}", all.stdout);
}

#[test]
fn a_wrong_interval_is_refused_before_anything_is_recorded() {
    let lab = Lab::new();
    for every in ["", "often", "10ms", "-5s"] {
        let args = ["record", &format!("--validate-every={every}")];
        let ran = lab.run(&args, events(1, 2)).expect(2);
        assert!(ran.stderr.contains("--validate-every"), "{}", ran.stderr);
        assert!(!lab.path("t.db").exists(), "`{every}`");
    }
}

/// What belongs to no event is in the way of every round; it is one finding all the same.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn what_every_round_comes_across_is_said_and_counted_once() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--json", "--validate-every", "100ms"]);
    live.send(events(1, 20));
    live.await_ack(20);
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.busy_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(db.execute("UPDATE ledger SET ts_us = ts_us + 1 WHERE entry_no = 1", []).unwrap(), 1);
    for part in 1..5 {
        live.send(events(part * 20 + 1, part * 20 + 20));
        live.await_ack(part * 20 + 20);
        std::thread::sleep(Duration::from_millis(250));
    }
    let ran = live.end().expect(4);
    let seen = validated(&ran.stdout);
    assert!(seen["rounds"].as_u64() >= Some(4), "{seen}");
    assert_eq!((&seen["events"], &seen["errors"]), (&100.into(), &1.into()), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("WFH004").count(), 1, "{}", ran.stderr);
}
