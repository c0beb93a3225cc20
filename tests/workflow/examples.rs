//! The examples, as the README shows them.

use crate::common::{Lab, finish};
use std::path::PathBuf;
use std::process::Command;

/// The Rust example, built as `cargo run --example` builds it.
fn program() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--example", "five_phases"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success());
    let binary = assert_cmd::cargo::cargo_bin("wfstate");
    binary.parent().unwrap().join("examples/five_phases")
}

fn phases(lab: &Lab) -> Vec<String> {
    let list = lab.run(&["workflow", "phase", "list", "latest", "--json"], b"").expect(0).answer();
    list["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| format!("{} {}", p["phase_id"], p["attempts"]))
        .collect()
}

#[test]
fn the_program_dies_in_a_phase_goes_on_and_has_paid_what_was_billed() {
    let lab = Lab::new();
    let program = program();
    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.arg(lab.path("t.db")).args(args);
        finish(command, b"")
    };
    for phase in ["1", "3", "5"] {
        assert_ne!(run(&["--die-in", phase]).code, 0, "it was to die");
    }
    let ended = run(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.ends_with("total $0.3213, billed $0.3213\n"), "{}", ended.stdout);
    assert_eq!(phases(&lab).iter().filter(|p| p.ends_with(" 1")).count(), 5);
    lab.run(&["validate", "t.db"], b"").expect(0);
}

#[test]
fn the_script_is_killed_goes_on_and_pays_each_phase_once() {
    let lab = Lab::new();
    let binary = assert_cmd::cargo::cargo_bin("wfstate");
    let mut script = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/five_phases.sh"));
    script
        .arg(lab.path("t.db"))
        .env_clear()
        .env("HOME", lab.path("home"))
        .env("PATH", format!("{}:/usr/bin:/bin", binary.parent().unwrap().display()));
    let ran = finish(script, b"");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("killed ") && !ran.stdout.contains("killed 0 times"), "{}", ran.stdout);
    assert_eq!(phases(&lab).iter().filter(|p| p.ends_with(" 1")).count(), 5, "{}", ran.stdout);
    assert_eq!(lab.one("SELECT cost_micro_usd FROM stored_session"), "321300");
    lab.run(&["validate", "t.db"], b"").expect(0);
}
