//! A recording, packs of it, and what a check says.

use crate::common::{Lab, Ran};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use wfstate::observer::Silent;
use wfstate::pack::{self, Kind, Manifest, Request};

pub const TIMEOUT: Duration = Duration::from_secs(5);

/// A fixture's text.
pub fn fixture(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap()
}

/// The demo, recorded in `t.db`.
pub fn recorded() -> Lab {
    let lab = Lab::new();
    lab.record(&[], fixture("demo.ndjson")).expect(0);
    lab
}

/// A pack of `t.db` whose manifest was edited.
pub fn packed_with(lab: &Lab, name: &str, kind: Kind, mut edit: impl FnMut(&mut Manifest)) -> PathBuf {
    let (database, out) = (lab.path("t.db"), lab.path(name));
    let request = Request { database, kind, out: out.clone(), over: true, lock_timeout: TIMEOUT };
    pack::write_edited(&request, &Silent, &mut edit).unwrap();
    out
}

pub fn packed(lab: &Lab, name: &str, kind: Kind) -> PathBuf {
    packed_with(lab, name, kind, |_| {})
}

/// `validate --json` of one target; every file must be afterwards what it was before.
#[track_caller]
pub fn check(lab: &Lab, target: &str, more: &[&str]) -> (i32, Value) {
    let before = files(lab);
    let ran = lab.run(&[&["validate", "--json", target], more].concat(), "");
    assert_eq!(files(lab), before, "{target}: files changed");
    answer_of(ran)
}

/// Exit code and the one target of the answer.
#[track_caller]
pub fn answer_of(ran: Ran) -> (i32, Value) {
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stderr));
    let text =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/output/validate.json")).unwrap();
    let schema: Value = serde_json::from_slice(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&answer).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?} in {answer}");
    (ran.code, answer["databases"][0].clone())
}

/// Rules of the findings, each once.
pub fn rules(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    let mut rules: Vec<String> = findings.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    rules.sort();
    rules.dedup();
    rules
}

/// All messages, one a line.
pub fn said(report: &Value) -> String {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|f| f["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Bytes and time of every file below a lab; of directories the time.
pub fn files(lab: &Lab) -> BTreeMap<PathBuf, (SystemTime, Option<Vec<u8>>)> {
    let mut found = BTreeMap::new();
    let mut todo = vec![lab.path("."), lab.path("home")];
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let meta = std::fs::symlink_metadata(&path).unwrap();
            if meta.is_dir() {
                if !path.ends_with("home") {
                    todo.push(path.clone());
                }
                found.insert(path, (meta.modified().unwrap(), None));
            } else if meta.is_file() {
                found.insert(path.clone(), (meta.modified().unwrap(), Some(std::fs::read(&path).unwrap())));
            }
        }
    }
    found
}
