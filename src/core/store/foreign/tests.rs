use super::*;
use std::collections::BTreeMap;

#[expect(clippy::disallowed_methods, reason = "a test that plays another program")]
fn program(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn made(dir: &Path, sql: &str) -> PathBuf {
    let path = dir.join("other.db");
    program(&path).execute_batch(sql).unwrap();
    path
}

fn open(path: &Path) -> Result<Foreign, StoreError> {
    Foreign::open(path, Duration::from_millis(50))
}

fn texts(db: &Foreign, only: Only<'_>) -> Vec<String> {
    let mut found = Vec::new();
    db.each("t", &["a"], only, &mut |row| {
        found.push(format!("{:?} {:?}", row.number(), row.cell(0)));
        Ok::<(), StoreError>(())
    })
    .unwrap();
    found
}

/// Every file of a directory: its bytes and when it was written.
fn all(dir: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let files = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
    let look = |p: PathBuf| {
        let name = p.file_name().unwrap().to_string_lossy().into_owned();
        (name, (std::fs::read(&p).unwrap(), std::fs::metadata(&p).unwrap().modified().unwrap()))
    };
    files.map(look).collect()
}

const T: &str = "CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 1), (2, NULL), (2.5, 'y'), (x'00ff', 0);";

#[test]
fn rows_come_as_they_stand_there_and_in_the_order_in_which_they_came() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &format!("{T} UPDATE t SET rowid = 90 WHERE a = 2;"));
    let db = open(&path).unwrap();
    let expected = ["Some(1) Text([120])", "Some(3) Real(2.5)", "Some(4) Blob([0, 255])", "Some(90) Int(2)"];
    assert_eq!(texts(&db, Only::All), expected);
    assert_eq!(texts(&db, Only::Number(90)), expected[3..]);
    assert_eq!(texts(&db, Only::Text("a", "x")), expected[..1]);
    assert_eq!(texts(&db, Only::Text("nowhere", "x")), Vec::<String>::new());
    assert_eq!((db.count("t").unwrap(), db.count("u").unwrap()), (4, 0));
    assert!(db.has("t", &["a", "b"]) && !db.has("t", &["c"]) && !db.has("u", &[]));
    assert!(db.integrity(5).unwrap().is_empty());
    assert!(db.has_values("t", "b").unwrap() && !db.has_values("t", "c").unwrap());
}

#[test]
fn nothing_beside_a_file_is_made_or_changed_whatever_stands_there() {
    // A log that a crash left, without and with its index; a program at work; nothing.
    for (wal, shm, live) in
        [(false, false, false), (true, false, false), (true, true, false), (true, true, true)]
    {
        let dir = tempfile::tempdir().unwrap();
        let path = made(dir.path(), &format!("PRAGMA journal_mode = WAL; {T}"));
        let writer = program(&path);
        writer
            .execute_batch("PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES ('in the log', 0)")
            .unwrap();
        let place = if live { path.clone() } else { dir.path().join("dead/other.db") };
        std::fs::create_dir_all(dir.path().join("dead")).unwrap();
        if !live {
            for (suffix, wanted) in [("", true), ("-wal", wal), ("-shm", shm)] {
                if wanted {
                    std::fs::copy(sibling(&path, suffix), sibling(&place, suffix)).unwrap();
                }
            }
            drop(writer);
        }
        let of = place.parent().unwrap();
        std::fs::remove_dir(dir.path().join("dead")).ok();
        let before = all(of);
        let db = open(&place).unwrap();
        assert_eq!(texts(&db, Only::All).len(), if wal { 5 } else { 4 }, "{wal} {shm} {live}");
        drop(db);
        let mut after = all(of);
        let mut before = before;
        if live {
            // Locks of a living program are bytes of its index.
            after.remove("other.db-shm");
            before.remove("other.db-shm");
        }
        assert!(before == after, "{wal} {shm} {live}: {:?} {:?}", before.keys(), after.keys());
    }
}

#[test]
fn a_file_that_is_written_meanwhile_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), T);
    let db = open(&path).unwrap();
    assert_eq!(texts(&db, Only::All).len(), 4, "the control: nobody writes");
    program(&path).execute_batch("INSERT INTO t VALUES ('late', 0)").unwrap();
    let answer = db.each("t", &["a"], Only::All, &mut |_| Ok::<(), StoreError>(()));
    assert!(matches!(answer, Err(StoreError::Changing { .. })), "{answer:?}");
}

#[test]
fn a_transaction_that_was_cut_off_is_said_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), &format!("{T} CREATE TABLE big (x);"));
    let writer = program(&path);
    // A cache of one page writes into the file before the commit; the copy is what a crash would leave.
    writer.execute_batch("PRAGMA cache_size = 1; BEGIN").unwrap();
    for _ in 0..200 {
        writer.execute("INSERT INTO big VALUES (randomblob(2000))", []).unwrap();
    }
    let crashed = dir.path().join("crashed");
    std::fs::create_dir(&crashed).unwrap();
    let place = crashed.join("other.db");
    for suffix in ["", "-journal"] {
        std::fs::copy(sibling(&path, suffix), sibling(&place, suffix)).unwrap();
    }
    let before = all(&crashed);
    let answer = open(&place);
    assert!(matches!(answer, Err(StoreError::HotJournal { .. })), "{answer:?}");
    assert!(before == all(&crashed));
    // The control: while its program lives the same journal is no crash.
    let answer = open(&path);
    assert!(matches!(answer, Err(StoreError::Locked { .. })), "{answer:?}");
    writer.execute_batch("ROLLBACK").unwrap();
    drop(open(&path).unwrap());
}

#[test]
fn views_virtual_tables_and_triggers_are_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let sql = format!(
        "{T} CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END;
         PRAGMA writable_schema = ON;
         INSERT INTO sqlite_schema VALUES ('table', 'w', 'w', 0, 'CREATE VIRTUAL TABLE w USING fts5(x)');"
    );
    let path = made(dir.path(), &sql);
    let db = open(&path).unwrap();
    let names: Vec<&str> = db.tables().iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["t"]);
    assert_eq!(texts(&db, Only::All).len(), 4);
}

#[test]
fn a_schema_that_is_there_to_fill_the_memory_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), T);
    let db = program(&path);
    db.execute_batch("PRAGMA writable_schema = ON; BEGIN").unwrap();
    for n in 0..40_000 {
        db.execute(
            "INSERT INTO sqlite_schema VALUES ('table', ?1, ?1, 2, ?2)",
            (format!("t{n}"), format!("CREATE TABLE t{n} (a)")),
        )
        .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
    drop(db);
    let answer = open(&path);
    assert!(
        matches!(&answer, Err(StoreError::NotADatabase { why, .. }) if why.contains("too large")),
        "{answer:?}"
    );
}

#[test]
fn a_value_that_is_too_long_is_known_by_its_length() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path(), "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(200000000)), ('x');");
    let db = open(&path).unwrap();
    assert_eq!(texts(&db, Only::All), ["Some(1) TooLong(200000000)", "Some(2) Text([120])"]);
}

#[test]
fn damage_and_what_is_no_database_are_said() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(
        dir.path(),
        "CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
        WHERE i < 5000) INSERT INTO t SELECT 'some text that takes room ' || i FROM n;",
    );
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    let db = open(&path).unwrap();
    let answer = db.each("t", &["a"], Only::All, &mut |_| Ok::<(), StoreError>(()));
    assert!(matches!(answer, Err(StoreError::Damaged(_))), "{answer:?}");
    assert!(!db.integrity(5).unwrap().is_empty());
    for (name, bytes) in
        [("text", &b"no database at all"[..]), ("short", b"SQLite format 3\0"), ("empty", b"")]
    {
        std::fs::write(dir.path().join(name), bytes).unwrap();
        let answer = open(&dir.path().join(name));
        assert!(matches!(answer, Err(StoreError::NotADatabase { .. })), "{name}: {answer:?}");
    }
    assert!(matches!(open(&dir.path().join("none")), Err(StoreError::Missing { .. })));
    assert!(matches!(open(dir.path()), Err(StoreError::NotAFile { .. })));
}

#[test]
fn a_database_in_utf_16_is_read_as_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let path =
        made(dir.path(), "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a); INSERT INTO t VALUES ('ä');");
    assert_eq!(texts(&open(&path).unwrap(), Only::All), ["Some(1) Text([195, 164])"]);
}
