//! A small sealed database, made through the Writer as a recorder would make it, and the tools to damage it.

use super::{DatabaseReport, Options, RULES, Selection, Severity, check};
use crate::core::model::chain::{Committer, GENESIS, Hash, Merkle, Sealed, SessionHasher, pseudonym};
use crate::core::model::energy::MicroEu;
use crate::core::model::event::{EventView, Flags, spec_of};
use crate::core::model::json::{Fields, Scanner};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::model::time::Timestamp;
use crate::core::observer::Silent;
use crate::core::recover::{anchor, totals_of};
use crate::core::store::{
    Ask, Created, EventRow, NewSession, NewSnapshot, Opening, Place, Transaction, Writer, sibling,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Duration;

/// 2025-08-17T20:00:00Z
pub const START: i64 = 1_755_460_800_000_000;
/// The session's name.
pub const SESSION: &str = "s-1";

/// One event to be stored; the fields are its columns.
#[derive(Clone)]
pub struct Ev {
    pub seq: u64,
    pub at: i64,
    pub name: &'static str,
    pub flags: u8,
    pub frame: Option<u64>,
    pub energy: Option<i64>,
    pub data: String,
    pub key: Option<&'static str>,
}

/// What is stored; a test changes a part of it.
pub struct Script {
    /// The events.
    pub events: Vec<Ev>,
    /// Events whose batch ends with them.
    pub seals: Vec<u64>,
    /// End of the session; `None` leaves it to a recorder that is still there.
    pub end: Option<i64>,
    /// The recorder died instead, and the next writer found it.
    pub interrupted: bool,
    /// What the ledger is told instead of the true head.
    pub false_head: bool,
    /// Added to the energy of the snapshots' states.
    pub snapshot_error: i64,
    /// Added to the place of the last snapshot.
    pub snapshot_shift: u64,
    /// A journal entry of this kind before the end.
    pub journal: Option<&'static str>,
}

impl Default for Script {
    fn default() -> Self {
        let at = |n: u64| START + 16_667 * i64::try_from(n).unwrap();
        let start = r#"{"version":"1","user_id":"u","mode":"offline","model_id":"m:7b"}"#;
        let ev = |seq, name, data: &str| Ev {
            seq,
            at: at(seq),
            name,
            flags: 0,
            frame: None,
            energy: None,
            data: data.to_owned(),
            key: None,
        };
        let mut events = vec![ev(1, "system.start", start)];
        for n in 2..=9u64 {
            let data = format!(r#"{{"energy":1,"accumulator":{},"model_id":"m:7b"}}"#, 100 + n);
            events.push(Ev {
                frame: Some(n),
                energy: Some(1_000_000),
                flags: Flags::ENERGY_FROM_DATA,
                key: [None, Some("k1"), Some("k2")][usize::try_from(n % 3).unwrap()].filter(|_| n < 5),
                ..ev(n, "energy.update", &data)
            });
        }
        events.push(ev(10, "x.custom", r#"{"a":1}"#));
        events.push(ev(11, "x.custom", r#"{"a":2}"#));
        let end = r#"{"duration_ms":200,"clean_shutdown":true,"reason":"user_exit","total_energy":8,"total_events":12}"#;
        events.push(ev(12, "system.end", end));
        Self {
            events,
            seals: vec![3, 8, 12],
            end: Some(at(20)),
            interrupted: false,
            false_head: false,
            snapshot_error: 0,
            snapshot_shift: 0,
            journal: None,
        }
    }
}

impl Script {
    /// The event with a seq.
    pub fn event(&mut self, seq: u64) -> &mut Ev {
        self.events.iter_mut().find(|e| e.seq == seq).unwrap()
    }
}

/// A database in a directory of its own.
pub struct Kit {
    _dir: tempfile::TempDir,
    /// The file.
    pub path: PathBuf,
}

struct Walk {
    hasher: SessionHasher,
    committer: Committer,
    tree: Merkle,
    seal: Hash,
    first: u64,
    state: State,
}

impl Walk {
    /// Seals and folds as the recorder does, but takes whatever comes.
    fn event(&mut self, e: &Ev, ends_batch: bool) -> Option<Hash> {
        let sealed = Sealed {
            seq: e.seq,
            at: Timestamp(e.at),
            type_name: e.name,
            flags: Flags(e.flags),
            frame: e.frame,
            energy: e.energy,
            key: e.key,
            extra: None,
            payload: e.data.as_bytes(),
        };
        if self.tree.count() == 0 {
            self.first = e.seq;
        }
        self.tree.push(self.hasher.leaf(&sealed, &self.committer.commit(&sealed)));
        let (mut scanner, mut members) = (Scanner::default(), Vec::new());
        if let Ok(data) = Fields::scan(&mut scanner, e.data.as_bytes(), &mut members) {
            let energy = e.energy.map(MicroEu);
            let view = EventView {
                seq: e.seq,
                at: Timestamp(e.at),
                name: e.name,
                spec: spec_of(e.name),
                frame: e.frame,
                energy,
                data,
            };
            let _ = self.state.apply(&view);
        }
        if !ends_batch {
            return None;
        }
        let (count, root) = (self.tree.count(), self.tree.take_root());
        self.seal = self.hasher.seal(&self.seal, self.first, count, &root);
        Some(self.seal)
    }
}

/// Makes the database of a script.
pub fn build(change: impl FnOnce(&mut Script)) -> Kit {
    let mut script = Script::default();
    change(&mut script);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let created = Some(Created { uuid: [5; 16], at: Timestamp(START - 1) });
    let opening =
        Opening { create: created, durable: false, lock_timeout: Duration::ZERO, owner: "t".into() };
    let mut writer = Writer::open(&Place::parse(&path), &opening).unwrap();
    let mut tx = writer.begin().unwrap();
    fill(&mut tx, &script);
    tx.commit().unwrap();
    writer.tidy().unwrap();
    drop(writer);
    Kit { _dir: dir, path }
}

fn fill(tx: &mut Transaction<'_>, script: &Script) {
    let key = [7; 32];
    let session = NewSession {
        session_id: SESSION.into(),
        kind: "stream",
        label: Some("demo".into()),
        stores_content: false,
        durability: "disk",
        start: Timestamp(START),
        owner: "1:1:gone".into(),
        key,
        metadata: "{}".into(),
    };
    let no = tx.insert_session(&session).unwrap();
    let name = (no, SESSION);
    let facts = r#"{"source":"-","content":false,"kind":"stream","label":"demo","durability":"disk"}"#;
    tx.journal(name, (0, &GENESIS), Timestamp(START), "recorder.opened", facts).unwrap();
    let mut walk = Walk {
        hasher: SessionHasher::new(&[5; 16], SESSION),
        committer: Committer::new(&key),
        tree: Merkle::default(),
        seal: GENESIS,
        first: 1,
        state: State::default(),
    };
    let mut base = None;
    let last_seq = script.events.last().map_or(0, |e| e.seq);
    for e in &script.events {
        let seal = walk.event(e, script.seals.contains(&e.seq));
        let type_no = tx.type_no(e.name).unwrap();
        let row = EventRow {
            session_no: no,
            seq: e.seq,
            at: Timestamp(e.at),
            type_no,
            flags: Flags(e.flags),
            frame: e.frame,
            energy: e.energy,
            payload: &e.data,
            key: e.key,
            extra: None,
            seal: seal.as_ref(),
        };
        tx.insert_events([row]).unwrap();
        if seal.is_some() && e.seq > 3 {
            let shift = if e.seq == last_seq { script.snapshot_shift } else { 0 };
            let taken = snapshot(tx, no, &walk, (e.seq, shift, script.snapshot_error), base.as_ref());
            base = base.or(Some(taken));
        }
    }
    if let Some(kind) = script.journal {
        tx.journal(name, (last_seq, &walk.seal), Timestamp(START), kind, r#"{"ai.output":3}"#).unwrap();
    }
    if let Some(end) = script.end {
        close(tx, no, &walk, (last_seq, Timestamp(end)), script);
    }
}

fn snapshot(
    tx: &mut Transaction<'_>,
    no: i64,
    walk: &Walk,
    (seq, shift, error): (u64, u64, i64),
    base: Option<&(i64, Vec<u8>)>,
) -> (i64, Vec<u8>) {
    let mut state = walk.state.clone();
    state.energy.total = MicroEu(state.energy.total.0 + error);
    let bytes = state.to_json();
    let new = NewSnapshot {
        last_seq: seq + shift,
        frame: state.frame.frame_id,
        at: Timestamp(START + 1),
        kind: "periodic",
        reason: None,
        energy_micro: state.total_energy().0,
        state_hash: state.hash(),
        state: bytes.clone(),
    };
    let id = tx.insert_snapshot(no, &new, base.map(|b| (b.0, b.1.as_slice()))).unwrap();
    let packed = tx.ask(|q| q.snapshot(id)).unwrap().unwrap().packed;
    let facts = json!({
        "snapshot_id": id, "last_seq": seq + shift, "state_hash": hex(&state.hash()),
        "digest": hex(&Sha256::digest(&packed)), "kind": new.kind, "reason": new.reason, "base": base.map(|b| b.0),
    });
    let at = Timestamp(START + 1);
    tx.journal((no, SESSION), (seq, &walk.seal), at, "state.snapshot_created", &facts.to_string()).unwrap();
    (id, bytes)
}

fn close(tx: &mut Transaction<'_>, no: i64, walk: &Walk, (last_seq, at): (u64, Timestamp), script: &Script) {
    let (kind, status, entry) = if script.interrupted {
        ("system.recovered", "Interrupted", "interrupted")
    } else {
        ("recorder.closed", "Completed", "closed")
    };
    tx.journal((no, SESSION), (last_seq, &walk.seal), at, kind, "{}").unwrap();
    tx.release(no, status, !script.interrupted, at, Some(&totals_of(last_seq, &walk.state))).unwrap();
    if script.false_head {
        let facts = json!({ "last_seq": last_seq, "journal": 4, "head": hex(&[1; 32]) }).to_string();
        tx.ledger(at, "closed", Some(&pseudonym(&[7; 32], SESSION)), &facts).unwrap();
        return;
    }
    let row = tx.ask(|q| q.session(SESSION)).unwrap().unwrap();
    anchor(tx, &row, at, entry, last_seq).unwrap();
}

impl Kit {
    /// The same database with commits that stand in its log, as a recorder that was killed leaves it, and with this
    /// done to the log's bytes. Each commit is one frame of 4120 bytes; the log has 32 before them.
    #[allow(clippy::disallowed_methods, reason = "a test that plays the recorder that died")]
    pub fn with_log(mut self, commits: usize, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let conn = rusqlite::Connection::open(&self.path).unwrap();
        for n in 0..commits {
            conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('note', ?1)", [n.to_string()])
                .unwrap();
        }
        let dead = self.path.with_file_name("dead.db");
        std::fs::copy(&self.path, &dead).unwrap();
        let mut log = std::fs::read(sibling(&self.path, "-wal")).unwrap();
        assert_eq!(log.len(), 32 + commits * 4120);
        change(&mut log);
        std::fs::write(sibling(&dead, "-wal"), log).unwrap();
        self.path = dead;
        self
    }

    /// Damages the database with plain SQL, as no verb of wfstate would.
    #[allow(clippy::disallowed_methods, reason = "a test that plays the vandal")]
    pub fn sql(&self, statements: &str) {
        let conn = rusqlite::Connection::open(&self.path).unwrap();
        let open = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
        conn.execute_batch(&format!("{open} {statements}; PRAGMA wal_checkpoint(TRUNCATE);")).unwrap();
    }

    /// Checks it, all rules.
    pub fn check(&self) -> DatabaseReport {
        self.check_with(Vec::new())
    }

    /// Checks it against heads.
    pub fn check_with(&self, heads: Vec<crate::core::head::Head>) -> DatabaseReport {
        let selection = Selection::new(RULES, &[], &[]).unwrap();
        let options = Options { selection, heads, ..Options::default() };
        check(&self.path, &options, &Silent).unwrap()
    }

    /// The rules that are broken at the level of a warning or worse, each once, and what they said.
    pub fn broken(&self) -> (Vec<&'static str>, String) {
        let report = self.check();
        let bad: Vec<_> = report.findings.iter().filter(|f| f.severity >= Severity::Warning).collect();
        let mut rules: Vec<&str> = bad.iter().map(|f| f.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let said: Vec<String> = bad.iter().map(|f| format!("{} {:?} {}", f.rule, f.seq, f.message)).collect();
        (rules, said.join("\n"))
    }
}
