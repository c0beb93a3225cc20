//! Damage of every kind, by a vandal with a seed.

use super::bench::{Held, attempt, fault, recover, scene};
use crate::common::{Lab, Rng};
use crate::scale;
use std::collections::BTreeMap;

const PAGE: usize = 4096;

fn tell(what: &str, ends: &BTreeMap<i32, u64>, kept: u64, of: u64) {
    let ends: Vec<String> = ends.iter().map(|(code, n)| format!("{n} × exit {code}")).collect();
    scale::say(&format!("salvage: {what}: {}; {kept} of {of} events kept", ends.join(", ")));
}

/// Damages copies of the database, and recovers each.
fn each(
    lab: &Lab,
    original: &Held,
    what: &str,
    tries: u64,
    damage: impl Fn(u64, &mut Vec<u8>) -> String,
) -> BTreeMap<i32, u64> {
    let whole = std::fs::read(lab.path("t.db")).unwrap();
    let (mut ends, mut kept) = (BTreeMap::new(), 0);
    for n in 0..tries {
        let mut bytes = whole.clone();
        let did = damage(n, &mut bytes);
        lab.write("bad.db", &bytes);
        let tried = recover(lab, original, &[], &format!("{what}: {did}"));
        *ends.entry(tried.code).or_default() += 1;
        kept += tried.held.map_or(0, |h| h.events.len() as u64);
    }
    tell(what, &ends, kept, tries * original.events.len() as u64);
    ends
}

#[test]
fn a_healthy_database_comes_out_with_the_same_states() {
    let lab = Lab::new();
    let original = scene(&lab);
    std::fs::copy(lab.path("t.db"), lab.path("bad.db")).unwrap();
    let tried = recover(&lab, &original, &[], "nothing");
    let (answer, held) = (tried.answer.unwrap(), tried.held.unwrap());
    assert_eq!((tried.code, &answer["lost"], &answer["unproved"]), (0, &0.into(), &0.into()), "{answer}");
    assert_eq!(held.events, original.events);
    assert_eq!(held.labels, original.labels);
    assert_eq!(held.hashes, original.hashes);
    for (id, hash) in &original.hashes {
        let of = answer["sessions"].as_array().unwrap().iter().find(|s| s["session_id"] == id.as_str());
        assert_eq!(of.unwrap()["state_hash"], hash.as_str());
    }
    assert_eq!(answer["beside"]["quarantine"], serde_json::json!({"found": 2, "lost": 0}));
}

#[test]
fn any_one_page_may_be_lost() {
    let lab = Lab::new();
    let original = scene(&lab);
    let pages = std::fs::metadata(lab.path("t.db")).unwrap().len() / PAGE as u64;
    let ends = each(&lab, &original, "a page of zeros", pages, |n, bytes| {
        let at = n as usize * PAGE;
        bytes[at..at + PAGE].fill(0);
        format!("page {}", n + 1)
    });
    assert!(ends[&3] > ends.get(&5).copied().unwrap_or(0), "{ends:?}");
}

#[test]
fn any_one_page_may_be_noise() {
    let lab = Lab::new();
    let original = scene(&lab);
    let pages = std::fs::metadata(lab.path("t.db")).unwrap().len() / PAGE as u64;
    each(&lab, &original, "a page of noise", pages, |n, bytes| {
        let mut rng = Rng::new(n + 1);
        let at = n as usize * PAGE;
        bytes[at..at + PAGE].iter_mut().for_each(|b| *b = (rng.next() >> 32) as u8);
        format!("page {}", n + 1)
    });
}

#[test]
fn any_bit_may_be_flipped() {
    let lab = Lab::new();
    let original = scene(&lab);
    let tries = scale::count(150, 2000);
    each(&lab, &original, "one flipped bit", tries, |n, bytes| {
        let mut rng = Rng::new(n + 7);
        let at = rng.below(bytes.len() as u64) as usize;
        let bit = rng.below(8);
        bytes[at] ^= 1 << bit;
        format!("seed {n}, bit {bit} of byte {at} (page {})", at / PAGE + 1)
    });
}

#[test]
fn many_bits_may_be_flipped() {
    let lab = Lab::new();
    let original = scene(&lab);
    each(&lab, &original, "forty flipped bits", scale::count(25, 400), |n, bytes| {
        let mut rng = Rng::new(n + 1009);
        for _ in 0..40 {
            let at = rng.below(bytes.len() as u64) as usize;
            bytes[at] ^= 1 << rng.below(8);
        }
        format!("seed {n}")
    });
}

#[test]
fn the_file_may_be_cut_off_anywhere() {
    let lab = Lab::new();
    let original = scene(&lab);
    each(&lab, &original, "a file cut off", scale::count(25, 300), |n, bytes| {
        let mut rng = Rng::new(n + 31);
        // The first half of so small a file is the schema and empty tables.
        let half = bytes.len() / 2;
        let len = half + rng.below(half as u64) as usize;
        bytes.truncate(len);
        format!("after {len} bytes")
    });
}

#[test]
fn nothing_is_made_of_files_without_a_recording() {
    let lab = Lab::new();
    let mut rng = Rng::new(3);
    let noise: Vec<u8> = (0..50_000).map(|_| (rng.next() >> 32) as u8).collect();
    for (what, bytes) in [("empty", Vec::new()), ("zeros", vec![0; 20_000]), ("noise", noise)] {
        lab.write("bad.db", &bytes);
        assert_eq!(attempt(&lab, &[], what).code, 5, "{what}");
    }
}

#[test]
fn a_salvage_that_keeps_what_is_not_proved_is_noticed() {
    let lab = Lab::new();
    let original = scene(&lab);
    let whole = std::fs::read(lab.path("t.db")).unwrap();
    let (mut noticed, mut more) = (0, 0);
    // Every flip hits a digit of an event's words, so that it stays an event and says something else.
    let words = b"\"ui_element\":\"b";
    let places: Vec<usize> = memchr::memmem::find_iter(&whole, words).map(|at| at + words.len()).collect();
    for at in places.iter().step_by(9) {
        let mut bytes = whole.clone();
        bytes[*at] ^= 1;
        lab.write("bad.db", &bytes);
        let strict = recover(&lab, &original, &[], "a flipped word");
        let loose = attempt(&lab, &["--keep-unproved"], "a flipped word, kept");
        let (answer, held) = (loose.answer.unwrap(), loose.held.unwrap());
        assert_eq!(loose.code, 3);
        noticed += u64::from(fault(&original, &held, &answer, loose.code).is_some());
        let strict = strict.answer.unwrap();
        assert_eq!(strict["unproved"], answer["unproved"], "what was promised is what is kept");
        let kept = answer["events"].as_u64().unwrap() - strict["events"].as_u64().unwrap();
        assert_eq!(kept, answer["unproved"].as_u64().unwrap());
        more += kept;
        assert!(
            held.journal.iter().any(|e| e.contains("recorder.salvaged") && !e.contains("\"unproved\":0,"))
        );
    }
    scale::say(&format!(
        "salvage: control: {noticed} of {} noticed, {more} events kept unproved",
        places.len().div_ceil(9)
    ));
    assert!(noticed > 0);
}

/// Sessions whose journal is cut off, beside others that are whole: none stands in the way of another.
#[test]
fn a_file_of_several_sessions_that_is_cut_off_gives_what_is_before_the_cut() {
    let lab = Lab::new();
    for session in ["s1", "s2", "s3"] {
        let begin = format!(
            "{{\"session_id\":\"{session}\",\"type\":\"system.start\",\"data\":{{\"version\":\"1\",\"user_id\":\"u\",\"mode\":\"offline\"}}}}\n"
        );
        let events: String = (1..=2500).map(|n| crate::common::keyed(session, n)).collect();
        lab.record(&["--session", session], begin + &events).expect(0);
    }
    let whole = std::fs::read(lab.path("t.db")).unwrap();
    for percent in [95, 80, 60, 40] {
        lab.write("cut.db", &whole[..whole.len() * percent / 100]);
        let good = lab.path("good.db");
        let _ = std::fs::remove_file(&good);
        let ran = lab.run(&["recover", "cut.db", "-o", "good.db", "--json"], "").expect(3);
        assert!(ran.answer()["events"].as_u64().unwrap() > 500, "{percent} %");
        lab.run(&["validate", "good.db"], "").expect(0);
    }
}
