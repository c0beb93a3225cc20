//! `html`: one page that needs nothing else: no network, no script, readable on a phone, in the dark and on paper.
//! The template is `html/page.html`; stored strings are made visible here and escaped there.

use super::{Run, SEVERITIES, Verdict, words};
use crate::core::escape::inline;
use crate::core::number::{count, counted};
use crate::core::validate::{Checked, DatabaseReport, Finding, Rule};
use askama::Template;

/// Findings of one rule in one target that are shown at once; the others are folded away.
const OPEN: usize = 10;

#[derive(Template)]
#[template(path = "page.html", config = "src/core/report/html/askama.toml")]
struct Page<'a> {
    version: &'a str,
    verdict: &'static str,
    class: &'static str,
    headline: String,
    counts: Vec<Count>,
    sentence: String,
    targets: Vec<Target>,
    unanchored: Option<&'static str>,
}

struct Count {
    class: &'static str,
    word: &'static str,
    number: String,
}

struct Target {
    path: String,
    class: &'static str,
    verdict: &'static str,
    tally: String,
    looked_at: String,
    remarks: Vec<String>,
    error: Option<Refusal>,
    groups: Vec<Group>,
}

struct Refusal {
    kind: String,
    message: String,
    hint: Option<String>,
}

struct Group {
    severity: &'static str,
    rule: &'static str,
    title: &'static str,
    why: &'static str,
    repair: &'static str,
    open: Vec<Item>,
    folded: Vec<Item>,
    more: String,
}

struct Item {
    place: String,
    message: String,
}

/// The page.
pub fn render(run: &Run<'_>) -> String {
    let verdict = run.verdict();
    let page = Page {
        version: run.version,
        verdict: words::verdict(verdict),
        class: class(verdict),
        headline: headline(run, verdict),
        counts: counts(run),
        sentence: format!(
            "{} ran; {}. {}",
            counted(run.ran().count() as u64, "rule"),
            words::threshold(run),
            words::extent(run)
        ),
        targets: run.targets.iter().map(|t| target(run, t)).collect(),
        unanchored: run.reports().any(|r| !r.anchored).then_some(words::UNANCHORED),
    };
    // Nothing in the template can fail; a page without a word of what went wrong would be the worse answer.
    page.render().map_or_else(|e| format!("<!doctype html>\n<title>{e}</title>\n"), |text| text + "\n")
}

fn headline(run: &Run<'_>, verdict: Verdict) -> String {
    let of = |which: Verdict| run.targets.iter().filter(|t| run.verdict_of(t) == which).count() as u64;
    let targets = run.targets.len() as u64;
    match verdict {
        Verdict::Passed if targets == 1 => "Passed".to_owned(),
        Verdict::Passed => format!("All {} passed", counted(targets, "target")),
        Verdict::Failed if targets == 1 => "Failed".to_owned(),
        Verdict::Failed => format!("{} of {} failed", count(of(verdict)), counted(targets, "target")),
        Verdict::Unopened if targets == 1 => "It could not be opened".to_owned(),
        Verdict::Unopened => {
            let failed = match of(Verdict::Failed) {
                0 => String::new(),
                n => format!(", {} failed", count(n)),
            };
            format!("{} of {} could not be opened{failed}", count(of(verdict)), counted(targets, "target"))
        }
    }
}

fn counts(run: &Run<'_>) -> Vec<Count> {
    let tally = run.tally();
    let sum = |of: fn(&DatabaseReport) -> Option<u64>| run.reports().filter_map(of).sum::<u64>();
    let coloured = |class, number| if number == 0 { "none" } else { class };
    [
        (coloured("error", tally.errors), "errors", tally.errors),
        (coloured("warning", tally.warnings), "warnings", tally.warnings),
        (coloured("info", tally.infos), "infos", tally.infos),
        ("none", "sessions", sum(|r| r.sessions)),
        ("none", "events", sum(|r| r.events)),
    ]
    .map(|(class, word, number)| Count { class, word, number: count(number) })
    .into()
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed | Verdict::Unopened => "error",
    }
}

fn target(run: &Run<'_>, target: &Checked) -> Target {
    let verdict = run.verdict_of(target);
    let blank = Target {
        path: inline(&run.path(target)).into_owned(),
        class: class(verdict),
        verdict: words::verdict(verdict),
        tally: String::new(),
        looked_at: String::new(),
        remarks: Vec::new(),
        error: None,
        groups: Vec::new(),
    };
    match &target.result {
        Err(unopened) => Target {
            looked_at: "Nothing could be looked at.".to_owned(),
            error: Some(Refusal {
                kind: inline(&unopened.kind).into_owned(),
                message: inline(&unopened.message).into_owned(),
                hint: unopened.hint.as_ref().map(|h| inline(h).into_owned()),
            }),
            ..blank
        },
        Ok(report) => Target {
            tally: words::tally(report.tally),
            looked_at: format!(
                "{}: {} ({}), {}.",
                words::form(report),
                words::looked_at(report),
                words::coverage(report.coverage).0,
                words::tally(report.tally)
            ),
            remarks: words::remarks(report),
            groups: groups(run, report),
            ..blank
        },
    }
}

/// The findings by rule, the worst first: what a rule means is then said once.
fn groups(run: &Run<'_>, report: &DatabaseReport) -> Vec<Group> {
    let by_severity = SEVERITIES.into_iter().flat_map(|s| run.rules.iter().filter(move |r| r.severity == s));
    by_severity.filter_map(|rule| group(rule, report)).collect()
}

fn group(rule: &Rule, report: &DatabaseReport) -> Option<Group> {
    let found: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == rule.id).collect();
    let (open, folded) = found.split_at(found.len().min(OPEN));
    let items = |list: &[&Finding]| list.iter().map(|f| item(f)).collect::<Vec<_>>();
    (!found.is_empty()).then(|| Group {
        severity: rule.severity.name(),
        rule: rule.id,
        title: rule.title,
        why: rule.why,
        repair: rule.repair,
        open: items(open),
        folded: items(folded),
        more: counted(folded.len() as u64, "more finding"),
    })
}

fn item(finding: &Finding) -> Item {
    let place = words::place(finding).unwrap_or_default();
    Item { place: inline(&place).into_owned(), message: inline(&finding.message).into_owned() }
}
