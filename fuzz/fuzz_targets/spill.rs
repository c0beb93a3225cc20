//! The bytes of a spill file, or of a batch in one.
#![no_main]
#[path = "../../tests/faults/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::spill(bytes);
});
