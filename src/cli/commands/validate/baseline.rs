//! The file of `--baseline` and `--write-baseline`.

use super::{FailOn, exit_of};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::core::report::destination::{Destination, Refused};
use crate::core::validate::{Baseline, Checked, Folder};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Findings of one database that a baseline holds; with more something else is wrong.
pub const MOST: usize = 100_000;

/// Reads one.
pub fn read(path: &Path, cx: &Context) -> Result<Arc<Baseline>, Failure> {
    let failed = |e: &dyn std::fmt::Display| {
        Failure::new(Exit::Failed, format!("{}: {e}", path.display()))
            .hint("--baseline takes a file that `wfstate validate --write-baseline` wrote")
    };
    let text = std::fs::read_to_string(path).map_err(|e| failed(&e))?;
    Baseline::parse(&text, Folder::of(path, &cx.sources.current_dir)).map(Arc::new).map_err(|e| failed(&e))
}

/// Findings and a baseline that has none of these paths: most likely it was moved.
pub fn say_if_it_names_none(baseline: Option<&Baseline>, checked: &[Checked], cx: &Context) {
    let Some(baseline) = baseline.filter(|b| b.count() > 0) else { return };
    let has_findings = checked.iter().flat_map(|c| &c.result).any(|report| !report.findings.is_empty());
    if has_findings && !checked.iter().any(|c| baseline.names(&c.path)) {
        cx.ui.warn("the baseline names none of these databases: it tells them from its own folder");
    }
}

/// Where one may be written, asked before anything is done; `read` are the files that are read.
pub fn place(path: &Path, read: &[PathBuf]) -> Result<Destination, Failure> {
    Destination::check(path, read).map_err(|refused| {
        let message = format!("--write-baseline: {refused}");
        match refused {
            Refused::Io { .. } => Failure::new(Exit::Failed, message),
            _ => Failure::usage(message).hint("name another file; nothing was checked"),
        }
    })
}

/// Writes all that was found. A target that could not be opened still fails.
pub fn write(
    (place, path): (&Destination, &Path),
    checked: &[Checked],
    cx: &mut Context,
) -> Result<Exit, Failure> {
    let folder = Folder::of(path, &cx.sources.current_dir);
    let path = inline(&path.to_string_lossy()).into_owned();
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failed, format!("{path}: {e}"));
    if checked.iter().flat_map(|c| &c.result).any(|report| report.not_shown > 0) {
        let message = format!("a database has more than {} findings", count(MOST as u64));
        return Err(
            failed(&message).hint("repair it first, or leave rules out with --ignore; nothing was written")
        );
    }
    let baseline = Baseline::of(checked, folder);
    place.write(&baseline.to_text()).map_err(|e| failed(&e))?;
    let findings = counted(baseline.count(), "finding");
    cx.ui.note(&format!("{path} holds {findings}; --baseline passes over them"));
    Ok(exit_of(checked, Some(FailOn::Never)))
}
