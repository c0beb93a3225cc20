//! `wfstate status`: what is being recorded now, and how well.

use super::list::{loss, minute};
use super::show::figures::{brief, milliseconds};
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::{Format, Table, number};
use crate::cli::signals;
use crate::core::ambient;
use crate::core::model::quantity::{format_bytes, format_duration_ms};
use crate::core::record::ALERT;
use crate::core::status::{Live, Status, look};
use std::io::Write as _;
use std::time::Duration;

/// Moves the cursor to the top left corner and clears what is below it.
const REDRAW: &str = "\x1b[H\x1b[J";
/// The same for the first time: the terminal's last lines scroll away instead of being lost.
const CLEAR: &str = "\x1b[2J";

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "With --watch and --json each look is one line. SIGINT is the normal end of --watch.")]
pub struct Args {
    /// The session: its id or four letters of it, latest, label:NAME; without one, all that are being recorded
    #[arg(value_name = "SESSION")]
    session: Option<String>,
    /// Look again and again, each so many seconds
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "2", value_parser = seconds)]
    watch: Option<Duration>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let Some(pause) = args.watch else {
        let status = status(&args, cx)?;
        print(&status, cx)?;
        return Ok(Exit::Done);
    };
    let stop = signals::install()?;
    let terminal = cx.ui.options().width.is_some() && cx.ui.format() == Format::Text;
    if terminal {
        cx.ui.write_all(CLEAR.as_bytes())?;
    }
    loop {
        // Asked before anything is drawn: a failure must not leave an empty screen.
        let status = status(&args, cx)?;
        if terminal {
            cx.ui.write_all(REDRAW.as_bytes())?;
        }
        print(&status, cx)?;
        if !terminal && cx.ui.format() == Format::Text {
            cx.ui.line("")?;
        }
        cx.ui.flush()?;
        if cx.ui.closed() || signals::stopped_within(&stop, pause)? {
            return Ok(Exit::Done);
        }
    }
}

/// The database is opened for each look: nothing of it is held in between.
fn status(args: &Args, cx: &Context) -> Result<Status, Failure> {
    let reader = cx.reader()?;
    let row = args.session.as_ref().map(|selector| cx.session(&reader, selector)).transpose()?;
    Ok(look(&reader, row.as_ref(), cx.config.record().spill_directory.as_deref(), ambient::now())?)
}

fn print(status: &Status, cx: &mut Context) -> Result<(), Failure> {
    if !cx.ui.value(status)? {
        text(status, cx)?;
    }
    Ok(())
}

fn text(s: &Status, cx: &mut Context) -> Result<(), Failure> {
    let mut facts = vec![
        ("database", s.path.clone()),
        ("size", format!("{} and {} of log", format_bytes(s.bytes), format_bytes(s.wal_bytes))),
        ("recorder", recorder(s)),
    ];
    facts.extend(
        s.spill_bytes.map(|bytes| {
            ("spilled", format!("{} wait until the database can be written", format_bytes(bytes)))
        }),
    );
    if s.interrupted > 0 {
        facts.push(("left", format!("{} interrupted", number::counted(s.interrupted, "session"))));
    }
    for (name, value) in facts {
        let name = cx.ui.paint().bold(&format!("{name:<10}"));
        cx.ui.line(&format!("{name} {}", inline(&value)))?;
    }
    if !s.sessions.is_empty() {
        cx.ui.line("")?;
        cx.ui.table(&table(&s.sessions))?;
    }
    for session in &s.sessions {
        let Some(alert) = &session.last_alert else { continue };
        let what = brief(ALERT, &alert.facts).unwrap_or_default();
        let line = format!("{}, {} ago: {what}", session.session_id, format_duration_ms(alert.age_ms));
        let line = cx.ui.paint().warn(&inline(&line));
        cx.ui.line(&line)?;
    }
    Ok(())
}

fn recorder(s: &Status) -> String {
    let live = s.sessions.iter().filter(|l| l.recording).count() as u64;
    match (&s.writer, live) {
        (Some(w), 0) => format!("process {} holds the database; it records no session", w.process),
        (Some(w), n) => {
            format!("process {} writes, {} being recorded", w.process, number::counted(n, "session"))
        }
        (None, 0) => "no recorder runs".to_owned(),
        (None, n) => format!("{} being recorded", number::counted(n, "session")),
    }
}

fn table(sessions: &[Live]) -> Table {
    let mut table = Table::new([
        "session",
        "process",
        "since",
        "events",
        "a second",
        "p50",
        "p99",
        "queue",
        "late frames",
        "memory",
        "alerts",
        "loss",
        "measured",
    ]);
    table.right(&[3, 4, 5, 6, 7, 8, 9, 10]);
    for s in sessions {
        let known = s.stats.as_ref();
        let fact = |pick: &dyn Fn(&serde_json::Value) -> Option<String>| {
            known.and_then(|stats| pick(&stats.facts)).unwrap_or_default()
        };
        table.row([
            s.session_id.clone(),
            s.process.clone().unwrap_or_else(|| format!("none, {}", s.status)),
            s.recording_since.as_deref().map_or_else(String::new, minute),
            number::count(s.events),
            fact(&|f| f["events_per_s"].as_f64().map(|r| r.to_string())),
            fact(&|f| Some(milliseconds(&f["latency_us"]["p50"]))),
            fact(&|f| Some(milliseconds(&f["latency_us"]["p99"]))),
            fact(&|f| f["queue"]["max"].as_u64().map(number::count)),
            fact(&|f| f["frame_overruns"].as_u64().map(number::count)),
            fact(&|f| f["memory_bytes"].as_u64().map(format_bytes)),
            number::count(s.alerts),
            loss(s.loss, s.events),
            known.map_or_else(|| "not yet".to_owned(), |k| format!("{} ago", format_duration_ms(k.age_ms))),
        ]);
    }
    table
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds, such as 2 or 0.5".to_owned())?;
    if !(0.1..=86_400.0).contains(&seconds) {
        return Err("give 0.1 to 86400 seconds".into());
    }
    Ok(Duration::from_secs_f64(seconds))
}
