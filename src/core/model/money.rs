//! Money in integer micro-USD. An unknown price is `None` and printed `unpriced`; it is never 0.

use super::energy::{scaled_half_even, write_micro};
use std::fmt;

/// An amount of money in millionths of a US dollar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroUsd(pub i64);

impl MicroUsd {
    /// Reads a JSON number literal of dollars, rounded half-even to the sixth decimal.
    pub fn from_literal(literal: &str) -> Option<Self> {
        scaled_half_even(literal, 6).map(Self)
    }

    /// Adds, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for MicroUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        write_micro(f, self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_float_sum_is_exact_in_micro_dollars() {
        let sum = ["0.02", "0.03", "0.01"]
            .iter()
            .filter_map(|l| MicroUsd::from_literal(l))
            .try_fold(MicroUsd(0), MicroUsd::checked_add);
        assert_eq!(sum, MicroUsd::from_literal("0.06"));
        assert_eq!(sum.map(|s| s.to_string()).as_deref(), Some("$0.06"));
    }
}
