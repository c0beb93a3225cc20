//! `replay --events`: each event with what it changed, and what the recorder said between them.

use crate::cli::commands::show::figures::brief;
use crate::cli::render::escape::inline;
use crate::cli::render::number;
use crate::cli::render::ui::{Format, Ui};
use crate::core::model::state::diff::Change;
use crate::core::replay::{Shown, Step};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::io;

/// Counts that every event raises: true, and of no use to a reader.
const NOISE: &[&str] = &["performance_metrics.events_total", "performance_metrics.events_by_type"];
/// More changes than this are counted.
const MAX_CHANGES: usize = 8;

#[derive(Serialize)]
struct ChangeLine<'a> {
    path: &'a str,
    before: Option<Box<RawValue>>,
    after: Option<Box<RawValue>>,
}

/// Prints one.
pub fn print(ui: &mut Ui, format: Format, shown: &Shown<'_>) -> io::Result<()> {
    if !format.is_json() && format != Format::Text {
        return Ok(());
    }
    match shown {
        Shown::Event(step) if format.is_json() => ui.json(&event_json(step)),
        Shown::Event(step) => {
            let line = event_text(step, ui);
            ui.line(&line)
        }
        Shown::Skipped(skipped) if format.is_json() => ui.json(&with_type("skipped", json!(skipped))),
        Shown::Skipped(s) => {
            let place = s.seq.or(s.line).unwrap_or_default();
            let text = format!("{place:>8}  skipped  [{}] {}", s.rule, inline(&s.message));
            let line = ui.paint().warn(&text);
            ui.line(&line)
        }
        Shown::Journal(entry) if format.is_json() => ui.json(&json!({
            "message_type": "journal",
            "number": entry.number,
            "after_seq": entry.after_seq,
            "timestamp": entry.at.to_string(),
            "kind": entry.kind,
            "facts": serde_json::from_str::<Value>(&entry.facts).unwrap_or_default(),
        })),
        Shown::Journal(entry) => {
            let facts = serde_json::from_str::<Value>(&entry.facts).unwrap_or_default();
            let figures = brief(&entry.kind, &facts);
            let text = format!(
                "{:>8}  journal  {}  {}  {}",
                "",
                clock(&entry.at.to_string()),
                inline(&entry.kind),
                inline(figures.as_deref().unwrap_or(&entry.facts))
            );
            let line = ui.paint().dim(&text);
            ui.line(&line)
        }
    }
}

fn event_json(step: &Step<'_>) -> impl Serialize {
    #[derive(Serialize)]
    struct Line<'a> {
        message_type: &'static str,
        seq: u64,
        timestamp: Option<String>,
        #[serde(rename = "type")]
        name: &'a str,
        frame_id: Option<u64>,
        energy_delta: Option<crate::core::model::energy::MicroEu>,
        event_key: Option<&'a str>,
        changes: Vec<ChangeLine<'a>>,
    }
    let raw = |json: &Option<String>| json.clone().and_then(|j| RawValue::from_string(j).ok());
    let change =
        |c: &'_ Change| -> (Option<Box<RawValue>>, Option<Box<RawValue>>) { (raw(&c.before), raw(&c.after)) };
    let changes = step.changes.iter().map(|c| {
        let (before, after) = change(c);
        ChangeLine { path: &c.path, before, after }
    });
    let line = Line {
        message_type: "event",
        seq: step.seq,
        timestamp: step.at.map(|at| at.to_string()),
        name: step.name,
        frame_id: step.frame,
        energy_delta: step.energy,
        event_key: step.key,
        changes: changes.collect(),
    };
    serde_json::value::to_raw_value(&line).ok()
}

fn event_text(step: &Step<'_>, ui: &Ui) -> String {
    let paint = ui.paint();
    let time = step.at.map(|at| clock(&at.to_string())).unwrap_or_default();
    let frame = step.frame.map(|f| format!("  frame {f}")).unwrap_or_default();
    let energy = step.energy.map(|e| format!("  {}{}", if e.0 < 0 { "" } else { "+" }, number::energy(e.0)));
    let head = format!(
        "{:>8}  {time}  {}{frame}{}",
        step.seq,
        paint.name(&inline(step.name)),
        energy.unwrap_or_default()
    );
    let told = |c: &&Change| !NOISE.iter().any(|n| c.path.starts_with(n));
    let mut lines = vec![head];
    for change in step.changes.iter().filter(told).take(MAX_CHANGES) {
        let value = |v: &Option<String>| v.as_deref().map_or("–".into(), shorten);
        lines.push(format!(
            "{:>8}    {}  {} → {}",
            "",
            paint.dim(&inline(&change.path)),
            value(&change.before),
            value(&change.after)
        ));
    }
    let more = step.changes.iter().filter(told).count().saturating_sub(MAX_CHANGES);
    if more > 0 {
        lines.push(format!("{:>8}    and {more} more", ""));
    }
    lines.join("\n")
}

fn shorten(json: &str) -> String {
    let shown: String = json.chars().take(60).collect();
    if shown.len() < json.len() { format!("{}…", inline(&shown)) } else { inline(&shown).into_owned() }
}

/// The time of day of an RFC 3339 text: within one session the day is known.
fn clock(text: &str) -> String {
    text.split_once('T').map_or(text, |(_, time)| time).trim_end_matches('Z').to_owned()
}

fn with_type(message_type: &str, mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.insert("message_type".into(), json!(message_type));
    }
    value
}
