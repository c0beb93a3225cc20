//! The events of a session as lines, the journal in its places between them. Several threads write lines, one after the
//! other hands them on.

use crate::core::export::ExportError;
use crate::core::export::crew::{Batch, Source};
use crate::core::export::integrity::StandIns;
use crate::core::export::leak::{Needles, scan};
use crate::core::export::leaving::{Terms, bad};
use crate::core::export::policy::Filter;
use crate::core::export::record::{EventRecord, EventWriter};
use crate::core::export::sink::Feed;
use crate::core::export::survey::{Scene, Survey};
use crate::core::fold::{Fault, FoldFailure, expect_next};
use crate::core::model::json::{JsonError, JsonFault};
use crate::core::store::{Ask, StoredEvent};

/// Bytes of lines that are scanned for leaks together, while they are still at hand.
const PIECE: usize = 128 << 10;

/// The events of a session.
pub struct Events<'a, R> {
    pub scene: &'a Scene<'a, R>,
    pub survey: &'a Survey,
    pub stand_ins: StandIns,
    /// Its lines, and the event that each stands behind, in this order.
    pub journal: Vec<(u64, String)>,
    pub needles: &'a Needles,
    pub feed: &'a Feed,
}

/// What all who write lines look at.
#[derive(Clone, Copy)]
struct Desk<'a> {
    terms: Terms<'a>,
    survey: &'a Survey,
    stand_ins: &'a StandIns,
    journal: &'a [(u64, String)],
    needles: &'a Needles,
    feed: &'a Feed,
}

/// Lines of some events.
struct Page {
    lines: String,
    records: u64,
    events: u64,
}

impl<R: Ask> Events<'_, R> {
    /// Writes them; says how many they are.
    pub fn write(&self) -> Result<u64, ExportError> {
        let Self { scene, survey, stand_ins, journal, needles, feed } = self;
        let (from, upto) = (survey.from, survey.upto);
        let desk = Desk { terms: scene.terms, survey, stand_ins, journal, needles, feed };
        let pen = || {
            let mut pen =
                Pen { desk, filter: Filter::default(), out: EventWriter::new(&scene.row.session_id) };
            move |batch: &Batch| pen.page(batch)
        };
        let (mut events, mut written) = (0, 0);
        let range = (from.saturating_sub(1), upto);
        let source =
            Source { reader: scene.reader, session_no: scene.row.no, range, came: stand_ins.is_foreign() };
        source.each(&pen, &mut |page: Page, last| {
            events += page.events;
            written = last;
            scene.observer.progress("export", last, Some(upto));
            if page.records == 0 { Ok(()) } else { feed.scanned(page.lines, page.records) }
        })?;
        self.rest(desk.entries_after(written))?;
        Ok(events)
    }

    /// The journal behind the last event.
    fn rest(&self, entries: &[(u64, String)]) -> Result<(), ExportError> {
        if entries.is_empty() {
            return Ok(());
        }
        let lines = entries.iter().flat_map(|e| [e.1.as_str(), "\n"]).collect();
        self.feed.lines(lines, entries.len() as u64, self.needles)
    }
}

impl<'a> Desk<'a> {
    /// The entries that do not stand before an event yet, once the line of event `written` is there; 0 is none.
    fn entries_after(&self, written: u64) -> &'a [(u64, String)] {
        &self.journal[self.journal.partition_point(|entry| entry.0 < written)..]
    }
}

/// Whoever writes lines.
struct Pen<'a> {
    desk: Desk<'a>,
    filter: Filter,
    out: EventWriter,
}

impl Pen<'_> {
    /// The lines of some events, and of the journal before each of them.
    fn page(&mut self, batch: &Batch) -> Result<Page, ExportError> {
        let desk = self.desk;
        let is_first = batch.after < desk.survey.from;
        let mut journal = desk.entries_after(if is_first { 0 } else { batch.after });
        let mut page = Page { lines: desk.feed.spare(), records: 0, events: 0 };
        let (mut last, mut scanned) = (batch.after, 0);
        for event in batch.chunk.rows() {
            if desk.survey.unseen {
                expect_next(last, event, desk.terms.types).map_err(FoldFailure::Event)?;
                last = event.seq;
            }
            while let Some((entry, rest)) = journal.split_first().filter(|(entry, _)| entry.0 < event.seq) {
                page.lines.push_str(&entry.1);
                page.lines.push('\n');
                page.records += 1;
                journal = rest;
            }
            self.event(batch, event, &mut page)?;
            if page.lines.len() - scanned >= PIECE {
                desk.scan(&page.lines[scanned..])?;
                scanned = page.lines.len();
            }
        }
        desk.scan(&page.lines[scanned..])?;
        Ok(page)
    }

    fn event(&mut self, batch: &Batch, event: &StoredEvent, page: &mut Page) -> Result<(), ExportError> {
        let Desk { terms, survey, stand_ins, .. } = self.desk;
        let chunk = &batch.chunk;
        if let Some(payload) = chunk.payload(event).filter(|_| terms.content) {
            let checked =
                if survey.unseen { self.filter.check(terms.spec(event), payload) } else { is_text(payload) };
            checked.map_err(|e| bad(event, terms.name(event), Fault::Data(e)))?;
        }
        let leaving = terms.leaving(&mut self.filter, (chunk, event), &mut |_| {})?;
        if !terms.only.takes(leaving.name) {
            return Ok(());
        }
        let (commitment, leaf) = stand_ins.of(&batch.came, (chunk, event), leaving.name);
        let record = EventRecord {
            event: leaving.sealed(chunk, event),
            erased: leaving.erased,
            commitment: commitment.as_ref(),
            leaf: leaf.as_ref(),
        };
        self.out.push(&mut page.lines, &record);
        page.lines.push('\n');
        page.records += 1;
        page.events += 1;
        Ok(())
    }
}

impl Desk<'_> {
    fn scan(&self, lines: &str) -> Result<(), ExportError> {
        scan(lines, self.needles, self.feed.secrets).map_err(ExportError::Leak)
    }
}

/// What was looked at before is not scanned again, but nothing else than text is written.
fn is_text(payload: &[u8]) -> Result<(), JsonError> {
    let not_utf8 = |e: std::str::Utf8Error| JsonError { fault: JsonFault::NotUtf8, at: e.valid_up_to() };
    std::str::from_utf8(payload).map(|_| ()).map_err(not_utf8)
}
