//! A database in one zstd stream.

use super::read::sha_of;
use super::unpack::{Filled, Limits, Sink};
use super::write::{copy_of, create};
use super::{PackError, Unpacked};
use crate::core::observer::Observer;
use crate::core::store::StoreError;
use crate::core::store::salvage::put_in_place;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

const LEVEL: i32 = 9;
/// The window that is held in memory while a stream is read, as a power of two: 8 MiB, which is what the highest
/// ordinary level takes. A stream may ask for gigabytes.
const MAX_WINDOW_LOG: u32 = 23;

/// A block is no larger than the window and takes 4 bytes at least, so that this one reaches no higher a ratio than
/// 1024, whatever is in it.
const SMALL_WINDOW_LOG: u32 = 12;

/// Packs a database; the file appears under its name when it is whole and on disk.
pub fn write(
    database: &Path,
    out: &Path,
    over: bool,
    lock_timeout: Duration,
    observer: &dyn Observer,
) -> Result<(), PackError> {
    let (private, copy) = copy_of(database, out, lock_timeout)?;
    let made = private.path().join("pack");
    squeeze_up(&copy, &made, observer)?;
    if put_in_place(&made, out, over)? { Ok(()) } else { Err(PackError::Exists { path: out.to_owned() }) }
}

/// Packs a database that nobody else knows of into a new file, on disk.
pub fn squeeze_up(copy: &Path, made: &Path, observer: &dyn Observer) -> Result<(), StoreError> {
    let squeeze = |window| -> Result<bool, StoreError> {
        let to = create(made)?;
        squeeze(copy, to, window, observer).map_err(|e| StoreError::io(made, e))
    };
    if !squeeze(MAX_WINDOW_LOG)? {
        // It repeats itself so much that whoever opens it would have to take it for a bomb.
        std::fs::remove_file(made).map_err(|e| StoreError::io(made, e))?;
        squeeze(SMALL_WINDOW_LOG)?;
    }
    Ok(())
}

/// Writes the stream; says whether a reader with the usual limits takes it.
fn squeeze(from: &Path, to: File, window: u32, observer: &dyn Observer) -> std::io::Result<bool> {
    let mut from = File::open(from)?;
    let total = from.metadata()?.len();
    let mut encoder = zstd::Encoder::new(to, LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.window_log(window)?;
    encoder.set_pledged_src_size(Some(total))?;
    let (mut buffer, mut done) = (vec![0; 1 << 16], 0);
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            let to = encoder.finish()?;
            to.sync_all()?;
            let limits = Limits::default();
            return Ok(limits.allows(limits.zst_ratio, to.metadata()?.len(), total));
        }
        encoder.write_all(&buffer[..length])?;
        done += length as u64;
        observer.progress("pack", done, Some(total));
    }
}

/// Takes the database out, into a private place under the directory for temporary files.
pub fn open(path: &Path, limits: &Limits, observer: &dyn Observer) -> Result<Unpacked, PackError> {
    let refuse = |why: String| PackError::Refused { path: path.to_owned(), why };
    let io = |e| PackError::from(StoreError::io(path, e));
    let file = File::open(path).map_err(io)?;
    let packed = file.metadata().map_err(io)?.len();
    let most = packed.saturating_mul(limits.zst_ratio).max(limits.harmless_bytes);
    let mut rest = BufReader::new(file);
    // Most streams say what they come to; one that does not is counted on the way.
    let expected = zstd::zstd_safe::get_frame_content_size(rest.fill_buf().map_err(io)?).ok().flatten();
    let too_much = || refuse(format!("it unpacks from {packed} bytes to more than {most}: no database does"));
    if expected.is_some_and(|n| n > most) {
        return Err(too_much());
    }
    let mut sink = Sink::new(path, expected, limits)?;
    let mut decoder = zstd::Decoder::with_buffer(&mut rest).map_err(io)?.single_frame();
    decoder.window_log_max(MAX_WINDOW_LOG).map_err(io)?;
    match sink.fill(&mut decoder, most, observer)? {
        Ok(Filled::Whole) => {}
        Ok(Filled::TooMuch) => return Err(too_much()),
        Err(e) => return Err(refuse(format!("it is damaged, or no zstd stream of a database ({e})"))),
    }
    drop(decoder);
    if rest.read(&mut [0]).map_err(io)? > 0 {
        return Err(refuse("something was appended to it".into()));
    }
    let (private, database, _) = sink.finish();
    Ok(Unpacked { manifest: None, faults: Vec::new(), database, private })
}

/// The SHA-256 of the database in a stream that was just written.
pub fn digest(path: &Path) -> Result<String, PackError> {
    let io = |e| PackError::from(StoreError::io(path, e));
    let mut decoder = zstd::Decoder::new(File::open(path).map_err(io)?).map_err(io)?;
    decoder.window_log_max(MAX_WINDOW_LOG).map_err(io)?;
    sha_of(&mut decoder).map_err(io)
}
