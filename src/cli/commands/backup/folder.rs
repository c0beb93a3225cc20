//! `wfstate backup list` and `prune`: the backups of a folder.

use super::KeyArgs;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::core::ambient;
use crate::core::backup::known::Known;
use crate::core::backup::prune::{self, Policy};
use crate::core::backup::{Keys, uuid_text};
use crate::core::model::quantity::{format_bytes, parse_duration_ms};
use crate::core::store::Reader;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, clap::Args)]
pub struct ListArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    keys: KeyArgs,
}

#[derive(Debug, Clone, clap::Args)]
#[command(
    after_help = "Files that are no backups of this database are never touched, and the newest backup always stays. Days, \
                  weeks and months are those of UTC; of each the newest backup counts."
)]
pub struct PruneArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Keep the newest N
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep_last: u64,
    /// Keep one for each of N days
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep_daily: u64,
    /// Keep one for each of N weeks
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep_weekly: u64,
    /// Keep one for each of N months
    #[arg(long, value_name = "N", default_value_t = 0)]
    keep_monthly: u64,
    /// Keep all that are not older than this
    #[arg(long, value_name = "TIME")]
    keep_within: Option<String>,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    keys: KeyArgs,
}

pub fn list(args: ListArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let (backups, locked) = prune::list(&args.dir, &args.keys.into())?;
    if cx.ui.value(&json!({ "schema": "wfstate.backup/1", "backups": backups, "locked": locked }))? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["file", "made", "database", "sessions", "events", "bytes", "format"]);
    table.right(&[3, 4, 5]);
    for b in &backups {
        table.row([
            name(&b.path),
            made(b),
            b.database[..8].to_owned(),
            count(b.sessions),
            count(b.events),
            format_bytes(b.bytes),
            format!("{}{}", word(b), if b.encrypted { ", encrypted" } else { "" }),
        ]);
    }
    if table.is_empty() && locked.is_empty() {
        cx.ui.note("no backups there");
        return Ok(Exit::Done);
    }
    if !table.is_empty() {
        cx.ui.table(&table)?;
    }
    tell_locked(&locked, cx);
    Ok(Exit::Done)
}

pub fn prune(args: PruneArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let policy = args.policy()?;
    if policy.is_empty() {
        return Err(Failure::usage("nothing says what is to be kept")
            .hint("--keep-last 3 --keep-daily 7 --keep-monthly 12, or --keep-within 30d"));
    }
    let database = uuid_text(Reader::open(&cx.database()?, cx.lock_timeout()?)?.uuid());
    let keys: Keys = args.keys.into();
    let mut plan = prune::plan(&args.dir, &database, &policy, &keys, ambient::now())?;
    let going = plan.backups.iter().filter(|v| v.keep.is_empty()).count() as u64;
    if !args.dry_run && going > 0 {
        let what = format!("Remove {} ({})?", counted(going, "backup"), format_bytes(plan.bytes));
        cx.asking().confirm(&what)?;
    }
    if !args.dry_run {
        prune::apply(&mut plan, &args.dir, &keys)?;
    }
    if cx.ui.value(&plan)? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["file", "made", "bytes", "what", "why"]);
    table.right(&[2]);
    for v in &plan.backups {
        let what = match (v.keep.is_empty(), args.dry_run) {
            (false, _) => "keep",
            (true, true) => "would remove",
            (true, false) => "removed",
        };
        table.row([
            name(&v.backup.path),
            made(&v.backup),
            format_bytes(v.backup.bytes),
            what.into(),
            v.keep.join(", "),
        ]);
    }
    if !table.is_empty() && !cx.global.quiet {
        cx.ui.table(&table)?;
    }
    tell_locked(&plan.locked, cx);
    Ok(Exit::Done)
}

impl PruneArgs {
    fn policy(&self) -> Result<Policy, Failure> {
        let within = self.keep_within.as_deref().map(|text| {
            parse_duration_ms(text)
                .map_err(|e| Failure::usage(format!("--keep-within {}: {e}", inline(text))))
        });
        Ok(Policy {
            last: self.keep_last,
            daily: self.keep_daily,
            weekly: self.keep_weekly,
            monthly: self.keep_monthly,
            within_ms: within.transpose()?,
        })
    }
}

fn tell_locked(locked: &[PathBuf], cx: &Context) {
    for path in locked {
        cx.ui.note(&format!("{} is encrypted; --identity or --passphrase-file looks into it", name(path)));
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| inline(&n.to_string_lossy()).into_owned()).unwrap_or_default()
}

fn made(b: &Known) -> String {
    b.created.map_or("unknown".to_owned(), |at| at.to_string())
}

fn word(b: &Known) -> &'static str {
    use crate::core::backup::Format;
    match b.format {
        Format::Zip => "zip",
        Format::Sqlite => "sqlite",
        Format::Zst => "zst",
    }
}
