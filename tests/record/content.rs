//! Content: not stored unless that is asked for, anywhere; and no file is for others to read.

use crate::common::{Lab, Live, finish};
use std::os::unix::fs::PermissionsExt;

const CANARIES: [&str; 14] = [
    "CANARY-prompt",
    "CANARY-token",
    "CANARY-stack",
    "CANARY-text",
    "CANARY-nested",
    "CANARY-extra",
    "CANARY-stream",
    "CANARY-refused",
    "CANARY-array",
    "CANARY-broken",
    "CANARY-escaped",
    "CANARY-twice",
    "CANARY-unknown-field",
    "CANARY-string",
];

/// A line for each way in which words can come.
fn lines() -> String {
    [
        r#"{"type":"user.prompt","data":{"prompt_id":"p","interface":"text","truncated":false,"prompt_text":"CANARY-prompt"}}"#,
        r#"{"type":"ai.output","data":{"prompt_id":"p","token_index":0,"is_last":true,"model_id":"m","token":"CANARY-token"}}"#,
        r#"{"type":"error","data":{"error_code":"E","error_message":"m","component":"c","severity":"low","recoverable":true,"stack_trace":"CANARY-stack"}}"#,
        r#"{"type":"x.chat","data":{"text":"CANARY-text"}}"#,
        r#"{"type":"x.chat","data":{"messages":[{"role":"user","content":"CANARY-nested"}]}}"#,
        r#"{"type":"x.chat","prompt":"CANARY-extra","data":{}}"#,
        r#"{"type":"token_stream","channel":"c","payload":{"tokens":["CANARY-stream"],"modelId":"m"}}"#,
        r#"{"type":"user.prompt","data":{"prompt_id":"p","interface":"text","truncated":false,"d\u0061ta":1,"prompt_t\u0065xt":"CANARY-escaped"}}"#,
        r#"{"type":"user.action","data":{"action":"stop","response_text":"CANARY-unknown-field"}}"#,
        // Refused ones:
        r#"{"type":"user.prompt","data":{"prompt_text":"CANARY-refused"}}"#,
        r#"{"type":"user.prompt","data":["CANARY-array"]}"#,
        r#"{"type":"user.prompt","payload":"CANARY-string"}"#,
        r#"{"type":"user.prompt","data":{"prompt_text":"CANARY-broken"}"#,
        r#"{"type":"user.prompt","d\u0061ta":{"prompt_text":"CANARY-escaped"}}"#,
        r#"{"type":"user.prompt","data":{"prompt_text":"CANARY-twice"},"payload":{"prompt_text":"CANARY-twice"}}"#,
        r#"{"type":"token_stream","channel":"c","frameNumber":-1,"payload":{"tokens":["CANARY-stream"],"modelId":"m"}}"#,
    ]
    .map(|l| format!("{l}\n"))
    .concat()
}

/// Records the lines and looks at every file while the recorder is still there, and after it has gone.
fn found(args: &[&str]) -> (Vec<String>, Lab) {
    let lab = Lab::new();
    let mut live = lab.start(&[&["record", "--ack", "commit", "--session", "s"], args].concat());
    live.send(lines());
    live.await_ack(9);
    let mut found = lab.files_with(&CANARIES);
    live.end().expect(3);
    found.extend(lab.files_with(&CANARIES));
    (found, lab)
}

#[test]
fn by_default_nobodys_words_reach_the_disk() {
    let (found, lab) = found(&[]);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(lab.count("stored_event"), 9);
    assert_eq!(lab.count("stored_quarantine"), 7);
    assert_eq!(lab.one("SELECT stores_content, mode FROM stored_session"), "0|normal");
    let marked =
        lab.rows("SELECT count(*) FROM stored_event WHERE flags & 8 AND payload LIKE '%\"commitment\":\"%'");
    assert_eq!(marked, ["8"], "all but the one whose words stood beside the data");
}

#[test]
fn with_content_everybodys_words_are_stored_and_the_session_is_marked() {
    let (found, lab) = found(&["--content"]);
    for canary in CANARIES {
        assert!(
            found.iter().any(|f| f.starts_with(canary)),
            "{canary} is nowhere: this search would find it"
        );
    }
    assert_eq!(lab.one("SELECT stores_content, mode FROM stored_session"), "1|debug");
    assert_eq!(lab.count("stored_event WHERE flags & 8"), 0);
}

#[test]
fn the_lengths_of_words_are_kept_in_place_of_them() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], lines()).expect(3);
    let sql = "SELECT json_extract(data, '$.prompt_text.length'), json_extract(data, '$.prompt_id') FROM event WHERE seq = 1";
    assert_eq!(lab.one(sql), "13|p");
}

#[test]
fn what_was_redacted_before_is_taken_as_it_is() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], lines()).expect(3);
    let data = lab.one("SELECT data FROM event WHERE seq = 1");
    let again = format!("{{\"type\":\"user.prompt\",\"session_id\":\"t\",\"data\":{data}}}\n");
    lab.record(&[], again).expect(0);
    assert_eq!(lab.one("SELECT data FROM event WHERE session_id = 't'"), data);
}

#[test]
fn content_follows_each_run_of_a_session() {
    let lab = Lab::new();
    let line = |n: u32| {
        format!("{{\"type\":\"x.chat\",\"session_id\":\"s\",\"data\":{{\"text\":\"CANARY-{n}\"}}}}\n")
    };
    lab.record(&["--content"], line(1)).expect(0);
    lab.record(&["--resume"], line(2)).expect(0);
    assert_eq!(lab.files_with(&["CANARY-2"]), [""; 0], "it was not asked for this time");
    assert_eq!(
        lab.one("SELECT stores_content FROM stored_session"),
        "1",
        "the session holds some all the same"
    );
}

#[test]
fn a_private_recording_leaves_nothing_on_disk() {
    let lab = Lab::new();
    let before = lab.files();
    let mut live =
        lab.start(&["record", "--private", "--content", "--ack", "commit", "--session", "CANARY-name"]);
    live.send(lines());
    live.await_ack(9);
    assert_eq!(lab.files(), before, "while it runs");
    let ran = live.end().expect(3);
    assert_eq!(lab.files(), before);
    assert_eq!(ran.code, 3);
    let ran = lab.record(&["--private"], lines()).expect(3);
    assert_eq!(ran.counts()[0], 9);
    assert_eq!(lab.run(&["record", "--private", "--resume"], "").code, 2);
}

#[test]
fn a_private_recording_does_not_touch_the_database_that_is_there() {
    let lab = Lab::new();
    lab.record(&["--session", "s"], lines()).expect(3);
    let before = std::fs::read(lab.path("t.db")).unwrap();
    lab.record(&["--private"], lines()).expect(3);
    assert_eq!(std::fs::read(lab.path("t.db")).unwrap(), before);
}

fn modes(lab: &Lab) -> Vec<String> {
    let of = |name: &String| {
        let mode = std::fs::metadata(lab.path(name)).unwrap().permissions().mode();
        format!("{name} {:o}", mode & 0o7777)
    };
    lab.files().iter().map(of).collect()
}

#[test]
fn every_file_is_for_its_owner_alone_whatever_the_umask() {
    for mask in ["000", "022", "077"] {
        let lab = Lab::new();
        let mut live = Live::of(lab.shell(&format!("umask {mask}; exec $W record --ack commit")));
        live.send(crate::common::action("s", 1));
        live.await_ack(1);
        let all = ["t.db 600", "t.db-shm 600", "t.db-wal 600", "t.db.key 600", "t.db.lock 600"];
        assert_eq!(modes(&lab), all, "umask {mask}");
        live.end().expect(0);
    }
}

#[test]
fn the_default_directory_is_for_its_owner_alone() {
    let lab = Lab::new();
    let mut command = lab.shell("umask 000; exec $W record --ack commit");
    command.env_remove("WFSTATE_DB").env("XDG_STATE_HOME", lab.path("home/state"));
    assert_eq!(finish(command, crate::common::action("s", 1).as_bytes()).code, 0);
    for dir in ["home/state", "home/state/wfstate"] {
        let mode = std::fs::metadata(lab.path(dir)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{dir}");
    }
    assert!(lab.path("home/state/wfstate/state.db").exists());
}

#[test]
fn a_key_that_is_lost_wrong_or_broken_is_said_and_nothing_is_recorded() {
    let lab = Lab::new();
    let one = crate::common::action;
    lab.record(&[], one("s", 1)).expect(0);
    let key = std::fs::read(lab.path("t.db.key")).unwrap();
    assert_eq!(key.len(), 32);
    let breakages: [(&str, Option<Vec<u8>>); 5] = [
        ("missing", None),
        ("wrong", Some(vec![1; 32])),
        ("short", Some(key[..31].to_vec())),
        ("long", Some([&key[..], &[0]].concat())),
        ("empty", Some(Vec::new())),
    ];
    for (what, bytes) in breakages {
        match bytes {
            None => std::fs::remove_file(lab.path("t.db.key")).unwrap(),
            Some(bytes) => drop(lab.write("t.db.key", bytes)),
        }
        let ran = lab.record(&[], one("u", 1)).expect(12);
        let failure = ran.failure();
        crate::common::follows("exit_error", &failure);
        assert_eq!(failure["kind"], "key", "{what}");
        assert!(ran.stderr.contains("t.db.key"), "{what}: {}", ran.stderr);
    }
    assert_eq!(lab.count("stored_event"), 1);
    lab.write("elsewhere", &key);
    let elsewhere = lab.path("elsewhere");
    lab.record(&["--key-file", elsewhere.to_str().unwrap()], one("v", 1)).expect(0);
}

#[test]
fn a_new_key_goes_on_and_is_noted() {
    let lab = Lab::new();
    lab.record(&[], crate::common::action("s", 1)).expect(0);
    std::fs::remove_file(lab.path("t.db.key")).unwrap();
    lab.record(&["--new-key"], crate::common::action("t", 1)).expect(0);
    lab.record(&[], crate::common::action("u", 1)).expect(0);
    assert_eq!(lab.count("stored_event"), 3);
    assert_eq!(lab.count("ledger WHERE kind = 'content_key_replaced'"), 1);
}
