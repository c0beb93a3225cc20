//! The README's commands, pasted one by one by a stranger in an empty folder that holds the fixtures.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use serde_json::Value;
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
    for folder in ["capture", "foreign"] {
        std::fs::create_dir_all(dir.path().join("fixtures").join(folder)).unwrap();
    }
    let files = [
        "demo.ndjson",
        "capture/tech003-capture.ndjson",
        "foreign/statemanager-v1.db",
        "foreign/claude-code.jsonl",
    ];
    for file in files {
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

/// The block of YAML that begins with the name of its file.
fn example(file: &str) -> Value {
    let readme = readme();
    let block = readme.split("```yaml\n").skip(1).find(|b| b.starts_with(&format!("# {file}\n")));
    let text = block.unwrap_or_else(|| panic!("no example of {file}")).split("```").next().unwrap();
    serde_yaml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// A checkout with two valid databases, a commit of which the examples are to check.
fn checkout() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("fixtures")).unwrap();
    for seed in ["1", "2"] {
        let made = shell(dir.path(), &format!("wfstate fixture make --seed {seed} fixtures/f{seed}.db"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    dir
}

/// Runs an example's line on valid databases, then with a broken one beside them.
fn passes_and_fails(dir: &Path, line: &str, look: impl Fn(&std::process::Output, bool)) {
    for broken in [false, true] {
        if broken {
            let made = shell(dir, "wfstate fixture make --broken WFH001 fixtures/f3.db");
            assert!(made.status.success());
        }
        let output = shell(dir, line);
        let told = format!(
            "{line}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(output.status.code(), Some(if broken { 4 } else { 0 }), "{told}");
        look(&output, broken);
    }
}

/// The lines of a list of steps that call the program.
fn own_lines<'v>(steps: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let lines = steps.into_iter().filter_map(|s| s.as_str().or_else(|| s["run"].as_str()));
    lines.filter(|l| l.contains("wfstate")).map(str::to_owned).collect()
}

#[test]
fn the_github_workflow_annotates_and_summarises_what_it_finds() {
    let dir = checkout();
    let workflow = example(".github/workflows/fixtures.yml");
    let steps = workflow["jobs"]["validate"]["steps"].as_array().unwrap();
    let lines = own_lines(steps);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let summary = dir.path().join("summary.md");
    let line = format!(
        "GITHUB_ACTIONS=true GITHUB_WORKSPACE=$PWD GITHUB_STEP_SUMMARY={} {}",
        summary.display(),
        lines[0]
    );
    passes_and_fails(dir.path(), &line, |output, broken| {
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(text.contains("::error file=fixtures/f3.db"), broken, "{text}");
        assert_eq!(std::fs::read_to_string(&summary).unwrap().contains("WFH001"), broken);
        // What the next step uploads is there either way.
        let sarif = steps.iter().find_map(|s| s["with"]["sarif_file"].as_str()).unwrap();
        let sarif: Value = serde_json::from_slice(&std::fs::read(dir.path().join(sarif)).unwrap()).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.iter().any(|r| r["ruleId"] == "WFH001"), broken, "{results:?}");
    });
}

#[test]
fn the_gitlab_job_leaves_the_reports_that_it_names() {
    let dir = checkout();
    let pipeline = example(".gitlab-ci.yml");
    let lines = own_lines(pipeline["fixtures"]["script"].as_array().unwrap());
    assert_eq!(lines.len(), 1, "{lines:?}");
    let reports = &pipeline["fixtures"]["artifacts"]["reports"];
    passes_and_fails(dir.path(), &format!("GITLAB_CI=true {}", lines[0]), |_, broken| {
        let read =
            |kind: &str| std::fs::read_to_string(dir.path().join(reports[kind].as_str().unwrap())).unwrap();
        assert_eq!(read("junit").contains("<failure"), broken);
        let quality: Value = serde_json::from_str(&read("codequality")).unwrap();
        let found = quality.as_array().unwrap();
        assert_eq!(found.iter().any(|f| f["location"]["path"] == "fixtures/f3.db"), broken, "{found:?}");
    });
}

#[test]
fn the_pre_commit_hook_is_handed_the_files_that_it_asks_for() {
    let dir = checkout();
    let config = example(".pre-commit-config.yaml");
    let hook = &config["repos"][0]["hooks"][0];
    // What pre-commit does: it looks for this expression in each staged path, and appends those that have it.
    let pattern = hook["files"].as_str().unwrap();
    assert_eq!(pattern, r"^fixtures/.*\.(db|wfz)$");
    let files = "$(ls fixtures/*.db fixtures/*.wfz 2>/dev/null)";
    let line = format!("{} {files}", hook["entry"].as_str().unwrap());
    passes_and_fails(dir.path(), &line, |output, broken| {
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(text.contains("WFH001"), broken, "{text}");
    });
}
