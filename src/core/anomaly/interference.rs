//! `interference_run`: models keep strengthening or weakening one another.

use super::Rule;
use super::runs::Runs;

const ID: &str = "interference_run";

pub const RULE: Rule = Rule {
    id: ID,
    what: "3 or more pattern.interference events without another pattern in between, each at most 5 s after the one \
           before; the strongest by strength",
    begin: || Box::new(Runs::of(ID, "pattern.interference", "strength")),
};
