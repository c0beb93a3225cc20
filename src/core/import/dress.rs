//! The dresses of our own exports. **DRESS TABLE**: each gives the NDJSON lines of the records, one after the other.

mod ndjson;

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
    /// Its name.
    pub name: &'static str,
    /// Whether a file that begins so wears it.
    pub fits: fn(&[u8]) -> bool,
    /// Reads it.
    pub open: fn(&Input) -> Result<Box<dyn RecordLines>, ImportError>,
}

/// Every dress.
pub static DRESSES: &[Dress] = &[Dress { name: "ndjson", fits: ndjson::fits, open: ndjson::open }];

/// The dress of a file, if it is an export of ours.
pub fn of(input: &Input) -> Option<&'static Dress> {
    DRESSES.iter().find(|d| (d.fits)(input.begins()))
}
