//! `record --validate-every`: a thread that looks at what was recorded, while it is being recorded.

use crate::cli::commands::validate::unknown_rule;
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::escape::inline;
use crate::cli::render::number::counted;
use crate::cli::render::ui::warning;
use crate::core::model::quantity::parse_duration_ms;
use crate::core::validate::{Finding, Options, RULES, Selection, Severity, Watch, Watched};
use crossbeam_channel::{Sender, bounded};
use std::thread::JoinHandle;
use std::time::Duration;

/// The thread, and how it is told to end.
pub struct Patrol {
    /// Takes the sessions that were recorded.
    stop: Sender<Vec<String>>,
    thread: JoinHandle<Watched>,
}

/// Findings of one round that are said one by one.
const SAID: usize = 10;

/// What is checked, and how often.
pub struct Orders {
    every: Duration,
    watch: Watch,
}

impl Orders {
    /// From the flag and the configuration.
    pub fn new(every: &str, cx: &Context) -> Result<Self, Failure> {
        let usage = |why: &dyn std::fmt::Display| Failure::usage(format!("--validate-every: {why}"));
        let every = parse_duration_ms(every).map_err(|e| usage(&e))?;
        let every = u64::try_from(every).ok().filter(|ms| *ms >= 100);
        let every = Duration::from_millis(every.ok_or_else(|| usage(&"less than 100ms is too often"))?);
        let config = cx.config.validate();
        let selection =
            Selection::new(RULES, &config.select, &config.ignore).map_err(|name| unknown_rule(&name))?;
        let lock_timeout = cx.lock_timeout()?;
        let options = Options { selection, max_findings: SAID, lock_timeout, ..Options::default() };
        Ok(Self { every, watch: Watch::new(cx.database()?, options) })
    }
}

impl Patrol {
    /// Starts it.
    pub fn start(orders: Orders) -> std::io::Result<Self> {
        let Orders { every, mut watch } = orders;
        let (stop, stopped) = bounded::<Vec<String>>(1);
        let thread = std::thread::Builder::new().name("validate".into()).spawn(move || {
            loop {
                let recorded = match stopped.recv_timeout(every) {
                    Err(e) if e.is_timeout() => None,
                    other => Some(other.unwrap_or_default()),
                };
                let last = recorded.is_some();
                watch.add(recorded.unwrap_or_default());
                round(&mut watch);
                if last {
                    return watch.seen();
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// After the end of the recording: one more round, which sees the ends of its sessions too, and what all of
    /// them saw.
    pub fn finish(self, recorded: Vec<String>) -> Watched {
        // It only hangs up by panicking, and then the join says so.
        let _ = self.stop.send(recorded);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn round(watch: &mut Watch) {
    let before = watch.seen();
    match watch.round() {
        Ok(findings) => {
            findings.iter().filter(|f| f.severity > Severity::Info).for_each(say);
            let seen = watch.seen();
            let all = seen.errors + seen.warnings - before.errors - before.warnings;
            let unsaid = all.saturating_sub(SAID as u64);
            if unsaid > 0 {
                warning(&format!("and {} more; `wfstate validate` names them", counted(unsaid, "finding")));
            }
        }
        Err(error) => warning(&format!("what was recorded could not be checked: {error}")),
    }
}

fn say(finding: &Finding) {
    let session = finding.session_id.as_deref().unwrap_or("the database");
    let at = finding.seq.map(|seq| format!(" at event {seq}")).unwrap_or_default();
    warning(&inline(&format!("{} {session}{at}: {}", finding.rule, finding.message)));
}

/// What all rounds saw, in a sentence.
pub fn in_words(seen: Watched) -> String {
    format!(
        "checked {} in {}: {}, {}",
        counted(seen.events, "event"),
        counted(seen.rounds, "round"),
        counted(seen.errors, "error"),
        counted(seen.warnings, "warning")
    )
}
