//! Floor of an export: the bytes of wfstate's own rows, column by column, written to standard output. Nothing is
//! looked at, put into words, filtered, scanned or hashed, and nobody could read the result.

use std::io::{BufWriter, Write, stdout};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::Outcome;

/// Copies every column of every event.
pub fn copy_out(db: &Path) -> Outcome<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(db, flags)?;
    let mut select = db.prepare(
        "SELECT event_id, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, extra, seal
         FROM stored_event ORDER BY event_id",
    )?;
    let columns = select.column_count();
    let mut rows = select.query([])?;
    let mut out = BufWriter::with_capacity(1 << 18, stdout().lock());
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => {}
                ValueRef::Integer(number) => out.write_all(&number.to_le_bytes())?,
                ValueRef::Real(number) => out.write_all(&number.to_le_bytes())?,
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.write_all(bytes)?,
            }
        }
    }
    out.flush()?;
    Ok(())
}
