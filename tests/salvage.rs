//! `recover`: whatever is done to a database, the new one holds nothing but what was recorded, says exactly what it
//! does not hold, and the damaged one is left as it is.
//!
//! The plain run is scaled down and seeded; the full counts: `WFSTATE_FAULTS=full cargo test --test salvage`.
#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "small numbers, counts in the log; a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
#[path = "faults/scale.rs"]
mod scale;

#[cfg(test)]
mod salvage {
    mod bench;
    mod damage;
    mod holes;
    mod log;
    mod mend;
    mod places;
}
