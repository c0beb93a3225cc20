//! Workflows: the verbs, and the state manager that programs embed.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
mod workflow {
    mod examples;
    mod held;
    mod manager;
    mod streams;
    mod verbs;
}
