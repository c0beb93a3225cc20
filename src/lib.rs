//! wfstate
pub mod cli;
mod core;
pub use crate::core::config;
pub use crate::core::decode;
pub use crate::core::fold;
pub use crate::core::model;
pub use crate::core::store;
pub use crate::core::record::{self, Event, Feedback, Full, Recorder, RecorderOptions};
