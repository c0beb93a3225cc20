//! `wfstate maintain`: what a clock should start now and then.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::cli::render::escape::inline;
use crate::cli::render::number::counted;
use crate::core::maintain::{Maintained, Vacuum, Wish, maintain};
use crate::core::model::quantity::{format_bytes, parse_duration_ms};
use crate::core::store::Checkpoint;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without a step every step is done. Free pages are given back where they are a quarter of the file \
                  and database.vacuum_interval has passed; --vacuum --force does it anyway. While somebody records \
                  the file is not written anew. What is taken away of killed runs: rows that a compaction had \
                  left, and half-made databases (DB.new-XXXXXXXX) older than ten minutes; nothing else beside the \
                  database."
)]
pub struct Args {
    /// Move the write-ahead log into the file
    #[arg(long)]
    checkpoint: bool,
    /// Let `SQLite` look where its statistics are worth making anew
    #[arg(long)]
    optimize: bool,
    /// Make all statistics anew
    #[arg(long)]
    analyze: bool,
    /// Give free pages back to the disk
    #[arg(long)]
    vacuum: bool,
    /// Do nothing where it was done within this time: 12h, 7d
    #[arg(long, value_name = "TIME")]
    if_older_than: Option<String>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let all = !(args.checkpoint || args.optimize || args.analyze || args.vacuum);
    let if_older_than_ms = args.if_older_than.as_deref().map(parse_duration_ms).transpose();
    let wish = Wish {
        checkpoint: all || args.checkpoint,
        optimize: all || args.optimize,
        analyze: args.analyze,
        vacuum: all || args.vacuum,
        force: cx.global.force,
        sweep: all,
        if_older_than_ms: if_older_than_ms.map_err(|e| Failure::usage(format!("--if-older-than: {e}")))?,
        vacuum_interval_ms: cx.config.database().vacuum_interval_ms,
    };
    let path = cx.database()?;
    let done = maintain(&mut cx.writer()?, &path, &wish, &cx.progress);
    cx.progress.finish();
    let done = done?;
    if !cx.ui.value(&done)? {
        text(&done, cx)?;
    }
    refused(&args, &done).map_or(Ok(Exit::Done), Err)
}

/// A step that was asked for by name and that somebody else kept from being done.
fn refused(args: &Args, done: &Maintained) -> Option<Failure> {
    let busy = done.checkpoint.filter(|c| args.checkpoint && c.busy);
    if busy.is_some() {
        let message = "the write-ahead log could not be moved whole: somebody reads or writes";
        return Some(Failure::new(Exit::Locked, message).hint("try again when it is done"));
    }
    let locked = done.vacuum.as_ref().is_some_and(|v| args.vacuum && v.locked);
    locked.then(|| {
        Failure::new(Exit::Locked, "free pages were not given back: somebody is recording")
            .hint("the recording uses them itself; run it again after the recording")
    })
}

fn text(done: &Maintained, cx: &mut Context) -> Result<(), Failure> {
    if let Some(why) = &done.skipped {
        return Ok(cx.ui.line(&format!("nothing to do: {}", inline(why)))?);
    }
    let mut lines = Vec::new();
    if let Some(swept) = done.swept {
        if swept.rows > 0 {
            lines.push(format!("removed {} that a compaction had left", counted(swept.rows, "row")));
        }
        if swept.files > 0 {
            lines.push(format!("removed {} that was half made", counted(swept.files, "file")));
        }
    }
    if done.optimized {
        lines.push(if done.analyzed { "statistics: made anew" } else { "statistics: looked at" }.to_owned());
    }
    lines.extend(done.vacuum.as_ref().map(vacuum));
    lines.extend(done.checkpoint.map(checkpoint));
    let (before, after) = (done.before.total(), done.after.total());
    let free = format_bytes(done.after.free);
    lines.push(format!("{} before, {} now, {free} of it free", format_bytes(before), format_bytes(after)));
    for line in lines {
        cx.ui.line(&inline(&line))?;
    }
    Ok(())
}

fn vacuum(v: &Vacuum) -> String {
    match &v.why_not {
        None => "free pages: given back".to_owned(),
        Some(why) => format!("free pages: kept, {why}"),
    }
}

fn checkpoint(c: Checkpoint) -> String {
    let pages = counted(c.moved_pages.unsigned_abs(), "page");
    match (c.truncate, c.busy) {
        (true, false) => "log: moved into the file and emptied".to_owned(),
        (false, false) => format!("log: {pages} moved; somebody is recording and goes on with it"),
        (_, true) => format!("log: {pages} of {} moved, somebody needs the others", c.log_pages),
    }
}
