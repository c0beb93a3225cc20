//! The fixtures, and the state hashes that they must have on every machine for ever.

use crate::common::{Lab, fixture};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn golden() -> BTreeMap<String, BTreeMap<String, String>> {
    let bytes = std::fs::read(fixture("golden-hashes.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_fixtures_have_the_state_hashes_that_they_always_had() {
    assert_eq!(golden().len(), 2, "no fixture without its hashes");
    for (file, sessions) in golden() {
        for content in [&[][..], &["--content"]] {
            let lab = Lab::new();
            let path = fixture(&file);
            let args = [&["--session", "own", path.to_str().unwrap()], content].concat();
            let ran = lab.record(&args, "").expect(0);
            let got: BTreeMap<String, String> = ran.answer()["sessions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| (s["session_id"].as_str().unwrap().into(), s["state_hash"].as_str().unwrap().into()))
                .collect();
            assert_eq!(got, sessions, "{file}: a state hash may never change; recordings would not verify");
        }
    }
}

#[test]
fn the_mixed_fixture_holds_every_type_of_the_catalogue_in_all_three_envelopes() {
    let text = std::fs::read_to_string(fixture("mixed.ndjson")).unwrap();
    let lines: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let with = |member: &str| lines.iter().filter(|l| l.get(member).is_some()).count();
    assert!(with("session_id") > 10 && with("channel") > 5 && with("seq") > 1);
    let lab = Lab::new();
    let ran = lab.record(&["--session", "own"], &text).expect(0);
    assert_eq!(ran.counts(), [lines.len() as u64, 0, 0, 0, 0]);
    let stored: BTreeSet<String> = lab.rows("SELECT DISTINCT type FROM event").into_iter().collect();
    let known = wfstate::model::event::TYPES.iter().map(|t| t.name);
    let lacking: Vec<&str> = known
        .filter(|t| !t.starts_with("workflow.") && *t != "system.rollback" && !stored.contains(*t))
        .collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}
