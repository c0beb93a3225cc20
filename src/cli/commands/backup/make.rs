//! `wfstate backup create`: a copy of the whole database, elsewhere.

use crate::cli::context::Context;
use crate::cli::exit::{Exit, Failure};
use crate::cli::render::escape::inline;
use crate::cli::render::number::counted;
use crate::cli::render::ui;
use crate::cli::signals;
use crate::core::backup::crypt::{self, Lock};
use crate::core::backup::{self, BackupError, Format, Made, Report, Request};
use crate::core::model::quantity::{format_bytes, parse_duration_ms};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The default of `backup_interval` where the configuration turns it off.
const HOUR_MS: i64 = 3_600_000;

#[derive(Debug, Clone, clap::Args)]
pub struct CreateArgs {
    /// A file, or a folder in which it is named wfstate-TIME.zip. --format zip, sqlite or zst [default: by the
    /// name's ending, else zip]
    #[arg(value_name = "OUT")]
    out: Option<PathBuf>,
    /// Do nothing where a backup of this database there is not older than this. Without a value (as the last option)
    /// the time of `[database] backup_interval`
    #[arg(long, value_name = "TIME", num_args = 0..=1, default_missing_value = "")]
    if_older_than: Option<String>,
    /// Encrypt for an age recipient: age1…, or a file of them
    #[arg(long, value_name = "RECIPIENT", conflicts_with = "passphrase_file")]
    encrypt_to: Option<String>,
    /// Encrypt under the passphrase in the first line of a file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl CreateArgs {
    pub fn is_empty(&self) -> bool {
        self.out.is_none()
            && self.if_older_than.is_none()
            && self.encrypt_to.is_none()
            && self.passphrase_file.is_none()
    }

    fn lock(&self) -> Option<Lock> {
        let recipient = self.encrypt_to.clone().map(Lock::Recipient);
        recipient.or_else(|| self.passphrase_file.clone().map(Lock::Passphrase))
    }

    fn older_than_ms(&self, cx: &Context) -> Result<Option<i64>, Failure> {
        match self.if_older_than.as_deref() {
            None => Ok(None),
            Some("") => Ok(Some(cx.config.database().backup_interval_ms.unwrap_or(HOUR_MS))),
            Some(text) => parse_duration_ms(text).map(Some).map_err(|e| {
                Failure::usage(format!("--if-older-than {}: {e}", inline(text))).hint("write 1h, 90m, 7d")
            }),
        }
    }
}

pub fn run(args: CreateArgs, cx: &mut Context) -> Result<Exit, Failure> {
    let older_than_ms = args.older_than_ms(cx)?;
    let lock = args.lock();
    if lock.is_some() && !crypt::BUILT_IN {
        return Err(BackupError::NotBuilt.into());
    }
    let out = args.out.filter(|out| out != Path::new("-")).ok_or_else(|| {
        Failure::usage("a backup needs a file or a folder").hint("wfstate backup create /mnt/backups/")
    })?;
    signals::tidy_up()?;
    let request = Request {
        database: cx.database()?,
        format: format(cx, &out),
        out,
        older_than_ms,
        lock,
        over: cx.global.force,
        note: !cx.global.read_only,
        lock_timeout: cx.lock_timeout()?,
    };
    let made = backup::create(&request, &cx.progress);
    cx.progress.finish();
    match made? {
        Made::Fresh { path, created } => {
            let value = json!({
                "schema": "wfstate.backup/1", "made": false, "path": path.to_string_lossy(),
                "created": created.to_string(),
            });
            if !cx.ui.value(&value)? {
                cx.ui.note(&format!(
                    "{} is of {created}: young enough, nothing was done",
                    inline(&path.to_string_lossy())
                ));
            }
            Ok(Exit::Done)
        }
        Made::Backup { report, unnoted, same_disk, no_latest } => {
            tell(&report, cx)?;
            if same_disk {
                // To be read by people, once; cron is to hear of failures alone.
                cx.ui.note("warning: it lies on the database's own file system, and goes when that goes");
            }
            if let Some(why) = no_latest {
                cx.ui.warn(&format!("`latest` does not name it: {}", inline(&why)));
            }
            let Some(why) = unnoted else { return Ok(Exit::Done) };
            cx.ui.warn(&format!(
                "the backup is whole, but the database's audit trail does not know of it: {}",
                inline(&why)
            ));
            Ok(Exit::Incomplete)
        }
    }
}

fn format(cx: &Context, out: &Path) -> Format {
    let ending = out.extension().and_then(|e| e.to_str()).filter(|_| !out.is_dir());
    let by_name = match ending {
        Some("sqlite" | "db") => Format::Sqlite,
        Some("zst") => Format::Zst,
        _ => Format::Zip,
    };
    match cx.global.format {
        Some(ui::Format::Zip) => Format::Zip,
        Some(ui::Format::Sqlite) => Format::Sqlite,
        Some(ui::Format::Zst) => Format::Zst,
        _ => by_name,
    }
}

fn tell(report: &Report, cx: &mut Context) -> Result<(), Failure> {
    if cx.ui.value(report)? || cx.global.quiet {
        return Ok(());
    }
    Ok(cx.ui.line(&format!(
        "{}: {} of {}, {}, read back",
        inline(&report.path),
        counted(report.events.unwrap_or(0), "event"),
        counted(report.sessions.unwrap_or(0), "session"),
        format_bytes(report.bytes),
    ))?)
}
