//! The files that the program itself makes: shell completions and the manual page. They are committed so that
//! packagers need not run anything; this compares them with what the program prints.
//!
//! To refresh them: `UPDATE_GENERATED=1 cargo test --test generated`.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use assert_cmd::Command;
use std::path::Path;

/// GENERATED TABLE: a file and the call that prints it.
const FILES: &[(&str, &[&str])] = &[
    ("completions/wfstate.bash", &["completions", "bash"]),
    ("completions/_wfstate", &["completions", "zsh"]),
    ("completions/wfstate.fish", &["completions", "fish"]),
    ("completions/wfstate.elv", &["completions", "elvish"]),
    ("completions/_wfstate.ps1", &["completions", "powershell"]),
    ("completions/wfstate.1", &["man"]),
];

#[test]
fn the_committed_files_are_what_the_program_prints() {
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    for (name, arguments) in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let printed = print(arguments);
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &printed).unwrap();
        }
        let committed = std::fs::read(&path).unwrap_or_default();
        assert!(
            committed == printed,
            "{name} is not what `wfstate {}` prints; refresh it with\n  UPDATE_GENERATED=1 cargo test --test generated",
            arguments.join(" ")
        );
    }
}

#[test]
fn nothing_of_this_machine_is_in_them() {
    for (name, arguments) in FILES {
        let printed = String::from_utf8(print(arguments)).unwrap();
        assert!(printed.len() > 1000, "{name}");
        assert!(!printed.contains(env!("CARGO_MANIFEST_DIR")), "{name}");
    }
}

#[test]
fn the_manual_has_a_section_for_every_verb_and_every_exit_code() {
    let manual = String::from_utf8(print(&["man"])).unwrap();
    for verb in
        ["RECORD", "LIST", "SHOW", "STATS", "REPLAY", "VALIDATE", "DOCTOR", "CONFIG CHECK", "SCHEMA SHOW"]
    {
        assert!(manual.contains(&format!(".SH \"WFSTATE {verb}\"")), "{verb}");
    }
    assert!(manual.contains(".SH \"EXIT STATUS\"") && manual.contains("no database there"));
}

fn print(arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::cargo_bin("wfstate").unwrap();
    command.env_clear().args(arguments).assert().success().get_output().stdout.clone()
}
