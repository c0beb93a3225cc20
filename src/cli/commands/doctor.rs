//! `wfstate doctor`: a look at this machine.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::cli::render::escape::inline;
use crate::core::doctor::{Check, Scene, Status, examine};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs.
pub fn run(_args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let scene = Scene {
        database: cx.database().map_err(|f| f.message),
        key_file: cx.key_file().ok(),
        sources: &cx.sources,
        lock_timeout: cx.lock_timeout()?,
    };
    let diagnosis = examine(&scene);
    if !cx.ui.value(&diagnosis)? {
        for check in &diagnosis.checks {
            print(check, cx)?;
        }
        let all = diagnosis.checks.len();
        let (warnings, failures) = (diagnosis.warnings, diagnosis.failures);
        cx.ui.line(&format!(
            "{all} checks: {} ok, {warnings} warn, {failures} fail",
            all - warnings - failures
        ))?;
    }
    Ok(if diagnosis.failures == 0 { Exit::Done } else { Exit::No })
}

fn print(check: &Check, cx: &mut Context) -> Result<(), Failure> {
    let paint = cx.ui.paint();
    let status = match check.status {
        Status::Ok => paint.good("ok  "),
        Status::Warn => paint.warn("warn"),
        Status::Fail => paint.bad("fail"),
    };
    cx.ui.line(&format!("{status}  {:<10}  {}", check.name, inline(&check.message)))?;
    if let Some(hint) = &check.hint {
        cx.ui.line(&format!("                  hint: {}", inline(hint)))?;
    }
    Ok(())
}
