//! **COMMAND TABLE**: one file and one row a verb (and its `mod` line, which rustfmt needs to see).

pub mod archive;
pub mod audit;
pub mod backup;
pub mod completions;
pub mod config;
pub mod cost;
pub mod doctor;
pub mod emit;
pub mod export;
pub mod fixture;
pub mod head;
pub mod hold;
pub mod import;
pub mod list;
pub mod maintain;
pub mod man;
pub mod migrate;
pub mod purge;
pub mod quarantine;
pub mod record;
pub mod recover;
pub mod replay;
pub mod restore;
pub mod retention;
pub mod rollback;
pub mod schema;
pub mod show;
pub mod snapshot;
pub mod stats;
pub mod status;
pub mod validate;
pub mod workflow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::render::Format;

/// Makes the enum that clap reads and the dispatch from one list of rows.
macro_rules! command_table {
    ($( $(#[$attribute:meta])* $name:ident => $module:ident; )*) => {
        /// A verb and its arguments.
        #[derive(Debug, clap::Subcommand)]
        pub enum Command {
            $( $(#[$attribute])* $name($module::Args), )*
        }

        impl Command {
            /// Runs it.
            pub fn run(self, cx: &mut Context) -> Result<Exit, Failure> {
                match self {
                    $( Self::$name(args) => $module::run(args, cx), )*
                }
            }
        }
    };
}

command_table! {
    /// Record a stream of events, durably, while it happens
    Record => record;
    /// Record one event
    Emit => emit;
    /// Show what the recorder refused, and try it again
    Quarantine => quarantine;
    /// List sessions
    #[command(visible_alias = "history")]
    List => list;
    /// Show one session
    Show => show;
    /// Count: events, energy, models, rates, errors
    Stats => stats;
    /// What was spent: by day, model or label; and whether it is more than it may be
    Cost => cost;
    /// What is being recorded now, and how well
    Status => status;
    /// Compute the state at any point again, and compare it
    Replay => replay;
    /// Go back to an earlier state, as a new event
    Rollback => rollback;
    /// Create, list, show, verify and prune snapshots
    Snapshot => snapshot;
    /// Check databases, from file bytes to meaning
    Validate => validate;
    /// Sessions of phases: start, save, resume, complete
    Workflow => workflow;
    /// Make a new database of what a damaged one still proves, and check it
    Recover => recover;
    /// Keep of the past what is to be kept: by age, count and bytes
    Retention => retention;
    /// Move the log, give free pages back, take away what killed runs left: for a clock to start
    Maintain => maintain;
    /// Pack cold sessions, where they are or into a file; list and restore such files
    Archive => archive;
    /// Make, list, verify and prune backups
    Backup => backup;
    /// Make a database of a backup again, whole or at a point in time
    Restore => restore;
    /// Write sessions out: NDJSON, JSON, YAML, CSV, SQL, or a page
    Export => export;
    /// Bring sessions in: exports, databases and packs of wfstate, files of other programs
    Import => import;
    /// Make databases to test with: whole ones of any size, or broken in exactly one way
    Fixture => fixture;
    /// Delete sessions for ever, and prove it
    Purge => purge;
    /// Keep sessions from being deleted
    Hold => hold;
    /// Print one line to keep elsewhere: it proves later that nothing was changed or cut off
    Head => head;
    /// Bring a database of an earlier version to this one, with a copy to go back to
    Migrate => migrate;
    /// List what was done with the database: exports, purges, backups, sessions that store words
    Audit => audit;
    /// Show the database's schema and every JSON schema
    Schema => schema;
    /// Show and check the configuration
    Config => config;
    /// Look at this machine: files, rights, locks, room, clock, versions
    Doctor => doctor;
    /// Print shell completions
    Completions => completions;
    /// Print the manual page
    Man => man;
}

impl Command {
    /// Whether it depends on the configuration; the others have something to say also where it is wrong.
    pub fn wants_config(&self) -> bool {
        !matches!(
            self,
            Self::Config(_)
                | Self::Doctor(_)
                | Self::Fixture(_)
                | Self::Schema(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }

    /// Whether `--output` is a file that the verb makes itself, beside its answer.
    pub fn makes_output(&self) -> bool {
        match self {
            Self::Archive(args) => args.makes_output(),
            // Nor one that it reads.
            Self::Workflow(args) => args.reads_output(),
            other => matches!(other, Self::Recover(_) | Self::Export(_)),
        }
    }

    /// Whether `--format` says how it packs.
    pub fn packs(&self) -> bool {
        matches!(self, Self::Backup(_))
    }

    /// Diagrams and SQL are formats of schemas alone.
    pub fn check_format(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Sql | Format::Html if matches!(self, Self::Export(_)) => Ok(()),
            Format::Svg if !matches!(self, Self::Cost(_)) => {
                Err(Failure::usage("svg is a format of `wfstate cost`"))
            }
            Format::Html => Err(Failure::usage("html is a format of `wfstate export`")),
            Format::Mermaid | Format::Sql if !matches!(self, Self::Schema(_)) => {
                Err(Failure::usage("mermaid and sql are formats of `wfstate schema show`"))
            }
            _ => Ok(()),
        }
    }
}
