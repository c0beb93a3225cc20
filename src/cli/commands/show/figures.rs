//! What a recorder measured, for people.

use crate::cli::render::number;
use crate::core::model::quantity::format_bytes;
use crate::core::record::{ALERT, STATS};
use serde_json::Value;

/// An entry of the meter in one line; `None` for every other kind.
pub fn brief(kind: &str, facts: &Value) -> Option<String> {
    match kind {
        STATS => Some(stats(facts)),
        ALERT => Some(alert(facts)),
        _ => None,
    }
}

fn stats(facts: &Value) -> String {
    let count = |name: &str| facts[name].as_u64().unwrap_or(0);
    let rate = facts["events_per_s"].as_f64().map_or_else(String::new, |r| format!(" ({r}/s)"));
    let mut parts = vec![
        format!("{}{rate}", number::counted(count("events"), "event")),
        number::counted(count("commits"), "commit"),
        format!("latency {}", latency(facts)),
        format!("queue {}", facts["queue"]["max"].as_u64().unwrap_or(0)),
    ];
    parts.extend(late_frames(facts));
    if count("retries") > 0 {
        parts.push(format!("{} stored again", count("retries")));
    }
    parts.extend(facts["memory_bytes"].as_u64().map(|bytes| format!("memory {}", format_bytes(bytes))));
    parts.join(", ")
}

fn late_frames(facts: &Value) -> Option<String> {
    let late = facts["frame_overruns"].as_u64().filter(|n| *n > 0)?;
    Some(format!(
        "{} late, the worst {}",
        number::counted(late, "frame"),
        milliseconds(&facts["worst_frame_us"])
    ))
}

/// Percentiles of the write latency.
pub fn latency(facts: &Value) -> String {
    let of = |name: &str| milliseconds(&facts["latency_us"][name]);
    format!("p50 {}, p99 {}, max {}", of("p50"), of("p99"), of("max"))
}

/// Microseconds as milliseconds.
pub fn milliseconds(us: &Value) -> String {
    us.as_f64().map_or_else(|| "unknown".to_owned(), |us| format!("{:.1} ms", us / 1000.0))
}

fn alert(facts: &Value) -> String {
    let word = |name: &str| facts[name].as_str().unwrap_or("unknown");
    let number = |name: &str| facts[name].as_f64().map_or_else(|| "unknown".to_owned(), |n| n.to_string());
    format!(
        "{} {}, threshold {} ({})",
        word("metric"),
        number("value"),
        number("threshold"),
        word("severity")
    )
}
