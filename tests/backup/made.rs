//! Making backups and verifying them.

use super::scene::{is_quiet, json, lab, named, record, sound, states};
use std::os::unix::fs::PermissionsExt;

#[test]
fn each_format_verifies_with_a_drill_and_says_what_the_database_is() {
    let lab = lab();
    let head = lab.run(&["head"], "").stdout;
    for (name, format) in [("b/x.zip", "zip"), ("b/x.zst", "zst"), ("b/x.db", "sqlite")] {
        let head = if format == "zip" { head.clone() } else { lab.run(&["head"], "").stdout };
        let made = json(&lab, &["backup", "create", name], 0);
        assert_eq!(made["format"], format, "by its ending");
        assert_eq!((&made["sessions"], &made["events"]), (&3.into(), &120.into()));
        assert_eq!(made["head"].as_str().unwrap(), head.trim());
        assert_eq!((&made["verified"], &made["drilled"]), (&true.into(), &false.into()));
        let verified = json(&lab, &["backup", "verify", name, "--drill"], 0);
        assert_eq!((&verified["verified"], &verified["drilled"]), (&true.into(), &true.into()));
        for member in ["sha256", "sessions", "events", "head", "created", "database", "format", "bytes"] {
            assert_eq!(verified[member], made[member], "{name}: {member}");
        }
        let bytes = std::fs::read(lab.path(name)).unwrap();
        assert_eq!(made["bytes"], bytes.len() as u64);
        let mode = std::fs::metadata(lab.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        sound(&lab, name);
    }
    assert_eq!(named(&lab, "b/"), ["b/x.db", "b/x.zip", "b/x.zst"], "nothing else is left");
    let left: Vec<String> = lab.files().into_iter().filter(|f| f.starts_with("wfstate-")).collect();
    assert!(left.is_empty(), "{left:?}");
    lab.run(&["backup", "create", "b/as-i.db", "--format", "zip"], "").expect(0);
    assert_eq!(json(&lab, &["backup", "verify", "b/as-i.db"], 0)["format"], "zip", "what is said wins");
}

#[test]
fn the_lines_of_a_crontab_work_as_they_stand() {
    let lab = lab();
    let first = lab.run(&["backup", "create", "--if-older-than", "1h", "-q", "b/"], "").expect(0);
    assert!(is_quiet(&first), "{}{}", first.stdout, first.stderr);
    let again = lab.run(&["backup", "create", "--if-older-than", "1h", "-q", "b/"], "").expect(0);
    assert!(is_quiet(&again));
    assert_eq!(named(&lab, "b/wfstate-").len(), 1, "the second did nothing");
    let answer = json(&lab, &["backup", "create", "b", "--if-older-than"], 0);
    assert_eq!(answer["made"], false, "the configuration says an hour");
    let drill = lab.run(&["backup", "verify", "--drill", "b/latest", "--json"], "").expect(0).answer();
    assert_eq!(drill["drilled"], true);
    std::thread::sleep(std::time::Duration::from_millis(20));
    lab.run(&["backup", "--if-older-than", "10ms", "b"], "").expect(0);
    let all = named(&lab, "b/wfstate-");
    assert_eq!(all.len(), 2);
    let link = std::fs::read_link(lab.path("b/latest")).unwrap();
    let newest = json(&lab, &["backup", "list", "b"], 0)["backups"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(link.to_str().unwrap(), newest.strip_prefix("b/").unwrap(), "a relative link to the newest");
    // A failure is one line, and its exit code.
    let failed = lab.run(&["backup", "create", "-q", "nowhere/"], "").expect(1);
    assert_eq!(failed.stderr.lines().filter(|l| l.starts_with("error:")).count(), 1, "{}", failed.stderr);
    lab.run(&["backup", "create", "-q", "b/", "--db", "none.db"], "").expect(10);
}

#[test]
fn only_a_backup_of_this_database_is_young_enough() {
    let lab = lab();
    lab.run(&["fixture", "make", "other.db", "--events", "10"], "").expect(0);
    lab.run(&["backup", "b/", "--db", "other.db"], "").expect(0);
    std::fs::copy(lab.path("t.db"), lab.path("b/wfstate-looks-like-one.db")).unwrap();
    std::fs::write(lab.path("b/wfstate-20990101T000000Z.zip"), b"PK\x03\x04 no more than the name").unwrap();
    assert!(json(&lab, &["backup", "b/", "--if-older-than", "1h"], 0)["verified"].as_bool().unwrap());
    assert_eq!(json(&lab, &["backup", "b/", "--if-older-than", "1h"], 0)["made"], false);
}

#[test]
fn nothing_is_written_over_and_nothing_onto_the_database() {
    let lab = lab();
    let before = states(&lab, "t.db");
    for own in ["t.db", "t.db-wal", "t.db.key", "t.db.lock"] {
        let ran = lab.run(&["backup", own, "--force"], "").expect(2);
        assert!(ran.stderr.contains("belongs to the database"), "{}", ran.stderr);
    }
    std::os::unix::fs::symlink("t.db", lab.path("link.db")).unwrap();
    lab.run(&["backup", "link.db", "--force"], "").expect(2);
    std::fs::write(lab.path("x.zip"), "mine").unwrap();
    lab.run(&["backup", "x.zip"], "").expect(1);
    assert_eq!(std::fs::read_to_string(lab.path("x.zip")).unwrap(), "mine");
    lab.run(&["backup", "x.zip", "--force"], "").expect(0);
    json(&lab, &["backup", "verify", "x.zip"], 0);
    std::fs::write(lab.path("b/latest"), "mine").unwrap();
    let ran = lab.run(&["backup", "b"], "").expect(0);
    assert!(ran.stderr.contains("latest"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(lab.path("b/latest")).unwrap(), "mine");
    lab.run(&["backup", "-"], "").expect(2);
    lab.run(&["backup"], "").expect(2);
    assert_eq!(states(&lab, "t.db"), before);
}

#[test]
fn the_audit_trail_knows_every_backup_and_where_it_went() {
    let lab = lab();
    let made = json(&lab, &["backup", "b/x.zip"], 0);
    let facts = lab.one("SELECT facts FROM ledger WHERE kind = 'backup'");
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!((&facts["sha256"], &facts["sessions"]), (&made["sha256"], &"all".into()));
    assert!(!facts.to_string().contains("x.zip"), "paths are not in the ledger");
    let path = lab.one("SELECT path FROM copy c JOIN ledger l USING (entry_no) WHERE kind = 'backup'");
    assert_eq!(path, lab.path("b/x.zip").to_str().unwrap());
    sound(&lab, "t.db");
    let ran = lab.run(&["backup", "b/y.zip", "--read-only"], "").expect(3);
    assert!(ran.stderr.contains("audit trail does not know"), "{}", ran.stderr);
    json(&lab, &["backup", "verify", "b/y.zip"], 0);
}

#[test]
fn a_backup_that_is_not_whole_is_a_no_with_findings_and_an_unreadable_one_a_failure() {
    let lab = lab();
    for (name, format) in [("x.zip", "zip"), ("x.zst", "zst"), ("x.db", "sqlite")] {
        lab.run(&["backup", name, "--format", format], "").expect(0);
    }
    // Bytes of the plain file: an event that was changed.
    let mut bytes = std::fs::read(lab.path("x.db")).unwrap();
    let at = bytes.windows(4).position(|w| w == b"\"b7\"").unwrap();
    bytes[at + 2] = b'8';
    lab.write("changed.db", &bytes);
    let verified = json(&lab, &["backup", "verify", "changed.db", "--drill"], 4);
    assert_eq!(verified["verified"], false);
    let rules: Vec<&str> =
        verified["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert!(rules.contains(&"WFH001") && rules.contains(&"drill"), "{rules:?}");
    for name in ["x.zip", "x.zst"] {
        let mut bytes = std::fs::read(lab.path(name)).unwrap();
        bytes.truncate(bytes.len() / 2);
        lab.write("half", &bytes);
        lab.run(&["backup", "verify", "half"], "").expect(1);
    }
    lab.write("noise", "hello");
    lab.run(&["backup", "verify", "noise"], "").expect(1);
    lab.run(&["backup", "verify", "none.zip"], "").expect(1);
    lab.run(&["backup", "verify", "b"], "").expect(1);
}

#[test]
fn a_manifest_with_another_state_hash_fails_the_drill() {
    use wfstate::observer::Silent;
    use wfstate::pack::{Kind, Request, write_edited};
    let lab = lab();
    let request = Request {
        database: lab.path("t.db"),
        kind: Kind::Backup,
        out: lab.path("x.zip"),
        over: false,
        lock_timeout: std::time::Duration::from_secs(5),
    };
    write_edited(&request, &Silent, &mut |m| m.sessions[1].state_hash = Some("0".repeat(64))).unwrap();
    let verified = json(&lab, &["backup", "verify", "x.zip", "--drill"], 4);
    let drill = verified["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "drill").unwrap();
    assert_eq!((&drill["session_id"], &drill["seq"]), (&"two".into(), &40.into()));
}

#[test]
fn a_format_of_backups_is_none_of_other_verbs() {
    let lab = lab();
    lab.run(&["list", "--format", "zip"], "").expect(2);
    lab.run(&["backup", "list", "b", "--format", "zst"], "").expect(2);
    lab.run(&["list", "--format", "csv", "--json"], "").expect(2);
    lab.run(&["backup", "b", "--if-older-than", "soon"], "").expect(2);
}

#[test]
fn a_log_that_a_crash_left_is_in_the_backup() {
    let lab = lab();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    live.send((1..=30).map(|n| crate::common::action("live", n)).collect::<String>());
    live.await_ack(30);
    live.signal("KILL");
    live.end();
    assert!(std::fs::metadata(lab.path("t.db-wal")).unwrap().len() > 0, "no case for this test");
    json(&lab, &["backup", "b/x.zip"], 0);
    json(&lab, &["restore", "b/x.zip", "--db", "r.db"], 0);
    assert_eq!(states(&lab, "r.db")["live"].0, 30);
    record(&lab, "live", 31..=31);
    sound(&lab, "t.db");
}

#[test]
fn a_recorder_makes_backups_as_often_as_the_configuration_says() {
    let lab = lab();
    lab.write("wfstate.toml", "[database]\nbackup_interval = 1\n");
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live", "--backup-to", "b"]);
    for n in 1..=5 {
        live.send(crate::common::action("live", n));
        live.await_ack(n);
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    live.close();
    live.end().expect(0);
    let made = named(&lab, "b/wfstate-").len();
    assert!((2..=4).contains(&made), "{made} in 2.5 seconds, one a second");
    json(&lab, &["backup", "verify", "--drill", "b/latest"], 0);
    sound(&lab, "t.db");
    let line = crate::common::action("x", 1);
    lab.run(&["record", "--backup-to", "nowhere"], &line).expect(2);
    lab.write("wfstate.toml", "[database]\nbackup_interval = 'off'\n");
    lab.run(&["record", "--backup-to", "b"], &line).expect(2);
}
