//! An exporter for the tests: every stored byte of a session, in each format, through the types of the records and
//! the formats of the product. What the verb `export` filters is its own affair.

use crate::common::Lab;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use wfstate::Reader;
use wfstate::export::dress::format_named;
use wfstate::export::record::{
    BaselineRecord, Digest, EventRecord, EventWriter, ExportRecord, Integrity, JournalRecord, KeyRecord,
    Kind, Origin, SealRecord, SessionRecord, SnapshotRecord, line, raw,
};
use wfstate::fold::{TypeNames, snapshot_bytes};
use wfstate::model::energy::MicroEu;
use wfstate::store::{EventChunk, SessionRow};

pub const FORMATS: [&str; 5] = ["ndjson", "json", "yaml", "csv", "sql"];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |out, b| out + &format!("{b:02x}"))
}

/// A database's sessions, oldest number first.
pub fn sessions(database: &Path) -> Vec<SessionRow> {
    let reader = Reader::open(database, Duration::from_secs(5)).unwrap();
    let mut rows = reader.read(|q| q.sessions(0, 1_000_000)).unwrap();
    rows.sort_by_key(|r| r.no);
    rows
}

/// The lines of an export of all sessions, without the last one.
pub fn lines(database: &Path) -> Vec<String> {
    lines_of(database, &|_| true, u64::MAX)
}

/// The same of some sessions, up to an event.
pub fn lines_of(database: &Path, wanted: &dyn Fn(&SessionRow) -> bool, upto: u64) -> Vec<String> {
    let reader = Reader::open(database, Duration::from_secs(5)).unwrap();
    let rows: Vec<SessionRow> = sessions(database).into_iter().filter(wanted).collect();
    let head = ExportRecord {
        schema: "wfstate.export/1".into(),
        wfstate: env!("CARGO_PKG_VERSION").into(),
        content: "as stored".into(),
        profile: "plain".into(),
        sessions: rows.len() as u64,
    };
    let mut out = vec![line(Kind::Export, &head).unwrap()];
    for row in &rows {
        session(&reader, row, upto, &mut out);
    }
    out
}

fn integrity(reader: &Reader, row: &SessionRow, upto: u64) -> String {
    if let Some(origin) = reader.read(|q| q.origin(row.no)).unwrap() {
        return Origin::parse(&origin).unwrap().0.integrity.get().to_owned();
    }
    let keys = reader.read(|q| q.seal_keys(row.no)).unwrap().into_iter().filter(|k| k.0 <= upto);
    let seals = reader.read(|q| q.seals_within(row.no, (1, upto.min(1 << 39)))).unwrap();
    let integrity = Integrity {
        database: hex(reader.uuid()),
        keys: keys.map(|(first_seq, key)| KeyRecord { first_seq, key: hex(&key) }).collect(),
        withheld: Vec::new(),
        erased: Vec::new(),
        seals: seals.into_iter().map(|(last_seq, s)| SealRecord { last_seq, seal: hex(&s) }).collect(),
    };
    serde_json::to_string(&integrity).unwrap()
}

fn session(reader: &Reader, row: &SessionRow, upto: u64, out: &mut Vec<String>) {
    let id = row.session_id.clone();
    let (events, last_seq) = events(reader, row, upto);
    let whole = upto == u64::MAX;
    let record = SessionRecord {
        session_id: id.clone(),
        kind: row.kind.clone(),
        label: row.label.clone(),
        user_id: row.user_id.clone(),
        mode: row.mode.clone(),
        status: if whole { row.status.clone() } else { "Running".into() },
        start_time: row.start.to_string(),
        end_time: row.end.filter(|_| whole).map(|t| t.to_string()),
        clean_shutdown: row.clean && whole,
        energy: row.energy_micro.filter(|_| whole).map(MicroEu),
        events: events.len() as u64,
        last_seq,
        cost_micro_usd: row.cost_micro_usd,
        state_hash: row.state_hash.filter(|_| whole).map(|h| hex(&h)),
        stores_content: row.stores_content,
        content_included: row.stores_content,
        lost: row.lost,
        model_id: row.model_id.clone(),
        hardware_tier: row.hardware_tier.clone(),
        level: row.level,
        error_message: row.error_message.clone(),
        durability: row.durability.clone(),
        metadata: raw(row.metadata.clone()).unwrap(),
        partial: false,
        filtered_events: 0,
        integrity: Some(raw(integrity(reader, row, upto)).unwrap()),
    };
    out.push(line(Kind::Session, &record).unwrap());
    if let Some(b) = reader.read(|q| q.baseline(row.no)).unwrap() {
        let record = BaselineRecord {
            session_id: id.clone(),
            last_seq: b.last_seq,
            seal: Some(hex(&b.seal)),
            timestamp: b.at.to_string(),
            frame_id: b.frame,
            energy: MicroEu(b.energy_micro),
            state: raw(String::from_utf8(b.state().unwrap()).unwrap()).unwrap(),
            state_hash: hex(&b.state_hash),
        };
        out.push(line(Kind::Baseline, &record).unwrap());
    }
    let journal = reader.read(|q| q.journal(row.no)).unwrap();
    let mut entries =
        journal.iter().filter(|e| e.after_seq <= upto && (whole || e.kind == "recorder.opened")).peekable();
    let mut entry = |before: u64, out: &mut Vec<String>| {
        while let Some(e) = entries.next_if(|e| e.after_seq < before) {
            let record = JournalRecord {
                session_id: id.clone(),
                number: e.number,
                after_seq: e.after_seq,
                timestamp: e.at.to_string(),
                kind: e.kind.clone(),
                facts: raw(e.facts.clone()).unwrap(),
            };
            out.push(line(Kind::Journal, &record).unwrap());
        }
    };
    for (seq, event) in events {
        entry(seq, out);
        out.push(event);
    }
    entry(u64::MAX, out);
    if whole {
        snapshots(reader, row, out);
    }
}

fn events(reader: &Reader, row: &SessionRow, upto: u64) -> (Vec<(u64, String)>, u64) {
    let types = TypeNames::load(reader).unwrap();
    let cell = std::cell::RefCell::new(EventChunk::default());
    let (mut writer, mut out, mut next) = (EventWriter::new(&row.session_id), Vec::new(), 1);
    loop {
        reader.read(|q| q.events(row.no, next, 1000, &mut cell.borrow_mut())).unwrap();
        let chunk = cell.borrow();
        if chunk.rows().is_empty() {
            break;
        }
        let said = reader.read(|q| q.origin_commitments(row.no, next, 1000)).unwrap();
        for event in chunk.rows().iter().filter(|e| e.seq <= upto) {
            let commitment = said.iter().find(|c| c.seq == event.seq).and_then(|c| c.commitment);
            let record = EventRecord {
                event: chunk.sealed(event, types.get(event.type_no).unwrap().0),
                erased: chunk.payload(event).is_none(),
                commitment: commitment.as_ref(),
                leaf: None,
            };
            let mut text = String::new();
            writer.push(&mut text, &record);
            out.push((event.seq, text));
        }
        next = chunk.rows().last().unwrap().seq + 1;
    }
    let last = out.last().map_or(0, |e: &(u64, String)| e.0);
    (out, last)
}

fn snapshots(reader: &Reader, row: &SessionRow, out: &mut Vec<String>) {
    for s in reader.read(|q| q.snapshots(row.no)).unwrap() {
        let state = snapshot_bytes(reader, &s).unwrap().unwrap();
        let record = SnapshotRecord {
            session_id: row.session_id.clone(),
            last_seq: s.last_seq,
            timestamp: s.at.to_string(),
            kind: s.kind.clone(),
            reason: s.reason.clone(),
            frame_id: s.frame,
            energy: MicroEu(s.energy_micro),
            state: raw(String::from_utf8(state).unwrap()).unwrap(),
            state_hash: hex(&s.state_hash),
        };
        out.push(line(Kind::Snapshot, &record).unwrap());
    }
}

/// Lines as a file of a format, with the last record that they call for.
pub fn dressed(lines: &[String], format: &str) -> Vec<u8> {
    let mut dress = (format_named(format).unwrap().dress)();
    let (mut out, mut digest) = (Vec::new(), Digest::default());
    for (at, text) in lines.iter().enumerate() {
        digest.line(text.as_bytes());
        dress.lines(&format!("{text}\n"), &mut out);
        if Kind::of(text.as_bytes()) == Some(Kind::Session) {
            let rest = lines[at + 1..].iter();
            let own = rest.take_while(|l| Kind::of(l.as_bytes()) != Some(Kind::Session));
            let journal: Vec<String> =
                own.filter(|l| Kind::of(l.as_bytes()) == Some(Kind::Journal)).cloned().collect();
            dress.ahead(&journal, &mut out);
        }
    }
    dress.end(&digest.end(), &mut out);
    out
}

/// The export of a lab's database as a file in it.
pub fn export(lab: &Lab, database: &str, format: &str, name: &str) -> Vec<u8> {
    let bytes = dressed(&lines(&lab.path(database)), format);
    lab.write(name, &bytes);
    bytes
}

/// `import --json` and what it answers, checked against its schema.
#[track_caller]
pub fn import(lab: &Lab, args: &[&str]) -> (i32, Value) {
    let ran = lab.run(&[&["import", "--json"], args].concat(), "");
    if ran.stdout.is_empty() {
        return (ran.code, ran.failure());
    }
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stderr));
    crate::common::follows("import", &answer);
    (ran.code, answer)
}

/// What became of each session.
pub fn outcomes(answer: &Value) -> Vec<String> {
    let files = answer["files"].as_array().unwrap_or_else(|| panic!("{answer}")).iter();
    let sessions = files.flat_map(|f| f["sessions"].as_array().unwrap());
    sessions
        .map(|s| format!("{} {}", s["session_id"].as_str().unwrap(), s["outcome"].as_str().unwrap()))
        .collect()
}

/// `validate` finds nothing.
#[track_caller]
pub fn is_clean(lab: &Lab, database: &str) {
    let ran = lab.run(&["validate", "--json", database], "");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {}", ran.stderr));
    let findings = &answer["databases"][0]["findings"];
    let errors: Vec<&Value> =
        findings.as_array().unwrap().iter().filter(|f| f["severity"] == "error").collect();
    assert!(errors.is_empty() && ran.code == 0, "{errors:#?}");
}
