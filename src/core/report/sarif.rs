//! `sarif`: SARIF 2.1.0, as code scanning reads it.

use super::fingerprint::Fingerprints;
use super::place::uri;
use super::{Run, SEVERITIES, hidden, words};
use crate::core::escape::{self, inline};
use crate::core::number::counted;
use crate::core::validate::{Checked, Finding, Rule, Severity};
use serde_json::{Map, Value, json};

/// The schema that the report follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with its rules, its results, and what could not be opened as notifications.
pub fn render(run: &Run<'_>) -> String {
    let rules: Vec<&Rule> = run.ran().collect();
    let mut names = Fingerprints::default();
    let mut results = Vec::new();
    for (at, target) in run.targets.iter().enumerate() {
        let path = run.path(target);
        for finding in target.result.iter().flat_map(|r| &r.findings) {
            let fingerprint = names.of(&path, finding);
            results.push(result(&rules, &artifact(&path, at), finding, &fingerprint));
        }
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "wfstate",
                "semanticVersion": run.version,
                "rules": rules.iter().map(|r| descriptor(r)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "artifacts": run.targets.iter().map(|t| artifact_of(run, t)).collect::<Vec<_>>(),
            "invocations": [{
                "executionSuccessful": run.targets.iter().all(|t| t.result.is_ok()),
                "toolExecutionNotifications": notifications(run),
            }],
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    format!("{}\n", escape::json(&text))
}

fn descriptor(rule: &Rule) -> Value {
    let help = format!("Why: {}\n\nRepair: {}", rule.why, rule.repair);
    let markdown = format!("**Why**: {}\n\n**Repair**: {}", rule.why, rule.repair);
    let problem = match rule.severity {
        Severity::Info => "recommendation",
        other => other.name(),
    };
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": { "text": help, "markdown": markdown },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [&rule.id[..rule.id.len().min(3)]], "problem.severity": problem },
    })
}

fn result(rules: &[&Rule], artifact: &Value, finding: &Finding, fingerprint: &str) -> Value {
    let mut location = Map::new();
    // A database has no lines; code scanning asks for one.
    let physical = json!({ "artifactLocation": artifact, "region": { "startLine": 1 } });
    location.insert("physicalLocation".to_owned(), physical);
    if let Some(logical) = logical(finding) {
        location.insert("logicalLocations".to_owned(), json!([logical]));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": inline(&words::placed(finding)) },
        "locations": [location],
        "partialFingerprints": { "wfstateFinding/v1": fingerprint },
    });
    if let Some(index) = rules.iter().position(|r| r.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// `s-a` or `s-a/7`: the session, and the event in it.
fn logical(finding: &Finding) -> Option<Value> {
    let session = inline(finding.session_id.as_deref()?);
    Some(match finding.seq {
        Some(seq) => {
            json!({ "name": seq.to_string(), "fullyQualifiedName": format!("{session}/{seq}"), "kind": "event" })
        }
        None => json!({ "name": session, "fullyQualifiedName": session, "kind": "session" }),
    })
}

/// What could not be opened, and findings that were counted and not kept.
fn notifications(run: &Run<'_>) -> Vec<Value> {
    let mut list = Vec::new();
    for (at, target) in run.targets.iter().enumerate() {
        let mut say = |level: &str, id: &str, text: String| {
            list.push(json!({
                "level": level,
                "descriptor": { "id": id },
                "message": { "text": inline(&text) },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&run.path(target), at) } }],
            }));
        };
        match &target.result {
            Err(unopened) => {
                let hint = unopened.hint.as_ref().map(|h| format!(": {h}")).unwrap_or_default();
                say("error", &unopened.kind, format!("{}{hint}", unopened.message));
            }
            Ok(report) => {
                if let Some(worst) = SEVERITIES.into_iter().find(|s| hidden(report, *s) > 0) {
                    let more = counted(report.not_shown, "more finding");
                    say(level(worst), "not_shown", format!("{more} (--max-findings)"));
                }
            }
        }
    }
    list
}

fn artifact_of(run: &Run<'_>, target: &Checked) -> Value {
    json!({ "location": location(&run.path(target)), "roles": ["analysisTarget"] })
}

fn artifact(path: &str, index: usize) -> Value {
    let mut value = location(path);
    value["index"] = json!(index);
    value
}

fn location(path: &str) -> Value {
    if path.starts_with('/') {
        json!({ "uri": uri(path) })
    } else {
        json!({ "uri": uri(path), "uriBaseId": "%SRCROOT%" })
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
