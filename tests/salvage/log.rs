//! The write-ahead log: what is only there is salvaged, too, and a damaged frame spoils no other one.

use super::bench::{Held, attempt};
use crate::common::{Lab, Rng, action};
use crate::scale;

const FRAME: usize = 24 + 4096;

/// A database whose recorder was killed: `bad.db`, with a log. What it held, and the log's bytes.
fn killed(lab: &Lab) -> (Held, Vec<u8>) {
    let mut live = lab.start(&["record", "--json", "--ack", "commit", "--session", "s"]);
    for round in 0..20u64 {
        live.send((1..=12).map(|n| action("s", round * 12 + n)).collect::<String>());
        live.await_ack(round * 12 + 12);
    }
    live.signal("KILL");
    live.end();
    for name in ["", "-wal"] {
        std::fs::copy(lab.path(&format!("t.db{name}")), lab.path(&format!("bad.db{name}"))).unwrap();
    }
    let log = std::fs::read(lab.path("bad.db-wal")).unwrap();
    assert!(log.len() > 20 * FRAME, "the log has the session");
    (Held::of(lab, "t.db"), log)
}

/// The newest events may go with a frame of the log, and nothing else says how many they were; but every event that
/// came out is what went in, what is missing before the last is declared, and the exit code says that it is damaged.
fn check(original: &Held, held: &Held, answer: &serde_json::Value, code: i32, what: &str) {
    for (key, event) in &held.events {
        assert_eq!(original.events.get(key), Some(event), "{what}");
    }
    let session = &answer["sessions"][0];
    let last = held.last_seq("s");
    for seq in 1..=last {
        let lost = session["lost"]
            .as_array()
            .unwrap()
            .iter()
            .any(|l| l["from"].as_u64().unwrap() <= seq && l["to"].as_u64().is_none_or(|to| seq <= to));
        assert_ne!(lost, held.events.contains_key(&("s".to_owned(), seq)), "{what}: event {seq}");
    }
    if held.events.len() < original.events.len() {
        assert_eq!(code, 3, "{what}: {answer:#}");
    }
}

#[test]
fn what_is_only_in_the_log_is_salvaged() {
    let lab = Lab::new();
    let (original, _) = killed(&lab);
    let tried = attempt(&lab, &[], "a log");
    let held = tried.held.unwrap();
    assert_eq!((tried.code, &held.events), (0, &original.events));
    assert_eq!(tried.answer.unwrap()["sessions"][0]["status"], "Interrupted");
    let replay = lab.run(&["replay", "s", "--db", "good.db", "--json"], "").expect(0).answer();
    assert_eq!(replay["verified"], true);
}

#[test]
fn a_damaged_frame_spoils_no_other_one() {
    let lab = Lab::new();
    let (original, log) = killed(&lab);
    let frames = (log.len() - 32) / FRAME;
    let tries = scale::count(30, 300).min(frames as u64);
    let (mut kept, mut beyond) = (0, 0);
    for n in 0..tries {
        let mut rng = Rng::new(n + 5);
        let frame = n as usize * frames / tries as usize;
        let at = 32 + frame * FRAME + 24 + rng.below(4096) as usize;
        let mut bytes = log.clone();
        bytes[at] ^= 1 << rng.below(8);
        lab.write("bad.db-wal", &bytes);
        let what = format!("frame {frame} of {frames}");
        let tried = attempt(&lab, &[], &what);
        let (Some(held), Some(answer)) = (tried.held, tried.answer) else { continue };
        check(&original, &held, &answer, tried.code, &what);
        kept += held.events.len();
        // SQLite itself drops the damaged frame and all that come after it.
        lab.write("plain.db", std::fs::read(lab.path("bad.db")).unwrap());
        lab.write("plain.db-wal", &bytes);
        let _ = std::fs::remove_file(lab.path("plain.db-shm"));
        let of_sqlite = Held::of(&lab, "plain.db").events.len();
        assert!(held.events.len() >= of_sqlite, "{what}: {} of {of_sqlite}", held.events.len());
        beyond += held.events.len() - of_sqlite;
    }
    scale::say(&format!(
        "salvage: {tries} damaged frames: {kept} events kept, {beyond} of them not to be had from SQLite"
    ));
    assert!(beyond > 0);
}

#[test]
fn a_damaged_header_of_the_log_and_a_torn_end_hide_no_more_than_they_must() {
    let lab = Lab::new();
    let (original, log) = killed(&lab);
    for at in [0, 4, 9, 13, 17, 22, 25, 30] {
        let mut bytes = log.clone();
        bytes[at] ^= 4;
        lab.write("bad.db-wal", &bytes);
        let tried = attempt(&lab, &[], &format!("byte {at} of the log"));
        let held = tried.held.unwrap();
        check(&original, &held, &tried.answer.unwrap(), tried.code, &format!("byte {at} of the log"));
        assert!(held.events.len() * 10 > original.events.len() * 9, "byte {at}: {}", held.events.len());
    }
    lab.write("bad.db-wal", &log[..log.len() - 1000]);
    let held = attempt(&lab, &[], "a torn end").held.unwrap();
    assert!(held.events.len() >= original.events.len() - 12);
}
