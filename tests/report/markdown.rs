//! `markdown`, read by a small parser of its tables, lists and folds.

use super::bench::{Bench, FINDINGS};

#[test]
fn a_summary_has_a_row_for_each_target_and_every_finding() {
    let bench = Bench::new();
    let report = bench.report("markdown");
    let rows: Vec<Vec<&str>> = report
        .lines()
        .filter(|l| l.starts_with('|'))
        .map(|l| l.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 2 + 4, "{report}");
    assert!(rows.iter().all(|r| r.len() == 7), "{rows:?}");
    let verdicts: Vec<&str> = rows[2..].iter().map(|r| r[0]).collect();
    assert_eq!(verdicts, ["✅ passed", "❌ failed", "❌ failed", "⛔ not opened"]);
    let missing = report.lines().filter(|l| l.starts_with("- ") && l.contains(" is missing")).count();
    assert!(missing >= 2 * FINDINGS, "{missing}");
    for (open, close) in [("<details>", "</details>"), ("<code>", "</code>"), ("<summary>", "</summary>")] {
        assert_eq!(report.matches(open).count(), report.matches(close).count(), "{open}");
    }
    assert!(!report.contains("<img") && !report.contains("@me") && !report.contains("[a](b)"), "{report}");
}
