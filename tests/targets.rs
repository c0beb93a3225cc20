//! `wfstate validate` on what is no plain database: backups, archives, zstd streams and exports, whole, damaged and
//! hostile. Whatever it is, nothing of it and nothing beside it is changed, and nothing is left behind.
#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "small numbers; a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
mod targets {
    mod exports;
    mod hostile;
    mod made_up;
    mod packs;
    mod places;
    mod scene;
}
