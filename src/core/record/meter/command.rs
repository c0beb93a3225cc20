//! The command that a user wants run at an alert. A thread of its own starts it and waits for it, one at a time, so
//! that neither a slow command nor a hanging one is in the way of a commit.

use super::alerts::Alert;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Alerts that may wait for the command; there are five metrics, each at most once a minute.
const LANE: usize = 16;
/// How often it is looked whether the command has ended.
const LOOK: Duration = Duration::from_millis(20);

/// The thread that runs it.
#[derive(Debug)]
pub struct OnAlert {
    alerts: Option<Sender<Alert>>,
    ending: Arc<AtomicBool>,
    failure: Arc<Mutex<Option<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl OnAlert {
    /// For a command of the shell.
    pub fn start(command: String) -> std::io::Result<Self> {
        let (alerts, inbox) = bounded(LANE);
        let (ending, failure) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Option<String>>>::default());
        let (theirs, told) = (Arc::clone(&ending), Arc::clone(&failure));
        let thread = std::thread::Builder::new().name("wfstate-alert".into());
        let thread = thread.spawn(move || work(&command, &inbox, &theirs, &told))?;
        Ok(Self { alerts: Some(alerts), ending, failure, thread: Some(thread) })
    }

    /// Has it run. Never waits.
    pub fn run(&self, alert: &Alert) {
        if let Some(alerts) = &self.alerts {
            // With the lane full the command hangs, and running it once more would not help.
            let _ = alerts.try_send(alert.clone());
        }
    }

    /// What went wrong with it, once for each time.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for OnAlert {
    /// Every alert's command has been started when the recording has ended; it is not waited for.
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Release);
        self.alerts = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(command: &str, inbox: &Receiver<Alert>, ending: &AtomicBool, failure: &Mutex<Option<String>>) {
    for alert in inbox {
        let ended = start(command, &alert).and_then(|child| wait(child, ending));
        let why = match ended {
            Ok(None) => continue,
            Ok(Some(how)) => how,
            Err(e) => e.to_string(),
        };
        let why = format!("the command of --on-alert failed: {why}");
        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

/// Standard output is the recording's answer, so the command's goes to standard error.
fn start(command: &str, alert: &Alert) -> std::io::Result<Child> {
    Command::new("sh")
        .args(["-c", command])
        .env("WFSTATE_ALERT_METRIC", alert.metric.name())
        .env("WFSTATE_ALERT_VALUE", alert.value.to_string())
        .env("WFSTATE_ALERT_THRESHOLD", alert.threshold.to_string())
        .env("WFSTATE_ALERT_SEVERITY", alert.metric.severity())
        .env("WFSTATE_ALERT_MESSAGE", alert.line())
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .spawn()
}

/// Waits until the command has ended or the recording does. Gives how it failed, if it did.
fn wait(mut child: Child, ending: &AtomicBool) -> std::io::Result<Option<String>> {
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(None),
            Some(status) => return Ok(Some(status.to_string())),
            None if ending.load(Ordering::Acquire) => return Ok(None),
            None => std::thread::sleep(LOOK),
        }
    }
}
