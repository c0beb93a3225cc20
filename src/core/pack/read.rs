//! Opening a pack that comes from anywhere.

use super::manifest::{Manifest, SCHEMA, root_of};
use super::unpack::{Filled, Limits, Sink};
use super::{DATABASE, Fault, MANIFEST, PackError, Unpacked};
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::StoreError;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::{CompressionMethod, ZipArchive};

type Archive = ZipArchive<BufReader<File>>;

/// A manifest of a million sessions has less.
const MAX_MANIFEST_BYTES: u64 = 256 << 20;
/// The record at the very end of a zip, without a comment.
const END_BYTES: usize = 22;

/// Opens a pack and takes its database out, into a private place under the directory for temporary files.
pub fn open(path: &Path, limits: &Limits, observer: &dyn Observer) -> Result<Unpacked, PackError> {
    let (mut archive, manifest) = enter(path, limits)?;
    take_database(path, &mut archive, manifest, limits, observer)
}

/// What a pack says of itself; its database is not looked at.
pub fn peek(path: &Path, limits: &Limits) -> Result<Manifest, PackError> {
    Ok(enter(path, limits)?.1)
}

/// The SHA-256 of the database in a pack, taken out and let go.
pub fn digest(path: &Path, limits: &Limits) -> Result<String, PackError> {
    let (mut archive, _) = enter(path, limits)?;
    let refuse = |why: String| PackError::Refused { path: path.to_owned(), why };
    let mut member = archive.by_name(DATABASE).map_err(|e| refuse(damaged(&e)))?;
    sha_of(&mut member).map_err(|e| refuse(damaged(&e)))
}

/// The SHA-256 of all that a reader gives.
pub fn sha_of(from: &mut dyn Read) -> std::io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            length => hash.update(&buffer[..length]),
        }
    }
}

fn enter(path: &Path, limits: &Limits) -> Result<(Archive, Manifest), PackError> {
    let refuse = |why: String| PackError::Refused { path: path.to_owned(), why };
    let io = |e| PackError::from(StoreError::io(path, e));
    let mut file = BufReader::new(File::open(path).map_err(io)?);
    let directory = look_at_end(&mut file).map_err(io)?.map_err(&refuse)?;
    let mut archive = ZipArchive::new(file).map_err(|e| refuse(format!("it is no whole zip ({e})")))?;
    look_at_members(&mut archive, directory).map_err(&refuse)?;
    let manifest = read_manifest(&mut archive, limits).map_err(&refuse)?;
    Ok((archive, manifest))
}

/// What the record at the end of a zip says.
struct End {
    members: u64,
    directory: u64,
}

/// A pack ends with the record that counts its members, and that says two. Looked at before anything is read into
/// memory that the file says the size of. Gives the place of the directory.
fn look_at_end(file: &mut BufReader<File>) -> std::io::Result<Result<u64, String>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut record = [0; END_BYTES];
    if length < END_BYTES as u64 {
        return Ok(Err("it is cut off".into()));
    }
    file.seek(SeekFrom::Start(length - END_BYTES as u64))?;
    file.read_exact(&mut record)?;
    if !record.starts_with(b"PK\x05\x06") || record[20..] != [0, 0] {
        return Ok(Err(
            "it is cut off, or something was appended to it: a pack ends with its directory".into()
        ));
    }
    let is_large = record[12..20].chunks(4).any(|field| field == [0xff; 4]);
    let small = End { members: number(&record[10..12]), directory: number(&record[16..20]) };
    let end = if is_large { large_end(file, length)? } else { Some(small) };
    file.rewind()?;
    Ok(match end {
        None => Err("the end of its directory is damaged".into()),
        Some(End { members: 2, directory }) => Ok(directory),
        Some(End { members, .. }) => Err(members_are(&format!("it has {members}"))),
    })
}

/// The same for a pack of more than 4 GiB: another record says it, and a third one says where that is.
fn large_end(file: &mut BufReader<File>, length: u64) -> std::io::Result<Option<End>> {
    let (mut locator, mut record) = ([0; 20], [0; 56]);
    let Some(at) = length.checked_sub((END_BYTES + locator.len()) as u64) else { return Ok(None) };
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut locator)?;
    let at = number(&locator[8..16]);
    if !locator.starts_with(b"PK\x06\x07") || at > length.saturating_sub(record.len() as u64) {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut record)?;
    let end = End { members: number(&record[32..40]), directory: number(&record[48..56]) };
    Ok(Some(end).filter(|_| record.starts_with(b"PK\x06\x06")))
}

/// Little-endian, as everything in a zip.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

fn members_are(instead: &str) -> String {
    format!("a pack has exactly the members {MANIFEST} and {DATABASE}; {instead}")
}

/// Exactly two, under their names, side by side from the first byte to the directory, and nothing but files.
fn look_at_members(archive: &mut Archive, directory: u64) -> Result<(), String> {
    if archive.has_duplicate_names() {
        return Err(members_are("it has one of them twice"));
    }
    if archive.len() != 2 {
        return Err(members_are(&format!("it has {}", archive.len())));
    }
    let mut places = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(|e| damaged(&e))?;
        let name = member.name_raw();
        if ![MANIFEST, DATABASE].iter().any(|known| known.as_bytes() == name) {
            return Err(members_are("it has one of another name"));
        }
        if member.encrypted() {
            return Err("it is encrypted, which a pack never is".into());
        }
        if !member.is_file() || member.is_symlink() {
            return Err("a member of it is not a file".into());
        }
        if !matches!(member.compression(), CompressionMethod::Deflated | CompressionMethod::Stored) {
            return Err("a member of it is compressed in a way that packs are not".into());
        }
        let data = member.data_start().unwrap_or_default();
        places.push((member.header_start(), data.saturating_add(member.compressed_size())));
    }
    places.sort_unstable();
    let mut expected = 0;
    for (start, end) in places {
        if start != expected {
            return Err("its members overlap, or there is something between them".into());
        }
        expected = end;
    }
    if expected != directory || directory != archive.central_directory_start() {
        return Err("its members and its directory overlap, or there is something between them".into());
    }
    archive.validate_header_consistency().map_err(|e| damaged(&e))
}

fn damaged(e: &dyn std::fmt::Display) -> String {
    format!("it is damaged ({e})")
}

fn read_manifest(archive: &mut Archive, limits: &Limits) -> Result<Manifest, String> {
    let member = archive.by_name(MANIFEST).map_err(|e| damaged(&e))?;
    let (packed, size) = (member.compressed_size(), member.size());
    if size > MAX_MANIFEST_BYTES || !limits.allows(limits.zip_ratio, packed, size) {
        return Err(format!("{MANIFEST} would unpack to {size} bytes"));
    }
    let mut text = Vec::new();
    member.take(size + 1).read_to_end(&mut text).map_err(|e| format!("{MANIFEST} is damaged ({e})"))?;
    if text.len() as u64 != size {
        return Err(lies(MANIFEST));
    }
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|e| format!("{MANIFEST} is no manifest ({e})"))?;
    if manifest.schema != SCHEMA {
        return Err(format!("{MANIFEST} is of another kind than {SCHEMA}"));
    }
    Ok(manifest)
}

fn lies(name: &str) -> String {
    format!("the size that its directory says of {name} is a lie")
}

fn take_database(
    path: &Path,
    archive: &mut Archive,
    manifest: Manifest,
    limits: &Limits,
    observer: &dyn Observer,
) -> Result<Unpacked, PackError> {
    let refuse = |why: String| PackError::Refused { path: path.to_owned(), why };
    let [said] = manifest.members.as_slice() else {
        return Err(refuse(format!("{MANIFEST} does not list {DATABASE} and nothing else")));
    };
    if said.name != DATABASE {
        return Err(refuse(format!("{MANIFEST} does not list {DATABASE}")));
    }
    let mut member = archive.by_name(DATABASE).map_err(|e| refuse(damaged(&e)))?;
    let (packed, size) = (member.compressed_size(), member.size());
    if size > said.bytes {
        return Err(refuse(format!(
            "{DATABASE} has {size} bytes, more than the {} of {MANIFEST}",
            said.bytes
        )));
    }
    if !limits.allows(limits.zip_ratio, packed, size) {
        return Err(refuse(format!(
            "{DATABASE} would unpack from {packed} bytes to {size}: no database does"
        )));
    }
    let mut sink = Sink::new(path, Some(size), limits)?;
    let mut faults = Vec::new();
    let name = || DATABASE.to_owned();
    match sink.fill(&mut member, size, observer)? {
        Ok(Filled::Whole) if sink.bytes == size => {}
        Ok(_) => return Err(refuse(lies(DATABASE))),
        // All of it came out, and the sum at its end says that it is not what went in.
        Err(e) if sink.bytes == size && e.to_string().contains("checksum") => {
            faults.push(Fault::Checksum { name: name() });
        }
        Err(e) if e.to_string().contains("larger than") => return Err(refuse(lies(DATABASE))),
        Err(e) => return Err(refuse(format!("{DATABASE} is damaged ({e})"))),
    }
    let (private, database, found) = sink.finish();
    if size != said.bytes {
        faults.push(Fault::Size { name: name(), said: said.bytes, found: size });
    }
    if found != said.sha256 {
        faults.push(Fault::Digest { name: name(), said: said.sha256.clone(), found });
    }
    if root_of(&manifest.members) != manifest.root {
        faults.push(Fault::Root);
    }
    Ok(Unpacked { manifest: Some(manifest), faults, database, private })
}
