//! Which session is meant, and which point of it.

use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, SessionRow, StoreError};
use std::path::PathBuf;

/// What a user wrote where a session belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// `latest`, `latest~2`: the newest, the one before it, …
    Latest(usize),
    /// `label:TechCorp`: the newest with this label.
    Label(String),
    /// A full id, or a prefix of at least four characters that only one has.
    Id(String),
    /// A file of events.
    File(PathBuf),
    /// `-`: standard input.
    Stdin,
}

/// Why a selector finds nothing, or too much.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// Nothing has that name.
    #[error("no session matches `{selector}`")]
    Nothing {
        /// As written.
        selector: String,
    },
    /// Several have it.
    #[error("`{selector}` matches {} sessions or more: {}", matches.len(), matches.join(", "))]
    Ambiguous {
        /// As written.
        selector: String,
        /// A few of them.
        matches: Vec<String>,
    },
    /// The point is not in the session.
    #[error("session {session} has no {point}")]
    NoPoint {
        /// The session.
        session: String,
        /// The point, in words.
        point: String,
    },
    /// A file stands where a stored session belongs.
    #[error("`{selector}` is a file; this verb takes a session of the database")]
    IsFile {
        /// As written.
        selector: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Selector {
    /// Reads a selector. What ends like a file of events, or has a slash, is a file.
    pub fn parse(text: &str) -> Self {
        if text == "-" {
            return Self::Stdin;
        }
        if let Some(label) = text.strip_prefix("label:") {
            return Self::Label(label.to_owned());
        }
        let back = match text.strip_prefix("latest") {
            Some("") => Some(0),
            Some(rest) => rest.strip_prefix('~').and_then(|n| n.parse().ok()),
            None => None,
        };
        if let Some(back) = back {
            return Self::Latest(back);
        }
        let ending = text.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        let endings = ["json", "ndjson", "jsonl", "yaml", "yml", "csv", "sql", "wfz", "db"];
        if text.contains('/') || ending.is_some_and(|e| endings.contains(&e.as_str())) {
            return Self::File(text.into());
        }
        Self::Id(text.to_owned())
    }
}

/// The session that a selector means.
pub fn session(from: &impl Ask, text: &str) -> Result<SessionRow, SelectError> {
    let nothing = || SelectError::Nothing { selector: text.to_owned() };
    match Selector::parse(text) {
        Selector::File(_) | Selector::Stdin => {
            // A session may well be named like a file.
            from.ask(|q| q.session(text))?.ok_or(SelectError::IsFile { selector: text.to_owned() })
        }
        Selector::Latest(back) => from.ask(|q| q.sessions(back, 1))?.pop().ok_or_else(nothing),
        Selector::Label(label) => from.ask(|q| q.sessions_labelled(&label, 1))?.pop().ok_or_else(nothing),
        Selector::Id(id) => {
            if let Some(session) = from.ask(|q| q.session(&id))? {
                return Ok(session);
            }
            if id.len() < 4 {
                return Err(nothing());
            }
            let mut matches = from.ask(|q| q.sessions_like(&id, 5))?;
            match matches.len() {
                1 => matches.pop().ok_or_else(nothing),
                0 => Err(nothing()),
                _ => {
                    let matches = matches.into_iter().map(|s| s.session_id).collect();
                    Err(SelectError::Ambiguous { selector: text.to_owned(), matches })
                }
            }
        }
    }
}

/// A point of a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Point {
    /// After the last event.
    #[default]
    End,
    /// After an event.
    Seq(u64),
    /// After the last event up to a time.
    At(Timestamp),
    /// After the last event of a frame.
    Frame(u64),
    /// After the event with a producer's key.
    Key(String),
    /// Where a snapshot was taken.
    Snapshot(i64),
}

/// The seq of a point.
pub fn seq_of(from: &impl Ask, session: &SessionRow, point: &Point) -> Result<u64, SelectError> {
    let no_point = |point: String| SelectError::NoPoint { session: session.session_id.clone(), point };
    let last = from.ask(|q| q.last_seq(session.no))?;
    match point {
        Point::End => Ok(last),
        Point::Seq(seq) if *seq <= last => Ok(*seq),
        Point::Seq(seq) => Err(no_point(format!("event {seq} (it has {last})"))),
        Point::At(at) => Ok(from.ask(|q| q.seq_at_time(session.no, *at))?.unwrap_or(0)),
        Point::Frame(frame) => {
            let seq = from.ask(|q| q.seq_at_frame(session.no, *frame))?;
            seq.ok_or_else(|| no_point(format!("event with frame {frame}")))
        }
        Point::Key(key) => {
            let chunk = from.ask(|q| q.events_with_key(session.no, key))?;
            chunk.rows().first().map(|e| e.seq).ok_or_else(|| no_point(format!("event with key `{key}`")))
        }
        Point::Snapshot(id) => {
            let row = from.ask(|q| q.snapshot(*id))?.filter(|s| s.session_no == session.no);
            row.map(|s| s.last_seq).ok_or_else(|| no_point(format!("snapshot {id}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_told_apart() {
        assert_eq!(Selector::parse("latest"), Selector::Latest(0));
        assert_eq!(Selector::parse("latest~2"), Selector::Latest(2));
        assert_eq!(Selector::parse("latest~x"), Selector::Id("latest~x".into()));
        assert_eq!(Selector::parse("label:A B"), Selector::Label("A B".into()));
        assert_eq!(Selector::parse("a.ndjson"), Selector::File("a.ndjson".into()));
        assert_eq!(Selector::parse("./a"), Selector::File("./a".into()));
        assert_eq!(Selector::parse("-"), Selector::Stdin);
        assert_eq!(Selector::parse("run.v1"), Selector::Id("run.v1".into()));
    }
}
