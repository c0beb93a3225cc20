//! Making a pack. The database is copied by VACUUM INTO while others may go on writing it; what the manifest says is
//! found out of the copy, so that the two cannot differ.

use super::manifest::{Kind, Manifest, Member, root_of};
use super::unpack::Limits;
use super::{DATABASE, MANIFEST, PackError};
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::salvage::{PrivateDir, put_in_place};
use crate::core::store::{LogGrade, Reader, StoreError};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What the entries of two members take in a zip, and more.
const ENTRIES_BYTES: u64 = 1000;

/// What is packed, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    /// The database.
    pub database: PathBuf,
    /// What the pack is for.
    pub kind: Kind,
    /// Its path.
    pub out: PathBuf,
    /// Whether a file that is there is replaced.
    pub over: bool,
    /// How long to wait for a writer.
    pub lock_timeout: Duration,
}

/// Packs a database; the file appears under its name when it is whole and on disk.
pub fn write(request: &Request, observer: &dyn Observer) -> Result<Manifest, PackError> {
    write_edited(request, observer, &mut |_| {})
}

/// The same with a manifest that somebody changed: a pack that is broken in one way.
pub fn write_edited(
    request: &Request,
    observer: &dyn Observer,
    edit: &mut dyn FnMut(&mut Manifest),
) -> Result<Manifest, PackError> {
    let (private, copy) = copy_of(&request.database, &request.out, request.lock_timeout)?;
    let mut manifest = {
        let reader = Reader::open(&copy, request.lock_timeout)?;
        Manifest::of(&reader, request.kind)?
    };
    let made = private.path().join("pack");
    zip_up(&copy, &made, &mut manifest, observer, edit)?;
    if !put_in_place(&made, &request.out, request.over)? {
        return Err(PackError::Exists { path: request.out.clone() });
    }
    Ok(manifest)
}

/// Packs a database that nobody else knows of into a new file, on disk; its manifest gets the members.
pub fn zip_up(
    copy: &Path,
    made: &Path,
    manifest: &mut Manifest,
    observer: &dyn Observer,
    edit: &mut dyn FnMut(&mut Manifest),
) -> Result<(), StoreError> {
    let mut zip = |method| -> Result<bool, StoreError> {
        let out = create(made)?;
        zip_with(out, copy, method, manifest, observer, edit).map_err(|e| StoreError::io(made, e))
    };
    if !zip(CompressionMethod::Deflated)? {
        // It repeats itself so much that whoever opens it would have to take it for a bomb.
        std::fs::remove_file(made).map_err(|e| StoreError::io(made, e))?;
        zip(CompressionMethod::Stored)?;
    }
    Ok(())
}

/// A copy of a database beside what is going to be made of it, where there has to be room anyway.
pub fn copy_of(
    database: &Path,
    out: &Path,
    lock_timeout: Duration,
) -> Result<(PrivateDir, PathBuf), PackError> {
    let reader = Reader::open(database, lock_timeout)?;
    if let Some(found) = reader.log_finding().filter(|f| f.grade == LogGrade::Damaged) {
        // SQLite reads such a log up to the damage: the copy would lack what was acknowledged, and nobody would know.
        return Err(found.refusal(database).into());
    }
    let private = PrivateDir::beside(out, &format!(".packing-{}", std::process::id()))?;
    let copy = private.path().join(DATABASE);
    reader.copy_into(&copy)?;
    Ok((private, copy))
}

/// A new file for its owner alone.
pub fn create(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path).map_err(|e| StoreError::io(path, e))
}

/// Takes from everybody else the rights to a file that SQLite made.
pub fn for_owner_alone(path: &Path) -> Result<(), StoreError> {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|e| StoreError::io(path, e))
}

/// Writes the members; says whether a reader with the usual limits takes them.
fn zip_with(
    out: File,
    copy: &Path,
    method: CompressionMethod,
    manifest: &mut Manifest,
    observer: &dyn Observer,
    edit: &mut dyn FnMut(&mut Manifest),
) -> std::io::Result<bool> {
    let mut file = File::open(copy)?;
    let total = file.metadata()?.len();
    let options = SimpleFileOptions::default().compression_method(method);
    let options = options.unix_permissions(0o600).large_file(total >= 0xf000_0000);
    let mut zip = ZipWriter::new(BufWriter::new(out));
    zip.start_file(DATABASE, options)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hash.update(&buffer[..length]);
        zip.write_all(&buffer[..length])?;
        bytes += length as u64;
        observer.progress("pack", bytes, Some(total));
    }
    manifest.members = vec![Member { name: DATABASE.into(), bytes, sha256: hex(&hash.finalize()) }];
    manifest.root = root_of(&manifest.members);
    edit(manifest);
    zip.start_file(MANIFEST, options.large_file(false))?;
    let text = serde_json::to_vec_pretty(manifest)?;
    zip.write_all(&text)?;
    let out = zip.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    out.sync_all()?;
    // The manifest and the entries are in the length, too: less is said to be packed than is.
    let packed = out.metadata()?.len().saturating_sub(text.len() as u64 + ENTRIES_BYTES);
    let limits = Limits::default();
    Ok(limits.allows(limits.zip_ratio, packed, bytes))
}
