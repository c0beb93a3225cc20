//! Whole sessions: what is asked, what is refused, what the receipt says.

use super::scene::{MARK, SESSIONS, found, kinds, recorded};
use crate::common::{Lab, action, follows};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::os::unix::fs::PermissionsExt;

#[test]
fn nothing_is_deleted_unasked() {
    let lab = recorded(1, 10);
    let rows = lab.count("stored_event");
    lab.run(&["purge"], "").expect(2);
    lab.run(&["purge", "--kind", "stream", "--yes"], "").expect(2);
    lab.run(&["purge", SESSIONS[0]], "").expect(2);
    lab.run(&["purge", SESSIONS[0], "--no-input"], "").expect(2);
    lab.run(&["purge", "nobody-there", "--yes"], "").expect(5);
    lab.run(&["purge", "--resume", "--json"], "").expect(0);
    let plan = lab.run(&["purge", SESSIONS[0], "--dry-run", "--json"], "").expect(0).answer();
    follows("purge", &plan);
    assert_eq!((&plan["dry_run"], plan["sessions"].as_array().unwrap().len()), (&json!(true), 1));
    assert!(plan["events"].as_u64() > Some(0) && plan["bytes"].as_u64() > plan["events"].as_u64());
    assert_eq!(
        (lab.count("stored_event"), lab.count("ledger")),
        (rows, 7),
        "opened and closed, nothing else"
    );
}

#[test]
fn the_receipt_is_a_file_whose_hash_is_in_the_ledger() {
    let lab = recorded(2, 20);
    let args = [
        "purge",
        "--session",
        SESSIONS[0],
        "--yes",
        "--json",
        "--reason",
        "on request",
        "--receipt",
        "r.json",
    ];
    let receipt = lab.run(&args, "").expect(0).answer();
    follows("purge", &receipt);
    let file: Value = serde_json::from_slice(&std::fs::read(lab.path("r.json")).unwrap()).unwrap();
    assert_eq!(file, receipt);
    assert_eq!(std::fs::metadata(lab.path("r.json")).unwrap().permissions().mode() & 0o777, 0o600);
    let text = receipt["certificate"].as_str().unwrap();
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(receipt["receipt_hash"], json!(hash));
    let facts: Value =
        serde_json::from_str(&lab.one("SELECT facts FROM ledger WHERE kind = 'purged'")).unwrap();
    assert_eq!((&facts["receipt_hash"], &facts["reason"]), (&json!(hash), &json!("on request")));
    assert!(!text.contains(MARK), "the certificate names nobody");
    assert_eq!(receipt["sessions"][0]["session_id"], SESSIONS[0]);
    // A second receipt does not take the place of the first, and a reason does not name what is forgotten.
    lab.run(&["purge", "other-one", "--yes", "--receipt", "r.json"], "").expect(1);
    lab.run(&["purge", "other-one", "--yes", "--reason", "other-one asked"], "").expect(2);
    lab.run(&["show", "other-one"], "").expect(0);
}

#[test]
fn everything_can_go_and_the_ledger_stays() {
    let lab = recorded(3, 20);
    let ledger = lab.count("ledger");
    lab.run(&["purge", "--all", "--yes", "--json"], "").expect(0);
    for table in [
        "stored_session",
        "stored_event",
        "seal_key",
        "event_key",
        "journal",
        "stored_snapshot",
        "event_type",
        "stored_quarantine",
        "erasure",
    ] {
        let left = if table == "event_type" { "event_type WHERE name LIKE 'x.%'" } else { table };
        assert_eq!(lab.count(left), 0, "{table}");
    }
    assert_eq!(lab.count("ledger"), ledger + 6);
    assert_eq!(lab.count("user"), 0, "totals are derived");
    assert_eq!(found(&lab), Vec::<String>::new());
    lab.run(&["validate", "t.db"], "").expect(0);
    lab.run(&["purge", "--all", "--yes"], "").expect(5);
}

#[test]
fn a_user_goes_with_all_sessions_and_the_totals_fall() {
    let lab = Lab::new();
    for (session, user) in [("aaa1", "ann"), ("bob1", "bob"), ("aaa2", "ann")] {
        let start = format!(
            "{{\"type\":\"system.start\",\"data\":{{\"version\":\"1\",\"mode\":\"offline\",\"user_id\":\"{user}\"}}}}\n"
        );
        let lines = start + &action(session, 1).replace(&format!("\"session_id\":\"{session}\","), "");
        lab.record(&["--session", session], lines).expect(0);
    }
    assert_eq!(lab.rows("SELECT user_id, total_sessions FROM user ORDER BY 1"), ["ann|2", "bob|1"]);
    let receipt = lab.run(&["purge", "--user", "ann", "--yes", "--json"], "").expect(0).answer();
    assert_eq!((receipt["sessions"].as_array().unwrap().len(), receipt["events"].as_u64()), (2, Some(4)));
    assert_eq!(lab.rows("SELECT user_id, total_sessions FROM user"), ["bob|1"]);
    let list = lab.run(&["list", "--json"], "").expect(0).answer();
    assert_eq!(list["sessions"].as_array().unwrap().len(), 1);
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn age_is_that_of_the_end() {
    let lab = recorded(4, 5);
    lab.run(&["purge", "--older-than", "90d", "--yes"], "").expect(5);
    lab.run(&["purge", "--older-than", "soon", "--yes"], "").expect(2);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let plan = lab.run(&["purge", "--older-than", "1ms", "--dry-run", "--json"], "").expect(0).answer();
    assert_eq!(
        plan["sessions"].as_array().unwrap().len(),
        3,
        "events are older than a year, the sessions are not"
    );
}

#[test]
fn a_session_that_is_recorded_is_refused_and_others_go_meanwhile() {
    let lab = recorded(5, 20);
    let mut live = lab.start(&["record", "--json", "--ack", "commit", "--session", "running"]);
    live.send(action("running", 1));
    live.await_ack(1);
    let ran = lab.run(&["purge", "running", "--yes", "--json"], "").expect(11);
    assert!(
        ran.failure()["message"].as_str().unwrap().contains("being recorded by process"),
        "{}",
        ran.stderr
    );
    lab.run(&["purge", "--all", "--yes"], "").expect(11);
    lab.run(&["purge", SESSIONS[0], "--yes", "--json"], "").expect(0);
    assert_eq!(found(&lab), Vec::<String>::new());
    live.send(action("running", 2));
    live.await_ack(2);
    assert_eq!(live.end().code, 0);
    lab.run(&["validate", "t.db"], "").expect(0);
    assert_eq!(found(&lab), Vec::<String>::new());
}

#[test]
fn a_reader_that_pins_the_log_leaves_the_purge_pending_and_resume_finishes_it() {
    let lab = recorded(6, 20);
    let reader = lab.open("t.db");
    reader.execute_batch("BEGIN; SELECT count(*) FROM stored_event").unwrap();
    let ran = lab.run(&["purge", SESSIONS[0], "--yes", "--json", "--lock-timeout", "200ms"], "").expect(11);
    assert!(ran.failure()["hint"].as_str().unwrap().contains("--resume"), "{}", ran.stderr);
    assert_eq!(
        (kinds(&lab, "purge_pending"), kinds(&lab, "purged")),
        (1, 0),
        "nobody says that it is erased"
    );
    lab.run(&["validate", "t.db"], "").expect(0);
    drop(reader);
    let resumed = lab.run(&["purge", "--resume", "--json", "--receipt", "r.json"], "").expect(0).answer();
    follows("purge", &resumed);
    assert_eq!(resumed["receipts"][0]["sessions"][0]["session_id"], Value::Null);
    assert_eq!((kinds(&lab, "purged"), found(&lab)), (1, Vec::new()));
    lab.run(&["validate", "t.db"], "").expect(0);
}

#[test]
fn files_kept_aside_that_hold_pieces_go_with_the_session() {
    let lab = recorded(7, 20);
    let piece = "…VICTIM9x note 7…VICTIM9x-filler VICTIM9x-filler…";
    for name in ["t.db-wal.kept-1", "t.db.spill-0a1b2c3d.torn", "t.db.spill-0a1b2c3d.damaged"] {
        lab.write(name, format!("{piece}{}{piece}", "x".repeat(5000)));
    }
    lab.write("t.db-wal.kept-2", "nothing of it");
    lab.write("t.db.mine", piece);
    let plan = lab.run(&["purge", SESSIONS[0], "--dry-run", "--json"], "").expect(0).answer();
    assert_eq!(plan["files"].as_array().unwrap().len(), 3, "{plan}");
    let receipt = lab.run(&["purge", SESSIONS[0], "--yes", "--json"], "").expect(0).answer();
    assert_eq!(receipt["files_removed"].as_array().unwrap().len(), 3);
    let files = lab.files();
    assert!(files.contains(&"t.db-wal.kept-2".into()) && files.contains(&"t.db.mine".into()), "{files:?}");
    assert!(!files.iter().any(|f| f.ends_with("kept-1") || f.contains(".spill-")), "{files:?}");
}

#[test]
fn pieces_that_other_sessions_have_as_well_are_no_leak() {
    let lab = Lab::new();
    for session in ["one-a", "two-b"] {
        let lines: String = (1..=30).map(|n| action(session, n)).collect();
        lab.record(&[], lines).expect(0);
    }
    let receipt = lab.run(&["purge", "one-a", "--yes", "--json"], "").expect(0).answer();
    assert_eq!(receipt["proof"]["hits"], 0);
    assert!(receipt["proof"]["shared"].as_u64() > Some(0), "{receipt}");
}

#[test]
fn a_database_that_a_restore_kept_aside_is_named_while_it_has_the_session() {
    let lab = recorded(2, 20);
    lab.run(&["backup", "x.zip"], "").expect(0);
    lab.run(&["restore", "x.zip", "--yes"], "").expect(0);
    let aside = lab.files().into_iter().find(|f| f.contains(".pre-restore-")).unwrap();
    let named = |answer: &Value| {
        let copies = answer["copies"].as_array().unwrap().iter();
        copies.filter(|c| c["kind"] == "kept aside").map(|c| c["path"].to_string()).collect::<Vec<_>>()
    };
    let plan = lab.run(&["purge", SESSIONS[0], "--dry-run", "--json"], "").expect(0).answer();
    follows("purge", &plan);
    assert!(matches!(&named(&plan)[..], [path] if path.contains(&aside)), "{plan}");
    let receipt = lab.run(&["purge", SESSIONS[0], "--yes", "--json"], "").expect(0).answer();
    follows("purge", &receipt);
    assert_eq!(named(&receipt).len(), 1, "{receipt}");
    // There it is a session like any other; once it is purged there, nothing is left to name.
    lab.run(&["purge", "--all", "--yes", "--db", &aside], "").expect(0);
    let plan = lab.run(&["purge", SESSIONS[1], "--dry-run", "--json"], "").expect(0).answer();
    assert_eq!(named(&plan), [""; 0], "{plan}");
}
