//! P13 and P15: after a purge no byte of the session is in any file, and every other session is verifiable.

use super::scene::{SESSIONS, found, others, recorded, seal};
use crate::common::follows;
use crate::scale;

#[test]
fn after_a_purge_no_byte_of_the_session_is_in_any_file() {
    let databases = scale::count(20, 500);
    let mut faults = Vec::new();
    for seed in 0..databases {
        let lab = recorded(seed, 20 + seed % 7 * 20);
        assert!(!found(&lab).is_empty(), "the mark is there before");
        if seed % 3 == 0 {
            for session in &SESSIONS {
                seal(&lab, session);
            }
        }
        let before = others(&lab);
        let receipt = lab.run(&["purge", SESSIONS[0], "--yes", "--json"], "").expect(0).answer();
        follows("purge", &receipt);
        assert_eq!((&receipt["proof"]["method"], &receipt["proof"]["hits"]), (&"search".into(), &0.into()));
        faults.extend(found(&lab).into_iter().map(|f| format!("database {seed}: {f}")));
        lab.run(&["validate", "t.db"], "").expect(0);
        assert_eq!(others(&lab), before);
    }
    scale::tell(
        "purge: databases searched for every form of what was deleted",
        databases,
        faults.len() as u64,
    );
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn the_search_finds_what_a_plain_delete_leaves() {
    let lab = recorded(3, 60);
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path("t.db")).unwrap();
    let no = "(SELECT session_no FROM stored_session WHERE session_id LIKE 'VICTIM%')";
    db.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF;
         DELETE FROM stored_event WHERE event_id >> 40 = {no};
         DELETE FROM journal WHERE journal_id >> 40 = {no};
         DELETE FROM stored_snapshot WHERE session_no = {no};
         DELETE FROM seal_key WHERE session_no = {no}; DELETE FROM event_key WHERE session_no = {no};
         DELETE FROM event_type WHERE name LIKE '%victim%';
         DELETE FROM stored_quarantine; DELETE FROM stored_session WHERE session_no = {no};
         PRAGMA wal_checkpoint(TRUNCATE);"
    ))
    .unwrap();
    drop(db);
    let left = found(&lab);
    assert!(
        left.iter().any(|f| f.starts_with("plain")) && left.iter().any(|f| f.contains("frame")),
        "{left:?}"
    );
}

#[test]
fn the_verbs_own_search_finds_what_is_left_and_does_not_call_it_erased() {
    // A piece of the session in a table that belongs to nobody's session, put there by another program.
    let lab = recorded(5, 30);
    let note = lab
        .one("SELECT substr(payload, 1, 24) FROM stored_event WHERE payload LIKE '%VICTIM9x note%' LIMIT 1");
    assert!(note.contains("VICTIM9x"), "{note}");
    std::fs::write(lab.path("t.db.ballast"), "VICTIM9x note 7").unwrap();
    let ran = lab.run(&["purge", SESSIONS[0], "--yes", "--json"], "").expect(4);
    assert!(ran.failure()["message"].as_str().unwrap().contains("t.db.ballast"), "{}", ran.stderr);
    std::fs::remove_file(lab.path("t.db.ballast")).unwrap();
    let resumed = lab.run(&["purge", "--resume", "--json"], "").expect(0).answer();
    follows("purge", &resumed);
    assert_eq!(resumed["receipts"][0]["proof"]["method"], "structure");
    assert_eq!(found(&lab), Vec::<String>::new());
    lab.run(&["validate", "t.db"], "").expect(0);
}
