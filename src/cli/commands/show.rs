//! `wfstate show`: everything about one session.

use super::list::{duration, energy, loss, minute};
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::{Format, Table, number};
use crate::core::model::quantity::format_bytes;
use crate::core::show::{Entry, Session, show};

/// Rows of a long table that are shown without `-v`.
const SHOWN: usize = 10;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session: its id or four letters of it, latest, latest~2, label:NAME
    #[arg(value_name = "SESSION", default_value = "latest")]
    session: String,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let reader = cx.reader()?;
    let session = show(&reader, &cx.session(&reader, &args.session)?)?;
    if !cx.ui.value(&session)? {
        text(&session, cx)?;
    }
    let Some(fault) = &session.summary.fault else { return Ok(Exit::Done) };
    cx.ui.warn(&format!("energy, models and state are not known: {fault}"));
    Ok(Exit::Incomplete)
}

fn text(s: &Session, cx: &mut Context) -> Result<(), Failure> {
    for (name, value) in facts(s) {
        let name = cx.ui.paint().bold(&format!("{name:<11}"));
        cx.ui.line(&format!("{name} {}", inline(&value)))?;
    }
    if let Some(models) = s.models.as_ref().filter(|m| !m.is_empty()) {
        let mut table = Table::new(["model", "energy", "tokens", "responses"]);
        table.right(&[1, 2, 3]);
        for m in models {
            let [energy, tokens] = [number::energy(m.energy.0), number::count(m.tokens)];
            table.row([m.model_id.clone(), energy, tokens, number::count(m.responses)]);
        }
        section("", &table, cx)?;
    }
    if let Some(types) = s.types.as_ref().filter(|t| !t.is_empty()) {
        let mut table = Table::new(["type", "events", "energy"]);
        table.right(&[1, 2]);
        for t in types {
            let energy = t.energy.map_or_else(String::new, |e| number::energy(e.0));
            table.row([t.name.clone(), number::count(t.events), energy]);
        }
        section("", &table, cx)?;
    }
    journal(s, cx)?;
    snapshots(s, cx)
}

fn facts(s: &Session) -> Vec<(&'static str, String)> {
    let sum = &s.summary;
    let mut facts = vec![("session", sum.session_id.clone())];
    facts.extend(sum.label.clone().map(|label| ("label", label)));
    let recorder = s.recorder.as_ref().map(|r| match r.alive {
        true => format!(", recorded by process {}", r.process),
        false => format!(", left by process {}, which died", r.process),
    });
    facts.push(("status", format!("{} {}{}", sum.status, sum.kind, recorder.unwrap_or_default())));
    facts.extend(s.error_message.clone().map(|e| ("error", e)));
    facts.push(("time", times(s)));
    facts.push(("events", format!("{}, loss {}", number::count(sum.events), loss(sum.loss, sum.events))));
    facts.push(("energy", energy(sum)));
    facts.extend(sum.cost_micro_usd.map(|cost| ("cost", number::usd(Some(cost)))));
    facts.extend(frames(s).map(|f| ("frames", f)));
    let who = [Some(&s.user_id), s.model_id.as_ref(), s.hardware_tier.as_ref()];
    facts.push(("user", who.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")));
    let content = if s.stores_content { "stored" } else { "committed, not stored" };
    facts.push(("content", format!("{content}; mode {}, durable on {}", s.mode, s.durability)));
    let (seals, keys) = (number::count(s.seals.count), s.seals.keys);
    facts.push(("seals", format!("{seals}, up to event {}, under {keys} keys", number::count(s.seals.sealed_to))));
    facts.push(("head", s.seals.head.clone()));
    facts.push(("state", s.state_hash.clone().unwrap_or_else(|| "unknown".to_owned())));
    if s.quarantined > 0 {
        facts.push(("quarantine", format!("{} lines are held", number::count(s.quarantined))));
    }
    facts
}

fn times(s: &Session) -> String {
    let sum = &s.summary;
    let end = sum.end_time.as_deref().map_or_else(String::new, |end| format!(" to {}", minute(end)));
    format!("{}{end} UTC ({})", minute(&sum.start_time), duration(sum))
}

fn frames(s: &Session) -> Option<String> {
    let f = s.frames.as_ref().filter(|f| f.seen > 0)?;
    let fps = match (f.fps_min, f.fps_max) {
        (Some(low), Some(high)) => format!(", {low} to {high} fps"),
        _ => String::new(),
    };
    let [seen, skipped, over] = [f.seen, f.skipped, f.overruns].map(number::count);
    Some(format!("{seen}, {skipped} skipped, {over} over 16.67 ms{fps}"))
}

fn section(note: &str, table: &Table, cx: &mut Context) -> Result<(), Failure> {
    cx.ui.line("")?;
    cx.ui.table(table)?;
    if !note.is_empty() {
        cx.ui.line(&cx.ui.paint().dim(note))?;
    }
    Ok(())
}

/// Runs of entries that only tell of snapshots become one row, unless `-v` asks for every one.
fn journal(s: &Session, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["journal", "after", "time", "entry", "facts"]);
    table.right(&[0, 1]);
    let verbose = cx.ui.options().verbose > 0;
    for run in s.journal.chunk_by(|a, b| !verbose && is_snapshot(a) && is_snapshot(b)) {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let number = if run.len() == 1 { first.number.to_string() } else { format!("{}-{}", first.number, last.number) };
        let facts = if run.len() == 1 { brief(first) } else { format!("{} times; the last: {}", run.len(), brief(last)) };
        table.row([number, last.after_seq.to_string(), minute(&last.time), last.kind.clone(), facts]);
    }
    if table.is_empty() { Ok(()) } else { section("", &table, cx) }
}

fn is_snapshot(e: &Entry) -> bool {
    e.kind == "state.snapshot_created"
}

/// The facts in one line; hashes are cut to what an eye compares.
fn brief(e: &Entry) -> String {
    let Some(facts) = e.facts.as_object() else { return e.facts.to_string() };
    let value = |v: &serde_json::Value| match v {
        serde_json::Value::String(s) if s.len() == 64 && s.is_ascii() => format!("{}…", &s[..12]),
        serde_json::Value::String(s) => s.clone(),
        other => other.to_string(),
    };
    facts.iter().map(|(k, v)| format!("{k} {}", value(v))).collect::<Vec<_>>().join(", ")
}

fn snapshots(s: &Session, cx: &mut Context) -> Result<(), Failure> {
    if s.snapshots.is_empty() {
        return Ok(());
    }
    let skipped = if cx.ui.options().verbose > 0 { 0 } else { s.snapshots.len().saturating_sub(SHOWN) };
    let mut table = Table::new(["snapshot", "event", "time", "kind", "energy", "size", "state hash"]);
    table.right(&[0, 1, 4, 5]);
    for p in &s.snapshots[skipped..] {
        table.row([
            p.snapshot_id.to_string(),
            number::count(p.last_seq),
            minute(&p.time),
            p.kind.clone(),
            number::energy(p.energy.0),
            format_bytes(p.bytes as u64),
            format!("{}…", p.state_hash.get(..12).unwrap_or_default()),
        ]);
    }
    let note = if skipped == 0 { String::new() } else { format!("{skipped} older snapshots; -v shows all") };
    section(&note, &table, cx)
}
