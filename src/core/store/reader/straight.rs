//! Events straight from the pages of a file that nobody writes.
//!
//! A row that SQLite hands over costs about as much as all that is done with it afterwards: an interpreter, two
//! calls a column, a copy of each page. Whoever reads every event, as `validate` and `replay` do, is served from here
//! in half the time. SQLite stays the judge: where a page is not exactly as it has to be, there is no answer from
//! here, now or later, and the question goes to SQLite, which says what is wrong.

mod sound;

use super::chunk::EventChunk;
use crate::core::store::preflight::RawFile;
use crate::core::store::salvage::record::{leaf_cell, varint};
use crate::core::store::schema;
use rusqlite::Connection;
use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

/// Bytes that are read at a time: leaves that follow one another stand side by side in the file.
const WINDOW: usize = 256 << 10;
/// Pages of other tables that stand between leaves.
const NEAR: u32 = 16;
/// No tree of ours is deeper; one that is goes in a circle.
const DEEPEST: usize = 12;
/// No row is larger (see `harden`).
const LARGEST: usize = 64 << 20;
const LEAF: u8 = 13;
const INNER: u8 = 5;

/// A quiet file, opened by the first question for events.
#[derive(Debug)]
pub struct Straight {
    path: PathBuf,
    tree: OnceCell<Option<RefCell<Tree>>>,
}

impl Straight {
    /// Nothing is opened yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), tree: OnceCell::new() }
    }

    /// Appends the rows of a range until the chunk has `limit` or is full. False where SQLite has to be asked; the
    /// chunk is as it was then.
    pub fn append(&self, conn: &Connection, range: (i64, i64), limit: usize, chunk: &mut EventChunk) -> bool {
        let tree = self.tree.get_or_init(|| Tree::open(conn, &self.path).map(RefCell::new));
        let Some(Ok(mut tree)) = tree.as_ref().map(RefCell::try_borrow_mut) else { return false };
        let mark = chunk.mark();
        let answered = !tree.doubtful && tree.rows(range, limit, chunk).is_some();
        if !answered {
            tree.doubtful = true;
            chunk.cut(mark);
        }
        answered
    }

    /// Whether all pages of the file are where they belong and those of the events are whole. False where SQLite has
    /// to be asked; where it is true, it still has to be asked about the other tables.
    pub fn is_sound(&self, conn: &Connection) -> bool {
        let tree = self.tree.get_or_init(|| Tree::open(conn, &self.path).map(RefCell::new));
        let Some(Ok(tree)) = tree.as_ref().map(RefCell::try_borrow) else { return false };
        let Ok(roots) = schema::roots(conn) else { return false };
        let others: Vec<u32> = roots.into_iter().filter(|root| *root != tree.root).collect();
        !tree.doubtful && sound::is_sound(&tree.pages, tree.root, &others)
    }
}

/// The tree of the events.
#[derive(Debug)]
struct Tree {
    pages: Pages,
    window: Window,
    root: u32,
    /// A record that goes on in other pages, put together.
    record: Vec<u8>,
    doubtful: bool,
}

#[derive(Debug)]
struct Pages {
    file: RawFile,
    size: usize,
    count: u32,
}

/// Pages side by side.
#[derive(Debug, Default)]
struct Window {
    bytes: Vec<u8>,
    first: u32,
}

/// An inner page on the way down, and which of its children is looked at.
struct Step {
    page: Vec<u8>,
    at: usize,
}

impl Tree {
    fn open(conn: &Connection, path: &Path) -> Option<Self> {
        let root = schema::root_of_events(conn).ok()??;
        let pages = Pages::open(path)?;
        Some(Self { pages, window: Window::default(), root, record: Vec::new(), doubtful: false })
    }

    /// `None` at the first doubt.
    fn rows(&mut self, (low, high): (i64, i64), limit: usize, chunk: &mut EventChunk) -> Option<()> {
        if chunk.rows().len() >= limit {
            return Some(());
        }
        let mut way = Vec::new();
        let mut leaf = self.down(self.root, Some(low), &mut way)?;
        let mut last = None;
        loop {
            let more = self.leaf(leaf, (low, high), limit, &mut last, chunk)?;
            if !more {
                return Some(());
            }
            let next = loop {
                let Some(step) = way.last_mut() else { return Some(()) };
                step.at += 1;
                match child(&step.page, step.at)? {
                    Some(next) => break next,
                    None => drop(way.pop()),
                }
            };
            leaf = self.down(next, None, &mut way)?;
        }
    }

    /// To the leaf that a row would be in, or to the first one.
    fn down(&mut self, mut number: u32, row: Option<i64>, way: &mut Vec<Step>) -> Option<u32> {
        loop {
            let page = self.window.page(&self.pages, number)?;
            match page[0] {
                LEAF => return Some(number),
                INNER if way.len() < DEEPEST => {}
                _ => return None,
            }
            let page = page.to_vec();
            let at = match row {
                Some(row) => child_for(&page, row)?,
                None => 0,
            };
            number = child(&page, at)??;
            way.push(Step { page, at });
        }
    }

    /// Takes the rows of a leaf; says whether those behind it are wanted, too.
    fn leaf(
        &mut self,
        number: u32,
        (low, high): (i64, i64),
        limit: usize,
        last: &mut Option<i64>,
        chunk: &mut EventChunk,
    ) -> Option<bool> {
        let page = self.window.page(&self.pages, number)?;
        let cells = usize::from(short(page, 3)?);
        // Only a tree of one page may be without rows; each leaf goes on behind the one before, so that there is an
        // end to them.
        if page[0] != LEAF || cells == 0 && number != self.root {
            return None;
        }
        for n in 0..cells {
            let at = usize::from(short(page, 8 + 2 * n)?);
            let cell = leaf_cell(page, at).filter(|_| at >= 8 + 2 * cells)?;
            let row = cell.rowid.filter(|row| last.is_none_or(|last| last < *row))?;
            *last = Some(row);
            if row > high {
                return Some(false);
            }
            if row < low {
                continue;
            }
            let local = page.get(cell.local)?;
            if cell.overflow == 0 {
                chunk.push_record(row, local)?;
            } else {
                self.record.clear();
                self.record.extend_from_slice(local);
                self.pages.rest_of(cell.overflow, cell.len, &mut self.record)?;
                chunk.push_record(row, &self.record)?;
            }
            if chunk.rows().len() >= limit || chunk.is_full() {
                return Some(false);
            }
        }
        Some(true)
    }
}

impl Pages {
    fn open(path: &Path) -> Option<Self> {
        let file = RawFile::open(path)?;
        let mut header = [0u8; 100];
        file.read_exact_at(&mut header, 0).ok()?;
        let size = usize::from(u16::from_be_bytes([header[16], header[17]]));
        let told = u32::from_be_bytes([header[28], header[29], header[30], header[31]]);
        let len = file.metadata().ok()?.len();
        // As wfstate makes them: pages without reserved bytes and not moved about, UTF-8, and none but what the header
        // tells of.
        let ours = header.starts_with(b"SQLite format 3\0")
            && size.is_power_of_two()
            && (512..=32_768).contains(&size)
            && header[20] == 0
            && header[52..56] == [0; 4]
            && header[56..60] == [0, 0, 0, 1]
            && u64::from(told) * size as u64 == len;
        ours.then_some(Self { file, size, count: told })
    }

    /// Where a page stands; the first one is never a leaf of ours.
    fn place(&self, number: u32) -> Option<u64> {
        (2..=self.count).contains(&number).then(|| u64::from(number - 1) * self.size as u64)
    }

    /// Appends the rest of a record that goes on in a chain of pages, up to a length.
    fn rest_of(&self, mut number: u32, len: usize, record: &mut Vec<u8>) -> Option<()> {
        let all = usize::try_from(self.count).ok()?.checked_mul(self.size)?;
        if len > LARGEST.min(all) {
            return None;
        }
        while record.len() < len {
            let at = self.place(number)?;
            let mut next = [0; 4];
            self.file.read_exact_at(&mut next, at).ok()?;
            let begin = record.len();
            record.resize(len.min(begin + self.size - 4), 0);
            self.file.read_exact_at(&mut record[begin..], at + 4).ok()?;
            number = u32::from_be_bytes(next);
        }
        Some(())
    }
}

impl Window {
    fn page(&mut self, pages: &Pages, number: u32) -> Option<&[u8]> {
        let place = pages.place(number)?;
        let held = u32::try_from(self.bytes.len() / pages.size).ok()?;
        if !(self.first..self.first + held).contains(&number) {
            // Alone where it is none of the next ones: the way down to a row leads all over the file.
            let side_by_side = (self.first + held..self.first + held + NEAR).contains(&number);
            let most = if side_by_side { (WINDOW / pages.size).max(1) } else { 1 };
            let many = most.min(usize::try_from(pages.count - number + 1).ok()?);
            self.bytes.resize(many * pages.size, 0);
            self.first = number;
            if pages.file.read_exact_at(&mut self.bytes, place).is_err() {
                self.bytes.clear();
                return None;
            }
        }
        let start = usize::try_from(number - self.first).ok()? * pages.size;
        self.bytes.get(start..start + pages.size)
    }
}

/// The child of an inner page at a place: one before each cell, and one behind the last. `None` within is behind all.
#[expect(clippy::option_option, reason = "no such child is an answer, a broken page is none")]
fn child(page: &[u8], at: usize) -> Option<Option<u32>> {
    let cells = usize::from(short(page, 3)?);
    let from = match at {
        at if at < cells => usize::from(short(page, 12 + 2 * at)?),
        at if at == cells => 8,
        _ => return Some(None),
    };
    Some(Some(u32::from_be_bytes(page.get(from..from + 4)?.try_into().ok()?)))
}

/// Which child of an inner page a row would be in: the keys are the highest rows of their children.
fn child_for(page: &[u8], row: i64) -> Option<usize> {
    let cells = usize::from(short(page, 3)?);
    let (mut low, mut high) = (0, cells);
    while low < high {
        let middle = usize::midpoint(low, high);
        let at = usize::from(short(page, 12 + 2 * middle)?);
        let (key, _) = varint(page.get(at + 4..)?)?;
        if key.cast_signed() < row {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Some(low)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
