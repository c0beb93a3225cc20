//! `health.heartbeat@0`: the payload of a `heartbeat` of WF-TECH-003, as producers had it before WF-TECH-004 gave the
//! sign of life its own fields. A message of that protocol is rewritten at the door; who keeps the payload as it is,
//! in a state event, names it so.

use super::{Upcaster, rename};
use crate::core::model::event::health;
use crate::core::model::event::spec::Check::{Count, NotNegative, Text};
use crate::core::model::event::spec::{TypeSpec, optional};

/// What it looked like.
pub static SHAPE: TypeSpec = TypeSpec {
    name: "health.heartbeat",
    needs_frame: false,
    version: 0,
    up: Some(&UP),
    fields: &[
        optional("sequence", Count),
        optional("serverTime", Count),
        optional("frameRate", NotNegative),
        optional("connectionId", Text),
    ],
    apply: |_, _| {},
};

/// A server that still sends signs of life is healthy; one that does not say how many frames it makes has none.
static UP: Upcaster = Upcaster {
    to: &health::HEARTBEAT,
    data: |data, out| {
        rename(data, &[("frameRate", "fps")], &[("system_health", "\"healthy\""), ("fps", "0")], out)
    },
};
