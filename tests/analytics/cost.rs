//! `cost` and `cost check`.

use super::scene::{WHOLE, ask, at, phase, record, response, rows, spent, total};
use crate::common::Lab;
use std::time::Duration;
use wfstate::Writer;
use wfstate::observer::Silent;
use wfstate::store::{Ask, Opening, Place};

#[test]
fn days_end_at_midnight_of_utc_and_those_without_cost_are_told_too() {
    let lab = spent();
    let answer = ask(&lab, "cost", &[&["cost"][..], &WHOLE].concat(), 0);
    let expected = ["2025-08-17 20000 1 0", "2025-08-18 30005 4 2", "2025-08-19 0 0 0", "2025-08-20 7 2 1"];
    assert_eq!(rows(&answer), expected);
    assert_eq!(total(&answer), "50012 7 3");
    assert_eq!(answer["since"], "2025-08-17T00:00:00.000000Z");
}

#[test]
fn models_and_labels_are_told_by_what_they_cost_and_what_has_no_name_comes_last() {
    let lab = spent();
    let by = |what: &str| rows(&ask(&lab, "cost", &[&["cost", "--by", what][..], &WHOLE].concat(), 0));
    assert_eq!(by("model"), ["m/a 12 2 0", "m/b null 1 1", "null 50000 4 2"]);
    assert_eq!(by("label"), ["north 50000 3 1", "south 12 3 1", "null null 1 1"]);
}

#[test]
fn the_time_narrows_it_down_to_the_microsecond() {
    let lab = spent();
    let sum = |time: &[&str]| total(&ask(&lab, "cost", &[&["cost"][..], time].concat(), 0));
    assert_eq!(
        sum(&["--since", "2025-08-18T00:00:00Z", "--until", "2025-08-18T00:00:00.000001Z"]),
        "30000 1 0"
    );
    assert_eq!(sum(&["--since", "2025-08-17", "--until", "2025-08-18"]), "20000 1 0");
    assert_eq!(
        sum(&["--days", "1", "--until", "2025-08-18"]),
        "20000 1 0",
        "midnight belongs to the next day"
    );
    assert_eq!(sum(&["--days", "2", "--until", "2025-08-18T00:00:00.000001Z"]), "50000 2 0");
    assert_eq!(sum(&["--until", "2025-08-21"]), "50012 7 3", "thirty days where nothing else is said");
    assert_eq!(sum(&[]), "0 0 0", "it was long ago");
    assert_eq!(ask(&lab, "cost", &["cost"], 0)["rows"].as_array().unwrap().len(), 30);
}

#[test]
fn sessions_that_are_named_are_taken_whole_unless_a_time_is_given() {
    let lab = spent();
    let sum = |args: &[&str]| total(&ask(&lab, "cost", &[&["cost"][..], args].concat(), 0));
    assert_eq!(sum(&["a-north"]), "50000 3 1");
    assert_eq!(sum(&["a-north", "label:south", "a-no"]), "50012 6 2", "one that is named twice counts once");
    assert_eq!(sum(&["a-north", "--days", "30"]), "0 0 0");
    let answer = ask(&lab, "cost", &["cost", "b-south"], 0);
    let days = ["2025-08-18 5 2 1", "2025-08-19 0 0 0", "2025-08-20 7 1 0"];
    assert_eq!(rows(&answer), days, "from the first day on which something was spent to the last");
    assert!(answer["since"].is_null());
    assert_eq!(lab.run(&["cost", "nobody"], "").code, 5);
}

#[test]
fn what_happens_now_is_of_today() {
    let lab = Lab::new();
    let line = r#"{"session_id":"live","type":"workflow.phase_completed","data":{"phase_id":"a","cost_micro_usd":9}}"#;
    record(&lab, None, &format!("{line}\n"));
    // Two days, since midnight may come between the two runs.
    assert_eq!(total(&ask(&lab, "cost", &["cost", "--days", "2"], 0)), "9 1 0");
    assert_eq!(total(&ask(&lab, "cost", &["cost", "--since", "-1h"], 0)), "9 1 0");
    assert_eq!(total(&ask(&lab, "cost", &["cost", "--until", "-1h"], 0)), "0 0 0");
}

#[test]
fn a_check_says_no_when_more_is_known_to_be_spent_and_warns_of_what_is_not_known() {
    let lab = spent();
    let check = |max: &str, code: i32| {
        let ran = lab.run(&[&["cost", "check", "--max-usd", max][..], &WHOLE].concat(), "").expect(code);
        assert!(ran.stderr.contains("3 of 7 items have no price"), "{}", ran.stderr);
        ran.stdout
    };
    assert_eq!(check("0.050012", 0), "within: $0.050012 is known to be spent, $0.050012 may be\n");
    assert_eq!(
        check("0.050011", 4),
        "over: $0.050012 is known to be spent, $0.050011 may be, $0.000001 too much\n"
    );
    let answer = ask(&lab, "cost", &["cost", "check", "a-north", "--max-usd", "0.05"], 0);
    assert_eq!((&answer["over"], &answer["max_micro_usd"]), (&false.into(), &50_000.into()));
    let answer = ask(&lab, "cost", &["cost", "check", "a-north", "--max-usd", "0"], 4);
    assert_eq!(total(&answer), "50000 3 1");
    let priced = lab.run(&["cost", "check", "--max-usd", "1", "--days", "1"], "").expect(0);
    assert_eq!(priced.stderr, "", "nothing is unpriced where nothing was spent");
}

#[test]
fn what_cannot_be_meant_is_a_usage_error_and_says_what_to_do() {
    let lab = spent();
    for args in [
        &["cost", "--days", "0"][..],
        &["cost", "--days", "4000"],
        &["cost", "--days", "3", "--since", "2025-08-17"],
        &["cost", "--since", "2025-08-18", "--until", "2025-08-17"],
        &["cost", "--by", "colour"],
        &["cost", "--format", "sql"],
        &["cost", "--format", "html"],
        &["cost", "check"],
        &["cost", "check", "--max-usd", "-1"],
        &["cost", "check", "--max-usd", "five"],
        &["cost", "check", "--max-usd", "5", "--format", "svg"],
        &["list", "--format", "svg"],
        &["stats", "--format", "svg"],
        &["stats", "--days", "3"],
        &["stats", "--anomalies"],
        &["stats", "a-north", "--anomalies", "--trend"],
    ] {
        let ran = lab.run(args, "");
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty() && ran.stderr.len() > 20, "{args:?}");
    }
    assert_eq!(lab.run(&["cost", "--db", "nowhere.db"], "").code, 10);
}

#[test]
fn what_a_compaction_took_counts_where_its_last_event_was_and_packed_events_as_rows_do() {
    let lab = Lab::new();
    let mut lines: String = (0..40).map(|n| phase("old", &at(n * 1000), "100", "")).collect();
    lines += &phase("old", &at(41_000), "null", "");
    lines += &response("old", &at(42_000), "m", r#","cost_micro_usd":11"#);
    record(&lab, Some("x"), &lines);
    let ask_all = || ask(&lab, "cost", &["cost", "old"], 0);
    let before = ask_all();
    assert_eq!(total(&before), "4011 42 1");
    lab.run(&["archive", "create", "--all", "--yes", "-q"], "").expect(0);
    assert!(lab.count("segment") > 0 && lab.count("stored_event") == 0, "the events are packed");
    assert_eq!(ask_all(), before);
    compact(&lab, 42);
    let after = ask_all();
    assert_eq!(total(&after), "4000 41 1", "the state keeps what phases cost, and not what responses did");
    assert_eq!(rows(&after), ["2025-08-17 4000 41 1"]);
    let compacted = &after["compacted"][0];
    assert_eq!((&compacted["to_seq"], &compacted["responses"]), (&42.into(), &1.into()));
    assert_eq!(rows(&ask(&lab, "cost", &["cost", "old", "--by", "label"], 0)), ["x 4000 41 1"]);
    let told = lab.run(&["cost", "old"], "").expect(0).stderr;
    assert!(told.contains("what 1 responses among them cost is not known any more"), "{told}");
    let trend = ask(&lab, "stats", &["stats", "old", "--trend"], 0);
    assert_eq!((&trend["total"]["events"], &trend["days"][0]["sessions"]), (&42.into(), &1.into()));
    let later = ask(&lab, "cost", &["cost", "--since", "2025-08-18"], 0);
    assert_eq!((total(&later), later["compacted"].as_array().unwrap().len()), ("0 0 0".into(), 0));
}

/// Compacts the one session of a lab up to an event. Retention does that to workflows only where a rule names them.
fn compact(lab: &Lab, seq: u64) {
    let opening = Opening {
        create: None,
        durable: false,
        lock_timeout: Duration::from_secs(5),
        owner: "a test".to_owned(),
    };
    let mut writer = Writer::open(&Place::parse(&lab.path("t.db")), &opening).unwrap();
    let row = writer.ask(|q| q.session("old")).unwrap().unwrap();
    wfstate::compact::compact(&mut writer, &row, seq, row.start, &Silent).unwrap();
    writer.tidy().unwrap();
}
