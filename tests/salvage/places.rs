//! Where the new database may be put, and how the verb ends.

use super::bench::{in_batches, stamp};
use crate::common::{Lab, action, follows};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

fn recorded() -> Lab {
    let lab = Lab::new();
    in_batches(&lab, "s", 40, 10, |n| action("s", n));
    for name in ["", ".key"] {
        std::fs::copy(lab.path(&format!("t.db{name}")), lab.path(&format!("bad.db{name}"))).unwrap();
    }
    lab
}

#[test]
fn never_over_the_damaged_database_or_anything_else() {
    let lab = recorded();
    let before = stamp(&lab.path("bad.db"));
    symlink("bad.db", lab.path("link.db")).unwrap();
    for good in ["bad.db", "./bad.db", "link.db", "bad.db-wal", "bad.db.lock", "bad.db.key"] {
        lab.run(&["recover", "bad.db", "-o", good, "--force"], "").expect(2);
    }
    lab.write("there", "mine");
    lab.run(&["recover", "bad.db", "-o", "there"], "").expect(1);
    assert_eq!(std::fs::read(lab.path("there")).unwrap(), b"mine");
    lab.run(&["recover", "bad.db", "-o", "there", "--force"], "").expect(0);
    lab.run(&["validate", "there"], "").expect(0);
    // Another database's log would be played into the new one.
    lab.write("new.db-wal", "x");
    lab.run(&["recover", "bad.db", "-o", "new.db"], "").expect(1);
    assert!(!lab.path("new.db").exists());
    assert_eq!(stamp(&lab.path("bad.db")), before);
}

#[test]
fn the_exit_codes_are_those_of_every_verb() {
    let lab = recorded();
    lab.run(&["recover", "none.db", "-o", "g.db"], "").expect(10);
    lab.run(&["recover", ".", "-o", "g.db"], "").expect(1);
    lab.run(&["recover", "bad.db"], "").expect(2);
    lab.run(&["recover", "bad.db", "-o", "no/such/g.db"], "").expect(1);
    let mut live = lab.start(&["record", "--json", "--ack", "commit", "--session", "live", "--db", "bad.db"]);
    live.send(action("live", 1));
    live.await_ack(1);
    let refused = lab.run(&["recover", "bad.db", "-o", "g.db"], "").expect(11);
    assert!(refused.stderr.contains("locked"), "{}", refused.stderr);
    live.end().expect(0);
    lab.run(&["recover", "bad.db", "-o", "g.db"], "").expect(0);
}

#[test]
fn a_dry_run_says_the_same_and_leaves_nothing() {
    let lab = recorded();
    let mut bytes = std::fs::read(lab.path("bad.db")).unwrap();
    // With its quotes: without them it stands in one of ten databases in the hex of some hash, too.
    let at = bytes.windows(5).position(|w| w == b"\"b25\"").unwrap() + 1;
    bytes[at] ^= 1;
    lab.write("bad.db", bytes);
    let before = lab.files();
    let dry = lab.run(&["recover", "bad.db", "-o", "g.db", "--dry-run", "--json"], "").expect(3).answer();
    follows("recover", &dry);
    assert_eq!(lab.files(), before);
    let wet = lab.run(&["recover", "bad.db", "-o", "g.db", "--json"], "").expect(3).answer();
    for name in ["events", "lost", "unproved", "old_uuid", "beside"] {
        assert_eq!(dry[name], wet[name], "{name}");
    }
    assert_eq!(
        wet["sessions"][0]["lost"],
        serde_json::json!([{"from": 21, "to": 30, "count": 10, "reason": "damage"}])
    );
    assert_eq!(wet["unproved"], 10);
    let text = lab.run(&["recover", "bad.db", "-o", "h.db"], "").expect(3).stdout;
    for part in ["21 to 30", "lost: 10 events", "--keep-unproved", "validated and replayed"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn the_new_database_and_its_key_are_private_and_the_key_is_the_old_one() {
    let lab = recorded();
    lab.shell("umask 000; exec $W recover bad.db -o g.db").status().unwrap();
    for name in ["g.db", "g.db.key"] {
        let mode = std::fs::metadata(lab.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    assert_eq!(std::fs::read(lab.path("g.db.key")).unwrap(), std::fs::read(lab.path("t.db.key")).unwrap());
    // Content is committed under the same key as before.
    lab.run(&["record", "--resume", "--session", "s", "--db", "g.db"], action("s", 41)).expect(0);
    // Another key that stands there is left as it is.
    lab.write("i.db.key", [7; 32]);
    let answer = lab.run(&["recover", "bad.db", "-o", "i.db", "--json"], "").expect(0).answer();
    assert_eq!(answer["key_copied"], false);
    assert_eq!(std::fs::read(lab.path("i.db.key")).unwrap(), [7; 32]);
    // Without it the database asks for it by its name.
    lab.run(&["recover", "bad.db", "-o", "h.db"], "").expect(0);
    std::fs::remove_file(lab.path("h.db.key")).unwrap();
    lab.run(&["record", "--resume", "--session", "s", "--db", "h.db"], action("s", 41)).expect(12);
    assert_ne!(
        std::fs::metadata(lab.path("g.db")).unwrap().ino(),
        std::fs::metadata(lab.path("bad.db")).unwrap().ino()
    );
}

#[test]
fn a_signal_in_the_middle_leaves_the_damaged_file_alone_and_nothing_beside_it() {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "bad.db", "--events", "60000"], "").expect(0);
    let before = lab.files();
    let saving = lab.start(&["recover", "bad.db", "-o", "good.db"]);
    let begun = (0..3000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        lab.files() != before
    });
    assert!(begun, "nothing is made");
    saving.signal("INT");
    assert_eq!(saving.end().code, 130);
    assert_eq!(lab.files(), before);
}
