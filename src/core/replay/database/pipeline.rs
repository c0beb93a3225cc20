//! Reading and folding side by side: this thread reads rows, another folds, and the leaves are made by whichever is
//! ahead of the other. Packets go round, so that a long session takes no more memory than a short one.

use super::damage::Checks;
use super::fold::{Fold, Packet};
use super::plan::Plan;
use crate::core::fold::{BadSnapshot, TypeNames};
use crate::core::observer::Observer;
use crate::core::replay::{ReplayError, Show};
use crate::core::store::Ask;
use crossbeam_channel::{Receiver, Sender, bounded};

/// Events in a packet: few enough to stay in a core's own cache on the way.
const EVENTS: usize = 1024;
/// Packets between the threads.
const DEPTH: usize = 6;
/// With so many packets waiting the fold is behind, and the reading thread makes the leaves.
const BEHIND: usize = 2;

/// Drives a fold over the plan's events.
pub fn drive<'p>(
    from: &impl Ask,
    plan: &'p Plan,
    types: &'p TypeNames,
    fold: Fold<'p>,
    observer: &dyn Observer,
    show: Option<&mut Show<'_>>,
) -> Result<Fold<'p>, ReplayError> {
    let few = plan.read_to - plan.read_after() <= EVENTS as u64;
    match show {
        Some(show) => one_thread(from, plan, fold, Some(show)),
        None if few => one_thread(from, plan, fold, None),
        None => two_threads(from, plan, types, fold, observer),
    }
}

fn one_thread<'p>(
    from: &impl Ask,
    plan: &'p Plan,
    mut fold: Fold<'p>,
    mut show: Option<&mut Show<'_>>,
) -> Result<Fold<'p>, ReplayError> {
    let mut packet = Packet::default();
    let mut checks = Checks::new(plan);
    let mut next = plan.read_after() + 1;
    while let Some(last) = fill(from, plan, next, &mut packet)? {
        next = last + 1;
        checks.upto(from, last)?;
        // The reborrow's lifetime has to be spelt out: a trait object inside an Option is invariant.
        let go_on = match show {
            Some(ref mut show) => fold.take(&mut packet, Some(&mut **show))?,
            None => fold.take(&mut packet, None)?,
        };
        if !go_on {
            break;
        }
    }
    checks.upto(from, plan.upto)?;
    fold.damaged = checks.damaged;
    if let Some(show) = show.filter(|_| fold.fault.is_none()) {
        fold.show_journal(u64::MAX, show)?;
    }
    Ok(fold)
}

fn two_threads<'p>(
    from: &impl Ask,
    plan: &'p Plan,
    types: &'p TypeNames,
    mut fold: Fold<'p>,
    observer: &dyn Observer,
) -> Result<Fold<'p>, ReplayError> {
    let (full, filled) = bounded::<Packet>(DEPTH);
    let (done, empty) = bounded::<Packet>(DEPTH + 2);
    std::thread::scope(|scope| {
        let folding = scope.spawn(move || {
            for mut packet in filled {
                let go_on = fold.take(&mut packet, None)?;
                // Full or gone: the packet is simply not used again.
                let _ = done.try_send(packet);
                if !go_on {
                    break;
                }
            }
            Ok(fold)
        });
        let read = feed(from, plan, types, &full, &empty, observer);
        drop(full);
        let folded: Result<Fold<'p>, ReplayError> =
            folding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let (damaged, mut fold) = (read?, folded?);
        fold.damaged = damaged;
        Ok(fold)
    })
}

fn feed(
    from: &impl Ask,
    plan: &Plan,
    types: &TypeNames,
    full: &Sender<Packet>,
    empty: &Receiver<Packet>,
    observer: &dyn Observer,
) -> Result<Vec<BadSnapshot>, ReplayError> {
    let mut checks = Checks::new(plan);
    let mut next = plan.read_after() + 1;
    loop {
        let mut packet = empty.try_recv().unwrap_or_default();
        let Some(last) = fill(from, plan, next, &mut packet)? else { break };
        next = last + 1;
        checks.upto(from, last)?;
        if full.len() >= BEHIND {
            packet.make_leaves(plan, types);
        }
        observer.progress("replay", last, Some(plan.upto));
        if full.send(packet).is_err() {
            break; // the fold has stopped, and says why itself
        }
    }
    checks.upto(from, plan.upto)?;
    Ok(checks.damaged)
}

/// Fills a packet with the events from `next` on. Gives the last of them; `None` at the end.
fn fill(from: &impl Ask, plan: &Plan, next: u64, packet: &mut Packet) -> Result<Option<u64>, ReplayError> {
    packet.leaves.clear();
    if next > plan.read_to {
        return Ok(None);
    }
    let limit = usize::try_from(plan.read_to - next + 1).unwrap_or(EVENTS).min(EVENTS);
    from.ask(|q| q.events(plan.session_no, next, limit, &mut packet.chunk.borrow_mut()))?;
    Ok(packet.chunk.get_mut().rows().last().map(|e| e.seq))
}
