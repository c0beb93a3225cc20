//! How much of a session is looked at: all of it, what is new, or a sample. Every stretch begins and ends at a
//! seal, so that what is looked at is proved, whatever was left out.

use crate::core::model::chain::Hash;
use crate::core::store::{Ask, StoreError};
use std::collections::BTreeMap;

/// How much of each session is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Extent {
    /// All.
    #[default]
    All,
    /// What stands after this seq, on top of a state that is taken as it is.
    Since(u64),
    /// Of the sessions that are named, what stands after their seq; of others nothing.
    After(BTreeMap<String, u64>),
    /// At least this many events of each session, in whole batches, evenly spread.
    Sample(u64),
}

/// Events between two seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The sealed event before the first one; 0 is the beginning.
    pub after: u64,
    /// That event's seal.
    pub seal: Hash,
    /// The last event.
    pub upto: u64,
}

/// What is looked at in one session.
#[derive(Debug, PartialEq, Eq)]
pub enum Plan {
    /// Up to its end.
    Tail(Stretch),
    /// Here and there.
    Sample(Vec<Stretch>),
}

/// Batches are looked at in at most so many places of a session.
const MOST_PLACES: u64 = 64;
/// Events that one place of a sample should have at least: below that the search for seals costs more than they do.
const PLACE: u64 = 250;

impl Extent {
    /// Whether a session is looked at.
    pub fn has(&self, session_id: &str) -> bool {
        match self {
            Self::After(sessions) => sessions.contains_key(session_id),
            _ => true,
        }
    }

    /// What is looked at of a session that has events after `begin` (whose seal stands there) up to `upto`.
    pub fn plan(
        &self,
        from: &impl Ask,
        session: (i64, &str),
        (begin, upto): ((u64, Hash), u64),
    ) -> Result<Plan, StoreError> {
        let (no, session_id) = session;
        let all = Stretch { after: begin.0, seal: begin.1, upto };
        let since = |seq: u64| -> Result<Plan, StoreError> {
            let sealed = from.ask(|q| q.seal_up_to(no, seq.min(upto)))?;
            Ok(Plan::Tail(sealed.map_or(all, |(after, seal)| Stretch { after, seal, upto })))
        };
        match self {
            Self::All => Ok(Plan::Tail(all)),
            Self::Since(seq) => since(*seq),
            Self::After(sessions) => since(sessions.get(session_id).copied().unwrap_or(0)),
            Self::Sample(wanted) if *wanted >= upto.saturating_sub(all.after) => Ok(Plan::Tail(all)),
            Self::Sample(wanted) => sample(from, no, (*wanted).max(1), &all),
        }
    }
}

fn sample(from: &impl Ask, no: i64, wanted: u64, all: &Stretch) -> Result<Plan, StoreError> {
    let (begin, upto) = (all.after, all.upto);
    let places = (wanted / PLACE).clamp(2, MOST_PLACES);
    let (each, step) = (wanted.div_ceil(places), (upto - begin) / places);
    let mut stretches: Vec<Stretch> = Vec::new();
    for place in 0..places {
        let is_last = place + 1 == places;
        // The last place ends at the end: that is where something was cut off or added.
        let first = if is_last { upto + 1 - each.min(upto - begin) } else { begin + place * step + 1 };
        let done = stretches.last().map_or(begin, |s| s.upto);
        if first <= done && !is_last || done == upto {
            continue;
        }
        let (after, seal) = from.ask(|q| q.seal_up_to(no, first - 1))?.unwrap_or((begin, all.seal));
        let end = if is_last { upto } else { sealed_end(from, no, after + each, upto)? };
        match stretches.last_mut() {
            // A long batch may reach into the place before.
            Some(last) if after <= done => last.upto = last.upto.max(end),
            _ => stretches.push(Stretch { after, seal, upto: end }),
        }
    }
    Ok(match stretches.as_slice() {
        // Then it is a sample no more, and what needs all events can be said.
        [one] if one == all => Plan::Tail(*all),
        _ => Plan::Sample(stretches),
    })
}

/// The end of the batch that an event is in.
fn sealed_end(from: &impl Ask, no: i64, seq: u64, upto: u64) -> Result<u64, StoreError> {
    Ok(from.ask(|q| q.sealed_from(no, seq.min(upto)))?.unwrap_or(upto).min(upto))
}
