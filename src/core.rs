//! The verbs, each an algorithm that returns values; below them the store, below that the model.

pub mod ambient;
pub mod cache;
pub mod config;
pub mod decode;
pub mod doctor;
pub mod fold;
pub mod head;
pub mod holes;
pub mod key;
pub mod library;
pub mod list;
pub mod model;
pub mod observer;
pub mod record;
pub mod recover;
pub mod replay;
pub mod rollback;
pub mod salvage;
pub mod schemas;
pub mod select;
pub mod show;
pub mod snapshot;
pub mod stats;
pub mod status;
pub mod store;
pub mod validate;
