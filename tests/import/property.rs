//! Random exports, made of nothing but the rules of seals: in, and out again, the same bytes.

use super::export::{FORMATS, dressed};
use crate::common::Lab;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use std::fmt::Write;
use std::path::Path;
use wfstate::export::record::{
    EventRecord, EventWriter, ExportRecord, Integrity, JournalRecord, KeyRecord, Kind, SealRecord,
    SessionRecord, SnapshotRecord, line, raw,
};
use wfstate::export::{self, Slice};
use wfstate::import::{self, OnConflict, Options};
use wfstate::model::chain::{Committer, GENESIS, Merkle, Sealed, SessionHasher};
use wfstate::model::energy::MicroEu;
use wfstate::model::event::{EventView, Flags, spec_of};
use wfstate::model::json::{Fields, Scanner};
use wfstate::model::state::State;
use wfstate::model::time::Timestamp;
use wfstate::observer::Silent;
use wfstate::selection::{Selection, resolve};
use wfstate::store::{Created, Opening};

const UUID: [u8; 16] = [7; 16];
/// Events of a key.
const STRETCH: usize = 8;
const START: i64 = 1_755_460_080_000_000;

/// One event of a random session.
#[derive(Debug, Clone)]
struct Made {
    shape: usize,
    late: i64,
    frame: bool,
    energy: Option<i64>,
    key: Option<String>,
    extra: usize,
    ends: bool,
    note: bool,
    withheld: bool,
    hole: bool,
    snapshot: bool,
}

const SHAPES: [(&str, &str); 6] = [
    ("user.action", r#"{"action":"pause"}"#),
    ("energy.update", r#"{"energy":15.5,"accumulator":15.5,"model_id":"m"}"#),
    ("x.odd", "{ \"a\" : 1.50e0 ,\"é\":[null,true, \"=1+1\"]}"),
    ("x.lines", "{\n \"a\":\r\n {\"b\":\"\\u0000'\"}}"),
    ("workflow.started", r#"{"label":"Acme"}"#),
    ("health.heartbeat", r#"{"system_health":"healthy","fps":60}"#),
];
const EXTRAS: [Option<&str>; 6] = [
    None,
    None,
    Some(r#"{"trace":{"a":[1, 2]}}"#),
    Some(r#"{"flags":1,"commitment":"x"}"#),
    Some(r#"{"message_type":"end","é":"=cmd"}"#),
    Some("{}"),
];

fn made() -> impl Strategy<Value = Made> {
    let odd = proptest::option::of("[a-zA-Z0-9 '\"=+@,;:\n\té\\\\-]{1,12}");
    let energy = proptest::option::of(-5_000_000_i64..5_000_000);
    let rare = |weight| proptest::bool::weighted(weight);
    (
        (0..SHAPES.len(), -5_000_000_i64..60_000_000, any::<bool>(), energy, odd, 0..EXTRAS.len()),
        (rare(0.3), rare(0.1), rare(0.1), rare(0.05), rare(0.1)),
    )
        .prop_map(
            |((shape, late, frame, energy, key, extra), (ends, note, withheld, hole, snapshot))| Made {
                shape,
                late,
                frame,
                energy,
                key,
                extra,
                ends,
                note,
                withheld,
                hole,
                snapshot,
            },
        )
}

/// The lines of a session, its head first.
#[allow(clippy::too_many_lines, reason = "one session from its first event to its head")]
fn session(name: &str, events: &[Made], label: Option<String>, ended: bool) -> Vec<String> {
    let (hasher, committer) = (SessionHasher::new(&UUID, name), Committer::new(&[3; 32]));
    // The key of a stretch stays where it was with the first event of which something was taken out.
    let stays: Vec<bool> = events.chunks(STRETCH).map(|s| s.iter().any(|e| e.withheld)).collect();
    let mut starts = Vec::new();
    let (mut tree, mut first, mut seal, mut seals) = (Merkle::default(), 1, GENESIS, Vec::new());
    let (mut state, mut writer) = (State::default(), EventWriter::new(name));
    let (mut out, mut snapshots, mut journal) = (Vec::new(), Vec::new(), 0);
    let (mut seq, mut frame, mut lost) = (0, 0, 0);
    let mut entry = |after_seq, kind: &str, facts: serde_json::Value| {
        journal += 1;
        let record = JournalRecord {
            session_id: name.to_owned(),
            number: journal,
            after_seq,
            timestamp: Timestamp(START + 1).to_string(),
            kind: kind.to_owned(),
            facts: raw(facts.to_string()).unwrap(),
        };
        line(Kind::Journal, &record).unwrap()
    };
    for (at, made) in events.iter().enumerate() {
        seq += 1;
        if at.is_multiple_of(STRETCH) {
            starts.push(seq);
        }
        let (type_name, data) = SHAPES[made.shape];
        let framed = made.frame || type_name == "energy.update";
        frame += u64::from(framed);
        let derived = type_name == "energy.update" && made.energy.is_none();
        let energy = if derived { Some(15_500_000) } else { made.energy };
        // A key is of one event.
        let key = made.key.as_ref().map(|k| format!("{k}{seq}"));
        let sealed = Sealed {
            seq,
            at: Timestamp(START + made.late),
            type_name,
            flags: Flags(if derived { Flags::ENERGY_FROM_DATA } else { 0 }),
            frame: framed.then_some(frame),
            energy,
            key: key.as_deref(),
            extra: EXTRAS[made.extra],
            payload: data.as_bytes(),
        };
        let commitment = if made.withheld { [9; 32] } else { committer.commit(&sealed) };
        let mut text = String::new();
        let said = stays[at / STRETCH].then_some(&commitment);
        writer.push(&mut text, &EventRecord { event: sealed, erased: false, commitment: said, leaf: None });
        out.push(text);
        let mut members = Vec::new();
        let view = EventView {
            seq,
            at: sealed.at,
            name: type_name,
            spec: spec_of(type_name),
            frame: sealed.frame,
            energy: energy.map(MicroEu),
            data: Fields::scan(&mut Scanner::default(), data.as_bytes(), &mut members).unwrap(),
        };
        state.apply(&view).unwrap();
        if tree.count() == 0 {
            first = seq;
        }
        tree.push(hasher.leaf(&sealed, &commitment));
        let last = at + 1 == events.len();
        if !(made.ends || made.note || made.hole || made.snapshot || last) {
            continue;
        }
        let (count, root) = (tree.count(), tree.take_root());
        seal = hasher.seal(&seal, first, count, &root);
        seals.push(SealRecord { last_seq: seq, seal: hex(&seal) });
        if made.note {
            out.push(entry(seq, "recorder.stats", json!({ "events": seq, "x": "é'\"" })));
        }
        if made.snapshot && lost == 0 {
            let bytes = state.to_json();
            let record = SnapshotRecord {
                session_id: name.to_owned(),
                last_seq: seq,
                timestamp: Timestamp(START + 5).to_string(),
                kind: "periodic".into(),
                reason: label.clone(),
                frame_id: state.frame.frame_id,
                energy: state.total_energy(),
                state: raw(String::from_utf8(bytes).unwrap()).unwrap(),
                state_hash: hex(&state.hash()),
            };
            snapshots.push(line(Kind::Snapshot, &record).unwrap());
            let facts = json!({ "snapshot_id": 9000 + seq, "last_seq": seq, "state_hash": hex(&state.hash()),
                "digest": "00", "kind": "periodic", "reason": label, "base": null });
            out.push(
                entry(seq, "state.snapshot_created", facts)
                    .replace(&Timestamp(START + 1).to_string(), &Timestamp(START + 5).to_string()),
            );
        }
        if made.hole && !last {
            out.push(entry(seq, "recorder.gap", json!({ "from": seq + 1, "to": seq + 3, "count": 3 })));
            (seq, lost) = (seq + 3, lost + 3);
        }
    }
    let of = |wanted: bool| {
        let all = starts.iter().zip(&stays).filter(move |(_, stays)| **stays == wanted);
        all.map(|(first, _)| *first)
    };
    let integrity = Integrity {
        database: hex(&UUID),
        keys: of(false).map(|first_seq| KeyRecord { first_seq, key: hex(&[3; 32]) }).collect(),
        withheld: of(true).collect(),
        erased: Vec::new(),
        seals,
    };
    let head = SessionRecord {
        session_id: name.to_owned(),
        kind: "stream".into(),
        label,
        user_id: "default".into(),
        mode: "normal".into(),
        status: if ended { "Completed" } else { "Running" }.into(),
        start_time: Timestamp(START).to_string(),
        end_time: ended.then(|| Timestamp(START + 90_000_000).to_string()),
        clean_shutdown: ended,
        energy: Some(state.total_energy()),
        events: events.len() as u64,
        last_seq: seq,
        cost_micro_usd: None,
        state_hash: Some(hex(&state.hash())),
        stores_content: false,
        content_included: false,
        lost,
        model_id: None,
        hardware_tier: None,
        level: None,
        error_message: None,
        durability: "disk".into(),
        metadata: raw(r#"{ "a" : "é" }"#.into()).unwrap(),
        partial: false,
        filtered_events: events.iter().filter(|e| e.withheld).count() as u64,
        integrity: Some(raw(serde_json::to_string(&integrity).unwrap()).unwrap()),
    };
    out.insert(0, line(Kind::Session, &head).unwrap());
    out.extend(snapshots);
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

fn options(lab: &Lab, file: &str, database: &str) -> Options {
    let created = Created { uuid: [1; 16], at: wfstate::ambient::now() };
    let path = lab.path(database);
    Options {
        files: vec![lab.path(file)],
        opening: Opening {
            create: Some(created),
            durable: true,
            lock_timeout: std::time::Duration::from_secs(5),
            owner: wfstate::ambient::process_name(),
        },
        from: None,
        sessions: Vec::new(),
        on_conflict: OnConflict::Fail,
        accept_unverified: false,
        content: false,
        key_file: lab.path("n.key"),
        dry_run: false,
        database: path,
    }
}

fn seq_of(line: &str) -> u64 {
    serde_json::from_str::<serde_json::Value>(line).unwrap()["seq"].as_u64().unwrap()
}

fn errors_of(lab: &Lab, database: &str) -> Vec<String> {
    let options = wfstate::validate::Options::default();
    let validated = wfstate::validate::check(&lab.path(database), &options, &Silent).unwrap();
    let errors = validated.findings.iter().filter(|f| f.severity == wfstate::validate::Severity::Error);
    errors.map(|f| format!("{} {}", f.rule, f.message)).collect()
}

/// What the verb `export` writes of all sessions, as stored.
fn verb(database: &Path, format: &str) -> Vec<u8> {
    write(database, format, "", Slice::default())
}

/// The same of a part of one session.
fn write(database: &Path, format: &str, session: &str, slice: Slice) -> Vec<u8> {
    let reader = wfstate::Reader::open(database, std::time::Duration::from_secs(5)).unwrap();
    let sessions = if session.is_empty() { Vec::new() } else { vec![session.to_owned()] };
    let selection = Selection { all: sessions.is_empty(), sessions, ..Selection::default() };
    let rows = resolve(&reader, &selection).unwrap();
    let options = export::Options { content: true, secrets: true, slice, ..export::Options::default() };
    let (mut out, dress) = (Vec::new(), (export::dress::format_named(format).unwrap().dress)());
    export::write(&reader, &rows, &options, (dress, &mut out), &Silent).unwrap();
    out
}

fn cases() -> u32 {
    std::env::var("WFSTATE_IMPORT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_export_comes_back_to_the_byte(
        sessions in proptest::collection::vec(
            (proptest::collection::vec(made(), 0..40), proptest::option::of("[ -~é=\n]{0,12}"), any::<bool>()),
            1..4,
        ),
        format in 0..FORMATS.len(),
        cut in any::<(Index, Index)>(),
    ) {
        let lab = Lab::new();
        let head = ExportRecord {
            schema: "wfstate.export/1".into(),
            wfstate: env!("CARGO_PKG_VERSION").into(),
            content: "as stored".into(),
            profile: "plain".into(),
            sessions: sessions.len() as u64,
        };
        let mut all = vec![line(Kind::Export, &head).unwrap()];
        for (n, (events, label, ended)) in sessions.iter().enumerate() {
            all.extend(session(&format!("s.{n}"), events, label.clone(), *ended));
        }
        lab.write("x", dressed(&all, FORMATS[format]));
        let report = import::run(&options(&lab, "x", "n.db"), &Silent).unwrap_or_else(|e| panic!("{e}"));
        prop_assert_eq!(report.counts.imported, sessions.len() as u64);
        prop_assert_eq!(verb(&lab.path("n.db"), FORMATS[format]), dressed(&all, FORMATS[format]));
        let report = import::run(&options(&lab, "x", "n.db"), &Silent).unwrap();
        prop_assert_eq!(report.counts.already_there, sessions.len() as u64);
        prop_assert_eq!(errors_of(&lab, "n.db"), Vec::<String>::new());
        // A part of one of them comes back as well.
        let seqs: Vec<u64> = all.iter().filter(|l| l.starts_with("{\"session_id\":\"s.0\"")).map(|l| seq_of(l)).collect();
        let at = |cut: &Index| (!seqs.is_empty()).then(|| seqs[cut.index(seqs.len())]);
        if let (Some(a), Some(b)) = (at(&cut.0), at(&cut.1)) {
            let slice = Slice { from_seq: Some(a.min(b)), to_seq: Some(a.max(b)), ..Slice::default() };
            let part = write(&lab.path("n.db"), FORMATS[format], "s.0", slice);
            lab.write("y", &part);
            import::run(&options(&lab, "y", "m.db"), &Silent).unwrap_or_else(|e| panic!("{e}"));
            prop_assert_eq!(verb(&lab.path("m.db"), FORMATS[format]), part);
            prop_assert_eq!(errors_of(&lab, "m.db"), Vec::<String>::new());
        }
    }
}
