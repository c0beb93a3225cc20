//! SQLite's cells and records, read from bytes that may be anything. Nothing here fails: what is no record is `None`.

/// A value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    /// wfstate stores none.
    Real,
    Text(&'a [u8]),
    Blob(&'a [u8]),
}

/// Which kind of page cells are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Table,
    IndexLeaf,
    IndexInner,
}

/// A cell of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The row's number, in a table.
    pub rowid: Option<i64>,
    /// Bytes of the record.
    pub len: usize,
    /// Where in the page its first part is.
    pub local: std::ops::Range<usize>,
    /// The first page of the rest; 0 where there is none.
    pub overflow: u32,
}

/// No row of wfstate comes near this.
const MAX_RECORD: u64 = 64 << 20;

/// The cells of a page whose header begins at `start`.
pub fn cells(page: &[u8], start: usize, kind: Kind) -> Vec<Cell> {
    let head = if kind == Kind::IndexInner { 12 } else { 8 };
    let Some(count) = short(page, start + 3) else { return Vec::new() };
    let first = start + head;
    let most = page.len().saturating_sub(first) / 2;
    (0..usize::from(count).min(most))
        .filter_map(|n| cell(page, usize::from(short(page, first + 2 * n)?), kind))
        .collect()
}

#[inline]
fn cell(page: &[u8], at: usize, kind: Kind) -> Option<Cell> {
    let at = if kind == Kind::IndexInner { at + 4 } else { at };
    let (len, used) = varint(page.get(at..)?)?;
    let mut at = at + used;
    let mut rowid = None;
    if kind == Kind::Table {
        let (id, used) = varint(page.get(at..)?)?;
        rowid = Some(id.cast_signed());
        at += used;
    }
    if len > MAX_RECORD {
        return None;
    }
    let len = usize::try_from(len).ok()?;
    let here = local_part(page.len(), len, kind);
    let local = at..at + here;
    let rest = page.get(local.end..)?;
    let overflow = if here == len { 0 } else { u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) };
    (here == len || overflow > 1).then_some(Cell { rowid, len, local, overflow })
}

/// How much of a record stays in its page ("B-tree Cell Format" of SQLite's file format).
fn local_part(page: usize, len: usize, kind: Kind) -> usize {
    let most = if kind == Kind::Table { page - 35 } else { (page - 12) * 64 / 255 - 23 };
    if len <= most {
        return len;
    }
    let least = (page - 12) * 32 / 255 - 23;
    let part = least + (len - least) % (page - 4);
    if part <= most { part } else { least }
}

/// The cell of a leaf of a table that begins at a place.
pub fn leaf_cell(page: &[u8], at: usize) -> Option<Cell> {
    cell(page, at, Kind::Table)
}

/// The values of a record; `None` where the bytes are none.
pub fn values<'a>(record: &'a [u8], to: &mut Vec<Value<'a>>) -> Option<()> {
    to.clear();
    let mut values = Values::of(record)?;
    while !values.head.is_empty() {
        to.push(values.next()?);
    }
    values.end()
}

/// The values of a record, one after the other.
pub struct Values<'a> {
    head: &'a [u8],
    body: &'a [u8],
}

impl<'a> Values<'a> {
    /// Before the first.
    #[inline]
    pub fn of(record: &'a [u8]) -> Option<Self> {
        let (head, used) = varint(record)?;
        let (head, body) = record.split_at_checked(usize::try_from(head).ok()?)?;
        Some(Self { head: head.get(used..)?, body })
    }

    /// The next one.
    #[inline]
    pub fn next(&mut self) -> Option<Value<'a>> {
        let (serial, used) = varint(self.head)?;
        self.head = &self.head[used..];
        let len = match serial {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(serial).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            n => usize::try_from((n - 12) / 2).ok()?,
        };
        let (bytes, rest) = self.body.split_at_checked(len)?;
        self.body = rest;
        Some(match serial {
            0 => Value::Null,
            8 => Value::Int(0),
            9 => Value::Int(1),
            1..=6 => Value::Int(integer(bytes)),
            7 => Value::Real,
            n if n % 2 == 0 => Value::Blob(bytes),
            _ => Value::Text(bytes),
        })
    }

    /// The next one, where it is an integer or null.
    #[inline]
    #[expect(clippy::option_option, reason = "null is a value, and what is no integer is none")]
    pub fn integer(&mut self) -> Option<Option<i64>> {
        match self.next()? {
            Value::Null => Some(None),
            Value::Int(n) => Some(Some(n)),
            _ => None,
        }
    }

    /// That was all, and no byte is left.
    pub fn end(&self) -> Option<()> {
        (self.head.is_empty() && self.body.is_empty()).then_some(())
    }
}

/// A big-endian integer with its sign.
pub fn integer(bytes: &[u8]) -> i64 {
    if let Ok(bytes) = bytes.try_into() {
        return i64::from_be_bytes(bytes);
    }
    let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |n, b| n << 8 | i64::from(*b))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// A variable-length integer and the bytes that it took.
#[inline]
pub fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    match bytes {
        [one @ 0..0x80, ..] => Some((u64::from(*one), 1)),
        [one, two @ 0..0x80, ..] => Some((u64::from(one & 0x7F) << 7 | u64::from(*two), 2)),
        _ => long_varint(bytes),
    }
}

fn long_varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut n = 0u64;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some((n << 8 | u64::from(*byte), 9));
        }
        n = n << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((n, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length_are_read_with_their_sign() {
        assert_eq!(integer(&[0xFF]), -1);
        assert_eq!(integer(&[0x7F, 0xFF]), 32_767);
        assert_eq!(integer(&[0x80, 0, 0]), -8_388_608);
        assert_eq!(integer(&i64::MIN.to_be_bytes()), i64::MIN);
        assert_eq!(varint(&[0x81, 0x00]), Some((128, 2)));
        assert_eq!(varint(&[0xFF; 9]), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0x80; 8]), None);
    }

    #[test]
    fn what_is_no_record_is_none() {
        let mut out = Vec::new();
        assert!(values(&[3, 1, 15, 7, b'x'], &mut out).is_some());
        assert_eq!(out, [Value::Int(7), Value::Text(b"x")]);
        // Too long a header, a reserved type, too few bytes, too many.
        for bad in [&[9, 1][..], &[2, 10], &[3, 1, 15, 7], &[3, 1, 15, 7, b'x', 0], &[]] {
            assert!(values(bad, &mut out).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn any_bytes_are_a_page_without_a_panic() {
        let mut state = 1u64;
        for _ in 0..2000 {
            let mut page = vec![0u8; 512];
            for byte in &mut page {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = (state >> 33).to_le_bytes()[0];
            }
            for kind in [Kind::Table, Kind::IndexLeaf, Kind::IndexInner] {
                for cell in cells(&page, 0, kind) {
                    assert!(cell.local.end <= page.len() && cell.local.len() <= cell.len);
                    let _ = values(&page[cell.local], &mut Vec::new());
                }
            }
        }
    }
}
