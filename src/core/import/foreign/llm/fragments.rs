//! Texts that many prompts share, and where rows of one table stand that belong to a row of another.

use super::Log;
use crate::core::import::error::ImportError;
use crate::core::import::foreign::talk::Spot;
use crate::core::store::foreign::{Foreign, Only};
use std::collections::HashMap;

/// The numbers of the rows that name a row of another table, in the order in which they came. Only numbers are kept.
pub struct Index {
    table: &'static str,
    of: HashMap<String, Vec<i64>>,
}

impl Index {
    /// Reads the names.
    pub fn read(db: &Foreign, table: &'static str, column: &str) -> Result<Self, ImportError> {
        let mut of: HashMap<String, Vec<i64>> = HashMap::new();
        db.each::<ImportError>(table, &[column], Only::All, &mut |row| {
            if let (Some(name), Some(number)) = (row.cell(0).text(), row.number()) {
                of.entry(name.to_owned()).or_default().push(number);
            }
            Ok(())
        })?;
        Ok(Self { table, of })
    }

    /// The rows that name this one.
    pub fn rows(&self, name: &str) -> (&'static str, &[i64]) {
        (self.table, self.of.get(name).map(Vec::as_slice).unwrap_or_default())
    }
}

/// The fragments that a row of another table names, in its order.
pub fn ordered(db: &Foreign, (table, rows): (&str, &[i64])) -> Result<Vec<i64>, ImportError> {
    let mut named = Vec::new();
    for number in rows {
        db.each::<ImportError>(table, &["order", "fragment_id"], Only::Number(*number), &mut |row| {
            named.push((row.cell(0).int(), row.cell(1).int()));
            Ok(())
        })?;
    }
    named.sort_unstable();
    Ok(named.into_iter().filter_map(|(_, fragment)| fragment).collect())
}

/// The text of a fragment.
pub fn fragment(log: &mut Log<'_>, number: i64, spot: &Spot) -> Result<Option<String>, ImportError> {
    let (db, mut text) = (log.db, None);
    db.each::<ImportError>("fragments", &["content"], Only::Number(number), &mut |row| {
        text = log.text(row.cell(0), spot);
        Ok(())
    })?;
    Ok(text)
}
