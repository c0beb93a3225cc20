//! `wfstate snapshot verify`.

use crate::cli::commands::replay::{Bar, diverged};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::core::snapshot::{self, Verified};
use crate::core::store::{Ask, Reader, SessionRow};
use serde_json::json;

/// Sessions asked for at a time.
const PAGE: usize = 100;

/// Runs.
pub fn run(selector: &str, all: bool, cx: &mut Context) -> Result<Exit, Failure> {
    let reader = cx.reader()?;
    let sessions = if all { every(&reader)? } else { vec![cx.session(&reader, selector)?] };
    let mut checked = Vec::new();
    for session in sessions {
        checked.push(snapshot::verify(&reader, reader.uuid(), session, &Bar(&cx.progress))?);
    }
    cx.progress.finish();
    let good = checked.iter().all(Verified::is_good);
    if !cx.ui.value(&json!({ "schema": "wfstate.snapshot/1", "verified": good, "sessions": &checked }))? {
        checked.iter().try_for_each(|v| text(v, cx))?;
    }
    Ok(if good { Exit::Done } else { Exit::No })
}

fn every(reader: &Reader) -> Result<Vec<SessionRow>, Failure> {
    let mut all = Vec::new();
    loop {
        let page = reader.ask(|q| q.sessions(all.len(), PAGE))?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

fn text(v: &Verified, cx: &mut Context) -> Result<(), Failure> {
    let paint = cx.ui.paint();
    let verdict = if v.is_good() { paint.good("verified") } else { paint.bad("no") };
    let line = format!(
        "{}  {} of {} snapshots agree with the fold: {verdict}",
        inline(&v.session_id),
        v.good,
        v.snapshots
    );
    cx.ui.line(&line)?;
    for damaged in &v.damaged {
        let why = damaged["message"].as_str().unwrap_or_default();
        let line =
            paint.warn(&format!("snapshot {} cannot be read: {}", damaged["snapshot_id"], inline(why)));
        cx.ui.line(&line)?;
    }
    if let Some(stopped) = &v.stopped {
        let line = paint.bad(&inline(stopped));
        cx.ui.line(&line)?;
    }
    for divergence in &v.different {
        diverged(divergence, &mut cx.ui)?;
    }
    Ok(())
}
