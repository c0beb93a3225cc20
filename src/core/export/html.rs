//! `html`: one page for people that needs nothing else: no network, no script, readable on a phone and in the dark.
//! It is made of the lines that every other export is made of: what does not leave is not on it. However many events
//! there are, the curve has some dozens of points and each list a bound.

mod chapter;

use super::dress::Dress;
use super::record::{EndRecord, EventLine, JournalRecord, Kind, SessionRecord};
use crate::core::model::json::{Member, Scanner};
use askama::Template;
use chapter::Chapter;

/// Sessions that have a chapter of their own.
const MOST_CHAPTERS: usize = 200;

#[derive(Template)]
#[template(path = "page.html", config = "src/core/export/html/askama.toml")]
struct Page<'a> {
    version: &'a str,
    title: String,
    chapters: Vec<chapter::Told>,
    left_out: usize,
    digest: &'a str,
    filtered: bool,
}

/// The page on its way.
#[derive(Default)]
pub struct Document {
    chapters: Vec<Chapter>,
    left_out: usize,
    filtered: bool,
    scanner: Scanner,
    members: Vec<Member>,
}

impl Document {
    fn record(&mut self, line: &str) {
        match Kind::of(line.as_bytes()) {
            Some(Kind::Export) => self.filtered = line.contains("\"content\":\"filtered\""),
            Some(Kind::Session) if self.chapters.len() >= MOST_CHAPTERS => self.left_out += 1,
            Some(Kind::Session) => {
                if let Ok(head) = serde_json::from_str::<SessionRecord>(line) {
                    self.chapters.push(Chapter::new(head));
                }
            }
            Some(Kind::Event) if self.left_out == 0 => {
                if let (Some(chapter), Ok(event)) =
                    (self.chapters.last_mut(), EventLine::parse(&mut self.scanner, &mut self.members, line))
                {
                    chapter.event(&event);
                }
            }
            Some(Kind::Journal) if self.left_out == 0 => {
                if let (Some(chapter), Ok(entry)) =
                    (self.chapters.last_mut(), serde_json::from_str::<JournalRecord>(line))
                {
                    chapter.journal(&entry);
                }
            }
            _ => {}
        }
    }
}

impl Dress for Document {
    fn lines(&mut self, lines: &str, _out: &mut Vec<u8>) {
        lines.lines().for_each(|line| self.record(line));
    }

    fn end(&mut self, end: &EndRecord, out: &mut Vec<u8>) {
        let chapters: Vec<_> = self.chapters.drain(..).map(Chapter::told).collect();
        let title = match chapters.as_slice() {
            [one] => format!("Session {}", one.name),
            several => format!("{} sessions", several.len() + self.left_out),
        };
        let page = Page {
            version: env!("CARGO_PKG_VERSION"),
            title,
            chapters,
            left_out: self.left_out,
            digest: &end.digest,
            filtered: self.filtered,
        };
        // Nothing in the template can fail; a page without a word of what went wrong would be the worse answer.
        let text = page.render().unwrap_or_else(|e| format!("<!doctype html>\n<title>{e}</title>"));
        out.extend_from_slice(text.as_bytes());
        out.push(b'\n');
    }
}
