//! `github`: the commands are read as GitHub's runner reads them, and what it gets unasked.

use super::bench::{Bench, FINDINGS, ODD};
use serde_json::Value;
use std::collections::BTreeMap;

/// A workflow command.
#[derive(Debug)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// `::name key=value,key=value::message`, with `%` escapes; `None` for a line that is no command.
fn parse(line: &str) -> Option<Command> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, message) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(',').filter(|p| !p.is_empty());
    let properties = pairs.map(|p| {
        let (key, value) = p.split_once('=')?;
        let value = value.replace("%3A", ":").replace("%2C", ",");
        Some((key.to_owned(), unescape(&value)))
    });
    Some(Command {
        name: name.to_owned(),
        properties: properties.collect::<Option<_>>()?,
        message: unescape(message),
    })
}

fn unescape(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

/// The commands of a log. Between `stop-commands` and its word the runner obeys nothing.
fn commands(text: &str) -> Vec<Command> {
    let (mut found, mut word) = (Vec::new(), None::<String>);
    for command in text.lines().filter_map(parse) {
        match &word {
            Some(resume) if command.name == *resume => word = None,
            Some(_) => {}
            None if command.name == "stop-commands" => word = Some(command.message),
            None => found.push(command),
        }
    }
    assert_eq!(word, None, "commands are obeyed again at the end");
    found
}

/// What is wrong with an annotation.
fn fault(command: &Command) -> Option<&'static str> {
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    if !["error", "warning", "notice"].contains(&command.name.as_str()) {
        return Some("no annotation");
    }
    if command.properties.keys().any(|k| !known.contains(&k.as_str())) {
        return Some("a property that GitHub does not know");
    }
    command.message.is_empty().then_some("no message")
}

#[test]
fn annotations_are_commands_of_the_runner() {
    let bench = Bench::new();
    let ran = bench.validate(&["good.db", ODD, "gone.db", "--report", "github", "--fail-on", "warning"]);
    assert_eq!(ran.code, 10, "{}", ran.stderr);
    let commands = commands(&ran.stdout);
    let faults: Vec<_> = commands.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{faults:?} in {}", ran.stdout);
    assert_eq!(commands.iter().filter(|c| c.name == "error").count(), 10, "{}", ran.stdout);
    let first = &commands[0];
    assert!(
        first.properties["title"].starts_with("WFG001 ") && first.message.contains("is missing\n"),
        "{first:?}"
    );
    // The name of the file is one property, its line feed and its other direction made visible.
    let told = ODD.replace('\n', "\\n").replace('\u{202e}', "\\u{202e}");
    assert_eq!(first.properties["file"], told);
    assert!(commands[9].properties["title"].ends_with(" more errors"), "{:?}", commands[9]);
    let text = ran.stdout.find("good.db: 2 sessions").unwrap();
    assert!(text < ran.stdout.find("::error ").unwrap(), "the text comes first");
}

#[test]
fn a_command_that_is_broken_is_noticed() {
    for line in [
        "::error file=a,b.db,title=x::y",
        "::error file=a.db,more=x::y",
        "::set-output name=x::y",
        "::error file=a.db::",
    ] {
        assert!(parse(line).is_none_or(|c| fault(&c).is_some()), "{line}");
    }
    assert!(parse("error: ::x::y").is_none());
    let good = parse("::error file=a%2Cb%3A.db,title=x::1%0A2 %250A").unwrap();
    assert_eq!((good.properties["file"].as_str(), good.message.as_str()), ("a,b:.db", "1\n2 %0A"));
    assert_eq!(fault(&good), None);
}

#[test]
fn github_actions_gets_annotations_unasked_and_nobody_else_does() {
    let bench = Bench::new();
    let actions = [("GITHUB_ACTIONS", "true")];
    assert_eq!(commands(&bench.validate(&["bad.db"]).stdout).len(), 0);
    let unasked = commands(&bench.validate_with(&actions, &["bad.db"]).stdout).len();
    assert!(unasked >= 10, "{unasked}");
    let once = commands(&bench.validate_with(&actions, &["bad.db", "--report", "github"]).stdout).len();
    assert_eq!(once, unasked);
    for refused in [&["--report", "none"][..], &["--report", "github=a.txt"]] {
        let ran = bench.validate_with(&actions, &[&["bad.db"], refused].concat());
        assert_eq!(commands(&ran.stdout).len() + commands(&ran.stderr).len(), 0, "{refused:?}");
    }
    // An answer for programs stays whole.
    for args in [&["--json"][..], &["--report", "sarif"]] {
        let ran = bench.validate_with(&actions, &[&["bad.db"], args].concat());
        serde_json::from_str::<Value>(&ran.stdout).unwrap();
        assert_eq!(commands(&ran.stderr).len(), unasked, "{args:?} {}", ran.stderr);
    }
}

#[test]
fn a_file_that_is_named_like_a_command_is_none() {
    let bench = Bench::new();
    let name = "::error title=forged::x.db";
    std::fs::copy(bench.lab.path("good.db"), bench.lab.path(name)).unwrap();
    let actions = [("GITHUB_ACTIONS", "true")];
    let first = bench.validate_with(&actions, &[name, "--report", "none"]).stdout;
    assert!(first.lines().any(|l| parse(l).is_some_and(|c| c.name == "error")), "the control: {first}");
    assert_eq!(commands(&first).len(), 0, "{first}");
    // Whoever made the file cannot know the word.
    let second = bench.validate_with(&actions, &[name, "--report", "none"]).stdout;
    assert_ne!(first.lines().next(), second.lines().next());
}

#[test]
fn paths_are_told_from_the_top_of_the_checkout() {
    let bench = Bench::new();
    let top = bench.lab.path("").canonicalize().unwrap();
    let env = [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", top.to_str().unwrap())];
    let mut command = bench.lab.command(&["validate", "../bad.db"]);
    command.envs(env).current_dir(bench.lab.path("home"));
    let ran = crate::common::finish(command, b"");
    assert_eq!(commands(&ran.stdout)[0].properties["file"], "bad.db", "{}", ran.stdout);
}

#[test]
fn the_job_summary_is_added_to_and_stays_within_its_limit() {
    let bench = Bench::new();
    let limit = 1024 * 1024;
    let summary = bench.lab.write("summary.md", "before\n");
    let env = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    bench.validate_with(&env, &["bad.db", "--report", "none"]);
    assert_eq!(bench.read("summary.md"), "before\n");
    bench.validate_with(&env, &["bad.db"]);
    let text = bench.read("summary.md");
    assert!(text.starts_with("before\n## wfstate validate: failed\n"), "{text}");
    let findings = text.matches(" is missing</code>").count();
    assert!(findings >= FINDINGS, "{text}");

    bench.lab.write("summary.md", "x".repeat(limit - 3000));
    let ran = bench.validate_with(&env, &["bad.db"]);
    let text = bench.read("summary.md");
    assert!(
        text.len() <= limit && text.len() > limit - 3000 && text.contains("**Cut here"),
        "{}",
        text.len()
    );
    assert_eq!(ran.code, 4);

    let database = [env[0], ("GITHUB_STEP_SUMMARY", "good.db")];
    let before = bench.databases();
    let ran = bench.validate_with(&database, &["bad.db"]);
    assert!(ran.stderr.contains("no job summary") && ran.code == 4, "{}", ran.stderr);
    assert_eq!(bench.databases(), before);
}
