//! What an acknowledgement says is on the disk, no line more.

use crate::common::Lab;
use serde_json::Value;
use std::collections::BTreeMap;

/// One event a line, each of the session that `of` gives.
fn stream(lines: usize, of: impl Fn(usize) -> usize) -> String {
    let line =
        |n| format!(r#"{{"session_id":"s{}","type":"user.action","data":{{"action":"pause"}}}}"#, of(n));
    (0..lines).map(|n| line(n) + "\n").collect()
}

/// Where acknowledgements run ahead of what they acknowledge: every line is one event, so the events that were
/// acknowledged can never be fewer than the lines.
fn ahead(stdout: &str) -> Option<Value> {
    let mut durable: BTreeMap<String, u64> = BTreeMap::new();
    let acks: Vec<Value> = stdout
        .lines()
        .filter_map(|l| serde_json::from_str::<Value>(l).ok())
        .filter(|v| v["message_type"] == "ack")
        .collect();
    for (at, ack) in acks.iter().enumerate() {
        durable.insert(ack["session_id"].as_str()?.to_owned(), ack["last_seq"].as_u64()?);
        let last_of_commit = acks.get(at + 1).is_none_or(|next| next["lines"] != ack["lines"]);
        if last_of_commit && durable.values().sum::<u64>() < ack["lines"].as_u64()? {
            return Some(ack.clone());
        }
    }
    None
}

#[test]
fn a_line_that_opens_a_session_is_not_acknowledged_with_the_lines_before_it() {
    for (lines, of) in [(2, 1), (40, 1), (40, 3), (40, 7)] {
        let lab = Lab::new();
        let ran = lab.record(&[], stream(lines, |n| n / of));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ahead(&ran.stdout), None, "{}", ran.stdout);
        assert!(ran.stdout.contains(&format!("\"lines\":{lines}")), "the last line is acknowledged, too");
    }
}

#[test]
fn the_check_of_acknowledgements_can_fail() {
    let early = r#"{"message_type":"ack","session_id":"s0","last_seq":1,"lines":2,"durable":"disk"}"#;
    assert!(ahead(early).is_some());
}
