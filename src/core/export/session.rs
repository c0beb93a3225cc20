//! One session as records: its head, its journal and events in their places, its snapshots.

mod events;

use super::integrity::Home;
use super::leak::Needles;
use super::policy::is_id;
use super::record::{BaselineRecord, JournalRecord, Kind, SessionRecord, SnapshotRecord, line, raw};
use super::sink::Feed;
use super::survey::{Scene, Standing, Survey};
use super::{ExportError, journal};
use crate::core::fold::BaseCache;
use crate::core::holes::{GAP, lost_in};
use crate::core::list::status_now;
use crate::core::model::energy::MicroEu;
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::recover::totals_of;
use crate::core::store::{Ask, JournalEntry};
use events::Events;

/// Writes a session. `needles` are what was taken out of those before it, and then of this one, too.
pub fn write<R: Ask>(
    scene: &Scene<'_, R>,
    database: &[u8; 16],
    (feed, needles): (&Feed, &mut Needles),
) -> Result<Written, ExportError> {
    let no = scene.row.no;
    let mut entries = scene.reader.ask(|q| q.journal(no))?;
    let home = Home::of(scene, database, &entries)?;
    let mut survey = scene.survey(&home.stretches(), &entries)?;
    survey.withheld = home.withheld(&survey.withheld, (survey.from, survey.upto));
    // A hole between the baseline and the first event is declared behind the baseline.
    let before = survey.baseline.as_ref().map_or(survey.from, |b| b.seq.min(survey.from));
    let low = if survey.begins_late { before } else { 0 };
    entries.retain(|e| (low..=survey.upto).contains(&e.after_seq));
    needles.join(std::mem::take(&mut survey.needles));
    forgiven(scene).for_each(|name| needles.forgive(name));
    let mut lines = line(Kind::Session, &head(scene, &survey, (&home, &entries))?)? + "\n";
    let mut records = 1;
    if let Some(standing) = &survey.baseline {
        lines.push_str(&line(Kind::Baseline, &baseline(scene, &home, standing)?)?);
        lines.push('\n');
        records += 1;
    }
    feed.lines(lines, records, needles)?;
    let journal = journal_lines(scene, &entries, home.journal_before())?;
    feed.ahead(journal.iter().map(|j| j.1.clone()).collect(), needles)?;
    let stand_ins = home.stand_ins(&survey.withheld);
    let events = Events { scene, survey: &survey, stand_ins, journal, needles, feed };
    if events.write()? != survey.events {
        return Err(ExportError::Changed { session: scene.row.session_id.clone() });
    }
    snapshots(scene, &survey, (feed, needles))?;
    Ok(Written { events: survey.events, filtered: survey.filtered })
}

/// What was written of a session.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Events.
    pub events: u64,
    /// Those of which something was taken out.
    pub filtered: u64,
}

/// Names that the owner gave, and that are no leak.
fn forgiven<'s, R>(scene: &Scene<'s, R>) -> impl Iterator<Item = &'s str> {
    scene.row.label.as_deref().into_iter().chain([scene.row.user_id.as_str()])
}

fn head<R: Ask>(
    scene: &Scene<'_, R>,
    survey: &Survey,
    (home, entries): (&Home, &[JournalEntry]),
) -> Result<SessionRecord, ExportError> {
    let row = scene.row;
    let partial = scene.is_partial();
    let content = scene.terms.content;
    let name = |text: &Option<String>| text.clone().filter(|t| content || is_id(t));
    let energy = survey.end.as_ref().map(|s| s.total_energy()).or(row.energy_micro.map(MicroEu));
    let hash = survey.end.as_ref().map(State::hash).or(row.state_hash);
    // The row speaks of the whole session; what it came to at an earlier event the state says.
    let earlier = survey.end.as_ref().filter(|_| survey.ends_early).map(|s| totals_of(survey.upto, s));
    let lost = if survey.begins_late || survey.ends_early {
        entries.iter().filter(|e| e.kind == GAP).map(|e| lost_in(&e.facts)).sum()
    } else {
        row.lost
    };
    let before = home.filtered_before();
    let metadata = if content { row.metadata.as_str() } else { "{}" };
    Ok(SessionRecord {
        session_id: row.session_id.clone(),
        kind: row.kind.clone(),
        label: row.label.clone(),
        user_id: row.user_id.clone(),
        mode: row.mode.clone(),
        status: status_now(row).to_owned(),
        start_time: row.start.to_string(),
        end_time: row.end.map(|t| t.to_string()),
        clean_shutdown: row.clean,
        energy: energy.filter(|_| !partial),
        events: survey.events,
        last_seq: survey.upto,
        cost_micro_usd: earlier.map_or(row.cost_micro_usd, |t| t.cost_micro_usd),
        state_hash: hash.filter(|_| !partial).map(|h| hex(&h)),
        stores_content: row.stores_content,
        content_included: row.stores_content && content && before == 0,
        lost,
        model_id: name(&row.model_id),
        hardware_tier: name(&row.hardware_tier),
        level: row.level,
        error_message: row.error_message.clone().filter(|_| content),
        durability: row.durability.clone(),
        metadata: raw(metadata.to_owned())?,
        partial,
        filtered_events: survey.filtered.max(before.min(survey.events)),
        integrity: if partial { None } else { Some(home.integrity(scene, survey)?) },
    })
}

fn baseline<R: Ask>(
    scene: &Scene<'_, R>,
    home: &Home,
    standing: &Standing,
) -> Result<BaselineRecord, ExportError> {
    Ok(BaselineRecord {
        session_id: scene.row.session_id.clone(),
        last_seq: standing.seq,
        seal: home.seal_at(scene, standing.seq)?,
        timestamp: standing.at.to_string(),
        frame_id: standing.state.frame.frame_id,
        energy: standing.state.total_energy(),
        state: raw(String::from_utf8(standing.state.to_json()).unwrap_or_default())?,
        state_hash: hex(&standing.state.hash()),
    })
}

/// The journal, each entry with the event that it stands after.
fn journal_lines<R: Ask>(
    scene: &Scene<'_, R>,
    entries: &[JournalEntry],
    before: u64,
) -> Result<Vec<(u64, String)>, ExportError> {
    // One that stands too far back comes behind the one that it follows.
    let mut behind = 0;
    let line_of = |e: &JournalEntry| {
        let facts = if scene.terms.content { e.facts.clone() } else { journal::public_facts(&e.facts) };
        let record = JournalRecord {
            session_id: scene.row.session_id.clone(),
            number: before + e.number,
            after_seq: e.after_seq,
            timestamp: e.at.to_string(),
            kind: e.kind.clone(),
            facts: raw(facts)?,
        };
        behind = e.after_seq.max(behind);
        Ok((behind, line(Kind::Journal, &record)?))
    };
    entries.iter().map(line_of).collect()
}

fn snapshots<R: Ask>(
    scene: &Scene<'_, R>,
    survey: &Survey,
    (feed, needles): (&Feed, &Needles),
) -> Result<(), ExportError> {
    if scene.is_partial() {
        return Ok(());
    }
    let marks = scene.reader.ask(|q| q.snapshot_marks(scene.row.no, survey.upto))?;
    let mut cache = BaseCache::default();
    for (id, seq, _) in marks {
        if seq < survey.from || survey.snapshots.as_ref().is_some_and(|keep| !keep.contains(&id)) {
            continue;
        }
        let Some(row) = scene.reader.ask(|q| q.snapshot(id))? else { continue };
        // One that does not hold stays here; `validate` names it.
        let Ok(bytes) = cache.snapshot_bytes(scene.reader, &row)? else { continue };
        let Some(state) = State::from_json(&bytes).ok().filter(|s| s.hash() == row.state_hash) else {
            continue;
        };
        let record = SnapshotRecord {
            session_id: scene.row.session_id.clone(),
            last_seq: row.last_seq,
            timestamp: row.at.to_string(),
            kind: row.kind.clone(),
            reason: row.reason.clone().filter(|_| scene.terms.content),
            frame_id: row.frame,
            energy: MicroEu(row.energy_micro),
            state: raw(String::from_utf8(state.to_json()).unwrap_or_default())?,
            state_hash: hex(&row.state_hash),
        };
        feed.lines(line(Kind::Snapshot, &record)? + "\n", 1, needles)?;
    }
    Ok(())
}
