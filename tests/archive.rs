//! Sealed segments and archives: every verb reads them as if they were rows, they come back byte for byte, and damage
//! to them is found.
#![allow(clippy::unwrap_used, clippy::format_collect, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
mod archive {
    mod reading;
    mod scene;
    mod verbs;
}
