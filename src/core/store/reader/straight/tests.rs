//! What is read straight from the pages is what SQLite reads, of whole files and of damaged ones.

use super::super::query::Query;
use super::*;
use crate::core::model::time::Timestamp;
use crate::core::store::connect::{Link, Purpose, open_file};
use crate::core::store::schema::{Created, create_file};
use crate::core::store::{Opening, Place, Reader, Writer, row_id, seq_of};
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// Events that are asked for at a time.
const LIMITS: [usize; 3] = [1, 97, 2000];

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// Three sessions: small rows of every kind, rows that go on in other pages, and so many large ones that the tree
/// has three levels.
fn made(path: &Path) -> Vec<u8> {
    create_file(path, Created { uuid: [7; 16], at: Timestamp(5) }).unwrap();
    let link = open_file(path, Purpose::Write, Duration::ZERO).unwrap();
    let mut random = Random(3);
    link.conn.execute_batch("BEGIN").unwrap();
    {
        let mut insert = link
            .conn
            .prepare("INSERT INTO stored_event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
            .unwrap();
        for (session, rows, most) in [(1, 900, 200), (2, 60, 30_000), (9, 330, 3900)] {
            for seq in 1..=rows {
                let least = if most == 3900 { 3000 } else { 0 };
                let text = "x".repeat(least + random.below(most - least));
                let one = |n: usize, value: i64| (n > 0).then_some(value >> (8 * n).min(63));
                insert
                    .execute((
                        row_id(session, seq),
                        1_755_460_080_000_000 + seq.cast_signed(),
                        i64::try_from(random.below(300)).unwrap(),
                        i64::try_from(random.below(256)).unwrap(),
                        one(random.below(8), i64::MAX),
                        one(random.below(9), i64::MIN / 3),
                        (random.below(20) > 0).then_some(&text),
                        (random.below(3) == 0).then(|| format!("k{seq}")),
                        (random.below(9) == 0).then_some("{}"),
                        (random.below(15) == 0).then_some([seq.to_le_bytes()[0]; 32]),
                    ))
                    .unwrap();
            }
        }
    }
    link.conn.execute_batch("COMMIT").unwrap();
    link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(link);
    std::fs::read(path).unwrap()
}

fn quiet(path: &Path) -> Link {
    open_file(path, Purpose::ReadQuiet, Duration::ZERO).unwrap()
}

/// Every event, chunk by chunk as `validate` asks for them, up to the first error.
fn all(query: &Query<'_>, limit: usize) -> String {
    let mut said = String::new();
    for session in [1, 2, 3, 9] {
        let (mut next, mut chunk) = (0, EventChunk::default());
        loop {
            let read = query.events_within(session, (next, seq_of(i64::MAX)), limit, &mut chunk);
            for e in chunk.rows() {
                let parts = (chunk.payload(e), chunk.key(e), chunk.extra(e));
                let mut hasher = DefaultHasher::new();
                parts.hash(&mut hasher);
                write!(said, "{session} {e:?} {};", hasher.finish()).unwrap();
            }
            if let Err(error) = read {
                write!(said, "{session}: {error}").unwrap();
                break;
            }
            let Some(last) = chunk.rows().last() else { break };
            next = last.seq + 1;
        }
    }
    said
}

fn answers(straight: &Straight) -> bool {
    let tree = straight.tree.get().and_then(|tree| tree.as_ref());
    tree.is_some_and(|tree| !tree.borrow().doubtful)
}

/// What is read with and without the pages, whether the pages were believed to the end, and SQLite's verdict.
fn both(path: &Path, limit: usize) -> (String, String, bool, bool) {
    let link = quiet(path);
    let straight = Straight::new(path);
    let with = all(&Query::beside(&link, Some(&straight)), limit);
    let link = quiet(path);
    let without = all(&Query::new(&link), limit);
    let whole = Query::new(&link).integrity(1).is_ok_and(|faults| faults.is_empty());
    (with, without, answers(&straight), whole)
}

#[test]
fn every_row_is_read_as_sqlite_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let mut bytes = made(&path);
    for limit in LIMITS {
        let (with, without, answered, whole) = both(&path, limit);
        assert!(answered && whole && with == without && with.len() > 100_000, "{limit}");
    }
    // The control: of a file with another letter in it something else is read.
    let link = quiet(&path);
    let other = dir.path().join("b.db");
    let at = bytes.windows(20).position(|w| w == [b'x'; 20]).unwrap();
    bytes[at] = b'y';
    std::fs::write(&other, &bytes).unwrap();
    let straight = Straight::new(&other);
    let with = all(&Query::beside(&link, Some(&straight)), 97);
    assert!(answers(&straight) && with != both(&path, 97).1);
}

#[test]
fn a_damaged_page_is_left_to_sqlite_or_read_as_sqlite_reads_it() {
    let dir = tempfile::tempdir().unwrap();
    let base = made(&dir.path().join("a.db"));
    let path = dir.path().join("b.db");
    let (mut random, mut doubted, mut unlike) = (Random(11), 0, 0);
    for round in 0..200 {
        let mut bytes = base.clone();
        let pages = bytes.len() / 4096;
        let page = (1 + random.below(pages - 1)) * 4096;
        match round % 5 {
            0 => bytes[page + random.below(4096)] ^= 1 << random.below(8),
            // The header of the page and its list of cells.
            1 => bytes[page + random.below(40)] = random.below(256).to_le_bytes()[0],
            2 => bytes.copy_within(page..page + 4096, (1 + random.below(pages - 1)) * 4096),
            3 => bytes[page..page + 4096].fill(0),
            // The beginning of a record.
            _ => {
                let cell = usize::from(u16::from_be_bytes([bytes[page + 8], bytes[page + 9]]));
                let at = (page + cell + random.below(16)).min(bytes.len() - 1);
                bytes[at] = random.below(256).to_le_bytes()[0];
            }
        }
        std::fs::write(&path, &bytes).unwrap();
        let (with, without, answered, whole) = both(&path, 97);
        doubted += u32::from(!answered);
        // SQLite looks at all of a page before it reads the first row; where it sees a fault behind the rows that
        // were asked for, its own check of the file says so.
        unlike += u32::from(with != without);
        assert!(with == without || !whole, "round {round}: read otherwise, and SQLite finds nothing");
    }
    assert!(doubted > 50, "{doubted}");
    assert!(unlike < 10, "{unlike}");
}

fn writer(path: &Path) -> Writer {
    let owner = "a test".into();
    let opening = Opening { create: None, durable: false, lock_timeout: Duration::ZERO, owner };
    Writer::open(&Place::parse(path), &opening).unwrap()
}

#[test]
fn segments_and_baselines_stand_among_the_rows_as_they_do_for_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    made(&path);
    let before = LIMITS.map(|limit| both(&path, limit).0);
    let mut writer = writer(&path);
    let mut tx = writer.begin().unwrap();
    for (session, range) in [(1, (100, 400)), (1, (600, 650)), (9, (1, 70))] {
        assert!(tx.seal_range(session, range).unwrap().segments > 0);
    }
    tx.commit().unwrap();
    writer.tidy().unwrap();
    drop(writer);
    for (limit, before) in LIMITS.iter().zip(&before) {
        let (with, without, answered, _) = both(&path, *limit);
        assert!(answered && with == without && with == *before, "{limit}");
    }
    // Rows at and before a baseline are nobody's.
    let link = open_file(&path, Purpose::Write, Duration::ZERO).unwrap();
    link.conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let base = "INSERT INTO baseline (session_no, last_seq, seal, ts_us, energy_micro, size, state, state_hash) \
                VALUES (?1, ?2, zeroblob(32), 0, 0, 1, x'00', zeroblob(32))";
    for (session, seq) in [(1, 620), (2, 20)] {
        link.conn.execute(base, (session, seq)).unwrap();
    }
    link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(link);
    for (limit, before) in LIMITS.iter().zip(&before) {
        let (with, without, answered, _) = both(&path, *limit);
        assert!(answered && with == without && with.len() < before.len(), "{limit}");
        assert!(!with.contains("2 StoredEvent { seq: 20,") && with.contains("2 StoredEvent { seq: 21,"));
    }
}

/// Adds events behind those of a session, and changes one of them.
fn write_on(path: &Path, seq: u64, then: &str) -> Link {
    let link = open_file(path, Purpose::Write, Duration::ZERO).unwrap();
    link.conn.execute_batch("BEGIN").unwrap();
    for seq in seq..seq + 200 {
        let payload = "y".repeat(2000);
        let insert = "INSERT INTO stored_event VALUES (?1, 1, 1, 1, NULL, NULL, ?2, NULL, NULL, NULL)";
        link.conn.execute(insert, (row_id(9, seq), payload)).unwrap();
    }
    let change = "UPDATE stored_event SET payload = ?2 WHERE event_id = ?1";
    link.conn.execute(change, (row_id(9, 100), "z".repeat(9000))).unwrap();
    link.conn.execute_batch(&format!("COMMIT; {then}")).unwrap();
    link
}

#[test]
fn a_writer_that_begins_during_a_question_has_it_asked_again() {
    const MOVED: &str = "PRAGMA wal_checkpoint(PASSIVE)";
    for (then, stays) in [("", true), (MOVED, true), (MOVED, false)] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        made(&path);
        // A file that was written a moment ago has the same time when it is written again at once.
        std::thread::sleep(Duration::from_millis(30));
        let reader = Reader::open(&path, Duration::ZERO).unwrap();
        let began = reader.read(|q| Ok(all(q, 97))).unwrap();
        assert!(answers(reader.state.borrow().straight.as_ref().unwrap()));
        let (writers, tries) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
        let end = reader.read(|q| {
            q.events_within(9, (1, 1000), 50, &mut EventChunk::default())?;
            if tries.borrow().is_empty() {
                let link = write_on(&path, 331, then);
                writers.borrow_mut().extend(Some(link).filter(|_| stays));
            }
            tries.borrow_mut().push(all(q, 97));
            Ok(all(q, 97))
        });
        let end = end.unwrap();
        let now = Reader::open(&path, Duration::ZERO).unwrap();
        now.state.borrow_mut().straight = None;
        assert!(end == now.read(|q| Ok(all(q, 97))).unwrap() && end != began, "{then} {stays}");
        assert!(reader.state.borrow().straight.is_none() && tries.borrow().len() == 2);
        // The control: what the first try came to is not believed, and would have been wrong.
        assert!(then == MOVED || tries.borrow()[0] == began);
    }
}

#[test]
fn nothing_is_read_from_a_table_that_is_another() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    made(&path);
    let link = open_file(&path, Purpose::Write, Duration::ZERO).unwrap();
    link.conn.execute_batch("ALTER TABLE stored_event ADD COLUMN more INTEGER").unwrap();
    link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(link);
    let link = quiet(&path);
    let straight = Straight::new(&path);
    let with = all(&Query::beside(&link, Some(&straight)), 97);
    assert!(straight.tree.get().unwrap().is_none() && with.len() > 100_000);
}

#[cfg(target_os = "linux")]
#[test]
fn closing_the_pages_leaves_a_writers_locks_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    made(&path);
    let link = quiet(&path);
    let straight = Straight::new(&path);
    all(&Query::beside(&link, Some(&straight)), 97);
    let writer = open_file(&path, Purpose::Write, Duration::ZERO).unwrap();
    writer.conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE").unwrap();
    let inode = format!(":{} ", std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(&path).unwrap()));
    let locks = || std::fs::read_to_string("/proc/locks").unwrap().matches(&inode).count();
    let before = locks();
    assert!(before > 0, "the writer holds locks on the file");
    drop((straight, link));
    assert_eq!(locks(), before);
    // What could not be closed is taken up again, however many come.
    let real = path.canonicalize().unwrap();
    let is_open = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.and_then(|e| std::fs::read_link(e.path())).is_ok_and(|to| to == real)
    };
    let open = || std::fs::read_dir("/proc/self/fd").unwrap().map(is_open).filter(|open| *open).count();
    let files = open();
    for _ in 0..5 {
        drop(RawFile::open(&path).unwrap());
    }
    assert_eq!((open(), locks()), (files, before));
    // The control: any other close takes them away.
    drop(std::fs::File::open(&path).unwrap());
    assert_eq!(locks(), 0);
}

/// The file with free pages and free blocks in it, and fragments.
fn worn(path: &Path) -> Vec<u8> {
    made(path);
    let link = open_file(path, Purpose::Write, Duration::ZERO).unwrap();
    link.conn
        .execute_batch(
            "DELETE FROM stored_event WHERE event_id & 1099511627775 BETWEEN 200 AND 260;
             DELETE FROM stored_event WHERE event_id % 7 = 0 AND event_id < 3 << 40;
             UPDATE stored_event SET payload = substr(payload, 1, 40) WHERE event_id % 11 = 0;
             UPDATE stored_event SET event_key = 'a little longer than it was' WHERE event_id % 13 = 0",
        )
        .unwrap();
    link.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(link);
    std::fs::read(path).unwrap()
}

#[test]
fn a_file_is_sound_only_where_sqlite_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let sound = |path: &Path| {
        let link = quiet(path);
        let straight = Straight::new(path);
        let query = Query::beside(&link, Some(&straight));
        let all = Query::new(&link).integrity(1).is_ok_and(|faults| faults.is_empty());
        (straight.is_sound(&link.conn), query.integrity(1).is_ok_and(|faults| faults.is_empty()), all)
    };
    made(&path);
    assert_eq!(sound(&path), (true, true, true));
    let path = dir.path().join("b.db");
    let base = worn(&path);
    assert_eq!(sound(&path), (true, true, true));
    let pages = base.len() / 4096;
    let (mut random, mut found, mut passed) = (Random(5), 0, 0);
    for round in 0..400 {
        let mut bytes = base.clone();
        let page = (1 + random.below(pages - 1)) * 4096;
        let any = |random: &mut Random| random.below(256).to_le_bytes()[0];
        match round % 8 {
            // The header of the page, its list of cells, its free blocks.
            0 => bytes[page + random.below(8)] = any(&mut random),
            1 => bytes[page + 8 + random.below(40)] = any(&mut random),
            2 => bytes.copy_within(page..page + 4096, (1 + random.below(pages - 1)) * 4096),
            3 => bytes[page..page + 4096].fill(0),
            // The beginning of a record: its length, its row, its columns.
            4 | 5 => {
                let nth = 8 + 2 * random.below(3);
                let cell = usize::from(u16::from_be_bytes([bytes[page + nth], bytes[page + nth + 1]]));
                let at = (page + cell + random.below(16)).min(bytes.len() - 1);
                bytes[at] = any(&mut random);
            }
            // The file's header: pages, free pages, and the first page behind it.
            6 => bytes[28 + random.below(100)] = any(&mut random),
            _ => bytes[page + random.below(4096)] ^= 1 << random.below(8),
        }
        if std::fs::write(&path, &bytes).is_err() {
            continue;
        }
        let Ok(link) = open_file(&path, Purpose::ReadQuiet, Duration::ZERO) else { continue };
        drop(link);
        let (alone, beside, all) = sound(&path);
        assert!(all || !beside, "round {round}: sound, and SQLite finds a fault");
        assert!(all || !alone || beside == all, "round {round}");
        found += u32::from(!all);
        passed += u32::from(alone);
    }
    assert!(found > 150 && passed > 30, "{found} {passed}");
}
