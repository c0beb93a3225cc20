//! `wfstate import`: what comes back is what went out, to the byte; all of a run or nothing; what cannot be proved is
//! refused; other programs' events come under the policy of content.
#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "small numbers; figures are told; a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
mod import {
    mod again;
    mod agents;
    mod agents_hostile;
    mod export;
    mod foreign;
    mod foreign_databases;
    mod hostile;
    mod kills;
    mod property;
    mod round_trip;
    mod same_again;
    mod unverified;
}
