//! One session as records: its head, its journal and events in their places, its snapshots.

use super::integrity::{Home, StandIns};
use super::policy::{Filter, is_id};
use super::record::{
    BaselineRecord, EventRecord, EventWriter, JournalRecord, Kind, SessionRecord, SnapshotRecord, line, raw,
};
use super::sink::{Feed, Piece};
use super::survey::{Scene, Standing, Survey, bad};
use super::{ExportError, journal};
use crate::core::fold::{BaseCache, Fault, each_chunk};
use crate::core::holes::{GAP, lost_in};
use crate::core::list::status_now;
use crate::core::model::energy::MicroEu;
use crate::core::model::json::{JsonError, JsonFault};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::recover::totals_of;
use crate::core::store::{Ask, EventChunk, JournalEntry, StoredEvent};

/// Bytes of lines that go on together.
const PIECE: usize = 256 << 10;

/// Writes a session.
pub fn write<R: Ask>(scene: &Scene<'_, R>, database: &[u8; 16], feed: &Feed) -> Result<Written, ExportError> {
    let no = scene.row.no;
    let mut entries = scene.reader.ask(|q| q.journal(no))?;
    let home = Home::of(scene, database, &entries)?;
    let mut survey = scene.survey(&home.stretches(), &entries)?;
    survey.withheld = home.withheld(&survey.withheld, (survey.from, survey.upto));
    // A hole between the baseline and the first event is declared behind the baseline.
    let before = survey.baseline.as_ref().map_or(survey.from, |b| b.seq.min(survey.from));
    let low = if survey.begins_late { before } else { 0 };
    entries.retain(|e| (low..=survey.upto).contains(&e.after_seq));
    feed.send(Piece::Needles(std::mem::take(&mut survey.needles), forgiven(scene)))?;
    let mut lines = line(Kind::Session, &head(scene, &survey, (&home, &entries))?)? + "\n";
    let mut records = 1;
    if let Some(standing) = &survey.baseline {
        lines.push_str(&line(Kind::Baseline, &baseline(scene, &home, standing)?)?);
        lines.push('\n');
        records += 1;
    }
    feed.send(Piece::Lines(lines, records))?;
    let journal = journal_lines(scene, &entries, home.journal_before())?;
    feed.send(Piece::Ahead(journal.iter().map(|j| j.1.clone()).collect()))?;
    let mut writer = Writer {
        scene,
        survey: &survey,
        stand_ins: home.stand_ins(&survey.withheld),
        journal: &journal,
        lines: String::with_capacity(PIECE + PIECE / 4),
        records: 0,
        events: 0,
        out: EventWriter::new(&scene.row.session_id),
        feed,
    };
    writer.events()?;
    if writer.events != survey.events {
        return Err(ExportError::Changed { session: scene.row.session_id.clone() });
    }
    snapshots(scene, &survey, feed)?;
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

fn forgiven<R: Ask>(scene: &Scene<'_, R>) -> Vec<String> {
    scene.row.label.iter().cloned().chain([scene.row.user_id.clone()]).collect()
}

fn head<R: Ask>(
    scene: &Scene<'_, R>,
    survey: &Survey,
    (home, entries): (&Home, &[JournalEntry]),
) -> Result<SessionRecord, ExportError> {
    let (row, options) = (scene.row, scene.options);
    let partial = !options.types.is_empty();
    let content = options.content;
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
    let line_of = |e: &JournalEntry| {
        let facts = if scene.options.content { e.facts.clone() } else { journal::public_facts(&e.facts) };
        let record = JournalRecord {
            session_id: scene.row.session_id.clone(),
            number: before + e.number,
            after_seq: e.after_seq,
            timestamp: e.at.to_string(),
            kind: e.kind.clone(),
            facts: raw(facts)?,
        };
        Ok((e.after_seq, line(Kind::Journal, &record)?))
    };
    entries.iter().map(line_of).collect()
}

struct Writer<'a, R> {
    scene: &'a Scene<'a, R>,
    survey: &'a Survey,
    stand_ins: StandIns,
    journal: &'a [(u64, String)],
    lines: String,
    records: u64,
    events: u64,
    out: EventWriter,
    feed: &'a Feed,
}

impl<R: Ask> Writer<'_, R> {
    fn events(&mut self) -> Result<(), ExportError> {
        let (from, upto) = (self.survey.from, self.survey.upto);
        self.journal_before(from)?;
        let mut filter = Filter::default();
        let mut failed = None;
        let walked =
            each_chunk(self.scene.reader, self.scene.row.no, from.saturating_sub(1), upto, &mut |chunk| {
                if let Err(e) = self.stand_ins.look_at(self.scene, chunk) {
                    failed = Some(e);
                    return Err(super::stop(from));
                }
                for event in chunk.rows() {
                    if let Err(e) = self.event(chunk, event, &mut filter) {
                        failed = Some(e);
                        return Err(super::stop(event.seq));
                    }
                }
                let done = chunk.rows().last().map_or(0, |e| e.seq);
                self.scene.observer.progress("export", done, Some(upto));
                Ok(())
            });
        if let Some(e) = failed {
            return Err(e);
        }
        walked?;
        self.journal_before(u64::MAX)?;
        self.flush()
    }

    fn event(
        &mut self,
        chunk: &EventChunk,
        event: &StoredEvent,
        filter: &mut Filter,
    ) -> Result<(), ExportError> {
        self.journal_before(event.seq)?;
        let scene = self.scene;
        let leaving = scene.leaving(filter, chunk, event, &mut |_| {})?;
        if !scene.only.takes(leaving.name) {
            return Ok(());
        }
        let has_data = chunk.payload(event).is_some();
        let (commitment, leaf) = self.stand_ins.of(&chunk.sealed(event, leaving.name), has_data);
        let sealed = leaving.sealed(chunk, event);
        if std::str::from_utf8(sealed.payload).is_err() {
            return Err(bad(
                event,
                leaving.name,
                Fault::Data(JsonError { fault: JsonFault::NotUtf8, at: 0 }),
            ));
        }
        let record = EventRecord {
            event: sealed,
            erased: leaving.erased,
            commitment: commitment.as_ref(),
            leaf: leaf.as_ref(),
        };
        self.out.push(&mut self.lines, &record);
        self.events += 1;
        self.line_ends()
    }

    /// The entries that stand before an event.
    fn journal_before(&mut self, seq: u64) -> Result<(), ExportError> {
        while let Some(((_, line), rest)) = self.journal.split_first().filter(|(j, _)| j.0 < seq) {
            self.journal = rest;
            self.lines.push_str(line);
            self.line_ends()?;
        }
        Ok(())
    }

    fn line_ends(&mut self) -> Result<(), ExportError> {
        self.lines.push('\n');
        self.records += 1;
        if self.lines.len() >= PIECE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        if self.records == 0 {
            return Ok(());
        }
        let lines = std::mem::replace(&mut self.lines, String::with_capacity(PIECE + PIECE / 4));
        self.feed.send(Piece::Lines(lines, std::mem::take(&mut self.records)))
    }
}

fn snapshots<R: Ask>(scene: &Scene<'_, R>, survey: &Survey, feed: &Feed) -> Result<(), ExportError> {
    if !scene.options.types.is_empty() {
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
            reason: row.reason.clone().filter(|_| scene.options.content),
            frame_id: row.frame,
            energy: MicroEu(row.energy_micro),
            state: raw(String::from_utf8(state.to_json()).unwrap_or_default())?,
            state_hash: hex(&row.state_hash),
        };
        feed.send(Piece::Lines(line(Kind::Snapshot, &record)? + "\n", 1))?;
    }
    Ok(())
}
