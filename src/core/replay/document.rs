//! A document of events: `{"session": …, "events": […]}` or a plain array. The bytes of each event stay as they are.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A document, its events borrowed from its text.
pub struct Document<'t> {
    text: &'t str,
    /// The session that it is of, where its head says so.
    pub session_id: Option<String>,
    /// The state's hash after the last event, where its head says so.
    pub state_hash: Option<String>,
    /// Its head: what it says of the session.
    pub head: Value,
    /// What the recorder had to say.
    pub journal: Vec<Value>,
    /// The events as they are written.
    pub events: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Outer<'t> {
    session: Option<Value>,
    session_metadata: Option<Value>,
    session_id: Option<String>,
    journal: Option<Value>,
    #[serde(borrow)]
    events: Option<Vec<&'t RawValue>>,
    #[serde(borrow, rename = "type")]
    event_type: Option<&'t RawValue>,
}

impl<'t> Document<'t> {
    /// Reads one.
    pub fn parse(text: &'t str) -> Result<Self, String> {
        let bare = |events| Self {
            text,
            session_id: None,
            state_hash: None,
            head: Value::Null,
            journal: Vec::new(),
            events,
        };
        if text.trim_start().starts_with('[') {
            return serde_json::from_str(text).map(bare).map_err(|e| e.to_string());
        }
        let outer: Outer<'t> = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let Some(events) = outer.events else {
            // One event alone, written over several lines.
            return match outer.event_type {
                Some(_) => serde_json::from_str(text).map(|e| bare(vec![e])).map_err(|e| e.to_string()),
                None => Err("it has no `events`".to_owned()),
            };
        };
        let head = outer.session.or(outer.session_metadata).unwrap_or_default();
        let text_of = |names: &[&str]| names.iter().find_map(|n| head.get(n)?.as_str()).map(str::to_owned);
        Ok(Self {
            text,
            session_id: text_of(&["session_id", "id"]).or(outer.session_id),
            state_hash: text_of(&["state_hash"]),
            journal: outer.journal.and_then(|j| j.as_array().cloned()).unwrap_or_default(),
            events,
            head,
        })
    }

    /// The line that an event begins on, from 1.
    pub fn line_of(&self, event: &RawValue) -> u64 {
        1 + self.line_ends(0, self.offset_of(event))
    }

    /// Where an event begins in the text.
    pub fn offset_of(&self, event: &RawValue) -> usize {
        event.get().as_ptr().addr().saturating_sub(self.text.as_ptr().addr())
    }

    /// The line ends between two places of the text.
    pub fn line_ends(&self, from: usize, to: usize) -> u64 {
        let between = self.text.as_bytes().get(from..to.min(self.text.len())).unwrap_or_default();
        memchr::memchr_iter(b'\n', between).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_documents() {
        let text = "{\"session_metadata\":{\"session_id\":\"s\"},\n\"events\":[{\"type\":\"a\"},\n {\"type\" : \"b\"}]}";
        let document = Document::parse(text).unwrap();
        assert_eq!(document.session_id.as_deref(), Some("s"));
        assert_eq!(document.events[1].get(), "{\"type\" : \"b\"}");
        assert_eq!(document.line_of(document.events[1]), 3);
        assert_eq!(Document::parse("[{}, {}]").unwrap().events.len(), 2);
        assert_eq!(Document::parse("{\"type\":\"x\",\n\"data\":{}}").unwrap().events.len(), 1);
        assert!(Document::parse("{\"schema\":\"x\"}").is_err());
        assert!(Document::parse("{\"events\":[],\"events\":[]}").is_err());
    }
}
