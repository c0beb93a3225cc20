//! `maintain`: the log, statistics, free pages, leftovers; and that no question of the store reads every event.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

mod maintain {
    mod plans;
}

use common::{Lab, action, follows};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

fn recorded(events: u64) -> Lab {
    let lab = Lab::new();
    let lines: String = (1..=events).map(|n| action("s", n)).collect();
    lab.record(&["--session", "s"], lines).expect(0);
    lab
}

fn maintain(lab: &Lab, args: &[&str], code: i32) -> Value {
    let answer = lab.run(&[&["maintain", "--json"], args].concat(), "").expect(code).answer();
    follows("maintain", &answer);
    answer
}

#[expect(clippy::disallowed_methods, reason = "somebody else uses the file")]
fn other(lab: &Lab) -> rusqlite::Connection {
    rusqlite::Connection::open(lab.path("t.db")).unwrap()
}

/// Leaves so many free pages, more or less.
fn free(lab: &Lab, pages: u64) {
    let sql = format!(
        "CREATE TABLE x_room (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {pages}) \
         INSERT INTO x_room SELECT zeroblob(4000) FROM n; DROP TABLE x_room; PRAGMA wal_checkpoint(TRUNCATE)"
    );
    other(lab).execute_batch(&sql).unwrap();
}

fn size(lab: &Lab) -> u64 {
    std::fs::metadata(lab.path("t.db")).unwrap().len()
}

#[test]
fn free_pages_are_given_back_where_they_are_a_quarter() {
    let lab = recorded(500);
    let small = size(&lab);
    free(&lab, 200);
    let done = maintain(&lab, &[], 0);
    assert_eq!((&done["vacuum"]["done"], &done["recording"]), (&json!(true), &json!(false)), "{done}");
    assert!(size(&lab) <= small + 8192, "{} after {small}", size(&lab));
    assert_eq!(done["after"]["file"], size(&lab));
    assert_eq!(done["after"]["free"], 0);
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'maintained'"), "1");
    lab.run(&["validate", "t.db"], "").expect(0);
    // Again there is nothing, and the ledger does not grow by that.
    assert_eq!(maintain(&lab, &[], 0)["vacuum"]["done"], false);
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'maintained'"), "1");
}

#[test]
fn fewer_are_kept_unless_it_is_forced_and_not_more_often_than_the_interval() {
    let lab = recorded(3000);
    free(&lab, 10);
    let done = maintain(&lab, &["--vacuum"], 0);
    let why = done["vacuum"]["why_not"].as_str().unwrap();
    assert!(why.contains("less than 25 %"), "{done}");
    assert_eq!(maintain(&lab, &["--vacuum", "--force"], 0)["vacuum"]["done"], true);
    free(&lab, 2000);
    let done = maintain(&lab, &[], 0);
    assert!(done["vacuum"]["why_not"].as_str().unwrap().contains("vacuum_interval"), "{done}");
    lab.write("wfstate.toml", "[database]\nvacuum_interval = \"off\"\n");
    assert_eq!(maintain(&lab, &[], 0)["vacuum"]["done"], true);
    let skipped = maintain(&lab, &["--if-older-than", "1h"], 0);
    assert!(skipped["skipped"].is_string() && skipped["checkpoint"].is_null(), "{skipped}");
    lab.run(&["maintain", "--if-older-than", "x"], "").expect(2);
}

#[test]
fn beside_a_recorder_nothing_is_written_anew_and_that_is_said() {
    let lab = recorded(100);
    free(&lab, 200);
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    recorder.send((1..=20).map(|n| action("live", n)).collect::<String>());
    recorder.await_ack(20);
    let large = size(&lab);
    let done = maintain(&lab, &[], 0);
    assert_eq!((&done["recording"], &done["vacuum"]["done"]), (&json!(true), &json!(false)), "{done}");
    assert_eq!((&done["checkpoint"]["truncate"], size(&lab) >= large), (&json!(false), true));
    let refused = lab.run(&["maintain", "--vacuum", "--json"], "").expect(11);
    assert!(refused.failure()["message"].as_str().unwrap().contains("recording"));
    recorder.send((21..=40).map(|n| action("live", n)).collect::<String>());
    recorder.await_ack(40);
    recorder.close();
    recorder.end().expect(0);
    assert_eq!(maintain(&lab, &[], 0)["vacuum"]["done"], true);
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn a_reader_that_pins_the_log_is_said_and_is_an_error_only_where_the_step_was_asked_for() {
    let lab = recorded(100);
    let reader = other(&lab);
    reader.execute_batch("BEGIN; SELECT count(*) FROM stored_event").unwrap();
    // What comes now stands in the log behind what the reader sees.
    lab.run(&["snapshot", "s"], "").expect(0);
    let done = maintain(&lab, &[], 0);
    assert_eq!(done["checkpoint"]["busy"], true, "{done}");
    lab.run(&["maintain", "--checkpoint"], "").expect(11);
    reader.execute_batch("COMMIT").unwrap();
    drop(reader);
    let done = maintain(&lab, &["--checkpoint"], 0);
    assert_eq!((&done["checkpoint"]["busy"], &done["vacuum"]), (&json!(false), &Value::Null));
    assert_eq!(std::fs::metadata(lab.path("t.db-wal")).map_or(0, |m| m.len()), 0);
}

#[test]
fn only_what_is_surely_ours_and_dead_is_swept() {
    let lab = recorded(10);
    let names = ["t.db.new-0a1b2c3d", "t.db.new-mine", "t.db-wal.kept-1", "other.db.new-0a1b2c3d"];
    for name in names {
        let file = std::fs::File::create(lab.path(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
    }
    assert_eq!(maintain(&lab, &[], 0)["swept"], json!({ "rows": 0, "files": 1 }));
    assert_eq!(names.map(|n| lab.path(n).exists()), [false, true, true, true]);
}

#[test]
fn statistics_are_made_when_they_are_asked_for() {
    let lab = recorded(300);
    assert_eq!(maintain(&lab, &["--analyze"], 0)["analyzed"], true);
    assert!(lab.count("sqlite_stat1") > 0);
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.record(&["--session", "t"], action("t", 1)).expect(0);
    lab.run(&["maintain", "--read-only"], "").expect(2);
}
