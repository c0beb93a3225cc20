//! `wfstate snapshot`: states that are kept, so that a point within a long session is found quickly.

mod verify;

use super::replay::Bar;
use crate::cli::context::{Context, PointArgs, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number;
use crate::cli::render::table::Table;
use crate::cli::render::ui::Format;
use crate::core::ambient;
use crate::core::model::quantity::format_bytes;
use crate::core::select::{self, Point};
use crate::core::snapshot::{self, Prune};
use crate::core::store::{Ask, Reader, SessionRow, SnapshotRow};
use serde_json::json;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "`wfstate snapshot SESSION` is `wfstate snapshot create SESSION`.")]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    create: CreateArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Make a snapshot of a session, now or at a point
    Create(CreateArgs),
    /// List a session's snapshots
    List(OfSession),
    /// Show one snapshot: its state as JSON
    #[command(visible_alias = "export")]
    Show(ShowArgs),
    /// Fold again from the first event and compare every snapshot
    Verify(VerifyArgs),
    /// Remove snapshots that are not needed, and those that do not hold
    Prune(PruneArgs),
}

#[derive(Debug, clap::Args)]
struct CreateArgs {
    /// The session: its id or four letters of it, latest, latest~2, label:NAME
    #[arg(value_name = "SESSION")]
    session: Option<String>,
    /// Why it is made
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    point: PointArgs,
}

#[derive(Debug, clap::Args)]
struct OfSession {
    /// The session
    #[arg(value_name = "SESSION", default_value = "latest")]
    session: String,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// The snapshot's id
    #[arg(value_name = "ID")]
    id: i64,
}

#[derive(Debug, clap::Args)]
struct VerifyArgs {
    /// The session
    #[arg(value_name = "SESSION", default_value = "latest")]
    session: String,
    /// Every session of the database
    #[arg(long, conflicts_with = "session")]
    all: bool,
}

#[derive(Debug, clap::Args)]
struct PruneArgs {
    /// The session
    #[arg(value_name = "SESSION", default_value = "latest")]
    session: String,
    /// Keep the newest N
    #[arg(long, value_name = "N", default_value_t = 1)]
    keep_last: u64,
    /// Keep one for every so many events
    #[arg(long, value_name = "EVENTS", default_value_t = 10_000)]
    keep_every: u64,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
}

impl CreateArgs {
    fn is_empty(&self) -> bool {
        self.session.is_none() && self.reason.is_none() && self.point.point().is_ok_and(|p| p == Point::End)
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    if args.verb.is_some() && !args.create.is_empty() {
        return Err(Failure::usage("write the session, --reason and the point behind the subcommand"));
    }
    match args.verb.unwrap_or(Verb::Create(args.create)) {
        Verb::Create(args) => create(args, cx),
        Verb::List(args) => list(&args, cx),
        Verb::Show(args) => show(&args, cx),
        Verb::Verify(args) => verify::run(&args.session, args.all, cx),
        Verb::Prune(args) => prune(&args, cx),
    }
}

fn create(args: CreateArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let mut writer = cx.writer()?;
    let session = select::session(&writer, args.session.as_deref().unwrap_or("latest"))?;
    let seq = select::seq_of(&writer, &session, &args.point.point()?)?;
    let made = snapshot::create(&mut writer, &session, seq, ("manual", args.reason), ambient::now())?;
    for damaged in &made.damaged {
        cx.ui.warn(&format!("snapshot {} is passed over: {}", damaged.id, damaged.why));
    }
    if cx.ui.value(&made)? {
        return Ok(Exit::Done);
    }
    // The id is the answer, for scripts; the rest is beside it.
    cx.ui.line(&made.snapshot_id.to_string())?;
    let size = format_bytes(made.bytes);
    cx.ui.note(&format!(
        "snapshot of {} after event {}, {}, {size}",
        inline(&made.session_id),
        number::count(made.last_seq),
        number::energy(made.energy.0),
    ));
    Ok(Exit::Done)
}

fn list(args: &OfSession, cx: &mut Context) -> Result<Exit, Failure> {
    let reader = cx.reader()?;
    let session = cx.session(&reader, &args.session)?;
    let snapshots = snapshot::list(&reader, session.no)?;
    let answer =
        json!({ "schema": "wfstate.snapshot/1", "session_id": session.session_id, "snapshots": &snapshots });
    if cx.ui.value(&answer)? {
        return Ok(Exit::Done);
    }
    let mut table =
        Table::new(["id", "after event", "time", "kind", "energy", "state", "stored", "hash", "reason"]);
    table.right(&[0, 1, 4, 5, 6]);
    for s in snapshots {
        table.row([
            s.snapshot_id.to_string(),
            number::count(s.last_seq),
            s.time,
            s.kind,
            number::energy(s.energy.0),
            format_bytes(s.state_bytes),
            format!("{}{}", format_bytes(s.bytes), s.base_id.map(|b| format!(" on {b}")).unwrap_or_default()),
            s.state_hash[..16].to_owned(),
            s.reason.unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        cx.ui.note("this session has no snapshots");
    } else {
        cx.ui.table(&table)?;
    }
    Ok(Exit::Done)
}

fn show(args: &ShowArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let reader = cx.reader()?;
    let (session, row) = find(&reader, args.id)?;
    let exported = snapshot::export(&reader, &session, &row)?.map_err(|why| {
        let hint = format!(
            "`wfstate replay {} --seq {}` computes it from the events",
            session.session_id, row.last_seq
        );
        Failure::new(Exit::Failed, format!("snapshot {} does not hold: {why}", args.id)).hint(hint)
    })?;
    // The state is JSON, and so is the answer in every format but YAML.
    if !cx.ui.value(&exported)? {
        cx.ui.json(&exported)?;
    }
    Ok(Exit::Done)
}

fn find(reader: &Reader, id: i64) -> Result<(SessionRow, SnapshotRow), Failure> {
    let nothing = || {
        Failure::new(Exit::NoMatch, format!("there is no snapshot {id}")).hint("see `wfstate snapshot list`")
    };
    let row = reader.ask(|q| q.snapshot(id))?.ok_or_else(nothing)?;
    let session = reader.ask(|q| q.session_by_no(row.session_no))?.ok_or_else(nothing)?;
    Ok((session, row))
}

fn prune(args: &PruneArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let rule = Prune { keep_last: args.keep_last, keep_every: args.keep_every };
    let done = if args.dry_run {
        let reader = cx.reader()?;
        let session = cx.session(&reader, &args.session)?;
        let judged = snapshot::judge(&reader, reader.uuid(), &session, &Bar(&cx.progress))?;
        snapshot::plan_prune(&reader, &session, &judged, rule)?
    } else {
        let mut writer = cx.writer()?;
        let session = select::session(&writer, &args.session)?;
        let judged = snapshot::judge(&writer, writer.uuid(), &session, &Bar(&cx.progress))?;
        snapshot::prune(&mut writer, &session, &judged, rule, ambient::now())?
    };
    cx.progress.finish();
    let answer = json!({
        "schema": "wfstate.snapshot/1",
        "session_id": done.session_id,
        "dry_run": args.dry_run,
        "removed": done.removed,
        "bad": done.bad,
        "kept": done.kept,
        "bytes": done.bytes,
    });
    if cx.ui.value(&answer)? {
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["kept", "after event", "because"]);
    table.right(&[0, 1]);
    for kept in &done.kept {
        table.row([kept.snapshot_id.to_string(), number::count(kept.last_seq), kept.why.to_owned()]);
    }
    if !table.is_empty() {
        cx.ui.table(&table)?;
    }
    let verb = if args.dry_run { "would remove" } else { "removed" };
    let bad = if done.bad.is_empty() { String::new() } else { format!(", {} of them bad", done.bad.len()) };
    let removed = number::counted(done.removed.len() as u64, "snapshot");
    let line = format!("{verb} {removed}{bad}, {}", format_bytes(done.bytes));
    cx.ui.line(&line)?;
    Ok(Exit::Done)
}
