//! The names of event types. A leaf binds its event's type by name, so that a name can be put to the proof.

use super::identity::Ledger;
use super::{SalvageError, Whole, session};
use crate::core::fold::TypeNames;
use crate::core::model::event::TYPES;
use crate::core::model::id::is_event_type;
use crate::core::observer::Observer;
use crate::core::store::Ask;
use crate::core::store::salvage::Scratch;

/// Types that are put to the proof, each of which is a look at all events: more is damage that no name undoes.
const MOST_TYPES: usize = 16;

/// Gives names to types that have lost theirs, and puts doubtful ones to the proof: those whose row and whose index
/// do not say the same.
pub fn settle(scratch: &mut Scratch, ledger: &Ledger, observer: &dyn Observer) -> Result<(), SalvageError> {
    let mut tried = 0;
    for number in scratch.types_in_use()? {
        let told = name_of(scratch, number)?;
        let copies: Vec<String> =
            scratch.name_copies(number)?.into_iter().filter(|n| is_event_type(n)).collect();
        match told {
            Some(told) if copies.is_empty() || copies.contains(&told) => {}
            _ if tried == MOST_TYPES => {}
            told => {
                tried += 1;
                choose(scratch, ledger, number, told, copies, observer)?;
            }
        }
    }
    Ok(())
}

fn name_of(scratch: &Scratch, number: i64) -> Result<Option<String>, SalvageError> {
    let names = scratch.ask(|q| q.type_names())?;
    let name = usize::try_from(number).ok().and_then(|at| names.get(at)?.clone());
    Ok(name.filter(|n| is_event_type(n)))
}

/// Takes the name under which most events are proved; of equals the first.
fn choose(
    scratch: &mut Scratch,
    ledger: &Ledger,
    number: i64,
    told: Option<String>,
    copies: Vec<String>,
    observer: &dyn Observer,
) -> Result<(), SalvageError> {
    let taken: Vec<String> = scratch.ask(|q| q.type_names())?.into_iter().flatten().collect();
    let session = scratch.ask(|q| q.session_by_no(number)).unwrap_or_default().map(|row| row.session_id);
    let free = |name: &String| !taken.contains(name) || told.as_ref() == Some(name);
    let mut names: Vec<String> = told.iter().cloned().collect();
    // An index of sessions has names of the same form under the same numbers.
    names.extend(copies.into_iter().filter(|n| free(n) && session.as_ref() != Some(n)));
    let alone = names.len();
    names.extend(TYPES.iter().map(|t| t.name.to_owned()).filter(|n| free(n)));
    names.dedup();
    scratch.forget_type(number)?;
    let without = proved(scratch, ledger, observer)?;
    let mut best: Option<(u64, String)> = None;
    for (at, name) in names.into_iter().enumerate() {
        if at >= alone && best.as_ref().is_some_and(|b| b.0 > without) {
            break;
        }
        scratch.name_type(number, &name)?;
        let proved = proved(scratch, ledger, observer)?;
        if best.as_ref().is_none_or(|b| proved > b.0) {
            best = Some((proved, name));
        }
    }
    if let Some((_, name)) = best {
        scratch.name_type(number, &name)?;
    }
    Ok(())
}

fn proved(scratch: &Scratch, ledger: &Ledger, observer: &dyn Observer) -> Result<u64, SalvageError> {
    let types = TypeNames::load(scratch)?;
    let whole = Whole::new(observer, "names");
    let mut proved = 0;
    for no in scratch.session_numbers()? {
        proved += session::examine(scratch, no, ledger, &types, &whole)?.map_or(0, |s| s.proof.count);
    }
    Ok(proved)
}
