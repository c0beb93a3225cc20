//! The README's commands, pasted one by one by a stranger in an empty folder that holds the fixtures.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::path::Path;
use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The lines of the blocks that are marked as shell.
fn commands() -> Vec<String> {
    let text = readme();
    let blocks = text.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks.flat_map(|b| b.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A shell that finds the binary under test first, in a folder with a copy of the fixtures.
fn shell(dir: &Path, line: &str) -> std::process::Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_wfstate"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .args(["-c", line])
        .current_dir(dir)
        .env("PATH", path)
        .env("XDG_STATE_HOME", dir)
        .env("XDG_CONFIG_HOME", dir)
        .output()
        .unwrap()
}

fn scene() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    std::fs::create_dir_all(dir.path().join("fixtures/capture")).unwrap();
    for file in ["demo.ndjson", "capture/tech003-capture.ndjson"] {
        std::fs::copy(fixtures.join(file), dir.path().join("fixtures").join(file)).unwrap();
    }
    dir
}

#[test]
fn every_command_of_the_readme_does_what_it_is_there_for() {
    let dir = scene();
    let mut ran = 0;
    for line in commands() {
        // The tests are not run by a test, and the binary is built already.
        if line == "cargo test" {
            continue;
        }
        let line = line.replace("cargo run --release -q --", "wfstate");
        let output = shell(dir.path(), &line);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {}\n{stderr}", output.status);
        ran += 1;
    }
    assert!(ran >= 9, "only {ran} commands were found");
}

#[test]
fn the_readme_shows_the_output_of_today() {
    let dir = scene();
    let output = shell(
        dir.path(),
        "wfstate record --db demo.db fixtures/demo.ndjson && LC_ALL=C.UTF-8 wfstate replay latest --db demo.db",
    );
    let today = String::from_utf8(output.stdout).unwrap();
    let readme = readme();
    let shown = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let steady = |text: &str| -> Vec<String> {
        // How long it took is the one thing that differs from run to run.
        text.lines().filter(|l| !l.contains(" lines in ")).map(|l| l.trim_end().to_owned()).collect()
    };
    assert_eq!(steady(&today), steady(shown));
}
