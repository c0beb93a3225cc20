//! The dresses of our own exports. **DRESS TABLE**: each gives the NDJSON lines of the records, one after the other.

mod csv;
mod json;
mod ndjson;
mod sql;
mod weave;
mod yaml;

use super::error::ImportError;
use super::input::Input;

/// Gives the lines of an export.
pub trait RecordLines {
    /// Puts the next record's line into `line`, without its line end; false when there is none.
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, ImportError>;
    /// Where that record stands, in words.
    fn place(&self) -> String;
}

/// A dress.
pub struct Dress {
    /// Whether a file that begins so wears it.
    pub fits: fn(&[u8]) -> bool,
    /// Reads it.
    pub open: fn(&Input) -> Result<Box<dyn RecordLines>, ImportError>,
}

/// Every dress.
pub static DRESSES: &[Dress] = &[
    Dress { fits: ndjson::fits, open: ndjson::open },
    Dress { fits: json::fits, open: json::open },
    Dress { fits: yaml::fits, open: yaml::open },
    Dress { fits: csv::fits, open: csv::open },
    Dress { fits: sql::fits, open: sql::open },
];

/// The dress of a file, if it is an export of ours.
pub fn of(input: &Input) -> Option<&'static Dress> {
    DRESSES.iter().find(|d| (d.fits)(input.begins()))
}
