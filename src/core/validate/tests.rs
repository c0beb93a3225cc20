//! For every rule a database that breaks it and nothing else, and one that breaks none.

use super::testkit::{Script, build};
use super::{Coverage, RULES, Severity};
use crate::core::observer::Silent;
use crate::core::store::Reader;
use crate::core::{fixture, head};
use std::collections::BTreeSet;
use std::time::Duration;

type Case = (&'static str, fn(&mut Script), &'static str);

fn nothing(_: &mut Script) {}

/// A refused line that holds a key, put together so that no tool takes this file for a leak.
const LINE_WITH_KEY: &str = "INSERT INTO stored_quarantine (received_us, source, line_no, code, message, length, digest, line) \
    VALUES (1, '-', 3, 'json', 'no JSON', 7, randomblob(16), '{\"a\":\"AK' || 'IAQ7RF2LXV9BTZK4MW\"}')";

/// A phase with a price.
const PHASE: (&str, &str) = ("workflow.phase_completed", r#"{"phase_id":"p","cost_micro_usd":3}"#);

/// A rule, what is recorded so that it is broken, and what is damaged afterwards. The table of breakages of
/// `fixture make` has one for each rule; these are further ways.
const CASES: &[Case] = &[
    ("WFD003", nothing, "UPDATE stored_session SET state_hash = x'00'"),
    (
        "WFK003",
        nothing,
        "INSERT INTO stored_event (event_id, ts_us, type_no, flags) VALUES ((9 << 40) + 1, 1, 1, 0)",
    ),
    ("WFK003", nothing, "INSERT INTO journal VALUES ((9 << 40) + 1, 0, 1, 'k', '{}', x'')"),
    ("WFK004", nothing, "UPDATE event_key SET seq = 7 WHERE seq = 4"),
    ("WFJ001", |s| s.event(10).data = r#"{"a":"#.into(), ""),
    (
        "WFJ002",
        |s| s.event(12).data = r#"{"duration_ms":-1,"clean_shutdown":true,"reason":"error"}"#.into(),
        "",
    ),
    ("WFE001", nothing, "UPDATE stored_session SET model_id = 'other'"),
    (
        "WFE001",
        nothing,
        "UPDATE stored_session SET level = 0, user_id = 'x', mode = 'y', hardware_tier = 'high'",
    ),
    ("WFE003", nothing, "UPDATE stored_session SET state_hash = NULL"),
    ("WFE005", |s| s.event(12).data = s.event(12).data.replace(":8", ":8.1"), ""),
    ("WFM001", nothing, "DELETE FROM migration"),
    ("WFM002", nothing, "UPDATE migration SET name = 'x'"),
    ("WFM003", nothing, "INSERT INTO migration VALUES (0, 'x', 'y', 1)"),
    ("WFC001", |s| s.workflow(&[PHASE, PHASE]), "UPDATE stored_session SET cost_micro_usd = 7"),
    ("WFC002", |s| s.end = None, "UPDATE stored_session SET end_us = start_us + 5"),
    (
        "WFC003",
        |s| {
            s.workflow(&[
                ("workflow.status_changed", r#"{"status":"Paused"}"#),
                ("workflow.status_changed", r#"{"status":"Completed"}"#),
            ]);
        },
        "",
    ),
    (
        "WFC004",
        |s| {
            s.workflow(&[
                ("workflow.started", r#"{"label":"l","attempt":1}"#),
                ("workflow.status_changed", r#"{"status":"Failed","previous_status":"Paused"}"#),
            ]);
        },
        "",
    ),
    ("WFR001", |s| s.event(10).data = r#"{"a":{"messages":[{"content":"some words"}]}}"#.into(), ""),
    ("WFR001", nothing, r#"UPDATE stored_session SET metadata = '{"prompt":"some words"}'"#),
    ("WFR002", nothing, LINE_WITH_KEY),
    ("WFR002", nothing, "UPDATE stored_session SET error_message = 'no AK' || 'IAQ7RF2LXV9BTZK4MW here'"),
    ("WFR003", |s| s.event(10).data = r#"{"a":"4111 1111 1111 1111"}"#.into(), ""),
    ("WFH001", nothing, "UPDATE stored_event SET ts_us = ts_us + 1 WHERE event_id & 255 = 5"),
    ("WFH001", nothing, r#"UPDATE stored_event SET extra = '{"z":1}' WHERE event_id & 255 = 5"#),
    ("WFH001", nothing, "UPDATE stored_event SET payload = NULL WHERE event_id & 255 = 10"),
    ("WFH001", nothing, "UPDATE stored_event SET seal = zeroblob(32) WHERE event_id & 255 = 3"),
    ("WFH003", nothing, "UPDATE journal SET ts_us = 5 WHERE kind = 'recorder.opened'"),
    ("WFH004", nothing, "UPDATE ledger SET hash = zeroblob(32) WHERE kind = 'opened'"),
    ("WFH008", nothing, "UPDATE stored_session SET pseudonym = x'01'"),
    ("WFH009", nothing, "UPDATE stored_session SET end_us = end_us + 1"),
    ("WFH009", nothing, "UPDATE stored_session SET start_us = start_us - 1"),
    // Without a recorder the row is compared with all that it could contradict.
    ("WFH009", nothing, "UPDATE stored_session SET owner = '1:1:nobody'"),
    ("WFH009", |s| s.interrupted = true, "UPDATE stored_session SET status = 'Cancelled'"),
    ("WFH011", nothing, "UPDATE stored_session SET label = NULL"),
    ("WFH011", nothing, "UPDATE stored_session SET kind = 'workflow'"),
    ("WFH011", nothing, "UPDATE stored_session SET durability = 'process'"),
    ("WFH011", nothing, "UPDATE stored_session SET stores_content = 1, mode = 'debug'"),
    ("WFH011", nothing, "UPDATE stored_session SET lost = 3"),
    ("WFN001", nothing, "UPDATE stored_snapshot SET base_id = 77 WHERE last_seq = 12"),
    ("WFN003", nothing, "UPDATE stored_snapshot SET energy_micro = 5 WHERE last_seq = 12"),
    ("WFN004", nothing, "UPDATE stored_snapshot SET ts_us = 5 WHERE last_seq = 12"),
    ("WFN004", nothing, "UPDATE stored_snapshot SET reason = 'x' WHERE last_seq = 12"),
];

#[test]
fn a_database_as_it_should_be_has_no_finding_at_all() {
    let report = build(|_| {}).check();
    assert_eq!(report.findings, []);
    assert_eq!((report.sessions, report.events, report.snapshots), (Some(1), Some(12), Some(2)));
    assert_eq!(report.coverage, Coverage::Full);
}

#[test]
fn each_kind_of_damage_breaks_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for (rule, change, sql) in CASES {
        let kit = build(change);
        if !sql.is_empty() {
            kit.sql(sql);
        }
        let (broken, said) = kit.broken();
        if broken != [*rule] {
            wrong.push(format!("{rule} by `{sql}`: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The rules that a fixture breaks, held against the head beside it where there is one.
fn broken_by(options: &fixture::Options) -> (Vec<&'static str>, String) {
    let report = fixture::make(options, &Silent).unwrap();
    let head = report.beside.as_ref().filter(|path| path.contains(".db.head"));
    let heads = head.map(|path| head::parse_all(&std::fs::read_to_string(path).unwrap()).unwrap());
    let options_of_check = super::Options {
        heads: heads.unwrap_or_default(),
        schemas: user_schemas(report.beside.as_deref()),
        ..super::Options::default()
    };
    let found = super::check_target(&options.out, &options_of_check, &Silent).unwrap().findings;
    let rules: BTreeSet<&str> = found.iter().map(|f| f.rule).collect();
    let said: Vec<String> = found.iter().map(|f| format!("{} {:?} {}", f.rule, f.seq, f.message)).collect();
    (rules.into_iter().collect(), said.join("\n"))
}

/// The schemas that stand beside a fixture, if they do.
fn user_schemas(beside: Option<&str>) -> super::UserSchemas {
    let directory = beside.map(std::path::PathBuf::from).filter(|b| b.is_dir());
    super::UserSchemas::load(directory.as_slice()).unwrap()
}

#[test]
fn every_breakage_breaks_its_rule_and_no_other_alone_and_among_other_sessions() {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for breakage in fixture::BREAKAGES {
        for (events, sessions) in [(None, None), (Some(900), Some(4))] {
            let options = fixture::Options {
                out: dir.path().join(format!("{}-{}.db", breakage.rule, sessions.unwrap_or(1))),
                events,
                sessions,
                broken: Some(breakage.rule.to_owned()),
                ..fixture::Options::default()
            };
            let (broken, said) = broken_by(&options);
            if broken != [breakage.rule] {
                wrong.push(format!("{} ({events:?} events): {said}", breakage.rule));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_log_that_sqlite_would_cut_short_is_found() {
    let found = |change: fn(&mut Vec<u8>)| {
        let report = build(|_| {}).with_log(4, change).check();
        report.findings.iter().map(|f| f.rule).collect::<Vec<_>>()
    };
    assert_eq!(found(|_| {}), [""; 0]);
    assert_eq!(found(|log| log[16] ^= 1), ["WFD005"], "its header");
    assert_eq!(found(|log| log[32 + 4120 + 1000] ^= 1), ["WFD005"], "two commits behind it");
    assert_eq!(found(|log| log[32 + 2 * 4120 + 1000] ^= 1), ["WFD006"], "one commit behind it");
    assert_eq!(found(|log| log[32 + 3 * 4120 + 1000] ^= 1), ["WFD007"], "the last commit");
    assert_eq!(found(|log| log.truncate(9000)), ["WFD007"]);
}

#[test]
fn what_is_only_worth_knowing_is_an_info() {
    let declared = build(|s| s.journal = Some("recorder.gap")).check();
    assert_eq!(declared.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), ["WFG003"]);
    let skipped = build(|s| s.event(9).frame = Some(90)).check();
    assert_eq!(skipped.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), ["WFG004"]);
    assert_eq!(skipped.tally.worst(), Some(Severity::Info));
    let message = &skipped.findings[0].message;
    assert!(message.ends_with(" to 89"), "the missing frames are listed: {message}");
}

#[test]
fn a_secret_in_the_states_of_snapshots_is_told_once_for_the_session() {
    let key = format!("AK{}", "IAQ7RF2LXV9BTZK4MW");
    let kit = build(|s| s.event(5).data = "{}".into());
    assert!(kit.check().findings.iter().all(|f| f.rule != "WFR002"));
    let kit = build(|s| {
        let started = format!(r#"{{"label":"{key}"}}"#);
        s.workflow(&[("workflow.started", &started)]);
        s.seals = vec![3, 8, 11, 12];
    });
    let found: Vec<_> = kit.check().findings.into_iter().map(|f| (f.rule, f.seq, f.message)).collect();
    let want = [
        ("WFR002", Some(10), "AWS access key (20 bytes) at /data/label"),
        ("WFR002", Some(11), "AWS access key (20 bytes) at /workflow/label in the state of snapshot 2"),
    ];
    assert_eq!(found, want.map(|(rule, seq, said)| (rule, seq, said.to_owned())));
}

#[test]
fn what_is_fast_enough_is_no_finding() {
    let sound = |change: fn(&mut Script)| assert_eq!(build(change).check().findings, []);
    sound(|s| s.frames(150, r#""frame_budget_used":16.67,"fps":30"#));
    sound(|s| s.frames(90, r#""frame_budget_used":40"#));
    sound(|s| (s.journal, s.journal_facts) = (Some("recorder.stats"), r#"{"commits":600}"#));
    // One slow commit among a few is not one in a hundred.
    sound(|s| {
        let few = r#"{"commits":20,"latency_us":{"p99":51000},"events_per_s":60.0}"#;
        (s.journal, s.journal_facts) = (Some("recorder.stats"), few);
    });
    // A burst waits on purpose.
    sound(|s| {
        let burst = r#"{"commits":600,"latency_us":{"p99":51000},"events_per_s":90000.0}"#;
        (s.journal, s.journal_facts) = (Some("recorder.stats"), burst);
    });
}

#[test]
fn a_row_that_is_gone_moved_or_added_is_found() {
    for sql in [
        "DELETE FROM stored_event WHERE event_id & 255 = 1",
        "DELETE FROM stored_event WHERE event_id & 255 = 5",
        "DELETE FROM stored_event WHERE event_id & 255 = 12",
        "DELETE FROM stored_event WHERE event_id & 255 > 8",
        "DELETE FROM stored_event",
        "UPDATE stored_event SET event_id = (1 << 40) + 13 WHERE event_id & 255 = 12",
        "UPDATE stored_event SET event_id = (1 << 40) WHERE event_id & 255 = 1",
        "INSERT INTO stored_event SELECT event_id + 1, ts_us, type_no, flags, frame_id, energy_micro, payload, event_key, \
         extra, seal FROM stored_event WHERE event_id & 255 = 12",
        "UPDATE stored_event SET payload = (SELECT payload FROM stored_event e WHERE e.event_id = stored_event.event_id + 1) \
         WHERE event_id & 255 = 10",
        "DELETE FROM journal WHERE kind = 'recorder.closed'",
        "DELETE FROM journal WHERE kind = 'state.snapshot_created'",
        "DELETE FROM ledger WHERE kind = 'closed'",
        "DELETE FROM ledger WHERE kind = 'opened'",
        "UPDATE seal_key SET key = zeroblob(32)",
        "UPDATE seal_key SET first_seq = 3",
    ] {
        let kit = build(|_| {});
        kit.sql(sql);
        assert_eq!(kit.check().tally.worst(), Some(Severity::Error), "{sql}");
    }
}

#[test]
fn a_head_that_was_kept_finds_a_cut_tail_and_a_rewritten_ledger() {
    let kit = build(|s| s.end = None);
    let kept = head::take(&Reader::open(&kit.path, Duration::ZERO).unwrap()).unwrap();
    assert_eq!(kept.open.iter().map(|o| o.last_seq).collect::<Vec<_>>(), [12]);
    let held = kit.check_with(vec![kept.clone()]);
    assert!(held.anchored && held.findings.is_empty(), "{:?}", held.findings);

    let found = |report: super::DatabaseReport| report.findings.iter().filter(|f| f.rule == "WFH010").count();
    kit.sql(
        "DELETE FROM stored_event WHERE event_id & 255 > 8; DELETE FROM journal WHERE after_seq > 8; \
         DELETE FROM stored_snapshot WHERE last_seq > 8",
    );
    // Whoever cuts with care leaves nothing that contradicts itself: without the head nobody would know.
    assert_eq!(kit.check().tally.worst(), None);
    assert_eq!(found(kit.check_with(vec![kept.clone()])), 1);

    let rewritten = build(|s| (s.end, s.event(10).data) = (None, r#"{"a":7}"#.into()));
    assert_eq!(rewritten.check().findings, []);
    assert_eq!(found(rewritten.check_with(vec![kept.clone()])), 1);
    let mut longer = kept.clone();
    longer.ledger_no = 9;
    assert_eq!(found(rewritten.check_with(vec![longer])), 2);
    assert_eq!(found(kit.check_with(vec![head::Head { database: [9; 16], ..kept }])), 1);
}

#[test]
fn a_secret_far_behind_in_a_long_session_is_found_once_whoever_looks_for_it() {
    for secret in ["", "AK_IAQ7RF2LXV9BTZK4MW"] {
        // So long that reading, hashing and folding have a thread each.
        let kit = build(|s| {
            let last = s.events.len() as u64;
            s.events.truncate(11);
            let one = s.event(11).clone();
            s.events.extend((12..7000).map(|seq| super::testkit::Ev {
                seq,
                at: one.at + 1000,
                ..one.clone()
            }));
            s.event(6500).data = format!(r#"{{"a":["x","{}"]}}"#, secret.replace('_', ""));
            s.seals = vec![3, last, 6999];
        });
        let (rules, said) = kit.broken();
        assert_eq!(rules, if secret.is_empty() { vec![] } else { vec!["WFR002"] }, "{said}");
        assert_eq!(said.matches("Some(6500)").count(), usize::from(!secret.is_empty()), "{said}");
    }
}

#[test]
fn findings_are_bounded_and_all_counted() {
    use super::{Options, Selection, check};
    let kit = build(|_| {});
    kit.sql("UPDATE stored_event SET payload = 'x'");
    let options = |select: &[&str]| Options {
        selection: Selection::new(RULES, &select.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>(), &[])
            .unwrap(),
        max_findings: 3,
        ..Options::default()
    };
    let report = check(&kit.path, &options(&["WFJ"]), &Silent).unwrap();
    assert_eq!((report.findings.len(), report.not_shown, report.tally.errors), (3, 9, 12));
    let report = check(&kit.path, &options(&["WFS"]), &Silent).unwrap();
    assert_eq!((report.events, report.tally.worst()), (None, None));
}
