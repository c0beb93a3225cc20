//! The newer form: `turns`, each a stretch of a tree of messages that conversations share.

use super::fragments::fragment;
use super::{COLUMNS, Log, Turn, json_of};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::talk::{Part, Spot, name_in};
use crate::core::store::foreign::{Only, Row};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// The table of answers.
pub const TABLE: (&str, &[&str]) =
    ("turns", &["id", "thread_id", "model", "parent_message_hash", "tip_message_hash", "datetime_utc"]);
/// The tree.
pub const MESSAGES: (&str, &[&str]) = ("messages", &["hash", "parent_hash", "role"]);
/// What the messages are made of.
pub const PARTS: (&str, &[&str]) = ("parts", &["message_hash", "position", "type", "text", "payload"]);

/// Messages that a turn adds; more is no turn, or a tree that bites its tail.
const MAX_MESSAGES: usize = 10_000;

/// Tells all of them.
pub fn tell(log: &mut Log<'_>) -> Result<(), ImportError> {
    let db = log.db;
    let mut columns = vec!["thread_id"];
    columns.extend(COLUMNS);
    columns.extend(["parent_message_hash", "tip_message_hash"]);
    let mut prompts = BTreeMap::new();
    db.each(TABLE.0, &columns, Only::All, &mut |row| match log.takes(Turn::read(row, "turn"), ("turns", row))
    {
        Some(turn) => one(log, &mut prompts, &turn, row),
        None => Ok(()),
    })
}

fn one(
    log: &mut Log<'_>,
    prompts: &mut BTreeMap<String, String>,
    turn: &Turn,
    row: &Row<'_>,
) -> Result<(), ImportError> {
    let hash = |n: usize| row.cell(n).text().map(str::to_owned);
    let (asked_at, answered_at) = (hash(8), hash(9));
    // Messages say who speaks; what a person or a tool said last is what this answers.
    let asked = up(log, turn, asked_at.as_deref(), &|_, role| !matches!(role, "user" | "tool"))?;
    let answer = up(log, turn, answered_at.as_deref(), &|hash, _| Some(hash) == asked_at.as_deref())?;
    let mut telling = Messages { turn, prompt_id: None, texts: 0, told: 0 };
    for (hash, role) in &asked {
        telling.message(log, (hash, role), false)?;
    }
    let before = prompts.get(&turn.begin.session).cloned();
    let prompt_id = telling.prompt_id.clone().or(before).unwrap_or_else(|| turn.id.clone());
    prompts.insert(turn.begin.session.clone(), prompt_id.clone());
    telling.prompt_id = Some(prompt_id.clone());
    for (n, (hash, role)) in answer.iter().enumerate() {
        telling.message(log, (hash, role), n + 1 == answer.len())?;
    }
    log.talk.complete(&turn.end, &turn.id, &turn.reply(&prompt_id))
}

/// The messages from one upwards to the first at which `ends`, which is not among them; the oldest first.
fn up(
    log: &mut Log<'_>,
    turn: &Turn,
    from: Option<&str>,
    ends: &dyn Fn(&str, &str) -> bool,
) -> Result<Vec<(String, String)>, ImportError> {
    let (mut messages, mut known) = (Vec::new(), HashSet::new());
    let mut next = from.map(str::to_owned);
    while let Some(hash) = next.take() {
        if !known.insert(hash.clone()) || messages.len() == MAX_MESSAGES {
            let why = "messages that follow one another in a circle, or without end";
            log.talk.left_out("cyclic_messages", &turn.begin.place, why);
            break;
        }
        let (mut role, mut parent, mut found) = (String::new(), None, false);
        log.db.each::<ImportError>(MESSAGES.0, MESSAGES.1, Only::Text("hash", &hash), &mut |row| {
            row.cell(2).text().unwrap_or_default().clone_into(&mut role);
            (parent, found) = (row.cell(1).text().map(str::to_owned), true);
            Ok(())
        })?;
        if !found {
            log.talk.left_out("missing_message", &turn.begin.place, "a message that is not there");
            break;
        }
        if ends(&hash, &role) {
            break;
        }
        messages.push((hash, role));
        next = parent;
    }
    messages.reverse();
    Ok(messages)
}

/// The messages of a turn, on their way.
struct Messages<'t> {
    turn: &'t Turn,
    prompt_id: Option<String>,
    texts: u64,
    told: u32,
}

impl Messages<'_> {
    fn message(
        &mut self,
        log: &mut Log<'_>,
        (hash, role): (&str, &str),
        is_last: bool,
    ) -> Result<(), ImportError> {
        let mut parts: Vec<(Option<i64>, i64)> = Vec::new();
        log.db.each::<ImportError>(PARTS.0, &["position"], Only::Text("message_hash", hash), &mut |row| {
            parts.extend(row.number().map(|number| (row.cell(0).int(), number)));
            Ok(())
        })?;
        parts.sort_unstable();
        let (db, columns) = (log.db, ["type", "tool_name", "text", "payload"]);
        let mut asked = Vec::new();
        for (n, (_, number)) in parts.iter().enumerate() {
            let ends = is_last && n + 1 == parts.len();
            db.each(PARTS.0, &columns, Only::Number(*number), &mut |row| {
                asked.extend(self.part(log, (role, ends), row)?);
                Ok::<_, ImportError>(())
            })?;
        }
        if role == "user" && !asked.is_empty() {
            let id = self.key();
            log.talk.prompt(&self.turn.begin, &id, Some(&asked.join("\n")))?;
            self.prompt_id = Some(id);
        }
        Ok(())
    }

    fn key(&mut self) -> String {
        self.told += 1;
        format!("{}/{}", self.turn.id, self.told)
    }

    /// Tells a part; one of what a person says is given back.
    fn part(
        &mut self,
        log: &mut Log<'_>,
        (role, ends): (&str, bool),
        row: &Row<'_>,
    ) -> Result<Option<String>, ImportError> {
        let turn = self.turn;
        let spot = if matches!(role, "user" | "tool") { &turn.begin } else { &turn.end };
        let kind = row.cell(0).text().unwrap_or_default();
        let payload = json_of(log.text(row.cell(3), spot)).unwrap_or_default();
        let ids = json!({ "prompt_id": self.prompt_id, "response_id": turn.id,
            "tool": name_in(&json!({ "name": row.cell(1).text() }), "name"),
            "call_id": name_in(&payload, "tool_call_id") });
        match (kind, role) {
            ("text", "system") => {}
            ("text", _) => {
                let text = words(log, row, &payload, spot)?.unwrap_or_default();
                if role == "user" {
                    return Ok(Some(text));
                }
                self.answer(log, spot, (&text, ends))?;
            }
            ("reasoning", _) => {
                let text = words(log, row, &payload, spot)?.map(Value::String);
                let data = json!({ "prompt_id": self.prompt_id, "response_id": turn.id });
                log.talk.other(spot, "ai.thinking", &self.key(), (data, text.as_ref()))?;
            }
            ("tool_call", _) => {
                log.talk.other(spot, "tool.call", &self.key(), (ids, payload.get("arguments")))?;
            }
            ("tool_result", _) => {
                let mut data = ids;
                data["is_error"] = json!(payload.get("exception").is_some_and(|e| !e.is_null()));
                log.talk.other(spot, "tool.result", &self.key(), (data, payload.get("output")))?;
            }
            _ => log.talk.degraded(spot, "no_attachments", "pictures and documents are not told"),
        }
        Ok(None)
    }

    fn answer(
        &mut self,
        log: &mut Log<'_>,
        spot: &Spot,
        (text, is_last): (&str, bool),
    ) -> Result<(), ImportError> {
        if text.is_empty() {
            return Ok(());
        }
        let (prompt_id, key) = (self.prompt_id.clone(), self.key());
        let part = Part {
            prompt_id: prompt_id.as_deref().unwrap_or(&self.turn.id),
            response_id: &self.turn.id,
            model: self.turn.model.as_deref(),
            index: self.texts,
            is_last,
            text,
        };
        self.texts += 1;
        log.talk.answer(spot, &key, &part)
    }
}

/// The words of a part: as they are, or put together from fragments.
fn words(
    log: &mut Log<'_>,
    row: &Row<'_>,
    payload: &Value,
    spot: &Spot,
) -> Result<Option<String>, ImportError> {
    let Some(pieces) = payload.get("text_ref").and_then(Value::as_array) else {
        return Ok(log.text(row.cell(2), spot));
    };
    let mut text = String::new();
    for piece in pieces {
        if let Some(literal) = piece.get("literal").and_then(Value::as_str) {
            text.push_str(literal);
        } else if let Some(number) = piece.get("fragment").and_then(Value::as_i64) {
            text.push_str(&fragment(log, number, spot)?.unwrap_or_default());
        }
        if text.len() > 16 << 20 {
            log.talk.left_out("too_long", &spot.place, "a text of more than 16 MiB, with its fragments");
            return Ok(None);
        }
    }
    Ok(Some(text))
}
