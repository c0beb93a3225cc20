//! `record --backup-to`: a thread that makes a backup whenever the newest one is old enough.

use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::escape::inline;
use crate::cli::render::ui::warning;
use crate::core::backup::{self, Format, Made, Request};
use crate::core::observer::Silent;
use crossbeam_channel::{Sender, bounded};
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;

/// The thread, and how it is told to end.
pub struct Keeper {
    stop: Sender<()>,
    thread: JoinHandle<bool>,
}

/// Where to, and how often.
pub struct Orders {
    every: Duration,
    request: Request,
}

/// A backup may be made by somebody else meanwhile, so that the next one is due later; looked at that often at least.
const LOOK_EVERY: Duration = Duration::from_secs(60);

impl Orders {
    /// From the flag and `[database] backup_interval`.
    pub fn new(folder: &Path, cx: &Context) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(Failure::usage(format!("--backup-to: there is no folder {}", folder.display()))
                .hint("make it; best on another disk"));
        }
        let every = cx.config.database().backup_interval_ms.and_then(|ms| u64::try_from(ms).ok());
        let every = every.filter(|ms| *ms > 0).ok_or_else(|| {
            Failure::usage("--backup-to: [database] backup_interval is off")
                .hint("set it, to 3600 for one an hour")
        })?;
        let request = Request {
            database: cx.database()?,
            out: folder.to_owned(),
            format: Format::Zip,
            older_than_ms: i64::try_from(every).ok(),
            lock: None,
            over: false,
            note: true,
            lock_timeout: cx.lock_timeout()?,
        };
        Ok(Self { every: Duration::from_millis(every), request })
    }
}

impl Keeper {
    /// Starts it.
    pub fn start(orders: Orders) -> std::io::Result<Self> {
        let (stop, stopped) = bounded::<()>(1);
        let every = orders.every.min(LOOK_EVERY);
        let thread = std::thread::Builder::new().name("backup".into()).spawn(move || {
            loop {
                let well = round(&orders.request);
                if !stopped.recv_timeout(every).is_err_and(|e| e.is_timeout()) {
                    return well;
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// After the end of the recording; a backup that is being made is made to its end. Says whether the last look went
    /// well.
    pub fn finish(self) -> bool {
        // It only hangs up by panicking, and then the join says so.
        let _ = self.stop.send(());
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn round(request: &Request) -> bool {
    match backup::create(request, &Silent) {
        Ok(Made::Fresh { .. } | Made::Backup { unnoted: None, .. }) => true,
        Ok(Made::Backup { unnoted: Some(why), .. }) => {
            warning(&format!("the audit trail does not know of a backup that was made: {}", inline(&why)));
            true
        }
        Err(error) => {
            warning(&format!("no backup could be made: {}", inline(&error.to_string())));
            false
        }
    }
}
