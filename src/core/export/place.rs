//! Where an export goes: a file that gets its name when it is whole, or a pipe.

use super::ExportError;
use crate::core::report::destination::same;
use crate::core::store::salvage::{PrivateDir, put_in_place};
use crate::core::store::{StoreError, sibling};
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What stands beside a database and belongs to it.
const COMPANIONS: [&str; 6] = ["", "-wal", "-shm", "-journal", ".key", ".lock"];

/// A place for an export. What is half made is gone with it.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    force: bool,
    /// A directory of its own beside the file; `None` for what is no file.
    private: Option<PrivateDir>,
}

impl Destination {
    /// Looks whether an export may go there: never onto the database, over a file only with `force`.
    pub fn check(path: &Path, database: &Path, force: bool) -> Result<Self, ExportError> {
        if COMPANIONS.iter().any(|suffix| same(&sibling(database, suffix), path)) {
            return Err(ExportError::OntoItself { path: path.to_owned() });
        }
        let there = |private| Self { path: path.to_owned(), force, private };
        match std::fs::symlink_metadata(path) {
            Ok(meta) if meta.is_dir() || meta.is_symlink() => {
                Err(ExportError::NoFile { path: path.to_owned() })
            }
            Ok(meta) if !meta.is_file() => Ok(there(None)),
            Ok(_) if !force => Err(ExportError::Exists { path: path.to_owned() }),
            Ok(_) => Ok(there(Some(Self::private(path)?))),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(there(Some(Self::private(path)?))),
            Err(e) => Err(StoreError::io(path, e).into()),
        }
    }

    fn private(path: &Path) -> Result<PrivateDir, ExportError> {
        Ok(PrivateDir::beside(path, &format!(".{}.part", std::process::id()))?)
    }

    /// What is written to.
    pub fn open(&self) -> Result<File, ExportError> {
        let mut options = OpenOptions::new();
        let made = self.made();
        let opened = match made {
            Some(_) => options.write(true).create_new(true).mode(0o600),
            // A pipe, a device.
            None => options.write(true),
        };
        let path = made.as_deref().unwrap_or(&self.path);
        Ok(opened.open(path).map_err(|e| StoreError::io(path, e))?)
    }

    fn made(&self) -> Option<PathBuf> {
        self.private.as_ref().map(|p| p.path().join("export"))
    }

    /// Gives the whole file its name.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.made() {
            Some(made) if !put_in_place(&made, &self.path, self.force)? => {
                Err(ExportError::Exists { path: self.path })
            }
            _ => Ok(()),
        }
    }
}
