//! `wfstate list`: sessions, newest first.

use crate::cli::context::{Context, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{Format, Table, number};
use crate::core::ambient;
use crate::core::list::{Listing, Summary, list};
use crate::core::model::event::workflow::STATUSES;
use crate::core::model::quantity::format_duration_ms;
use crate::core::store::SessionFilter;
use clap::builder::PossibleValuesParser;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
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
    let listing = list(&cx.reader()?, &args.filter()?, limit)?;
    match cx.ui.format() {
        Format::Ndjson => listing.sessions.iter().try_for_each(|s| cx.ui.json(s))?,
        _ if cx.ui.value(&listing)? => {}
        Format::Text if listing.sessions.is_empty() => cx.ui.note("no sessions"),
        Format::Text => cx.ui.table(&people(&listing))?,
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

/// Columns of mostly empty cells are left out.
fn people(listing: &Listing) -> Table {
    let sessions = &listing.sessions;
    let labels = sessions.iter().any(|s| s.label.is_some());
    let costs = sessions.iter().any(|s| s.cost_micro_usd.is_some());
    let mut headers = vec!["session", "kind", "status", "start", "duration", "events", "energy"];
    headers.extend(costs.then_some("cost"));
    headers.push("loss");
    headers.extend(labels.then_some("label"));
    let mut table = Table::new(headers);
    table.right(if costs { &[4, 5, 6, 7, 8] } else { &[4, 5, 6, 7] });
    for s in sessions {
        let mut cells =
            vec![s.session_id.clone(), s.kind.clone(), s.status.clone(), minute(&s.start_time), duration(s)];
        cells.extend([number::count(s.events), energy(s)]);
        cells.extend(costs.then(|| s.cost_micro_usd.map_or_else(String::new, |c| number::usd(Some(c)))));
        cells.push(loss(s.loss, s.events));
        cells.extend(labels.then(|| s.label.clone().unwrap_or_default()));
        table.row(cells);
    }
    table
}

/// The same columns always, and bare numbers.
fn machines(listing: &Listing) -> Table {
    let mut table = Table::new([
        "session_id", "kind", "label", "status", "start_time", "end_time", "duration_ms", "events", "energy",
        "cost_micro_usd", "clean_shutdown", "loss",
    ]);
    for s in &listing.sessions {
        table.row([
            s.session_id.clone(),
            s.kind.clone(),
            s.label.clone().unwrap_or_default(),
            s.status.clone(),
            s.start_time.clone(),
            s.end_time.clone().unwrap_or_default(),
            text(s.duration_ms),
            s.events.to_string(),
            text(s.energy),
            text(s.cost_micro_usd),
            text(s.clean_shutdown),
            s.loss.to_string(),
        ]);
    }
    table
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// `2025-08-17 19:48:00`: the fraction and the zone (always UTC) matter to machines.
pub fn minute(time: &str) -> String {
    time.get(..19).unwrap_or(time).replace('T', " ")
}

/// How long it took, or for how long it runs.
pub fn duration(s: &Summary) -> String {
    match s.duration_ms {
        Some(ms) => format_duration_ms(ms),
        None if s.status == "Running" => {
            format!("{} so far", format_duration_ms(ambient::now().0.saturating_sub(s.start.0) / 1_000_000 * 1000))
        }
        None => "unknown".to_owned(),
    }
}

/// The energy, or that it is not known.
pub fn energy(s: &Summary) -> String {
    s.energy.map_or_else(|| "unknown".to_owned(), |e| number::energy(e.0))
}

/// `0 (0.00 %)`: lost events, and their part in all that came.
#[expect(clippy::cast_precision_loss, reason = "a percentage of two decimals")]
pub fn loss(lost: u64, stored: u64) -> String {
    let percent = if lost == 0 { 0.0 } else { 100.0 * lost as f64 / (lost + stored) as f64 };
    format!("{} ({percent:.2} %)", number::count(lost))
}
