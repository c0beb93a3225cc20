//! The events of a session through several hands: one thread reads them in chunks, others work on the chunks, and what
//! they made of each comes back in the order of the events. Nothing waits that is not bounded.

use super::ExportError;
use crate::core::store::{Ask, CameWith, EventChunk};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::num::NonZero;

/// Events of a batch: enough to be worth the way to another thread, few enough to stay at hand while they are worked on.
const EVENTS: usize = 1000;
/// Bytes of a batch. Large events come fewer at a time.
const BYTES: usize = 256 << 10;
/// More hands are of no use: one thread reads for all of them.
const MOST_HANDS: usize = 3;

/// Events that are worked on together.
#[derive(Default)]
pub struct Batch {
    /// They.
    pub chunk: EventChunk,
    /// What came with them, where the session was imported.
    pub came: Vec<CameWith>,
    /// The last event before them.
    pub after: u64,
}

/// Which events, and where from.
pub struct Source<'a, R> {
    pub reader: &'a R,
    pub session_no: i64,
    /// The last event that is not wanted any more, and the last one that is.
    pub range: (u64, u64),
    /// What came with imported events is wanted as well.
    pub came: bool,
}

/// A batch on its way, and where what is made of it goes.
struct Job<T> {
    batch: Batch,
    answer: Sender<Answer<T>>,
}

/// What was made of a batch, which can be filled again.
struct Answer<T> {
    batch: Batch,
    made: Result<T, ExportError>,
}

/// Batches on their way in the order of their events, each with its last event.
type UnderWay<T> = VecDeque<(u64, Receiver<Answer<T>>)>;

impl<R: Ask> Source<'_, R> {
    /// Hands every event to one of several hands; `take` gets what each batch came to and the last event of it. The
    /// first error, in the order of the events, ends it.
    pub fn each<T: Send, W: FnMut(&Batch) -> Result<T, ExportError>>(
        &self,
        hand: &(impl Fn() -> W + Sync),
        take: &mut dyn FnMut(T, u64) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut read = Reading { source: self, next: self.range.0 + 1, limit: EVENTS };
        // A thread takes longer to begin than a small session takes as a whole.
        if self.range.1.saturating_sub(self.range.0) <= EVENTS as u64 {
            let (mut work, mut batch) = (hand(), Batch::default());
            while let Some(last) = read.fill(&mut batch)? {
                take(work(&batch)?, last)?;
            }
            return Ok(());
        }
        let hands = std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_HANDS);
        std::thread::scope(|scope| {
            let (jobs, queue) = bounded(hands);
            for _ in 0..hands {
                let queue = queue.clone();
                scope.spawn(move || serve(&queue, hand()));
            }
            drop(queue);
            read.hand_out(&jobs, hands, take)
        })
    }
}

/// One hand.
fn serve<T>(queue: &Receiver<Job<T>>, mut work: impl FnMut(&Batch) -> Result<T, ExportError>) {
    while let Ok(Job { batch, answer }) = queue.recv() {
        let made = work(&batch);
        // Whoever asked may have met an error before.
        let _gone = answer.send(Answer { batch, made });
    }
}

/// How far the reading is.
struct Reading<'s, 'a, R> {
    source: &'s Source<'a, R>,
    next: u64,
    limit: usize,
}

impl<R: Ask> Reading<'_, '_, R> {
    fn hand_out<T>(
        &mut self,
        jobs: &Sender<Job<T>>,
        hands: usize,
        take: &mut dyn FnMut(T, u64) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut under_way = UnderWay::new();
        let end = loop {
            let free = if under_way.len() <= hands { None } else { oldest(&mut under_way, take)? };
            let mut batch = free.unwrap_or_default();
            let last = match self.fill(&mut batch) {
                Ok(Some(last)) => last,
                Ok(None) => break Ok(()),
                Err(e) => break Err(e),
            };
            let (answer, made) = bounded(1);
            jobs.send(Job { batch, answer }).map_err(|_| ExportError::ReaderGone)?;
            under_way.push_back((last, made));
        };
        // What is wrong with the events before comes first.
        while oldest(&mut under_way, take)?.is_some() {}
        end
    }

    /// The next events; gives the last one, or `None` where there is none left.
    fn fill(&mut self, batch: &mut Batch) -> Result<Option<u64>, ExportError> {
        let Source { reader, session_no, range: (_, upto), came } = *self.source;
        if self.next > upto {
            return Ok(None);
        }
        let (from, limit) =
            (self.next, self.limit.min(usize::try_from(upto - self.next + 1).unwrap_or(EVENTS)));
        let cell = RefCell::new(std::mem::take(&mut batch.chunk));
        reader.ask(|q| q.events_within(session_no, (from, upto), limit, &mut cell.borrow_mut()))?;
        batch.chunk = cell.into_inner();
        batch.after = from - 1;
        let rows = batch.chunk.rows();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
        batch.came.clear();
        if came {
            batch.came = reader.ask(|q| q.origin_commitments(session_no, first.seq, rows.len()))?;
        }
        let each = batch.chunk.bytes().len() / rows.len() + 1;
        self.limit = (BYTES / each).clamp(1, EVENTS);
        self.next = last.seq + 1;
        Ok(Some(last.seq))
    }
}

/// Waits for the oldest batch and hands on what it came to; `None` where none is under way.
fn oldest<T>(
    under_way: &mut UnderWay<T>,
    take: &mut dyn FnMut(T, u64) -> Result<(), ExportError>,
) -> Result<Option<Batch>, ExportError> {
    let Some((last, answer)) = under_way.pop_front() else { return Ok(None) };
    let Answer { batch, made } = answer.recv().map_err(|_| ExportError::ReaderGone)?;
    take(made?, last)?;
    Ok(Some(batch))
}
