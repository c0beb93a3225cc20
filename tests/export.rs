//! `wfstate export`: what leaves, what does not, and that what left is still the recording.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
#[path = "faults/scale.rs"]
mod scale;

#[cfg(test)]
#[path = "report/browser.rs"]
mod browser;

#[cfg(test)]
mod export {
    mod errors;
    mod formats;
    mod html;
    mod long;
    mod memory;
    mod privacy;
    mod proof;
    mod scene;
    mod slices;
}
