//! Rows out of a damaged file, without trusting it: SQLite never sees the file.
//!
//! ```text
//! bad file ──copy──> pages (log on top) ──> cells ──> rows of a known shape ──> scratch database, sorted
//! ```
//!
//! Every page is looked at; the inner pages of the trees, the schema and the free list are not asked, since any of
//! them may be what is damaged. That is sound because rows are only ever appended, and freed pages are overwritten
//! with zeros (`secure_delete`): a row that is found twice is the same row. What a row is worth is for
//! [`core::salvage`](crate::salvage) to prove, with the seals.

mod page;
mod place;
pub(in crate::core::store) mod record;
mod scan;
mod scratch;
mod shape;
mod wal;

pub use place::{PrivateDir, clear_private, hold_still, put_in_place};
pub use scratch::{Found, Scratch};
