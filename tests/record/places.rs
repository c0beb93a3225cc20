//! What `--db` may be, and what happens to it when it is something else.

use crate::common::{Lab, Ran, action, finish, follows};
use std::os::unix::fs::PermissionsExt;

fn record_into(lab: &Lab, db: &str) -> Ran {
    lab.run(&["record", "--json", "--db", db], action("s", 1))
}

#[track_caller]
fn refused(ran: &Ran, code: i32) {
    assert_eq!(ran.code, code, "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    let failure = ran.failure();
    follows("exit_error", &failure);
    assert_eq!(failure["code"], code);
}

#[test]
fn a_directory_that_does_not_exist_is_not_made() {
    let lab = Lab::new();
    refused(&record_into(&lab, "nowhere/t.db"), 1);
    assert_eq!(lab.files(), [""; 0]);
    assert!(!lab.path("nowhere").exists());
}

#[test]
fn a_directory_a_fifo_and_a_device_are_no_databases() {
    let lab = Lab::new();
    assert!(std::process::Command::new("mkfifo").arg(lab.path("pipe")).status().unwrap().success());
    for place in ["home", "pipe", "/dev/zero", "/dev/null"] {
        refused(&record_into(&lab, place), 1);
    }
    assert_eq!(lab.files(), ["pipe"]);
}

#[test]
fn bytes_that_are_no_database_stay_as_they_are() {
    let lab = Lab::new();
    let noise: Vec<u8> = (0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cut = b"SQLite format 3\0cut".to_vec();
    for bytes in [noise, cut, b"just text\n".to_vec()] {
        lab.write("t.db", &bytes);
        refused(&record_into(&lab, "t.db"), 1);
        assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), bytes);
        assert_eq!(lab.files(), ["t.db"]);
    }
}

#[expect(clippy::disallowed_methods, reason = "these databases are not made by wfstate")]
fn other(lab: &Lab, sql: &str) -> Vec<u8> {
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
    drop(db);
    std::fs::read(lab.path("t.db")).unwrap()
}

#[test]
fn another_applications_database_stays_as_it_is() {
    for sql in [
        "CREATE TABLE t (x); INSERT INTO t VALUES (1);",
        "PRAGMA application_id = 252006674; CREATE TABLE t (x);",
        "PRAGMA journal_mode = WAL; CREATE TABLE t (x);",
    ] {
        let lab = Lab::new();
        let before = other(&lab, sql);
        refused(&record_into(&lab, "t.db"), 1);
        assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before, "{sql}");
        assert_eq!(lab.files(), ["t.db"], "{sql}");
    }
}

#[test]
fn a_newer_or_older_database_stays_as_it_is() {
    for version in [0, 1, 3, 4000] {
        let lab = Lab::new();
        lab.record(&[], action("s", 1)).expect(0);
        let before = other(&lab, &format!("PRAGMA journal_mode = DELETE; PRAGMA user_version = {version};"));
        let names = lab.files();
        refused(&record_into(&lab, "t.db"), 13);
        assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before, "version {version}");
        assert_eq!(lab.files(), names);
    }
}

#[test]
fn a_database_with_anything_added_is_refused() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON stored_event BEGIN DELETE FROM stored_event; END",
        "CREATE TABLE more (x)",
        "CREATE VIEW more AS SELECT 1",
        "DROP VIEW event",
    ] {
        let lab = Lab::new();
        lab.record(&[], action("s", 1)).expect(0);
        other(&lab, sql);
        let ran = lab.run(&["record", "--json", "--resume"], action("s", 2));
        refused(&ran, 1);
        assert_eq!(lab.count("stored_event"), 1, "{sql}");
    }
}

#[test]
fn a_file_without_a_byte_becomes_a_database() {
    let lab = Lab::new();
    lab.write("t.db", "");
    record_into(&lab, "t.db").expect(0);
    assert_eq!(lab.count("stored_event"), 1);
}

#[test]
fn names_that_sqlite_would_take_for_something_else_are_names() {
    for name in ["file:x?mode=memory", "a b;c.db", "-dash.db", "ünï.db", "%41.db"] {
        let lab = Lab::new();
        let ran = lab.run(&["record", "--json", &format!("--db={name}")], action("s", 1));
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
        assert!(lab.path(name).exists(), "{name}: {:?}", lab.files());
        let again = lab.run(&["quarantine", "list", "--json", &format!("--db={name}")], "");
        assert_eq!(again.code, 0, "{name}: {}", again.stderr);
    }
}

/// Runs as nobody where the tests run as root, whom no mode stops.
fn unprivileged(lab: &Lab, script: &str) -> Option<Ran> {
    let root = lab.run(&["--version"], "").code == 0 && is_root();
    if !root {
        return Some(finish(lab.shell(script), action("s", 1).as_bytes()));
    }
    let drop_to = ["setpriv --reuid 65534 --regid 65534 --clear-groups"];
    let probe = finish(lab.shell(&format!("{} $W --version", drop_to[0])), b"");
    (probe.code == 0)
        .then(|| finish(lab.shell(&format!("exec {} {script}", drop_to[0])), action("s", 1).as_bytes()))
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|l| l.starts_with("Uid:\t0\t"))
}

#[test]
fn a_directory_that_cannot_be_written_is_said() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("shut")).unwrap();
    std::fs::set_permissions(lab.path("shut"), std::fs::Permissions::from_mode(0o555)).unwrap();
    std::fs::set_permissions(lab.path("."), std::fs::Permissions::from_mode(0o755)).unwrap();
    // Where the binary itself is out of an unprivileged user's reach there is nothing to see.
    let Some(ran) = unprivileged(&lab, "$W record --json --db shut/t.db") else { return };
    assert!(matches!(ran.code, 1 | 14), "{}: {}", ran.code, ran.stderr);
    assert!(ran.stderr.contains("shut"), "{}", ran.stderr);
    assert_eq!(lab.files(), [""; 0]);
}

#[test]
fn a_named_database_needs_neither_a_home_nor_a_language_nor_a_time_zone() {
    // Without --db the passwd entry could stand in for HOME, and that is somebody's real database.
    let lab = Lab::new();
    let mut command = lab.command(&["record", "--json", "--db", "here.db"]);
    command.env_clear();
    assert_eq!(finish(command, action("s", 1).as_bytes()).code, 0);
    assert!(lab.path("here.db").exists());
}

#[test]
fn a_session_of_no_valid_name_is_a_usage_error() {
    let lab = Lab::new();
    for bad in ["", "a/b", "../x", "ä", &"x".repeat(129)] {
        refused(&lab.run(&["record", "--json", "--session", bad], ""), 2);
    }
    refused(&lab.run(&["record", "--json", "not-there.ndjson"], ""), 1);
    refused(&lab.run(&["record", "--json", "home"], ""), 1);
    refused(&lab.run(&["record", "--json", "--read-only"], ""), 2);
    assert_eq!(lab.files(), [""; 0], "nothing was made");
}

#[test]
fn a_file_that_may_not_grow_is_an_error_without_a_false_acknowledgement() {
    let lab = Lab::new();
    let lines: String = (1..=20_000).map(|n| action("s", n)).collect();
    lab.write("lines", lines);
    let ran = finish(lab.shell("ulimit -f 400; exec $W record --json --ack commit lines"), b"");
    assert!(matches!(ran.code, 1 | 14), "not killed by a signal: {} {}", ran.code, ran.stderr);
    let acked = ran.of("ack").iter().filter_map(|a| a["last_seq"].as_u64()).max().unwrap_or(0);
    assert!(acked < 20_000);
    let stored: u64 = lab.one("SELECT coalesce(max(seq), 0) FROM event").parse().unwrap();
    assert!(stored >= acked, "{acked} acknowledged, {stored} stored");
    // And with room again it goes on.
    lab.record(&["--resume"], action("s", 20_001)).expect(0);
    assert_eq!(lab.count("journal WHERE kind = 'system.recovered'"), 1);
}
