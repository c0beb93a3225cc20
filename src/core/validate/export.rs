//! Exports: the events of a text file go through the decoder that `record` and `replay` use, and then through the
//! rules that look at stored events. What the decoder refuses is a finding at its line, and the next line is looked
//! at. Lines are read one at a time and nothing of them is kept.
//!
//! An export of ours brings its seals and a digest, and is put to that proof; a file of another program has neither:
//! who wrote it could have written anything. What its head claims of a session is compared with what its events come
//! to.

mod claims;
mod keys;
mod refusal;
mod session;

pub use refusal::rule_of;

use super::baseline::Known;
use super::findings::{Place, Sink};
use super::outcome::{Coverage, DatabaseReport, Form};
use super::{Options, UserSchemas, data, heads, seals};
use crate::core::ambient;
use crate::core::decode::{Code, Decoder, Incoming, Refusal};
use crate::core::export::record::{BaselineRecord, EventLine, Kind};
use crate::core::export::undress;
use crate::core::fold::TypeNames;
use crate::core::model::id::SessionId;
use crate::core::model::json::{Member, Scanner};
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::replay::document::Document;
use crate::core::replay::file::{MAX_DOCUMENT_BYTES, Shape, shape_of};
use crate::core::replay::lines::{Line, Lines};
use crate::core::replay::own::Own;
use crate::core::replay::stream::is_other_record;
use crate::core::replay::yaml;
use crate::core::store::{EventChunk, Reader, StoreError};
use keys::Keys;
use serde_json::Value;
use session::Session;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Read};

/// Sessions of one file. Each takes some memory until the end.
const MAX_SESSIONS: usize = 10_000;
/// Types that one file can name.
const MAX_TYPES: usize = 10_000;

/// What keeps an export from being read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be read.
    #[error("{name}: {source}")]
    Read {
        /// The file.
        name: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// More sessions than are looked at together.
    #[error("{name} has more than {MAX_SESSIONS} sessions")]
    Sessions {
        /// The file.
        name: String,
    },
    /// There is nothing to look at it with.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks an export.
pub fn check(
    name: &str,
    read: &mut dyn BufRead,
    options: &Options,
    observer: &dyn Observer,
) -> Result<DatabaseReport, ExportError> {
    let io = |source| ExportError::Read { name: name.to_owned(), source };
    let head = read.fill_buf().map_err(io)?;
    let ours = undress::is_ours(head);
    let shape = if ours { Shape::Json } else { shape_of(name, head) };
    let known = options.baseline.as_ref().map(|b| b.known(name));
    let types = TypeNames::with_room(MAX_TYPES);
    let mut check = Check {
        types: &types,
        known_types: HashMap::new(),
        decoder: Some(Decoder::new(false)),
        sessions: BTreeMap::new(),
        default_session: None,
        keys: Keys::default(),
        chunk: EventChunk::default(),
        nobody: Reader::empty()?,
        now: ambient::now(),
        schemas: &options.schemas,
        events: 0,
        whole: true,
        full: false,
        doubts: 0,
        sink: Sink::new(&options.selection, options.max_findings, known.as_ref()),
        scanner: Scanner::default(),
        members: Vec::new(),
        observer,
        own: None,
    };
    heads::unsealed(&options.heads, &mut check.sink);
    match shape {
        Shape::Lines => check.lines(read).map_err(io)?,
        Shape::Json | Shape::Yaml => check.document((shape, ours), read).map_err(io)?,
    }
    if check.full {
        return Err(ExportError::Sessions { name: name.to_owned() });
    }
    let report = check.finish(name);
    Ok(DatabaseReport { baseline_left: known.as_ref().map_or(0, Known::left), ..report })
}

/// The session that a line of wfstate's own names.
fn named(value: &Value) -> Option<String> {
    let id = value.get("session_id")?.as_str()?;
    SessionId::check(id).is_ok().then(|| id.to_owned())
}

struct Check<'a> {
    types: &'a TypeNames,
    known_types: HashMap<String, i64>,
    decoder: Option<Decoder>,
    /// By name; events that name none are of a session without one.
    sessions: BTreeMap<Option<String>, Session<'a>>,
    default_session: Option<String>,
    keys: Keys,
    chunk: EventChunk,
    /// A reader of nothing: the rules may ask for snapshots, and there are none.
    nobody: Reader,
    now: Timestamp,
    schemas: &'a UserSchemas,
    events: u64,
    /// All of the file could be read as lines or as a document.
    whole: bool,
    full: bool,
    /// Refused lines that nobody can say the session of: any session may have lost them.
    doubts: u64,
    sink: Sink<'a>,
    scanner: Scanner,
    members: Vec<Member>,
    observer: &'a dyn Observer,
    /// What a file of ours says of its records.
    own: Option<Own>,
}

impl<'a> Check<'a> {
    fn lines(&mut self, read: &mut dyn BufRead) -> std::io::Result<()> {
        let mut lines = Lines::new(read);
        loop {
            let number = lines.number + 1;
            let place = Place::Line(number);
            match lines.next()? {
                None => {
                    self.ended();
                    return Ok(());
                }
                Some(Line::Bytes(line)) => {
                    if number == 1 {
                        self.own = Own::begin(line);
                    }
                    if let Some(own) = &mut self.own {
                        own.line(line);
                    }
                    self.line(place, line);
                }
                Some(Line::TooLong) => {
                    let why = Refusal::whole(Code::LineTooLong, "the line is longer than 64 MiB");
                    self.refused(place, &why, b"");
                }
            }
            if self.full {
                return Ok(());
            }
        }
    }

    fn document(&mut self, (shape, ours): (Shape, bool), read: &mut dyn BufRead) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        let length = read.take(MAX_DOCUMENT_BYTES).read_to_end(&mut bytes)?;
        if length as u64 == MAX_DOCUMENT_BYTES {
            self.unreadable("a document of more than 1 GiB; NDJSON is read line by line");
            return Ok(());
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                self.unreadable(&format!("it is not UTF-8 at byte {}", e.utf8_error().valid_up_to()));
                return Ok(());
            }
        };
        // An export of ours is lines in another dress.
        if let Some(lines) = ours.then(|| undress::lines(&text)).flatten() {
            drop(text);
            return self.lines(&mut lines.as_bytes());
        }
        let yaml = ours && text.starts_with("schema:");
        let shape = if yaml { Shape::Yaml } else { shape };
        let json = if shape == Shape::Yaml { yaml::to_json(&text) } else { Ok(text) };
        match json
            .as_deref()
            .map_err(Clone::clone)
            .and_then(|t| Document::parse(t.trim_start_matches('\u{feff}')))
        {
            Ok(document) => self.events_of(&document, shape),
            Err(why) => self.unreadable(&why),
        }
        Ok(())
    }

    fn unreadable(&mut self, why: &str) {
        self.whole = false;
        self.sink.report(&data::DAMAGED, None, format!("the document cannot be read: {why}"));
    }

    fn events_of(&mut self, document: &Document<'_>, shape: Shape) {
        self.default_session = document.session_id.clone().filter(|id| SessionId::check(id).is_ok());
        if self.default_session != document.session_id {
            self.sink.report(&data::SCHEMA, None, "the session_id of the document's head is no session id");
        } else if document.head.is_object() {
            self.claim(document.session_id.clone(), &document.head);
        }
        for entry in &document.journal {
            self.journal(entry);
        }
        let (mut line, mut upto) = (1, 0);
        for (index, event) in document.events.iter().enumerate() {
            let place = match shape {
                Shape::Yaml => Place::Event(index as u64 + 1),
                _ => {
                    // On from the event before: counted from the top each time it would be a square.
                    line += document.line_ends(upto, document.offset_of(event));
                    upto = document.offset_of(event);
                    Place::Line(line)
                }
            };
            self.line(place, event.get().as_bytes());
            if self.full {
                return;
            }
        }
    }

    /// The end of the lines: an export of ours says what they were.
    fn ended(&mut self) {
        let Some(own) = &self.own else { return };
        if let Some(doubt) = own.doubt() {
            self.sink.report(&seals::TAIL, None, doubt);
        }
        if let Some(divergence) = own.divergence(0) {
            self.sink.report(&seals::SEAL, None, divergence.message);
        }
    }

    /// An event of an export of ours is put to the proof. False where the decoder need not look at it.
    fn prove(&mut self, place: Place, bytes: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(bytes) else { return true };
        let Ok(line) = EventLine::parse(&mut self.scanner, &mut self.members, text) else { return true };
        let id = Some(line.session_id.to_string());
        let Some(session) = self.sessions.get_mut(&id) else { return true };
        let mut own = self.sink.for_session(&line.session_id).at(place);
        session.prove(&line, &mut own);
        self.sink.absorb(own);
        if line.erased {
            session.erased(line.seq);
            self.events += 1;
        }
        !line.erased
    }

    /// One line, or one event of a document.
    fn line(&mut self, place: Place, bytes: &[u8]) {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        if self.own.is_some() && Kind::of(bytes) == Some(Kind::Event) && !self.prove(place, bytes) {
            return;
        }
        let Some(mut decoder) = self.decoder.take() else { return };
        let decoded = decoder.decode(bytes, &mut |event| self.event(place, &event));
        self.decoder = Some(decoder);
        match decoded {
            Ok(()) => {}
            Err(refusal) if is_other_record(&refusal, bytes) => self.record(bytes),
            Err(refusal) => self.refused(place, &refusal, bytes),
        }
    }

    fn event(&mut self, place: Place, event: &Incoming<'_>) -> Result<(), Refusal> {
        let id = event.session.as_deref().or(self.default_session.as_deref()).map(str::to_owned);
        if self.keys.is_repeated(id.as_deref(), event)? {
            return Ok(());
        }
        let type_no = self.type_no(&event.name)?;
        let Some(mut session) = self.take(id.as_deref()) else { return Ok(()) };
        self.events += 1;
        if self.events.is_multiple_of(2000) {
            self.observer.progress("validate", self.events, None);
        }
        session.doubted(self.doubts);
        let mut own = self.own_sink(id.as_deref()).at(place);
        session.event(event, type_no, &mut self.chunk, &self.nobody, &mut own);
        self.sink.absorb(own);
        self.sessions.insert(id, session);
        Ok(())
    }

    fn type_no(&mut self, name: &str) -> Result<i64, Refusal> {
        if let Some(known) = self.known_types.get(name) {
            return Ok(*known);
        }
        let number = self.known_types.len();
        if !self.types.give(number, name) {
            let why = format!("it names more than {MAX_TYPES} types");
            return Err(Refusal::new(Code::TooManyTypes, "/type", why));
        }
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.known_types.insert(name.to_owned(), number);
        Ok(number)
    }

    /// A session, to be put back; `None` where there are too many.
    fn take(&mut self, id: Option<&str>) -> Option<Session<'a>> {
        if let Some(session) = self.sessions.remove(&id.map(str::to_owned)) {
            return Some(session);
        }
        self.full |= self.sessions.len() >= MAX_SESSIONS;
        if self.full {
            return None;
        }
        Some(Session::new(id, (self.types, self.now, self.schemas), &self.sink))
    }

    fn own_sink(&self, id: Option<&str>) -> Sink<'a> {
        id.map_or_else(|| self.sink.twin(), |id| self.sink.for_session(id))
    }

    /// A line that is no event: a finding, and its session is not known any more from there on.
    fn refused(&mut self, place: Place, refusal: &Refusal, bytes: &[u8]) {
        let named = refusal::session_of(refusal, bytes);
        let id = named.or_else(|| self.default_session.clone());
        let of = |id: &Option<String>| self.sessions.get(id).map(|s| s.last_seq).filter(|seq| *seq > 0);
        let (id, seq) = match of(&id) {
            // Of one session it can only be.
            None if id.is_none() && self.sessions.len() == 1 => {
                self.sessions.first_key_value().map_or((None, None), |(id, s)| (id.clone(), Some(s.last_seq)))
            }
            seq => (id, seq),
        };
        let mut own = self.own_sink(id.as_deref()).at(place);
        own.report(rule_of(refusal.code), seq, refusal::in_words(refusal));
        self.sink.absorb(own);
        match &id {
            // Each session is told when it is its turn: there may be thousands, and as many such lines.
            None => self.doubts += 1,
            Some(_) => {
                if let Some(session) = self.sessions.get_mut(&id) {
                    session.interrupted();
                }
            }
        }
    }

    /// A line of wfstate's own that is no event.
    fn record(&mut self, bytes: &[u8]) {
        let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
        match value.get("message_type").and_then(Value::as_str) {
            Some("journal") => self.journal(&value),
            Some("baseline") if self.own.is_some() => self.baseline(bytes),
            Some("session") => {
                let id = named(&value).or_else(|| self.default_session.clone());
                self.claim(id, &value);
            }
            _ => {}
        }
    }

    fn journal(&mut self, value: &Value) {
        let id = named(value).or_else(|| self.default_session.clone());
        let only = (self.sessions.len() == 1).then(|| self.sessions.keys().next().cloned()).flatten();
        let id = if id.is_some() { id } else { only.flatten() };
        let (Some(entry), Some(mut session)) = (claims::entry(value), self.take(id.as_deref())) else {
            return;
        };
        let mut own = self.own_sink(id.as_deref());
        session.journal(&entry, &mut own);
        self.sink.absorb(own);
        self.sessions.insert(id, session);
    }

    /// The events of a session go on from a state.
    fn baseline(&mut self, bytes: &[u8]) {
        let Ok(record) = serde_json::from_slice::<BaselineRecord>(bytes) else { return };
        let Some(mut session) = self.take(Some(&record.session_id)) else { return };
        let mut own = self.own_sink(Some(&record.session_id));
        session.go_on(&record, (self.types, self.now, self.schemas), &mut own);
        self.sink.absorb(own);
        self.sessions.insert(Some(record.session_id), session);
    }

    fn claim(&mut self, id: Option<String>, head: &Value) {
        let Some(mut session) = self.take(id.as_deref()) else { return };
        session.claim(head, &self.sink);
        self.sessions.insert(id, session);
    }

    fn finish(mut self, name: &str) -> DatabaseReport {
        if self.keys.forgotten {
            let words = format!(
                "{name}: event keys more than {} events apart were not compared with each other",
                keys::REMEMBERED
            );
            self.observer.warn(&words);
        }
        let sessions = std::mem::take(&mut self.sessions);
        let count = sessions.len() as u64;
        for (id, mut session) in sessions {
            session.doubted(self.doubts);
            let mut own = self.own_sink(id.as_deref());
            session.finish(&self.nobody, &mut own);
            own.sort();
            self.sink.absorb(own);
        }
        let (findings, tally) = self.sink.into_parts();
        let all = tally.errors + tally.warnings + tally.infos;
        DatabaseReport {
            path: name.to_owned(),
            form: Form::Export,
            sessions: Some(count),
            events: Some(self.events),
            events_total: Some(self.events),
            snapshots: Some(0),
            coverage: if self.whole { Coverage::Full } else { Coverage::Partial },
            importer: None,
            anchored: false,
            not_shown: all - findings.len() as u64,
            findings,
            baselined: tally.baselined,
            baseline_left: 0,
            tally,
        }
    }
}
