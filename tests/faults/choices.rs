//! After a crash the state is the same whatever became of the snapshots: they are a cache, never a source.

use super::drive::{copy, drive};
use super::oracle::{self, Uncrashed, tamper};
use super::scale;
use crate::common::{Lab, Rng, keyed, rows};
use std::path::Path;

const EVENTS: u64 = 200;

/// What is done to the snapshots of a database whose recorder died.
const CHOICES: &[(&str, &str)] = &[
    ("intact", ""),
    ("none", "DELETE FROM stored_snapshot"),
    (
        "the newest corrupt",
        "UPDATE stored_snapshot SET state = CAST(substr(state, 1, length(state) - 3) || x'00ff00' AS BLOB) \
         WHERE snapshot_id = (SELECT max(snapshot_id) FROM stored_snapshot)",
    ),
    ("all corrupt", "UPDATE stored_snapshot SET state = zeroblob(length(state))"),
    (
        "newer than the log",
        "INSERT INTO stored_snapshot (session_no, last_seq, frame_id, ts_us, kind, energy_micro, codec, base_id, \
         size, state, state_hash) SELECT session_no, last_seq + 1000, frame_id, ts_us, kind, energy_micro, codec, \
         base_id, size, state, state_hash FROM stored_snapshot ORDER BY snapshot_id DESC LIMIT 1",
    ),
];

/// A snapshot that holds and lies: the state of an earlier event under the number of a later one.
const LIE: &str = "UPDATE stored_snapshot SET (size, state, state_hash, codec, base_id) = \
    (SELECT size, state, state_hash, codec, base_id FROM stored_snapshot ORDER BY snapshot_id LIMIT 1) \
    WHERE snapshot_id = (SELECT max(snapshot_id) FROM stored_snapshot)";

/// Records with snapshots, and kills after some acknowledgement. Gives the last event acknowledged.
fn crash(lab: &Lab, whole: &Uncrashed, rng: &mut Rng) -> u64 {
    let every = (1 + rng.below(12)).to_string();
    let upto = 30 + rng.below(EVENTS - 30);
    let args = ["record", "--ack", "commit", "--session", "s", "--snapshot-every", &every];
    let mut live = lab.start(&args);
    let mut acked = 0;
    for part in whole.lines[..upto as usize].chunks(10 + rng.below(30) as usize) {
        acked += part.len() as u64;
        live.send(part.concat());
        live.await_ack(acked);
    }
    // Some are under way when it dies.
    live.send(whole.lines[upto as usize..].concat());
    std::thread::sleep(std::time::Duration::from_micros(rng.below(3000)));
    live.signal("KILL");
    live.end();
    acked
}

fn recover(crashed: &Path, harm: &str, whole: &Uncrashed, acked: u64) -> Result<(), String> {
    let dir = oracle::scratch();
    copy(crashed, dir.path());
    let path = dir.path().join("t.db");
    if !harm.is_empty() {
        tamper(&path, harm);
    }
    whole.check(&path, acked)?;
    whole.resend(&path)
}

#[test]
fn the_state_after_a_crash_does_not_depend_on_the_snapshots() {
    let whole = Uncrashed::of((1..=EVENTS).map(|n| keyed(oracle::SESSION, n)).collect());
    let crashes = scale::count(20, 500);
    let mut faults = Vec::new();
    let mut with_snapshots = 0;
    for seed in 1..=crashes {
        let (lab, mut rng) = (Lab::new(), Rng::new(seed));
        let acked = crash(&lab, &whole, &mut rng);
        let dir = lab.path("");
        with_snapshots += u64::from(snapshots(&dir) > 1);
        for (name, harm) in CHOICES {
            if let Err(why) = recover(&dir, harm, &whole, acked) {
                faults.push(format!("seed {seed}, snapshots {name}: {why}"));
            }
        }
    }
    let tried = crashes * CHOICES.len() as u64;
    scale::tell("recoveries with five choices of snapshots", tried, faults.len() as u64);
    assert!(with_snapshots * 2 > crashes, "snapshots were there in {with_snapshots} of {crashes} crashes");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn snapshots(crashed: &Path) -> usize {
    let dir = oracle::scratch();
    copy(crashed, dir.path());
    rows(&oracle::open(&dir.path().join("t.db")), "SELECT 1 FROM stored_snapshot").len()
}

#[test]
fn a_snapshot_that_holds_and_lies_is_seen() {
    let whole = Uncrashed::of((1..=EVENTS).map(|n| keyed(oracle::SESSION, n)).collect());
    let (lab, mut rng) = (Lab::new(), Rng::new(7));
    let acked = crash(&lab, &whole, &mut rng);
    let seen = recover(&lab.path(""), LIE, &whole, acked);
    scale::tell("control: recoveries from a snapshot that lies", 1, u64::from(seen.is_err()));
    assert!(seen.is_err(), "the harness cannot see a wrong state");
}

#[test]
fn a_group_that_is_acknowledged_is_a_commit_of_its_own() {
    let whole = Uncrashed::of((1..=12).map(|n| keyed(oracle::SESSION, n)).collect());
    let lab = Lab::new();
    let driven = drive(lab.command(&["record", "--ack", "commit", "--session", "s"]), (&whole.lines, 3, 0));
    assert_eq!(driven.acked, 12);
    assert!(lab.count("stored_event WHERE seal IS NOT NULL") >= 4, "four groups, four seals");
    driven.ran.expect(0);
}
