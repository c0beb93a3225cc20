//! Logs of agents: what becomes of each kind, what they cost, and that no word of theirs is stored unasked. (Bad and
//! hostile logs are in `agents_hostile.rs`.)

use super::export::{import, is_clean, outcomes, sessions};
use crate::common::{Lab, rows};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A log made for the tests, put into the lab: those of the `llm` tool as the database that their SQL makes.
pub fn place(lab: &Lab, name: &str) -> PathBuf {
    let bytes = std::fs::read(log(name)).unwrap();
    let Some(stem) = name.strip_suffix(".sql") else { return lab.write(name, bytes) };
    let path = lab.path(&format!("{stem}.db"));
    database(&path, &String::from_utf8(bytes).unwrap());
    path
}

pub fn log(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/foreign").join(name)
}

#[expect(clippy::disallowed_methods, reason = "a test that plays another program")]
pub fn database(path: &std::path::Path, sql: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

pub const LOGS: [&str; 6] = [
    "claude-code.jsonl",
    "claude-code-0.2.jsonl",
    "otlp.json",
    "otlp-older.jsonl",
    "llm-0.27.sql",
    "llm-0.36.sql",
];

/// The events of a database: session, type and data.
pub fn events(lab: &Lab, name: &str) -> Vec<(String, String, Value)> {
    let db = lab.open(name);
    let told =
        rows(&db, "SELECT session_id || char(1) || type || char(1) || data FROM event ORDER BY event_id");
    let parts = |line: String| {
        let mut parts = line.splitn(3, '\u{1}').map(str::to_owned);
        let mut next = || parts.next().unwrap();
        (next(), next(), serde_json::from_str(&next()).unwrap())
    };
    told.into_iter().map(parts).collect()
}

fn types(lab: &Lab) -> Vec<String> {
    events(lab, "t.db").into_iter().map(|e| e.1).collect()
}

fn answers(lab: &Lab) -> Vec<Value> {
    let all = events(lab, "t.db").into_iter().filter(|e| e.1 == "ai.response_complete");
    all.map(|e| e.2).collect()
}

/// The codes of what was noted.
pub fn codes(answer: &Value) -> Vec<&str> {
    let kinds = answer["files"].as_array().unwrap().iter().flat_map(|f| f["kinds"].as_array().unwrap());
    kinds.map(|k| k["code"].as_str().unwrap()).collect()
}

fn told(log: &str) -> (Lab, Value) {
    let lab = Lab::new();
    let file = place(&lab, log);
    let (code, answer) = import(&lab, &["--content", file.to_str().unwrap()]);
    assert_eq!(code, 0, "{answer}");
    is_clean(&lab, "t.db");
    (lab, answer)
}

#[test]
fn a_log_of_claude_code_becomes_a_session_and_each_answer_counts_once() {
    let (lab, answer) = told("claude-code.jsonl");
    assert_eq!(answer["files"][0]["format"], "claude-code");
    assert_eq!(
        types(&lab),
        [
            "agent.context",
            "user.prompt",
            "ai.thinking",
            "ai.model_change",
            "ai.output",
            "tool.call",
            "ai.response_complete",
            "tool.result",
            "ai.output",
            "ai.response_complete",
            "error",
            "user.prompt",
            "error",
            "ai.model_change",
            "ai.output",
            "ai.response_complete",
        ]
    );
    let output: Vec<_> = answers(&lab).iter().map(|a| a["output_tokens"].as_u64().unwrap()).collect();
    assert_eq!(output, [95, 40, 8192], "the first answer is three lines that each say what it took");
    let reasons: Vec<_> = answers(&lab).iter().map(|a| a["completion_reason"].clone()).collect();
    assert_eq!(reasons, ["finished", "finished", "length_limit"]);
    assert!(answers(&lab).iter().all(|a| a["cost_micro_usd"].is_null()), "unpriced, and not 0");
    assert_eq!(codes(&answer), ["no_attachments", "no_cost", "no_end", "no_token_times"]);
    let row = &sessions(&lab.path("t.db"))[0];
    assert_eq!(row.session_id, "3f0c1d2e-0000-4000-8000-000000000001");
    assert_eq!(row.start.to_string(), "2025-06-20T11:58:01.000000Z");
    assert_eq!(row.end.unwrap().to_string(), "2025-06-20T11:58:24.000000Z");
    assert_eq!((row.model_id.as_deref(), row.label.as_deref()), (Some("claude-opus-4-1-20250805"), None));
    let metadata: Value = serde_json::from_str(&row.metadata).unwrap();
    assert_eq!(metadata["agent"], json!({ "log": "claude-code", "version": "2.1.12" }));
    assert_eq!(
        (&metadata["usage"]["output_tokens"], &metadata["usage"]["unpriced"]),
        (&json!(8327), &json!(3))
    );
    assert!(!row.metadata.contains("somebody"), "the directory is nobody's business");
}

#[test]
fn prices_are_those_of_the_log_to_the_micro_dollar() {
    let (lab, answer) = told("claude-code-0.2.jsonl");
    let costs: Vec<_> = answers(&lab).iter().map(|a| a["cost_micro_usd"].clone()).collect();
    assert_eq!(costs, [json!(12_346), json!(500_000)], "0.0123455 dollars, half to even");
    assert!(!codes(&answer).contains(&"no_cost") && codes(&answer).contains(&"no_stop_reason"));
    let metadata: Value = serde_json::from_str(&sessions(&lab.path("t.db"))[0].metadata).unwrap();
    assert_eq!(metadata["usage"]["cost_micro_usd"], 512_346);
}

#[test]
fn spans_become_the_session_of_their_conversation_and_sums_are_not_counted_again() {
    let (lab, answer) = told("otlp.json");
    assert_eq!(outcomes(&answer), ["conv_made0001 imported"]);
    assert_eq!(
        types(&lab),
        [
            "user.prompt",
            "tool.call",
            "ai.model_change",
            "ai.response_complete",
            "tool.result",
            "ai.output",
            "ai.response_complete",
            "error",
        ],
        "the tool is called once, though two spans say so; the agent's span is not an answer"
    );
    let counted: Vec<_> = answers(&lab)
        .iter()
        .map(|a| [&a["input_tokens"], &a["output_tokens"], &a["cost_micro_usd"]].map(Clone::clone))
        .collect();
    assert_eq!(counted, [[json!(52), json!(47), json!(2500)], [json!(97), json!(52), Value::Null]]);
    assert_eq!(
        answers(&lab)[0]["prompt_id"],
        answers(&lab)[1]["prompt_id"],
        "the second goes on after a tool"
    );
    let error = events(&lab, "t.db").pop().unwrap().2;
    assert_eq!((&error["error_code"], &error["component"]), (&json!("rate_limit_exceeded"), &json!("model")));
    assert!(codes(&answer).contains(&"agent_spans") && codes(&answer).contains(&"other_spans"));
}

#[test]
fn spans_of_older_conventions_are_read_line_by_line() {
    let (lab, answer) = told("otlp-older.jsonl");
    assert_eq!(outcomes(&answer), ["4bf92f3577b34da6a3ce929d0e0e4737 imported"]);
    let told = answers(&lab);
    assert_eq!(
        (&told[0]["completion_reason"], &told[0]["total_tokens"]),
        (&json!("length_limit"), &json!(12))
    );
    assert_eq!((&told[1]["output_tokens"], &told[1]["total_tokens"]), (&Value::Null, &json!(0)));
    let texts: Vec<_> = events(&lab, "t.db")
        .into_iter()
        .filter(|e| e.1 == "ai.output")
        .map(|e| e.2["token"].clone())
        .collect();
    assert_eq!(texts, ["NEEDLE-older answer", "NEEDLE-numbered answer"]);
}

#[test]
fn both_forms_of_the_databases_of_llm_come_to_the_same() {
    let of = |name: &str| {
        let (lab, answer) = told(name);
        assert_eq!(
            (&answer["files"][0]["format"], &answer["counts"]["sessions"]),
            (&json!("llm"), &json!(2))
        );
        assert_eq!(
            codes(&answer),
            ["model_name", "no_cost", "no_end", "no_stop_reason", "no_token_counts", "no_token_times"]
        );
        let usage = |a: &Value| [&a["input_tokens"], &a["output_tokens"]].map(Clone::clone);
        let counted: Vec<_> = answers(&lab).iter().map(usage).collect();
        assert_eq!(
            counted,
            [[json!(11), json!(7)], [json!(23), json!(5)], [json!(31), json!(3)], [Value::Null, Value::Null]]
        );
        let prompt_ids: Vec<_> = answers(&lab).iter().map(|a| a["prompt_id"].clone()).collect();
        assert_eq!(prompt_ids[2], prompt_ids[3], "an answer to a tool's result is to the same prompt");
        let words = ["prompt_text", "token", "content"];
        let word = |data: &Value| words.iter().find_map(|w| data.get(*w).cloned()).unwrap_or_default();
        events(&lab, "t.db").into_iter().map(|e| (e.1, word(&e.2))).collect::<Vec<_>>()
    };
    let (old, new) = (of("llm-0.27.sql"), of("llm-0.36.sql"));
    assert!(
        old.contains(&("user.prompt".into(), json!("NEEDLE-fragment\n\nNEEDLE-question two"))),
        "{old:?}"
    );
    assert!(old.contains(&("tool.call".into(), json!({ "city": "Rome" }))), "{old:?}");
    assert!(old.contains(&("tool.result".into(), json!("NEEDLE-tool-result: rain in Rome"))), "{old:?}");
    assert_eq!(old, new);
}

#[test]
fn no_word_of_a_log_is_stored_unless_that_is_asked() {
    for name in LOGS {
        let lab = Lab::new();
        let file = place(&lab, name);
        let away = tempfile::tempdir().unwrap();
        let elsewhere = away.path().join(file.file_name().unwrap());
        std::fs::rename(&file, &elsewhere).unwrap();
        let (code, answer) = import(&lab, &[elsewhere.to_str().unwrap()]);
        assert_eq!(code, 0, "{answer}");
        assert!(!answer.to_string().contains("NEEDLE"), "{answer}");
        assert_eq!(lab.files_with(&["NEEDLE"]), [""; 0], "{name}");
        let (code, answer) = import(&lab, &["--db", "words.db", "--content", elsewhere.to_str().unwrap()]);
        assert_eq!(code, 0, "{answer}");
        assert!(
            !lab.files_with(&["NEEDLE"]).is_empty(),
            "the control: they are there when that is asked, {name}"
        );
    }
}

/// The import is killed while it stages; what it wrote by then is looked through.
#[test]
fn no_word_of_a_log_is_in_what_a_killed_import_leaves() {
    let lines = std::fs::read_to_string(log("claude-code.jsonl")).unwrap();
    let away = tempfile::tempdir().unwrap();
    let file = away.path().join("long.jsonl");
    let many: String = (0..3000)
        .map(|n| lines.replace("3f0c1d2e", &format!("{n:08x}")).replace("made00", &format!("{n}x")))
        .collect();
    std::fs::write(&file, many).unwrap();
    for (args, words) in [(&["import"][..], false), (&["import", "--content"][..], true)] {
        let lab = Lab::new();
        let mut child = lab.command(&[args, &[file.to_str().unwrap()]].concat()).spawn().unwrap();
        let staged = |lab: &Lab| {
            lab.files().iter().filter_map(|f| std::fs::metadata(lab.path(f)).ok()).map(|m| m.len()).max()
        };
        while staged(&lab).unwrap_or(0) < 1 << 20 {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            !lab.files_with(&["NEEDLE"]).is_empty(),
            words,
            "with --content they are: that is the control"
        );
    }
}

#[test]
fn a_log_that_grows_adds_what_is_new_wherever_it_was_cut() {
    let whole =
        std::fs::read_to_string(log("claude-code.jsonl")).unwrap().replace("2025-06-20", "2999-06-20");
    let (grown, at_once) = (Lab::new(), Lab::new());
    at_once.write("log.jsonl", &whole);
    assert_eq!(import(&at_once, &["--content", "log.jsonl"]).0, 0);
    let ends: Vec<usize> =
        (1..=whole.len()).filter(|n| whole.is_char_boundary(*n)).step_by(331).chain([whole.len()]).collect();
    let mut outcomes_seen = std::collections::BTreeSet::new();
    for end in ends {
        grown.write("log.jsonl", &whole[..end]);
        let (code, answer) = import(&grown, &["--content", "--from", "claude-code", "log.jsonl"]);
        let is_torn = !whole[..end].ends_with('\n');
        assert!(code == 0 || code == 3 || (code == 1 && end < 1000), "{end}: {code} {answer}");
        if code == 3 {
            let said = codes(&answer);
            assert!(
                said.contains(&"torn_line") == is_torn || said.contains(&"unfinished_answer"),
                "{end}: {answer}"
            );
        }
        if code != 1 {
            outcomes_seen.extend(outcomes(&answer).into_iter().map(|o| o[37..].to_owned()));
        }
    }
    assert_eq!(events(&grown, "t.db"), events(&at_once, "t.db"));
    assert_eq!(outcomes_seen.into_iter().collect::<Vec<_>>(), ["already there", "completed", "imported"]);
    is_clean(&grown, "t.db");
    let row = |lab: &Lab| sessions(&lab.path("t.db"))[0].state_hash;
    assert_eq!(row(&grown), row(&at_once));
}

#[test]
fn every_log_imported_twice_is_imported_once() {
    let lab = Lab::new();
    let files: Vec<String> = LOGS.iter().map(|l| place(&lab, l).to_str().unwrap().to_owned()).collect();
    let args: Vec<&str> = files.iter().map(String::as_str).collect();
    let (code, answer) = import(&lab, &args);
    assert_eq!((code, &answer["counts"]["imported"]), (0, &json!(8)), "{answer}");
    let before = events(&lab, "t.db");
    let (code, answer) = import(&lab, &args);
    assert_eq!((code, &answer["counts"]["already_there"]), (0, &json!(8)), "{answer}");
    assert_eq!(events(&lab, "t.db"), before);
}

/// A session that was resumed into a new file, which begins with copies of the old lines.
fn resumed() -> (String, String) {
    let old = std::fs::read_to_string(log("claude-code.jsonl")).unwrap();
    let mut new = old.replace("8000-000000000001\",\"version", "8000-0000000000ff\",\"version");
    let next = old.lines().nth(7).unwrap();
    let next = next.replace("8000-000000000001\",\"version", "8000-0000000000ff\",\"version");
    new += &next.replace("8000-000000000107", "8000-000000000aaa").replace("made0002", "made0009");
    (old, new + "\n")
}

#[test]
fn an_answer_that_is_in_two_files_counts_once_in_one_run_or_in_several() {
    let (old, new) = resumed();
    let (one_run, two_runs) = (Lab::new(), Lab::new());
    for lab in [&one_run, &two_runs] {
        lab.write("a.jsonl", &old);
        lab.write("b.jsonl", &new);
    }
    let (code, answer) = import(&one_run, &["--content", "a.jsonl", "b.jsonl"]);
    assert_eq!((code, answer["counts"]["imported"].as_u64()), (0, Some(2)), "{answer}");
    assert!(codes(&answer).contains(&"seen_before"), "{answer}");
    for file in ["a.jsonl", "b.jsonl"] {
        assert_eq!(import(&two_runs, &["--content", file]).0, 0);
    }
    let all = events(&one_run, "t.db");
    assert_eq!(all, events(&two_runs, "t.db"));
    let answers = all.iter().filter(|e| e.1 == "ai.response_complete").count();
    assert_eq!(answers, 4, "three in the first file, one that is new in the second");
    for files in [&["a.jsonl", "b.jsonl"][..], &["b.jsonl"], &["b.jsonl", "a.jsonl"]] {
        let (code, answer) = import(&one_run, &[&["--content"], files].concat());
        assert_eq!(
            (code, answer["counts"]["already_there"].as_u64()),
            (0, Some(files.len() as u64)),
            "{answer}"
        );
    }
    is_clean(&one_run, "t.db");
}

#[test]
fn the_log_of_a_sub_agent_is_a_session_of_its_own() {
    let lab = Lab::new();
    let main = std::fs::read_to_string(log("claude-code.jsonl")).unwrap();
    lab.write("main.jsonl", &main);
    let side = main.replace("\"isSidechain\":false", "\"isSidechain\":true,\"agentId\":\"a1b2c3\"");
    lab.write(
        "agent-a1b2c3.jsonl",
        side.replace("3f0c1d2e-0000-4000-8000-0000000001", "77777777-0000-4000-8000-0000000001")
            .replace("made0", "side0"),
    );
    let (code, answer) = import(&lab, &["main.jsonl", "agent-a1b2c3.jsonl"]);
    let main = "3f0c1d2e-0000-4000-8000-000000000001";
    assert_eq!(
        (code, outcomes(&answer)),
        (0, vec![format!("{main} imported"), format!("{main}.agent-a1b2c3 imported")])
    );
}

/// Some models give their calls the same ids in every answer.
#[test]
fn calls_with_the_same_id_in_several_answers_are_all_told() {
    let lab = Lab::new();
    let span = |id: u32, attributes: Value| {
        let list: Vec<Value> = attributes
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": { "stringValue": value } }))
            .collect();
        let span = json!({ "traceId": "t", "spanId": format!("s{id}"), "attributes": list,
            "startTimeUnixNano": "1750419280000000000", "endTimeUnixNano": "1750419281000000000" });
        json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": [span] }] }] }).to_string() + "\n"
    };
    let call =
        json!([{ "role": "assistant", "parts": [{ "type": "tool_call", "id": "call_0", "name": "f" }] }]);
    let asks = json!({ "gen_ai.operation.name": "chat", "gen_ai.output.messages": call.to_string() });
    let tool = json!({ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.id": "call_0" });
    lab.write(
        "spans.jsonl",
        [span(1, asks.clone()), span(2, tool.clone()), span(3, asks), span(4, tool.clone()), span(5, tool)]
            .concat(),
    );
    let (code, answer) = import(&lab, &["spans.jsonl"]);
    assert_eq!(code, 0, "{answer}");
    let count = |name: &str| types(&lab).iter().filter(|t| *t == name).count();
    assert_eq!((count("tool.call"), count("tool.result"), count("ai.response_complete")), (3, 3, 2));
}

/// Names of prompts stand in calls of tools, too, from which nothing leaves: that is no reason to keep a log at home.
#[test]
fn what_came_in_leaves_again_without_its_words() {
    let lab = Lab::new();
    for name in ["claude-code.jsonl", "otlp.json", "otlp-older.jsonl"] {
        import(&lab, &[log(name).to_str().unwrap()]);
    }
    let out = lab.run(&["export", "--all"], b"").expect(0).stdout;
    assert!(out.contains("\"tool.call\"") && out.contains("\"user.prompt\""), "{out}");
    lab.write("out.ndjson", &out);
    lab.run(&["validate", "out.ndjson"], b"").expect(0);
    lab.run(&["import", "out.ndjson", "--db", "other.db"], b"").expect(0);
}
