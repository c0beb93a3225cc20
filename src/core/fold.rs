//! From stored events to a state: alone, or on top of the newest snapshot that holds.

use crate::core::holes::Declared;
use crate::core::model::energy::MicroEu;
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::event::{EventView, spec_of};
use crate::core::model::json::{Fields, JsonError, Member, Scanner};
use crate::core::model::state::{FoldError, State};
use crate::core::store::{Ask, Baseline, EventChunk, SnapshotRow, StoreError, StoredEvent, unpack};
use std::sync::OnceLock;

/// Events read at a time: large enough to be quick, small enough that memory stays flat.
pub const CHUNK: usize = 2000;

/// Why a stored event cannot be folded.
#[derive(Debug, Clone, thiserror::Error)]
#[error("event {seq} ({type_name}) cannot be folded: {fault}")]
pub struct BadEvent {
    /// The event.
    pub seq: u64,
    /// Its type, as far as that is known.
    pub type_name: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a stored event.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Its data is no longer the JSON that was accepted.
    #[error("its data is damaged ({0})")]
    Data(JsonError),
    /// The state does not take it.
    #[error("{0}")]
    Fold(FoldError),
    /// Its type's number has no name.
    #[error("its type is unknown to the database")]
    Type,
    /// The state that the session begins with does not hold.
    #[error("the session begins with the state after this event, which does not hold: {why}")]
    Baseline {
        /// Why.
        why: String,
    },
    /// It is in the state that the session begins with.
    #[error("it was compacted; the session begins with the state after event {floor}")]
    Compacted {
        /// The last event that is in that state.
        floor: u64,
    },
    /// Events before it are missing.
    #[error("{missing} events before it are missing")]
    Gap {
        /// How many.
        missing: u64,
    },
}

impl Fault {
    /// The validation rule that names the same thing.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Data(_) => "WFJ001",
            Self::Fold(FoldError::Upcast(_)) => "WFJ002",
            Self::Fold(FoldError::EnergyOverflow) => "WFE002",
            Self::Fold(FoldError::FrameWentBack { .. }) => "WFG002",
            Self::Type => "WFK002",
            Self::Gap { .. } | Self::Compacted { .. } => "WFG001",
            Self::Baseline { .. } => "WFB001",
        }
    }
}

/// An error of a fold: of the store, or of what is in it.
#[derive(Debug, thiserror::Error)]
pub enum FoldFailure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An event.
    #[error(transparent)]
    Event(#[from] BadEvent),
}

/// The names of a database's event types, with their rows in the table.
#[derive(Debug, Default)]
pub struct TypeNames(Vec<OnceLock<(String, Option<&'static TypeSpec>)>>);

impl TypeNames {
    /// Reads them.
    pub fn load(from: &impl Ask) -> Result<Self, StoreError> {
        let names = from.ask(|q| q.type_names())?;
        let slot = |n: Option<String>| n.map_or_else(OnceLock::new, |n| (n.clone(), spec_of(&n)).into());
        Ok(Self(names.into_iter().map(slot).collect()))
    }

    /// Room for so many names, which are given as they come.
    pub fn with_room(most: usize) -> Self {
        Self((0..most).map(|_| OnceLock::new()).collect())
    }

    /// Gives a number its name; false where there is no room for that number, or it has a name already.
    pub fn give(&self, type_no: usize, name: &str) -> bool {
        self.0.get(type_no).is_some_and(|slot| slot.set((name.to_owned(), spec_of(name))).is_ok())
    }

    /// One name and its row.
    pub fn get(&self, type_no: i64) -> Option<(&str, Option<&'static TypeSpec>)> {
        let at = usize::try_from(type_no).ok()?;
        self.0.get(at)?.get().map(|(name, spec)| (name.as_str(), *spec))
    }
}

/// Folds stored events; its buffers are kept from event to event.
#[derive(Debug, Default)]
pub struct Folder {
    scanner: Scanner,
    members: Vec<Member>,
}

impl Folder {
    /// Folds one stored event into a state. An event whose data was erased counts with what its row still says.
    pub fn apply(
        &mut self,
        state: &mut State,
        chunk: &EventChunk,
        event: &StoredEvent,
        types: &TypeNames,
    ) -> Result<(), BadEvent> {
        let Some((name, spec)) = types.get(event.type_no) else {
            return Err(BadEvent {
                seq: event.seq,
                type_name: format!("#{}", event.type_no),
                fault: Fault::Type,
            });
        };
        let fail = |fault| BadEvent { seq: event.seq, type_name: name.to_owned(), fault };
        let payload = chunk.payload(event);
        let data = Fields::scan(&mut self.scanner, payload.unwrap_or(b"{}"), &mut self.members)
            .map_err(|e| fail(Fault::Data(e)))?;
        let view = EventView {
            seq: event.seq,
            at: event.at,
            name,
            spec: spec.filter(|_| payload.is_some()),
            frame: event.frame,
            energy: event.energy.map(MicroEu),
            data,
        };
        state.apply(&view).map_err(|e| fail(Fault::Fold(e)))
    }
}

/// A state and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Position {
    /// The last event that is in it.
    pub seq: u64,
    /// The state.
    pub state: State,
    /// The snapshot that it began from.
    pub snapshot: Option<i64>,
}

/// Where a session begins: before its first event, or at its baseline.
pub fn begin(from: &impl Ask, session_no: i64) -> Result<Position, FoldFailure> {
    let (floor, found) = from.ask(|q| {
        let floor = q.floor(session_no)?;
        Ok((floor, if floor == 0 { Ok(None) } else { q.baseline(session_no) }))
    })?;
    let bad = |why: String| BadEvent {
        seq: floor,
        type_name: "the baseline".into(),
        fault: Fault::Baseline { why },
    };
    match found {
        Ok(None) => Ok(Position::default()),
        Ok(Some(base)) => {
            let state = load_baseline(&base).map_err(bad)?;
            Ok(Position { seq: base.last_seq, state, snapshot: None })
        }
        Err(StoreError::BadRecord { why, .. }) => Err(bad(why).into()),
        Err(e) => Err(e.into()),
    }
}

/// The state of a baseline, or why it does not hold.
pub fn load_baseline(base: &Baseline) -> Result<State, String> {
    let bytes = base.state().map_err(|e| e.to_string())?;
    let state = State::from_json(&bytes).map_err(|_| "its state is not a state")?;
    if state.hash() != base.state_hash {
        return Err("its state does not have the hash that it says".into());
    }
    if state.total_energy().0 != base.energy_micro || state.frame.frame_id != base.frame {
        return Err("its row says another energy or frame than its state".into());
    }
    Ok(state)
}

/// Folds a session from `start` up to and including event `upto`. Holes that the journal declares are stepped over;
/// others are faults. What stands before the session's baseline is never asked for.
pub fn fold_from(
    from: &impl Ask,
    session_no: i64,
    start: Position,
    upto: u64,
) -> Result<Position, FoldFailure> {
    loop {
        let floor = from.ask(|q| q.floor(session_no))?;
        let start = if start.seq < floor { begin(from, session_no)? } else { start.clone() };
        if upto < floor && start.seq > upto {
            let fault = Fault::Compacted { floor };
            return Err(BadEvent { seq: upto, type_name: "gone".into(), fault }.into());
        }
        match fold_on(from, session_no, start, upto) {
            // Somebody compacted the session meanwhile.
            Err(FoldFailure::Event(_)) if from.ask(|q| q.floor(session_no))? != floor => {}
            done => return done,
        }
    }
}

fn fold_on(
    from: &impl Ask,
    session_no: i64,
    mut start: Position,
    upto: u64,
) -> Result<Position, FoldFailure> {
    let types = TypeNames::load(from)?;
    let mut folder = Folder::default();
    // Asked for by the first hole only: hardly any session has one.
    let mut declared: Option<Declared> = None;
    each_chunk(from, session_no, start.seq, upto, &mut |chunk| {
        for event in chunk.rows() {
            if let Err(gap) = expect_next(start.seq, event, &types) {
                let known = match declared.take() {
                    Some(known) => known,
                    None => Declared::of(&from.ask(|q| q.journal(session_no))?),
                };
                if !declared.insert(known).between(start.seq, event.seq) {
                    return Err(gap.into());
                }
            }
            folder.apply(&mut start.state, chunk, event, &types)?;
            start.seq = event.seq;
        }
        Ok(())
    })?;
    Ok(start)
}

/// A gap before an event is a fault.
pub fn expect_next(last: u64, event: &StoredEvent, types: &TypeNames) -> Result<(), BadEvent> {
    if event.seq == last + 1 {
        return Ok(());
    }
    let type_name = types.get(event.type_no).map(|t| t.0).unwrap_or_default().to_owned();
    let missing = event.seq.saturating_sub(last + 1);
    Err(BadEvent { seq: event.seq, type_name, fault: Fault::Gap { missing } })
}

/// Hands the events after `after` up to `upto` to `each`, in chunks; no transaction is open meanwhile.
pub fn each_chunk(
    from: &impl Ask,
    session_no: i64,
    after: u64,
    upto: u64,
    each: &mut dyn FnMut(&EventChunk) -> Result<(), FoldFailure>,
) -> Result<(), FoldFailure> {
    let cell = std::cell::RefCell::new(EventChunk::default());
    let mut next = after + 1;
    while next <= upto {
        let limit = usize::try_from(upto - next + 1).unwrap_or(CHUNK).min(CHUNK);
        // Where events are missing the next so many may go beyond the last one that is wanted.
        from.ask(|q| q.events_within(session_no, (next, upto), limit, &mut cell.borrow_mut()))?;
        let chunk = cell.borrow();
        let Some(last) = chunk.rows().last() else { return Ok(()) };
        next = last.seq + 1;
        each(&chunk)?;
    }
    Ok(())
}

/// A snapshot that did not hold, and why.
#[derive(Debug, Clone)]
pub struct BadSnapshot {
    /// Its id.
    pub id: i64,
    /// What is wrong.
    pub why: String,
}

/// The newest snapshot at or before `seq` whose state is what its hash says. Bad ones are passed over and named.
pub fn newest_snapshot(
    from: &impl Ask,
    session_no: i64,
    seq: u64,
) -> Result<(Option<Position>, Vec<BadSnapshot>), StoreError> {
    let mut bad = Vec::new();
    for id in from.ask(|q| q.snapshot_ids_before(session_no, seq))? {
        match load_snapshot(from, id)? {
            Ok(position) => return Ok((Some(position), bad)),
            Err(why) => bad.push(BadSnapshot { id, why }),
        }
    }
    Ok((None, bad))
}

/// The state of a snapshot, or why it does not hold.
pub fn load_snapshot(from: &impl Ask, id: i64) -> Result<Result<Position, String>, StoreError> {
    let row = match from.ask(|q| q.snapshot(id)) {
        Ok(Some(row)) => row,
        Ok(None) => return Ok(Err("it is gone".into())),
        Err(StoreError::BadRecord { why, .. }) => return Ok(Err(why)),
        Err(e) => return Err(e),
    };
    let bytes = match snapshot_bytes(from, &row)? {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    let Ok(state) = State::from_json(&bytes) else { return Ok(Err("its state is not a state".into())) };
    if state.hash() != row.state_hash {
        return Ok(Err("its state does not have the hash that it says".into()));
    }
    Ok(Ok(Position { seq: row.last_seq, state, snapshot: Some(id) }))
}

/// The hashed form of the state in a snapshot, unpacked; its base is read where it has one.
pub fn snapshot_bytes(from: &impl Ask, row: &SnapshotRow) -> Result<Result<Vec<u8>, String>, StoreError> {
    BaseCache::default().snapshot_bytes(from, row)
}

/// The base that was unpacked last: many snapshots in a row lean on one.
#[derive(Debug, Default)]
pub struct BaseCache(Option<(i64, Vec<u8>)>);

impl BaseCache {
    /// The hashed form of the state in a snapshot, unpacked.
    pub fn snapshot_bytes(
        &mut self,
        from: &impl Ask,
        row: &SnapshotRow,
    ) -> Result<Result<Vec<u8>, String>, StoreError> {
        let Some(base_id) = row.base_id else { return Ok(unpack(row, None).map_err(|e| e.to_string())) };
        if self.0.as_ref().is_none_or(|base| base.0 != base_id) {
            self.0 = match from.ask(|q| q.snapshot(base_id))? {
                // A base stands alone; one that does not is damage, not a longer chain.
                Some(base) if base.base_id.is_none() => match unpack(&base, None) {
                    Ok(bytes) => Some((base_id, bytes)),
                    Err(e) => return Ok(Err(format!("its base {base_id} does not hold: {e}"))),
                },
                _ => return Ok(Err(format!("its base {base_id} is gone"))),
            };
        }
        let base = self.0.as_ref().map(|base| base.1.as_slice());
        Ok(unpack(row, base).map_err(|e| e.to_string()))
    }
}
