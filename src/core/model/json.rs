//! JSON as wfstate needs it: a strict, bounded, one-pass scanner that refuses what general parsers forgive
//! (duplicate keys, lone surrogates, numbers that would change), and the few helpers around it.

pub mod fields;
pub mod number;
pub mod pointer;
pub mod scan;
pub mod text;

pub use fields::{Fields, Value};
pub use scan::{JsonError, JsonFault, Kind, Limits, Member, Scanner};
