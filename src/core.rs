//! core
pub mod ambient;
pub mod config;
pub mod decode;
pub mod doctor;
pub mod fold;
pub mod key;
pub mod list;
pub mod model;
pub mod observer;
pub mod record;
pub mod recover;
pub mod replay;
pub mod schemas;
pub mod select;
pub mod show;
pub mod stats;
pub mod store;
