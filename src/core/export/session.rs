//! One session as records: its head, its journal and events in their places, its snapshots.

use super::policy::{Filter, is_id};
use super::record::{
    BaselineRecord, EventRecord, EventWriter, Integrity, JournalRecord, KeyRecord, Kind, SealRecord,
    SessionRecord, SnapshotRecord, line, raw,
};
use super::sink::{Feed, Piece};
use super::survey::{Scene, Standing, Survey, bad};
use super::{ExportError, journal};
use crate::core::fold::{BaseCache, Fault, each_chunk};
use crate::core::list::status_now;
use crate::core::model::chain::{Committer, Hash};
use crate::core::model::energy::MicroEu;
use crate::core::model::json::{JsonError, JsonFault};
use crate::core::model::privacy::hex;
use crate::core::model::state::State;
use crate::core::store::{Ask, EventChunk, JournalEntry, StoredEvent};
use serde_json::value::RawValue;

/// Bytes of lines that go on together.
const PIECE: usize = 256 << 10;

/// Writes a session.
pub fn write<R: Ask>(scene: &Scene<'_, R>, database: &[u8; 16], feed: &Feed) -> Result<Written, ExportError> {
    let no = scene.row.no;
    let (own, mut entries) = scene.reader.ask(|q| Ok((q.seal_keys(no)?, q.journal(no)?)))?;
    let proof = Proof::of(scene, database, own)?;
    let mut survey = scene.survey(&proof.keys, &entries)?;
    entries.retain(|e| {
        (survey.from..=survey.upto).contains(&e.after_seq) || e.after_seq == 0 && survey.from <= 1
    });
    feed.send(Piece::Needles(std::mem::take(&mut survey.needles), forgiven(scene)))?;
    let mut lines = line(Kind::Session, &head(scene, &survey, &proof)?)? + "\n";
    let mut records = 1;
    if let Some(standing) = &survey.baseline {
        lines.push_str(&line(Kind::Baseline, &baseline(scene, standing)?)?);
        lines.push('\n');
        records += 1;
    }
    feed.send(Piece::Lines(lines, records))?;
    let journal = journal_lines(scene, &entries)?;
    feed.send(Piece::Ahead(journal.iter().map(|j| j.1.clone()).collect()))?;
    let mut writer = Writer {
        scene,
        survey: &survey,
        committers: proof.committers(&survey),
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

/// What proves the events: the database's own seals, or those that an imported session came with.
struct Proof {
    database: String,
    keys: Vec<(u64, [u8; 32])>,
    /// Seals that it came with.
    foreign: Option<Vec<SealRecord>>,
}

impl Proof {
    fn of<R: Ask>(
        scene: &Scene<'_, R>,
        database: &[u8; 16],
        keys: Vec<(u64, [u8; 32])>,
    ) -> Result<Self, ExportError> {
        let own = Self { database: hex(database), keys, foreign: None };
        let no = scene.row.no;
        let Some(text) = scene.reader.ask(|q| q.origin(no))? else { return Ok(own) };
        let last = scene.reader.ask(|q| q.last_seq(no))?;
        let Ok(origin) = serde_json::from_str::<Integrity>(&text) else { return Ok(own) };
        // A session that went on has events that no seal of its old home covers; one that came without some keys
        // cannot give the commitments that stood for them.
        if origin.seals.last().is_none_or(|s| s.last_seq != last) || !origin.withheld.is_empty() {
            return Ok(own);
        }
        let key = |k: &KeyRecord| Some((k.first_seq, crate::core::head::unhex(&k.key)?.try_into().ok()?));
        let Some(keys) = origin.keys.iter().map(key).collect() else { return Ok(own) };
        Ok(Self { database: origin.database, keys, foreign: Some(origin.seals) })
    }

    fn integrity<R: Ask>(&self, scene: &Scene<'_, R>, survey: &Survey) -> Result<Box<RawValue>, ExportError> {
        let within = |first: u64| first <= survey.upto;
        // The key of a stretch that ended before the slice proves nothing in it.
        let start = self.keys.iter().rposition(|k| k.0 <= survey.from).unwrap_or(0);
        let keys = self.keys.iter().skip(start).filter(|k| within(k.0) && !survey.withheld.contains(&k.0));
        let seals = match &self.foreign {
            Some(seals) => seals.clone(),
            None => {
                let range = (survey.from, survey.upto);
                let seals = scene.reader.ask(|q| q.seals_within(scene.row.no, range))?;
                seals.iter().map(|(seq, seal)| SealRecord { last_seq: *seq, seal: hex(seal) }).collect()
            }
        };
        let integrity = Integrity {
            database: self.database.clone(),
            keys: keys.map(|(first, key)| KeyRecord { first_seq: *first, key: hex(key) }).collect(),
            withheld: survey.withheld.clone(),
            seals: seals.into_iter().filter(|s| (survey.from..=survey.upto).contains(&s.last_seq)).collect(),
        };
        Ok(raw(serde_json::to_string(&integrity)?)?)
    }

    /// For each stretch whose key stays here, what makes the commitments of its events.
    fn committers(&self, survey: &Survey) -> Vec<(u64, Option<Committer>)> {
        let committer = |(first, key): &(u64, [u8; 32])| {
            (*first, survey.withheld.contains(first).then(|| Committer::new(key)))
        };
        self.keys.iter().map(committer).collect()
    }
}

fn head<R: Ask>(scene: &Scene<'_, R>, survey: &Survey, proof: &Proof) -> Result<SessionRecord, ExportError> {
    let (row, options) = (scene.row, scene.options);
    let partial = !options.types.is_empty();
    let content = options.content;
    let name = |text: &Option<String>| text.clone().filter(|t| content || is_id(t));
    let energy = survey.end.as_ref().map(|s| s.total_energy()).or(row.energy_micro.map(MicroEu));
    let hash = survey.end.as_ref().map(State::hash).or(row.state_hash);
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
        cost_micro_usd: row.cost_micro_usd,
        state_hash: hash.filter(|_| !partial).map(|h| hex(&h)),
        stores_content: row.stores_content,
        content_included: row.stores_content && content,
        lost: row.lost,
        model_id: name(&row.model_id),
        hardware_tier: name(&row.hardware_tier),
        level: row.level,
        error_message: row.error_message.clone().filter(|_| content),
        durability: row.durability.clone(),
        metadata: raw(metadata.to_owned())?,
        partial,
        filtered_events: survey.filtered,
        integrity: if partial { None } else { Some(proof.integrity(scene, survey)?) },
    })
}

fn baseline<R: Ask>(scene: &Scene<'_, R>, standing: &Standing) -> Result<BaselineRecord, ExportError> {
    let seal = scene.reader.ask(|q| q.seals_within(scene.row.no, (standing.seq, standing.seq)))?.pop();
    Ok(BaselineRecord {
        session_id: scene.row.session_id.clone(),
        last_seq: standing.seq,
        seal: seal.map(|s| hex(&s.1)),
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
) -> Result<Vec<(u64, String)>, ExportError> {
    let line_of = |e: &JournalEntry| {
        let facts = if scene.options.content { e.facts.clone() } else { journal::public_facts(&e.facts) };
        let record = JournalRecord {
            session_id: scene.row.session_id.clone(),
            number: e.number,
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
    committers: Vec<(u64, Option<Committer>)>,
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
        let commitment = self.commitment(chunk, event, leaving.name);
        let sealed = leaving.sealed(chunk, event);
        if std::str::from_utf8(sealed.payload).is_err() {
            return Err(bad(
                event,
                leaving.name,
                Fault::Data(JsonError { fault: JsonFault::NotUtf8, at: 0 }),
            ));
        }
        let record = EventRecord { event: sealed, erased: leaving.erased, commitment: commitment.as_ref() };
        self.out.push(&mut self.lines, &record);
        self.events += 1;
        self.line_ends()
    }

    /// What stands for an event whose key stays here. It covers what was stored, not what leaves.
    fn commitment(&self, chunk: &EventChunk, event: &StoredEvent, name: &str) -> Option<Hash> {
        let at = self.committers.partition_point(|k| k.0 <= event.seq).checked_sub(1)?;
        let committer = self.committers[at].1.as_ref()?;
        chunk.payload(event)?;
        Some(committer.commit(&chunk.sealed(event, name)))
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
