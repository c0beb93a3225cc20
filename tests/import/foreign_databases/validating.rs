//! `validate`, `migrate` and the other verbs on databases of other programs.

use super::made::{statemanager, wirthforge};
use super::{all, real, validated};
use crate::common::{Lab, finish};
use crate::import::export::sessions;
use serde_json::Value;
use std::collections::BTreeMap;

/// How often each rule was broken.
fn rules(report: &Value) -> BTreeMap<String, usize> {
    let mut rules = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        *rules.entry(finding["rule"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    rules
}

fn want(rules: &[(&str, usize)]) -> BTreeMap<String, usize> {
    rules.iter().map(|(rule, n)| ((*rule).to_owned(), *n)).collect()
}

#[test]
fn the_real_databases_are_told_what_is_wrong_with_them_under_the_same_rules() {
    let lab = Lab::new();
    for name in ["wirthforge-1.0.0.db", "statemanager-v1.db"] {
        real(&lab, name);
    }
    let before = all(&lab.path("."));
    let (code, report) = validated(&lab, "wirthforge-1.0.0.db");
    assert_eq!(
        (code, report["coverage"].as_str(), report["importer"].as_str()),
        (4, Some("foreign"), Some("wirthforge"))
    );
    let count = |what: &str| report[what].as_u64();
    assert_eq!((count("sessions"), count("events"), count("snapshots")), (Some(3), Some(2170), Some(0)));
    let found = rules(&report);
    assert!(found["WFR001"] > 900 && found.len() == 1, "its words: {found:?}");
    let first = &report["findings"][0];
    assert_eq!(
        (first["session_id"].as_str(), first["message"].as_str()),
        (Some("20250817T194800Z_001"), Some("event 4: /data/token holds words"))
    );
    let (code, report) = validated(&lab, "statemanager-v1.db");
    assert_eq!((code, rules(&report)), (4, want(&[("WFC001", 1), ("WFC006", 2)])), "{report}");
    assert!(before == all(&lab.path(".")), "something was changed or left behind");
    let text = lab.run(&["validate", "statemanager-v1.db"], "").expect(4).stdout;
    assert!(text.contains("wfstate import --from statemanager"), "{text}");
}

#[test]
fn each_kind_of_trouble_has_its_rule_and_a_clean_file_none() {
    let lab = Lab::new();
    let made = wirthforge(&lab);
    made.session("s", Some("2025-08-17T19:48:59Z"));
    made.action("s", 1, Some(0.5));
    let (code, report) = validated(&lab, "w.db");
    assert_eq!((code, rules(&report)), (0, want(&[])), "the control: {report}");
    made.action("s", 0, Some(0.5));
    made.event("s", "2025-08-17T19:48:02Z".to_owned(), "user.action", "{".to_owned(), None);
    made.event("s", "2025-08-17T19:48:02Z".to_owned(), "user.action", "{}".to_owned(), None);
    made.action("x", 3, None);
    made.sql(
        "UPDATE session SET total_energy = 50; INSERT INTO snapshot (session_id, state) VALUES ('s', 'gone')",
    );
    let (code, report) = validated(&lab, "w.db");
    let found = rules(&report);
    let rules = ["WFE001", "WFJ001", "WFJ002", "WFK003", "WFN001", "WFT001"];
    assert_eq!((code, found.keys().map(String::as_str).collect::<Vec<_>>()), (4, rules.to_vec()), "{report}");
    let one = lab.run(&["validate", "--json", "--select", "WFJ", "w.db"], "");
    assert!(one.stdout.contains("WFJ001") && !one.stdout.contains("WFE001"), "{}", one.stdout);
}

#[test]
fn damage_of_the_file_is_told_as_damage() {
    let lab = Lab::new();
    let made = statemanager(&lab);
    made.sql("CREATE TABLE more (a PRIMARY KEY); INSERT INTO more VALUES ('some text'), ('other text')");
    made.sql("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE more (a PRIMARY KEY, b NOT NULL)' WHERE name = 'more'");
    drop(made);
    let (code, report) = validated(&lab, "s.db");
    assert_eq!((code, rules(&report)), (4, want(&[("WFD001", 2)])), "{report}");
    // One whose rows cannot be read to their end.
    let made = wirthforge(&lab);
    made.session("s", None);
    for n in 0..3000 {
        made.action("s", n % 60, None);
    }
    drop(made);
    let mut bytes = std::fs::read(lab.path("w.db")).unwrap();
    let page = bytes.len() / 4096 / 3 * 4096;
    bytes[page..page + 4096].fill(0xa5);
    std::fs::write(lab.path("w.db"), &bytes).unwrap();
    let (code, report) = validated(&lab, "w.db");
    let found: Vec<String> = rules(&report).into_keys().collect();
    assert_eq!((code, report["coverage"].as_str()), (4, Some("partial")), "{report}");
    assert_eq!(found, ["WFD001", "WFD003"], "{report}");
}

#[test]
fn migrate_and_the_other_verbs_say_what_takes_it_and_change_nothing() {
    let lab = Lab::new();
    let name = "statemanager-v1.db";
    real(&lab, name);
    let before = all(&lab.path("."));
    let verbs: [(&[&str], i32); 7] = [
        (&["migrate", "up"], 13),
        (&["migrate", "status"], 13),
        (&["migrate", "verify"], 13),
        (&["list"], 1),
        (&["show", "latest"], 1),
        (&["record", "--session", "x"], 1),
        (&["purge", "--all", "--yes"], 1),
    ];
    for (verb, code) in verbs {
        let ran = lab.run(&[verb, &["--db", name]].concat(), "").expect(code);
        assert!(ran.stderr.contains("of another program (statemanager)"), "{verb:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("wfstate import --from statemanager"), "{verb:?}: {}", ran.stderr);
    }
    assert!(before == all(&lab.path(".")));
    // A database that nobody knows is left alone as before.
    let made = wirthforge(&lab);
    made.sql("DROP TABLE event");
    drop(made);
    let ran = lab.run(&["list", "--db", "w.db"], "").expect(1);
    assert!(ran.stderr.contains("leaves other applications' files alone"), "{}", ran.stderr);
    let ran = lab.run(&["migrate", "up", "--db", "w.db"], "").expect(1);
    assert!(!ran.stderr.contains("import"), "{}", ran.stderr);
}

#[test]
fn somebody_at_a_terminal_has_it_imported_into_a_new_database_beside_it() {
    if !std::path::Path::new("/usr/bin/script").exists() {
        return eprintln!("no `script` here: the question is not asked");
    }
    let lab = Lab::new();
    let source = real(&lab, "statemanager-v1.db");
    let before = std::fs::read(&source).unwrap();
    let migrate = |answer: &str| {
        let mut command = lab.shell("exec script -qec \"$W migrate up --db statemanager-v1.db\" /dev/null");
        command.env("SHELL", "/bin/sh").env("TERM", "dumb");
        finish(command, answer.as_bytes())
    };
    let ran = migrate("n\n");
    assert!(ran.stdout.contains("statemanager-v1.wfstate.db?") && ran.code == 1, "{}", ran.stdout);
    assert!(!lab.path("statemanager-v1.wfstate.db").exists());
    let ran = migrate("y\n");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_eq!(sessions(&lab.path("statemanager-v1.wfstate.db")).len(), 5);
    assert!(before == std::fs::read(&source).unwrap());
    let ran = migrate("y\n");
    assert!(ran.code == 13 && ran.stdout.contains("is there already"), "{} {}", ran.code, ran.stdout);
}
