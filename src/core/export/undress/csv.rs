//! Our CSV: a row a record. A cell that began like a formula has a `'` in front, which is taken away.

use super::{Bytes, Fault, RecordLines};
use crate::core::export::dress::table::{COLUMNS, line_of};
use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

/// No row is longer.
const MAX_ROW_BYTES: u64 = 128 << 20;

/// Whether it begins with the header.
pub fn fits(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line) == COLUMNS.join(",").as_bytes()
}

/// Opens one.
pub fn open<'b>(bytes: Bytes<'b>) -> Box<dyn RecordLines + 'b> {
    let taken = Rc::new(Cell::new(0));
    let bounded = Bounded { inner: bytes, taken: Rc::clone(&taken) };
    let rows = csv::ReaderBuilder::new().has_headers(true).from_reader(bounded);
    Box::new(Table { rows, row: csv::ByteRecord::new(), taken, line: 1 })
}

/// An unclosed quote makes one row of the rest of the file; no more than a row is read of it.
struct Bounded<'b> {
    inner: Bytes<'b>,
    taken: Rc<Cell<u64>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.taken.get() > MAX_ROW_BYTES {
            return Err(std::io::Error::other("a row is longer than 128 MiB"));
        }
        let length = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }
}

struct Table<'b> {
    rows: csv::Reader<Bounded<'b>>,
    row: csv::ByteRecord,
    taken: Rc<Cell<u64>>,
    line: u64,
}

impl RecordLines for Table<'_> {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        self.taken.set(0);
        let read = self.rows.read_byte_record(&mut self.row);
        self.line = self.row.position().map_or(self.line, csv::Position::line);
        // What the reader says of a row can repeat it; which row it is is enough.
        let more = read.map_err(|e| match e.into_kind() {
            csv::ErrorKind::Io(source) => Fault::Read(source),
            _ => Fault::at(self.place(), "it is no row of ten cells"),
        })?;
        if !more {
            return Ok(false);
        }
        let cells =
            self.row.iter().map(|c| std::str::from_utf8(c).ok().map(|c| c.strip_prefix('\'').unwrap_or(c)));
        let cells: Option<Vec<&str>> = cells.collect();
        let cells: Option<[&str; COLUMNS.len()]> = cells.and_then(|c| c.try_into().ok());
        let Some(made) = cells.and_then(|cells| line_of(&cells)) else {
            return Err(Fault::at(self.place(), "it is no row of an export"));
        };
        *line = made.into_bytes();
        Ok(true)
    }

    fn place(&self) -> String {
        format!("line {}", self.line)
    }
}
