//! The fold of events from a file: every line goes through the decoder that `record` uses, is placed, and folded.

use super::own::{self, Own};
use super::track::Track;
use super::{MAX_TOLD, Options, ReplayError, Show, Shown, Skipped, Step};
use crate::core::decode::{Code, Decoder, Incoming, Refusal};
use crate::core::export::record::{EventLine, Kind};
use crate::core::fold::{BadEvent, Fault};
use crate::core::model::event::{EventView, Flags};
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::state::diff::diff;
use crate::core::model::state::{FoldError, State};
use crate::core::model::time::Timestamp;
use crate::core::select::Point;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Sessions that are named when there are several.
const MAX_NAMES: usize = 10;

/// The session that is replayed, by its name; events that name none are of a session without one.
struct Chosen(Option<String>);

/// The events of one session of a file.
pub struct Stream<'o> {
    pub name: String,
    options: &'o Options,
    decoder: Option<Decoder>,
    wanted: Option<String>,
    /// The session of events that name none.
    pub default_session: Option<String>,
    chosen: Option<Chosen>,
    others: Vec<String>,
    pub track: Track,
    /// The fold at the last event that is within the point, once one came that is not.
    within: Option<Box<Track>>,
    last_is_within: bool,
    any_within: bool,
    keys: HashMap<[u8; 16], [u8; 16]>,
    pub fault: Option<BadEvent>,
    pub fault_line: u64,
    pub skipped: u64,
    pub skipped_first: Vec<Skipped>,
    /// What a file of ours says of itself.
    pub own: Option<Own>,
}

impl<'o> Stream<'o> {
    /// An empty one.
    pub fn new(name: String, wanted: Option<String>, options: &'o Options) -> Self {
        Self {
            name,
            options,
            decoder: Some(Decoder::new(false)),
            wanted,
            default_session: None,
            chosen: None,
            others: Vec::new(),
            track: Track::new(State::default(), 0, options, Vec::new()),
            within: None,
            last_is_within: true,
            any_within: false,
            keys: HashMap::new(),
            fault: None,
            fault_line: 0,
            skipped: 0,
            skipped_first: Vec::new(),
            own: None,
        }
    }

    /// Takes one line (or one event of a document, which began on that line).
    pub fn line(
        &mut self,
        number: u64,
        bytes: &[u8],
        show: Option<&mut Show<'_>>,
    ) -> Result<(), ReplayError> {
        if number == 1 && self.own.is_none() {
            self.own = Own::begin(bytes);
        }
        if let Some(own) = &mut self.own {
            own.line(bytes);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) || self.fault.is_some() {
            return Ok(());
        }
        let Some(mut decoder) = self.decoder.take() else { return Ok(()) };
        let mut show = show;
        let mut output = Ok(());
        let decoded = decoder.decode(bytes, &mut |event| match self.place(&event, show.as_deref_mut()) {
            Err(ReplayError::Output(e)) => {
                output = Err(ReplayError::Output(e));
                Ok(())
            }
            Err(_) => Ok(()),
            Ok(placed) => placed,
        });
        self.decoder = Some(decoder);
        output?;
        match decoded {
            Ok(()) => {
                if self.fault.is_some() {
                    self.fault_line = number;
                }
                Ok(())
            }
            Err(refusal) if is_other_record(&refusal, bytes) => self.record(number, bytes, show),
            Err(_) if self.own.is_some() && self.erased(bytes) => Ok(()),
            Err(refusal) => self.refused(number, refusal.code.as_str(), refusal.message, show),
        }
    }

    /// A line that cannot be taken.
    pub fn refused(
        &mut self,
        number: u64,
        code: &'static str,
        message: String,
        show: Option<&mut Show<'_>>,
    ) -> Result<(), ReplayError> {
        if !self.options.keep_going {
            return Err(ReplayError::Line { name: self.name.clone(), line: number, code, message });
        }
        self.skipped += 1;
        let skipped = Skipped { seq: None, line: Some(number), type_name: None, rule: code, message };
        if let Some(show) = show {
            show(Shown::Skipped(&skipped)).map_err(ReplayError::Output)?;
        }
        if self.skipped_first.len() < MAX_TOLD {
            self.skipped_first.push(skipped);
        }
        Ok(())
    }

    fn place(
        &mut self,
        event: &Incoming<'_>,
        show: Option<&mut Show<'_>>,
    ) -> Result<Result<(), Refusal>, ReplayError> {
        if self.fault.is_some() || !self.is_chosen(event) {
            return Ok(Ok(()));
        }
        match self.is_duplicate(event) {
            Ok(false) => {}
            Ok(true) => return Ok(Ok(())),
            Err(conflict) => return Ok(Err(conflict)),
        }
        self.keep_point(event);
        // A file of ours numbers its events; a hole in them is one that its journal declares.
        let said = event.seq.filter(|seq| self.own.is_some() && *seq > self.track.seq);
        let seq = said.unwrap_or(self.track.seq + 1);
        let at = event.sent_at.map(|t| t.at);
        let view = EventView {
            seq,
            // No state has a time in it; only the rows of a database need one.
            at: at.unwrap_or(Timestamp(0)),
            name: &event.name,
            spec: event.spec,
            frame: event.frame,
            energy: event.energy,
            data: event.data,
        };
        let shown = show.filter(|_| self.last_is_within);
        let before = shown.is_some().then(|| self.track.state.clone());
        self.track.before();
        if let Err(e) = self.track.state.apply(&view) {
            return Ok(self.broken(seq, &event.name, e));
        }
        self.track.after(seq, &event.name);
        if let (Some(show), Some(before)) = (shown, before) {
            let changes = diff(&before, &self.track.state);
            let (frame, energy, key) = (event.frame, event.energy, event.key.as_deref());
            show(Shown::Event(Step { seq, at, name: &event.name, frame, energy, key, changes }))
                .map_err(ReplayError::Output)?;
        }
        Ok(Ok(()))
    }

    /// A record that is no event. Only a baseline matters: the fold goes on from it.
    fn record(&mut self, number: u64, bytes: &[u8], show: Option<&mut Show<'_>>) -> Result<(), ReplayError> {
        if self.own.is_none() || Kind::of(bytes) != Some(Kind::Baseline) {
            return Ok(());
        }
        let Some((session, seq, state)) = own::baseline(bytes) else {
            let message = "the baseline does not have the state that it says".to_owned();
            return self.refused(number, Code::InvalidField.as_str(), message, show);
        };
        if self.takes(Some(&session)) && self.track.folded == 0 {
            self.track = Track::new(state, seq, self.options, Vec::new());
        }
        Ok(())
    }

    /// An event whose data was erased counts with what is left of it.
    fn erased(&mut self, bytes: &[u8]) -> bool {
        let (mut scanner, mut members) = (Scanner::default(), Vec::new());
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let Ok(line) = EventLine::parse(&mut scanner, &mut members, text) else { return false };
        if !line.erased {
            return false;
        }
        if self.takes(Some(&line.session_id)) {
            let Ok(data) = Fields::scan(&mut scanner, b"{}", &mut members) else { return false };
            let (name, frame, energy) = (&*line.type_name, line.frame, line.energy_delta);
            let view = EventView { seq: line.seq, at: line.at, name, spec: None, frame, energy, data };
            self.track.before();
            if let Err(e) = self.track.state.apply(&view) {
                let _told_at_the_end = self.broken(line.seq, name, e);
                return true;
            }
            self.track.after(line.seq, name);
        }
        true
    }

    fn broken(&mut self, seq: u64, name: &str, e: FoldError) -> Result<(), Refusal> {
        if self.options.keep_going {
            return Err(e.into());
        }
        self.fault = Some(BadEvent { seq, type_name: name.to_owned(), fault: Fault::Fold(e) });
        Ok(())
    }

    /// Whether an event is of the session that is replayed; the first one decides where nobody chose.
    fn is_chosen(&mut self, event: &Incoming<'_>) -> bool {
        let session = event.session.as_deref().or(self.default_session.as_deref()).map(str::to_owned);
        self.takes(session.as_deref())
    }

    fn takes(&mut self, session: Option<&str>) -> bool {
        let chosen = match (&self.chosen, &self.wanted) {
            (Some(chosen), _) => chosen.0.as_deref() == session,
            (None, Some(wanted)) => session == Some(wanted),
            (None, None) => true,
        };
        if chosen {
            if self.chosen.is_none() {
                self.chosen = Some(Chosen(session.map(str::to_owned)));
            }
        } else {
            let name = session.unwrap_or("(no session id)");
            if self.others.len() <= MAX_NAMES && !self.others.iter().any(|o| o == name) {
                self.others.push(name.to_owned());
            }
        }
        chosen
    }

    /// A producer's key makes an event that is sent again harmless, as it does for `record`.
    fn is_duplicate(&mut self, event: &Incoming<'_>) -> Result<bool, Refusal> {
        let Some(key) = event.key.as_deref() else { return Ok(false) };
        let identity = identity(event);
        match self.keys.insert(first_half(&Sha256::digest(key.as_bytes())), identity) {
            None => Ok(false),
            Some(known) if known == identity => Ok(true),
            Some(known) => {
                self.keys.insert(first_half(&Sha256::digest(key.as_bytes())), known);
                let shown: String = key.chars().take(40).collect();
                let why = format!("key `{shown}` stood for other bytes before");
                Err(Refusal::new(Code::KeyConflict, "/event_key", why))
            }
        }
    }

    /// The state at a point is that after the last event within it, and only the end tells which one that is.
    fn keep_point(&mut self, event: &Incoming<'_>) {
        let within = match &self.options.point {
            Point::End | Point::Snapshot(_) => true,
            Point::Seq(seq) => self.track.seq < *seq,
            Point::At(at) => event.sent_at.is_none_or(|t| t.at <= *at),
            Point::Frame(frame) => event.frame == Some(*frame),
            Point::Key(key) => event.key.as_deref() == Some(key),
        };
        if within {
            self.within = None;
            self.any_within = true;
        } else if self.last_is_within && self.any_within {
            self.within = Some(Box::new(self.track.clone()));
        }
        self.last_is_within = within;
    }

    /// The fold at the point; `None` where no event is within it.
    pub fn at_point(&mut self) -> Option<Track> {
        match (self.within.take(), &self.options.point) {
            (Some(within), _) => Some(*within),
            (None, Point::End | Point::Snapshot(_)) => Some(self.track.clone()),
            (None, Point::Seq(0) | Point::At(_)) if !self.any_within => {
                Some(Track::new(State::default(), 0, self.options, Vec::new()))
            }
            (None, Point::Seq(seq)) if *seq > self.track.seq => None,
            (None, _) => self.any_within.then(|| self.track.clone()),
        }
    }

    /// The session that was replayed, or why there is not exactly one.
    pub fn session(&self) -> Result<Option<String>, ReplayError> {
        let wrong = |why: String| Err(ReplayError::Session { name: self.name.clone(), why });
        match (&self.chosen, &self.wanted) {
            (None, Some(wanted)) if self.others.is_empty() => {
                wrong(format!("has no session {wanted}: it has no events"))
            }
            (None, Some(wanted)) => {
                wrong(format!("has no session {wanted}; it has {}", self.others.join(", ")))
            }
            (None, None) => Ok(self.default_session.clone()),
            (Some(chosen), None) if !self.others.is_empty() => {
                let first = chosen.0.as_deref().unwrap_or("(no session id)");
                let more = if self.others.len() > MAX_NAMES { ", …" } else { "" };
                wrong(format!("has several sessions: {first}, {}{more}", self.others.join(", ")))
            }
            (Some(chosen), _) => Ok(chosen.0.clone()),
        }
    }
}

/// Lines of wfstate's own streams that are no events: `{"message_type":"journal", …}`.
pub fn is_other_record(refusal: &Refusal, bytes: &[u8]) -> bool {
    refusal.code == Code::MissingField
        && refusal.pointer.as_deref() == Some("/type")
        && serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|v| v.get("message_type").is_some())
}

/// What an event with a key stands for. The reader's clock is no part of it.
pub fn identity(event: &Incoming<'_>) -> [u8; 16] {
    let mut all = Sha256::new();
    let mut part = |bytes: &[u8]| {
        all.update((bytes.len() as u64).to_be_bytes());
        all.update(bytes);
    };
    part(event.name.as_bytes());
    part(&[event.flags.0 & !Flags::REDACTED]);
    part(event.sent_at.map(|t| t.at.0.to_be_bytes()).as_ref().map_or(&[], |b| b.as_slice()));
    part(event.frame.map(u64::to_be_bytes).as_ref().map_or(&[], |b| b.as_slice()));
    part(event.energy.map(|e| e.0.to_be_bytes()).as_ref().map_or(&[], |b| b.as_slice()));
    part(event.extra.as_deref().unwrap_or_default().as_bytes());
    part(event.data.object());
    first_half(&all.finalize())
}

fn first_half(digest: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}
