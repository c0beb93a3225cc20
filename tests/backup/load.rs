//! Backups while somebody records: a prefix of the log with all that was acknowledged before, and a recorder that
//! does not wait.

use super::scene::{json, lab, sound, states};
use crate::common::action;
use crate::scale;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

#[test]
fn every_backup_under_load_is_a_prefix_and_holds_every_acknowledgement() {
    let lab = lab();
    let whole = scale::count(6, 200);
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live", "--snapshot-every", "50"]);
    let mut stdin = live.take_stdin();
    let (acked, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let feeder = {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || {
            use std::io::Write;
            let (mut n, start) = (0, wfstate::ambient::instant());
            // A test that failed half-way stops it no more.
            while !stop.load(Ordering::Relaxed)
                && start.elapsed() < Duration::from_secs(scale::count(60, 600))
            {
                n += 1;
                stdin.write_all(action("live", n).as_bytes()).unwrap();
                std::thread::sleep(Duration::from_micros(500));
            }
            n
        })
    };
    let (mut lost, mut most) = (0, 0);
    std::thread::scope(|scope| {
        let reader = {
            let (acked, lines) = (Arc::clone(&acked), live.take_lines());
            scope.spawn(move || {
                for line in lines {
                    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
                    if line["message_type"] == "ack" {
                        acked.store(line["last_seq"].as_u64().unwrap(), Ordering::SeqCst);
                    }
                }
            })
        };
        while acked.load(Ordering::SeqCst) < 5 {
            std::thread::sleep(Duration::from_millis(5));
        }
        for round in 0..whole {
            let before = acked.load(Ordering::SeqCst);
            let format = ["zip", "zst", "sqlite"][round as usize % 3];
            let name = format!("b/{round}");
            json(&lab, &["backup", &name, "--format", format], 0);
            let restored = json(&lab, &["restore", &name, "--db", "r.db", "--yes"], 0);
            assert_eq!(restored["interrupted"], 1, "it was recorded");
            let events = states(&lab, "r.db")["live"].0;
            lost += u64::from(events < before);
            most = most.max(events);
            sound(&lab, "r.db");
            std::fs::remove_file(lab.path(&name)).unwrap();
            for kept in super::scene::named(&lab, "r.db.pre-restore") {
                std::fs::remove_file(lab.path(&kept)).unwrap();
            }
        }
        stop.store(true, Ordering::Relaxed);
        let sent = feeder.join().unwrap();
        reader.join().unwrap();
        assert!(most < sent, "the control: a backup is no more than a prefix of {sent}");
    });
    live.end().expect(0);
    scale::tell("backups under load, restored", whole, lost);
    assert_eq!(lost, 0);
    // Each one is in the trail, and the log that was backed up is what it would have been.
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'backup'"), whole.to_string());
    sound(&lab, "t.db");
}

#[test]
fn a_recorder_beside_a_backup_does_not_wait() {
    let lab = lab();
    let big = lab
        .run(&["fixture", "make", "big.ndjson", "--events", &scale::count(20_000, 400_000).to_string()], "");
    big.expect(0);
    let bytes = std::fs::read(lab.path("big.ndjson")).unwrap();
    lab.run(&["record"], bytes).expect(0);
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    live.send(action("live", 1));
    live.await_ack(1);
    let mut running = lab.start(&["backup", "create", "b/"]);
    let (mut n, mut longest) = (1, Duration::ZERO);
    while running.child.try_wait().unwrap().is_none() {
        n += 1;
        let start = wfstate::ambient::instant();
        live.send(action("live", n));
        live.await_ack(n);
        longest = longest.max(start.elapsed());
        std::thread::sleep(Duration::from_millis(16));
    }
    running.end().expect(0);
    live.close();
    live.end().expect(0);
    scale::say(&format!("backup beside a recorder: {n} commits meanwhile, the slowest took {longest:?}"));
    // A recorder that waited for the copy would wait for all of it; a busy disk alone takes less.
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    sound(&lab, "t.db");
}
