//! `purge` and `hold`: what is deleted is gone from every byte, what is held stays, and whoever is killed on the way
//! has done nothing or is finished by the next writer.
//!
//! The full counts: `WFSTATE_FAULTS=full cargo test --release --test purge -- --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::format_collect,
    reason = "a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;
#[cfg(test)]
#[path = "faults/scale.rs"]
mod scale;

#[cfg(test)]
mod purge {
    mod bytes;
    mod content;
    mod holds;
    mod kills;
    mod room;
    mod scene;
    mod whole;
}
