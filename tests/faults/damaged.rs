//! P11: whoever only looks at a damaged database changes nothing, leaves nothing behind, and ends.

use super::made::{closed, framed, rich};
use super::scale::{count, tell};
use crate::common::{Lab, Rng, finish};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// VERB TABLE: those that only read.
const VERBS: &[&[&str]] = &[
    &["validate", "--fail-on", "info"],
    &["validate", "--json"],
    &["list"],
    &["show", "latest"],
    &["show", "many"],
    &["stats", "many"],
    &["replay", "many", "--seq", "100"],
    &["replay", "latest", "--events"],
    &["snapshot", "list", "many"],
    &["snapshot", "verify", "many"],
    &["quarantine", "list"],
    &["head"],
    &["doctor"],
];

/// Names, lengths, times and bytes of the files in a directory, the directory's own time, too: a file that is made
/// and removed again changes that.
fn files(dir: &Path) -> Vec<(PathBuf, SystemTime, Vec<u8>)> {
    let modified = |path: &Path| std::fs::metadata(path).unwrap().modified().unwrap();
    let mut all = vec![(dir.to_owned(), modified(dir), Vec::new())];
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        all.push((path.clone(), modified(&path), std::fs::read(&path).unwrap()));
    }
    all.sort();
    all
}

/// Damages bytes in one of many ways; says which.
fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) -> &'static str {
    let length = bytes.len() as u64;
    let page = |rng: &mut Rng| (rng.below(length / 4096) * 4096) as usize;
    match rng.below(10) {
        0 => {
            bytes.truncate(rng.below(length) as usize);
            "cut off"
        }
        1 => {
            bytes.truncate(page(rng));
            "cut off after a page"
        }
        2 => {
            let (one, two) = (page(rng), page(rng));
            for at in 0..4096 {
                bytes.swap(one + at, two + at);
            }
            "pages swapped"
        }
        3 => {
            let at = page(rng);
            bytes[at..at + 4096].fill(0);
            "a page of zeros"
        }
        4 => {
            let at = page(rng);
            bytes[at..at + 4096].iter_mut().for_each(|b| *b = rng.next() as u8);
            "a page of noise"
        }
        5 => {
            bytes.extend((0..=rng.below(9000)).map(|n| n as u8));
            "bytes appended"
        }
        6 => {
            bytes[rng.below(100) as usize] = rng.next() as u8;
            "a byte of the header"
        }
        7 => {
            // The heads of pages: kinds, counts of cells, where they begin.
            for _ in 0..=rng.below(8) {
                let at = page(rng) + rng.below(16) as usize;
                bytes[at] = rng.next() as u8;
            }
            "heads of pages"
        }
        8 => {
            for _ in 0..=rng.below(64) {
                let at = rng.below(length) as usize;
                bytes[at] ^= 1 << rng.below(8);
            }
            "bits here and there"
        }
        _ => {
            let (from, to) = (rng.below(length) as usize, rng.below(length) as usize);
            let many = (rng.below(3000) as usize).min(bytes.len() - from.max(to));
            bytes.copy_within(from..from + many, to);
            "bytes of elsewhere"
        }
    }
}

#[test]
fn looking_at_a_damaged_database_changes_nothing_and_ends() {
    let lab = Lab::new();
    let base = std::fs::read(rich(&lab)).unwrap();
    let dir = lab.path("damaged");
    std::fs::create_dir(&dir).unwrap();
    let path = dir.join("t.db");
    let times = count(40, 300);
    let mut rng = Rng::new(11);
    let (mut runs, mut refused, mut wrong) = (0, 0, Vec::new());
    for n in 0..times {
        let mut bytes = base.clone();
        let how = damage(&mut bytes, &mut rng);
        std::fs::write(&path, &bytes).unwrap();
        let before = files(&dir);
        // A few verbs each in the plain run; all of them are had by their turns.
        let most = count(4, VERBS.len() as u64) as usize;
        for verb in VERBS.iter().cycle().skip(n as usize * most % VERBS.len()).take(most) {
            let ran = finish(command(&lab, &path, verb), b"");
            runs += 1;
            refused += u64::from(ran.code != 0);
            // A page that is gone can hide a session or an event: then there is none of that name (5).
            let ended =
                matches!(ran.code, 0 | 1 | 3 | 4 | 5 | 10 | 11 | 13) && !ran.stderr.contains("panicked");
            if !ended {
                wrong.push(format!("{how}: {verb:?} ended with {}: {}", ran.code, ran.stderr));
            }
            if files(&dir) != before {
                wrong.push(format!(
                    "{how}: {verb:?} changed something: {:?}",
                    std::fs::read_dir(&dir).unwrap().collect::<Vec<_>>()
                ));
            }
        }
    }
    tell(
        &format!("damaged databases, {runs} runs of verbs that read, {refused} of them not content"),
        times,
        wrong.len() as u64,
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > runs / 3, "the damage is seen: {refused} of {runs}");
}

fn command(lab: &Lab, path: &Path, verb: &[&str]) -> std::process::Command {
    let mut command = lab.command(verb);
    command.env("WFSTATE_DB", path);
    command
}

/// Control: a verb that writes is seen to have written.
#[test]
fn a_verb_that_writes_is_noticed() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], framed("s", 1)).expect(0);
    closed(&lab);
    let dir = lab.path("written");
    std::fs::create_dir(&dir).unwrap();
    std::fs::copy(lab.path("t.db"), dir.join("t.db")).unwrap();
    let before = files(&dir);
    let ran = finish(command(&lab, &dir.join("t.db"), &["snapshot", "create", "s"]), b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let noticed = files(&dir) != before;
    tell("looking, with a verb that writes (control)", 1, u64::from(noticed));
    assert!(noticed);
}
