//! `wfstate cost`: what was spent, as a table and a chart; `cost check`: whether it is too much.

mod check;
mod view;

use crate::cli::context::{Context, only, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{Format, svg};
use crate::core::ambient;
use crate::core::cost::{By, cost};
use crate::core::passing::{Compacted, MOST_DAYS, Scope, Window};
use crate::core::stats::LeftOut;
use crate::core::store::Reader;
use clap::ValueEnum;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Days are those of UTC. Each attempt of a phase counts, and each ai.response_complete that speaks of \
                  its cost. What has no price is counted as unpriced, never as 0.\n\n  \
                  wfstate cost --by model --days 7\n  \
                  wfstate cost --format svg -o cost.svg\n  \
                  wfstate cost check --max-usd 5 --days 1 || echo enough   # exit 4 when it is more"
)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    view: ViewArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Exit 4 when what is known to be spent is more than an amount
    Check(check::CheckArgs),
}

#[derive(Debug, clap::Args)]
struct ViewArgs {
    /// Sessions: ids or four letters of them, latest, label:NAME, an archive; all where none is named
    #[arg(value_name = "SESSION")]
    sessions: Vec<String>,
    /// What the sums are told by
    #[arg(long, value_enum, value_name = "WHAT", default_value = "day")]
    by: ByArg,
    #[command(flatten)]
    time: TimeArgs,
}

/// Which stretch of time is meant.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TimeArgs {
    /// The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are
    /// taken whole]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=MOST_DAYS))]
    days: Option<i64>,
    /// Only what was at this time or later: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, conflicts_with = "days")]
    since: Option<String>,
    /// Only what was before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    Day,
    Model,
    Label,
}

impl From<ByArg> for By {
    fn from(by: ByArg) -> Self {
        match by {
            ByArg::Day => Self::Day,
            ByArg::Model => Self::Model,
            ByArg::Label => Self::Label,
        }
    }
}

const DAYS: i64 = 30;

impl TimeArgs {
    /// Whether anything is said of the time.
    pub fn is_given(&self) -> bool {
        self.days.is_some() || self.since.is_some() || self.until.is_some()
    }

    /// The stretch that is meant; where nothing is said, sessions that are named have all of their time.
    pub fn window(&self, named: bool) -> Result<Window, Failure> {
        let time = |t: &Option<String>| t.as_deref().map(parse_time).transpose();
        let (since, until) = (time(&self.since)?, time(&self.until)?);
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            return Err(Failure::usage("--since is not before --until"));
        }
        if since.is_some() {
            let until = until.or(Window::days(ambient::now(), 1).until);
            return Ok(Window { since, until });
        }
        if named && self.days.is_none() {
            return Ok(Window { since, until });
        }
        // The day of an instant that is itself left out is the one before it, where it is midnight.
        let last = until.map_or_else(ambient::now, |t| t.plus_us(-1));
        let window = Window::days(last, self.days.unwrap_or(DAYS));
        Ok(Window { until: until.or(window.until), ..window })
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Some(Verb::Check(check)) => check::run(&check, cx),
        None => sums(args.view, cx),
    }
}

fn sums(args: ViewArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let formats = [Format::Text, Format::Json, Format::Ndjson, Format::Yaml, Format::Csv, Format::Markdown];
    if cx.ui.format() != Format::Svg {
        only(cx.ui.format(), &formats)?;
    }
    let (reader, named) = open(args.sessions, cx)?;
    let window = args.time.window(!named.is_empty())?;
    let scope = scope(&reader, &named, &window, cx)?;
    let cost = cost(&reader, &scope, &window, args.by.into())?;
    match cx.ui.format() {
        Format::Svg => cx.ui.text(svg::bars(&format!("spent {}", view::title(&cost)), &view::bars(&cost)))?,
        Format::Csv => cx.ui.table(&view::machines(&cost))?,
        Format::Markdown => cx.ui.table(&view::people(&cost))?,
        Format::Text => view::text(&cost, cx)?,
        _ => {
            cx.ui.value(&cost)?;
        }
    }
    Ok(tell(&cost.compacted, &cost.left_out, cx))
}

/// The database, and the sessions that are named; a file is looked at whole.
pub fn open(sessions: Vec<String>, cx: &mut Context) -> Result<(Reader, Vec<String>), Failure> {
    let mut named = Vec::new();
    for session in sessions {
        if cx.turn_to(&session) == session {
            named.push(session);
        }
    }
    Ok((cx.reader()?, named))
}

/// The sessions that are looked at.
pub fn scope(reader: &Reader, named: &[String], window: &Window, cx: &Context) -> Result<Scope, Failure> {
    if named.is_empty() {
        return Ok(Scope::of_all(reader, window)?);
    }
    let rows = named.iter().map(|s| cx.session(reader, s)).collect::<Result<Vec<_>, _>>()?;
    Ok(Scope::of_rows(&rows))
}

/// Says what the sums do not know.
pub fn tell(compacted: &[Compacted], left_out: &[LeftOut], cx: &Context) -> Exit {
    for c in compacted {
        let day = c.time.get(..10).unwrap_or(&c.time);
        let responses = match c.responses {
            0 => String::new(),
            n => format!("; what {n} responses among them cost is not known any more"),
        };
        let gone = format!("{}: events up to {} were compacted and stand on {day}", c.session_id, c.to_seq);
        cx.ui.note(&format!("{gone}{responses}"));
    }
    for left in left_out {
        cx.ui.warn(&format!("{}: what was compacted is left out: {}", left.session_id, left.why));
    }
    if left_out.is_empty() { Exit::Done } else { Exit::Incomplete }
}
