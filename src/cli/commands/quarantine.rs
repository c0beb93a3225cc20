//! `wfstate quarantine`: refused lines.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::stream::Warnings;
use crate::cli::render::{escape, number, table::Table};
use crate::core::model::privacy::hex;
use crate::core::record::{Options, retry};
use crate::core::store::{Ask, Place, QuarantineEntry};
use serde::Serialize;
use serde_json::json;

/// Arguments of `quarantine`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List refused lines
    List {
        /// At most this many
        #[arg(short = 'n', long, default_value_t = 100, value_name = "N")]
        limit: usize,
    },
    /// Show one refused line
    Show {
        /// Its number
        entry: i64,
    },
    /// Try refused lines again
    Retry {
        /// Their numbers [default: all that are held]
        entries: Vec<i64>,
    },
}

/// An entry as JSON.
#[derive(Serialize)]
struct View<'a> {
    entry: i64,
    session_id: Option<&'a str>,
    received: String,
    source: &'a str,
    line: u64,
    column: Option<u64>,
    code: &'a str,
    message: &'a str,
    pointer: Option<&'a str>,
    length: u64,
    digest: String,
    text: Option<&'a str>,
    status: &'a str,
}

impl<'a> View<'a> {
    fn of(e: &'a QuarantineEntry) -> Self {
        let r = &e.refused;
        Self {
            entry: e.entry_no,
            session_id: r.session_id.as_deref(),
            received: r.received.to_string(),
            source: &r.source,
            line: r.line_no,
            column: r.column,
            code: &r.code,
            message: &r.message,
            pointer: r.pointer.as_deref(),
            length: r.length,
            digest: hex(&r.digest),
            text: r.line.as_deref(),
            status: &e.status,
        }
    }
}

/// Runs the verb.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    match args.verb {
        Verb::List { limit } => list(cx, limit),
        Verb::Show { entry } => show(cx, entry),
        Verb::Retry { entries } => again(cx, &entries),
    }
}

fn list(cx: &mut Context, limit: usize) -> Result<Exit, Failure> {
    let entries = cx.reader()?.ask(|q| q.quarantine(limit))?;
    if cx.ui.format().is_json() {
        let views: Vec<_> = entries.iter().map(View::of).collect();
        cx.ui.json(&json!({ "schema": "wfstate.quarantine/1", "entries": views }))?;
        return Ok(Exit::Done);
    }
    if entries.is_empty() {
        cx.ui.note("nothing is in quarantine");
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["entry", "source", "line", "code", "what", "bytes", "status"]);
    table.right(&[0, 2, 5]);
    for e in &entries {
        let r = &e.refused;
        table.row([
            e.entry_no.to_string(),
            r.source.clone(),
            r.line_no.to_string(),
            r.code.clone(),
            r.message.clone(),
            number::count(r.length),
            e.status.clone(),
        ]);
    }
    cx.ui.table(&table)?;
    Ok(Exit::Done)
}

fn show(cx: &mut Context, entry: i64) -> Result<Exit, Failure> {
    let found = cx.reader()?.ask(|q| q.quarantined(entry))?;
    let Some(e) = found else {
        return Err(Failure::new(Exit::NoMatch, format!("there is no entry {entry} in quarantine")));
    };
    if cx.ui.format().is_json() {
        cx.ui.json(&json!({ "schema": "wfstate.quarantine/1", "entries": [View::of(&e)] }))?;
        return Ok(Exit::Done);
    }
    let r = &e.refused;
    cx.ui.line(&format!("entry     {} ({})", e.entry_no, e.status))?;
    let column = r.column.map(|c| format!(", column {c}")).unwrap_or_default();
    cx.ui.line(&format!(
        "from      {}, line {}{column}, {}",
        escape::inline(&r.source),
        r.line_no,
        r.received
    ))?;
    let pointer = r.pointer.as_deref().map(|p| format!(" at {p}")).unwrap_or_default();
    cx.ui.line(&format!("why       {}: {}{pointer}", r.code, escape::inline(&r.message)))?;
    cx.ui.line(&format!("session   {}", r.session_id.as_deref().unwrap_or("none")))?;
    cx.ui.line(&format!("digest    {} of {} bytes", hex(&r.digest), number::count(r.length)))?;
    let text = r.line.as_deref().map_or("not kept (it could not be redacted)".into(), |l| escape::inline(l));
    cx.ui.line(&format!("line      {text}"))?;
    Ok(Exit::Done)
}

fn again(cx: &mut Context, entries: &[i64]) -> Result<Exit, Failure> {
    let reader = cx.reader()?;
    let held = if entries.is_empty() {
        let all = reader.ask(|q| q.quarantine(usize::MAX))?;
        all.into_iter().filter(|e| e.status != "accepted").collect()
    } else {
        let mut named = Vec::new();
        for entry in entries {
            let found = reader.ask(|q| q.quarantined(*entry))?;
            named.push(found.ok_or_else(|| {
                Failure::new(Exit::NoMatch, format!("there is no entry {entry} in quarantine"))
            })?);
        }
        named
    };
    drop(reader);
    let options = Options {
        key_file: Some(cx.key_file()?),
        source: "quarantine".into(),
        ..cx.recording(Place::parse(&cx.database()?), cx.opening(false)?)
    };
    let retried = retry(options, &held, Box::new(Warnings))?;
    if cx.ui.format().is_json() {
        cx.ui.json(&json!({
            "schema": "wfstate.quarantine/1",
            "accepted": retried.accepted,
            "refused": retried.refused,
            "not_kept": retried.not_kept,
        }))?;
    } else {
        cx.ui.line(&format!(
            "{} accepted, {} refused again, {} of which the line was not kept",
            retried.accepted, retried.refused, retried.not_kept
        ))?;
    }
    Ok(if retried.refused + retried.not_kept > 0 { Exit::Incomplete } else { Exit::Done })
}
