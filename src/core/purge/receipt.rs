//! The receipt: what was deleted, how that was proved, and what is not promised.

use super::copies::Copy;
use crate::core::model::privacy::hex;
use crate::core::store::{StoreError, sync_directory};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// What nobody can promise who only has the file system.
pub const NOT_PROMISED: &[&str] = &[
    "media below the file system: flash translation layers, snapshots of volumes, journals, swap",
    "copies that others made of the database's files",
    "the copies that are named here, until they are deleted or purged themselves",
];

/// A session that is gone, without its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Gone {
    /// The name that only the ledger has for it.
    pub pseudonym: String,
    /// Its events.
    pub events: u64,
    /// The last of them.
    pub last_seq: u64,
    /// One hash for all of it.
    pub head: String,
}

/// Words of single events that are gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Content {
    /// The session's name in the ledger.
    pub pseudonym: String,
    /// The first event.
    pub from: u64,
    /// The last event.
    pub to: u64,
    /// Events that had words.
    pub erased: u64,
    /// Stretches whose key was destroyed.
    pub stretches: u64,
}

/// How it was proved that nothing is left.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Proof {
    /// `search`: the bytes of every file were searched. `structure`: after an interruption nobody knows any more
    /// what to search for; the rows and keys are gone, the file was written anew, the log is empty.
    pub method: &'static str,
    /// Files that were searched.
    pub files_searched: u64,
    /// Their bytes.
    pub bytes_searched: u64,
    /// Pieces that were searched for.
    pub needles: u64,
    /// Pieces that the sessions had, all of them.
    pub pieces: u64,
    /// Of the pieces, those that other sessions have as well: they say nothing.
    pub shared: u64,
    /// Pieces that were found and belong to nobody else.
    pub hits: u64,
    /// Pages of the file that no row is in.
    pub free_pages: u64,
}

/// What the hash in the ledger covers, in this order.
#[derive(Debug, Clone, Serialize)]
pub struct Certificate<'a> {
    /// `wfstate.purge/1`.
    pub schema: &'static str,
    /// The receipt's number: 32 hex digits.
    pub receipt_id: &'a str,
    /// The database's uuid.
    pub database: String,
    /// When the rows were deleted.
    pub begun: String,
    /// When the proof was complete.
    pub finished: String,
    /// The sessions.
    pub sessions: &'a [Gone],
    /// The words of single events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<&'a Content>,
    /// The proof.
    pub proof: &'a Proof,
}

impl Certificate<'_> {
    /// Its bytes and their SHA-256, in hex.
    pub fn seal(&self) -> (String, String) {
        let text = serde_json::to_string(self).unwrap_or_default();
        let hash = hex(&Sha256::digest(text.as_bytes()));
        (text, hash)
    }
}

/// A session in a receipt. Its name is there where it is still known.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// Its name; a purge that another process finished does not know it any more.
    pub session_id: Option<String>,
    /// The rest.
    #[serde(flatten)]
    pub gone: Gone,
}

/// The answer of a purge.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the members of schemas/output/purge.json, which explains them")]
pub struct Receipt {
    pub schema: &'static str,
    pub receipt_id: String,
    /// Whose words were erased, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    #[serde(flatten)]
    pub content: Option<Content>,
    pub sessions: Vec<Named>,
    pub events: u64,
    pub bytes_freed: u64,
    pub proof: Proof,
    /// Files beside the database that were deleted with the sessions.
    pub files_removed: Vec<String>,
    /// Copies that keep what is erased here.
    pub copies: Vec<Copy>,
    pub not_promised: Vec<&'static str>,
    /// The text whose SHA-256 is `receipt_hash`.
    pub certificate: String,
    /// As the ledger has it.
    pub receipt_hash: String,
    /// The ledger's first entry about it.
    pub ledger_entry: u64,
}

/// Writes a receipt to a file of its own, whole or not at all; it names sessions, so that nobody else may read it.
pub fn write_receipt(path: &Path, text: &str) -> Result<(), StoreError> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = std::path::PathBuf::from(part);
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if let Err(e) = made {
        // What is half written helps nobody.
        let _ = std::fs::remove_file(&part);
        return Err(StoreError::io(path, e));
    }
    sync_directory(path)
}
