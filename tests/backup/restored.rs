//! Restoring: the same states in every format, the old database kept, and what is refused.

use super::scene::{json, lab, named, record, sound, states};
use crate::common::{Lab, action};

#[test]
fn a_database_comes_back_from_each_format_as_it_was() {
    let lab = lab();
    let before = states(&lab, "t.db");
    for (name, format) in [("b/x.zip", "zip"), ("b/x.zst", "zst"), ("b/x.db", "sqlite")] {
        lab.run(&["backup", name, "--format", format], "").expect(0);
        let db = format!("{format}.db");
        let restored = json(&lab, &["restore", name, "--db", &db], 0);
        assert_eq!((&restored["events"], &restored["kept"]), (&120.into(), &serde_json::Value::Null));
        assert_eq!(states(&lab, &db), before);
        sound(&lab, &db);
        let head = lab.run(&["head", "--db", &db], "").expect(0).stdout;
        assert_eq!(restored["head"].as_str().unwrap(), head.trim());
        // The key of content commitments is in no backup.
        if !lab.rows("SELECT value FROM meta WHERE key = 'content_key_id'").is_empty() {
            assert_eq!(restored["content_key"], "missing");
        }
        let names = named(&lab, &db);
        assert!(names.iter().all(|n| *n == db || *n == format!("{db}.lock")), "{names:?}");
    }
}

#[test]
fn the_old_database_is_kept_and_nothing_of_it_stands_beside_the_new_one() {
    let lab = lab();
    let backed_up = states(&lab, "t.db");
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    record(&lab, "one", 41..=60);
    let later = states(&lab, "t.db");
    assert_ne!(later, backed_up);
    // Nobody is there to say yes.
    lab.run(&["restore", "b/x.zip"], "").expect(2);
    assert_eq!(states(&lab, "t.db"), later);
    let restored = json(&lab, &["restore", "b/x.zip", "--yes"], 0);
    assert_eq!(states(&lab, "t.db"), backed_up);
    sound(&lab, "t.db");
    let kept = restored["kept"].as_str().unwrap();
    assert_eq!(states(&lab, kept), later);
    sound(&lab, kept);
    let names = named(&lab, "t.db");
    assert!(
        !names.iter().any(|n| n.contains("restoring")
            || n.ends_with("-journal")
            || n == "t.db-wal"
            || n == "t.db-shm"),
        "{names:?}"
    );
    // The trail says where it comes from, and recording goes on.
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'restored'"), "1");
    record(&lab, "one", 41..=45);
    assert_eq!(states(&lab, "t.db")["one"].0, 45);
    sound(&lab, "t.db");
    // And back again: the kept file is a database like any other.
    json(&lab, &["restore", kept, "--yes"], 0);
    assert_eq!(states(&lab, "t.db"), later);
}

#[test]
fn a_restore_if_there_is_no_database_does_nothing_where_there_is_one() {
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let before = std::fs::read(lab.path("t.db")).unwrap();
    assert_eq!(json(&lab, &["restore", "b/x.zip", "--if-not-exists"], 0)["restored"], false);
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
    lab.write("empty.db", "");
    json(&lab, &["restore", "b/x.zip", "--if-not-exists", "--db", "empty.db"], 0);
    assert_eq!(states(&lab, "empty.db"), states(&lab, "t.db"));
}

#[test]
fn a_live_recorder_is_not_restored_under() {
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let mut first = lab.start(&["record", "--ack", "commit", "--session", "live1"]);
    first.send(action("live1", 1));
    first.await_ack(1);
    let ran = lab.run(&["restore", "b/x.zip", "--yes", "--lock-timeout", "200ms"], "").expect(11);
    assert!(ran.stderr.contains(&first.pid().to_string()), "{}", ran.stderr);
    // The second of two recorders has no lock file, and is at work all the same.
    let mut second = lab.start(&["record", "--ack", "commit", "--session", "live2"]);
    second.send(action("live2", 1));
    second.await_ack(1);
    first.close();
    first.end().expect(0);
    lab.run(&["restore", "b/x.zip", "--yes", "--lock-timeout", "200ms"], "").expect(11);
    second.send(action("live2", 2));
    second.await_ack(2);
    second.close();
    second.end().expect(0);
    assert_eq!(states(&lab, "t.db")["live2"].0, 2);
    sound(&lab, "t.db");
    assert!(named(&lab, "t.db.restoring").is_empty() && named(&lab, "t.db.pre-restore").is_empty());
    json(&lab, &["restore", "b/x.zip", "--yes"], 0);
}

#[test]
fn a_damaged_database_is_replaced_and_kept_as_it_is() {
    let lab = lab();
    let before = states(&lab, "t.db");
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let good = std::fs::read(lab.path("t.db")).unwrap();
    let mut torn = good.clone();
    torn[..100].fill(0);
    let mut spoiled = good.clone();
    spoiled[4096..].fill(0xa5);
    for bytes in [b"no database at all".to_vec(), torn, spoiled, good[..5000].to_vec()] {
        lab.write("t.db", &bytes);
        lab.write("t.db-wal", "a log of that one");
        let restored = json(&lab, &["restore", "b/x.zip", "--yes"], 0);
        let kept = lab.path(restored["kept"].as_str().unwrap());
        assert_eq!(std::fs::read(&kept).unwrap(), bytes);
        assert_eq!(states(&lab, "t.db"), before);
        sound(&lab, "t.db");
    }
}

#[test]
fn what_is_no_database_of_ours_and_what_is_newer_is_refused() {
    let lab = lab();
    lab.run(&["backup", "b/x.db", "--format", "sqlite"], "").expect(0);
    let bytes = std::fs::read(lab.path("b/x.db")).unwrap();
    let mut foreign = bytes.clone();
    foreign[68..72].copy_from_slice(&7_u32.to_be_bytes());
    lab.write("f.db", &foreign);
    lab.run(&["restore", "b/x.db", "--db", "f.db", "--yes"], "").expect(1);
    assert_eq!(std::fs::read(lab.path("f.db")).unwrap(), foreign);
    lab.run(&["restore", "b/x.db", "--db", "b", "--yes"], "").expect(1);
    lab.run(&["restore", "b/x.db", "--db", "b/x.db", "--yes"], "").expect(2);
    let mut newer = bytes;
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    lab.write("newer.db", &newer);
    lab.run(&["restore", "newer.db", "--db", "n.db"], "").expect(13);
    lab.run(&["restore", "none.zip", "--db", "n.db"], "").expect(1);
    lab.run(&["restore", "b/x.db", "--db", "nowhere/n.db"], "").expect(1);
    lab.run(&["restore", "b/x.db", "--db", "n.db", "--read-only"], "").expect(2);
    assert!(named(&lab, "n.db").is_empty(), "{:?}", named(&lab, "n.db"));
}

#[test]
fn a_backup_that_is_not_whole_is_not_restored_unless_it_is_forced() {
    let lab = lab();
    let before = states(&lab, "t.db");
    lab.run(&["backup", "b/x.db", "--format", "sqlite"], "").expect(0);
    let mut bytes = std::fs::read(lab.path("b/x.db")).unwrap();
    let at = bytes.windows(4).position(|w| w == b"\"b7\"").unwrap();
    bytes[at + 2] = b'8';
    lab.write("b/x.db", &bytes);
    let ran = lab.run(&["restore", "b/x.db", "--yes"], "").expect(4);
    assert!(ran.stderr.contains("WFH001"), "{}", ran.stderr);
    assert_eq!(states(&lab, "t.db"), before);
    assert!(named(&lab, "t.db.pre-restore").is_empty());
    lab.run(&["restore", "b/x.db", "--yes", "--force"], "").expect(3);
    lab.run(&["validate", "t.db"], "").expect(4);
}

#[test]
fn hostile_packs_leave_the_database_as_it_is() {
    let lab = lab();
    let before = states(&lab, "t.db");
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let good = std::fs::read(lab.path("b/x.zip")).unwrap();
    let named_otherwise: Vec<u8> = {
        let text = good.clone();
        let places: Vec<usize> =
            (0..text.len() - 8).filter(|at| text[*at..].starts_with(b"state.db")).collect();
        let mut text = text;
        for at in places {
            text[at..at + 8].copy_from_slice(b"../db.db");
        }
        text
    };
    let appended = [good.as_slice(), b"x"].concat();
    for bytes in [named_otherwise, appended, good[..good.len() - 30].to_vec(), b"PK\x05\x06".to_vec()] {
        lab.write("bad.zip", bytes);
        lab.run(&["restore", "bad.zip", "--yes"], "").expect(1);
        assert_eq!(states(&lab, "t.db"), before);
    }
    assert!(!lab.path("../db.db").exists());
    let left = named(&lab, "wfstate-");
    assert!(left.is_empty() && named(&lab, "t.db.restoring").is_empty(), "{left:?}");
}

#[test]
fn a_session_that_was_recorded_during_the_backup_is_interrupted_and_can_be_gone_on_with() {
    let lab = lab();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    live.send((1..=10).map(|n| action("live", n)).collect::<String>());
    live.await_ack(10);
    json(&lab, &["backup", "b/x.zip"], 0);
    // The recorder of the original lives; that of the copy is gone.
    let restored = json(&lab, &["restore", "b/x.zip", "--db", "r.db"], 0);
    assert_eq!(restored["interrupted"], 1);
    sound(&lab, "r.db");
    let line = action("live", 11);
    std::fs::copy(lab.path("t.db.key"), lab.path("r.db.key")).unwrap();
    lab.run(&["record", "--db", "r.db", "--session", "live", "--resume"], line).expect(0);
    assert_eq!(states(&lab, "r.db")["live"].0, 11);
    sound(&lab, "r.db");
    live.close();
    live.end().expect(0);
}

#[test]
fn the_content_key_stays_where_it_is_and_its_absence_is_told() {
    let lab = Lab::new();
    let prompt = "{\"session_id\":\"s\",\"type\":\"user.prompt\",\"timestamp\":1755460080000,\"data\":{\"prompt_id\":\"p\",\"interface\":\"text\",\"truncated\":false,\"prompt_text\":\"hush\"}}\n";
    lab.record(&[], prompt).expect(0);
    let key = std::fs::read(lab.path("t.db.key")).unwrap();
    lab.run(&["backup", "x.zip"], "").expect(0);
    assert_eq!(json(&lab, &["restore", "x.zip", "--yes"], 0)["content_key"], "here");
    assert_eq!(std::fs::read(lab.path("t.db.key")).unwrap(), key);
    let ran = lab.run(&["restore", "x.zip", "--db", "r.db"], "").expect(0);
    assert!(ran.stderr.contains("r.db.key"), "{}", ran.stderr);
    lab.run(&["record", "--db", "r.db", "--resume", "--session", "s"], prompt).expect(12);
    lab.write("r.db.key", [1; 32]);
    assert_eq!(json(&lab, &["restore", "x.zip", "--db", "r.db", "--yes"], 0)["content_key"], "wrong");
}
