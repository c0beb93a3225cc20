//! What a pack says of itself, and how that is found out of a database.

use crate::core::head;
use crate::core::holes;
use crate::core::list::state_of;
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::store::{Ask, Reader, SessionRow, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the first member of a manifest says.
pub const SCHEMA: &str = "wfstate.manifest/1";
/// Sessions read at a time.
const PAGE: usize = 500;

/// What a pack is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A database to be restored.
    Backup,
    /// Sessions to be kept.
    Archive,
}

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// What it is for.
    pub kind: Kind,
    /// The version that made it.
    pub wfstate: String,
    /// When the copying began, of a backup: everything that was acknowledged before is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The database's uuid.
    pub database: String,
    /// The line that `wfstate head` prints for this database.
    pub ledger_head: String,
    /// The other members of the pack.
    pub members: Vec<Member>,
    /// SHA-256 over the members' lines: name, bytes and digest of each, separated by blanks, one a line.
    pub root: String,
    /// The sessions, in the order of their numbers.
    pub sessions: Vec<SessionEntry>,
}

/// One member of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its length, unpacked.
    pub bytes: u64,
    /// Its SHA-256 in hex, unpacked.
    pub sha256: String,
}

/// What a session comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEntry {
    /// Its name.
    pub session_id: String,
    /// Its events.
    pub events: u64,
    /// Their energy; `None` where it cannot be computed.
    pub energy: Option<MicroEu>,
    /// Its last seal; `None` where it has no event.
    pub head: Option<String>,
    /// The hash of its state at its end; `None` where that cannot be computed.
    pub state_hash: Option<String>,
}

impl Manifest {
    /// What a pack of this database has to say, but for its members.
    pub fn of(reader: &Reader, kind: Kind) -> Result<Self, StoreError> {
        let mut sessions = Vec::new();
        each_session(reader, &mut |row| {
            sessions.push(entry(reader, row)?);
            Ok(())
        })?;
        Ok(Self {
            schema: SCHEMA.to_owned(),
            kind,
            wfstate: env!("CARGO_PKG_VERSION").to_owned(),
            created: None,
            database: uuid::Uuid::from_bytes(*reader.uuid()).to_string(),
            ledger_head: head::take(reader)?.to_string(),
            members: Vec::new(),
            root: root_of(&[]),
            sessions,
        })
    }
}

/// The sessions of a database, in the order of their numbers.
fn each_session(
    reader: &Reader,
    each: &mut dyn FnMut(&SessionRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let page = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = *last;
        for number in page {
            if let Some(row) = reader.ask(|q| q.session_at(number))? {
                each(&row)?;
            }
        }
    }
}

/// What a session comes to: as its row says it, or computed where nobody has ended it.
fn entry(reader: &Reader, row: &SessionRow) -> Result<SessionEntry, StoreError> {
    let (last_seq, energy, state_hash) = match (row.last_seq, row.energy_micro, row.state_hash) {
        (Some(last), Some(energy), Some(hash)) if row.owner.is_none() => {
            (last, Some(MicroEu(energy)), Some(hash))
        }
        _ => match state_of(reader, row)? {
            (last, Ok(state)) => (last, Some(state.total_energy()), Some(state.hash())),
            (last, Err(_)) => (last, None, None),
        },
    };
    Ok(SessionEntry {
        session_id: row.session_id.clone(),
        events: holes::stored(reader, row, last_seq)?,
        energy,
        head: reader.ask(|q| q.last_seal(row.no))?.map(|(_, seal)| hex(&seal)),
        state_hash: state_hash.map(|h| hex(&h)),
    })
}

/// The digest over the members' lines.
pub fn root_of(members: &[Member]) -> String {
    let line = |m: &Member| format!("{} {} {}\n", m.name, m.bytes, m.sha256);
    let all = members.iter().fold(Sha256::new(), |hash, m| hash.chain_update(line(m)));
    hex(&all.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_energy_that_no_float_holds_comes_back_exactly() {
        let text =
            r#"{"session_id":"s","events":1,"energy":9007199254740.993001,"head":null,"state_hash":null}"#;
        let entry: SessionEntry = serde_json::from_str(text).unwrap();
        assert_eq!(entry.energy, Some(MicroEu(9_007_199_254_740_993_001)));
        assert_eq!(serde_json::to_string(&entry).unwrap(), text);
        let unknown: SessionEntry =
            serde_json::from_str(&text.replace("9007199254740.993001", "null")).unwrap();
        assert_eq!(unknown.energy, None);
        assert!(
            serde_json::from_str::<SessionEntry>(&text.replace("9007199254740.993001", "1e300")).is_err()
        );
    }

    #[test]
    fn the_root_stands_for_every_part_of_every_member() {
        let member =
            |name: &str, bytes, sha256: &str| Member { name: name.into(), bytes, sha256: sha256.into() };
        let root = root_of(&[member("a", 1, "x")]);
        for other in [member("b", 1, "x"), member("a", 2, "x"), member("a", 1, "y")] {
            assert_ne!(root_of(&[other]), root);
        }
        assert_ne!(root_of(&[]), root);
    }
}
