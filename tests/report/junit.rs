//! `junit`, held against the common XSD by xmllint.

use super::bench::{Bench, FINDINGS, published};
use crate::scale;
use std::path::Path;
use std::process::Command;

/// What xmllint has against a document; nothing where it follows the schema.
fn faults(document: &Path) -> String {
    let ran = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .arg(published("junit-10.xsd"))
        .arg(document)
        .output()
        .unwrap();
    if ran.status.success() { String::new() } else { String::from_utf8_lossy(&ran.stderr).into_owned() }
}

#[test]
fn a_report_follows_the_common_schema() {
    if !scale::has("xmllint", "JUnit against its XSD") {
        return;
    }
    let bench = Bench::new();
    let report = bench.report("junit");
    assert_eq!(faults(&bench.lab.path("report.junit")), "");
    assert_eq!(report.matches("<testsuite ").count(), 4);
    assert_eq!(report.matches("<error ").count(), 1);
    assert!(
        report.contains("event 17 is missing") && report.matches(" is missing\n").count() >= FINDINGS,
        "{report}"
    );

    bench.validate(&[
        "good.db",
        "bad.db",
        "--report",
        "junit=few.xml",
        "--max-findings",
        "1",
        "--select",
        "WFG,WFE",
    ]);
    assert_eq!(faults(&bench.lab.path("few.xml")), "");
    bench.validate(&["good.db", "--report", "junit=good.xml"]);
    assert_eq!(faults(&bench.lab.path("good.xml")), "");
}

#[test]
fn the_schema_refuses_a_report_that_is_none() {
    if !scale::has("xmllint", "JUnit against its XSD") {
        return;
    }
    let bench = Bench::new();
    let report = bench.report("junit");
    for (part, other) in [
        ("<failure ", "<fault "),
        (" name=\"WFE001", " title=\"WFE001"),
        (" tests=\"", " test=\""),
        (" time=\"0.", " time=\"soon "),
        ("</testsuites>", ""),
        ("event 17", "event\u{1} 17"),
    ] {
        assert!(report.contains(part), "{part}");
        let broken = bench.lab.write("broken.xml", report.replace(part, other));
        assert_ne!(faults(&broken), "", "{part}");
    }
}
