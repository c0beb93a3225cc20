//! An answer and what it took: tokens, time, money. What the log does not say stays unknown.

use super::is_name;
use serde_json::{Map, Value, json};

/// Tokens of an answer, as far as the log says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read, with or without those of the cache: as the log counts them.
    pub input: Option<u64>,
    /// Written.
    pub output: Option<u64>,
    /// Read and put into the cache.
    pub cache_creation: Option<u64>,
    /// Read from the cache.
    pub cache_read: Option<u64>,
    /// Written, and only thought.
    pub reasoning: Option<u64>,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// What it answers.
    pub prompt_id: String,
    /// The provider's name for it.
    pub response_id: Option<String>,
    /// Who answered.
    pub model: Option<String>,
    /// Tokens.
    pub usage: Usage,
    /// Why it ended, in the log's word.
    pub stop: Option<String>,
    /// How long it took.
    pub duration_ms: Option<u64>,
    /// What the log says that it cost.
    pub cost_micro_usd: Option<i64>,
    /// More about it, without words.
    pub more: Map<String, Value>,
}

impl Usage {
    /// The same answer told again, later: counts grow while it is written.
    pub fn grow(&mut self, later: Self) {
        let greater = |a: &mut Option<u64>, b: Option<u64>| *a = (*a).max(b);
        greater(&mut self.input, later.input);
        greater(&mut self.output, later.output);
        greater(&mut self.cache_creation, later.cache_creation);
        greater(&mut self.cache_read, later.cache_read);
        greater(&mut self.reasoning, later.reasoning);
    }
}

impl Reply {
    /// What the log does not say of it: whether, the code, why that matters.
    pub fn gaps(&self) -> [(bool, &'static str, &'static str); 3] {
        [
            (
                self.cost_micro_usd.is_none(),
                "no_cost",
                "the log does not say what its answers cost: unpriced",
            ),
            (
                self.usage.output.is_none(),
                "no_token_counts",
                "the log does not say how many tokens an answer has: total_tokens is 0, output_tokens null",
            ),
            (self.stop.is_none(), "no_stop_reason", "the log does not say why an answer ended: `finished`"),
        ]
    }

    /// The data of its event.
    pub fn data(&self, model: &str) -> Value {
        let usage = &self.usage;
        let mut data = json!({
            "prompt_id": self.prompt_id, "model_id": model, "total_tokens": usage.output.unwrap_or(0),
            "completion_reason": reason(self.stop.as_deref()),
            "stop_reason": self.stop.as_deref().filter(|s| is_name(s)), "response_id": self.response_id,
            "input_tokens": usage.input, "output_tokens": usage.output,
            "cost_micro_usd": self.cost_micro_usd,
        });
        for (name, tokens) in [
            ("cache_creation_tokens", usage.cache_creation),
            ("cache_read_tokens", usage.cache_read),
            ("reasoning_tokens", usage.reasoning),
        ] {
            if let Some(tokens) = tokens {
                data[name] = json!(tokens);
            }
        }
        if let Some(ms) = self.duration_ms {
            data["generation_time_ms"] = json!(ms);
            if let Some(rate) = usage.output.and_then(|tokens| per_second(tokens, ms)) {
                data["tokens_per_second"] = json!(rate);
            }
        }
        for (name, value) in &self.more {
            data[name] = value.clone();
        }
        data
    }
}

/// REASON TABLE: why an answer ended, in the words of the providers and in ours.
const REASONS: &[(&str, &str)] = &[
    ("length", "length_limit"),
    ("max_tokens", "length_limit"),
    ("MAX_TOKENS", "length_limit"),
    ("model_context_window_exceeded", "length_limit"),
    ("stop_sequence", "stop_token"),
    ("user_interrupt", "user_interrupt"),
    ("error", "error"),
];

fn reason(stop: Option<&str>) -> &'static str {
    let known = REASONS.iter().find(|(word, _)| Some(*word) == stop);
    known.map_or("finished", |(_, reason)| reason)
}

/// Thousandths of a token a second are enough, and print the same everywhere.
#[expect(clippy::cast_precision_loss, reason = "a rate; the counts themselves stay integers")]
fn per_second(tokens: u64, ms: u64) -> Option<f64> {
    let thousandths = u128::from(tokens) * 1_000_000 / u128::from(ms.max(1));
    (ms > 0).then(|| thousandths as f64 / 1000.0)
}

/// What the answers of a session came to.
#[derive(Debug, Default)]
pub struct Sum {
    responses: u64,
    unpriced: u64,
    cost_micro_usd: Option<i64>,
    usage: Usage,
}

impl Sum {
    /// Adds an answer.
    pub fn add(&mut self, reply: &Reply) {
        self.responses += 1;
        match reply.cost_micro_usd {
            Some(cost) => self.cost_micro_usd = Some(self.cost_micro_usd.unwrap_or(0).saturating_add(cost)),
            None => self.unpriced += 1,
        }
        let plus = |a: &mut Option<u64>, b: Option<u64>| {
            if let Some(b) = b {
                *a = Some(a.unwrap_or(0).saturating_add(b));
            }
        };
        plus(&mut self.usage.input, reply.usage.input);
        plus(&mut self.usage.output, reply.usage.output);
        plus(&mut self.usage.cache_creation, reply.usage.cache_creation);
        plus(&mut self.usage.cache_read, reply.usage.cache_read);
        plus(&mut self.usage.reasoning, reply.usage.reasoning);
    }

    /// For the session's metadata.
    pub fn json(&self) -> Value {
        json!({
            "responses": self.responses, "unpriced": self.unpriced, "cost_micro_usd": self.cost_micro_usd,
            "input_tokens": self.usage.input, "output_tokens": self.usage.output,
            "cache_creation_tokens": self.usage.cache_creation, "cache_read_tokens": self.usage.cache_read,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_does_not_say_is_null_and_never_zero() {
        let reply = Reply { prompt_id: "p".into(), ..Reply::default() };
        let data = reply.data("m");
        for name in ["input_tokens", "output_tokens", "cost_micro_usd", "stop_reason"] {
            assert!(data[name].is_null(), "{name}: {data}");
        }
        assert!(reply.gaps().iter().all(|(missing, ..)| *missing));
        let mut sum = Sum::default();
        sum.add(&reply);
        sum.add(&Reply { cost_micro_usd: Some(0), ..Reply::default() });
        assert_eq!((sum.json()["cost_micro_usd"].clone(), sum.unpriced), (json!(0), 1));
    }

    #[test]
    fn words_in_place_of_a_reason_are_not_kept() {
        let stop = |s: &str| Reply { stop: Some(s.into()), ..Reply::default() }.data("m");
        assert_eq!(stop("max_tokens")["completion_reason"], "length_limit");
        assert_eq!(stop("tool_use")["completion_reason"], "finished");
        assert!(stop("because I said so")["stop_reason"].is_null());
    }
}
