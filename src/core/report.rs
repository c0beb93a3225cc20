//! Reports of a validation, in the languages of CI systems and of people who are not at the terminal.
//!
//! **FORMAT TABLE**: a format is one file and one row in [`FORMATS`]. Its function takes a [`Run`] and gives text;
//! it asks no clock and no terminal, so the same run gives the same report.

pub mod destination;
mod fingerprint;
pub mod github;
mod gitlab;
mod html;
pub mod json;
mod junit;
pub mod markdown;
mod place;
mod sarif;
#[cfg(test)]
mod testkit;
#[cfg(test)]
mod tests;
mod words;

pub use place::Root;

use crate::core::validate::{Checked, DatabaseReport, Rule, Selection, Severity, Tally};

/// A run of the validator, as a report sees it.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// What became of each target, in the order in which they were named.
    pub targets: &'a [Checked],
    /// Every rule that there is.
    pub rules: &'a [&'static Rule],
    /// Which of them ran.
    pub selection: &'a Selection,
    /// The mildest finding that makes the run fail; `None`: no finding does.
    pub fail_on: Option<Severity>,
    /// What paths are relative to.
    pub root: &'a Root,
    /// The version of this program.
    pub version: &'a str,
}

/// A kind of report.
#[derive(Debug)]
pub struct Format {
    /// What `--report` calls it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Makes it. The text ends with a line feed.
    pub render: fn(&Run<'_>) -> String,
}

/// Every kind of report, by name.
pub static FORMATS: &[Format] = &[
    Format { name: "github", about: "annotations: workflow commands", render: github::render },
    Format { name: "gitlab", about: "GitLab code quality", render: gitlab::render },
    Format { name: "html", about: "one page for a browser", render: html::render },
    Format { name: "json", about: "the same as --json", render: json::render },
    Format { name: "junit", about: "JUnit XML, a test per rule", render: junit::render },
    Format { name: "markdown", about: "a job summary", render: markdown::render },
    Format { name: "sarif", about: "SARIF 2.1.0 for code scanning", render: sarif::render },
];

/// The kind with a name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}

/// How a run, or one target of it, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// No finding that counts.
    Passed,
    /// Findings that count.
    Failed,
    /// Something could not be opened: nobody knows.
    Unopened,
}

impl<'a> Run<'a> {
    /// The rules that ran.
    pub fn ran(&self) -> impl Iterator<Item = &'static Rule> + 'a {
        let selection = self.selection;
        self.rules.iter().copied().filter(move |r| selection.wants(r))
    }

    /// Whether a finding of this severity makes the run fail.
    pub fn counts(&self, severity: Severity) -> bool {
        self.fail_on.is_some_and(|mildest| severity >= mildest)
    }

    /// How a target came out.
    pub fn verdict_of(&self, target: &Checked) -> Verdict {
        match &target.result {
            Err(_) => Verdict::Unopened,
            Ok(report) if report.tally.worst().is_some_and(|w| self.counts(w)) => Verdict::Failed,
            Ok(_) => Verdict::Passed,
        }
    }

    /// How all came out: the worst.
    pub fn verdict(&self) -> Verdict {
        self.targets.iter().map(|t| self.verdict_of(t)).max().unwrap_or(Verdict::Passed)
    }

    /// Findings of all targets.
    pub fn tally(&self) -> Tally {
        let add = |sum: Tally, more: &Tally| Tally {
            errors: sum.errors + more.errors,
            warnings: sum.warnings + more.warnings,
            infos: sum.infos + more.infos,
            baselined: sum.baselined + more.baselined,
        };
        self.reports().fold(Tally::default(), |sum, r| add(sum, &r.tally))
    }

    /// What was found where something could be opened.
    pub fn reports(&self) -> impl Iterator<Item = &'a DatabaseReport> {
        self.targets.iter().filter_map(|t| t.result.as_ref().ok())
    }

    /// The target's path as the reports name it.
    fn path(&self, target: &Checked) -> String {
        self.root.relative(&target.path)
    }
}

/// Every severity, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Findings of a severity that were counted and not kept.
fn hidden(report: &DatabaseReport, severity: Severity) -> u64 {
    let kept = report.findings.iter().filter(|f| f.severity == severity).count() as u64;
    let all = match severity {
        Severity::Error => report.tally.errors,
        Severity::Warning => report.tally.warnings,
        Severity::Info => report.tally.infos,
    };
    all.saturating_sub(kept)
}
