//! The one place from which retention purges: through the same plan, the same proof and the same receipt as
//! `wfstate purge`.

use super::RetentionError;
use crate::core::compact::is_recorded;
use crate::core::observer::Observer;
use crate::core::purge;
use crate::core::store::{Ask, Opening, SessionRow, Writer};
use std::path::Path;

/// What the ledger says is the reason.
const REASON: &str = "retention";

/// Purges sessions. Those that stay are named with the reason.
pub fn forget(
    writer: Writer,
    opening: &Opening,
    places: (&Path, Option<&Path>),
    sessions: Vec<SessionRow>,
    observer: &dyn Observer,
) -> Result<(Writer, Vec<(String, String)>), RetentionError> {
    let mut stay = Vec::new();
    let mut go = Vec::new();
    for row in sessions {
        // Somebody may have gone on with it since the plan was made.
        match writer.ask(|q| q.session_at(row.no))? {
            Some(now) if is_recorded(&now) => stay.push((now.session_id, "it is being recorded".into())),
            Some(now) => go.push(now),
            None => {}
        }
    }
    if go.is_empty() {
        return Ok((writer, stay));
    }
    let plan = purge::plan(&writer, places, go, observer)?;
    let (writer, _receipt) = purge::apply(writer, opening, plan, Some(REASON), observer)?;
    Ok((writer, stay))
}
