//! `json`: the answer of `wfstate validate --json`, as a file.

use super::Run;
use crate::core::escape;
use serde_json::{Value, json};

/// The answer, `wfstate.validate/1`.
pub fn answer(run: &Run<'_>) -> Value {
    let tally = run.tally();
    json!({
        "schema": "wfstate.validate/1", "databases": run.targets,
        "errors": tally.errors, "warnings": tally.warnings,
    })
}

/// On one line, as `--json` prints it.
pub fn render(run: &Run<'_>) -> String {
    format!("{}\n", escape::json(&answer(run).to_string()))
}
