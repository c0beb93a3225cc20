//! Maintenance for a clock to start: the log into the file, statistics, free pages given back, and what killed runs
//! left taken away. Each step says what it did or why it did not.
//!
//! While somebody records nothing is written anew, and the log is only moved as far as nobody waits for it: a
//! recorder keeps its own log short. That is all that would be worth doing at an interval while recording; free
//! pages are used again by the recording itself.

use crate::core::ambient;
use crate::core::audit::{Deed, note_in};
use crate::core::compact;
use crate::core::model::quantity::format_bytes;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::recover;
use crate::core::store::{Ask, Bytes, Checkpoint, LedgerEntry, StoreError, Writer};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// A file with a smaller part of free pages is not worth writing anew.
const WORTH_PERCENT: u64 = 25;
/// The ledger's word for it.
const MAINTAINED: &str = "maintained";

/// What is to be done.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each step")]
pub struct Wish {
    /// Move the log into the file.
    pub checkpoint: bool,
    /// Let SQLite look where statistics pay.
    pub optimize: bool,
    /// Make all statistics anew.
    pub analyze: bool,
    /// Give free pages back.
    pub vacuum: bool,
    /// Also where few pages are free, or it was done a moment ago.
    pub force: bool,
    /// Take away what killed runs left.
    pub sweep: bool,
    /// Nothing at all where the last time is not longer ago than this.
    pub if_older_than_ms: Option<i64>,
    /// Free pages are not given back more often than this.
    pub vacuum_interval_ms: Option<i64>,
}

/// A step that gives free pages back.
#[derive(Debug, Clone, Serialize)]
pub struct Vacuum {
    /// Whether it was done.
    pub done: bool,
    /// Why not.
    pub why_not: Option<String>,
    /// The reason is that somebody else is at work.
    #[serde(skip)]
    pub locked: bool,
}

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Swept {
    /// Rows of events that a killed compaction had left.
    pub rows: u64,
    /// Half-made databases beside this one.
    pub files: u64,
}

/// The answer of `maintain`.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the members of schemas/output/maintain.json, which explains them")]
pub struct Maintained {
    pub schema: &'static str,
    pub path: String,
    pub skipped: Option<String>,
    pub recording: bool,
    pub checkpoint: Option<Checkpoint>,
    pub optimized: bool,
    pub analyzed: bool,
    pub vacuum: Option<Vacuum>,
    pub swept: Option<Swept>,
    pub before: Bytes,
    pub after: Bytes,
}

/// Maintains a database.
pub fn maintain(
    writer: &mut Writer,
    path: &Path,
    wish: &Wish,
    observer: &dyn Observer,
) -> Result<Maintained, StoreError> {
    let now = ambient::now();
    let before = writer.bytes()?;
    let ledger = writer.ask(|q| q.ledger())?;
    let mut done = Maintained {
        schema: "wfstate.maintain/1",
        path: path.display().to_string(),
        skipped: not_yet(&ledger, now, wish),
        recording: !writer.is_first(),
        checkpoint: None,
        optimized: false,
        analyzed: false,
        vacuum: None,
        swept: None,
        before,
        after: before,
    };
    if done.skipped.is_some() {
        return Ok(done);
    }
    if wish.sweep {
        done.swept = Some(sweep(writer, path, now)?);
    }
    if wish.optimize || wish.analyze {
        writer.optimize(wish.analyze)?;
        (done.optimized, done.analyzed) = (true, wish.analyze);
    }
    if wish.vacuum {
        let why_not = why_not(writer, path, wish, (&ledger, now))?;
        if why_not.is_none() {
            observer.progress("vacuum", 0, None);
            writer.vacuum()?;
        }
        let (locked, why_not) = why_not.unzip();
        done.vacuum = Some(Vacuum { done: why_not.is_none(), why_not, locked: locked == Some(true) });
    }
    note(writer, now, &done)?;
    if wish.checkpoint {
        done.checkpoint = Some(writer.checkpoint()?);
    }
    done.after = writer.bytes()?;
    Ok(done)
}

/// Why nothing is done at all.
fn not_yet(ledger: &[LedgerEntry], now: Timestamp, wish: &Wish) -> Option<String> {
    let ms = wish.if_older_than_ms?;
    let last = ledger.iter().rev().find(|e| e.kind == MAINTAINED)?.at;
    (now.0.saturating_sub(last.0) < ms.saturating_mul(1000)).then(|| format!("it was done at {last}"))
}

/// Why free pages are not given back, and whether that is because somebody else is at work.
fn why_not(
    writer: &Writer,
    path: &Path,
    wish: &Wish,
    (ledger, now): (&[LedgerEntry], Timestamp),
) -> Result<Option<(bool, String)>, StoreError> {
    if !writer.is_first() {
        return Ok(Some((true, "somebody is recording".into())));
    }
    let bytes = writer.bytes()?;
    if bytes.free == 0 {
        return Ok(Some((false, "no page is free".into())));
    }
    if bytes.free * 100 < bytes.file * WORTH_PERCENT && !wish.force {
        let free = format_bytes(bytes.free);
        let why = format!("{free} of {} are free, less than {WORTH_PERCENT} %", format_bytes(bytes.file));
        return Ok(Some((false, why)));
    }
    let vacuumed = |e: &&LedgerEntry| {
        let facts: Value = serde_json::from_str(&e.facts).unwrap_or_default();
        e.kind == MAINTAINED && facts["vacuum"] == true
    };
    if let (Some(ms), Some(last), false) =
        (wish.vacuum_interval_ms, ledger.iter().rev().find(vacuumed), wish.force)
        && now.0.saturating_sub(last.at.0) < ms.saturating_mul(1000)
    {
        return Ok(Some((false, format!("it was done at {}, and vacuum_interval is longer", last.at))));
    }
    Ok(no_room(path, bytes).map(|why| (false, why)))
}

/// The new pages stand in the log before they stand in the file.
fn no_room(path: &Path, bytes: Bytes) -> Option<String> {
    let wanted = bytes.used().saturating_mul(2);
    let free = crate::core::store::free_bytes(path)?;
    (free < wanted).then(|| {
        format!("it takes up to {} of room, and {} are free", format_bytes(wanted), format_bytes(free))
    })
}

/// Gives free pages back whatever their number, if that can be done now; otherwise says why not.
pub fn give_back(writer: &mut Writer, path: &Path) -> Result<Option<String>, StoreError> {
    if writer.bytes()?.free == 0 {
        return Ok(None);
    }
    let wish = Wish { force: true, ..Wish::default() };
    let why = why_not(writer, path, &wish, (&[], ambient::now()))?;
    if why.is_none() {
        writer.vacuum()?;
        writer.checkpoint()?;
    }
    Ok(why.map(|w| w.1))
}

fn sweep(writer: &mut Writer, path: &Path, now: Timestamp) -> Result<Swept, StoreError> {
    let files = recover::sweep(path, now);
    Ok(Swept { rows: compact::sweep(writer)?, files })
}

/// The ledger has what was changed; a log that was moved and statistics are no change.
fn note(writer: &mut Writer, now: Timestamp, done: &Maintained) -> Result<(), StoreError> {
    let vacuum = done.vacuum.as_ref().is_some_and(|v| v.done);
    let rows = done.swept.map_or(0, |s| s.rows);
    if !vacuum && rows == 0 {
        return Ok(());
    }
    let after = writer.bytes()?;
    let facts = json!({
        "vacuum": vacuum,
        "rows": rows,
        "bytes_before": done.before.total(),
        "bytes_after": after.total(),
    });
    let mut tx = writer.begin()?;
    note_in(&mut tx, now, &Deed { kind: MAINTAINED, subject: None, facts, path: None })?;
    tx.commit()
}
