//! Producers' keys: an event that is sent again is acknowledged again, and stored once.

use super::{Engine, Outcome};
use crate::core::decode::{Code, Incoming, Refusal};
use crate::core::model::chain::{Hash, Sealed};
use crate::core::model::event::Flags;
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::privacy::redact;
use crate::core::model::time::Timestamp;
use crate::core::record::RecordError;
use crate::core::record::batch::Span;
use crate::core::record::place::{RowParts, identity, key_conflict};
use crate::core::store::{Ask, StoreError};

pub type Known = Option<Result<(), Refusal>>;

impl Engine {
    /// Whether an event's key is known: `Some(Ok)` with the same bytes, `Some(Err)` with others.
    pub(super) fn known(
        &self,
        at_track: u32,
        event: &Incoming<'_>,
        (row, flags, at): (&RowParts, Flags, Timestamp),
    ) -> Result<Known, RecordError> {
        let Some(key) = event.key.as_deref() else { return Ok(None) };
        let track = &self.tracks[at_track as usize];
        let this = self.identity(event, row, flags, at);
        if let Some((that, _)) = track.pending_keys.get(key) {
            return Ok(Some(same(*that == this, key)));
        }
        // An earlier recording of the session may have been under the other policy for content.
        let other = || self.form((&track.start.session_id, !track.start.content), event, at);
        self.known_in_database(track.start.no, key, &this, &other)
    }

    fn known_in_database(
        &self,
        session_no: i64,
        key: &str,
        this: &Hash,
        other: &dyn Fn() -> Hash,
    ) -> Result<Known, RecordError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        Ok(known_in(reader, session_no, key, this, other)?)
    }

    /// What an event with a key stands for in a session that stores content, or that does not.
    fn form(&self, (session, content): (&str, bool), event: &Incoming<'_>, at: Timestamp) -> Hash {
        let mut payload = Vec::new();
        let mut flags = event.flags;
        if content {
            payload.extend_from_slice(event.data.object());
        } else if redact(&self.key, (session, &event.name), event.spec, &event.data, &mut payload) {
            flags = flags.with(Flags::REDACTED);
        }
        let extra =
            event.extra.as_ref().map(|extra| self.redacted_extra(session, &event.name, extra, content));
        identity(&sealed(event, (flags, at), (extra.as_deref(), &payload)))
    }

    /// What an event with a key stands for.
    pub(super) fn identity(&self, event: &Incoming<'_>, row: &RowParts, flags: Flags, at: Timestamp) -> Hash {
        let extra = row.extra.as_ref().map(|span| self.batch.text_at(span));
        identity(&sealed(event, (flags, at), (extra, self.batch.bytes_at(&row.payload))))
    }

    /// An event of a session that has events, in a recording that was not told to go on with it: harmless when
    /// its key is known, refused otherwise.
    pub(super) fn add_to_existing(
        &mut self,
        name: &str,
        (no, last_seq, content): (i64, u64, bool),
        event: &Incoming<'_>,
    ) -> Result<Result<Outcome, Refusal>, RecordError> {
        if let Some(key) = event.key.as_deref() {
            let at = event.sent_at.map_or(Timestamp(0), |t| t.at);
            let this = self.form((name, content), event, at);
            let other = || self.form((name, !content), event, at);
            if let Some(known) = self.known_in_database(no, key, &this, &other)? {
                if known.is_ok() && !self.batch.known.iter().any(|(session, _)| session == name) {
                    self.batch.known.push((name.to_owned(), last_seq));
                }
                return Ok(known.map(|()| Outcome::Duplicate));
            }
        }
        if !self.summary.refused_sessions.iter().any(|s| s == name) {
            self.summary.refused_sessions.push(name.to_owned());
        }
        let message = format!("session {name} has {last_seq} events already; --resume goes on with it");
        Ok(Err(Refusal::new(Code::SessionExists, "/session_id", message)))
    }

    /// Puts unknown members into the batch's buffer, under the content policy.
    pub(super) fn keep_extra(&mut self, at_track: u32, type_name: &str, extra: &str) -> Span {
        let start = &self.tracks[at_track as usize].start;
        let kept = self.redacted_extra(&start.session_id, type_name, extra, start.content);
        self.batch.keep(kept.as_bytes())
    }

    fn redacted_extra(&self, session: &str, type_name: &str, extra: &str, content: bool) -> String {
        let mut members = Vec::new();
        let fields = Fields::scan(&mut Scanner::default(), extra.as_bytes(), &mut members);
        match fields {
            Ok(fields) if !content => {
                let mut out = Vec::new();
                redact(&self.key, (session, type_name), None, &fields, &mut out);
                String::from_utf8(out).unwrap_or_default()
            }
            _ => extra.to_owned(),
        }
    }

    /// Keys of committed events are found in the database from now on.
    pub(super) fn forget_committed_keys(&mut self) {
        if self.reader.is_none() {
            return; // a recording in memory remembers them all
        }
        let committed = self.shared.committed();
        for track in self.tracks.iter_mut().filter(|t| !t.pending_keys.is_empty()) {
            track.pending_keys.retain(|_, (_, batch)| *batch > committed);
        }
    }
}

/// Whether a key is known in the database; `other` is what the event stands for under the other policy for content.
pub fn known_in(
    from: &impl Ask,
    session_no: i64,
    key: &str,
    this: &Hash,
    other: &dyn Fn() -> Hash,
) -> Result<Known, StoreError> {
    let found = from.ask(|q| q.events_with_key(session_no, key))?;
    if found.rows().is_empty() {
        // Of a compacted event only the key is left; a producer that sends it again has sent it before.
        return Ok(from.ask(|q| q.compacted_key(session_no, key))?.then_some(Ok(())));
    }
    let names = from.ask(|q| q.type_names())?;
    let is = |wanted: &Hash| {
        found.rows().iter().any(|e| {
            let name = usize::try_from(e.type_no).ok().and_then(|at| names.get(at)?.as_deref());
            name.is_some_and(|name| identity(&found.sealed(e, name)) == *wanted)
        })
    };
    Ok(Some(same(is(this) || is(&other()), key)))
}

/// What a seal would cover of an event, but for its place.
pub fn sealed<'a>(
    event: &'a Incoming<'_>,
    (flags, at): (Flags, Timestamp),
    (extra, payload): (Option<&'a str>, &'a [u8]),
) -> Sealed<'a> {
    Sealed {
        seq: 0,
        at,
        type_name: &event.name,
        flags,
        frame: event.frame,
        energy: event.energy.map(|m| m.0),
        key: event.key.as_deref(),
        extra,
        payload,
    }
}

fn same(equal: bool, key: &str) -> Result<(), Refusal> {
    if equal { Ok(()) } else { Err(key_conflict(key)) }
}
