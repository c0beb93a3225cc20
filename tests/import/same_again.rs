//! Export, import, export: the same bytes, whatever became of a session before. By the verbs alone.

use super::export::{FORMATS, import, is_clean, lines};
use super::round_trip::varied;
use crate::common::{Lab, action};
use serde_json::Value;

/// Exports with these arguments, imports that, exports what was imported: in every format the same bytes. The file and
/// what was imported validate, and come to the same state.
#[track_caller]
fn comes_back(lab: &Lab, args: &[&str]) {
    comes_back_as(lab, args, &FORMATS);
}

#[track_caller]
fn comes_back_as(lab: &Lab, args: &[&str], formats: &[&str]) {
    for format in formats {
        let once = exported(lab, "t.db", &format!("x.{format}"), args);
        let into = format!("{format}.db");
        let (code, answer) = import(lab, &["--db", &into, &format!("x.{format}")]);
        assert_eq!(code, 0, "{args:?} {format}: {answer}");
        let sessions = answer["files"][0]["sessions"].as_array().unwrap();
        assert!(sessions.iter().all(|s| s["outcome"] == "imported"), "{answer}");
        let words: Vec<&str> =
            args.iter().filter(|a| a.starts_with("--include") || **a == "--yes").copied().collect();
        let again = exported(lab, &into, &format!("y.{format}"), &[&["--all"], &words[..]].concat());
        assert_eq!(again, once, "{args:?} {format}");
        is_clean(lab, &format!("x.{format}"));
        is_clean(lab, &into);
        for head in if *format == formats[0] { heads(lab, &into, &words) } else { Vec::new() } {
            let id = head["session_id"].as_str().unwrap();
            let file = lab.run(&["replay", &format!("x.{format}"), "--session", id, "--json"], "").answer();
            let own = lab.run(&["replay", id, "--db", &into, "--json"], "").answer();
            for name in ["state_hash", "energy", "verified"] {
                assert_eq!(own[name], file[name], "{args:?} {format} {id} {name}");
            }
            assert_eq!((&own["state_hash"], &own["verified"]), (&head["state_hash"], &Value::Bool(true)));
        }
        let (code, answer) = import(lab, &["--db", &into, &format!("x.{format}")]);
        assert_eq!(
            (code, &answer["counts"]["sessions"]),
            (0, &answer["counts"]["already_there"]),
            "{answer}"
        );
        std::fs::remove_file(lab.path(&into)).unwrap();
    }
}

fn heads(lab: &Lab, database: &str, words: &[&str]) -> Vec<Value> {
    exported(lab, database, "heads.ndjson", &[&["--all"], words].concat())
        .lines()
        .filter(|l| l.starts_with("{\"message_type\":\"session\""))
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

#[track_caller]
fn exported(lab: &Lab, database: &str, out: &str, args: &[&str]) -> String {
    lab.run(&[&["export", "--db", database, "--force", "-o", out], args].concat(), "").expect(0);
    std::fs::read_to_string(lab.path(out)).unwrap()
}

const WORDS: [&str; 3] = ["--all", "--include-content", "--yes"];

/// An event of the session `talk` that is public as it is.
fn quiet(n: u64) -> String {
    format!(
        "{{\"session_id\":\"talk\",\"event_key\":\"k{n}\",\"type\":\"user.action\",\"timestamp\":{},\"energy_delta\":0.25,\"data\":{{\"action\":\"pause\"}}}}\n",
        1_755_460_080_000_u64 + n
    )
}

/// A session with content, snapshots and three keys, under the second of which nobody said a word; and one without
/// content.
fn talk() -> Lab {
    let lab = Lab::new();
    let line = |n: u64| match n {
        1..=120 | 201..=300 if n.is_multiple_of(3) => format!(
            "{{\"session_id\":\"talk\",\"event_key\":\"k{n}\",\"type\":\"user.prompt\",\"timestamp\":{},\"aside\":\"words {n} aside\",\"data\":{{\"prompt_id\":\"p{n}\",\"prompt_text\":\"words {n} of mine\",\"interface\":\"text\",\"truncated\":false}}}}\n",
            1_755_460_080_000_u64 + n
        ),
        _ => quiet(n),
    };
    for range in [1..=120, 121..=200, 201..=300] {
        let lines: String = range.map(line).collect();
        lab.record(&["--content", "--resume", "--snapshot-every", "50"], lines).expect(0);
    }
    let quiet: String = (1..=40).map(|n| action("quiet", n)).collect();
    lab.record(&[], quiet).expect(0);
    lab
}

#[test]
fn plain_sessions_and_sessions_with_content_come_back_as_they_left() {
    let lab = varied();
    comes_back(&lab, &["--all"]);
    comes_back(&lab, &WORDS);
}

#[test]
fn a_filtered_export_is_filtered_again_to_the_same_bytes() {
    let lab = talk();
    comes_back(&lab, &["--all"]);
    let text = exported(&lab, "t.db", "x.ndjson", &["--all"]);
    let head = text.lines().find(|l| l.contains("filtered_events")).unwrap();
    assert!(head.contains("\"withheld\":[1,201]") && head.contains("\"filtered_events\":74"), "{head}");
}

#[test]
fn what_came_whole_leaves_filtered_or_in_part_as_it_would_have_from_home() {
    let lab = talk();
    erase(&lab, "40..50");
    exported(&lab, "t.db", "x.json", &WORDS);
    import(&lab, &["--db", "n.db", "x.json"]);
    for args in [
        &["--all"][..],
        &["talk", "--seq", "31..150"],
        &["talk", "--seq", "31..150", "--include-content", "--yes"],
        &["talk", "--seq", "100..300", "--include-content", "--yes"],
        &["talk", "--type", "user.*"],
        &["talk", "--profile", "audit"],
    ] {
        assert_eq!(
            exported(&lab, "n.db", "n.json", args),
            exported(&lab, "t.db", "t.json", args),
            "{args:?}"
        );
    }
}

#[test]
fn slices_go_on_from_their_baselines() {
    let lab = talk();
    for range in ["31..150", "121..300", "..99", "201..300", "300.."] {
        comes_back_as(&lab, &["talk", "--seq", range], &["ndjson", "yaml"]);
        comes_back_as(&lab, &["talk", "--seq", range, "--include-content", "--yes"], &["json", "csv"]);
    }
    comes_back_as(&lab, &["quiet", "--seq", "7..20"], &["sql"]);
}

fn compact(lab: &Lab) {
    let args = ["retention", "apply", "--compact-older-than", "1ms", "--yes"];
    lab.run(&args, "").expect(0);
}

#[test]
fn compacted_sessions_come_back_with_their_baselines_and_what_was_said_of_them() {
    let lab = talk();
    compact(&lab);
    comes_back(&lab, &["--all"]);
    comes_back(&lab, &WORDS);
    for args in
        [&["talk", "--profile", "audit"][..], &["talk", "--type", "user.*"], &["talk", "--format", "html"]]
    {
        exported(&lab, "t.db", "x.other", args);
    }
    // As a database; and the one that is there is never filled up with what was compacted.
    let whole = exported(&lab, "t.db", "x.ndjson", &WORDS);
    import(&lab, &["--db", "d.db", "t.db"]);
    is_clean(&lab, "d.db");
    assert_eq!(exported(&lab, "d.db", "y.ndjson", &WORDS), whole);
    let twin = talk();
    std::fs::copy(twin.path("t.db"), lab.path("twin.db")).unwrap();
    let (code, failure) = import(&lab, &["--db", "d.db", "--session", "talk", "twin.db"]);
    assert_eq!(code, 4, "{failure}");
    // Recorded on, and a slice of what is left.
    lab.record(&["--content", "--resume"], (301..=340).map(quiet).collect::<String>()).expect(0);
    comes_back(&lab, &WORDS);
    comes_back_as(&lab, &["talk", "--seq", "310..333"], &["ndjson", "yaml"]);
    lab.run(&["export", "talk", "--seq", "5..310"], "").expect(5);
    // And again, where it came to.
    exported(&lab, "t.db", "x.json", &WORDS);
    import(&lab, &["--db", "n.db", "x.json"]);
    lab.run(&["retention", "apply", "--db", "n.db", "--compact-older-than", "1ms", "--yes"], "").expect(0);
    is_clean(&lab, "n.db");
    exported(&lab, "n.db", "y.json", &WORDS);
    is_clean(&lab, "y.json");
}

#[test]
fn a_baseline_that_came_with_a_session_is_held_against_the_ledger() {
    let lab = talk();
    exported(&lab, "t.db", "x.ndjson", &["talk", "--seq", "131..200"]);
    import(&lab, &["--db", "n.db", "x.ndjson"]);
    is_clean(&lab, "n.db");
    let journal = exported(&lab, "n.db", "y.ndjson", &["--all"]);
    assert!(!journal.contains("imported"), "{journal}");
    for (sql, rule) in [
        ("UPDATE baseline SET ts_us = ts_us + 1", "WFB002"),
        ("UPDATE baseline SET last_seq = last_seq - 1", "WFB002"),
        ("DELETE FROM baseline", "WFB003"),
    ] {
        std::fs::copy(lab.path("n.db"), lab.path("bad.db")).unwrap();
        #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
        let db = rusqlite::Connection::open(lab.path("bad.db")).unwrap();
        db.execute(sql, ()).unwrap();
        drop(db);
        let ran = lab.run(&["validate", "bad.db", "--json"], "").expect(4);
        assert!(ran.stdout.contains(rule), "{sql}: {}", ran.stdout);
    }
}

#[test]
fn sealed_segments_leave_as_the_events_that_they_are() {
    let lab = talk();
    let before = exported(&lab, "t.db", "x.ndjson", &WORDS);
    lab.run(&["archive", "create", "--all", "--yes"], "").expect(0);
    assert_ne!(lab.one("SELECT count(*) FROM segment"), "0", "something is sealed");
    assert_eq!(exported(&lab, "t.db", "x.ndjson", &WORDS), before);
    comes_back_as(&lab, &["--all"], &["ndjson", "csv"]);
    comes_back_as(&lab, &WORDS, &["json"]);
}

fn erase(lab: &Lab, range: &str) {
    let args = ["purge", "talk", "--content", "--seq", range, "--yes"];
    lab.run(&args, "").expect(0);
}

#[test]
fn erased_content_leaves_the_leaves_that_its_seals_were_made_of() {
    let lab = talk();
    erase(&lab, "40..50");
    comes_back(&lab, &["--all"]);
    comes_back(&lab, &WORDS);
    erase(&lab, "210..220");
    comes_back_as(&lab, &WORDS, &["ndjson"]);
    // Every seal is checked, and an event that was changed since is found.
    let text = exported(&lab, "t.db", "x.ndjson", &WORDS);
    assert!(text.contains("\"leaf\":\"") && text.contains("\"erased\":[{\"first\":1,"), "it says leaves");
    let edited = text.replacen("words 60 of mine", "words 60 of thine", 1);
    assert_ne!(text, edited);
    lab.write("edited.ndjson", edited);
    let ran = lab.run(&["validate", "edited.ndjson", "--json"], "").expect(4);
    assert!(
        ran.stdout.contains("what was left of them") || ran.stdout.contains("does not fit them"),
        "{}",
        ran.stdout
    );
    let (code, failure) = import(&lab, &["--db", "e.db", "edited.ndjson"]);
    assert_eq!(code, 4, "{failure}");
    let audit = exported(&lab, "t.db", "a.json", &["talk", "--profile", "audit"]);
    let audit: Value = serde_json::from_str(&audit).unwrap();
    let integrity = &audit["audit_summary"]["data_integrity"];
    assert_eq!(
        (&integrity["seals_not_checked"], &integrity["seals_broken"]),
        (&0.into(), &0.into()),
        "{integrity}"
    );
    // A database is imported with the same proof.
    let (code, answer) = import(&lab, &["--db", "n.db", "t.db"]);
    assert_eq!(code, 0, "{answer}");
    is_clean(&lab, "n.db");
    assert_eq!(exported(&lab, "n.db", "y.ndjson", &WORDS), text);
    // A slice of it, and more that came after.
    comes_back_as(&lab, &["talk", "--seq", "45..250", "--include-content", "--yes"], &["json"]);
    lab.record(&["--content", "--resume"], (301..=320).map(quiet).collect::<String>()).expect(0);
    comes_back_as(&lab, &WORDS, &["yaml"]);
}

#[test]
fn what_was_imported_and_went_on_is_proved_by_its_new_home() {
    let lab = talk();
    exported(&lab, "t.db", "x.ndjson", &["talk", "--seq", "131..200"]);
    import(&lab, &["--db", "n.db", "x.ndjson"]);
    let more: String = (400..=410).map(quiet).collect();
    lab.run(&["record", "--db", "n.db", "--session", "talk", "--resume"], more).expect(0);
    is_clean(&lab, "n.db");
    exported(&lab, "n.db", "y.ndjson", &["talk"]);
    is_clean(&lab, "y.ndjson");
    import(&lab, &["--db", "m.db", "y.ndjson"]);
    is_clean(&lab, "m.db");
    assert_eq!(lines(&lab.path("m.db")).len(), lines(&lab.path("n.db")).len());
}
