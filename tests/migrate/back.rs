//! The way back: the one command that `migrate up` prints, and what else `restore` does with earlier versions.

use crate::common::{Lab, Ran, action, finish, follows};
use crate::{NOW, changed, migrated, specimen, told};
use assert_cmd::cargo::cargo_bin;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Runs a line of shell in another directory, with the binary in the path as a user has it.
fn typed(lab: &Lab, line: &str) -> Ran {
    let bin = lab.path("bin");
    if !bin.exists() {
        std::fs::create_dir(&bin).unwrap();
        std::os::unix::fs::symlink(cargo_bin!("wfstate"), bin.join("wfstate")).unwrap();
    }
    let mut shell = lab.shell(line);
    shell.env("PATH", &bin).env_remove("WFSTATE_DB").current_dir(lab.path("home"));
    finish(shell, b"")
}

fn version_of(path: &Path) -> i64 {
    let bytes = std::fs::read(path).unwrap();
    i64::from(u32::from_be_bytes(bytes[60..64].try_into().unwrap()))
}

fn backup_of(done: &Value) -> PathBuf {
    PathBuf::from(done["backup"].as_str().unwrap())
}

#[test]
fn the_printed_command_goes_back_and_up_leads_forward_again() {
    for version in 1..NOW {
        let lab = specimen(version);
        let before = told(&lab);
        let done = migrated(&lab, &["up"], 0);
        assert_eq!(version_of(&lab.path("t.db")), NOW);
        let back = typed(&lab, done["way_back"].as_str().unwrap()).expect(0);
        assert!(
            back.stdout.contains(&format!("it has version {version}, as it was"))
                && back.stdout.contains("`wfstate migrate up` brings it forward again"),
            "{}",
            back.stdout
        );
        assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), std::fs::read(backup_of(&done)).unwrap());
        assert_eq!((version_of(&lab.path("t.db")), told(&lab)), (version, before.clone()));
        let kept = lab.files().into_iter().find(|f| f.starts_with("t.db.pre-restore-")).unwrap();
        assert_eq!(version_of(&lab.path(&kept)), NOW, "what was there is kept");
        lab.run(&["list"], "").expect(13);
        let again = migrated(&lab, &["up"], 0);
        assert_eq!((told(&lab), &again["current"]), (before, &json!(NOW)));
        assert_ne!(backup_of(&again), backup_of(&done), "the first copy is not written over");
        lab.run(&["validate", "t.db"], "").expect(0);
    }
}

#[test]
fn the_command_is_printed_for_a_shell_whatever_the_path_is() {
    let lab = specimen(1);
    std::fs::create_dir(lab.path("it's $HOME")).unwrap();
    std::fs::rename(lab.path("t.db"), lab.path("it's $HOME/t.db")).unwrap();
    let up = lab.run(&["migrate", "up", "--db", "it's $HOME/t.db"], "").expect(0);
    let line = up.stdout.lines().find_map(|l| l.strip_prefix("the way back: ")).unwrap();
    assert!(line.starts_with("wfstate restore '/") && line.ends_with(" --yes"), "{line}");
    typed(&lab, line).expect(0);
    assert_eq!(version_of(&lab.path("it's $HOME/t.db")), 1);
}

#[test]
fn what_was_wrong_before_can_still_go_back() {
    for wound in [
        "UPDATE stored_event SET payload = '{' WHERE event_id = (SELECT min(event_id) FROM stored_event)",
        "UPDATE stored_session SET state_hash = zeroblob(32) WHERE session_no = 1",
    ] {
        let lab = specimen(1);
        changed(&lab, wound);
        let done = migrated(&lab, &["up"], 4);
        let line = done["way_back"].as_str().unwrap();
        typed(&lab, line.strip_suffix(" --force").unwrap()).expect(4);
        assert_eq!(version_of(&lab.path("t.db")), NOW, "nothing was touched");
        let back = typed(&lab, line).expect(3);
        assert!(back.stderr.contains("warning: "), "{}", back.stderr);
        assert_eq!(version_of(&lab.path("t.db")), 1);
    }
}

#[test]
fn an_earlier_version_is_restored_whole_or_not_at_all_and_never_damaged() {
    let lab = specimen(1);
    std::fs::rename(lab.path("t.db"), lab.path("old.db")).unwrap();
    for part in [&["--session", "crashed"] as &[&str], &["--at", "2025-08-17"], &["--seq", "1"]] {
        let all = [&["restore", "old.db", "--yes"], part].concat();
        let ran = lab.run(&all, "").expect(2);
        assert!(ran.stderr.contains("is put back whole"), "{}", ran.stderr);
    }
    assert!(!lab.path("t.db").exists());
    let report = lab.run(&["restore", "old.db", "--yes", "--json"], "").expect(0).answer();
    follows("restore", &report);
    assert_eq!(
        (&report["version"], &report["sessions"], &report["head"]),
        (&json!(1), &json!(6), &Value::Null)
    );
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), std::fs::read(lab.path("old.db")).unwrap());
    std::fs::rename(lab.path("old.db"), lab.path("whole.db")).unwrap();
    for wound in [
        "UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id = (SELECT min(event_id) FROM stored_event)",
        "UPDATE stored_session SET state_hash = zeroblob(32)",
        "DROP INDEX session_by_start",
    ] {
        std::fs::copy(lab.path("whole.db"), lab.path("t.db")).unwrap();
        changed(&lab, wound);
        std::fs::rename(lab.path("t.db"), lab.path("bad.db")).unwrap();
        lab.run(&["restore", "bad.db", "--yes"], "").expect(4);
        assert!(!lab.path("t.db").exists(), "{wound}");
    }
}

#[test]
fn a_backup_of_an_earlier_version_is_verified_as_what_it_comes_to() {
    let lab = specimen(1);
    let verified = lab.run(&["backup", "verify", "t.db", "--drill", "--json"], "").expect(0).answer();
    follows("backup", &verified);
    assert_eq!((&verified["verified"], &verified["drilled"]), (&json!(true), &json!(true)));
    changed(&lab, "DELETE FROM stored_event WHERE event_id = (SELECT min(event_id) FROM stored_event)");
    lab.run(&["backup", "verify", "t.db", "--drill"], "").expect(4);
    assert_eq!(version_of(&lab.path("t.db")), 1, "it was not migrated");
}

#[test]
fn an_earlier_version_with_a_log_is_restored_with_what_the_log_has() {
    let lab = specimen(1);
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0").unwrap();
    db.execute_batch("INSERT INTO meta VALUES ('note', 'in the log')").unwrap();
    let old = Lab::new();
    for suffix in ["", "-wal"] {
        std::fs::copy(lab.path(&format!("t.db{suffix}")), old.path(&format!("old.db{suffix}"))).unwrap();
    }
    let before = std::fs::read(old.path("old.db")).unwrap();
    old.run(&["restore", "old.db", "--yes"], "").expect(0);
    assert_eq!(old.one("SELECT value FROM meta WHERE key = 'note'"), "in the log");
    assert_eq!(std::fs::read(old.path("old.db")).unwrap(), before);
}

#[test]
fn a_purge_names_the_copy_that_a_migration_left() {
    let lab = specimen(1);
    lab.record(&["--resume"], action("crashed", 2)).expect(13);
    let done = migrated(&lab, &["up"], 0);
    let purged = lab.run(&["purge", "crashed", "--yes", "--json"], "");
    assert!(
        purged.stdout.contains(backup_of(&done).to_str().unwrap()),
        "{} {}",
        purged.stdout,
        purged.stderr
    );
}
