//! Our JSON document: each record on a line of its own, with the bytes that it has in NDJSON.

use super::weave::Weave;
use super::{Bytes, Fault, RecordLines};
use crate::core::export::record::{EndRecord, Kind, line as line_of};
use crate::core::replay::lines::{Line, Lines};

/// Whether it begins as one.
pub fn fits(head: &[u8]) -> bool {
    head.starts_with(b"{\"schema\":\"wfstate.export/1\",")
}

/// Opens one.
pub fn open<'b>(bytes: Bytes<'b>) -> Box<dyn RecordLines + 'b> {
    let lines = Lines::new(bytes);
    Box::new(Records { lines, weave: Weave::default(), count: None, done: false })
}

struct Records<'b> {
    lines: Lines<Bytes<'b>>,
    weave: Weave,
    count: Option<u64>,
    done: bool,
}

/// What stands around the records.
const AROUND: [&str; 14] = [
    "",
    "{\"schema\":\"wfstate.export/1\",",
    "\"sessions\":[",
    "\"journal\":[",
    "\"events\":[",
    "\"events\":[],",
    "\"events\":[]},",
    "\"events\":[]}",
    "\"snapshots\":[",
    "],",
    "]},",
    "]}",
    "]",
    "},",
];

impl Records<'_> {
    fn line(&mut self, line: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
        if self.done && !text.is_empty() {
            return Err("something follows the end of the document".into());
        }
        if AROUND.contains(&text) {
            return Ok(());
        }
        if let Some(n) = text.strip_prefix("\"records\":").and_then(|t| t.strip_suffix(',')) {
            self.count = Some(n.parse().map_err(|_| "the number of records is none")?);
            return Ok(());
        }
        if let Some(digest) = text.strip_prefix("\"digest\":\"").and_then(|t| t.strip_suffix("\"}")) {
            let end = EndRecord { records: self.count.unwrap_or(0), digest: digest.to_owned() };
            self.done = true;
            let line = line_of(Kind::End, &end).map_err(|e| e.to_string())?;
            return Ok(self.weave.push(line.into_bytes())?);
        }
        let named = ["\"export\":", "{\"session\":", "\"session\":", "\"baseline\":"];
        let record = named.iter().find_map(|n| text.strip_prefix(n)).unwrap_or(text);
        let record = record.strip_suffix(',').unwrap_or(record);
        if !(record.starts_with("{\"message_type\":\"") || record.starts_with("{\"session_id\":")) {
            return Err(
                "a line that no export of wfstate has; each record stands on a line of its own".into()
            );
        }
        Ok(self.weave.push(record.as_bytes().to_vec())?)
    }
}

impl RecordLines for Records<'_> {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        loop {
            if let Some(next) = self.weave.pop() {
                *line = next;
                return Ok(true);
            }
            let bytes = match self.lines.next()? {
                None => {
                    self.weave.flush();
                    let next = self.weave.pop();
                    let more = next.is_some();
                    *line = next.unwrap_or_default();
                    return Ok(more);
                }
                Some(Line::Bytes(bytes)) => bytes.to_vec(),
                Some(Line::TooLong) => {
                    return Err(Fault::at(self.place(), "the line is longer than 64 MiB"));
                }
            };
            self.line(&bytes).map_err(|why| Fault::at(self.place(), why))?;
        }
    }

    fn place(&self) -> String {
        format!("line {}", self.lines.number)
    }
}
