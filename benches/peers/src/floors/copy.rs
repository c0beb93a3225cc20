//! Floor: the bytes, durable, and nothing else.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::Outcome;

/// Copies by reading and writing (no reflink, no kernel shortcut: a recorder cannot use those) and syncs.
pub fn copy(file: &Path, out: &Path) -> Outcome<()> {
    let (mut from, mut to) = (File::open(file)?, File::create_new(out)?);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            to.sync_all()?;
            return Ok(());
        }
        to.write_all(&buffer[..read])?;
    }
}
