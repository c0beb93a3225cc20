//! A row of another program's table. Any value may stand in any column: who reads it takes what is there.

use super::MAX_CELL;
use rusqlite::types::ValueRef;

/// A row, as long as it is looked at.
#[derive(Debug)]
pub struct Row<'r>(&'r rusqlite::Row<'r>);

/// A value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'c> {
    /// Nothing, or no such column.
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// A text, which need not be UTF-8.
    Text(&'c [u8]),
    /// Bytes.
    Blob(&'c [u8]),
    /// A text or bytes of this length, too long to be read.
    TooLong(u64),
}

impl<'r> Row<'r> {
    pub(super) fn new(row: &'r rusqlite::Row<'r>) -> Self {
        Self(row)
    }

    /// The row's number, where its table gives numbers.
    pub fn number(&self) -> Option<i64> {
        self.0.get_ref(0).ok().and_then(|v| v.as_i64_or_null().ok().flatten())
    }

    /// The value of the n-th column that was asked for.
    pub fn cell(&self, n: usize) -> Cell<'_> {
        let length = self.0.get_ref(1 + 2 * n).ok().and_then(|v| v.as_i64_or_null().ok().flatten());
        let length = length.unwrap_or(0).cast_unsigned();
        match self.0.get_ref(2 + 2 * n) {
            Ok(ValueRef::Null) if length > MAX_CELL => Cell::TooLong(length),
            Ok(ValueRef::Null) | Err(_) => Cell::Null,
            Ok(ValueRef::Integer(n)) => Cell::Int(n),
            Ok(ValueRef::Real(x)) => Cell::Real(x),
            Ok(ValueRef::Text(t)) => Cell::Text(t),
            Ok(ValueRef::Blob(b)) => Cell::Blob(b),
        }
    }
}

impl<'c> Cell<'c> {
    /// The text, where it is one.
    pub fn text(self) -> Option<&'c str> {
        match self {
            Self::Text(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The whole number, where it is one.
    pub fn int(self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(n),
            _ => None,
        }
    }

    /// The number, where it is one.
    #[allow(
        clippy::cast_precision_loss,
        reason = "a float column of the other program, which SQLite keeps as an integer"
    )]
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Int(n) => Some(n as f64),
            Self::Real(x) => Some(x),
            _ => None,
        }
    }

    /// Whether nothing is there.
    pub fn is_null(self) -> bool {
        self == Self::Null
    }

    /// A text or bytes.
    pub fn bytes(self) -> Option<&'c [u8]> {
        match self {
            Self::Text(bytes) | Self::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }
}
