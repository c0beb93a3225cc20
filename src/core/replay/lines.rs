//! Lines of a stream, one at a time, bounded.

use std::io::{BufRead, Read};

/// What `record --max-line` may be set to, and with it the longest line that an export can have.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// Reads lines without their ends. Its buffer is kept.
pub struct Lines<R> {
    read: R,
    buffer: Vec<u8>,
    limit: u64,
    /// The number of the line that was read last, from 1.
    pub number: u64,
}

/// One line, or what is wrong with it.
pub enum Line<'b> {
    /// Its bytes.
    Bytes(&'b [u8]),
    /// It is longer than any line may be; the rest of it was passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    /// Over an input.
    pub fn new(read: R) -> Self {
        Self::limited(read, MAX_LINE_BYTES)
    }

    /// The same with a limit of its own for the length of a line.
    pub fn limited(read: R, limit: u64) -> Self {
        Self { read, buffer: Vec::new(), limit, number: 0 }
    }

    /// Whether the line that was read last has no end: the file stops there, or is still being written.
    pub fn is_open(&self) -> bool {
        self.buffer.last().is_some_and(|b| *b != b'\n')
    }

    /// The next line; `None` at the end of the input.
    pub fn next(&mut self) -> std::io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let length = (&mut self.read).take(self.limit).read_until(b'\n', &mut self.buffer)?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.last() != Some(&b'\n') && length as u64 == self.limit {
            self.read.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        let mut line = self.buffer.as_slice();
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        // Windows editors put one in front of the first line.
        let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        Ok(Some(Line::Bytes(line)))
    }
}
