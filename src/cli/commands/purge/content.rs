//! `wfstate purge SESSION --seq A..B --content`: the words of events, not the events.

use super::{Args, check_receipt, settle, text, write_receipt};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::signals;
use crate::core::purge::{self, Request};
use crate::core::select;
use crate::core::store::Ask;
use serde_json::json;

/// Runs.
pub fn run(args: &Args, cx: &mut Context) -> Result<Exit, Failure> {
    let named: Vec<&String> = args.which.sessions.iter().chain(&args.session).collect();
    let [selector] = named.as_slice() else {
        return Err(Failure::usage("--content takes one session").hint("purge SESSION --seq 5..12 --content"));
    };
    check_receipt(args, cx)?;
    let mut writer = cx.writer()?;
    settle(&mut writer, cx)?;
    let session = select::session(&writer, selector)?;
    let last = writer.ask(|q| q.last_seq(session.no))?;
    let range = args.seq.as_deref().map_or(Ok((1, last)), |text| range(text, last))?;
    let id = &session.session_id;
    let question = format!("Erase the words of events {} to {} of {id} for ever?", range.0, range.1);
    cx.asking().confirm_typed(&question, id)?;
    signals::tidy_up()?;
    let (database, key_file) = (cx.database()?, cx.key_file()?);
    let directory = cx.config.record().spill_directory;
    let request = Request {
        session: &session,
        range,
        reason: args.reason.as_deref(),
        key_file: &key_file,
        place: (&database, directory.as_deref()),
    };
    let erased = purge::apply_content(writer, &cx.opening(false)?, &request, &cx.progress);
    cx.progress.finish();
    let (_writer, receipt) = erased?;
    let Some(receipt) = receipt else {
        let (from, to) = range;
        let answer = json!({ "schema": "wfstate.purge/1", "session_id": id, "from": from, "to": to, "erased": 0, "stretches": 0 });
        if !cx.ui.value(&answer)? {
            cx.ui.line("these events have no words; nothing was changed")?;
        }
        return Ok(Exit::Done);
    };
    write_receipt(args, &receipt)?;
    if !cx.ui.value(&receipt)? {
        text::receipt(&receipt, cx)?;
    }
    Ok(Exit::Done)
}

/// `5..12`, `5..`, `..12`, `7`: first and last event.
fn range(text: &str, last: u64) -> Result<(u64, u64), Failure> {
    let bad =
        || Failure::usage(format!("--seq: `{text}` is no range of events")).hint("write 5..12, 5.. or ..12");
    let number = |part: &str, default: u64| {
        if part.is_empty() { Ok(default) } else { part.parse().map_err(|_| bad()) }
    };
    match text.split_once("..") {
        Some((from, to)) => Ok((number(from, 1)?, number(to, last)?)),
        None => number(text, 0).map(|seq| (seq, seq)),
    }
}
