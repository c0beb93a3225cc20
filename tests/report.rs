//! `validate --report`: each format is held against what others say that it is (a schema, a grammar, a browser), and
//! each of these checks is tried on something that it must refuse.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
#[path = "faults/scale.rs"]
mod scale;

#[cfg(test)]
mod report {
    mod bench;
    mod browser;
    mod files;
    mod github;
    mod gitlab;
    mod html;
    mod junit;
    mod markdown;
    mod sarif;
}
