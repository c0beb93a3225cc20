//! Sparklines: a curve in one line of text.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];

/// One character per value, from the smallest value to the largest. What is not finite is a gap. Equal
/// values are a low line.
pub fn spark(values: &[f64], utf8: bool) -> String {
    let levels = if utf8 { BLOCKS } else { ASCII };
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let level = |value: &f64| if value.is_finite() { levels[step(*value, low, high)] } else { ' ' };
    values.iter().map(level).collect()
}

/// Does the terminal show more than ASCII? `LC_ALL`, `LC_CTYPE` and `LANG` in their order of weight; an
/// empty one counts as not set.
pub fn locale_is_utf8(lc_all: Option<&str>, lc_ctype: Option<&str>, lang: Option<&str>) -> bool {
    let locale = [lc_all, lc_ctype, lang].into_iter().flatten().find(|value| !value.is_empty());
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// The same of the environment of this process.
pub fn terminal_is_utf8() -> bool {
    let [lc_all, lc_ctype, lang] = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).ok());
    locale_is_utf8(lc_all.as_deref(), lc_ctype.as_deref(), lang.as_deref())
}

/// The level from 0 to 7. Halves keep the span of two extreme numbers finite.
fn step(value: f64, low: f64, high: f64) -> usize {
    let (span, height) = (high / 2.0 - low / 2.0, value / 2.0 - low / 2.0);
    (1..8_u8).filter(|level| span > 0.0 && height / span >= f64::from(*level) / 8.0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_goes_through_all_levels() {
        let ramp = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(spark(&ramp, true), "▁▂▃▄▅▆▇█");
        assert_eq!(spark(&ramp, false), "_.:-=+*#");
    }

    #[test]
    fn odd_values_do_no_harm() {
        assert_eq!(spark(&[], true), "");
        assert_eq!(spark(&[5.0, 5.0], true), "▁▁");
        assert_eq!(spark(&[f64::NAN, 0.0, f64::INFINITY, 1.0], true), " ▁ █");
        assert_eq!(spark(&[f64::MIN, f64::MAX], true), "▁█");
        assert_eq!(spark(&[f64::NAN], true), " ");
    }

    #[test]
    fn the_first_locale_that_is_set_counts() {
        assert!(locale_is_utf8(None, None, Some("en_GB.UTF-8")));
        assert!(locale_is_utf8(Some(""), Some("C.utf8"), Some("C")));
        assert!(!locale_is_utf8(Some("C"), None, Some("en_GB.UTF-8")));
        assert!(!locale_is_utf8(None, None, None));
    }
}
