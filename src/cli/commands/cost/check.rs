//! `wfstate cost check`: whether more was spent than may be.

use super::{TimeArgs, open, scope, tell};
use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::{Format, number};
use crate::core::cost::{Checked, check};
use crate::core::model::money::MicroUsd;

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Sessions: ids or four letters of them, latest, label:NAME, an archive; all where none is named
    #[arg(value_name = "SESSION")]
    sessions: Vec<String>,
    /// What may be spent, in US dollars
    #[arg(long, value_name = "USD", value_parser = dollars)]
    max_usd: MicroUsd,
    #[command(flatten)]
    time: TimeArgs,
}

/// As a JSON number is written; `5.` and `$5` are none.
fn dollars(text: &str) -> Result<MicroUsd, String> {
    let amount = MicroUsd::from_literal(text).filter(|usd| usd.0 >= 0);
    amount.ok_or_else(|| "it is no amount of dollars such as 5 or 0.25".to_owned())
}

pub fn run(args: &CheckArgs, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let (reader, named) = open(args.sessions.clone(), cx)?;
    let window = args.time.window(!named.is_empty())?;
    let scope = scope(&reader, &named, &window, cx)?;
    let checked = check(&reader, &scope, &window, args.max_usd.0)?;
    if !cx.ui.value(&checked)? {
        cx.ui.line(&line(&checked))?;
    }
    let total = &checked.total;
    if total.unpriced > 0 {
        let (unpriced, of) = (number::count(total.unpriced), number::counted(total.count, "item"));
        cx.ui.warn(&format!("{unpriced} of {of} have no price: what was spent may be more"));
    }
    let told = tell(&checked.compacted, &checked.left_out, cx);
    Ok(if checked.over { Exit::No } else { told })
}

fn line(checked: &Checked) -> String {
    let verdict = if checked.over { "over" } else { "within" };
    let (known, max) = (checked.total.known, checked.max_micro_usd);
    let [spent, may] = [known, max].map(|usd| number::usd(Some(usd)));
    let most = format!("{verdict}: {spent} is known to be spent, {may} may be");
    if checked.over { format!("{most}, {} too much", number::usd(Some(known - max))) } else { most }
}
