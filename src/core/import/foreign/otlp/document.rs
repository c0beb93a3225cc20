//! Walks a document to its spans, of which one at a time is in memory.

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;
use std::fmt;
use std::io::{BufRead, Read};
use std::rc::Rc;

/// A span may have so many bytes, and so may what stands between two.
const MAX_SPAN: u64 = 16 << 20;
/// What the reader says of more.
const TOO_LONG: &str = "a span of 16 MiB or more";

/// How a document ended.
#[derive(Debug)]
pub enum Ended {
    /// All of it was read.
    Whole,
    /// Its bytes cannot be read.
    Read(std::io::Error),
    /// It ends inside a value.
    Broken,
    /// It is not what it would have to be: a code, and where.
    Fault(&'static str, String),
}

/// One line of a file, or all of it.
pub struct Piece<'b, B> {
    bytes: &'b mut B,
    in_lines: bool,
    /// Its end was read.
    ended: bool,
    since_span: Rc<Cell<u64>>,
    read_error: Option<std::io::Error>,
}

impl<'b, B: BufRead> Piece<'b, B> {
    /// A line, or the rest of the file.
    pub fn new(bytes: &'b mut B, in_lines: bool) -> Self {
        Self { bytes, in_lines, ended: false, since_span: Rc::default(), read_error: None }
    }

    /// Passes over what was not read of it. Says whether it has no end.
    pub fn pass_over(mut self) -> std::io::Result<bool> {
        if !self.in_lines {
            return Ok(false);
        }
        let mut buffer = [0; 1 << 13];
        self.since_span.set(0);
        while !self.ended {
            if self.read(&mut buffer)? == 0 {
                return Ok(!self.ended);
            }
            self.since_span.set(0);
        }
        Ok(false)
    }
}

impl<B: BufRead> Read for Piece<'_, B> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        if self.since_span.get() > MAX_SPAN {
            return Err(std::io::Error::other(TOO_LONG));
        }
        let there = match self.bytes.fill_buf() {
            Ok(there) => there,
            Err(e) => {
                let told = std::io::Error::new(e.kind(), e.to_string());
                self.read_error = Some(e);
                return Err(told);
            }
        };
        let mut length = there.len().min(buffer.len());
        if self.in_lines
            && let Some(end) = memchr::memchr(b'\n', &there[..length])
        {
            (length, self.ended) = (end, true);
        }
        buffer[..length].copy_from_slice(&there[..length]);
        self.bytes.consume(length + usize::from(self.ended));
        self.since_span.set(self.since_span.get() + length as u64);
        Ok(length)
    }
}

/// Hands each span of a document to `each`, until that says no.
pub fn each_span<B: BufRead>(piece: &mut Piece<'_, B>, each: &mut dyn FnMut(Value) -> bool) -> Ended {
    let since_span = Rc::clone(&piece.since_span);
    let mut told = |span| {
        since_span.set(0);
        each(span)
    };
    let mut buffered = std::io::BufReader::with_capacity(1 << 12, &mut *piece);
    let first = loop {
        match buffered.fill_buf() {
            Ok([]) => return Ended::Whole,
            Ok(bytes) if bytes[0].is_ascii_whitespace() => buffered.consume(1),
            Ok(bytes) if bytes.starts_with(b"\xef\xbb\xbf") => buffered.consume(3),
            Ok(_) => break Ok(()),
            Err(e) => break Err(e),
        }
    };
    let walked = first.map_err(serde_json::Error::io).and_then(|()| {
        let mut json = serde_json::Deserializer::from_reader(&mut buffered);
        Level { names: LEVELS, each: &mut told }.deserialize(&mut json)?;
        json.end()
    });
    drop(buffered);
    match walked {
        Ok(()) => Ended::Whole,
        Err(_) if piece.read_error.is_some() => {
            Ended::Read(piece.read_error.take().unwrap_or_else(|| std::io::Error::other("it cannot be read")))
        }
        Err(e) if e.is_io() => Ended::Fault("line_too_long", TOO_LONG.into()),
        Err(e) if e.is_eof() => Ended::Broken,
        Err(e) if e.is_data() => {
            Ended::Fault("invalid_field", format!("not as OTLP has it, at {}:{}", e.line(), e.column()))
        }
        Err(e) => Ended::Fault("malformed_json", format!("malformed JSON at {}:{}", e.line(), e.column())),
    }
}

/// The lists that spans are in, from the outermost, in the spellings that they have had.
const LEVELS: &[&[&str]] = &[
    &["resourceSpans", "resource_spans"],
    &["scopeSpans", "scope_spans", "instrumentationLibrarySpans"],
    &["spans"],
];

/// An object with a list in it that is looked into; a span, below the last.
struct Level<'e> {
    names: &'static [&'static [&'static str]],
    each: &'e mut dyn FnMut(Value) -> bool,
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        if !self.names.is_empty() {
            return from.deserialize_map(self);
        }
        let span = serde::Deserialize::deserialize(from)?;
        if (self.each)(span) { Ok(()) } else { Err(D::Error::custom("stopped")) }
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((here, inner)) = self.names.split_first() else { return Ok(()) };
        while let Some(key) = map.next_key::<String>()? {
            if here.contains(&key.as_str()) {
                map.next_value_seed(List { names: inner, each: &mut *self.each })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A list of such objects.
struct List<'e> {
    names: &'static [&'static [&'static str]],
    each: &'e mut dyn FnMut(Value) -> bool,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Level { names: self.names, each: &mut *self.each })?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(text: &[u8], in_lines: bool) -> (Vec<u64>, Ended, bool, usize) {
        let mut spans = Vec::new();
        let mut bytes = text;
        let mut piece = Piece::new(&mut bytes, in_lines);
        let ended = each_span(&mut piece, &mut |span| {
            spans.push(span["n"].as_u64().unwrap());
            true
        });
        let torn = piece.pass_over().unwrap();
        (spans, ended, torn, bytes.len())
    }

    #[test]
    fn spans_come_one_by_one_until_the_document_breaks() {
        let text = r#"{"x":[{"spans":[1]}],"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[{"n":1},{"n":2}]}]}"#;
        let (spans, ended, torn, _) = walked(text.as_bytes(), true);
        assert!(spans == [1, 2] && matches!(ended, Ended::Broken) && torn, "{spans:?} {ended:?}");
        let (spans, ended, ..) = walked(format!("{text}]}}").as_bytes(), false);
        assert!(spans == [1, 2] && matches!(ended, Ended::Whole), "{ended:?}");
    }

    #[test]
    fn a_broken_line_ends_where_it_ends() {
        let (_, ended, torn, left) = walked(b"{\"resourceSpans\":5, \"a\":1}\n{}\n", true);
        assert!(matches!(ended, Ended::Fault("invalid_field", _)) && !torn && left == 3, "{ended:?} {left}");
        let (_, ended, _, left) = walked(b"\n{}\n", true);
        assert!(matches!(ended, Ended::Whole) && left == 3, "{ended:?} {left}");
    }

    #[test]
    fn a_span_that_has_no_end_does_not_fill_the_memory() {
        let long =
            format!("{{\"resourceSpans\":[{{\"scopeSpans\":[{{\"spans\":[{{\"n\":\"{}", "x".repeat(17 << 20));
        let (_, ended, torn, left) = walked(format!("{long}\n{{}}").as_bytes(), true);
        assert!(matches!(ended, Ended::Fault("line_too_long", _)) && !torn && left == 2, "{ended:?} {left}");
    }
}
