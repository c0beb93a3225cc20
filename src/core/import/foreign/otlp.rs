//! OTLP JSON: spans of generative AI as OpenTelemetry's exporters write them, a document, or one a line as the
//! collector's file exporter does. (<https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>)
//!
//! `resourceSpans[].scopeSpans[].spans[]` {`traceId`, `spanId`, `name`, `startTimeUnixNano`, `endTimeUnixNano`,
//! `status` {`code`, `message`}, `attributes`, `events`}; ids are hex, times are nanoseconds as text, and attributes
//! are a list of `{key, value: {stringValue | intValue | doubleValue | boolValue | arrayValue | kvlistValue}}`. Read
//! are the attributes of the semantic conventions for generative AI, of 1.37 and later, and those that they had before:
//!
//! | of the event | now | before |
//! | --- | --- | --- |
//! | session | `gen_ai.conversation.id`, else `session.id`, else the trace | |
//! | model | `gen_ai.response.model`, `gen_ai.request.model` | |
//! | `response_id` | `gen_ai.response.id`, else the span | |
//! | tokens | `gen_ai.usage.input_tokens`, `.output_tokens`, `.cache_read.input_tokens`, `.cache_creation.input_tokens` | `gen_ai.usage.prompt_tokens`, `.completion_tokens` |
//! | `cost_micro_usd` | no convention has it; `gen_ai.usage.cost`, `gen_ai.usage.total_cost`, `llm.usage.cost`, in dollars, where a vendor writes it | |
//! | why it ended | `gen_ai.response.finish_reasons` | `gen_ai.choice` of the span's events |
//! | words of a prompt | the last of `gen_ai.input.messages`, if a user says it | `gen_ai.user.message`, `gen_ai.prompt`, `gen_ai.prompt.<n>.content` |
//! | words of an answer | `gen_ai.output.messages` | `gen_ai.choice`, `gen_ai.completion`, `gen_ai.completion.<n>.content` |
//! | tools | spans of the operation `execute_tool`: `gen_ai.tool.name`, `.call.id`, `.call.arguments`, `.call.result` | |
//!
//! A span of `chat`, `text_completion`, `generate_content` or `embeddings` is one answer. Spans of agents and
//! workflows (`invoke_agent`, …) often repeat the sum of the answers in them, and are not counted. A span with the
//! status `ERROR` is an `error`, too. Events stand in the order of the file; other spans, logs and metrics are passed
//! over. A span or an answer that was sent twice counts once.

mod attributes;
mod document;
mod span;
mod words;

use super::talk::Talk;
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use document::{Ended, Piece, each_span};
use span::Log;
use std::io::BufRead;

/// The name of the format.
const FORMAT: &str = "otlp";

/// Whether a file begins with a list of spans, or of what the collector writes beside them.
pub fn fits(begins: &[u8]) -> bool {
    let Some(inside) = begins.strip_prefix(b"{") else { return false };
    let inside = inside.trim_ascii_start();
    ["resourceSpans", "resource_spans", "resourceLogs", "resourceMetrics"].iter().any(|key| {
        let rest = inside.strip_prefix(b"\"").and_then(|i| i.strip_prefix(key.as_bytes()));
        rest.is_some_and(|r| r.starts_with(b"\""))
    })
}

/// Reads a file of spans.
pub fn read(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    input.hash()?;
    let mut log = Log::new(Talk::begin(input, job, FORMAT)?);
    let mut bytes = input.read_whole()?;
    let in_lines = !spreads(input.begins());
    let mut number = 0u64;
    loop {
        if bytes.fill_buf().map_err(|e| input.io(e))?.is_empty() {
            return log.finish();
        }
        number += 1;
        let place = if in_lines { format!("line {number}") } else { "the document".to_owned() };
        let mut spans = 0u64;
        let mut fatal = None;
        let mut piece = Piece::new(&mut bytes, in_lines);
        let ended = each_span(&mut piece, &mut |span| {
            spans += 1;
            log.span(&format!("{place}, span {spans}"), &span).map_err(|e| fatal = Some(e)).is_ok()
        });
        if let Some(e) = fatal {
            return Err(e);
        }
        let torn = piece.pass_over().map_err(|e| input.io(e))?;
        if number.is_multiple_of(1_000) {
            job.observer.progress("read", number, None);
        }
        match ended {
            Ended::Whole => {}
            Ended::Read(e) => return Err(input.io(e)),
            Ended::Broken if in_lines && torn => {
                let why = "the last line has no end: it is being written, or was cut";
                log.left_out("torn_line", &format!("{place}, after span {spans}"), why.into());
            }
            Ended::Fault(code, why) => log.left_out(code, &format!("{place}, after span {spans}"), why),
            Ended::Broken => {
                let why = "it ends inside a value";
                log.left_out("truncated", &format!("{place}, after span {spans}"), why.into());
            }
        }
        if !in_lines {
            return log.finish();
        }
    }
}

/// Whether a document goes on after its first line: somebody laid it out for people.
fn spreads(begins: &[u8]) -> bool {
    let line = begins.split(|b| *b == b'\n').next().unwrap_or_default();
    let open = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|e| e.is_eof());
    line.len() < begins.len() && open(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_known_by_the_first_key_of_the_document() {
        assert!(fits(b"{ \n \"resourceSpans\" : []}") && fits(b"{\"resourceLogs\":[]}"));
        for other in
            [&b"{\"a\":{\"resourceSpans\":[]}}"[..], b"[\"resourceSpans\"]", b"{\"resourceSpansX\":1}", b""]
        {
            assert!(!fits(other));
        }
        assert!(
            spreads(b"{\n\"resourceSpans\":[]}")
                && !spreads(b"{\"resourceSpans\":[]}\n{\"resourceSpans\":[]}")
        );
    }
}
