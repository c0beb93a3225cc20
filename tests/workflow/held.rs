//! A process that has a workflow for itself.

use crate::common::{Lab, Live};
use serde_json::Value;

/// A process that lives until it is told to end, in a group of its own.
fn somebody(lab: &Lab) -> Live {
    Live::of(lab.shell("read line"))
}

fn status(lab: &Lab) -> Value {
    let list = lab.run(&["list", "--json"], b"").expect(0).answer();
    list["sessions"][0]["status"].clone()
}

#[test]
fn what_a_living_process_holds_is_refused_and_what_a_dead_one_held_is_interrupted_and_goes_on() {
    let lab = Lab::new();
    let holder = somebody(&lab);
    let pid = holder.pid().to_string();
    lab.run(&["workflow", "start", "--label", "x", "--hold", &pid], b"").expect(0);
    for args in [&["workflow", "resume", "latest"][..], &["workflow", "phase", "save", "latest", "one"]] {
        let refused = lab.run(args, b"").expect(11);
        assert!(refused.stderr.contains(&pid), "{}", refused.stderr);
    }
    lab.run(&["validate", "t.db"], b"").expect(0);
    assert_eq!(status(&lab), "Running");
    holder.signal("KILL");
    drop(holder);
    assert_eq!(status(&lab), "Interrupted", "before anybody has marked it");
    let refused = lab.run(&["workflow", "phase", "save", "latest", "one"], b"").expect(4);
    assert!(refused.stderr.contains("workflow resume"), "{}", refused.stderr);
    assert_eq!(lab.rows("SELECT kind FROM journal WHERE kind = 'system.recovered'").len(), 1);
    let resumed = lab.run(&["workflow", "resume", "latest", "--json"], b"").expect(0).answer();
    assert_eq!((&resumed["status"], &resumed["attempt"]), (&"Running".into(), &2.into()));
    lab.run(&["workflow", "phase", "save", "latest", "one"], b"").expect(0);
    lab.run(&["validate", "t.db"], b"").expect(0);
}

#[test]
fn what_a_script_holds_its_own_children_may_go_on_with() {
    let lab = Lab::new();
    let script = r#"set -e
        "$W" workflow start --label x --hold $$ > id
        "$W" workflow phase save latest one --cost-usd 0.01
        ("$W" workflow phase save latest two --cost-usd 0.01)
        "$W" workflow resume latest --hold $$ --json > resumed
        "$W" workflow complete latest"#;
    let ran = crate::common::finish(lab.shell(script), b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let resumed: Value = serde_json::from_slice(&std::fs::read(lab.path("resumed")).unwrap()).unwrap();
    assert!(resumed["lease"]["pid"].is_u64(), "{resumed}");
    assert_eq!(status(&lab), "Completed");
    assert_eq!(lab.one("SELECT owner IS NULL FROM stored_session"), "1");
}
