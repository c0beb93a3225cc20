//! What is asked of a database does not depend on what of it is sealed.

use super::scene::{made, seal, unseal};
use crate::common::{Lab, keyed};
use std::time::Duration;
use wfstate::Reader;
use wfstate::model::time::Timestamp;
use wfstate::store::EventChunk;

/// Every answer about the events of all sessions, one a line.
fn answers(lab: &Lab) -> Vec<String> {
    let reader = Reader::open(&lab.path("t.db"), Duration::ZERO).unwrap();
    let mut all = Vec::new();
    for no in reader.read(|q| q.session_numbers(0, 100)).unwrap() {
        let last = reader.read(|q| q.last_seq(no)).unwrap();
        let mut say = |what: &str, answer: String| all.push(format!("{no} {what} {answer}"));
        say("last", format!("{last} {:?}", reader.read(|q| q.last_seal(no)).unwrap()));
        say("seals", format!("{}", reader.read(|q| q.seal_count(no)).unwrap()));
        say("types", format!("{:?}", reader.read(|q| q.events_per_type(no)).unwrap()));
        for limit in [7, 100, 5000] {
            let mut next = 0;
            while next <= last {
                let chunk = std::cell::RefCell::new(EventChunk::default());
                reader
                    .read(|q| q.events_within(no, (next, last - 1), limit, &mut chunk.borrow_mut()))
                    .unwrap();
                let chunk = chunk.into_inner();
                let Some(end) = chunk.rows().last() else { break };
                assert!(chunk.rows().len() <= limit);
                next = end.seq + 1;
                for e in chunk.rows() {
                    let texts = (chunk.payload(e).map(String::from_utf8_lossy), chunk.key(e), chunk.extra(e));
                    let rest = (e.at, e.type_no, e.flags, e.frame, e.energy, e.seal);
                    say("event", format!("{limit} {} {rest:?} {texts:?}", e.seq));
                }
            }
        }
        for seq in (0..=last).step_by(37) {
            let some =
                reader.read(|q| Ok((q.seal_up_to(no, seq)?, q.sealed_from(no, seq)?, q.seal_at(no, seq)?)));
            let at = Timestamp(1_755_460_800_000_000 + i64::try_from(seq).unwrap() * 3300);
            let by = reader.read(|q| Ok((q.seq_at_frame(no, seq / 5)?, q.seq_at_time(no, at)?)));
            say("at", format!("{seq} {:?} {:?}", some.unwrap(), by.unwrap()));
        }
    }
    all
}

#[test]
fn every_question_has_the_same_answer_whatever_is_sealed() {
    let lab = made(4000);
    let before = answers(&lab);
    assert!(before.len() > 8_000);
    assert!(seal(&lab, 1, (1, u64::from(u32::MAX))) > 1000);
    assert_eq!(lab.one("SELECT count(*) FROM stored_event WHERE event_id >> 40 = 1"), "0");
    assert_eq!(answers(&lab), before);
    // In pieces, with rows before, between and behind.
    assert_eq!(seal(&lab, 3, (100, 399)), 300);
    assert_eq!(seal(&lab, 3, (700, 1700)), 1001);
    assert_eq!(seal(&lab, 3, (1701, 1701)), 1);
    assert_eq!(answers(&lab), before);
    lab.run(&["validate", "t.db"], "").expect(0);
    // Those that are sealed stay as they are, and their neighbours join them.
    assert!(seal(&lab, 3, (1, u64::from(u32::MAX))) > 300);
    assert_eq!(answers(&lab), before);
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn rows_that_were_sealed_are_the_same_rows_again() {
    let lab = made(5000);
    let rows = || lab.rows("SELECT * FROM stored_event ORDER BY event_id");
    let keys = || lab.rows("SELECT * FROM event_key ORDER BY 1, 2, 3");
    let before = (rows(), keys());
    let all = seal(&lab, 1, (1, 100_000));
    assert_eq!(keys(), before.1);
    assert!(u64::try_from(rows().len()).unwrap() + all == 5000);
    let some = unseal(&lab, 1, (10, 10));
    assert!(some > 0 && some < all, "the segment that has it, and no other: {some} of {all}");
    assert_eq!(unseal(&lab, 1, (1, 100_000)), all - some);
    assert_eq!((rows(), keys()), before);
    assert_eq!((lab.count("segment"), lab.count("segment_dictionary")), (0, 0));
}

#[test]
fn a_session_goes_on_behind_its_sealed_events_and_knows_their_keys() {
    let lab = Lab::new();
    let lines = |range: std::ops::RangeInclusive<u64>| range.map(|n| keyed("s", n)).collect::<String>();
    lab.record(&[], lines(1..=3000)).expect(0);
    assert_eq!(seal(&lab, 1, (1, 3000)), 3000);
    let again = lab.record(&["--resume"], lines(2900..=3100)).expect(0);
    assert_eq!(again.counts(), [100, 101, 0, 0, 0], "101 of them were there");
    let other = keyed("s", 5).replace("pause", "resume");
    let refused = lab.record(&["--resume"], other).expect(3);
    assert_eq!(refused.nacks()[0].1, "key_conflict", "{}", refused.stdout);
    lab.run(&["validate", "t.db"], "").expect(0);
    let whole = lab.run(&["replay", "s", "--json"], "").expect(0).answer();
    let fresh = Lab::new();
    fresh.record(&[], lines(1..=3100)).expect(0);
    let alike = fresh.run(&["replay", "s", "--json"], "").expect(0).answer();
    assert_eq!(whole["state_hash"], alike["state_hash"]);
    assert_eq!(whole["verified"], true);
}

#[test]
fn who_reads_while_others_seal_and_unseal_misses_nothing() {
    let lab = made(4000);
    let reader = Reader::open(&lab.path("t.db"), Duration::from_secs(5)).unwrap();
    let last = reader.read(|q| q.last_seq(1)).unwrap();
    let path = lab.path("t.db");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..5 {
                seal(&lab, 1, (1, last));
                unseal(&lab, 1, (1, last));
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        let reader = Reader::open(&path, Duration::from_secs(5)).unwrap();
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let chunk = std::cell::RefCell::new(EventChunk::default());
            reader.read(|q| q.events(1, 1, 100_000, &mut chunk.borrow_mut())).unwrap();
            let seqs: Vec<u64> = chunk.into_inner().rows().iter().map(|e| e.seq).collect();
            assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
        }
    });
}
