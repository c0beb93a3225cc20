//! What waits while the database cannot be written, in order: on disk in a spill file, and behind that, where the
//! spill file takes no more, in memory.

use super::batch::Batch;
use super::pressure;
use super::spill::{Spill, codec, path_of};
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;

/// Batches that travel together.
pub type Batches = Vec<Box<Batch>>;

/// Where and how much may wait.
#[derive(Debug, Clone)]
pub struct Room {
    /// The database's file.
    pub database: PathBuf,
    /// Its name for ever.
    pub uuid: [u8; 16],
    /// Where spill files go, if not beside the database.
    pub directory: Option<PathBuf>,
    /// Bytes that a spill file may have; 0 for none.
    pub spill_bytes: u64,
    /// Bytes that may wait in memory.
    pub held_bytes: usize,
    /// What the spill file is called by.
    pub id: [u8; 16],
}

/// Names for the numbers in a batch.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    /// Sessions.
    pub session: &'n dyn Fn(u32) -> &'n str,
    /// Types.
    pub type_name: &'n dyn Fn(u32) -> &'n str,
}

/// What waits.
#[derive(Debug)]
pub struct Backlog {
    room: Room,
    spill: Option<Spill>,
    held: VecDeque<Box<Batch>>,
    held_bytes: usize,
    /// What went into the spill file so far.
    pub spilled: Spilled,
    /// Of those, events that were drained.
    drained_events: u64,
    /// The spill file could not be written: why, if that was not said yet.
    pub refused: Option<io::Error>,
    portion_held: bool,
}

/// What went through a spill file.
#[derive(Debug, Default, Clone, Copy)]
pub struct Spilled {
    /// Batches.
    pub batches: u64,
    /// Their events.
    pub events: u64,
    /// Bytes in the file.
    pub bytes: u64,
}

impl Backlog {
    /// Nothing waits yet.
    pub fn new(room: Room) -> Self {
        let (spilled, held) = (Spilled::default(), VecDeque::new());
        Self {
            room,
            spill: None,
            held,
            held_bytes: 0,
            spilled,
            drained_events: 0,
            refused: None,
            portion_held: false,
        }
    }

    /// Takes a batch in, at the end. Gives it back when it is in the spill file.
    pub fn add(&mut self, batch: Box<Batch>, names: Names<'_>) -> Option<Box<Batch>> {
        if self.held.is_empty() && self.spill(&batch, names) {
            return Some(batch);
        }
        self.held_bytes += held_bytes(&batch);
        self.held.push_back(batch);
        None
    }

    /// Moves what waits in memory to the disk, as far as that takes it.
    pub fn settle(&mut self, names: Names<'_>) -> Batches {
        let mut freed = Vec::new();
        while let Some(batch) = self.held.pop_front() {
            if !self.spill(&batch, names) {
                self.held.push_front(batch);
                break;
            }
            self.held_bytes = self.held_bytes.saturating_sub(held_bytes(&batch));
            freed.push(batch);
        }
        freed
    }

    fn spill(&mut self, batch: &Batch, names: Names<'_>) -> bool {
        if self.room.spill_bytes == 0 {
            return false;
        }
        let payload = codec::encode(batch, names.session, names.type_name);
        let waiting = self.spill.as_ref().map_or(0, Spill::waiting_bytes);
        if waiting + payload.len() as u64 > self.room.spill_bytes {
            return false;
        }
        match self.file().and_then(|file| file.append(&payload)) {
            Ok(()) => {
                self.spilled.batches += 1;
                self.spilled.events += batch.events.len() as u64;
                self.spilled.bytes += payload.len() as u64;
                true
            }
            Err(e) => {
                self.refused = Some(e);
                false
            }
        }
    }

    fn file(&mut self) -> io::Result<&mut Spill> {
        if self.spill.is_none() {
            let path = path_of(&self.room.database, self.room.directory.as_deref(), &self.room.id);
            self.spill = Some(Spill::create(&path, self.room.uuid, self.room.id)?);
        }
        self.spill.as_mut().ok_or_else(|| io::Error::other("there is no spill file"))
    }

    /// The batches that are to be stored next, up to so many events; none when nothing waits.
    pub fn portion(&mut self, most_events: usize) -> io::Result<Batches> {
        let mut batches = Vec::new();
        let (mut events, mut bytes) = (0, 0);
        self.portion_held = self.spill.as_ref().is_none_or(Spill::is_read);
        let most_batches = if self.portion_held { usize::MAX } else { MOST_PORTION_BATCHES };
        while batches.is_empty()
            || (events < most_events && bytes < MOST_PORTION_BYTES && batches.len() < most_batches)
        {
            let next = if self.portion_held {
                self.held.pop_front()
            } else {
                self.spill.as_mut().map_or(Ok(None), next_of)?
            };
            let Some(batch) = next else { break };
            events += batch.events.len();
            bytes += batch.weight_bytes();
            batches.push(batch);
        }
        Ok(batches)
    }

    /// The portion is in the database.
    pub fn stored(&mut self, portion: &[Box<Batch>]) {
        match &mut self.spill {
            Some(spill) if !self.portion_held => {
                spill.settle();
                self.drained_events += portion.iter().map(|b| b.events.len() as u64).sum::<u64>();
            }
            _ => {
                let bytes: usize = portion.iter().map(|b| held_bytes(b)).sum();
                self.held_bytes = self.held_bytes.saturating_sub(bytes);
            }
        }
    }

    /// The portion is not in the database.
    pub fn not_stored(&mut self, portion: Batches) {
        match &mut self.spill {
            Some(spill) if !self.portion_held => spill.rewind(),
            _ => portion.into_iter().rev().for_each(|batch| self.held.push_front(batch)),
        }
    }

    /// What the database is to say of the spill file when the portion is in it: its id, and frames drained.
    pub fn mark(&self) -> Option<([u8; 16], u64)> {
        let spill = self.spill.as_ref().filter(|_| !self.portion_held)?;
        Some((*spill.id(), spill.frames_read()))
    }

    /// Everything is in the database: the spill file goes. Gives its id, if there was one.
    pub fn finish(&mut self) -> io::Result<Option<[u8; 16]>> {
        let Some(spill) = self.spill.take() else { return Ok(None) };
        let id = *spill.id();
        spill.remove()?;
        Ok(Some(id))
    }

    /// Where the spill file is, if there is one.
    pub fn spill_file(&self) -> Option<PathBuf> {
        self.spill.as_ref().map(|s| s.path().to_owned())
    }

    /// Events that wait in the spill file.
    pub fn spilled_events(&self) -> u64 {
        self.spilled.events.saturating_sub(self.drained_events)
    }

    /// Events that wait in memory alone.
    pub fn held_events(&self) -> u64 {
        self.held.iter().map(|b| b.events.len() as u64).sum()
    }

    /// How much is to be dropped.
    pub fn pressure(&self) -> u8 {
        pressure::level(self.held_bytes, self.room.held_bytes)
    }

    /// Whether not one batch more may be taken in.
    pub fn is_full(&self) -> bool {
        self.held_bytes >= self.room.held_bytes
    }
}

/// A transaction stores no more than this at a time.
const MOST_PORTION_BYTES: usize = 8 << 20;
/// What else stands in a batch that comes out of the spill file is not counted; a batch has a megabyte or so.
const MOST_PORTION_BATCHES: usize = 16;

fn next_of(spill: &mut Spill) -> io::Result<Option<Box<Batch>>> {
    let Some(payload) = spill.next_frame()? else { return Ok(None) };
    let unspilled = codec::decode(&payload)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a frame does not decode"))?;
    Ok(Some(Box::new(unspilled.batch)))
}

/// What a batch takes in memory, with its rows.
fn held_bytes(batch: &Batch) -> usize {
    batch.weight_bytes() + batch.events.len() * size_of::<super::batch::Placed>() + 512
}
