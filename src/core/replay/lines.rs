//! Lines of a stream, one at a time, bounded.

use std::io::{BufRead, Read};

/// What `record --max-line` may be set to, and with it the longest line that an export can have.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// Reads lines without their ends. Its buffer is kept.
pub struct Lines<R> {
    read: R,
    buffer: Vec<u8>,
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
        Self { read, buffer: Vec::new(), number: 0 }
    }

    /// The next line; `None` at the end of the input.
    pub fn next(&mut self) -> std::io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let length = (&mut self.read).take(MAX_LINE_BYTES).read_until(b'\n', &mut self.buffer)?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.last() != Some(&b'\n') && length as u64 == MAX_LINE_BYTES {
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
