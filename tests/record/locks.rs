//! Several at once: other sessions together, one session alone.

use crate::common::{Lab, action, follows, keyed};
use std::time::Duration;

#[test]
fn two_recorders_on_different_sessions_of_one_database_both_succeed() {
    let lab = Lab::new();
    let mut recorders: Vec<_> = (0..3).map(|_| lab.start(&["record", "--json", "--ack", "commit"])).collect();
    for n in 1..=60 {
        for (at, live) in recorders.iter_mut().enumerate() {
            live.send(keyed(&format!("s{at}"), n));
        }
    }
    for (at, live) in recorders.into_iter().enumerate() {
        live.await_ack(60);
        assert_eq!(live.end().expect(0).hash(&format!("s{at}")).len(), 64);
    }
    assert_eq!(
        lab.rows("SELECT session_id, count(*), max(seq) FROM event GROUP BY 1"),
        ["s0|60|60", "s1|60|60", "s2|60|60"]
    );
    let states = lab.rows("SELECT DISTINCT hex(state_hash), status FROM stored_session");
    assert_eq!(states.len(), 1, "the same events, the same state: {states:?}");
}

#[test]
fn a_database_that_two_make_at_the_same_time_is_one_database() {
    for _ in 0..5 {
        let lab = Lab::new();
        let starts: Vec<_> = (0..4).map(|_| lab.start(&["record", "--ack", "commit"])).collect();
        for (at, mut live) in starts.into_iter().enumerate() {
            live.send(action(&format!("s{at}"), 1));
            live.await_ack(1);
            live.end().expect(0);
        }
        assert_eq!(lab.count("stored_event"), 4);
    }
}

#[test]
fn a_session_that_is_being_recorded_is_refused_by_the_pid_of_its_recorder() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit"]);
    live.send(action("s", 1));
    live.await_ack(1);
    for (args, input) in [
        (&["record", "--json", "--resume"][..], action("s", 2)),
        (&["record", "--json", "--session", "s"], String::new()),
        (&["record", "--json", "--resume", "--session", "s"], String::new()),
        (&["emit", "--json", "user.action", "{\"action\":\"stop\"}", "--session", "s"], String::new()),
    ] {
        let ran = lab.run(args, input).expect(11);
        let failure = ran.failure();
        follows("exit_error", &failure);
        assert_eq!((&failure["kind"], &failure["code"]), (&"locked".into(), &11.into()));
        assert!(
            failure["message"].as_str().unwrap().contains(&live.pid().to_string()),
            "{args:?}: {failure}"
        );
    }
    live.send(action("s", 2));
    live.await_ack(2);
    live.end().expect(0);
    assert_eq!(lab.count("stored_event"), 2);
}

#[test]
fn what_came_before_the_session_of_another_recorder_is_kept_and_ended_cleanly() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit"]);
    live.send(action("taken", 1));
    live.await_ack(1);
    lab.run(&["record", "--resume"], action("mine", 1) + &action("mine", 2) + &action("taken", 2)).expect(11);
    assert_eq!(
        lab.one("SELECT status, clean, last_seq FROM stored_session WHERE session_id = 'mine'"),
        "Completed|1|2"
    );
    live.end().expect(0);
}

#[test]
fn a_database_that_is_locked_for_a_while_costs_nothing() {
    let lab = Lab::new();
    lab.record(&[], action("first", 1)).expect(0);
    let mut live = lab.start(&["record", "--ack", "commit"]);
    live.send(action("s", 1));
    live.await_ack(1);
    let lock = lab.write_lock();
    for n in 2..=20 {
        live.send(action("s", n));
    }
    std::thread::sleep(Duration::from_millis(400));
    drop(lock);
    live.await_ack(20);
    live.end().expect(0);
    assert_eq!(lab.one("SELECT count(*) FROM event WHERE session_id = 's'"), "20");
}

#[test]
fn a_database_that_stays_locked_is_given_up_with_eleven_and_without_a_false_acknowledgement() {
    let lab = Lab::new();
    lab.record(&[], action("first", 1)).expect(0);
    let _lock = lab.write_lock();
    let ran = lab.record(&["--lock-timeout", "50ms"], action("s", 1)).expect(11);
    assert!(ran.of("ack").is_empty());
    assert_eq!(ran.failure()["kind"], "locked");
}
