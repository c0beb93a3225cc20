//! WFM: the list of migrations is the one of the schema that the file has.

use super::findings::Sink;
use super::rule::{Rule, Scope, Severity};
use crate::core::model::time::Timestamp;
use crate::core::store::{Applied, Ask, SCHEMA_VERSION, StoreError};

/// The header against the list.
pub static VERSION: Rule = Rule {
    id: "WFM001",
    severity: Severity::Error,
    title: "the schema's version contradicts the list of migrations",
    why: "The file header and the table of migrations are changed in one transaction; when they disagree, one of them \
          was edited.",
    repair: "restore a backup",
    scope: Scope::Database,
};
/// Migrations of another name, or that made another schema.
pub static UNKNOWN: Rule = Rule {
    id: "WFM002",
    severity: Severity::Error,
    title: "a migration is not the one that this version knows",
    why: "A released migration is never edited. Another name or checksum means that the schema was made by something \
          else.",
    repair: "use the wfstate that made the database, or restore a backup",
    scope: Scope::Database,
};
/// Checksums of migrations that do no harm.
pub static DRIFT: Rule = Rule {
    id: "WFM004",
    severity: Severity::Warning,
    title: "a migration was applied from another text, and made the same schema",
    why: "A released migration is never edited; comments, blank lines and line ends do not count. Another checksum says \
          that some other build made or migrated this database. The schema is the one that it should be, so nothing is \
          wrong with it.",
    repair: "nothing has to be done",
    scope: Scope::Database,
};
/// The order of the list.
pub static ORDER: Rule = Rule {
    id: "WFM003",
    severity: Severity::Error,
    title: "the list of migrations cannot have come about",
    why: "Migrations are applied one after the other, without leaving one out, and none before the database was made. \
          A list with a hole, or with times that contradict its order, was edited.",
    repair: "restore a backup",
    scope: Scope::Database,
};

/// Checks the list.
pub fn check(from: &impl Ask, sink: &mut Sink<'_>) -> Result<(), StoreError> {
    let applied = from.ask(|q| q.migrations())?;
    let newest = applied.last().map_or(0, |m| m.version);
    if newest != SCHEMA_VERSION {
        let message =
            format!("the header says version {SCHEMA_VERSION}, the list of migrations ends at {newest}");
        sink.report(&VERSION, None, message);
        // A list that ends elsewhere has a cause already; its holes say nothing more.
        return Ok(());
    }
    let known = from.ask(|q| Ok(q.known_migrations()))?;
    for Applied { version, name, checksum, .. } in applied.iter().filter(|m| m.version > 0) {
        match known.iter().find(|k| k.0 == *version && k.1 == *name) {
            Some(k) if k.2 == *checksum => {}
            Some(k) if from.ask(|q| q.schema_difference())?.is_none() => {
                let message =
                    format!("migration {version} ({name}) has the checksum {checksum} instead of {}", k.2);
                sink.report(&DRIFT, None, message);
            }
            Some(_) => {
                let message = format!(
                    "migration {version} ({name}) has another checksum, and the schema is another one"
                );
                sink.report(&UNKNOWN, None, message);
            }
            None => {
                sink.report(&UNKNOWN, None, format!("migration {version} ({name}) is not known here"));
            }
        }
    }
    let made = from.ask(|q| q.ledger_first())?;
    if let Some(message) = disorder(&applied, made) {
        sink.report(&ORDER, None, message);
    }
    Ok(())
}

/// What is wrong with a list, in the order of versions, of a database that was made at a time.
fn disorder(applied: &[Applied], made: Option<Timestamp>) -> Option<String> {
    for (want, m) in (1..).zip(applied) {
        if m.version != want {
            return Some(format!("migration {want} should come next, the list has {}", m.version));
        }
    }
    if let Some((m, made)) = applied.first().zip(made).filter(|(m, made)| m.at < *made) {
        return Some(format!(
            "migration {} is said to be of {}, the database was made at {made}",
            m.version, m.at
        ));
    }
    let back = applied.windows(2).find(|w| w[1].at < w[0].at)?;
    Some(format!("migration {} is said to be older than migration {}", back[1].version, back[0].version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_strange_numbers_and_times_that_run_back_are_told_apart_from_a_sound_list() {
        let list = |rows: &[(i64, i64)]| -> Vec<Applied> {
            let row = |(version, at): &(i64, i64)| Applied {
                version: *version,
                name: "x".into(),
                checksum: "y".into(),
                at: Timestamp(*at),
            };
            rows.iter().map(row).collect()
        };
        let said = |rows| disorder(&list(rows), Some(Timestamp(10)));
        assert_eq!(said(&[(1, 10), (2, 10), (3, 12)]), None);
        assert!(said(&[(1, 10), (3, 11)]).unwrap().contains("migration 2 should come next"));
        assert!(said(&[(-1, 10), (1, 11)]).unwrap().contains("the list has -1"));
        assert!(said(&[(1, 9)]).unwrap().contains("was made at"));
        assert!(said(&[(1, 12), (2, 11)]).unwrap().contains("older than migration 1"));
        assert_eq!(disorder(&list(&[(1, 1)]), None), None, "without a ledger nobody knows when it was made");
    }
}
