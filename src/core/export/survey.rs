//! The first look at a session: what of it may leave, and what the file's own events come to. Heads stand before the
//! events, and say both. Where the session's own row says it, nobody looks.

mod glance;
mod look;

use super::leak::Needles;
use super::leaving::Terms;
use super::policy::public_state;
use super::{ExportError, Options, Slice};
use crate::core::fold::begin;
use crate::core::holes::Declared;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::select::SelectError;
use crate::core::store::{Ask, JournalEntry, SessionRow};
use look::Look;

/// What a session comes to.
pub struct Survey {
    /// The first event that is wanted, and the last.
    pub from: u64,
    pub upto: u64,
    /// There are events before the first one.
    pub begins_late: bool,
    /// There are events after the last one.
    pub ends_early: bool,
    /// Nobody looked at the events: whoever writes them checks them.
    pub unseen: bool,
    /// Events that are written.
    pub events: u64,
    /// Events of which something is taken out.
    pub filtered: u64,
    /// Where stretches begin whose key stays here.
    pub withheld: Vec<u64>,
    /// The state before the first event, where that is not the first of the session.
    pub baseline: Option<Standing>,
    /// The state after the last one; `None` where the session's own row says it.
    pub end: Option<State>,
    /// Snapshots whose state is that of the file's own events, by id; `None` for all.
    pub snapshots: Option<Vec<i64>>,
    /// What was taken out, to be looked for in what leaves.
    pub needles: Needles,
}

/// A state and where it stands.
#[derive(Clone)]
pub struct Standing {
    pub seq: u64,
    pub at: Timestamp,
    pub state: State,
}

/// What is the same for every event of a session.
pub struct Scene<'a, R> {
    pub reader: &'a R,
    pub row: &'a SessionRow,
    pub terms: Terms<'a>,
    pub options: &'a Options,
    pub observer: &'a dyn Observer,
}

impl<R: Ask> Scene<'_, R> {
    /// Looks at a session, as far as that is needed.
    pub fn survey(&self, stretches: &[u64], journal: &[JournalEntry]) -> Result<Survey, ExportError> {
        let last = self.reader.ask(|q| q.last_seq(self.row.no))?;
        let (start, same) = self.start()?;
        let (from, upto) = self.stretch(&self.options.slice, (start.seq, last))?;
        let whole = from <= start.seq + 1 && upto == last;
        let said =
            self.row.owner.is_none() && self.row.last_seq == Some(last) && self.row.state_hash.is_some();
        let partial = self.is_partial();
        let declared = Declared::of(journal);
        let mut survey = Survey::of(self, (from, upto), &start);
        // A fold takes longer than a look, and a look longer than none.
        let must_fold = !partial && (!whole || !said || !same);
        let is_done = if must_fold {
            false
        } else if self.terms.content && !partial && declared.is_empty() {
            survey.unseen = true;
            survey.events = (upto + 1).saturating_sub(from);
            true
        } else {
            self.glance(&mut survey, stretches, &declared)?
        };
        if !is_done {
            survey = Look::new(self, (from, upto), &start, (stretches, declared)).run()?;
        }
        (survey.begins_late, survey.ends_early) = (from > start.seq + 1, upto < last);
        Ok(survey)
    }

    /// Some types are left out: nothing can be folded.
    pub fn is_partial(&self) -> bool {
        !self.options.types.is_empty()
    }

    /// What the session begins with, as it may leave, and whether that is what is stored.
    fn start(&self) -> Result<(Standing, bool), ExportError> {
        let begin = begin(self.reader, self.row.no)?;
        let base = self.reader.ask(|q| q.baseline(self.row.no))?;
        let state = if self.options.content { begin.state.clone() } else { public_state(&begin.state) };
        let same = state == begin.state;
        let at = base.map_or(self.row.start, |b| b.at);
        Ok((Standing { seq: begin.seq, at, state }, same))
    }

    /// The first and the last event of a slice. What a baseline took the place of cannot be asked for.
    fn stretch(&self, slice: &Slice, (floor, last): (u64, u64)) -> Result<(u64, u64), ExportError> {
        let nothing = |point: String| SelectError::NoPoint { session: self.row.session_id.clone(), point };
        if slice.from_seq.is_some_and(|from| from <= floor) {
            return Err(nothing(format!("such events any more (those up to {floor} were compacted)")).into());
        }
        let upto_time = |t: Timestamp| self.reader.ask(|q| q.seq_at_time(self.row.no, t.plus_us(-1)));
        let after = match slice.since {
            Some(since) => upto_time(since)?.unwrap_or(0),
            None => 0,
        };
        let before = match slice.until {
            Some(until) => upto_time(until)?.unwrap_or(0),
            None => last,
        };
        let from = slice.from_seq.unwrap_or(1).max(after + 1).max(floor + 1);
        let upto = slice.to_seq.unwrap_or(last).min(before).min(last);
        let is_empty = (from, upto, last) == (floor + 1, floor, floor);
        if from > upto && !is_empty {
            return Err(nothing(format!("events in that stretch (it has {last})")).into());
        }
        Ok((from, upto))
    }
}

impl Survey {
    /// Before anything was looked at.
    fn of<R: Ask>(scene: &Scene<'_, R>, (from, upto): (u64, u64), start: &Standing) -> Self {
        let begins = start.seq > 0 && from == start.seq + 1 && !scene.is_partial();
        Self {
            from,
            upto,
            begins_late: false,
            ends_early: false,
            unseen: false,
            events: 0,
            filtered: 0,
            withheld: Vec::new(),
            baseline: begins.then(|| start.clone()),
            end: None,
            snapshots: None,
            needles: Needles::default(),
        }
    }
}

/// Notes where the stretch of an event begins: its key would make what was taken out guessable.
fn withhold(withheld: &mut Vec<u64>, stretch: Option<u64>) {
    if stretch.is_some() && withheld.last().copied() != stretch {
        withheld.extend(stretch);
    }
}

/// Where the stretch of an event begins.
fn stretch_of(stretches: &[u64], seq: u64) -> Option<u64> {
    let at = stretches.partition_point(|first| *first <= seq);
    stretches.get(at.checked_sub(1)?).copied()
}
