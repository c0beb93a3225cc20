//! Producers' keys: sending again is harmless, and one key stands for one event.

use crate::common::{Lab, action, follows, keyed};

fn stream(from: u64, to: u64) -> String {
    (from..=to).map(|n| keyed("s", n)).collect()
}

#[test]
fn the_same_key_with_the_same_bytes_is_stored_once_and_acknowledged_again() {
    let lab = Lab::new();
    let ran = lab.record(&[], stream(1, 5) + &stream(3, 6)).expect(0);
    assert_eq!(ran.counts(), [6, 3, 0, 0, 0]);
    assert_eq!(
        lab.rows("SELECT seq, event_key FROM event"),
        ["1|k1", "2|k2", "3|k3", "4|k4", "5|k5", "6|k6"]
    );
}

#[test]
fn the_same_key_with_any_other_byte_is_a_conflict() {
    let first = r#"{"event_key":"k","session_id":"s","type":"energy.peak","timestamp":1755460080,"frame_id":1,"energy_delta":1,"data":{"energy":1,"threshold":1,"model_id":"m"}}"#;
    for (what, from, to) in [
        ("the time", "1755460080", "1755460081"),
        ("the frame", "\"frame_id\":1", "\"frame_id\":2"),
        ("the energy", "\"energy_delta\":1", "\"energy_delta\":2"),
        ("a value", "\"threshold\":1", "\"threshold\":2"),
        ("a space", "\"threshold\":1", "\"threshold\": 1"),
        ("the type", "energy.peak", "x.peak"),
        ("an unknown member", "\"frame_id\":1", "\"frame_id\":1,\"more\":1"),
        ("no time", "\"timestamp\":1755460080,", ""),
    ] {
        let other = first.replace(from, to);
        assert_ne!(first, other);
        let lab = Lab::new();
        // At once, while the first is not committed yet; and once it is found in the database alone.
        for input in [format!("{first}\n{other}\n{}", action("s", 1)), format!("{other}\n")] {
            let ran = lab.record(&["--resume"], input).expect(3);
            assert!(ran.nacks().iter().any(|(_, code)| code == "key_conflict"), "{what}: {:?}", ran.nacks());
        }
        assert_eq!(lab.rows("SELECT seq FROM event"), ["1", "2"], "{what}");
    }
}

#[test]
fn the_order_of_envelope_members_and_an_equal_time_in_another_spelling_are_no_conflict() {
    let lab = Lab::new();
    let one = r#"{"event_key":"k","session_id":"s","type":"user.action","timestamp":"2025-08-17T19:48:00Z","data":{"action":"stop"}}"#;
    let two = r#"{"data":{"action":"stop"},"timestamp":1755460080,"type":"user.action","event_key":"k","session_id":"s"}"#;
    assert_eq!(lab.record(&[], format!("{one}\n{two}\n")).expect(0).counts(), [1, 1, 0, 0, 0]);
}

#[test]
fn an_event_without_a_time_is_known_by_its_key_later_on() {
    let lab = Lab::new();
    let line = r#"{"event_key":"k","session_id":"s","type":"user.action","data":{"action":"stop"}}"#;
    lab.record(&[], line).expect(0);
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(lab.record(&["--resume"], line).expect(0).counts(), [0, 1, 0, 0, 0]);
}

#[test]
fn a_whole_stream_with_keys_sent_again_adds_no_row() {
    let lab = Lab::new();
    let first = lab.record(&[], stream(1, 200)).expect(0);
    for again in [&["--resume"][..], &[]] {
        let ran = lab.record(again, stream(1, 200)).expect(0);
        assert_eq!(ran.counts(), [0, 200, 0, 0, 0], "{again:?}");
        let acks = ran.of("ack");
        let last = acks.last().unwrap_or_else(|| panic!("{again:?}: a duplicate is acknowledged again"));
        follows("ack", last);
        assert_eq!(
            (&last["session_id"], &last["last_seq"], &last["lines"]),
            (&"s".into(), &200.into(), &200.into())
        );
    }
    assert_eq!(lab.count("stored_event"), 200);
    assert_eq!(lab.record(&["--resume"], "").expect(0).counts(), [0; 5]);
    assert_eq!(lab.record(&["--resume"], keyed("s", 7)).expect(0).hash("s"), first.hash("s"));
}

#[test]
fn a_key_belongs_to_its_session() {
    let lab = Lab::new();
    let ran = lab.record(&[], keyed("a", 1) + &keyed("b", 1)).expect(0);
    assert_eq!(ran.counts(), [2, 0, 0, 0, 0]);
}

#[test]
fn keys_of_any_script_and_of_two_hundred_bytes_are_keys() {
    let lab = Lab::new();
    let keys = ["k".repeat(200), "ключ 鍵 🔑".into(), "'; DROP TABLE event_key; --".into(), "\\u0000".into()];
    let lines: String = keys
        .iter()
        .map(|k| format!("{{\"event_key\":\"{k}\",\"session_id\":\"s\",\"type\":\"x.y\",\"timestamp\":0,\"data\":{{}}}}\n"))
        .collect();
    assert_eq!(lab.record(&[], &lines).expect(0).counts(), [4, 0, 0, 0, 0]);
    assert_eq!(lab.record(&["--resume"], &lines).expect(0).counts(), [0, 4, 0, 0, 0]);
}

#[test]
fn what_was_recorded_without_content_is_known_when_content_is_stored_from_now_on_and_the_other_way() {
    let line = r#"{"event_key":"k","session_id":"s","type":"user.prompt","timestamp":0,"data":{"prompt_id":"p","interface":"text","truncated":false,"prompt_text":"words"}}"#;
    for (before, after) in [(&[][..], &["--resume", "--content"][..]), (&["--content"], &["--resume"])] {
        let lab = Lab::new();
        lab.record(before, line).expect(0);
        assert_eq!(lab.record(after, line).expect(0).counts(), [0, 1, 0, 0, 0], "{before:?} then {after:?}");
        // Not just any words:
        let other = line.replace("words", "other");
        let ran = lab.record(after, other).expect(3);
        assert_eq!(ran.nacks(), [(1, "key_conflict".to_owned())]);
    }
}
