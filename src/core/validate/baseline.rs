//! A baseline: findings that are known and accepted, so that a check fails on new ones only.
//!
//! A finding is recognised by its target, its rule and its place, session and seq. Its words count only where it
//! has no place: they hold numbers that change with the time of day and with every repair nearby.

use super::findings::Finding;
use super::outcome::Checked;
use crate::core::paths::{plain, way};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What the file says that it is.
const SCHEMA: &str = "wfstate.baseline/1";

/// The findings of a baseline, by target.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    folder: Folder,
    targets: BTreeMap<String, BTreeMap<Place, u64>>,
}

/// Where a baseline lives. Its targets are told from there, so that it holds in every checkout, wherever the check
/// is run.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    current: PathBuf,
    home: PathBuf,
}

impl Folder {
    /// The folder of the file `baseline`, for a program that runs in `current`, which is absolute.
    pub fn of(baseline: &Path, current: &Path) -> Self {
        let mut home = plain(&current.join(baseline));
        home.pop();
        Self { current: current.to_owned(), home }
    }

    fn told(&self, path: &str) -> String {
        if path == "-" {
            return path.to_owned();
        }
        way(&self.home, &plain(&self.current.join(path))).to_string_lossy().into_owned()
    }
}

/// What a finding is recognised by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    rule: String,
    session_id: Option<String>,
    seq: Option<u64>,
    message: Option<String>,
}

/// The file.
#[derive(Debug, Serialize, Deserialize)]
struct File {
    schema: String,
    findings: Vec<Row>,
}

/// A finding in the file, and how many of its kind there are.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    path: String,
    rule: String,
    session_id: Option<String>,
    seq: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    count: u64,
}

impl Baseline {
    /// Reads a file's text.
    pub fn parse(text: &str, folder: Folder) -> Result<Self, String> {
        // Where, but not what stands there: it may be any file, and words of it belong into no log.
        let file: File = serde_json::from_str(text).map_err(|e| {
            let what = if e.is_data() { "not what a baseline has there" } else { "not JSON" };
            format!("line {}, column {}: {what}", e.line(), e.column())
        })?;
        if file.schema != SCHEMA {
            return Err(format!("it does not say that it is `{SCHEMA}`"));
        }
        let mut baseline = Self { folder, ..Self::default() };
        for row in file.findings {
            let Row { path, rule, session_id, seq, message, count } = row;
            let target = baseline.targets.entry(path).or_default();
            let known = target.entry(Place { rule, session_id, seq, message }).or_default();
            *known = known.saturating_add(count);
        }
        Ok(baseline)
    }

    /// All that a run found.
    pub fn of(checked: &[Checked], folder: Folder) -> Self {
        let mut baseline = Self { folder, ..Self::default() };
        for one in checked {
            if let Ok(report) = &one.result {
                baseline.learn(&one.path, &report.findings);
            }
        }
        baseline
    }

    /// Takes in what was found in a target.
    pub fn learn(&mut self, path: &str, findings: &[Finding]) {
        for finding in findings {
            *self.entry(path, Place::of(finding)) += 1;
        }
    }

    /// The file's text; one finding a line, so that a change to it reads well in a diff.
    pub fn to_text(&self) -> String {
        let rows = self.targets.iter().flat_map(|(path, places)| {
            places.iter().map(move |(place, count)| Row {
                path: path.clone(),
                rule: place.rule.clone(),
                session_id: place.session_id.clone(),
                seq: place.seq,
                message: place.message.clone(),
                count: *count,
            })
        });
        let rows: Vec<String> = rows.filter_map(|row| serde_json::to_string(&row).ok()).collect();
        let rows = if rows.is_empty() { String::new() } else { format!("\n  {}\n", rows.join(",\n  ")) };
        format!("{{\"schema\":\"{SCHEMA}\",\"findings\":[{rows}]}}\n")
    }

    /// How many findings it has.
    pub fn count(&self) -> u64 {
        sum(self.targets.values().flat_map(BTreeMap::values))
    }

    /// Whether it has findings of a target with this path.
    pub fn names(&self, path: &str) -> bool {
        self.targets.contains_key(&self.folder.told(path))
    }

    /// What is known of a target, to be ticked off.
    pub fn known(&self, path: &str) -> Known {
        Known(Mutex::new(self.targets.get(&self.folder.told(path)).cloned().unwrap_or_default()))
    }

    fn entry(&mut self, path: &str, place: Place) -> &mut u64 {
        self.targets.entry(self.folder.told(path)).or_default().entry(place).or_default()
    }
}

/// The file says any numbers.
fn sum<'n>(counts: impl Iterator<Item = &'n u64>) -> u64 {
    counts.fold(0, |sum, n| sum.saturating_add(*n))
}

impl Place {
    fn of(finding: &Finding) -> Self {
        let placed = finding.session_id.is_some() || finding.seq.is_some();
        Self {
            rule: finding.rule.to_owned(),
            session_id: finding.session_id.clone(),
            seq: finding.seq,
            message: (!placed).then(|| finding.message.clone()),
        }
    }
}

/// The known findings of one target that were not met yet.
#[derive(Debug, Default)]
pub struct Known(Mutex<BTreeMap<Place, u64>>);

impl Known {
    /// Whether a finding is known; each is, as often as the baseline has it.
    pub fn take(&self, finding: &Finding) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.get_mut(&Place::of(finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many were not met.
    pub fn left(&self) -> u64 {
        sum(self.0.lock().unwrap_or_else(PoisonError::into_inner).values())
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::Severity;
    use super::*;

    fn finding(rule: &'static str, session: Option<&str>, seq: Option<u64>, message: &str) -> Finding {
        Finding {
            rule,
            severity: Severity::Error,
            session_id: session.map(str::to_owned),
            seq,
            message: message.to_owned(),
            hint: "",
        }
    }

    #[test]
    fn a_known_finding_is_recognised_by_its_place_and_as_often_as_it_was_there() {
        let mut baseline = Baseline::default();
        for finding in [
            finding("WFT001", Some("s"), Some(3), "by 2 s"),
            finding("WFT001", Some("s"), Some(3), "by 3 s"),
            finding("WFD001", None, None, "row 7 is missing"),
        ] {
            *baseline.entry("./a.db", Place::of(&finding)) += 1;
        }
        let baseline = Baseline::parse(&baseline.to_text(), Folder::default()).unwrap();
        assert_eq!(baseline.count(), 3);
        let known = baseline.known("a.db");
        assert!(known.take(&finding("WFT001", Some("s"), Some(3), "by 9 s")), "words do not count");
        assert!(!known.take(&finding("WFT001", Some("s"), Some(4), "by 2 s")));
        assert!(!known.take(&finding("WFT001", Some("t"), Some(3), "by 2 s")));
        assert!(!known.take(&finding("WFD001", None, None, "row 8 is missing")), "without a place they do");
        assert_eq!(known.left(), 2);
        assert!(known.take(&finding("WFT001", Some("s"), Some(3), "")));
        assert!(!known.take(&finding("WFT001", Some("s"), Some(3), "")), "one more than there were");
        assert!(known.take(&finding("WFD001", None, None, "row 7 is missing")));
        assert!(!baseline.known("b.db").take(&finding("WFD001", None, None, "row 7 is missing")));
        assert!(Baseline::parse("{\"schema\":\"other\",\"findings\":[]}", Folder::default()).is_err());
        assert_eq!(Baseline::parse(&Baseline::default().to_text(), Folder::default()).unwrap().count(), 0);
    }

    #[test]
    fn a_target_is_told_from_where_the_baseline_lives() {
        let in_repository = Folder::of(Path::new("ci/known.json"), Path::new("/home/y/repo"));
        let mut baseline = Baseline { folder: in_repository, ..Baseline::default() };
        baseline.learn("fixtures/./a.db", &[finding("WFT001", Some("s"), Some(3), "")]);
        let elsewhere = Folder::of(Path::new("known.json"), Path::new("/home/x/repo/ci"));
        let baseline = Baseline::parse(&baseline.to_text(), elsewhere).unwrap();
        for path in ["../fixtures/a.db", "/home/x/repo/fixtures/a.db"] {
            assert!(baseline.names(path), "{path}");
        }
        assert!(!baseline.names("fixtures/a.db") && !baseline.names("a.db"));
    }

    #[test]
    fn a_file_that_is_no_baseline_is_refused_without_its_words_and_counts_of_any_size_are_taken() {
        let row = |count: &str| {
            format!(
                "{{\"path\":\"a.db\",\"rule\":\"WFT001\",\"session_id\":\"s\",\"seq\":3,\"count\":{count}}}"
            )
        };
        let file = |schema: &str, rows: &[String]| {
            format!("{{\"schema\":\"{schema}\",\"findings\":[{}]}}", rows.join(","))
        };
        for text in [
            "hush",
            "\"hush\"",
            "{\"hush\":1}",
            &file("hush", &[]),
            &file(SCHEMA, &[row("\"hush\"")]),
            &file(SCHEMA, &[row("-1")]),
        ] {
            let why = Baseline::parse(text, Folder::default()).unwrap_err();
            assert!(!why.contains("hush"), "{why}");
        }
        let most = u64::MAX.to_string();
        let other = row(&most).replace("WFT001", "WFT002");
        let baseline =
            Baseline::parse(&file(SCHEMA, &[row(&most), row(&most), other]), Folder::default()).unwrap();
        assert_eq!(baseline.count(), u64::MAX);
        let known = baseline.known("./a.db");
        assert!(known.take(&finding("WFT001", Some("s"), Some(3), "")));
        assert_eq!(known.left(), u64::MAX);
    }
}
