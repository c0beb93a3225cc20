//! `gitlab`: code quality, the subset of the Code Climate format that GitLab reads.

use super::fingerprint::Fingerprints;
use super::{Run, SEVERITIES, hidden, words};
use crate::core::escape::{self, inline};
use crate::core::number::counted;
use crate::core::validate::{DatabaseReport, Severity};
use serde_json::{Value, json};

/// An array of findings. GitLab knows no run that could not be made: that is a finding here.
pub fn render(run: &Run<'_>) -> String {
    let mut names = Fingerprints::default();
    let mut list = Vec::new();
    for target in run.targets {
        let path = run.path(target);
        match &target.result {
            Err(unopened) => {
                let name = names.name(&[&path, "open", &unopened.kind]);
                list.push(entry(&path, "open", "blocker", &name, &unopened.message));
            }
            Ok(report) => {
                for finding in &report.findings {
                    let name = names.of(&path, finding);
                    let said = words::placed(finding);
                    list.push(entry(&path, finding.rule, severity(finding.severity), &name, &said));
                }
                list.extend(beyond(&path, report, &mut names));
            }
        }
    }
    let text = serde_json::to_string_pretty(&Value::Array(list)).unwrap_or_default();
    format!("{}\n", escape::json(&text))
}

/// Findings that were counted and not kept are one entry: a report must not look better than the run.
fn beyond(path: &str, report: &DatabaseReport, names: &mut Fingerprints) -> Option<Value> {
    let worst = SEVERITIES.into_iter().find(|s| hidden(report, *s) > 0)?;
    let said = format!("{} (--max-findings)", counted(report.not_shown, "more finding"));
    let name = names.name(&[path, "not_shown"]);
    Some(entry(path, "not_shown", severity(worst), &name, &said))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

/// A database has no lines; GitLab wants one.
fn entry(path: &str, check: &str, severity: &str, fingerprint: &str, description: &str) -> Value {
    json!({
        "description": inline(description),
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": { "path": path, "lines": { "begin": 1 } },
    })
}
