//! What the integration tests share: a directory of their own, the binary in it, its answers as JSON, and the
//! database as any program would read it.
#![allow(dead_code, unused_imports, reason = "each test binary uses its own part of this")]
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::match_bool,
    reason = "a test that cannot set its scene has failed"
)]

mod events;

pub use events::{Rng, action, keyed};

use assert_cmd::cargo::cargo_bin;
use jsonschema::Validator;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;

/// Nothing that a test waits for takes this long unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A directory of a test's own, with a home in it, in which the binary is run.
pub struct Lab {
    dir: TempDir,
}

/// What a run came to.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Lab {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("home")).unwrap();
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The binary with an empty environment but for a home, on `t.db`.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin!("wfstate"));
        self.surround(&mut command);
        command.args(args);
        command
    }

    /// The binary behind a line of shell, which finds it as `$W` and ends with `exec`.
    pub fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        self.surround(&mut command);
        command.env("W", cargo_bin!("wfstate")).args(["-c", script]);
        command
    }

    fn surround(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.dir.path())
            .env("WFSTATE_DB", self.path("t.db"))
            .env("LANG", "C")
            // Tests run side by side on a busy disk; whoever wants alerts sets thresholds.
            .env("WFSTATE_ALERTS_WRITE_LATENCY_MS", "3600000")
            .env("WFSTATE_ALERTS_EVENT_QUEUE_DEPTH", "1000000")
            .env("WFSTATE_ALERTS_FRAME_PROCESSING_MS", "3600000")
            .current_dir(self.dir.path());
    }

    /// Runs a verb to its end with this input.
    pub fn run(&self, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
        finish(self.command(args), input.as_ref())
    }

    /// `record --json --ack commit` and what the test adds.
    pub fn record(&self, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let all = [&["record", "--json", "--ack", "commit"], args].concat();
        self.run(&all, input)
    }

    /// Starts a verb that the test talks with.
    pub fn start(&self, args: &[&str]) -> Live {
        Live::of(self.command(args))
    }

    /// The database, read as any other program would.
    #[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
    pub fn open(&self, name: &str) -> Connection {
        Connection::open_with_flags(self.path(name), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// Holds the write lock of `t.db` until it is dropped, as another program might.
    #[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
    pub fn write_lock(&self) -> Connection {
        let db = Connection::open(self.path("t.db")).unwrap();
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        db
    }

    /// The rows of a question to `t.db`: columns joined by `|`, null as `null`, blobs in hex.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.open("t.db"), sql)
    }

    /// The one value of a question.
    pub fn one(&self, sql: &str) -> String {
        let rows = self.rows(sql);
        assert_eq!(rows.len(), 1, "{sql}: {rows:?}");
        rows.into_iter().next().unwrap()
    }

    pub fn count(&self, table: &str) -> u64 {
        self.one(&format!("SELECT count(*) FROM {table}")).parse().unwrap()
    }

    /// Every file below the directory that holds one of these texts.
    pub fn files_with(&self, needles: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        let mut todo = vec![self.dir.path().to_owned()];
        while let Some(dir) = todo.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    todo.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).unwrap();
                for needle in needles {
                    if bytes.windows(needle.len()).any(|w| w == needle.as_bytes()) {
                        found.push(format!("{} in {}", needle, path.display()));
                    }
                }
            }
        }
        found
    }

    /// The names of all files below the directory.
    pub fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut todo = vec![self.dir.path().to_owned()];
        while let Some(dir) = todo.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => todo.push(path),
                    false => found.push(path.strip_prefix(self.dir.path()).unwrap().display().to_string()),
                }
            }
        }
        found.sort();
        found
    }
}

/// The rows of a question.
pub fn rows(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        let cells = (0..columns).map(|at| match row.get_ref(at).unwrap() {
            ValueRef::Null => "null".to_owned(),
            ValueRef::Integer(n) => n.to_string(),
            ValueRef::Real(x) => x.to_string(),
            ValueRef::Text(t) => String::from_utf8(t.to_vec()).unwrap(),
            ValueRef::Blob(b) => b.iter().map(|b| format!("{b:02x}")).collect(),
        });
        Ok(cells.collect::<Vec<_>>().join("|"))
    };
    statement.query_map((), read).unwrap().map(Result::unwrap).collect()
}

/// Runs a command to its end with this input; fails where it does not end.
pub fn finish(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A run that refuses its arguments never reads; the closed pipe is no failure of the test.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let out = drain(child.stdout.take().unwrap());
    let err = drain(child.stderr.take().unwrap());
    let code = wait(&mut child);
    feeder.join().unwrap();
    Ran { code, stdout: out.join().unwrap(), stderr: err.join().unwrap() }
}

fn drain(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

/// The exit code; that of a signal as a shell gives it.
pub fn wait(child: &mut Child) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    for _ in 0..6000 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("the process did not end");
}

impl Ran {
    /// The lines of stdout as JSON.
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect()
    }

    /// The last line of stdout as JSON.
    pub fn answer(&self) -> Value {
        self.lines().pop().unwrap_or_else(|| panic!("no answer; stderr: {}", self.stderr))
    }

    /// The lines of one kind.
    pub fn of(&self, message_type: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|l| l["message_type"] == message_type).collect()
    }

    /// The `exit_error` on stderr.
    pub fn failure(&self) -> Value {
        let line =
            self.stderr.lines().find(|l| l.starts_with('{')).unwrap_or_else(|| panic!("{}", self.stderr));
        serde_json::from_str(line).unwrap()
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// accepted, duplicate, rejected, dropped, blank; they sum to lines.
    #[track_caller]
    pub fn counts(&self) -> [u64; 5] {
        let answer = self.answer();
        let n = |name: &str| answer[name].as_u64().unwrap();
        let counts = ["accepted", "duplicate", "rejected", "dropped", "blank"].map(n);
        assert_eq!(counts.iter().sum::<u64>(), n("lines"), "{answer}");
        counts
    }

    /// The state hash of a session.
    #[track_caller]
    pub fn hash(&self, session: &str) -> String {
        let answer = self.answer();
        let of = answer["sessions"].as_array().unwrap().iter().find(|s| s["session_id"] == session);
        of.unwrap_or_else(|| panic!("{answer}"))["state_hash"].as_str().unwrap().to_owned()
    }

    /// The codes of the refusals, by line.
    pub fn nacks(&self) -> Vec<(u64, String)> {
        let of = |n: &Value| (n["line"].as_u64().unwrap(), n["code"].as_str().unwrap().to_owned());
        self.of("nack").iter().map(of).collect()
    }
}

/// A verb that is running.
pub struct Live {
    pub child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    stderr: Option<JoinHandle<String>>,
}

impl Live {
    pub fn of(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (send, lines) = channel();
        let stdout = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        let stderr = Some(drain(child.stderr.take().unwrap()));
        Self { stdin: child.stdin.take(), child, lines, stderr }
    }

    /// Sends bytes. A recorder that is gone takes none.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let stdin = self.stdin.as_mut().unwrap();
        let _ = stdin.write_all(bytes.as_ref()).and_then(|()| stdin.flush());
    }

    /// Ends the input.
    pub fn close(&mut self) {
        self.stdin = None;
    }

    pub fn take_stdin(&mut self) -> ChildStdin {
        self.stdin.take().unwrap()
    }

    /// The next line of stdout; `None` at its end.
    pub fn next(&self) -> Option<Value> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("no line within {PATIENCE:?}"),
        }
    }

    /// The lines of stdout as they come, for another thread.
    pub fn take_lines(&mut self) -> Receiver<String> {
        std::mem::replace(&mut self.lines, channel().1)
    }

    /// Waits for the acknowledgement of a session's event.
    pub fn await_ack(&self, seq: u64) {
        while let Some(line) = self.next() {
            if line["message_type"] == "ack" && line["last_seq"].as_u64() >= Some(seq) {
                return;
            }
        }
        panic!("the output ended before event {seq} was acknowledged");
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("/bin/kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// The exit code, the rest of stdout, stderr.
    pub fn end(mut self) -> Ran {
        self.stdin = None;
        let code = wait(&mut self.child);
        let stderr = self.stderr.take().unwrap().join().unwrap();
        let rest: Vec<String> = self.lines.iter().collect();
        Ran { code, stdout: rest.join("\n"), stderr }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // Of a test that failed half-way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of the repository's fixtures.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// The validator of an output's schema.
pub fn schema(name: &str) -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/output/{name}.json"));
    let value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::validator_for(&value).unwrap()
}

/// Fails where a value is not what its schema says.
#[track_caller]
pub fn follows(name: &str, value: &Value) {
    let faults: Vec<String> = schema(name).iter_errors(value).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}\n{value}");
}
