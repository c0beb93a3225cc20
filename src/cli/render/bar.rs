//! Bars: amounts as lengths of text.

const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// An amount beside the highest one, which has `width` columns.
pub fn bar(amount: u64, high: u64, width: usize, utf8: bool) -> String {
    if !utf8 {
        return "#".repeat(bar_length(amount, high, width));
    }
    let length = bar_length(amount, high, width * 8);
    let mut bar = "█".repeat(length / 8);
    bar.extend((length % 8).checked_sub(1).map(|rest| EIGHTHS[rest]));
    bar
}

/// How much of a length an amount has beside the highest one, rounded down. What is not nothing is seen.
pub fn bar_length(amount: u64, high: u64, longest: usize) -> usize {
    let part = (u128::from(amount.min(high)) * longest as u128).checked_div(u128::from(high)).unwrap_or(0);
    usize::try_from(part).unwrap_or(longest).max(usize::from(amount > 0).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part_of_the_highest() {
        assert_eq!(bar(100, 100, 8, true), "████████");
        assert_eq!(bar(50, 100, 8, true), "████");
        assert_eq!(bar(33, 100, 8, true), "██▋");
        assert_eq!(bar(33, 100, 8, false), "##");
    }

    #[test]
    fn nothing_has_no_bar_and_little_has_the_least() {
        assert_eq!(bar(0, 100, 8, true), "");
        assert_eq!(bar(1, u64::MAX, 8, true), "▏");
        assert_eq!(bar(1, u64::MAX, 8, false), "#");
        assert_eq!(bar(0, 0, 8, true), "");
        assert_eq!(bar(5, 5, 0, true), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 3, true), "███");
    }
}
