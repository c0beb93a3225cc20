//! The layers, as a test: `main → cli → core → core::store → core::model`, and one place for each peculiar thing.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its sources has failed")]

use std::path::{Path, PathBuf};

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut todo = vec![root.clone()];
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !is_test(&path) {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Files that are compiled for tests only.
fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s == "tests" || s == "testkit")
}

/// The code without comments and without its unit tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = before_tests.lines().filter(|l| !l.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn layer(file: &str) -> &'static str {
    if file.starts_with("core/model") {
        "model"
    } else if file.starts_with("core/store") {
        "store"
    } else if file.starts_with("core") {
        "core"
    } else if file.starts_with("cli") {
        "cli"
    } else {
        "top"
    }
}

/// What a line of a file of this layer may not name.
fn breach(layer: &str, line: &str) -> Option<&'static str> {
    let names_core_verb = line.contains("crate::core::")
        && !line.contains("crate::core::model")
        && !line.contains("crate::core::store");
    match layer {
        "model" if line.contains("crate::cli") || names_core_verb || line.contains("core::store") => {
            Some("model names only model")
        }
        "store" if line.contains("crate::cli") || names_core_verb => Some("store names only store and model"),
        "core" if line.contains("crate::cli") => Some("core does not know the command line"),
        _ => None,
    }
}

#[test]
fn a_layer_names_only_layers_to_its_right() {
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        for line in code(&text).lines() {
            if let Some(rule) = breach(layer(&file), line) {
                breaches.push(format!("{file}: {rule}: {line}"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_check_of_the_layers_can_fail() {
    assert!(breach("model", "use crate::core::store::Reader;").is_some());
    assert!(breach("store", "use crate::core::record::Engine;").is_some());
    assert!(breach("core", "use crate::cli::exit::Exit;").is_some());
    assert!(breach("store", "use crate::core::model::time::Timestamp;").is_none());
}

#[test]
fn each_peculiar_thing_has_one_place() {
    // A word, and the beginnings of the files that may say it.
    let places: &[(&str, &[&str])] = &[
        ("rusqlite::", &["core/store"]),
        ("clap::", &["cli"]),
        ("comfy_table::", &["cli/render/table.rs"]),
        ("dialoguer::", &["cli/render/ask.rs"]),
        ("indicatif::", &["cli/render/progress.rs"]),
        ("anstyle::", &["cli/render/paint.rs"]),
        ("jiff::", &["core/model/time.rs", "core/ambient.rs"]),
        ("getrandom::", &["core/ambient.rs"]),
        ("signal_hook::", &["cli/signals.rs"]),
        ("aho_corasick::", &["core/validate/secrets.rs"]),
        (
            "zstd::",
            &["core/store/snapshots.rs", "core/store/segment", "core/store/baseline.rs", "core/pack/zst.rs"],
        ),
        ("zip::", &["core/pack"]),
        ("askama::", &["core/report/html.rs", "core/export/html.rs"]),
        ("csv::", &["core/export"]),
        ("use age::", &["core/backup/crypt.rs"]),
        // No network: the one socket is the local one on which a supervisor is told that a recording is ready.
        ("TcpStream", &[]),
        ("TcpListener", &[]),
        ("UdpSocket", &[]),
        ("std::net", &[]),
        ("unix::net", &["cli/signals.rs"]),
        ("Instant::now", &["core/ambient.rs"]),
        ("SystemTime::now", &["core/ambient.rs"]),
        ("process::exit", &[]),
        ("println!", &[]),
    ];
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        for (word, allowed) in places {
            if code.contains(word) && !allowed.iter().any(|a| file.starts_with(a)) {
                breaches.push(format!("{file} says {word}"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn files_are_small_and_begin_with_what_they_are() {
    let mut breaches = Vec::new();
    for (file, text) in sources() {
        let lines = text.lines().count();
        if lines > 500 {
            breaches.push(format!("{file} has {lines} lines"));
        }
        if !text.starts_with("//!") {
            breaches.push(format!("{file} does not say what it is"));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_event_type_has_its_schema_and_every_schema_its_type() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/event");
    let mut on_disk: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter_map(|n| n.strip_suffix(".json").map(str::to_owned))
        .collect();
    on_disk.sort();
    let shapes = wfstate::model::event::TYPES.iter().chain(wfstate::model::upcast::EARLIER);
    let mut in_table: Vec<String> = shapes.map(|t| t.schema()["event/".len()..].to_owned()).collect();
    in_table.sort();
    assert_eq!(on_disk, in_table);
}

#[test]
fn the_readme_tells_the_exit_codes_and_the_verbs_of_today() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for (_, code, _, meaning) in wfstate::cli::exit::EXIT_CODES {
        let row = format!("| {code} | {meaning} |");
        assert!(readme.contains(&row), "README.md lacks the row: {row}");
    }
    for verb in wfstate::cli::command().get_subcommands().filter(|c| c.get_name() != "help") {
        let name = format!("`{}`", verb.get_name());
        assert!(readme.contains(&name), "README.md does not name the verb {name}");
    }
}
