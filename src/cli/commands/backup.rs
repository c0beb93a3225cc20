//! `wfstate backup`: make, list, verify and prune copies of a whole database.

mod folder;
mod make;
mod verify;

use crate::cli::context::{Context, only};
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::ui::Format;
pub use verify::not_there;

use crate::core::backup::{BackupError, Keys, Trouble};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`wfstate backup OUT` is `wfstate backup create OUT`. In a folder `latest` names the newest one. For cron:\n\n  \
                  */60 * * * *  wfstate backup create --if-older-than 1h -q /mnt/backups/\n  \
                  15 3 * * *    wfstate backup verify --drill /mnt/backups/latest --json\n\n\
                  `wfstate restore FILE` makes a database of one again. The content key (the database's path with .key \
                  appended) is in no backup: keep it elsewhere."
)]
pub struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    create: make::CreateArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Make a backup; others may go on recording meanwhile
    Create(make::CreateArgs),
    /// Check that a backup is whole, and that it can be restored
    Verify(verify::VerifyArgs),
    /// List the backups in a folder
    List(folder::ListArgs),
    /// Remove backups of this database that a policy does not keep
    Prune(folder::PruneArgs),
}

/// What opens an encrypted backup.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct KeyArgs {
    /// A file with age identities, for an encrypted backup
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// A file whose first line is the passphrase of an encrypted backup
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl From<KeyArgs> for Keys {
    fn from(args: KeyArgs) -> Self {
        Self { identity: args.identity, passphrase_file: args.passphrase_file }
    }
}

/// Runs.
pub fn run(args: Args, cx: &mut Context) -> Result<Exit, Failure> {
    only(cx.ui.format(), &[Format::Text, Format::Json, Format::Ndjson, Format::Yaml])?;
    let creates = matches!(args.verb, None | Some(Verb::Create(_)));
    if !creates && cx.global.format.is_some_and(Format::is_packing) {
        return Err(Failure::usage("zip, sqlite and zst are formats of `wfstate backup create`"));
    }
    if args.verb.is_some() && !args.create.is_empty() {
        return Err(Failure::usage("write OUT and the options behind the subcommand"));
    }
    match args.verb.unwrap_or(Verb::Create(args.create)) {
        Verb::Create(args) => make::run(args, cx),
        Verb::Verify(args) => verify::run(args, cx),
        Verb::List(args) => folder::list(args, cx),
        Verb::Prune(args) => folder::prune(args, cx),
    }
}

/// A finding in one line.
pub fn line(trouble: &Trouble) -> String {
    let session = trouble.session_id.as_deref().map(|s| format!(" {}", inline(s))).unwrap_or_default();
    let seq = trouble.seq.map(|seq| format!(" at event {seq}")).unwrap_or_default();
    format!("{}{session}{seq}: {}", trouble.rule, inline(&trouble.message))
}

impl From<BackupError> for Failure {
    fn from(e: BackupError) -> Self {
        let message = inline(&e.to_string()).into_owned();
        match e {
            BackupError::Store(e) => e.into(),
            BackupError::Pack(e) => e.into(),
            BackupError::Replay(e) => e.into(),
            BackupError::Itself { .. } => Self::usage(message).hint("name another file, or a folder"),
            BackupError::NotRead { .. } => Self::new(Exit::Failed, message)
                .hint("nothing was kept; the medium or this machine's memory is at fault: try another place"),
            BackupError::NotBuilt => {
                Self::usage(message).hint("build it with `cargo install wfstate --features encrypt`")
            }
            BackupError::Key { .. } => Self::new(Exit::Key, message)
                .hint("--identity FILE or --passphrase-file FILE names the key that it was encrypted for"),
            BackupError::Usage(_) => Self::usage(message),
        }
    }
}
