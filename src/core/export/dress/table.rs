//! A record as a row, for CSV and SQL: what events have in common in columns of their own, the rest as JSON in
//! `more`; of a record that is no event all of it stands there.

use crate::core::export::record::Kind;
use crate::core::model::json::{Kind as Json, Limits, Member, Scanner, text};
use std::borrow::Cow;

/// The columns.
pub const COLUMNS: [&str; 10] = [
    "record",
    "session_id",
    "seq",
    "timestamp",
    "type",
    "frame_id",
    "energy_delta",
    "event_key",
    "data",
    "more",
];
const DATA: usize = 8;
const MORE: usize = 9;

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A number as written.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
}

/// Splits lines into rows. Its buffers are kept.
pub struct Splitter {
    scanner: Scanner,
    members: Vec<Member>,
}

impl Default for Splitter {
    fn default() -> Self {
        let limits = Limits { nodes: usize::MAX, ..Limits::default() };
        Self { scanner: Scanner::new(limits), members: Vec::new() }
    }
}

impl Splitter {
    /// The row of a line.
    pub fn row<'l>(&mut self, line: &'l str) -> [Cell<'l>; COLUMNS.len()] {
        let mut row = [const { Cell::Null }; COLUMNS.len()];
        let kind = Kind::of(line.as_bytes()).unwrap_or(Kind::End);
        row[0] = Cell::Text(Cow::Borrowed(kind.name()));
        let Ok(text) = self.scanner.object(line.as_bytes(), &mut self.members) else { return row };
        let mut more = String::new();
        for member in self.members.iter().filter(|m| m.depth == 1) {
            let (key, value) = (member.key(text), member.value(text));
            let column = COLUMNS[1..MORE].iter().position(|c| *c == key).map(|at| at + 1);
            let cell = match member.kind {
                Json::String => Cell::Text(text::unescape(&value[1..value.len() - 1])),
                Json::Integer | Json::Float => Cell::Number(value),
                _ => Cell::Text(Cow::Borrowed(value)),
            };
            match column {
                Some(at) if kind == Kind::Event => row[at] = cell,
                Some(1) => row[1] = cell,
                _ if kind == Kind::Event => {
                    more.push_str(if more.is_empty() { "{" } else { "," });
                    more.push_str(&line_part(key, value));
                }
                _ => {}
            }
        }
        if kind != Kind::Event {
            row[MORE] = Cell::Text(Cow::Borrowed(text));
        } else if !more.is_empty() {
            more.push('}');
            row[MORE] = Cell::Text(Cow::Owned(more));
        }
        row
    }
}

fn line_part(key: &str, value: &str) -> String {
    format!("\"{key}\":{value}")
}

/// The line that a row was made of; `None` where it is no such row. Empty cells are those that are not there.
pub fn line_of(row: &[&str; COLUMNS.len()]) -> Option<String> {
    if row[0] != Kind::Event.name() {
        return (!row[MORE].is_empty()).then(|| row[MORE].to_owned());
    }
    let mut line = String::from("{");
    for (at, (name, value)) in COLUMNS.iter().zip(row).enumerate().take(DATA).skip(1) {
        if value.is_empty() {
            continue;
        }
        line.push_str(if line.len() > 1 { ",\"" } else { "\"" });
        line.push_str(name);
        line.push_str("\":");
        match at {
            1 | 3 | 4 | 7 => text::push_string(&mut line, value),
            _ => line.push_str(value),
        }
    }
    let (mut members, mut scanner) = (Vec::new(), Scanner::default());
    let more = if row[MORE].is_empty() { "{}" } else { row[MORE] };
    let more = scanner.object(more.as_bytes(), &mut members).ok()?;
    let own = || members.iter().filter(|m| m.depth == 1);
    let goes_before = |m: &&Member| matches!(m.key(more), "flags" | "erased");
    let mut push = |m: &Member| {
        line.push(',');
        line.push_str(&line_part(m.key(more), m.value(more)));
    };
    own().filter(goes_before).for_each(&mut push);
    line.push_str(",\"data\":");
    line.push_str(row[DATA]);
    for m in own().filter(|m| !goes_before(m)) {
        line.push(',');
        line.push_str(&line_part(m.key(more), m.value(more)));
    }
    line.push('}');
    Some(line)
}
