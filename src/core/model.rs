//! Values: what an event, an energy, a state, a seal *is*. No files, no SQL, no clock, no terminal.
//!
//! Everything in here is a pure function of its arguments. That is what makes a state hash the same on every
//! machine for ever, and what lets the tests compare the real fold with a naive one.

pub mod chain;
pub mod day;
pub mod energy;
pub mod event;
pub mod id;
pub mod json;
pub mod money;
pub mod privacy;
pub mod quantity;
pub mod sha;
pub mod state;
pub mod time;
pub mod upcast;
