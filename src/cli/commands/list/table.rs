//! The tables of `list`, and the words that other verbs share with them.

use crate::cli::render::escape::inline;
use crate::cli::render::{Table, number};
use crate::core::ambient;
use crate::core::list::{Listing, Summary};
use crate::core::model::quantity::format_duration_ms;

/// A column of the table for people.
struct Column {
    header: &'static str,
    right: bool,
    cells: Vec<String>,
}

/// What goes first where the terminal is too narrow: a row on one line is worth more than these.
const SPARE: &[&str] = &["kind", "duration", "cost", "start", "label"];
/// Characters of a label; `show` has the whole of it.
const LABEL: usize = 24;

/// As many columns as the terminal is wide enough for, and the names of those that were left out.
pub fn people(listing: &Listing, width: Option<u16>) -> (Table, Vec<&'static str>) {
    let mut columns = columns(&listing.sessions);
    let mut left_out = Vec::new();
    loop {
        let table = table(&columns, &listing.sessions);
        let spare = SPARE.iter().find_map(|name| columns.iter().position(|c| c.header == *name));
        match (width, spare) {
            (Some(width), Some(at)) if table.columns() > usize::from(width) => {
                left_out.push(columns.remove(at).header);
            }
            _ => return (table, left_out),
        }
    }
}

/// Columns without a single value are left out.
fn columns(sessions: &[Summary]) -> Vec<Column> {
    let column = |header, right, cell: fn(&Summary) -> String| Column {
        header,
        right,
        cells: sessions.iter().map(cell).collect(),
    };
    let mut columns = vec![
        column("session", false, |s| s.session_id.clone()),
        column("kind", false, |s| s.kind.clone()),
        column("status", false, |s| s.status.clone()),
        column("start", false, |s| minute(&s.start_time)),
        column("duration", true, duration),
        column("events", true, |s| number::count(s.events)),
        column("energy", true, energy),
        column("cost", true, |s| s.cost_micro_usd.map_or_else(String::new, |c| number::usd(Some(c)))),
        column("loss", true, |s| loss(s.loss, s.events)),
        column("label", false, |s| s.label.as_deref().map_or_else(String::new, short)),
    ];
    columns.retain(|c| c.cells.iter().any(|cell| !cell.is_empty()));
    columns
}

fn short(label: &str) -> String {
    let label = inline(label);
    if label.chars().count() <= LABEL {
        return label.into_owned();
    }
    label.chars().take(LABEL - 1).chain(['…']).collect()
}

fn table(columns: &[Column], sessions: &[Summary]) -> Table {
    let mut table = Table::new(columns.iter().map(|c| c.header));
    let right: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].right).collect();
    table.right(&right);
    for row in 0..sessions.len() {
        table.row(columns.iter().map(|c| c.cells[row].clone()));
    }
    table
}

/// The same columns always, and bare numbers.
pub fn machines(listing: &Listing) -> Table {
    let mut table = Table::new([
        "session_id",
        "kind",
        "label",
        "status",
        "start_time",
        "end_time",
        "duration_ms",
        "events",
        "energy",
        "cost_micro_usd",
        "clean_shutdown",
        "loss",
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
            format!(
                "{} so far",
                format_duration_ms(ambient::now().0.saturating_sub(s.start.0) / 1_000_000 * 1000)
            )
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
