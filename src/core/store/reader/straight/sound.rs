//! Whether a quiet file's pages are exactly as they have to be.
//!
//! `PRAGMA integrity_check` reads each page twice and interprets a program for each row; of the events, nearly all of
//! a recording, each page is looked at once here. A page passes only where SQLite would have nothing to say: cells,
//! free blocks and fragments fill it to the byte, rows ascend within the bounds of the pages above them, leaves
//! stand at one depth, a record has the columns of the table in the forms that it allows, and every page of the file
//! belongs to one thing. Of the other tables only the pages are counted; SQLite itself looks into them. At the first
//! doubt nothing is said from here, and SQLite checks the whole file, and finds the words.

use super::{DEEPEST, INNER, LARGEST, LEAF, Pages, Window, short};
use crate::core::store::salvage::record::{Kind, cells, leaf_cell, varint};

/// Where SQLite keeps its locks; the page there belongs to nobody.
const LOCKS: u64 = 1 << 30;
const INDEX_LEAF: u8 = 10;
const INDEX_INNER: u8 = 2;

/// The forms that a column's values can have.
#[derive(Clone, Copy)]
enum Form {
    Null,
    Integer,
    IntegerOrNull,
    TextOrNull,
    BlobOrNull,
}

/// The columns of the events, as their table has them.
const COLUMNS: [Form; 10] = [
    Form::Null, // the row's number stands in for it
    Form::Integer,
    Form::Integer,
    Form::Integer,
    Form::IntegerOrNull,
    Form::IntegerOrNull,
    Form::TextOrNull,
    Form::TextOrNull,
    Form::TextOrNull,
    Form::BlobOrNull,
];

/// Whether every page of a file is where it belongs and those of the events are whole. `roots` are those of the other
/// tables and of the indexes.
pub fn is_sound(pages: &Pages, events: u32, roots: &[u32]) -> bool {
    let mut survey = Survey::of(pages);
    survey.events(events).is_some() && survey.others(roots).is_some()
}

struct Survey<'p> {
    pages: &'p Pages,
    window: Window,
    owners: Owners,
    /// The last row of the events.
    last: Option<i64>,
    /// Where the leaves of the events stand.
    depth: Option<usize>,
    /// What fills a page.
    spans: Vec<(usize, usize)>,
}

/// Which pages belong to something.
struct Owners {
    taken: Vec<bool>,
    count: usize,
}

impl Owners {
    /// A page can be taken once.
    fn take(&mut self, number: u32) -> Option<()> {
        let taken = self.taken.get_mut(usize::try_from(number).ok()?)?;
        self.count += 1;
        (!std::mem::replace(taken, true)).then_some(())
    }
}

impl<'p> Survey<'p> {
    fn of(pages: &'p Pages) -> Self {
        let all = usize::try_from(pages.count).unwrap_or(0) + 1;
        let mut taken = vec![false; all];
        // There is no page 0.
        taken[0] = true;
        let locks = usize::try_from(LOCKS / pages.size as u64).unwrap_or(usize::MAX).saturating_add(1);
        let mut count = 1;
        if let Some(page) = taken.get_mut(locks) {
            *page = true;
            count += 1;
        }
        let owners = Owners { taken, count };
        Self { pages, window: Window::default(), owners, last: None, depth: None, spans: Vec::new() }
    }

    /// The pages of the events. Where they are not most of the file it is no gain to go on.
    fn events(&mut self, root: u32) -> Option<()> {
        self.event_page(root, 0, None)?;
        (self.owners.count > self.owners.taken.len() / 2).then_some(())
    }

    /// A page of the events and those below it; their rows come after those before, and none after `high`.
    fn event_page(&mut self, number: u32, depth: usize, high: Option<i64>) -> Option<()> {
        self.owners.take(number)?;
        let page = self.window.page(self.pages, number)?;
        match page[0] {
            LEAF => self.event_leaf(number, depth, high),
            INNER if depth < DEEPEST => {
                let page = page.to_vec();
                self.event_inner(&page, depth, high)
            }
            _ => None,
        }
    }

    fn event_inner(&mut self, page: &[u8], depth: usize, high: Option<i64>) -> Option<()> {
        let many = usize::from(short(page, 3)?);
        self.spans.clear();
        for n in 0..many {
            let at = usize::from(short(page, 12 + 2 * n)?);
            let (_, used) = varint(page.get(at + 4..)?)?;
            self.spans.push((at, at + 4 + used));
        }
        is_filled(page, 12 + 2 * many, &mut self.spans)?;
        for n in 0..many {
            let at = usize::from(short(page, 12 + 2 * n)?);
            let key = varint(page.get(at + 4..)?)?.0.cast_signed();
            if high.is_some_and(|high| key > high) {
                return None;
            }
            self.event_page(number_at(page, at)?, depth + 1, Some(key))?;
            // What follows stands behind the key, also where no row has it.
            self.last = Some(key);
        }
        self.event_page(number_at(page, 8)?, depth + 1, high)
    }

    fn event_leaf(&mut self, number: u32, depth: usize, high: Option<i64>) -> Option<()> {
        let Self { pages, window, owners, last, spans, .. } = self;
        let page = window.page(pages, number)?;
        let many = usize::from(short(page, 3)?);
        // Only a tree of one page may be without rows.
        if *self.depth.get_or_insert(depth) != depth || many == 0 && depth > 0 {
            return None;
        }
        spans.clear();
        for n in 0..many {
            let at = usize::from(short(page, 8 + 2 * n)?);
            let cell = leaf_cell(page, at)?;
            let row = cell.rowid?;
            if last.is_some_and(|last| row <= last) || high.is_some_and(|high| row > high) {
                return None;
            }
            *last = Some(row);
            has_columns(page.get(cell.local.clone())?, cell.len)?;
            let more = if cell.overflow == 0 { 0 } else { 4 };
            spans.push((at, cell.local.end + more));
            if cell.overflow != 0 {
                chain(pages, owners, cell.overflow, cell.len.checked_sub(cell.local.len())?)?;
            }
        }
        is_filled(page, 8 + 2 * many, spans)
    }

    /// All other pages: each belongs to one tree, or is free.
    fn others(&mut self, roots: &[u32]) -> Option<()> {
        let mut first = vec![0; self.pages.size];
        self.pages.file.read_exact_at(&mut first, 0).ok()?;
        self.owners.take(1)?;
        self.tree(&first, 100, 0)?;
        for root in roots {
            self.page(*root, 0)?;
        }
        self.free(&first)?;
        (self.owners.count == self.owners.taken.len()).then_some(())
    }

    fn page(&mut self, number: u32, depth: usize) -> Option<()> {
        self.owners.take(number)?;
        let page = self.window.page(self.pages, number)?.to_vec();
        self.tree(&page, 0, depth)
    }

    /// What hangs on a page: those below it, and those that its records go on in.
    fn tree(&mut self, page: &[u8], start: usize, depth: usize) -> Option<()> {
        let (inner, kind) = match *page.get(start)? {
            LEAF => (false, Some(Kind::Table)),
            INNER => (true, None),
            INDEX_LEAF => (false, Some(Kind::IndexLeaf)),
            INDEX_INNER => (true, Some(Kind::IndexInner)),
            _ => return None,
        };
        for cell in kind.map_or_else(Vec::new, |kind| cells(page, start, kind)) {
            if cell.overflow != 0 {
                chain(self.pages, &mut self.owners, cell.overflow, cell.len.checked_sub(cell.local.len())?)?;
            }
        }
        if !inner {
            return Some(());
        }
        for n in 0..usize::from(short(page, start + 3)?) {
            let at = usize::from(short(page, start + 12 + 2 * n)?);
            self.below(page, at, depth)?;
        }
        self.below(page, start + 8, depth)
    }

    fn below(&mut self, page: &[u8], at: usize, depth: usize) -> Option<()> {
        let number = number_at(page, at).filter(|_| depth < DEEPEST)?;
        self.page(number, depth + 1)
    }

    /// The free pages, as many as the file's header says.
    fn free(&mut self, first: &[u8]) -> Option<()> {
        let (mut trunk, said) = (number_at(first, 32)?, number_at(first, 36)?);
        let before = self.owners.count;
        while trunk != 0 {
            self.owners.take(trunk)?;
            let page = self.window.page(self.pages, trunk)?;
            let many = usize::try_from(number_at(page, 4)?).ok().filter(|n| *n <= page.len() / 4 - 2)?;
            for n in 0..many {
                self.owners.take(number_at(page, 8 + 4 * n)?)?;
            }
            trunk = number_at(page, 0)?;
        }
        (self.owners.count - before == usize::try_from(said).ok()?).then_some(())
    }
}

/// The pages that the rest of a record stands in: as many as it needs, and none after them.
fn chain(pages: &Pages, owners: &mut Owners, mut number: u32, rest: usize) -> Option<()> {
    if rest > LARGEST {
        return None;
    }
    for _ in 0..rest.div_ceil(pages.size - 4) {
        owners.take(number)?;
        let mut next = [0; 4];
        pages.file.read_exact_at(&mut next, pages.place(number)?).ok()?;
        number = u32::from_be_bytes(next);
    }
    (number == 0).then_some(())
}

/// Whether cells, free blocks and fragments take each byte of a page behind `head` once, but for the gap in front.
fn is_filled(page: &[u8], head: usize, spans: &mut Vec<(usize, usize)>) -> Option<()> {
    let begin = usize::from(short(page, 5)?);
    // Rows that came one after the other stand with the last one first.
    spans.reverse();
    let mut block = usize::from(short(page, 1)?);
    while block != 0 {
        let (next, size) = (usize::from(short(page, block)?), usize::from(short(page, block + 2)?));
        if size < 4 || next != 0 && next < block + size + 4 {
            return None;
        }
        spans.push((block, block + size));
        block = next;
    }
    spans.sort_unstable();
    let (mut at, mut loose) = (begin, 0);
    for (from, end) in spans.iter() {
        // No cell is smaller than a free block.
        let end = (*end).max(from + 4);
        loose += from.checked_sub(at)?;
        at = end;
    }
    loose += page.len().checked_sub(at)?;
    (head <= begin && loose == usize::from(page[7])).then_some(())
}

/// Whether a record of so many bytes has the columns of the events. Its head always stands in the first part.
fn has_columns(local: &[u8], len: usize) -> Option<()> {
    let (head, mut at) = varint(local)?;
    let head = usize::try_from(head).ok()?;
    let kinds = local.get(..head)?;
    let mut body = head;
    for form in COLUMNS {
        let (serial, used) = varint(kinds.get(at..)?)?;
        at += used;
        let fits = match serial {
            0 => !matches!(form, Form::Integer),
            1..=6 | 8 | 9 => matches!(form, Form::Integer | Form::IntegerOrNull),
            12.. if serial % 2 == 0 => matches!(form, Form::BlobOrNull),
            12.. => matches!(form, Form::TextOrNull),
            _ => false,
        };
        let size = match serial {
            0 | 8 | 9 => 0,
            1..=4 => serial,
            5 => 6,
            6 => 8,
            n => n.checked_sub(12)? / 2,
        };
        body = body.checked_add(usize::try_from(size).ok().filter(|_| fits)?)?;
    }
    (at == head && body == len).then_some(())
}

fn number_at(page: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(page.get(at..at + 4)?.try_into().ok()?))
}
