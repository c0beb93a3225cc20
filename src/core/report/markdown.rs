//! `markdown`: a job summary. Stored strings stay text: each is a `<code>` in which every sign that Markdown or
//! GitHub could take for markup is an entity, so that there is no link, no mention and no table cell in it.

use super::{Run, SEVERITIES, Verdict, words};
use crate::core::escape::inline;
use crate::core::number::{count, counted};
use crate::core::validate::{Checked, DatabaseReport, Finding};
use std::fmt::Write as _; // to a string, which cannot fail

/// Findings of one rule in one target that are shown at once; the others are folded away.
const OPEN: usize = 5;

/// The whole report.
pub fn render(run: &Run<'_>) -> String {
    format!("{}\n", lines(run).join("\n"))
}

/// As much of it as goes into so many bytes; what was cut is said in the last line.
pub fn render_within(run: &Run<'_>, room: usize) -> String {
    let whole = render(run);
    if whole.len() <= room {
        return whole;
    }
    let end = "\n</details>\n\n**Cut here: the report is longer than what may stand in a summary.** `--report html=FILE` \
               makes one that is whole.\n";
    let mut out = String::new();
    for line in whole.lines() {
        if out.len() + line.len() + 1 + end.len() > room {
            break;
        }
        out.push_str(line);
        out.push('\n');
    }
    let is_open = out.matches("<details>").count() > out.matches("</details>").count();
    let end = if is_open { end } else { end.trim_start_matches("\n</details>\n") };
    if out.len() + end.len() <= room { out + end } else { String::new() }
}

fn lines(run: &Run<'_>) -> Vec<String> {
    let mut out = vec![format!("## wfstate validate: {}", words::verdict(run.verdict())), String::new()];
    out.push(format!(
        "{} in {}; {} ran; {}. {}",
        words::tally(run.tally()),
        counted(run.targets.len() as u64, "target"),
        counted(run.ran().count() as u64, "rule"),
        words::threshold(run),
        words::extent(run),
    ));
    out.extend([
        String::new(),
        "| | target | looked at | coverage | errors | warnings | infos |".to_owned(),
        "| --- | --- | --- | --- | ---: | ---: | ---: |".to_owned(),
    ]);
    out.extend(run.targets.iter().map(|t| row(run, t)));
    for target in run.targets {
        out.extend(section(run, target));
    }
    if run.reports().any(|r| !r.anchored) {
        out.extend([String::new(), format!("<sub>{}</sub>", advice(words::UNANCHORED))]);
    }
    out
}

fn row(run: &Run<'_>, target: &Checked) -> String {
    let verdict = run.verdict_of(target);
    let mark = match verdict {
        Verdict::Passed => "✅",
        Verdict::Failed => "❌",
        Verdict::Unopened => "⛔",
    };
    let head = format!("| {mark} {} | {} |", words::verdict(verdict), code(&run.path(target)));
    match &target.result {
        Err(_) => format!("{head} | none | | | |"),
        Ok(report) => format!(
            "{head} {} | {} | {} | {} | {} |",
            words::looked_at(report),
            words::coverage(report.coverage).0,
            count(report.tally.errors),
            count(report.tally.warnings),
            count(report.tally.infos)
        ),
    }
}

fn section(run: &Run<'_>, target: &Checked) -> Vec<String> {
    let mut out = Vec::new();
    match &target.result {
        Err(unopened) => {
            out.push(format!("{}: {}", text(&unopened.kind), code(&unopened.message)));
            out.extend(unopened.hint.as_ref().map(|h| format!("\n_What to do_: {}", advice(h))));
        }
        Ok(report) => {
            out.extend(words::remarks(report).iter().map(|r| format!("{}\n", text(r))));
            out.extend(groups(run, report));
        }
    }
    if out.is_empty() {
        return out;
    }
    let head = [String::new(), format!("### {}", code(&run.path(target))), String::new()];
    head.into_iter().chain(out.iter().flat_map(|l| l.split('\n')).map(str::to_owned)).collect()
}

fn groups(run: &Run<'_>, report: &DatabaseReport) -> Vec<String> {
    let mut out = Vec::new();
    for severity in SEVERITIES {
        for rule in run.rules.iter().filter(|r| r.severity == severity) {
            let found: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == rule.id).collect();
            if found.is_empty() {
                continue;
            }
            out.push(format!("#### {} ({}): {}\n", rule.id, severity.name(), text(rule.title)));
            let (open, folded) = found.split_at(found.len().min(OPEN));
            out.extend(open.iter().map(|f| item(f)));
            if !folded.is_empty() {
                let more = counted(folded.len() as u64, "more finding");
                out.push(format!("\n<details>\n<summary>{more}</summary>\n"));
                out.extend(folded.iter().map(|f| item(f)));
                out.push("\n</details>".to_owned());
            }
            out.push(format!("\n_What to do_: {}\n", advice(rule.repair)));
        }
    }
    out
}

fn item(finding: &Finding) -> String {
    let session = finding.session_id.as_ref().map(|s| format!("{} ", code(s))).unwrap_or_default();
    let event = finding.seq.map(|s| format!("event {s} ")).unwrap_or_default();
    format!("- {session}{event}{}", code(&finding.message))
}

/// A stored string, or what can be typed.
fn code(stored: &str) -> String {
    format!("<code>{}</code>", text(stored))
}

/// Words of this program, with what can be typed as code.
fn advice(words: &str) -> String {
    words::pieces(words).map(|(is_code, piece)| if is_code { code(piece) } else { text(piece) }).collect()
}

/// Text in which no sign means anything to Markdown: `CommonMark` takes no entity for a part of its structure.
fn text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 16);
    for c in inline(plain).chars() {
        match c {
            ' ' | ',' | ';' | '%' | '/' | '?' | '=' | '\'' => out.push(c),
            c if c.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
