//! Stored strings on their way to a terminal or into a report. A recording may hold anything that a model or a
//! user wrote: escape sequences that move the cursor or set the clipboard, text that runs backwards, letters
//! that nobody sees. All of it is shown instead of obeyed.

use std::borrow::Cow;
use std::fmt::Write as _;

/// For one line: every control, invisible or direction-changing character becomes `\u{..}`; line feed,
/// carriage return and tab become `\n`, `\r`, `\t`.
pub fn inline(text: &str) -> Cow<'_, str> {
    replace(text, is_hazard, push_visible)
}

/// For text of several lines: as [`inline`], and line feeds and tabs stay.
pub fn block(text: &str) -> Cow<'_, str> {
    replace(text, |c| is_hazard(c) && c != '\n' && c != '\t', push_visible)
}

/// For finished JSON: the same characters become JSON escapes, which changes the bytes and not the value.
/// Outside of strings JSON has none of them, besides the line feeds and tabs that stay.
pub fn json(text: &str) -> Cow<'_, str> {
    replace(text, |c| is_hazard(c) && !c.is_ascii_whitespace(), push_json)
}

/// Does the character do something to a terminal or a reader, other than being seen?
pub fn is_hazard(c: char) -> bool {
    c.is_control() || is_invisible(c) || is_direction(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without width: joiners, fillers, and the tags and selectors in which text can be hidden.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn replace(text: &str, replaced: impl Fn(char) -> bool, push: impl Fn(&mut String, char)) -> Cow<'_, str> {
    let Some(first) = text.find(&replaced) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        if replaced(c) {
            push(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c => out.extend(c.escape_unicode()),
    }
}

fn push_json(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        for text in ["", "plain", "ünïcode ✓ 日本語 🎉 ❤\u{fe0f}", "back\\slash"] {
            assert!(matches!(inline(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn escape_sequences_are_shown() {
        assert_eq!(inline("\u{1b}[31mred\u{1b}[0m"), "\\u{1b}[31mred\\u{1b}[0m");
        assert_eq!(inline("\u{1b}]52;c;ZXZpbA==\u{7}"), "\\u{1b}]52;c;ZXZpbA==\\u{7}");
        assert_eq!(inline("\u{9b}2J\u{9d}0;title\u{9c}"), "\\u{9b}2J\\u{9d}0;title\\u{9c}");
        assert_eq!(inline("a\u{8}b\u{7f}\0"), "a\\u{8}b\\u{7f}\\u{0}");
    }

    #[test]
    fn direction_and_hidden_text_are_shown() {
        assert_eq!(inline("user\u{202e}txt.exe"), "user\\u{202e}txt.exe");
        assert_eq!(inline("\u{2066}x\u{2069}\u{200f}"), "\\u{2066}x\\u{2069}\\u{200f}");
        assert_eq!(inline("pass\u{200b}word\u{feff}"), "pass\\u{200b}word\\u{feff}");
        assert_eq!(inline("hi\u{e0041}\u{e0100}"), "hi\\u{e0041}\\u{e0100}");
        assert_eq!(inline("a\u{2028}b\u{2029}"), "a\\u{2028}b\\u{2029}");
    }

    #[test]
    fn lines_stay_in_blocks_only() {
        assert_eq!(inline("a\nb\r\tc"), "a\\nb\\r\\tc");
        assert_eq!(block("a\nb\r\tc\u{1b}"), "a\nb\\r\tc\\u{1b}");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({ "k\u{202e}": "\u{9b}2J \u{7f} \u{e0041} \u{1b}[0m \n tab\t é" });
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let escaped = json(&text);
            assert!(escaped.chars().all(|c| c == '\n' || !is_hazard(c)), "{escaped}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
        }
    }
}
