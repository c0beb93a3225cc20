//! A purge in words.

use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::core::model::quantity::format_bytes;
use crate::core::purge::{Copy, Plan, Receipt};

/// Sessions that are shown one by one.
const SHOWN: usize = 50;

/// What would be deleted.
pub fn plan(plan: &Plan, cx: &mut Context) -> Result<(), Failure> {
    if cx.ui.format() != Format::Text {
        return Ok(());
    }
    let mut table =
        Table::new(["session", "status", "events", "snapshots", "segments", "quarantine", "bytes"]);
    table.right(&[2, 3, 4, 5, 6]);
    for s in plan.sessions.iter().take(SHOWN) {
        table.row([
            s.session_id.clone(),
            s.status.clone(),
            count(s.events),
            count(s.snapshots),
            count(s.segments),
            count(s.quarantined),
            format_bytes(s.bytes),
        ]);
    }
    cx.ui.table(&table)?;
    if let Some(more) = plan.sessions.len().checked_sub(SHOWN).filter(|n| *n > 0) {
        cx.ui.line(&format!("and {} more", counted(more as u64, "session")))?;
    }
    let sessions = counted(plan.sessions.len() as u64, "session");
    cx.ui.line(&format!("{sessions}, {}, {}", counted(plan.events, "event"), format_bytes(plan.bytes)))?;
    for file in &plan.files {
        let path = inline(&file.path.to_string_lossy()).into_owned();
        cx.ui.line(&format!(
            "with them goes {path}, {}: pieces of them are in it",
            format_bytes(file.bytes)
        ))?;
    }
    copies(&plan.copies, cx)?;
    for hold in &plan.holds {
        cx.ui.line(&format!("held by {}: {} {}", hold.hold, hold.on, inline(&hold.name)))?;
    }
    for live in &plan.live {
        cx.ui.line(&format!("being recorded: {}", inline(&live.session_id)))?;
    }
    Ok(())
}

/// What was deleted.
pub fn receipt(receipt: &Receipt, cx: &mut Context) -> Result<(), Failure> {
    let proof = &receipt.proof;
    let sessions = counted(receipt.sessions.len() as u64, "session");
    let freed = format_bytes(receipt.bytes_freed);
    match &receipt.content {
        Some(c) => {
            let events = counted(c.erased, "event");
            cx.ui.line(&format!("erased the words of {events} from {} to {}", count(c.from), count(c.to)))?;
        }
        None => {
            cx.ui.line(&format!("purged {sessions}, {}; {freed} freed", counted(receipt.events, "event")))?;
        }
    }
    cx.ui.line(&match proof.method {
        "search" => format!(
            "searched {} ({}) for {}: none is left",
            counted(proof.files_searched, "file"),
            format_bytes(proof.bytes_searched),
            counted(proof.needles, "piece")
        ),
        _ => "rows and keys are gone, the file was written anew, the log was emptied; after the interruption it is not \
              known any more what to search for"
            .to_owned(),
    })?;
    for file in &receipt.files_removed {
        cx.ui.line(&format!("removed {}", inline(file)))?;
    }
    copies(&receipt.copies, cx)?;
    cx.ui.line(&format!("receipt {} (hash {}…)", receipt.receipt_id, &receipt.receipt_hash[..16]))?;
    for line in &receipt.not_promised {
        cx.ui.advice(&format!("not promised: {line}"), 2)?;
    }
    Ok(())
}

fn copies(copies: &[Copy], cx: &mut Context) -> Result<(), Failure> {
    for copy in copies {
        let path =
            if copy.path.is_empty() { "a path that is not kept any more".into() } else { inline(&copy.path) };
        cx.ui.line(&format!("still in {path} ({}, {})", copy.kind, copy.at))?;
    }
    Ok(())
}
