//! One session of the stream: which event comes next, when, in which frame, and what it adds up to.

use std::io::Write;

use super::Options;
use super::body::{self, Body};
use super::others;
use super::rng::Rng;
use super::text::{Stamp, micro, session_id};
use crate::Outcome;

/// Where the conversation stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Turn {
    /// The user speaks next.
    Prompt,
    /// Tokens are streaming.
    Tokens,
    /// The last token is out; the response is completed next.
    Complete,
}

/// What the events of a session are drawn from. Energies are in micro-EU.
pub struct State {
    pub rng: Rng,
    pub model: &'static str,
    pub turn: Turn,
    pub prompt: u64,
    pub token: u64,
    pub response_tokens: u64,
    pub response_energy: u64,
    pub energy: u64,
    pub level: usize,
    pub snapshots: u64,
    pub written: u64,
}

pub struct Session {
    id: String,
    state: State,
    start_us: u64,
    rate: u64,
    per_frame: u64,
    /// Tokens that gave way to a turn of the conversation, made up for later: the mix stays 55 to 30 to 15.
    owed: u64,
    keys: bool,
    now_us: u64,
}

impl Session {
    pub fn new(options: &Options, number: u64, start_us: u64) -> Self {
        let state = State {
            rng: Rng::new(options.seed, number),
            model: body::MODELS[0],
            turn: Turn::Prompt,
            prompt: 0,
            token: 0,
            response_tokens: 0,
            response_energy: 0,
            energy: 0,
            level: 0,
            snapshots: 0,
            written: 0,
        };
        Self {
            id: session_id(start_us, number),
            state,
            start_us,
            rate: options.rate,
            per_frame: options.per_frame,
            owed: 0,
            keys: options.keys,
            now_us: start_us,
        }
    }

    /// Writes `events` events (two or more), the first a start and the last an end.
    pub fn write(&mut self, events: u64, out: &mut impl Write) -> Outcome<()> {
        while self.state.written < events {
            let frame = self.state.written / self.per_frame;
            self.now_us = self.time(frame);
            let body = if self.state.written == 0 {
                body::start()
            } else if self.state.written + 1 == events {
                body::end(self.state.energy, (self.now_us - self.start_us) / 1000)
            } else {
                self.draw()
            };
            self.line(&body, frame, out)?;
            self.state.written += 1;
        }
        Ok(())
    }

    /// A whole second after the last event, so that sessions do not overlap and their ids read well.
    pub fn next_start_us(&self) -> u64 {
        (self.now_us / 1_000_000 + 2) * 1_000_000
    }

    /// Events of a frame share it out evenly, each a little late: time never runs back.
    fn time(&mut self, frame: u64) -> u64 {
        let slot_us = 1_000_000 / (self.rate * self.per_frame);
        let slot = self.state.written % self.per_frame;
        let late = self.state.rng.range(0, (slot_us / 2).max(1));
        self.start_us + frame * 1_000_000 / self.rate + slot * slot_us + late
    }

    fn draw(&mut self) -> Body {
        let state = &mut self.state;
        match state.rng.range(0, 100) {
            0..55 if state.turn == Turn::Tokens => body::token(state),
            0..55 => {
                self.owed += 1;
                body::turn(state)
            }
            55..85 => body::energy(state),
            _ if state.turn != Turn::Tokens => body::turn(state),
            _ if self.owed > 0 => {
                self.owed -= 1;
                body::token(state)
            }
            _ => others::draw(state),
        }
    }

    fn line(&mut self, body: &Body, frame: u64, out: &mut impl Write) -> Outcome<()> {
        let (id, time) = (&self.id, Stamp(self.now_us));
        let Body { kind, data, delta } = body;
        write!(
            out,
            r#"{{"session_id":"{id}","timestamp":"{time}","type":"{kind}","data":{data},"frame_id":{frame}"#
        )?;
        if let Some(delta) = delta {
            write!(out, r#","energy_delta":{}"#, micro(*delta))?;
        }
        if self.keys {
            write!(out, r#","event_id":"{id}-{}""#, self.state.written)?;
        }
        out.write_all(b"}\n")?;
        Ok(())
    }
}
