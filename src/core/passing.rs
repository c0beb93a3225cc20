//! A stretch of time, and the sessions whose events may fall into it: what `cost` and `stats --trend` look at.
//!
//! Nothing of it is stored. Each figure is computed from the events when it is asked for; what keeps that quick is
//! that a session whose row says that it ended before the time is not looked at.

use crate::core::fold::load_baseline;
use crate::core::model::day::{DAY_US, Day};
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{Ask, Reader, SessionRow, StoreError};
use serde::Serialize;

/// Days that are told one by one at the most, those without anything among them.
pub const MOST_DAYS: i64 = 3660;
/// The end of a session is its recorder's time, that of an event its producer's: whose clock runs ahead by more than
/// this is not found where the session had ended by then.
const AHEAD_US: i64 = DAY_US;
/// Of so many sessions two threads are asked.
const MANY: usize = 500;

/// A stretch of time: from `since` on, before `until`. What is `None` has no end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// From here on.
    pub since: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

/// The sessions that are looked at.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Their numbers and labels, in the order of the numbers.
    sessions: Vec<(i64, Option<String>)>,
    /// The same as runs of numbers.
    pub runs: Vec<(i64, i64)>,
}

/// A session whose first events were compacted. All of them stand where the last one was.
#[derive(Debug, Clone, Serialize)]
pub struct Compacted {
    /// The session.
    pub session_id: String,
    /// The last event that is gone.
    pub to_seq: u64,
    /// Its time: what the state after it says is counted there.
    pub time: String,
    /// Responses among the events that are gone. What they cost is not known any more.
    pub responses: u64,
}

/// What a session began with, and what that says.
pub struct Begun {
    /// The session.
    pub session_no: i64,
    /// When the last event that is in it was.
    pub at: Timestamp,
    /// What is said of it.
    pub compacted: Compacted,
    /// The state after it, or why it does not hold.
    pub state: Result<State, String>,
}

impl Window {
    /// So many days up to the one of `last`, which is included.
    pub fn days(last: Timestamp, days: i64) -> Self {
        let last = Day::of(last);
        Self { since: Some(last.plus(1 - days).start()), until: Some(last.plus(1).start()) }
    }

    /// From when on.
    pub fn first(&self) -> Timestamp {
        self.since.unwrap_or(Timestamp(i64::MIN))
    }

    /// Before when.
    pub fn end(&self) -> Timestamp {
        self.until.unwrap_or(Timestamp(i64::MAX))
    }

    /// Whether an instant is in it.
    pub fn has(&self, at: Timestamp) -> bool {
        self.first() <= at && at < self.end()
    }

    /// All of its days, given the first and the last one on which there was anything; `None` where there are too many
    /// of them to be told one by one, or none.
    pub fn all_days(&self, seen: Option<(Day, Day)>) -> Option<impl Iterator<Item = Day> + use<>> {
        let first = self.since.map(Day::of).or(seen.map(|s| s.0))?;
        let last = self.until.map(|t| Day::of(t.plus_us(-1))).or(seen.map(|s| s.1))?;
        let days = last.0.checked_sub(first.0).filter(|days| (0..MOST_DAYS).contains(days))?;
        Some((0..=days).map(move |n| first.plus(n)))
    }
}

impl Scope {
    /// Of all sessions those whose events may fall into a stretch of time.
    pub fn of_all(from: &impl Ask, window: &Window) -> Result<Self, StoreError> {
        let spans = from.ask(|q| q.session_spans(window.first().plus_us(-AHEAD_US)))?;
        Ok(Self::new(spans.into_iter().map(|s| (s.no, s.label)).collect()))
    }

    /// Sessions that were named.
    pub fn of_rows(rows: &[SessionRow]) -> Self {
        let mut sessions: Vec<_> = rows.iter().map(|r| (r.no, r.label.clone())).collect();
        sessions.sort_by_key(|s| s.0);
        sessions.dedup_by_key(|s| s.0);
        Self::new(sessions)
    }

    fn new(sessions: Vec<(i64, Option<String>)>) -> Self {
        let runs = runs(&sessions);
        Self { sessions, runs }
    }

    /// Asks the same of both halves of the sessions at once, where there are many of them and the database can be
    /// opened a second time; of all of them otherwise.
    pub fn halves<T: Send>(
        &self,
        reader: &Reader,
        look: impl Fn(&Reader, &[(i64, i64)]) -> Result<T, StoreError> + Sync,
    ) -> Result<(T, Option<T>), StoreError> {
        let may = self.sessions.len() >= MANY && !reader.is_alone();
        let Some(other) = may.then(|| reader.another().ok()).flatten() else {
            return Ok((look(reader, &self.runs)?, None));
        };
        let (front, back) = self.sessions.split_at(self.sessions.len() / 2);
        let (front, back, look) = (runs(front), runs(back), &look);
        std::thread::scope(|threads| {
            let theirs = threads.spawn(move || look(&other, &back));
            let ours = look(reader, &front);
            let theirs = theirs.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((ours?, Some(theirs?)))
        })
    }

    /// The label of one of its sessions.
    pub fn label(&self, session_no: i64) -> Option<&str> {
        let at = self.sessions.binary_search_by_key(&session_no, |s| s.0).ok()?;
        self.sessions[at].1.as_deref()
    }

    fn has(&self, session_no: i64) -> bool {
        self.sessions.binary_search_by_key(&session_no, |s| s.0).is_ok()
    }

    /// What those of its sessions began with whose first events were compacted, but for what ended before a time.
    pub fn begun(&self, from: &impl Ask, window: &Window) -> Result<Vec<Begun>, StoreError> {
        let mut all = Vec::new();
        for session_no in from.ask(|q| q.sessions_with_baseline())? {
            if !self.has(session_no) {
                continue;
            }
            let found = from.ask(|q| Ok((q.baseline(session_no)?, q.session_by_no(session_no)?)))?;
            let (Some(base), Some(row)) = found else { continue };
            if base.at < window.first() {
                continue;
            }
            let state = load_baseline(&base);
            let responses = state.as_ref().map_or(0, |s| s.session.responses);
            let compacted = Compacted {
                session_id: row.session_id,
                to_seq: base.last_seq,
                time: base.at.to_string(),
                responses,
            };
            all.push(Begun { session_no, at: base.at, compacted, state });
        }
        Ok(all)
    }
}

fn runs(sessions: &[(i64, Option<String>)]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for (no, _) in sessions {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*no) => *last = *no,
            _ => runs.push((*no, *no)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_days_ends_with_its_last_one() {
        let last = Day(20_000);
        let window = Window::days(Timestamp(last.start().0 + 5), 3);
        let days: Vec<Day> = window.all_days(None).unwrap().collect();
        assert_eq!(days, [Day(19_998), Day(19_999), last]);
        assert!(window.has(Day(19_998).start()) && !window.has(Day(20_001).start()));
        assert!(!window.has(Timestamp(Day(19_998).start().0 - 1)));
    }

    #[test]
    fn a_stretch_without_an_end_has_the_days_on_which_there_was_anything() {
        let open = Window::default();
        assert!(open.all_days(None).is_none());
        let days: Vec<Day> = open.all_days(Some((Day(5), Day(7)))).unwrap().collect();
        assert_eq!(days, [Day(5), Day(6), Day(7)]);
        assert!(open.all_days(Some((Day(0), Day(MOST_DAYS)))).is_none(), "too many to be told one by one");
        assert!(open.has(Timestamp(i64::MIN)));
    }

    #[test]
    fn numbers_that_follow_one_another_are_one_run() {
        let scope = Scope::new([1, 2, 3, 7, 9, 10].map(|no| (no, None)).to_vec());
        assert_eq!(scope.runs, [(1, 3), (7, 7), (9, 10)]);
        assert!(scope.has(7) && !scope.has(8));
    }
}
