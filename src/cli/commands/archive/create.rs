//! `wfstate archive create`.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::cli::selection::SelectionArgs;
use crate::cli::signals;
use crate::core::archive::{self, Report, file};
use crate::core::model::quantity::format_bytes;
use crate::core::selection::resolve;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct CreateArgs {
    #[command(flatten)]
    which: SelectionArgs,
    /// Leave the newest so many thousand events of each session as they are
    #[arg(long, value_name = "THOUSANDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=1_000_000_000))]
    keep_newest: u64,
    /// Only say what would be packed
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: CreateArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let selection = args.which.selection()?;
    let out = cx.global.output.clone().filter(|o| o != Path::new("-"));
    if out.is_some() && args.keep_newest > 0 {
        return Err(Failure::usage("--keep-newest is for packing in place; a file holds whole sessions"));
    }
    let sessions = resolve(&cx.reader()?, &selection)?;
    let plan = archive::plan(&cx.reader()?, &sessions, args.keep_newest.saturating_mul(1000))?;
    if plan.parts.is_empty() {
        let message = "all of these sessions are being recorded now".to_owned();
        return Err(Failure::new(Exit::NoMatch, message).hint("archive them when they have ended"));
    }
    let report = match out {
        _ if args.dry_run => archive::report(&cx.reader()?, &plan, None)?,
        None => in_place(&plan, cx)?,
        Some(out) => to_file(&plan, &out, cx)?,
    };
    cx.progress.finish();
    for id in &report.live {
        cx.ui.warn(&format!("{id} is being recorded; nothing was done with it"));
    }
    if !cx.ui.value(&report)? {
        text(&report, cx)?;
    }
    Ok(if report.live.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn in_place(plan: &archive::Plan, cx: &mut Context) -> Result<Report, Failure> {
    let sessions = plan.parts.iter().filter(|p| p.rows > 0).count() as u64;
    if sessions > 0 {
        let question = format!("Pack {} of {}?", counted(plan.rows(), "event"), counted(sessions, "session"));
        cx.asking().confirm(&question)?;
    }
    let mut writer = cx.writer()?;
    let done = archive::seal(&mut writer, plan, &cx.progress)?;
    Ok(archive::report(&writer, plan, Some(done))?)
}

fn to_file(plan: &archive::Plan, out: &Path, cx: &mut Context) -> Result<Report, Failure> {
    let database = cx.database()?;
    let same = |a: &PathBuf, b: &PathBuf| a == b;
    let absolute =
        |p: &Path| std::fs::canonicalize(p).or_else(|_| std::path::absolute(p)).unwrap_or_default();
    if same(&absolute(&database), &absolute(out)) {
        return Err(Failure::usage("--output is the database itself"));
    }
    signals::tidy_up()?;
    let request = file::Request {
        database,
        sessions: plan.parts.iter().map(|p| p.row.clone()).collect(),
        out: out.to_owned(),
        over: cx.global.force,
        lock_timeout: cx.lock_timeout()?,
    };
    let mut report = file::create(&request, &cx.progress)?;
    report.live.extend(plan.live.iter().map(|row| row.session_id.clone()));
    Ok(report)
}

fn text(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["session", "events", "sealed", "now", "was", "bytes/event"]);
    table.right(&[1, 2, 3, 4, 5]);
    for s in &report.sessions {
        let each = s.bytes.checked_mul(10).and_then(|b| b.checked_div(s.sealed));
        let done = report.dry_run || s.sealed == 0;
        table.row([
            s.session_id.clone(),
            count(s.events),
            count(if report.dry_run { s.sealed + s.newly_sealed } else { s.sealed }),
            if done { String::new() } else { format_bytes(s.bytes) },
            if done { String::new() } else { format_bytes(s.unpacked) },
            each.filter(|_| !done).map(|e| format!("{}.{}", e / 10, e % 10)).unwrap_or_default(),
        ]);
    }
    cx.ui.table(&table)?;
    cx.ui.line("")?;
    let verb = if report.dry_run { "would seal" } else { "sealed" };
    cx.ui.line(&format!("{verb} {}", counted(report.events, "event")))?;
    if let Some(path) = &report.path {
        let sha = report.sha256.as_deref().unwrap_or_default();
        cx.ui.line(&format!("{} (SHA-256 {sha})", inline(path)))?;
    }
    match report.free_bytes {
        Some(free) if free > 0 && !report.dry_run => {
            cx.ui.note(&format!(
                "{} of the database are free now; `wfstate maintain` gives them back",
                format_bytes(free)
            ));
        }
        _ => {}
    }
    Ok(())
}
