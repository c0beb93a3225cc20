//! What becomes of each session: compared with the one of its name, where there is one.

use super::error::ImportError;
use super::prove::{self, Proved};
use super::source::{CHUNK, Proof, Proofs, Source};
use super::{OnConflict, Outcome};
use crate::core::ambient;
use crate::core::fold::TypeNames;
use crate::core::model::event::Flags;
use crate::core::model::id::SessionId;
use crate::core::store::{Ask, EventChunk, JournalEntry, Reader, SessionRow, StoredEvent};
use std::cell::RefCell;
use std::collections::HashMap;

/// One session on its way.
#[derive(Debug)]
pub struct Planned {
    /// Which of the sources it is of.
    pub source: usize,
    /// Its row there.
    pub row: SessionRow,
    /// What its events come to.
    pub proved: Proved,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The name that it gets, or has.
    pub imported_as: String,
    /// The session that it completes, by its number.
    pub onto: Option<SessionRow>,
    /// Why it is skipped.
    pub why: Option<String>,
    /// What keeps it from being believed, where that was to be accepted.
    pub doubt: Option<String>,
}

impl Planned {
    /// Something is written of it.
    pub fn changes(&self) -> bool {
        !matches!(self.outcome, Outcome::AlreadyThere | Outcome::Skipped)
    }

    /// What it said of itself holds for it where it goes: under another name its seals would not.
    pub fn keeps_proof(&self) -> bool {
        self.doubt.is_none() && self.imported_as == self.row.session_id
    }

    /// It was proved by its seals, or by its digest where it has none.
    pub fn verified(&self) -> bool {
        self.proved.sealed && self.doubt.is_none()
    }
}

/// What there is already.
pub struct There<'t> {
    /// The database, where there is one.
    pub target: Option<&'t Reader>,
    /// Names that are given in this run, and by which session.
    pub taken: HashMap<String, usize>,
}

/// What a comparison says.
enum Compared {
    /// All of it is there.
    Same,
    /// It goes on where the one that is there ends.
    Longer,
    /// They are different sessions.
    Different(String),
}

/// Plans a session.
pub fn session(
    there: &mut There<'_>,
    (sources, planned): (&[Source], &[Planned]),
    at: usize,
    row: SessionRow,
    (policy, accept): (OnConflict, bool),
) -> Result<Planned, ImportError> {
    let source = &sources[at];
    let proved = prove::session(source, &row)?;
    let mut doubt = source.doubt.clone();
    if let Some((place, why)) = &proved.doubt {
        if !accept {
            let (name, place) = (source.name.clone(), format!("session {}, {place}", row.session_id));
            return Err(ImportError::Unverified { name, place, why: why.clone() });
        }
        doubt.get_or_insert_with(|| format!("{place}: {why}"));
    }
    let name = row.session_id.clone();
    let plan = |outcome, imported_as, onto, why| Planned {
        source: at,
        row,
        proved,
        outcome,
        imported_as,
        onto,
        why,
        doubt,
    };
    if source.proofs == Proofs::Own && plan_is_live(source, &name)? {
        let why = "it is being recorded".to_owned();
        return Ok(plan(Outcome::Skipped, name, None, Some(why)));
    }
    let mut candidate = name.clone();
    for n in 2_u32.. {
        let (compared, onto) = match there.find(&candidate, (sources, planned))? {
            None => break,
            Some(other) => (other.compare(source, &name)?, other.row(there)),
        };
        match (compared, policy) {
            (Compared::Same, _) => return Ok(plan(Outcome::AlreadyThere, candidate, None, None)),
            (Compared::Longer, _) if onto.is_some() => {
                return Ok(plan(Outcome::Completed, candidate, onto, None));
            }
            (Compared::Longer, OnConflict::Fail) => {
                let why = "it is being recorded, or came with another file of this run".to_owned();
                return Err(conflict(source, &name, why));
            }
            (Compared::Different(why), OnConflict::Fail) => return Err(conflict(source, &name, why)),
            (Compared::Different(why), OnConflict::Skip) => {
                return Ok(plan(Outcome::Skipped, name, None, Some(why)));
            }
            (Compared::Longer, OnConflict::Skip) => {
                let why = "it is being recorded, or came with another file of this run".to_owned();
                return Ok(plan(Outcome::Skipped, name, None, Some(why)));
            }
            (_, OnConflict::Rename) => candidate = renamed(&name, n),
        }
    }
    let outcome = if candidate == name { Outcome::Imported } else { Outcome::Renamed };
    there.taken.insert(candidate.clone(), planned.len());
    Ok(plan(outcome, candidate, None, None))
}

fn conflict(source: &Source, session: &str, why: String) -> ImportError {
    ImportError::Conflict { name: source.name.clone(), session_id: session.to_owned(), why }
}

/// `ID.2`, shortened where that would be too long for a name.
fn renamed(name: &str, n: u32) -> String {
    let long = format!("{name}.{n}");
    if SessionId::check(&long).is_ok() {
        return long;
    }
    let keep = name.len().min(128 - 11);
    format!("{}.{n}", &name[..keep])
}

fn plan_is_live(source: &Source, name: &str) -> Result<bool, ImportError> {
    let row = source.reader.ask(|q| q.session(name))?;
    Ok(row.is_some_and(|r| r.owner.is_some()))
}

/// A session that has the name.
enum Other<'o> {
    There(&'o Reader, Box<SessionRow>),
    Coming(&'o Source, &'o SessionRow),
}

impl There<'_> {
    fn find<'o>(
        &'o self,
        name: &str,
        (sources, planned): (&'o [Source], &'o [Planned]),
    ) -> Result<Option<Other<'o>>, ImportError> {
        if let Some(at) = self.taken.get(name) {
            let planned = &planned[*at];
            return Ok(Some(Other::Coming(&sources[planned.source], &planned.row)));
        }
        let Some(target) = self.target else { return Ok(None) };
        let row = target.ask(|q| q.session(name))?;
        Ok(row.map(|row| Other::There(target, Box::new(row))))
    }
}

impl Other<'_> {
    /// The row that can be completed.
    fn row(&self, there: &There<'_>) -> Option<SessionRow> {
        match self {
            Self::There(_, row) => {
                let live = row.owner.as_deref().is_some_and(ambient::is_alive);
                (!live && !there.taken.contains_key(&row.session_id)).then(|| (**row).clone())
            }
            Self::Coming(..) => None,
        }
    }

    fn compare(&self, source: &Source, name: &str) -> Result<Compared, ImportError> {
        let Some(new) = source.reader.ask(|q| q.session(name))? else {
            return Ok(Compared::Different("it is gone".into()));
        };
        let (reader, row) = match self {
            Self::There(reader, row) => (*reader, &**row),
            Self::Coming(other, row) => (&other.reader, *row),
        };
        let events = compare_events(source, &new, reader, row)?;
        if let Compared::Different(_) = events
            && self.is_proved_same(source, &new)?
        {
            return Ok(Compared::Same);
        }
        if source.proofs == Proofs::None {
            return Ok(events);
        }
        let (new, old) = (source.reader.ask(|q| q.journal(new.no))?, reader.ask(|q| q.journal(row.no))?);
        Ok(match (events, goes_on(&old, &new)) {
            (Compared::Same, true) if new.len() > old.len() => Compared::Longer,
            (Compared::Longer, false) => {
                Compared::Different("its journal is not that of the session that is there".into())
            }
            (events, _) => events,
        })
    }

    /// The seals say that it is the same recording, of which something was filtered on one of the two ways.
    fn is_proved_same(&self, source: &Source, new: &SessionRow) -> Result<bool, ImportError> {
        let (Some(proof), Self::There(reader, row)) = (source.integrity(new)?, self) else {
            return Ok(false);
        };
        if let Some(said) = reader.ask(|q| q.origin(row.no))? {
            let old = Proof::parse(&said, &row.session_id);
            return Ok(old.is_ok_and(|old| proof.is_within(&old)));
        }
        let Some((seq, seal)) = proof.seals.last().copied() else { return Ok(false) };
        let here = (*reader.uuid(), &row.session_id) == (proof.database, &proof.session_id);
        Ok(here && reader.ask(|q| q.seal_up_to(row.no, seq))? == Some((seq, seal)))
    }
}

/// Whether the new journal begins with the old one.
fn goes_on(old: &[JournalEntry], new: &[JournalEntry]) -> bool {
    let part = |e: &JournalEntry| (e.after_seq, e.at, e.kind.clone(), e.facts.clone());
    old.len() <= new.len() && old.iter().zip(new).all(|(a, b)| part(a) == part(b))
}

/// Compares event by event; neither is held in memory.
fn compare_events(
    source: &Source,
    new: &SessionRow,
    reader: &Reader,
    old: &SessionRow,
) -> Result<Compared, ImportError> {
    if let Some(why) = begin_apart(source, new, reader, old)? {
        return Ok(Compared::Different(why));
    }
    let types = TypeNames::load(reader)?;
    let mine = RefCell::new(EventChunk::default());
    let theirs = RefCell::new(EventChunk::default());
    let (mut next, foreign) = (1, source.proofs == Proofs::None);
    loop {
        source.reader.ask(|q| q.events(new.no, next, CHUNK, &mut mine.borrow_mut()))?;
        let a = mine.borrow();
        let upto = a.rows().last().map_or(u64::MAX >> 24, |e| e.seq);
        // What is large comes in several chunks.
        reader.ask(|q| q.events_within(old.no, (next, upto), CHUNK, &mut theirs.borrow_mut()))?;
        let b = theirs.borrow();
        let Some(first) = b.rows().first() else {
            return Ok(if a.rows().is_empty() { Compared::Same } else { Compared::Longer });
        };
        let Some(other) = a.rows().first() else { return Ok(Compared::Same) };
        if first.seq != other.seq {
            return Ok(Compared::Different(format!(
                "event {} is in one of them only",
                first.seq.min(other.seq)
            )));
        }
        for (x, y) in a.rows().iter().zip(b.rows()) {
            let names = (source.types.get(x.type_no).map(|t| t.0), types.get(y.type_no).map(|t| t.0));
            if names.0 != names.1 || !is_same((&a, x), (&b, y), foreign) {
                return Ok(Compared::Different(format!("event {} is another", x.seq)));
            }
            next = x.seq + 1;
        }
    }
}

/// That they do not begin with the same state.
fn begin_apart(
    source: &Source,
    new: &SessionRow,
    reader: &Reader,
    old: &SessionRow,
) -> Result<Option<String>, ImportError> {
    let mine = source.reader.ask(|q| q.baseline(new.no))?;
    let theirs = reader.ask(|q| q.baseline(old.no))?;
    Ok(match (mine, theirs) {
        (None, None) => None,
        (Some(a), Some(b)) if (a.last_seq, a.state_hash) == (b.last_seq, b.state_hash) => None,
        (Some(a), Some(b)) if a.last_seq == b.last_seq => {
            Some(format!("the state at event {}, which both begin with, is another", a.last_seq))
        }
        (a, b) => {
            let floor = a.or(b).map_or(0, |b| b.last_seq);
            Some(format!("one of them begins with the state at event {floor}, the other does not"))
        }
    })
}

fn is_same((a, x): (&EventChunk, &StoredEvent), (b, y): (&EventChunk, &StoredEvent), foreign: bool) -> bool {
    // A time that our own clock gave, the last time the file was read, says nothing.
    let time = x.at == y.at || (foreign && x.flags.has(Flags::CLOCK) && y.flags.has(Flags::CLOCK));
    time && (x.seq, x.flags, x.frame, x.energy) == (y.seq, y.flags, y.frame, y.energy)
        && a.payload(x) == b.payload(y)
        && (a.key(x), a.extra(x)) == (b.key(y), b.extra(y))
}
