//! A disk that may lose its power: what was synced stays, of the rest any sector may be old or new.
//!
//! The rules, harder than any file system's in use: a 512-byte sector holds one of the values that it had since
//! the last sync of its file; sectors are independent of each other, of the file's length and of other files; a
//! name that was made, changed or removed is old or new until its directory is synced.

use super::trace::{Op, Step};
use crate::common::Rng;
use std::collections::BTreeMap;

const SECTOR: u64 = 512;

/// The files of a directory.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Size(u64),
}

#[derive(Default, Clone)]
struct File {
    synced: Vec<u8>,
    pending: Vec<(usize, Change)>,
}

#[derive(Clone)]
enum Name {
    Set(String, usize),
    Gone(String),
    Moved(String, String, usize),
}

/// The disk.
#[derive(Default, Clone)]
pub struct Disk {
    files: Vec<File>,
    /// The names as processes see them.
    live: BTreeMap<String, usize>,
    /// The names that a power cut leaves.
    kept: BTreeMap<String, usize>,
    names: Vec<(usize, Name)>,
}

/// What of the unsynced survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Luck {
    Nothing,
    Everything,
    /// Each sector, length and name by itself.
    Each,
    /// One file everything, the others nothing.
    OneFile,
    /// Each write as a whole, or not, in any order.
    Writes,
}

impl Luck {
    pub fn any(rng: &mut Rng) -> Self {
        [Self::Nothing, Self::Everything, Self::Each, Self::Each, Self::Each, Self::OneFile, Self::Writes]
            [rng.below(7) as usize]
    }
}

impl Disk {
    /// A disk with these files on it, all of them synced.
    pub fn with(files: &Files) -> Self {
        let mut disk = Self::default();
        for (name, bytes) in files {
            disk.files.push(File { synced: bytes.clone(), pending: Vec::new() });
            disk.live.insert(name.clone(), disk.files.len() - 1);
        }
        disk.kept = disk.live.clone();
        disk
    }

    /// Whether a file has changes, in its bytes or its name, that no sync covers.
    pub fn is_dirty(&self, name: &str) -> bool {
        let unsynced_name = self.names.iter().any(|(_, n)| match n {
            Name::Set(of, _) | Name::Moved(_, of, _) => of == name,
            Name::Gone(_) => false,
        });
        unsynced_name || self.live.get(name).is_some_and(|no| !self.files[*no].pending.is_empty())
    }

    /// Takes in what a call did. `rng` says what is left after a sync that failed: the pages count as written
    /// from then on, whether they are or not.
    pub fn apply(&mut self, step: &Step, rng: &mut Rng) {
        match &step.op {
            Op::Create(name) => {
                self.files.push(File::default());
                let no = self.files.len() - 1;
                self.live.insert(name.clone(), no);
                self.names.push((step.done, Name::Set(name.clone(), no)));
            }
            Op::Write(name, at, bytes) => self.change(step.done, name, Change::Write(*at, bytes.clone())),
            Op::Size(name, len) => self.change(step.done, name, Change::Size(*len)),
            Op::Sync(name) => {
                let no = self.live[name];
                self.files[no].sync(step.began);
            }
            Op::SyncFailed(name) => {
                let file = &mut self.files[self.live[name]];
                file.synced = file.after_cut(Luck::any(rng), rng);
                file.pending.clear();
            }
            Op::SyncDir => {
                let kept = &mut self.kept;
                self.names.retain(|(at, name)| {
                    let covered = *at < step.began;
                    if covered {
                        name.apply(kept);
                    }
                    !covered
                });
            }
            Op::Rename(from, to) => {
                let no = self.live.remove(from).unwrap();
                self.live.insert(to.clone(), no);
                self.names.push((step.done, Name::Moved(from.clone(), to.clone(), no)));
            }
            Op::Link(from, to) => {
                let no = self.live[from];
                self.live.insert(to.clone(), no);
                self.names.push((step.done, Name::Set(to.clone(), no)));
            }
            Op::Unlink(name) => {
                self.live.remove(name);
                self.names.push((step.done, Name::Gone(name.clone())));
            }
            Op::SyncDirFailed | Op::Ack(_) => {}
        }
    }

    fn change(&mut self, at: usize, name: &str, change: Change) {
        let no = *self.live.get(name).unwrap_or_else(|| panic!("{name} was never made"));
        self.files[no].pending.push((at, change));
    }

    /// The files that a power cut leaves here.
    pub fn cut(&self, luck: Luck, rng: &mut Rng) -> Files {
        let mut names = self.kept.clone();
        // Half of the cuts keep the order of names, as a journal does; the others do not.
        let journal = rng.below(2) == 0;
        let upto = rng.below(self.names.len() as u64 + 1) as usize;
        for (at, (_, name)) in self.names.iter().enumerate() {
            let kept = match luck {
                Luck::Nothing => false,
                Luck::Everything => true,
                _ if journal => at < upto,
                _ => rng.below(2) == 0,
            };
            if kept {
                name.apply(&mut names);
            }
        }
        let lucky = rng.below(self.files.len().max(1) as u64) as usize;
        let content = |(name, no): (String, usize)| {
            let luck = match luck {
                Luck::OneFile if no == lucky => Luck::Everything,
                Luck::OneFile => Luck::Nothing,
                other => other,
            };
            (name, self.files[no].after_cut(luck, rng))
        };
        names.into_iter().map(content).collect()
    }
}

impl Name {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Set(name, no) => {
                names.insert(name.clone(), *no);
            }
            Self::Gone(name) => {
                names.remove(name);
            }
            Self::Moved(from, to, no) => {
                names.remove(from);
                names.insert(to.clone(), *no);
            }
        }
    }
}

impl File {
    /// A sync covers what was done before it began.
    fn sync(&mut self, began: usize) {
        let late = self.pending.iter().position(|(at, _)| *at >= began).unwrap_or(self.pending.len());
        for (_, change) in self.pending.drain(..late) {
            change.apply(&mut self.synced);
        }
    }

    fn after_cut(&self, luck: Luck, rng: &mut Rng) -> Vec<u8> {
        let mut bytes = self.synced.clone();
        match luck {
            Luck::Nothing | Luck::OneFile => {}
            Luck::Everything => self.pending.iter().for_each(|(_, c)| c.apply(&mut bytes)),
            Luck::Writes => {
                self.pending.iter().filter(|_| rng.below(2) == 0).for_each(|(_, c)| c.apply(&mut bytes));
            }
            Luck::Each => return self.sector_by_sector(rng),
        }
        bytes
    }

    fn sector_by_sector(&self, rng: &mut Rng) -> Vec<u8> {
        // Which changes touch which sector, in their order.
        let mut touched: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut lengths = vec![self.synced.len() as u64];
        let mut longest = lengths[0];
        for (at, (_, change)) in self.pending.iter().enumerate() {
            let length = lengths[at];
            let (from, upto, next) = match change {
                Change::Write(from, bytes) => {
                    let upto = from + bytes.len() as u64;
                    (*from, upto, length.max(upto))
                }
                Change::Size(len) => (*len, longest, *len),
            };
            longest = longest.max(next);
            lengths.push(next);
            for sector in from / SECTOR..upto.div_ceil(SECTOR) {
                touched.entry(sector).or_default().push(at);
            }
        }
        // How many changes of the length survive. A file that is cut off is cut off or not; no cut writes zeros.
        let grown = rng.below(lengths.len() as u64) as usize;
        let mut bytes = self.synced.clone();
        bytes.resize(lengths[grown] as usize, 0);
        for (sector, mut changes) in touched {
            let is_cut = |at: &usize| matches!(self.pending[*at].1, Change::Size(_));
            changes.retain(|at| !is_cut(at) || *at < grown);
            let least = changes.iter().rposition(is_cut).map_or(0, |at| at + 1);
            let n = least + rng.below((changes.len() - least) as u64 + 1) as usize;
            for at in &changes[..n] {
                self.pending[*at].1.apply_within(&mut bytes, sector * SECTOR);
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Size(len) => bytes.resize(*len as usize, 0),
            Self::Write(at, new) => {
                let (from, upto) = (*at as usize, *at as usize + new.len());
                if bytes.len() < upto {
                    bytes.resize(upto, 0);
                }
                bytes[from..upto].copy_from_slice(new);
            }
        }
    }

    /// The part of the change that falls into one sector, as far as the file reaches.
    fn apply_within(&self, bytes: &mut [u8], sector: u64) {
        let end = (sector + SECTOR).min(bytes.len() as u64);
        match self {
            Self::Size(len) => {
                let from = sector.max(*len);
                if from < end {
                    bytes[from as usize..end as usize].fill(0);
                }
            }
            Self::Write(at, new) => {
                let from = sector.max(*at);
                let upto = end.min(at + new.len() as u64);
                if from < upto {
                    bytes[from as usize..upto as usize]
                        .copy_from_slice(&new[(from - at) as usize..(upto - at) as usize]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(at: usize, op: Op) -> Step {
        Step { began: at, done: at, op }
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_be_old_or_new() {
        let mut rng = Rng::new(1);
        let mut disk = Disk::default();
        let write = |at, byte| Op::Write("f".into(), at, vec![byte; 512]);
        for (at, op) in [Op::Create("f".into()), write(0, 1), Op::Sync("f".into())].into_iter().enumerate() {
            disk.apply(&step(at, op), &mut rng);
        }
        assert!(disk.cut(Luck::Nothing, &mut rng).is_empty(), "the name was not synced");
        disk.apply(&step(3, Op::SyncDir), &mut rng);
        assert!(!disk.is_dirty("f"));
        disk.apply(&step(4, write(0, 2)), &mut rng);
        disk.apply(&step(5, write(512, 3)), &mut rng);
        assert!(disk.is_dirty("f"));
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let bytes = &disk.cut(Luck::Each, &mut rng)["f"];
            seen.insert((bytes[0], bytes.get(512).copied()));
        }
        let all = [1, 2].map(|first| [None, Some(0), Some(3)].map(|second| (first, second)));
        assert_eq!(seen, all.into_iter().flatten().collect());
    }

    #[test]
    fn a_file_is_cut_off_or_not_and_never_zeros_in_between() {
        let mut rng = Rng::new(1);
        let mut disk = Disk::with(&Files::from([("f".into(), vec![7; 2048])]));
        disk.apply(&step(1, Op::Size("f".into(), 0)), &mut rng);
        let cut = |disk: &Disk, rng: &mut Rng| disk.cut(Luck::Each, rng)["f"].clone();
        let seen: std::collections::BTreeSet<_> = (0..100).map(|_| cut(&disk, &mut rng)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [Vec::new(), vec![7; 2048]]);
        // Grown again, what was cut off does not come back.
        disk.apply(&step(2, Op::Write("f".into(), 1024, vec![8; 512])), &mut rng);
        for _ in 0..100 {
            let bytes = cut(&disk, &mut rng);
            assert!(bytes.len() != 1536 || bytes[..1024] == [0; 1024], "{bytes:?}");
        }
    }

    #[test]
    fn a_sync_covers_only_what_was_done_before_it_began() {
        let mut rng = Rng::new(1);
        let mut disk = Disk::with(&Files::from([("f".into(), vec![0])]));
        disk.apply(&step(5, Op::Write("f".into(), 0, vec![1])), &mut rng);
        disk.apply(&Step { began: 4, done: 6, op: Op::Sync("f".into()) }, &mut rng);
        assert!(disk.is_dirty("f"));
        disk.apply(&step(7, Op::Sync("f".into())), &mut rng);
        assert_eq!(disk.cut(Luck::Nothing, &mut rng)["f"], [1]);
    }
}
