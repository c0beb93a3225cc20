//! A column of scalars: what stands at one place of one template, in each event that has the template. Every scalar
//! comes back as the bytes that it was; a kind is only taken where it gives all of them back.

use super::Damage;
use super::ints;
use super::sheet::{Reading, Sheet};
use std::collections::HashMap;

/// Digits that an integer certainly holds.
const DIGITS: usize = 18;
/// A table of values is searched by hashing, and given up when it grows beyond this.
const LARGEST_TABLE: usize = 4096;
const KINDS: [Kind; 7] =
    [Kind::Integers, Kind::Decimals, Kind::Hex, Kind::Uuids, Kind::Table, Kind::Tailed, Kind::Plain];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integers,
    Decimals,
    Hex,
    Uuids,
    Table,
    Tailed,
    Plain,
}

/// How a number with a fraction is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As short as it goes: `15`, `15.5`.
    Short,
    /// With at least one digit behind the point: `15.0`, `15.5`.
    Pointed,
    /// With all digits: `15.000`.
    Full,
}

/// A column as it is read.
#[derive(Debug)]
pub enum Column {
    Integers(Vec<i64>),
    Decimals { values: Vec<i64>, scale: usize, style: u8 },
    Hex { bytes: Vec<u8>, each: usize },
    Uuids(Vec<u8>),
    Table { entries: Vec<Vec<u8>>, at: Vec<i64> },
    Tailed { heads: Box<Column>, tails: Vec<i64>, width: usize },
    Plain { ends: Vec<usize>, bytes: Vec<u8> },
}

/// Writes a column; `numbers` are the number columns of the same rows, and gets this one if it is one.
pub fn write(sheet: &mut Sheet, values: &[&[u8]], numbers: &mut Vec<Vec<i64>>) {
    if let Some(integers) = values.iter().map(|v| integer(v)).collect::<Option<Vec<i64>>>() {
        sheet.byte(Kind::Integers as u8);
        return write_numbers(sheet, integers, numbers);
    }
    if let Some((decimals, scale, style)) = decimals(values) {
        sheet.byte(Kind::Decimals as u8);
        sheet.count(scale);
        sheet.byte(style as u8);
        return write_numbers(sheet, decimals, numbers);
    }
    let table = Table::of(values);
    if let Some(hex) = hex_column(values).filter(|hex| table.as_ref().is_none_or(|t| t.size > hex.1.len())) {
        sheet.byte(hex.0 as u8);
        if hex.0 == Kind::Hex {
            sheet.count(hex.1.len() / values.len());
        }
        return sheet.stream(&hex.1);
    }
    let plain: usize = values.iter().map(|v| v.len()).sum();
    if let Some(tailed) = Tailed::of(values).filter(|_| table.as_ref().is_none_or(|t| t.entries.len() > 1)) {
        sheet.byte(Kind::Tailed as u8);
        sheet.count(tailed.width);
        write(sheet, &tailed.heads, &mut Vec::new());
        return ints::write(sheet, &tailed.tails, &[]);
    }
    if let Some(table) = table.filter(|t| t.size < plain) {
        sheet.byte(Kind::Table as u8);
        sheet.count(table.entries.len());
        table.entries.iter().for_each(|e| sheet.stream(e));
        return ints::write(sheet, &table.at, &[]);
    }
    sheet.byte(Kind::Plain as u8);
    let lengths: Vec<i64> = values.iter().map(|v| i64::try_from(v.len()).unwrap_or(i64::MAX)).collect();
    ints::write(sheet, &lengths, &[]);
    sheet.stream(&values.concat());
}

fn write_numbers(sheet: &mut Sheet, values: Vec<i64>, numbers: &mut Vec<Vec<i64>>) {
    ints::write(sheet, &values, &lean_on(numbers));
    numbers.push(values);
}

/// The columns that a number may lean on: the last few.
pub fn lean_on(numbers: &[Vec<i64>]) -> Vec<&[i64]> {
    numbers.iter().rev().take(ints::LEANS).map(Vec::as_slice).collect()
}

/// Reads a column.
pub fn read(reading: &mut Reading<'_>, count: usize, numbers: &mut Vec<Vec<i64>>) -> Result<Column, Damage> {
    let kind = usize::from(reading.byte()?);
    let kind = *KINDS.get(kind).ok_or(Damage("a column is of an unknown kind"))?;
    read_kind(reading, kind, count, numbers)
}

fn read_kind(
    reading: &mut Reading<'_>,
    kind: Kind,
    count: usize,
    numbers: &mut Vec<Vec<i64>>,
) -> Result<Column, Damage> {
    let numbered = |reading: &mut Reading<'_>, numbers: &mut Vec<Vec<i64>>| -> Result<Vec<i64>, Damage> {
        let values = ints::read(reading, count, &lean_on(numbers))?;
        numbers.push(values.clone());
        Ok(values)
    };
    Ok(match kind {
        Kind::Integers => Column::Integers(numbered(reading, numbers)?),
        Kind::Decimals => {
            let (scale, style) = (reading.count(DIGITS)?, reading.byte()?);
            Column::Decimals { values: numbered(reading, numbers)?, scale, style }
        }
        Kind::Hex => {
            let each = reading.count(1 << 16)?;
            reading.expect(count)?;
            let len = each.checked_mul(count).ok_or(Damage("a count is out of range"))?;
            Column::Hex { bytes: reading.stream_of(len)?.to_vec(), each }
        }
        Kind::Uuids => {
            reading.expect(count)?;
            let len = count.checked_mul(16).ok_or(Damage("a count is out of range"))?;
            Column::Uuids(reading.stream_of(len)?.to_vec())
        }
        Kind::Table => {
            let entries = reading.count(LARGEST_TABLE)?;
            let entries: Vec<Vec<u8>> =
                (0..entries).map(|_| reading.stream().map(<[u8]>::to_vec)).collect::<Result<_, _>>()?;
            let at = ints::read(reading, count, &[])?;
            if at.iter().any(|n| usize::try_from(*n).map_or(true, |n| n >= entries.len())) {
                return Err(Damage("a column names a value that it does not have"));
            }
            Column::Table { entries, at }
        }
        Kind::Tailed => {
            let width = reading.count(DIGITS)?;
            let heads = match usize::from(reading.byte()?) {
                of if of < KINDS.len() && KINDS[of] != Kind::Tailed => {
                    Box::new(read_kind(reading, KINDS[of], count, &mut Vec::new())?)
                }
                _ => return Err(Damage("a column is of an unknown kind")),
            };
            Column::Tailed { heads, tails: ints::read(reading, count, &[])?, width }
        }
        Kind::Plain => read_plain(reading, count)?,
    })
}

fn read_plain(reading: &mut Reading<'_>, count: usize) -> Result<Column, Damage> {
    let mut end = 0usize;
    let mut ends = Vec::with_capacity(count);
    for length in ints::read(reading, count, &[])? {
        let length = usize::try_from(length).map_err(|_| Damage("a text has a length that is none"))?;
        end = end.checked_add(length).ok_or(Damage("a text has a length that is none"))?;
        ends.push(end);
    }
    Ok(Column::Plain { bytes: reading.stream_of(end)?.to_vec(), ends })
}

impl Column {
    /// Appends the scalar of a row.
    pub fn put(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Self::Integers(values) => put_number(values[row], 0, 0, out),
            Self::Decimals { values, scale, style } => put_number(values[row], *scale, *style, out),
            Self::Hex { bytes, each } => put_hex(&bytes[row * each..(row + 1) * each], out),
            Self::Uuids(bytes) => {
                let uuid = &bytes[row * 16..(row + 1) * 16];
                for (at, part) in [(0, 0..4), (1, 4..6), (2, 6..8), (3, 8..10), (4, 10..16)] {
                    if at > 0 {
                        out.push(b'-');
                    }
                    put_hex(&uuid[part], out);
                }
            }
            Self::Table { entries, at } => {
                // Looked at when the column was read.
                let at = usize::try_from(at[row]).unwrap_or_default();
                out.extend_from_slice(&entries[at]);
            }
            Self::Tailed { heads, tails, width } => {
                heads.put(row, out);
                let start = out.len();
                put_number(tails[row], 0, 0, out);
                let missing = width.saturating_sub(out.len() - start);
                out.splice(start..start, std::iter::repeat_n(b'0', missing));
            }
            Self::Plain { ends, bytes } => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                out.extend_from_slice(&bytes[start..ends[row]]);
            }
        }
    }
}

/// The integer that prints as these bytes and no others.
fn integer(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let plain = matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.len() <= DIGITS;
    if !plain || !digits.iter().all(u8::is_ascii_digit) || text == b"-0" {
        return None;
    }
    let n = digits.iter().fold(0i64, |n, d| n * 10 + i64::from(d - b'0'));
    Some(if digits.len() < text.len() { -n } else { n })
}

/// The numbers as integers of one scale, if one style of writing gives all of them back.
fn decimals(values: &[&[u8]]) -> Option<(Vec<i64>, usize, Style)> {
    let places = |v: &&[u8]| v.iter().position(|b| *b == b'.').map_or(0, |at| v.len() - at - 1);
    let scale = values.iter().map(places).max().filter(|s| (1..=DIGITS).contains(s))?;
    let scaled: Vec<i64> = values.iter().map(|v| scaled(v, scale)).collect::<Option<_>>()?;
    let mut out = Vec::new();
    let style = [Style::Short, Style::Pointed, Style::Full].into_iter().find(|style| {
        scaled.iter().zip(values).all(|(n, text)| {
            out.clear();
            put_number(*n, scale, *style as u8, &mut out);
            out == *text
        })
    })?;
    Some((scaled, scale, style))
}

fn scaled(text: &[u8], scale: usize) -> Option<i64> {
    let (sign, digits) = text.strip_prefix(b"-").map_or((1, text), |rest| (-1, rest));
    let mut parts = digits.splitn(2, |b| *b == b'.');
    let (whole, fraction) = (parts.next()?, parts.next().unwrap_or_default());
    if whole.len() + scale > DIGITS || whole.is_empty() {
        return None;
    }
    let zeros = std::iter::repeat_n(&b'0', scale - fraction.len());
    let all = whole.iter().chain(fraction).chain(zeros);
    let n = all
        .map(|d| d.is_ascii_digit().then(|| i64::from(d - b'0')))
        .try_fold(0i64, |n, d| Some(n * 10 + d?))?;
    Some(sign * n)
}

/// Writes a number of a scale in a style, as [`Style`] numbers them.
fn put_number(n: i64, scale: usize, style: u8, out: &mut Vec<u8>) {
    let mut text = [b'0'; 40];
    let (mut at, mut rest, mut written) = (text.len(), n.unsigned_abs(), 0);
    while rest > 0 || written <= scale {
        at -= 1;
        text[at] = b'0' + (rest % 10).to_le_bytes()[0];
        rest /= 10;
        written += 1;
    }
    if n < 0 {
        out.push(b'-');
    }
    let (whole, mut fraction) = text[at..].split_at(written - scale);
    out.extend_from_slice(whole);
    if style != Style::Full as u8 {
        let kept = fraction.iter().rposition(|d| *d != b'0').map_or(0, |last| last + 1);
        let least = usize::from(style == Style::Pointed as u8 && scale > 0);
        fraction = &fraction[..kept.max(least)];
    }
    if !fraction.is_empty() {
        out.push(b'.');
        out.extend_from_slice(fraction);
    }
}

/// The bytes of hex digests of one length, or of uuids, all in lower case.
fn hex_column(values: &[&[u8]]) -> Option<(Kind, Vec<u8>)> {
    let len = values.first()?.len();
    if values.iter().any(|v| v.len() != len) {
        return None;
    }
    let is_uuid = len == 36;
    if !is_uuid && (len < 8 || len % 2 == 1 || len > 1 << 16) {
        return None;
    }
    let mut bytes = Vec::with_capacity(values.len() * len / 2);
    for value in values {
        if is_uuid {
            if [8, 13, 18, 23].iter().any(|at| value[*at] != b'-') {
                return None;
            }
            for part in [0..8, 9..13, 14..18, 19..23, 24..36] {
                unhex(&value[part], &mut bytes)?;
            }
        } else {
            unhex(value, &mut bytes)?;
        }
    }
    Some((if is_uuid { Kind::Uuids } else { Kind::Hex }, bytes))
}

fn unhex(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    for pair in text.chunks(2) {
        out.push(digit(pair[0])? << 4 | digit(*pair.get(1)?)?);
    }
    Some(())
}

fn put_hex(bytes: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 15)]);
    }
}

/// The different values of a column, where they repeat.
struct Table<'v> {
    entries: Vec<&'v [u8]>,
    at: Vec<i64>,
    /// About what it takes.
    size: usize,
}

impl<'v> Table<'v> {
    fn of(values: &[&'v [u8]]) -> Option<Self> {
        let most = LARGEST_TABLE.min(values.len() / 2).max(1);
        let (mut entries, mut at) = (Vec::new(), Vec::with_capacity(values.len()));
        let mut known: HashMap<&[u8], i64> = HashMap::new();
        for value in values {
            let next = i64::try_from(entries.len()).unwrap_or(i64::MAX);
            let place = *known.entry(value).or_insert(next);
            if place == next {
                if entries.len() == most {
                    return None;
                }
                entries.push(*value);
            }
            at.push(place);
        }
        let size = entries.iter().map(|e| e.len() + 1).sum::<usize>() + values.len();
        Some(Self { entries, at, size })
    }
}

/// Texts that end in a number: counters with a name before them.
struct Tailed<'v> {
    heads: Vec<&'v [u8]>,
    tails: Vec<i64>,
    /// Digits of all of them; 0 where they are written without zeros before them.
    width: usize,
}

impl<'v> Tailed<'v> {
    /// Only where there are few heads.
    fn of(values: &[&'v [u8]]) -> Option<Self> {
        let split = |v: &&'v [u8]| {
            let digits = v.iter().rev().take(DIGITS).take_while(|b| b.is_ascii_digit()).count();
            v.split_at(v.len() - digits)
        };
        let parts: Vec<(&[u8], &[u8])> = values.iter().map(split).collect();
        let width = parts.first()?.1.len();
        let fixed = width > 0 && parts.iter().all(|p| p.1.len() == width);
        let number = |digits: &[u8]| match digits {
            [] => None,
            [b'0', _, ..] if !fixed => None,
            _ => Some(digits.iter().fold(0i64, |n, d| n * 10 + i64::from(d - b'0'))),
        };
        let tails: Vec<i64> = parts.iter().map(|p| number(p.1)).collect::<Option<_>>()?;
        let heads: Vec<&[u8]> = parts.into_iter().map(|p| p.0).collect();
        let changes = heads.windows(2).filter(|w| w[0] != w[1]).count();
        (changes <= values.len() / 8).then_some(Self { heads, tails, width: if fixed { width } else { 0 } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(values: &[&str]) -> Kind {
        let values: Vec<&[u8]> = values.iter().map(|v| v.as_bytes()).collect();
        let mut sheet = Sheet::default();
        write(&mut sheet, &values, &mut Vec::new());
        let mut reading = Reading::new(&sheet.small, &sheet.long, 4 * values.len());
        let column = read(&mut reading, values.len(), &mut Vec::new()).unwrap();
        reading.finish().unwrap();
        for (row, value) in values.iter().enumerate() {
            let mut out = b"before".to_vec();
            column.put(row, &mut out);
            assert_eq!(&out[6..], *value, "{column:?}");
        }
        KINDS[usize::from(sheet.small[0])]
    }

    #[test]
    fn each_kind_is_found_and_gives_its_bytes_back() {
        assert_eq!(kind_of(&["1", "-20", "0", "999999999999999999"]), Kind::Integers);
        assert_eq!(kind_of(&["1", "0.5", "-0.25", "15.125"]), Kind::Decimals);
        assert_eq!(kind_of(&["1.0", "0.5", "-20.0"]), Kind::Decimals);
        assert_eq!(kind_of(&["1.00", "0.50", "-20.25"]), Kind::Decimals);
        assert_eq!(kind_of(&["0.1234567890123456", "0.98765432109876"]), Kind::Decimals);
        assert_eq!(kind_of(&["00ffab1234567890", "a0ffab1234567890"]), Kind::Hex);
        let uuid = "0198b5a0-7c1e-7d3f-9c55-0123456789ab";
        assert_eq!(kind_of(&[uuid, "ffffffff-ffff-ffff-ffff-ffffffffffff"]), Kind::Uuids);
        assert_eq!(kind_of(&["text", "text", "voice", "text"]), Kind::Table);
        assert_eq!(kind_of(&["p-0009", "p-0010", "p-0011", "p-0012"]), Kind::Tailed);
        assert_eq!(kind_of(&["s-9", "s-10", "s-0", "s-100"]), Kind::Tailed);
    }

    #[test]
    fn what_would_not_come_back_as_it_was_is_kept_as_it_is() {
        for odd in [
            &["01", "1"][..],
            &["-0", "1"],
            &["1e3", "2"],
            &["1.50", "2.5", "3"],
            &["-0.0", "1.5"],
            &["1.", "2.5"],
            &[".5", "2.5"],
            &["1.2.3", "1.2"],
            &["-", "1"],
            &["12345678901234567890", "1"],
            &["00FFab1234567890", "a0ffab1234567890"],
            &["", "a", "", "ü\u{0}"],
            &["s-007", "s-7", "s-08"],
            &["", ""],
        ] {
            kind_of(odd);
        }
        assert_eq!(kind_of(&["01", "1", "x"]), Kind::Plain);
    }
}
