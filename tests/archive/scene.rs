//! Databases with sessions to be sealed.

use crate::common::Lab;
use std::time::Duration;
use wfstate::Writer;
use wfstate::store::{Opening, Place};

/// A lab whose `t.db` is a fixture of so many events in two streams and a workflow.
pub fn made(events: u64) -> Lab {
    let lab = Lab::new();
    lab.run(&["fixture", "make", "t.db", "--events", &events.to_string()], "").expect(0);
    lab
}

pub fn writer(lab: &Lab) -> Writer {
    let opening = Opening {
        create: None,
        durable: false,
        lock_timeout: Duration::from_secs(5),
        owner: "a test".to_owned(),
    };
    Writer::open(&Place::parse(&lab.path("t.db")), &opening).unwrap()
}

/// Seals a range of a session in one transaction; gives how many events that were.
pub fn seal(lab: &Lab, session_no: i64, range: (u64, u64)) -> u64 {
    let mut writer = writer(lab);
    let mut tx = writer.begin().unwrap();
    let sealed = tx.seal_range(session_no, range).unwrap();
    tx.commit().unwrap();
    writer.tidy().unwrap();
    sealed.events
}

pub fn unseal(lab: &Lab, session_no: i64, range: (u64, u64)) -> u64 {
    let mut writer = writer(lab);
    let mut tx = writer.begin().unwrap();
    let events = tx.unseal(session_no, range.0, range.1).unwrap();
    tx.commit().unwrap();
    writer.tidy().unwrap();
    events
}
