//! A database to export from.

use crate::common::{Lab, Ran};
use serde_json::{Value, json};
use std::fmt::Write;

/// Stands in every place where words may be.
pub const NEEDLE: &str = "NEEDLE of a person's words";

/// The formats that can be read back.
pub const FORMATS: [&str; 5] = ["ndjson", "json", "yaml", "csv", "sql"];

/// Events of every family; words in every content field, unknown fields, unknown types, envelopes and keys.
pub fn talk(session: &str) -> String {
    let mut lines = String::new();
    let mut n = 0_u64;
    let mut add = |name: &str, more: Value, data: Value| {
        n += 1;
        let mut event = json!({
            "session_id": session, "type": name, "timestamp": 1_755_460_080_000_u64 + n * 10, "data": data,
        });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        writeln!(lines, "{event}").unwrap();
    };
    let start = json!({ "version": "1.0", "user_id": "u-17", "mode": "debug", "config": { "a": NEEDLE } });
    add("system.start", json!({}), start);
    for turn in 0..20_u64 {
        let prompt = format!("p{turn}");
        add(
            "user.prompt",
            json!({ "event_id": format!("key-{turn}") }),
            json!({ "prompt_id": prompt, "interface": "text", "truncated": false, "prompt_text": NEEDLE, "hash": NEEDLE, "my own": NEEDLE }),
        );
        add(
            "energy.update",
            json!({ "frame_id": turn }),
            json!({ "energy": 1.5, "accumulator": 1.5, "model_id": "ollama/a:7b", "fps": 58.5, "frame_budget_used": 12.25 }),
        );
        add(
            "ai.output",
            json!({ "energy_delta": 0.25, "note": NEEDLE }),
            json!({ "prompt_id": prompt, "token_index": turn, "is_last": true, "model_id": "ollama/a:7b", "token": NEEDLE, "generation_time_ms": 16.5 }),
        );
    }
    add(
        "x.chat",
        json!({ "event_id": NEEDLE, "energy_delta": 2 }),
        json!({ "text": NEEDLE, "model_id": "words", "deep": [{ "a": NEEDLE }] }),
    );
    add(
        "error",
        json!({}),
        json!({ "error_code": "E1", "error_message": NEEDLE, "component": "c", "severity": "low", "recoverable": true, "stack_trace": NEEDLE, "context": { "a": NEEDLE } }),
    );
    add("workflow.started", json!({}), json!({ "label": "Big Corp" }));
    add(
        "workflow.phase_completed",
        json!({}),
        json!({ "phase_id": "research", "output": { "text": NEEDLE }, "cost_micro_usd": 120 }),
    );
    add("workflow.context_saved", json!({}), json!({ "context": { "a": NEEDLE } }));
    add("workflow.output_saved", json!({}), json!({ "markdown": NEEDLE }));
    add("workflow.status_changed", json!({}), json!({ "status": "Failed", "error_message": NEEDLE }));
    add("experience.reward", json!({}), json!({ "kind": NEEDLE }));
    add(
        "user.action",
        json!({}),
        json!({ "action": "pause", "ui_element": NEEDLE, "context": { "a": NEEDLE } }),
    );
    lines
}

/// A lab with the session `words`, whose content is stored, and `plain`, which has none.
pub fn lab() -> Lab {
    let lab = Lab::new();
    lab.record(&["--content", "--label", "Big Corp", "--snapshot-every", "10"], talk("words")).expect(0);
    let plain = |n: u64| {
        let (at, twice) = (1_755_460_080_000_u64 + n * 16, n + 1);
        let (whole, half) = (twice / 2, twice % 2 * 5);
        format!(
            "{{\"session_id\":\"plain\",\"type\":\"energy.update\",\"timestamp\":{at},\"frame_id\":{n},\"data\":{{\"energy\":0.5,\"accumulator\":{whole}.{half},\"model_id\":\"m\"}}}}\n"
        )
    };
    // Each run is at least one batch, hence a seal of its own.
    for first in (0..40).step_by(7) {
        let lines: String = (first..40.min(first + 7)).map(plain).collect();
        let resume = if first == 0 { &[][..] } else { &["--resume"] };
        lab.record(resume, lines).expect(0);
    }
    lab
}

/// Exports with `--yes`.
pub fn export(lab: &Lab, args: &[&str]) -> Ran {
    lab.run(&[&["export", "--yes"], args].concat(), "")
}

/// What `replay --json` says.
pub fn replay(lab: &Lab, args: &[&str]) -> (i32, Value) {
    let ran = lab.run(&[&["replay", "--json"], args].concat(), "");
    let answer = if ran.stdout.is_empty() { json!(ran.stderr) } else { ran.answer() };
    (ran.code, answer)
}

/// The rules that `validate` finds broken in a file, and what it says.
pub fn broken(lab: &Lab, file: &str) -> (i32, Vec<String>) {
    let ran = lab.run(&["validate", "--json", file], "");
    let answer = ran.answer();
    let findings = answer["databases"][0]["findings"].as_array().unwrap().clone();
    let errors = findings.iter().filter(|f| f["severity"] == "error");
    (ran.code, errors.map(|f| format!("{} {}", f["rule"].as_str().unwrap(), f["message"])).collect())
}

/// SHA-256 of a file, as another program computes it.
pub fn sha256(lab: &Lab, name: &str) -> String {
    let ran = std::process::Command::new("sha256sum").arg(lab.path(name)).output().unwrap();
    String::from_utf8(ran.stdout).unwrap().split(' ').next().unwrap().to_owned()
}
