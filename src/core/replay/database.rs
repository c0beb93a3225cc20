//! Replay from the database: rows in, state out, and every seal and snapshot on the way compared.

mod damage;
mod fold;
mod pipeline;
mod plan;

use super::divergence::Divergence;
use super::seals::SealChain;
use super::track::SnapshotMismatch;
use super::{Options, Replay, ReplayError, Show, Start};
use crate::core::fold::{BadSnapshot, TypeNames, snapshot_bytes};
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::select::Point;
use crate::core::store::{Ask, SessionRow};
use fold::Fold;
use plan::Plan;

/// Replays a session of a database whose name is `database`.
pub fn run(
    from: &impl Ask,
    database: &[u8; 16],
    session: SessionRow,
    options: &Options,
    observer: &dyn Observer,
    mut show: Option<&mut Show<'_>>,
) -> Result<Replay, ReplayError> {
    loop {
        let (again, shown) = (session.clone(), show.is_some());
        let (floor, replay) = once(from, database, again, options, observer, show.take())?;
        let wrong = replay.verified == Some(false) || replay.fault.is_some();
        // Somebody compacted the session meanwhile: what it began with is gone.
        if !wrong || shown || from.ask(|q| q.floor(session.no))? == floor {
            return Ok(replay);
        }
    }
}

/// The session's baseline, and the replay that began there.
fn once(
    from: &impl Ask,
    database: &[u8; 16],
    session: SessionRow,
    options: &Options,
    observer: &dyn Observer,
    show: Option<&mut Show<'_>>,
) -> Result<(u64, Replay), ReplayError> {
    let plan = Plan::make(from, database, &session, options)?;
    // After the plan has the last event: a type that is named later belongs to a later event.
    let types = TypeNames::load(from)?;
    let fold = Fold::new(&plan, &types, options);
    let fold = pipeline::drive(from, &plan, &types, fold, observer, show)?;
    Ok((plan.floor, finish(from, &plan, fold, session, options)?))
}

fn finish(
    from: &impl Ask,
    plan: &Plan,
    fold: Fold<'_>,
    session: SessionRow,
    options: &Options,
) -> Result<Replay, ReplayError> {
    let Fold { track, seals, fault, missing, skipped, skipped_first, gaps, left_out, damaged, .. } = fold;
    let is_damaged = |id: i64| damaged.iter().any(|d| d.id == id);
    // A damaged snapshot says nothing of the fold, whatever its hash is.
    let false_friends =
        damaged.iter().filter(|d| !track.mismatches.iter().any(|m| m.id == d.id)).count() as u64;
    let agreed = track.agreed.saturating_sub(false_friends);
    let mut replay = Replay {
        session_id: Some(session.session_id.clone()),
        last_seq: track.seq,
        from: plan.from(),
        curve: track.curve.clone(),
        checked: super::Checked {
            events: track.folded,
            seals: seals.good,
            snapshots: agreed,
            ..Default::default()
        },
        verified: None,
        doubts: Vec::new(),
        divergences: gaps,
        fault,
        skipped,
        skipped_first,
        missing,
        lost: Some(plan.lost(&session, options)),
        damaged: plan.damaged.iter().chain(&damaged).cloned().collect(),
        journal: plan.journal.clone(),
        trace: track.trace.clone(),
        state: track.state.clone(),
        session: Some(session),
    };
    seal_findings(&mut replay, plan, &seals, &left_out);
    // What is missing or was passed over makes every later state another one, which says nothing new.
    let sound_to = left_out.first().map_or(u64::MAX, |l| l.0 - 1);
    for mismatch in track.mismatches.iter().filter(|m| m.seq <= sound_to && !is_damaged(m.id)) {
        let found = snapshot_finding(from, mismatch)?;
        replay.divergences.push(found);
    }
    if replay.fault.is_none() && left_out.is_empty() && options.point == Point::End {
        compare_stored(&mut replay);
    }
    compare_golden(&mut replay, track.left_golden(), options);
    // A fold from a snapshot only passes over a damaged one; a fold from zero says whether all of them hold.
    if options.effective_start() == Start::Zero {
        let doubt = |d: &BadSnapshot| format!("snapshot {} cannot be read: {}", d.id, d.why);
        replay.doubts.extend(replay.damaged.iter().map(doubt));
    }
    settle(&mut replay);
    Ok(replay)
}

/// The verdict over all that was compared.
pub(super) fn settle(replay: &mut Replay) {
    replay.divergences.sort_by_key(|d| d.seq);
    if let Some(fault) = &replay.fault {
        replay.doubts.push(fault.to_string());
    }
    if replay.skipped > 0 {
        replay.doubts.push(format!("{} events were passed over", replay.skipped));
    }
    let fine = replay.divergences.is_empty() && replay.doubts.is_empty();
    let compared =
        replay.session.is_some() || replay.checked.stored_hash.is_some() || replay.checked.golden.is_some();
    replay.verified = if fine { compared.then_some(true) } else { Some(false) };
}

fn seal_findings(replay: &mut Replay, plan: &Plan, seals: &SealChain, left_out: &[(u64, u64)]) {
    let explained = |first: u64, last: u64| left_out.iter().any(|l| l.0 <= last && first <= l.1);
    for (first, last) in seals.bad.iter().filter(|b| !explained(b.0, b.1)) {
        let message = format!(
            "the seal over events {first} to {last} does not hold: what is stored is not what was sealed"
        );
        replay.divergences.push(Divergence::new("seal", (*first, *last), message));
    }
    if seals.unknown > 0 {
        replay.doubts.push(format!("{} seals cannot be checked: their keys are gone", seals.unknown));
    }
    if replay.fault.is_none() && seals.sealed_to < plan.upto {
        let stretch = (seals.sealed_to + 1, plan.upto);
        let message = format!("events {} to {} stand under no seal", stretch.0, stretch.1);
        replay.divergences.push(Divergence::new("seal", stretch, message));
    }
}

fn snapshot_finding(from: &impl Ask, m: &SnapshotMismatch) -> Result<Divergence, ReplayError> {
    let message = format!(
        "snapshot {} differs from the fold at event {}: they part at one of the events {} to {}",
        m.id,
        m.seq,
        m.agreed_at + 1,
        m.seq
    );
    let first = (m.agreed_at + 1).min(m.seq);
    let mut found = Divergence {
        snapshot_id: Some(m.id),
        expected: Some(hex(&m.expected)),
        found: Some(hex(&m.found)),
        ..Divergence::new("snapshot", (first, m.seq), message)
    };
    if let (Some(state), Some(row)) = (&m.state, from.ask(|q| q.snapshot(m.id))?)
        && let Ok(bytes) = snapshot_bytes(from, &row)?
    {
        found = found.with_states(m.seq, &bytes, state);
    }
    Ok(found)
}

/// The totals that the session's row keeps of its end, against those of the fold.
fn compare_stored(replay: &mut Replay) {
    let Some(session) = &replay.session else { return };
    let (Some(last_seq), Some(stored)) = (session.last_seq, session.state_hash) else { return };
    let at = replay.last_seq;
    let found = replay.state.hash();
    let energy = session.energy_micro.map(MicroEu);
    let message = if last_seq != at {
        format!("the session's row says that it ends with event {last_seq}, and the log ends with {at}")
    } else if stored != found {
        "the hash that was stored when the session ended is not that of the fold".to_owned()
    } else if energy.is_some_and(|e| e != replay.state.total_energy()) {
        "the energy that the session's row says is not that of the fold".to_owned()
    } else {
        replay.checked.stored_hash = Some(true);
        return;
    };
    replay.checked.stored_hash = Some(false);
    let seq = if last_seq == at { at } else { at.min(last_seq) + 1 };
    let mut divergence = Divergence::new("stored", (seq, at.max(last_seq)), message);
    divergence.expected = Some(hex(&stored));
    divergence.found = Some(hex(&found));
    replay.divergences.push(divergence);
}

/// The golden file against the fold.
pub(super) fn compare_golden(replay: &mut Replay, left: Option<Divergence>, options: &Options) {
    let Some(golden) = &options.golden else { return };
    let hash = hex(&replay.state.hash());
    let found = match left {
        Some(divergence) => Some(golden.with_end(divergence, replay, &hash)),
        None => golden.compare_end(replay),
    };
    replay.checked.golden = Some(found.is_none());
    replay.divergences.extend(found);
}
