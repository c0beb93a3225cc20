//! Every page of a file, and every row of a known shape in it.

use super::page::Pages;
use super::record::{Cell, Kind, Value, cells, values};
use super::shape::{self, Shape};
use crate::core::store::error::StoreError;

/// A row that was found.
pub struct RawRow<'a> {
    /// Its table.
    pub shape: &'static Shape,
    /// Its values, in the order of the table's columns.
    pub values: &'a [Value<'a>],
    /// The row before it or after it in its page has the number before or after its own: a flipped bit in a row's
    /// number is told from the true owner of that number by this.
    pub in_line: bool,
}

/// What could not be read, as far as that can be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// Pages that are missing, zeros that should not be, or no pages.
    pub pages: u64,
    /// Rows of pages that could be read otherwise.
    pub rows: u64,
}

/// What one page came to.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    cells: u64,
    records: u64,
    rows: u64,
}

/// Takes rows.
pub type Take<'t> = dyn FnMut(&RawRow<'_>) -> Result<(), StoreError> + 't;

struct Scan<'p> {
    pages: &'p Pages,
    record: Vec<u8>,
    rest: Vec<u8>,
    /// Bytes of overflow pages that may still be read: a file of lies could name the same ones for ever.
    budget: u64,
}

/// Hands every row to `take`; `progress` is told pages done and pages in all.
pub fn scan(
    pages: &Pages,
    take: &mut Take<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Unread, StoreError> {
    let count = pages.count();
    let budget = 4 * u64::from(count) * pages.size() as u64;
    let mut scan = Scan { pages, record: Vec::new(), rest: Vec::new(), budget };
    let mut page = Vec::new();
    let (mut unread, mut zeros) = (Unread::default(), 0u64);
    let mut expected = None;
    for number in 1..=count {
        if !pages.read(number, &mut page)? || page.iter().all(|b| *b == 0) {
            zeros += 1;
        } else {
            // The first page begins with the header of the file.
            let start = if number == 1 { 100 } else { 0 };
            if number == 1 {
                expected = expectation(&page);
            }
            unread.note(page[start], scan.page(&page, start, take)?);
        }
        if number % 256 == 0 || number == count {
            progress(u64::from(number), u64::from(count));
        }
    }
    // Pages that were freed are zeros, and the header says how many those are.
    let (all, free) = expected.unwrap_or((count, 0));
    unread.pages += zeros.saturating_sub(u64::from(free)) + u64::from(all.saturating_sub(count));
    Ok(unread)
}

/// Pages that there should be, and free ones among them; `None` where the header cannot be believed.
fn expectation(first: &[u8]) -> Option<(u32, u32)> {
    let word = |at: usize| Some(u32::from_be_bytes(first.get(at..at + 4)?.try_into().ok()?));
    (first.starts_with(b"SQLite format 3\0") && word(24) == word(92)).then_some(())?;
    Some((word(28)?, word(36)?))
}

impl Unread {
    fn note(&mut self, kind: u8, seen: Seen) {
        match kind {
            0 | 0x05 if seen.rows == 0 => {}
            0x02 | 0x0A | 0x0D if seen.cells == 0 => {}
            0x0D if seen.rows > 0 => self.rows += seen.cells - seen.rows,
            0x02 | 0x0A | 0x0D if seen.records > 0 => self.rows += seen.cells - seen.records,
            _ => self.pages += 1,
        }
    }
}

/// As what a page is read, in this order, until one gives rows: a flipped bit in its kind hides nothing. Overflow
/// pages and free ones begin with a zero.
fn readings(kind: u8) -> &'static [Kind] {
    match kind {
        0 => &[],
        0x0D | 0x05 => &[Kind::Table],
        0x0A => &[Kind::IndexLeaf, Kind::IndexInner],
        0x02 => &[Kind::IndexInner, Kind::IndexLeaf],
        _ => &[Kind::Table, Kind::IndexLeaf, Kind::IndexInner],
    }
}

impl Scan<'_> {
    fn page(&mut self, page: &[u8], start: usize, take: &mut Take<'_>) -> Result<Seen, StoreError> {
        let mut first = None;
        for kind in readings(page[start]) {
            let seen = self.rows(page, start, *kind, take)?;
            if seen.rows > 0 {
                return Ok(seen);
            }
            first = first.or(Some(seen));
        }
        Ok(first.unwrap_or_default())
    }

    fn rows(
        &mut self,
        page: &[u8],
        start: usize,
        kind: Kind,
        take: &mut Take<'_>,
    ) -> Result<Seen, StoreError> {
        let cells = cells(page, start, kind);
        let told = page.get(start + 3..start + 5).map_or(0, |b| u64::from(b[0]) << 8 | u64::from(b[1]));
        let mut seen = Seen { cells: told, ..Seen::default() };
        for (at, cell) in cells.iter().enumerate() {
            if !self.assemble(page, cell)? {
                continue;
            }
            let mut row = Vec::new();
            if values(&self.record, &mut row).is_none() {
                continue;
            }
            seen.records += 1;
            let Some(shape) = shape::of(kind, cell.rowid, &mut row) else { continue };
            seen.rows += 1;
            let in_line = in_line(&cells, at);
            take(&RawRow { shape, values: &row, in_line })?;
        }
        Ok(seen)
    }

    /// Puts a record together; false where its pages do not give it.
    fn assemble(&mut self, page: &[u8], cell: &Cell) -> Result<bool, StoreError> {
        self.record.clear();
        if cell.len as u64 > u64::from(self.pages.count()) * self.pages.size() as u64 {
            return Ok(false);
        }
        self.record.extend_from_slice(&page[cell.local.clone()]);
        let mut next = cell.overflow;
        while self.record.len() < cell.len {
            self.budget = self.budget.saturating_sub(self.pages.size() as u64);
            if next < 2 || next > self.pages.count() || self.budget == 0 {
                return Ok(false);
            }
            if !self.pages.read(next, &mut self.rest)? {
                return Ok(false);
            }
            next = u32::from_be_bytes([self.rest[0], self.rest[1], self.rest[2], self.rest[3]]);
            let part = (cell.len - self.record.len()).min(self.rest.len() - 4);
            self.record.extend_from_slice(&self.rest[4..4 + part]);
        }
        Ok(true)
    }
}

fn in_line(cells: &[Cell], at: usize) -> bool {
    let id = |at: Option<usize>| at.and_then(|at| cells.get(at)?.rowid);
    let Some(own) = cells[at].rowid else { return true };
    let before = id(at.checked_sub(1)).and_then(|b| b.checked_add(1));
    let after = id(Some(at + 1)).and_then(|a| a.checked_sub(1));
    before == Some(own) || after == Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overflow_pages_that_name_each_other_end_the_reading_and_not_the_program() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        let mut bytes = vec![0u8; 4096 * 40];
        // Two pages that go on with one another, and pages full of cells of 148 kB that go on there.
        for (page, next) in [(2usize, 3u32), (3, 2)] {
            bytes[(page - 1) * 4096..][..4].copy_from_slice(&next.to_be_bytes());
        }
        for page in 3..40 {
            let page = &mut bytes[page * 4096..][..4096];
            page[..8].copy_from_slice(&[13, 0, 0, 7, 0, 0, 0, 0]);
            page[3..5].copy_from_slice(&500u16.to_be_bytes());
            for cell in 0..500 {
                page[8 + 2 * cell..][..2].copy_from_slice(&2000u16.to_be_bytes());
            }
            // 489 + 36 · 4092 bytes, 489 of them in the page.
            page[2000..2004].copy_from_slice(&[0x89, 0x82, 0x59, 1]);
            page[2004 + 489..][..4].copy_from_slice(&2u32.to_be_bytes());
        }
        std::fs::write(&path, &bytes).unwrap();
        let pages = Pages::open(&path, None).unwrap();
        let mut rows = 0;
        let take: &mut Take<'_> = &mut |_| {
            rows += 1;
            Ok(())
        };
        let unread = scan(&pages, take, &mut |_, _| {}).unwrap();
        assert_eq!(rows, 0);
        assert!(unread.pages > 30, "{unread:?}");
    }
}
