//! Faults on purpose: kills, power cuts, flipped bits, full disks, little memory. Each promise is tried to be
//! broken, and each harness has a control that must break.
//!
//! The plain run is scaled down and seeded. The full counts:
//!
//! ```sh
//! WFSTATE_FAULTS=full cargo test --release --test faults -- --nocapture --test-threads=2
//! ```
#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "small numbers; a test that cannot set its scene has failed"
)]

#[cfg(test)]
mod common;

#[cfg(test)]
mod faults {
    mod choices;
    mod cut_ext4;
    mod damaged;
    mod disk;
    mod drive;
    mod edits;
    mod flips;
    mod fuzz;
    mod inject;
    mod kills;
    mod made;
    mod memory;
    mod migrate;
    mod mixes;
    mod network;
    mod oracle;
    mod powercut;
    mod readers;
    mod reading;
    mod room;
    mod scale;
    mod syscalls;
    mod targets;
    mod trace;
    mod wal;
    mod workflow;
    mod workload;
}
