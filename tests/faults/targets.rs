//! FUZZ TARGET TABLE: plain functions that take any bytes. Each is driven by a seeded mutator in `tests/faults/fuzz.rs`
//! and by libFuzzer in `fuzz/`. A new one is a function and a row in [`TARGETS`], and there one file of three lines.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use wfstate::Reader;
use wfstate::decode::{Decoder, Incoming};
use wfstate::export::record::EventLine;
use wfstate::fold::{Position, fold_from, newest_snapshot};
use wfstate::model::energy::MicroEu;
use wfstate::model::event::Flags;
use wfstate::model::json::Scanner;
use wfstate::observer::Silent;
use wfstate::record::spill::{Ending, Spill, codec};
use wfstate::store::segment::{self, Said};
use wfstate::store::{Ask, EventChunk, WalEnd, scan_log};
use wfstate::validate::{self, Options, Selection};

/// Takes bytes; panics where something is wrong with what was made of them. Says whether they were let in.
pub type Target = fn(&[u8]) -> bool;

/// Every target.
#[allow(dead_code, reason = "libFuzzer has one of them at a time")]
pub const TARGETS: &[(&str, Target)] = &[
    ("line", line),
    ("database", database),
    ("wal", wal),
    ("spill", spill),
    ("import", import),
    ("block", block),
];

/// One line of a producer. What is let in comes back the same from what will be stored of it.
pub fn line(bytes: &[u8]) -> bool {
    let mut again = Vec::new();
    let decoded = Decoder::new(false).decode(bytes, &mut |event| {
        again.push(Kept::of(&event));
        Ok(())
    });
    for kept in &again {
        kept.comes_back();
    }
    if let Err(refusal) = &decoded {
        assert!(!refusal.message.is_empty() && refusal.message.len() < 1000, "{refusal:?}");
        assert!(refusal.column.is_none_or(|at| at <= bytes.len() + 1), "{refusal:?}");
    }
    decoded.is_ok()
}

/// What a segment's row says (events, size, first, last: four bytes each, the highest first) and a block, whose digest
/// fits whatever it is: whoever can write the file can make it. It is events, as many as were said, or an error.
pub fn block(bytes: &[u8]) -> bool {
    let Some((said, block)) = bytes.split_at_checked(16) else { return false };
    let number = |at: usize| u32::from_be_bytes([said[at], said[at + 1], said[at + 2], said[at + 3]]);
    let said = Said {
        events: number(0) as usize,
        size: number(4) as usize,
        range: (u64::from(number(8)), u64::from(number(12))),
        digest: segment::digest_of(block),
    };
    let mut chunk = EventChunk::default();
    let done = segment::unpack(block, said, None, &mut chunk);
    if done.is_ok() {
        assert_eq!((chunk.rows().len(), chunk.bytes().len()), (said.events, said.size));
        assert!(chunk.rows().iter().all(|e| (said.range.0..=said.range.1).contains(&e.seq)));
    } else {
        assert!(chunk.rows().is_empty() && chunk.bytes().is_empty());
    }
    done.is_ok()
}

/// What the store keeps of an event.
#[derive(Debug, PartialEq)]
struct Kept {
    name: String,
    data: Vec<u8>,
    frame: Option<u64>,
    energy: Option<i64>,
    key: Option<String>,
    extra: Option<String>,
    from_data: bool,
}

impl Kept {
    fn of(event: &Incoming<'_>) -> Self {
        Self {
            name: event.name.clone().into_owned(),
            data: event.data.object().to_vec(),
            frame: event.frame,
            energy: event.energy.map(|e| e.0),
            key: event.key.clone().map(std::borrow::Cow::into_owned),
            extra: event.extra.clone(),
            from_data: event.flags.has(Flags::ENERGY_FROM_DATA),
        }
    }

    /// The same parts in the plain envelope give the same event.
    fn comes_back(&self) {
        let text = |t: &str| serde_json::to_string(t).unwrap();
        let mut line = format!("{{\"type\":{}", text(&self.name));
        if let Some(frame) = self.frame {
            let _ = write!(line, ",\"frame_id\":{frame}");
        }
        if let Some(energy) = self.energy.filter(|_| !self.from_data) {
            let _ = write!(line, ",\"energy_delta\":{}", MicroEu(energy));
        }
        if let Some(key) = &self.key {
            let _ = write!(line, ",\"event_key\":{}", text(key));
        }
        if let Some(extra) = &self.extra {
            // Its members are those of the envelope that nobody knows.
            line.push(',');
            line.push_str(&extra[1..extra.len() - 1]);
        }
        line.push_str(",\"data\":");
        line.push_str(std::str::from_utf8(&self.data).unwrap());
        line.push('}');
        let mut back = Vec::new();
        Decoder::new(false)
            .decode(line.as_bytes(), &mut |event| {
                back.push(Self::of(&event));
                Ok(())
            })
            .unwrap_or_else(|refusal| panic!("{refusal:?}: {line}"));
        assert_eq!(back.as_slice(), std::slice::from_ref(self), "{line}");
    }
}

/// The bytes of a file. Whatever they are, it is opened or refused, and all that reads it ends.
pub fn database(bytes: &[u8]) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    std::fs::write(&path, bytes).unwrap();
    let opened = Reader::open(&path, Duration::ZERO).is_ok_and(|reader| look(&reader).is_ok());
    let selection = Selection::default();
    let options = Options { selection, max_findings: 10, ..Options::default() };
    let checked = validate::check(&path, &options, &Silent).is_ok();
    assert!(checked || !opened, "what can be read can be checked");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
    assert!(std::fs::read(&path).unwrap() == bytes, "nothing is changed");
    opened
}

fn look(reader: &Reader) -> Result<(), Box<dyn std::error::Error>> {
    for row in reader.ask(|q| q.sessions(0, 20))? {
        let last = reader.ask(|q| q.last_seq(row.no))?.min(500);
        let (snapshot, _) = newest_snapshot(reader, row.no, last)?;
        fold_from(reader, row.no, snapshot.unwrap_or_default(), last)?;
        fold_from(reader, row.no, Position::default(), last)?;
        reader.ask(|q| q.journal(row.no))?;
    }
    reader.ask(|q| q.quarantine(20))?;
    Ok(())
}

/// The bytes of a write-ahead log. A prefix of it has no more to it than the whole.
pub fn wal(bytes: &[u8]) -> bool {
    let scan = |bytes: &[u8]| scan_log(std::io::Cursor::new(bytes)).unwrap();
    let whole = scan(bytes);
    assert!(whole.commits <= whole.frames && whole.frames <= bytes.len() as u64 / 512, "{whole:?}");
    if let WalEnd::Torn(fault) | WalEnd::Doubtful(fault) | WalEnd::Damaged(fault) = whole.end {
        assert!(fault.offset <= bytes.len() as u64, "{whole:?}");
    }
    let half = scan(&bytes[..bytes.len() / 2]);
    assert!(half.frames <= whole.frames && half.commits <= whole.commits, "{half:?} {whole:?}");
    whole.commits > 0
}

/// The bytes of a spill file, and the same bytes as a batch in a file whose checks are right.
pub fn spill(bytes: &[u8]) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("raw");
    std::fs::write(&path, bytes).unwrap();
    let opened = Spill::open(&path).is_ok_and(|opened| {
        let (mut file, ending) = opened.unwrap();
        while file.next_frame().unwrap().is_some() {}
        file.is_read() && ending == Ending::Clean && file.frames_read() > 0
    });
    assert!(std::fs::read(&path).unwrap() == bytes, "nothing is changed");
    let framed = dir.path().join("framed");
    Spill::create(&framed, [1; 16], [2; 16]).unwrap().append(bytes).unwrap();
    let (mut file, ending) = open_spill(&framed);
    let payload = file.next_frame().unwrap().unwrap();
    assert!(payload == bytes && ending == Ending::Clean);
    let decoded = codec::decode(&payload).is_some_and(|first| {
        let (sessions, types) = (&first.sessions, &first.types);
        let again = codec::encode(&first.batch, |n| name_of(sessions, n), |n| name_of(types, n));
        let second = codec::decode(&again).expect("what was decoded is encoded to something that decodes");
        assert_eq!(format!("{:?}", first.batch), format!("{:?}", second.batch));
        true
    });
    opened || decoded
}

/// An export in any of its formats. What is read of it is records, each an event that says the same again or another
/// record, or is refused; the whole is imported or refused in words.
pub fn import(bytes: &[u8]) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x");
    std::fs::write(&path, bytes).unwrap();
    let (mut scanner, mut members) = (Scanner::default(), Vec::new());
    let read = wfstate::import::records(&path, &mut |line| {
        let Ok(text) = std::str::from_utf8(line) else { return };
        if let Ok(event) = EventLine::parse(&mut scanner, &mut members, text) {
            assert!(event.session_id.len() <= text.len());
        }
    });
    if let Err(refusal) = &read {
        assert!(refusal.to_string().len() < 1000, "{refusal}");
    }
    read.is_ok_and(|is_export| is_export)
}

/// A program that another test starts has every lock of this process for a moment, until it is itself.
fn open_spill(path: &Path) -> (Spill, Ending) {
    for _ in 0..1000 {
        if let Some(opened) = Spill::open(path).unwrap() {
            return opened;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the file stays locked");
}

fn name_of(names: &[(u32, String)], number: u32) -> &str {
    &names.iter().find(|(n, _)| *n == number).unwrap().1
}
