//! The flags that say which sessions are meant, for verbs that take several.

use super::context::parse_time;
use super::exit::Failure;
use crate::core::model::event::workflow::STATUSES;
use crate::core::selection::Selection;
use clap::builder::PossibleValuesParser;

/// Arguments.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which sessions")]
pub struct SelectionArgs {
    /// Sessions: ids, prefixes of ids, `latest`, `latest~1`, `label:NAME`
    #[arg(value_name = "SESSION")]
    pub sessions: Vec<String>,
    /// All sessions
    #[arg(long, conflicts_with = "sessions")]
    pub all: bool,
    /// Only sessions of this user
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// Only sessions with this label
    #[arg(long, alias = "company", value_name = "LABEL")]
    pub label: Option<String>,
    /// Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date
    #[arg(long, value_name = "AGE|TIME")]
    pub older_than: Option<String>,
    /// Only sessions of this kind
    #[arg(long, value_name = "KIND", value_parser = ["stream", "workflow"])]
    pub kind: Option<String>,
    /// Only sessions with this status
    #[arg(long, value_name = "STATUS", ignore_case = true, value_parser = PossibleValuesParser::new(STATUSES))]
    pub status: Option<String>,
}

impl SelectionArgs {
    /// Whether sessions are chosen, and not only narrowed down to a kind or a status.
    pub fn chooses(&self) -> bool {
        !self.sessions.is_empty()
            || self.all
            || self.user.is_some()
            || self.label.is_some()
            || self.older_than.is_some()
    }

    /// What is meant; nothing at all is an error, so that no verb takes everything by accident.
    pub fn selection(self) -> Result<Selection, Failure> {
        let canonical = |s: String| STATUSES.iter().find(|known| known.eq_ignore_ascii_case(&s));
        let older_than = match &self.older_than {
            // An age is written as elsewhere a time before now is, without its sign.
            Some(age) if !age.contains('-') => Some(parse_time(&format!("-{age}"))?),
            Some(time) => Some(parse_time(time.trim_start_matches('-'))?),
            None => None,
        };
        let selection = Selection {
            sessions: self.sessions,
            all: self.all,
            user: self.user,
            label: self.label,
            older_than,
            kind: self.kind,
            status: self.status.and_then(canonical).map(|s| (*s).to_owned()),
        };
        if selection.is_empty() {
            return Err(Failure::usage("which sessions?")
                .hint("name them, or give --user, --label, --older-than 90d or --all"));
        }
        Ok(selection)
    }
}
