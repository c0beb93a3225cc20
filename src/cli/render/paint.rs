//! Colours, and when there are any. The text is painted as given: stored strings are escaped before.

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

/// Paints text, or leaves it as it is.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    color: bool,
}

impl Paint {
    /// With `color` false every method returns the bare text.
    pub const fn new(color: bool) -> Self {
        Self { color }
    }

    /// Headings.
    pub fn bold(self, text: &str) -> String {
        self.apply(Style::new().bold(), text)
    }

    /// What matters less.
    pub fn dim(self, text: &str) -> String {
        self.apply(Style::new().dimmed(), text)
    }

    /// Names of things: sessions, files, rules.
    pub fn name(self, text: &str) -> String {
        self.apply(AnsiColor::Cyan.on_default(), text)
    }

    /// Good news.
    pub fn good(self, text: &str) -> String {
        self.apply(AnsiColor::Green.on_default(), text)
    }

    /// Warnings.
    pub fn warn(self, text: &str) -> String {
        self.apply(AnsiColor::Yellow.on_default(), text)
    }

    /// Errors.
    pub fn bad(self, text: &str) -> String {
        self.apply(AnsiColor::Red.on_default().bold(), text)
    }

    fn apply(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Decides on colour: a choice counts most, then `NO_COLOR` (any text but the empty one), then whether the
/// output is a terminal that can do it (`TERM`).
pub fn use_color(choice: ColorChoice, no_color: Option<&str>, term: Option<&str>, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            is_terminal && no_color.is_none_or(str::is_empty) && term.is_some_and(|term| term != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_painted_without_colour() {
        assert_eq!(Paint::new(false).bad("x"), "x");
        assert_eq!(Paint::new(true).bold(""), "");
        assert_eq!(Paint::new(true).bold("x"), "\u{1b}[1mx\u{1b}[0m");
    }

    #[test]
    fn colour_needs_a_terminal_and_nobody_against_it() {
        let auto = |no_color, term, is_terminal| use_color(ColorChoice::Auto, no_color, term, is_terminal);
        assert!(auto(None, Some("xterm"), true));
        assert!(auto(Some(""), Some("xterm"), true));
        assert!(!auto(Some("1"), Some("xterm"), true));
        assert!(!auto(None, Some("dumb"), true));
        assert!(!auto(None, None, true));
        assert!(!auto(None, Some("xterm"), false));
        assert!(use_color(ColorChoice::Always, Some("1"), None, false));
        assert!(!use_color(ColorChoice::Never, None, Some("xterm"), true));
    }
}
