//! A step: a few events of one session, their seals, and what the session's row says afterwards, all in one
//! transaction. Done, or not done; nobody has to be alive between two steps, as somebody has to be while a recorder
//! runs. Workflows go forward this way.

use super::RecordError;
use super::batch::{Batch, OpenRequest, Opened};
use super::commit::{Known, open, seal, store};
use super::engine::{content_key, keys, put_right, types::Types};
use super::place::{Arrival, RowParts, SessionStart, Track, identity};
use super::{Feedback, OneEvent, Options};
use crate::core::ambient;
use crate::core::decode::{Decoder, Incoming};
use crate::core::fold::FoldFailure;
use crate::core::model::chain::Hash;
use crate::core::model::event::Flags;
use crate::core::model::privacy::{ContentKey, redact};
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::recover::{interrupt, note_rest, seal_at_end, state_at_end, totals_of};
use crate::core::store::{Ask, Rest, SessionRow, StoreError, Transaction, Writer};

/// Events of a session after its newest snapshot that are worth one more.
const SNAPSHOT_AFTER: u64 = 200;

/// A database on which steps are made.
pub struct Stepper {
    writer: Writer,
    key: ContentKey,
    options: Options,
}

impl std::fmt::Debug for Stepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stepper").field("writer", &self.writer).finish_non_exhaustive()
    }
}

impl Stepper {
    /// Opens a database, makes it where that is wanted, and puts right what a crash left.
    pub fn open(options: Options, feedback: &mut dyn Feedback) -> Result<Self, RecordError> {
        let mut writer = Writer::open(&options.place, &options.opening)?;
        put_right(&mut writer, &options, feedback)?;
        let key = content_key(&mut writer, &options)?;
        Ok(Self { writer, key, options })
    }

    /// The database.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Begins a step of a session that is there.
    pub fn step(&mut self, session_id: &str) -> Result<Step<'_>, RecordError> {
        let now = ambient::now();
        let mut tx = self.writer.begin()?;
        let row = tx
            .ask(|q| q.session(session_id))?
            .ok_or_else(|| RecordError::NoSession(session_id.to_owned()))?;
        let row = settled(&mut tx, row, now)?;
        let (start, snapshot_seq) = start_of(&mut tx, &row)?;
        let mut step = Step::new(tx, &self.key, (row, start), now);
        step.track.snapshot_seq = snapshot_seq;
        Ok(step)
    }

    /// Begins the first step of a new workflow.
    pub fn begin(&mut self, session_id: &str, label: Option<&str>) -> Result<Step<'_>, RecordError> {
        let now = ambient::now();
        let request = OpenRequest {
            session_id: Some(session_id.to_owned()),
            label: label.map(str::to_owned),
            kind: "workflow",
            content: self.options.content,
            resume: false,
            at: now,
            key: ambient::random().map_err(RecordError::System)?,
        };
        let mut tx = self.writer.begin()?;
        let owner = self.options.opening.owner.as_str();
        let source = self.options.source.as_str();
        let durable = self.options.opening.durable;
        let Opened::Started(start) = open::begin_new(&mut tx, &request, (owner, source), durable)? else {
            return Err(RecordError::NoSession(session_id.to_owned()));
        };
        let row = tx
            .ask(|q| q.session(session_id))?
            .ok_or_else(|| RecordError::NoSession(session_id.to_owned()))?;
        // Its row names this process as long as the step lasts; nobody has asked to hold it yet.
        let row = SessionRow { owner: None, ..row };
        Ok(Step::new(tx, &self.key, (row, *start), now))
    }
}

/// A session without its recorder is marked as interrupted first; one that somebody has is left alone.
fn settled(tx: &mut Transaction<'_>, row: SessionRow, now: Timestamp) -> Result<SessionRow, RecordError> {
    let Some(owner) = row.owner.as_deref() else { return Ok(row) };
    if !ambient::is_alive(owner) {
        interrupt(tx, &row, now)?;
        let gone = || RecordError::NoSession(row.session_id.clone());
        return tx.ask(|q| q.session(&row.session_id))?.ok_or_else(gone);
    }
    if ambient::is_among_ancestors(owner) {
        return Ok(row);
    }
    let (session, owner) = (row.session_id, open::name_of(owner));
    Err(StoreError::Owned { session, owner }.into())
}

/// Where a session stands, and the event of the snapshot that its state was folded from.
fn start_of(tx: &mut Transaction<'_>, row: &SessionRow) -> Result<(SessionStart, u64), RecordError> {
    let last_seq = tx.ask(|q| q.last_seq(row.no))?;
    let end = state_at_end(tx, row.no, last_seq).map_err(|source| match source {
        FoldFailure::Store(e) => RecordError::Store(e),
        source @ FoldFailure::Event(_) => RecordError::Damaged { session: row.session_id.clone(), source },
    })?;
    let snapshot = end.snapshot.map(|id| tx.ask(|q| q.snapshot(id))).transpose()?.flatten();
    let key = ambient::random().map_err(RecordError::System)?;
    let start = SessionStart {
        no: row.no,
        session_id: row.session_id.clone(),
        database: *tx.uuid(),
        last_seq,
        state: end.state,
        seal: seal_at_end(tx, row.no)?,
        key: open::key_from(tx, row.no, last_seq + 1, key)?,
        content: row.stores_content,
    };
    Ok((start, snapshot.map_or(0, |s| s.last_seq)))
}

/// What became of an event of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is the event of this number.
    Stored(u64),
    /// It was there already: the same key and the same bytes.
    Again,
}

/// A step that is being made. Dropped without [`Step::commit`] it leaves everything as it was.
pub struct Step<'s> {
    tx: Transaction<'s>,
    content_key: &'s ContentKey,
    row: SessionRow,
    now: Timestamp,
    track: Track,
    known: Vec<Known>,
    types: Types,
    batch: Batch,
}

impl<'s> Step<'s> {
    fn new(
        tx: Transaction<'s>,
        content_key: &'s ContentKey,
        (row, start): (SessionRow, SessionStart),
        now: Timestamp,
    ) -> Self {
        let known = vec![Known::new(&start)];
        let (types, batch) = (Types::default(), Batch::default());
        Self { tx, content_key, row, now, track: Track::new(start), known, types, batch }
    }

    /// The session as it stood before the step.
    pub fn row(&self) -> &SessionRow {
        &self.row
    }

    /// The moment of the step.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Its state, with the events of the step.
    pub fn state(&mut self) -> &State {
        self.track.state_mut()
    }

    /// Adds an event.
    pub fn event(&mut self, event: &OneEvent) -> Result<Taken, RecordError> {
        let line = super::one::line_of(event)?;
        let mut taken = Err(RecordError::System(std::io::Error::other("a line is one event")));
        let mut decoder = Decoder::new(false);
        let decoded = decoder.decode(line.as_bytes(), &mut |incoming| match self.place(&incoming) {
            Err(RecordError::Refused(refusal)) => Err(refusal),
            other => {
                taken = other;
                Ok(())
            }
        });
        decoded.map_err(RecordError::Refused)?;
        taken
    }

    fn place(&mut self, event: &Incoming<'_>) -> Result<Taken, RecordError> {
        let at = event.sent_at.map_or(self.now, |t| t.at);
        if let Some(key) = event.key.as_deref() {
            let form = |content| self.form(event, content, at);
            let (this, other) = (form(self.row.stores_content), || form(!self.row.stores_content));
            match keys::known_in(&self.tx, self.row.no, key, &this, &other)? {
                Some(Ok(())) => return Ok(Taken::Again),
                Some(Err(refusal)) => return Err(RecordError::Refused(refusal)),
                None => {}
            }
        }
        let type_slot = self.types.slot_of(event, &mut self.batch);
        let (payload, flags) = self.payload(event, self.row.stores_content);
        let payload = self.batch.keep(&payload);
        let key = event.key.as_ref().map(|key| self.batch.keep(key.as_bytes()));
        let arrival = Arrival { event, data: event.data, at, flags };
        let row = RowParts { type_slot, payload, key, extra: None };
        self.track.place(0, &arrival, row, &mut self.batch).map_err(RecordError::Refused)?;
        Ok(Taken::Stored(self.track.last_seq))
    }

    fn payload(&self, event: &Incoming<'_>, content: bool) -> (Vec<u8>, Flags) {
        let place = (self.row.session_id.as_str(), event.name.as_ref());
        let mut payload = Vec::new();
        if content {
            payload.extend_from_slice(event.data.object());
        } else if redact(self.content_key, place, event.spec, &event.data, &mut payload) {
            return (payload, event.flags.with(Flags::REDACTED));
        }
        (payload, event.flags)
    }

    /// What an event with a key stands for in a session that stores content, or that does not.
    fn form(&self, event: &Incoming<'_>, content: bool, at: Timestamp) -> Hash {
        let (payload, flags) = self.payload(event, content);
        identity(&keys::sealed(event, (flags, at), (None, &payload)))
    }

    /// Commits: the events, sealed, and what the row says from now on.
    pub fn commit(mut self, rest: &Rest<'_>) -> Result<(), RecordError> {
        // So that the state at the end is found quickly, however long a workflow gets.
        if self.track.last_seq - self.track.snapshot_seq >= SNAPSHOT_AFTER {
            self.track.snapshot(0, "periodic", self.now, &mut self.batch);
        }
        self.track.seal(0, &mut self.batch);
        let mut names = Vec::new();
        seal::events(&mut self.batch, &mut self.known, &mut names);
        seal::notes(&mut self.batch, &self.known);
        store::store(&mut self.tx, &self.batch, &names, &mut self.known)?;
        let totals = totals_of(self.track.last_seq, self.track.state_mut());
        self.tx.set_rest(self.row.no, rest, &totals, self.now)?;
        note_rest(&mut self.tx, &self.row, rest, self.track.last_seq, self.now)?;
        Ok(self.tx.commit()?)
    }
}
