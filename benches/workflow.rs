//! The figures of workflows: what a step, a context and a list cost, each beside one write and fdatasync of 4 KB on the
//! same disk in the same seconds. `cargo bench --bench workflow`; `-- --quick` takes fewer.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a bench measures and prints"
)]

use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use wfstate::StateManager;

/// Phases of a workflow, and what one of them comes to.
const PHASES: usize = 5;

fn main() {
    let quick = std::env::args().any(|a| a == "--quick");
    let sessions = if quick { 100 } else { 1000 };
    // A disk, not memory: a step is a commit.
    let dir = tempfile::tempdir_in(std::env::var_os("TMPDIR").unwrap_or_else(|| "/var/tmp".into())).unwrap();
    let path = dir.path().join("w.db");
    let manager = StateManager::new(&path).unwrap();
    println!("| what | median | p99 | probe | median / probe | to reach |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let (mut create, mut save, mut ids) = (Pairs::default(), Pairs::default(), Vec::new());
    let output = json!({ "text": "word ".repeat(400), "score": 0.452 });
    for n in 0..sessions {
        let label = format!("company {n}");
        ids.push(create.measure(dir.path(), || manager.create_session(&label).unwrap()));
        for phase in 0..PHASES {
            let phase = format!("phase_{phase}");
            let step = || manager.save_phase_completion(&ids[n], &phase, &output, 5000, 0.0836).unwrap();
            if phase == "phase_0" { save.measure(dir.path(), step) } else { step() }
        }
        manager.save_context(&ids[n], &json!({ "target": label, "output": output })).unwrap();
    }
    create.row("create a session", "< 10 ms");
    save.row("save a phase (2 KB)", "< 20 ms");
    let mut load = Pairs::default();
    for id in ids.iter().step_by(sessions / 100) {
        load.measure(dir.path(), || manager.load_context(id).unwrap().unwrap());
    }
    load.row("load a context", "< 50 ms");
    let mut history = Pairs::default();
    for _ in 0..20 {
        history.measure(dir.path(), || manager.get_session_history(500).unwrap());
    }
    history.row("history of 500 sessions", "< 100 ms");
    let mut checkpoint = Pairs::default();
    checkpoint.measure(dir.path(), || manager.checkpoint().unwrap());
    checkpoint.row("checkpoint", "< 1 s");
    let bytes = std::fs::metadata(&path).unwrap().len();
    let per_1000 = bytes as f64 / sessions as f64 * 1000.0 / 1e6;
    println!("| bytes of 1000 sessions | {per_1000:.1} MB | | | | < 100 MB |");
}

/// Durations, each beside a probe of the same moment.
#[derive(Default)]
struct Pairs(Vec<Duration>, Vec<Duration>);

impl Pairs {
    fn measure<T>(&mut self, dir: &Path, work: impl FnOnce() -> T) -> T {
        self.1.push(probe(dir));
        let began = Instant::now();
        let made = work();
        self.0.push(began.elapsed());
        made
    }

    fn row(mut self, what: &str, reach: &str) {
        self.0.sort_unstable();
        self.1.sort_unstable();
        let ms = |d: Duration| d.as_secs_f64() * 1e3;
        let (own, probe) = (ms(self.0[self.0.len() / 2]), ms(self.1[self.1.len() / 2]));
        let p99 = ms(self.0[(self.0.len() - 1) * 99 / 100]);
        println!("| {what} | {own:.2} ms | {p99:.2} ms | {probe:.2} ms | {:.1} | {reach} |", own / probe);
    }
}

fn probe(dir: &Path) -> Duration {
    let mut file = std::fs::File::create(dir.join("probe")).unwrap();
    let began = Instant::now();
    file.write_all(&[1; 4096]).unwrap();
    file.sync_data().unwrap();
    began.elapsed()
}
