//! Which rule takes which session.

use super::scene::{ids, old, retention, totals, validates};
use crate::common::{Lab, action};
use serde_json::{Value, json};

const OWN: &[&str] = &["WFG003", "WFG004"];

fn steps(answer: &Value, action: &str) -> Vec<String> {
    let all = answer["steps"].as_array().unwrap().iter().filter(|s| s["action"] == action);
    all.map(|s| s["session_id"].as_str().unwrap().to_owned()).collect()
}

fn recorded(lab: &Lab, session: &str, events: u64, more: &[&str]) {
    let lines: String = (1..=events).map(|n| action(session, n)).collect();
    lab.record(&[&["--session", session], more].concat(), lines).expect(0);
}

#[test]
fn nothing_is_configured_and_nothing_is_done() {
    let lab = old(500, 2);
    let bytes = std::fs::read(lab.path("t.db")).unwrap();
    let plan = retention(&lab, &["plan"], 0);
    assert_eq!((&plan["configured"], &plan["steps"]), (&json!(false), &json!([])));
    assert_eq!(retention(&lab, &["apply"], 0)["applied"], Value::Null);
    let said = lab.run(&["retention", "apply"], "").expect(0).stdout;
    assert!(said.contains("no retention is configured"), "{said}");
    assert!(bytes == std::fs::read(lab.path("t.db")).unwrap());
}

#[test]
fn it_asks_and_a_plan_changes_nothing() {
    let lab = old(500, 2);
    let rows = lab.count("stored_event");
    let failure = lab.run(&["retention", "apply", "--compact-older-than", "1d", "--json"], "").expect(2);
    assert!(failure.failure()["hint"].as_str().unwrap().contains("retention plan"));
    assert!(!steps(&retention(&lab, &["plan", "--compact-older-than", "1d"], 0), "compact").is_empty());
    assert_eq!(lab.count("stored_event"), rows);
}

#[test]
fn the_configuration_has_rules_for_kinds_labels_and_modes() {
    let lab = old(600, 4);
    let config = "[retention]\ncleanup_old_events_days = 30\n[retention.kind.workflow]\nmax_count = 0\n\
                  [retention.label.\"no such\"]\nmax_age = \"1d\"\n[retention.mode.offline]\nmax_bytes = \"1G\"\n";
    lab.write("wfstate.toml", config);
    let shown = lab.run(&["config", "show", "--origin"], "").expect(0).stdout;
    assert!(shown.contains("[retention.kind.workflow]\nmax_count = 0"), "{shown}");
    assert!(shown.contains("[retention.label.\"no such\"]"), "{shown}");
    let plan = retention(&lab, &["plan"], 0);
    let rules = plan["steps"].as_array().unwrap();
    let workflows = lab.rows("SELECT session_id FROM stored_session WHERE kind = 'workflow'");
    assert_eq!(steps(&plan, "purge"), workflows);
    assert!(
        rules.iter().any(|s| s["rule"] == "kind workflow") && rules.iter().any(|s| s["rule"] == "retention")
    );
    // Flags that say how much is kept take the place of all of it; a label narrows it.
    assert!(steps(&retention(&lab, &["plan", "--compact-older-than", "36500d"], 0), "purge").is_empty());
    let narrowed = retention(&lab, &["plan", "--label", "no such"], 0);
    assert_eq!((&narrowed["steps"], &narrowed["configured"]), (&json!([]), &json!(true)));

    lab.write(
        "wfstate.toml",
        "[retention.kind.workflo]\nmax_age = \"1d\"\n[retention.label.a]\nmax_agee = 1\n",
    );
    let said = lab.run(&["config", "check"], "").expect(2).stdout;
    assert!(said.contains("did you mean `[retention.kind.workflow]`"), "{said}");
    assert!(said.contains("did you mean `max_age`"), "{said}");
    lab.run(&["retention", "plan"], "").expect(2);
}

#[test]
fn age_is_that_of_the_end_and_of_the_last_event_where_nobody_ended_it() {
    let lab = Lab::new();
    recorded(&lab, "ended", 50, &[]);
    let mut dying = lab.start(&["record", "--ack", "commit", "--session", "died"]);
    dying.send((1..=50).map(|n| action("died", n)).collect::<String>());
    dying.await_ack(50);
    dying.signal("KILL");
    dying.end();
    // Their events are of 2025, and both were recorded a moment ago.
    let plan = retention(&lab, &["plan", "--older-than", "30d"], 0);
    assert_eq!(steps(&plan, "purge"), ["died"]);
    assert_eq!(plan["steps"][0]["by_last_event"], true);
    assert_eq!(plan["steps"][0]["status"], "Interrupted");
    assert!(plan["steps"][0]["ended"].as_str().unwrap().starts_with("2025-08-17"), "{plan}");
}

#[test]
fn the_newest_so_many_are_kept_and_the_others_are_purged() {
    let lab = old(800, 5);
    let all = ids(&lab);
    let done = retention(&lab, &["apply", "--keep", "2", "--yes"], 0);
    assert_eq!(done["applied"]["done"].as_array().unwrap().len(), 3);
    assert_eq!(ids(&lab), all[..2]);
    validates(&lab, OWN);
    assert_eq!(lab.one("SELECT count(*) FROM ledger WHERE kind = 'purged'"), "3");
}

#[test]
fn a_hold_keeps_a_session_whole() {
    let lab = old(800, 4);
    let streams = lab.rows("SELECT session_id FROM stored_session WHERE kind = 'stream' ORDER BY 1");
    lab.run(&["hold", "add", &streams[0]], "").expect(0);
    let before = totals(&lab, &streams[0]);
    let rows = lab.count("stored_event");
    let done = retention(&lab, &["apply", "--compact-older-than", "1d", "--label", "no", "--yes"], 0);
    assert_eq!((done["applied"].clone(), lab.count("stored_event")), (Value::Null, rows));
    let plan = retention(&lab, &["plan", "--older-than", "1d"], 0);
    for step in plan["steps"].as_array().unwrap() {
        assert_eq!(step["held"], step["session_id"] == streams[0].as_str(), "{plan}");
    }
    let text = lab.run(&["retention", "plan", "--older-than", "1d"], "").expect(0).stdout;
    assert_eq!(text.lines().filter(|l| l.starts_with("nothing: held")).count(), 1, "{text}");
    let done = retention(&lab, &["apply", "--older-than", "1d", "--yes"], 3);
    assert_eq!(done["applied"]["vacuum_why_not"], Value::Null, "no page is free: {done}");
    assert!(done["applied"]["failed"][0]["message"].as_str().unwrap().contains("hold"), "{done}");
    assert_eq!(ids(&lab), [streams[0].clone()]);
    assert_eq!(totals(&lab, &streams[0]), before);
    retention(&lab, &["apply", "--compact-older-than", "1d", "--yes"], 3);
    assert_eq!(lab.count("baseline"), 0);
    validates(&lab, OWN);
}

#[test]
fn a_size_budget_is_met_by_file_and_log_and_totals_stay_valid() {
    let lab = old(6000, 5);
    let bytes = || {
        let len = |name: &str| std::fs::metadata(lab.path(name)).map_or(0, |m| m.len());
        len("t.db") + len("t.db-wal")
    };
    let before = bytes();
    // Packing the oldest is enough for this, and nothing goes.
    let (energies, most) = (lab.rows("SELECT total_energy FROM session ORDER BY 1"), before * 6 / 10);
    let done = retention(&lab, &["apply", "--max-bytes", &most.to_string(), "--yes"], 0);
    assert!(bytes() <= most, "{} of {most}: {done}", bytes());
    assert!(lab.count("segment") > 0 && lab.count("baseline") == 0, "{done}");
    assert!(lab.count("stored_event") > 100, "{done}");
    assert_eq!(lab.rows("SELECT total_energy FROM session ORDER BY 1"), energies);
    validates(&lab, OWN);
    // This needs more than packing.
    let most = 200_000;
    let done = retention(&lab, &["apply", "--max-bytes", &most.to_string(), "--yes"], 0);
    assert!(bytes() <= most, "{} of {most}: {done}", bytes());
    let actions: Vec<_> = done["applied"]["done"].as_array().unwrap().iter().map(|d| &d["action"]).collect();
    assert!(actions.contains(&&json!("compact")), "{done}");
    validates(&lab, OWN);
    // And this cannot be met: an empty database is larger.
    let done = retention(&lab, &["apply", "--max-bytes", "4096", "--yes"], 3);
    assert!(done["applied"]["over"].as_u64().unwrap() > 0 && ids(&lab).is_empty());
    validates(&lab, OWN);
}

#[test]
fn sealed_events_are_compacted_as_rows_are() {
    use wfstate::store::{Ask, Opening, Place, Writer};
    let lab = Lab::new();
    let lines: String = (1..=3000).map(|n| action("s", n)).collect();
    lab.record(&["--session", "s"], lines).expect(0);
    let before = totals(&lab, "s");
    let border = "SELECT max(event_id & 1099511627775) FROM stored_event WHERE seal IS NOT NULL \
                  AND event_id & 1099511627775 BETWEEN 500 AND 2100";
    let border: u64 = lab.one(border).parse().unwrap();
    let opening = Opening {
        create: None,
        durable: true,
        lock_timeout: std::time::Duration::from_secs(5),
        owner: wfstate::ambient::process_name(),
    };
    let mut writer = Writer::open(&Place::parse(&lab.path("t.db")), &opening).unwrap();
    let mut tx = writer.begin().unwrap();
    tx.seal_range(1, (1, 3000)).unwrap();
    tx.commit().unwrap();
    let row = writer.ask(|q| q.session("s")).unwrap().unwrap();
    let now = wfstate::ambient::now();
    let done = wfstate::compact::compact(&mut writer, &row, border, now, &wfstate::observer::Silent).unwrap();
    writer.tidy().unwrap();
    drop(writer);
    assert_eq!(done.events, border);
    assert_eq!(totals(&lab, "s"), before);
    validates(&lab, &[]);
    super::scene::compact(&lab);
    assert_eq!((lab.count("segment"), lab.count("segment_dictionary"), lab.count("stored_event")), (0, 0, 0));
    assert_eq!(totals(&lab, "s"), before);
    validates(&lab, &[]);
}
