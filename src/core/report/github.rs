//! `github`: workflow commands, which GitHub shows as annotations of a step.

use super::{Run, SEVERITIES, hidden, words};
use crate::core::escape::inline;
use crate::core::number::counted;
use crate::core::validate::{Severity, Unopened};

/// GitHub shows this many annotations of each kind a step, and drops the others without a word.
const SHOWN: usize = 10;

/// One annotation.
struct Annotation {
    path: Option<String>,
    title: String,
    message: String,
}

/// The worst first; of each kind as many as GitHub shows, the last of them a line about those that do not fit.
pub fn render(run: &Run<'_>) -> String {
    let mut out = String::new();
    for severity in SEVERITIES {
        let mut annotations = Vec::new();
        for target in run.targets {
            match &target.result {
                Err(unopened) if severity == Severity::Error => {
                    annotations.push(unopened_at(run.path(target), unopened));
                }
                Err(_) => {}
                Ok(report) => {
                    let of = report.findings.iter().filter(|f| f.severity == severity);
                    annotations.extend(of.map(|f| Annotation {
                        path: Some(run.path(target)),
                        title: title(run, f.rule),
                        message: format!("{}\n{}", inline(&words::placed(f)), inline(f.hint)),
                    }));
                }
            }
        }
        let beyond: u64 = run.reports().map(|r| hidden(r, severity)).sum();
        let shown = if beyond == 0 && annotations.len() <= SHOWN { SHOWN } else { SHOWN - 1 };
        let rest = beyond + annotations.len().saturating_sub(shown) as u64;
        annotations.truncate(shown);
        if rest > 0 {
            let more = counted(rest, &format!("more {}", severity.name()));
            annotations.push(Annotation {
                path: None,
                title: more.clone(),
                message: format!("{more} without an annotation; the other reports and the log name them"),
            });
        }
        for annotation in annotations {
            out.push_str(&command(severity, &annotation));
        }
    }
    out
}

fn unopened_at(path: String, unopened: &Unopened) -> Annotation {
    let hint = unopened.hint.as_ref().map(|h| format!("\n{}", inline(h))).unwrap_or_default();
    let message = format!("{}{hint}", inline(&unopened.message));
    Annotation { path: Some(path), title: "it could not be checked".to_owned(), message }
}

fn title(run: &Run<'_>, id: &str) -> String {
    match run.rules.iter().find(|r| r.id == id) {
        Some(rule) => format!("{id} {}", rule.title),
        None => id.to_owned(),
    }
}

fn command(severity: Severity, annotation: &Annotation) -> String {
    let name = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let file = annotation.path.as_ref().map(|p| format!("file={},", property(p))).unwrap_or_default();
    format!("::{name} {file}title={}::{}\n", property(&annotation.title), data(&annotation.message))
}

/// What GitHub undoes in the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What GitHub undoes in a property of a command. Nothing else may end it.
fn property(text: &str) -> String {
    data(&inline(text)).replace(':', "%3A").replace(',', "%2C")
}
