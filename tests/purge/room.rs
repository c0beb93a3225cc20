//! P7: on a full disk a purge is possible. What is deleted makes room; what cannot be proved yet stays pending.

use crate::common::{Lab, action};
use crate::scale;
use std::process::{Command, Stdio};

/// A file system of 8 MB of its own; gone with the value.
struct Mount(Lab);

impl Mount {
    fn new() -> Option<Self> {
        let lab = Lab::new();
        std::fs::create_dir(lab.path("m")).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(lab.path("m")).stderr(Stdio::null());
        if mount.status().is_ok_and(|s| s.success()) {
            return Some(Self(lab));
        }
        scale::skip("P7, purges on a full disk", "nothing can be mounted here");
        None
    }

    /// Leaves only so many bytes free.
    fn fill(&self, leave: u64) {
        let _ = std::fs::remove_file(self.0.path("m/filler"));
        let fs = rustix::fs::statvfs(self.0.path("m")).unwrap();
        let free = fs.f_bavail * fs.f_frsize;
        self.0.write("m/filler", vec![0; usize::try_from(free - leave).unwrap()]);
    }

    fn run(&self, args: &[&str], code: i32) -> crate::common::Ran {
        self.0.run(&[args, &["--db", "m/t.db"]].concat(), "").expect(code)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("m")).status();
    }
}

#[test]
fn a_full_disk_keeps_nobody_from_deleting_and_the_proof_comes_when_there_is_room() {
    let Some(mount) = Mount::new() else { return };
    let lab = &mount.0;
    // No reserve that would be released: what is free is all there is.
    lab.write("wfstate.toml", "[database]\nballast_bytes = 0\n");
    for (session, events) in [("victim", 200), ("other", 9000)] {
        let lines: String = (1..=events).map(|n| action(session, n)).collect();
        lab.run(&["record", "--db", "m/t.db", "-q"], lines).expect(0);
    }
    mount.fill(600 << 10);
    let ran = mount.run(&["purge", "victim", "--yes"], 14);
    assert!(ran.stderr.contains("nothing was deleted") && ran.stderr.contains("KiB"), "{}", ran.stderr);
    assert_eq!(mount.run(&["list", "--json"], 0).answer()["sessions"].as_array().unwrap().len(), 2);
    mount.fill(1300 << 10);
    let ran = mount.run(&["purge", "victim", "--yes"], 14);
    assert!(ran.stderr.contains("purge is pending") && ran.stderr.contains("--resume"), "{}", ran.stderr);
    assert_eq!(mount.run(&["list", "--json"], 0).answer()["sessions"].as_array().unwrap().len(), 1);
    // Somebody records meanwhile, and the purge waits for its room.
    let more: String = (1..=20).map(|n| action("later", n)).collect();
    lab.run(&["record", "--db", "m/t.db", "-q"], more).expect(0);
    std::fs::remove_file(lab.path("m/filler")).unwrap();
    mount.run(&["purge", "--resume"], 0);
    let bytes = std::fs::read(lab.path("m/t.db")).unwrap();
    assert!(!bytes.windows(6).any(|w| w == b"victim"));
    mount.run(&["validate", "m/t.db", "--ignore", "WFP"], 0);
}
