//! `wfstate status`.

use super::entries::{fast, frame, record};
use crate::common::{Lab, Live, Ran, action, finish, follows};
use serde_json::{Value, json};
use std::time::Duration;
use wfstate::ambient::instant;

fn status(lab: &Lab, args: &[&str]) -> Value {
    let answer = lab.run(&[&["status", "--json"], args].concat(), "").expect(0).answer();
    follows("status", &answer);
    answer
}

#[test]
fn a_live_session_is_shown_with_its_recorder_and_its_last_figures() {
    let lab = Lab::new();
    let mut command = fast(&lab, &["record", "--json", "--ack", "commit", "--label", "demo"]);
    command.env("WFSTATE_ALERTS_MEMORY_USAGE_MB", "1");
    let mut live = Live::of(command);
    live.send(frame(1));
    live.await_ack(1);
    let early = status(&lab, &[]);
    assert_eq!((&early["sessions"][0]["stats"], &early["sessions"][0]["events"]), (&Value::Null, &json!(1)));
    std::thread::sleep(Duration::from_millis(1_100));
    live.send(frame(2));
    live.await_ack(2);
    let now = status(&lab, &[]);
    let pid = live.pid().to_string();
    assert_eq!(now["writer"]["process"], pid.as_str());
    assert_eq!(now["sessions"].as_array().map(Vec::len), Some(1));
    let s = &now["sessions"][0];
    assert_eq!((&s["session_id"], &s["label"], &s["process"]), (&json!("s"), &json!("demo"), &json!(pid)));
    assert_eq!((&s["recording"], &s["events"], &s["loss"]), (&json!(true), &json!(2), &json!(0)));
    assert_eq!((&s["stats"]["after_seq"], &s["stats"]["facts"]["events"]), (&json!(2), &json!(2)));
    assert!(s["stats"]["age_ms"].as_u64() < Some(20_000), "{s}");
    assert_eq!((&s["alerts"], &s["last_alert"]["facts"]["metric"]), (&json!(1), &json!("memory_pressure")));
    assert!(now["wal_bytes"].as_u64() > Some(0) && now["bytes"].as_u64() > Some(0));
    let text = lab.run(&["status"], "").expect(0).stdout;
    assert!(text.contains(&format!("process {pid} writes, 1 session being recorded")), "{text}");
    assert!(text.contains("memory_pressure") && text.contains(" ms"), "{text}");
    live.end().expect(0);

    let after = status(&lab, &[]);
    assert_eq!((&after["writer"], &after["sessions"]), (&Value::Null, &json!([])));
    let text = lab.run(&["status"], "").expect(0).stdout;
    assert!(text.contains("no recorder runs"), "{text}");
    let named = status(&lab, &["s"]);
    assert_eq!(named["sessions"][0]["status"], "Completed");
    assert_eq!(
        (&named["sessions"][0]["recording"], &named["sessions"][0]["process"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(named["sessions"][0]["stats"]["after_seq"], 2, "its last figures are still there");
}

#[test]
fn figures_of_an_earlier_recorder_are_not_those_of_this_one() {
    let lab = Lab::new();
    let mut live = record(&lab);
    live.send(frame(1));
    live.await_ack(1);
    std::thread::sleep(Duration::from_millis(1_100));
    live.send(frame(2));
    live.end().expect(0);
    assert_ne!(status(&lab, &["s"])["sessions"][0]["stats"], Value::Null);
    let mut again =
        Live::of(lab.command(&["record", "--json", "--ack", "commit", "--resume", "--session", "s"]));
    again.send(frame(3));
    again.await_ack(3);
    let s = status(&lab, &["s"])["sessions"][0].clone();
    assert_eq!((&s["recording"], &s["stats"], &s["alerts"]), (&json!(true), &Value::Null, &json!(0)));
    again.end().expect(0);
}

#[test]
fn a_recorder_that_died_leaves_an_interrupted_session_and_no_live_one() {
    let lab = Lab::new();
    let mut live = record(&lab);
    live.send(frame(1));
    live.await_ack(1);
    live.signal("KILL");
    live.end();
    for _ in 0..2 {
        let now = status(&lab, &[]);
        assert_eq!(
            (&now["writer"], &now["sessions"], &now["interrupted"]),
            (&Value::Null, &json!([]), &json!(1))
        );
        // Once found by a look, once marked in its row by a writer.
        lab.record(&[], action("other", 1));
    }
}

#[test]
fn what_is_not_there_has_its_exit_code() {
    let lab = Lab::new();
    assert_eq!(lab.run(&["status", "--json"], "").expect(10).failure()["code"], 10);
    lab.record(&[], action("s", 1)).expect(0);
    assert_eq!(lab.run(&["status", "nobody", "--json"], "").expect(5).failure()["code"], 5);
    lab.run(&["status", "--watch", "soon"], "").expect(2);
    lab.run(&["status", "--watch", "0"], "").expect(2);
    lab.run(&["status", "--format", "csv"], "").expect(2);
    assert!(lab.files().iter().all(|f| !f.ends_with("-wal")), "looking leaves nothing behind");
}

#[test]
fn a_spill_file_that_waits_is_shown() {
    let lab = Lab::new();
    lab.record(&[], action("s", 1)).expect(0);
    assert_eq!(status(&lab, &[])["spill_bytes"], Value::Null);
    lab.write("t.db.spill-0a1b2c3d", [7; 1234]);
    assert_eq!(status(&lab, &[])["spill_bytes"], 1234);
    assert!(lab.run(&["status"], "").expect(0).stdout.contains("wait until the database can be written"));
}

#[test]
fn watching_is_a_line_a_look_until_a_signal_ends_it() {
    let lab = Lab::new();
    let mut live = record(&lab);
    live.send(frame(1));
    live.await_ack(1);
    let watch = lab.start(&["status", "--watch", "0.2", "--json"]);
    let first = watch.next().unwrap();
    follows("status", &first);
    live.send(frame(2));
    live.await_ack(2);
    let seen = (0..50).map(|_| watch.next().unwrap()).find(|look| look["sessions"][0]["events"] == 2);
    let later = seen.unwrap();
    assert!(later["time"].as_str() > first["time"].as_str());
    let began = instant();
    watch.signal("INT");
    let ran: Ran = watch.end();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "a signal is its normal end");
    assert!(began.elapsed() < Duration::from_secs(10));
    live.end().expect(0);
}

#[test]
fn watching_ends_quietly_when_nobody_reads_any_more() {
    let lab = Lab::new();
    lab.record(&[], action("s", 1)).expect(0);
    for format in ["--json", "-v"] {
        let script = format!("\"$W\" status --watch 0.1 {format} | head -n 1; exit 0");
        let ran = finish(lab.shell(&script), b"").expect(0);
        assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (1, ""));
    }
}
