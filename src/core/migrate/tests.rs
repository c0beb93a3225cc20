//! The migrations as files and rows, and the one that is written next, from the templates of `migrations/README.md`.

use super::*;
use crate::core::model::time::Timestamp;
use crate::core::store::{MIGRATIONS, Place, Reader};
use std::fs;

struct Silent;

impl Observer for Silent {
    fn progress(&self, _: &str, _: u64, _: Option<u64>) {}
    fn warn(&self, _: &str) {}
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The migrations of a folder, in order; or what is wrong with its names.
fn read_folder(folder: &Path) -> Result<Vec<Migration>, String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    (1..).zip(&names).map(|(want, file)| read_one(folder, file, want)).collect()
}

fn read_one(folder: &Path, file: &str, want: i64) -> Result<Migration, String> {
    let parts = file.strip_suffix(".sql").and_then(|stem| stem.split_once('_'));
    let (digits, name) = parts.ok_or_else(|| format!("{file} is not NNNN_name.sql"))?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if digits.len() != 4 || name.is_empty() || !name.bytes().all(plain) {
        return Err(format!("{file} is not NNNN_name.sql"));
    }
    match digits.parse::<i64>() {
        Ok(version) if version == want => {}
        _ => return Err(format!("{file} should have the number {want}")),
    }
    let (name, sql) = (name.to_owned().leak(), fs::read_to_string(folder.join(file)).unwrap().leak());
    Ok(Migration { version: want, name, sql })
}

/// A fenced block of the guide.
fn template(language: &str) -> String {
    let guide = fs::read_to_string(repository("migrations/README.md")).unwrap();
    let (_, rest) = guide.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The rows of a table's text: version, name, file.
fn rows_in(text: &str) -> Vec<(i64, String, String)> {
    let rows = text.lines().filter(|l| l.trim_start().starts_with("Migration { version: "));
    rows.map(|row| {
        let quoted: Vec<&str> = row.split('"').collect();
        let version = row.split("version: ").nth(1).unwrap().split(',').next().unwrap();
        (version.parse().unwrap(), quoted[1].to_owned(), quoted[3].rsplit('/').next().unwrap().to_owned())
    })
    .collect()
}

/// A copy of `migrations/` with one more in it, from the template.
fn with_the_next(change: impl Fn(String) -> String) -> (tempfile::TempDir, &'static [Migration]) {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(repository("migrations")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let sql = change(template("sql").replace("NAME", "mood"));
    fs::write(folder.path().join(format!("{:04}_mood.sql", SCHEMA_VERSION + 1)), sql).unwrap();
    let list = read_folder(folder.path()).unwrap();
    (folder, list.leak())
}

fn specimen(version: i64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    fs::copy(repository(&format!("fixtures/databases/v{version}.db")), &path).unwrap();
    (folder, path)
}

fn carry_with(list: &'static [Migration], path: &Path) -> Result<Migrated, MigrateError> {
    let mut older = Older::open_for(list, path, "a test", Duration::ZERO)?;
    check_before(&older)?;
    let done =
        apply(&mut older, Timestamp(1_763_000_000_000_000), Apply { sql: false, copy: None }, &Silent)?;
    older.tidy()?;
    Ok(done)
}

#[test]
fn every_file_has_its_row_and_every_row_its_file_and_every_version_its_specimen() {
    let files = read_folder(&repository("migrations")).unwrap();
    let told = |list: &[Migration]| -> Vec<(i64, String, String)> {
        list.iter().map(|m| (m.version, m.name.to_owned(), m.checksum())).collect()
    };
    assert_eq!(told(&files), told(MIGRATIONS));
    assert_eq!(MIGRATIONS.last().map(|m| m.version), Some(SCHEMA_VERSION));
    let table = fs::read_to_string(repository("src/core/store/schema.rs")).unwrap();
    let rows = rows_in(table.split("pub static MIGRATIONS").nth(1).unwrap().split("];").next().unwrap());
    let want: Vec<_> = files
        .iter()
        .map(|m| (m.version, m.name.to_owned(), format!("{:04}_{}.sql", m.version, m.name)))
        .collect();
    assert_eq!(rows, want, "a row includes another file than its name says");
    for version in 1..=SCHEMA_VERSION {
        assert!(
            repository(&format!("fixtures/databases/v{version}.db")).exists(),
            "no specimen of {version}"
        );
    }
}

#[test]
fn files_with_odd_names_are_found() {
    for odd in [
        "3_mood.sql",
        "0003_Mood.sql",
        "0003-mood.sql",
        "0003_.sql",
        "0003_mood.txt",
        "0005_mood.sql",
        "0002_b.sql",
    ] {
        let (folder, _) = with_the_next(|sql| sql);
        let next = folder.path().join(format!("{:04}_mood.sql", SCHEMA_VERSION + 1));
        fs::rename(next, folder.path().join(odd)).unwrap();
        assert!(read_folder(folder.path()).is_err(), "{odd}");
    }
}

#[test]
fn the_next_migration_is_written_from_the_template_and_carries_every_specimen() {
    let next = SCHEMA_VERSION + 1;
    let row = template("rust")
        .replace("NUMBER", &next.to_string())
        .replace("NNNN", &format!("{next:04}"))
        .replace("NAME", "mood");
    assert_eq!(rows_in(&row), [(next, "mood".to_owned(), format!("{next:04}_mood.sql"))]);
    let (_folder, list) = with_the_next(|sql| sql);
    for version in 1..=SCHEMA_VERSION {
        let (_place, path) = specimen(version);
        let done = carry_with(list, &path).unwrap();
        assert_eq!((done.from, done.current), (version, next));
        let applied: Vec<i64> = done.applied.iter().map(|s| s.version).collect();
        assert_eq!(applied, (version + 1..=next).collect::<Vec<_>>());
        assert!(done.sessions >= 5, "hardly a session was compared");
        let newer = Reader::open(&path, Duration::ZERO);
        assert!(matches!(newer, Err(StoreError::TooNew { found, .. }) if found == next), "{newer:?}");
        let again = Older::open_for(list, &path, "a test", Duration::ZERO);
        assert!(matches!(again, Err(StoreError::TooNew { .. })), "it is for the wfstate that has the row");
        assert!(Place::parse(&path).path().exists());
    }
}

#[test]
fn a_migration_that_breaks_a_promise_leaves_the_file_as_it_was() {
    type Change = fn(String) -> String;
    let hold = "(mood) does not go through: CHECK constraint failed: hold";
    let breaks: [(&str, &str, Change); 5] = [
        ("a check before it does not hold", hold, |sql| sql.replace("count(*) = 0", "count(*) > 0")),
        ("a check after it does not hold", hold, |sql| sql.replace(") = (SELECT", ") < (SELECT")),
        ("it deletes events", "comes to another state", |sql| {
            sql + "DELETE FROM stored_event WHERE event_id & 255 = 2;"
        }),
        ("it leaves rows that point nowhere", "points nowhere", |sql| {
            sql + "PRAGMA defer_foreign_keys = ON; INSERT INTO mood SELECT session_no + 4000000, '' FROM stored_session;"
        }),
        ("it is no SQL", "(mood) does not go through: near \"nothing\"", |sql| sql + "CREATE nothing;"),
    ];
    for (what, words, change) in breaks {
        let (_folder, list) = with_the_next(change);
        let (_place, path) = specimen(SCHEMA_VERSION);
        let before = fs::read(&path).unwrap();
        let said = carry_with(list, &path).unwrap_err().to_string();
        assert!(said.contains(words), "{what}: {said}");
        assert_eq!(fs::read(&path).unwrap(), before, "{what}");
    }
}
