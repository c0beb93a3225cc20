//! Databases of other programs: which reader knows the tables of one, and what all readers have in common.

use super::{Notes, Telling, What};
use crate::core::ambient;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::seen::Seen;
use crate::core::import::{IMPORTERS, Importer, Job, OnConflict, Options};
use crate::core::model::id::SessionId;
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::store::foreign::{Cell, Foreign, is_sqlite};
use crate::core::store::{Opening, StoreError, look};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Whether a file is a database of another program.
pub fn is_foreign(head: &[u8], path: &Path) -> bool {
    is_sqlite(head) && matches!(look(path), Err(StoreError::Foreign { .. }))
}

/// The importer that knows the tables of a database; `None` where nobody does.
pub fn importer_of(path: &Path, lock_timeout: Duration) -> Result<Option<&'static Importer>, StoreError> {
    let db = Foreign::open(path, lock_timeout)?;
    Ok(IMPORTERS.iter().find(|i| (i.tables)(&db)))
}

/// Another program's database, read into a private one.
#[derive(Debug)]
pub struct Staged {
    /// The importer that knows it.
    pub importer: &'static str,
    /// The private database, what an import would bring in, and what there is to say of it; or why a damaged file
    /// could not be read to its end.
    pub read: Result<(PathBuf, Notes), ImportError>,
    /// What SQLite's own check finds in the file.
    pub damage: Vec<String>,
    /// Snapshots that stand there.
    pub snapshots: u64,
}

/// Reads one into a private directory, for a look at it. Words are replaced on the way as ever; where they stand is
/// noted. `None` where nobody knows its tables.
pub fn stage(
    path: &Path,
    private: &Path,
    lock_timeout: Duration,
    observer: &dyn Observer,
) -> Result<Option<Staged>, ImportError> {
    let Some(importer) = importer_of(path, lock_timeout)? else { return Ok(None) };
    let db = Foreign::open(path, lock_timeout)?;
    let damage = db.integrity(MOST_DAMAGE)?;
    let snapshots = db.count("snapshot").unwrap_or_default();
    drop(db);
    let database = private.join("staged.db");
    let opening = Opening { create: None, durable: false, lock_timeout, owner: ambient::process_name() };
    let options = Options {
        files: Vec::new(),
        database: database.clone(),
        opening,
        from: None,
        sessions: Vec::new(),
        on_conflict: OnConflict::Fail,
        accept_unverified: false,
        content: false,
        key_file: private.join("staged.key"),
        dry_run: true,
    };
    let seen = Seen::default();
    let job = Job {
        options: &options,
        staged: database.clone(),
        key_file: Some(options.key_file.clone()),
        seen: &seen,
        file: 0,
        notes_words: true,
        observer,
    };
    let mut input = Input::open(path, private)?;
    match (importer.read)(&mut input, &job).map(|source| (database, source.notes)) {
        // The file is sound: that it could not be read has another cause, and is an error.
        Err(e) if damage.is_empty() => Err(e),
        read => Ok(Some(Staged { importer: importer.name, read, damage, snapshots })),
    }
}

/// Things that are told of a damaged file.
const MOST_DAMAGE: usize = 20;

/// What a database is and what takes it, for people; `None` where nobody knows its tables.
pub fn introduction(path: &Path, lock_timeout: Duration) -> Option<(String, String)> {
    let importer = importer_of(path, lock_timeout).ok()??;
    let name = path.display().to_string();
    let what = format!("{name} is not a database of wfstate, but one of another program ({})", importer.name);
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-+:@%".contains(&b));
    let quoted = if plain { name } else { format!("'{}'", name.replace('\'', "'\\''")) };
    let command = format!("wfstate import --from {} {quoted}", importer.name);
    Some((what, command))
}

/// Opens the file that is imported. It is hashed before: closing a file drops the locks of whoever has it open.
pub fn open(input: &mut Input, lock_timeout: Duration) -> Result<Foreign, ImportError> {
    input.hash()?;
    Ok(Foreign::open(&input.path, lock_timeout)?)
}

/// Tables that a reader knows, each with its columns; none means that it is known as a whole.
pub type Known = [(&'static str, &'static [&'static str])];

/// Says that a database is of another version than the one whose tables are known here. `versions` are those that it
/// tells of itself; one that tells of none is taken for the known one.
pub fn tell_version(versions: &[String], known: &str, telling: &mut Telling<'_>) {
    for other in versions.iter().filter(|v| *v != known) {
        let words = format!("it says that it has version {other}; {known} is known here, and read as that");
        telling.note(What::Degraded, "other_version", "its schema", words);
    }
}

/// Says what stands in tables and columns that nobody here reads.
pub fn tell_strangers(db: &Foreign, known: &Known, telling: &mut Telling<'_>) -> Result<(), ImportError> {
    for table in db.tables() {
        let place = format!("table {}", table.name);
        let Some((_, columns)) = known.iter().find(|(name, _)| *name == table.name) else {
            let rows = db.count(&table.name)?;
            if rows > 0 {
                let words = format!("{rows} rows of a table that is not known here");
                telling.note(What::LeftOut, "table_unknown", place, words);
            }
            continue;
        };
        let strange = table.columns.iter().filter(|c| !columns.is_empty() && !columns.contains(&c.as_str()));
        for column in strange {
            if db.has_values(&table.name, column)? {
                let words = format!("column {column}, which is not known here");
                telling.note(What::LeftOut, "column_unknown", place.clone(), words);
            }
        }
    }
    Ok(())
}

/// The name that a session gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As sessions are called here.
    pub id: String,
    /// As it is called there, where that is another.
    pub was: Option<String>,
}

/// Names a session. One that cannot be called so here gets a name that is made of its own, always the same.
pub fn name_of(cell: Cell<'_>) -> Name {
    let bytes = match cell {
        Cell::Text(bytes) | Cell::Blob(bytes) => bytes.to_vec(),
        Cell::Int(n) => n.to_string().into_bytes(),
        Cell::Real(x) => x.to_string().into_bytes(),
        Cell::Null | Cell::TooLong(_) => Vec::new(),
    };
    let was = String::from_utf8_lossy(&bytes).into_owned();
    if SessionId::check(&was).is_ok() {
        return Name { id: was, was: None };
    }
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._:-".contains(c) { c } else { '_' };
    let kept: String = was.chars().take(80).map(plain).collect();
    let digest = hex(&Sha256::digest(&bytes)[..6]);
    let id = if kept.is_empty() { format!("session_{digest}") } else { format!("{kept}_{digest}") };
    Name { id, was: Some(was) }
}

/// A number as JSON writes it: whole numbers as they are, others with as few digits as give the same number again.
pub fn literal(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Int(n) => Some(n.to_string()),
        Cell::Real(x) => serde_json::Number::from_f64(x).map(|n| n.to_string()),
        Cell::Text(_) => {
            let text = cell.text()?.trim();
            serde_json::from_str::<serde_json::Number>(text).ok().map(|_| text.to_owned())
        }
        Cell::Null | Cell::Blob(_) | Cell::TooLong(_) => None,
    }
}

/// A whole number, however it is written.
pub fn whole(cell: Cell<'_>) -> Option<i64> {
    let literal = literal(cell)?;
    literal.parse().ok().or_else(|| literal.strip_suffix(".0")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none_here_become_the_same_one_each_time_and_no_two_the_same() {
        let name = |text: &str| name_of(Cell::Text(text.as_bytes()));
        assert_eq!(name("20250817T194800Z_001").was, None);
        assert_eq!(name_of(Cell::Int(7)), Name { id: "7".into(), was: None });
        let mut seen = std::collections::BTreeSet::new();
        for text in
            ["", "a b", "a_b/", "a\u{1b}[2J", "株式会社", "株式会杜", &"x".repeat(300), &"x".repeat(301)]
        {
            let one = name(text);
            assert!(SessionId::check(&one.id).is_ok(), "{one:?}");
            assert_eq!((one.was.as_deref(), &one), (Some(text), &name(text)));
            assert!(seen.insert(one.id));
        }
        assert!(SessionId::check(&name_of(Cell::Blob(&[0xff, 0])).id).is_ok());
    }

    #[test]
    fn numbers_keep_their_shortest_digits() {
        let of = |cell| literal(cell);
        assert_eq!(of(Cell::Real(0.1)).as_deref(), Some("0.1"));
        assert_eq!(of(Cell::Real(4.616)).as_deref(), Some("4.616"));
        assert_eq!(of(Cell::Text(b" 2.50 ")).as_deref(), Some("2.50"));
        assert_eq!((of(Cell::Real(f64::INFINITY)), of(Cell::Text(b"x")), of(Cell::Null)), (None, None, None));
        assert_eq!(
            (whole(Cell::Real(12.0)), whole(Cell::Text(b"12")), whole(Cell::Real(1.5))),
            (Some(12), Some(12), None)
        );
    }
}
