//! `wfstate backup` and `wfstate restore`: what is in a backup, what becomes of a folder of them, and that a restore
//! leaves the old database or the new one, whole, whatever happens.
//!
//! ```sh
//! WFSTATE_FAULTS=full cargo test --release --test backup -- --nocapture
//! ```
#![allow(
    clippy::cast_possible_truncation,
    clippy::format_collect,
    clippy::unwrap_used,
    reason = "small numbers; a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;
#[cfg(test)]
#[path = "faults/scale.rs"]
mod scale;

#[cfg(test)]
mod backup {
    mod crypt;
    mod cut;
    mod folder;
    mod kills;
    mod load;
    mod made;
    mod restored;
    mod scene;
}
