//! One session for people.

use crate::cli::commands::list::{duration, energy, loss, minute};
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::escape::inline;
use crate::cli::render::{Table, number};
use crate::core::model::quantity::format_bytes;
use crate::core::record::STATS;
use crate::core::show::{Entry, Session};

/// Rows of a long table that are shown without `-v`.
const SHOWN: usize = 10;
/// Of the entries with figures, which come every few seconds, so many are shown without `-v`.
const STATS_SHOWN: usize = 3;

/// Facts, then a table for each kind of thing.
pub fn text(s: &Session, cx: &mut Context) -> Result<(), Failure> {
    for (name, value) in facts(s) {
        let name = cx.ui.paint().bold(&format!("{name:<11}"));
        cx.ui.line(&format!("{name} {}", inline(&value)))?;
    }
    if let Some(models) = s.models.as_ref().filter(|m| !m.is_empty()) {
        let mut table = Table::new(["model", "energy", "tokens", "responses"]);
        table.right(&[1, 2, 3]);
        for m in models {
            let [energy, tokens] = [number::energy(m.energy.0), number::count(m.tokens)];
            table.row([m.id.clone(), energy, tokens, number::count(m.responses)]);
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
    let recorder = s.recorder.as_ref().map(|r| {
        if r.alive {
            format!(", recorded by process {}", r.process)
        } else {
            format!(", left by process {}, which died", r.process)
        }
    });
    facts.push(("status", format!("{} {}{}", sum.status, sum.kind, recorder.unwrap_or_default())));
    facts.extend(s.error_message.clone().map(|e| ("error", e)));
    facts.push(("time", times(s)));
    facts.push(("events", format!("{}{}", number::count(sum.events), span(s))));
    if sum.sealed_events > 0 {
        let bytes = format_bytes(s.sealed_bytes);
        facts.push(("sealed", format!("{} of them, in {bytes}", number::count(sum.sealed_events))));
    }
    facts.push(("loss", loss(sum.loss, sum.events)));
    facts.push(("energy", energy(sum)));
    facts.extend(sum.cost_micro_usd.map(|cost| ("cost", number::usd(Some(cost)))));
    facts.extend(frames(s).map(|f| ("frames", f)));
    facts.push(("user", format!("{}, mode {}", s.user_id, s.mode)));
    let tier = s.hardware_tier.as_ref().map_or_else(String::new, |t| format!(", {t} tier"));
    facts.extend(s.model_id.as_ref().map(|m| ("model", format!("{m}{tier}"))));
    let content = if s.stores_content { "stored" } else { "committed, not stored" };
    facts.push(("content", content.to_owned()));
    let place =
        if s.durability == "disk" { "on the disk" } else { "beyond the process, not beyond the power" };
    facts.push(("durable", place.to_owned()));
    let keys = number::counted(s.seals.keys as u64, "key");
    let to = number::count(s.seals.sealed_to);
    facts.push(("seals", format!("{}, up to event {to}, under {keys}", number::count(s.seals.count))));
    if let Some(base) = &s.baseline {
        let to = number::count(base.last_seq);
        facts.push(("compacted", format!("up to event {to}, {} UTC: one state", minute(&base.time))));
    }
    facts.push(("head", s.seals.head.clone()));
    facts.push(("state", s.state_hash.clone().unwrap_or_else(|| "unknown".to_owned())));
    if s.quarantined > 0 {
        facts.push(("quarantine", format!("{} held", number::counted(s.quarantined, "line"))));
    }
    facts
}

fn times(s: &Session) -> String {
    let sum = &s.summary;
    let end = sum
        .end_time
        .as_deref()
        .map_or_else(String::new, |end| format!(" to {}", later(&sum.start_time, end)));
    format!("{}{end} UTC ({})", minute(&sum.start_time), duration(sum))
}

/// From when to when the producer's own clock says that its events were.
fn span(s: &Session) -> String {
    match (&s.first_event_time, &s.last_event_time) {
        (Some(first), Some(last)) => format!(", of {} to {} UTC", minute(first), later(first, last)),
        _ => String::new(),
    }
}

/// The later of two times, without its date where that is the same.
fn later(first: &str, last: &str) -> String {
    let whole = minute(last);
    if first.get(..10) == last.get(..10) { whole.get(11..).unwrap_or(&whole).to_owned() } else { whole }
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

/// Runs of entries that only tell of snapshots become one row, and of those with figures the last few are shown,
/// unless `-v` asks for every one.
fn journal(s: &Session, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["journal", "after", "time", "entry", "facts"]);
    table.right(&[0, 1]);
    let verbose = cx.ui.options().verbose > 0;
    let all = s.journal.iter().filter(|e| e.kind == STATS).count();
    let hidden = if verbose { 0 } else { all.saturating_sub(STATS_SHOWN) };
    let mut stats = 0;
    let shown: Vec<&Entry> = s
        .journal
        .iter()
        .filter(|e| {
            stats += usize::from(e.kind == STATS);
            e.kind != STATS || stats > hidden
        })
        .collect();
    for run in shown.chunk_by(|a, b| !verbose && is_snapshot(a) && is_snapshot(b)) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let number = if run.len() == 1 {
            first.number.to_string()
        } else {
            format!("{}-{}", first.number, last.number)
        };
        let facts = if run.len() == 1 {
            brief(first)
        } else {
            format!("{} times; the last: {}", run.len(), brief(last))
        };
        table.row([number, last.after_seq.to_string(), minute(&last.time), last.kind.clone(), facts]);
    }
    let note =
        if hidden == 0 { String::new() } else { format!("{hidden} older {STATS} entries; -v shows all") };
    if table.is_empty() { Ok(()) } else { section(&note, &table, cx) }
}

fn is_snapshot(e: &Entry) -> bool {
    e.kind == "state.snapshot_created"
}

/// The facts in one line; hashes are cut to what an eye compares.
fn brief(e: &Entry) -> String {
    if let Some(figures) = super::figures::brief(&e.kind, &e.facts) {
        return figures;
    }
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
            p.id.to_string(),
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
