//! Several targets, side by side; what became of them comes out in the order in which they were named.

use super::Options;
use super::outcome::{Checked, DatabaseReport, Unopened};
use super::progress::{Progress, Share};
use crate::core::ambient;
use crate::core::observer::Observer;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// How one target is checked.
pub type Check<'c> = dyn Fn(&Path, &Options, &dyn Observer) -> Result<DatabaseReport, Unopened> + Sync + 'c;

/// Checks each target with `check`. The threads of `options` are shared by all of them.
pub fn each(
    targets: &[PathBuf],
    options: &Options,
    observer: &dyn Observer,
    check: &Check<'_>,
) -> Vec<Checked> {
    let side_by_side = options.threads.min(targets.len()).max(1);
    let options = &Options { threads: (options.threads / side_by_side).max(1), ..options.clone() };
    let (progress, next) = (&Progress::new(observer), &AtomicUsize::new(0));
    let work = move || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Relaxed);
            let Some(target) = targets.get(place) else { return done };
            done.push((place, one(target, options, &Share::new(progress), check)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..side_by_side).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|d| d.0);
    done.into_iter().map(|d| d.1).collect()
}

fn one(target: &Path, options: &Options, observer: &dyn Observer, check: &Check<'_>) -> Checked {
    let began = ambient::instant();
    let result = check(target, options, observer);
    let elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Checked { path: target.to_string_lossy().into_owned(), result, elapsed_ms }
}
