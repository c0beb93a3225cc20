//! `json`: one document; each record stands on a line of its own, with the same bytes as in NDJSON, and the journal
//! before the events.

use super::Dress;
use crate::core::export::record::{EndRecord, Kind, SCHEMA};

/// A document on its way.
#[derive(Default)]
pub struct Document {
    /// More than one session is announced.
    several: bool,
    /// Sessions that were begun.
    begun: u64,
    /// What list of the session is open.
    list: Option<Kind>,
    /// The session's events were begun.
    events: bool,
}

impl Document {
    fn record(&mut self, line: &str, out: &mut Vec<u8>) {
        match Kind::of(line.as_bytes()) {
            Some(Kind::Export) => {
                self.several = !line.contains("\"sessions\":1}");
                out.extend_from_slice(format!("{{\"schema\":\"{SCHEMA}\",\n\"export\":").as_bytes());
                out.extend_from_slice(line.as_bytes());
            }
            Some(Kind::Session) => self.session(line, out),
            Some(Kind::Baseline) => {
                out.extend_from_slice(b",\n\"baseline\":");
                out.extend_from_slice(line.as_bytes());
            }
            Some(kind @ (Kind::Event | Kind::Snapshot)) => self.item(kind, line, out),
            // The journal was written ahead.
            Some(Kind::Journal | Kind::End) | None => {}
        }
    }

    fn session(&mut self, line: &str, out: &mut Vec<u8>) {
        if self.begun > 0 {
            self.close(out);
        }
        out.extend_from_slice(match (self.several, self.begun) {
            (false, _) => b",\n\"session\":",
            (true, 0) => b",\n\"sessions\":[\n{\"session\":",
            (true, _) => b"},\n{\"session\":",
        });
        out.extend_from_slice(line.as_bytes());
        self.begun += 1;
        self.events = false;
    }

    fn item(&mut self, kind: Kind, line: &str, out: &mut Vec<u8>) {
        if self.list != Some(kind) {
            if kind == Kind::Snapshot {
                self.close(out);
            }
            self.events |= kind == Kind::Event;
            self.list = Some(kind);
            out.extend_from_slice(format!(",\n\"{}s\":[\n", kind.name()).as_bytes());
        } else {
            out.extend_from_slice(b",\n");
        }
        out.extend_from_slice(line.as_bytes());
    }

    /// Closes the open list; a session without events says so.
    fn close(&mut self, out: &mut Vec<u8>) {
        if self.list.take().is_some() {
            out.extend_from_slice(b"\n]");
        }
        if !std::mem::replace(&mut self.events, true) {
            out.extend_from_slice(b",\n\"events\":[]");
        }
    }
}

impl Dress for Document {
    fn ahead(&mut self, journal: &[String], out: &mut Vec<u8>) {
        if !journal.is_empty() {
            out.extend_from_slice(b",\n\"journal\":[\n");
            out.extend_from_slice(journal.join(",\n").as_bytes());
            out.extend_from_slice(b"\n]");
        }
    }

    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.record(line, out));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        self.close(out);
        if self.several {
            out.extend_from_slice(b"}\n]");
        }
        let last = format!(",\n\"records\":{},\n\"digest\":\"{}\"}}\n", end.records, end.digest);
        out.extend_from_slice(last.as_bytes());
    }
}
