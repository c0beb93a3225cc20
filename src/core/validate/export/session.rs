//! One session of an export: its events in the order of the file, through the rules for stored ones.

use super::claims::Claims;
use crate::core::decode::Incoming;
use crate::core::export::proof::Proof;
use crate::core::export::record::{BaselineRecord, EventLine};
use crate::core::fold::TypeNames;
use crate::core::holes::{Declared, GAP};
use crate::core::model::chain::Sealed;
use crate::core::model::event::Flags;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::store::{EventChunk, JournalEntry, Reader, SEQ_BITS, SessionRow};
use crate::core::validate::energy;
use crate::core::validate::findings::Sink;
use crate::core::validate::gaps;
use crate::core::validate::privacy::Privacy;
use crate::core::validate::seals;
use crate::core::validate::snapshots::Snapshots;
use crate::core::validate::user_schemas::UserSchemas;
use crate::core::validate::visit::{Begin, Visitor};
use serde_json::Value;

/// The largest number that an event of a database can have.
const MAX_SEQ: u64 = (1 << SEQ_BITS) - 1;

/// A session on its way.
pub struct Session<'a> {
    row: SessionRow,
    visitor: Visitor<'a>,
    claims: Option<Claims>,
    /// Its last event.
    pub last_seq: u64,
    events: u64,
    last_at: Timestamp,
    lossy: bool,
    /// The seals that it came with.
    proof: Option<Proof>,
    /// Types of events were left out of the file.
    partial: bool,
    /// Refused lines that were anybody's, as far as this session knows of them.
    doubts: u64,
}

impl<'a> Session<'a> {
    /// Before its first event.
    pub fn new(
        id: Option<&str>,
        (types, now, schemas): (&'a TypeNames, Timestamp, &'a UserSchemas),
        sink: &Sink<'_>,
    ) -> Self {
        let row = row(id.unwrap_or_default());
        let nothing = (Snapshots::new(Vec::new(), &[]), Declared::default(), Vec::new());
        let begin = Begin { after: 0, state: Some(State::default()) };
        // A stream that nobody recorded yet holds words as they come; the head of an export may forbid them.
        let rules = (Privacy::new(true, sink), schemas);
        let visitor = Visitor::new(types, now, &row, nothing, rules, begin);
        let last_at = Timestamp(i64::MIN);
        Self {
            row,
            visitor,
            claims: None,
            last_seq: 0,
            events: 0,
            last_at,
            lossy: false,
            doubts: 0,
            proof: None,
            partial: false,
        }
    }

    /// The next event. One that says its number has it; others are numbered as they come.
    pub fn event(
        &mut self,
        event: &Incoming<'_>,
        type_no: i64,
        chunk: &mut EventChunk,
        nobody: &Reader,
        sink: &mut Sink<'_>,
    ) {
        let seq = event.seq.unwrap_or(self.last_seq + 1);
        self.events += 1;
        if seq <= self.last_seq || seq > MAX_SEQ {
            let message = match self.last_seq {
                last if seq > MAX_SEQ => {
                    format!("no session has an event {seq}; this one stands after {last}")
                }
                last => format!("event {seq} stands after event {last}"),
            };
            sink.report(&gaps::GAP, Some(self.last_seq).filter(|last| *last > 0), message);
            self.visitor.interrupted();
            return;
        }
        // Without a time of its own an event is as late as the one before it.
        let at = event.sent_at.map_or(self.last_at, |t| t.at);
        chunk.hold(
            &Sealed {
                seq,
                at,
                type_name: &event.name,
                flags: Flags(event.flags.0 & !Flags::CLOCK),
                frame: event.frame,
                energy: event.energy.map(|e| e.0),
                key: event.key.as_deref(),
                extra: event.extra.as_deref(),
                payload: event.data.object(),
            },
            type_no,
        );
        if self.partial {
            // What stands between two events of such a file is not known.
            self.visitor.skip_to(seq - 1);
        }
        self.visitor.events(nobody, chunk, sink);
        (self.last_seq, self.last_at) = (seq, at);
    }

    /// Puts an event to the proof.
    pub fn prove(&mut self, line: &EventLine<'_>, sink: &mut Sink<'_>) {
        if let Some((first, last)) = self.proof.as_mut().and_then(|p| p.event(line)) {
            let message = format!("the seal of events {first} to {last} does not fit them");
            sink.report(&seals::SEAL, Some(last), message);
        }
    }

    /// The data of an event was erased before it was written here.
    pub fn erased(&mut self, seq: u64) {
        self.visitor.interrupted();
        self.visitor.skip_to(seq);
        self.events += 1;
        self.last_seq = seq;
    }

    /// Its events go on from a state.
    pub fn go_on(
        &mut self,
        record: &BaselineRecord,
        (types, now, schemas): (&'a TypeNames, Timestamp, &'a UserSchemas),
        sink: &mut Sink<'_>,
    ) {
        let state = State::from_json(record.state.get().as_bytes()).ok();
        let state = state.filter(|s| hex(&s.hash()) == record.state_hash);
        if state.is_none() {
            let message = "the baseline does not have the state that it says";
            sink.report(&energy::STATE, Some(record.last_seq), message);
        }
        let nothing = (Snapshots::new(Vec::new(), &[]), Declared::default(), Vec::new());
        let begin = Begin { after: record.last_seq, state };
        let words = self.claims.as_ref().is_none_or(|c| c.stores_content != Some(false));
        let rules = (Privacy::new(words, sink), schemas);
        self.visitor = Visitor::new(types, now, &self.row, nothing, rules, begin);
        self.last_seq = record.last_seq;
        if let Some(proof) = &mut self.proof {
            proof.go_on(record);
        }
    }

    /// Something of it was refused.
    pub fn interrupted(&mut self) {
        self.visitor.interrupted();
    }

    /// So many lines that may have been this session's were refused in the file so far.
    pub fn doubted(&mut self, doubts: u64) {
        if doubts > self.doubts {
            self.doubts = doubts;
            self.visitor.interrupted();
        }
    }

    /// What the recorder had to say.
    pub fn journal(&mut self, entry: &JournalEntry, sink: &mut Sink<'_>) {
        self.lossy |= entry.kind == GAP;
        self.visitor.declare(entry);
        gaps::declared(std::slice::from_ref(entry), sink);
    }

    /// What the head of the export says.
    pub fn claim(&mut self, head: &Value, sink: &Sink<'_>) {
        let claims = Claims::of(head);
        if claims.stores_content == Some(false) {
            self.visitor.forbid_content(sink);
        }
        self.row.start = claims.start.unwrap_or(self.row.start);
        self.row.end = claims.end;
        self.claims = Some(claims);
        self.proof = Proof::of(&self.row.session_id, head);
        self.partial = head.get("partial") == Some(&Value::Bool(true));
        if self.partial {
            self.visitor.interrupted();
        }
    }

    /// The end.
    pub fn finish(mut self, nobody: &Reader, sink: &mut Sink<'_>) {
        if let (Some(claims), Some(state)) = (&self.claims, self.visitor.state()) {
            claims.compare(self.events, state, sink);
        }
        if let Some((first, last)) = self.proof.as_mut().and_then(Proof::changed) {
            let message = format!("what is left of events {first} to {last} is not what was left of them");
            sink.report(&seals::SEAL, Some(last), message);
        }
        if let Some(seq) = self.proof.as_ref().and_then(Proof::dangling) {
            let message = format!("it has a seal at event {seq}; the last event is {}", self.last_seq);
            sink.report(&seals::TAIL, Some(self.last_seq).filter(|l| *l > 0), message);
        }
        // There is no row to be compared: as little as for a session that is still being recorded.
        let live = true;
        self.visitor.finish(nobody, &self.row, (live, self.lossy), sink);
    }
}

/// A row that says nothing but the session's name.
fn row(session_id: &str) -> SessionRow {
    SessionRow {
        no: 1,
        session_id: session_id.to_owned(),
        kind: "stream".into(),
        label: None,
        user_id: String::new(),
        mode: String::new(),
        status: String::new(),
        stores_content: false,
        durability: String::new(),
        start: Timestamp(i64::MIN),
        end: None,
        clean: false,
        owner: None,
        pseudonym: Vec::new(),
        last_seq: None,
        energy_micro: None,
        cost_micro_usd: None,
        lost: 0,
        state_hash: None,
        model_id: None,
        hardware_tier: None,
        level: None,
        error_message: None,
        metadata: "{}".into(),
    }
}
