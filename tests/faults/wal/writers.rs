//! What the verbs do with a log that is not as it should be.

use super::{FRAME, HEAD, Pair, beside, commits, events, open, record_and_die};
use crate::common::{Lab, action};
use wfstate::store::FileLock;

/// A recording of ten commits that died, and the log with one bit flipped in the transaction that is so many from
/// the end (0 is the last one).
fn spoiled(args: &[&str], from_end: usize) -> (Lab, Pair, Vec<u8>) {
    let lab = Lab::new();
    let pair = record_and_die(&lab, args, &[3; 10], |_, _| {});
    let ends = commits(&pair.log);
    let mut log = pair.log.clone();
    // In the data of the transaction's last frame, which is its commit frame.
    log[ends[ends.len() - 1 - from_end] - 100] ^= 4;
    (lab, pair, log)
}

#[test]
fn a_damaged_log_is_refused_by_name_and_nothing_is_touched() {
    let (lab, pair, log) = spoiled(&[], 4);
    pair.put(&lab, &log);
    let frame = commits(&log)[commits(&log).len() - 5] / FRAME;
    for args in [&["record", "--json"][..], &["emit", "user.action", "{\"action\":\"pause\"}", "--json"]] {
        let failure = lab.run(args, action("s", 99)).expect(1).failure();
        assert_eq!(failure["kind"], "failed");
        let message = failure["message"].as_str().unwrap();
        let place = format!("frame {frame}, byte {}", HEAD + (frame - 1) * FRAME);
        assert!(message.contains(&place) && message.contains("4 commits behind it"), "{message}");
        assert!(failure["hint"].as_str().unwrap().contains("wfstate recover BAD -o GOOD"), "{failure}");
    }
    let after = Pair::of(&lab);
    assert!(after.database == pair.database && after.log == log);
    let listed = lab.run(&["list"], "").expect(0);
    assert_eq!(listed.stderr.matches("the write-ahead log is damaged").count(), 1, "{}", listed.stderr);
    assert_eq!(lab.run(&["validate", "--json"], "").expect(4).stdout.matches("WFD005").count(), 1);
    let doctor = lab.run(&["doctor", "--json"], "").answer();
    let wal = doctor["checks"].as_array().unwrap().iter().find(|c| c["check"] == "wal").unwrap();
    assert_eq!(wal["status"], "fail", "{wal}");
    assert!(Pair::of(&lab).log == log, "readers change nothing");
}

#[test]
fn a_doubtful_log_is_kept_aside_once_each_time_and_the_recording_goes_on() {
    let (lab, pair, log) = spoiled(&[], 1);
    for number in 1..=2 {
        pair.put(&lab, &log);
        let ran = lab.record(&["--session", "next"], action("next", 1)).expect(0);
        let name = format!("-wal.kept-{number}");
        assert!(ran.stderr.contains("warning") && ran.stderr.contains(&name), "{}", ran.stderr);
        assert!(std::fs::read(beside(&lab.path("t.db"), &name)).unwrap() == log);
    }
    assert!(std::fs::read(lab.path("t.db-wal.kept-1")).unwrap() == log, "the first copy is not written over");
    assert_eq!(lab.run(&["validate"], "").expect(0).stderr, "");
}

#[test]
fn a_torn_log_is_said_in_a_line_and_the_recording_goes_on() {
    let (lab, pair, log) = spoiled(&[], 0);
    pair.put(&lab, &log);
    let listed = lab.run(&["list"], "").expect(0);
    assert_eq!(listed.stderr.matches("not complete").count(), 1, "{}", listed.stderr);
    let ran = lab.record(&["--session", "next"], action("next", 1)).expect(0);
    assert_eq!(ran.stderr.matches("not complete").count(), 1, "{}", ran.stderr);
    assert!(!lab.record(&["--session", "then"], action("then", 1)).expect(0).stderr.contains("log"));
}

#[test]
fn a_recording_that_is_not_synced_marks_its_database_and_is_not_refused() {
    let (lab, pair, log) = spoiled(&["--durability", "process"], 4);
    assert!(lab.path("t.db.unsynced").exists(), "the mark outlives the recorder");
    pair.put(&lab, &log);
    lab.record(&["--session", "next"], action("next", 1)).expect(1);
    lab.write("t.db.unsynced", "");
    let ran = lab.record(&["--session", "next"], action("next", 1)).expect(0);
    assert!(
        ran.stderr.contains("--durability process") && ran.stderr.contains("-wal.kept-1"),
        "{}",
        ran.stderr
    );
    assert!(std::fs::read(lab.path("t.db-wal.kept-1")).unwrap() == log);
    assert!(!lab.path("t.db.unsynced").exists(), "the log is empty now");
    lab.record(&["--session", "clean", "--durability", "process"], action("clean", 1)).expect(0);
    assert!(!lab.path("t.db.unsynced").exists(), "and a clean end leaves no mark");
}

#[test]
fn a_log_under_a_recorders_lock_is_not_judged() {
    let (lab, pair, log) = spoiled(&[], 4);
    let path = pair.put(&lab, &log);
    let lock = FileLock::take(&path, "1:1:somebody").unwrap().unwrap();
    let reader = open(&path).unwrap();
    assert_eq!(reader.log_notice(), None);
    drop((reader, lock));
    // A program that another test starts has the lock too for a moment, until it is itself.
    let unlocked = || {
        std::thread::sleep(std::time::Duration::from_millis(10));
        open(&path).ok().filter(|reader| reader.log_notice().is_some())
    };
    let reader = (0..1000).find_map(|_| unlocked()).unwrap();
    assert!(!events(&reader).unwrap().is_empty(), "what stands before the damage can be read");
}

#[test]
fn of_recorders_that_start_at_once_none_writes_over_a_damaged_log() {
    for _ in 0..10 {
        let (lab, pair, log) = spoiled(&[], 4);
        pair.put(&lab, &log);
        let start = |name| lab.start(&["record", "--json", "--session", name]);
        for live in ["one", "two", "three"].map(start) {
            live.end().expect(1);
        }
        assert!(Pair::of(&lab).log == log);
    }
}
