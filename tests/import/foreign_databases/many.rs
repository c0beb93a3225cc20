//! Large databases: memory stays where it is; a killed import leaves nothing in the target and no words on the disk.

use super::made::{Made, wirthforge};
use crate::common::{Lab, Live};
use crate::import::export::{import, is_clean, sessions};
use std::time::Duration;

/// A token in each third event, so that there are words to look for.
fn fill(made: &Made, sessions: u32, events: u32) {
    made.sql("DROP TRIGGER trigger_session_event_count; DROP TRIGGER trigger_session_energy_total; BEGIN");
    for s in 0..sessions {
        made.session(&format!("s{s}"), Some("2025-08-17T23:00:00Z"));
    }
    for n in 0..events {
        let session = format!("s{}", n % sessions);
        let at = format!("2025-08-17T20:{:02}:{:02}.{:03}Z", n / 60_000 % 60, n / 1000 % 60, n % 1000);
        let (name, data) = match n % 3 {
            0 => (
                "ai.output",
                format!(
                    "{{\"prompt_id\": \"p\", \"token_index\": {n}, \"is_last\": false, \"model_id\": \"m\", \"token\": \"NEEDLE {n}\"}}"
                ),
            ),
            _ => ("user.action", format!("{{\"action\": \"pause\", \"ui_element\": \"button {n}\"}}")),
        };
        made.event(&session, at, name, data, Some(0.25));
    }
    let each = f64::from(events / sessions);
    made.sql(&format!("UPDATE session SET total_events = {each}, total_energy = {}; COMMIT", each * 0.25));
}

fn peak_kb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The most memory of an import of so many events.
fn peak(events: u32) -> u64 {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    fill(&made, 4, events);
    drop(made);
    let live = Live::of(lab.command(&["import", "--json", "w.db"]));
    let mut peak = 0;
    // A process that ended has no memory any more.
    while let Some(now) = peak_kb(live.pid()) {
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(5));
    }
    let answer = live.end().expect(0).answer();
    assert_eq!(
        (answer["counts"]["events"].as_u64(), answer["counts"]["repaired"].as_u64()),
        (Some(u64::from(events)), Some(0)),
        "{answer}"
    );
    for row in sessions(&lab.path("t.db")) {
        assert_eq!(row.energy_micro, Some(i64::from(events) / 4 * 250_000));
    }
    peak
}

#[test]
fn two_hundred_thousand_events_take_no_more_memory_than_forty_thousand() {
    let (few, many) = (peak(40_000), peak(200_000));
    eprintln!("events imported, memory {few} and {many} kB at 40,000 and 200,000");
    assert!(many < 128 << 10, "{many} kB");
    assert!(many < few + (24 << 10), "{few} kB, then {many} kB");
}

#[test]
fn a_killed_import_leaves_nothing_in_the_target_and_no_words_anywhere() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    fill(&made, 3, 30_000);
    drop(made);
    std::fs::create_dir(lab.path("away")).unwrap();
    lab.record(&[], crate::common::action("own", 1)).expect(0);
    let mut staged = 0;
    for wait in [5, 30, 80, 150, 250, 400] {
        let mut live = Live::of(lab.command(&["import", "-q", "w.db"]));
        std::thread::sleep(Duration::from_millis(wait));
        let _ = live.child.kill();
        let _ = live.child.wait();
        // What is on the disk now, the staging place included, holds none of the words.
        let source = std::fs::read(lab.path("w.db")).unwrap();
        std::fs::remove_file(lab.path("w.db")).unwrap();
        staged += usize::from(lab.files().iter().any(|f| f.contains(".import-") && f.ends_with("0.db")));
        assert_eq!(lab.files_with(&["NEEDLE"]), Vec::<String>::new(), "after {wait} ms");
        std::fs::write(lab.path("w.db"), source).unwrap();
        is_clean(&lab, "t.db");
        let names: Vec<String> = sessions(&lab.path("t.db")).into_iter().map(|r| r.session_id).collect();
        if names.len() == 4 {
            break; // it was faster
        }
        assert_eq!(names, ["own"], "after {wait} ms");
    }
    assert!(staged > 0, "the control: an import was killed while it staged");
    assert_eq!(import(&lab, &["w.db"]).0, 0);
    assert!(lab.files().iter().all(|f| !f.contains(".import-")), "{:?}", lab.files());
    is_clean(&lab, "t.db");
}
