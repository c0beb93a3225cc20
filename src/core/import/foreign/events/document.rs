//! A document of events: `{"session_metadata": …, "events": […], "snapshots": […]}` or a list, as JSON or YAML.
//! Snapshots of other programs are of other states, and are left out.

use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::model::json::{Kind, Scanner, text};
use crate::core::model::time::Timestamp;
use crate::core::replay::document::Document;
use crate::core::replay::file::{MAX_DOCUMENT_BYTES, Shape};
use crate::core::replay::yaml;
use serde_json::Value;
use std::io::Read;

/// A document, as JSON text.
pub struct Doc {
    name: String,
    text: String,
    /// The session that it is of.
    pub session_id: Option<String>,
    /// What it says of it.
    pub head: Value,
}

impl Doc {
    /// Reads one.
    pub fn read(input: &Input, shape: Shape) -> Result<Self, ImportError> {
        let bad = |why: String| ImportError::malformed(&input.name, "the document", why);
        let mut text = String::new();
        let read = input.read_whole()?.take(MAX_DOCUMENT_BYTES).read_to_string(&mut text);
        let length = read.map_err(|e| match e.kind() {
            std::io::ErrorKind::InvalidData => bad("it is not UTF-8".into()),
            _ => input.io(e),
        })?;
        if length as u64 == MAX_DOCUMENT_BYTES {
            return Err(bad("it has more than 1 GiB; NDJSON is read line by line".into()));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = if shape == Shape::Yaml { yaml::to_json(text).map_err(bad)? } else { text.to_owned() };
        let (session_id, head) = {
            let document = Document::parse(&text).map_err(bad)?;
            (document.session_id.clone(), document.head)
        };
        Ok(Self { name: input.name.clone(), text, session_id, head })
    }

    /// The time of its first event.
    pub fn first_time(&self) -> Option<Timestamp> {
        let document = Document::parse(&self.text).ok()?;
        let first: Value = serde_json::from_str(document.events.first()?.get()).ok()?;
        Timestamp::parse(first.get("timestamp")?.as_str()?).ok().map(|t| t.at)
    }

    /// Hands each event to `each`, as JSON. Some tools write the data of a row as the text that it is in their
    /// database: it is read out of it.
    pub fn each_event(
        &self,
        each: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let bad = |why: String| ImportError::malformed(&self.name, "the document", why);
        let document = Document::parse(&self.text).map_err(bad)?;
        let mut scanner = Scanner::default();
        for event in &document.events {
            match unwrapped(&mut scanner, event.get()) {
                Some(event) => each(event.as_bytes())?,
                None => each(event.get().as_bytes())?,
            }
        }
        Ok(())
    }
}

/// The event with its data as the object that it says, where it says it as text.
fn unwrapped(scanner: &mut Scanner, event: &str) -> Option<String> {
    let mut members = Vec::new();
    scanner.object(event.as_bytes(), &mut members).ok()?;
    let data = members.iter().find(|m| m.depth == 1 && m.key(event) == "data" && m.kind == Kind::String)?;
    let span = data.span();
    let inner = text::unescape(&event[span.start + 1..span.end - 1]);
    Some(format!("{}{inner}{}", &event[..span.start], &event[span.end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_is_a_text_is_read_out_of_it_and_nothing_else_changes() {
        let mut scanner = Scanner::default();
        let event = r#"{ "data" : "{\"a\": \"\\\"x\"}", "type":"x.y"}"#;
        let read = unwrapped(&mut scanner, event);
        assert_eq!(read.as_deref(), Some(r#"{ "data" : {"a": "\"x"}, "type":"x.y"}"#));
        assert_eq!(unwrapped(&mut scanner, r#"{"data":{},"type":"x.y"}"#), None);
        assert_eq!(unwrapped(&mut scanner, r#"{"data":"{}","data":"{}"}"#), None, "the decoder refuses it");
    }
}
