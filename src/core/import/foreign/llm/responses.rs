//! The older form: `responses`.

use super::fragments::{Index, fragment, ordered};
use super::{COLUMNS, Log, Turn, json_of};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::talk::{Part, name_in};
use crate::core::store::foreign::{Only, Row};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The table of answers.
pub const TABLE: (&str, &[&str]) =
    ("responses", &["id", "model", "prompt", "response", "conversation_id", "datetime_utc"]);

/// Rows that belong to an answer.
struct Beside {
    fragments: Index,
    calls: Index,
    results: Index,
    /// The last prompt of each session.
    prompts: BTreeMap<String, String>,
}

/// Tells all of them.
pub fn tell(log: &mut Log<'_>) -> Result<(), ImportError> {
    let db = log.db;
    let mut beside = Beside {
        fragments: Index::read(db, "prompt_fragments", "response_id")?,
        calls: Index::read(db, "tool_calls", "response_id")?,
        results: Index::read(db, "tool_results", "response_id")?,
        prompts: BTreeMap::new(),
    };
    let mut columns = vec!["conversation_id"];
    columns.extend(COLUMNS);
    columns.extend(["prompt", "response", "reasoning"]);
    db.each(TABLE.0, &columns, Only::All, &mut |row| match log
        .takes(Turn::read(row, "response"), ("responses", row))
    {
        Some(turn) => one(log, &mut beside, &turn, row),
        None => Ok(()),
    })
}

fn one(log: &mut Log<'_>, beside: &mut Beside, turn: &Turn, row: &Row<'_>) -> Result<(), ImportError> {
    let mut words = Vec::new();
    for number in ordered(log.db, beside.fragments.rows(&turn.id))? {
        words.extend(fragment(log, number, &turn.begin)?);
    }
    words.extend(log.text(row.cell(8), &turn.begin).filter(|p| !p.is_empty()));
    let results = beside.results.rows(&turn.id);
    let session = &turn.begin.session;
    let goes_on = words.is_empty() && !results.1.is_empty();
    if !goes_on {
        let id = format!("{}/prompt", turn.id);
        log.talk.prompt(&turn.begin, &id, Some(&words.join("\n")))?;
        beside.prompts.insert(session.clone(), id);
    }
    let prompt_id = beside.prompts.get(session).unwrap_or(&turn.id).clone();
    tools(log, turn, ("tool.result", results), &prompt_id)?;
    if let Some(thought) = log.text(row.cell(10), &turn.end).filter(|t| !t.is_empty()) {
        let data = json!({ "prompt_id": prompt_id, "response_id": turn.id });
        let key = format!("{}/thinking", turn.id);
        log.talk.other(&turn.end, "ai.thinking", &key, (data, Some(&Value::String(thought))))?;
    }
    if let Some(text) = log.text(row.cell(9), &turn.end).filter(|t| !t.is_empty()) {
        let part = Part {
            prompt_id: &prompt_id,
            response_id: &turn.id,
            model: turn.model.as_deref(),
            index: 0,
            is_last: true,
            text: &text,
        };
        log.talk.answer(&turn.end, &format!("{}/0", turn.id), &part)?;
    }
    tools(log, turn, ("tool.call", beside.calls.rows(&turn.id)), &prompt_id)?;
    log.talk.complete(&turn.end, &turn.id, &turn.reply(&prompt_id))
}

/// The calls of an answer, or the results that it was given.
fn tools(
    log: &mut Log<'_>,
    turn: &Turn,
    (kind, (table, rows)): (&str, (&'static str, &[i64])),
    prompt_id: &str,
) -> Result<(), ImportError> {
    let db = log.db;
    let is_call = kind == "tool.call";
    let columns = ["name", "tool_call_id", "exception", if is_call { "arguments" } else { "output" }];
    for (n, number) in rows.iter().enumerate() {
        db.each(table, &columns, Only::Number(*number), &mut |row| {
            let named = json!({ "tool": row.cell(0).text(), "call_id": row.cell(1).text() });
            let mut data = json!({ "prompt_id": prompt_id, "response_id": turn.id,
                "tool": name_in(&named, "tool"), "call_id": name_in(&named, "call_id") });
            if !is_call {
                data["is_error"] = json!(row.cell(2).text().is_some_and(|e| !e.is_empty()));
            }
            let spot = if is_call { &turn.end } else { &turn.begin };
            let content = json_of(log.text(row.cell(3), spot));
            let key = format!("{}/{kind}/{n}", turn.id);
            log.talk.other(spot, kind, &key, (data, content.as_ref()))
        })?;
    }
    Ok(())
}
