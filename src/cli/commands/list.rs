//! `wfstate list`: sessions, newest first.

mod table;

pub use table::{duration, energy, loss, minute};

use crate::cli::context::{Context, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::core::list::{Summary, list};
use crate::core::model::event::workflow::STATUSES;
use crate::core::store::SessionFilter;
use clap::builder::PossibleValuesParser;
use table::{machines, people};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An archive or a backup to look into [default: the database]
    #[arg(value_name = "FILE")]
    file: Option<std::path::PathBuf>,
    /// At most so many sessions; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Only sessions that began at this time or later: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only sessions that began before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,
    /// Only sessions with this status
    #[arg(long, value_name = "STATUS", ignore_case = true, value_parser = PossibleValuesParser::new(STATUSES))]
    status: Option<String>,
    /// Only sessions with this label
    #[arg(long, alias = "company", value_name = "LABEL")]
    label: Option<String>,
    /// Only sessions of this kind
    #[arg(long, value_name = "KIND", value_parser = ["stream", "workflow"])]
    kind: Option<String>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    if let Some(file) = &args.file {
        cx.global.db = Some(file.clone());
    }
    let listing = list(&cx.reader()?, &args.filter()?, limit)?;
    match cx.ui.format() {
        Format::Ndjson => listing.sessions.iter().try_for_each(|s| cx.ui.json(s))?,
        _ if cx.ui.value(&listing)? => {}
        Format::Text if listing.sessions.is_empty() => cx.ui.note("no sessions"),
        Format::Text => {
            let (table, left_out) = people(&listing, cx.ui.options().width);
            cx.ui.table(&table)?;
            if !left_out.is_empty() {
                cx.ui.note(&format!("the terminal is too narrow for: {}", left_out.join(", ")));
            }
        }
        _ => cx.ui.table(&machines(&listing))?,
    }
    if listing.more {
        cx.ui.note(&format!("only the newest {limit} are shown; -n 0 shows all"));
    }
    Ok(warn_of_faults(&listing.sessions, cx))
}

impl Args {
    fn filter(self) -> Result<SessionFilter, Failure> {
        let canonical = |s: String| STATUSES.iter().find(|known| known.eq_ignore_ascii_case(&s));
        Ok(SessionFilter {
            since: self.since.as_deref().map(parse_time).transpose()?,
            until: self.until.as_deref().map(parse_time).transpose()?,
            label: self.label,
            kind: self.kind,
            status: self.status.and_then(canonical).map(|s| (*s).to_owned()),
        })
    }
}

/// Says which figures are missing, and why.
fn warn_of_faults(sessions: &[Summary], cx: &Context) -> Exit {
    let mut exit = Exit::Done;
    for session in sessions {
        if let Some(fault) = &session.fault {
            cx.ui.warn(&format!("{}: energy and cost are not known: {fault}", session.session_id));
            exit = Exit::Incomplete;
        }
    }
    exit
}
