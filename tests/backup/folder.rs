//! Folders of backups: listed, and thinned out.

use super::scene::{json, lab, named};
use crate::common::Lab;

/// Three backups of the database, some milliseconds apart, and things that are none.
fn folder() -> (Lab, Vec<String>) {
    let lab = lab();
    let mut made = Vec::new();
    for (name, format) in [("b/1.zip", "zip"), ("b/2.zst", "zst"), ("b/3.db", "sqlite")] {
        lab.run(&["backup", name, "--format", format], "").expect(0);
        made.push(name.to_owned());
    }
    lab.run(&["fixture", "make", "other.db", "--events", "10"], "").expect(0);
    lab.run(&["backup", "b/other.zip", "--db", "other.db"], "").expect(0);
    lab.run(&["fixture", "make", "b/a.wfz", "--events", "10"], "").expect(0);
    lab.write("b/notes.zip", "PK, my notes");
    lab.write("b/thesis.db", "mine");
    lab.write("b/empty", "");
    std::fs::create_dir(lab.path("b/folder.zip")).unwrap();
    // A live database, which began as a backup and goes on: no backup any more.
    std::fs::copy(lab.path("b/3.db"), lab.path("b/live.db")).unwrap();
    std::fs::copy(lab.path("t.db.key"), lab.path("b/live.db.key")).unwrap();
    let line = crate::common::action("more", 1);
    lab.run(&["record", "--db", "b/live.db"], line).expect(0);
    (lab, made)
}

#[test]
fn a_folder_lists_its_backups_of_any_database_and_nothing_else() {
    let (lab, made) = folder();
    let listed = json(&lab, &["backup", "list", "b"], 0);
    let paths: Vec<&str> =
        listed["backups"].as_array().unwrap().iter().map(|b| b["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["b/other.zip", &made[2], &made[1], &made[0]], "the newest first");
    let text = lab.run(&["backup", "list", "b"], "").expect(0).stdout;
    assert!(text.contains("2.zst") && !text.contains("thesis"), "{text}");
}

#[test]
fn pruning_removes_backups_of_this_database_and_nothing_else() {
    let (lab, made) = folder();
    let before = named(&lab, "b/");
    lab.run(&["backup", "prune", "b"], "").expect(2);
    lab.run(&["backup", "prune", "b", "--keep-last", "0", "--yes"], "").expect(2);
    lab.run(&["backup", "prune", "b", "--keep-last", "1", "--db", "none.db", "--yes"], "").expect(10);
    let plan = json(&lab, &["backup", "prune", "b", "--keep-last", "1", "--dry-run"], 0);
    let keep: Vec<bool> =
        plan["backups"].as_array().unwrap().iter().map(|b| b["keep"] != serde_json::json!([])).collect();
    assert_eq!(keep, [true, false, false]);
    assert_eq!(named(&lab, "b/"), before, "a dry run");
    // Nobody is there to say yes.
    lab.run(&["backup", "prune", "b", "--keep-last", "1"], "").expect(2);
    assert_eq!(named(&lab, "b/"), before);
    lab.run(&["backup", "prune", "b", "--keep-last", "1", "--yes", "-q"], "").expect(0);
    let mut left = before;
    left.retain(|f| f != &made[0] && f != &made[1]);
    assert_eq!(named(&lab, "b/"), left);
    // Of this day one is kept: there is one.
    lab.run(&["backup", "prune", "b", "--keep-daily", "7", "--keep-within", "1ms", "--yes"], "").expect(0);
    assert_eq!(named(&lab, "b/"), left, "never the only one");
}

#[test]
fn pruning_keeps_what_is_young() {
    let (lab, _) = folder();
    let plan = json(&lab, &["backup", "prune", "b", "--keep-within", "30d", "--dry-run"], 0);
    assert!(plan["backups"].as_array().unwrap().iter().all(|b| b["keep"][0].is_string()));
    assert_eq!(plan["bytes"], 0);
}

#[test]
fn latest_names_a_backup_after_pruning_too() {
    let lab = lab();
    lab.run(&["backup", "b/"], "").expect(0);
    let first = std::fs::read_link(lab.path("b/latest")).unwrap();
    lab.run(&["backup", "b/named.zip"], "").expect(0);
    assert_eq!(std::fs::read_link(lab.path("b/latest")).unwrap(), first);
    lab.run(&["backup", "prune", "b", "--keep-last", "1", "--yes"], "").expect(0);
    assert!(!lab.path("b").join(first).exists());
    lab.run(&["backup", "verify", "b/latest"], "").expect(0);
    // A link that names something else is nobody's business here.
    std::fs::remove_file(lab.path("b/latest")).unwrap();
    std::os::unix::fs::symlink("elsewhere", lab.path("b/latest")).unwrap();
    lab.run(&["backup", "b/more.zip"], "").expect(0);
    lab.run(&["backup", "prune", "b", "--keep-last", "1", "--yes"], "").expect(0);
    assert_eq!(std::fs::read_link(lab.path("b/latest")).unwrap().to_str(), Some("elsewhere"));
}
