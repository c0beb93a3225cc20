//! `wfstate migrate` on a database of another program: there is no step from it to ours, but an import.

use crate::cli::commands::import;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Says what it is and what takes it. Somebody at a terminal who wants it migrated is asked, and then it is imported
/// into a new database beside it; the file itself stays as it is in any case.
pub fn offer(path: &Path, wants_up: bool, cx: &mut Context) -> Result<Exit, Failure> {
    let Some(failure) = Failure::foreign(path) else {
        return Err(Failure::new(Exit::Failed, "it is another file by now"));
    };
    let failure = Failure { exit: Exit::Schema, ..failure };
    let asking = cx.asking();
    let is_asked =
        wants_up && !asking.no_input && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !is_asked {
        return Err(failure);
    }
    let new = beside(path);
    if new.exists() {
        let taken = format!("{}; {} is there already", failure.message, new.display());
        return Err(Failure { message: taken, ..failure });
    }
    let question = format!(
        "{}. Import it into a new database {}?",
        inline(&failure.message),
        inline(&new.to_string_lossy())
    );
    asking.confirm(&question)?;
    cx.turn_to_database(new);
    import::run(import::Args::of_foreign(path.to_owned()), cx)
}

/// `state.db` becomes `state.wfstate.db`.
fn beside(path: &Path) -> PathBuf {
    path.with_extension("wfstate.db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_database_has_a_name_of_its_own() {
        assert_eq!(beside(Path::new("a/wirthforge-1.0.0.db")), Path::new("a/wirthforge-1.0.0.wfstate.db"));
        assert_eq!(beside(Path::new("state")), Path::new("state.wfstate.db"));
    }
}
