//! `csv`: a header and a row a record. A cell that a spreadsheet would take for a formula has a `'` in front, and so
//! has one that begins with a `'` itself; numbers stay numbers.

use super::Dress;
use super::table::{COLUMNS, Cell, Splitter};
use crate::core::export::record::{EndRecord, Kind, line};
use std::borrow::Cow;

/// Rows on their way.
#[derive(Default)]
pub struct Rows {
    begun: bool,
    splitter: Splitter,
}

impl Rows {
    fn row(&mut self, line: &str, out: &mut Vec<u8>) {
        let mut writer = csv::Writer::from_writer(&mut *out);
        if !std::mem::replace(&mut self.begun, true) {
            // Nothing that is written to memory fails.
            let _infallible = writer.write_record(COLUMNS);
        }
        let row = self.splitter.row(line);
        let cells = row.iter().map(|cell| match cell {
            Cell::Null => Cow::Borrowed(""),
            Cell::Number(n) => Cow::Borrowed(*n),
            Cell::Text(text) => guarded(text),
        });
        let cells: Vec<Cow<'_, str>> = cells.collect();
        let _infallible = writer.write_record(cells.iter().map(|c| c.as_bytes()));
    }
}

/// A text that no spreadsheet computes.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

impl Dress for Rows {
    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.row(line, out));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        self.row(&line(Kind::End, end).unwrap_or_default(), out);
    }
}
