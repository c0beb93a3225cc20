//! A small sealed database, made as `fixture make` makes it, and the tools to damage it.

use super::{DatabaseReport, Options, RULES, Selection, check};
use crate::core::ambient;
use crate::core::fixture::script_database;
use crate::core::observer::Silent;
use crate::core::store::sibling;
use std::path::PathBuf;

pub use crate::core::fixture::{Ev, Script};

/// A database in a directory of its own.
pub struct Kit {
    _dir: tempfile::TempDir,
    /// The file.
    pub path: PathBuf,
}

/// Makes the database of a script.
pub fn build(change: impl FnOnce(&mut Script)) -> Kit {
    let mut script = Script::default();
    change(&mut script);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    // Without an end the recorder is there, and it is this process.
    script_database(&path, 7, &script, &ambient::process_name()).unwrap();
    Kit { _dir: dir, path }
}

impl Kit {
    /// The same database with commits that stand in its log, as a recorder that was killed leaves it, and with this
    /// done to the log's bytes. Each commit is one frame of 4120 bytes; the log has 32 before them.
    #[allow(clippy::disallowed_methods, reason = "a test that plays the recorder that died")]
    pub fn with_log(mut self, commits: usize, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let conn = rusqlite::Connection::open(&self.path).unwrap();
        for n in 0..commits {
            conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('note', ?1)", [n.to_string()])
                .unwrap();
        }
        let dead = self.path.with_file_name("dead.db");
        std::fs::copy(&self.path, &dead).unwrap();
        let mut log = std::fs::read(sibling(&self.path, "-wal")).unwrap();
        assert_eq!(log.len(), 32 + commits * 4120);
        change(&mut log);
        std::fs::write(sibling(&dead, "-wal"), log).unwrap();
        self.path = dead;
        self
    }

    /// Damages the database with plain SQL, as no verb of wfstate would.
    #[allow(clippy::disallowed_methods, reason = "a test that plays the vandal")]
    pub fn sql(&self, statements: &str) {
        let conn = rusqlite::Connection::open(&self.path).unwrap();
        let open = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
        conn.execute_batch(&format!("{open} {statements}; PRAGMA wal_checkpoint(TRUNCATE);")).unwrap();
    }

    /// Checks it, all rules.
    pub fn check(&self) -> DatabaseReport {
        self.check_with(Vec::new())
    }

    /// Checks it against heads.
    pub fn check_with(&self, heads: Vec<crate::core::head::Head>) -> DatabaseReport {
        let selection = Selection::new(RULES, &[], &[]).unwrap();
        let options = Options { selection, heads, ..Options::default() };
        check(&self.path, &options, &Silent).unwrap()
    }

    /// The rules that are broken, infos included, each once, and what they said.
    pub fn broken(&self) -> (Vec<&'static str>, String) {
        let report = self.check();
        let mut rules: Vec<&str> = report.findings.iter().map(|f| f.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let said = |f: &super::Finding| format!("{} {:?} {}", f.rule, f.seq, f.message);
        (rules, report.findings.iter().map(said).collect::<Vec<_>>().join("\n"))
    }
}
