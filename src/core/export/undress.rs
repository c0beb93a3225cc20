//! An export in any of its formats as NDJSON lines again: the inverse of [`dress`](super::dress). What is not an
//! export of ours, or was brought into another form since, is nothing for here.

use super::dress::table::{COLUMNS, line_of};
use super::record::SCHEMA;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt::Write;

/// How the formats begin that are not lines.
const SQL_HEAD: &str = "BEGIN;\nCREATE TABLE IF NOT EXISTS wfstate_export ";
const SQL_ROW: &str = "INSERT INTO wfstate_export VALUES(";

/// Whether these first bytes are those of an export of ours that is not NDJSON.
pub fn is_ours(head: &[u8]) -> bool {
    let begins = |text: &str| head.starts_with(text.as_bytes());
    begins(&format!("{{\"schema\":\"{SCHEMA}\",\n"))
        || begins(&format!("schema: \"{SCHEMA}\"\n"))
        || begins("record,session_id,seq,timestamp,")
        || begins(SQL_HEAD)
}

/// The lines; `None` where it is not as the exporter writes it.
pub fn lines(text: &str) -> Option<String> {
    match text.as_bytes().first()? {
        b'{' => json(text),
        b's' => yaml(text),
        b'r' => csv(text),
        b'B' => sql(text),
        _ => None,
    }
}

#[derive(Deserialize)]
struct Part<'t> {
    #[serde(borrow)]
    session: &'t RawValue,
    #[serde(borrow)]
    baseline: Option<&'t RawValue>,
    #[serde(borrow, default)]
    journal: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    events: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    snapshots: Vec<&'t RawValue>,
}

/// The members of one session stand beside the head; several are a list.
#[derive(Deserialize)]
struct Document<'t> {
    #[serde(borrow)]
    export: &'t RawValue,
    #[serde(borrow)]
    session: Option<&'t RawValue>,
    #[serde(borrow)]
    baseline: Option<&'t RawValue>,
    #[serde(borrow, default)]
    journal: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    events: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    snapshots: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    sessions: Vec<Part<'t>>,
    records: u64,
    digest: String,
}

fn json(text: &str) -> Option<String> {
    let Document { export, session, baseline, journal, events, snapshots, mut sessions, records, digest } =
        serde_json::from_str(text).ok()?;
    if let Some(session) = session {
        sessions.push(Part { session, baseline, journal, events, snapshots });
    }
    let mut out = Out::new(export.get());
    for part in sessions {
        let text = |raw: Vec<&RawValue>| raw.into_iter().map(|r| r.get().to_owned()).collect();
        out.session(Session {
            head: part.session.get().to_owned(),
            baseline: part.baseline.map(|b| b.get().to_owned()),
            journal: text(part.journal),
            events: text(part.events),
            snapshots: text(part.snapshots),
        });
    }
    Some(out.end(records, &digest))
}

/// A session's records, list by list.
#[derive(Default)]
struct Session {
    head: String,
    baseline: Option<String>,
    journal: Vec<String>,
    events: Vec<String>,
    snapshots: Vec<String>,
}

struct Out(String);

impl Out {
    fn new(export: &str) -> Self {
        let mut out = Self(String::new());
        out.line(export);
        out
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Entries of the journal stand behind the event that they name.
    fn session(&mut self, session: Session) {
        self.line(&session.head);
        session.baseline.iter().for_each(|b| self.line(b));
        let mut journal = session.journal.iter().peekable();
        for event in &session.events {
            let seq = number(event, "\"seq\":");
            while let Some(entry) = journal.next_if(|j| number(j, "\"after_seq\":") < seq) {
                self.line(entry);
            }
            self.line(event);
        }
        journal.chain(&session.snapshots).for_each(|line| self.line(line));
    }

    fn end(mut self, records: u64, digest: &str) -> String {
        self.line(&format!(r#"{{"message_type":"end","records":{records},"digest":"{digest}"}}"#));
        self.0
    }
}

/// The number behind a name. Both stand before anything that a producer wrote.
fn number(line: &str, name: &str) -> u64 {
    let digits = line.split_once(name).map_or("", |(_, rest)| rest);
    let end = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().unwrap_or(0)
}

fn yaml(text: &str) -> Option<String> {
    let mut records: Vec<(&str, String)> = Vec::new();
    let (mut section, mut count, mut digest) = ("", None, None);
    for line in text.lines() {
        let bare = line.trim_start_matches(' ');
        let (bare, begins) = match bare.strip_prefix("- ") {
            Some(rest) => (rest, true),
            None => (bare, false),
        };
        if let Some(name) = bare.strip_suffix(':').filter(|n| n.bytes().all(|b| b.is_ascii_lowercase())) {
            section = name;
            if matches!(name, "export" | "session" | "baseline") {
                records.push((name, String::new()));
            }
            continue;
        }
        let (key, value) = member(bare)?;
        if line.len() == bare.len() {
            match key {
                "records" => count = value.parse().ok(),
                "digest" => digest = value.strip_prefix('"').and_then(|d| d.strip_suffix('"')),
                "schema" | "events" => {}
                _ => return None,
            }
            continue;
        }
        if key == "events" && value == "[]" {
            continue;
        }
        if begins {
            records.push((section, String::new()));
        }
        let record = &mut records.last_mut()?.1;
        record.push(if record.is_empty() { '{' } else { ',' });
        let quote = if key.starts_with('"') { "" } else { "\"" };
        let _infallible = write!(record, "{quote}{key}{quote}:{value}");
    }
    let mut records = records.into_iter().map(|(section, record)| (section, record + "}"));
    let mut out = Out::new(&records.next().filter(|r| r.0 == "export")?.1);
    let mut session: Option<Session> = None;
    for (section, record) in records {
        if section == "session" {
            session
                .replace(Session { head: record, ..Session::default() })
                .into_iter()
                .for_each(|s| out.session(s));
            continue;
        }
        let session = session.as_mut()?;
        match section {
            "baseline" => session.baseline = Some(record),
            "journal" => session.journal.push(record),
            "events" => session.events.push(record),
            "snapshots" => session.snapshots.push(record),
            _ => return None,
        }
    }
    session.into_iter().for_each(|s| out.session(s));
    Some(out.end(count?, digest?))
}

/// `key: value`, the key bare or in quotes.
fn member(line: &str) -> Option<(&str, &str)> {
    if !line.starts_with('"') {
        return line.split_once(": ");
    }
    let mut escaped = false;
    let close = line.bytes().skip(1).position(|b| {
        let closes = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        closes
    })?;
    let (key, rest) = line.split_at(close + 2);
    Some((key, rest.strip_prefix(": ")?))
}

fn csv(text: &str) -> Option<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut out = String::new();
    for row in reader.records() {
        let row = row.ok()?;
        let cells: Vec<&str> = row.iter().map(|c| c.strip_prefix('\'').unwrap_or(c)).collect();
        out.push_str(&line_of(&cells.try_into().ok()?)?);
        out.push('\n');
    }
    Some(out)
}

/// Only rows as the exporter writes them are understood, and nothing is executed.
fn sql(text: &str) -> Option<String> {
    let mut out = String::new();
    for line in text.lines() {
        let Some(values) = line.strip_prefix(SQL_ROW) else {
            let frame = matches!(line, "BEGIN;" | "COMMIT;")
                || line.starts_with("CREATE TABLE IF NOT EXISTS wfstate_export ");
            frame.then_some(())?;
            continue;
        };
        let cells = row(values.strip_suffix(");")?)?;
        let cells: Vec<&str> = cells.iter().map(|c| &**c).collect();
        out.push_str(&line_of(&cells.try_into().ok()?)?);
        out.push('\n');
    }
    Some(out)
}

fn row(values: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut cells = Vec::with_capacity(COLUMNS.len());
    let mut rest = values;
    loop {
        let (cell, after) = cell(rest)?;
        cells.push(cell);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return after.is_empty().then_some(cells),
        }
    }
}

/// `NULL`, a number, or texts and `char(n)` with `||` between them.
fn cell(text: &str) -> Option<(Cow<'_, str>, &str)> {
    if let Some(rest) = text.strip_prefix("NULL") {
        return Some((Cow::Borrowed(""), rest));
    }
    if !text.starts_with(['\'', 'c']) {
        let end = text.find(',').unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        return number.parse::<f64>().is_ok().then_some((Cow::Borrowed(number), rest));
    }
    let (mut out, mut rest) = (String::new(), text);
    loop {
        rest = match rest.strip_prefix("char(") {
            Some(code) => {
                let (code, after) = code.split_once(')')?;
                out.push(char::from_u32(code.parse().ok()?)?);
                after
            }
            None => quoted(rest.strip_prefix('\'')?, &mut out)?,
        };
        match rest.strip_prefix("||") {
            Some(more) => rest = more,
            None => return Some((Cow::Owned(out), rest)),
        }
    }
}

fn quoted<'t>(mut text: &'t str, out: &mut String) -> Option<&'t str> {
    loop {
        let (part, after) = text.split_once('\'')?;
        out.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                text = more;
            }
            None => return Some(after),
        }
    }
}
