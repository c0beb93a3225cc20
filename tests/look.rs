//! The verbs that look: list, show, stats, schema, config, doctor. The program as a whole, on a recording that
//! this file makes; every JSON answer is checked against the schema that is published for it.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use assert_cmd::Command;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with a home, and a database in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn empty() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// Three sessions: a stream with errors and two models, one of the label `nightly`, one of phases.
    fn recorded() -> Self {
        let place = Self::empty();
        place.record(&stream("alpha"), &["--label", "first"]);
        place.record(&stream("beta"), &["--label", "nightly"]);
        place.record(
            concat!(
                r#"{"session_id":"gamma","type":"workflow.started","data":{"label":"study"}}"#,
                "\n",
                r#"{"session_id":"gamma","type":"workflow.phase_completed","data":{"phase_id":"one","duration_ms":null,"#,
                r#""cost_micro_usd":20000,"output":{}}}"#,
                "\n"
            ),
            &[],
        );
        place
    }

    fn record(&self, lines: &str, flags: &[&str]) {
        self.wfstate(&["record", "-q"]).args(flags).write_stdin(lines.to_owned()).assert().success();
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("state.db")
    }

    fn wfstate(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("wfstate").unwrap();
        command.env_clear().env("HOME", self.folder.path()).env("WFSTATE_DB", self.database());
        command.current_dir(self.folder.path()).args(arguments);
        command
    }

    /// What a call prints, which must end with `code`.
    fn text(&self, arguments: &[&str], code: i32) -> String {
        let output = self.wfstate(arguments).assert().code(code).get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a call prints as JSON, checked against `schemas/output/<schema>.json`.
    fn json(&self, schema: &str, arguments: &[&str], code: i32) -> Value {
        let text = self.text(&[arguments, &["--json"]].concat(), code);
        let value: Value = serde_json::from_str(&text).unwrap();
        follows(schema, &value);
        value
    }

    /// The failure of a call, as JSON on stderr.
    fn failure(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let output = self.wfstate(&[arguments, &["--json"]].concat()).output().unwrap();
        assert!(output.stdout.is_empty());
        (output.status.code(), serde_json::from_slice(&output.stderr).unwrap())
    }
}

fn follows(schema: &str, value: &Value) {
    let path = format!("{}/schemas/output/{schema}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:?}\n{value}");
}

/// 600 frames of 60 Hz, 0.5 EU each; every tenth has a token, one has an error.
fn stream(session: &str) -> String {
    let mut lines = String::new();
    let mut event = |us: u64, rest: &str| {
        let (second, us) = (us / 1_000_000, us % 1_000_000);
        let time = format!("2025-08-17T19:48:{second:02}.{us:06}Z");
        let _ = writeln!(lines, r#"{{"session_id":"{session}","timestamp":"{time}",{rest}}}"#);
    };
    let start =
        r#""type":"system.start","data":{"version":"2","user_id":"ada","mode":"offline","model_id":"phi3"}"#;
    event(0, start);
    for frame in 1..=600_u64 {
        let (us, model) = (frame * 16_667, if frame % 3 == 0 { "phi3" } else { "llama3:8b" });
        let data = format!(r#"{{"energy":0.5,"accumulator":{},"model_id":"{model}","fps":60}}"#, frame / 2);
        event(us, &format!(r#""type":"energy.update","frame_id":{frame},"data":{data}"#));
        if frame % 10 == 0 {
            let data = format!(
                r#"{{"prompt_id":"p","token_index":{frame},"is_last":false,"model_id":"phi3","token":"x"}}"#
            );
            event(us, &format!(r#""type":"ai.output","data":{data}"#));
        }
    }
    let data =
        r#"{"error_code":"E1","error_message":"m","component":"c","severity":"error","recoverable":true}"#;
    event(10_000_200, &format!(r#""type":"error","data":{data}"#));
    lines
}

const EVENTS: u64 = 1 + 600 + 60 + 1;

#[test]
fn list_shows_the_newest_first_and_its_filters_narrow_it() {
    let place = Place::recorded();
    let list = place.json("list", &["list"], 0);
    let ids: Vec<&str> =
        list["sessions"].as_array().unwrap().iter().filter_map(|s| s["session_id"].as_str()).collect();
    assert_eq!(ids, ["gamma", "beta", "alpha"]);
    assert_eq!(
        (&list["sessions"][1]["events"], &list["sessions"][1]["energy"]),
        (&EVENTS.into(), &300.into())
    );
    assert_eq!(list["sessions"][0]["cost_micro_usd"], 20_000);
    assert_eq!(list["sessions"][1]["cost_micro_usd"], Value::Null, "unknown is null, never 0");

    let count = |arguments: &[&str]| {
        place.json("list", &[&["list"], arguments].concat(), 0)["sessions"].as_array().unwrap().len()
    };
    assert_eq!(count(&["-n", "2"]), 2);
    assert_eq!(count(&["-n", "0"]), 3);
    assert_eq!(count(&["--label", "nightly"]), 1);
    assert_eq!(count(&["--status", "completed"]), 3);
    assert_eq!(count(&["--status", "Running"]), 0);
    assert_eq!(count(&["--since", "-1h"]), 3);
    assert_eq!(count(&["--until", "2020-01-01"]), 0, "a filter that lets nothing through is no failure");

    place.wfstate(&["list", "--status", "done"]).assert().code(2);
    place.wfstate(&["list", "--since", "yesterday"]).assert().code(2);
}

#[test]
fn list_has_a_table_for_people_and_one_for_machines() {
    let place = Place::recorded();
    let text = place.text(&["list"], 0);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let wanted =
        ["session", "kind", "status", "start", "duration", "events", "energy", "cost", "loss", "label"];
    assert_eq!(header, wanted);
    assert!(
        text.contains("662  300.000 EU") && text.contains("0 (0.00 %)") && text.contains("$0.02"),
        "{text}"
    );
    let csv = place.text(&["history", "--format", "csv"], 0);
    assert!(csv.starts_with("session_id,kind,label,status,") && csv.lines().count() == 4, "{csv}");
    assert!(csv.contains(",662,300,,true,0"), "{csv}");
    let ndjson = place.text(&["list", "--format", "ndjson"], 0);
    let objects: Vec<Value> = ndjson.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(objects.len(), 3);
    assert!(place.text(&["list", "--format", "yaml"], 0).contains("session_id: gamma"));
    assert!(place.text(&["list", "--format", "markdown"], 0).starts_with("| session_id |"));
    place.wfstate(&["list", "--format", "sql"]).assert().code(2);
}

#[test]
fn show_tells_everything_about_one_session() {
    let place = Place::recorded();
    let show = place.json("show", &["show", "beta"], 0);
    assert_eq!((&show["session_id"], &show["label"]), (&"beta".into(), &"nightly".into()));
    assert_eq!(show["frames"]["seen"], 600);
    assert_eq!(show["tokens"], 60);
    assert_eq!(show["models"][0]["model_id"], "llama3:8b");
    assert_eq!(show["models"][0]["energy"], 200);
    assert_eq!(show["seals"]["sealed_to"], EVENTS);
    assert_eq!(show["first_event_time"], "2025-08-17T19:48:00.000000Z");
    let events: u64 = show["types"].as_array().unwrap().iter().filter_map(|t| t["events"].as_u64()).sum();
    assert_eq!(events, EVENTS);
    let kinds: Vec<&str> =
        show["journal"].as_array().unwrap().iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), ("recorder.opened", "recorder.closed"));
    let snapshot = show["snapshots"].as_array().unwrap().last().unwrap();
    assert_eq!(snapshot["state_hash"], show["state_hash"], "the last snapshot is the end");

    let text = place.text(&["show", "label:nightly"], 0);
    for wanted in
        ["session     beta", "Completed stream", "recorder.opened", "session_end", "llama3:8b", "0 (0.00 %)"]
    {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    assert!(place.text(&["show", "latest~2"], 0).contains("session     alpha"));
    assert!(place.text(&["show", "gamm"], 0).contains("$0.02"));
}

#[test]
fn stats_count_the_database_and_follow_one_session_over_its_time() {
    let place = Place::recorded();
    let all = place.json("stats", &["stats"], 0);
    assert_eq!((&all["sessions"], &all["energy"]), (&3.into(), &600.into()));
    assert_eq!(all["events"], 2 * EVENTS + 2);
    assert_eq!(all["sessions_by_status"]["Completed"], 3);
    assert_eq!(all["errors"]["events"], 2);
    assert!(all["bytes_per_event"].as_f64().unwrap() > 50.0);

    let one = place.json("stats", &["stats", "alpha"], 0);
    assert_eq!(one["energy"], 300);
    assert_eq!(one["duration_ms"], 10_000);
    assert_eq!(one["errors"]["by_severity"]["high"], 1);
    let curve = one["curve"]["energy"].as_array().unwrap();
    let sum: f64 = curve.iter().filter_map(Value::as_f64).sum();
    assert!((sum - 300.0).abs() < 1e-9 && curve.len() == 60, "{curve:?}");
    let rate = one["types"][0]["events_per_second"].as_f64().unwrap();
    assert!((rate - 60.0).abs() < 0.1, "{rate}");

    let text = place.text(&["stats", "alpha"], 0);
    assert!(text.contains("EU/s") && text.contains("1, 0.15 % of all events (1 high)"), "{text}");
    assert!(place.text(&["stats"], 0).contains("sessions   3 (3 Completed)"));
}

#[test]
fn what_is_not_there_has_its_code_and_a_hint() {
    let place = Place::recorded();
    for verb in ["show", "stats"] {
        let (code, failure) = place.failure(&[verb, "nobody"]);
        assert_eq!((code, &failure["kind"]), (Some(5), &"no_match".into()), "{verb}");
        assert!(failure["hint"].is_string());
        let (code, _) = place.failure(&[verb, "other.db"]);
        assert_eq!(code, Some(2), "{verb} says that a path is no session");
    }
    let nowhere = Place::empty();
    for verb in ["list", "show", "stats"] {
        let (code, failure) = nowhere.failure(&[verb]);
        assert_eq!((code, &failure["kind"]), (Some(10), &"no_database".into()), "{verb}");
    }
    assert!(!nowhere.database().exists(), "looking makes no file");
}

#[test]
fn a_reader_that_goes_away_ends_the_list_quietly() {
    let place = Place::recorded();
    let program = assert_cmd::cargo::cargo_bin("wfstate");
    let output = std::process::Command::new("sh")
        .args(["-c", "\"$0\" schema show --json | head -c 1; exec 2>&1; \"$0\" list | head -1"])
        .arg(program)
        .env("WFSTATE_DB", place.database())
        .env("HOME", place.folder.path())
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("{session "));
}

#[test]
fn stored_control_characters_are_shown_and_not_obeyed() {
    let place = Place::empty();
    place.record(&stream("odd"), &["--label", "a\u{1b}[2Jb\u{202e}c"]);
    for arguments in
        [&["list"][..], &["show"], &["list", "--json"], &["show", "--json"], &["list", "--format", "csv"]]
    {
        let text = place.text(arguments, 0);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(text.contains("[2Jb"), "{text:?}");
    }
    assert_eq!(place.json("list", &["list"], 0)["sessions"][0]["label"], "a\u{1b}[2Jb\u{202e}c");
}

#[test]
fn schema_prints_the_diagram_the_tables_and_every_json_schema() {
    let place = Place::empty();
    let diagram = place.text(&["schema", "show"], 0);
    for entity in ["USER", "SESSION", "FRAME", "EVENT", "SNAPSHOT", "JOURNAL", "LEDGER"] {
        assert!(diagram.contains(&format!("{entity} {{")), "{entity}");
    }
    assert_eq!(diagram, place.text(&["schema", "show", "--format", "mermaid"], 0));
    assert!(place.text(&["schema", "show", "--format", "sql"], 0).contains("CREATE VIEW event AS"));
    let list = place.json("schema", &["schema", "list"], 0);
    let all = place.json("schema", &["schema", "show"], 0);
    for entry in list["list"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let one: Value = serde_json::from_str(&place.text(&["schema", "show", name], 0)).unwrap();
        assert_eq!(one, all["schemas"][name], "{name}");
    }
    let (code, failure) = place.failure(&["schema", "show", "event/energy.updat"]);
    assert_eq!((code, &failure["hint"]), (Some(5), &"did you mean `event/energy.update`?".into()));
}

#[test]
fn config_shows_where_values_come_from_and_names_every_mistake() {
    let place = Place::empty();
    let file = place.folder.path().join("wfstate.toml");
    std::fs::write(&file, "[performance]\nevent_batch_size = 7\n").unwrap();
    let show = place.json("config", &["config", "show"], 0);
    let setting =
        |key: &str| show["settings"].as_array().unwrap().iter().find(|s| s["key"] == key).cloned().unwrap();
    assert_eq!(setting("event_batch_size")["value"], 7);
    assert_eq!(setting("event_batch_size")["origin"]["line"], 2);
    let text = place.text(&["config", "show", "--origin"], 0);
    assert!(text.contains("event_batch_size = 7") && text.contains("wfstate.toml:2"), "{text}");
    assert!(place.text(&["config", "check"], 0).starts_with("ok: "));
    // What is printed can be put into a file.
    std::fs::write(&file, place.text(&["config", "show"], 0)).unwrap();
    place.text(&["config", "check"], 0);

    std::fs::write(&file, "[performance]\nevent_batch_sise = 7\n[privcy]\n").unwrap();
    let check = place.json("config", &["config", "check"], 2);
    assert_eq!(check["errors"].as_array().unwrap().len(), 2);
    assert!(place.text(&["config", "check"], 2).contains("did you mean `event_batch_size`?"));
    place.wfstate(&["config", "show"]).assert().code(2);
    place.wfstate(&["list"]).assert().code(2);
    place.json("config", &["config", "show", "--no-config"], 0);
}

#[test]
fn doctor_looks_at_the_machine_with_and_without_a_database() {
    let status = |diagnosis: &Value, check: &str| {
        let checks = diagnosis["checks"].as_array().unwrap();
        checks.iter().find(|c| c["check"] == check).map(|c| c["status"].as_str().unwrap().to_owned())
    };
    let nowhere = Place::empty();
    let diagnosis = nowhere.json("doctor", &["doctor"], 0);
    assert_eq!(diagnosis["failures"], 0);
    assert!(nowhere.text(&["doctor"], 0).contains("no database at"));

    let place = Place::recorded();
    let diagnosis = place.json("doctor", &["doctor"], 0);
    for check in [
        "database",
        "rights",
        "wal",
        "lock",
        "schema",
        "sessions",
        "quarantine",
        "key",
        "disk",
        "clock",
        "sqlite",
    ] {
        assert!(status(&diagnosis, check).is_some(), "{check} in {diagnosis}");
    }
    std::fs::remove_file(place.folder.path().join("state.db.key")).unwrap();
    let diagnosis = place.json("doctor", &["doctor"], 4);
    assert_eq!(status(&diagnosis, "key").as_deref(), Some("fail"));
    assert!(place.text(&["doctor"], 4).contains("fail  key"));

    std::fs::write(place.database(), "not a database at all").unwrap();
    let diagnosis = place.json("doctor", &["doctor"], 4);
    assert_eq!(status(&diagnosis, "database").as_deref(), Some("fail"));
    std::fs::write(place.folder.path().join("wfstate.toml"), "[nonsense]\n").unwrap();
    assert_eq!(status(&place.json("doctor", &["doctor"], 4), "config").as_deref(), Some("fail"));
}

#[cfg(unix)]
#[test]
fn doctor_sees_files_that_others_can_write() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::recorded();
    std::fs::set_permissions(place.database(), std::fs::Permissions::from_mode(0o666)).unwrap();
    let text = place.text(&["doctor"], 4);
    assert!(text.contains("others may write it") && text.contains("hint: chmod 600"), "{text}");
}
