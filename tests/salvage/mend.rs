//! Damage that can be undone: what was lost in one place stands in another one, or can be put to the proof.

use super::bench::{Held, Tried, recover, scene};
use crate::common::Lab;
use serde_json::json;

/// `bad.db` after this was done to it.
fn after_sql(lab: &Lab, original: &Held, sql: &str) -> Tried {
    std::fs::copy(lab.path("t.db"), lab.path("bad.db")).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
    let db = rusqlite::Connection::open(lab.path("bad.db")).unwrap();
    assert_eq!(db.execute(sql, ()).unwrap(), 1, "{sql}");
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).unwrap();
    drop(db);
    for sibling in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(lab.path(&format!("bad.db{sibling}")));
    }
    recover(lab, original, &[], sql)
}

/// `bad.db` with one bit flipped in the n-th place of a text.
fn after_flip(lab: &Lab, original: &Held, text: &str, nth: usize) -> Option<Tried> {
    let mut bytes = std::fs::read(lab.path("t.db")).unwrap();
    let at = memchr::memmem::find_iter(&bytes, text).nth(nth)?;
    bytes[at + text.len() / 2] ^= 2;
    lab.write("bad.db", bytes);
    Some(recover(lab, original, &[], &format!("a bit of `{text}`, place {nth}")))
}

#[test]
fn what_can_be_worked_out_is_not_lost() {
    let lab = Lab::new();
    let original = scene(&lab);
    let uuid = lab.one("SELECT value FROM meta WHERE key = 'database_uuid'");
    let with_a_flip = format!("{}{}", char::from(uuid.as_bytes()[0] ^ 1), &uuid[1..]);
    for sql in [
        // The next batch leans on the seal that should stand there.
        "UPDATE stored_event SET seal = zeroblob(32) WHERE event_id = (1 << 40) + 60",
        // The ledger was made under the true name.
        &format!("UPDATE meta SET value = '{with_a_flip}' WHERE key = 'database_uuid'"),
        "UPDATE meta SET key = 'database_uuit' WHERE key = 'database_uuid'",
        // A type's name is in every leaf.
        "DELETE FROM event_type WHERE name = 'energy.update'",
        // The row: an index has the name, the journal and the ledger the rest.
        "UPDATE stored_session SET state_hash = zeroblob(32), last_seq = 7, lost = 9, energy_micro = 1 WHERE session_no = 1",
        "UPDATE stored_session SET end_us = 5, clean = 0, status = 'Failed', owner = '1:1:x' WHERE session_no = 1",
        "UPDATE stored_session SET start_us = 5, label = 'no', kind = 'workflow' WHERE session_no = 1",
    ] {
        let tried = after_sql(&lab, &original, sql);
        assert_eq!(tried.code, 0, "{sql}: {:#}", tried.answer.unwrap());
        let held = tried.held.unwrap();
        assert_eq!(held.events.len(), original.events.len(), "{sql}");
        assert_eq!((&held.hashes, &held.labels), (&original.hashes, &original.labels), "{sql}");
    }
}

#[test]
fn a_name_that_stands_in_two_places_survives_damage_to_either() {
    let lab = Lab::new();
    let original = scene(&lab);
    let mut tried = 0;
    for (name, places) in
        [("user.action", 2), ("x.own", 2), ("health.heartbeat", 2), ("mixed", 2), ("small", 2)]
    {
        for nth in 0..places {
            let Some(ran) = after_flip(&lab, &original, name, nth) else { continue };
            let held = ran.held.unwrap();
            assert_eq!(
                held.events.len(),
                original.events.len(),
                "{name}, place {nth}: {:#}",
                ran.answer.unwrap()
            );
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn what_is_lost_besides_events_is_counted() {
    let lab = Lab::new();
    let original = scene(&lab);
    for (sql, part) in [
        ("DELETE FROM journal WHERE journal_id = (1 << 40) + 1", "journal"),
        ("UPDATE journal SET facts = '{}' WHERE journal_id = (1 << 40) + 1", "journal"),
        ("DELETE FROM ledger WHERE entry_no = 3", "ledger"),
        ("UPDATE ledger SET ts_us = 1 WHERE entry_no = 2", "ledger"),
        ("DELETE FROM stored_quarantine WHERE entry_no = 1", "quarantine"),
    ] {
        let ran = after_sql(&lab, &original, sql);
        let answer = ran.answer.unwrap();
        assert_eq!((ran.code, &answer["beside"][part]["lost"]), (3, &json!(1)), "{sql}: {answer:#}");
        assert_eq!(answer["lost"], 0, "{sql}");
    }
}

#[test]
fn without_keys_or_a_name_nothing_is_proved_and_that_is_said() {
    let lab = Lab::new();
    let original = scene(&lab);
    std::fs::copy(lab.path("t.db"), lab.path("bad.db")).unwrap();
    for table in ["seal_key", "meta"] {
        std::fs::copy(lab.path("t.db"), lab.path("bad.db")).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
        let db = rusqlite::Connection::open(lab.path("bad.db")).unwrap();
        db.execute(&format!("DELETE FROM {table}"), ()).unwrap();
        drop(db);
        for sibling in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(lab.path(&format!("bad.db{sibling}")));
        }
        let ran = lab.run(&["recover", "bad.db", "-o", "g.db"], "").expect(5);
        assert!(ran.stderr.contains("--keep-unproved"), "{table}: {}", ran.stderr);
        let kept = recover(&lab, &original, &["--keep-unproved"], table);
        assert_eq!((kept.code, kept.held.unwrap().events), (3, original.events.clone()), "{table}");
    }
}
