//! The words of a span, where they were recorded: in the attributes of today's conventions, or in one of the places
//! that they had before.

use super::attributes::Attributes;
use serde_json::Value;

/// What was said.
#[derive(Debug, Default)]
pub struct Words {
    /// The last thing that a person said, if it is what is answered.
    pub prompt: Option<String>,
    /// It is not a person that is answered, but a tool.
    pub goes_on: bool,
    /// The answers.
    pub answers: Vec<String>,
    /// The calls of tools in them.
    pub calls: Vec<Value>,
    /// Why the answer ended, where only its message says so.
    pub stop: Option<String>,
}

/// Finds them.
pub fn words_of(attributes: &Attributes, span: &Value) -> Words {
    let mut words = Words::default();
    if let Some(messages) = attributes.json(&["gen_ai.input.messages", "gen_ai.prompt"]) {
        words.asked(&messages);
    }
    if let Some(messages) = attributes.json(&["gen_ai.output.messages", "gen_ai.completion"]) {
        words.answered(&messages);
    }
    numbered(attributes, &mut words);
    for event in span.get("events").and_then(Value::as_array).into_iter().flatten() {
        let said = Attributes::of(event.get("attributes"));
        match event.get("name").and_then(Value::as_str).unwrap_or_default() {
            "gen_ai.user.message" => {
                words.prompt = said.text(&["content"]).map(str::to_owned).or(words.prompt);
                words.goes_on = false;
            }
            "gen_ai.tool.message" => (words.prompt, words.goes_on) = (None, true),
            "gen_ai.content.prompt" => {
                said.json(&["gen_ai.prompt"]).iter().for_each(|m| words.asked(m));
            }
            "gen_ai.content.completion" => {
                said.json(&["gen_ai.completion"]).iter().for_each(|m| words.answered(m));
            }
            "gen_ai.choice" => {
                words.stop = said.text(&["finish_reason"]).map(str::to_owned).or(words.stop);
                said.json(&["message", "content"]).iter().for_each(|m| words.answered(m));
            }
            _ => {}
        }
    }
    words
}

/// `gen_ai.prompt.<n>.content`, as some libraries write it.
fn numbered(attributes: &Attributes, words: &mut Words) {
    let part = |kind: &str, n: usize, name: &str| {
        attributes.text(&[format!("gen_ai.{kind}.{n}.{name}").as_str()]).map(str::to_owned)
    };
    for n in 0.. {
        let (role, content) = (part("prompt", n, "role"), part("prompt", n, "content"));
        if role.is_none() && content.is_none() {
            break;
        }
        let is_user = role.as_deref().is_none_or(|r| r == "user");
        (words.prompt, words.goes_on) = (content.filter(|_| is_user), role.as_deref() == Some("tool"));
    }
    for n in 0.. {
        let (stop, content) = (part("completion", n, "finish_reason"), part("completion", n, "content"));
        if stop.is_none() && content.is_none() {
            break;
        }
        words.answers.extend(content);
        words.stop = words.stop.take().or(stop);
    }
}

impl Words {
    /// A history: its last message is what is answered.
    fn asked(&mut self, messages: &Value) {
        let last = match messages {
            Value::Array(all) => all.last(),
            one => Some(one),
        };
        let Some(last) = last else { return };
        let role = last.get("role").and_then(Value::as_str);
        self.goes_on = matches!(role, Some("tool" | "assistant"));
        if role.is_none_or(|r| r == "user") {
            let texts = texts_of(last);
            self.prompt = (!texts.is_empty()).then(|| texts.join("\n"));
        }
    }

    fn answered(&mut self, messages: &Value) {
        let all = match messages {
            Value::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for message in all {
            let texts = texts_of(message);
            if !texts.is_empty() {
                self.answers.push(texts.join("\n"));
            }
            let parts = message.get("parts").and_then(Value::as_array).into_iter().flatten();
            let calls = parts.filter(|p| p.get("type").and_then(Value::as_str) == Some("tool_call"));
            self.calls.extend(calls.cloned());
            let stop = message.get("finish_reason").and_then(Value::as_str);
            self.stop = self.stop.take().or(stop.map(str::to_owned));
        }
    }
}

/// The texts of a message: itself, its `content`, or its `parts` of the type `text`.
fn texts_of(message: &Value) -> Vec<&str> {
    if let Some(text) = message.as_str().or_else(|| message.get("content")?.as_str()) {
        return vec![text];
    }
    let parts = message.get("parts").or_else(|| message.get("content")).and_then(Value::as_array);
    let text = |part: &'_ Value| -> bool { part.get("type").and_then(Value::as_str) == Some("text") };
    let parts = parts.into_iter().flatten().filter(|p| text(p));
    parts.filter_map(|p| p.get("content").or_else(|| p.get("text"))?.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(attributes: Value, events: Value) -> Words {
        words_of(&Attributes::of(Some(&attributes)), &json!({ "events": events }))
    }

    fn text(key: &str, value: &str) -> Value {
        json!({ "key": key, "value": { "stringValue": value } })
    }

    #[test]
    fn the_words_are_found_in_every_place_that_they_had() {
        let now = words(
            json!([
                text("gen_ai.input.messages", r#"[{"role":"user","parts":[{"type":"text","content":"Q"}]}]"#),
                text(
                    "gen_ai.output.messages",
                    r#"[{"role":"assistant","parts":[{"type":"text","content":"A"}],"finish_reason":"stop"}]"#
                ),
            ]),
            json!([]),
        );
        let numbered = words(
            json!([
                text("gen_ai.prompt.0.role", "system"),
                text("gen_ai.prompt.0.content", "S"),
                text("gen_ai.prompt.1.role", "user"),
                text("gen_ai.prompt.1.content", "Q"),
                text("gen_ai.completion.0.content", "A"),
                text("gen_ai.completion.0.finish_reason", "stop"),
            ]),
            json!([]),
        );
        let events = words(
            json!([]),
            json!([
                { "name": "gen_ai.user.message", "attributes": [text("content", "Q")] },
                { "name": "gen_ai.choice", "attributes": [text("message", r#"{"content":"A"}"#), text("finish_reason", "stop")] },
            ]),
        );
        for w in [now, numbered, events] {
            assert_eq!((w.prompt.as_deref(), w.stop.as_deref()), (Some("Q"), Some("stop")), "{w:?}");
            assert!(w.answers == ["A"] && !w.goes_on);
        }
    }

    #[test]
    fn an_answer_to_a_tool_is_to_the_prompt_before() {
        let history =
            r#"[{"role":"user","parts":[{"type":"text","content":"Q"}]},{"role":"tool","parts":[]}]"#;
        let w = words(json!([text("gen_ai.input.messages", history)]), json!([]));
        assert!(w.prompt.is_none() && w.goes_on);
    }
}
