//! Bar charts as SVG: one file, no scripts, nothing from elsewhere, readable where it is light and where it is dark.

use super::bar_length;
use super::escape::inline;
use std::fmt::Write as _;

/// One bar of a chart.
#[derive(Debug, Clone)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long it is.
    pub amount: u64,
    /// What is written beside it.
    pub text: String,
}

const WIDTH: usize = 760;
/// Where bars begin, and the longest of them.
const LEFT: usize = 190;
const LONGEST: usize = 400;
const ROW: usize = 22;
const TOP: usize = 44;
/// Characters of a label that have room; a pointer over it shows all.
const LABEL: usize = 25;

/// Two sets of colours, each with enough contrast on its ground.
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}.head{font-weight:600;font-size:15px}\
    .paper{fill:#ffffff}.bar{fill:#0969da}\
    @media (prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}.bar{fill:#4493f8}}";

/// The chart, with a line feed at its end.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let height = TOP + ROW * bars.len().max(1) + 14;
    let high = bars.iter().map(|b| b.amount).max().unwrap_or(0);
    let title = xml(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
         <text class=\"head\" x=\"16\" y=\"28\">{title}</text>\n"
    );
    for (row, bar) in bars.iter().enumerate() {
        let (top, base) = (TOP + ROW * row, TOP + ROW * row + 15);
        let length = bar_length(bar.amount, high, LONGEST);
        let (label, whole, text) = (xml(&short(&bar.label)), xml(&bar.label), xml(&bar.text));
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<g><title>{whole} {text}</title><text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{label}</text>\
             <rect class=\"bar\" x=\"{LEFT}\" y=\"{}\" width=\"{length}\" height=\"{}\" rx=\"2\"/>\
             <text x=\"{}\" y=\"{base}\">{text}</text></g>",
            LEFT - 10,
            top + 3,
            ROW - 6,
            LEFT + length + 8,
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn short(label: &str) -> String {
    let label = inline(label);
    if label.chars().count() <= LABEL {
        return label.into_owned();
    }
    label.chars().take(LABEL - 1).chain(['…']).collect()
}

/// Text of an XML document. What no XML document may hold is replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in inline(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_strings_are_text_and_nothing_else() {
        let hostile = "</text><script>alert(1)</script>&\"'\u{1b}\u{202e}\u{ffff}\0";
        let svg = bars(hostile, &[Bar { label: hostile.into(), amount: 1, text: "<b>".into() }]);
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
        assert!(!svg.contains(['\u{1b}', '\u{202e}', '\u{ffff}', '\0']), "{svg}");
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
    }

    #[test]
    fn the_highest_has_all_the_room_and_nothing_has_none() {
        let bar = |amount| Bar { label: "a".into(), amount, text: String::new() };
        let svg = bars("t", &[bar(10), bar(5), bar(0)]);
        for length in [400, 200, 0] {
            assert!(svg.contains(&format!("width=\"{length}\" height=\"16\"")), "{length} in {svg}");
        }
        assert!(bars("t", &[]).ends_with("</svg>\n"));
    }
}
