//! The key file: what commitments of content are made under. It is not in the database, so that whoever gets
//! the database alone cannot test guesses; destroying it turns every commitment into noise.

use crate::core::ambient;
use crate::core::model::privacy::{ContentKey, hex};
use crate::core::store::{Ask, StoreError, Transaction};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The meta entry that names the key in use.
pub const META: &str = "content_key_id";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file is not there, and the database was written under a key.
    #[error("the content key {} is missing (this database was written under key {id})", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// Its id.
        id: String,
    },
    /// The file holds another key.
    #[error("{} holds key {found}, but this database was written under key {expected}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The id of the key in it.
        found: String,
        /// The id of the key that is needed.
        expected: String,
    },
    /// The file is no key.
    #[error("{} is not a wfstate key file (32 bytes)", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
    },
    /// The operating system.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where a database's key is unless something else is said: beside it.
pub fn default_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".key");
    path.into()
}

/// A key that lives in memory only.
pub fn ephemeral() -> Result<ContentKey, KeyError> {
    let bytes = ambient::random().map_err(|source| KeyError::Io { path: "(random)".into(), source })?;
    Ok(ContentKey::new(&bytes))
}

/// The key of a database, made on first use. `replace` starts a new one where the old one is lost; it takes a
/// new file and a note in the ledger.
pub fn obtain(tx: &mut Transaction<'_>, path: &Path, replace: bool) -> Result<ContentKey, KeyError> {
    let known = tx.ask(|q| q.meta(META))?;
    let key = match (read(path)?, &known) {
        (Some(key), Some(id)) if key.id() != id && !replace => {
            let (found, expected) = (key.id().to_owned(), id.clone());
            return Err(KeyError::Wrong { path: path.to_owned(), found, expected });
        }
        (Some(key), _) => key,
        (None, Some(id)) if !replace => {
            return Err(KeyError::Missing { path: path.to_owned(), id: id.clone() });
        }
        (None, _) => create(path)?,
    };
    if known.as_deref() != Some(key.id()) {
        tx.set_meta(META, key.id())?;
        if known.is_some() {
            let facts = serde_json::json!({ "key": key.id(), "before": known }).to_string();
            tx.ledger(ambient::now(), "content_key_replaced", None, &facts)?;
        }
    }
    Ok(key)
}

/// Reads a key file; `None` where there is none.
pub fn read(path: &Path) -> Result<Option<ContentKey>, KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    match std::fs::File::open(path) {
        Ok(file) => file.take(65).read_to_end(&mut bytes).map_err(io)?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io(e)),
    };
    let key: Result<[u8; 32], _> = bytes.try_into();
    key.map(|k| Some(ContentKey::new(&k))).map_err(|_| KeyError::Malformed { path: path.to_owned() })
}

/// Makes a key file. It appears under its name only when it is whole, and never in the place of another.
fn create(path: &Path) -> Result<ContentKey, KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let bytes: [u8; 32] = ambient::random().map_err(io)?;
    let aside: [u8; 4] = ambient::random().map_err(io)?;
    let mut making = path.as_os_str().to_owned();
    making.push(format!(".new-{}", hex(&aside)));
    let making = Path::new(&making);
    let made = write_aside(making, &bytes).and_then(|()| put_in_place(making, path));
    if made.is_err() {
        // Nothing of ours stays behind; the first error is the one to tell.
        let _ = std::fs::remove_file(making);
    }
    made.and_then(|()| sync_directory_of(path)).map_err(io)?;
    Ok(ContentKey::new(&bytes))
}

fn write_aside(path: &Path, bytes: &[u8; 32]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the file its name, unless that is taken. Never two names at once, where the file system can do that: a
/// crash in between would leave a second one, and destroying the key would not destroy it.
fn put_in_place(making: &Path, path: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags};
    match rustix::fs::renameat_with(CWD, making, CWD, path, RenameFlags::NOREPLACE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
            std::fs::hard_link(making, path)?;
            std::fs::remove_file(making)
        }
        other => Ok(other?),
    }
}

fn sync_directory_of(path: &Path) -> std::io::Result<()> {
    let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_whole_or_not_there_and_never_replaces_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.key");
        assert!(read(&path).unwrap().is_none());
        let key = create(&path).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().id(), key.id());
        assert!(create(&path).is_err(), "the key that is there stays");
        assert_eq!(read(&path).unwrap().unwrap().id(), key.id());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left");
        std::fs::write(&path, [1; 31]).unwrap();
        assert!(matches!(read(&path), Err(KeyError::Malformed { .. })));
    }
}
