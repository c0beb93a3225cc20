//! `quarantine`: what was refused, why, and once more.

use crate::common::{Lab, action, follows};
use serde_json::Value;

/// A database with three refused lines: one that can be told apart, one that cannot, one of an unknown type.
fn held() -> Lab {
    let lab = Lab::new();
    let lines = [
        action("s", 1),
        r#"{"session_id":"s","type":"ai.output","data":{"prompt_id":"p","token":"CANARY-q"}}"#.to_owned()
            + "\n",
        "{\"broken\":\n".into(),
        "{\"session_id\":\"s\",\"type\":\"x.new\",\"data\":{\"n\":1}}\n".into(),
    ];
    let ran = lab.record(&["--unknown", "reject"], lines.concat()).expect(3);
    assert_eq!(ran.counts(), [1, 0, 3, 0, 0]);
    lab
}

fn entries(lab: &Lab, args: &[&str]) -> Vec<Value> {
    let ran = lab.run(&[&["quarantine", "--json"], args].concat(), "").expect(0);
    follows("quarantine", &ran.answer());
    ran.answer()["entries"].as_array().unwrap().clone()
}

#[test]
fn list_tells_what_was_refused_where_and_why() {
    let lab = held();
    let all = entries(&lab, &["list"]);
    let told: Vec<String> = all
        .iter()
        .map(|e| format!("{} {} {} {} {}", e["line"], e["code"], e["pointer"], e["column"], e["status"]))
        .collect();
    let mut told = told;
    told.sort();
    assert_eq!(
        told,
        [
            r#"2 "missing_field" "/data/token_index" null "held""#,
            r#"3 "truncated" null 11 "held""#,
            r#"4 "unknown_type" "/type" null "held""#,
        ]
    );
    assert_eq!(entries(&lab, &["list", "-n", "1"]).len(), 1);
    let text = lab.run(&["quarantine", "list"], "").expect(0).stdout;
    assert!(text.contains("missing_field") && !text.contains("CANARY"), "{text}");
}

#[test]
fn show_gives_one_entry_with_its_line_redacted() {
    let lab = held();
    let entry = entries(&lab, &["list"]).into_iter().find(|e| e["line"] == 2).unwrap();
    let shown = entries(&lab, &["show", &entry["entry"].to_string()]);
    assert_eq!(shown, [entry]);
    let text = shown[0]["text"].as_str().unwrap();
    assert!(text.contains(r#""token":{"length":8,"commitment":""#) && !text.contains("CANARY"), "{text}");
    let broken = entries(&lab, &["list"]).into_iter().find(|e| e["line"] == 3).unwrap();
    assert_eq!((&broken["text"], &broken["length"]), (&Value::Null, &10.into()));
    assert_eq!(broken["digest"].as_str().map(str::len), Some(32));
    lab.run(&["quarantine", "show", "99"], "").expect(5);
    let plain = lab.run(&["quarantine", "show", &broken["entry"].to_string()], "").expect(0).stdout;
    assert!(plain.contains("truncated") && plain.contains("not kept"), "{plain}");
}

#[test]
fn retry_records_what_is_taken_now_and_once() {
    let lab = held();
    let ran = lab.run(&["quarantine", "retry", "--json"], "").expect(3);
    let answer = ran.answer();
    follows("quarantine", &answer);
    assert_eq!([&answer["accepted"], &answer["refused"], &answer["not_kept"]], [1, 1, 1]);
    assert_eq!(lab.rows("SELECT seq, type FROM event WHERE session_id = 's'"), ["1|user.action", "2|x.new"]);
    let states = lab.rows("SELECT line_no, status FROM stored_quarantine ORDER BY line_no");
    assert_eq!(states, ["2|refused again", "3|held", "4|accepted"]);
    let again = lab.run(&["quarantine", "retry", "--json"], "").expect(3).answer();
    assert_eq!([&again["accepted"], &again["refused"], &again["not_kept"]], [0, 1, 1]);
    assert_eq!(lab.count("stored_event"), 2, "what was accepted is not taken twice");
    assert_eq!(lab.count("stored_quarantine"), 3, "and what is refused again is not held twice");
}

#[test]
fn an_entry_that_was_accepted_is_not_taken_again_by_its_number() {
    let lab = held();
    let new = entries(&lab, &["list"]).into_iter().find(|e| e["line"] == 4).unwrap()["entry"].to_string();
    lab.run(&["quarantine", "retry", &new], "").expect(0);
    lab.run(&["quarantine", "retry", &new], "");
    lab.run(&["quarantine", "retry", &new, &new], "");
    assert_eq!(lab.count("stored_event"), 2);
}

#[test]
fn retry_puts_a_line_that_names_no_session_where_it_was_meant_for() {
    let lab = Lab::new();
    let line = "{\"type\":\"x.new\",\"data\":{}}\n";
    lab.record(&["--session", "a", "--unknown", "reject"], line).expect(3);
    lab.record(&["--session", "b", "--unknown", "reject"], line).expect(3);
    lab.run(&["quarantine", "retry"], "").expect(0);
    assert_eq!(lab.rows("SELECT session_id, seq FROM event ORDER BY 1"), ["a|1", "b|1"]);
}

#[test]
fn what_is_in_quarantine_cannot_drive_the_terminal() {
    let lab = Lab::new();
    let line = "{\"type\":\"x.y\",\"session_id\":\"s\",\"frame_id\":-1,\"data\":{\"n\":\"\u{9b}2J\u{202e}abc\\u001b[31m\"}}\n";
    lab.write("in\u{1b}[31m.ndjson", line);
    lab.run(&["record", "in\u{1b}[31m.ndjson"], "").expect(3);
    for args in [&["quarantine", "list"][..], &["quarantine", "show", "1"], &["quarantine", "list", "--json"]]
    {
        let out = lab.run(args, "").expect(0).stdout;
        assert!(!out.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{args:?}: {out:?}");
    }
}

#[test]
fn nothing_in_quarantine_and_no_database_are_told_apart() {
    let lab = Lab::new();
    lab.run(&["quarantine", "list"], "").expect(10);
    lab.record(&[], action("s", 1)).expect(0);
    assert!(entries(&lab, &["list"]).is_empty());
    lab.run(&["quarantine", "retry"], "").expect(0);
    lab.run(&["quarantine", "retry", "5"], "").expect(5);
}
