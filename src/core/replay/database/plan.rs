//! What a replay is going to read: from where, to where, and what it will be compared with.

use crate::core::erased::Erased;
use crate::core::fold::{BadSnapshot, Position, begin, load_snapshot, newest_snapshot};
use crate::core::holes::{Declared, GAP, lost_in};
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::replay::seals::LeafMaker;
use crate::core::replay::track::Expected;
use crate::core::replay::{Options, ReplayError, Start};
use crate::core::select::{self, Point, SelectError};
use crate::core::store::{Ask, JournalEntry, SessionRow};

/// What is going to be read.
pub struct Plan {
    pub session_no: i64,
    /// The last event that is folded.
    pub upto: u64,
    /// Where the fold begins.
    pub start: Position,
    pub expected: Vec<Expected>,
    pub damaged: Vec<BadSnapshot>,
    pub journal: Vec<JournalEntry>,
    /// Holes that the journal declares.
    pub declared: Declared,
    pub leaves: LeafMaker,
    /// Seals are followed from this event on, and this is its seal.
    pub sealed: (u64, Hash),
    /// The last event that is read: the end of the batch that the point is in.
    pub read_to: u64,
    pub keep_going: bool,
    /// The last event of the session's baseline; 0 where it begins with its first event.
    pub floor: u64,
}

impl Plan {
    /// Looks everything up that does not need the events.
    pub fn make(
        from: &impl Ask,
        database: &[u8; 16],
        session: &SessionRow,
        options: &Options,
    ) -> Result<Self, ReplayError> {
        let no = session.no;
        let upto = select::seq_of(from, session, &options.point)?;
        let floor = from.ask(|q| q.floor(no))?;
        let (start, mut damaged) = start_at(from, session, (floor, upto), options)?;
        let expected = expected(from, no, &start, upto, &mut damaged)?;
        let mut journal = from.ask(|q| q.journal(no))?;
        let erased = Erased::read(from, no, &journal)?;
        if options.point != Point::End {
            journal.retain(|e| e.after_seq <= upto);
        }
        let keys = from.ask(|q| q.seal_keys(no))?;
        let sealed = match start.seq {
            0 => (0, GENESIS),
            seq => from.ask(|q| q.seal_up_to(no, seq))?.unwrap_or((0, GENESIS)),
        };
        let read_to = if upto == 0 { None } else { from.ask(|q| q.sealed_from(no, upto))? }.unwrap_or(upto);
        let declared = Declared::of(&journal);
        let leaves = LeafMaker::new(database, &session.session_id, &keys, erased);
        let keep_going = options.keep_going;
        Ok(Self {
            session_no: no,
            upto,
            start,
            expected,
            damaged,
            journal,
            declared,
            leaves,
            sealed,
            read_to,
            keep_going,
            floor,
        })
    }

    /// The last event before those that are read.
    pub fn read_after(&self) -> u64 {
        self.sealed.0.min(self.start.seq)
    }

    /// The snapshot that the fold begins from, and its last event.
    pub fn from(&self) -> Option<(i64, u64)> {
        self.start.snapshot.map(|id| (id, self.start.seq))
    }

    /// Events that the recorder says it lost up to the point.
    pub fn lost(&self, session: &SessionRow, options: &Options) -> u64 {
        let told = self.journal.iter().filter(|e| e.kind == GAP).map(|e| lost_in(&e.facts)).sum();
        if options.point == Point::End { session.lost.max(told) } else { told }
    }
}

fn start_at(
    from: &impl Ask,
    session: &SessionRow,
    (floor, upto): (u64, u64),
    options: &Options,
) -> Result<(Position, Vec<BadSnapshot>), ReplayError> {
    let gone = |what: &str| {
        let (session, point) = (session.session_id.clone(), select::compacted(what, floor));
        Err(SelectError::NoPoint { session, point }.into())
    };
    if floor > 0 && (options.golden.is_some() || options.trace) {
        return gone("first event, which golden files begin with,");
    }
    match options.effective_start() {
        Start::Newest => {
            let (found, bad) = newest_snapshot(from, session.no, upto)?;
            let start = found.filter(|f| f.seq >= floor).map_or_else(|| begin(from, session.no), Ok)?;
            Ok((start, bad))
        }
        Start::Snapshot(id) => {
            let row = from.ask(|q| q.snapshot(id))?.filter(|s| s.session_no == session.no);
            let no_point =
                |point: String| SelectError::NoPoint { session: session.session_id.clone(), point };
            let row = row.ok_or_else(|| no_point(format!("snapshot {id}")))?;
            if row.last_seq < floor {
                return gone(&format!("events from snapshot {id} on"));
            }
            if row.last_seq > upto {
                let why = format!("it stands at event {}, after the point", row.last_seq);
                return Err(ReplayError::Snapshot { id, why });
            }
            match load_snapshot(from, id)? {
                Ok(position) => Ok((position, Vec::new())),
                Err(why) => Err(ReplayError::Snapshot { id, why }),
            }
        }
        Start::Automatic | Start::Zero => Ok((begin(from, session.no)?, Vec::new())),
    }
}

/// The snapshots that the fold will pass.
fn expected(
    from: &impl Ask,
    session_no: i64,
    start: &Position,
    upto: u64,
    damaged: &mut Vec<BadSnapshot>,
) -> Result<Vec<Expected>, ReplayError> {
    let begins = start.snapshot.map_or(start.seq, |_| start.seq + 1);
    let mut expected = Vec::new();
    for (id, seq, hash) in from.ask(|q| q.snapshot_marks(session_no, upto))? {
        match hash {
            _ if seq < begins || damaged.iter().any(|d| d.id == id) => {}
            Some(hash) => expected.push(Expected { id, seq, hash }),
            None => damaged.push(BadSnapshot { id, why: "its hash is none".into() }),
        }
    }
    Ok(expected)
}
