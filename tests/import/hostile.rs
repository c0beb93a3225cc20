//! Bad files: each is refused with a reason, nothing of it is told, and nothing is left.

use super::export::{dressed, export, import, lines};
use super::round_trip::varied;
use crate::common::Lab;

/// The code and the message; the database must not be there afterwards.
#[track_caller]
fn tried(lab: &Lab, name: &str, args: &[&str]) -> (i32, String) {
    let (code, failure) = import(lab, &[&["--db", "n.db", name], args].concat());
    assert_ne!(code, 0, "{name}: {failure}");
    let left: Vec<String> = lab.files().into_iter().filter(|f| f.starts_with("n.db")).collect();
    assert!(left.is_empty(), "{name}: {left:?}");
    let message = failure["message"].as_str().unwrap_or_else(|| panic!("{failure}")).to_owned();
    assert!(!failure.to_string().contains("SECRET"), "{failure}");
    (code, message)
}

#[test]
fn files_that_are_no_exports_are_refused_with_a_reason() {
    let lab = Lab::new();
    lab.write("empty", "");
    lab.write("random", [0x9c; 4000]);
    lab.write("lonely.json", "{\"schema\":\"wfstate.export/1\",\n");
    lab.write("aliases.yaml", "session_metadata: &a {session_id: s}\nevents: [*a, *a]\n");
    lab.write("twice.yaml", "session_metadata: {session_id: s}\nevents: []\nevents: []\n");
    lab.write("twice.json", r#"{"session_metadata":{},"events":[],"events":[]}"#);
    lab.write("other.json", r#"{"schema":"other/9"}"#);
    lab.write("latin.json", b"{\"events\":[{\"type\":\"x.y\",\"data\":{\"a\":\"\xe9 SECRET\"}}]}");
    lab.write("cut.zip", b"PK\x03\x04 not a pack");
    lab.write("cut.db", b"SQLite format 3\0 and no more");
    std::fs::create_dir(lab.path("directory")).unwrap();
    for name in
        ["empty", "lonely.json", "aliases.yaml", "twice.yaml", "twice.json", "other.json", "latin.json"]
    {
        let (code, message) = tried(&lab, name, &[]);
        assert_eq!(code, 1, "{message}");
        assert!(message.contains(name), "{message}");
    }
    for name in ["cut.zip", "cut.db", "directory", "missing"] {
        assert_eq!(tried(&lab, name, &[]).0, 1, "{name}");
    }
    let (code, _) = import(&lab, &["--db", "nowhere/n.db", "random"]);
    assert_eq!(code, 1, "a directory is not made");
}

#[test]
fn a_database_is_not_imported_into_itself() {
    let lab = varied();
    let (code, failure) = import(&lab, &["t.db"]);
    assert_eq!(code, 1, "{failure}");
    assert!(failure["message"].as_str().unwrap().contains("imported into"), "{failure}");
}

#[test]
fn a_bad_line_at_the_very_end_leaves_nothing() {
    let lab = varied();
    for (format, tail) in [
        ("ndjson", "{\"message_type\":\"end\",\"records\":SECRET\n"),
        ("json", "SECRET\n"),
        ("yaml", "SECRET: &x 1\n"),
        ("csv", "event,SECRET\n"),
        ("sql", "DROP TABLE SECRET;\n"),
    ] {
        let mut bytes = dressed(&lines(&lab.path("t.db")), format);
        bytes.extend_from_slice(tail.as_bytes());
        lab.write("bad", bytes);
        assert_eq!(tried(&lab, "bad", &[]).0, 1, "{format}");
    }
}

/// Bytes of a small export changed in turn, for each format: no panic, and never a wrong session. All of them with
/// `WFSTATE_IMPORT_FLIPS=100000`.
#[test]
fn a_changed_byte_is_refused_or_means_the_same() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], crate::common::action("s", 1)).expect(0);
    let whole = lines(&lab.path("t.db"));
    let flips = std::env::var("WFSTATE_IMPORT_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(9);
    for format in super::export::FORMATS {
        let bytes = export(&lab, "t.db", format, "x");
        for at in (0..bytes.len()).step_by(1 + bytes.len() / flips) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x04;
            lab.write("changed", &changed);
            let _ = std::fs::remove_file(lab.path("n.db"));
            let (code, answer) = import(&lab, &["--db", "n.db", "--from", "native", "changed"]);
            match code {
                0 => assert_eq!(lines(&lab.path("n.db")), whole, "{format} byte {at}: {answer}"),
                1 | 4 => assert!(!lab.path("n.db").exists(), "{format} byte {at}"),
                other => panic!("{format} byte {at}: {other} {answer}"),
            }
        }
    }
}
