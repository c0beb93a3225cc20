//! `sarif`, held against the published schema and against what code scanning asks for beyond it.

use super::bench::{Bench, FINDINGS, published};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn schema() -> Validator {
    let text = std::fs::read(published("sarif-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // The published pattern of `language`, which no report of ours has, is a regular expression to JavaScript alone.
    for place in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{place}/properties/language")).unwrap();
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn a_report_follows_the_published_schema() {
    let bench = Bench::new();
    let report: Value = serde_json::from_str(&bench.report("sarif")).unwrap();
    let faults: Vec<String> = schema().iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let run = &report["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"], "no_database");
    assert_eq!(run["artifacts"].as_array().unwrap().len(), 4);

    bench.validate(&["good.db", "--report", "sarif=good.sarif"]);
    let good: Value = serde_json::from_str(&bench.read("good.sarif")).unwrap();
    assert!(schema().is_valid(&good));
    assert_eq!(good["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn each_result_has_what_code_scanning_asks_for() {
    let bench = Bench::new();
    let report: Value = serde_json::from_str(&bench.report("sarif")).unwrap();
    let rules = report["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() >= 2 * FINDINGS, "{}", results.len());
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("**Repair**"), "{rule}");
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{uri}");
        assert!(!uri.starts_with(['/', '.']), "{uri}");
        assert!(place["region"]["startLine"].as_u64() >= Some(1), "{result}");
        let fingerprint = &result["partialFingerprints"]["wfstateFinding/v1"];
        assert!(fingerprints.insert(fingerprint.as_str().unwrap().to_owned()), "{fingerprint} twice");
    }
    let missing = results.iter().find(|r| r["ruleId"] == "WFG001").unwrap();
    let logical = &missing["locations"][0]["logicalLocations"][0];
    assert_eq!(
        (logical["kind"].as_str(), logical["fullyQualifiedName"].as_str()),
        (Some("event"), Some("s-a/18"))
    );
}

#[test]
fn the_schema_refuses_a_report_that_is_none() {
    let bench = Bench::new();
    let report: Value = serde_json::from_str(&bench.report("sarif")).unwrap();
    let schema = schema();
    assert!(schema.is_valid(&report));
    for (pointer, value) in [
        ("/version", json!("2.0.0")),
        ("/runs/0/results/0/level", json!("fatal")),
        ("/runs/0/results/0/message", json!("bare text")),
        ("/runs/0/results/0/ruleIndex", json!("0")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/tool", json!({})),
    ] {
        let mut broken = report.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&broken), "{pointer}");
    }
}
