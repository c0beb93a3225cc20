//! Costs, trends and anomalies: the binary, on sessions made by hand whose figures are known.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

#[cfg(test)]
mod common;

#[cfg(test)]
mod analytics {
    mod anomalies;
    mod cost;
    mod drawing;
    mod quick;
    mod scene;
    mod sums;
    mod trend;
}
