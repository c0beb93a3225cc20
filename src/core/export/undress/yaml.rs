//! Our YAML document: a member a line, its value as JSON. It is read line by line and as nothing more: no aliases, no
//! tags, no other block; what another program made of it is refused.

use super::weave::Weave;
use super::{Bytes, Fault, RecordLines};
use crate::core::export::record::{EndRecord, Kind, line as line_of};
use crate::core::replay::lines::{Line, Lines};

/// Whether it begins as one.
pub fn fits(head: &[u8]) -> bool {
    head.starts_with(b"schema: \"wfstate.export/1\"")
}

/// Opens one.
pub fn open<'b>(bytes: Bytes<'b>) -> Box<dyn RecordLines + 'b> {
    Box::new(Records {
        lines: Lines::new(bytes),
        weave: Weave::default(),
        record: String::new(),
        count: None,
        done: false,
    })
}

struct Records<'b> {
    lines: Lines<Bytes<'b>>,
    weave: Weave,
    /// Members of the record that is being read.
    record: String,
    count: Option<u64>,
    done: bool,
}

const HEADINGS: [&str; 8] =
    ["export:", "session:", "sessions:", "- session:", "baseline:", "journal:", "events:", "snapshots:"];

impl Records<'_> {
    fn line(&mut self, line: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
        let inner = text.trim_start_matches(' ');
        if inner.is_empty() {
            return Ok(());
        }
        if self.done {
            return Err("something follows the end of the document".into());
        }
        if HEADINGS.contains(&inner) || inner == "events: []" {
            return self.close();
        }
        if inner.len() == text.len() {
            self.close()?;
            return self.top(text);
        }
        let member = match inner.strip_prefix("- ") {
            Some(first) => {
                self.close()?;
                first
            }
            None => inner,
        };
        let (key, value) =
            split(member).ok_or("a line that no export of wfstate has: a member with its value as JSON")?;
        self.record.push_str(if self.record.is_empty() { "{\"" } else { ",\"" });
        self.record.push_str(key);
        self.record.push_str("\":");
        self.record.push_str(value);
        Ok(())
    }

    /// A member of the document itself.
    fn top(&mut self, text: &str) -> Result<(), String> {
        match split(text) {
            Some(("schema", "\"wfstate.export/1\"")) => Ok(()),
            Some(("records", n)) => {
                self.count = Some(n.parse().map_err(|_| "the number of records is none")?);
                Ok(())
            }
            Some(("digest", digest)) => {
                let digest = digest.trim_matches('"').to_owned();
                let end = EndRecord { records: self.count.unwrap_or(0), digest };
                self.done = true;
                let line = line_of(Kind::End, &end).map_err(|e| e.to_string())?;
                Ok(self.weave.push(line.into_bytes())?)
            }
            _ => Err("a member that no export of wfstate has".into()),
        }
    }

    fn close(&mut self) -> Result<(), String> {
        if self.record.is_empty() {
            return Ok(());
        }
        let mut record = std::mem::take(&mut self.record);
        record.push('}');
        Ok(self.weave.push(record.into_bytes())?)
    }
}

/// A member's key, as it stands in JSON, and its value.
fn split(member: &str) -> Option<(&str, &str)> {
    let Some(quoted) = member.strip_prefix('"') else {
        let (key, value) = member.split_once(": ")?;
        return key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then_some((key, value));
    };
    let mut escaped = false;
    let end = quoted.bytes().position(|b| {
        let ends = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        ends
    })?;
    Some((&quoted[..end], quoted[end + 1..].strip_prefix(": ")?))
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
                    let closed = self.close();
                    closed.map_err(|why| Fault::at(self.place(), why))?;
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

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn members_are_a_key_and_json() {
        assert_eq!(split("data: { \"a\" : 1 }"), Some(("data", "{ \"a\" : 1 }")));
        assert_eq!(split(r#""Odd \" key": "x: y""#), Some((r#"Odd \" key"#, r#""x: y""#)));
        for bad in ["", "a", "a:1", "A: 1", "&x a: 1", "\"a: 1", "\"a\\\": 1", "? a: 1"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }
}
