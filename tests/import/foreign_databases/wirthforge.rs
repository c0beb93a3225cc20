//! The reference state manager's database.

use super::made::wirthforge;
use super::{all, codes, notes, real, replayed};
use crate::common::Lab;
use crate::import::export::{import, is_clean, outcomes, sessions};
use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::types::Value as Stored;
use serde_json::{Value, json};
use std::io::Write;

const NAME: &str = "wirthforge-1.0.0.db";
const TOTALS: [(&str, u64, f64, &str); 3] = [
    ("20250817T194800Z_001", 1500, 2680.907, "Completed"),
    ("20250817T204800Z_002", 630, 1076.685, "Interrupted"),
    ("20250817T214800Z_003", 40, 48.92, "Completed"),
];

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_real_database_comes_to_its_own_totals_and_stays_as_it_is() {
    let lab = Lab::new();
    let dir = lab.path("theirs");
    std::fs::create_dir(&dir).unwrap();
    std::fs::rename(real(&lab, NAME), dir.join(NAME)).unwrap();
    let before = all(&dir);
    let file = format!("theirs/{NAME}");
    let (code, answer) = import(&lab, &[&file]);
    assert_eq!((code, &answer["files"][0]["format"]), (0, &json!("wirthforge")), "{answer}");
    assert!(before == all(&dir), "the file or what stands beside it was changed");
    for (session, events, energy, status) in TOTALS {
        let state = replayed(&lab, session);
        assert_eq!((&state["energy"], &state["events"]), (&json!(energy), &json!(events)), "{session}");
        let row = sessions(&lab.path("t.db")).into_iter().find(|r| r.session_id == session).unwrap();
        assert_eq!((row.status.as_str(), row.last_seq), (status, Some(events)));
        assert_eq!(row.clean, status == "Completed");
    }
    assert_eq!(codes(&answer, "repaired"), ["interrupted"], "{answer}");
    let last = sessions(&lab.path("t.db")).into_iter().find(|r| r.session_id == TOTALS[2].0).unwrap();
    let metadata: Value = serde_json::from_str(&last.metadata).unwrap();
    assert_eq!(metadata["stored_user"], json!({ "total_sessions": 2, "total_energy": 2729.827 }));
    is_clean(&lab, "t.db");
    let (code, again) = import(&lab, &["--from", "wirthforge", &file]);
    assert!(code == 0 && outcomes(&again).iter().all(|o| o.ends_with("already there")), "{again}");
}

#[test]
fn the_words_of_the_real_database_come_in_only_when_that_is_asked() {
    let lab = Lab::new();
    let source = real(&lab, NAME);
    let words = ["\"token\": \"", "resonance \"", "interference \""];
    let found = lab.files_with(&words[..1]);
    assert!(!found.is_empty(), "the control: the source has them");
    import(&lab, &[NAME]);
    std::fs::remove_file(&source).unwrap();
    assert_eq!(lab.files_with(&words), Vec::<String>::new());
    real(&lab, NAME);
    assert_eq!(import(&lab, &["--db", "words.db", "--content", NAME]).0, 0);
    std::fs::remove_file(&source).unwrap();
    assert!(!lab.files_with(&words[..1]).is_empty(), "the control: --content keeps them");
}

#[test]
fn the_order_is_that_of_the_rows_and_every_form_of_time_is_read() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", Some("2025-08-17 19:49:00"));
    let forms: [Stored; 9] = [
        "2025-08-17T19:48:01Z".to_owned().into(),
        "2025-08-17T21:48:02+02:00".to_owned().into(),
        "2025-08-17T19:48:03".to_owned().into(),
        "2025-08-17 19:48:04".to_owned().into(),
        1_755_460_085.into(),
        1_755_460_086_000_i64.into(),
        1_755_460_087.5.into(),
        "1755460088000000".to_owned().into(),
        "when it was".to_owned().into(),
    ];
    for (n, at) in forms.into_iter().enumerate() {
        made.event("s", at, "user.action", format!("{{\"action\": \"pause\", \"n\": {n}}}"), Some(0.1));
    }
    // Equal and earlier times: the order stays.
    made.action("s", 8, Some(0.1));
    made.action("s", 2, Some(0.1));
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!(code, 0, "{answer}");
    let events = lab.run(&["replay", "s", "--events", "--json"], "").expect(0);
    let times: Vec<String> = events
        .lines()
        .iter()
        .filter(|e| e["type"] == "user.action")
        .map(|e| e["timestamp"].as_str().unwrap()[17..23].to_owned())
        .collect();
    let want = [
        "01.000", "02.000", "03.000", "04.000", "05.000", "06.000", "07.500", "08.000", "08.000", "08.000",
        "02.000",
    ];
    assert_eq!(times, want);
    assert_eq!(codes(&answer, "repaired"), ["time_form", "time_unreadable"], "{answer}");
    assert_eq!(codes(&answer, "degraded"), ["clock_back"]);
    assert!(notes(&answer).contains(&(
        "repaired".into(),
        "time_unreadable".into(),
        "session s, event 9".into()
    )));
    assert_eq!(replayed(&lab, "s")["energy"], json!(1.1));
}

#[test]
fn each_thing_that_is_left_out_has_a_line_and_nothing_else_is_lost() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", None);
    made.action("s", 1, Some(1.5));
    let long = format!("{{\"x\":\"{}\"}}", "y".repeat(17 << 20));
    let bad: [(Stored, &str); 8] = [
        ("{\"action\": ".to_owned().into(), "truncated"),
        ("SECRET words".to_owned().into(), "malformed_json"),
        ("{\"action\": \"a\", \"n\": NaN}".to_owned().into(), "not_finite"),
        ("{\"action\": \"a\", \"action\": \"b\"}".to_owned().into(), "duplicate_key"),
        ("{\"action\": \"a\"}, \"session_id\": \"other\", \"x\": {}".to_owned().into(), "malformed_json"),
        ("[1]".to_owned().into(), "not_an_object"),
        (vec![0x7b_u8, 0xff, 0x7d].into(), "not_utf8"),
        (long.into(), "line_too_long"),
    ];
    let mut want: Vec<String> = bad.iter().map(|b| b.1.to_owned()).collect();
    for (data, _) in bad {
        made.event("s", "2025-08-17T19:48:02Z".to_owned(), "user.action", data, Some(100.0));
    }
    // The decoder's own rules: no frame, no number, no type.
    made.event("s", "2025-08-17T19:48:02Z".to_owned(), "energy.update", "{\"energy\": 1}".to_owned(), None);
    made.event("s", "2025-08-17T19:48:02Z".to_owned(), "9", "{}".to_owned(), None);
    made.sql("INSERT INTO event (session_id, timestamp, type, data, energy_delta) VALUES ('s', '2025-08-17T19:48:02Z', 'x.y', '{}', 'much')");
    want.extend(["missing_field", "bad_type", "bad_energy"].map(str::to_owned));
    want.sort();
    made.action("s", 3, Some(1.0));
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!((code, codes(&answer, "left_out")), (3, want), "{answer}");
    assert_eq!(answer["counts"]["left_out"], 11);
    assert!(!answer.to_string().contains("SECRET"), "{answer}");
    let state = replayed(&lab, "s");
    assert_eq!((&state["energy"], &state["events"]), (&json!(2.5), &json!(2)));
    assert!(notes(&answer).contains(&("left_out".into(), "truncated".into(), "session s, event 2".into())));
    // Its row says 802.5, and 13 events: both stay known.
    assert_eq!(codes(&answer, "repaired"), ["energy_differs", "interrupted"], "{answer}");
    let row = &sessions(&lab.path("t.db"))[0];
    let metadata: Value = serde_json::from_str(&row.metadata).unwrap();
    assert_eq!(metadata["stored_total_energy"], json!(802.5));
    is_clean(&lab, "t.db");
}

#[test]
fn what_is_astray_is_put_right_and_said() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", Some("2025-08-17T19:48:05Z"));
    made.action("s", 1, None);
    made.action("nobody's", 2, Some(2.0));
    made.action("nobody's", 3, Some(2.0));
    made.action("s", 9, Some(0.25));
    made.event("s", "2025-08-17T19:48:09Z".to_owned(), "never.seen", packed("{\"a\": 1}"), None);
    let letters: String = packed("{\"a\": 2}").iter().map(|b| char::from(*b)).collect();
    made.event("s", "2025-08-17T19:48:09Z".to_owned(), "never.seen", letters, None);
    made.session("my session/1", Some("2025-08-17T19:48:05Z"));
    made.action("my session/1", 1, None);
    made.sql(
        "UPDATE session SET total_energy = 77, total_events = 9, model_id = 'm:7b', \
           metadata = '{\"note\": 1, \"prompt_text\": \"NEEDLE\"}' WHERE session_id = 's';
         INSERT INTO user (user_id, current_level, total_sessions, total_energy) VALUES ('default', 3, 9, 9.5);
         INSERT INTO audit (operation, table_name) VALUES ('UPDATE', 'user');",
    );
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!(
        (code, codes(&answer, "left_out")),
        (3, vec!["audit_rows".into(), "metadata_words".into()]),
        "{answer}"
    );
    let repaired = [
        "data_packed",
        "energy_differs",
        "events_differ",
        "orphan_events",
        "session_renamed",
        "session_renamed",
        "user_totals_differ",
    ];
    assert_eq!(codes(&answer, "repaired"), repaired, "{answer}");
    assert_eq!(codes(&answer, "degraded"), ["after_end"]);
    let rows = sessions(&lab.path("t.db"));
    let statuses: Vec<&str> = rows.iter().map(|r| r.status.as_str()).collect();
    assert_eq!(statuses, ["Completed", "Completed", "Interrupted"]);
    let of = |at: usize| serde_json::from_str::<Value>(&rows[at].metadata).unwrap();
    assert_eq!(
        (&of(0)["stored_total_events"], &of(0)["model_id"], &of(0)["note"]),
        (&json!(9), &json!("m:7b"), &json!(1))
    );
    assert_eq!(
        (&of(1)["original_session_id"], &of(1)["stored_user"]["current_level"]),
        (&json!("my session/1"), &json!(3))
    );
    assert_eq!(of(2)["original_session_id"], json!("nobody's"));
    assert!(rows[1].session_id.starts_with("my_session_1_"), "{}", rows[1].session_id);
    assert_eq!(
        (rows[0].energy_micro, rows[0].last_seq, rows[2].energy_micro),
        (Some(250_000), Some(4), Some(4_000_000))
    );
    std::fs::remove_file(lab.path("w.db")).unwrap();
    assert_eq!(lab.files_with(&["NEEDLE"]), Vec::<String>::new());
    is_clean(&lab, "t.db");
}

#[test]
fn a_private_session_is_stored_nowhere() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("open", Some("2025-08-17T19:48:05Z"));
    made.session("secret", Some("2025-08-17T19:48:05Z"));
    made.sql("UPDATE session SET session_mode = 'private' WHERE session_id = 'secret'");
    made.action("open", 1, None);
    made.event(
        "secret",
        "2025-08-17T19:48:01Z".to_owned(),
        "user.action",
        "{\"action\": \"NEEDLE\"}".to_owned(),
        None,
    );
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!((code, codes(&answer, "left_out")), (3, vec!["private_session".into()]), "{answer}");
    assert_eq!(outcomes(&answer), ["open imported"]);
    std::fs::remove_file(lab.path("w.db")).unwrap();
    assert_eq!(lab.files_with(&["NEEDLE", "secret"]), Vec::<String>::new());
}

#[test]
fn snapshots_are_compared_with_the_events_and_those_that_cannot_be_read_are_said() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", Some("2025-08-17T19:48:05Z"));
    let ids = [1, 2, 3].map(|n| made.action("s", n, Some(1.5)));
    let put = |state: Stored, at: i64, energy: f64| {
        let sql = "INSERT INTO snapshot (session_id, state, last_event_id, energy_accumulator) VALUES ('s', ?1, ?2, ?3)";
        made.db.execute(sql, (state, at, energy)).unwrap();
    };
    let letters: String = packed("{}").iter().map(|b| char::from(*b)).collect();
    put("{\"a\": 1}".to_owned().into(), ids[1], 3.0);
    put(letters.into(), ids[0], 1.5);
    put(packed("{}").into(), ids[2], 9.0);
    made.sql("INSERT INTO snapshot (session_id, state) VALUES ('nobody', '{}')");
    put("\u{1f}\u{8b}broken".to_owned().into(), ids[2], 4.5);
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!(
        (code, codes(&answer, "left_out")),
        (3, vec!["orphan_snapshot".into(), "snapshot_unreadable".into()]),
        "{answer}"
    );
    assert_eq!(outcomes(&answer), ["s imported"]);
    assert_eq!(codes(&answer, "degraded"), ["snapshot_differs"]);
    let place = notes(&answer).into_iter().find(|n| n.1 == "snapshot_differs").unwrap().2;
    assert_eq!(place, "session s, snapshot 3");
    let metadata: Value = serde_json::from_str(&sessions(&lab.path("t.db"))[0].metadata).unwrap();
    assert_eq!(metadata["stored_snapshots"], json!({ "count": 4, "readable": 3, "agree_with_events": 2 }));
}

#[test]
fn tables_and_columns_that_nobody_here_knows_are_said_when_something_stands_in_them() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", Some("2025-08-17T19:48:05Z"));
    made.action("s", 1, None);
    made.sql("ALTER TABLE event ADD COLUMN tags TEXT; CREATE TABLE more (a)");
    assert_eq!(import(&lab, &["--dry-run", "w.db"]).0, 0, "the control: nothing stands there");
    made.sql("UPDATE event SET tags = 'x'; INSERT INTO more VALUES (1), (2)");
    drop(made);
    let (code, answer) = import(&lab, &["w.db"]);
    assert_eq!(
        (code, codes(&answer, "left_out")),
        (3, vec!["column_unknown".into(), "table_unknown".into()]),
        "{answer}"
    );
}
