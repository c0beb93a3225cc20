//! Spans, one after the other.

use super::super::parse::dollars;
use super::super::talk::{Failure, Part, Reply, Spot, Talk, Usage, name_in, session_name};
use super::attributes::Attributes;
use super::words::{Words, words_of};
use crate::core::import::error::ImportError;
use crate::core::import::source::Source;
use crate::core::model::time::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// A log that is being read.
pub struct Log<'t> {
    talk: Talk<'t>,
    /// The last prompt of each session: answers that follow a tool's are to that.
    prompts: BTreeMap<String, String>,
    /// Calls that answers asked for, whose own span did not come yet: session and id. Some models count theirs from 0
    /// in every answer.
    called: HashSet<(String, String)>,
}

/// A span of generative AI.
struct Span<'s> {
    attributes: Attributes,
    begin: Spot,
    end: Spot,
    /// `trace:span`
    id: String,
    failed: Option<&'s Value>,
    raw: &'s Value,
}

/// What a span is of.
enum Kind {
    Answer,
    Tool,
    Agent,
    Other,
}

impl<'t> Log<'t> {
    /// Begins.
    pub fn new(talk: Talk<'t>) -> Self {
        Self { talk, prompts: BTreeMap::new(), called: HashSet::new() }
    }

    /// Something of the file is not told.
    pub fn left_out(&mut self, code: &'static str, place: &str, why: String) {
        self.talk.left_out(code, place, why);
    }

    /// Ends.
    pub fn finish(self) -> Result<Source, ImportError> {
        self.talk.finish()
    }

    /// A span.
    pub fn span(&mut self, place: &str, span: &Value) -> Result<(), ImportError> {
        if !span.is_object() {
            self.talk.left_out("invalid_field", place, "a span that is no object");
            return Ok(());
        }
        let attributes = Attributes::of(span.get("attributes"));
        let kind = kind_of(&attributes);
        if matches!(kind, Kind::Other) {
            let why = "there are spans that are not of generative AI, and not told";
            self.talk.degraded_file("other_spans", place, why);
            return Ok(());
        }
        let Some(span) = read(place, span, attributes) else {
            self.talk.left_out("missing_field", place, "a span without traceId and spanId");
            return Ok(());
        };
        match kind {
            Kind::Answer => self.answer(&span),
            Kind::Tool => self.tool(&span),
            Kind::Agent | Kind::Other => self.agent(&span),
        }
    }

    fn answer(&mut self, span: &Span<'_>) -> Result<(), ImportError> {
        let response_id = span.attributes.text(&["gen_ai.response.id"]).map(short);
        let key = response_id.clone().unwrap_or_else(|| span.id.clone());
        if !self.talk.is_new(&span.begin, &key) {
            return Ok(());
        }
        let words = words_of(&span.attributes, span.raw);
        let prompt_id = self.prompt(span, &words)?;
        let model = span.attributes.text(&["gen_ai.response.model", "gen_ai.request.model"]);
        for (index, text) in words.answers.iter().enumerate() {
            let part = Part {
                prompt_id: &prompt_id,
                response_id: &key,
                model,
                index: index as u64,
                is_last: index + 1 == words.answers.len(),
                text,
            };
            self.talk.answer(&span.end, &format!("{}/{index}", span.id), &part)?;
        }
        for (n, call) in words.calls.iter().enumerate() {
            let id = name_in(call, "id");
            let data = json!({ "prompt_id": prompt_id, "response_id": key, "tool": name_in(call, "name"),
                "call_id": id });
            self.called.extend(id.map(|id| (span.end.session.clone(), id.to_owned())));
            let key = format!("{}/call/{n}", span.id);
            self.talk.other(&span.end, "tool.call", &key, (data, call.get("arguments")))?;
        }
        let reply = reply_of(span, (prompt_id, response_id), words.stop);
        let said_nothing = reply.usage == Usage::default() && reply.response_id.is_none();
        if span.failed.is_none() || !said_nothing {
            self.talk.complete(&span.end, &key, &reply)?;
        }
        self.failure(span, "model")
    }

    /// What is asked, where it is said; the prompt that the answer is to.
    fn prompt(&mut self, span: &Span<'_>, words: &Words) -> Result<String, ImportError> {
        let session = &span.begin.session;
        if let Some(text) = &words.prompt {
            let id = format!("{}/prompt", span.id);
            self.prompts.insert(session.clone(), id.clone());
            self.talk.prompt(&span.begin, &id, Some(text))?;
            return Ok(id);
        }
        if !words.goes_on {
            let why = "spans do not say what was asked: words are recorded only where that is switched on";
            self.talk.degraded(&span.begin, "no_prompts", why);
        }
        Ok(self.prompts.get(session).filter(|_| words.goes_on).unwrap_or(&span.id).clone())
    }

    fn tool(&mut self, span: &Span<'_>) -> Result<(), ImportError> {
        if !self.talk.is_new(&span.begin, &format!("{}/result", span.id)) {
            return Ok(());
        }
        let name = span.attributes.text(&["gen_ai.tool.name"]).map(short);
        let call_id = span.attributes.text(&["gen_ai.tool.call.id"]).map(short);
        let arguments = span.attributes.json(&["gen_ai.tool.call.arguments"]);
        // The answer that asks for a call tells it; the tool's own span only where that did not.
        let asked = (span.begin.session.clone(), call_id.clone().unwrap_or_default());
        if !self.called.remove(&asked) {
            let data = json!({ "tool": name, "call_id": call_id });
            self.talk.other(&span.begin, "tool.call", &span.id, (data, arguments.as_ref()))?;
        }
        let result = span.attributes.json(&["gen_ai.tool.call.result"]);
        let data = json!({ "tool": name, "call_id": call_id, "is_error": span.failed.is_some(),
            "duration_ms": duration_ms(span) });
        self.talk.other(&span.end, "tool.result", &format!("{}/result", span.id), (data, result.as_ref()))?;
        self.failure(span, "tool")
    }

    fn agent(&mut self, span: &Span<'_>) -> Result<(), ImportError> {
        let why = "spans of agents and workflows repeat the sum of what is in them, and are not counted";
        self.talk.degraded(&span.begin, "agent_spans", why);
        self.failure(span, "agent")
    }

    fn failure(&mut self, span: &Span<'_>, component: &'static str) -> Result<(), ImportError> {
        let Some(status) = span.failed else { return Ok(()) };
        let key = format!("{}/error", span.id);
        if !self.talk.is_new(&span.end, &key) {
            return Ok(());
        }
        let code = span.attributes.text(&["error.type"]);
        let failure = Failure { code, component, recoverable: false, said: status.get("message") };
        self.talk.failure(&span.end, &key, &failure)
    }
}

/// OPERATION TABLE: which spans answer, call a tool, or hold other spans.
fn kind_of(attributes: &Attributes) -> Kind {
    match attributes.text(&["gen_ai.operation.name", "llm.request.type"]) {
        Some("chat" | "text_completion" | "completion" | "generate_content" | "embeddings" | "embedding") => {
            Kind::Answer
        }
        Some("execute_tool") => Kind::Tool,
        Some("invoke_agent" | "create_agent" | "invoke_workflow") => Kind::Agent,
        // Conventions before 1.28 have no operation.
        _ if attributes.any_begins("gen_ai.response.") || attributes.any_begins("gen_ai.usage.") => {
            Kind::Answer
        }
        Some(_) if attributes.any_begins("gen_ai.") => Kind::Agent,
        _ => Kind::Other,
    }
}

fn read<'s>(place: &str, span: &'s Value, attributes: Attributes) -> Option<Span<'s>> {
    let id = |name: &str| span.get(name).and_then(Value::as_str).filter(|id| !id.is_empty()).map(short);
    let (trace, own) = (id("traceId").or_else(|| id("trace_id")), id("spanId").or_else(|| id("span_id")));
    let (trace, own) = (trace?, own?);
    let named = attributes.text(&["gen_ai.conversation.id", "session.id"]);
    let session = session_name(named.filter(|n| !n.is_empty()).unwrap_or(&trace));
    let at = |name: &str| nanoseconds(span.get(name));
    let begin = at("startTimeUnixNano").or_else(|| at("start_time_unix_nano"));
    let end = at("endTimeUnixNano").or_else(|| at("end_time_unix_nano")).or(begin);
    let spot = |at| Spot { session: session.clone(), at, place: place.to_owned() };
    let status = span.get("status");
    let code = status.and_then(|s| s.get("code"));
    let failed = code == Some(&json!(2)) || code == Some(&json!("STATUS_CODE_ERROR"));
    Some(Span {
        begin: spot(begin),
        end: spot(end),
        id: format!("{trace}:{own}"),
        failed: status.filter(|_| failed),
        attributes,
        raw: span,
    })
}

/// An id as it is kept: one with other signs than ids have is known by its digest.
fn short(id: &str) -> String {
    let is_short = id.len() <= 64 && name_in(&json!({ "id": id }), "id").is_some();
    if is_short { id.to_owned() } else { session_name(&format!("\n{id}")) }
}

/// Nanoseconds since 1970; 0 says that it is not known.
fn nanoseconds(value: Option<&Value>) -> Option<Timestamp> {
    let value = value?;
    let ns = value.as_u64().or_else(|| value.as_str()?.parse().ok()).filter(|n| *n > 0)?;
    i64::try_from(ns / 1000).ok().map(Timestamp)
}

fn duration_ms(span: &Span<'_>) -> Option<u64> {
    let us = span.end.at?.0.checked_sub(span.begin.at?.0)?;
    u64::try_from(us).ok().map(|us| us / 1000)
}

fn reply_of(
    span: &Span<'_>,
    (prompt_id, response_id): (String, Option<String>),
    stop: Option<String>,
) -> Reply {
    let a = &span.attributes;
    let stops = a.first(&["gen_ai.response.finish_reasons", "gen_ai.response.finish_reason"]);
    let first = stops.and_then(|s| s.as_str().or_else(|| s.get(0)?.as_str()));
    let cost = a.first(&["gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.usage.cost"]);
    let mut reply = Reply {
        prompt_id,
        response_id,
        model: a.text(&["gen_ai.response.model", "gen_ai.request.model"]).map(str::to_owned),
        usage: Usage {
            input: a.count(&["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"]),
            output: a.count(&["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"]),
            cache_creation: a.count(&["gen_ai.usage.cache_creation.input_tokens"]),
            cache_read: a.count(&["gen_ai.usage.cache_read.input_tokens"]),
            reasoning: a.count(&["gen_ai.usage.reasoning.output_tokens"]),
        },
        stop: first.map(str::to_owned).or(stop).or(span.failed.map(|_| "error".to_owned())),
        duration_ms: duration_ms(span),
        cost_micro_usd: dollars(cost),
        ..Reply::default()
    };
    let provider = a.text(&["gen_ai.provider.name", "gen_ai.system"]).map(short);
    reply.more.insert("provider".into(), json!(provider));
    reply
}
