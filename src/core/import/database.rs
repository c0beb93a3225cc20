//! A database of ours, or a pack of one: its sessions are read where they are.

use super::error::ImportError;
use super::foreign::Notes;
use super::input::Input;
use super::is_foreign;
use super::source::{Proofs, Source};
use crate::core::fold::TypeNames;
use crate::core::observer::Observer;
use crate::core::pack::{self, Limits, ZIP_MAGIC, ZST_MAGIC};
use crate::core::store::foreign::is_sqlite;
use crate::core::store::{Place, Reader};
use std::time::Duration;

/// Whether a file is one.
pub fn fits(input: &Input) -> bool {
    let head = &input.head;
    (is_sqlite(head) && !is_foreign(head, &input.path))
        || head.starts_with(ZIP_MAGIC)
        || head.starts_with(ZST_MAGIC)
}

/// Opens it.
pub fn read(
    input: &Input,
    lock_timeout: Duration,
    accept: bool,
    observer: &dyn Observer,
) -> Result<Source, ImportError> {
    let mut doubt = None;
    let reader = match pack::open_any(&input.path, &Limits::default(), observer)? {
        Some(unpacked) => {
            if let Some(fault) = unpacked.faults.first() {
                let (name, why) = (input.name.clone(), fault.to_string());
                if !accept {
                    return Err(ImportError::Unverified { name, place: "the pack".into(), why });
                }
                doubt = Some(why);
            }
            unpacked.into_reader(&input.path, lock_timeout)?
        }
        None => Reader::open(Place::parse(&input.path).path(), lock_timeout)?,
    };
    Ok(Source {
        name: input.name.clone(),
        path: input.known.clone(),
        format: "database",
        sha256: None,
        types: TypeNames::load(&reader)?,
        reader,
        proofs: Proofs::Own,
        doubt,
        notes: Notes::default(),
    })
}
