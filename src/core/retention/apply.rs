//! Carrying a plan out: compactions, purges, then as much of the reserve as the size budget wants, then the free
//! pages back to the disk.

use super::{Action, Plan, RetentionError, Step};
use crate::core::ambient;
use crate::core::archive;
use crate::core::compact::{CompactError, compact};
use crate::core::maintain;
use crate::core::observer::Observer;
use crate::core::store::{Ask, Bytes, SessionRow, StoreError, Writer};
use serde::Serialize;
use std::path::Path;

/// A step that was taken.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// What.
    pub action: Action,
    /// The session.
    pub session_id: String,
    /// Events that went; of packing those that were packed.
    pub events: u64,
    /// Which rule said so.
    pub rule: String,
}

/// A step that could not be taken.
#[derive(Debug, Clone, Serialize)]
pub struct Failed {
    /// What.
    pub action: Action,
    /// The session.
    pub session_id: String,
    /// Why.
    pub message: String,
}

/// What was done.
#[derive(Debug, Clone, Serialize)]
pub struct Applied {
    /// The steps.
    pub done: Vec<Done>,
    /// Those that could not be taken.
    pub failed: Vec<Failed>,
    /// File, free pages and log before.
    pub before: Bytes,
    /// And now.
    pub after: Bytes,
    /// Why free pages were not given back.
    pub vacuum_why_not: Option<String>,
    /// Bytes that are still above the budget.
    pub over: u64,
}

impl Applied {
    /// Whether everything was done, and was enough.
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty() && self.over == 0
    }
}

/// Purges sessions; the writer comes back. Those that may not go are named with the reason.
pub type Forget<'f> =
    dyn FnMut(Writer, Vec<SessionRow>) -> Result<(Writer, Vec<(String, String)>), RetentionError> + 'f;

struct Work<'w> {
    path: &'w Path,
    observer: &'w dyn Observer,
    done: Vec<Done>,
    failed: Vec<Failed>,
}

/// Carries a plan out.
pub fn apply(
    mut writer: Writer,
    path: &Path,
    plan: &Plan,
    forget: &mut Forget<'_>,
    observer: &dyn Observer,
) -> Result<(Writer, Applied), RetentionError> {
    let before = writer.bytes()?;
    let mut work = Work { path, observer, done: Vec::new(), failed: Vec::new() };
    let (compact, purge): (Vec<&Step>, Vec<&Step>) =
        plan.steps.iter().partition(|s| s.action == Action::Compact);
    for step in compact {
        work.compact(&mut writer, step)?;
    }
    writer = work.purge(writer, &purge, forget)?;
    if let Some(most) = plan.max_bytes {
        writer = work.fit(writer, plan, most, forget)?;
    }
    let over = |bytes: Bytes| plan.max_bytes.map_or(0, |most| bytes.total().saturating_sub(most));
    let mut vacuum_why_not = None;
    if !work.done.is_empty() || over(writer.bytes()?) > 0 {
        observer.progress("vacuum", 0, None);
        vacuum_why_not = maintain::give_back(&mut writer, work.path)?;
    }
    writer.checkpoint()?;
    let after = writer.bytes()?;
    let Work { done, failed, .. } = work;
    Ok((writer, Applied { done, failed, before, over: over(after), after, vacuum_why_not }))
}

impl Work<'_> {
    fn compact(&mut self, writer: &mut Writer, step: &Step) -> Result<(), RetentionError> {
        let found = writer.ask(|q| Ok((q.session_at(step.no)?, q.seal_up_to(step.no, step.to_seq)?)))?;
        let (Some(row), Some((to_seq, _))) = found else { return Ok(()) };
        let compacted = match may_go(writer, step.no)? {
            Some(why) => Err(why),
            None => match compact(writer, &row, to_seq, ambient::now(), self.observer) {
                Ok(done) => Ok(done.events),
                Err(CompactError::Store(e)) => return Err(e.into()),
                Err(e) => Err(e.to_string()),
            },
        };
        match compacted {
            Ok(events) => self.done.push(Done::of(step, events)),
            Err(message) => self.fail(step, message),
        }
        Ok(())
    }

    /// Packing deletes nothing, so that no hold forbids it.
    fn seal(&mut self, writer: &mut Writer, step: &Step) -> Result<(), RetentionError> {
        let Some(row) = writer.ask(|q| q.session_at(step.no))? else { return Ok(()) };
        let plan = archive::plan(writer, &[row], 0)?;
        let sealed = archive::seal(writer, &plan, self.observer)?;
        self.done.push(Done::of(step, sealed.iter().map(|s| s.newly_sealed).sum()));
        Ok(())
    }

    /// All at once: each purge writes the whole file anew.
    fn purge(
        &mut self,
        writer: Writer,
        steps: &[&Step],
        forget: &mut Forget<'_>,
    ) -> Result<Writer, RetentionError> {
        let mut rows = Vec::new();
        let mut own = Vec::new();
        for step in steps {
            match (may_go(&writer, step.no)?, writer.ask(|q| q.session_at(step.no))?) {
                (Some(why), _) => self.fail(step, why),
                (None, Some(row)) => {
                    rows.push(row);
                    own.push(*step);
                }
                (None, None) => {}
            }
        }
        if rows.is_empty() {
            return Ok(writer);
        }
        let (writer, stayed) = forget(writer, rows)?;
        for step in own {
            match stayed.iter().find(|s| s.0 == step.session_id) {
                Some((_, why)) => self.fail(step, why.clone()),
                None => self.done.push(Done::of(step, step.events)),
            }
        }
        Ok(writer)
    }

    /// The reserve, the oldest first, until what is used fits.
    fn fit(
        &mut self,
        mut writer: Writer,
        plan: &Plan,
        most: u64,
        forget: &mut Forget<'_>,
    ) -> Result<Writer, RetentionError> {
        let mut purge = Vec::new();
        for step in &plan.reserve {
            match step.action {
                Action::Purge => purge.push(step),
                _ if writer.bytes()?.used() <= most => {}
                Action::Seal => self.seal(&mut writer, step)?,
                Action::Compact => self.compact(&mut writer, step)?,
            }
        }
        let mut rest = purge.as_slice();
        while !rest.is_empty() {
            let over = writer.bytes()?.used().saturating_sub(most);
            if over == 0 {
                break;
            }
            let (some, others) = rest.split_at(enough(&writer, rest, over)?);
            writer = self.purge(writer, some, forget)?;
            rest = others;
        }
        Ok(writer)
    }

    fn fail(&mut self, step: &Step, message: String) {
        let (action, session_id) = (step.action, step.session_id.clone());
        self.failed.push(Failed { action, session_id, message });
    }
}

/// How many of the sessions come to so many bytes; at least one.
fn enough(from: &impl Ask, steps: &[&Step], bytes: u64) -> Result<usize, StoreError> {
    let mut sum = 0;
    for (count, step) in (1..).zip(steps) {
        sum += from.ask(|q| q.session_bytes(step.no))?;
        if sum >= bytes {
            return Ok(count);
        }
    }
    Ok(steps.len())
}

/// Why a session may not lose anything.
fn may_go(from: &impl Ask, session_no: i64) -> Result<Option<String>, StoreError> {
    let held = from.ask(|q| q.holds_on(session_no))?;
    Ok((!held.is_empty()).then(|| "a hold forbids it; see `wfstate hold list`".to_owned()))
}

impl Done {
    fn of(step: &Step, events: u64) -> Self {
        let (session_id, rule) = (step.session_id.clone(), step.rule.clone());
        Self { action: step.action, session_id, events, rule }
    }
}
