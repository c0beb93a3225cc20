//! `audit list`: the trail, its chain, and what it does not hold.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

use common::{Lab, action, follows};
use serde_json::Value;

fn audit(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [&["audit", "list", "--json"], args].concat();
    let answer = lab.run(&all, "").expect(code).answer();
    follows("audit", &answer);
    answer
}

fn kinds(answer: &Value) -> Vec<&str> {
    answer["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect()
}

#[test]
fn sessions_that_store_words_are_deeds_and_others_are_routine() {
    let lab = Lab::new();
    lab.record(&[], action("plain", 1)).expect(0);
    lab.record(&["--content"], action("words", 1)).expect(0);
    let deeds = audit(&lab, &[], 0);
    assert_eq!(kinds(&deeds), ["created", "opened"]);
    assert_eq!((&deeds["entries"][1]["session_id"], &deeds["verified"]), (&"words".into(), &true.into()));
    let all = audit(&lab, &["--all"], 0);
    assert_eq!(kinds(&all), ["created", "opened", "closed", "opened", "closed"]);
    // A session that begins to store words later is one from then on.
    lab.record(&["--resume", "--content"], action("plain", 2)).expect(0);
    assert_eq!(kinds(&audit(&lab, &["--kind", "resumed"], 0)), ["resumed"]);
    assert_eq!(kinds(&audit(&lab, &[], 0)).last(), Some(&"resumed"));
    assert_eq!(kinds(&audit(&lab, &["-n", "1"], 0)), ["resumed"]);
    assert!(kinds(&audit(&lab, &["--all", "--until", "2001-01-01"], 0)).is_empty());
    let text = lab.run(&["audit", "list"], "").expect(0).stdout;
    assert!(text.contains("words") && text.contains("content true"), "{text}");
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn a_trail_that_was_edited_says_so() {
    let lab = Lab::new();
    lab.record(&[], action("s", 1)).expect(0);
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch("UPDATE ledger SET facts = '{\"content\":true}' WHERE entry_no = 2").unwrap();
    drop(db);
    let answer = audit(&lab, &[], 4);
    assert_eq!((&answer["verified"], &answer["broken_at"]), (&false.into(), &2.into()));
}
