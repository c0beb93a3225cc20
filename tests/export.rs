//! `wfstate export`: what leaves, what does not, and that what left is still the recording.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
mod export {
    mod errors;
    mod formats;
    mod memory;
    mod privacy;
    mod proof;
    mod scene;
    mod slices;
}
