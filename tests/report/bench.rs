//! The scene: a sound database, a damaged one, and one whose name means something to every format.

use crate::common::{Lab, Ran, finish};
use rusqlite::Connection;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A file's name may hold all but `/`.
pub const ODD: &str = "x\n::error::y,z:%0A<img src=x onerror=alert(1)>&\"'|`@me`[a](b)]]>\u{202e}.db";

/// What the damaged database has at least.
pub const FINDINGS: usize = 25;

pub struct Bench {
    pub lab: Lab,
}

impl Bench {
    pub fn new() -> Self {
        let lab = Lab::new();
        let ran = lab.record(&["--db", "good.db"], stream());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        std::fs::copy(lab.path("good.db"), lab.path("bad.db")).unwrap();
        damage(&lab.path("bad.db"));
        std::fs::copy(lab.path("bad.db"), lab.path(ODD)).unwrap();
        Self { lab }
    }

    pub fn validate(&self, args: &[&str]) -> Ran {
        self.lab.run(&[&["validate"], args].concat(), "")
    }

    /// With more in its environment.
    pub fn validate_with(&self, env: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = self.lab.command(&[&["validate"], args].concat());
        command.envs(env.iter().copied());
        finish(command, b"")
    }

    /// The report of a kind on the three databases and on one that is not there.
    pub fn report(&self, kind: &str) -> String {
        let to = format!("{kind}=report.{kind}");
        let ran = self.validate(&["good.db", "bad.db", ODD, "gone.db", "--report", &to]);
        assert_eq!(ran.code, 10, "{} {}", ran.stdout, ran.stderr);
        self.read(&format!("report.{kind}"))
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.lab.path(name)).unwrap()
    }

    /// Every file that was there before, byte for byte.
    pub fn databases(&self) -> Vec<Vec<u8>> {
        ["good.db", "bad.db", ODD].map(|name| std::fs::read(self.lab.path(name)).unwrap()).into()
    }
}

/// A file of what others published.
pub fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/report").join(name)
}

fn stream() -> String {
    let mut out = String::new();
    for n in 1..=300u32 {
        for session in
            ["s-a", "a-session-with-a-name-that-does-not-fit-on-any-telephone-of-this-world-or-the-next-0001"]
        {
            let at = format!("2025-08-17T20:{:02}:{:02}.000Z", n / 60, n % 60);
            // Every second accumulator does not follow.
            let accumulator = 1.5 * f64::from(n) + f64::from(n % 2);
            writeln!(
                out,
                r#"{{"session_id":"{session}","timestamp":"{at}","type":"energy.update","frame_id":{n},"event_id":"k{n}","data":{{"energy":1.5,"accumulator":{accumulator},"model_id":"m:7b"}}}}"#
            )
            .unwrap();
        }
    }
    out
}

#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
fn damage(path: &Path) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
         DELETE FROM stored_event WHERE (event_id & 4095) % 17 = 0;
         UPDATE stored_session SET clean = 0;",
    )
    .unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}
