//! Packs that are what they say, and packs that are not.

use super::scene::{TIMEOUT, check, fixture, packed, packed_with, recorded, rules, said};
use std::os::unix::fs::PermissionsExt;
use wfstate::observer::Silent;
use wfstate::pack::{self, Kind, Limits, Manifest, Request, SessionEntry, root_of};

#[test]
fn a_backup_an_archive_and_a_zstd_stream_of_a_recording_have_no_finding() {
    let lab = recorded();
    packed(&lab, "b.zip", Kind::Backup);
    packed(&lab, "a.wfz", Kind::Archive);
    pack::write_zst(&lab.path("t.db"), &lab.path("z.zst"), false, TIMEOUT, &Silent).unwrap();
    // What a file is its first bytes say, whatever it is called.
    std::fs::copy(lab.path("b.zip"), lab.path("b.db")).unwrap();
    let plain = check(&lab, "t.db", &[]).1;
    for (name, form) in [("b.zip", "backup"), ("a.wfz", "archive"), ("z.zst", "backup"), ("b.db", "backup")] {
        let (code, report) = check(&lab, name, &["--fail-on", "info"]);
        assert_eq!((code, said(&report)), (0, String::new()), "{name}");
        assert_eq!((&report["path"], &report["form"]), (&name.into(), &form.into()));
        for member in ["sessions", "events", "snapshots", "coverage"] {
            assert_eq!(report[member], plain[member], "{name}: {member}");
        }
    }
    for name in ["b.zip", "z.zst"] {
        let mode = std::fs::metadata(lab.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_recording_that_repeats_itself_like_a_bomb_is_packed_so_that_it_can_be_opened() {
    let lab = crate::common::Lab::new();
    let long = "b".repeat(900_000);
    let lines: String =
        (1..=20).map(|n| crate::common::action("s", n).replace("\"b", &format!("\"{long}"))).collect();
    lab.record(&[], lines).expect(0);
    packed(&lab, "b.zip", Kind::Backup);
    pack::write_zst(&lab.path("t.db"), &lab.path("z.zst"), false, TIMEOUT, &Silent).unwrap();
    for name in ["b.zip", "z.zst"] {
        let (code, report) = check(&lab, name, &[]);
        assert_eq!((code, &report["events"]), (0, &20.into()), "{name}: {report}");
    }
    // Tighter limits take neither for what it is: the ratio counts.
    let database = std::fs::metadata(lab.path("t.db")).unwrap().len();
    let packed = std::fs::metadata(lab.path("z.zst")).unwrap().len();
    assert!(database > packed * 200, "{database} and {packed}: no longer a case for this test");
    let tight = Limits { zst_ratio: 200, ..Limits::default() };
    assert!(pack::open_zst(&lab.path("z.zst"), &tight, &Silent).is_err());
}

#[test]
fn a_manifest_says_what_the_database_is_and_follows_its_schema() {
    let lab = recorded();
    let manifest = packed_manifest(&lab);
    let value = serde_json::to_value(&manifest).unwrap();
    let schema = include_str!("../../schemas/manifest.json");
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    assert!(validator.is_valid(&value), "{value}");
    let listed = lab.run(&["list", "--json"], "").answer();
    let session = &listed["sessions"][0];
    let entry = &value["sessions"][0];
    for member in ["session_id", "events", "energy"] {
        assert_eq!(entry[member], session[member], "{member}");
    }
    let replayed = lab.run(&["replay", "latest", "--json"], "").answer();
    assert_eq!(entry["state_hash"], replayed["state_hash"]);
    let head = lab.run(&["head"], "").stdout;
    assert_eq!(value["ledger_head"].as_str().unwrap(), head.trim());
}

fn packed_manifest(lab: &crate::common::Lab) -> Manifest {
    let path = packed(lab, "b.zip", Kind::Backup);
    pack::open(&path, &Limits::default(), &Silent).unwrap().manifest.unwrap()
}

#[test]
fn a_pack_made_while_somebody_records_is_a_prefix_and_has_no_error() {
    let lab = recorded();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "live"]);
    live.send(fixture("demo.ndjson").replace("20250817T120000Z_001", "live"));
    let last = std::iter::from_fn(|| live.next()).find(|l| l["last_seq"] == 480);
    assert!(last.is_some());
    let path = packed(&lab, "b.zip", Kind::Backup);
    let manifest = pack::open(&path, &Limits::default(), &Silent).unwrap().manifest.unwrap();
    let entry = manifest.sessions.iter().find(|s| s.session_id == "live").unwrap();
    assert_eq!(entry.events, 480);
    assert!(entry.state_hash.is_some() && entry.head.is_some(), "{entry:?}");
    let ran = lab.run(&["validate", "b.zip"], "");
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    live.end().expect(0);
}

#[test]
fn a_database_whose_log_would_be_cut_short_is_not_packed_as_if_it_were_whole() {
    let lab = crate::common::Lab::new();
    let mut live = lab.start(&["record", "--ack", "commit", "--session", "s"]);
    for n in 1..=6 {
        live.send(crate::common::action("s", n));
        live.await_ack(n);
    }
    live.child.kill().unwrap();
    crate::common::wait(&mut live.child);
    let _ = std::fs::remove_file(lab.path("t.db-shm"));
    let whole = packed(&lab, "whole.zip", Kind::Backup);
    let manifest = pack::open(&whole, &Limits::default(), &Silent).unwrap().manifest.unwrap();
    assert_eq!(manifest.sessions[0].events, 6, "the control");
    let _ = std::fs::remove_file(lab.path("t.db-shm"));
    let mut log = std::fs::read(lab.path("t.db-wal")).unwrap();
    log[32 + 24 + 1000] ^= 1;
    lab.write("t.db-wal", log);
    let out = lab.path("b.zip");
    let (database, kind) = (lab.path("t.db"), Kind::Backup);
    let request = Request { database, kind, out: out.clone(), over: false, lock_timeout: TIMEOUT };
    let refused = pack::write(&request, &Silent).unwrap_err();
    assert!(matches!(refused, pack::PackError::Store(_)) && !out.exists(), "{refused}");
    assert!(pack::write_zst(&request.database, &out, false, TIMEOUT, &Silent).is_err() && !out.exists());
}

#[test]
fn a_pack_is_not_written_over_a_file_unless_that_is_wanted() {
    let lab = recorded();
    let out = lab.write("b.zip", "mine");
    let (database, kind) = (lab.path("t.db"), Kind::Backup);
    let mut request = Request { database, kind, out: out.clone(), over: false, lock_timeout: TIMEOUT };
    let refused = pack::write(&request, &Silent);
    assert!(matches!(refused, Err(pack::PackError::Exists { .. })), "{refused:?}");
    assert_eq!(std::fs::read(&out).unwrap(), b"mine");
    request.over = true;
    pack::write(&request, &Silent).unwrap();
    check(&lab, "b.zip", &[]);
    assert!(!lab.files().iter().any(|f| f.contains("packing")), "{:?}", lab.files());
}

/// What is edited, and the rule that it breaks.
type Edit = (&'static str, fn(&mut Manifest));

const EDITS: &[Edit] = &[
    ("WFD008", |m| m.members[0].sha256 = "0".repeat(64)),
    ("WFD008", |m| m.members[0].bytes += 1),
    ("WFD008", |m| m.root = "0".repeat(64)),
    ("WFD008", |m| {
        // Whoever edits the digest can compute the root.
        m.members[0].sha256 = "0".repeat(64);
        m.root = root_of(&m.members);
    }),
    ("WFD009", |m| m.database = "108ea230-46e7-4412-b757-17da15961294".into()),
    ("WFD009", |m| m.ledger_head = m.ledger_head.replace("ledger=", "ledger=1")),
    ("WFD009", |m| m.sessions[0].events -= 1),
    ("WFD009", |m| m.sessions[0].energy.as_mut().unwrap().0 += 1),
    ("WFD009", |m| m.sessions[0].energy = None),
    ("WFD009", |m| m.sessions[0].head = Some("0".repeat(64))),
    ("WFD009", |m| m.sessions[0].state_hash = Some("0".repeat(64))),
    ("WFD009", |m| m.sessions[0].session_id.push('x')),
    ("WFD009", |m| m.sessions.clear()),
    ("WFD009", |m| m.sessions.push(m.sessions[0].clone())),
    ("WFD009", |m| {
        let gone = SessionEntry { session_id: "gone".into(), ..m.sessions[0].clone() };
        m.sessions.push(gone);
    }),
];

#[test]
fn each_edit_of_a_manifest_breaks_its_rule_and_no_other() {
    let lab = recorded();
    for (n, (rule, edit)) in EDITS.iter().enumerate() {
        packed_with(&lab, "b.zip", Kind::Backup, edit);
        let (code, report) = check(&lab, "b.zip", &[]);
        assert_eq!((code, rules(&report)), (4, vec![(*rule).to_owned()]), "edit {n}: {}", said(&report));
        assert_eq!(report["events"], 480, "edit {n}: the database is looked at all the same");
        let (code, report) = check(&lab, "b.zip", &["--ignore", rule]);
        assert_eq!(code, 0, "edit {n}: {}", said(&report));
    }
}

#[test]
fn a_database_that_was_changed_and_packed_again_breaks_its_own_rules() {
    let lab = recorded();
    let mut before = None;
    packed_with(&lab, "b.zip", Kind::Backup, |m| before = Some(m.clone()));
    vandal(&lab, "UPDATE stored_session SET energy_micro = energy_micro + 1");
    packed(&lab, "b.zip", Kind::Backup);
    assert_eq!(rules(&check(&lab, "b.zip", &[]).1), ["WFE001"]);
    // With the manifest that it had before, that one tells, too.
    packed_with(&lab, "b.zip", Kind::Backup, |m| *m = before.clone().unwrap());
    let (code, report) = check(&lab, "b.zip", &[]);
    assert_eq!((code, rules(&report)), (4, vec!["WFD008".into(), "WFD009".into(), "WFE001".into()]));
    let first = report["findings"][0]["rule"].as_str().unwrap();
    assert_eq!(first, "WFD008", "what is said of the pack comes first");
}

#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn vandal(lab: &crate::common::Lab, sql: &str) {
    rusqlite::Connection::open(lab.path("t.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_head_that_was_kept_is_held_against_a_pack() {
    let lab = recorded();
    let head = lab.run(&["head"], "").stdout;
    lab.write("head", &head);
    packed(&lab, "b.zip", Kind::Backup);
    let (code, report) = check(&lab, "b.zip", &["--head", "head"]);
    assert_eq!((code, &report["anchored"]), (0, &true.into()));
    lab.write("head", head.replace("ledger=", "ledger=1"));
    let (code, report) = check(&lab, "b.zip", &["--head", "head"]);
    assert_eq!((code, rules(&report)), (4, vec!["WFH010".into()]));
}

#[test]
fn no_flipped_bit_of_a_pack_passes_unless_what_comes_out_is_the_same() {
    let lab = recorded();
    let good = packed(&lab, "good.zip", Kind::Backup);
    let content = |path: &std::path::Path| {
        let unpacked = pack::open(path, &Limits::default(), &Silent).ok()?;
        let database = std::fs::read(unpacked.database()).ok()?;
        Some((unpacked.manifest.clone()?, unpacked.faults.clone(), database))
    };
    let bytes = std::fs::read(&good).unwrap();
    let whole = content(&good).unwrap();
    let mut random = crate::common::Rng::new(7);
    let (mut refused, mut found, mut same) = (0, 0, 0);
    // Everywhere, and each byte of what is not compressed data.
    let everywhere: Vec<u64> = (0..300).map(|_| random.below(bytes.len() as u64)).collect();
    let ends = (0..80).chain(bytes.len() as u64 - 200..bytes.len() as u64);
    for at in everywhere.into_iter().chain(ends) {
        let mut flipped = bytes.clone();
        flipped[at as usize] ^= 1 << random.below(8);
        let path = lab.write("bad.zip", flipped);
        match content(&path) {
            None => refused += 1,
            Some((_, faults, _)) if !faults.is_empty() => found += 1,
            Some((manifest, _, database)) => {
                assert!(manifest == whole.0 && database == whole.2, "the bit at {at} is silent");
                same += 1;
            }
        }
    }
    assert!(refused > 0 && same > 0, "refused {refused}, found {found}, same {same}");
}

#[test]
fn a_member_with_another_checksum_is_a_finding_and_the_database_is_looked_at() {
    let lab = recorded();
    let path = packed(&lab, "b.zip", Kind::Backup);
    let mut bytes = std::fs::read(&path).unwrap();
    let crc = bytes[14..18].to_vec();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == crc).collect();
    assert_eq!(places.len(), 2, "in the entry and in the directory");
    for at in places {
        bytes[at] ^= 1;
    }
    lab.write("b.zip", bytes);
    let (code, report) = check(&lab, "b.zip", &[]);
    assert_eq!((code, rules(&report)), (4, vec!["WFD008".into()]), "{}", said(&report));
    assert_eq!(report["events"], 480);
    assert!(said(&report).contains("checksum"));
}
