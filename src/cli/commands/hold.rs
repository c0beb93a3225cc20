//! `wfstate hold`: what may not be deleted, by any verb.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::core::ambient;
use crate::core::hold::{self, Held, Listed};
use crate::core::select;
use serde_json::json;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A hold keeps a session, or all sessions of a user or a label, from purge, retention, \
                        compaction and the pruning of snapshots until it is removed. The ledger notes that a hold was \
                        placed or removed. The reason stands in the database until then."
)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Place a hold on a session, a user or a label
    Add(AddArgs),
    /// Remove a hold
    Remove(RemoveArgs),
    /// List the holds
    List,
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("held").required(true).args(["session", "user", "label"])))]
struct AddArgs {
    /// The session
    #[arg(value_name = "SESSION")]
    session: Option<String>,
    /// Every session of this user, also those to come
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Every session with this label, also those to come
    #[arg(long, value_name = "LABEL", alias = "company")]
    label: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, clap::Args)]
struct RemoveArgs {
    /// The hold's number
    #[arg(value_name = "N")]
    hold: i64,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    match args.verb {
        Verb::Add(args) => add(args, cx),
        Verb::Remove(args) => remove(&args, cx),
        Verb::List => list(cx),
    }
}

fn add(args: AddArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let mut writer = cx.writer()?;
    let on = match (args.session, args.user, args.label) {
        (Some(session), _, _) => {
            let session = select::session(&writer, &session)?;
            Held::Session(session.no, session.session_id)
        }
        (None, Some(user), _) => Held::User(user),
        (None, None, label) => Held::Label(label.unwrap_or_default()),
    };
    let placed = hold::add(&mut writer, on, args.reason.as_deref(), ambient::now())?;
    writer.tidy()?;
    if !cx.ui.value(&json!({ "schema": "wfstate.hold/1", "added": &placed }))? {
        cx.ui.line(&placed.hold.to_string())?;
        cx.ui.note(&format!("{} {} is held", placed.on, inline(&placed.name)));
    }
    Ok(Exit::Done)
}

fn remove(args: &RemoveArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let mut writer = cx.writer()?;
    let Some(removed) = hold::remove(&mut writer, args.hold, ambient::now())? else {
        let failure = Failure::new(Exit::NoMatch, format!("there is no hold {}", args.hold));
        return Err(failure.hint("see `wfstate hold list`"));
    };
    writer.tidy()?;
    if !cx.ui.value(&json!({ "schema": "wfstate.hold/1", "removed": &removed }))? {
        cx.ui.line(&format!(
            "{} {} is not held by {} any more",
            removed.on,
            inline(&removed.name),
            removed.hold
        ))?;
    }
    Ok(Exit::Done)
}

fn list(cx: &mut Context) -> Result<Exit, Failure> {
    let reader = cx.reader()?;
    let holds: Vec<Listed> = hold::list(&reader)?;
    if cx.ui.value(&json!({ "schema": "wfstate.hold/1", "holds": &holds }))? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["hold", "on", "name", "placed", "reason"]);
    table.right(&[0]);
    for h in holds {
        table.row([h.hold.to_string(), h.on.to_owned(), h.name, h.placed, h.reason.unwrap_or_default()]);
    }
    if table.is_empty() {
        cx.ui.note("nothing is held");
    } else {
        cx.ui.table(&table)?;
    }
    Ok(Exit::Done)
}
