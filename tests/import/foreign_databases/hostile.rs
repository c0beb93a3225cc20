//! Files that are made to do harm, that are damaged, that somebody is at work on.

use super::made::wirthforge;
use super::{all, codes};
use crate::common::{Lab, finish};
use crate::import::export::{import, sessions};
use serde_json::json;

/// Nothing was imported, and the message names this.
#[track_caller]
fn is_refused(lab: &Lab, words: &str) {
    let ran = lab.run(&["import", "w.db"], "");
    assert!(ran.code == 1 && ran.stderr.contains(words), "{} {}", ran.code, ran.stderr);
    assert!(!lab.path("t.db").exists(), "{:?}", lab.files());
}

#[test]
fn tables_that_are_views_or_virtual_are_no_tables() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.sql("ALTER TABLE event RENAME TO e; CREATE VIEW event AS SELECT * FROM e");
    drop(made);
    is_refused(&lab, "its tables are not known here");
    let ran = lab.run(&["import", "--from", "wirthforge", "w.db"], "").expect(1);
    assert!(ran.stderr.contains("no tables `session` and `event`"), "{}", ran.stderr);
}

#[test]
fn triggers_do_not_run_and_the_schema_is_not_written() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", None);
    made.action("s", 1, Some(1.0));
    made.sql("CREATE TRIGGER boom AFTER INSERT ON session BEGIN DELETE FROM event; END");
    drop(made);
    let before = std::fs::read(lab.path("w.db")).unwrap();
    assert_eq!(import(&lab, &["w.db"]).0, 0);
    assert!(before == std::fs::read(lab.path("w.db")).unwrap());
}

#[test]
fn a_damaged_page_stops_the_import_and_nothing_came_in() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", None);
    for n in 0..3000 {
        made.action("s", n % 60, Some(1.0));
    }
    drop(made);
    let mut bytes = std::fs::read(lab.path("w.db")).unwrap();
    // Somewhere in the rows of events, of which there are most.
    let page = bytes.len() / 4096 / 3 * 4096;
    bytes[page..page + 4096].fill(0xa5);
    std::fs::write(lab.path("w.db"), &bytes).unwrap();
    is_refused(&lab, "damaged");
    assert!(lab.files().iter().all(|f| !f.contains(".import-")), "{:?}", lab.files());
}

#[test]
fn events_that_are_only_in_the_log_come_in_and_nothing_is_made_or_changed() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("theirs")).unwrap();
    let made = wirthforge(&lab);
    made.sql("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    made.session("s", Some("2025-08-17T19:48:59Z"));
    made.action("s", 1, Some(1.0));
    // As a crash leaves them.
    for suffix in ["", "-wal"] {
        let from = format!("{}{suffix}", made.path.display());
        std::fs::copy(from, lab.path(&format!("theirs/w.db{suffix}"))).unwrap();
    }
    drop(made);
    let before = all(&lab.path("theirs"));
    assert!(before.len() == 2 && before.values().all(|f| !f.0.is_empty()), "the scene");
    assert_eq!(import(&lab, &["theirs/w.db"]).0, 0);
    assert!(before == all(&lab.path("theirs")));
    assert_eq!(sessions(&lab.path("t.db"))[0].energy_micro, Some(1_000_000));
    std::fs::remove_file(lab.path("theirs/w.db-wal")).unwrap();
    let (_, answer) = import(&lab, &["--db", "less.db", "theirs/w.db"]);
    assert_eq!(answer["counts"]["events"], json!(0), "the control: without the log they are not there");
}

#[test]
fn a_program_that_is_at_work_goes_on_and_what_it_has_committed_comes_in() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.sql("PRAGMA journal_mode = WAL");
    made.session("s", None);
    made.action("s", 1, Some(1.0));
    made.sql("BEGIN");
    made.action("s", 2, Some(1.0));
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!((code, &answer["counts"]["events"]), (0, &json!(1)), "{answer}");
    made.sql("COMMIT");
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!((code, &answer["counts"]["completed"]), (0, &json!(1)), "{answer}");
    assert_eq!(sessions(&lab.path("t.db"))[0].energy_micro, Some(2_000_000));
    assert_eq!(codes(&answer, "repaired"), ["interrupted"]);
}

#[test]
fn a_journal_that_a_crash_left_is_said_and_left_alone() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("theirs")).unwrap();
    let made = wirthforge(&lab);
    made.session("s", None);
    made.sql("PRAGMA cache_size = 1; BEGIN");
    for n in 0..2000 {
        made.action("s", n % 60, Some(1.0));
    }
    for suffix in ["", "-journal"] {
        let from = format!("{}{suffix}", made.path.display());
        std::fs::copy(from, lab.path(&format!("theirs/w.db{suffix}"))).unwrap();
    }
    drop(made);
    let before = all(&lab.path("theirs"));
    let ran = lab.run(&["import", "theirs/w.db"], "").expect(1);
    assert!(ran.stderr.contains("cut off in the middle"), "{}", ran.stderr);
    assert!(before == all(&lab.path("theirs")) && !lab.path("t.db").exists());
}

#[test]
fn a_directory_that_cannot_be_written_can_be_read_with_and_without_a_log() {
    let may = std::process::Command::new("unshare").args(["-m", "true"]).output();
    if !may.is_ok_and(|o| o.status.success()) {
        return eprintln!("no mount namespaces here: read-only directories are not tried");
    }
    for (suffixes, energy) in
        [(&["", "-wal"][..], 2_000_000), (&["", "-wal", "-shm"], 2_000_000), (&[""], 1_000_000)]
    {
        let lab = Lab::new();
        std::fs::create_dir(lab.path("theirs")).unwrap();
        let made = wirthforge(&lab);
        made.session("s", Some("2025-08-17T19:48:59Z"));
        made.action("s", 1, Some(1.0));
        made.sql("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
        made.action("s", 2, Some(1.0));
        for suffix in suffixes {
            let from = format!("{}{suffix}", made.path.display());
            std::fs::copy(from, lab.path(&format!("theirs/w.db{suffix}"))).unwrap();
        }
        drop(made);
        let before = all(&lab.path("theirs"));
        let script = "mount --bind theirs theirs && mount -o remount,ro,bind theirs && ! touch theirs/x 2>/dev/null \
                      && exec \"$W\" import -q theirs/w.db";
        let mut command = lab.shell(&format!("exec unshare -m sh -c '{script}'"));
        command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        finish(command, b"").expect(0);
        assert!(before == all(&lab.path("theirs")));
        assert_eq!(sessions(&lab.path("t.db"))[0].energy_micro, Some(energy), "{suffixes:?}");
        let strays: Vec<String> = lab.files().into_iter().filter(|f| f.contains("wfstate-")).collect();
        assert!(strays.is_empty(), "{strays:?}");
    }
}
