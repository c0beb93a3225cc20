//! Databases that other programs wrote: the two real files come to the totals that their README states, and ugly ones
//! come in with a word on each thing that was repaired or left out. The file itself is never changed.

mod hostile;
mod made;
mod many;
mod statemanager;
mod validating;
mod wirthforge;

use crate::common::{Lab, follows};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A real file, copied into the lab.
pub fn real(lab: &Lab, name: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/foreign");
    let packed = fixtures.join(format!("{name}.zst"));
    let bytes = if packed.exists() {
        zstd::decode_all(std::fs::File::open(packed).unwrap()).unwrap()
    } else {
        std::fs::read(fixtures.join(name)).unwrap()
    };
    lab.write(name, bytes)
}

/// Every file of a directory, its bytes and when it was written.
fn all(dir: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    files
        .map(|p| (p.clone(), (std::fs::read(&p).unwrap(), p.metadata().unwrap().modified().unwrap())))
        .collect()
}

/// The notes of an answer: what, code and place.
fn notes(answer: &Value) -> Vec<(String, String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let notes = answer["files"][0]["notes"].as_array().unwrap_or_else(|| panic!("{answer}"));
    notes.iter().map(|n| (text(&n["what"]), text(&n["code"]), text(&n["place"]))).collect()
}

/// The codes of what became so, each as often as it was said.
fn codes(answer: &Value, what: &str) -> Vec<String> {
    let mut codes: Vec<String> = notes(answer).into_iter().filter(|n| n.0 == what).map(|n| n.1).collect();
    codes.sort();
    codes
}

/// `replay --json` of a session of `t.db`.
fn replayed(lab: &Lab, session: &str) -> Value {
    let ran = lab.run(&["replay", "--json", session], "").expect(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// `validate --json` of one target.
fn validated(lab: &Lab, target: &str) -> (i32, Value) {
    let ran = lab.run(&["validate", "--json", target], "");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stderr));
    follows("validate", &answer);
    (ran.code, answer["databases"][0].clone())
}
