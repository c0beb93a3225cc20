//! What every format promises: the same text for the same run, and nothing in it that a stored string could mean.

use super::testkit::{Bench, HOSTILE, database, finding};
use super::*;
use crate::core::escape::{inline, is_hazard};
use serde_json::Value;

fn text(name: &str, run: &Run<'_>) -> String {
    (format(name).unwrap().render)(run)
}

fn value(name: &str, run: &Run<'_>) -> Value {
    serde_json::from_str(&text(name, run)).unwrap()
}

#[test]
fn formats_are_sorted_and_give_the_same_text_for_the_same_run() {
    assert!(FORMATS.windows(2).all(|pair| pair[0].name < pair[1].name));
    let bench = Bench::of_each_kind();
    let run = bench.run(Some(Severity::Error));
    for format in FORMATS {
        let once = (format.render)(&run);
        assert_eq!(once, (format.render)(&run), "{}", format.name);
        assert!(once.ends_with('\n') && !once.ends_with("\n\n"), "{}: {once}", format.name);
    }
}

#[test]
fn no_report_holds_a_character_that_does_something() {
    let bench = Bench::of_each_kind();
    for format in FORMATS {
        let report = (format.render)(&bench.run(None));
        let hazard = report.chars().find(|c| is_hazard(*c) && *c != '\n');
        assert_eq!(hazard, None, "{}", format.name);
    }
    assert!(HOSTILE.chars().any(is_hazard), "the control");
}

#[test]
fn a_run_without_findings_and_one_without_targets_are_reports_too() {
    for bench in [Bench::new(Vec::new()), Bench::new(vec![database("a.db", Vec::new(), 0)])] {
        let run = bench.run(Some(Severity::Info));
        assert_eq!(run.verdict(), Verdict::Passed);
        for name in ["json", "sarif", "gitlab"] {
            value(name, &run);
        }
        assert_eq!(text("github", &run), "");
        assert_eq!(text("gitlab", &run), "[]\n");
        assert!(text("junit", &run).contains("failures=\"0\" errors=\"0\""));
    }
}

#[test]
fn the_threshold_decides_what_fails() {
    let bench = Bench::new(vec![database("a.db", vec![finding("WFE004", None, "x")], 0)]);
    for (fail_on, verdict, failures) in [
        (None, Verdict::Passed, 0),
        (Some(Severity::Error), Verdict::Passed, 0),
        (Some(Severity::Warning), Verdict::Failed, 1),
        (Some(Severity::Info), Verdict::Failed, 1),
    ] {
        let run = bench.run(fail_on);
        assert_eq!(run.verdict(), verdict);
        let junit = text("junit", &run);
        assert_eq!(junit.matches("<failure ").count(), failures);
        assert_eq!(junit.matches("<system-out>").count(), 1 - failures);
    }
    assert_eq!(Bench::of_each_kind().run(None).verdict(), Verdict::Unopened);
}

#[test]
fn a_junit_report_has_a_test_for_each_rule_that_ran_and_no_character_that_xml_forbids() {
    let bench = Bench::of_each_kind().select(&["WFE", "WFG"]);
    let run = bench.run(Some(Severity::Error));
    let report = text("junit", &run);
    let per_database = run.ran().count() + 1;
    assert_eq!(report.matches("<testcase ").count(), 3 * per_database + 1);
    assert!(
        report.chars().all(|c| c == '\n' || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))),
        "{report}"
    );
    assert!(!report.contains("<script") && !report.contains("]]>"), "{report}");
}

#[test]
fn what_was_not_kept_is_not_taken_for_clean() {
    let bench = Bench::new(vec![database("a.db", vec![finding("WFE001", None, "x")], 41)]);
    let run = bench.run(Some(Severity::Error));
    let junit = text("junit", &run);
    assert!(junit.contains("41 more findings (--max-findings)"), "{junit}");
    assert!(junit.contains("<skipped message=\"not known"), "{junit}");
    assert_eq!(junit.matches("<failure ").count(), 2);
    let gitlab = value("gitlab", &run);
    assert_eq!(
        (gitlab[1]["check_name"].as_str(), gitlab[1]["severity"].as_str()),
        (Some("not_shown"), Some("critical"))
    );
    let sarif = value("sarif", &run);
    assert_eq!(
        sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"],
        "not_shown"
    );
    for name in ["markdown", "html", "github"] {
        assert!(text(name, &run).contains("41 more "), "{name}");
    }
}

#[test]
fn github_gets_the_worst_first_and_no_more_than_it_shows() {
    let mut findings = vec![finding("WFE004", Some(1), "a warning")];
    findings.extend((0..25).map(|n| finding("WFG001", Some(n), "an error")));
    let bench = Bench::new(vec![database("a.db", findings, 3)]);
    let report = text("github", &bench.run(None));
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 11);
    assert!(lines[..10].iter().all(|l| l.starts_with("::error ")), "{report}");
    assert!(lines[9].starts_with("::error title=19 more errors::"), "{report}");
    assert!(lines[10].starts_with("::warning file=a.db,title=WFE004 "), "{report}");

    let ten =
        Bench::new(vec![database("a.db", (0..10).map(|n| finding("WFG001", Some(n), "")).collect(), 0)]);
    assert!(!text("github", &ten.run(None)).contains("more"), "ten fit");
}

#[test]
fn a_stored_string_is_one_value_of_a_github_command() {
    let bench = Bench::of_each_kind();
    let report = text("github", &bench.run(None));
    assert_eq!(report.lines().count(), 6, "{report}");
    for line in report.lines() {
        let rest = line.strip_prefix("::").unwrap();
        let (head, said) = rest.split_once("::").unwrap();
        let (_, properties) = head.split_once(' ').unwrap();
        assert!(properties.split(',').all(|p| p.split('=').count() >= 2), "{line}");
        assert!(!properties.contains(':') && !said.contains('\r'), "{line}");
    }
}

#[test]
fn markdown_takes_nothing_of_a_stored_string_for_markup() {
    let bench = Bench::of_each_kind();
    let report = text("markdown", &bench.run(Some(Severity::Error)));
    let rest = ["<code>", "</code>", "<sub>", "</sub>"]
        .iter()
        .fold(report.clone(), |text, tag| text.replace(tag, ""));
    for mark in ["<", ">", "@", "`", "[", "]", "**", "://", "www.", "::", "-->"] {
        assert!(!rest.contains(mark), "{mark} in {rest}");
    }
    let rows: Vec<&str> = report.lines().filter(|l| l.starts_with('|')).collect();
    assert_eq!(rows.len(), 2 + 4);
    assert!(rows.iter().all(|r| r.matches('|').count() == 8), "{rows:?}");
}

#[test]
fn a_summary_that_is_too_long_is_cut_and_says_so() {
    let many = (0..500).map(|n| finding("WFG001", Some(n), "an event is missing")).collect();
    let bench = Bench::new(vec![database("a.db", many, 0)]);
    let run = bench.run(None);
    let whole = markdown::render(&run);
    assert_eq!(markdown::render_within(&run, whole.len()), whole);
    for room in [whole.len() - 1, 10_000, 1500, 400] {
        let cut = markdown::render_within(&run, room);
        assert!(cut.len() <= room && cut.contains("**Cut here"), "{cut}");
        assert_eq!(cut.matches("<details>").count(), cut.matches("</details>").count(), "{cut}");
    }
    assert_eq!(markdown::render_within(&run, 20), "");
}

#[test]
fn a_page_has_stored_strings_as_text_alone() {
    let bench = Bench::of_each_kind();
    let page = text("html", &bench.run(None));
    for mark in ["<script", "<img", "url(", "@import", "<link", "]]>"] {
        assert!(!page.contains(mark), "{mark}");
    }
    assert!(page.contains("alert(1)"), "it is shown");
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
}

#[test]
fn strings_in_json_are_what_they_were_made_visible() {
    let bench = Bench::of_each_kind();
    let run = bench.run(None);
    let answer = value("json", &run);
    assert_eq!(answer["databases"][2]["findings"][0]["message"], HOSTILE);
    let said = |v: &Value| v.as_str().unwrap().ends_with(&*inline(HOSTILE));
    assert!(said(&value("sarif", &run)["runs"][0]["results"][2]["message"]["text"]));
    assert!(said(&value("gitlab", &run)[2]["description"]));
}

#[test]
fn a_finding_keeps_its_fingerprint_and_shares_it_with_no_other() {
    let bench = Bench::of_each_kind();
    let fingerprints = |name: &str, bench: &Bench| -> Vec<String> {
        let value = value(name, &bench.run(None));
        let list = if name == "gitlab" { &value } else { &value["runs"][0]["results"] };
        let of = |v: &Value| match name {
            "gitlab" => v["fingerprint"].as_str().unwrap().to_owned(),
            _ => v["partialFingerprints"]["wfstateFinding/v1"].as_str().unwrap().to_owned(),
        };
        list.as_array().unwrap().iter().map(of).collect()
    };
    for name in ["gitlab", "sarif"] {
        let mut before = fingerprints(name, &bench);
        let mut more = Bench::of_each_kind();
        more.targets.remove(0);
        more.targets.push(database("new.db", vec![finding("WFG001", Some(1), "x")], 0));
        let after = fingerprints(name, &more);
        assert!(before.iter().all(|f| after.contains(f)), "{before:?} {after:?}");
        let count = before.len();
        before.sort();
        before.dedup();
        assert_eq!(before.len(), count);
    }
}
