//! FORMAT TABLE: how the records of an export are dressed. One file and one row a format.

mod csv;
mod json;
mod ndjson;
mod sql;
pub mod table;
mod yaml;

use super::record::EndRecord;
use std::path::Path;

/// A format.
#[derive(Debug)]
pub struct Format {
    /// As `--format` says it.
    pub name: &'static str,
    /// How files end that are of it.
    pub endings: &'static [&'static str],
    /// Makes its dress.
    pub dress: fn() -> Box<dyn Dress>,
}

/// Every format whose records can be read back; the first one is for pipes and for names that say nothing.
pub static FORMATS: &[Format] = &[
    Format { name: "ndjson", endings: &["ndjson", "jsonl"], dress: || Box::new(ndjson::Lines) },
    Format { name: "json", endings: &["json"], dress: || Box::new(json::Document::default()) },
    Format { name: "yaml", endings: &["yaml", "yml"], dress: || Box::new(yaml::Document::default()) },
    Format { name: "csv", endings: &["csv"], dress: || Box::new(csv::Rows::default()) },
    Format { name: "sql", endings: &["sql"], dress: || Box::new(sql::Script::default()) },
];

/// The format that the ending of a name asks for.
pub fn format_of(path: &Path) -> Option<&'static Format> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    FORMATS.iter().find(|f| f.endings.contains(&ending.as_str()))
}

/// A format by name.
pub fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}

/// Turns NDJSON lines into another format, as they come.
pub trait Dress: Send {
    /// Whether the result is the lines themselves.
    fn is_lines(&self) -> bool {
        false
    }

    /// The journal of the session that was just begun, for formats in which it does not stand between the events.
    fn ahead(&mut self, _journal: &[String], _out: &mut Vec<u8>) {}

    /// Whole lines, each with its line end.
    fn lines(&mut self, lines: &str, out: &mut Vec<u8>);

    /// The end.
    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>);
}

#[cfg(test)]
mod tests;
