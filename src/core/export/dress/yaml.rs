//! `yaml`: the document of `json` in block style: a member a line, what is nested in it as JSON on that line, every
//! text in quotes, so that the bytes of the data survive.

use super::Dress;
use crate::core::export::record::{EndRecord, Kind, SCHEMA};
use crate::core::model::json::{Limits, Member, Scanner};

/// A document on its way.
pub struct Document {
    several: bool,
    begun: u64,
    list: Option<Kind>,
    events: bool,
    scanner: Scanner,
    members: Vec<Member>,
}

impl Default for Document {
    fn default() -> Self {
        // Seals stand on one line, and a long session has many.
        let limits = Limits { nodes: usize::MAX, ..Limits::default() };
        let (scanner, members) = (Scanner::new(limits), Vec::new());
        Self { several: false, begun: 0, list: None, events: false, scanner, members }
    }
}

impl Document {
    fn record(&mut self, line: &str, out: &mut Vec<u8>) {
        match Kind::of(line.as_bytes()) {
            Some(Kind::Export) => {
                self.several = !line.contains("\"sessions\":1}");
                out.extend_from_slice(format!("schema: \"{SCHEMA}\"\nexport:\n").as_bytes());
                self.members_of(line, ("  ", "  "), out);
                if self.several {
                    out.extend_from_slice(b"sessions:\n");
                }
            }
            Some(Kind::Session) => {
                if self.begun > 0 {
                    self.close(out);
                }
                self.begun += 1;
                self.events = false;
                out.extend_from_slice(if self.several { b"  - session:\n" } else { b"session:\n" });
                self.members_of(line, (self.deep(), self.deep()), out);
            }
            Some(Kind::Baseline) => {
                self.heading("baseline:", out);
                self.members_of(line, (self.deep(), self.deep()), out);
            }
            Some(kind @ (Kind::Event | Kind::Snapshot)) => {
                if self.list != Some(kind) {
                    if kind == Kind::Snapshot {
                        self.close(out);
                    }
                    self.list = Some(kind);
                    self.events |= kind == Kind::Event;
                    self.heading(&format!("{}s:", kind.name()), out);
                }
                self.item(line, out);
            }
            Some(Kind::Journal | Kind::End) | None => {}
        }
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        self.list = None;
        if !std::mem::replace(&mut self.events, true) {
            self.heading("events: []", out);
        }
    }

    fn heading(&self, text: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.several { b"    " } else { b"" });
        out.extend_from_slice(text.as_bytes());
        out.push(b'\n');
    }

    /// Where the members of a session's record stand.
    fn deep(&self) -> &'static str {
        if self.several { "      " } else { "  " }
    }

    fn item(&mut self, line: &str, out: &mut Vec<u8>) {
        let indents = if self.several { ("      - ", "        ") } else { ("  - ", "    ") };
        self.members_of(line, indents, out);
    }

    fn members_of(&mut self, line: &str, (first, others): (&str, &str), out: &mut Vec<u8>) {
        let Ok(text) = self.scanner.object(line.as_bytes(), &mut self.members) else { return };
        let mut indent = first;
        for member in self.members.iter().filter(|m| m.depth == 1) {
            let key = member.key(text);
            let bare = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let quote = if bare { "" } else { "\"" };
            for part in [indent, quote, key, quote, ": ", member.value(text), "\n"] {
                out.extend_from_slice(part.as_bytes());
            }
            indent = others;
        }
    }
}

impl Dress for Document {
    fn ahead(&mut self, journal: &[String], out: &mut Vec<u8>) {
        if !journal.is_empty() {
            self.heading("journal:", out);
            journal.iter().for_each(|line| self.item(line, out));
        }
    }

    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.record(line, out));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        self.close(out);
        let last = format!("records: {}\ndigest: \"{}\"\n", end.records, end.digest);
        out.extend_from_slice(last.as_bytes());
    }
}
