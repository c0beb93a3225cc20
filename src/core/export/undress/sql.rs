//! Our SQL script. Its own INSERT lines are read and nothing is executed.

use super::{Bytes, Fault, RecordLines};
use crate::core::export::dress::table::{COLUMNS, line_of};
use crate::core::replay::lines::{Line, Lines};

const BEGIN: &str = "BEGIN;";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS wfstate_export (";
const INSERT: &str = "INSERT INTO wfstate_export VALUES(";
const COMMIT: &str = "COMMIT;";

/// Whether it begins as one.
pub fn fits(head: &[u8]) -> bool {
    let rest = head.strip_prefix(BEGIN.as_bytes()).unwrap_or(head).trim_ascii_start();
    rest.starts_with(TABLE.as_bytes())
}

/// Opens one.
pub fn open<'b>(bytes: Bytes<'b>) -> Box<dyn RecordLines + 'b> {
    Box::new(Script { lines: Lines::new(bytes) })
}

struct Script<'b> {
    lines: Lines<Bytes<'b>>,
}

impl RecordLines for Script<'_> {
    fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        loop {
            let place = format!("line {}", self.lines.number + 1);
            let read = match self.lines.next()? {
                None => return Ok(false),
                Some(Line::Bytes(bytes)) => record(bytes),
                Some(Line::TooLong) => Err("the line is longer than 64 MiB"),
            };
            match read.map_err(|why| Fault::at(place, why))? {
                None => {}
                Some(made) => {
                    *line = made.into_bytes();
                    return Ok(true);
                }
            }
        }
    }

    fn place(&self) -> String {
        format!("line {}", self.lines.number)
    }
}

/// The record of a line; `None` of one that stands around them.
fn record(line: &[u8]) -> Result<Option<String>, &'static str> {
    let text = std::str::from_utf8(line).map_err(|_| "it is not UTF-8")?;
    let around = text.starts_with(TABLE) && text.ends_with(");") && !text[..text.len() - 1].contains(';');
    if around || matches!(text, "" | BEGIN | COMMIT) {
        return Ok(None);
    }
    let wrong = "a statement that no export of wfstate has; nothing of a script is executed";
    let values = text.strip_prefix(INSERT).ok_or(wrong)?;
    let cells = cells(values).ok_or("its values are not those of an export")?;
    let cells: [&str; COLUMNS.len()] = cells.each_ref().map(String::as_str);
    line_of(&cells).map(Some).ok_or("it is no row of an export")
}

/// The values of a row, which end with `);`.
fn cells(mut rest: &str) -> Option<[String; COLUMNS.len()]> {
    let mut cells = [const { String::new() }; COLUMNS.len()];
    for (at, cell) in cells.iter_mut().enumerate() {
        rest = value(rest, cell)?;
        rest = rest.strip_prefix(if at + 1 == COLUMNS.len() { ");" } else { "," })?;
    }
    rest.is_empty().then_some(cells)
}

/// One value: `NULL`, a number, or texts and characters put together. Gives what follows.
fn value<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix("NULL") {
        return Some(rest);
    }
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || b"+-.eE".contains(b)).count();
    if digits > 0 {
        out.push_str(&text[..digits]);
        return Some(&text[digits..]);
    }
    let mut rest = part(text, out)?;
    while let Some(next) = rest.strip_prefix("||") {
        rest = part(next, out)?;
    }
    Some(rest)
}

fn part<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    if let Some(code) = text.strip_prefix("char(") {
        let (code, rest) = code.split_once(')')?;
        out.push(char::from_u32(code.parse().ok()?)?);
        return Some(rest);
    }
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let end = rest.find('\'')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(more) => {
                out.push('\'');
                rest = more;
            }
            None => return Some(rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_are_written() {
        let read = |text: &str| {
            let mut out = String::new();
            value(text, &mut out).map(|rest| (out, rest.to_owned()))
        };
        for (text, value) in [
            ("NULL,", ""),
            ("-1.5,", "-1.5"),
            ("'it''s',", "it's"),
            ("'',", ""),
            ("'a'||char(10)||'b',", "a\nb"),
            ("char(0),", "\0"),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), ",".to_owned())), "{text}");
        }
        for bad in ["'a", "char(x)", "char(55296)", "abs(1)", "(SELECT 1)", "'a'||", "x'00'"] {
            assert_eq!(read(bad).filter(|(_, rest)| rest == ","), None, "{bad}");
        }
    }

    #[test]
    fn nothing_but_the_lines_of_an_export_is_taken() {
        for bad in
            ["DROP TABLE x;", "INSERT INTO other VALUES(1);", "INSERT INTO wfstate_export VALUES(1);", "-- x"]
        {
            assert!(record(bad.as_bytes()).is_err(), "{bad}");
        }
        let hidden = "CREATE TABLE IF NOT EXISTS wfstate_export (a); DROP TABLE x; SELECT (1);";
        assert!(record(hidden.as_bytes()).is_err());
        assert_eq!(record(b"COMMIT;"), Ok(None));
    }
}
