//! Databases that came about in another way: of another build, with tables of their users, of the future.

use crate::common::{Lab, action};
use crate::{NOW, changed, migrated, specimen, told};
use serde_json::json;

fn status(lab: &Lab) -> (serde_json::Value, String) {
    let answer = migrated(lab, &["status"], 0);
    (answer, lab.run(&["migrate", "status"], "").expect(0).stderr)
}

#[test]
fn another_text_of_a_migration_is_explained_and_stops_nobody() {
    let lab = specimen(1);
    let (sound, said) = status(&lab);
    assert_eq!((&sound["drift"], &sound["difference"]), (&json!([]), &json!(null)));
    assert!(!said.contains("warning"), "{said}");
    changed(&lab, "UPDATE migration SET checksum = '00ff'");
    let (answer, said) = status(&lab);
    assert_eq!(answer["drift"][0]["recorded"], "00ff");
    assert_eq!(answer["drift"][0]["version"], 1);
    assert!(said.contains("made the same schema: nothing has to be done"), "{said}");
    migrated(&lab, &["up"], 0);
    let checked = lab.run(&["validate", "t.db", "--json"], "").expect(0).answer();
    let found: Vec<&str> = checked["databases"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["WFM004"], "a warning, and no more");
    lab.record(&[], action("more", 1)).expect(0);
}

#[test]
fn a_migration_that_nobody_knows_or_that_made_something_else_says_what_to_do() {
    let lab = specimen(1);
    changed(&lab, "UPDATE migration SET name = 'other'");
    let (answer, said) = status(&lab);
    assert_eq!(answer["drift"][0]["known"], json!(null));
    assert!(said.contains("none that this wfstate knows") && said.contains("go back to a backup"), "{said}");
    let lab = specimen(1);
    changed(&lab, "UPDATE migration SET checksum = '00ff'; DROP VIEW audit");
    let (answer, said) = status(&lab);
    assert_eq!(answer["difference"], "view audit is missing");
    assert!(said.contains("the schema is not the same: use the wfstate that made it"), "{said}");
    lab.run(&["migrate", "up"], "").expect(1);
}

#[test]
fn of_a_database_of_this_version_verify_says_whether_it_is_one() {
    for (sql, code) in [
        ("SELECT 1", 0),
        ("CREATE TABLE x_mood (a)", 0),
        ("UPDATE migration SET checksum = '00ff'", 0),
        ("CREATE TABLE mood (a)", 4),
        ("DROP VIEW audit", 4),
        ("UPDATE migration SET name = 'other' WHERE version = 1", 4),
    ] {
        let lab = specimen(NOW);
        changed(&lab, sql);
        migrated(&lab, &["verify"], code);
    }
}

#[test]
fn tables_of_users_are_left_alone_and_told() {
    let lab = specimen(1);
    let before = told(&lab);
    changed(
        &lab,
        "CREATE TABLE x_mood (session_no INTEGER REFERENCES stored_session, mood TEXT);
         CREATE INDEX mood_by_session ON x_mood (session_no);
         CREATE VIEW x_moods AS SELECT count(*) AS n FROM x_mood;
         PRAGMA foreign_keys = OFF; INSERT INTO x_mood VALUES (1, 'calm'), (4000, 'astray')",
    );
    let own = json!(["index mood_by_session", "table x_mood", "view x_moods"]);
    assert_eq!(status(&lab).0["extensions"], own);
    let text = lab.run(&["migrate"], "").expect(0).stdout;
    assert!(text.contains("yours, and left alone: index mood_by_session, table x_mood"), "{text}");
    migrated(&lab, &["up"], 0);
    assert_eq!(told(&lab), before);
    assert_eq!(status(&lab).0["extensions"], own);
    assert_eq!(lab.rows("SELECT session_no || mood FROM x_mood ORDER BY 1"), ["1calm", "4000astray"]);
    let checked = lab.run(&["validate", "t.db", "--json"], "").expect(0).answer();
    assert_eq!(checked["databases"][0]["findings"][0]["rule"], "WFS004", "{checked}");
    lab.record(&[], action("more", 1)).expect(0);
}

#[test]
fn what_a_user_hangs_on_our_tables_is_no_table_of_the_user() {
    let lab = specimen(1);
    changed(&lab, "CREATE TRIGGER x_sly AFTER INSERT ON ledger BEGIN SELECT 1; END");
    let ran = lab.run(&["migrate", "up"], "").expect(1);
    assert!(ran.stderr.contains("trigger x_sly does not belong there"), "{}", ran.stderr);
}

#[test]
fn a_newer_database_is_not_even_looked_at() {
    let lab = specimen(1);
    changed(&lab, &format!("PRAGMA user_version = {}", NOW + 1));
    let before = std::fs::read(lab.path("t.db")).unwrap();
    for verb in
        [&["list"] as &[&str], &["show", "latest"], &["stats"], &["export", "--all"], &["migrate", "events"]]
    {
        let all = [verb, &["--read-only"]].concat();
        let ran = lab.run(&all, "").expect(13);
        assert!(
            ran.stderr.contains("cannot tell whether it would read it right")
                && ran.stderr.contains("use a newer wfstate"),
            "{verb:?}: {}",
            ran.stderr
        );
    }
    lab.run(&["record"], action("s", 1)).expect(13);
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
}
