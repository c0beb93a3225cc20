//! Declared holes, everywhere: the fold steps over exactly those.

use super::bench::{recover, scene};
use crate::common::{Lab, action, follows};
use serde_json::{Value, json};

fn tamper(lab: &Lab, name: &str, sql: &str) {
    #[expect(clippy::disallowed_methods, reason = "somebody else writes into the file")]
    let db = rusqlite::Connection::open(lab.path(name)).unwrap();
    db.execute_batch(sql).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).unwrap();
}

/// `good.db` out of a copy of `t.db` from which rows of `mixed` were deleted; what was lost of it.
fn salvaged(lab: &Lab, rows: &str) -> Value {
    let original = scene(lab);
    for name in ["", ".key"] {
        std::fs::copy(lab.path(&format!("t.db{name}")), lab.path(&format!("bad.db{name}"))).unwrap();
    }
    tamper(
        lab,
        "bad.db",
        &format!(
            "DELETE FROM stored_event WHERE event_id & 0xFFFFFFFFFF BETWEEN {rows} AND event_id >> 40 = 1"
        ),
    );
    let tried = recover(lab, &original, &[], rows);
    assert_eq!(tried.code, 3);
    of(&tried.answer.unwrap(), "mixed")["lost"].clone()
}

fn of<'a>(answer: &'a Value, session: &str) -> &'a Value {
    answer["sessions"].as_array().unwrap().iter().find(|s| s["session_id"] == session).unwrap()
}

fn good(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [args, &["--db", "good.db", "--json"]].concat();
    lab.run(&all, "").expect(code).answer()
}

fn rules(lab: &Lab, code: i32) -> Vec<String> {
    let answer = lab.run(&["validate", "--json", "good.db"], "").expect(code).answer();
    let findings = answer["databases"][0]["findings"].as_array().unwrap().clone();
    findings.iter().map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
}

fn stretch(from: u64, to: u64) -> Value {
    json!([{"from": from, "to": to, "count": to - from + 1, "reason": "damage"}])
}

#[test]
fn a_hole_takes_its_batch_and_a_lost_seal_the_one_after_it() {
    // Batches of twenty; snapshots end one at 40 and 80 as well.
    let cases = [
        ("45 AND 50", stretch(41, 60)),
        ("55 AND 62", stretch(41, 80)),
        ("131 AND 140", stretch(121, 140)),
        ("1 AND 3", stretch(1, 20)),
    ];
    for (rows, lost) in cases {
        assert_eq!(salvaged(&Lab::new(), rows), lost, "{rows}");
    }
}

#[test]
fn what_was_lost_is_said_by_every_verb_and_the_session_goes_on() {
    let lab = Lab::new();
    assert_eq!(salvaged(&lab, "45 AND 50"), stretch(41, 60));
    let rules_now = rules(&lab, 0);
    assert!(
        rules_now.iter().any(|r| r == "WFG003") && !rules_now.iter().any(|r| r == "WFG001"),
        "{rules_now:?}"
    );

    let replay = good(&lab, &["replay", "mixed"], 3);
    follows("replay", &replay);
    for (name, is) in
        [("missing", json!(20)), ("lost", json!(20)), ("complete", json!(false)), ("verified", json!(true))]
    {
        assert_eq!(replay[name], is, "{name}");
    }
    assert_eq!((&replay["events"], &replay["last_seq"]), (&json!(120), &json!(140)));
    let text = lab.run(&["replay", "mixed", "--db", "good.db"], "").expect(3).stdout;
    assert!(text.contains("20 events lost (declared)"), "{text}");

    let list = good(&lab, &["list"], 0);
    assert_eq!((&of(&list, "mixed")["loss"], &of(&list, "small")["loss"]), (&json!(20), &json!(0)));
    assert_eq!((&of(&list, "mixed")["events"], &of(&list, "small")["events"]), (&json!(120), &json!(30)));
    let stats = good(&lab, &["stats", "mixed"], 0);
    assert_eq!((&stats["events"], &stats["loss"]), (&json!(120), &json!(20)));
    let show = good(&lab, &["show", "mixed"], 0);
    assert_eq!((&show["loss"], &show["state_hash"]), (&json!(20), &replay["state_hash"]));
    let gap = show["journal"].as_array().unwrap().iter().find(|e| e["kind"] == "recorder.gap").unwrap();
    assert_eq!(
        (&gap["after_seq"], &gap["facts"]["from"], &gap["facts"]["to"]),
        (&json!(40), &json!(41), &json!(60))
    );

    // From zero and from snapshots, at points behind the hole, it is one state.
    let behind = good(&lab, &["replay", "mixed", "--seq", "100", "--from-snapshot", "none"], 3);
    good(&lab, &["snapshot", "create", "mixed", "--seq", "90"], 0);
    assert_eq!(good(&lab, &["replay", "mixed", "--seq", "100"], 3)["state_hash"], behind["state_hash"]);

    let more: String = (141..=150).map(|n| action("mixed", n)).collect();
    let ran =
        lab.run(&["record", "--json", "--resume", "--session", "mixed", "--db", "good.db"], &more).expect(0);
    assert_eq!(of(&ran.answer(), "mixed")["last_seq"], 150);
    assert!(!rules(&lab, 0).iter().any(|r| r == "WFG001"));
    assert_eq!(good(&lab, &["replay", "mixed"], 3)["events"], 130);
}

#[test]
fn a_salvaged_database_can_be_salvaged_again_without_losing_more() {
    let lab = Lab::new();
    salvaged(&lab, "45 AND 50");
    let before = good(&lab, &["replay", "mixed"], 3);
    let ran = lab.run(&["recover", "good.db", "-o", "again.db", "--json"], "").expect(0);
    assert_eq!(of(&ran.answer(), "mixed")["lost"], json!([]));
    let again = lab.run(&["replay", "mixed", "--db", "again.db", "--json"], "").expect(3).answer();
    for name in ["state_hash", "missing", "lost", "events"] {
        assert_eq!(again[name], before[name], "{name}");
    }
    assert_eq!(lab.run(&["validate", "again.db", "--json"], "").expect(0).answer()["errors"], 0);
}

#[test]
fn an_entry_that_is_not_exactly_the_hole_excuses_nothing() {
    for change in [
        "facts = replace(facts, '\"to\":60', '\"to\":59')",
        "facts = replace(facts, '\"from\":41', '\"from\":42')",
        "after_seq = 39",
        "kind = 'recorder.stats'",
    ] {
        let lab = Lab::new();
        salvaged(&lab, "45 AND 50");
        tamper(&lab, "good.db", &format!("UPDATE journal SET {change} WHERE kind = 'recorder.gap'"));
        assert!(rules(&lab, 4).iter().any(|r| r == "WFG001"), "{change}");
        let replay = good(&lab, &["replay", "mixed"], 4);
        assert_eq!(
            (&replay["divergence"]["kind"], &replay["divergence"]["seq"]),
            (&json!("gap"), &json!(41)),
            "{change}"
        );
        let show = good(&lab, &["show", "mixed"], 3);
        assert_eq!((&show["state_hash"], &show["frames"]), (&Value::Null, &Value::Null), "{change}");
        let ran =
            lab.run(&["record", "--resume", "--session", "mixed", "--db", "good.db"], action("mixed", 141));
        assert_eq!(
            ran.code, 1,
            "{change}: the session went on over a hole that nobody declared: {}",
            ran.stderr
        );
    }
}
