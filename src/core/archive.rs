//! Archiving: cold events are packed where they are, or a file is made of some sessions that holds them packed.
//!
//! Packing changes no event and no seal. It is done block by block: a block is made while others go on writing, and
//! takes the place of its rows in a transaction of its own, which is short.

pub mod file;
pub mod folder;

use crate::core::ambient;
use crate::core::audit::{self, Deed};
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::segment::{self, Dictionary};
use crate::core::store::{Ask, Cooled, SessionRow, StoreError, Writer};
use serde::Serialize;
use serde_json::json;

/// What is going to be packed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of each session what is.
    pub parts: Vec<Part>,
    /// Sessions that are being recorded: nothing of them is.
    pub live: Vec<SessionRow>,
}

/// What is going to be packed of a session.
#[derive(Debug, Clone)]
pub struct Part {
    /// The session.
    pub row: SessionRow,
    /// Rows up to this event.
    pub upto: u64,
    /// How many that are.
    pub rows: u64,
}

impl Plan {
    /// How many events.
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|p| p.rows).sum()
    }
}

/// What became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `wfstate.archive/1`
    pub schema: &'static str,
    /// The file that was made; `None` where sessions were sealed in place.
    pub path: Option<String>,
    /// Its SHA-256.
    pub sha256: Option<String>,
    /// Nothing was done.
    pub dry_run: bool,
    /// The sessions.
    pub sessions: Vec<Archived>,
    /// Sessions that were asked for and are being recorded; nothing was done with them.
    pub live: Vec<String>,
    /// Events that are packed now and were not.
    pub events: u64,
    /// Bytes that they take now.
    pub bytes: u64,
    /// Bytes of the database that are free now, until it is vacuumed.
    pub free_bytes: Option<u64>,
}

/// What became of a session.
#[derive(Debug, Clone, Serialize)]
pub struct Archived {
    /// Its name.
    pub session_id: String,
    /// Its events.
    pub events: u64,
    /// Those that are packed.
    pub sealed: u64,
    /// Those that were rows before.
    pub newly_sealed: u64,
    /// Bytes that the packed events take.
    pub bytes: u64,
    /// Bytes of their data, keys and unknown members, unpacked.
    pub unpacked: u64,
}

/// What can be packed of some sessions: all, but for their newest events. A session that is being recorded is left
/// alone.
pub fn plan(from: &impl Ask, sessions: &[SessionRow], keep_newest: u64) -> Result<Plan, StoreError> {
    let mut plan = Plan { parts: Vec::new(), live: Vec::new() };
    for row in sessions {
        if is_live(row) {
            plan.live.push(row.clone());
            continue;
        }
        let last = from.ask(|q| q.last_seq(row.no))?;
        let upto = match (keep_newest, last.saturating_sub(keep_newest)) {
            (0, _) => last,
            // Up to the end of a batch: the next part begins where a seal is.
            (_, seq) => from.ask(|q| q.seal_up_to(row.no, seq))?.map_or(0, |(seq, _)| seq),
        };
        let rows = if upto == 0 { 0 } else { from.ask(|q| q.row_count(row.no, upto))? };
        plan.parts.push(Part { row: row.clone(), upto, rows });
    }
    Ok(plan)
}

/// Whether somebody is recording a session.
fn is_live(row: &SessionRow) -> bool {
    row.owner.as_deref().is_some_and(ambient::is_alive)
}

/// Packs what a plan says. Others may be writing; a session that somebody goes on with meanwhile is left as far as it
/// came.
pub fn seal(writer: &mut Writer, plan: &Plan, observer: &dyn Observer) -> Result<Vec<Archived>, StoreError> {
    let (mut done, total) = (0, plan.rows());
    let mut all = Vec::with_capacity(plan.parts.len());
    for part in &plan.parts {
        let mut each = |events: u64| {
            done += events;
            observer.progress("seal", done, Some(total));
        };
        let cooled = if part.rows == 0 { Cooled::default() } else { seal_part(writer, part, &mut each)? };
        all.push(archived(writer, &part.row, cooled.events)?);
    }
    writer.tidy()?;
    Ok(all)
}

/// What a session comes to.
fn archived(from: &impl Ask, row: &SessionRow, newly_sealed: u64) -> Result<Archived, StoreError> {
    let (last, sealed) = from.ask(|q| Ok((q.last_seq(row.no)?, q.sealed(Some(row.no))?)))?;
    Ok(Archived {
        session_id: row.session_id.clone(),
        events: crate::core::holes::stored(from, row, last)?,
        sealed: sealed.events,
        newly_sealed,
        bytes: sealed.bytes,
        unpacked: sealed.unpacked,
    })
}

fn seal_part(writer: &mut Writer, part: &Part, each: &mut dyn FnMut(u64)) -> Result<Cooled, StoreError> {
    let no = part.row.no;
    if writer.query().sealed(Some(no))?.segments == 0 {
        give_dictionary(writer, part)?;
    }
    let (mut all, mut next) = (Cooled::default(), 1);
    while let Some(block) = writer.query().next_block(no, (next, part.upto))? {
        let mut tx = writer.begin()?;
        let row = tx.query().session_by_no(no)?;
        if row.is_none_or(|row| is_live(&row) || row.session_id != part.row.session_id) {
            break;
        }
        // Somebody erased or packed some of them meanwhile: they are packed again as they are now.
        let Some(cooled) = tx.put_block(&block)? else { continue };
        tx.commit()?;
        writer.move_log();
        each(cooled.events);
        next = cooled.last_seq + 1;
        all = all.and(cooled);
    }
    if all.events > 0 {
        let facts = json!({
            "events": all.events, "last_seq": all.last_seq, "segments": all.segments, "bytes": all.bytes,
        });
        let mut tx = writer.begin()?;
        audit::note_in(
            &mut tx,
            ambient::now(),
            &Deed::about("sealed", std::slice::from_ref(&part.row), false, facts),
        )?;
        tx.commit()?;
    }
    Ok(all)
}

/// Learns a dictionary from blocks all over the session, and keeps it if that pays.
fn give_dictionary(writer: &mut Writer, part: &Part) -> Result<(), StoreError> {
    let blocks = part.rows.div_ceil(segment::EVENTS as u64);
    let taken = blocks.min(segment::SAMPLES as u64);
    let mut samples = Vec::new();
    for nth in 0..taken {
        let from = 1 + part.upto / taken * nth;
        samples.extend(writer.query().sample_block(part.row.no, (from, part.upto))?);
    }
    let Some(dictionary) = Dictionary::worth_learning(&samples, blocks) else { return Ok(()) };
    let mut tx = writer.begin()?;
    let known =
        tx.query().session_by_no(part.row.no)?.is_some_and(|row| row.session_id == part.row.session_id);
    if known && tx.query().sealed(Some(part.row.no))?.bytes == 0 {
        tx.insert_dictionary(part.row.no, &dictionary)?;
        tx.commit()?;
    }
    Ok(())
}

/// The report of a plan that is not carried out, or of one that was, over a database.
pub fn report(from: &impl Ask, plan: &Plan, done: Option<Vec<Archived>>) -> Result<Report, StoreError> {
    let dry_run = done.is_none();
    let sessions = match done {
        Some(done) => done,
        None => plan.parts.iter().map(|p| archived(from, &p.row, p.rows)).collect::<Result<_, _>>()?,
    };
    Ok(Report {
        schema: "wfstate.archive/1",
        path: None,
        sha256: None,
        dry_run,
        live: plan.live.iter().map(|row| row.session_id.clone()).collect(),
        events: sessions.iter().map(|s| s.newly_sealed).sum(),
        bytes: sessions.iter().map(|s| s.bytes).sum(),
        free_bytes: Some(from.ask(|q| q.size())?.1),
        sessions,
    })
}

/// A moment that an age ago was now.
pub fn ago(ms: i64) -> Timestamp {
    Timestamp(ambient::now().0.saturating_sub(ms.saturating_mul(1000)))
}
