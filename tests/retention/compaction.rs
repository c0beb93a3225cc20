//! A compacted session: the same totals, no single events, and a recording that goes on.

use super::scene::{compact, ids, old, retention, tamper, totals, validates};
use crate::common::{Lab, action, keyed};

/// Infos of the fixtures themselves.
const OWN: &[&str] = &["WFG003", "WFG004"];

#[test]
fn every_total_is_what_it_was_and_the_chain_holds() {
    let lab = old(3000, 4);
    let before: Vec<_> = ids(&lab).iter().map(|id| totals(&lab, id)).collect();
    let (rows, bytes) = (lab.count("stored_event"), std::fs::metadata(lab.path("t.db")).unwrap().len());
    let done = compact(&lab);
    assert!(lab.count("stored_event") < rows / 10, "workflows alone keep their events");
    assert_eq!(
        lab.one("SELECT count(*) FROM stored_session WHERE kind = 'stream'"),
        lab.one("SELECT count(*) FROM baseline")
    );
    let after = std::fs::metadata(lab.path("t.db")).unwrap().len();
    assert!(after < bytes / 2, "{after} of {bytes} bytes are left");
    assert_eq!(done["applied"]["after"]["file"], after);
    for (id, before) in ids(&lab).iter().zip(before) {
        assert_eq!(totals(&lab, id), before, "{id}");
    }
    validates(&lab, OWN);
    let entry = "SELECT count(*) FROM journal WHERE kind = 'recorder.compacted'";
    assert_eq!(lab.one(entry), lab.one("SELECT count(*) FROM ledger WHERE kind = 'compacted'"));
    lab.run(&["snapshot", "verify", "--all"], "").expect(0);
    assert_eq!(compact(&lab)["steps"].as_array().unwrap().len(), 0, "once is enough");
}

#[test]
fn a_point_before_the_baseline_is_gone_and_is_said_to_be() {
    let lab = Lab::new();
    let lines: String = (1..=200).map(|n| keyed("s", n)).collect();
    lab.record(&[], lines).expect(0);
    compact(&lab);
    for point in [["--seq", "5"], ["--event", "k5"], ["--at", "2025-08-17T19:48:00.005Z"]] {
        let failure = lab.run(&["replay", "s", point[0], point[1], "--json"], "").expect(5).failure();
        let message = failure["message"].as_str().unwrap();
        assert!(message.contains("compacted") && message.contains("after event 200"), "{message}");
    }
    lab.run(&["replay", "s", "--seq", "200"], "").expect(0);
    lab.run(&["replay", "s", "--seq", "201"], "").expect(5);
    lab.run(&["replay", "s", "--event", "k999"], "").expect(5);
    lab.run(&["rollback", "s", "--seq", "5"], "").expect(5);
    let shown = lab.run(&["show", "s"], "").expect(0).stdout;
    assert!(shown.contains("compacted   up to event 200"), "{shown}");
}

#[test]
fn a_recording_goes_on_behind_the_baseline_and_resends_stay_harmless() {
    let lab = Lab::new();
    let lines = |range: std::ops::RangeInclusive<u64>| range.map(|n| keyed("s", n)).collect::<String>();
    lab.record(&["--session", "s"], lines(1..=300)).expect(0);
    compact(&lab);
    let resumed = lab.record(&["--session", "s", "--resume"], lines(250..=400)).expect(0);
    assert_eq!(resumed.counts()[..2], [100, 51], "what is in the baseline is known");
    let twin = Lab::new();
    let straight = twin.record(&["--session", "s"], lines(1..=400)).expect(0);
    assert_eq!(resumed.hash("s"), straight.hash("s"));
    let [own, other] = [&lab, &twin].map(|l| totals(l, "s"));
    assert_eq!(own[0], other[0]);
    validates(&lab, &[]);
    // And again: a baseline on top of a baseline.
    compact(&lab);
    assert_eq!(lab.one("SELECT last_seq FROM baseline"), "400");
    assert_eq!(totals(&lab, "s")[..2], own[..2]);
    lab.record(&["--session", "s", "--resume"], lines(401..=420)).expect(0);
    validates(&lab, &[]);
    assert_eq!(totals(&lab, "s")[0], 420);
}

#[test]
fn a_head_that_was_taken_before_does_not_accuse_a_compaction() {
    let lab = old(1000, 2);
    let head = lab.run(&["head"], "").expect(0).stdout;
    lab.write("head", head);
    compact(&lab);
    lab.run(&["validate", "t.db", "--head", "head"], "").expect(0);
    tamper(&lab, "UPDATE ledger SET hash = zeroblob(32) WHERE entry_no = 2");
    lab.run(&["validate", "t.db", "--head", "head"], "").expect(4);
}

#[test]
fn what_does_not_hold_is_not_compacted() {
    let lab = old(1000, 3);
    let streams = "SELECT session_no FROM stored_session WHERE kind = 'stream' ORDER BY 1";
    let numbers = lab.rows(streams);
    let rows = lab.one(&format!("SELECT count(*) FROM stored_event WHERE event_id >> 40 = {}", numbers[0]));
    tamper(
        &lab,
        &format!("UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id = ({} << 40) + 7", numbers[0]),
    );
    tamper(&lab, &format!("UPDATE journal SET facts = '{{}}' WHERE journal_id = ({} << 40) + 1", numbers[1]));
    let done = retention(&lab, &["apply", "--compact-older-than", "1ms", "--yes"], 3);
    let failed = done["applied"]["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 2, "{done}");
    assert!(failed.iter().any(|f| f["message"].as_str().unwrap().contains("seal")), "{failed:?}");
    assert!(failed.iter().any(|f| f["message"].as_str().unwrap().contains("journal entry 1")), "{failed:?}");
    let now = lab.one(&format!("SELECT count(*) FROM stored_event WHERE event_id >> 40 = {}", numbers[0]));
    assert_eq!((now, lab.count("baseline")), (rows, numbers.len() as u64 - 2));
}

#[test]
fn what_stands_before_a_baseline_is_still_covered() {
    let lab = old(1000, 4);
    compact(&lab);
    let copy = std::fs::read(lab.path("t.db")).unwrap();
    for (sql, rule) in [
        ("UPDATE journal SET facts = '{}' WHERE kind = 'recorder.opened'", "WFH003"),
        ("DELETE FROM journal WHERE kind = 'state.snapshot_created'", "WFH003"),
        ("UPDATE baseline SET energy_micro = energy_micro + 1", "WFB001"),
        ("UPDATE baseline SET state_hash = zeroblob(32)", "WFB001"),
        (
            "UPDATE baseline SET state = (SELECT state FROM baseline b WHERE b.session_no != baseline.session_no LIMIT 1)",
            "WFB",
        ),
        ("UPDATE baseline SET last_seq = last_seq - 1", "WFB002"),
        ("UPDATE ledger SET facts = replace(facts, 'to_seq', 'so_seq') WHERE kind = 'compacted'", "WFH004"),
        ("DELETE FROM baseline", "WFB003"),
    ] {
        std::fs::write(lab.path("t.db"), &copy).unwrap();
        tamper(&lab, sql);
        let found = lab.run(&["validate", "t.db"], "").expect(4).stdout;
        assert!(found.contains(rule), "{sql}: {found}");
    }
}

#[test]
fn recover_keeps_a_baseline() {
    let lab = Lab::new();
    let lines = |range: std::ops::RangeInclusive<u64>| range.map(|n| action("s", n)).collect::<String>();
    lab.record(&["--session", "s"], lines(1..=300)).expect(0);
    compact(&lab);
    lab.record(&["--session", "s", "--resume"], lines(301..=400)).expect(0);
    lab.record(&["--session", "other"], (1..=100).map(|n| action("other", n)).collect::<String>()).expect(0);
    compact(&lab);
    lab.record(&["--session", "s", "--resume"], lines(401..=450)).expect(0);
    let before = ["s", "other"].map(|id| totals(&lab, id)[..5].to_vec());
    lab.run(&["recover", "t.db", "-o", "good.db"], "").expect(0);
    std::fs::rename(lab.path("good.db"), lab.path("t.db")).unwrap();
    assert_eq!(["s", "other"].map(|id| totals(&lab, id)[..5].to_vec()), before);
    assert_eq!(lab.count("baseline"), 2);
    validates(&lab, &[]);
    // A baseline that cannot be believed is a declared loss, and the rest is saved.
    tamper(&lab, "UPDATE baseline SET state = x'00' WHERE last_seq = 400");
    lab.run(&["recover", "t.db", "-o", "half.db"], "").expect(3);
    lab.run(&["validate", "half.db"], "").expect(0);
}
