//! The file of `--baseline` and `--write-baseline`.

use super::{FailOn, exit_of};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::number::{count, counted};
use crate::core::validate::{Baseline, Checked};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Findings of one database that a baseline holds; with more something else is wrong.
pub const MOST: usize = 100_000;

/// Reads one.
pub fn read(path: &Path) -> Result<Arc<Baseline>, Failure> {
    let failed = |e: &dyn std::fmt::Display| {
        Failure::new(Exit::Failed, format!("{}: {e}", path.display()))
            .hint("--baseline takes a file that `wfstate validate --write-baseline` wrote")
    };
    let text = std::fs::read_to_string(path).map_err(|e| failed(&e))?;
    Baseline::parse(&text).map(Arc::new).map_err(|e| failed(&e))
}

/// Findings and a baseline that has none of these paths: most likely it was written in another folder.
pub fn say_if_it_names_none(baseline: Option<&Baseline>, checked: &[Checked], cx: &Context) {
    let Some(baseline) = baseline.filter(|b| b.count() > 0) else { return };
    let has_findings = checked.iter().flat_map(|c| &c.result).any(|report| !report.findings.is_empty());
    if has_findings && !checked.iter().any(|c| baseline.names(&c.path)) {
        cx.ui.warn("the baseline names none of these databases; name them as you did when it was written");
    }
}

/// A baseline is not written over what is to be checked.
pub fn refuse_input(path: &Path, databases: &[PathBuf]) -> Result<(), Failure> {
    let Ok(full) = path.canonicalize() else { return Ok(()) };
    if databases.iter().any(|d| d.canonicalize().is_ok_and(|d| d == full)) {
        let message = format!("--write-baseline: {}: it is one of the databases", path.display());
        return Err(Failure::usage(message).hint("name another file; nothing was checked"));
    }
    Ok(())
}

/// Writes all that was found. A target that could not be opened still fails.
pub fn write(path: &Path, checked: &[Checked], cx: &mut Context) -> Result<Exit, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failed, format!("{}: {e}", path.display()));
    if checked.iter().flat_map(|c| &c.result).any(|report| report.not_shown > 0) {
        let message = format!("a database has more than {} findings", count(MOST as u64));
        return Err(
            failed(&message).hint("repair it first, or leave rules out with --ignore; nothing was written")
        );
    }
    let baseline = Baseline::of(checked);
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    std::fs::write(&aside, baseline.to_text())
        .and_then(|()| std::fs::rename(&aside, path))
        .map_err(|e| failed(&e))?;
    cx.ui.note(&format!(
        "{} holds {}; --baseline passes over what it holds",
        path.display(),
        counted(baseline.count(), "finding")
    ));
    Ok(exit_of(checked, Some(FailOn::Never)))
}
