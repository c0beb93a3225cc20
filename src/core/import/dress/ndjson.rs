//! A record a line.

use super::RecordLines;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::replay::lines::{Line, Lines};
use std::fs::File;
use std::io::BufReader;

/// Whether it begins with the first record.
pub fn fits(head: &[u8]) -> bool {
    head.starts_with(b"{\"message_type\":\"export\"")
}

/// Opens one.
pub fn open(input: &Input) -> Result<Box<dyn RecordLines>, ImportError> {
    Ok(Box::new(Records { name: input.name.clone(), lines: Lines::new(input.read_whole()?) }))
}

struct Records {
    name: String,
    lines: Lines<BufReader<File>>,
}

impl RecordLines for Records {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, ImportError> {
        let name = self.name.clone();
        loop {
            match self.lines.next().map_err(|source| ImportError::Read { name: name.clone(), source })? {
                None => return Ok(false),
                // A mail program or an editor may have added some.
                Some(Line::Bytes(b"")) => {}
                Some(Line::Bytes(bytes)) => {
                    line.clear();
                    line.extend_from_slice(bytes);
                    return Ok(true);
                }
                Some(Line::TooLong) => {
                    return Err(ImportError::malformed(
                        &name,
                        self.place(),
                        "the line is longer than 64 MiB",
                    ));
                }
            }
        }
    }

    fn place(&self) -> String {
        format!("line {}", self.lines.number)
    }
}
