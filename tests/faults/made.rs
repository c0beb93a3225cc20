//! Databases to be broken, made by the binary, with something in every table; and the tools to break copies of them.

use crate::common::{Lab, action, fixture, keyed};
use rusqlite::Connection;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Sessions with keys, unknown members, frames, labels, content, a resumption, a rollback, snapshots made by
/// themselves and by hand, one that was killed, refused lines; closed, and everything in the one file.
pub fn rich(lab: &Lab) -> PathBuf {
    let mixed = std::fs::read(fixture("mixed.ndjson")).unwrap();
    lab.record(&["--label", "first words", "--session", "own", "--snapshot-every", "7"], mixed).expect(0);
    let chat = r#"{"session_id":"mixed-a","type":"user.prompt","data":{"prompt_id":"p","interface":"text","truncated":false,"prompt_text":"what is kept"}}"#;
    lab.record(&["--resume", "--content", "--label", "second words"], format!("{chat}\n")).expect(0);
    let told =
        lab.record(&["--content", "--session", "open-book"], chat.replace("mixed-a", "open-book") + "\n");
    told.expect(0);
    let mut many: String = (1..=120).map(|n| framed("many", n)).collect();
    many.push_str("nonsense\n{\"type\":\"user.action\",\"data\":{\"action\":\"stop\"},}\n");
    lab.record(&["--session", "many", "--snapshot-every", "25"], many).expect(3);
    lab.run(&["rollback", "mixed-b", "--seq", "3", "--reason", "try", "--yes"], "").expect(0);
    lab.run(&["snapshot", "create", "many", "--seq", "60", "--reason", "by hand"], "").expect(0);
    lab.run(&["snapshot", "prune", "many", "--keep-last", "2", "--keep-every", "50", "--yes"], "").expect(0);
    killed(lab, "dead");
    // The next writer finds the dead one, marks it, and empties the log when it ends.
    lab.record(&["--session", "last"], keyed("last", 1)).expect(0);
    closed(lab)
}

/// An event with a frame, a key, an unknown member and every kind of number.
pub fn framed(session: &str, n: u64) -> String {
    let at = 1_755_460_080_000_u64 + 16 * n;
    format!(
        "{{\"session_id\":\"{session}\",\"type\":\"energy.update\",\"timestamp\":{at},\"frame_id\":{n},\
         \"event_key\":\"k{n}\",\"hint\":{{\"n\":{n}}},\
         \"data\":{{\"energy\":{n}.5,\"accumulator\":{},\"model_id\":\"m:7b\"}}}}\n",
        n * n // the claims are nonsense on purpose: a warning, never an error
    )
}

/// A session whose recorder was killed; its row says so only once somebody writes again.
pub fn killed(lab: &Lab, session: &str) {
    let mut live = lab.start(&["record", "--ack", "commit", "--session", session, "--snapshot-every", "10"]);
    for n in 1..=30 {
        live.send(action(session, n));
        live.await_ack(n);
    }
    live.signal("KILL");
    assert_eq!(live.end().code, 137);
}

/// The database's file, without a log beside it.
pub fn closed(lab: &Lab) -> PathBuf {
    let path = lab.path("t.db");
    assert_eq!(std::fs::metadata(lab.path("t.db-wal")).map_or(0, |m| m.len()), 0, "the log is in the file");
    path
}

/// A connection of somebody who is not wfstate.
#[expect(clippy::disallowed_methods, reason = "a test that plays the vandal")]
pub fn vandal(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF; \
         PRAGMA journal_mode = MEMORY;",
    )
    .unwrap();
    db
}

/// Copies a database and changes the copy with SQL, leaving one file as it was left before.
pub fn changed(base: &[u8], copy: &Path, sql: &str) {
    std::fs::write(copy, base).unwrap();
    let db = vandal(copy);
    db.execute_batch(sql).unwrap_or_else(|e| panic!("{e}: {sql}"));
    drop(db); // and its temporary tables
    let db = vandal(copy);
    // Back to the mode that the header had, or every edit would be one of the header, too.
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

/// Every value of every table as SQLite alone sees it, and what `integrity_check` says; an error is damage, too.
#[expect(clippy::disallowed_methods, reason = "the tests look at the file from outside")]
pub fn raw(path: &Path) -> Result<(String, bool), String> {
    let uri = format!("file:{}?immutable=1", path.display());
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(uri, flags).map_err(|e| e.to_string())?;
    dump(&db).map_err(|e| e.to_string())
}

fn dump(db: &Connection) -> rusqlite::Result<(String, bool)> {
    let mut out = String::new();
    let mut tables: Vec<String> = vec!["sqlite_schema".into(), "pragma_user_version".into()];
    let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    tables.extend(names.query_map([], |r| r.get(0))?.collect::<Result<Vec<String>, _>>()?);
    for table in tables {
        let mut query = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                let _ = write!(out, "{table}.{at}={:?};", row.get_ref(at)?);
            }
            out.push('\n');
        }
    }
    let mut check = db.prepare("PRAGMA integrity_check(1)")?;
    let said: Vec<String> = check.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok((out, said == ["ok"]))
}
