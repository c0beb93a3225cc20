//! Compaction and retention: what goes, what stays, and that nobody can tell from the totals.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod common;

mod retention {
    mod beside;
    mod compaction;
    mod kills;
    mod rules;
    mod scene;
}
