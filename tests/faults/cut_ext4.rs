//! A real file system loses its power: ext4 in a loop-mounted image is shut down while recording goes on, as its
//! own developers test it (`EXT4_IOC_SHUTDOWN` without flushing its journal). From that call on nothing reaches
//! the image, whatever stands in memory; mounting it again replays the journal, as after a power cut.
//!
//! What counts is what was acknowledged before that call. After a real cut nobody would hear of anything; here the
//! kernel lives on, and an fsync that is under way when its file system is shut down was seen to say 0 (Linux 6.18).

use super::drive::{drive_child, plain, spawn};
use super::oracle::{self, Uncrashed};
use super::scale;
use crate::common::{Live, Rng, keyed};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

const EVENTS: u64 = 3000;

/// `_IOR('X', 125, __u32)` with `EXT4_GOING_FLAGS_NOLOGFLUSH`, at the end of the input. Rust without unsafe code
/// has no ioctl of its own.
const SHUTDOWN: &str = "open(my $d, '<', $ARGV[0]) or die; my $f = pack('L', 2); print STDOUT 'ready'; close(STDOUT); \
    <STDIN>; ioctl($d, 0x8004587d, $f) or die $!";

/// An image with an ext4 in it, mounted. Unmounted when it is dropped, whatever happened.
struct Image {
    dir: TempDir,
    mounted: bool,
}

impl Image {
    fn make() -> Result<Self, String> {
        let image = Self { dir: oracle::scratch(), mounted: false };
        std::fs::create_dir(image.root()).unwrap();
        let file = std::fs::File::create(image.file()).unwrap();
        file.set_len(64 << 20).unwrap();
        run("mkfs.ext4", &["-q", "-F", image.file().to_str().unwrap()])?;
        Ok(image)
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    /// Where it is mounted.
    fn root(&self) -> PathBuf {
        self.dir.path().join("mounted")
    }

    fn mount(&mut self) -> Result<(), String> {
        // The journal is written each second, so that a cut finds it in all its states.
        let root = self.root();
        run("mount", &["-o", "loop,commit=1", self.file().to_str().unwrap(), root.to_str().unwrap()])?;
        self.mounted = true;
        Ok(())
    }

    fn unmount(&mut self) -> Result<(), String> {
        if !std::mem::take(&mut self.mounted) {
            return Ok(());
        }
        run("umount", &[self.root().to_str().unwrap()])
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        if self.unmount().is_err() {
            // Something still holds it; it goes when that ends, and the loop device with it.
            let _ = run("umount", &["-l", self.root().to_str().unwrap()]);
        }
    }
}

fn run(tool: &str, args: &[&str]) -> Result<(), String> {
    let output = Command::new(tool).args(args).output().map_err(|e| format!("{tool}: {e}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The binary on the mounted image.
fn recorder(root: &Path, durability: &str) -> Command {
    let mut command =
        plain(root, &["record", "--ack", "commit", "--session", "s", "--resume", "--durability"]);
    // The directory is to be unmounted while the recorder may still be about.
    command.arg(durability).env("HOME", "/").current_dir("/");
    command
}

/// A shutdown that waits for its moment, so that nothing comes between that and what was heard before.
struct Shutdown(Child);

impl Shutdown {
    fn prepare(root: &Path) -> Self {
        let mut command = Command::new("perl");
        command.args(["-e", SHUTDOWN, root.to_str().unwrap()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "ready");
        Self(child)
    }

    fn now(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

/// Records onto a mounted image until it is cut after this time. Gives the last event that was acknowledged
/// before that.
fn record_and_cut(root: &Path, whole: &Uncrashed, group: usize, after: Duration) -> u64 {
    let (heard, shutdown) = (Arc::new(AtomicU64::new(0)), Shutdown::prepare(root));
    let so_far = Arc::clone(&heard);
    let cut = std::thread::spawn(move || {
        std::thread::sleep(after);
        let acked = so_far.load(Ordering::SeqCst);
        shutdown.now();
        acked
    });
    drive_child(spawn(recorder(root, "disk")), (&whole.lines, group, 0), heard);
    cut.join().unwrap()
}

/// Records everything onto a mounted image, and cuts it when all is acknowledged.
fn record_all_and_cut(root: &Path, whole: &Uncrashed, durability: &str) -> u64 {
    let mut live = Live::of(recorder(root, durability));
    live.send(whole.all());
    live.await_ack(whole.events());
    Shutdown::prepare(root).now();
    live.end();
    whole.events()
}

/// Makes an image, has something recorded and cut on it, and looks what is there after it was mounted again.
/// Gives the last event that was acknowledged, and what is wrong.
fn cut(whole: &Uncrashed, record: impl Fn(&Path) -> u64) -> (u64, Result<(), String>) {
    let mut image = Image::make().unwrap();
    image.mount().unwrap();
    let acked = record(&image.root());
    image.unmount().unwrap();
    image.mount().unwrap();
    let path = image.root().join("t.db");
    (acked, whole.check(&path, acked).and_then(|_| oracle::validate(&[path])))
}

fn possible() -> bool {
    let what = "cuts of a mounted ext4";
    for tool in ["mkfs.ext4", "mount", "umount", "perl"] {
        if !scale::has(tool, what) {
            return false;
        }
    }
    let tried = Image::make().and_then(|mut image| image.mount());
    if let Err(why) = &tried {
        scale::skip(what, &format!("no loop mount: {}", why.trim()));
    }
    tried.is_ok()
}

fn whole() -> Uncrashed {
    Uncrashed::of((1..=EVENTS).map(|n| keyed(oracle::SESSION, n)).collect())
}

#[test]
fn a_file_system_that_is_cut_while_recording_keeps_what_was_acknowledged() {
    if !possible() {
        return;
    }
    let whole = whole();
    let cuts = scale::count(2, 40);
    let (mut live, mut lost) = (0, Vec::new());
    for seed in 1..=cuts {
        let mut rng = Rng::new(seed);
        let (group, after) = (1 + rng.below(12) as usize, Duration::from_micros(5_000 + rng.below(250_000)));
        let (acked, result) = cut(&whole, |root| record_and_cut(root, &whole, group, after));
        live += u64::from(acked < EVENTS);
        lost.extend(result.err().map(|why| format!("seed {seed}, cut after {after:?}: {why}")));
    }
    scale::tell(&format!("cuts of a mounted ext4 ({live} while recording)"), cuts, lost.len() as u64);
    assert!(live * 2 >= cuts, "{live} of {cuts} came before the recording was over");
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    let (_, all_acked) = cut(&whole, |root| record_all_and_cut(root, &whole, "disk"));
    assert_eq!(all_acked, Ok(()), "cut after the last acknowledgement");
}

#[test]
fn durability_of_the_process_is_seen_to_lose_to_a_cut() {
    if !possible() {
        return;
    }
    let whole = whole();
    let (_, seen) = cut(&whole, |root| record_all_and_cut(root, &whole, "process"));
    scale::tell("control: cuts of a mounted ext4, durability process", 1, u64::from(seen.is_err()));
    assert!(seen.is_err(), "the harness cannot see a loss");
}
