//! Beside a recorder: it goes on, acknowledges as fast as alone, and its session is what it would have been.

use super::scene::{compact, ids, old, retention, totals, validates};
use crate::common::{Lab, Live, action, keyed};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const EVENTS: u64 = 90;
const ROUNDS: u64 = 6;
/// The machine is shared: this much more says nothing of the recorder.
const SLACK_US: u64 = 10_000;

/// The 99th percentile of the time from a line to its acknowledgement, in microseconds.
fn p99_us(recorder: &mut Live, from: &mut u64) -> u64 {
    let mut took = Vec::new();
    for _ in 0..EVENTS {
        *from += 1;
        let began = wfstate::ambient::instant();
        recorder.send(keyed("live", *from));
        recorder.await_ack(*from);
        took.push(u64::try_from(began.elapsed().as_micros()).unwrap());
        std::thread::sleep(Duration::from_millis(16));
    }
    took.sort_unstable();
    took[took.len() * 99 / 100 - 1]
}

/// P24 with what deletes: compaction, retention and maintenance one after the other beside a recorder at 60 Hz.
#[test]
fn compaction_retention_and_maintenance_do_not_slow_the_recorder() {
    let scene = || {
        let lab = old(6000, 2);
        let recorder = lab.start(&["record", "--ack", "commit", "--session", "live"]);
        (lab, recorder)
    };
    let mut seen = Vec::new();
    for _ in 0..ROUNDS {
        let (lab, mut recorder) = scene();
        let mut n = 0;
        p99_us(&mut recorder, &mut n); // the first commits make files
        let alone = p99_us(&mut recorder, &mut n);
        let over = Arc::new(AtomicBool::new(false));
        let verbs = [
            vec!["retention", "apply", "--compact-older-than", "1d", "--yes"],
            vec!["retention", "plan", "--keep", "1"],
            vec!["maintain"],
        ];
        let commands: Vec<_> = verbs.iter().map(|args| lab.command(args)).collect();
        let busy = std::thread::spawn({
            let over = Arc::clone(&over);
            move || {
                let mut commands = commands;
                for turn in 0..1000 {
                    let at = turn % commands.len();
                    let run = commands[at].output().unwrap();
                    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        });
        let beside = p99_us(&mut recorder, &mut n);
        over.store(true, Ordering::Relaxed);
        busy.join().unwrap();
        recorder.close();
        recorder.end().expect(0);
        assert!(lab.count("baseline") > 0);
        validates(&lab, &["WFG003", "WFG004", "WFD004"]);
        seen.push((alone, beside));
        if beside < 2 * alone + SLACK_US {
            break;
        }
    }
    let _ = writeln!(std::io::stderr(), "p99 alone and beside, µs: {seen:?}");
    assert!(seen.iter().any(|(alone, beside)| *beside < 2 * alone + SLACK_US), "{seen:?}");
}

/// Control: a writer that deletes as much in one piece is noticed.
#[test]
fn a_deletion_in_one_piece_is_seen_in_the_time_of_an_acknowledgement() {
    let lab = Lab::new();
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    let mut n = 0;
    p99_us(&mut recorder, &mut n);
    let lock = lab.write_lock();
    let holder = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(lock);
    });
    n += 1;
    let began = wfstate::ambient::instant();
    recorder.send(keyed("live", n));
    recorder.await_ack(n);
    assert!(began.elapsed() > Duration::from_millis(100));
    holder.join().unwrap();
    recorder.close();
    recorder.end().expect(0);
}

#[test]
fn a_session_that_is_being_recorded_is_compacted_under_its_recorder() {
    let lab = Lab::new();
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "s", "--snapshot-every", "500"]);
    recorder.send((1..=5000).map(|n| action("s", n)).collect::<String>());
    recorder.await_ack(5000);
    // The events are of 2025.
    let done = retention(&lab, &["apply", "--compact-older-than", "30d", "--yes"], 0);
    assert_eq!(done["applied"]["done"].as_array().unwrap().len(), 1, "{done}");
    assert!(done["applied"]["vacuum_why_not"].is_string());
    assert!(lab.one("SELECT last_seq FROM baseline").parse::<u64>().unwrap() >= 4096);
    recorder.send((5001..=7000).map(|n| action("s", n)).collect::<String>());
    recorder.await_ack(7000);
    recorder.close();
    recorder.end().expect(0);
    validates(&lab, &[]);
    let twin = Lab::new();
    twin.record(&["--session", "s"], (1..=7000).map(|n| action("s", n)).collect::<String>()).expect(0);
    assert_eq!(totals(&lab, "s")[4], totals(&twin, "s")[4]);
}

#[test]
fn a_recorder_that_dies_over_a_compacted_session_is_recovered_as_any() {
    let lab = Lab::new();
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    recorder.send((1..=5000).map(|n| action("s", n)).collect::<String>());
    recorder.await_ack(5000);
    retention(&lab, &["apply", "--compact-older-than", "30d", "--yes"], 0);
    recorder.send((5001..=5100).map(|n| action("s", n)).collect::<String>());
    recorder.await_ack(5100);
    recorder.signal("KILL");
    recorder.end();
    lab.record(&["--session", "s", "--resume"], (5101..=5200).map(|n| action("s", n)).collect::<String>())
        .expect(0);
    validates(&lab, &[]);
    compact(&lab);
    assert_eq!((totals(&lab, "s")[0].as_u64(), ids(&lab).len()), (Some(5200), 1));
    validates(&lab, &[]);
}
