//! A segment's row and its block.
#![no_main]
#[path = "../../tests/faults/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::block(bytes);
});
