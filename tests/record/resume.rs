//! Going on with a session, and not going on with one by accident.

use crate::common::{Lab, action, follows, keyed};

#[test]
fn without_resume_an_existing_session_is_refused_by_name_and_nothing_is_added() {
    for args in [&[][..], &["--session", "night-7"]] {
        let lab = Lab::new();
        lab.record(&[], action("night-7", 1)).expect(0);
        let lines = [action("night-7", 2), action("fresh", 1), keyed("night-7", 9)];
        let ran = lab.record(args, lines.concat()).expect(4);
        assert!(ran.stderr.contains("night-7") && ran.stderr.contains("--resume"), "{}", ran.stderr);
        assert_eq!(ran.nacks(), [(1, "session_exists".to_owned()), (3, "session_exists".to_owned())]);
        assert_eq!(lab.rows("SELECT session_id, max(seq) FROM event GROUP BY 1"), ["fresh|1", "night-7|1"]);
        assert_eq!(ran.answer()["refused_sessions"][0], "night-7");
    }
}

#[test]
fn events_that_name_no_session_do_not_slip_into_an_existing_one() {
    let lab = Lab::new();
    lab.record(&[], action("s", 1)).expect(0);
    let ran = lab.record(&["--session", "s"], r#"{"type":"x.y","data":{}}"#).expect(4);
    assert_eq!(ran.nacks(), [(1, "session_exists".to_owned())]);
    assert_eq!(lab.count("stored_event"), 1);
}

#[test]
fn resume_goes_on_with_the_sessions_that_the_stream_names_and_says_so_in_the_journal() {
    let lab = Lab::new();
    lab.record(&["--label", "first"], action("a", 1) + &action("b", 1)).expect(0);
    let ran = lab.record(&["--resume"], action("b", 2) + &action("a", 2) + &action("c", 1)).expect(0);
    assert_eq!(ran.counts(), [3, 0, 0, 0, 0]);
    assert_eq!(lab.rows("SELECT session_id, max(seq) FROM event GROUP BY 1"), ["a|2", "b|2", "c|1"]);
    let journal = lab.rows(
        "SELECT session_id, after_seq, j.kind FROM journal j JOIN stored_session ON session_no = journal_id >> 40 \
         WHERE session_id = 'a' AND j.kind LIKE 'recorder.%' ORDER BY journal_id",
    );
    assert_eq!(
        journal,
        ["a|0|recorder.opened", "a|1|recorder.closed", "a|1|recorder.resumed", "a|2|recorder.closed"]
    );
    assert_eq!(lab.rows("SELECT DISTINCT label FROM stored_session WHERE session_id <> 'c'"), ["first"]);
    follows("record", &ran.answer());
}

#[test]
fn resume_without_a_name_picks_the_latest_interrupted_session() {
    let lab = Lab::new();
    for name in ["older", "newer"] {
        let mut live = lab.start(&["record", "--ack", "commit"]);
        live.send(action(name, 1));
        live.await_ack(1);
        live.signal("KILL");
        live.end();
    }
    lab.record(&[], action("clean", 1)).expect(0);
    lab.record(&["--resume"], r#"{"type":"x.y","data":{}}"#).expect(0);
    assert_eq!(
        lab.rows("SELECT session_id, max(seq) FROM event GROUP BY 1"),
        ["clean|1", "newer|2", "older|1"]
    );
    lab.record(&["--resume"], r#"{"type":"x.y","data":{}}"#).expect(0);
    assert_eq!(
        lab.rows("SELECT session_id, max(seq) FROM event GROUP BY 1"),
        ["clean|1", "newer|2", "older|2"]
    );
}

#[test]
fn resume_with_nothing_to_go_on_with_starts_a_session() {
    let lab = Lab::new();
    lab.record(&["--resume"], r#"{"type":"x.y","data":{}}"#).expect(0);
    assert_eq!(
        lab.rows("SELECT seq, substr(session_id, 9, 1), substr(session_id, 16) FROM event"),
        ["1|T|Z_001"]
    );
}

#[test]
fn a_session_resumed_many_times_has_the_state_of_one_run() {
    let whole = Lab::new();
    let want = whole.record(&[], (1..=30).map(|n| action("s", n)).collect::<String>()).expect(0).hash("s");
    for every in ["1", "7", "0"] {
        let lab = Lab::new();
        let mut last = String::new();
        for n in 0..10 {
            let part: String = (1..=3).map(|i| action("s", 3 * n + i)).collect();
            last = lab.record(&["--resume", "--snapshot-every", every], part).expect(0).hash("s");
        }
        assert_eq!(last, want, "--snapshot-every {every}");
        assert_eq!(lab.rows("SELECT seq FROM event").len(), 30);
    }
}

#[test]
fn the_label_and_its_old_name_are_kept_with_the_session() {
    let lab = Lab::new();
    lab.record(&["--company", "TechCorp"], action("s", 1)).expect(0);
    assert_eq!(lab.one("SELECT label FROM stored_session"), "TechCorp");
}
