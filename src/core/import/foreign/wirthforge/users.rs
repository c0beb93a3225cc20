//! The rows of users. Totals are derived from sessions here and held against those of the row, which is kept with the
//! user's last session.

use super::ALL;
use super::sessions::{Sessions, near};
use crate::core::import::error::ImportError;
use crate::core::import::foreign::database::{literal, whole};
use crate::core::import::foreign::{Telling, What};
use crate::core::model::energy::MicroEu;
use crate::core::store::foreign::{Foreign, Row};
use serde_json::{Map, Value, json};

const COLUMNS: &[&str] = &[
    "user_id",
    "current_level",
    "total_sessions",
    "total_energy",
    "experience_points",
    "unlocked_paths",
    "preferences",
];

/// Compares the totals of each user with those of the sessions that ended, as the program counts them.
pub fn compare(db: &Foreign, sessions: &mut Sessions, telling: &mut Telling<'_>) -> Result<(), ImportError> {
    db.each::<ImportError>("user", COLUMNS, ALL, &mut |row| {
        let Some(user) = row.cell(0).text() else { return Ok(()) };
        let place = format!("user {user}");
        let (mut count, mut energy) = (0, MicroEu::ZERO);
        let own = |id: Option<&str>| id == Some(user);
        for s in sessions.iter_mut().filter(|s| own(s.head.user_id.as_deref()) && s.ended && !s.private) {
            count += 1;
            energy = energy.checked_add(s.energy).unwrap_or(energy);
        }
        let said = literal(row.cell(3)).and_then(|text| MicroEu::from_literal(&text));
        let differs = whole(row.cell(2)).is_some_and(|n| n != count) || said.is_some_and(|s| !near(s, energy));
        if differs {
            let said = said.unwrap_or(MicroEu::ZERO);
            let words = format!(
                "its row says {} sessions and {said} EU, its ended sessions are {count} and come to {energy} EU",
                whole(row.cell(2)).unwrap_or_default()
            );
            telling.note(What::Repaired, "user_totals_differ", place.clone(), words);
        }
        let mut facts = facts(row);
        telling.without_words(&mut facts, &place);
        if facts.is_empty() {
            return Ok(());
        }
        let last = sessions.iter_mut().filter(|s| own(s.head.user_id.as_deref()) && !s.private).last();
        match last {
            Some(session) => {
                session.head.metadata.insert("stored_user".into(), facts.into());
            }
            None => {
                let words = "it has no session that its row could be kept with";
                telling.note(What::LeftOut, "user_row", place, words);
            }
        }
        Ok(())
    })
}

/// What a row says: its totals, and what goes beyond what every new user has.
fn facts(row: &Row<'_>) -> Map<String, Value> {
    let mut facts = Map::new();
    for (column, name, usual) in [(1, "current_level", 1), (4, "experience_points", 0)] {
        facts.extend(whole(row.cell(column)).filter(|n| *n != usual).map(|n| (name.to_owned(), json!(n))));
    }
    for (column, name) in [(5, "unlocked_paths"), (6, "preferences")] {
        let text = row.cell(column).text().filter(|t| !matches!(t.trim(), "" | "[]" | "{}"));
        let value = text.map(|t| serde_json::from_str(t).unwrap_or_else(|_| json!(t)));
        facts.extend(value.map(|v: Value| (name.to_owned(), v)));
    }
    // Derived here as well, but the program counts only sessions that ended: what it said of the user is kept.
    facts.extend(whole(row.cell(2)).filter(|n| *n != 0).map(|n| ("total_sessions".to_owned(), json!(n))));
    let energy = literal(row.cell(3)).and_then(|text| MicroEu::from_literal(&text));
    facts.extend(
        energy.filter(|eu| *eu != MicroEu::ZERO).map(|eu| ("total_energy".to_owned(), json!(eu.as_eu()))),
    );
    facts
}
