//! The bytes of a write-ahead log.
#![no_main]
#[path = "../../tests/faults/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::wal(bytes);
});
