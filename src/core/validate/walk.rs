//! Reading the events of a stretch, for the two sides that look at them: the chain that hashes, the visitor that
//! scans and folds. Reading, hashing and folding are about the same work each, so a long stretch has a thread for
//! each of them.

use super::Hall;
use super::extent::Stretch;
use super::file;
use super::findings::Sink;
use super::seals::Chain;
use super::visit::Visitor;
use crate::core::fold::CHUNK;
use crate::core::store::{Ask, EventChunk, Reader, StoreError};
use crossbeam_channel::bounded;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

/// What one thread needs to look at sessions.
pub struct Worker<'a> {
    /// The database.
    pub reader: &'a Reader,
    /// The same database once more, for the thread that folds; opened by the first session that needs it.
    second: Option<Reader>,
    /// Events looked at.
    pub events: u64,
    /// Events that there are in the sessions that were looked at.
    pub events_total: u64,
    /// Snapshots looked at.
    pub snapshots: u64,
}

/// Events from which on a session is worth threads of its own while other sessions are looked at beside it.
const LONG: u64 = 100_000;
/// Chunks that wait for a thread.
const WAITING: usize = 8;
/// Chunks whose memory is used again once the other threads are done with them.
const SPARE: usize = 2 * WAITING + 2;

impl<'a> Worker<'a> {
    /// A worker over a reader of its own.
    pub fn new(reader: &'a Reader) -> Self {
        Self { reader, second: None, events: 0, events_total: 0, snapshots: 0 }
    }

    /// Looks at the events of a stretch. False where a part cannot be read.
    pub fn walk(
        &mut self,
        hall: &Hall<'_>,
        (session_no, stretch): (i64, &Stretch),
        (chain, visitor): (&mut Chain, &mut Visitor<'_>),
        sink: &mut Sink<'_>,
    ) -> bool {
        let events = stretch.upto.saturating_sub(stretch.after);
        let alone = !hall.crowded || events > LONG;
        // Each side has a sink of its own, with threads or without: what is kept is the same then.
        let (mut of_chain, mut of_visitor, mut of_search) = (sink.twin(), sink.twin(), sink.twin());
        let sinks = (&mut of_chain, &mut of_visitor, &mut of_search);
        let read = if alone && events > CHUNK as u64 && !self.reader.is_alone() {
            self.in_threads(hall, (session_no, stretch), (chain, visitor), sinks)
        } else {
            let reader = self.reader;
            self.read(hall, session_no, stretch, &mut |chunk| {
                chain.events(chunk, hall.types, sinks.0);
                visitor.events(reader, chunk, sinks.1);
            })
        };
        sink.absorb(of_chain);
        sink.absorb(of_visitor);
        sink.absorb(of_search);
        match read {
            Ok(()) => true,
            Err((next, error)) => {
                file::unreadable(sink, Some(next), "the events from here on", &error);
                false
            }
        }
    }

    fn in_threads(
        &mut self,
        hall: &Hall<'_>,
        (session_no, stretch): (i64, &Stretch),
        (chain, visitor): (&mut Chain, &mut Visitor<'_>),
        (of_chain, of_visitor, of_search): (&mut Sink<'_>, &mut Sink<'_>, &mut Sink<'_>),
    ) -> Result<(), (u64, StoreError)> {
        let open = || Reader::open(self.reader.path(), hall.options.lock_timeout);
        let second = self.second.take().map_or_else(open, Ok).map_err(|e| (0, e))?;
        // Whoever reads has the least to do besides.
        let search = visitor.take_search();
        std::thread::scope(|scope| {
            let (to_chain, for_chain) = bounded::<Arc<EventChunk>>(WAITING);
            let (to_visitor, for_visitor) = bounded::<Arc<EventChunk>>(WAITING);
            let hashing = scope
                .spawn(move || for_chain.iter().for_each(|chunk| chain.events(&chunk, hall.types, of_chain)));
            let folding = scope.spawn(move || {
                for_visitor.iter().for_each(|chunk| visitor.events(&second, &chunk, of_visitor));
                second
            });
            let read = self.read(hall, session_no, stretch, &mut |chunk| {
                // The others only hang up by panicking, and then the join says so.
                let _ = to_chain.send(Arc::clone(chunk));
                let _ = to_visitor.send(Arc::clone(chunk));
                if let Some(search) = search {
                    search.chunk(chunk, of_search);
                }
            });
            drop((to_chain, to_visitor));
            self.second = Some(folding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            hashing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            read
        })
    }

    /// Reads the events of a stretch in chunks; from the beginning that is from seq 0, where none should be. What a
    /// recorder added after the end was asked for is for the next time: its seal may not be among it.
    fn read(
        &mut self,
        hall: &Hall<'_>,
        session_no: i64,
        stretch: &Stretch,
        each: &mut dyn FnMut(&Arc<EventChunk>),
    ) -> Result<(), (u64, StoreError)> {
        let mut spare: VecDeque<Arc<EventChunk>> = VecDeque::new();
        let mut next = if stretch.after == 0 { 0 } else { stretch.after + 1 };
        while next <= stretch.upto {
            let reused = if spare.len() < SPARE { None } else { spare.pop_front().map(Arc::try_unwrap) };
            let cell = RefCell::new(reused.and_then(Result::ok).unwrap_or_default());
            let read = self
                .reader
                .ask(|q| q.events_within(session_no, (next, stretch.upto), CHUNK, &mut cell.borrow_mut()));
            let chunk = Arc::new(cell.into_inner());
            // What stands before the fault was read.
            if let Some(last) = chunk.rows().last() {
                next = last.seq + 1;
                let events = chunk.rows().len() as u64;
                self.events += events;
                each(&chunk);
                hall.progress.add(events);
            } else if read.is_ok() {
                return Ok(());
            }
            read.map_err(|error| (next, error))?;
            spare.push_back(chunk);
        }
        Ok(())
    }
}
