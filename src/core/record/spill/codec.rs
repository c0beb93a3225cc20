//! A batch as bytes, and back. Everything in it is named by itself (sessions and types by their names), so that
//! another process can store it. Numbers are little endian; texts and bytes carry their length; an option is a
//! byte. What does not decode to its last byte is refused: the frame around it says that it is whole.

use crate::core::decode::Code;
use crate::core::model::chain::Hash;
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::record::batch::{Batch, JournalNote, Note, Placed, Span};
use crate::core::record::feedback::Nack;
use crate::core::store::{NewSnapshot, Refused, Totals};
use std::collections::BTreeSet;

/// No recording has more types than this; a number beyond it would only claim memory.
const MOST_TYPES: u32 = 1 << 20;

/// A batch that came back, with the names of what its numbers stand for.
#[derive(Debug, Default)]
pub struct Unspilled {
    /// The batch.
    pub batch: Batch,
    /// Its sessions: number within the recording, name.
    pub sessions: Vec<(u32, String)>,
    /// Its types: number within the recording, name.
    pub types: Vec<(u32, String)>,
}

/// A batch as bytes. `session` and `type_name` give names to its numbers.
pub fn encode<'n>(
    batch: &Batch,
    session: impl Fn(u32) -> &'n str,
    type_name: impl Fn(u32) -> &'n str,
) -> Vec<u8> {
    let mut out = Out(Vec::with_capacity(batch.bytes.len() + batch.events.len() * 80 + 256));
    let tracks: BTreeSet<u32> = batch.events.iter().map(|e| e.track).chain(tracks_of(batch)).collect();
    let types: BTreeSet<u32> = batch.events.iter().map(|e| e.type_slot).collect();
    out.list(&tracks, |out, n| {
        out.u32(*n);
        out.text(session(*n));
    });
    out.list(&types, |out, n| {
        out.u32(*n);
        out.text(type_name(*n));
    });
    out.u64(batch.number);
    out.u64(batch.lines);
    out.bytes(&batch.bytes);
    out.list(&batch.events, event);
    out.list(&batch.notes, note);
    out.list(&batch.nacks, |out, n| {
        out.u64(n.line);
        out.text(n.code);
        out.text(&n.message);
    });
    out.list(&batch.acks, |out, (track, seq)| {
        out.u32(*track);
        out.u64(*seq);
    });
    out.list(&batch.known, |out, (name, seq)| {
        out.text(name);
        out.u64(*seq);
    });
    out.list(&batch.tee, span);
    out.0
}

/// A batch from bytes.
pub fn decode(bytes: &[u8]) -> Option<Unspilled> {
    let mut from = In(bytes);
    let sessions = from.list(|f| Some((f.u32()?, f.text()?)))?;
    let types = from.list(|f| Some((f.u32()?, f.text()?)))?;
    let batch = Batch {
        number: from.u64()?,
        lines: from.u64()?,
        bytes: from.bytes()?.to_vec(),
        events: from.list(read_event)?,
        notes: from.list(read_note)?,
        nacks: from.list(|f| {
            Some(Nack { line: f.u64()?, code: Code::named(&f.text()?)?.as_str(), message: f.text()? })
        })?,
        acks: from.list(|f| Some((f.u32()?, f.u64()?)))?,
        known: from.list(|f| Some((f.text()?, f.u64()?)))?,
        tee: from.list(read_span)?,
        commit: true,
        ..Batch::default()
    };
    let whole = from.0.is_empty() && holds(&batch, &sessions, &types);
    whole.then_some(Unspilled { batch, sessions, types })
}

/// Whether every number and place within a batch means something.
fn holds(batch: &Batch, sessions: &[(u32, String)], types: &[(u32, String)]) -> bool {
    let named = |names: &[(u32, String)], n: u32| names.iter().any(|(known, _)| *known == n);
    let text = |s: &Span| {
        let range = s.start as usize..s.end as usize;
        batch.bytes.get(range).is_some_and(|b| std::str::from_utf8(b).is_ok())
    };
    let event = |e: &Placed| {
        named(sessions, e.track)
            && named(types, e.type_slot)
            && [Some(&e.payload), e.key.as_ref(), e.extra.as_ref()].into_iter().flatten().all(text)
    };
    types.iter().all(|(slot, _)| *slot < MOST_TYPES)
        && batch.events.iter().all(event)
        && tracks_of(batch).all(|track| named(sessions, track))
        && batch.tee.iter().all(|s| batch.bytes.get(s.start as usize..s.end as usize).is_some())
}

/// The sessions that notes and acknowledgements speak of.
fn tracks_of(batch: &Batch) -> impl Iterator<Item = u32> {
    batch.notes.iter().filter_map(Note::track).chain(batch.acks.iter().map(|(track, _)| *track))
}

fn event(out: &mut Out, e: &Placed) {
    out.u32(e.track);
    out.u64(e.seq);
    out.i64(e.at.0);
    out.u32(e.type_slot);
    out.u8(e.flags.0);
    out.option(e.frame.as_ref(), |out, n| out.u64(*n));
    out.option(e.energy.as_ref(), |out, n| out.i64(*n));
    span(out, &e.payload);
    out.option(e.key.as_ref(), span);
    out.option(e.extra.as_ref(), span);
    out.option(e.seal.as_ref(), |out, seal| out.raw(seal));
}

fn read_event(f: &mut In<'_>) -> Option<Placed> {
    Some(Placed {
        track: f.u32()?,
        seq: f.u64()?,
        at: Timestamp(f.i64()?),
        type_slot: f.u32()?,
        flags: Flags(f.u8()?),
        frame: f.option(In::u64)?,
        energy: f.option(In::i64)?,
        payload: read_span(f)?,
        key: f.option(read_span)?,
        extra: f.option(read_span)?,
        ends_seal: false,
        seal: f.option(In::hash)?,
    })
}

fn note(out: &mut Out, note: &Note) {
    match note {
        Note::Key { track, first_seq, key } => {
            out.u8(0);
            out.u32(*track);
            out.u64(*first_seq);
            out.raw(key);
        }
        Note::Snapshot { track, snapshot, seal } => {
            out.u8(1);
            out.u32(*track);
            write_snapshot(out, snapshot);
            out.raw(seal);
        }
        Note::Quarantine(refused) => {
            out.u8(2);
            write_refused(out, refused);
        }
        Note::Retried { entry_no, status } => {
            out.u8(3);
            out.i64(*entry_no);
            out.text(status);
        }
        Note::Close { track, totals, facts, at, seal } => {
            out.u8(4);
            out.u32(*track);
            write_totals(out, totals);
            out.text(facts);
            out.i64(at.0);
            out.raw(seal);
        }
        Note::Journal(entry) => {
            out.u8(5);
            out.u32(entry.track);
            out.u64(entry.after_seq);
            out.i64(entry.at.0);
            out.text(&entry.kind);
            out.text(&entry.facts);
            out.u64(entry.lost);
            out.raw(&entry.seal);
        }
    }
}

fn read_note(f: &mut In<'_>) -> Option<Note> {
    Some(match f.u8()? {
        0 => Note::Key { track: f.u32()?, first_seq: f.u64()?, key: f.hash()? },
        1 => Note::Snapshot { track: f.u32()?, snapshot: Box::new(read_snapshot(f)?), seal: f.hash()? },
        2 => Note::Quarantine(Box::new(read_refused(f)?)),
        3 => {
            Note::Retried { entry_no: f.i64()?, status: one_of(&f.text()?, &["accepted", "refused again"])? }
        }
        4 => Note::Close {
            track: f.u32()?,
            totals: Box::new(read_totals(f)?),
            facts: f.text()?,
            at: Timestamp(f.i64()?),
            seal: f.hash()?,
        },
        5 => Note::Journal(Box::new(JournalNote {
            track: f.u32()?,
            after_seq: f.u64()?,
            at: Timestamp(f.i64()?),
            kind: f.text()?.into(),
            facts: f.text()?,
            lost: f.u64()?,
            seal: f.hash()?,
        })),
        _ => return None,
    })
}

fn write_snapshot(out: &mut Out, s: &NewSnapshot) {
    out.u64(s.last_seq);
    out.option(s.frame.as_ref(), |out, n| out.u64(*n));
    out.i64(s.at.0);
    out.text(s.kind);
    out.option(s.reason.as_ref(), |out, t| out.text(t));
    out.i64(s.energy_micro);
    out.bytes(&s.state);
    out.raw(&s.state_hash);
}

fn read_snapshot(f: &mut In<'_>) -> Option<NewSnapshot> {
    Some(NewSnapshot {
        last_seq: f.u64()?,
        frame: f.option(In::u64)?,
        at: Timestamp(f.i64()?),
        kind: one_of(&f.text()?, &["periodic", "session_end", "migration", "manual"])?,
        reason: f.option(In::text)?,
        energy_micro: f.i64()?,
        state: f.bytes()?.to_vec(),
        state_hash: f.hash()?,
    })
}

fn write_refused(out: &mut Out, r: &Refused) {
    out.option(r.session_id.as_ref(), |out, t| out.text(t));
    out.i64(r.received.0);
    out.text(&r.source);
    out.u64(r.line_no);
    out.text(&r.code);
    out.text(&r.message);
    out.option(r.pointer.as_ref(), |out, t| out.text(t));
    out.option(r.column.as_ref(), |out, n| out.u64(*n));
    out.u64(r.length);
    out.raw(&r.digest);
    out.option(r.line.as_ref(), |out, t| out.text(t));
}

fn read_refused(f: &mut In<'_>) -> Option<Refused> {
    Some(Refused {
        session_id: f.option(In::text)?,
        received: Timestamp(f.i64()?),
        source: f.text()?,
        line_no: f.u64()?,
        code: f.text()?,
        message: f.text()?,
        pointer: f.option(In::text)?,
        column: f.option(In::u64)?,
        length: f.u64()?,
        digest: f.array()?,
        line: f.option(In::text)?,
    })
}

fn write_totals(out: &mut Out, t: &Totals) {
    out.u64(t.last_seq);
    out.i64(t.energy_micro);
    out.option(t.cost_micro_usd.as_ref(), |out, n| out.i64(*n));
    out.raw(&t.state_hash);
    for text in [&t.user_id, &t.mode, &t.model_id, &t.hardware_tier] {
        out.option(text.as_ref(), |out, t| out.text(t));
    }
    out.option(t.level.as_ref(), |out, n| out.i64(*n));
}

fn read_totals(f: &mut In<'_>) -> Option<Totals> {
    Some(Totals {
        last_seq: f.u64()?,
        energy_micro: f.i64()?,
        cost_micro_usd: f.option(In::i64)?,
        state_hash: f.hash()?,
        user_id: f.option(In::text)?,
        mode: f.option(In::text)?,
        model_id: f.option(In::text)?,
        hardware_tier: f.option(In::text)?,
        level: f.option(In::i64)?,
    })
}

fn span(out: &mut Out, s: &Span) {
    out.u32(s.start);
    out.u32(s.end);
}

fn read_span(f: &mut In<'_>) -> Option<Span> {
    Some(f.u32()?..f.u32()?)
}

fn one_of(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| *word == text)
}

/// Bytes that are written.
struct Out(Vec<u8>);

impl Out {
    fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn u8(&mut self, n: u8) {
        self.0.push(n);
    }

    fn u32(&mut self, n: u32) {
        self.raw(&n.to_le_bytes());
    }

    fn u64(&mut self, n: u64) {
        self.raw(&n.to_le_bytes());
    }

    fn i64(&mut self, n: i64) {
        self.raw(&n.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.u64(bytes.len() as u64);
        self.raw(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn option<T>(&mut self, value: Option<&T>, write: impl Fn(&mut Self, &T)) {
        self.u8(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<'t, T: 't>(
        &mut self,
        items: impl IntoIterator<Item = &'t T, IntoIter: ExactSizeIterator>,
        write: impl Fn(&mut Self, &T),
    ) {
        let items = items.into_iter();
        self.u64(items.len() as u64);
        items.for_each(|item| write(self, item));
    }
}

/// Bytes that are read.
struct In<'b>(&'b [u8]);

impl<'b> In<'b> {
    fn raw(&mut self, count: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.raw(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn hash(&mut self) -> Option<Hash> {
        self.array()
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let count = usize::try_from(self.u64()?).ok()?;
        self.raw(count)
    }

    fn text(&mut self) -> Option<String> {
        std::str::from_utf8(self.bytes()?).ok().map(str::to_owned)
    }

    #[expect(clippy::option_option, reason = "the outer one says whether it decodes")]
    fn option<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.u8()? {
            0 => Some(None),
            1 => read(self).map(Some),
            _ => None,
        }
    }

    /// Nothing is set aside for a length that is only claimed.
    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.u64()?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(read(self)?);
        }
        Some(items)
    }
}
