//! The proof of the result: opened again, every rule, every session.

use super::report::Report;
use super::{SalvageError, Whole};
use crate::core::fold::FoldFailure;
use crate::core::model::privacy::hex;
use crate::core::observer::Observer;
use crate::core::replay::{self, Replay, ReplayError, Start, from_database};
use crate::core::store::{Ask, Reader};
use crate::core::validate::{self, Coverage, Selection, Severity};
use std::path::Path;
use std::time::Duration;

/// Checks the new database, and takes from it what the report says of the sessions' states.
pub fn check(made: &Path, report: &mut Report, observer: &dyn Observer) -> Result<(), SalvageError> {
    // What was let in, and what was kept aside, is as it was; that is no fault of the new file.
    let as_before = ["WFR", "WFS003"].map(str::to_owned);
    let options = validate::Options {
        selection: Selection::new(validate::RULES, &[], &as_before).unwrap_or_default(),
        max_findings: 1000,
        heads: Vec::new(),
        lock_timeout: Duration::ZERO,
        schemas: validate::UserSchemas::default(),
    };
    let found = validate::check(made, &options, observer)?;
    if let Some(first) = found.findings.iter().find(|f| f.severity == Severity::Error) {
        let place = first.seq.map(|seq| format!(" (event {seq})")).unwrap_or_default();
        let session = first.session_id.as_deref().map(|s| format!("{s}: ")).unwrap_or_default();
        return Err(SalvageError::Unsound(format!("{} {session}{}{place}", first.rule, first.message)));
    }
    if found.tally.errors > 0 || found.coverage != Coverage::Full {
        return Err(SalvageError::Unsound("not all of it can be read".into()));
    }
    let reader = Reader::open(made, Duration::ZERO)?;
    let whole = Whole::new(observer, "replay");
    for session in &mut report.sessions {
        let replay = replay_one(&reader, &session.session_id, observer)?;
        whole.step(replay.checked.events);
        if replay.state.performance.events != session.events && replay.state.session.rolled_back_to.is_none()
        {
            let (found, kept) = (replay.state.performance.events, session.events);
            let message = format!("{}: {kept} events were kept, {found} are there", session.session_id);
            return Err(SalvageError::Unsound(message));
        }
        session.energy = Some(replay.state.total_energy());
        session.state_hash = Some(hex(&replay.state.hash()));
    }
    report.validated = true;
    Ok(())
}

fn replay_one(reader: &Reader, id: &str, observer: &dyn Observer) -> Result<Replay, SalvageError> {
    let unsound = |why: String| SalvageError::Unsound(format!("{id}: {why}"));
    let row = reader.ask(|q| q.session(id))?.ok_or_else(|| unsound("it is not there".into()))?;
    let options = replay::Options { start: Start::Zero, ..replay::Options::default() };
    let replay =
        from_database(reader, reader.uuid(), row, &options, observer, None).map_err(|e| match e {
            ReplayError::Store(e) => SalvageError::Fold(FoldFailure::Store(e)),
            other => unsound(other.to_string()),
        })?;
    match (&replay.fault, replay.divergences.first(), replay.verified) {
        (Some(fault), ..) => Err(unsound(fault.to_string())),
        (_, Some(divergence), _) => Err(unsound(divergence.message.clone())),
        (_, _, Some(false)) => Err(unsound(replay.doubts.join(", "))),
        _ => Ok(replay),
    }
}
