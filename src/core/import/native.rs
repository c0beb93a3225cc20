//! Our own exports, in each of their dresses: every dress gives the NDJSON lines of the records, and they are staged
//! as they come, in constant memory. Their digest is checked here, what they mean in [`prove`](super::prove).

mod head;

use super::error::ImportError;
use super::foreign::Notes;
use super::input::Input;
use super::source::{Proof, Proofs, Source};
use crate::core::ambient;
use crate::core::export::record::{
    BaselineRecord, Digest, EndRecord, EventLine, ExportRecord, JournalRecord, Kind, Origin, SCHEMA,
    SessionRecord, SnapshotRecord,
};
use crate::core::export::undress::RecordLines;
use crate::core::fold::TypeNames;
use crate::core::model::chain::{GENESIS, Hash};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::Flags;
use crate::core::model::id::{MAX_EVENT_KEY_BYTES, is_event_type};
use crate::core::model::json::{Fields, Member, Scanner};
use crate::core::observer::Observer;
use crate::core::store::{
    ArrivingEvent, Created, ImportedSession, Opening, Place, Reader, SEQ_BITS, StoreError, Transaction,
    Writer,
};
use std::path::Path;
use std::time::Duration;

/// Records that are staged in one transaction.
const RECORDS: u64 = 20_000;

/// Reads an export into a database of its own at `staged`.
pub fn stage(
    input: &Input,
    lines: &mut dyn RecordLines,
    staged: &Path,
    accept: bool,
    observer: &dyn Observer,
) -> Result<Source, ImportError> {
    let mut writer = open_staged(staged)?;
    let mut pass = Pass::new(&input.name);
    let mut line = Vec::new();
    let mut tx = writer.begin()?;
    let mut records = 0;
    while lines.next(&mut line).map_err(|fault| ImportError::of(&input.name, fault))? {
        pass.record(&mut tx, &line, &lines.place())?;
        records += 1;
        if records % RECORDS == 0 {
            tx.commit()?;
            writer.move_log();
            tx = writer.begin()?;
            observer.progress("read", records, None);
        }
    }
    let doubt = match pass.finish() {
        Err(ImportError::Unverified { place, why, .. }) if accept => Some(format!("{place}: {why}")),
        other => other.map(|()| None)?,
    };
    tx.commit()?;
    writer.tidy()?;
    drop(writer);
    let reader = Reader::open(staged, Duration::ZERO)?;
    Ok(Source {
        name: input.name.clone(),
        path: input.known.clone(),
        format: "native",
        sha256: Some(input.sha256.clone()),
        types: TypeNames::load(&reader)?,
        reader,
        proofs: Proofs::Said,
        doubt,
        notes: Notes::default(),
    })
}

/// A private database that nobody waits for; what is in it is of no use after a crash.
pub fn open_staged(path: &Path) -> Result<Writer, ImportError> {
    let opening = Opening {
        create: Some(Created { uuid: ambient::database_uuid()?, at: ambient::now() }),
        durable: false,
        lock_timeout: Duration::ZERO,
        owner: ambient::process_name(),
    };
    Ok(Writer::open(&Place::parse(path), &opening)?)
}

/// The session that is being read.
struct Current {
    no: i64,
    session_id: String,
    last_seq: u64,
    seals: std::iter::Peekable<std::vec::IntoIter<(u64, Hash)>>,
    events: u64,
    said_events: u64,
    /// The last entry of its journal: entries go on by one, from whichever they begin with.
    journal: Option<u64>,
    /// What it says of itself.
    origin: Option<Origin>,
}

impl Current {
    fn keep_origin(&self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let Some(origin) = &self.origin else { return Ok(()) };
        let said = serde_json::to_string(origin).map_err(|e| StoreError::BadRecord {
            what: "its origin",
            place: format!("session {}", self.session_id),
            why: e.to_string(),
        })?;
        tx.set_origin(self.no, &said)
    }
}

struct Pass<'i> {
    name: &'i str,
    begun: bool,
    ended: bool,
    sessions: u64,
    said_sessions: u64,
    current: Option<Current>,
    digest: Digest,
    scanner: Scanner,
    members: Vec<Member>,
    data_members: Vec<Member>,
    doubt: Option<(String, String)>,
}

impl<'i> Pass<'i> {
    fn new(name: &'i str) -> Self {
        Self {
            name,
            begun: false,
            ended: false,
            sessions: 0,
            said_sessions: 0,
            current: None,
            digest: Digest::default(),
            scanner: Scanner::default(),
            members: Vec::new(),
            data_members: Vec::new(),
            doubt: None,
        }
    }

    fn record(&mut self, tx: &mut Transaction<'_>, line: &[u8], place: &str) -> Result<(), ImportError> {
        let bad = |why: String| ImportError::malformed(self.name, place, why);
        if self.ended {
            return Err(bad("something follows the end of the export".into()));
        }
        let text = std::str::from_utf8(line).map_err(|e| bad(format!("it is not UTF-8 ({e})")))?;
        let kind = Kind::of(line).ok_or_else(|| bad("a record of an unknown kind".into()))?;
        if self.begun == (kind == Kind::Export) {
            return Err(bad("an export begins with one `export` record".into()));
        }
        if kind == Kind::End {
            return self.end(text).map_err(|why| ImportError::malformed(self.name, place, why));
        }
        self.digest.line(line);
        let done = match kind {
            Kind::Export => self.export(text),
            Kind::Session => self.session(tx, text)?,
            Kind::Event => self.event(tx, text)?,
            Kind::Journal => self.journal(tx, text)?,
            Kind::Snapshot => self.snapshot(tx, text)?,
            Kind::Baseline => self.baseline(tx, text)?,
            Kind::End => Ok(()),
        };
        done.map_err(|why| ImportError::malformed(self.name, place, why))
    }

    fn export(&mut self, text: &str) -> Result<(), String> {
        let record: ExportRecord = parse(text)?;
        if record.schema != SCHEMA {
            return Err(format!("it is not {SCHEMA}"));
        }
        if record.profile != "plain" {
            return Err("only an export of the plain profile can be imported".into());
        }
        (self.begun, self.said_sessions) = (true, record.sessions);
        Ok(())
    }

    fn close_session(&mut self) {
        if let Some(s) = self.current.take()
            && s.events != s.said_events
        {
            let why = format!("it has {} events; its head says {}", s.events, s.said_events);
            self.doubt.get_or_insert((format!("session {}", s.session_id), why));
        }
    }

    /// The outer error is that of the store.
    fn session(&mut self, tx: &mut Transaction<'_>, text: &str) -> Result<Result<(), String>, StoreError> {
        self.close_session();
        let record: SessionRecord = match parse(text) {
            Ok(record) => record,
            Err(why) => return Ok(Err(why)),
        };
        let no = tx.announce("")?;
        let mut row = match head::row(&record, no) {
            Ok(row) => row,
            Err(why) => return Ok(Err(why)),
        };
        // A name of its own is only needed once the session is compared with those that are there.
        row.pseudonym = no.to_be_bytes().to_vec();
        if tx.query().session(&row.session_id)?.is_some() {
            return Ok(Err(format!("session {} stands in it twice", row.session_id)));
        }
        tx.insert_imported(&ImportedSession { row: &row, at: row.start })?;
        let (mut seals, mut origin) = (Vec::new(), None);
        if let Some(integrity) = record.integrity {
            let said = Origin {
                integrity,
                last_seq: record.last_seq,
                floor: 0,
                filtered_events: record.filtered_events,
                journal_before: 0,
            };
            match Proof::of(&said, &row.session_id) {
                Ok(proof) => seals = proof.seals,
                Err(why) => return Ok(Err(why)),
            }
            origin = Some(said);
        }
        self.sessions += 1;
        let current = Current {
            no,
            session_id: row.session_id,
            last_seq: 0,
            seals: seals.into_iter().peekable(),
            events: 0,
            said_events: record.events,
            journal: None,
            origin,
        };
        current.keep_origin(tx)?;
        self.current = Some(current);
        Ok(Ok(()))
    }

    fn event(&mut self, tx: &mut Transaction<'_>, text: &str) -> Result<Result<(), String>, StoreError> {
        let Some(current) = &mut self.current else { return Ok(Err("an event before its session".into())) };
        let e = match EventLine::parse(&mut self.scanner, &mut self.members, text) {
            Ok(event) => event,
            Err(why) => return Ok(Err(why)),
        };
        if let Err(why) = fits(&e, current) {
            return Ok(Err(why));
        }
        let data = Fields::scan(&mut Scanner::default(), e.data.as_bytes(), &mut self.data_members);
        let data = match data {
            Ok(data) => data,
            Err(e) => return Ok(Err(format!("its data is no JSON object ({e})"))),
        };
        let derived = e.flags.has(Flags::ENERGY_FROM_DATA) && !e.erased && e.energy_delta.is_none();
        let from_data =
            || data.get("energy").filter(|v| v.is_number()).and_then(|v| MicroEu::from_literal(v.literal()));
        let energy = if derived { from_data() } else { e.energy_delta };
        (current.events, current.last_seq) = (current.events + 1, e.seq);
        let seal = current.seals.next_if(|s| s.0 == e.seq).map(|s| s.1);
        let type_no = tx.type_no(&e.type_name)?;
        tx.insert_arriving(&ArrivingEvent {
            session_no: current.no,
            seq: e.seq,
            at: e.at,
            type_no,
            flags: e.flags,
            frame: e.frame,
            energy: energy.map(|e| e.0),
            payload: (!e.erased).then_some(&e.data),
            key: e.key.as_deref(),
            extra: e.extra.as_deref(),
            seal: seal.as_ref(),
            commitment: e.commitment.as_ref().map(Hash::as_slice),
            leaf: e.leaf.as_ref().map(Hash::as_slice),
        })?;
        Ok(Ok(()))
    }

    fn journal(&mut self, tx: &mut Transaction<'_>, text: &str) -> Result<Result<(), String>, StoreError> {
        let Some(current) = &mut self.current else {
            return Ok(Err("a journal entry before its session".into()));
        };
        let read = parse::<JournalRecord>(text).and_then(|r| {
            let at = head::time(&r.timestamp)?;
            head::owned(&r.session_id, &current.session_id)?;
            Ok((r, at))
        });
        let (record, at) = match read {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        if !record.facts.get().starts_with('{') || record.after_seq >= 1 << SEQ_BITS {
            return Ok(
                Err("a journal entry with facts that are no object, or at an impossible place".into()),
            );
        }
        match current.journal.replace(record.number) {
            Some(last) if last.checked_add(1) == Some(record.number) => {}
            None if (1..1 << SEQ_BITS).contains(&record.number) => {
                if let Some(origin) = current.origin.as_mut().filter(|_| record.number > 1) {
                    origin.journal_before = record.number - 1;
                    current.keep_origin(tx)?;
                }
            }
            _ => {
                let place = format!("journal entry {} of session {}", record.number, current.session_id);
                self.doubt.get_or_insert((place, "its number does not follow".into()));
            }
        }
        let name = (current.no, current.session_id.as_str());
        tx.journal(name, (record.after_seq, &GENESIS), at, &record.kind, record.facts.get())?;
        Ok(Ok(()))
    }

    fn snapshot(&mut self, tx: &mut Transaction<'_>, text: &str) -> Result<Result<(), String>, StoreError> {
        let Some(current) = &self.current else { return Ok(Err("a snapshot before its session".into())) };
        let read = parse::<SnapshotRecord>(text).and_then(|r| {
            head::owned(&r.session_id, &current.session_id)?;
            head::snapshot(&r)
        });
        match read {
            Ok(snapshot) => tx.insert_snapshot(current.no, &snapshot, None).map(|_| Ok(())),
            Err(why) => Ok(Err(why)),
        }
    }

    fn baseline(&mut self, tx: &mut Transaction<'_>, text: &str) -> Result<Result<(), String>, StoreError> {
        let Some(current) = &mut self.current else { return Ok(Err("a baseline before its session".into())) };
        if current.last_seq > 0 {
            return Ok(Err("a baseline stands before the events, and there is one of a session".into()));
        }
        let read = parse::<BaselineRecord>(text).and_then(|r| {
            head::owned(&r.session_id, &current.session_id)?;
            head::baseline(&r)
        });
        match read {
            Ok(baseline) => {
                current.last_seq = baseline.last_seq;
                tx.put_baseline(current.no, &baseline)?;
                if let Some(origin) = &mut current.origin {
                    origin.floor = baseline.last_seq;
                    current.keep_origin(tx)?;
                }
                Ok(Ok(()))
            }
            Err(why) => Ok(Err(why)),
        }
    }

    fn end(&mut self, text: &str) -> Result<(), String> {
        let said: EndRecord = parse(text)?;
        let made = std::mem::take(&mut self.digest).end();
        self.close_session();
        self.ended = true;
        if said != made {
            let why = if said.records == made.records {
                "its digest is not that of its records".to_owned()
            } else {
                format!("it has {} records; its end says {}", made.records, said.records)
            };
            self.doubt.get_or_insert(("its end".into(), why));
        }
        if self.sessions != self.said_sessions {
            let why = format!("it has {} sessions; its head says {}", self.sessions, self.said_sessions);
            self.doubt.get_or_insert(("its end".into(), why));
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ImportError> {
        if !self.begun {
            return Err(ImportError::malformed(self.name, "its beginning", "it has no records"));
        }
        self.close_session();
        if !self.ended {
            self.doubt.get_or_insert(("its end".into(), "it is cut off: its last record is missing".into()));
        }
        match self.doubt.take() {
            None => Ok(()),
            Some((place, why)) => Err(ImportError::Unverified { name: self.name.to_owned(), place, why }),
        }
    }
}

fn parse<'t, T: serde::Deserialize<'t>>(text: &'t str) -> Result<T, String> {
    // What serde says of a value may repeat it; where it stands is enough.
    serde_json::from_str(text)
        .map_err(|e| format!("a record with a member that is missing or wrong, at column {}", e.column()))
}

fn fits(e: &EventLine<'_>, current: &Current) -> Result<(), String> {
    head::owned(&e.session_id, &current.session_id)?;
    if e.seq <= current.last_seq || e.seq >= 1 << SEQ_BITS {
        return Err(format!("event {} after event {}", e.seq, current.last_seq));
    }
    if !is_event_type(&e.type_name) {
        return Err("its type is none".into());
    }
    if e.frame.is_some_and(|f| i64::try_from(f).is_err()) {
        return Err("its frame is out of range".into());
    }
    if e.key.as_ref().is_some_and(|k| !(1..=MAX_EVENT_KEY_BYTES).contains(&k.len())) {
        return Err("its key has no length that a key has".into());
    }
    Ok(())
}
