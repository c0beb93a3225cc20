//! Our CSV: a row a record. A cell that began like a formula has a `'` in front, which is taken away.

use super::RecordLines;
use crate::core::export::dress::table::{COLUMNS, line_of};
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read};
use std::rc::Rc;

/// No row is longer.
const MAX_ROW_BYTES: u64 = 128 << 20;

/// Whether it begins with the header.
pub fn fits(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line) == COLUMNS.join(",").as_bytes()
}

/// Opens one.
pub fn open(input: &Input) -> Result<Box<dyn RecordLines>, ImportError> {
    let taken = Rc::new(Cell::new(0));
    let bounded = Bounded { inner: input.read_whole()?, taken: Rc::clone(&taken) };
    let rows = csv::ReaderBuilder::new().has_headers(true).from_reader(bounded);
    Ok(Box::new(Rows { name: input.name.clone(), rows, row: csv::ByteRecord::new(), taken, line: 1 }))
}

/// An unclosed quote makes one row of the rest of the file; no more than a row is read of it.
struct Bounded {
    inner: BufReader<File>,
    taken: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.taken.get() > MAX_ROW_BYTES {
            return Err(std::io::Error::other("a row is longer than 128 MiB"));
        }
        let length = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }
}

struct Rows {
    name: String,
    rows: csv::Reader<Bounded>,
    row: csv::ByteRecord,
    taken: Rc<Cell<u64>>,
    line: u64,
}

impl RecordLines for Rows {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, ImportError> {
        self.taken.set(0);
        let read = self.rows.read_byte_record(&mut self.row);
        self.line = self.row.position().map_or(self.line, csv::Position::line);
        // What the reader says of a row can repeat it; which row it is is enough.
        let more = read.map_err(|e| match e.into_kind() {
            csv::ErrorKind::Io(source) => ImportError::Read { name: self.name.clone(), source },
            _ => ImportError::malformed(&self.name, self.place(), "it is no row of ten cells"),
        })?;
        if !more {
            return Ok(false);
        }
        let cells =
            self.row.iter().map(|c| std::str::from_utf8(c).ok().map(|c| c.strip_prefix('\'').unwrap_or(c)));
        let cells: Option<Vec<&str>> = cells.collect();
        let cells: Option<[&str; COLUMNS.len()]> = cells.and_then(|c| c.try_into().ok());
        let Some(made) = cells.and_then(|cells| line_of(&cells)) else {
            return Err(ImportError::malformed(&self.name, self.place(), "it is no row of an export"));
        };
        *line = made.into_bytes();
        Ok(true)
    }

    fn place(&self) -> String {
        format!("line {}", self.line)
    }
}
