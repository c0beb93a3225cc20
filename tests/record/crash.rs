//! kill -9: what was acknowledged is there, a crash is seen once, and sending again gives exactly once.

use crate::common::{Lab, Rng, action, keyed};
use serde_json::Value;
use std::io::Write;
use std::time::Duration;
use wfstate::record::{Engine, NoFeedback, Options};
use wfstate::store::{Created, Opening, Place};

const EVENTS: u64 = 400;

/// The state hash of the first `n` events, from a recording that nothing happened to.
fn uncrashed(n: u64) -> String {
    let created = Created { uuid: [7; 16], at: wfstate::ambient::now() };
    let opening =
        Opening { create: Some(created), durable: true, lock_timeout: Duration::ZERO, owner: "1:1:x".into() };
    let options = Options { session: Some("s".into()), ..Options::new(Place::Memory, opening) };
    let mut engine = Engine::start(options, Box::new(NoFeedback)).unwrap();
    engine.open_own().unwrap();
    for at in 1..=n {
        engine.line(keyed("s", at).trim_end().as_bytes()).unwrap();
    }
    engine.finish().unwrap().sessions[0].state_hash.clone()
}

/// Records keyed events and kills the recorder somewhere; gives the last event that was acknowledged.
fn crash(lab: &Lab, rng: &mut Rng, snapshots: &str) -> u64 {
    let args = ["record", "--ack", "commit", "--session", "s", "--snapshot-every", snapshots];
    let mut live = lab.start(&args);
    let mut stdin = live.take_stdin();
    let (pause_every, stop_after) = (1 + rng.below(40), rng.below(EVENTS));
    let feeder = std::thread::spawn(move || {
        for n in 1..=EVENTS {
            if stdin.write_all(keyed("s", n).as_bytes()).is_err() {
                break;
            }
            if n % pause_every == 0 {
                std::thread::sleep(Duration::from_micros(500));
            }
        }
        stdin // open until the kill, so that no recording ends by itself
    });
    let mut acked = 0;
    while acked < stop_after {
        let Some(line) = live.next() else { break };
        acked = line["last_seq"].as_u64().unwrap_or(acked);
    }
    std::thread::sleep(Duration::from_micros(rng.below(3000)));
    live.signal("KILL");
    drop(feeder.join().unwrap());
    let rest = live.end();
    assert_eq!(rest.code, 137);
    // The last line may be cut where the process died.
    let complete = rest.stdout.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok());
    complete
        .filter(|l| l["message_type"] == "ack")
        .filter_map(|l| l["last_seq"].as_u64())
        .fold(acked, u64::max)
}

#[test]
fn twenty_kills_lose_nothing_that_was_acknowledged_and_are_each_seen_once() {
    for seed in 1..=20 {
        let lab = Lab::new();
        let mut rng = Rng::new(seed);
        let acked = crash(&lab, &mut rng, ["1", "50", "0"][seed as usize % 3]);
        let last: u64 = lab.one("SELECT coalesce(max(seq), 0) FROM event").parse().unwrap();
        assert!(last >= acked, "seed {seed}: {acked} events were acknowledged, {last} are there");
        assert_eq!(lab.one("SELECT count(*) FROM event"), last.to_string(), "seed {seed}: no gap");

        // Whichever writer comes next sees the crash, and no later one does.
        for n in 1..=2 {
            lab.record(&[], action(&format!("other-{n}"), 1)).expect(0);
        }
        let status = lab.one("SELECT status, clean, last_seq FROM stored_session WHERE session_id = 's'");
        assert_eq!(status, format!("Interrupted|0|{last}"), "seed {seed}");
        let recovered = lab.rows("SELECT after_seq, facts FROM journal WHERE kind = 'system.recovered'");
        assert_eq!(recovered.len(), 1, "seed {seed}: {recovered:?}");
        let (after, facts) = recovered[0].split_once('|').unwrap();
        let facts: Value = serde_json::from_str(facts).unwrap();
        assert_eq!(after, last.to_string());
        assert_eq!(facts["state"], uncrashed(last), "seed {seed}: the state is that of an uncrashed run");
        assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'interrupted'"), "1");

        // The producer sends everything again.
        let all: String = (1..=EVENTS).map(|n| keyed("s", n)).collect();
        let ran = lab.record(&["--resume"], all).expect(0);
        assert_eq!(ran.counts(), [EVENTS - last, last, 0, 0, 0], "seed {seed}");
        let once = "SELECT count(*), count(DISTINCT event_key), max(seq) FROM event WHERE session_id = 's'";
        assert_eq!(lab.one(once), format!("{EVENTS}|{EVENTS}|{EVENTS}"), "seed {seed}: exactly once");
        assert_eq!(ran.hash("s"), uncrashed(EVENTS), "seed {seed}");
        let check = lab.run(&["validate", "t.db", "--json"], "").expect(0).answer();
        assert_eq!(check["errors"], 0, "seed {seed}: {check}");
    }
}

#[test]
fn the_expected_state_would_show_a_lost_event() {
    assert_ne!(uncrashed(9), uncrashed(10));
}

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
