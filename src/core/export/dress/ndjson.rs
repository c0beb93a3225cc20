//! `ndjson`: the records as they are, one a line.

use super::Dress;
use crate::core::export::record::{EndRecord, Kind, line};

/// The lines themselves.
pub struct Lines;

impl Dress for Lines {
    fn is_lines(&self) -> bool {
        true
    }

    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(lines.as_bytes());
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        // A number and a hash always have a form.
        out.extend_from_slice(line(Kind::End, end).unwrap_or_default().as_bytes());
        out.push(b'\n');
    }
}
