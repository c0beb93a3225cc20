//! The plan: which rule takes which session.

use super::ended::{Age, age};
use super::{About, Action, Plan, Policy, RetentionError, Rule, Spared, Step};
use crate::core::compact::border;
use crate::core::list::status_now;
use crate::core::model::quantity::format_bytes;
use crate::core::model::time::Timestamp;
use crate::core::observer::Observer;
use crate::core::store::{Ask, SessionRow, StoreError};
use std::collections::BTreeMap;

/// Sessions read at a time.
const PAGE: usize = 500;
/// Fewer events are not worth a state in their place.
const WORTH: u64 = 32;
/// Of a session that is being recorded so many have to go at once: one stretch under one key.
const WORTH_RECORDED: u64 = 4096;

/// A session and what was found out about it.
struct Known {
    row: SessionRow,
    age: Age,
}

/// Makes the plan; `bytes` is what file and log take now.
pub fn plan(
    from: &impl Ask,
    policy: &Policy,
    (now, bytes): (Timestamp, u64),
    observer: &dyn Observer,
) -> Result<Plan, RetentionError> {
    let mut plan = Plan {
        configured: !policy.is_off(),
        bytes,
        max_bytes: policy.max_bytes,
        steps: Vec::new(),
        spared: Vec::new(),
        reserve: Vec::new(),
        now,
    };
    if !plan.configured {
        return Ok(plan);
    }
    let known = look(from, policy, observer)?;
    let mut steps: BTreeMap<(i64, Action), Step> = BTreeMap::new();
    for rule in &policy.rules {
        let own: Vec<&Known> = known.iter().filter(|k| rule.is_about(&k.row)).collect();
        for step in of_rule(from, rule, &own, (now, policy), &mut plan.spared)? {
            steps.entry((step.no, step.action)).or_insert(step);
        }
    }
    // What goes as a whole need not be compacted first.
    let purged: Vec<i64> = steps.keys().filter(|k| k.1 == Action::Purge).map(|k| k.0).collect();
    steps.retain(|(no, action), _| *action == Action::Purge || !purged.contains(no));
    plan.steps = steps.into_values().collect();
    plan.steps.sort_by(|a, b| (a.action, &a.ended, a.no).cmp(&(b.action, &b.ended, b.no)));
    if policy.max_bytes.is_some() {
        plan.reserve = reserve(from, &known, &plan.steps)?;
    }
    // Packing deletes nothing.
    for step in plan.steps.iter_mut().chain(&mut plan.reserve).filter(|s| s.action != Action::Seal) {
        step.held = !from.ask(|q| q.holds_on(step.no))?.is_empty();
    }
    Ok(plan)
}

fn look(from: &impl Ask, policy: &Policy, observer: &dyn Observer) -> Result<Vec<Known>, StoreError> {
    let mut known = Vec::new();
    let mut after = i64::MIN;
    loop {
        let page = from.ask(|q| q.session_numbers(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = *last;
        for no in page {
            let Some(row) = from.ask(|q| q.session_at(no))? else { continue };
            let wanted = policy.kind.as_ref().is_none_or(|k| *k == row.kind)
                && policy.label.as_ref().is_none_or(|l| Some(l) == row.label.as_ref());
            if wanted {
                let age = age(from, &row)?;
                known.push(Known { row, age });
            }
        }
        observer.progress("look at sessions", known.len() as u64, None);
    }
    // The one that ended first comes first.
    known.sort_by_key(|k| (k.age.ended.map_or(i64::MAX, |t| t.0), k.row.no));
    Ok(known)
}

impl Rule {
    fn is_about(&self, row: &SessionRow) -> bool {
        match &self.about {
            None => true,
            Some((About::Kind, name)) => row.kind == *name,
            Some((About::Label, name)) => row.label.as_ref() == Some(name),
            Some((About::Mode, name)) => row.mode == *name,
        }
    }

    /// The events of a workflow are its results: only a rule that names workflows compacts them.
    fn compacts_workflows(&self, policy: &Policy) -> bool {
        let names = |kind: &str| kind == "workflow";
        self.about.as_ref().is_some_and(|a| a.0 == About::Kind && names(&a.1))
            || policy.kind.as_deref().is_some_and(names)
    }
}

fn of_rule(
    from: &impl Ask,
    rule: &Rule,
    own: &[&Known],
    (now, policy): (Timestamp, &Policy),
    spared: &mut Vec<Spared>,
) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::new();
    let ended: Vec<&Known> = own.iter().copied().filter(|k| k.age.ended.is_some()).collect();
    if let Some(us) = rule.purge_us {
        let limit = now.0.saturating_sub(us);
        let old = ended.iter().filter(|k| k.age.ended.is_some_and(|t| t.0 < limit));
        steps.extend(old.map(|k| k.purge(rule, "it is older than the rule keeps sessions".into())));
    }
    if let Some(count) = rule.max_count {
        let keep = usize::try_from(count).unwrap_or(usize::MAX);
        let beyond = ended.iter().take(ended.len().saturating_sub(keep));
        steps.extend(beyond.map(|k| k.purge(rule, format!("there are {keep} that are newer"))));
    }
    if let Some(most) = rule.max_bytes {
        let mut sum = 0u64;
        for k in ended.iter().rev() {
            sum = sum.saturating_add(from.ask(|q| q.session_bytes(k.row.no))?);
            if sum > most {
                let most = format_bytes(most);
                steps.push(k.purge(rule, format!("with the newer ones it takes more than {most}")));
            }
        }
    }
    if let Some(us) = rule.compact_us {
        let limit = Timestamp(now.0.saturating_sub(us));
        for k in own {
            if k.row.kind == "workflow" && !rule.compacts_workflows(policy) {
                if k.age.ended.is_some_and(|t| t < limit) && k.age.events() >= WORTH {
                    let why = "it is a workflow, and its events are its results".into();
                    let session_id = k.row.session_id.clone();
                    spared.push(Spared { session_id, action: Action::Compact, why });
                }
                continue;
            }
            steps.extend(k.compact(from, rule, limit)?);
        }
    }
    Ok(steps)
}

impl Known {
    fn purge(&self, rule: &Rule, why: String) -> Step {
        self.step(Action::Purge, rule, (self.age.last_seq, why))
    }

    fn compact(&self, from: &impl Ask, rule: &Rule, limit: Timestamp) -> Result<Option<Step>, StoreError> {
        let (to_seq, worth, why) = match self.age.ended {
            Some(ended) if ended < limit => {
                (self.sealed(from)?, WORTH, "it ended longer ago than the rule keeps its events")
            }
            Some(_) => return Ok(None),
            None => {
                let to = border(from, self.row.no, limit)?;
                (to, WORTH_RECORDED, "it is being recorded, and these events are older than the rule keeps")
            }
        };
        let to_seq = to_seq.filter(|to| to.saturating_sub(self.age.floor) >= worth);
        Ok(to_seq.map(|to| self.step(Action::Compact, rule, (to, why.into()))))
    }

    fn sealed(&self, from: &impl Ask) -> Result<Option<u64>, StoreError> {
        Ok(from.ask(|q| q.last_seal(self.row.no))?.map(|s| s.0).filter(|s| *s > self.age.floor))
    }

    fn step(&self, action: Action, rule: &Rule, (to_seq, why): (u64, String)) -> Step {
        Step {
            action,
            session_id: self.row.session_id.clone(),
            no: self.row.no,
            status: status_now(&self.row).to_owned(),
            ended: self.age.ended.map_or_else(String::new, |t| t.to_string()),
            by_last_event: self.age.by_last_event,
            to_seq,
            events: to_seq.saturating_sub(self.age.floor),
            rule: rule.name.clone(),
            why,
            held: false,
        }
    }
}

/// What a size budget takes when the rules have taken theirs: all that ended is packed before anything is compacted,
/// and compacted before anything is purged.
fn reserve(from: &impl Ask, known: &[Known], steps: &[Step]) -> Result<Vec<Step>, StoreError> {
    let budget = Rule { name: "max_bytes".into(), ..Rule::default() };
    let untouched = |k: &&Known, action| {
        k.age.ended.is_some() && !steps.iter().any(|s| s.no == k.row.no && s.action >= action)
    };
    let why = |what: &str| format!("the database takes more than it may, and this is the oldest {what}");
    let compactable = |k: &&Known| k.row.kind != "workflow" && k.age.events() >= WORTH;
    let mut all = Vec::new();
    for k in known.iter().filter(|k| untouched(k, Action::Seal)) {
        if from.ask(|q| q.row_count(k.row.no, k.age.last_seq))? >= WORTH {
            all.push(k.step(Action::Seal, &budget, (k.age.last_seq, why("that is not packed"))));
        }
    }
    let compact = known.iter().filter(|k| untouched(k, Action::Compact)).filter(compactable);
    let purge = known.iter().filter(|k| untouched(k, Action::Purge));
    let compact =
        compact.map(|k| k.step(Action::Compact, &budget, (k.age.last_seq, why("that can be compacted"))));
    all.extend(compact);
    all.extend(purge.map(|k| k.purge(&budget, why("that can go"))));
    Ok(all)
}
