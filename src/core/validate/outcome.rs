//! What a run says of each thing that it was given: a report, or why nothing could be looked at.

use super::findings::{Finding, Tally};
use serde::Serialize;

/// How much of a database was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    /// All that the selected rules ask for.
    Full,
    /// What came after the seq that was named; what is before it was taken as it is.
    Since,
    /// A sample of the events.
    Sampled,
    /// All of another program's database, read as an import reads it.
    Foreign,
    /// Not what could not be read.
    Partial,
    /// Nothing: it could not be opened.
    None,
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A database.
    Database,
    /// A backup: a database that is packed.
    Backup,
    /// An archive: sessions that are packed.
    Archive,
    /// Events in a text file.
    Export,
    /// A database of another program.
    Foreign,
}

/// What was found in one database.
#[derive(Debug, Clone, Serialize)]
pub struct DatabaseReport {
    /// Its path.
    pub path: String,
    /// What stands there.
    pub form: Form,
    /// Sessions looked at; `None` where no rule asked for them.
    pub sessions: Option<u64>,
    /// Events looked at.
    pub events: Option<u64>,
    /// Events that there are in these sessions.
    pub events_total: Option<u64>,
    /// Snapshots looked at.
    pub snapshots: Option<u64>,
    /// How much was looked at.
    pub coverage: Coverage,
    /// The importer that takes it, where another program wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub importer: Option<&'static str>,
    /// Whether it was held against a head that was kept elsewhere.
    pub anchored: bool,
    /// Findings, in the order of sessions and events.
    pub findings: Vec<Finding>,
    /// Findings beyond the number that is kept.
    pub not_shown: u64,
    /// Findings that the baseline knows; they are neither kept nor counted otherwise.
    pub baselined: u64,
    /// Findings of the baseline that are gone.
    #[serde(skip)]
    pub baseline_left: u64,
    /// How many of each kind, those that are not kept included.
    #[serde(skip)]
    pub tally: Tally,
}

/// Why nothing of a target could be looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Unopened {
    /// The exit code that this error has.
    pub code: u8,
    /// Its name: `no_database`, `locked`, …
    pub kind: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// One target of a run.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its path, as it was given.
    pub path: String,
    /// What was found, or why nothing could be.
    pub result: Result<DatabaseReport, Unopened>,
    /// How long it took.
    pub elapsed_ms: u64,
}

impl Serialize for Checked {
    /// A target that could not be opened has the form of the others, and an `error`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Nothing<'a> {
            path: &'a str,
            form: Option<Form>,
            sessions: Option<u64>,
            events: Option<u64>,
            events_total: Option<u64>,
            snapshots: Option<u64>,
            coverage: Coverage,
            anchored: bool,
            findings: [Finding; 0],
            not_shown: u64,
            baselined: u64,
            error: &'a Unopened,
        }
        match &self.result {
            Ok(report) => report.serialize(serializer),
            Err(error) => Nothing {
                path: &self.path,
                form: None,
                sessions: None,
                events: None,
                events_total: None,
                snapshots: None,
                coverage: Coverage::None,
                anchored: false,
                findings: [],
                not_shown: 0,
                baselined: 0,
                error,
            }
            .serialize(serializer),
        }
    }
}
