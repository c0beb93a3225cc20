//! Databases that other programs wrote: read as an import reads them, into a private place, and there put to the same
//! rules. What the reading itself found (rows that could not be taken, totals that are not those of the events, words
//! where a commitment should be) is told under the rules that say the same of a database of ours.

use super::baseline::Known;
use super::export::rule_of;
use super::findings::Sink;
use super::outcome::{Coverage, DatabaseReport, Form};
use super::rule::Rule;
use super::target::{TargetError, put_first, unread};
use super::{
    Options, check as check_as_ours, check_named, data, energy, file, keys, privacy, snapshots, time,
    workflow,
};
use crate::core::decode::Code;
use crate::core::import::{Note, Notes, What, stage};
use crate::core::observer::Observer;
use crate::core::store::StoreError;
use crate::core::store::salvage::PrivateDir;
use std::collections::BTreeMap;
use std::path::Path;

/// Families that speak of events. The others speak of the database that was made on the way: its seals, its pages.
const OF_EVENTS: &[&str] = &["WFC", "WFE", "WFG", "WFJ", "WFP", "WFR", "WFT"];

/// Checks one.
pub fn check(path: &Path, options: &Options, observer: &dyn Observer) -> Result<DatabaseReport, TargetError> {
    let private = PrivateDir::temporary()?;
    let staged = stage(path, private.path(), options.lock_timeout, observer)?;
    let Some(staged) = staged else {
        // Nobody knows it: that it is of another program is all there is to say.
        return check_as_ours(path, options, observer).map_err(Into::into);
    };
    let named = path.to_string_lossy();
    let known = options.baseline.as_ref().map(|b| b.known(&named));
    let mut own = Sink::new(&options.selection, options.max_findings, known.as_ref());
    for text in &staged.damage {
        own.report(&file::INTEGRITY, None, text);
    }
    let mut report = match staged.read {
        Ok((database, notes)) => {
            tell(&notes, &mut own);
            of_events((&database, &named), known.as_ref(), options, observer)?
        }
        Err(e) => {
            own.report(&file::UNREADABLE, None, format!("it could not be read to its end: {e}"));
            unread(&named)
        }
    };
    put_first(&mut report, own, options.max_findings);
    report.baseline_left = known.as_ref().map_or(0, Known::left);
    report.snapshots = report.snapshots.map(|_| staged.snapshots);
    report.form = Form::Foreign;
    report.importer = Some(staged.importer);
    if report.coverage == Coverage::Full {
        report.coverage = Coverage::Foreign;
    }
    Ok(report)
}

/// The rules that speak of events, on what an import would bring in.
fn of_events(
    (database, named): (&Path, &str),
    known: Option<&Known>,
    options: &Options,
    observer: &dyn Observer,
) -> Result<DatabaseReport, StoreError> {
    let selection = options.selection.within(OF_EVENTS);
    let options = Options { selection, heads: Vec::new(), ..options.clone() };
    check_named(database, named, known, &options, observer)
}

fn tell(notes: &Notes, sink: &mut Sink<'_>) {
    let mut told: BTreeMap<(What, &str), u64> = BTreeMap::new();
    for note in notes.kept() {
        *told.entry((note.what, note.code)).or_default() += 1;
        let Some(rule) = rule_for(note.what, note.code) else { continue };
        let (session, place) = split(note);
        let message =
            if place.is_empty() { note.message.clone() } else { format!("{place}: {}", note.message) };
        match session {
            Some(session) => {
                let mut own = sink.for_session(session);
                own.report(rule, None, message);
                sink.absorb(own);
            }
            None => sink.report(rule, None, message),
        }
    }
    for (what, code, count) in notes.counts() {
        let more = count - told.get(&(what, code)).copied().unwrap_or(0);
        if let (Some(rule), 1..) = (rule_for(what, code), more) {
            sink.report(rule, None, format!("{more} more of this kind ({code})"));
        }
    }
}

/// The session of a note, and where in it: a place reads `session x, event 7`.
fn split(note: &Note) -> (Option<&str>, &str) {
    let Some(rest) = note.place.strip_prefix("session ") else { return (None, &note.place) };
    let (session, place) = rest.split_once(", ").unwrap_or((rest, ""));
    (Some(session), place)
}

/// The rule that says the same; `None` where nothing is wrong with the file.
fn rule_for(what: What, code: &str) -> Option<&'static Rule> {
    if let Some(code) = Code::named(code) {
        return Some(rule_of(code));
    }
    Some(match code {
        "raw_content" | "private_session" | "metadata_words" => &privacy::RAW,
        "energy_differs" | "events_differ" | "user_totals_differ" => &energy::TOTAL,
        "cost_differs" => &workflow::COST,
        "interrupted" => &workflow::ORPHAN,
        "orphan_events" | "orphan_phases" | "orphan_snapshot" | "session_twice" => &keys::ORPHAN,
        "snapshot_unreadable" => &snapshots::PACKED,
        "snapshot_differs" => &snapshots::FOLD,
        "metadata" => &data::METADATA,
        "after_end" => &time::BACKWARDS,
        "log" => &file::LOG_DOUBTFUL,
        // The events themselves say it, one by one; the others say nothing of the file that is wrong.
        "clock_back" | "audit_rows" | "user_row" | "time_unknown" | "table_unknown" | "column_unknown" => {
            return None;
        }
        _ if what == What::Degraded => return None,
        _ => &data::SCHEMA,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_apart_from_its_session() {
        let note = |place: &str| Note {
            what: What::LeftOut,
            code: "malformed_json",
            place: place.into(),
            message: String::new(),
            at: 0,
        };
        assert_eq!(split(&note("session a:b, event 7")), (Some("a:b"), "event 7"));
        assert_eq!(split(&note("session a")), (Some("a"), ""));
        assert_eq!(split(&note("user x")), (None, "user x"));
    }

    #[test]
    fn what_the_decoder_refuses_is_told_under_the_rule_of_exports() {
        assert_eq!(rule_for(What::LeftOut, "duplicate_key").map(|r| r.id), Some(data::DAMAGED.id));
        assert_eq!(rule_for(What::Repaired, "cost_differs").map(|r| r.id), Some("WFC001"));
        assert_eq!(rule_for(What::Degraded, "no such code").map(|r| r.id), None);
    }
}
