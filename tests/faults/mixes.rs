//! P3: of thousands of lines with bad ones of every kind among them, sent in pieces of any size, none is lost without
//! a word: each is accepted, a duplicate, refused under its own name and number, or blank.

use super::scale::{count, tell};
use crate::common::{Lab, Live, Rng, fixture, keyed};
use std::collections::{BTreeMap, BTreeSet};

const LINES: u64 = 10_000;

/// The second line of each bad record of the repository, with its code, and what is left of a line in pieces.
fn kinds() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(fixture("bad")).unwrap() {
        let path = entry.unwrap().path();
        let code = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
        // These depend on what came before them.
        if !matches!(code.as_str(), "frame_went_back" | "energy_overflow") {
            let bytes = std::fs::read(&path).unwrap();
            all.push((code, bytes.split(|b| *b == b'\n').nth(1).unwrap().to_owned()));
        }
    }
    all.sort();
    all
}

/// What was sent, and what has to come of it.
#[derive(Default)]
struct Mix {
    bytes: Vec<u8>,
    good: u64,
    again: u64,
    blank: u64,
    refused: Vec<(u64, String)>,
}

/// Each mix has its own shares: from hardly a bad line to nearly nothing else.
fn mix(rng: &mut Rng, kinds: &[(String, Vec<u8>)], bad_of_1000: u64) -> Mix {
    let mut mix = Mix::default();
    let (again_of_1000, blank_of_1000) = (rng.below(100), rng.below(60));
    for line in 1..=LINES {
        let dice = rng.below(1000);
        if dice < bad_of_1000 {
            let (code, bytes) = &kinds[rng.below(kinds.len() as u64) as usize];
            mix.bytes.extend_from_slice(bytes);
            mix.bytes.push(b'\n');
            mix.refused.push((line, code.clone()));
        } else if dice < bad_of_1000 + blank_of_1000 {
            mix.bytes.extend_from_slice([&b"\n"[..], b"\r\n", b"  \t \n"][rng.below(3) as usize]);
            mix.blank += 1;
        } else if dice < bad_of_1000 + blank_of_1000 + again_of_1000 && mix.good > 0 {
            mix.bytes.extend_from_slice(keyed("s", 1 + rng.below(mix.good)).as_bytes());
            mix.again += 1;
        } else {
            mix.good += 1;
            mix.bytes.extend_from_slice(keyed("s", mix.good).as_bytes());
        }
    }
    mix
}

/// Sends bytes in pieces of any size, so that lines are cut anywhere.
fn send(live: &mut Live, bytes: &[u8], rng: &mut Rng) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let most = 1 << rng.below(18);
        let size = (1 + rng.below(most)).min(rest.len() as u64) as usize;
        live.send(&rest[..size]);
        rest = &rest[size..];
    }
    live.close();
}

#[test]
fn nothing_is_dropped_in_silence_whatever_is_mixed_with_what() {
    let kinds = kinds();
    let codes: BTreeSet<&String> = kinds.iter().map(|k| &k.0).collect();
    assert!(kinds.len() >= 30 && codes.len() >= 20, "{} {}", kinds.len(), codes.len());
    let mixes = count(3, 200);
    let mut lost = 0;
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 1..=mixes {
        let mut rng = Rng::new(seed);
        let share = if seed % 4 == 1 { 50 } else { rng.below(700) };
        let mix = mix(&mut rng, &kinds, share);
        let lab = Lab::new();
        let mut live = lab.start(&["record", "--json", "--ack", "commit", "--session", "other"]);
        send(&mut live, &mix.bytes, &mut rng);
        let ran = live.end();
        let told = [mix.good, mix.again, mix.refused.len() as u64, 0, mix.blank];
        assert_eq!(ran.counts(), told, "seed {seed}: {}", ran.stderr);
        let stored = lab.count("stored_event");
        lost += mix.good.abs_diff(stored);
        assert_eq!(ran.nacks(), mix.refused, "seed {seed}: each refused under its own name and number");
        assert_eq!(lab.count("stored_quarantine"), mix.refused.len() as u64, "seed {seed}");
        let order = "SELECT count(*) FROM event WHERE json_extract(data, '$.ui_element') = 'b' || seq";
        assert_eq!(lab.one(order), mix.good.to_string(), "seed {seed}: in the order of arrival");
        mix.refused.into_iter().for_each(|(_, code)| *seen.entry(code).or_default() += 1);
    }
    tell(&format!("lines of {mixes} mixes, bad ones of {} kinds", kinds.len()), mixes * LINES, lost);
    assert_eq!(seen.len(), codes.len(), "every code came up");
}

/// Control: an account that leaves one line out does not add up.
#[test]
#[should_panic(expected = "assertion")]
fn an_account_that_forgets_a_line_is_noticed() {
    let lab = Lab::new();
    let mut ran = lab.record(&["--session", "s"], [keyed("s", 1), keyed("s", 2)].concat());
    ran.stdout = ran.stdout.replace("\"accepted\":2", "\"accepted\":1");
    ran.counts();
}
