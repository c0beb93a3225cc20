//! The one place from which retention purges.

use super::RetentionError;
use crate::core::observer::Observer;
use crate::core::store::{Opening, SessionRow, Writer};
use std::path::Path;

/// Purges sessions. Those that stay are named with the reason.
pub fn forget(
    writer: Writer,
    _opening: &Opening,
    _places: (&Path, Option<&Path>),
    sessions: Vec<SessionRow>,
    _observer: &dyn Observer,
) -> Result<(Writer, Vec<(String, String)>), RetentionError> {
    let why = "this build has no purge";
    Ok((writer, sessions.into_iter().map(|s| (s.session_id, why.to_owned())).collect()))
}
