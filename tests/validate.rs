//! `wfstate validate` and `wfstate head` through the binary.

#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

mod validate {
    mod selection;
}

use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.err))
    }

    /// The rules of all findings, each once.
    fn rules(&self) -> Vec<String> {
        let json = self.json();
        check_schema("validate", &json);
        let databases = json["databases"].as_array().unwrap();
        let findings = databases.iter().flat_map(|d| d["findings"].as_array().unwrap());
        let mut rules: Vec<String> = findings.map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}

/// Tests run side by side on a busy disk, and an alert is a finding.
const CALM: [(&str, &str); 3] = [
    ("WFSTATE_ALERTS_WRITE_LATENCY_MS", "3600000"),
    ("WFSTATE_ALERTS_EVENT_QUEUE_DEPTH", "1000000"),
    ("WFSTATE_ALERTS_FRAME_PROCESSING_MS", "3600000"),
];

fn wfstate(args: &[&str], input: &str) -> Run {
    let mut command = assert_cmd::Command::cargo_bin("wfstate").unwrap();
    let Output { status, stdout, stderr } =
        command.env_clear().envs(CALM).arg("--no-config").args(args).write_stdin(input).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

fn check_schema(name: &str, answer: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/output/{name}.json"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(answer).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {answer}");
}

/// A stream of two sessions that nothing is wrong with.
fn stream() -> String {
    let mut out = String::new();
    for n in 1..=2500u32 {
        for session in ["s-a", "s-b"] {
            let ms = 16 * n;
            let (s, ms) = (ms / 1000, ms % 1000);
            let at = format!("2025-08-17T20:{:02}:{:02}.{ms:03}Z", s / 60, s % 60);
            let data =
                format!(r#"{{"energy":1.5,"accumulator":{},"model_id":"m:7b"}}"#, 10.0 + 1.5 * f64::from(n));
            writeln!(
                out,
                r#"{{"session_id":"{session}","timestamp":"{at}","type":"energy.update","frame_id":{n},"event_id":"k{n}","data":{data}}}"#
            )
            .unwrap();
        }
    }
    out
}

struct Bench {
    dir: tempfile::TempDir,
    db: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let bench = Self { db: dir.path().join("t.db"), dir };
        let run = wfstate(&["record", "--db", bench.path()], &stream());
        assert_eq!(run.code, 0, "{}", run.err);
        bench
    }

    fn path(&self) -> &str {
        self.db.to_str().unwrap()
    }

    fn validate(&self, more: &[&str]) -> Run {
        wfstate(&[&["validate", self.path(), "--json"], more].concat(), "")
    }

    /// A copy that somebody changed with plain SQL.
    fn damaged(&self, sql: &str) -> PathBuf {
        let path = self.dir.path().join("damaged.db");
        std::fs::copy(&self.db, &path).unwrap();
        let conn = open(&path);
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
        conn.execute_batch(sql).unwrap();
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        path
    }

    /// Names, sizes, times and bytes of all files around.
    fn files(&self) -> Vec<(PathBuf, SystemTime, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|e| e.unwrap().path())
            .map(|p| {
                (p.clone(), std::fs::metadata(&p).unwrap().modified().unwrap(), std::fs::read(&p).unwrap())
            })
            .collect();
        files.sort();
        files
    }
}

#[allow(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn open(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

#[test]
fn a_recording_is_valid_and_checking_it_changes_nothing() {
    let bench = Bench::new();
    let before = bench.files();
    let run = bench.validate(&["--fail-on", "info"]);
    assert_eq!((run.code, run.rules()), (0, Vec::<String>::new()), "{} {}", run.out, run.err);
    let json = run.json();
    let database = &json["databases"][0];
    assert_eq!((database["sessions"].as_u64(), database["events"].as_u64()), (Some(2), Some(5000)));
    assert_eq!(database["coverage"], "full");
    assert!(database["snapshots"].as_u64() >= Some(4), "{database}");

    let text = wfstate(&["validate", "--db", bench.path()], "");
    assert!(
        text.out.contains("2 sessions, 5,000 events") && text.out.contains("full scan, 0 errors"),
        "{}",
        text.out
    );
    assert!(text.out.contains("whoever can write this file could have rewritten it"), "{}", text.out);
    let head = wfstate(&["head", "--db", bench.path()], "");
    assert_eq!(head.code, 0);
    assert_eq!(bench.files(), before);
}

#[test]
fn each_kind_of_damage_is_named() {
    let bench = Bench::new();
    for (rule, sql) in [
        ("WFD001", "UPDATE stored_session SET kind = 'odd'"),
        ("WFD003", "UPDATE stored_event SET flags = 4711 WHERE event_id & 4095 = 7"),
        ("WFE001", "UPDATE stored_session SET energy_micro = 1"),
        ("WFE003", "UPDATE stored_session SET state_hash = zeroblob(32)"),
        ("WFE006", "UPDATE stored_event SET energy_micro = 1 WHERE event_id & 4095 = 7"),
        ("WFG001", "DELETE FROM stored_event WHERE event_id & 4095 = 7"),
        ("WFG002", "UPDATE stored_event SET frame_id = 1 WHERE event_id & 4095 = 7"),
        ("WFH001", "UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id & 4095 = 2300"),
        ("WFH001", "UPDATE stored_event SET event_key = 'other' WHERE event_id & 4095 = 2300"),
        ("WFH003", "UPDATE journal SET kind = 'x' WHERE kind = 'recorder.opened'"),
        ("WFH004", "UPDATE ledger SET facts = '{}' WHERE kind = 'closed'"),
        ("WFH006", "DELETE FROM stored_event WHERE event_id & 4095 > 2000"),
        ("WFH007", "DELETE FROM stored_session WHERE session_id = 's-b'"),
        ("WFH008", "DELETE FROM seal_key"),
        ("WFH009", "UPDATE stored_session SET clean = 0"),
        ("WFJ001", "UPDATE stored_event SET payload = '{\"energy\":' WHERE event_id & 4095 = 7"),
        ("WFJ002", "UPDATE stored_event SET payload = '{\"energy\":-1}' WHERE event_id & 4095 = 7"),
        ("WFK002", "DELETE FROM event_type"),
        ("WFK003", "DELETE FROM stored_session WHERE session_id = 's-b'"),
        ("WFK004", "DELETE FROM event_key WHERE seq = 2222"),
        ("WFN001", "UPDATE stored_snapshot SET state = x'00'"),
        ("WFN002", "UPDATE stored_snapshot SET state_hash = zeroblob(32)"),
        ("WFN005", "DELETE FROM stored_snapshot"),
        ("WFS001", "DROP INDEX session_by_start"),
        ("WFM002", "UPDATE migration SET name = ''"),
        ("WFM002", "UPDATE migration SET checksum = ''; DROP VIEW audit"),
    ] {
        let damaged = bench.damaged(sql);
        let run = wfstate(&["validate", damaged.to_str().unwrap(), "--json"], "");
        assert_eq!(run.code, 4, "{rule} {} {}", run.out, run.err);
        assert!(run.rules().iter().any(|r| r == rule), "{rule} not in {:?} for {sql}", run.rules());
    }
}

#[test]
fn damaged_pages_do_not_end_the_check() {
    let bench = Bench::new();
    let length = usize::try_from(std::fs::metadata(&bench.db).unwrap().len()).unwrap();
    let path = bench.dir.path().join("torn.db");
    for page in [length / 4096 / 2, length / 4096 * 3 / 4] {
        let mut bytes = std::fs::read(&bench.db).unwrap();
        bytes[page * 4096..page * 4096 + 600].fill(0xa5);
        std::fs::write(&path, bytes).unwrap();
        let run = wfstate(&["validate", path.to_str().unwrap(), "--json"], "");
        assert_eq!(run.code, 4, "{} {}", run.out, run.err);
        assert!(run.rules().iter().any(|r| r.starts_with("WFD")), "{}", run.out);
        assert_eq!(run.json()["databases"][0]["sessions"], 2);
    }
}

#[test]
fn what_cannot_be_opened_is_named_and_the_others_are_checked() {
    let bench = Bench::new();
    let foreign = bench.dir.path().join("foreign.db");
    open(&foreign).execute_batch("CREATE TABLE mine (a)").unwrap();
    let text = bench.dir.path().join("text.db");
    std::fs::write(&text, "no database").unwrap();
    let missing = bench.dir.path().join("missing.db");
    for (path, code) in [(&foreign, 1), (&text, 1), (&missing, 10), (&bench.dir.path().to_owned(), 1)] {
        let run = wfstate(&["validate", path.to_str().unwrap(), bench.path(), "--json"], "");
        let json = run.json();
        check_schema("validate", &json);
        assert_eq!(
            (run.code, &json["databases"][0]["error"]["code"]),
            (code, &Value::from(code)),
            "{}",
            run.out
        );
        assert_eq!(json["databases"][1]["coverage"], "full");
    }
    assert!(!missing.exists());
    for place in [&missing, &bench.dir.path().to_owned()] {
        let text = wfstate(&["validate", place.to_str().unwrap()], "").out;
        assert!(!text.contains("--db"), "it was an argument that named it: {text}");
    }
}

#[test]
fn rules_are_selected_explained_and_weighed() {
    let bench = Bench::new();
    let damaged = bench.damaged("UPDATE stored_session SET clean = 0, energy_micro = 1");
    let damaged = damaged.to_str().unwrap();
    let run = |more: &[&str]| wfstate(&[&["validate", damaged, "--json"], more].concat(), "");
    assert_eq!(run(&["--select", "WFE"]).rules(), ["WFE001"]);
    assert_eq!(run(&["--ignore", "WFE001,WFH"]).code, 0);
    assert_eq!(run(&["--fail-on", "never"]).code, 0);
    let few = run(&["--max-findings", "1"]);
    assert_eq!(few.json()["databases"][0]["not_shown"], 3);
    assert_eq!((few.code, few.json()["errors"].as_u64()), (4, Some(4)));
    assert_eq!(run(&["--select", "WFX"]).code, 2);

    let explained = wfstate(&["validate", "--explain", "wfh001"], "");
    assert!(explained.code == 0 && explained.out.contains("Repair:"), "{}", explained.out);
    for (name, said) in [("WFH999", "did you mean `WFH0"), ("wfh", "WFH is a family")] {
        let refused = wfstate(&["validate", "--explain", name], "");
        assert!(refused.code == 2 && refused.err.contains(said), "{name}: {}", refused.err);
    }
    for rule in wfstate::validate::RULES.iter().filter(|r| r.repair.contains("backup")) {
        let explained = wfstate(&["validate", "--explain", rule.id], "");
        assert!(explained.out.contains("A backup is any copy"), "{}", explained.out);
    }
    for (args, rules) in
        [(vec!["--list-rules"], wfstate::validate::RULES.len()), (vec!["--explain", "WFE001"], 1)]
    {
        let answer = wfstate(&[&["validate", "--json"], args.as_slice()].concat(), "").json();
        check_schema("rules", &answer);
        assert_eq!(answer["rules"].as_array().unwrap().len(), rules);
    }
    let listed = wfstate(&["validate", "--list-rules"], "");
    assert!(listed.out.contains("WFG001") && listed.out.contains("WFN006"), "{}", listed.out);
}

#[test]
fn a_head_that_was_kept_is_demanded() {
    let bench = Bench::new();
    let kept = bench.dir.path().join("head.txt");
    let json = wfstate(&["head", "--db", bench.path(), "--json"], "");
    check_schema("head", &json.json());
    let line = wfstate(&["head", "--db", bench.path()], "").out;
    assert_eq!(json.json()["head"].as_str(), Some(line.trim()));
    std::fs::write(&kept, format!("# of the test\n{line}{}", json.out)).unwrap();
    let head = ["--head", kept.to_str().unwrap()];
    let run = bench.validate(&head);
    assert_eq!((run.code, run.json()["databases"][0]["anchored"].as_bool()), (0, Some(true)), "{}", run.out);

    // The same stream recorded into a new database: consistent, and not the one that was kept.
    let other = Bench::new();
    assert_eq!(other.validate(&[]).code, 0);
    let run = other.validate(&head);
    assert_eq!((run.code, run.rules()), (4, vec!["WFH010".to_owned()]), "{}", run.out);

    let cut = bench.damaged("DELETE FROM ledger WHERE entry_no = (SELECT max(entry_no) FROM ledger)");
    let run =
        wfstate(&["validate", cut.to_str().unwrap(), "--json", "--select", "WFH010", "--head", head[1]], "");
    assert_eq!((run.code, run.rules()), (4, vec!["WFH010".to_owned()]), "{}", run.out);
    std::fs::write(&kept, "nonsense\n").unwrap();
    assert_eq!(bench.validate(&head).code, 1);
}

#[test]
fn a_database_that_a_crash_left_in_a_checkout_leaves_the_checkout_as_it_was() {
    let bench = Bench::new();
    let made = bench.dir.path().join("crashed.db");
    let made = made.to_str().unwrap();
    assert_eq!(wfstate(&["fixture", "make", "--broken", "WFD007", made], "").code, 0);
    let before = bench.files();
    assert!(before.iter().any(|f| f.0.to_str().unwrap().ends_with("crashed.db-wal")));
    for verb in ["validate", "list", "replay"] {
        let args = match verb {
            "validate" => vec![verb, made, "--json"],
            "list" => vec![verb, "--db", made],
            _ => vec![verb, "latest", "--db", made],
        };
        let run = wfstate(&args, "");
        assert_eq!(run.code, 0, "{verb}: {} {}", run.out, run.err);
        let names =
            |files: &[(PathBuf, SystemTime, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
        assert_eq!(names(&bench.files()), names(&before), "{verb}");
        assert!(bench.files() == before, "{verb}");
    }
}

#[test]
fn a_capture_of_a_live_server_has_warnings_only() {
    let capture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/capture/tech003-capture.ndjson");
    let Ok(lines) = std::fs::read_to_string(capture) else { return };
    let dir = tempfile::tempdir().unwrap();
    let db = dir.path().join("t.db");
    let db = db.to_str().unwrap();
    assert_eq!(wfstate(&["record", "--db", db], &lines).code, 0);
    let run = wfstate(&["validate", db, "--json"], "");
    // Its `totalEnergy` counts frames: the claim does not follow the energies, and that is what is said.
    assert_eq!((run.code, run.rules()), (0, vec!["WFE004".to_owned()]), "{}", run.out);
    assert_eq!(wfstate(&["validate", db, "--json", "--fail-on", "warning"], "").code, 4);
}
