//! The database of the seed `StateManager`.

use super::made::statemanager;
use super::{all, codes, notes, real};
use crate::common::Lab;
use crate::import::export::{export, import, is_clean, outcomes, sessions};
use serde_json::{Value, json};

const NAME: &str = "statemanager-v1.db";

#[test]
fn the_real_database_comes_to_the_sums_of_its_phases_and_stays_as_it_is() {
    let lab = Lab::new();
    let dir = lab.path("theirs");
    std::fs::create_dir(&dir).unwrap();
    std::fs::rename(real(&lab, NAME), dir.join(NAME)).unwrap();
    let before = all(&dir);
    let file = format!("theirs/{NAME}");
    let (code, answer) = import(&lab, &[&file]);
    assert_eq!((code, &answer["files"][0]["format"]), (0, &json!("statemanager")), "{answer}");
    assert!(before == all(&dir), "the file or what stands beside it was changed");
    let rows = sessions(&lab.path("t.db"));
    let of: Vec<_> = rows
        .iter()
        .map(|r| (r.label.as_deref().unwrap(), r.status.as_str(), r.cost_micro_usd, r.kind.as_str()))
        .collect();
    let want = [
        ("TechCorp", "Completed", Some(321_300), "workflow"),
        ("Acme GmbH", "Failed", Some(143_500), "workflow"),
        ("O'Neil & Söhne", "Paused", Some(79_200), "workflow"),
        ("株式会社テスト", "Interrupted", Some(12_100), "workflow"),
        ("NullCo", "Interrupted", None, "workflow"),
    ];
    assert_eq!(of, want);
    assert_eq!(rows[1].error_message.as_deref(), Some("rate limited"));
    assert_eq!(
        (rows[0].start.0, rows[0].end.map(|t| t.0)),
        (1_763_510_400_000_000, Some(1_763_510_420_461_000))
    );
    let metadata: Value = serde_json::from_str(&rows[2].metadata).unwrap();
    assert_eq!(metadata["stored_cost_micro_usd"], json!(134_400));
    assert_eq!(codes(&answer, "repaired"), ["cost_differs", "interrupted", "interrupted"], "{answer}");
    let said = answer["files"][0]["notes"].to_string();
    assert!(said.contains("$0.1344") && said.contains("$0.0792"), "{said}");
    is_clean(&lab, "t.db");
    let (code, again) = import(&lab, &[&file]);
    assert!(code == 0 && outcomes(&again).iter().all(|o| o.ends_with("already there")), "{again}");
}

#[test]
fn what_was_imported_is_replayed_exported_and_purged_like_any_workflow() {
    let lab = Lab::new();
    real(&lab, NAME);
    assert_eq!(import(&lab, &[NAME]).0, 0);
    let first = "db5b5fab-8f4d-4e27-9da1-494c73cf256d";
    let ran = lab.run(&["replay", "--json", first], "").expect(0);
    assert!(ran.stdout.contains("\"verified\":true"), "{}", ran.stdout);
    let phases = lab.rows(
        "SELECT phase_id, cost_usd FROM phase_completions WHERE session_id = '99809225-3def-4a38-a12b-2b8f30b17d0b'",
    );
    assert_eq!(phases.len(), 3, "{phases:?}");
    export(&lab, "t.db", "ndjson", "x.ndjson");
    let (code, answer) = import(&lab, &["--db", "second.db", "x.ndjson"]);
    assert_eq!((code, &answer["counts"]["imported"]), (0, &json!(5)), "{answer}");
    let hashes = |db: &str| sessions(&lab.path(db)).iter().map(|r| r.state_hash).collect::<Vec<_>>();
    assert_eq!(hashes("t.db"), hashes("second.db"));
    lab.run(&["purge", "--yes", first], "").expect(0);
    is_clean(&lab, "t.db");
    is_clean(&lab, "second.db");
}

#[test]
fn ugly_rows_come_in_with_a_word_on_each() {
    let lab = Lab::new();
    let made = statemanager(&lab);
    made.sql(
        r#"INSERT INTO sessions VALUES
             ('good', 'A', 'Completed', 1763510400000, '2025-11-19 00:01:00', 60000, 0.06, '# done', NULL),
             ('odd', 'B', 'Waiting', 'once', NULL, NULL, 0.5, NULL, NULL),
             ('free', 'C', 'Failed', 1763510400000, 1763510400000, NULL, 0.0, NULL, 'e'),
             ('good', 'twice', 'Running', 1763510400000, NULL, NULL, 0.0, NULL, NULL);
           INSERT INTO phase_completions (session_id, phase_id, completed_at, duration_ms, output, cost_usd) VALUES
             ('good', 'p2', 1763510420000, 1, '{"a": 1}', 0.03),
             ('good', 'p1', 1763510410000, 1, 'plain words', 0.02),
             ('good', 'p3', 1763510420000, 1, '{"a": 1, "a": 2}', 0.01),
             ('odd', 'p1', 'then', -5, '1, "phase_id": "evil"', NULL),
             ('odd', 'p2', '2025-11-19T00:00:30', 2.0, NULL, 'much'),
             ('free', 'p1', 1763510400000, 0, '0', 0),
             ('gone', 'p1', 1763510400000, 7, '[]', 0.0000025);
           INSERT INTO workflow_context VALUES
             ('good', '{"k": [1, 2]}', 1763510415000), ('odd', '{"k": ', 1763510415000), ('free', '[1]', 1763510400000);"#,
    );
    drop(made);
    let (code, answer) = import(&lab, &["s.db"]);
    assert_eq!(
        (code, codes(&answer, "left_out")),
        (3, vec!["not_an_object".into(), "session_twice".into(), "truncated".into()]),
        "{answer}"
    );
    let want = [
        "cost_differs",
        "number_unreadable",
        "number_unreadable",
        "orphan_phases",
        "output_not_json",
        "output_not_json",
        "output_not_json",
        "status_unknown",
        "time_form",
        "time_form",
        "time_unreadable",
        "time_unreadable",
    ];
    assert_eq!(codes(&answer, "repaired"), want, "{:#?}", notes(&answer));
    let rows = sessions(&lab.path("t.db"));
    let of: Vec<_> =
        rows.iter().map(|r| (r.session_id.as_str(), r.status.as_str(), r.cost_micro_usd)).collect();
    let want = [
        ("good", "Completed", Some(60_000)),
        ("odd", "Interrupted", None),
        ("free", "Failed", Some(0)),
        ("gone", "Interrupted", Some(2)),
    ];
    assert_eq!(of, want);
    let metadata: Value = serde_json::from_str(&rows[1].metadata).unwrap();
    assert_eq!(
        (&metadata["stored_status"], &metadata["stored_cost_micro_usd"]),
        (&json!("Waiting"), &json!(500_000))
    );
    let sql = "SELECT type, json_extract(data, '$.phase_id') FROM event WHERE session_id = ";
    let order = lab.rows(&format!("{sql} 'good' ORDER BY event_id"));
    let want = [
        "workflow.started|null",
        "workflow.phase_completed|p1",
        "workflow.context_saved|null",
        "workflow.phase_completed|p2",
        "workflow.phase_completed|p3",
        "workflow.output_saved|null",
        "workflow.status_changed|null",
    ];
    assert_eq!(order, want);
    let odd = lab.rows(&format!("{sql} 'odd' ORDER BY event_id"));
    let want = ["workflow.started|null", "workflow.phase_completed|p1", "workflow.phase_completed|p2"];
    assert_eq!(odd, want, "what stands in an output stays in it");
    is_clean(&lab, "t.db");
}

#[test]
fn a_version_that_is_not_known_here_is_said() {
    let lab = Lab::new();
    for (version, said) in [(1, false), (7, true)] {
        let made = statemanager(&lab);
        made.sql(&format!(
            "INSERT INTO schema_migrations VALUES ({version}, 1763500000000);
             INSERT INTO sessions VALUES ('s{version}', 'A', 'Failed', 1763510400000, 1763510400000, 1, 0.0, NULL, 'e')"
        ));
        drop(made);
        let (code, answer) = import(&lab, &["s.db"]);
        assert_eq!(
            (code, codes(&answer, "degraded").contains(&"other_version".into())),
            (0, said),
            "{answer}"
        );
        std::fs::remove_file(lab.path("s.db")).unwrap();
    }
    let made = super::made::wirthforge(&lab);
    made.sql("CREATE TABLE schema_info (key, value); INSERT INTO schema_info VALUES ('version', '9.9.9')");
    made.session("w", None);
    drop(made);
    let (_, answer) = import(&lab, &["w.db"]);
    assert!(codes(&answer, "degraded").contains(&"other_version".into()), "{answer}");
}
