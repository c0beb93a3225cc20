//! Which table a record is of: its columns tell.
//!
//! **SHAPE TABLE**: one row a table or index that is worth reading. No two of them are alike.

use super::record::{Kind, Value};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Col {
    /// Null in the record: the row's number stands in for it.
    Row,
    Int,
    MaybeInt,
    /// Not negative.
    Count,
    MaybeCount,
    /// One byte.
    Byte,
    Text,
    MaybeText,
    Blob,
    MaybeBlob,
    Hash,
    MaybeHash,
}

/// A table or an index.
#[derive(Debug)]
pub struct Shape {
    /// Where its rows go in the scratch database.
    pub table: &'static str,
    kind: Kind,
    columns: &'static [Col],
}

use Col::{Blob, Byte, Count, Hash, Int, MaybeBlob, MaybeCount, MaybeHash, MaybeInt, MaybeText, Row, Text};

/// The events, the most frequent.
pub const EVENT: &str = "stored_event";
/// Sessions.
pub const SESSION: &str = "stored_session";
/// Snapshots.
pub const SNAPSHOT: &str = "stored_snapshot";

const fn shape(table: &'static str, kind: Kind, columns: &'static [Col]) -> Shape {
    Shape { table, kind, columns }
}

static SHAPES: &[Shape] = &[
    shape(
        EVENT,
        Kind::Table,
        &[Row, Int, Int, Byte, MaybeCount, MaybeInt, MaybeText, MaybeText, MaybeText, MaybeHash],
    ),
    shape(
        SESSION,
        Kind::Table,
        &[
            Row, Text, Text, MaybeText, Text, Text, Text, Int, Text, Int, MaybeInt, Int, MaybeText, Blob,
            MaybeCount, MaybeInt, MaybeInt, Count, MaybeHash, MaybeText, MaybeText, MaybeInt, MaybeText,
            Text, Int, Int,
        ],
    ),
    shape("event_type", Kind::Table, &[Row, Text]),
    shape("journal", Kind::Table, &[Row, Count, Int, Text, Text, Hash]),
    shape("ledger", Kind::Table, &[Row, Int, Text, MaybeBlob, Text, Hash]),
    shape("migration", Kind::Table, &[Row, Text, Text, Int]),
    shape(
        SNAPSHOT,
        Kind::Table,
        &[Row, Int, Count, MaybeCount, Int, Text, MaybeText, Int, Text, MaybeInt, Count, Blob, Hash],
    ),
    shape(
        "stored_quarantine",
        Kind::Table,
        &[Row, MaybeText, Int, Text, Count, Text, Text, MaybeText, MaybeCount, Count, Blob, MaybeText, Text],
    ),
    shape("baseline", Kind::Table, &[Row, Count, Hash, Int, MaybeCount, Int, Count, Blob, Hash]),
    // SQLite's own count of the rows that tables with AUTOINCREMENT ever had.
    shape("sequence", Kind::Table, &[Text, Int]),
    shape("meta", Kind::IndexLeaf, &[Text, Text]),
    shape("seal_key", Kind::IndexLeaf, &[Int, Count, Hash]),
    shape("erased_stretch", Kind::IndexLeaf, &[Int, Count, Count, Blob]),
    // The unique indexes over the names of sessions and of types: a second copy of each.
    shape("name_copy", Kind::IndexLeaf, &[Text, Int]),
    // The index over the beginnings of sessions.
    shape("start_copy", Kind::IndexLeaf, &[Int, Int]),
];

/// The table that a record is of, its row number put in; `None` for records of none.
pub fn of(kind: Kind, rowid: Option<i64>, values: &mut [Value<'_>]) -> Option<&'static Shape> {
    let in_table = kind == Kind::Table;
    let found = SHAPES.iter().find(|s| (s.kind == Kind::Table) == in_table && fits(s.columns, values))?;
    if found.columns[0] == Row {
        values[0] = Value::Int(rowid?);
    }
    Some(found)
}

fn fits(columns: &[Col], values: &[Value<'_>]) -> bool {
    columns.len() == values.len() && columns.iter().zip(values).all(|(c, v)| may_hold(*c, *v))
}

fn may_hold(column: Col, value: Value<'_>) -> bool {
    match (column, value) {
        (Row | MaybeInt | MaybeCount | MaybeText | MaybeBlob | MaybeHash, Value::Null)
        | (Int | MaybeInt, Value::Int(_))
        | (Blob | MaybeBlob, Value::Blob(_)) => true,
        (Count | MaybeCount, Value::Int(n)) => n >= 0,
        (Byte, Value::Int(n)) => (0..256).contains(&n),
        (Text | MaybeText, Value::Text(bytes)) => std::str::from_utf8(bytes).is_ok(),
        (Hash | MaybeHash, Value::Blob(bytes)) => bytes.len() == 32,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One value that a column may hold, for every choice of null or not.
    fn sample(column: Col, null: bool) -> Value<'static> {
        match column {
            Row => Value::Null,
            MaybeInt | MaybeCount | MaybeText | MaybeBlob | MaybeHash if null => Value::Null,
            Int | MaybeInt | Count | MaybeCount | Byte => Value::Int(1),
            Text | MaybeText => Value::Text(b"x"),
            Blob | MaybeBlob | Hash | MaybeHash => Value::Blob(&[0; 32]),
        }
    }

    #[test]
    fn no_row_of_one_table_is_taken_for_one_of_another() {
        for shape in SHAPES {
            for null in [false, true] {
                let mut values: Vec<_> = shape.columns.iter().map(|c| sample(*c, null)).collect();
                let found = of(shape.kind, Some(7), &mut values).map(|s| s.table);
                assert_eq!(found, Some(shape.table));
            }
        }
    }
}
