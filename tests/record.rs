//! `record`, `emit` and `quarantine` as their users and their enemies see them: the binary, driven from outside.
#![allow(
    clippy::cast_possible_truncation,
    clippy::format_collect,
    reason = "small numbers and short texts of tests"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
mod record {
    mod acks;
    mod bad_input;
    mod content;
    mod crash;
    mod emit;
    mod envelopes;
    mod fixtures;
    mod keys;
    mod locks;
    mod places;
    mod quarantine;
    mod resume;
    mod streams;
    mod watch;
}
