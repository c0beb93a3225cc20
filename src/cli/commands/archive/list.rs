//! `wfstate archive list`.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::number::{count, energy};
use crate::cli::render::table::Table;
use crate::core::archive::folder::{self, Found};
use crate::core::model::quantity::format_bytes;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// A folder, or one archive
    #[arg(value_name = "DIR|FILE", default_value = ".")]
    place: PathBuf,
}

pub fn run(args: ListArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let found = folder::look(&args.place)?;
    for (path, why) in &found.refused {
        cx.ui.warn(&format!("{}: {why}", path.display()));
    }
    let answer = json!({ "schema": "wfstate.archive/1", "archives": &found.archives });
    if !cx.ui.value(&answer)? {
        text(&found, cx)?;
    }
    Ok(if found.refused.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn text(found: &Found, cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["archive", "size", "session", "events", "energy", "state"]);
    table.right(&[1, 3, 4]);
    for archive in &found.archives {
        let (mut path, mut size) = (archive.path.clone(), format_bytes(archive.bytes));
        for s in &archive.sessions {
            table.row([
                std::mem::take(&mut path),
                std::mem::take(&mut size),
                s.session_id.clone(),
                count(s.events),
                s.energy.map(|e| energy(e.0)).unwrap_or_default(),
                s.state_hash.as_ref().map(|h| format!("{}…", h.get(..12).unwrap_or(h))).unwrap_or_default(),
            ]);
        }
    }
    if table.is_empty() {
        cx.ui.note("no archives");
        return Ok(());
    }
    Ok(cx.ui.table(&table)?)
}
