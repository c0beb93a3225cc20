//! P24: whoever reads, and however slowly, the recorder acknowledges as fast as when it is alone.

use super::scale::{count, tell};
use crate::common::{Lab, Live, keyed};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Events that are sent one by one, 60 a second.
const EVENTS: u64 = 120;
/// The machine is shared: what is slow in one round may be somebody else's doing, what is fast in one is not.
const ROUNDS: u64 = 6;

/// What reads all the while; the last two also write one entry of the audit trail each.
const BUSY: [&[&str]; 3] =
    [&["validate", "t.db"], &["export", "old"], &["backup", "create", "b.zip", "--force", "--quiet"]];

/// The 99th percentile of the time from a line to its acknowledgement, in microseconds.
fn p99_us(recorder: &mut Live, from: &mut u64) -> u64 {
    let mut took = Vec::new();
    for _ in 0..EVENTS {
        *from += 1;
        let began = wfstate::ambient::instant();
        recorder.send(keyed("s", *from));
        recorder.await_ack(*from);
        took.push(began.elapsed().as_micros() as u64);
        std::thread::sleep(Duration::from_millis(16));
    }
    took.sort_unstable();
    took[took.len() * 99 / 100 - 1]
}

/// A recorder on a database with something in it to read.
fn scene(lab: &Lab) -> (Live, u64) {
    let input: String = (1..=5000).map(|n| keyed("old", n)).collect();
    lab.record(&["--session", "old"], input).expect(0);
    let mut recorder = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    let mut n = 0;
    p99_us(&mut recorder, &mut n); // the first commits make files
    (recorder, n)
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "microseconds")]
fn stalled_and_busy_readers_do_not_slow_the_recorder() {
    let lab = Lab::new();
    let (mut recorder, mut n) = scene(&lab);
    // Readers that print into a pipe that nobody empties.
    let stalled: Vec<_> = [&["replay", "old", "--events"][..], &["export", "old"]]
        .repeat(2)
        .into_iter()
        .map(|verb| {
            let mut reader = lab.command(verb);
            reader.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let mut ratios = Vec::new();
    for _ in 0..count(ROUNDS, 20) {
        let alone = p99_us(&mut recorder, &mut n);
        let over = Arc::new(AtomicBool::new(false));
        let mut commands = BUSY.map(|verb| lab.command(verb));
        let busy = std::thread::spawn({
            let over = Arc::clone(&over);
            move || {
                let mut runs = 0;
                while !over.load(Ordering::Relaxed) {
                    let run = commands[runs % BUSY.len()].output().unwrap();
                    assert!(run.status.success(), "{run:?}");
                    runs += 1;
                    std::thread::sleep(Duration::from_millis(50));
                }
                runs
            }
        });
        let beside = p99_us(&mut recorder, &mut n);
        over.store(true, Ordering::Relaxed);
        assert!(busy.join().unwrap() >= BUSY.len(), "not every verb ran");
        ratios.push(beside as f64 / alone as f64);
        if ratios.last().is_some_and(|r| *r < 2.0) && count(0, 1) == 0 {
            break;
        }
    }
    for mut reader in stalled {
        reader.kill().unwrap();
        reader.wait().unwrap();
    }
    recorder.close();
    recorder.end().expect(0);
    let best = ratios.iter().copied().fold(f64::MAX, f64::min);
    tell(&format!("rounds beside readers, p99 {best:.2} times that of alone"), ratios.len() as u64, 0);
    assert!(best < 2.0, "{ratios:?}");
}

/// Control: somebody who holds the write lock for a while now and then is noticed.
#[test]
fn another_writer_is_seen_in_the_time_of_an_acknowledgement() {
    let lab = Lab::new();
    let (mut recorder, mut n) = scene(&lab);
    let alone = p99_us(&mut recorder, &mut n);
    let over = Arc::new(AtomicBool::new(false));
    let lock = lab.write_lock();
    let holder = std::thread::spawn({
        let over = Arc::clone(&over);
        move || {
            lock.execute_batch("COMMIT").unwrap();
            lock.busy_timeout(Duration::from_secs(5)).unwrap();
            while !over.load(Ordering::Relaxed) {
                lock.execute_batch("BEGIN IMMEDIATE").unwrap();
                std::thread::sleep(Duration::from_millis(60));
                lock.execute_batch("COMMIT").unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    });
    let beside = p99_us(&mut recorder, &mut n);
    over.store(true, Ordering::Relaxed);
    holder.join().unwrap();
    recorder.close();
    recorder.end().expect(0);
    assert!(beside > 2 * alone.min(20_000), "{beside} µs beside a writer, {alone} µs alone");
}
