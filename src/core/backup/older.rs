//! A backup of an earlier version. It is judged by what it comes to in this one: a private copy of it is migrated, with
//! all that a migration demands, and checked like any other. The backup itself stays as it is.

use super::open::Opened;
use super::{BackupError, Trouble};
use crate::core::head;
use crate::core::migrate::{self, MigrateError};
use crate::core::observer::Observer;
use crate::core::pack::{self, Manifest, Unpacked};
use crate::core::store::salvage::PrivateDir;
use crate::core::store::{Found, Reader, SCHEMA_VERSION, StoreError, look};
use std::fs::File;
use std::time::Duration;

/// The version of a backup, where that is an earlier one.
pub fn version(opened: &Opened) -> Option<i64> {
    match look(opened.unpacked.database()) {
        Ok(Found::Database(version)) if version < SCHEMA_VERSION => Some(version),
        _ => None,
    }
}

/// The backup as it would be in this version, in a place of its own; or why it cannot be brought there.
pub fn carried(opened: &Opened, observer: &dyn Observer) -> Result<Result<Opened, Trouble>, BackupError> {
    let private = PrivateDir::temporary()?;
    let from = opened.unpacked.database();
    let to = private.path().join(pack::DATABASE);
    let mut file = File::open(from).map_err(|e| StoreError::io(from, e))?;
    std::io::copy(&mut file, &mut pack::create(&to)?).map_err(|e| StoreError::io(&to, e))?;
    match migrate::carry(&to, observer) {
        Ok(_) => {}
        Err(MigrateError::Store(e @ (StoreError::Full | StoreError::Io { .. }))) => return Err(e.into()),
        Err(e) => {
            let message = e.to_string();
            return Ok(Err(Trouble { rule: "migration", session_id: None, seq: None, message }));
        }
    }
    // The copy's ledger says that it was migrated; nobody wrote that into the manifest.
    let ledger_head = head::take(&Reader::open(&to, Duration::ZERO)?)?.to_string();
    let manifest = opened.unpacked.manifest.clone().map(|said| Manifest { ledger_head, ..said });
    let faults = opened.unpacked.faults.clone();
    let mut unpacked = Unpacked::of_copy(private, to);
    (unpacked.manifest, unpacked.faults) = (manifest, faults);
    Ok(Ok(Opened { format: opened.format, encrypted: opened.encrypted, unpacked }))
}
