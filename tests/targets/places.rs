//! Where things are: folders that cannot be written, temporary directories without room, several targets at once.

use super::scene::{check, fixture, packed, recorded, rules};
use crate::common::{Lab, finish};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use wfstate::pack::Kind;

/// `t.db` in one zstd stream.
fn compressed(lab: &Lab, name: &str) {
    let (from, to) = (lab.path("t.db"), lab.path(name));
    wfstate::pack::write_zst(&from, &to, true, super::scene::TIMEOUT, &wfstate::observer::Silent).unwrap();
}

#[test]
fn several_targets_of_different_forms_have_one_answer_each_in_their_order() {
    let lab = recorded();
    packed(&lab, "b.zip", Kind::Backup);
    lab.write("x.ndjson", fixture("demo.ndjson"));
    lab.write("bad.ndjson", "nonsense\n");
    let targets = ["b.zip", "t.db", "bad.ndjson", "x.ndjson", "b.zip"];
    let ran = lab.run(&[&["validate", "--json"], &targets[..]].concat(), "").expect(4);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let paths: Vec<&str> =
        answer["databases"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(paths, targets);
    let (code, _) = check(&lab, "nothing.zip", &[]);
    assert_eq!(code, 10, "what is not there is no database");
    for text in ["hello\n", "a,b\n1,2\n", "INSERT INTO x VALUES (1);\n"] {
        lab.write("x.txt", text);
        let (code, report) = check(&lab, "x.txt", &[]);
        let message = report["error"]["message"].as_str().unwrap();
        assert!(code == 1 && message.contains("not an SQLite database"), "{message}");
    }
}

#[test]
fn a_baseline_knows_the_findings_of_packs_and_exports_by_the_names_that_the_user_gave() {
    let lab = recorded();
    super::scene::packed_with(&lab, "b.zip", Kind::Backup, |m| m.root = "0".repeat(64));
    lab.write("x.ndjson", format!("nonsense\n{}more\n", fixture("demo.ndjson")));
    lab.write("x.json", "[{]");
    let targets = ["validate", "--json", "b.zip", "x.ndjson", "x.json"];
    lab.run(&targets, "").expect(4);
    lab.run(&[&targets[..], &["--write-baseline", "known"]].concat(), "");
    let ran = lab.run(&[&targets[..], &["--baseline", "known"]].concat(), "").expect(0);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let known: Vec<u64> =
        answer["databases"].as_array().unwrap().iter().map(|d| d["baselined"].as_u64().unwrap()).collect();
    assert_eq!(known, [1, 2, 1]);
    lab.write("x.json", "[{}]");
    lab.run(&[&targets[..], &["--baseline", "known"]].concat(), "").expect(4);
}

#[test]
fn a_folder_that_takes_no_writes_is_no_hindrance() {
    let lab = recorded();
    std::fs::create_dir(lab.path("ro")).unwrap();
    packed(&lab, "ro/b.zip", Kind::Backup);
    lab.write("ro/x.ndjson", fixture("demo.ndjson"));
    std::fs::set_permissions(lab.path("ro"), std::fs::Permissions::from_mode(0o500)).unwrap();
    for name in ["ro/b.zip", "ro/x.ndjson"] {
        let (code, report) = check(&lab, name, &[]);
        assert_eq!((code, rules(&report)), (0, vec![]), "{name}");
    }
    std::fs::set_permissions(lab.path("ro"), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn the_reading_verbs_take_a_pack_for_the_database_that_it_is_and_the_writing_ones_do_not() {
    let lab = recorded();
    packed(&lab, "a.wfz", Kind::Archive);
    compressed(&lab, "z.zst");
    let before = super::scene::files(&lab);
    for verb in [&["list"][..], &["show", "latest"], &["replay", "latest"], &["head"], &["snapshot", "list"]]
    {
        let of = |db: &str| lab.run(&[verb, &["--json", "--db", db]].concat(), "").expect(0).stdout;
        let plain = of("t.db");
        assert!(of("a.wfz") == plain && of("z.zst") == plain, "{verb:?}");
    }
    // It stands in the place of a session, too; a database does not.
    let named =
        |verb: &str, place: &[&str]| lab.run(&[&[verb, "--json"], place].concat(), "").expect(0).stdout;
    for verb in ["show", "replay"] {
        assert!(named(verb, &["./a.wfz"]) == named(verb, &["latest"]), "{verb}");
    }
    let advice = lab.run(&["replay", "./t.db"], "").expect(2).stderr;
    assert!(advice.contains("replay latest --db ./t.db"), "{advice}");
    let stats = lab.run(&["stats", "--json", "--db", "a.wfz"], "").expect(0).stdout;
    assert!(stats.contains("a.wfz") && !stats.contains("wfstate-"), "{stats}");
    for verb in [&["record"][..], &["snapshot", "create", "latest"]] {
        let ran = lab.run(&[verb, &["--db", "a.wfz"]].concat(), fixture("demo.ndjson"));
        assert_eq!(ran.code, 1, "{verb:?}: {}", ran.stderr);
    }
    assert_eq!(super::scene::files(&lab), before);
    super::scene::packed_with(&lab, "a.wfz", Kind::Archive, |m| m.root = "0".repeat(64));
    let ran = lab.run(&["list", "--db", "a.wfz"], "").expect(0);
    assert!(ran.stderr.contains("root") && ran.stderr.contains("wfstate validate"), "{}", ran.stderr);
}

/// A file system of its own; gone with the value.
struct Mount(Lab);

impl Mount {
    fn new(lab: Lab, options: &str) -> Option<Self> {
        std::fs::create_dir_all(lab.path("m")).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(lab.path("m")).stderr(Stdio::null());
        mount.status().is_ok_and(|s| s.success()).then_some(Self(lab))
    }

    fn remount(&self, options: &str) {
        let mut mount = Command::new("mount");
        assert!(mount.args(["-o", options]).arg(self.0.path("m")).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("m")).status();
    }
}

#[test]
fn a_temporary_directory_without_room_is_said_and_has_its_exit_code() {
    let lab = recorded();
    packed(&lab, "b.zip", Kind::Backup);
    compressed(&lab, "z.zst");
    let Some(mount) = Mount::new(lab, "size=64k") else { return };
    let lab = &mount.0;
    for name in ["b.zip", "z.zst"] {
        let mut command = lab.command(&["validate", "--json", name]);
        command.env("TMPDIR", lab.path("m"));
        let ran = finish(command, b"");
        let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
        let error = &answer["databases"][0]["error"];
        assert_eq!(error["code"], 14, "{name}: {error}");
        assert!(error["message"].as_str().unwrap().contains("no room in"), "{error}");
        assert!(error["hint"].as_str().unwrap().contains("TMPDIR"), "{error}");
        let left = std::fs::read_dir(lab.path("m")).unwrap().count();
        assert_eq!(left, 0, "{name}");
    }
}

#[test]
fn a_read_only_mount_is_no_hindrance() {
    let lab = recorded();
    let Some(mount) = Mount::new(lab, "size=8m") else { return };
    let lab = &mount.0;
    packed(lab, "m/b.zip", Kind::Backup);
    lab.write("m/x.ndjson", fixture("demo.ndjson"));
    mount.remount("remount,ro");
    for name in ["m/b.zip", "m/x.ndjson"] {
        let (code, report) = check(lab, name, &[]);
        assert_eq!((code, rules(&report)), (0, vec![]), "{name}");
    }
}

#[test]
fn a_database_on_a_full_disk_can_be_packed_to_another_one() {
    let Some(mount) = Mount::new(Lab::new(), "size=4m") else { return };
    let lab = &mount.0;
    let mut command = lab.command(&["record", "--ack", "commit", "--session", "s"]);
    command.env("WFSTATE_DB", lab.path("m/t.db"));
    let mut live = crate::common::Live::of(command);
    live.send(crate::common::action("s", 1));
    live.await_ack(1);
    live.child.kill().unwrap();
    crate::common::wait(&mut live.child);
    // The log has content, its index is gone, and there is no room to make one.
    std::fs::remove_file(lab.path("m/t.db-shm")).unwrap();
    let _ = std::fs::write(lab.path("m/filler"), vec![1; 8 << 20]);
    let request = wfstate::pack::Request {
        database: lab.path("m/t.db"),
        kind: Kind::Backup,
        out: lab.path("b.zip"),
        over: false,
        lock_timeout: super::scene::TIMEOUT,
    };
    let reader = wfstate::Reader::open(&request.database, super::scene::TIMEOUT).unwrap();
    assert!(reader.is_alone(), "no longer a case for this test");
    drop(reader);
    wfstate::pack::write(&request, &wfstate::observer::Silent).unwrap();
    let (code, report) = check(lab, "b.zip", &[]);
    assert_eq!((code, &report["events"]), (0, &1.into()), "{report}");
}
