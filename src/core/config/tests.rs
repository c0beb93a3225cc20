//! The configuration as a whole, over files in a temporary folder.

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use super::table::{Kind, Preset};
use super::*;

/// A folder of its own for each test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("wfstate-config-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn sources(&self) -> Sources {
        let below = self.0.join("project/deep");
        fs::create_dir_all(&below).unwrap();
        Sources { current_dir: below, config_home: Some(self.0.join("xdg")), ..Sources::default() }
    }

    /// What is wrong with `text` as the nearest file.
    fn errors_of(&self, text: &str) -> Vec<ConfigError> {
        self.write("project/wfstate.toml", text);
        Config::check(&self.sources())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn origin_of(config: &Config, key: &str) -> Origin {
    config.settings().find(|setting| setting.key == key).unwrap().origin.clone()
}

fn check_environment(name: &str, value: &str) -> Vec<ConfigError> {
    Config::check(&Sources { environment: environment(&[(name, value)]), ..Sources::default() })
}

#[test]
fn defaults_are_those_of_the_design() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(
        config.performance(),
        Performance {
            event_batch_size: 15,
            event_batch_timeout_ms: 200,
            max_queue_size: 1_000,
            snapshot_interval_events: 1_000,
            snapshot_interval_ms: 60_000,
        }
    );
    let off = Privacy { store_raw_content: false, audit_mode: false, export_includes_content: false };
    assert_eq!(config.privacy(), off);
    let off = Retention {
        cleanup_old_events_days: None,
        auto_purge_sessions_days: None,
        max_bytes: None,
        rules: Vec::new(),
    };
    assert_eq!(config.retention(), off);
    let alerts = Alerts {
        event_queue_depth: 500,
        write_latency_ms: 50.0,
        frame_processing_ms: 16.67,
        memory_usage_mb: 256,
    };
    assert_eq!(config.alerts(), alerts);
    assert_eq!(Alerts::default(), alerts, "what a program gets that has no configuration");
    assert_eq!(config.validate().fail_on, "error");
    let record = Record {
        include: vec![],
        exclude: vec![],
        unknown: "accept".to_owned(),
        spill_directory: None,
        spill_max_bytes: 128 << 20,
        drop: vec![],
        stats_interval_ms: 10_000,
    };
    assert_eq!(config.record(), record);
    assert_eq!(config.database().path, None);
    assert!(config.settings().all(|setting| *setting.origin == Origin::Default));
}

#[test]
fn every_default_is_a_value_that_its_row_allows() {
    for row in rows() {
        assert!(row.default != Preset::Off || row.may_be_off, "{}", row.key);
        assert!(!row.doc.is_empty() && !row.doc.ends_with('.'), "{}", row.key);
        if row.default == Preset::Off || row.kind == Kind::List {
            continue;
        }
        let text = Value::preset(row).to_string();
        let word = text.trim_matches('"');
        let read = Value::read(row, Raw::Word(word.to_owned()));
        assert_eq!(read, Ok(Value::preset(row)), "{}.{}", row.section, row.key);
    }
}

#[test]
fn no_key_stands_twice_and_no_section_is_torn() {
    let names: std::collections::BTreeSet<_> = rows().iter().map(|row| (row.section, row.key)).collect();
    assert_eq!(names.len(), rows().len());
    let sections: std::collections::BTreeSet<_> = table::sections().into_iter().collect();
    assert_eq!(sections.len(), table::sections().len());
}

#[test]
fn each_layer_stands_over_those_below_it() {
    let folder = Folder::new();
    let batch = |size: u32| format!("[performance]\nevent_batch_size = {size}\n");
    folder
        .write("xdg/wfstate/config.toml", &(batch(2) + "max_queue_size = 22\n[record]\nunknown='reject'\n"));
    folder.write("wfstate.toml", &batch(99));
    let nearest = folder.write("project/wfstate.toml", &(batch(3) + "max_queue_size = 33\n"));
    let named = folder.write("named.toml", &batch(4));
    let mut sources = folder.sources();

    let config = Config::load(&sources).unwrap();
    assert_eq!(config.performance().event_batch_size, 3);
    assert_eq!(config.record().unknown, "reject");
    assert_eq!(config.files().len(), 2);

    sources.config = Some(named.clone());
    sources.environment = environment(&[("WFSTATE_PERFORMANCE_EVENT_BATCH_SIZE", "5")]);
    let config = Config::load(&Sources { environment: vec![], ..sources.clone() }).unwrap();
    assert_eq!(config.performance().event_batch_size, 4);
    assert_eq!(origin_of(&config, "event_batch_size"), Origin::File { path: named, line: 2 });
    assert_eq!(config.performance().max_queue_size, 33);
    assert_eq!(origin_of(&config, "max_queue_size"), Origin::File { path: nearest, line: 3 });

    let mut config = Config::load(&sources).unwrap();
    assert_eq!(config.performance().event_batch_size, 5);
    let name = "WFSTATE_PERFORMANCE_EVENT_BATCH_SIZE".to_owned();
    assert_eq!(origin_of(&config, "event_batch_size"), Origin::Environment { name });
    config.set_flag("performance", "event_batch_size", "6").unwrap();
    assert_eq!(config.performance().event_batch_size, 6);
    assert_eq!(origin_of(&config, "event_batch_size"), Origin::Flag);
    assert!(config.set_flag("performance", "event_batch_size", "0").is_err());
    assert!(config.set_flag("performance", "nothing", "0").is_err());
    assert_eq!(config.performance().event_batch_size, 6);

    let config = Config::load(&Sources { no_config: true, ..sources }).unwrap();
    assert_eq!((config.performance().event_batch_size, config.performance().max_queue_size), (5, 1_000));
}

#[test]
fn home_stands_in_for_a_config_home_that_is_not_set() {
    let folder = Folder::new();
    folder.write(".config/wfstate/config.toml", "[database]\npath = '~/my.db'\n");
    let sources = Sources { config_home: None, home: Some(folder.0.clone()), ..folder.sources() };
    assert_eq!(Config::load(&sources).unwrap().database().path, Some(folder.0.join("my.db")));
}

#[test]
fn the_dictionaries_of_the_seed_paste_over() {
    let folder = Folder::new();
    folder.write(
        "project/wfstate.toml",
        "[database]\ntype = 'sqlite'\npath = 'wirthforge_state.db'\nbackup_interval = 3600\n\
         vacuum_interval = 86400\n[performance]\nevent_batch_timeout_ms = 200\ncleanup_old_events_days = 90\n\
         [privacy]\nauto_purge_sessions_days = 30\n",
    );
    let config = Config::load(&folder.sources()).unwrap();
    assert_eq!(config.database().path, Some(folder.0.join("project/wirthforge_state.db")));
    assert_eq!(config.database().backup_interval_ms, Some(3_600_000));
    assert_eq!(config.retention().cleanup_old_events_days, Some(90));
    assert_eq!(config.retention().auto_purge_sessions_days, Some(30));
}

#[test]
fn durations_and_sizes_may_be_texts() {
    let folder = Folder::new();
    folder.write(
        "project/wfstate.toml",
        "[performance]\nevent_batch_timeout_ms = '0.2s'\nsnapshot_interval_seconds = '2m'\n\
         [retention]\nauto_purge_sessions_days = '2w'\nmax_bytes = '1GiB'\n[database]\nbackup_interval='off'\n\
         [alerts]\nwrite_latency_ms = 20\n",
    );
    let config = Config::load(&folder.sources()).unwrap();
    assert_eq!(config.performance().event_batch_timeout_ms, 200);
    assert_eq!(config.performance().snapshot_interval_ms, 120_000);
    assert_eq!(config.retention().auto_purge_sessions_days, Some(14));
    assert_eq!(config.retention().max_bytes, Some(1 << 30));
    assert_eq!(config.database().backup_interval_ms, None);
    assert!((config.alerts().write_latency_ms - 20.0).abs() < f64::EPSILON);
}

#[test]
fn unknown_names_are_errors_with_a_place_and_a_suggestion() {
    let folder = Folder::new();
    let errors = folder.errors_of(
        "max_queue_size = 5\n\n[performanc]\n[performance]\nevnt_batch_size = 5\nmax_bytes = 1\nfoo = 1\n[colours]\n",
    );
    let path = folder.0.join("project/wfstate.toml");
    let told: Vec<_> =
        errors.iter().map(|error| (error.to_string(), error.hint().unwrap_or_default())).collect();
    let expected = [
        (1, "`max_queue_size` stands outside of a section", "did you mean `performance.max_queue_size`?"),
        (3, "unknown section [performanc]", "did you mean `[performance]`?"),
        (5, "unknown key `evnt_batch_size` in [performance]", "did you mean `event_batch_size`?"),
        (6, "unknown key `max_bytes` in [performance]", "did you mean `retention.max_bytes`?"),
        (7, "unknown key `foo` in [performance]", "keys of [performance] are event_batch_size, event"),
        (8, "unknown section [colours]", "sections are database, performance, privacy, retention"),
    ];
    assert_eq!(told.len(), expected.len());
    for ((message, hint), (line, text, advice)) in told.iter().zip(expected) {
        assert_eq!(*message, format!("{}:{line}: {text}", path.display()));
        assert!(hint.starts_with(advice), "{hint}");
    }
    assert!(matches!(Config::load(&folder.sources()), Err(ConfigError::NoSection { .. })));
}

#[test]
fn wrong_values_name_the_key_the_place_and_what_is_allowed() {
    let folder = Folder::new();
    let path = folder.0.join("project/wfstate.toml");
    for (line, found, allowed) in [
        ("performance.event_batch_size = 'x'", "cannot be \"x\"", "a whole number from 1 to 10000"),
        ("performance.event_batch_size = '15'", "cannot be \"15\"", "a whole number from 1 to 10000"),
        ("performance.event_batch_size = 0", "= 0 is not allowed", "a whole number from 1 to 10000"),
        ("performance.event_batch_size = -1", "= -1 is not allowed", "a whole number from 1 to 10000"),
        ("performance.event_batch_size = 1.5", "cannot be 1.5", "a whole number from 1 to 10000"),
        ("performance.event_batch_size = 99999999999999999999", "cannot be an integer", "a whole number"),
        (
            "performance.snapshot_interval_seconds = '1500ms'",
            "= \"1500ms\" is not",
            "whole seconds from 1 to",
        ),
        ("privacy.audit_mode = 1", "cannot be 1", "true or false"),
        ("privacy.audit_mode = 'yes'", "cannot be \"yes\"", "true or false"),
        ("retention.max_bytes = 5", "= 5 is not", "at least 1048576 bytes"),
        ("retention.max_bytes = {}", "cannot be a table", "at least 1048576 bytes"),
        ("alerts.write_latency_ms = nan", "= NaN is not", "a number from 0.001 to"),
        ("alerts.write_latency_ms = inf", "= inf is not", "a number from 0.001 to"),
        ("record.unknown = 'drop'", "= \"drop\" is not", "\"accept\", \"quarantine\", \"reject\""),
        ("record.include = [1]", "cannot be an array of other things", "an array of texts"),
        ("database.path = ''", "= \"\" is not", "a path; or \"off\""),
        ("database.password = 5", "cannot be not a text", "a text"),
    ] {
        let errors = folder.errors_of(line);
        assert_eq!(errors.len(), 1, "{line}");
        let message = errors[0].to_string();
        let key = line.split(' ').next().unwrap();
        assert!(message.starts_with(&format!("{}:1: {key} {found}", path.display())), "{message}");
        assert!(message.contains(&format!("allowed: {allowed}")), "{message}");
    }
}

#[test]
fn variables_are_words_of_any_type() {
    let sources = Sources {
        environment: environment(&[
            ("WFSTATE_PRIVACY_AUDIT_MODE", "True"),
            ("WFSTATE_RECORD_EXCLUDE", "health.*, ai.output,"),
            ("WFSTATE_RETENTION_MAX_BYTES", "64M"),
            ("WFSTATE_PERFORMANCE_EVENT_BATCH_TIMEOUT_MS", "250"),
            ("WFSTATE_DATABASE_VACUUM_INTERVAL", "off"),
            ("WFSTATE_PERFORMANCE_MAX_QUEUE_SIZE", ""),
            ("WFSTATE_DB", "x.db"),
            ("PATH", "/bin"),
        ]),
        ..Sources::default()
    };
    let config = Config::load(&sources).unwrap();
    assert!(config.privacy().audit_mode);
    assert_eq!(config.record().exclude, ["health.*", "ai.output"]);
    assert_eq!(config.retention().max_bytes, Some(64 << 20));
    assert_eq!(config.performance().event_batch_timeout_ms, 250);
    assert_eq!(config.performance().max_queue_size, 1_000);
    assert_eq!(config.database().vacuum_interval_ms, None);
}

#[test]
fn misspelt_variables_are_errors() {
    let errors = check_environment("WFSTATE_PERFORMANCE_BATCH", "1");
    assert_eq!(errors[0].to_string(), "unknown environment variable WFSTATE_PERFORMANCE_BATCH");
    let errors = check_environment("WFSTATE_PRIVACI_AUDIT_MODE", "1");
    assert_eq!(errors[0].hint().as_deref(), Some("did you mean `WFSTATE_PRIVACY_AUDIT_MODE`?"));
    let errors = check_environment("WFSTATE_PRIVACY_AUDIT_MODE", "maybe");
    assert!(errors[0].to_string().starts_with("environment WFSTATE_PRIVACY_AUDIT_MODE: privacy.audit_mode"));
    for twin in ["WFSTATE_LOCK_TIMEOUT", "WFSTATE_MEMORY_LIMIT", "WFSTATE_NO_CONFIG", "WFSTATE_READ_ONLY"] {
        assert!(check_environment(twin, "1").is_empty(), "{twin}");
    }
}

#[test]
fn mariadb_is_understood_and_not_available() {
    let folder = Folder::new();
    for local in ["host='127.0.0.1'", "host='::1'", "host='LocalHost'", "host='/run/x.sock'", "socket='/x'"] {
        let errors = folder.errors_of(&format!("[database]\ntype='mariadb'\n{local}\npassword='secret'\n"));
        assert!(matches!(&errors[..], [ConfigError::EngineNotAvailable { .. }]), "{local}: {errors:?}");
    }
    for remote in
        ["host='db.example.org'", "host='10.0.0.1'", "socket='relative'", "host='127.0.0.1.evil.org'"]
    {
        let errors = folder.errors_of(&format!("[database]\ntype='mariadb'\n{remote}\n"));
        assert!(matches!(&errors[..], [ConfigError::NotLocal { .. }]), "{remote}: {errors:?}");
    }
    let mut config = Config::load(&Sources::default()).unwrap();
    assert!(config.set_flag("database", "type", "mariadb").is_err());
    assert_eq!(*config.value("database", "type"), Value::Text("sqlite".to_owned()));
}

#[test]
fn a_password_is_never_kept() {
    let folder = Folder::new();
    folder.write("project/wfstate.toml", "[database]\npassword = 'hunter2'\n");
    let config = Config::load(&folder.sources()).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    assert_eq!(*config.value("database", "password"), Value::Hidden);
}

#[test]
fn files_that_cannot_be_read_are_errors() {
    let folder = Folder::new();
    let check = |path: PathBuf| Config::check(&Sources { config: Some(path), ..folder.sources() });
    assert!(matches!(&check(folder.0.join("none.toml"))[..], [ConfigError::Read { .. }]));
    assert!(matches!(&check(folder.0.clone())[..], [ConfigError::Read { .. }]));
    if Path::new("/dev/zero").exists() {
        assert!(matches!(&check("/dev/zero".into())[..], [ConfigError::TooLarge { .. }]));
    }
    let path = folder.write("bad.toml", "[performance]\nevent_batch_size = = 3\n");
    assert!(matches!(&check(path)[..], [ConfigError::Syntax { line: 2, .. }]));
    let path = folder.0.join("bytes.toml");
    fs::write(&path, b"[record]\n# \xff\n").unwrap();
    assert!(matches!(&check(path)[..], [ConfigError::Syntax { line: 2, column: 3, .. }]));
}

#[test]
fn what_is_shown_reads_back() {
    let folder = Folder::new();
    let original = "[record]\ninclude = [\"a\\\"b\", \"c\"]\n[database]\npath = '/x/y.db'\n";
    folder.write("project/wfstate.toml", original);
    let config = Config::load(&folder.sources()).unwrap();
    let mut shown = String::new();
    for section in table::sections() {
        writeln!(shown, "[{section}]").unwrap();
        for setting in config.settings().filter(|setting| setting.section == section) {
            writeln!(shown, "{} = {}", setting.key, setting.value).unwrap();
        }
    }
    folder.write("project/wfstate.toml", &shown);
    let again = Config::load(&folder.sources()).unwrap();
    let values = |config: &Config| config.settings().map(|s| s.value.clone()).collect::<Vec<_>>();
    assert_eq!(values(&config), values(&again));
}

#[test]
fn settings_are_json() {
    let mut config = Config::load(&Sources::default()).unwrap();
    config.set_flag("record", "include", "a,b").unwrap();
    let json = |key: &str| {
        let setting = config.settings().find(|setting| setting.key == key).unwrap();
        serde_json::to_value(setting).unwrap()
    };
    assert_eq!(json("path")["value"], serde_json::Value::Null);
    assert_eq!(json("include")["value"], serde_json::json!(["a", "b"]));
    assert_eq!(json("include")["origin"], serde_json::json!({"from": "flag"}));
    assert_eq!(json("audit_mode")["value"], serde_json::json!(false));
}
