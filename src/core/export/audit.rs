//! `--profile audit`: one session as an audit document, as WIRTHFORGE producers name things: metadata, events,
//! snapshots, and a summary of what they come to, made from the same lines that every other export is made of.

mod summary;

use super::dress::{Dress, Format, yaml};
use super::record::{BaselineRecord, EndRecord, EventLine, Kind, SessionRecord};
use crate::core::model::json::{Member, Scanner};
use serde_json::{Value, json};
use summary::Summary;

/// The document in each of its formats.
pub static AUDIT: &[Format] = &[
    Format { name: "json", endings: &["json"], dress: || Box::new(Document::new(false)) },
    Format { name: "yaml", endings: &["yaml", "yml"], dress: || Box::new(Document::new(true)) },
];

/// A document on its way.
struct Document {
    yaml: bool,
    members: yaml::Members,
    scanner: Scanner,
    buffer: Vec<Member>,
    list: Option<Kind>,
    events: bool,
    summary: Summary,
}

impl Document {
    fn new(yaml: bool) -> Self {
        Self {
            yaml,
            members: yaml::Members::default(),
            scanner: Scanner::default(),
            buffer: Vec::new(),
            list: None,
            events: false,
            summary: Summary::default(),
        }
    }

    fn record(&mut self, line: &str, out: &mut Vec<u8>) {
        match Kind::of(line.as_bytes()) {
            Some(Kind::Session) => self.session(line, out),
            Some(Kind::Baseline) => {
                if let Ok(record) = serde_json::from_str::<BaselineRecord>(line) {
                    self.summary.go_on(&record);
                }
                self.member("baseline", line, out);
            }
            Some(Kind::Event) => {
                if let Ok(event) = EventLine::parse(&mut self.scanner, &mut self.buffer, line) {
                    self.summary.event(&event);
                }
                self.item(Kind::Event, line, out);
            }
            Some(Kind::Snapshot) => {
                self.summary.snapshots += 1;
                self.item(Kind::Snapshot, line, out);
            }
            Some(Kind::Journal) => self.summary.journal(line),
            Some(Kind::Export | Kind::End) | None => {}
        }
    }

    fn session(&mut self, line: &str, out: &mut Vec<u8>) {
        let head =
            if self.yaml { "schema: \"wfstate.audit/1\"\n" } else { "{\"schema\":\"wfstate.audit/1\"" };
        out.extend_from_slice(head.as_bytes());
        let Ok(record) = serde_json::from_str::<SessionRecord>(line) else { return };
        self.member("session_metadata", &metadata(&record).to_string(), out);
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        self.summary.session(&record, &value);
    }

    fn member(&mut self, name: &str, object: &str, out: &mut Vec<u8>) {
        if self.yaml {
            out.extend_from_slice(format!("{name}:\n").as_bytes());
            self.members.write(object, ("  ", "  "), out);
        } else {
            out.extend_from_slice(format!(",\n\"{name}\":{object}").as_bytes());
        }
    }

    fn item(&mut self, kind: Kind, line: &str, out: &mut Vec<u8>) {
        let begins = self.list != Some(kind);
        if begins {
            self.close(kind, out);
            self.list = Some(kind);
            let heading = if self.yaml {
                format!("{}s:\n", kind.name())
            } else {
                format!(",\n\"{}s\":[\n", kind.name())
            };
            out.extend_from_slice(heading.as_bytes());
        } else if !self.yaml {
            out.extend_from_slice(b",\n");
        }
        self.events |= kind == Kind::Event;
        if self.yaml {
            self.members.write(line, ("  - ", "    "), out);
        } else {
            out.extend_from_slice(line.as_bytes());
        }
    }

    /// Closes the open list. `events` is always there.
    fn close(&mut self, next: Kind, out: &mut Vec<u8>) {
        if self.list.take().is_some() && !self.yaml {
            out.extend_from_slice(b"\n]");
        }
        if next != Kind::Event && !std::mem::replace(&mut self.events, true) {
            let none: &[u8] = if self.yaml { b"events: []\n" } else { b",\n\"events\":[]" };
            out.extend_from_slice(none);
        }
    }
}

fn metadata(s: &SessionRecord) -> Value {
    json!({
        "session_id": s.session_id,
        "user_id": s.user_id,
        "label": s.label,
        "session_mode": s.mode,
        "status": s.status,
        "start_time": s.start_time,
        "end_time": s.end_time,
        "clean_shutdown": s.clean_shutdown,
        "total_energy": s.energy,
        "total_events": s.events,
        "model_id": s.model_id,
        "hardware_tier": s.hardware_tier,
        "state_hash": s.state_hash,
        "content_included": s.content_included,
    })
}

impl Dress for Document {
    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.record(line, out));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        self.close(Kind::End, out);
        let summary = self.summary.finish(end).to_string();
        self.member("audit_summary", &summary, out);
        out.extend_from_slice(if self.yaml { b"" } else { b"}\n" });
    }
}
