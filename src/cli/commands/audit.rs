//! `wfstate audit`: what was done with the database.

use crate::cli::context::{Context, parse_time};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::{Format, Table};
use crate::core::audit::{Entry, trail};
use serde_json::Value;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List exports, purges, backups, restores, migrations and sessions that store words, newest last
    #[command(
        after_help = "The trail is the ledger of the database: a chain without content and without names, which \
        survives `purge --all`. Names of sessions and paths of copies are shown as long as the database has them."
    )]
    List(ListArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// At most so many entries, the newest; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Sessions that came and went, too
    #[arg(long)]
    all: bool,
    /// Only entries of this kind, such as exported or purged
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only entries of this time or later: RFC 3339, a date, or -2h before now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only entries before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    let Verb::List(args) = args.verb;
    let wanted = args.wanted()?;
    let mut trail = trail(&cx.reader()?)?;
    trail.entries.retain(wanted);
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    let more = trail.entries.len().saturating_sub(limit);
    trail.entries.drain(..more);
    match cx.ui.format() {
        Format::Ndjson => trail.entries.iter().try_for_each(|e| cx.ui.json(e))?,
        _ if cx.ui.value(&trail)? => {}
        Format::Text if trail.entries.is_empty() => cx.ui.note("nothing of that kind was done"),
        _ => cx.ui.table(&table(&trail.entries))?,
    }
    if more > 0 {
        cx.ui.note(&format!("{more} older ones are not shown; -n 0 shows all"));
    }
    Ok(match trail.broken_at {
        None => Exit::Done,
        Some(number) => {
            cx.ui.warn(&format!(
                "entry {number} is not what was written: the trail is not to be trusted from there; see `wfstate validate`"
            ));
            Exit::No
        }
    })
}

impl ListArgs {
    fn wanted(&self) -> Result<impl Fn(&Entry) -> bool, Failure> {
        let time = |text: &Option<String>| -> Result<Option<String>, Failure> {
            Ok(text.as_deref().map(parse_time).transpose()?.map(|t| t.to_string()))
        };
        let (since, until) = (time(&self.since)?, time(&self.until)?);
        let (kind, all) = (self.kind.clone(), self.all);
        // Times of the trail have one form and one length: as texts they stand in order.
        Ok(move |e: &Entry| {
            kind.as_ref().map_or(all || e.is_deed(), |k| *k == e.kind)
                && since.as_ref().is_none_or(|t| e.at >= *t)
                && until.as_ref().is_none_or(|t| e.at < *t)
        })
    }
}

fn table(entries: &[Entry]) -> Table {
    let mut table = Table::new(["entry", "time", "what", "session", "facts", "path"]);
    table.right(&[0]);
    for e in entries {
        let session = e.session_id.clone().or_else(|| e.subject.as_ref().map(|s| format!("({s})")));
        let path = e.path.as_deref().map(|p| inline(p).into_owned());
        table.row([
            e.number.to_string(),
            e.at.clone(),
            e.kind.clone(),
            session.unwrap_or_default(),
            facts(&e.facts),
            path.unwrap_or_default(),
        ]);
    }
    table
}

/// `events 300, content true`: what a person wants to see of the facts. Hashes are for machines.
fn facts(facts: &Value) -> String {
    let Some(object) = facts.as_object() else { return String::new() };
    let shown = object.iter().filter_map(|(name, value)| {
        let words = match value {
            Value::String(s) if s.len() >= 32 => return None,
            Value::String(s) => inline(s).into_owned(),
            Value::Array(items) => items.len().to_string(),
            Value::Object(_) | Value::Null => return None,
            other => other.to_string(),
        };
        Some(format!("{name} {words}"))
    });
    shown.collect::<Vec<_>>().join(", ")
}
