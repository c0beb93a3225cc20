//! What `replay` shows to a person.

use crate::cli::render::escape::inline;
use crate::cli::render::number;
use crate::cli::render::spark::{locale_is_utf8, spark};
use crate::cli::render::table::Table;
use crate::cli::render::ui::Ui;
use crate::core::list::status_now;
use crate::core::replay::{Answer, Divergence, Field, Replay};
use crate::core::select::Point;
use std::io;

/// Fields that are shown of a divergence.
const MAX_FIELDS: usize = 12;
/// Skipped events that are shown.
const MAX_SKIPPED: usize = 10;

/// Prints it all.
pub fn print(replay: &Replay, answer: &Answer<'_>, point: &Point, ui: &mut Ui) -> io::Result<()> {
    head(replay, point, ui)?;
    models(replay, ui)?;
    types(replay, ui)?;
    journal(replay, point, ui)?;
    row("state", &answer.state_hash, ui)?;
    skipped(replay, ui)?;
    for divergence in &replay.divergences {
        diverged(divergence, ui)?;
    }
    verified(replay, ui)
}

fn row(name: &str, value: &str, ui: &mut Ui) -> io::Result<()> {
    let line = format!("{}  {value}", ui.paint().bold(&format!("{name:<8}")));
    ui.line(&line)
}

fn head(replay: &Replay, point: &Point, ui: &mut Ui) -> io::Result<()> {
    let paint = ui.paint();
    let id = paint.name(&inline(replay.session_id.as_deref().unwrap_or("(no session id)")));
    let about = replay.session.as_ref().map(|s| {
        let label = s.label.as_ref().map(|l| format!(", label {}", inline(l))).unwrap_or_default();
        let end = match (&s.owner, s.clean) {
            (Some(_), _) => "",
            (None, true) => ", ended cleanly",
            (None, false) => ", not ended cleanly",
        };
        format!("  {}{label}, {}{end}", s.kind, status_now(s))
    });
    row("session", &format!("{id}{}", about.unwrap_or_default()), ui)?;
    if *point != Point::End || replay.from.is_some() {
        row("point", &point_line(replay), ui)?;
    }
    let state = &replay.state;
    let frames = match state.frame.frames {
        0 => String::new(),
        n => format!(" in {} frames", number::count(n)),
    };
    row("events", &format!("{}{frames}", number::count(state.performance.events)), ui)?;
    let peak = state
        .energy
        .peak_seq
        .map(|seq| format!("  peak {} at event {}", number::energy(state.energy.peak.0), number::count(seq)));
    row("energy", &format!("{}{}", number::energy(state.total_energy().0), peak.unwrap_or_default()), ui)?;
    curve(replay, ui)
}

fn point_line(replay: &Replay) -> String {
    let at = format!("after event {}", number::count(replay.last_seq));
    match replay.from {
        None => at,
        Some((id, seq)) => {
            let folded = replay.checked.events;
            let times = replay.last_seq.checked_div(folded).filter(|n| *n > 1);
            let times =
                times.map(|n| format!(", {} × fewer than from zero", number::count(n))).unwrap_or_default();
            let (seq, folded) = (number::count(seq), number::count(folded));
            format!("{at}, from snapshot {id} at event {seq}: {folded} events folded{times}")
        }
    }
}

/// The step of a stretch as a height; a float is precise enough for eight of them.
#[expect(clippy::cast_precision_loss, reason = "for drawing only")]
fn curve(replay: &Replay, ui: &mut Ui) -> io::Result<()> {
    let steps: Vec<f64> = replay.curve.steps().iter().map(|s| *s as f64).collect();
    if steps.len() < 2 || steps.iter().all(|s| *s == 0.0) {
        return Ok(());
    }
    let env = |name: &str| std::env::var(name).ok();
    let (all, ctype, lang) = (env("LC_ALL"), env("LC_CTYPE"), env("LANG"));
    let line = spark(&steps, locale_is_utf8(all.as_deref(), ctype.as_deref(), lang.as_deref()));
    let each = match replay.curve.events_each() {
        1 => "per event".to_owned(),
        n => format!("per {} events", number::count(n)),
    };
    row("", &format!("{line}  {}", ui.paint().dim(&each)), ui)
}

fn models(replay: &Replay, ui: &mut Ui) -> io::Result<()> {
    let models = &replay.state.energy.by_model;
    if models.is_empty() {
        return Ok(());
    }
    let total = replay.state.total_energy().0;
    let mut table = Table::new(["model", "energy", "share", "tokens", "responses"]);
    table.right(&[1, 2, 3, 4]);
    for (name, m) in models {
        table.row([
            name.clone(),
            number::energy(m.energy.0),
            share(m.energy.0, total),
            number::count(m.tokens),
            number::count(m.responses),
        ]);
    }
    ui.line("")?;
    ui.table(&table)
}

fn types(replay: &Replay, ui: &mut Ui) -> io::Result<()> {
    let counts = replay.state.performance.by_type.sorted();
    if counts.is_empty() {
        return Ok(());
    }
    let energies = replay.state.energy.by_type.sorted();
    let mut rows: Vec<(&str, u64)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut table = Table::new(["type", "events", "energy"]);
    table.right(&[1, 2]);
    for (name, n) in rows {
        let energy = energies.get(name).map(|e| number::energy(e.0)).unwrap_or_default();
        table.row([name.to_owned(), number::count(n), energy]);
    }
    ui.line("")?;
    ui.table(&table)?;
    ui.line("")
}

fn share(part: i64, whole: i64) -> String {
    if whole <= 0 || part < 0 {
        return String::new();
    }
    let tenths = i128::from(part) * 1000 / i128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn journal(replay: &Replay, point: &Point, ui: &mut Ui) -> io::Result<()> {
    let Some(lost) = replay.lost else { return Ok(()) };
    let count = |kind: &str| replay.journal.iter().filter(|e| e.kind == kind).count();
    // Snapshots of earlier events may have been made later: their number is a fact about the whole session.
    let snapshots = match count("state.snapshot_created").saturating_sub(count("state.snapshot_pruned")) {
        _ if *point != Point::End => String::new(),
        1 => "1 snapshot, ".to_owned(),
        n => format!("{n} snapshots, "),
    };
    let recovered = match replay.recovered() {
        0 => "never interrupted".to_owned(),
        1 => "recovered once".to_owned(),
        n => format!("recovered {n} times"),
    };
    let all = replay.state.performance.events.saturating_add(lost).max(1);
    let basis_points = u128::from(lost) * 10_000 / u128::from(all);
    let loss = format!("loss {} ({}.{:02} %)", number::count(lost), basis_points / 100, basis_points % 100);
    let paint = ui.paint();
    let loss = if lost == 0 { loss } else { paint.warn(&loss) };
    let missing = match replay.missing {
        0 => String::new(),
        n if replay.divergences.iter().any(|d| d.kind == "gap") => {
            paint.warn(&format!(", {} events missing", number::count(n)))
        }
        n => paint.warn(&format!(", {} lost (declared)", number::counted(n, "event"))),
    };
    row("journal", &format!("{snapshots}{recovered}, {loss}{missing}"), ui)
}

fn skipped(replay: &Replay, ui: &mut Ui) -> io::Result<()> {
    for s in replay.skipped_first.iter().take(MAX_SKIPPED) {
        let place = match (s.seq, s.line) {
            (Some(seq), _) => format!("event {seq}"),
            (None, line) => format!("line {}", line.unwrap_or_default()),
        };
        let text = ui.paint().warn(&format!("{place}: {} [{}]", inline(&s.message), s.rule));
        row("skipped", &text, ui)?;
    }
    let more = replay.skipped.saturating_sub(MAX_SKIPPED as u64);
    if more > 0 {
        row("", &format!("and {} more", number::count(more)), ui)?;
    }
    Ok(())
}

/// A disagreement and its fields; `snapshot verify` shows the same.
pub fn diverged(d: &Divergence, ui: &mut Ui) -> io::Result<()> {
    let text = ui.paint().bad(&inline(&d.message));
    row("differs", &text, ui)?;
    if let (Some(expected), Some(found)) = (&d.expected, &d.found) {
        row("", &format!("on record {}  fold {}", inline(expected), inline(found)), ui)?;
    }
    if !d.event_changes.is_empty() {
        row("", &format!("what event {} changed here:", d.seq), ui)?;
        fields(&d.event_changes, ["field", "before", "after"], ui)?;
    }
    if let (Some(at), false) = (d.fields_at, d.fields.is_empty()) {
        row("", &format!("fields that differ after event {at}:"), ui)?;
        fields(&d.fields, ["field", "on record", "fold"], ui)?;
    }
    Ok(())
}

fn fields(fields: &[Field], names: [&str; 3], ui: &mut Ui) -> io::Result<()> {
    let mut table = Table::new(names);
    let value = |v: &Option<Box<serde_json::value::RawValue>>| {
        v.as_ref().map_or("–".to_owned(), |v| v.get().chars().take(60).collect())
    };
    for field in fields.iter().take(MAX_FIELDS) {
        table.row([field.path.clone(), value(&field.expected), value(&field.found)]);
    }
    ui.table(&table)?;
    match fields.len().saturating_sub(MAX_FIELDS) {
        0 => Ok(()),
        more => ui.line(&format!("and {more} more")),
    }
}

fn verified(replay: &Replay, ui: &mut Ui) -> io::Result<()> {
    let paint = ui.paint();
    match replay.verified {
        Some(true) => row(&paint.good("verified"), &covered(replay), ui),
        Some(false) => {
            row("verified", &paint.bad("no"), ui)?;
            replay.doubts.iter().try_for_each(|d| row("", &paint.warn(&inline(d)), ui))
        }
        None => {
            row("verified", &paint.dim("nothing to compare with: a file has no seals; use --check FILE"), ui)
        }
    }
}

/// What the verdict covers.
fn covered(replay: &Replay) -> String {
    let c = &replay.checked;
    let mut parts = Vec::new();
    for (n, what) in [(c.events, "event"), (c.seals, "seal"), (c.snapshots, "snapshot")] {
        if n > 0 {
            parts.push(number::counted(n, what));
        }
    }
    if c.stored_hash == Some(true) {
        parts.push("the stored state".to_owned());
    }
    if c.golden == Some(true) {
        parts.push("the golden file".to_owned());
    }
    if parts.is_empty() {
        let word = if replay.from.is_some() {
            "the snapshot at this very event holds"
        } else {
            "no event comes before"
        };
        return word.to_owned();
    }
    format!("{} agree", parts.join(", "))
}
