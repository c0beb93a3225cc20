//! Numbers for people. Machines get the bare ones.

/// A count with separators: `2,680,907`.
pub fn thousands(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", count(value.unsigned_abs()))
}

/// As [`thousands`], for what cannot be negative.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and what is counted, in its plural where that is due: `1 key`, `1,234 keys`.
pub fn counted(value: u64, what: &str) -> String {
    format!("{} {what}{}", count(value), if value == 1 { "" } else { "s" })
}

/// Energy in micro-EU as `2,680.907 EU`, rounded half-even to three decimals. What would round to nothing
/// and is not nothing is shown with all six.
pub fn energy(micro_eu: i64) -> String {
    let sign = if micro_eu < 0 { "-" } else { "" };
    let size = micro_eu.unsigned_abs();
    if (1..1_000).contains(&size) {
        return format!("{sign}0.{size:06} EU");
    }
    let (floor, rest) = (size / 1_000, size % 1_000);
    let up = rest > 500 || (rest == 500 && floor % 2 == 1);
    let milli = floor + u64::from(up);
    format!("{sign}{}.{:03} EU", count(milli / 1_000), milli % 1_000)
}

/// Money in micro-USD as `$1,234.56`, exactly, with two decimals or as many as it has. An unknown price is
/// `unpriced`, never 0.
pub fn usd(micro_usd: Option<i64>) -> String {
    let Some(micro_usd) = micro_usd else { return "unpriced".to_owned() };
    let sign = if micro_usd < 0 { "-" } else { "" };
    let size = micro_usd.unsigned_abs();
    let decimals = format!("{:06}", size % 1_000_000);
    let (cents, finer) = decimals.split_at(2);
    format!("{sign}${}.{cents}{}", count(size / 1_000_000), finer.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        for (value, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-1_234_567, "-1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(thousands(value), expected);
        }
    }

    #[test]
    fn energy_is_rounded_half_even() {
        for (micro_eu, expected) in [
            (0, "0.000 EU"),
            (2_680_907_000, "2,680.907 EU"),
            (1_500, "0.002 EU"),
            (2_500, "0.002 EU"),
            (2_501, "0.003 EU"),
            (4, "0.000004 EU"),
            (-4, "-0.000004 EU"),
            (999_999_999, "1,000.000 EU"),
            (-5_000_000, "-5.000 EU"),
            (i64::MIN, "-9,223,372,036,854.776 EU"),
        ] {
            assert_eq!(energy(micro_eu), expected);
        }
    }

    #[test]
    fn money_is_exact_and_may_be_unknown() {
        for (micro_usd, expected) in [
            (Some(0), "$0.00"),
            (Some(20_000), "$0.02"),
            (Some(1_234_560_000), "$1,234.56"),
            (Some(1), "$0.000001"),
            (Some(-2_500), "-$0.0025"),
            (None, "unpriced"),
        ] {
            assert_eq!(usd(micro_usd), expected);
        }
    }
}
