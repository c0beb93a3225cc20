//! The content of single events: the words go, the events stay, and so do their numbers, times, energy and the state.
//!
//! The key of each stretch in which something went is destroyed, so that nobody can guess the words from the leaves;
//! see [`crate::core::erased`].

use super::PurgeError;
use super::copies::copies;
use super::finish::{Pending, Searching, finish_with};
use super::needles::{Needles, Search};
use super::plan::doubtful;
use super::receipt::{Content, Receipt};
use crate::core::ambient;
use crate::core::erased::{ENTRY, Erased, Said, root_of};
use crate::core::fold::{TypeNames, begin as start_of, each_chunk, fold_from};
use crate::core::key;
use crate::core::model::chain::{Committer, GENESIS, Hash, Sealed, SessionHasher};
use crate::core::model::event::spec::TypeSpec;
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::privacy::{ContentKey, erase, hex};
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::recover::{seal_at_end, state_at_end};
use crate::core::replay::LeafMaker;
use crate::core::store::{
    Ask, Clearance, EventChunk, Opening, SessionRow, StoreError, StoredEvent, Transaction, Writer,
};
use serde_json::json;
use std::path::Path;

/// Which events, and how.
#[derive(Debug)]
pub struct Request<'r> {
    /// The session.
    pub session: &'r SessionRow,
    /// First and last event.
    pub range: (u64, u64),
    /// Why; it stays in the ledger.
    pub reason: Option<&'r str>,
    /// The key of commitments.
    pub key_file: &'r Path,
    /// The database and where its spill files are.
    pub place: (&'r Path, Option<&'r Path>),
}

/// One session while it is worked on.
struct Work<'w> {
    session: &'w SessionRow,
    types: TypeNames,
    content_key: ContentKey,
    leaves: LeafMaker,
    needles: Needles,
    erased: u64,
}

/// What is left of one event, where something went.
struct Left {
    seq: u64,
    payload: String,
    extra: Option<String>,
}

/// Erases the words of a range of events. `None` where there are none: then nothing was changed.
pub fn apply_content(
    mut writer: Writer,
    opening: &Opening,
    request: &Request<'_>,
    observer: &dyn Observer,
) -> Result<(Writer, Option<Receipt>), PurgeError> {
    let session = request.session;
    let last_seq = check(&writer, request)?;
    let before = state_at_end(&writer, session.no, last_seq)?.state.hash();
    let size = writer.ask(|q| q.size())?.0;
    let copies = copies(&writer, request.place.0, &[hex(&session.pseudonym)])?;
    let mut tx = writer.begin()?;
    let clearance = tx.clear(session.no).map_err(PurgeError::of_hold)?;
    let now = ambient::now();
    let mut work = begin(&mut tx, request)?;
    let stretches = stretches(&tx, session.no, request.range, last_seq)?;
    // Events of a sealed segment are made rows again: a block cannot be changed.
    tx.unseal(session.no, request.range.0, request.range.1)?;
    let mut roots = Vec::new();
    for (done, stretch) in (0..).zip(&stretches) {
        observer.progress("erasing", done, Some(stretches.len() as u64));
        roots.extend(work.stretch(&mut tx, &clearance, *stretch, request.range)?);
    }
    if roots.is_empty() {
        drop(tx);
        return Ok((writer, None));
    }
    tx.forget_origin(&clearance)?;
    let after = refold(&mut tx, &clearance, session, last_seq, now)?;
    if after != before {
        return Err(PurgeError::State { session: session.session_id.clone() });
    }
    let search = work.needles.search();
    let content = Content {
        pseudonym: hex(&session.pseudonym),
        from: request.range.0,
        to: request.range.1,
        erased: work.erased,
        stretches: roots.len() as u64,
    };
    say(&mut tx, session, &content, &roots, now)?;
    let pending = pending(request, content, &search)?;
    let no = tx.insert_erasure(now, &pending.to_json())?;
    tx.commit()?;
    let searching = Searching { search: &search, names: &[], copies: &copies, before: size };
    let (writer, mut receipt) =
        finish_with(writer, opening, (no, &pending.begun_at(now)), Some(&searching), observer)?;
    receipt.session_id = Some(session.session_id.clone());
    Ok((writer, Some(receipt)))
}

/// Whether it can be begun; gives the session's last event.
fn check(writer: &Writer, request: &Request<'_>) -> Result<u64, PurgeError> {
    let session = request.session;
    if let Some(owner) = session.owner.clone().filter(|o| ambient::is_alive(o)) {
        return Err(PurgeError::Live { session: session.session_id.clone(), owner, more: 0 });
    }
    let last = writer.ask(|q| q.last_seq(session.no))?;
    let (from, to) = request.range;
    if from == 0 || from > to || to > last {
        return Err(PurgeError::Range { session: session.session_id.clone(), last });
    }
    if request.reason.is_some_and(|r| r.contains(&session.session_id)) {
        return Err(PurgeError::Reason { what: "the session" });
    }
    Ok(last)
}

fn begin<'w>(tx: &mut Transaction<'_>, request: &Request<'w>) -> Result<Work<'w>, PurgeError> {
    let session = request.session;
    let journal = tx.ask(|q| q.journal(session.no))?;
    let erased = Erased::read(tx, session.no, &journal)?;
    let keys = tx.ask(|q| q.seal_keys(session.no))?;
    Ok(Work {
        session,
        types: TypeNames::load(tx)?,
        content_key: key::obtain(tx, request.key_file, false)?,
        leaves: LeafMaker::new(tx.uuid(), &session.session_id, &keys, erased),
        needles: Needles::default(),
        erased: 0,
    })
}

/// The stretches that a range touches: each from its key to the next one.
fn stretches(
    from: &impl Ask,
    session_no: i64,
    range: (u64, u64),
    last_seq: u64,
) -> Result<Vec<(u64, u64)>, StoreError> {
    let keys = from.ask(|q| q.seal_keys(session_no))?;
    let ends = keys.iter().skip(1).map(|k| k.0 - 1).chain([last_seq]);
    let all = keys.iter().map(|k| k.0).zip(ends);
    Ok(all.filter(|(first, last)| *first <= range.1 && *last >= range.0 && first <= last).collect())
}

impl Work<'_> {
    /// One stretch; `None` where nothing in it went.
    fn stretch(
        &mut self,
        tx: &mut Transaction<'_>,
        clearance: &Clearance,
        (first, last): (u64, u64),
        range: (u64, u64),
    ) -> Result<Option<Said>, PurgeError> {
        let key: [u8; 32] = ambient::random().map_err(|e| StoreError::io("random".as_ref(), e))?;
        let committer = Committer::new(&key);
        let count = usize::try_from(last - first + 1).unwrap_or(0);
        let (mut sealed, mut left) = (vec![0; count * 32], vec![0; count * 32]);
        let mut changed = Vec::new();
        each_chunk(&*tx, self.session.no, first - 1, last, &mut |chunk| {
            for event in chunk.rows() {
                let Some((name, spec)) = self.types.get(event.type_no) else { continue };
                let was = chunk.sealed(event, name);
                let at = usize::try_from(event.seq - first).unwrap_or(0) * 32;
                let old = self.leaves.leaf(&was).unwrap_or_default();
                sealed[at..at + 32].copy_from_slice(&old);
                let wanted = (range.0..=range.1).contains(&event.seq);
                let less = if wanted { self.less(chunk, event, (name, spec)) } else { None };
                let is = match &less {
                    Some(l) => Sealed { payload: l.payload.as_bytes(), extra: l.extra.as_deref(), ..was },
                    None => was,
                };
                left[at..at + 32].copy_from_slice(&self.leaves.hasher().leaf(&is, &committer.commit(&is)));
                if let Some(l) = less {
                    words(&mut self.needles, &was, &l);
                    changed.push(l);
                }
            }
            Ok(())
        })?;
        if changed.is_empty() {
            return Ok(None);
        }
        self.erased += changed.len() as u64;
        for l in changed {
            tx.replace_data(clearance, l.seq, &l.payload, l.extra.as_deref())?;
        }
        for (_, old) in tx.ask(|q| q.seal_keys(self.session.no))?.iter().filter(|k| k.0 == first) {
            self.needles.name(old);
        }
        let root = Said { first, last, root: hex(&root_of(&left)) };
        tx.destroy_key(clearance, (first, last), &key, &[sealed, left].concat())?;
        Ok(Some(root))
    }

    /// What is left of an event without its words; `None` where it has none.
    fn less(
        &self,
        chunk: &EventChunk,
        event: &StoredEvent,
        (name, spec): (&str, Option<&TypeSpec>),
    ) -> Option<Left> {
        let payload = chunk.payload(event)?;
        let place = (self.session.session_id.as_str(), name);
        let new = without_words(&self.content_key, place, spec, payload);
        let extra = chunk.extra(event);
        let new_extra = extra.and_then(|e| without_words(&self.content_key, place, None, e.as_bytes()));
        if new.is_none() && new_extra.is_none() {
            return None;
        }
        let payload = new.unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned());
        Some(Left { seq: event.seq, payload, extra: new_extra.or_else(|| extra.map(str::to_owned)) })
    }
}

/// An object without its words; `None` where it has none, or is not one.
fn without_words(
    key: &ContentKey,
    place: (&str, &str),
    spec: Option<&TypeSpec>,
    object: &[u8],
) -> Option<String> {
    let mut members = Vec::new();
    let mut scanner = Scanner::default();
    let fields = Fields::scan(&mut scanner, object, &mut members).ok()?;
    let mut out = Vec::with_capacity(object.len());
    let gone = erase(key, place, spec, &fields, &mut out);
    String::from_utf8(out).ok().filter(|_| !gone.is_empty())
}

/// What was there and is not any more is looked for afterwards. What stays is in a row, and proves nothing.
fn words(needles: &mut Needles, was: &Sealed<'_>, left: &Left) {
    if was.payload != left.payload.as_bytes() {
        needles.json(was.payload);
    }
    if was.extra != left.extra.as_deref() {
        needles.json(was.extra.unwrap_or_default().as_bytes());
    }
}

/// Folds the session as it is now. Snapshots that are of another state are deleted. Gives the state's hash at the end.
fn refold(
    tx: &mut Transaction<'_>,
    clearance: &Clearance,
    session: &SessionRow,
    last_seq: u64,
    now: Timestamp,
) -> Result<Hash, PurgeError> {
    let mut position = start_of(&*tx, session.no)?;
    let floor = position.seq;
    let marks = tx.ask(|q| q.snapshot_marks(session.no, last_seq))?;
    let mut gone = Vec::new();
    for (id, seq, hash) in marks.into_iter().skip_while(|m| m.1 < floor) {
        position = fold_from(&*tx, session.no, position, seq)?;
        if hash != Some(position.state.hash()) {
            tx.delete_snapshot(clearance, id)?;
            gone.push(id);
        }
    }
    // Nobody can read a snapshot without the one that it is made on.
    for id in tx.baseless_snapshots(session.no)? {
        tx.delete_snapshot(clearance, id)?;
        gone.push(id);
    }
    let seal = seal_at_end(tx, session.no)?;
    for id in gone {
        let facts = json!({ "snapshot_id": id }).to_string();
        let name = (session.no, session.session_id.as_str());
        tx.journal(name, (last_seq, &seal), now, "state.snapshot_pruned", &facts)?;
    }
    Ok(fold_from(&*tx, session.no, position, last_seq)?.state.hash())
}

/// The session's journal says the roots, the ledger the head with that entry in it.
fn say(
    tx: &mut Transaction<'_>,
    session: &SessionRow,
    content: &Content,
    roots: &[Said],
    now: Timestamp,
) -> Result<(), StoreError> {
    let (last_seq, seal) = tx.ask(|q| q.last_seal(session.no))?.unwrap_or((0, GENESIS));
    let facts =
        json!({ "from": content.from, "to": content.to, "events": content.erased, "stretches": roots });
    let name = (session.no, session.session_id.as_str());
    tx.journal(name, (last_seq, &seal), now, ENTRY, &facts.to_string())?;
    let (entries, journal) = tx.ask(|q| q.journal_tip(session.no))?.unwrap_or((0, GENESIS));
    let head = SessionHasher::new(tx.uuid(), &session.session_id).head(last_seq, &seal, entries, &journal);
    let facts = json!({
        "last_seq": last_seq,
        "journal": entries,
        "head": hex(&head),
        "from": content.from,
        "to": content.to,
        "events": content.erased,
    });
    tx.ledger(now, ENTRY, Some(&session.pseudonym), &facts.to_string())
}

fn pending(request: &Request<'_>, content: Content, search: &Search) -> Result<Pending, PurgeError> {
    let id: [u8; 16] = ambient::random().map_err(|e| StoreError::io("random".as_ref(), e))?;
    let (database, spill_directory) = request.place;
    let files = doubtful(database, spill_directory, search)?;
    let files = files.iter().map(|f| f.path.to_string_lossy().into_owned()).collect();
    let pending = Pending::new(hex(&id), Vec::new(), request.reason.map(str::to_owned), files);
    Ok(pending.of_content(content))
}
