//! `latest`: a relative link to the newest backup of a folder, for those who write its path into a crontab.

use crate::core::ambient;
use crate::core::model::privacy::hex;
use crate::core::store::StoreError;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// The name of the link.
pub const NAME: &str = "latest";

/// What `latest` names in a folder.
pub fn target(folder: &Path) -> Option<PathBuf> {
    std::fs::read_link(folder.join(NAME)).ok()
}

/// Lets `latest` name this file. It is there at every moment, once it was. A file of that name is left alone.
pub fn point_at(backup: &Path) -> Result<(), StoreError> {
    let (Some(folder), Some(name)) = (backup.parent(), backup.file_name()) else { return Ok(()) };
    let link = folder.join(NAME);
    let io = |e| StoreError::io(&link, e);
    if std::fs::symlink_metadata(&link).is_ok_and(|m| !m.is_symlink()) {
        return Err(io(Error::new(ErrorKind::AlreadyExists, "it is no link, and was left as it is")));
    }
    let tag: [u8; 4] = ambient::random().map_err(io)?;
    let aside = folder.join(format!(".{NAME}-{}", hex(&tag)));
    std::os::unix::fs::symlink(name, &aside).map_err(io)?;
    let placed = std::fs::rename(&aside, &link);
    if placed.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    placed.map_err(io)?;
    crate::core::store::sync_directory(&link)
}
