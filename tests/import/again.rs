//! The same again, more of the same, and something else under the same name.

use super::export::{dressed, export, import, is_clean, lines, lines_of, outcomes};
use super::round_trip::varied;
use crate::common::{Lab, action};
use serde_json::json;

fn recorded(session: &str, events: u64) -> Lab {
    let lab = Lab::new();
    let input: String = (1..=events).map(|n| action(session, n)).collect();
    lab.record(&[], input).expect(0);
    lab
}

#[test]
fn the_same_file_again_adds_nothing() {
    let lab = varied();
    export(&lab, "t.db", "yaml", "x.yaml");
    import(&lab, &["--db", "b.db", "x.yaml"]);
    let before = std::fs::read(lab.path("b.db")).unwrap();
    let (code, answer) = import(&lab, &["--db", "b.db", "x.yaml", "x.yaml"]);
    assert_eq!((code, &answer["counts"]["already_there"]), (0, &json!(6)), "{answer}");
    assert!(std::fs::read(lab.path("b.db")).unwrap() == before, "the database changed");
    // And where it was exported.
    let (code, answer) = import(&lab, &["--db", "t.db", "x.yaml"]);
    assert_eq!((code, &answer["counts"]["already_there"]), (0, &json!(3)), "{answer}");
}

#[test]
fn a_longer_export_of_a_session_adds_the_rest_and_a_shorter_one_nothing() {
    let lab = recorded("s", 500);
    lab.write("short", dressed(&lines_of(&lab.path("t.db"), &|_| true, 200), "ndjson"));
    export(&lab, "t.db", "ndjson", "long");
    let (code, answer) = import(&lab, &["--db", "b.db", "short"]);
    assert_eq!((code, outcomes(&answer)), (0, vec!["s imported".into()]), "{answer}");
    is_clean(&lab, "b.db");
    let (code, answer) = import(&lab, &["--db", "b.db", "long"]);
    assert_eq!((code, outcomes(&answer)), (0, vec!["s completed".into()]), "{answer}");
    is_clean(&lab, "b.db");
    assert_eq!(lines(&lab.path("b.db")), lines(&lab.path("t.db")));
    let (code, answer) = import(&lab, &["--db", "b.db", "short"]);
    assert_eq!((code, outcomes(&answer)), (0, vec!["s already there".into()]), "{answer}");
}

#[test]
fn another_session_of_the_same_name_is_a_conflict_that_is_settled_as_was_asked() {
    let lab = recorded("s", 30);
    let input: String = (101..=130).map(|n| action("s", n)).collect();
    lab.run(&["record", "--db", "other.db"], input).expect(0);
    export(&lab, "other.db", "json", "x.json");
    let before = lines(&lab.path("t.db"));
    let (code, failure) = import(&lab, &["x.json"]);
    assert_eq!((code, failure["kind"].as_str()), (4, Some("no")), "{failure}");
    assert!(failure["message"].as_str().unwrap().contains("event 1 is another"), "{failure}");
    let (code, answer) = import(&lab, &["--on-conflict", "skip", "x.json"]);
    assert_eq!((code, outcomes(&answer)), (3, vec!["s skipped".into()]));
    assert_eq!(lines(&lab.path("t.db")), before, "nothing was imported");
    let (code, answer) = import(&lab, &["--on-conflict", "rename", "x.json"]);
    assert_eq!((code, outcomes(&answer)), (0, vec!["s renamed".into()]));
    assert_eq!(answer["files"][0]["sessions"][0]["imported_as"], "s.2");
    is_clean(&lab, "t.db");
    let (_, answer) = import(&lab, &["--on-conflict", "rename", "x.json"]);
    assert_eq!(outcomes(&answer), ["s already there"]);
    // Under its new name it is proved by the seals that it has here.
    lab.write("y", dressed(&lines_of(&lab.path("t.db"), &|r| r.session_id == "s.2", u64::MAX), "ndjson"));
    let (code, answer) = import(&lab, &["--db", "c.db", "y"]);
    assert_eq!((code, &answer["files"][0]["sessions"][0]["verified"]), (0, &json!(true)), "{answer}");
}

#[test]
fn two_files_of_a_run_are_compared_with_each_other() {
    let (a, b) = (recorded("s", 30), recorded("s", 40));
    a.write("a", dressed(&lines(&a.path("t.db")), "ndjson"));
    a.write("b", dressed(&lines(&b.path("t.db")), "ndjson"));
    let (code, answer) = import(&a, &["--db", "n.db", "a", "a"]);
    assert_eq!((code, outcomes(&answer)), (0, vec!["s imported".into(), "s already there".into()]));
    let (code, _) = import(&a, &["--db", "m.db", "a", "b"]);
    assert_eq!(code, 4);
    assert!(!a.path("m.db").exists(), "nothing is left of a run that failed");
}

#[test]
fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let lab = varied();
    export(&lab, "t.db", "ndjson", "x");
    let before = lab.files();
    let (code, answer) = import(&lab, &["--db", "b.db", "--dry-run", "x"]);
    assert_eq!((code, &answer["counts"]["imported"], &answer["dry_run"]), (0, &json!(3), &json!(true)));
    assert_eq!(lab.files(), before);
}
