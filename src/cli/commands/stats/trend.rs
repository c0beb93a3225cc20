//! `wfstate stats --trend`: day by day, and the slopes.

use crate::cli::commands::cost::{TimeArgs, open, scope, tell};
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{Format, Table, number};
use crate::core::trend::{Figures, Slope, Trend, trend};

/// Runs.
pub fn run(session: Option<String>, time: &TimeArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let formats = [Format::Text, Format::Json, Format::Ndjson, Format::Yaml, Format::Csv, Format::Markdown];
    only(cx.ui.format(), &formats)?;
    let (reader, named) = open(session.into_iter().collect(), cx)?;
    let window = time.window(!named.is_empty())?;
    let scope = scope(&reader, &named, &window, cx)?;
    let trend = trend(&reader, &scope, &window)?;
    match cx.ui.format() {
        Format::Csv => cx.ui.table(&machines(&trend))?,
        Format::Text | Format::Markdown => {
            cx.ui.table(&people(&trend))?;
            if cx.ui.format() == Format::Text {
                cx.ui.line("")?;
                slopes(&trend, cx)?;
            }
        }
        _ => {
            cx.ui.value(&trend)?;
        }
    }
    Ok(tell(&trend.compacted, &trend.left_out, cx))
}

fn people(trend: &Trend) -> Table {
    let mut table = Table::new(["day", "sessions", "events", "errors", "energy", "cost", "unpriced"]);
    table.right(&[1, 2, 3, 4, 5, 6]);
    let cells = |name: String, f: &Figures| {
        [
            name,
            number::count(f.sessions),
            number::count(f.events),
            number::count(f.errors),
            number::energy(f.energy.0),
            number::usd(f.amount.micro_usd()),
            number::count(f.amount.unpriced),
        ]
    };
    for day in &trend.days {
        table.row(cells(day.day.to_string(), &day.figures));
    }
    table.row(cells("all".to_owned(), &trend.total));
    table
}

fn machines(trend: &Trend) -> Table {
    let mut table =
        Table::new(["day", "sessions", "events", "errors", "energy", "cost_micro_usd", "count", "unpriced"]);
    for day in &trend.days {
        let f = &day.figures;
        table.row([
            day.day.to_string(),
            f.sessions.to_string(),
            f.events.to_string(),
            f.errors.to_string(),
            f.energy.to_string(),
            f.amount.micro_usd().map_or_else(String::new, |micro_usd| micro_usd.to_string()),
            f.amount.count.to_string(),
            f.amount.unpriced.to_string(),
        ]);
    }
    table
}

/// How much a day has more than the one before it.
fn slopes(trend: &Trend, cx: &mut Context) -> Result<(), Failure> {
    let s = &trend.slopes;
    let usd = Slope { per_day: s.cost_micro_usd.per_day.map(|micro| micro / 1e6), ..s.cost_micro_usd };
    let lines = [
        ("events", &s.events, "a day"),
        ("energy", &s.energy, "EU a day"),
        ("cost", &usd, "USD a day"),
        ("errors", &s.errors_per_million, "among a million events"),
    ];
    for (name, slope, unit) in lines {
        let name = cx.ui.paint().bold(&format!("{name:<10}"));
        let line = match slope.per_day {
            Some(more) => format!("{more:+.6} {unit} with each day, over {} days", slope.n),
            None => format!("no slope over {}", number::counted(slope.n, "day")),
        };
        cx.ui.line(&format!("{name} {line}"))?;
    }
    Ok(())
}
