//! A session of many chunks, on which several threads work: its lines are those of a short one, in their order.

use super::scene::export;
use crate::common::{Lab, action};
use serde_json::Value;

const EVENTS: u64 = 9000;
/// Each begins with a run of its own, whose journal entry stands before it.
const RUNS: [u64; 4] = [1, 2001, 2002, 6500];

fn long() -> Lab {
    let lab = Lab::new();
    for (at, first) in RUNS.into_iter().enumerate() {
        let upto = RUNS.get(at + 1).map_or(EVENTS, |next| next - 1);
        let lines: String = (first..=upto).map(|n| action("s", n)).collect();
        lab.record(if at == 0 { &[] } else { &["--resume"] }, lines).expect(0);
    }
    lab
}

/// The lines of an export, without what stands before the session's first event or journal entry.
fn lines(lab: &Lab, args: &[&str]) -> Vec<String> {
    let out = export(lab, &[&["s"], args].concat()).expect(0);
    out.stdout.lines().map(str::to_owned).collect()
}

fn is_event(line: &str) -> bool {
    !line.starts_with("{\"message_type\"")
}

#[test]
fn every_event_and_every_entry_stands_where_it_belongs_and_a_slice_has_the_same_lines() {
    let lab = long();
    for mode in [&["--include-content"][..], &[]] {
        let all = lines(&lab, mode);
        let (mut last, mut entries) = (0, 0);
        for line in &all {
            let value: Value = serde_json::from_str(line).unwrap();
            if is_event(line) {
                last += 1;
                assert_eq!(value["seq"], last);
            } else if value["message_type"] == "journal" {
                entries += 1;
                assert_eq!(value["after_seq"], last, "{line}");
            }
        }
        assert!(last == EVENTS && entries >= RUNS.len(), "{last} events, {entries} entries");
        let mut slices = Vec::new();
        for first in (1..=EVENTS).step_by(1500) {
            let range = format!("{first}..{}", first + 1499);
            slices.extend(
                lines(&lab, &[&["--seq", &range], mode].concat()).into_iter().filter(|l| is_event(l)),
            );
        }
        let whole: Vec<_> = all.into_iter().filter(|l| is_event(l)).collect();
        assert!(whole == slices, "the lines of the slices are others");
    }
}

#[test]
fn the_first_fault_ends_it_wherever_another_is() {
    let lab = long();
    let fault = |sql: &str, said: &str| {
        vandalise(&lab, sql);
        for mode in [&["--include-content"][..], &[]] {
            let ran = export(&lab, &[&["s", "-o", "x.ndjson"], mode].concat()).expect(1);
            assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        }
        assert!(!lab.path("x.ndjson").exists());
    };
    let payload = |seq: u64, text: &str| {
        format!("UPDATE stored_event SET payload = {text} WHERE (event_id & 1099511627775) = {seq}")
    };
    fault(&payload(8777, "CAST(x'ff00' AS TEXT)"), "event 8777");
    fault(&payload(5500, r#"'{"a":'"#), "event 5500");
    fault("DELETE FROM stored_event WHERE (event_id & 1099511627775) = 2001", "event 2002");
}

#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn vandalise(lab: &Lab, sql: &str) {
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    assert_eq!(db.execute(sql, []).unwrap(), 1);
}
