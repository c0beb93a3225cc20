//! `ai.*`: what models put out.

use super::EventView;
use super::spec::Check::{Count, CountOrNull, Model, NotNegative, Numbers, OneOf, Text};
use super::spec::{Field, TypeSpec, content, optional, required};
use crate::core::model::state::State;

/// One token.
pub static OUTPUT: TypeSpec = TypeSpec {
    name: "ai.output",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[
        required("prompt_id", Text),
        required("token_index", Count),
        required("is_last", super::spec::Check::Flag),
        required("model_id", Model),
        content("token"),
        optional("token_hash", Text),
        optional("logprobs", Numbers),
        optional("entropy", NotNegative),
        optional("generation_time_ms", NotNegative),
    ],
    apply: output,
};

fn output(state: &mut State, e: &EventView<'_>) {
    state.session.tokens += 1;
    if let Some(model) = e.data.text("model_id") {
        state.energy.model(&model, |m| m.tokens += 1);
    }
}

/// A response came to its end.
pub static RESPONSE_COMPLETE: TypeSpec = TypeSpec {
    name: "ai.response_complete",
    needs_frame: false,
    version: 1,
    up: None,
    fields: RESPONSE_FIELDS,
    apply: response_complete,
};

const RESPONSE_FIELDS: &[Field] = &[
    required("prompt_id", Text),
    required("model_id", Model),
    required("total_tokens", Count),
    required(
        "completion_reason",
        OneOf(&["finished", "length_limit", "stop_token", "user_interrupt", "error"]),
    ),
    optional("total_energy", NotNegative),
    optional("generation_time_ms", NotNegative),
    optional("tokens_per_second", NotNegative),
    // What imported logs of agents tell: figures, which leave with an export.
    optional("input_tokens", CountOrNull),
    optional("output_tokens", CountOrNull),
    optional("cost_micro_usd", CountOrNull),
];

fn response_complete(state: &mut State, e: &EventView<'_>) {
    state.session.responses += 1;
    let tokens = e.data.count("total_tokens").unwrap_or(0);
    state.session.response_tokens = state.session.response_tokens.saturating_add(tokens);
    if let Some(model) = e.data.text("model_id") {
        state.energy.model(&model, |m| m.responses += 1);
    }
}

/// Another model took over.
pub static MODEL_CHANGE: TypeSpec = TypeSpec {
    name: "ai.model_change",
    needs_frame: false,
    version: 1,
    up: None,
    fields: &[required("model_id", Model), optional("previous_model_id", Model), optional("reason", Text)],
    apply: |state, e| state.session.model_id = e.data.text("model_id").map(Into::into),
};
