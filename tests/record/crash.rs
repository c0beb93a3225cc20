//! kill -9 as the next recorder and its user see it. (That nothing is lost, at whatever instant: tests/faults.)

use crate::common::{Lab, action};

#[test]
fn a_crash_between_two_sessions_interrupts_both_and_says_so_to_the_person() {
    let lab = Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit"]);
    live.send(action("a", 1) + &action("b", 1) + &action("b", 2));
    live.await_ack(2);
    live.signal("KILL");
    live.end();
    assert_eq!(lab.rows("SELECT DISTINCT status FROM stored_session"), ["Running"], "nobody has looked yet");
    let ran = lab.record(&[], "").expect(0);
    assert!(ran.stderr.contains("session a ") && ran.stderr.contains("session b "), "{}", ran.stderr);
    assert_eq!(
        lab.rows("SELECT session_id, status, last_seq FROM stored_session ORDER BY 1"),
        ["a|Interrupted|1", "b|Interrupted|2"]
    );
}
