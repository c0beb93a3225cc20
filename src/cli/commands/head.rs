//! `wfstate head`: one line to keep elsewhere.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::ui::Format;
use crate::core::head::{self, Head};
use crate::core::model::privacy::hex;
use serde_json::{Value, json};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Keep the line where nobody who can write the database can write: on another machine, in a \
                        mail, on paper. `wfstate validate --head FILE` demands it later."
)]
pub struct Args {}

/// Runs.
pub fn run(_args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson])?;
    let head = head::take(&cx.reader()?)?;
    if cx.ui.format().is_json() {
        cx.ui.json(&answer(&head))?;
    } else {
        cx.ui.line(&head.to_string())?;
    }
    Ok(Exit::Done)
}

fn answer(head: &Head) -> Value {
    let open = |o: &head::OpenHead| json!({ "session": hex(&o.pseudonym), "last_seq": o.last_seq, "seal": hex(&o.seal) });
    json!({
        "schema": "wfstate.head/1",
        "head": head.to_string(),
        "database": uuid::Uuid::from_bytes(head.database).to_string(),
        "ledger": { "entry": head.ledger_no, "hash": hex(&head.ledger_hash) },
        "open": head.open.iter().map(open).collect::<Vec<_>>(),
    })
}
