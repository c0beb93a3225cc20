//! Spill files of recordings that are over: what waits in them is stored before anything else is written.

use super::{Ending, MARKERS, Spill, codec, found, marker};
use crate::core::model::time::Timestamp;
use crate::core::record::batch::{Batch, Note};
use crate::core::record::commit::store::{Target, Targets, say_at_end, store};
use crate::core::store::{Ask, StoreError, Transaction, Writer};
use codec::Unspilled;
use serde_json::json;
use std::collections::BTreeMap;
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
    let mut paths = found(database, None);
    paths.extend(directory.map(|d| found(database, Some(d))).unwrap_or_default());
    paths.dedup();
    for path in &paths {
        told.extend(drain(writer, path, now)?);
    }
    if paths.is_empty() {
        forget_markers(writer)?;
    }
    Ok(told)
}

/// What the database says of spill files that are gone means nothing any more.
fn forget_markers(writer: &mut Writer) -> Result<(), StoreError> {
    let stale = writer.ask(|q| q.meta_keys(MARKERS))?;
    if stale.is_empty() {
        return Ok(());
    }
    let mut tx = writer.begin()?;
    for key in stale {
        tx.delete_meta(&key)?;
    }
    tx.commit()
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
    drain.say(writer, now, why.as_deref())?;
    let stored = format!("{} events that waited in {shown} are stored now", drain.events);
    match why {
        None => {
            spill.remove().map_err(failed)?;
            Ok((drain.events > 0).then_some(stored))
        }
        Some(why) => {
            let kept = spill.keep_aside("damaged").map_err(failed)?;
            Ok(Some(format!("{stored}; the rest cannot be: {why}; it is kept in {}", kept.display())))
        }
    }
}

/// One spill file being drained.
struct Drain {
    sessions: BTreeMap<String, (Target, bool)>,
    events: u64,
    batches: u64,
    unfit: Option<String>,
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
    sessions: &'d mut BTreeMap<String, (Target, bool)>,
    names: &'d [(u32, String)],
}

impl Targets for Local<'_> {
    fn target(&mut self, track: u32) -> Option<&mut Target> {
        let (_, name) = self.names.iter().find(|(n, _)| *n == track)?;
        self.sessions.get_mut(name).map(|(target, _)| target)
    }
}

impl Drain {
    /// Stores the next batches, as many as one transaction takes.
    fn some(&mut self, tx: &mut Transaction<'_>, spill: &mut Spill) -> Result<(), Failure> {
        let most = self.events + GROUP;
        // Snapshots that an earlier transaction stored are not leant on: it is not known here what they unpack to.
        self.sessions.values_mut().for_each(|(target, _)| target.forget_base());
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
        let Unspilled { batch, sessions: names, types } = unspilled;
        for (_, name) in &names {
            if !self.sessions.contains_key(name) {
                let Some(row) = tx.ask(|q| q.session(name))? else {
                    self.unfit = Some(format!("session {name} is not in the database"));
                    return Ok(());
                };
                self.sessions.insert(name.clone(), (Target::new(row.no, name.clone()), false));
            }
        }
        match self.fit(tx, &batch, &names)? {
            Fit::Next => {}
            Fit::There => return Ok(()),
            Fit::Not(why) => {
                self.unfit = Some(why);
                return Ok(());
            }
        }
        let slots = types.iter().map(|(slot, _)| *slot as usize + 1).max().unwrap_or(0);
        let mut type_names = vec![String::new(); slots];
        for (slot, name) in types {
            type_names[slot as usize] = name;
        }
        store(tx, &batch, &type_names, &mut Local { sessions: &mut self.sessions, names: &names })?;
        self.events += batch.events.len() as u64;
        self.batches += 1;
        for (_, name) in &names {
            if let Some(entry) = self.sessions.get_mut(name) {
                entry.1 = true;
            }
        }
        Ok(())
    }

    /// Where a batch stands to what the database holds. A commit that reported a failure may have reached the
    /// disk all the same, and what it stored is in the spill file as well.
    fn fit(&self, tx: &Transaction<'_>, batch: &Batch, names: &[(u32, String)]) -> Result<Fit, StoreError> {
        let mut there = closes_what_is_closed(tx, batch, names)?;
        for (track, name) in names {
            let mut of_session = batch.events.iter().filter(|e| e.track == *track);
            let (Some(first), Some((target, _))) = (of_session.next(), self.sessions.get(name)) else {
                continue;
            };
            let last = of_session.next_back().unwrap_or(first);
            let last_seq = tx.ask(|q| q.last_seq(target.no))?;
            if last_seq >= last.seq {
                let seal = tx.ask(|q| q.seal_at(target.no, last.seq))?;
                if seal.as_deref() != last.seal.as_ref().map(<[u8; 32]>::as_slice) {
                    return Ok(Fit::Not(format!("session {name} has other events at {}", first.seq)));
                }
                there = true;
            } else if last_seq + 1 != first.seq {
                let at = format!("session {name} ends with event {last_seq}, and {} is next", first.seq);
                return Ok(Fit::Not(at));
            }
        }
        Ok(if there { Fit::There } else { Fit::Next })
    }

    /// The journals say what came out of the file, and what did not.
    fn say(&self, writer: &mut Writer, now: Timestamp, why: Option<&str>) -> Result<(), StoreError> {
        let spill = json!({
            "batches": self.batches,
            "events": self.events,
            "reason": "left by a recording that did not end",
        });
        let mut tx = writer.begin()?;
        for (target, stored) in self.sessions.values() {
            if *stored {
                say_at_end(&mut tx, target, now, "recorder.spill", &spill)?;
            }
            if let Some(why) = why {
                // How many there were is not known; what is known is that none was acknowledged.
                let gap = json!({ "reason": "spill file damaged", "detail": why, "count": null });
                say_at_end(&mut tx, target, now, "recorder.gap", &gap)?;
                tx.add_lost(target.no, 1)?;
            }
        }
        tx.commit()
    }
}

enum Fit {
    Next,
    There,
    Not(String),
}

/// Whether a batch ends a session that has ended already, as it says.
fn closes_what_is_closed(
    tx: &Transaction<'_>,
    batch: &Batch,
    names: &[(u32, String)],
) -> Result<bool, StoreError> {
    for note in &batch.notes {
        let Note::Close { track, totals, .. } = note else { continue };
        let Some((_, name)) = names.iter().find(|(n, _)| n == track) else { continue };
        let row = tx.ask(|q| q.session(name))?;
        if row.is_some_and(|r| r.owner.is_none() && r.last_seq == Some(totals.last_seq)) {
            return Ok(true);
        }
    }
    Ok(false)
}
