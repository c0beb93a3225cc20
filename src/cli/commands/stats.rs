//! `wfstate stats`: figures of the whole database, or of one session over its time.

mod anomalies;
mod trend;

use super::cost::TimeArgs;
use super::list::{loss, minute};
use super::show::figures::latency;
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::spark::{spark, terminal_is_utf8};
use crate::cli::render::{Format, Table, number};
use crate::core::anomaly::look;
use crate::core::model::quantity::{format_bytes, format_duration_ms};
use crate::core::show::Model;
use crate::core::stats::{DatabaseStats, Errors, Measured, SessionStats, database, session};

/// What stands on the line of the curve besides it.
const BESIDE_CURVE: usize = 26;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session: its id or four letters of it, latest, label:NAME; without one, the whole database; or an archive
    #[arg(value_name = "SESSION")]
    session: Option<String>,
    /// Day by day, and how much it grows
    #[arg(long, conflicts_with = "anomalies")]
    trend: bool,
    /// What is out of the ordinary in the session
    #[arg(long, requires = "session")]
    anomalies: bool,
    #[command(flatten)]
    time: TimeArgs,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let Args { session: selector, trend, anomalies, time } = args;
    if trend {
        return trend::run(selector, &time, cx);
    }
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if time.is_given() {
        return Err(Failure::usage("--days, --since and --until narrow down --trend alone"));
    }
    let selector = selector.map(|s| (cx.turn_to(&s), s));
    // A file is looked at whole.
    let selector = selector.filter(|(turned, s)| turned == s).map(|s| s.0);
    let reader = cx.reader()?;
    if let Some(selector) = &selector {
        let row = cx.session(&reader, selector)?;
        let mut stats = session(&reader, &row)?;
        stats.anomalies = anomalies.then(|| look(&reader, &row)).transpose()?;
        if !cx.ui.value(&stats)? {
            of_session(&stats, cx)?;
            stats.anomalies.iter().try_for_each(|a| anomalies::text(a, cx))?;
        }
        return Ok(Exit::Done);
    }
    let stats = database(&reader)?;
    if !cx.ui.value(&stats)? {
        of_database(&stats, cx)?;
    }
    for left in &stats.left_out {
        cx.ui.warn(&format!("{} is left out of energy, types and models: {}", left.session_id, left.why));
    }
    Ok(if stats.left_out.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn of_database(s: &DatabaseStats, cx: &mut Context) -> Result<(), Failure> {
    let by_status: Vec<String> = s.sessions_by_status.iter().map(|(k, n)| format!("{n} {k}")).collect();
    let each = s.bytes_per_event.map_or_else(String::new, |b| format!(", {b:.0} B an event"));
    let size = format!("{} and {} of log", format_bytes(s.bytes), format_bytes(s.wal_bytes));
    let mut lines = vec![
        ("database", s.path.clone()),
        ("size", format!("{size}{each} ({} free inside)", format_bytes(s.free_bytes))),
        ("sessions", format!("{} ({})", number::count(s.sessions), by_status.join(", "))),
        ("events", format!("{}, loss {}", number::count(s.events), loss(s.loss, s.events))),
        ("sealed", format!("{} events in {}", number::count(s.sealed_events), format_bytes(s.sealed_bytes))),
        ("energy", s.energy.map_or_else(|| "unknown".to_owned(), |e| number::energy(e.0))),
        ("errors", errors(&s.errors)),
        ("snapshots", number::count(s.snapshots)),
        ("quarantine", number::count(s.quarantined)),
    ];
    lines.extend(written(s.recorder.as_ref(), true));
    facts(&lines, cx)?;
    let mut table = Table::new(["type", "events", "energy"]);
    table.right(&[1, 2]);
    for t in &s.types {
        let energy = t.energy.map_or_else(String::new, |e| number::energy(e.0));
        table.row([t.name.clone(), number::count(t.events), energy]);
    }
    section(&table, cx)?;
    section(&models(&s.models), cx)
}

fn of_session(s: &SessionStats, cx: &mut Context) -> Result<(), Failure> {
    let rate = s.events_per_second.map_or_else(String::new, |r| format!(", {r:.1} a second"));
    let power = s.energy_per_second.map_or_else(String::new, |r| format!(", {r:.1} EU a second"));
    let span = s.duration_ms.map_or_else(|| "unknown".to_owned(), format_duration_ms);
    let [skipped, over] = [s.frames.skipped, s.frames.overruns].map(number::count);
    let fps = match (s.frames.fps_min, s.frames.fps_max) {
        (Some(low), Some(high)) => format!("{low} to {high} fps"),
        _ => "fps unknown".to_owned(),
    };
    let mut lines = vec![
        ("session", format!("{}, {}", s.session_id, s.status)),
        ("time", format!("{span} from the first event to the last")),
        ("events", format!("{}{rate}, loss {}", number::count(s.events), loss(s.loss, s.events))),
        ("energy", format!("{}{power}", number::energy(s.energy.0))),
    ];
    lines.extend(curve(s, cx.ui.options().width));
    let seen = number::count(s.frames.seen);
    lines.push(("frames", format!("{seen}, {skipped} skipped, {over} over 16.67 ms, {fps}")));
    lines.push(("errors", errors(&s.errors)));
    lines.extend(written(s.recorder.as_ref(), false));
    facts(&lines, cx)?;
    let mut table = Table::new(["type", "events", "a second", "energy"]);
    table.right(&[1, 2, 3]);
    for t in &s.types {
        let rate = t.events_per_second.map_or_else(String::new, |r| format!("{r:.2}"));
        let energy = t.energy.map_or_else(String::new, |e| number::energy(e.0));
        table.row([t.name.clone(), number::count(t.events), rate, energy]);
    }
    section(&table, cx)?;
    section(&models(&s.models), cx)
}

/// Energy a second over the session's time, from nothing to its highest.
fn curve(s: &SessionStats, width: Option<u16>) -> Option<(&'static str, String)> {
    let mut rates = s.curve.as_ref()?.rates();
    let high = rates.iter().copied().fold(0.0_f64, f64::max);
    while width.is_some_and(|columns| rates.len() + BESIDE_CURVE > usize::from(columns)) && rates.len() > 1 {
        rates = rates
            .chunks(2)
            .map(|pair| pair.iter().sum::<f64>() / if pair.len() == 2 { 2.0 } else { 1.0 })
            .collect();
    }
    // A zero in front makes the lowest level nothing, not the lowest of these.
    let with_zero: Vec<f64> = std::iter::once(0.0).chain(rates).collect();
    let line: String = spark(&with_zero, terminal_is_utf8()).chars().skip(1).collect();
    Some(("EU/s", format!("{line}  up to {high:.1}")))
}

fn errors(e: &Errors) -> String {
    let Some(ratio) = e.ratio.filter(|_| e.events > 0) else { return number::count(e.events) };
    let kinds: Vec<String> = e.by_severity.iter().map(|(k, n)| format!("{n} {k}")).collect();
    let hourly = e.per_hour.map_or_else(String::new, |rate| format!(", {rate:.1} an hour"));
    let of_all = format!("{:.2} % of all events", ratio * 100.0);
    format!("{}, {of_all} ({}){hourly}", number::count(e.events), kinds.join(", "))
}

/// What the recorder measured last; of which session, where that is not plain.
fn written(measured: Option<&Measured>, name: bool) -> Option<(&'static str, String)> {
    let m = measured?;
    let of = if name { format!(", session {}", m.session_id) } else { String::new() };
    Some(("write", format!("{} at {}{of}", latency(&m.stats.facts), minute(&m.stats.time))))
}

fn models(models: &[Model]) -> Table {
    let mut table = Table::new(["model", "energy", "tokens", "responses"]);
    table.right(&[1, 2, 3]);
    for m in models {
        let [tokens, responses] = [m.tokens, m.responses].map(number::count);
        table.row([m.id.clone(), number::energy(m.energy.0), tokens, responses]);
    }
    table
}

fn facts(lines: &[(&str, String)], cx: &mut Context) -> Result<(), Failure> {
    for (name, value) in lines {
        let name = cx.ui.paint().bold(&format!("{name:<10}"));
        cx.ui.line(&format!("{name} {}", inline(value)))?;
    }
    Ok(())
}

fn section(table: &Table, cx: &mut Context) -> Result<(), Failure> {
    if table.is_empty() {
        return Ok(());
    }
    cx.ui.line("")?;
    Ok(cx.ui.table(table)?)
}
