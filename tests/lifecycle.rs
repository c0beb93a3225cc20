//! One database through everything that can happen to its sessions, in an order that nobody planned: after each step
//! it is valid, and what was not to change is as it was.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

use common::{Lab, keyed};
use serde_json::Value;
use std::collections::BTreeMap;

/// A database that must pass with its warnings looked at, but for how quick this machine was.
fn sound(lab: &Lab, db: &str) {
    lab.run(&["validate", db, "--ignore", "WFP", "--fail-on", "warning"], "").expect(0);
}

/// What each session comes to, by folding it again.
fn states(lab: &Lab, db: &str) -> BTreeMap<String, (u64, String)> {
    let list = lab.run(&["list", "--db", db, "-n", "0", "--json"], "").expect(0).answer();
    let fold = |s: &Value| {
        let name = s["session_id"].as_str().unwrap().to_owned();
        let answer = lab
            .run(&["replay", &name, "--db", db, "--from-snapshot", "none", "--json"], "")
            .expect(0)
            .answer();
        (name, (answer["last_seq"].as_u64().unwrap(), answer["state_hash"].as_str().unwrap().to_owned()))
    };
    list["sessions"].as_array().unwrap().iter().map(fold).collect()
}

/// A stream with words and rollbacks, two others, a workflow; some of them old.
fn lab() -> Lab {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "t.db", "--events", "9000", "--sessions", "3", "--content"], "").expect(0);
    let lines: String = (1..=40).map(|n| keyed("mine", n)).collect();
    lab.record(&["--content", "--label", "own"], lines).expect(0);
    lab
}

/// What is done to the database; none of it changes what a session comes to.
const STEPS: &[&[&str]] = &[
    &["archive", "create", "--all", "--yes"],
    &["maintain", "--vacuum", "--force"],
    &["snapshot", "create", "mine"],
    &["purge", "mine", "--content", "--yes"],
    &["archive", "create", "mine", "--yes"],
    &["retention", "apply", "--compact-older-than", "1d", "--kind", "stream", "--yes"],
    &["snapshot", "prune", "mine", "--yes"],
    &["archive", "create", "--all", "--yes"],
    &["maintain"],
];

#[test]
fn a_database_that_goes_through_everything_stays_what_it_is() {
    let lab = lab();
    let before = states(&lab, "t.db");
    sound(&lab, "t.db");
    for step in STEPS {
        lab.run(step, "").expect(0);
        sound(&lab, "t.db");
        assert_eq!(states(&lab, "t.db"), before, "{step:?}");
    }
    // Moved whole, session by session, and as it is.
    lab.run(&["export", "--all", "--include-content", "--yes", "--allow-secrets", "-o", "all.ndjson"], "")
        .expect(0);
    lab.run(&["import", "all.ndjson", "--db", "other.db"], "").expect(0);
    sound(&lab, "other.db");
    assert_eq!(states(&lab, "other.db"), before);
    lab.run(&["backup", "create", "whole.zip"], "").expect(0);
    lab.run(&["backup", "verify", "--drill", "whole.zip"], "").expect(0);
    lab.run(&["restore", "whole.zip", "--db", "restored.db"], "").expect(0);
    sound(&lab, "restored.db");
    assert_eq!(states(&lab, "restored.db"), before);
    lab.run(&["archive", "create", "mine", "-o", "mine.wfz"], "").expect(0);
    sound(&lab, "mine.wfz");
    assert_eq!(states(&lab, "mine.wfz")["mine"], before["mine"]);
    // It goes on.
    lab.record(&["--resume"], (30..=60).map(|n| keyed("mine", n)).collect::<String>()).expect(0);
    sound(&lab, "t.db");
    assert_eq!(states(&lab, "t.db")["mine"].0, 60, "what was sent again is there once");
}

#[test]
fn a_session_that_went_through_everything_can_be_forgotten_and_the_others_stay() {
    let lab = lab();
    for step in STEPS {
        lab.run(step, "").expect(0);
    }
    let before = states(&lab, "t.db");
    lab.run(&["hold", "add", "mine"], "").expect(0);
    lab.run(&["purge", "mine", "--yes"], "").expect(4);
    lab.run(&["hold", "remove", "1"], "").expect(0);
    let receipt = lab.run(&["purge", "mine", "--yes", "--json"], "").expect(0).answer();
    assert_eq!(receipt["proof"]["hits"], 0, "{receipt}");
    sound(&lab, "t.db");
    let mut others = before;
    others.remove("mine");
    assert_eq!(states(&lab, "t.db"), others);
    let left = rows_that_name(&lab, &receipt["sessions"][0]["session_id"]);
    assert!(left.is_empty(), "{left:?}");
    lab.run(&["purge", "--all", "--yes"], "").expect(0);
    sound(&lab, "t.db");
    assert!(states(&lab, "t.db").is_empty());
}

/// Tables with a row whose session is gone.
fn rows_that_name(lab: &Lab, session: &Value) -> Vec<String> {
    let tables = lab.rows("SELECT name FROM sqlite_schema WHERE type = 'table'");
    let has = |table: &String| {
        let columns = lab.rows(&format!("SELECT name FROM pragma_table_info('{table}')"));
        columns.iter().any(|column| {
            let id = session.as_str().unwrap();
            let named =
                format!("SELECT count(*) FROM {table} WHERE instr(CAST({column} AS TEXT), '{id}') > 0");
            let orphan = match column.as_str() {
                "session_no" => {
                    "session_no IS NOT NULL AND session_no NOT IN (SELECT session_no FROM stored_session)"
                }
                "event_id" | "journal_id" | "first_id" => {
                    &format!("{column} >> 40 NOT IN (SELECT session_no FROM stored_session)")
                }
                _ => "false",
            };
            lab.one(&named) != "0" || lab.one(&format!("SELECT count(*) FROM {table} WHERE {orphan}")) != "0"
        })
    };
    tables.into_iter().filter(has).collect()
}
