//! A record a line.

use super::{Bytes, Fault, RecordLines};
use crate::core::replay::lines::{Line, Lines};

/// Whether it begins with the first record.
pub fn fits(head: &[u8]) -> bool {
    head.starts_with(b"{\"message_type\":\"export\"")
}

/// Opens one.
pub fn open<'b>(bytes: Bytes<'b>) -> Box<dyn RecordLines + 'b> {
    Box::new(Records { lines: Lines::new(bytes) })
}

struct Records<'b> {
    lines: Lines<Bytes<'b>>,
}

impl RecordLines for Records<'_> {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        loop {
            match self.lines.next()? {
                None => return Ok(false),
                // A mail program or an editor may have added some.
                Some(Line::Bytes(b"")) => {}
                Some(Line::Bytes(bytes)) => {
                    line.clear();
                    line.extend_from_slice(bytes);
                    return Ok(true);
                }
                Some(Line::TooLong) => {
                    return Err(Fault::at(self.place(), "the line is longer than 64 MiB"));
                }
            }
        }
    }

    fn place(&self) -> String {
        format!("line {}", self.lines.number)
    }
}
