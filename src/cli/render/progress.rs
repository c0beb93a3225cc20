//! Progress on stderr: a bar on a terminal, JSON lines for programs, or nothing. The only file that knows
//! indicatif.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

/// `--progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressMode {
    /// A bar when stderr is a terminal.
    #[default]
    Auto,
    /// Nothing.
    None,
    /// JSON lines, at most two per second.
    Json,
}

/// The progress of one verb, phase after phase. It can be shared: a core verb reports through a plain
/// reference, from any thread.
#[derive(Debug)]
pub struct Progress {
    display: Display,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Display {
    Hidden,
    Bar,
    Json,
}

/// What takes less time shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);
const FRAMES_PER_SECOND: u8 = 8;

impl Progress {
    /// Progress as asked for; `quiet` hides the bar, and not the lines that a program asked for.
    pub fn new(mode: ProgressMode, quiet: bool) -> Self {
        let display = match mode {
            ProgressMode::Auto if !quiet && io::stderr().is_terminal() => Display::Bar,
            ProgressMode::Auto | ProgressMode::None => Display::Hidden,
            ProgressMode::Json => Display::Json,
        };
        Self { display, state: Mutex::new(State::default()) }
    }

    /// Says how far `phase` is: `done` of `total`, in any unit. A new name ends the phase before.
    pub fn update(&self, phase: &str, done: u64, total: Option<u64>) {
        if self.display == Display::Hidden {
            return;
        }
        let now = crate::core::ambient::instant();
        let mut state = self.lock();
        if state.phase != phase || state.started.is_none() {
            state.end_phase(self.display, now);
            state.begin(phase, now);
        }
        (state.done, state.total) = (done, total);
        match self.display {
            Display::Bar => state.draw(now),
            Display::Json if state.throttle.allows(now, false) => state.send(),
            Display::Json | Display::Hidden => {}
        }
    }

    /// Ends the last phase and clears the bar. Dropping does the same.
    pub fn finish(&self) {
        self.lock().end_phase(self.display, crate::core::ambient::instant());
    }

    /// A panic elsewhere does not make progress wrong enough to panic too.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

#[derive(Debug, Default)]
struct State {
    phase: String,
    started: Option<Instant>,
    done: u64,
    total: Option<u64>,
    bar: Option<ProgressBar>,
    sent_done: Option<u64>,
    throttle: Throttle,
}

#[derive(Serialize)]
struct Line<'a> {
    message_type: &'static str,
    phase: &'a str,
    done: u64,
    total: Option<u64>,
}

impl State {
    fn begin(&mut self, phase: &str, now: Instant) {
        phase.clone_into(&mut self.phase);
        self.started = Some(now);
        self.sent_done = None;
    }

    fn end_phase(&mut self, display: Display, now: Instant) {
        if self.started.take().is_none() {
            return;
        }
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        let unsaid = self.sent_done != Some(self.done);
        if display == Display::Json && unsaid && self.throttle.allows(now, true) {
            self.send();
        }
    }

    fn draw(&mut self, now: Instant) {
        if self.bar.is_none() && self.started.is_some_and(|start| now.duration_since(start) >= PATIENCE) {
            self.bar = Some(new_bar(&self.phase, self.total));
        }
        if let Some(bar) = &self.bar {
            if let Some(total) = self.total {
                bar.set_length(total);
            }
            bar.set_position(self.done);
        }
    }

    /// Nobody may be reading: a failure to say how far things are is not a failure.
    fn send(&mut self) {
        let line = Line { message_type: "progress", phase: &self.phase, done: self.done, total: self.total };
        if let Ok(mut text) = serde_json::to_string(&line) {
            text.push('\n');
            let _ = io::stderr().lock().write_all(text.as_bytes());
        }
        self.sent_done = Some(self.done);
    }
}

fn new_bar(phase: &str, total: Option<u64>) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(FRAMES_PER_SECOND);
    let bar = ProgressBar::with_draw_target(total, target).with_message(phase.to_owned());
    let template = match total {
        Some(_) => "{msg} [{bar:30}] {human_pos}/{human_len} {eta}",
        None => "{spinner} {msg} {human_pos} {elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> ").tick_chars("|/-\\ "));
    }
    if total.is_none() {
        bar.enable_steady_tick(Duration::from_millis(125));
    }
    bar
}

/// At most two lines in any second. One of the two is kept for the end of a phase, which is the line that
/// readers wait for.
#[derive(Debug, Default)]
struct Throttle {
    last: Option<Instant>,
    before_last: Option<Instant>,
}

impl Throttle {
    const WINDOW: Duration = Duration::from_secs(1);

    fn allows(&mut self, now: Instant, is_end: bool) -> bool {
        let recent = |sent: Option<Instant>| sent.is_some_and(|sent| now.duration_since(sent) < Self::WINDOW);
        let decisive = if is_end { self.before_last } else { self.last };
        if recent(decisive) {
            return false;
        }
        (self.before_last, self.last) = (self.last, Some(now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_a_second_at_most() {
        let (start, mut throttle) = (crate::core::ambient::instant(), Throttle::default());
        let mut sent_ms: Vec<u64> = Vec::new();
        for at_ms in (0..10_000).step_by(7) {
            let is_end = at_ms % 3 == 0;
            if throttle.allows(start + Duration::from_millis(at_ms), is_end) {
                sent_ms.push(at_ms);
            }
        }
        assert!(sent_ms.windows(3).all(|three| three[2] - three[0] >= 1_000), "{sent_ms:?}");
        assert!(sent_ms.len() > 15, "{sent_ms:?}");
    }

    #[test]
    fn the_end_of_a_phase_has_a_line_left() {
        let (now, mut throttle) = (crate::core::ambient::instant(), Throttle::default());
        assert!(throttle.allows(now, false));
        assert!(!throttle.allows(now, false));
        assert!(throttle.allows(now, true));
        assert!(!throttle.allows(now, true));
    }

    #[test]
    fn hidden_progress_does_nothing() {
        let progress = Progress::new(ProgressMode::None, false);
        progress.update("phase", 1, Some(2));
        progress.finish();
        assert!(progress.lock().started.is_none());
    }
}
