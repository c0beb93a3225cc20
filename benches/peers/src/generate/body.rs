//! The events that carry a session: its two ends, the conversation, and the energy of each frame.

use super::session::{State, Turn};
use super::text::{fnv, micro, milli};

/// An event without its envelope; `delta` in micro-EU.
pub struct Body {
    pub kind: &'static str,
    pub data: String,
    pub delta: Option<u64>,
}

impl Body {
    pub fn new(kind: &'static str, data: String) -> Self {
        Self { kind, data, delta: None }
    }
}

pub const MODELS: [&str; 3] = ["ollama/llama2:7b", "ollama/mistral:7b", "qwen2.5-coder:14b"];

const WORDS: [&str; 48] = [
    " the",
    " of",
    " and",
    " a",
    " to",
    " in",
    " is",
    ",",
    ".",
    " that",
    " for",
    " it",
    " with",
    " as",
    " on",
    " be",
    " energy",
    " frame",
    " model",
    " state",
    " token",
    " stream",
    " time",
    " each",
    " local",
    " which",
    " from",
    " this",
    " can",
    " one",
    " not",
    " are",
    " event",
    " field",
    " signal",
    " pattern",
    " between",
    " because",
    " resonance",
    " interference",
    "\\n",
    " naïve",
    " café",
    " \\\"quoted\\\"",
    " 42",
    ":",
    " computation",
    "s",
];

pub fn start() -> Body {
    let data = format!(
        concat!(
            r#"{{"version":"1.4.2","user_id":"user_0001","mode":"offline","model_id":"{}","hardware_tier":"mid","#,
            r#""features_enabled":["energy","patterns","replay"],"config":{{"fps":60,"theme":"dark"}}}}"#
        ),
        MODELS[0]
    );
    Body::new("system.start", data)
}

pub fn end(energy: u64, duration_ms: u64) -> Body {
    let total = micro(energy);
    let data = format!(
        r#"{{"duration_ms":{duration_ms},"clean_shutdown":true,"reason":"user_exit","total_energy":{total}}}"#
    );
    Body::new("system.end", data)
}

/// One token of the response; the last one carries what the tokens cost.
pub fn token(state: &mut State) -> Body {
    let word = words(state);
    let (prompt, index, model) = (state.prompt, state.token, state.model);
    let last = index + 1 == state.response_tokens;
    let entropy = milli(state.rng.range(5, 6_500));
    let data = format!(
        concat!(
            r#"{{"prompt_id":"p-{:06}","token_index":{},"is_last":{},"model_id":"{}","token":"{}","#,
            r#""token_hash":"{:016x}","entropy":{}}}"#
        ),
        prompt,
        index,
        last,
        model,
        word,
        fnv(word),
        entropy
    );
    state.token += 1;
    let mut body = Body::new("ai.output", data);
    if last {
        let cost = state.response_tokens * state.rng.range(900, 1_100);
        state.turn = Turn::Complete;
        state.energy += cost;
        state.response_energy += cost;
        body.delta = Some(cost);
    }
    body
}

/// The energy of the frame, with the running total that the producer claims.
pub fn energy(state: &mut State) -> Body {
    let energy = state.rng.range(50_000, 1_250_000);
    state.energy += energy;
    state.response_energy += energy;
    let data = format!(
        concat!(
            r#"{{"energy":{},"accumulator":{},"model_id":"{}","fps":{},"frame_budget_used":{},"#,
            r#""diversity_index":{},"token_count":{}}}"#
        ),
        micro(energy),
        micro(state.energy),
        state.model,
        milli(state.rng.range(58_200, 60_400)),
        milli(state.rng.range(2_000, 16_600)),
        milli(state.rng.range(0, 1_001)),
        state.token
    );
    Body { kind: "energy.update", data, delta: Some(energy) }
}

/// The next turn of the conversation: the response is completed, or the user asks.
pub fn turn(state: &mut State) -> Body {
    if state.turn == Turn::Complete { complete(state) } else { prompt(state) }
}

fn prompt(state: &mut State) -> Body {
    state.prompt += 1;
    state.turn = Turn::Tokens;
    state.token = 0;
    state.response_energy = 0;
    state.response_tokens = state.rng.range(12, 180);
    let text = state.rng.pick(&[
        "Why does the field resonate?",
        "Summarise the last ten frames.",
        "Write a haiku about latency.",
        "Explain interference to a child of ten.",
    ]);
    let interface = state.rng.pick(&["text", "text", "text", "voice", "api"]);
    let data = format!(
        concat!(
            r#"{{"prompt_id":"p-{:06}","interface":"{}","truncated":false,"length":{},"hash":"{:016x}","#,
            r#""language":"en","intent":"question","prompt_text":"{}"}}"#
        ),
        state.prompt,
        interface,
        text.chars().count(),
        fnv(text),
        text
    );
    Body::new("user.prompt", data)
}

fn complete(state: &mut State) -> Body {
    state.turn = Turn::Prompt;
    let reason = state.rng.pick(&["finished", "finished", "finished", "stop_token", "length_limit"]);
    let took = state.response_tokens * state.rng.range(20, 45);
    let data = format!(
        concat!(
            r#"{{"prompt_id":"p-{:06}","model_id":"{}","total_tokens":{},"completion_reason":"{}","#,
            r#""total_energy":{},"generation_time_ms":{},"tokens_per_second":{}}}"#
        ),
        state.prompt,
        state.model,
        state.response_tokens,
        reason,
        micro(state.response_energy),
        took,
        milli(state.response_tokens * 1_000_000 / took)
    );
    Body::new("ai.response_complete", data)
}

/// Frequent words come first in the list: the lower of two draws falls there more often.
fn words(state: &mut State) -> &'static str {
    let (one, other) = (state.rng.range(0, 48), state.rng.range(0, 48));
    WORDS[usize::try_from(one.min(other)).unwrap_or(0)]
}
