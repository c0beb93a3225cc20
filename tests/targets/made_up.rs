//! Made-up input, in the process of the test: whatever bytes are given, a check ends, and with an answer.

use super::scene::{TIMEOUT, fixture, packed, recorded};
use crate::common::{Lab, Rng};
use std::path::Path;
use wfstate::observer::Silent;
use wfstate::pack::{self, Kind};
use wfstate::validate::{Options, RULES, Selection, check_target};

/// How a check ended.
#[derive(Default, Debug)]
struct Tally {
    clean: u64,
    findings: u64,
    refused: u64,
}

impl Tally {
    fn add(&mut self, path: &Path) {
        let selection = Selection::new(RULES, &[], &[]).unwrap();
        let options = Options { selection, max_findings: 50, heads: Vec::new(), lock_timeout: TIMEOUT };
        match check_target(path, &options, &Silent) {
            Err(e) => {
                assert!(!e.to_string().is_empty());
                self.refused += 1;
            }
            Ok(report) if report.findings.is_empty() => self.clean += 1,
            Ok(report) => {
                assert!(report.findings.iter().all(|f| !f.message.is_empty()));
                self.findings += 1;
            }
        }
    }
}

/// Bytes that mean something to one of the readers.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\n",
    "null",
    "1e400",
    "-1",
    "18446744073709551615",
    "\"seq\":",
    "\"message_type\":\"journal\",",
    "\"message_type\":\"session\",",
    "\"type\":",
    "events:\n- ",
    "&a ",
    "*a",
    "PK\u{1}\u{2}",
    "PK\u{5}\u{6}",
    "\u{0}",
    "\u{feff}",
    "\"session_id\":\"x\",",
    "\"state_hash\":\"",
];

/// Some changes: a bit, a piece gone, a piece twice, a word.
fn changed(bytes: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        if out.is_empty() {
            break;
        }
        let at = random.below(out.len() as u64) as usize;
        let end = (at + random.below(40) as usize).min(out.len());
        match random.below(4) {
            0 => out[at] ^= 1 << random.below(8),
            1 => drop(out.drain(at..end)),
            2 => {
                let piece = out[at..end].to_vec();
                out.splice(at..at, piece);
            }
            _ => {
                let word = WORDS[random.below(WORDS.len() as u64) as usize];
                out.splice(at..at, word.bytes());
            }
        }
    }
    out
}

fn try_all(lab: &Lab, name: &str, whole: &[u8], times: u64) -> Tally {
    let (mut random, mut tally) = (Rng::new(times + whole.len() as u64), Tally::default());
    for _ in 0..times {
        tally.add(&lab.write(name, changed(whole, &mut random)));
    }
    tally
}

#[test]
fn no_made_up_export_makes_a_check_panic() {
    let lab = Lab::new();
    let lines: Vec<String> = fixture("demo.ndjson").lines().take(12).map(str::to_owned).collect();
    let ndjson = lines.join("\n");
    let json = format!(
        "{{\"session\":{{\"session_id\":\"s\",\"events\":12}},\"journal\":[{{\"kind\":\"recorder.stats\",\"after_seq\":3,\
         \"facts\":{{\"from\":4,\"to\":5}}}}],\n\"events\":[{}]}}",
        lines.join(",\n")
    );
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let yaml = serde_yaml::to_string(&value).unwrap();
    for (name, text) in [("x.ndjson", &ndjson), ("x.json", &json), ("x.yaml", &yaml), ("x", &json)] {
        let tally = try_all(&lab, name, text.as_bytes(), 400);
        assert!(tally.clean > 0 && tally.findings > 100, "{name}: {tally:?}");
    }
}

#[test]
fn no_made_up_pack_makes_a_check_panic() {
    let lab = recorded();
    let pack = std::fs::read(packed(&lab, "b.zip", Kind::Backup)).unwrap();
    pack::write_zst(&lab.path("t.db"), &lab.path("z.zst"), false, TIMEOUT, &Silent).unwrap();
    let zst = std::fs::read(lab.path("z.zst")).unwrap();
    for (name, bytes) in [("x.zip", &pack), ("x.zst", &zst)] {
        let tally = try_all(&lab, name, bytes, 100);
        assert!(tally.refused > 50, "{name}: {tally:?}");
    }
    // What stands beside the compressed data is small, and all of it is looked at.
    let tail = pack.len() - 300;
    let mut random = Rng::new(3);
    let mut tally = Tally::default();
    for _ in 0..150 {
        let bytes = [&pack[..tail], &changed(&pack[tail..], &mut random)].concat();
        tally.add(&lab.write("x.zip", bytes));
    }
    assert!(tally.refused > 100, "{tally:?}");
}
