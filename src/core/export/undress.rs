//! An export in any of its formats as the NDJSON lines of its records again: the inverse of [`dress`](super::dress),
//! line by line in constant memory. **UNDRESS TABLE**: one file and one row a format. What is not an export of ours, or
//! was brought into another form since, is refused.

mod csv;
mod json;
mod ndjson;
mod sql;
mod weave;
mod yaml;

use std::io::BufRead;

/// What keeps a line from being read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file cannot be read.
    #[error("{0}")]
    Read(#[from] std::io::Error),
    /// It is not as the exporter writes it: where, in words, and why.
    #[error("{place}: {why}")]
    Malformed {
        /// Where.
        place: String,
        /// Why.
        why: String,
    },
}

impl Fault {
    fn at(place: String, why: impl Into<String>) -> Self {
        Self::Malformed { place, why: why.into() }
    }
}

/// Gives the lines of an export.
pub trait RecordLines {
    /// Puts the next record's line into `line`, without its line end; false when there is none.
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault>;
    /// Where that record stands, in words.
    fn place(&self) -> String;
}

/// The bytes of a file, from the first.
pub type Bytes<'b> = Box<dyn BufRead + 'b>;

/// A format.
pub struct Undress {
    /// Whether a file that begins so is of it.
    pub fits: fn(&[u8]) -> bool,
    /// Reads it.
    pub open: for<'b> fn(Bytes<'b>) -> Box<dyn RecordLines + 'b>,
}

/// Every format.
pub static FORMATS: &[Undress] = &[
    Undress { fits: ndjson::fits, open: ndjson::open },
    Undress { fits: json::fits, open: json::open },
    Undress { fits: yaml::fits, open: yaml::open },
    Undress { fits: csv::fits, open: csv::open },
    Undress { fits: sql::fits, open: sql::open },
];

/// The format of a file that begins so, if it is an export of ours.
pub fn of(head: &[u8]) -> Option<&'static Undress> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    FORMATS.iter().find(|f| (f.fits)(head))
}

/// Whether these first bytes are those of an export of ours that is not NDJSON.
pub fn is_ours(head: &[u8]) -> bool {
    !ndjson::fits(head) && of(head).is_some()
}

/// All lines of an export, each with its line end; `None` where it is not as the exporter writes it.
pub fn lines(text: &str) -> Option<String> {
    let mut records = (of(text.as_bytes())?.open)(Box::new(text.as_bytes()));
    let (mut all, mut line) = (String::with_capacity(text.len()), Vec::new());
    while records.next(&mut line).ok()? {
        all.push_str(std::str::from_utf8(&line).ok()?);
        all.push('\n');
    }
    Some(all)
}
