//! WFS: the schema is the one that this version made.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::store::{Ask, SCHEMA_VERSION, StoreError};

/// Tables, indexes, views.
pub static DIFFERS: Rule = Rule {
    id: "WFS001",
    severity: Severity::Error,
    title: "the schema differs from what wfstate made",
    why: "A table, index, view or trigger that was added, changed or removed can hide rows or change what is written; \
          wfstate refuses to write to such a database.",
    repair: "take out what was added by hand, or restore a backup",
    scope: Scope::Database,
};
/// The list of migrations.
pub static VERSION: Rule = Rule {
    id: "WFS002",
    severity: Severity::Error,
    title: "the schema's version contradicts the list of migrations",
    why: "The file header and the table of migrations are changed in one transaction; when they disagree, one of them \
          was edited.",
    repair: "restore a backup",
    scope: Scope::Database,
};
/// Checksums of migrations.
pub static MIGRATION: Rule = Rule {
    id: "WFS003",
    severity: Severity::Error,
    title: "a migration is not the one that this version knows",
    why: "A released migration is never edited. Another checksum means that the schema was made by something else.",
    repair: "use the wfstate that made the database, or restore a backup",
    scope: Scope::Database,
};

/// Checks the schema.
pub fn check(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    if let Some(difference) = from.ask(|q| q.schema_difference())? {
        sink.report(&DIFFERS, None, difference);
    }
    let applied = from.ask(|q| q.migrations())?;
    let newest = applied.iter().map(|m| m.0).max().unwrap_or(0);
    if newest != SCHEMA_VERSION {
        let message =
            format!("the header says version {SCHEMA_VERSION}, the list of migrations ends at {newest}");
        sink.report(&VERSION, None, message);
    }
    let known = from.ask(|q| Ok(q.known_migrations()))?;
    for (version, name, checksum) in &applied {
        let same = known.iter().any(|k| k.0 == *version && k.1 == *name && k.2 == *checksum);
        if !same && *version <= SCHEMA_VERSION {
            sink.report(
                &MIGRATION,
                None,
                format!("migration {version} ({name}) has another name or checksum"),
            );
        }
    }
    Ok(())
}
