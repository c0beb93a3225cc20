//! `wfstate workflow`.

use crate::common::{Lab, follows};
use serde_json::{Value, json};

fn workflow(lab: &Lab, args: &[&str], code: i32) -> Value {
    let args = [&["workflow"], args, &["--json"]].concat();
    let ran = lab.run(&args, b"").expect(code);
    if code != 0 && ran.stdout.trim().is_empty() {
        return ran.failure();
    }
    let answer = ran.answer();
    follows("workflow", &answer);
    answer
}

fn started(lab: &Lab) -> String {
    workflow(lab, &["start", "--label", "TechCorp"], 0)["session_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_workflow_goes_from_start_to_end_and_is_a_session_like_any_other() {
    let lab = Lab::new();
    let id = started(&lab);
    lab.write("o.json", r#"{"score":0.10,"n":1}"#);
    let save =
        ["phase", "save", &id, "outline", "--output", "o.json", "--duration", "5s", "--cost-usd", "0.02"];
    let saved = workflow(&lab, &save, 0);
    assert_eq!([&saved["seq"], &saved["attempts"], &saved["cost_micro_usd"]], [2, 1, 20_000]);
    let text =
        lab.run(&["workflow", "phase", "save", &id, "draft", "--output", "-"], b"plain words").expect(0);
    assert_eq!(text.stdout, "draft is done; $0.02 so far\n");
    let phases = &workflow(&lab, &["phase", "list", &id], 0)["phases"];
    assert_eq!(phases[0]["duration_ms"], 5000);
    assert_eq!((&phases[1]["phase_id"], &phases[1]["cost_micro_usd"]), (&json!("draft"), &Value::Null));
    workflow(&lab, &["phase", "done", &id, "outline"], 0);
    workflow(&lab, &["phase", "done", &id, "review"], 4);
    lab.run(&["workflow", "context", "set", &id, "-"], br#"{"k":2.50}"#).expect(0);
    assert_eq!(lab.run(&["workflow", "context", "get", &id], b"").expect(0).stdout.trim(), r#"{"k":2.50}"#);
    let resumed = workflow(&lab, &["resume", &id], 0);
    assert_eq!(
        [
            &resumed["attempt"],
            &resumed["last_completed_phase"],
            &resumed["lease"],
            &resumed["cost_micro_usd"]
        ],
        [&json!(2), &json!("draft"), &Value::Null, &json!(20_000)]
    );
    lab.run(&["workflow", "output", &id, "--set", "-"], b"# Done\n").expect(0);
    assert_eq!(lab.run(&["workflow", "output", &id], b"").expect(0).stdout.trim(), "# Done");
    workflow(&lab, &["complete", &id], 0);
    let list =
        lab.run(&["list", "--status", "completed", "--label", "TechCorp", "--json"], b"").expect(0).answer();
    assert_eq!(
        (&list["sessions"][0]["session_id"], &list["sessions"][0]["cost_micro_usd"]),
        (&json!(id), &json!(20_000))
    );
    let replayed = lab.run(&["replay", &id, "--json"], b"").expect(0).answer();
    assert_eq!((&replayed["verified"], &replayed["events"]), (&json!(true), &json!(7)));
    let found = lab.run(&["validate", "t.db", "--json"], b"").expect(0).answer();
    assert_eq!((&found["errors"], &found["warnings"]), (&json!(0), &json!(0)), "{found}");
    lab.run(&["purge", &id, "--yes"], b"").expect(0);
    lab.run(&["validate", "t.db"], b"").expect(0);
}

#[test]
fn each_step_leaves_a_database_that_is_valid_and_a_row_that_the_ledger_agrees_with() {
    let lab = Lab::new();
    let id = started(&lab);
    let steps: [&[&str]; 6] = [
        &["phase", "save", &id, "one"],
        &["pause", &id, "--reason", "night"],
        &["resume", &id],
        &["fail", &id, "--error", "rate limited"],
        &["resume", &id, "--retry"],
        &["cancel", &id],
    ];
    for step in steps {
        workflow(&lab, step, 0);
        let found = lab.run(&["validate", "t.db", "--json"], b"").expect(0).answer();
        assert_eq!((&found["errors"], &found["warnings"]), (&json!(0), &json!(0)), "{step:?}: {found}");
    }
    // The control: a status that nobody wrote is seen.
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    db.execute("UPDATE stored_session SET status = 'Completed'", []).unwrap();
    let found = lab.run(&["validate", "t.db", "--json"], b"").expect(4).answer();
    assert!(found.to_string().contains("the row says Completed, the ledger Cancelled"), "{found}");
}

#[test]
fn what_the_status_does_not_allow_is_refused_and_writes_nothing() {
    let lab = Lab::new();
    let id = started(&lab);
    workflow(&lab, &["pause", &id], 0);
    let refused = workflow(&lab, &["phase", "save", &id, "one"], 4);
    assert!(refused["message"].as_str().unwrap().contains("workflow resume"), "{refused}");
    workflow(&lab, &["resume", &id], 0);
    workflow(&lab, &["complete", &id], 0);
    for step in [&["resume", &id][..], &["fail", &id], &["phase", "save", &id, "one"], &["pause", &id]] {
        workflow(&lab, step, 4);
    }
    assert_eq!(workflow(&lab, &["complete", &id], 0)["duplicate"], true);
    assert_eq!(lab.count("stored_event"), 4);
}

#[test]
fn bad_input_is_refused_with_what_to_write_and_nothing_is_saved() {
    let lab = Lab::new();
    let id = started(&lab);
    lab.write("bad.json", "[1]");
    let before = lab.count("stored_event");
    for (args, code) in [
        (&["phase", "save", &id, "one", "--cost-usd", "free"][..], 2),
        (&["phase", "save", &id, "one", "--cost-usd=-1"], 2),
        (&["phase", "save", &id, "one", "--duration", "soon"], 2),
        (&["phase", "save", &id, "one", "--output", "nothing.json"], 1),
        (&["phase", "save", "nobody", "one"], 5),
        (&["context", "set", &id, "bad.json"], 2),
        (&["context", "get", &id], 5),
        (&["output", &id], 5),
        (&["start", "--label", "x", "--hold", "4194305"], 2),
    ] {
        workflow(&lab, args, code);
    }
    assert_eq!(lab.count("stored_event"), before);
    lab.run(&["record", "--session", "stream"], crate::common::action("stream", 1)).expect(0);
    workflow(&lab, &["phase", "save", "stream", "one"], 2);
}

#[test]
fn the_same_key_with_the_same_values_is_saved_once_and_with_others_refused() {
    let lab = Lab::new();
    let id = started(&lab);
    let save = |cost, code| {
        let args = ["phase", "save", &id, "one", "--cost-usd", cost, "--idempotency-key", "k"];
        workflow(&lab, &args, code)
    };
    assert_eq!(save("0.02", 0)["duplicate"], false);
    assert_eq!(
        (&save("0.02", 0)["duplicate"], &save("0.020", 0)["cost_micro_usd"]),
        (&json!(true), &json!(20_000))
    );
    save("0.03", 4);
    assert_eq!(workflow(&lab, &["phase", "list", &id], 0)["phases"][0]["attempts"], 1);
}

#[test]
fn results_stay_home_when_a_session_is_exported() {
    let lab = Lab::new();
    let id = started(&lab);
    lab.run(&["workflow", "phase", "save", &id, "one", "--output", "-"], br#"{"words":"needle-in-output"}"#)
        .expect(0);
    lab.run(&["workflow", "context", "set", &id, "-"], br#"{"words":"needle-in-context"}"#).expect(0);
    lab.run(&["workflow", "output", &id, "--set", "-"], b"needle-in-text").expect(0);
    assert!(lab.run(&["workflow", "output", &id], b"").expect(0).stdout.contains("needle-in-text"));
    let out = lab.run(&["export", &id], b"").expect(0).stdout;
    assert!(out.contains("workflow.phase_completed") && !out.contains("needle"), "{out}");
    let all = lab.run(&["export", &id, "--include-content", "--yes"], b"").expect(0).stdout;
    assert_eq!(all.matches("needle").count(), 3, "the control: {all}");
}

#[test]
fn what_stands_in_for_a_result_is_no_result() {
    let lab = Lab::new();
    let id = started(&lab);
    lab.run(&["workflow", "context", "set", &id, "-"], br#"{"words":"x"}"#).expect(0);
    lab.run(&["workflow", "output", &id, "--set", "-"], b"text").expect(0);
    lab.run(&["workflow", "complete", &id], b"").expect(0);
    lab.run(&["export", &id, "-o", "out.ndjson"], b"").expect(0);
    lab.run(&["import", "out.ndjson", "--db", "other.db"], b"").expect(0);
    for verb in [
        &["workflow", "context", "get", &id, "--db", "other.db"][..],
        &["workflow", "output", &id, "--db", "other.db"],
    ] {
        lab.run(verb, b"").expect(5);
    }
}

#[test]
fn phases_of_compacted_events_are_done_and_are_not_paid_again() {
    let lab = Lab::new();
    let id = started(&lab);
    for n in 1..=30 {
        workflow(&lab, &["phase", "save", &id, &format!("p{n}"), "--cost-usd", "1"], 0);
    }
    workflow(&lab, &["complete", &id], 0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    lab.run(&["retention", "apply", "--compact-older-than", "1s", "--kind", "workflow", "--yes"], b"")
        .expect(0);
    assert!(lab.count("stored_event") < 32, "the control: nothing was compacted");
    workflow(&lab, &["phase", "done", &id, "p3"], 0);
    let phases = workflow(&lab, &["phase", "list", &id], 0)["phases"].as_array().unwrap().clone();
    let cost: u64 = phases.iter().map(|p| p["cost_micro_usd"].as_u64().unwrap()).sum();
    assert_eq!((phases.len(), cost), (30, 30_000_000));
}
