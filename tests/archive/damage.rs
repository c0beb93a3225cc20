//! A damaged block is found, is never other events, and costs what stands in it and no more.

use super::scene::{made, seal};
use crate::common::Lab;

fn tamper(lab: &Lab, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute_batch(sql).unwrap();
}

fn rules(lab: &Lab) -> Vec<String> {
    let answer = lab.run(&["validate", "t.db", "--json", "--fail-on", "info"], "").answer();
    let of = answer["databases"][0]["findings"].as_array().unwrap().iter();
    let mut rules: Vec<String> = of.map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    rules.dedup();
    rules
}

fn sealed() -> Lab {
    let lab = made(2600);
    assert!(seal(&lab, 1, (1, 500)) == 500 && seal(&lab, 1, (501, 900)) == 400);
    lab
}

#[test]
fn whatever_is_changed_of_a_block_is_found() {
    assert!(rules(&sealed()).is_empty(), "the control");
    for change in [
        "UPDATE segment SET block = CAST(zeroblob(1) || substr(block, 2) AS BLOB)",
        "UPDATE segment SET block = CAST(substr(block, 1, 40) || x'00' || substr(block, 42) AS BLOB) WHERE hex(substr(block, 41, 1)) != '00'",
        "UPDATE segment SET digest = zeroblob(16)",
        "UPDATE segment SET digest = x''",
        "UPDATE segment SET events = events + 1",
        "UPDATE segment SET events = -1",
        "UPDATE segment SET size = size + 1",
        "UPDATE segment SET codec = 'other'",
        "UPDATE segment SET last_id = last_id + 1 WHERE first_id & 1023 = 501",
        "UPDATE segment SET first_id = first_id - 1 WHERE first_id & 1023 = 501",
        "UPDATE segment SET last_id = first_id - 1",
    ] {
        let lab = sealed();
        tamper(&lab, change);
        let found = rules(&lab);
        assert!(found.contains(&"WFD010".to_owned()), "{change}: {found:?}");
        assert_ne!(
            lab.run(&["replay", &lab.one("SELECT session_id FROM stored_session WHERE session_no = 1")], "")
                .code,
            0,
            "{change}"
        );
    }
    for (change, rule) in [
        ("DELETE FROM segment WHERE first_id & 1023 = 501", "WFG001"),
        ("UPDATE segment SET first_id = first_id + (9 << 40), last_id = last_id + (9 << 40)", "WFK003"),
    ] {
        let lab = sealed();
        tamper(&lab, change);
        assert!(rules(&lab).contains(&rule.to_owned()), "{change}: {:?}", rules(&lab));
    }
}

#[test]
fn recover_brings_sealed_events_over_and_declares_what_a_damaged_block_held() {
    let lab = sealed();
    let answer = lab.run(&["recover", "t.db", "-o", "whole.db", "--json"], "").expect(0).answer();
    assert_eq!(answer["events"], 2600, "{answer}");
    tamper(
        &lab,
        "UPDATE segment SET block = CAST(zeroblob(1) || substr(block, 2) AS BLOB) WHERE first_id & 1023 = 501",
    );
    let answer = lab.run(&["recover", "t.db", "-o", "good.db", "--json"], "").expect(3).answer();
    let lost = 2600 - answer["events"].as_u64().unwrap();
    // Batches go as a whole where a part of them is gone.
    assert!((400..1200).contains(&lost), "{lost}");
    lab.run(&["validate", "good.db"], "").expect(0);
}
