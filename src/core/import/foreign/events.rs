//! Plain events: a line each, or a document of them. Protocol messages are events, too.

mod document;

use super::{Head, Telling};
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use crate::core::model::time::Timestamp;
use crate::core::replay::file::{Shape, shape_of};
use crate::core::replay::lines::{Line, Lines};
use document::Doc;
use serde_json::{Value, json};

/// The longest line that is read.
const MAX_LINE: u64 = 64 << 20;

/// Reads a file of events.
pub fn read(input: &mut Input, job: &Job<'_>, format: &'static str) -> Result<Source, ImportError> {
    input.hash()?;
    match shape_of(&input.name, input.begins()) {
        Shape::Lines => lines(input, job, format),
        shape @ (Shape::Json | Shape::Yaml) => document(input, &Doc::read(input, shape)?, job, format),
    }
}

fn lines(input: &Input, job: &Job<'_>, format: &'static str) -> Result<Source, ImportError> {
    let mut telling = Telling::begin(input, job, format, derived_name(input, None))?;
    let mut lines = Lines::new(input.read_whole()?);
    loop {
        let number = lines.number;
        let place = || format!("line {}", number + 1);
        match lines.next().map_err(|e| input.io(e))? {
            None => return telling.finish(),
            Some(Line::Bytes(line)) => telling.event(&place, line)?,
            Some(Line::TooLong) => telling.long_event(&place, MAX_LINE)?,
        };
        if number.is_multiple_of(20_000) {
            job.observer.progress("read", number, None);
        }
    }
}

fn document(input: &Input, doc: &Doc, job: &Job<'_>, format: &'static str) -> Result<Source, ImportError> {
    let session = doc.session_id.clone().unwrap_or_else(|| derived_name(input, doc.first_time()));
    let mut telling = Telling::begin(input, job, format, session.clone())?;
    telling.says(head_of(doc, session));
    let mut number = 0;
    doc.each_event(&mut |event| {
        number += 1;
        telling.event(&|| format!("event {number}"), event).map(drop)
    })?;
    telling.finish()
}

/// The name of a session that has none: the same for the same bytes, so that they are not imported twice.
fn derived_name(input: &Input, at: Option<Timestamp>) -> String {
    let digest = input.sha256.get(..12).unwrap_or("0");
    at.map_or_else(|| format!("import_{digest}"), |at| format!("{}_{digest}", at.compact()))
}

fn head_of(doc: &Doc, session_id: String) -> Head {
    let head = &doc.head;
    let time = |name: &str| Some(Timestamp::parse(head.get(name)?.as_str()?).ok()?.at);
    Head {
        session_id,
        start: time("start_time"),
        end: time("end_time"),
        clean: head.get("clean_shutdown").map(|c| c == &json!(true) || c == &json!(1)),
        user_id: head.get("user_id").and_then(Value::as_str).map(str::to_owned),
        metadata: head.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default(),
        ..Head::default()
    }
}
