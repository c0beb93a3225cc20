//! What is out of the ordinary, as a table.

use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::{Table, number};
use crate::core::anomaly::Anomalies;

/// A row a finding; what was looked at where there is none.
pub fn text(anomalies: &Anomalies, cx: &mut Context) -> Result<(), Failure> {
    cx.ui.line("")?;
    if anomalies.findings.is_empty() {
        let rules: Vec<&str> = anomalies.rules.iter().map(|r| r.rule).collect();
        cx.ui.line(&format!("nothing out of the ordinary ({})", rules.join(", ")))?;
    } else {
        let mut table = Table::new(["anomaly", "events", "what"]);
        for a in &anomalies.findings {
            table.row([a.rule.to_owned(), format!("{}..{}", a.from_seq, a.to_seq), a.what.clone()]);
        }
        cx.ui.table(&table)?;
    }
    for rule in anomalies.rules.iter().filter(|r| r.findings > r.shown) {
        let [shown, all] = [rule.shown, rule.findings].map(number::count);
        cx.ui.note(&format!("{}: the first {shown} of {all} are shown", rule.rule));
    }
    if let Some(seq) = anomalies.compacted_to {
        cx.ui.note(&format!(
            "events up to {seq} were compacted; what was out of the ordinary there is not seen"
        ));
    }
    Ok(())
}
