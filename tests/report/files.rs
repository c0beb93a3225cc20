//! Where reports go: files of an earlier run are replaced, and nothing else ever is.

use super::bench::{Bench, ODD};
use wfstate::report::FORMATS;

#[test]
fn reports_of_an_earlier_run_are_replaced_and_the_databases_stay_as_they_are() {
    let bench = Bench::new();
    let before = bench.databases();
    let kinds = FORMATS.iter().map(|format| format.name);
    let args: Vec<String> = kinds.map(|kind| format!("--report={kind}=out.{kind}")).collect();
    let all: Vec<&str> = ["bad.db", "good.db"].into_iter().chain(args.iter().map(String::as_str)).collect();
    let read = || args.iter().map(|a| bench.read(a.rsplit('=').next().unwrap())).collect::<Vec<_>>();
    let first = bench.validate(&all);
    let once = read();
    let second = bench.validate(&all);
    assert_eq!((first.code, second.code), (4, 4), "{}", second.stderr);
    // The time that it took is the one thing that may differ.
    let timeless = |reports: Vec<String>| reports.iter().map(|r| without_times(r)).collect::<Vec<_>>();
    assert_eq!(timeless(once), timeless(read()));
    assert_eq!(bench.databases(), before);
    assert!(bench.lab.files().iter().all(|f| !f.contains(".part")), "{:?}", bench.lab.files());
    assert!(first.stdout.contains("bad.db: 2 sessions"), "the text is there too: {}", first.stdout);
}

fn without_times(report: &str) -> String {
    let pieces: Vec<&str> = report.split(" time=\"").collect();
    pieces.iter().enumerate().map(|(at, p)| if at == 0 { p } else { p.split_once('"').unwrap().1 }).collect()
}

#[test]
fn nothing_that_is_read_and_no_database_is_written_over() {
    let bench = Bench::new();
    let before = bench.databases();
    let head = bench.lab.run(&["head", "--db", "good.db"], "").stdout;
    bench.lab.write("head.txt", &head);
    for (target, more) in [
        ("good.db", &[][..]),
        ("./good.db", &[]),
        ("good.db.key", &[]),
        ("bad.db", &[]),
        ("bad.db", &["--force"]),
        ("head.txt", &["--head", "head.txt"]),
        ("home", &[]),
        ("no/such/folder.xml", &[]),
    ] {
        let report = format!("junit={target}");
        let ran = bench.validate(&[&["good.db", "--report", report.as_str()], more].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{target}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint:"), "{}", ran.stderr);
    }
    assert_eq!(bench.databases(), before);
    assert_eq!(bench.read("head.txt"), head);
}

#[test]
fn the_help_names_every_kind_of_report() {
    let help = Bench::new().validate(&["--help"]).stdout;
    let about = help.split("--report").nth(1).unwrap().split("--").next().unwrap();
    assert!(FORMATS.iter().all(|format| about.contains(format.name)), "{about}");
    let words: Vec<&str> = help.split_whitespace().collect();
    assert!(words.join(" ").contains("files of an earlier run are replaced"), "{help}");
}

#[test]
fn a_baseline_is_no_place_for_a_report_and_is_told_of_in_it() {
    let bench = Bench::new();
    let written = bench.validate(&["bad.db", "--write-baseline", "known.json", "--report", "junit=all.xml"]);
    assert_eq!(written.code, 0, "{}", written.stderr);
    assert!(!bench.read("all.xml").contains("<failure "), "what is written down as known does not fail");
    for flag in ["--baseline", "--write-baseline"] {
        let ran = bench.validate(&["bad.db", flag, "known.json", "--report", "junit=known.json"]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
    }
    let ran = bench.validate(&["bad.db", "--baseline", "known.json", "--report", "markdown"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("findings that the baseline knows"), "{}", ran.stdout);
}

#[test]
fn two_answers_never_share_one_place() {
    let bench = Bench::new();
    for args in [
        &["--report", "sarif", "--report", "junit"][..],
        &["--report", "sarif", "--report", "sarif=-"],
        &["--report", "sarif", "--json"],
        &["--report", "sarif=a", "--report", "junit=./a"],
        &["--report", "sarif=a", "-o", "a"],
        &["--report", "pdf=a"],
        &["--report", "pdf"],
        &["--report", "junit="],
    ] {
        let ran = bench.validate(&[&["good.db"], args].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}: {}", ran.stderr);
        let _ = std::fs::remove_file(bench.lab.path("a"));
    }
    let failure = bench.validate(&["good.db", "--report", "pdf", "--json"]).failure();
    assert_eq!((failure["kind"].as_str(), failure["code"].as_u64()), (Some("usage"), Some(2)));
}

#[test]
fn a_report_without_a_file_is_the_answer() {
    let bench = Bench::new();
    let json = bench.validate(&["bad.db", ODD, "gone.db", "--json"]);
    for report in ["json", "json=-"] {
        let ran = bench.validate(&["bad.db", ODD, "gone.db", "--report", report]);
        assert_eq!((ran.code, &ran.stdout), (json.code, &json.stdout));
    }
    let gitlab = bench.validate(&["bad.db", "--report", "gitlab", "-o", "answer.json"]);
    assert_eq!((gitlab.code, gitlab.stdout.as_str()), (4, ""));
    let answer: serde_json::Value = serde_json::from_str(&bench.read("answer.json")).unwrap();
    assert!(answer.is_array());
}

#[test]
fn a_report_that_cannot_be_written_is_said_and_the_others_are_made() {
    if !std::path::Path::new("/dev/full").exists() {
        return crate::scale::skip("a full device", "no /dev/full");
    }
    let bench = Bench::new();
    let ran = bench.validate(&["good.db", "--report", "junit=/dev/full", "--report", "json=out.json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("no junit report: /dev/full"), "{}", ran.stderr);
    assert!(bench.read("out.json").starts_with('{'));
    let ran = bench.validate(&["good.db", "--report", "junit=/dev/null"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn a_report_to_the_name_of_an_open_file_leaves_what_stands_there() {
    let bench = Bench::new();
    let ran = bench.lab.run(&["validate", "good.db", "--report", "json=/dev/stdout"], "").expect(0);
    assert_eq!(ran.answer()["errors"], 0, "alone, so that it can be parsed");
    bench.lab.write("log.txt", "before\n");
    let script = "\"$0\" validate good.db --report json=/dev/stderr 2>> log.txt";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_wfstate")]).current_dir(bench.lab.path("."));
    assert!(shell.status().unwrap().success());
    let log = bench.read("log.txt");
    assert!(log.starts_with("before\n{") && log.contains("wfstate.validate"), "{log}");
}
