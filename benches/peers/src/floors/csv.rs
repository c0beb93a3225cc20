//! The same data as CSV: what a person would feed to the sqlite3 shell.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::for_each_line;
use crate::Outcome;
use crate::line::parse;

/// Columns: session, seq, timestamp, type, frame, energy delta, data. No header line.
pub fn convert(file: &Path, out: &Path) -> Outcome<()> {
    let mut out = BufWriter::new(File::create_new(out)?);
    let mut seq = 0_u64;
    for_each_line(file, |line| {
        let event = parse(line)?;
        seq += 1;
        let (session, time, kind) = (event.session_id, event.timestamp, event.kind);
        let frame = event.frame_id.map_or_else(String::new, |frame| frame.to_string());
        let delta = event.energy_delta.map_or_else(String::new, |delta| delta.to_string());
        let data = event.data.get().replace('"', "\"\"");
        writeln!(out, "{session},{seq},{time},{kind},{frame},{delta},\"{data}\"")?;
        Ok(())
    })?;
    out.flush()?;
    Ok(())
}
