//! `gitlab`, held against what GitLab documents of a code quality report.

use super::bench::{Bench, FINDINGS};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is wrong with a report, by the members that GitLab requires.
fn faults(report: &Value) -> Vec<String> {
    let Some(list) = report.as_array() else { return vec!["not an array".to_owned()] };
    let mut faults = Vec::new();
    let mut fingerprints = BTreeSet::new();
    for (at, entry) in list.iter().enumerate() {
        let mut fault = |what: &str| faults.push(format!("{at}: {what}"));
        for name in ["description", "check_name", "fingerprint", "severity"] {
            if entry[name].as_str().is_none_or(str::is_empty) {
                fault(name);
            }
        }
        if !["info", "minor", "major", "critical", "blocker"]
            .contains(&entry["severity"].as_str().unwrap_or_default())
        {
            fault("severity is none of the five");
        }
        let path = entry["location"]["path"].as_str().unwrap_or_default();
        if path.is_empty() || path.starts_with('/') || path.starts_with("./") {
            fault("the path is not relative");
        }
        if entry["location"]["lines"]["begin"].as_u64() < Some(1) {
            fault("no line");
        }
        if !fingerprints.insert(entry["fingerprint"].to_string()) {
            fault("the fingerprint is another's");
        }
    }
    faults
}

#[test]
fn each_finding_has_what_gitlab_requires() {
    let bench = Bench::new();
    let report: Value = serde_json::from_str(&bench.report("gitlab")).unwrap();
    assert_eq!(faults(&report), Vec::<String>::new());
    let list = report.as_array().unwrap();
    assert!(list.len() > 2 * FINDINGS, "{}", list.len());
    assert_eq!(list.last().unwrap()["severity"], "blocker");
    let top = bench.lab.path("").canonicalize().unwrap();
    let env = [("GITLAB_CI", "true"), ("CI_PROJECT_DIR", top.parent().unwrap().to_str().unwrap())];
    let ran = bench.validate_with(&env, &["./bad.db", "--report", "gitlab"]);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    let expected = format!("{}/bad.db", top.file_name().unwrap().to_str().unwrap());
    assert_eq!(told[0]["location"]["path"], expected.as_str());
}

#[test]
fn a_report_that_gitlab_would_refuse_is_noticed() {
    let bench = Bench::new();
    let report: Value = serde_json::from_str(&bench.report("gitlab")).unwrap();
    for (pointer, value) in [
        ("/0/severity", json!("error")),
        ("/0/location/path", json!("./bad.db")),
        ("/0/location/lines", json!({})),
        ("/0/description", json!("")),
        ("/0/fingerprint", report[1]["fingerprint"].clone()),
    ] {
        let mut broken = report.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert_ne!(faults(&broken), Vec::<String>::new(), "{pointer}");
    }
}
