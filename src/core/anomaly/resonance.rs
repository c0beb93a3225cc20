//! `resonance_run`: models stay in step.

use super::Rule;
use super::runs::Runs;

const ID: &str = "resonance_run";

pub const RULE: Rule = Rule {
    id: ID,
    what: "3 or more pattern.resonance events without another pattern in between, each at most 5 s after the one \
           before; the strongest by amplitude",
    begin: || Box::new(Runs::of(ID, "pattern.resonance", "amplitude")),
};
