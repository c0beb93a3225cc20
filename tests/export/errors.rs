//! What goes wrong, and that nothing is left of it.

use super::scene::{export, lab};
use crate::common::{Lab, finish};

#[test]
fn nothing_is_written_over_or_onto_what_must_stay() {
    let lab = lab();
    lab.write("x.json", "mine");
    let before = lab.files();
    assert!(export(&lab, &["plain", "-o", "x.json"]).expect(1).stderr.contains("--force"));
    for place in ["t.db", "./t.db", "t.db-wal", "t.db.key", "t.db.lock"] {
        let ran = export(&lab, &["plain", "-o", place, "--force"]);
        assert!(ran.code == 2 || place == "t.db-wal" && ran.code == 0, "{place}: {}", ran.stderr);
    }
    std::os::unix::fs::symlink(lab.path("x.json"), lab.path("link")).unwrap();
    export(&lab, &["plain", "-o", "link", "--force"]).expect(1);
    export(&lab, &["plain", "-o", "home", "--force"]).expect(1);
    export(&lab, &["plain", "-o", "no/such/x.json"]).expect(1);
    assert_eq!(std::fs::read_to_string(lab.path("x.json")).unwrap(), "mine");
    export(&lab, &["plain", "-o", "x.json", "--force"]).expect(0);
    assert_ne!(std::fs::read_to_string(lab.path("x.json")).unwrap(), "mine");
    assert_eq!(lab.files().len(), before.len() + 1, "{:?}", lab.files());
}

#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let lab = lab();
    export(&lab, &["plain", "-o", "x.json"]).expect(0);
    let mode = std::fs::metadata(lab.path("x.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_not_there_is_said() {
    let lab = lab();
    export(&lab, &["nowhere"]).expect(5);
    export(&lab, &["--label", "Nobody"]).expect(5);
    export(&lab, &[]).expect(2);
    export(&lab, &["plain", "--all"]).expect(2);
    let empty = Lab::new();
    export(&empty, &["--all"]).expect(10);
}

#[test]
fn a_damaged_event_ends_it_and_nothing_is_left() {
    let lab = lab();
    damage(&lab);
    for args in [&["plain", "-o", "x.json"][..], &["plain", "-o", "x.csv", "--include-content"]] {
        let ran = export(&lab, args).expect(1);
        assert!(ran.stderr.contains("event 9"), "{}", ran.stderr);
    }
    assert!(lab.files().iter().all(|f| !f.contains("x.")), "{:?}", lab.files());
}

#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn damage(lab: &Lab) {
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    let sql = "UPDATE stored_event SET payload = CAST(x'ff00' AS TEXT) WHERE (event_id & 1099511627775) = 9";
    assert!(db.execute(sql, []).unwrap() > 0);
}

#[test]
fn a_full_disk_and_a_closed_pipe_end_it() {
    let lab = lab();
    let full = finish(lab.shell("exec $W export --db t.db plain -o /dev/full"), b"");
    assert_eq!(full.code, 14, "{}", full.stderr);
    let closed =
        finish(lab.shell("$W export --db t.db --all --include-content --yes | true; exec true"), b"");
    assert_eq!((closed.code, closed.stderr.as_str()), (0, ""), "{}", closed.stderr);
    let facts = lab.one("SELECT facts FROM ledger WHERE kind = 'exported'");
    assert!(facts.contains("\"content\":true"), "words left, also where nobody read on: {facts}");
}
