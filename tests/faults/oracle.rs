//! What a database must hold after a crash: compared with a recording of the same lines that nothing happened to.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use wfstate::fold::{Position, fold_from};
use wfstate::record::{Engine, NoFeedback, Options};
use wfstate::store::{Created, Opening, Place};
use wfstate::{Reader, ambient};

/// The session of every stream here.
pub const SESSION: &str = "s";

/// What a producer says of an event, column by column; seals and row numbers are the recorder's own affair.
const EVENTS: &str = "SELECT e.event_id & 1099511627775, e.ts_us, t.name, e.flags, e.frame_id, e.energy_micro, \
    e.payload, e.event_key, e.extra FROM stored_event e JOIN event_type t USING (type_no) \
    JOIN stored_session s ON s.session_no = e.event_id >> 40 WHERE s.session_id = 's' ORDER BY e.event_id";

/// A scratch directory in memory where the machine has one: what is simulated here asks nothing of a disk.
pub fn scratch() -> TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// How `record --resume` opens a database.
pub fn options(path: &Path) -> Options {
    let created = Created { uuid: ambient::database_uuid().unwrap(), at: ambient::now() };
    let opening = Opening {
        create: Some(created),
        durable: true,
        lock_timeout: Duration::from_secs(5),
        owner: ambient::process_name(),
    };
    let key_file = Some(wfstate::key::default_path(path));
    let session = Some(SESSION.to_owned());
    Options { key_file, session, resume: true, ..Options::new(Place::File(path.to_owned()), opening) }
}

/// The database as any other program reads it.
#[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
pub fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// The rows of a question, columns joined by `|`; a database that cannot answer is an answer, too.
pub fn ask(db: &Connection, sql: &str) -> Result<Vec<String>, String> {
    let cell = |row: &Row<'_>, at| {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => "null".to_owned(),
            ValueRef::Integer(n) => n.to_string(),
            ValueRef::Real(x) => x.to_string(),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        })
    };
    let all = || {
        let mut statement = db.prepare(sql)?;
        let columns = statement.column_count();
        let line = |row: &Row<'_>| (0..columns).map(|at| cell(row, at)).collect::<rusqlite::Result<Vec<_>>>();
        let rows: rusqlite::Result<Vec<_>> = statement.query_map((), line)?.collect();
        rows.map(|rows| rows.into_iter().map(|cells| cells.join("|")).collect())
    };
    all().map_err(|e: rusqlite::Error| format!("{e}, asked: {sql}"))
}

/// Writes to it, as no other program should.
#[expect(clippy::disallowed_methods, reason = "the tests do harm to the file from outside")]
pub fn tamper(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// A recording of all the lines that nothing happened to.
pub struct Uncrashed {
    pub lines: Vec<String>,
    /// Each event as it must be stored.
    rows: Vec<String>,
    /// The state's hash after each number of events.
    hashes: Vec<String>,
}

impl Uncrashed {
    pub fn of(lines: Vec<String>) -> Self {
        let dir = scratch();
        let path = dir.path().join("t.db");
        let mut engine = Engine::start(options(&path), Box::new(NoFeedback)).unwrap();
        engine.open_own().unwrap();
        for line in &lines {
            engine.line(line.trim_end().as_bytes()).unwrap();
        }
        engine.finish().unwrap();
        let reader = Reader::open(&path, Duration::ZERO).unwrap();
        let no = reader.read(|q| q.session(SESSION)).unwrap().unwrap().no;
        let mut at = Position::default();
        let mut hashes = vec![at.state.hash()];
        for seq in 1..=lines.len() as u64 {
            at = fold_from(&reader, no, at, seq).unwrap();
            hashes.push(at.state.hash());
        }
        let hashes = hashes.iter().map(|h| wfstate::model::privacy::hex(h)).collect();
        let stored = ask(&open(&path), EVENTS).unwrap();
        assert_eq!(stored.len(), lines.len());
        Self { lines, rows: stored, hashes }
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The state's hash after `n` events.
    pub fn hash(&self, n: u64) -> &str {
        &self.hashes[n as usize]
    }

    /// All lines, as a producer sends them that has to begin again.
    pub fn all(&self) -> String {
        self.lines.concat()
    }

    /// Opens the database as the next recorder does, and looks whether all is there that was acknowledged, as it
    /// was sent, and whether the crash was noticed once. Gives the last event that survived, or what is wrong.
    pub fn check(&self, path: &Path, acked: u64) -> Result<u64, String> {
        if acked > 0 && !path.exists() {
            return Err(format!("{acked} events were acknowledged and there is no database"));
        }
        // The second opening must not see the crash again.
        for _ in 0..2 {
            let engine =
                Engine::start(options(path), Box::new(NoFeedback)).map_err(|e| format!("start: {e}"))?;
            engine.finish().map_err(|e| format!("finish: {e}"))?;
        }
        self.look(path, acked)
    }

    /// The same without opening it for writing, where a recorder has done so.
    pub fn look(&self, path: &Path, acked: u64) -> Result<u64, String> {
        let db = open(path);
        let stored = ask(&db, EVENTS)?;
        let last = stored.len() as u64;
        if last < acked {
            return Err(format!("{acked} events were acknowledged and {last} are there"));
        }
        if let Some(at) = (0..stored.len()).find(|at| self.rows.get(*at) != Some(&stored[*at])) {
            return Err(format!("event {} is not what was sent: {}", at + 1, stored[at]));
        }
        self.session(&db, last)
    }

    fn session(&self, db: &Connection, last: u64) -> Result<u64, String> {
        let row = "SELECT status, last_seq, lower(hex(state_hash)), owner FROM stored_session WHERE session_id = 's'";
        let Some(row) = ask(db, row)?.pop() else { return Ok(0) };
        let [done, cut] =
            ["Completed", "Interrupted"].map(|status| format!("{status}|{last}|{}|null", self.hash(last)));
        if row != done && row != cut {
            return Err(format!("the session's row is {row}, not {cut}"));
        }
        // Each recording that opened the session closed it, or is missed exactly once.
        let per_kind = "SELECT count(*) FILTER (WHERE kind IN ('recorder.opened', 'recorder.resumed')), \
             count(*) FILTER (WHERE kind = 'recorder.closed'), \
             count(*) FILTER (WHERE kind = 'system.recovered') FROM journal";
        let counts: Vec<u64> = ask(db, per_kind)?[0].split('|').map(|n| n.parse().unwrap()).collect();
        if counts[0] != counts[1] + counts[2] {
            return Err(format!("opened, closed, recovered: {counts:?}"));
        }
        let claims =
            "SELECT after_seq, json_extract(facts, '$.state') FROM journal WHERE kind = 'system.recovered'";
        for claim in ask(db, claims)? {
            let (after, state) = claim.split_once('|').unwrap();
            if state != self.hash(after.parse().unwrap()) {
                return Err(format!("recovered after event {after} with another state"));
            }
        }
        Ok(last)
    }

    /// The producer sends everything again: exactly once it is there, and the state is that of the uncrashed run.
    pub fn resend(&self, path: &Path) -> Result<(), String> {
        let mut engine =
            Engine::start(options(path), Box::new(NoFeedback)).map_err(|e| format!("start: {e}"))?;
        for line in &self.lines {
            engine.line(line.trim_end().as_bytes()).map_err(|e| format!("line: {e}"))?;
        }
        let summary = engine.finish().map_err(|e| format!("finish: {e}"))?;
        self.is_complete(path, &summary.sessions[0].state_hash)
    }

    /// Every event is there exactly once, and the recorder's last word on the state is the right one.
    pub fn is_complete(&self, path: &Path, state: &str) -> Result<(), String> {
        let last = self.look(path, self.events())?;
        let keys = ask(&open(path), "SELECT count(DISTINCT event_key) FROM stored_event")?;
        let unique: u64 = keys[0].parse().unwrap();
        if last != self.events() || unique < last {
            return Err(format!("{last} events of {}, {unique} different keys", self.events()));
        }
        if state != self.hash(last) {
            return Err("the state is not that of the uncrashed run".into());
        }
        Ok(())
    }
}

/// Has the binary validate many databases at once; gives what it found in those that are not clean.
pub fn validate(paths: &[PathBuf]) -> Result<(), String> {
    let args: Vec<&str> = paths.iter().map(|p| p.to_str().unwrap()).collect();
    if args.is_empty() {
        return Ok(());
    }
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("wfstate"));
    command.env_clear().env("HOME", "/").arg("validate").args(args);
    let ran = crate::common::finish(command, b"");
    if ran.code == 0 {
        Ok(())
    } else {
        Err(format!("validate: exit {}\n{}{}", ran.code, ran.stdout, ran.stderr))
    }
}
