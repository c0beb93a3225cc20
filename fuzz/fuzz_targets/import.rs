//! The bytes of an export, in any of its formats.
#![no_main]
#[path = "../../tests/faults/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::import(bytes);
});
