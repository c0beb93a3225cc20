//! `sql`: a script that a stock `sqlite3` loads into a table `wfstate_export`: a row a record.

use super::Dress;
use super::table::{COLUMNS, Cell, Splitter};
use crate::core::export::record::{EndRecord, Kind, line};

/// A script on its way.
#[derive(Default)]
pub struct Script {
    begun: bool,
    splitter: Splitter,
}

/// What stands before the rows.
const HEAD: &str = "BEGIN;\nCREATE TABLE IF NOT EXISTS wfstate_export (record TEXT NOT NULL, session_id TEXT, \
                    seq INTEGER, timestamp TEXT, type TEXT, frame_id INTEGER, energy_delta NUMERIC, event_key TEXT, \
                    data TEXT, more TEXT);\n";

impl Script {
    fn row(&mut self, line: &str, out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.begun, true) {
            out.extend_from_slice(HEAD.as_bytes());
        }
        out.extend_from_slice(b"INSERT INTO wfstate_export VALUES(");
        for (at, cell) in self.splitter.row(line).iter().enumerate() {
            match cell {
                Cell::Null => out.extend_from_slice(b"NULL"),
                Cell::Number(n) => out.extend_from_slice(n.as_bytes()),
                Cell::Text(text) => literal(text, out),
            }
            out.extend_from_slice(if at + 1 == COLUMNS.len() { b");\n" } else { b"," });
        }
    }
}

/// A text between quotes. Line ends (only a producer's key has any) are put together from their numbers, so that a
/// row is a line, and a NUL, at which SQL would end.
fn literal(text: &str, out: &mut Vec<u8>) {
    let mut open = false;
    let mut parts = 0;
    for c in text.chars() {
        if matches!(c, '\n' | '\r' | '\0') {
            out.extend_from_slice(if open { b"'" } else { b"" });
            out.extend_from_slice(if parts > 0 { b"||" } else { b"" });
            out.extend_from_slice(format!("char({})", u32::from(c)).as_bytes());
            (open, parts) = (false, parts + 1);
            continue;
        }
        if !std::mem::replace(&mut open, true) {
            out.extend_from_slice(if parts > 0 { b"||'" } else { b"'" });
            parts += 1;
        }
        if c == '\'' {
            out.push(b'\'');
        }
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.extend_from_slice(match (open, parts) {
        (true, _) => b"'",
        (false, 0) => b"''",
        (false, _) => b"",
    });
}

impl Dress for Script {
    fn lines(&mut self, lines: &str, out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.row(line, out));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        self.row(&line(Kind::End, end).unwrap_or_default(), out);
        out.extend_from_slice(b"COMMIT;\n");
    }
}
