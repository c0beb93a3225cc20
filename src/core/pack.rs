//! A pack: a whole database in one file that can be moved, kept and checked. A backup is one, and so is an archive
//! (`.wfz`).
//!
//! ```text
//! x.zip ── manifest.json   what the database is: its uuid, its ledger's head, each session's count, energy, head, state
//!       └─ state.db        the database, made by VACUUM INTO
//! ```
//!
//! A pack comes from anywhere, so nothing of it is believed before it was looked at: it has exactly these two
//! members under exactly these names, side by side, and nothing else; what comes out of them is bounded by what the
//! manifest says, by a ratio, and by the room there is. A pack that is not so is refused ([`PackError::Refused`]). One
//! that is, and whose content is not what its manifest says, is opened, and says so ([`Fault`]): `validate` makes
//! findings of that.
//!
//! `.zst` is the database alone in one zstd stream, without a manifest.

mod manifest;
mod read;
mod unpack;
mod write;
mod zst;

pub use manifest::{Kind, Manifest, Member, SCHEMA, SessionEntry, root_of};
pub use read::{digest, open, peek};
pub use unpack::Limits;
pub use write::{Request, copy_of, create, for_owner_alone, write, write_edited, zip_up};
pub use zst::{digest as digest_zst, open as open_zst, squeeze_up, write as write_zst};

use crate::core::observer::Observer;
use crate::core::store::salvage::PrivateDir;
use crate::core::store::{Reader, StoreError, first_bytes};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the member that says what the other one is.
pub const MANIFEST: &str = "manifest.json";
/// The name of the member that is the database.
pub const DATABASE: &str = "state.db";

/// How a pack begins.
pub const ZIP_MAGIC: &[u8] = b"PK";
/// How a zstd stream begins.
pub const ZST_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A pack whose database was taken out, to a place that is gone with this value.
#[derive(Debug)]
pub struct Unpacked {
    /// What it says of itself; a `.zst` says nothing.
    pub manifest: Option<Manifest>,
    /// What is not as it says.
    pub faults: Vec<Fault>,
    database: PathBuf,
    private: PrivateDir,
}

impl Unpacked {
    /// A database that was not packed, copied to a private place.
    pub fn of_copy(private: PrivateDir, database: PathBuf) -> Self {
        Self { manifest: None, faults: Vec::new(), database, private }
    }

    /// Opens the database; it is there for as long as the reader. A pack is known by its own path.
    pub fn into_reader(self, path: &Path, lock_timeout: Duration) -> Result<Reader, StoreError> {
        let reader = Reader::open(&self.database, lock_timeout);
        let reader = reader.map_err(|e| e.known_as(&path.join(DATABASE)))?;
        Ok(reader.unpacked_from(path, self.private))
    }

    /// The database, in a directory that nobody else can look into.
    pub fn database(&self) -> &Path {
        &self.database
    }
}

/// Opens what a path names, if that is a pack or a zstd stream by its first bytes; `None` where it is not.
pub fn open_any(
    path: &Path,
    limits: &Limits,
    observer: &dyn Observer,
) -> Result<Option<Unpacked>, PackError> {
    match first_bytes(path, ZST_MAGIC.len()) {
        Some(bytes) if bytes.starts_with(ZIP_MAGIC) => open(path, limits, observer).map(Some),
        Some(bytes) if bytes == ZST_MAGIC => open_zst(path, limits, observer).map(Some),
        _ => Ok(None),
    }
}

/// A member that is not what the manifest says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Other bytes.
    #[error("{name} has the SHA-256 {found}; the manifest says {said}")]
    Digest {
        /// The member.
        name: String,
        /// What the manifest says.
        said: String,
        /// What it is.
        found: String,
    },
    /// Fewer bytes.
    #[error("{name} has {found} bytes; the manifest says {said}")]
    Size {
        /// The member.
        name: String,
        /// What the manifest says.
        said: u64,
        /// What it is.
        found: u64,
    },
    /// The pack's own checksum.
    #[error("{name} does not have the checksum that its entry in the pack says")]
    Checksum {
        /// The member.
        name: String,
    },
    /// The manifest contradicts itself.
    #[error("the manifest's root is not that of the members that it lists")]
    Root,
}

/// Why a pack cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The database in it, or the one that is to be packed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is no pack, or one that was made to do harm.
    #[error("{}: {why}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There is no room to unpack it.
    #[error("no room in {} to unpack {}{}", dir.display(), path.display(), needs(*bytes))]
    Room {
        /// The file.
        path: PathBuf,
        /// Where it was to go.
        dir: PathBuf,
        /// What it needs, where that is known.
        bytes: Option<u64>,
    },
    /// There is a file where the pack was to go.
    #[error("{} exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
}

impl PackError {
    /// The same error of a file that the user knows under another name.
    #[must_use]
    pub fn known_as(mut self, name: &Path) -> Self {
        match &mut self {
            Self::Store(e) => {
                let inner = std::mem::replace(e, StoreError::Full);
                *e = inner.known_as(name);
            }
            Self::Refused { path, .. } | Self::Room { path, .. } | Self::Exists { path } => {
                name.clone_into(path);
            }
        }
        self
    }
}

fn needs(bytes: Option<u64>) -> String {
    bytes.map(|n| format!(", which needs {n} bytes")).unwrap_or_default()
}
