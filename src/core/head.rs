//! Heads: one line that stands for a whole database, to be kept where nobody who can write the database can
//! write. Later it proves that nothing that was there then was changed or cut off.

use crate::core::model::chain::Hash;
use crate::core::model::privacy::hex;
use crate::core::store::{Ask, Reader, StoreError};
use crate::core::validate::Book;
use std::fmt;
use std::str::FromStr;

/// A database at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The database's uuid.
    pub database: [u8; 16],
    /// The number of the last ledger entry; 0 is none.
    pub ledger_no: u64,
    /// Its hash.
    pub ledger_hash: Hash,
    /// Sessions with events after their last head in the ledger.
    pub open: Vec<OpenHead>,
}

/// A session that the ledger does not cover to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenHead {
    /// The session's name in the ledger.
    pub pseudonym: Vec<u8>,
    /// Its last sealed event.
    pub last_seq: u64,
    /// The seal there.
    pub seal: Hash,
}

/// Why a line is no head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// Another kind of line.
    #[error("a head begins with `{MARK}`")]
    Mark,
    /// A part is missing or malformed.
    #[error("the part `{0}` of the head is missing or malformed")]
    Part(&'static str),
}

const MARK: &str = "wfstate-head/1";
/// Sessions read at a time.
const PAGE: usize = 500;

/// The head of a database now.
pub fn take(reader: &Reader) -> Result<Head, StoreError> {
    // First the ledger, then the sessions: what a recorder adds meanwhile makes the line say more, never wrong.
    let book = Book::read(reader)?;
    let (ledger_no, ledger_hash) = book.tip();
    let mut open = Vec::new();
    let mut after = 0;
    loop {
        let numbers = reader.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = numbers.last() else { break };
        after = *last;
        for number in numbers {
            let Some((last_seq, seal)) = reader.ask(|q| q.last_seal(number))? else { continue };
            let Some(row) = reader.ask(|q| q.session_at(number))? else { continue };
            if book.covered(&row.pseudonym) < last_seq {
                open.push(OpenHead { pseudonym: row.pseudonym, last_seq, seal });
            }
        }
    }
    Ok(Head { database: *reader.uuid(), ledger_no, ledger_hash, open })
}

/// The heads in a file: one a line, as text or as the JSON of `wfstate head`; empty lines and `#` are passed over.
pub fn parse_all(text: &str) -> Result<Vec<Head>, HeadError> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let heads: Vec<Head> = lines.map(parse_line).collect::<Result<_, _>>()?;
    if heads.is_empty() { Err(HeadError::Mark) } else { Ok(heads) }
}

fn parse_line(line: &str) -> Result<Head, HeadError> {
    if !line.starts_with('{') {
        return line.parse();
    }
    let json: serde_json::Value = serde_json::from_str(line).map_err(|_| HeadError::Mark)?;
    json.get("head").and_then(|h| h.as_str()).ok_or(HeadError::Mark)?.parse()
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = uuid::Uuid::from_bytes(self.database);
        write!(f, "{MARK} db={database} ledger={}:{} open=", self.ledger_no, hex(&self.ledger_hash))?;
        for (n, open) in self.open.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            write!(f, "{comma}{}:{}:{}", hex(&open.pseudonym), open.last_seq, hex(&open.seal))?;
        }
        if self.open.is_empty() { f.write_str("-") } else { Ok(()) }
    }
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(line: &str) -> Result<Self, HeadError> {
        let mut parts = line.split_ascii_whitespace();
        if parts.next() != Some(MARK) {
            return Err(HeadError::Mark);
        }
        let mut part = |name: &'static str| {
            let value = parts.next().and_then(|p| p.strip_prefix(name)?.strip_prefix('='));
            value.ok_or(HeadError::Part(name))
        };
        let database = uuid::Uuid::parse_str(part("db")?).map_err(|_| HeadError::Part("db"))?;
        let ledger = part("ledger")?.split_once(':');
        let ledger = ledger.and_then(|(no, hash)| Some((no.parse().ok()?, unhex(hash)?.try_into().ok()?)));
        let (ledger_no, ledger_hash) = ledger.ok_or(HeadError::Part("ledger"))?;
        let open = match part("open")? {
            "" | "-" => Vec::new(),
            list => list.split(',').map(open_head).collect::<Option<_>>().ok_or(HeadError::Part("open"))?,
        };
        Ok(Self { database: database.into_bytes(), ledger_no, ledger_hash, open })
    }
}

fn open_head(text: &str) -> Option<OpenHead> {
    let mut parts = text.split(':');
    let (pseudonym, last_seq, seal) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some(OpenHead {
        pseudonym: unhex(pseudonym)?,
        last_seq: last_seq.parse().ok()?,
        seal: unhex(seal)?.try_into().ok()?,
    })
}

/// The bytes that hex digits say.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_back_as_it_was_written() {
        let open = OpenHead { pseudonym: vec![7; 16], last_seq: 42, seal: [9; 32] };
        let mut head =
            Head { database: [1; 16], ledger_no: 3, ledger_hash: [2; 32], open: vec![open.clone(), open] };
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        head.open.clear();
        let line = head.to_string();
        assert!(line.ends_with(" open=-"), "{line}");
        let json = serde_json::json!({ "schema": "wfstate.head/1", "head": line }).to_string();
        assert_eq!(
            parse_all(&format!("# kept since May\n\n{line}\r\n{json}\n")),
            Ok(vec![head.clone(), head])
        );
    }

    #[test]
    fn what_is_no_head_is_named() {
        assert_eq!(parse_all(""), Err(HeadError::Mark));
        assert_eq!("wfstate-head/2 db=x".parse::<Head>(), Err(HeadError::Mark));
        assert_eq!("wfstate-head/1 db=x".parse::<Head>(), Err(HeadError::Part("db")));
        let db = "db=01010101-0101-0101-0101-010101010101";
        assert_eq!(
            format!("wfstate-head/1 {db} ledger=1:zz open=-").parse::<Head>(),
            Err(HeadError::Part("ledger"))
        );
    }
}
