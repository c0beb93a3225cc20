//! `emit`: one event, committed before the verb returns.

use crate::common::{Lab, Ran, action, follows};

const PAUSE: &str = r#"{"action":"pause"}"#;

fn emit(lab: &Lab, args: &[&str]) -> Ran {
    lab.run(&[&["emit", "--json"], args].concat(), "")
}

#[test]
fn create_makes_the_session_and_the_next_event_follows() {
    let lab = Lab::new();
    let first = emit(&lab, &["user.action", PAUSE, "--session", "s", "--create"]).expect(0);
    follows("emit", &first.answer());
    assert_eq!(first.answer()["last_seq"], 1);
    let second = emit(&lab, &["user.action", PAUSE]).expect(0); // the latest session
    assert_eq!((&second.answer()["session_id"], &second.answer()["last_seq"]), (&"s".into(), &2.into()));
    assert_eq!(
        lab.rows("SELECT seq, type, data FROM event"),
        [format!("1|user.action|{PAUSE}"), format!("2|user.action|{PAUSE}")]
    );
    assert_eq!(lab.one("SELECT status, clean FROM stored_session"), "Completed|1");
}

#[test]
fn every_part_of_the_event_is_stored() {
    let lab = Lab::new();
    let args = [
        "energy.peak",
        "{\n \"energy\": 1.50, \"threshold\": 1, \"model_id\": \"m\"}",
        "--session",
        "s",
        "--create",
        "--frame-id",
        "9",
        "--energy-delta",
        "-0.5",
        "--timestamp",
        "2025-08-17T19:48:00Z",
        "--event-key",
        "k",
    ];
    emit(&lab, &args).expect(0);
    let sql = "SELECT type, timestamp, frame_id, energy_delta, event_key, json_extract(data, '$.energy') FROM event";
    assert_eq!(lab.one(sql), "energy.peak|2025-08-17T19:48:00.000000Z|9|-0.5|k|1.5");
    emit(&lab, &["x.y", "{}", "--timestamp", "1755460080"]).expect(0);
    assert_eq!(lab.one("SELECT timestamp FROM event WHERE seq = 2"), "2025-08-17T19:48:00.000000Z");
}

#[test]
fn data_comes_from_standard_input_where_that_is_asked_for() {
    let lab = Lab::new();
    lab.run(&["emit", "user.action", "-", "--session", "s", "--create"], format!("{PAUSE}\n")).expect(0);
    assert_eq!(lab.one("SELECT data FROM event"), PAUSE);
}

#[test]
fn a_key_makes_sending_again_harmless_and_other_bytes_a_conflict() {
    let lab = Lab::new();
    let args = ["user.action", PAUSE, "--session", "s", "--create", "--event-key", "k"];
    assert_eq!(emit(&lab, &args).expect(0).answer()["duplicate"], false);
    let again = emit(&lab, &args).expect(0).answer();
    assert_eq!((&again["duplicate"], &again["last_seq"]), (&true.into(), &1.into()));
    let other = ["user.action", r#"{"action":"stop"}"#, "--session", "s", "--event-key", "k"];
    let ran = emit(&lab, &other).expect(4);
    follows("exit_error", &ran.failure());
    assert_eq!(lab.count("stored_event"), 1);
}

#[test]
fn an_expected_seq_is_a_condition() {
    let lab = Lab::new();
    emit(&lab, &["user.action", PAUSE, "--session", "s", "--create", "--expect-seq", "0"]).expect(0);
    emit(&lab, &["user.action", PAUSE, "--session", "s", "--expect-seq", "1"]).expect(0);
    let ran = emit(&lab, &["user.action", PAUSE, "--session", "s", "--expect-seq", "1"]).expect(4);
    assert!(ran.stderr.contains("stands at event 2, not at 1"), "{}", ran.stderr);
    emit(&lab, &["user.action", PAUSE, "--session", "new", "--create", "--expect-seq", "3"]).expect(4);
    assert_eq!(lab.rows("SELECT session_id, seq FROM event"), ["s|1", "s|2"]);
}

#[test]
fn of_many_who_expect_the_same_seq_one_succeeds() {
    let lab = Lab::new();
    emit(&lab, &["user.action", PAUSE, "--session", "s", "--create"]).expect(0);
    for round in 1..=5 {
        let expected = round.to_string();
        let args = ["emit", "user.action", PAUSE, "--session", "s", "--expect-seq", &expected];
        let started: Vec<_> = (0..6).map(|_| lab.start(&args)).collect();
        let codes: Vec<i32> = started.into_iter().map(|mut l| crate::common::wait(&mut l.child)).collect();
        assert_eq!(codes.iter().filter(|c| **c == 0).count(), 1, "{codes:?}");
        assert!(codes.iter().all(|c| matches!(c, 0 | 4 | 11)), "{codes:?}");
        assert_eq!(lab.count("stored_event"), round + 1);
    }
}

#[test]
fn what_cannot_be_an_event_is_refused_and_nothing_is_recorded() {
    let lab = Lab::new();
    emit(&lab, &["user.action", PAUSE, "--session", "s", "--create"]).expect(0);
    for args in [
        &["user.action", "{nonsense"][..],
        &["user.action", r#"{"action":"stop","action":"pause"}"#],
        &["user.action", "[]"],
        &["user.action", r#"{"action":"explode"}"#],
        &["no type", "{}"],
        &["x.y", "{}", "--energy-delta", "NaN"],
        &["x.y", "{}", "--energy-delta", "1e300"],
        &["x.y", "{}", "--timestamp", "yesterday"],
        &["x.y", "{},\"session_id\":\"other\""],
    ] {
        let ran = emit(&lab, args).expect(4);
        follows("exit_error", &ran.failure());
    }
    assert_eq!(lab.count("stored_event"), 1);
    assert_eq!(lab.count("stored_session"), 1);
    assert_eq!(lab.count("stored_quarantine"), 0, "who calls is told at once; there is nothing to hold");
}

#[test]
fn a_session_or_a_database_that_is_not_there_is_said() {
    let lab = Lab::new();
    emit(&lab, &["user.action", PAUSE, "--session", "s"]).expect(10);
    assert_eq!(lab.files(), [""; 0]);
    lab.record(&[], action("s", 1)).expect(0);
    let ran = emit(&lab, &["user.action", PAUSE, "--session", "unknown"]).expect(5);
    assert_eq!(ran.failure()["kind"], "no_match");
    emit(&lab, &["user.action", PAUSE, "--create"]).expect(2);
    emit(&lab, &["user.action", PAUSE, "--create", "--session", "a/b"]).expect(2);
    assert_eq!(lab.count("stored_session"), 1);
}

#[test]
fn the_words_of_an_emitted_event_are_not_stored_unless_asked_for() {
    let lab = Lab::new();
    let words = r#"{"text":"CANARY-emit"}"#;
    emit(&lab, &["x.chat", words, "--session", "s", "--create"]).expect(0);
    assert!(lab.files_with(&["CANARY-emit"]).is_empty());
    emit(&lab, &["x.chat", words, "--session", "s", "--content"]).expect(0);
    assert!(!lab.files_with(&["CANARY-emit"]).is_empty());
    assert_eq!(lab.one("SELECT stores_content FROM stored_session"), "1");
}

#[test]
fn emitted_and_recorded_events_fold_to_the_same_state() {
    let (emitted, recorded) = (Lab::new(), Lab::new());
    let mut last = String::new();
    let mut lines = String::new();
    for n in 1..=4 {
        let data = format!("{{\"action\":\"pause\",\"ui_element\":\"b{n}\"}}");
        let args = ["user.action", &data, "--session", "s", "--create", "--energy-delta", "0.5"];
        last = emit(&emitted, &args).expect(0).answer()["state_hash"].as_str().unwrap().to_owned();
        lines += &action("s", n);
    }
    assert_eq!(last, recorded.record(&[], lines).expect(0).hash("s"));
}
