//! Points in time, and single sessions: the log up to there, sealed anew, and nothing of what comes after.

use super::scene::{json, lab, named, record, sound, state_at, states};
use crate::common::{Lab, Rng, action};
use crate::scale;

#[test]
fn a_session_ends_after_any_event_with_the_state_it_had_there() {
    let lab = lab();
    record(&lab, "one", 41..=60);
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let mut random = Rng::new(11);
    let mut points = vec![0, 1, 7, 39, 40, 41, 59, 60];
    points.extend((0..scale::count(2, 40)).map(|_| random.below(60)));
    for seq in points {
        let text = seq.to_string();
        let name = format!("r{seq}.db");
        let restored = json(
            &lab,
            &["restore", "b/x.zip", "--db", &name, "--session", "one", "--seq", &text, "--yes"],
            0,
        );
        assert_eq!(
            (&restored["sessions"], &restored["events"], &restored["left_out"]),
            (&1.into(), &seq.into(), &2.into())
        );
        let found = states(&lab, &name);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["one"]);
        assert_eq!(found["one"], (seq, state_at(&lab, "t.db", "one", seq)), "after {seq}");
        sound(&lab, &name);
        let cut = restored["cut"].as_array().unwrap();
        assert_eq!(cut.len(), usize::from(seq < 60));
        // The session goes on from there, with a new key or the one it had.
        std::fs::copy(lab.path("t.db.key"), lab.path(&format!("{name}.key"))).unwrap();
        let more: String = (seq + 1..=seq + 5).map(|n| action("one", n)).collect();
        lab.run(&["record", "--db", &name, "--session", "one", "--resume"], more).expect(0);
        sound(&lab, &name);
        assert_eq!(states(&lab, &name)["one"].0, seq + 5);
    }
}

#[test]
fn a_session_that_says_who_and_with_what_ends_after_any_event() {
    let lab = Lab::new();
    let started =
        ["fixture", "make", "t.db", "--events", "900", "--sessions", "1", "--kind", "stream", "--content"];
    lab.run(&started, "").expect(0);
    lab.run(&["backup", "x.zip"], "").expect(0);
    for (seq, db) in [("1", "a.db"), ("450", "b.db"), ("899", "c.db")] {
        lab.run(&["restore", "x.zip", "--db", db, "--seq", seq, "--yes"], "").expect(0);
        sound(&lab, db);
    }
}

#[test]
fn nothing_of_what_was_cut_or_left_out_is_in_the_file() {
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    json(&lab, &["restore", "b/x.zip", "--db", "r.db", "--session", "two", "--seq", "20"], 0);
    let bytes = std::fs::read(lab.path("r.db")).unwrap();
    let has = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
    assert!(has("\"b20\"") && has("two"), "the control: what is there is found");
    for gone in ["\"b21\"", "\"b40\"", "three"] {
        assert!(!has(gone), "{gone}");
    }
    let facts = rusqlite_rows(&lab, "SELECT facts FROM ledger WHERE kind = 'restored'");
    assert!(!facts.contains("two") && !facts.contains("three"), "no names in the ledger: {facts}");
}

fn rusqlite_rows(lab: &Lab, sql: &str) -> String {
    crate::common::rows(&lab.open("r.db"), sql).join("\n")
}

/// Sessions whose events are a second apart, one after the other.
fn timed() -> Lab {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("b")).unwrap();
    for (session, from) in [("early", 0), ("late", 100)] {
        let lines: String = (1..=20_u64)
            .map(|n| {
                let second = from + n;
                format!(
                    "{{\"session_id\":\"{session}\",\"type\":\"user.action\",\"timestamp\":\"2025-08-17T20:{:02}:{:02}Z\",\
                     \"data\":{{\"action\":\"pause\"}}}}\n",
                    second / 60,
                    second % 60
                )
            })
            .collect();
        lab.record(&[], lines).expect(0);
    }
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    lab
}

#[test]
fn a_time_cuts_every_session_there_and_leaves_out_those_that_did_not_exist() {
    let lab = timed();
    for (at, early, late) in [
        ("2025-08-17T20:00:12Z", 12, None),
        ("2025-08-17T20:00:12.5Z", 12, None),
        ("2025-08-17T20:01:45Z", 20, Some(5)),
        ("2025-08-18", 20, Some(20)),
    ] {
        let restored = json(&lab, &["restore", "b/x.zip", "--db", "r.db", "--at", at, "--yes"], 0);
        let found = states(&lab, "r.db");
        assert_eq!(found["early"].0, early, "{at}");
        match late {
            Some(late) => assert_eq!(found["late"], (late, state_at(&lab, "t.db", "late", late)), "{at}"),
            // A stream's session begins when it is recorded; its events say otherwise.
            None => assert!(found.get("late").is_none_or(|l| l.0 == 0), "{at}: {restored}"),
        }
        sound(&lab, "r.db");
    }
}

#[test]
fn several_sessions_by_name_and_their_mistakes() {
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    let wanted = ["restore", "b/x.zip", "--db", "r.db", "--session", "one", "--session", "three"];
    json(&lab, &wanted, 0);
    let mut all = states(&lab, "t.db");
    all.remove("two");
    assert_eq!(states(&lab, "r.db"), all);
    sound(&lab, "r.db");
    lab.run(&["restore", "b/x.zip", "--db", "n.db", "--session", "nobody"], "").expect(5);
    lab.run(&["restore", "b/x.zip", "--db", "n.db", "--session", "one", "--seq", "41"], "").expect(5);
    lab.run(&["restore", "b/x.zip", "--db", "n.db", "--seq", "4"], "").expect(2);
    lab.run(&["restore", "b/x.zip", "--db", "n.db", "--seq", "4", "--at", "2025-01-01"], "").expect(2);
    lab.run(&["restore", "b/x.zip", "--db", "n.db", "--at", "yesterday"], "").expect(2);
    assert!(named(&lab, "n.db").is_empty(), "{:?}", named(&lab, "n.db"));
}

#[test]
fn a_cut_that_the_ledger_does_not_know_of_is_a_finding() {
    // The control of all of the above: the same rows gone, and no word of it.
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    json(&lab, &["restore", "b/x.zip", "--db", "r.db", "--session", "one", "--seq", "20"], 0);
    let db = writable(&lab, "r.db");
    db.execute_batch("DELETE FROM stored_event WHERE (event_id & 1099511627775) = 20").unwrap();
    drop(db);
    lab.run(&["validate", "r.db"], "").expect(4);
}

#[expect(clippy::disallowed_methods, reason = "the test changes the file from outside")]
fn writable(lab: &Lab, name: &str) -> rusqlite::Connection {
    rusqlite::Connection::open(lab.path(name)).unwrap()
}

#[test]
fn a_database_that_was_cut_can_be_backed_up_cut_again_and_salvaged() {
    let lab = lab();
    lab.run(&["backup", "b/x.zip"], "").expect(0);
    json(&lab, &["restore", "b/x.zip", "--db", "r.db", "--session", "one", "--seq", "30"], 0);
    lab.run(&["backup", "b/y.zip", "--db", "r.db"], "").expect(0);
    json(&lab, &["backup", "verify", "--drill", "b/y.zip"], 0);
    json(&lab, &["restore", "b/y.zip", "--db", "q.db", "--seq", "9"], 0);
    assert_eq!(states(&lab, "q.db")["one"], (9, state_at(&lab, "t.db", "one", 9)));
    sound(&lab, "q.db");
    let ran = lab.run(&["recover", "q.db", "-o", "s.db", "--json"], "").expect(0).answer();
    assert_eq!((&ran["events"], &ran["lost"]), (&9.into(), &0.into()), "{ran}");
}
