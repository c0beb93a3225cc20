//! `migrate`: databases of earlier versions, and the specimens of each in `fixtures/databases`. What is shared here is
//! used in the rooms below it.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

mod migrate {
    mod back;
    mod events;
    mod odd;
    mod specimens;
}

use common::{Lab, Ran, action, fixture, follows};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;

/// The version that this wfstate writes.
const NOW: i64 = wfstate::store::SCHEMA_VERSION;

/// A copy of the specimen of a version.
fn specimen(version: i64) -> Lab {
    let lab = Lab::new();
    for (suffix, to) in [("", "t.db"), (".key", "t.db.key")] {
        std::fs::copy(fixture(&format!("databases/v{version}.db{suffix}")), lab.path(to)).unwrap();
    }
    lab
}

fn migrated(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [&["migrate", "--json"], args].concat();
    let answer = lab.run(&all, "").expect(code).answer();
    follows("migrate", &answer);
    answer
}

/// Somebody else changes it.
fn changed(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// What the rows say that the sessions come to.
fn told(lab: &Lab) -> Vec<String> {
    lab.rows("SELECT session_id || ' ' || hex(state_hash) || ' ' || last_seq FROM stored_session ORDER BY 1")
}

fn schema_of(lab: &Lab) -> Vec<String> {
    lab.rows("SELECT type || name || sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1")
}

#[test]
fn every_earlier_version_comes_to_this_one_with_the_same_states() {
    let fresh = Lab::new();
    fresh.record(&[], action("s", 1)).expect(0);
    for version in 1..NOW {
        let lab = specimen(version);
        let before = told(&lab);
        assert!(before.len() >= 5, "{before:?}");
        let status = migrated(&lab, &["status"], 0);
        assert_eq!((&status["current"], &status["target"]), (&json!(version), &json!(NOW)));
        assert_eq!(status["pending"].as_array().unwrap().len(), usize::try_from(NOW - version).unwrap());
        let done = migrated(&lab, &["up"], 0);
        assert_eq!((&done["from"], &done["current"]), (&json!(version), &json!(NOW)));
        assert_eq!(done["validated"], json!({ "errors": 0, "warnings": 0 }));
        assert_eq!(told(&lab), before);
        assert_eq!(schema_of(&lab), schema_of(&fresh), "of version {version}");
        lab.run(&["validate", "t.db"], "").expect(0);
        for row in &before {
            let (session, hash) = row.split_once(' ').unwrap();
            let answer =
                lab.run(&["replay", session, "--from-snapshot", "none", "--json"], "").expect(0).answer();
            assert_eq!(answer["state_hash"].as_str().unwrap().to_uppercase(), hash[..64], "{session}");
        }
        assert!(migrated(&lab, &["up"], 0)["pending"].as_array().unwrap().is_empty());
        lab.run(&["record", "--resume", "--json"], action("crashed", 2)).expect(0);
    }
}

#[test]
fn what_is_there_of_this_version_needs_nothing() {
    let lab = Lab::new();
    lab.record(&[], action("s", 1)).expect(0);
    let status = migrated(&lab, &["status", "--exit-code"], 0);
    assert_eq!((&status["current"], &status["pending"]), (&json!(NOW), &json!([])));
    assert_eq!(lab.run(&["migrate", "verify"], "").expect(0).stdout, "version 2: nothing to do\n");
    lab.run(&["migrate", "--db", "nothing.db"], "").expect(10);
}

#[test]
fn no_other_verb_migrates_and_each_says_which_one_does() {
    let lab = specimen(1);
    let before = std::fs::read(lab.path("t.db")).unwrap();
    for verb in [&["list"] as &[&str], &["record"], &["replay", "latest"], &["stats"], &["head"]] {
        let ran: Ran = lab.run(verb, "").expect(13);
        assert!(ran.stderr.contains("wfstate migrate up"), "{verb:?}: {}", ran.stderr);
    }
    migrated(&lab, &["status", "--exit-code"], 4);
    assert_eq!(migrated(&lab, &["--exit-code"], 4)["current"], 1);
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
}

#[test]
fn a_dry_run_and_a_check_change_nothing() {
    let lab = specimen(1);
    let before = std::fs::read(lab.path("t.db")).unwrap();
    let tried = migrated(&lab, &["up", "--dry-run"], 0);
    assert_eq!(
        (&tried["dry_run"], &tried["current"], &tried["backup"]),
        (&json!(true), &json!(1), &Value::Null)
    );
    assert!(tried["applied"][0]["sql"].as_str().unwrap().contains("CREATE TABLE segment"), "{tried}");
    let text = lab.run(&["migrate", "up", "--dry-run"], "").expect(0).stdout;
    assert!(text.contains("CREATE TABLE segment") && text.contains("-- 2 cold: "), "{text}");
    migrated(&lab, &["verify"], 0);
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
    assert!(
        lab.files().iter().all(|f| f == "t.db" || f == "t.db.lock" || f == "t.db.key"),
        "{:?}",
        lab.files()
    );
}

#[test]
fn the_copy_is_the_database_as_it_was_and_for_its_owner_alone() {
    let lab = specimen(1);
    let before = told(&lab);
    let done = migrated(&lab, &["up"], 0);
    let backup = std::path::PathBuf::from(done["backup"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    let copy = Lab::new();
    std::fs::copy(&backup, copy.path("t.db")).unwrap();
    assert_eq!((told(&copy), migrated(&copy, &[], 0)["current"].clone()), (before, json!(1)));
}

#[test]
fn what_its_version_did_not_make_is_not_migrated() {
    let odd = [
        "CREATE TABLE more (x)",
        "DROP VIEW event",
        "DROP INDEX session_by_start",
        "PRAGMA user_version = 0",
    ];
    for sql in odd {
        let lab = specimen(1);
        changed(&lab, sql);
        let before = std::fs::read(lab.path("t.db")).unwrap();
        let ran = lab.run(&["migrate", "up"], "").expect(1);
        assert!(ran.stderr.contains("nothing was changed"), "{sql}: {}", ran.stderr);
        assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before, "{sql}");
        assert!(lab.files().iter().all(|f| f.starts_with("t.db") && !f.contains(".v")), "{:?}", lab.files());
    }
}

#[test]
fn a_newer_database_is_refused_untouched() {
    let lab = specimen(1);
    changed(&lab, "PRAGMA user_version = 4000");
    let before = std::fs::read(lab.path("t.db")).unwrap();
    for verb in [&["migrate"] as &[&str], &["migrate", "up"], &["migrate", "verify"]] {
        lab.run(verb, "").expect(13);
    }
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
}

#[test]
fn a_session_that_cannot_be_folded_does_not_keep_the_others_from_being_migrated() {
    let lab = specimen(1);
    changed(
        &lab,
        "UPDATE stored_event SET payload = '{' WHERE event_id = (SELECT min(event_id) FROM stored_event)",
    );
    assert!(
        migrated(&lab, &["verify"], 4)["validated"]["errors"].as_u64().unwrap() > 0,
        "a copy was looked at"
    );
    let done = migrated(&lab, &["up"], 4);
    assert_eq!(
        (&done["current"], &done["validated"]["errors"]),
        (&json!(NOW), &json!(2)),
        "it is done, and says so"
    );
    lab.run(&["validate", "t.db"], "").expect(4);
}

#[test]
fn a_database_that_is_being_written_is_left_alone() {
    let lab = specimen(1);
    let lock = std::fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(lab.path("t.db.lock"))
        .unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    lab.run(&["migrate", "up", "--lock-timeout", "0s"], "").expect(11);
    drop(lock);
    migrated(&lab, &["up"], 0);
}
