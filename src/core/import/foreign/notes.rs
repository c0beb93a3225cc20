//! What there is to say of another program's file: what was left out of it, what was put right, what is less than it
//! could be.

use crate::core::record::Nack;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Notes that are kept word by word; the others are counted.
const KEPT: usize = 10_000;

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is not in what was imported.
    LeftOut,
    /// It was wrong, and what it must have been is known.
    Repaired,
    /// The file does not say all that an event of ours does.
    Degraded,
}

/// A thing that is worth a line.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    /// What became of it.
    pub what: What,
    /// Why, as a stable name.
    pub code: &'static str,
    /// Where in the file, in words: `line 7`, `session x, phase 2`.
    pub place: String,
    /// Why, in words.
    pub message: String,
    /// The event that it stands at, counted as they are told.
    #[serde(skip)]
    pub at: u64,
}

/// The notes of a file.
#[derive(Debug, Default, Clone)]
pub struct Notes {
    kept: Vec<Note>,
    counts: BTreeMap<(What, &'static str), u64>,
    /// Where refused events stand that the recorder has not told of yet, and the other way round.
    places: HashMap<u64, String>,
    nacks: HashMap<u64, (&'static str, String)>,
}

impl Notes {
    /// Adds one.
    pub fn push(&mut self, note: Note) {
        *self.counts.entry((note.what, note.code)).or_default() += 1;
        if self.kept.len() < KEPT {
            self.kept.push(note);
        }
    }

    /// An event was refused that stands at `place`; the recorder says why, before or after this.
    pub(super) fn refused_at(&mut self, number: u64, place: String) {
        match self.nacks.remove(&number) {
            Some((code, message)) => {
                self.push(Note { what: What::LeftOut, code, place, message, at: number });
            }
            None => drop(self.places.insert(number, place)),
        }
    }

    /// The recorder says why it refused an event.
    pub(super) fn refused(&mut self, nack: &Nack) {
        let (code, message) = (nack.code, nack.message.clone());
        match self.places.remove(&nack.line) {
            Some(place) => {
                self.push(Note { what: What::LeftOut, code, place, message, at: nack.line });
            }
            None => drop(self.nacks.insert(nack.line, (code, message))),
        }
    }

    /// Puts them in the order of the file: the recorder tells of its refusals when it comes to it.
    pub(super) fn sort(&mut self) {
        self.kept.sort_by_key(|n| n.at);
    }

    /// How many things this became of.
    pub fn count(&self, what: What) -> u64 {
        self.counts.iter().filter(|((w, _), _)| *w == what).map(|(_, n)| n).sum()
    }

    /// How many there are of each kind.
    pub fn counts(&self) -> impl Iterator<Item = (What, &'static str, u64)> {
        self.counts.iter().map(|((what, code), n)| (*what, *code, *n))
    }

    /// Those that were kept word by word.
    pub fn kept(&self) -> &[Note] {
        &self.kept
    }

    /// The first thing that was left out.
    pub fn first_left_out(&self) -> Option<&Note> {
        self.kept.iter().find(|n| n.what == What::LeftOut)
    }
}
