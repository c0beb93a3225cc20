//! Sessions whose figures are known, and what is asked of them.

use crate::common::{Lab, follows};
use serde_json::Value;
use std::fmt::Write as _;

/// An event with its line end; `rest` is its type and what else the envelope has, `data` what it says.
pub fn event(session: &str, time: &str, rest: &str, data: &str) -> String {
    format!("{{\"session_id\":\"{session}\",\"timestamp\":\"{time}\",{rest},\"data\":{data}}}\n")
}

/// A phase: its price as JSON writes it, and more members.
pub fn phase(session: &str, time: &str, cost: &str, more: &str) -> String {
    let data = format!(r#"{{"phase_id":"one","cost_micro_usd":{cost}{more}}}"#);
    event(session, time, r#""type":"workflow.phase_completed""#, &data)
}

/// A response of a model; `cost` are the members that speak of its cost.
pub fn response(session: &str, time: &str, model: &str, cost: &str) -> String {
    let data = format!(
        r#"{{"prompt_id":"p","model_id":"{model}","total_tokens":5,"completion_reason":"finished"{cost}}}"#
    );
    event(session, time, r#""type":"ai.response_complete""#, &data)
}

/// An instant so many milliseconds after 2025-08-17T12:00Z, within its hour.
pub fn at(ms: u64) -> String {
    let (minutes, seconds) = (ms / 60_000, ms / 1000 % 60);
    format!("2025-08-17T12:{minutes:02}:{seconds:02}.{:03}Z", ms % 1000)
}

/// `energy.update` events, one each `step_ms`, of these energies.
pub fn updates(session: &str, step_ms: u64, energies: &[f64]) -> String {
    let mut lines = String::new();
    for (n, energy) in energies.iter().enumerate() {
        let n = n as u64;
        let data = format!(r#"{{"energy":{energy},"accumulator":0,"model_id":"m"}}"#);
        let rest = format!(r#""type":"energy.update","frame_id":{}"#, n + 1);
        let _ = write!(lines, "{}", event(session, &at(n * step_ms), &rest, &data));
    }
    lines
}

pub fn record(lab: &Lab, label: Option<&str>, lines: &str) {
    let label: Vec<&str> = label.map(|l| vec!["--label", l]).unwrap_or_default();
    lab.record(&label, lines).expect(0);
}

/// Three sessions of two labels and none: days across midnight, a phase that was saved again, prices that are unknown,
/// responses that cost, that do not say what, and that do not speak of it.
pub fn spent() -> Lab {
    let lab = Lab::new();
    let north = [
        phase("a-north", "2025-08-17T23:59:59.999999Z", "20000", ""),
        phase("a-north", "2025-08-18T00:00:00Z", "30000", ""),
        phase("a-north", "2025-08-18T12:00:00+02:00", "null", ""),
    ];
    record(&lab, Some("north"), &north.concat());
    let south = [
        response("b-south", "2025-08-18T12:00:00Z", "m/a", r#","cost_micro_usd":5"#),
        response("b-south", "2025-08-18T12:01:00Z", "m/b", r#","cost_micro_usd":null"#),
        response("b-south", "2025-08-18T12:02:00Z", "m/a", ""),
        phase("b-south", "2025-08-20T12:00:00Z", "7", r#","model_id":"m/a""#),
    ];
    record(&lab, Some("south"), &south.concat());
    let data = r#"{"phase_id":"y"}"#;
    let kind = r#""type":"workflow.phase_completed""#;
    record(&lab, None, &event("c-none", "2025-08-20T13:00:00Z", kind, data));
    lab
}

/// The days on which anything was spent there.
pub const WHOLE: [&str; 4] = ["--since", "2025-08-17", "--until", "2025-08-21"];

/// What a verb answers as JSON, held against its schema.
#[track_caller]
pub fn ask(lab: &Lab, schema: &str, args: &[&str], code: i32) -> Value {
    let answer = lab.run(&[args, &["--json"]].concat(), "").expect(code).answer();
    follows(schema, &answer);
    answer
}

/// Rows as key, cost, count, unpriced; what is unknown is `null`.
pub fn rows(answer: &Value) -> Vec<String> {
    let row = |r: &Value| {
        let key = r["key"].as_str().unwrap_or("null");
        format!("{key} {} {} {}", r["cost_micro_usd"], r["count"], r["unpriced"])
    };
    answer["rows"].as_array().unwrap().iter().map(row).collect()
}

/// The same of a total.
pub fn total(answer: &Value) -> String {
    let t = &answer["total"];
    format!("{} {} {}", t["cost_micro_usd"], t["count"], t["unpriced"])
}
