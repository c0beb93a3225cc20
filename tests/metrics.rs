//! What a recording tells of itself while it goes on: figures in the journal, alerts, the metrics file, `status`.
//! The binary, driven from outside, on recordings that last a few seconds.
#![allow(clippy::float_cmp, reason = "the numbers compared are whole")]

#[cfg(test)]
mod common;

#[cfg(test)]
mod metrics {
    mod alerts;
    mod entries;
    mod file;
    mod status;
}
