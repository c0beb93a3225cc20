//! `wfstate retention`: what of the past is kept.

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::Format;
use crate::cli::render::escape::inline;
use crate::cli::render::number::{count, counted};
use crate::cli::render::table::Table;
use crate::core::ambient;
use crate::core::model::quantity::{format_bytes, parse_bytes, parse_duration_ms};
use crate::core::retention::{self, Action, Applied, Plan, Policy, RetentionError, Rule, Step};
use crate::core::store::Writer;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = "Rules stand in [retention] of the configuration: cleanup_old_events_days, \
                  auto_purge_sessions_days, max_bytes, and for some sessions [retention.kind.workflow], \
                  [retention.label.\"nightly\"] or [retention.mode.debug] with max_age, max_count, max_bytes and \
                  compact_after. Without rules and flags nothing is done. A flag that says how much is kept takes \
                  the place of all rules; --label and --kind narrow either. Compacting keeps every total, the \
                  state hash and the seals, and gives up single events. Workflows are only compacted where a rule \
                  or --kind names them. A session that nobody ended is judged by its last event.")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Show what would be done
    Plan(RuleArgs),
    /// Do it: compact, purge, give the room back
    Apply(RuleArgs),
}

#[derive(Debug, clap::Args)]
struct RuleArgs {
    /// Purge sessions that ended so long ago: 90d, 12h
    #[arg(long, value_name = "TIME")]
    older_than: Option<String>,
    /// Compact the events of sessions that ended so long ago
    #[arg(long, value_name = "TIME")]
    compact_older_than: Option<String>,
    /// Purge all but the newest N sessions that ended
    #[arg(long, value_name = "N")]
    keep: Option<u64>,
    /// Seal, then compact, then purge the oldest, until file and log take no more
    #[arg(long, value_name = "SIZE")]
    max_bytes: Option<String>,
    /// Only sessions with this label
    #[arg(long, alias = "company", value_name = "LABEL")]
    label: Option<String>,
    /// Only sessions of this kind
    #[arg(long, value_name = "KIND", value_parser = ["stream", "workflow"])]
    kind: Option<String>,
}

impl RuleArgs {
    /// What the flags say, or else the configuration.
    fn policy(self, cx: &Context) -> Result<Policy, Failure> {
        let us = |name: &str, text: Option<String>| match text {
            None => Ok(None),
            Some(text) => parse_duration_ms(&text)
                .map(|ms| Some(ms.saturating_mul(1000)))
                .map_err(|e| Failure::usage(format!("--{name}: {e}"))),
        };
        let flags = Rule {
            name: "flags".into(),
            compact_us: us("compact-older-than", self.compact_older_than)?,
            purge_us: us("older-than", self.older_than)?,
            max_count: self.keep,
            ..Rule::default()
        };
        let max_bytes = self.max_bytes.as_deref().map(parse_bytes).transpose();
        let max_bytes = max_bytes.map_err(|e| Failure::usage(format!("--max-bytes: {e}")))?;
        let mut policy = if flags.says_something() || max_bytes.is_some() {
            let rules = [flags].into_iter().filter(Rule::says_something).collect();
            Policy { rules, max_bytes, ..Policy::default() }
        } else {
            Policy::of(&cx.config.retention())
        };
        (policy.kind, policy.label) = (self.kind, self.label);
        Ok(policy)
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    match args.verb {
        Verb::Plan(rules) => plan(rules, cx),
        Verb::Apply(rules) => apply(rules, cx),
    }
}

fn plan(rules: RuleArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let policy = rules.policy(cx)?;
    let reader = cx.reader()?;
    let now = (ambient::now(), retention::bytes_of(&reader)?);
    let plan = retention::plan(&reader, &policy, now, &cx.progress);
    cx.progress.finish();
    let plan = plan?;
    if !cx.ui.value(&answer(&plan, None)?)? {
        show(&plan, cx)?;
    }
    Ok(Exit::Done)
}

fn apply(rules: RuleArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let policy = rules.policy(cx)?;
    let (path, opening) = (cx.database()?, cx.opening(false)?);
    let writer = cx.writer()?;
    let now = (ambient::now(), writer.bytes()?.total());
    let plan = retention::plan(&writer, &policy, now, &cx.progress);
    cx.progress.finish();
    let plan = plan?;
    let over = plan.max_bytes.is_some_and(|most| plan.bytes > most);
    if plan.steps.is_empty() && !over {
        if !cx.ui.value(&answer(&plan, None)?)? {
            show(&plan, cx)?;
        }
        return Ok(Exit::Done);
    }
    ask(&plan, over, cx)?;
    let spill = cx.config.record().spill_directory;
    let mut forget = |writer: Writer, rows| {
        retention::forget(writer, &opening, (&path, spill.as_deref()), rows, &cx.progress)
    };
    let applied = retention::apply(writer, &path, &plan, &mut forget, &cx.progress);
    cx.progress.finish();
    let (mut writer, applied) = applied?;
    writer.tidy()?;
    if !cx.ui.value(&answer(&plan, Some(&applied))?)? {
        report(&applied, cx)?;
    }
    Ok(if applied.is_whole() { Exit::Done } else { Exit::Incomplete })
}

fn ask(plan: &Plan, over: bool, cx: &Context) -> Result<(), Failure> {
    let sessions = |action| plan.steps.iter().filter(|s| s.action == action && !s.held).count() as u64;
    let [compact, purge] = [Action::Compact, Action::Purge].map(|a| counted(sessions(a), "session"));
    let budget = plan.max_bytes.filter(|_| over);
    let budget = budget.map_or(String::new(), |most| format!(", and more until {}", format_bytes(most)));
    let question = format!("Compact {compact} and delete {purge} for ever{budget}?");
    cx.asking().confirm(&question).map_err(|failure| {
        if failure.exit == Exit::Usage {
            failure.hint("--yes answers; `wfstate retention plan` shows what would be done")
        } else {
            failure
        }
    })
}

/// The plan, and what became of it.
fn answer(plan: &Plan, applied: Option<&Applied>) -> Result<Value, Failure> {
    let to_value = |e: serde_json::Error| Failure::new(Exit::Failed, e.to_string());
    let mut answer = json!({ "schema": retention::SCHEMA, "applied": applied });
    let plan = serde_json::to_value(plan).map_err(to_value)?;
    if let (Some(answer), Value::Object(plan)) = (answer.as_object_mut(), plan) {
        answer.extend(plan);
    }
    Ok(answer)
}

fn show(plan: &Plan, cx: &mut Context) -> Result<(), Failure> {
    if !plan.configured {
        cx.ui.line("nothing to do: no retention is configured")?;
        cx.ui.note(
            "see [retention] in `wfstate config show`, or give a flag such as --compact-older-than 90d",
        );
        return Ok(());
    }
    steps(&plan.steps, cx)?;
    for spared in &plan.spared {
        cx.ui.note(&format!("{} is not compacted: {}", inline(&spared.session_id), spared.why));
    }
    match plan.max_bytes {
        Some(most) if plan.bytes > most => {
            let line = format!("then, until file and log take no more than {}:", format_bytes(most));
            cx.ui.line(&line)?;
            steps(&plan.reserve, cx)?;
        }
        Some(most) => {
            let line = format!("{} of {} are taken", format_bytes(plan.bytes), format_bytes(most));
            cx.ui.line(&line)?;
        }
        None if plan.steps.is_empty() => cx.ui.line("nothing to do")?,
        None => {}
    }
    Ok(())
}

fn steps(steps: &[Step], cx: &mut Context) -> Result<(), Failure> {
    let mut table = Table::new(["what", "session", "status", "ended", "events", "rule", "because"]);
    table.right(&[4]);
    for step in steps {
        let by = if step.by_last_event { " (last event)" } else { "" };
        table.row([
            match (step.action, step.held) {
                (_, true) => "nothing: held",
                (Action::Seal, _) => "seal",
                (Action::Compact, _) => "compact",
                (Action::Purge, _) => "purge",
            }
            .to_owned(),
            step.session_id.clone(),
            step.status.clone(),
            format!("{}{by}", step.ended.get(..16).unwrap_or_default().replace('T', " ")),
            count(step.events),
            step.rule.clone(),
            step.why.clone(),
        ]);
    }
    if !table.is_empty() {
        cx.ui.table(&table)?;
    }
    Ok(())
}

fn report(applied: &Applied, cx: &mut Context) -> Result<(), Failure> {
    let verbs = [(Action::Seal, "sealed"), (Action::Compact, "compacted"), (Action::Purge, "purged")];
    for (action, verb) in verbs {
        let own: Vec<_> = applied.done.iter().filter(|d| d.action == action).collect();
        if !own.is_empty() {
            let events = own.iter().map(|d| d.events).sum();
            let (sessions, events) = (counted(own.len() as u64, "session"), counted(events, "event"));
            cx.ui.line(&format!("{verb} {sessions}: {events}"))?;
        }
    }
    // A size budget tries the same session again, further on.
    let mut said = BTreeSet::new();
    let anew = applied.failed.iter().filter(|f| said.insert((&f.session_id, &f.message)));
    for failed in anew {
        cx.ui.warn(&format!("{}: {}", inline(&failed.session_id), inline(&failed.message)));
    }
    if let Some(why) = &applied.vacuum_why_not {
        cx.ui.note(&format!(
            "free pages are kept: {why}; `wfstate maintain --vacuum --force` gives them back"
        ));
    }
    if applied.over > 0 {
        cx.ui.warn(&format!("it still takes {} more than it may", format_bytes(applied.over)));
    }
    let (before, after) = (applied.before.total(), applied.after.total());
    Ok(cx.ui.line(&format!("{} before, {} now", format_bytes(before), format_bytes(after)))?)
}

impl From<RetentionError> for Failure {
    fn from(e: RetentionError) -> Self {
        match e {
            RetentionError::Store(e) => e.into(),
            RetentionError::Purge(e) => e.into(),
            RetentionError::Compact(e) => Self::new(Exit::Failed, e.to_string()),
        }
    }
}
