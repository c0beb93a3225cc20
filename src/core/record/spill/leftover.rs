//! Spill files of recordings that are over: what waits in them is stored before anything else is written.

use super::{Ending, Spill, codec, found_everywhere, marker};
use crate::core::ambient;
use crate::core::model::time::Timestamp;
use crate::core::record::batch::{Batch, Note};
use crate::core::record::commit::store::{Target, Targets, say_at_end, store};
use crate::core::store::{Ask, SessionRow, StoreError, Transaction, Writer};
use codec::Unspilled;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Events that one transaction stores.
const GROUP: u64 = 10_000;

/// Stores what waits in all leftover spill files of a database; says what was done with each.
pub fn drain_all(
    writer: &mut Writer,
    database: &Path,
    directory: Option<&Path>,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let mut told = Vec::new();
    for path in found_everywhere(database, directory) {
        told.extend(drain(writer, &path, now)?);
    }
    Ok(told)
}

fn drain(writer: &mut Writer, path: &Path, now: Timestamp) -> Result<Option<String>, StoreError> {
    let shown = path.display();
    let (mut spill, ending) = match Spill::open(path) {
        Ok(Some(opened)) => opened,
        Ok(None) => return Ok(None), // its recorder lives and drains it
        Err(e) if e.kind() == io::ErrorKind::InvalidData => {
            return Ok(Some(format!("{shown} is left alone: {e}")));
        }
        Err(e) => return Err(StoreError::Io { path: path.to_owned(), source: e }),
    };
    if spill.database() != writer.uuid() {
        return Ok(Some(format!("{shown} is left alone: it belongs to another database")));
    }
    let failed = |e| StoreError::Io { path: path.to_owned(), source: e };
    let before = writer.ask(|q| q.meta(&marker(spill.id())))?.and_then(|n| n.parse().ok()).unwrap_or(0);
    spill.skip(before).map_err(failed)?;
    let mut drain = Drain { sessions: BTreeMap::new(), events: 0, batches: 0, unfit: None };
    while !spill.is_read() && drain.unfit.is_none() {
        let mut tx = writer.begin()?;
        drain.some(&mut tx, &mut spill).map_err(|e| e.into_store(path))?;
        tx.set_meta(&marker(spill.id()), &spill.frames_read().to_string())?;
        tx.commit()?;
    }
    let why = drain.unfit.take().or_else(|| match ending {
        Ending::Damaged(bytes) => Some(format!("its last {bytes} bytes are damaged")),
        Ending::Clean | Ending::Torn(_) => None,
    });
    let left_out = drain.say(writer, now, why.as_deref())?;
    let stored = format!("{} events that waited in {shown} are stored now", drain.events);
    let id = *spill.id();
    if let Some(why) = why.or(left_out) {
        let kept = spill.keep_aside("damaged").map_err(failed)?;
        return Ok(Some(format!("{stored}; the rest is not: {why}; it is kept in {}", kept.display())));
    }
    if let Ending::Torn(bytes) = ending {
        let kept = spill.keep_aside("torn").map_err(failed)?;
        let rest = "is not whole, as a crash leaves it, and was never acknowledged";
        let text =
            format!("{stored}; the last batch in it ({bytes} bytes) {rest}; kept in {}", kept.display());
        return Ok(Some(text));
    }
    spill.remove().map_err(failed)?;
    let mut tx = writer.begin()?;
    tx.delete_meta(&marker(&id))?;
    tx.commit()?;
    Ok((drain.events > 0).then_some(stored))
}

/// One spill file being drained.
struct Drain {
    sessions: BTreeMap<String, Waiting>,
    events: u64,
    batches: u64,
    unfit: Option<String>,
}

/// A session of the file.
struct Waiting {
    target: Target,
    /// Events of it were stored.
    stored: bool,
    /// It has gone another way since, and nothing of the file belongs to it any more: why, and how many events
    /// that are not in the database were passed over.
    elsewhere: Option<(String, u64)>,
}

enum Failure {
    Store(StoreError),
    File(io::Error),
}

impl Failure {
    fn into_store(self, path: &Path) -> StoreError {
        match self {
            Self::Store(e) => e,
            Self::File(source) => StoreError::Io { path: path.to_owned(), source },
        }
    }
}

impl From<StoreError> for Failure {
    fn from(e: StoreError) -> Self {
        Self::Store(e)
    }
}

/// The sessions of one batch.
struct Local<'d> {
    sessions: &'d mut BTreeMap<String, Waiting>,
    names: &'d [(u32, String)],
}

impl Targets for Local<'_> {
    fn target(&mut self, track: u32) -> Option<&mut Target> {
        let (_, name) = self.names.iter().find(|(n, _)| *n == track)?;
        self.sessions.get_mut(name).map(|waiting| &mut waiting.target)
    }
}

impl Drain {
    /// Stores the next batches, as many as one transaction takes.
    fn some(&mut self, tx: &mut Transaction<'_>, spill: &mut Spill) -> Result<(), Failure> {
        let most = self.events + GROUP;
        // Snapshots that an earlier transaction stored are not leant on: it is not known here what they unpack to.
        self.sessions.values_mut().for_each(|waiting| waiting.target.forget_base());
        while self.events < most && self.unfit.is_none() {
            let Some(payload) = spill.next_frame().map_err(Failure::File)? else { return Ok(()) };
            match codec::decode(&payload) {
                Some(unspilled) => self.batch(tx, unspilled)?,
                None => self.unfit = Some("a batch in it cannot be read".into()),
            }
        }
        Ok(())
    }

    fn batch(&mut self, tx: &mut Transaction<'_>, unspilled: Unspilled) -> Result<(), Failure> {
        let Unspilled { mut batch, sessions: names, types } = unspilled;
        let (mut there, mut passed_over) = (false, BTreeSet::new());
        for (track, name) in &names {
            let Some(row) = tx.ask(|q| q.session(name))? else {
                self.unfit = Some(format!("session {name} is not in the database"));
                return Ok(());
            };
            let new =
                || Waiting { target: Target::new(row.no, name.clone()), stored: false, elsewhere: None };
            let waiting = self.sessions.entry(name.clone()).or_insert_with(new);
            if waiting.elsewhere.is_none() {
                match fit(tx, &batch, *track, &row)? {
                    Fit::Next => {}
                    Fit::There => {
                        there = true;
                        passed_over.insert(*track);
                    }
                    Fit::Not(why) => waiting.elsewhere = Some((why, 0)),
                }
            }
            if let Some((_, lost)) = &mut waiting.elsewhere {
                *lost += not_stored(tx, &batch, *track, row.no)?;
                passed_over.insert(*track);
            }
        }
        batch.events.retain(|e| !passed_over.contains(&e.track));
        batch.notes.retain(|note| match note.track() {
            Some(track) => !passed_over.contains(&track),
            None => !there, // it came into the database with the events
        });
        let slots = types.iter().map(|(slot, _)| *slot as usize + 1).max().unwrap_or(0);
        let mut type_names = vec![String::new(); slots];
        for (slot, name) in types {
            type_names[slot as usize] = name;
        }
        store(tx, &batch, &type_names, &mut Local { sessions: &mut self.sessions, names: &names })?;
        self.events += batch.events.len() as u64;
        self.batches += 1;
        for (track, name) in &names {
            if let Some(waiting) = self.sessions.get_mut(name) {
                waiting.stored |= batch.events.iter().any(|e| e.track == *track);
            }
        }
        Ok(())
    }

    /// The journals say what came out of the file, and what did not. Gives why something did not.
    fn say(
        &self,
        writer: &mut Writer,
        now: Timestamp,
        why: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        let spill = json!({
            "batches": self.batches,
            "events": self.events,
            "reason": "left by a recording that did not end",
        });
        let mut left_out = None;
        let mut tx = writer.begin()?;
        for waiting in self.sessions.values() {
            let target = &waiting.target;
            if waiting.stored {
                say_at_end(&mut tx, target, now, "recorder.spill", &spill)?;
            }
            let (detail, lost) = match (&waiting.elsewhere, why) {
                // Sent again meanwhile, all of them.
                (Some((_, 0)), _) | (None, None) => continue,
                (Some((detail, lost)), _) => (detail.as_str(), Some(*lost)),
                // How many there were is not known; what is known is that none was acknowledged.
                (None, Some(why)) => (why, None),
            };
            let gap = json!({ "reason": "not stored from a spill file", "detail": detail, "count": lost });
            say_at_end(&mut tx, target, now, "recorder.gap", &gap)?;
            tx.add_lost(target.no, lost.unwrap_or(1))?;
            left_out.get_or_insert_with(|| detail.to_owned());
        }
        tx.commit()?;
        Ok(left_out)
    }
}

enum Fit {
    Next,
    There,
    Not(String),
}

/// Where a session stands to what a batch has of it. A commit that reported a failure may have reached the disk all
/// the same, and what it stored is in the spill file as well; and the session may have gone on without it.
fn fit(tx: &Transaction<'_>, batch: &Batch, track: u32, row: &SessionRow) -> Result<Fit, StoreError> {
    let name = &row.session_id;
    if row.owner.as_deref().is_some_and(ambient::is_alive) {
        return Ok(Fit::Not(format!("session {name} is recorded by another process")));
    }
    let mut events = batch.events.iter().filter(|e| e.track == track);
    let closes = batch.notes.iter().any(|n| matches!(n, Note::Close { track: t, .. } if *t == track));
    let last_seq = tx.ask(|q| q.last_seq(row.no))?;
    let Some(first) = events.next() else {
        // Notes alone: they stand where the session stands, and close it once.
        let here = batch.notes.iter().filter(|n| n.track() == Some(track)).all(|n| n.seq() == Some(last_seq));
        let closed = closes && row.owner.is_none() && row.status == "Completed";
        return Ok(if here && !closed { Fit::Next } else { Fit::There });
    };
    let last = events.next_back().unwrap_or(first);
    if tx.ask(|q| q.floor(row.no))? > last.seq {
        return Ok(Fit::There); // and compacted since
    }
    if last_seq >= last.seq {
        let seal = tx.ask(|q| q.seal_at(row.no, last.seq))?;
        let same = seal.as_deref() == last.seal.as_ref().map(<[u8; 32]>::as_slice);
        let other = || format!("session {name} has other events from {} on", first.seq);
        return Ok(if same { Fit::There } else { Fit::Not(other()) });
    }
    Ok(if last_seq + 1 == first.seq {
        Fit::Next
    } else {
        Fit::Not(format!("session {name} ends with event {last_seq}, and {} is next", first.seq))
    })
}

/// How many of a batch's events of a session are not in the database: those without a key, and those whose key
/// nobody has sent again.
fn not_stored(tx: &Transaction<'_>, batch: &Batch, track: u32, session_no: i64) -> Result<u64, StoreError> {
    let mut count = 0;
    for event in batch.events.iter().filter(|e| e.track == track) {
        let known = match event.key.as_ref().map(|key| batch.text_at(key)) {
            Some(key) => tx.ask(|q| {
                Ok(!q.events_with_key(session_no, key)?.rows().is_empty()
                    || q.compacted_key(session_no, key)?)
            })?,
            None => false,
        };
        count += u64::from(!known);
    }
    Ok(count)
}
