//! Thresholds: a line on stderr, an entry in the journal, a command.

use super::entries::{entries, fast, frame};
use crate::common::{Lab, Live, action, finish, schema};
use std::time::Duration;
use wfstate::ambient::instant;

const RECORD: &[&str] = &["record", "--json", "--ack", "commit"];

fn with(lab: &Lab, args: &[&str], threshold: (&str, &str)) -> Live {
    let mut command = fast(lab, args);
    command.env(format!("WFSTATE_ALERTS_{}", threshold.0), threshold.1);
    Live::of(command)
}

/// The one alert of a recording, after the same line on stderr.
#[track_caller]
fn the_alert(lab: &Lab, metric: &str, stderr: &str) -> (u64, serde_json::Value) {
    let lines: Vec<&str> = stderr.lines().filter(|l| l.starts_with("warning: ")).collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(lines[0].starts_with(&format!("warning: {metric} (")), "{stderr}");
    let mut said = entries(lab, "health.performance");
    assert_eq!(said.len(), 1, "{said:?}");
    let (after_seq, facts) = said.remove(0);
    assert_eq!(facts["metric"], metric);
    assert!(schema("../event/health.performance").is_valid(&facts), "{facts}");
    lab.run(&["validate", "t.db", "--fail-on", "warning"], "").expect(0);
    (after_seq, facts)
}

/// Twenty frames, and a pause of 400 ms before the last.
fn frames_with_a_pause(live: &mut Live) {
    for n in 1..=20 {
        if n == 20 {
            std::thread::sleep(Duration::from_millis(400));
        }
        live.send(frame(n));
        live.await_ack(n);
    }
}

#[test]
fn a_frame_that_comes_late_is_told_at_once_and_counted() {
    let lab = Lab::new();
    let mut live = with(&lab, RECORD, ("FRAME_PROCESSING_MS", "300"));
    frames_with_a_pause(&mut live);
    std::thread::sleep(Duration::from_secs(1));
    live.send(action("s", 21));
    live.await_ack(21);
    let ran = live.end().expect(0);
    let (after_seq, facts) = the_alert(&lab, "frame_drop", &ran.stderr);
    assert_eq!(after_seq, 20, "with the batch of the late frame");
    assert!(facts["value"].as_f64() >= Some(400.0), "{facts}");
    assert_eq!((&facts["threshold"], &facts["severity"]), (&300.0.into(), &"critical".into()));
    let stats = &entries(&lab, "recorder.stats")[0].1;
    assert_eq!(stats["frame_overruns"], 1, "{stats}");
    assert!(stats["worst_frame_us"].as_u64() >= Some(400_000), "{stats}");
}

#[test]
fn the_same_pause_below_the_threshold_is_no_alert() {
    let lab = Lab::new();
    let mut live = with(&lab, RECORD, ("FRAME_PROCESSING_MS", "60000"));
    frames_with_a_pause(&mut live);
    let ran = live.end().expect(0);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
    assert!(entries(&lab, "health.performance").is_empty());
}

#[test]
fn a_commit_that_waits_for_somebody_elses_lock_is_latency_and_not_the_disk() {
    let lab = Lab::new();
    let mut live = with(&lab, RECORD, ("WRITE_LATENCY_MS", "1000"));
    live.send(action("s", 1));
    live.await_ack(1);
    let lock = lab.write_lock();
    live.send(action("s", 2));
    std::thread::sleep(Duration::from_millis(1_300));
    drop(lock);
    live.await_ack(2);
    let ran = live.end().expect(0);
    let (after_seq, facts) = the_alert(&lab, "high_latency", &ran.stderr);
    assert_eq!(after_seq, 2);
    assert!(facts["value"].as_f64() > Some(1000.0) && facts["value"].as_f64() < Some(10_000.0), "{facts}");
}

#[test]
fn events_that_pile_up_behind_a_lock_are_a_backlog() {
    let lab = Lab::new();
    let mut live = with(&lab, RECORD, ("EVENT_QUEUE_DEPTH", "100"));
    live.send(action("s", 1));
    live.await_ack(1);
    let lock = lab.write_lock();
    for n in 2..=200 {
        live.send(action("s", n));
        std::thread::sleep(Duration::from_millis(6));
    }
    drop(lock);
    live.await_ack(200);
    let ran = live.end().expect(0);
    let (_, facts) = the_alert(&lab, "queue_backlog", &ran.stderr);
    assert!((101.0..=199.0).contains(&facts["value"].as_f64().unwrap()), "{facts}");
}

#[test]
fn a_burst_is_no_backlog() {
    let lab = Lab::new();
    let live = with(&lab, RECORD, ("EVENT_QUEUE_DEPTH", "100"));
    let mut live = live;
    live.send((1..=900).map(|n| action("s", n)).collect::<String>());
    live.await_ack(900);
    let ran = live.end().expect(0);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}

#[test]
fn too_much_memory_is_told_once_however_long_it_lasts() {
    let lab = Lab::new();
    let mut live = with(&lab, RECORD, ("MEMORY_USAGE_MB", "1"));
    for n in 1..=5 {
        live.send(action("s", n));
        live.await_ack(n);
        std::thread::sleep(Duration::from_millis(500));
    }
    let ran = live.end().expect(0);
    let (after_seq, facts) = the_alert(&lab, "memory_pressure", &ran.stderr);
    assert_eq!(after_seq, 2, "found at the first commit, written with the second");
    assert!(facts["value"].as_f64() > Some(1.0), "{facts}");
}

#[test]
fn the_command_of_an_alert_has_its_facts_and_nobody_waits_for_it() {
    let lab = Lab::new();
    let script = "echo \"$WFSTATE_ALERT_METRIC $WFSTATE_ALERT_THRESHOLD $WFSTATE_ALERT_SEVERITY\" >told; exec sleep 60 >sleep.log 2>&1";
    let args = [RECORD, &["--on-alert", script]].concat();
    let mut live = with(&lab, &args, ("MEMORY_USAGE_MB", "1"));
    let began = instant();
    for n in 1..=10 {
        live.send(action("s", n));
        live.await_ack(n);
    }
    let ran = live.end().expect(0);
    assert!(began.elapsed() < Duration::from_secs(30), "it waited for the command");
    the_alert(&lab, "memory_pressure", &ran.stderr);
    let told = || std::fs::read_to_string(lab.path("told")).unwrap_or_default();
    for _ in 0..500 {
        if told().ends_with('\n') {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(told(), "memory_pressure 1 warning\n");
}

#[test]
fn a_command_that_fails_is_said_and_the_recording_goes_on() {
    let lab = Lab::new();
    let args = [RECORD, &["--on-alert", "echo to the outside; exit 7"]].concat();
    let mut live = with(&lab, &args, ("MEMORY_USAGE_MB", "1"));
    for n in 1..=4 {
        live.send(action("s", n));
        live.await_ack(n);
        std::thread::sleep(Duration::from_millis(200));
    }
    let ran = live.end().expect(0);
    assert!(ran.stderr.contains("the command of --on-alert failed: exit status: 7"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("to the outside") && !ran.stdout.contains("to the outside"),
        "{}",
        ran.stderr
    );
    assert_eq!(lab.count("event"), 4);
}

#[test]
fn frames_of_a_file_are_never_late() {
    let lab = Lab::new();
    lab.write("frames.ndjson", (1..=3000).map(frame).collect::<String>());
    let mut command = fast(&lab, &["record", "--json", "frames.ndjson"]);
    command.env("WFSTATE_ALERTS_FRAME_PROCESSING_MS", "0.001");
    let ran = finish(command, b"").expect(0);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
    assert!(entries(&lab, "health.performance").is_empty());
}
