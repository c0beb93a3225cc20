//! Entries, one after the other.

use super::super::parse::{count, dollars, time};
use super::super::talk::{Failure, Part, Reply, Spot, Talk, Usage, is_name, name_in, session_name};
use crate::core::ambient;
use crate::core::import::error::ImportError;
use crate::core::import::seen::Known;
use crate::core::import::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Kinds of entries that say nothing of a session that an event could.
const PASSED: &[&str] = &[
    "summary",
    "file-history-snapshot",
    "queue-operation",
    "progress",
    "custom-title",
    "ai-title",
    "agent-name",
    "last-prompt",
    "permission-mode",
    "mode",
    "tag",
    "attachment",
    "pr-link",
    "bridge-session",
];

/// An answer whose last line is older does not grow any more.
const AT_REST: Duration = Duration::from_secs(3600);

/// A log that is being read.
pub struct Log<'t> {
    talk: Talk<'t>,
    chains: BTreeMap<(String, bool), Chain>,
    /// The session of the entry before, for those that name none.
    last: Option<Spot>,
}

/// A session's own talk, or that of the sub-agents that are told within it.
#[derive(Default)]
struct Chain {
    prompt: Option<String>,
    open: Option<Open>,
    parts: u64,
}

/// An answer that may still grow.
struct Open {
    key: String,
    reply: Reply,
    spot: Spot,
}

/// An entry that is being read, and the keys of its events.
struct At<'e> {
    entry: &'e Value,
    spot: Spot,
    sidechain: bool,
    id: String,
    told: u32,
}

impl At<'_> {
    /// The key of its next event: the first has that of the entry.
    fn key(&mut self) -> String {
        self.told += 1;
        if self.told == 1 { self.id.clone() } else { format!("{}/{}", self.id, self.told - 1) }
    }

    fn flag(&self, name: &str) -> bool {
        self.entry.get(name) == Some(&Value::Bool(true))
    }
}

impl<'t> Log<'t> {
    /// Begins.
    pub fn new(talk: Talk<'t>) -> Self {
        Self { talk, chains: BTreeMap::new(), last: None }
    }

    /// Something of a line is not told.
    pub fn left_out(&mut self, code: &'static str, line: u64, why: impl Into<String>) {
        self.talk.left_out(code, &format!("line {line}"), why);
    }

    /// The last line has no end.
    pub fn torn(&mut self, line: u64) {
        self.left_out("torn_line", line, "the last line has no end: the log is being written, or was cut");
        if let Some(spot) = &self.last {
            self.talk.unfinished(spot);
        }
    }

    /// An entry.
    pub fn entry(&mut self, line: u64, entry: &Value) -> Result<(), ImportError> {
        let kind = entry.get("type").and_then(Value::as_str).unwrap_or_default();
        if !matches!(kind, "user" | "assistant" | "system") {
            if !PASSED.contains(&kind) {
                let why = "there are entries of kinds that are not known, and not told";
                self.talk.degraded_file("unknown_entry", &format!("line {line}"), why);
            }
            return Ok(());
        }
        let Some(spot) = self.spot(line, entry) else {
            self.left_out("missing_field", line, "an entry without sessionId, before any that has one");
            return Ok(());
        };
        if let Some(version) = entry.get("version").and_then(Value::as_str) {
            self.talk.version(&spot, version);
        }
        self.last = Some(spot.clone());
        let id = name_in(entry, "uuid").map_or_else(|| format!("line:{line}"), str::to_owned);
        let sidechain = entry.get("isSidechain") == Some(&Value::Bool(true));
        let mut at = At { entry, spot, sidechain, id, told: 0 };
        let Some(message) = entry.get("message").filter(|m| m.is_object()) else {
            if kind == "system" {
                return self.system(&mut at);
            }
            self.left_out("invalid_field", line, "an entry without its message");
            return Ok(());
        };
        match kind {
            "assistant" => self.assistant(&mut at, message),
            _ => self.user(&mut at, message),
        }
    }

    fn spot(&self, line: u64, entry: &Value) -> Option<Spot> {
        let named = entry.get("sessionId").and_then(Value::as_str).map(session_name);
        let mut session = match named {
            Some(session) => session,
            None => self.last.as_ref()?.session.clone(),
        };
        if entry.get("isSidechain") == Some(&Value::Bool(true))
            && let Some(agent) = name_in(entry, "agentId").filter(|_| entry.get("sessionId").is_some())
        {
            session = session_name(&format!("{session}.agent-{agent}"));
        }
        Some(Spot { session, at: time(entry.get("timestamp")), place: format!("line {line}") })
    }

    fn chain(&mut self, at: &At<'_>) -> &mut Chain {
        self.chains.entry((at.spot.session.clone(), at.sidechain)).or_default()
    }

    fn user(&mut self, at: &mut At<'_>, message: &Value) -> Result<(), ImportError> {
        if !self.talk.is_new(&at.spot, &at.id) {
            return Ok(());
        }
        let mut texts = Vec::new();
        match message.get("content") {
            Some(Value::String(text)) => texts.push(text.as_str()),
            Some(Value::Array(blocks)) => {
                for block in blocks {
                    match block.get("type").and_then(Value::as_str) {
                        Some("tool_result") => self.result(at, block)?,
                        Some("text") => texts.extend(block.get("text").and_then(Value::as_str)),
                        _ => {
                            let why = "pictures and documents are not told";
                            self.talk.degraded(&at.spot, "no_attachments", why);
                        }
                    }
                }
            }
            _ => {
                let place = at.spot.place.clone();
                self.talk.left_out("invalid_field", &place, "a message without content");
            }
        }
        if texts.is_empty() {
            return Ok(());
        }
        let text = texts.join("\n");
        if at.flag("isMeta") || at.flag("isCompactSummary") {
            let kind = if at.flag("isMeta") { "meta" } else { "compact_summary" };
            return self.context(at, kind, Some(&Value::String(text)));
        }
        self.complete(&(at.spot.session.clone(), at.sidechain))?;
        let key = at.key();
        self.chain(at).prompt = Some(key.clone());
        self.talk.prompt(&at.spot, &key, Some(&text))
    }

    fn result(&mut self, at: &mut At<'_>, block: &Value) -> Result<(), ImportError> {
        let prompt = self.chain(at).prompt.clone();
        let data = json!({ "prompt_id": prompt, "call_id": name_in(block, "tool_use_id"),
            "is_error": block.get("is_error") == Some(&Value::Bool(true)) });
        let key = at.key();
        self.talk.other(&at.spot, "tool.result", &key, (data, block.get("content")))
    }

    fn context(&mut self, at: &mut At<'_>, kind: &str, content: Option<&Value>) -> Result<(), ImportError> {
        let kind = if is_name(kind) { kind } else { "other" };
        let key = at.key();
        self.talk.other(&at.spot, "agent.context", &key, (json!({ "kind": kind }), content))
    }

    fn system(&mut self, at: &mut At<'_>) -> Result<(), ImportError> {
        if !self.talk.is_new(&at.spot, &at.id) {
            return Ok(());
        }
        let entry = at.entry;
        let kind = entry.get("subtype").and_then(Value::as_str).unwrap_or("other");
        if kind != "api_error" {
            return self.context(at, kind, entry.get("content"));
        }
        let tried_again = count(entry, "retryAttempt") < count(entry, "maxRetries");
        let said = entry.get("error");
        let failure = Failure { code: Some("api_error"), component: "api", recoverable: tried_again, said };
        let key = at.key();
        self.talk.failure(&at.spot, &key, &failure)
    }

    fn assistant(&mut self, at: &mut At<'_>, message: &Value) -> Result<(), ImportError> {
        if message.get("model").and_then(Value::as_str) == Some("<synthetic>") || at.flag("isApiErrorMessage")
        {
            return self.synthetic(at, message);
        }
        let key = match (name_in(message, "id"), name_in(at.entry, "requestId")) {
            (Some(id), Some(request)) => format!("{id}:{request}"),
            (Some(id), None) => id.to_owned(),
            (None, _) => format!("reply:{}", at.id),
        };
        let known = self.talk.known(&at.spot, &key);
        if known == Known::Elsewhere {
            self.talk.passed(&at.spot);
            return Ok(());
        }
        if !self.talk.is_new(&at.spot, &at.id) {
            return Ok(());
        }
        let place = (at.spot.session.clone(), at.sidechain);
        if known == Known::New {
            self.complete(&place)?;
            let prompt_id = self.chain(at).prompt.clone().unwrap_or_else(|| key.clone());
            let reply = Reply {
                prompt_id,
                response_id: name_in(message, "id").map(str::to_owned),
                model: message.get("model").and_then(Value::as_str).map(str::to_owned),
                ..Reply::default()
            };
            let open = Open { key: key.clone(), reply, spot: at.spot.clone() };
            let chain = self.chain(at);
            (chain.open, chain.parts) = (Some(open), 0);
        }
        let stop = message.get("stop_reason").and_then(Value::as_str).map(str::to_owned);
        self.blocks(at, message, (&key, stop.is_some()))?;
        let spot = at.spot.clone();
        if let Some(open) = self.chain(at).open.as_mut().filter(|o| o.key == key) {
            open.grow(at.entry, message, stop.clone());
            open.spot.at = spot.at.or(open.spot.at);
        }
        if stop.is_some() { self.complete(&place) } else { Ok(()) }
    }

    /// What the program itself says in place of a model.
    fn synthetic(&mut self, at: &mut At<'_>, message: &Value) -> Result<(), ImportError> {
        if !self.talk.is_new(&at.spot, &at.id) {
            return Ok(());
        }
        if !at.flag("isApiErrorMessage") {
            return self.context(at, "synthetic", message.get("content"));
        }
        let code = name_in(at.entry, "error").or(Some("api_error"));
        let said = message.get("content");
        let key = at.key();
        self.talk.failure(&at.spot, &key, &Failure { code, component: "api", recoverable: false, said })
    }

    fn blocks(
        &mut self,
        at: &mut At<'_>,
        message: &Value,
        (response, ends): (&str, bool),
    ) -> Result<(), ImportError> {
        let one;
        let blocks = match message.get("content") {
            Some(Value::Array(blocks)) => blocks.as_slice(),
            Some(Value::String(text)) => {
                one = [json!({ "type": "text", "text": text })];
                one.as_slice()
            }
            _ => &[],
        };
        let response_id = name_in(message, "id").unwrap_or(response);
        for (n, block) in blocks.iter().enumerate() {
            let last = ends && n + 1 == blocks.len();
            self.block(at, block, (message, response_id, last))?;
        }
        Ok(())
    }

    fn block(
        &mut self,
        at: &mut At<'_>,
        block: &Value,
        (message, response_id, is_last): (&Value, &str, bool),
    ) -> Result<(), ImportError> {
        let chain = self.chain(at);
        let prompt_id = chain.prompt.clone().unwrap_or_else(|| response_id.to_owned());
        let kind = block.get("type").and_then(Value::as_str).unwrap_or_default();
        let ids = json!({ "prompt_id": prompt_id, "response_id": response_id });
        match kind {
            "text" => {
                let Some(text) = block.get("text").and_then(Value::as_str) else { return Ok(()) };
                let index = chain.parts;
                chain.parts += 1;
                let model = message.get("model").and_then(Value::as_str);
                let part = Part { prompt_id: &prompt_id, response_id, model, index, is_last, text };
                let key = at.key();
                self.talk.answer(&at.spot, &key, &part)
            }
            "thinking" => {
                let key = at.key();
                self.talk.other(&at.spot, "ai.thinking", &key, (ids, block.get("thinking")))
            }
            "tool_use" | "server_tool_use" | "mcp_tool_use" => {
                let mut data = ids;
                data["tool"] = json!(name_in(block, "name"));
                data["call_id"] = json!(name_in(block, "id"));
                let key = at.key();
                self.talk.other(&at.spot, "tool.call", &key, (data, block.get("input")))
            }
            other if other.ends_with("tool_result") => self.result(at, block),
            "redacted_thinking" => Ok(()),
            _ => {
                let why = "answers have parts of kinds that are not known, and not told";
                self.talk.degraded(&at.spot, "unknown_block", why);
                Ok(())
            }
        }
    }

    /// Tells that the answer that is open is whole.
    fn complete(&mut self, chain: &(String, bool)) -> Result<(), ImportError> {
        let Some(open) = self.chains.get_mut(chain).and_then(|c| c.open.take()) else { return Ok(()) };
        self.talk.complete(&open.spot, &open.key, &open.reply)
    }

    /// Ends.
    pub fn finish(mut self) -> Result<Source, ImportError> {
        for (_, chain) in std::mem::take(&mut self.chains) {
            let Some(open) = chain.open else { continue };
            if open.spot.at.is_some_and(|at| ambient::now().since(at) > AT_REST) {
                self.talk.complete(&open.spot, &open.key, &open.reply)?;
            } else {
                let why = "the last answer has no end yet; what it took is told when the log goes on";
                self.talk.left_out("unfinished_answer", &open.spot.place, why);
                self.talk.unfinished(&open.spot);
            }
        }
        self.talk.finish()
    }
}

impl Open {
    /// Another line of it.
    fn grow(&mut self, entry: &Value, message: &Value, stop: Option<String>) {
        if let Some(usage) = message.get("usage") {
            self.reply.usage.grow(Usage {
                input: count(usage, "input_tokens"),
                output: count(usage, "output_tokens"),
                cache_creation: count(usage, "cache_creation_input_tokens"),
                cache_read: count(usage, "cache_read_input_tokens"),
                reasoning: None,
            });
        }
        self.reply.stop = stop.or(self.reply.stop.take());
        self.reply.cost_micro_usd = dollars(entry.get("costUSD")).or(self.reply.cost_micro_usd);
        self.reply.duration_ms = count(entry, "durationMs").or(self.reply.duration_ms);
    }
}
