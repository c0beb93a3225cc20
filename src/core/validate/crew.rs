//! The sessions of one database, side by side. Findings come out in the order of the sessions, whoever was faster.

use super::findings::Sink;
use super::walk::Worker;
use super::{Counts, Hall, file, session};
use crate::core::store::{Ask, Reader};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Whoever looks at sessions.
pub struct Crew<'a> {
    first: Worker<'a>,
    /// Further connections, opened when there is work for them.
    others: Vec<Reader>,
    counts: Counts,
}

/// What became of one session.
struct Done<'s> {
    place: usize,
    sink: Sink<'s>,
    /// It was there, and all of it could be read.
    counted: bool,
    whole: bool,
}

impl<'a> Crew<'a> {
    /// A crew of one.
    pub fn new(reader: &'a Reader) -> Self {
        Self { first: Worker::new(reader), others: Vec::new(), counts: Counts::default() }
    }

    /// Looks at sessions by their numbers; says how many there were, and whether all of them could be read.
    pub fn look(&mut self, hall: &mut Hall<'_>, page: &[i64], sink: &mut Sink<'_>) -> (u64, bool) {
        self.gather(hall, page.len());
        hall.crowded = !self.others.is_empty() && page.len() > 1;
        let (hall, next) = (&*hall, &AtomicUsize::new(0));
        let blank = &sink.twin();
        let first = &mut self.first;
        let (mut done, counts) = std::thread::scope(|scope| {
            let crowd = if hall.crowded { self.others.as_mut_slice() } else { &mut [] };
            let others: Vec<_> = crowd
                .iter_mut()
                .map(|reader| {
                    scope.spawn(move || {
                        let mut worker = Worker::new(reader);
                        let done = work(&mut worker, hall, (page, next), blank);
                        (done, Counts::of(&worker))
                    })
                })
                .collect();
            let mut done = work(first, hall, (page, next), blank);
            let mut counts = Counts::default();
            for other in others {
                let (theirs, count) = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                done.extend(theirs);
                counts = counts.and(count);
            }
            (done, counts)
        });
        self.counts = self.counts.and(counts);
        done.sort_by_key(|d| d.place);
        let sessions = done.iter().filter(|d| d.counted).count() as u64;
        let whole = done.iter().all(|d| d.whole);
        for one in done {
            sink.absorb(one.sink);
        }
        (sessions, whole)
    }

    /// As many readers as there is work for. One that cannot be opened is done without.
    fn gather(&mut self, hall: &Hall<'_>, sessions: usize) {
        let reader = self.first.reader;
        let wanted = hall.options.threads.min(sessions).saturating_sub(1);
        while !reader.is_alone() && self.others.len() < wanted {
            match Reader::open(reader.path(), hall.options.lock_timeout) {
                Ok(reader) => self.others.push(reader),
                Err(_) => return,
            }
        }
    }

    /// What all of them looked at.
    pub fn counts(&self) -> Counts {
        self.counts.and(Counts::of(&self.first))
    }
}

impl Counts {
    fn of(worker: &Worker<'_>) -> Self {
        let Worker { events, events_total, snapshots, .. } = worker;
        Self { sessions: 0, events: *events, events_total: *events_total, snapshots: *snapshots }
    }

    fn and(self, other: Self) -> Self {
        Self {
            sessions: self.sessions + other.sessions,
            events: self.events + other.events,
            events_total: self.events_total + other.events_total,
            snapshots: self.snapshots + other.snapshots,
        }
    }
}

/// Takes session after session until none is left.
fn work<'s>(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    (page, next): (&[i64], &AtomicUsize),
    blank: &Sink<'s>,
) -> Vec<Done<'s>> {
    let mut done = Vec::new();
    loop {
        let place = next.fetch_add(1, Relaxed);
        let Some(number) = page.get(place) else { return done };
        done.extend(look_at(worker, hall, (place, *number), blank));
    }
}

fn look_at<'s>(
    worker: &mut Worker<'_>,
    hall: &Hall<'_>,
    (place, number): (usize, i64),
    blank: &Sink<'s>,
) -> Option<Done<'s>> {
    let row = match worker.reader.ask(|q| q.session_at(number)) {
        Ok(Some(row)) => row,
        Ok(None) => return None, // purged meanwhile
        Err(error) => {
            let mut sink = blank.twin();
            file::unreadable(&mut sink, None, &format!("the row of session number {number}"), &error);
            return Some(Done { place, sink, counted: true, whole: false });
        }
    };
    if !hall.options.extent.has(&row.session_id) {
        return None;
    }
    let mut sink = blank.for_session(&row.session_id).ordered();
    let whole = session::check(worker, hall, &row, &mut sink);
    sink.sort();
    Some(Done { place, sink, counted: true, whole })
}
