//! `wfstate archive`, in place and into a file, and every verb on what it makes.

use super::scene::made;
use crate::common::{Lab, action, follows, keyed};
use serde_json::{Value, json};

fn archive(lab: &Lab, args: &[&str], code: i32) -> Value {
    let all = [&["archive", "--json"], args].concat();
    let answer = lab.run(&all, "").expect(code).answer();
    follows("archive", &answer);
    answer
}

fn ids(lab: &Lab) -> Vec<String> {
    let listed = lab.run(&["list", "--json"], "").expect(0).answer();
    listed["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["session_id"].as_str().unwrap().to_owned())
        .collect()
}

/// What a verb answers, without the path that it names.
fn said(lab: &Lab, args: &[&str]) -> Value {
    let mut answer = lab.run(args, "").expect(0).answer();
    if let Some(all) = answer.as_object_mut() {
        for k in ["sealed_events", "sealed_bytes", "bytes", "path"] {
            all.remove(k);
        }
    }
    answer
}

#[test]
fn sessions_are_packed_in_place_and_nobody_notices_but_the_file() {
    let lab = made(3000);
    let sessions = ids(&lab);
    let all = |lab: &Lab| -> Vec<Value> {
        let of = |id: &String| [said(lab, &["show", id, "--json"]), said(lab, &["replay", id, "--json"])];
        sessions.iter().flat_map(of).collect()
    };
    let before = all(&lab);
    let dry = archive(&lab, &["create", "--all", "--dry-run"], 0);
    assert_eq!((&dry["dry_run"], &dry["events"]), (&json!(true), &json!(3000)));
    assert_eq!(lab.count("segment"), 0);
    lab.run(&["archive", "create", "--all"], "").expect(2);
    assert_eq!(lab.count("segment"), 0, "nobody answered");
    let done = archive(&lab, &["create", "--all", "--yes"], 0);
    assert_eq!((&done["events"], lab.count("stored_event")), (&json!(3000), 0));
    assert!(done["free_bytes"].as_u64().unwrap() > 50_000, "{done}");
    assert!(done["bytes"].as_u64().unwrap() < 3000 * 90, "{done}");
    assert_eq!(all(&lab), before);
    lab.run(&["validate", "t.db"], "").expect(0);
    let sealed = lab.rows("SELECT facts FROM ledger WHERE kind = 'sealed'");
    assert_eq!(sealed.len(), 3, "{sealed:?}");
    let shown = lab.run(&["show", &sessions[0], "--json"], "").expect(0).answer();
    assert_eq!(shown["sealed_events"], shown["events"]);
    follows("show", &shown);
    follows("list", &lab.run(&["list", "--json"], "").expect(0).answer());
    let stats = lab.run(&["stats", "--json"], "").expect(0).answer();
    follows("stats", &stats);
    assert_eq!(archive(&lab, &["create", "--all", "--yes"], 0)["events"], 0, "once");
}

#[test]
fn a_live_session_is_never_packed_and_the_newest_events_can_stay() {
    let lab = Lab::new();
    lab.record(&[], (1..=5000).map(|n| action("old", n)).collect::<String>()).expect(0);
    let mut live = lab.start(&["record", "--json", "--ack", "commit"]);
    live.send((1..=30).map(|n| action("now", n)).collect::<String>());
    live.await_ack(30);
    let part = archive(&lab, &["create", "old", "now", "--yes", "--keep-newest", "2"], 3);
    assert_eq!(part["live"], json!(["now"]));
    let events = part["events"].as_u64().unwrap();
    assert!((2000..=3000).contains(&events), "up to a seal: {events}");
    lab.run(&["archive", "create", "now", "--yes"], "").expect(5);
    live.send((31..=60).map(|n| action("now", n)).collect::<String>());
    live.await_ack(60);
    assert_eq!(live.end().code, 0);
    lab.run(&["validate", "t.db"], "").expect(0);
    assert_eq!(lab.run(&["replay", "old", "--json"], "").expect(0).answer()["verified"], true);
    lab.run(&["archive", "create", "--yes"], "").expect(2);
    lab.run(&["archive", "create", "--older-than", "30d", "--yes"], "").expect(5);
    assert!(archive(&lab, &["create", "--older-than", "0s", "--yes"], 0)["events"].as_u64().unwrap() > 0);
}

#[test]
fn a_file_holds_the_sessions_that_were_named_and_nothing_of_the_others() {
    let lab = Lab::new();
    let lines = |id: &str| {
        (1..=1500).map(|n| keyed(id, n).replace("\"b", &format!("\"{id}-needle"))).collect::<String>()
    };
    lab.record(&["--label", "mine"], lines("wanted")).expect(0);
    lab.record(&["--label", "secretlabel"], lines("othersession")).expect(0);
    lab.record(&[], "{\"session_id\":\"othersession\",\n");
    let before = lab.rows("SELECT * FROM stored_event");
    let made = archive(&lab, &["create", "wanted", "-o", "kept.wfz"], 0);
    assert_eq!(made["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(lab.rows("SELECT * FROM stored_event"), before, "the database is as it was");
    let noted = lab.rows("SELECT facts, path FROM ledger JOIN copy USING (entry_no) WHERE kind = 'archived'");
    assert!(noted.len() == 1 && noted[0].contains(made["sha256"].as_str().unwrap()), "{noted:?}");
    lab.run(&["validate", "kept.wfz"], "").expect(0);
    lab.run(&["validate", "t.db"], "").expect(0);
    // Every verb reads it, named as the database or as the session.
    let at_home = said(&lab, &["replay", "wanted", "--json"]);
    assert_eq!(said(&lab, &["replay", "kept.wfz", "--json"]), at_home);
    assert_eq!(said(&lab, &["replay", "kept.wfz", "--session", "wanted", "--json"]), at_home);
    assert_eq!(said(&lab, &["replay", "wanted", "--json", "--db", "kept.wfz"]), at_home);
    assert_eq!(said(&lab, &["show", "kept.wfz", "--json"])["session_id"], "wanted");
    let listed = lab.run(&["list", "kept.wfz", "--json"], "").expect(0).answer();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(lab.run(&["stats", "kept.wfz", "--json"], "").expect(0).answer()["events"], 1500);
    let found = archive(&lab, &["list", "."], 0);
    assert_eq!(found["archives"][0]["sessions"][0]["session_id"], "wanted");
    lab.run(&["archive", "list", "t.db"], "").expect(3);
    // Unpacked, nothing of the other session is in it.
    let unzipped = lab.path("out");
    std::fs::create_dir(&unzipped).unwrap();
    let status = std::process::Command::new("unzip")
        .args(["-q", "-d", unzipped.to_str().unwrap(), lab.path("kept.wfz").to_str().unwrap()])
        .status();
    if status.is_ok_and(|s| s.success()) {
        let bytes = std::fs::read(unzipped.join("state.db")).unwrap();
        let has = |needle: &str| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
        assert!(has("wanted"), "the search finds what is there");
        for needle in ["othersession", "secretlabel"] {
            assert!(!has(needle), "{needle}");
        }
    }
    // Never over something that is there.
    lab.run(&["archive", "create", "wanted", "-o", "kept.wfz"], "").expect(1);
    lab.run(&["archive", "create", "wanted", "-o", "kept.wfz", "--force"], "").expect(0);
    lab.run(&["archive", "create", "wanted", "-o", "t.db", "--force"], "").expect(2);
}

#[test]
fn an_archive_comes_back_into_a_database() {
    let lab = made(4000);
    let session = ids(&lab).remove(2);
    archive(&lab, &["create", &session, "-o", "kept.wfz"], 0);
    let there = said(&lab, &["replay", &session, "--json"]);
    let fresh = Lab::new();
    std::fs::copy(lab.path("kept.wfz"), fresh.path("kept.wfz")).unwrap();
    let back = fresh.run(&["archive", "restore", "kept.wfz", "--json"], "").expect(0).answer();
    assert_eq!(back["counts"]["imported"], 1, "{back}");
    let here = said(&fresh, &["replay", &session, "--json"]);
    assert_eq!((&here["state_hash"], &here["energy"]), (&there["state_hash"], &there["energy"]));
    fresh.run(&["validate", "t.db"], "").expect(0);
    let again = lab.run(&["archive", "restore", "kept.wfz", "--json"], "").expect(0).answer();
    assert_eq!(again["counts"]["already_there"], 1, "{again}");
}

#[test]
fn an_archive_is_exported_as_a_file_and_is_not_written() {
    let lab = made(300);
    lab.run(&["archive", "create", "--all", "-o", "kept.wfz"], "").expect(0);
    lab.run(&["export", "--all", "--db", "kept.wfz", "-o", "a.ndjson"], "").expect(0);
    lab.run(&["export", "kept.wfz", "-o", "b.ndjson"], "").expect(0);
    let [a, b] = ["a.ndjson", "b.ndjson"].map(|n| std::fs::read(lab.path(n)).unwrap());
    assert!(a == b && a.len() > 1000, "all of its sessions");
    let before = std::fs::read(lab.path("kept.wfz")).unwrap();
    let line = action("more", 1);
    for args in
        [&["record"][..], &["purge", "--all", "--yes"], &["maintain"], &["hold", "add", "--user", "u"]]
    {
        let ran = lab.run(&[args, &["--db", "kept.wfz"]].concat(), line.clone()).expect(1);
        assert!(ran.stderr.contains("wfstate archive restore"), "{}", ran.stderr);
    }
    assert_eq!(std::fs::read(lab.path("kept.wfz")).unwrap(), before);
}
