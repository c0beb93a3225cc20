//! Exports that are not what was written: edited, cut off, edited with care.

use super::export::{dressed, export, import, is_clean, lines};
use crate::common::{Lab, action};
use serde_json::json;

fn recorded() -> Lab {
    let lab = Lab::new();
    let input: String = (1..=40).map(|n| action("s", n)).collect();
    lab.record(&[], input).expect(0);
    lab
}

/// What a file of these bytes comes to; nothing may be there afterwards where it was refused.
#[track_caller]
fn refused(lab: &Lab, bytes: &[u8], place: &str) {
    lab.write("edited", bytes);
    let (code, failure) = import(lab, &["--db", "n.db", "edited"]);
    let message = failure["message"].as_str().unwrap_or_else(|| panic!("{failure}"));
    assert_eq!(code, 4, "{failure}");
    assert!(message.contains(place), "{message}");
    let left: Vec<String> = lab.files().into_iter().filter(|f| f.starts_with("n.db")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn every_edit_of_a_line_breaks_the_digest() {
    let lab = recorded();
    let text = String::from_utf8(export(&lab, "t.db", "ndjson", "x")).unwrap();
    let all: Vec<&str> = text.lines().collect();
    // Whole, it is imported: what is refused below is refused for its edit.
    assert_eq!(import(&lab, &["--db", "whole.db", "x"]).0, 0);
    for at in 1..all.len() - 1 {
        if at % 7 != 1 {
            continue;
        }
        let without: Vec<&str> = all.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, l)| *l).collect();
        lab.write("edited", without.join("\n") + "\n");
        let (code, failure) = import(&lab, &["--db", "n.db", "edited"]);
        // Without its head an export is no export.
        assert!(code == 4 || at == 1 && code == 1, "line {at}: {failure}");
    }
    let edited = text.replacen("\"b7\"", "\"b8\"", 1);
    assert_ne!(edited, text, "the edit is one");
    refused(&lab, edited.as_bytes(), "its digest is not that of its records");
    let cut = all[..all.len() - 1].join("\n");
    refused(&lab, cut.as_bytes(), "cut off");
}

#[test]
fn an_edit_with_a_new_digest_does_not_fit_the_seals() {
    let lab = recorded();
    let whole = lines(&lab.path("t.db"));
    let edited = |edit: &dyn Fn(&mut Vec<String>)| {
        let mut copy = whole.clone();
        edit(&mut copy);
        assert_ne!(copy, whole, "the edit is one");
        dressed(&copy, "json")
    };
    let place = |n: u64| whole.iter().position(|l| l.contains(&format!("\"seq\":{n},"))).unwrap();
    let data = edited(&|l| l[place(7)] = l[place(7)].replace("\"b7\"", "\"b8\""));
    refused(&lab, &data, "is not the one that was sealed");
    let time = edited(&|l| l[place(9)] = l[place(9)].replace("\"timestamp\":\"20", "\"timestamp\":\"19"));
    refused(&lab, &time, "sealed");
    let gone = edited(&|l| {
        l.remove(place(12));
        l[1] = l[1].replace("\"events\":40", "\"events\":39");
    });
    refused(&lab, &gone, "event 13: events before it are missing");
    let tail = edited(&|l| {
        l.remove(place(40));
        l.retain(|l| !l.contains("\"message_type\":\"snapshot\""));
        l[1] =
            l[1].replace("\"events\":40", "\"events\":39").replacen("\"last_seq\":40", "\"last_seq\":39", 1);
    });
    refused(&lab, &tail, "the end of session s");
    let seal = edited(&|l| {
        l.remove(place(40));
        l[1] = l[1].replace("\"events\":40", "\"events\":39").replace("\"last_seq\":40", "\"last_seq\":39");
    });
    refused(&lab, &seal, "is not the one that was sealed");
    let snapshot = whole.iter().position(|l| l.contains("\"message_type\":\"snapshot\"")).unwrap();
    let state = edited(&|l| l[snapshot] = l[snapshot].replacen("\"actions\":40", "\"actions\":41", 1));
    refused(&lab, &state, "the snapshot after event 40");
    let energy = edited(&|l| l[1] = l[1].replacen("\"energy\":", "\"energy\":1", 1));
    refused(&lab, &energy, "energy");
}

#[test]
fn what_cannot_be_proved_is_imported_when_that_is_accepted_and_is_marked() {
    let lab = recorded();
    let whole = lines(&lab.path("t.db"));
    let place = |n: u64| whole.iter().position(|l| l.contains(&format!("\"seq\":{n},"))).unwrap();
    let mut edited = whole.clone();
    edited[place(7)] = edited[place(7)].replace("\"b7\"", "\"b8\"");
    edited.remove(place(12));
    lab.write("edited", dressed(&edited, "yaml"));
    let (code, answer) = import(&lab, &["--db", "n.db", "--accept-unverified", "edited"]);
    assert_eq!(code, 0, "{answer}");
    let session = &answer["files"][0]["sessions"][0];
    assert_eq!((&session["verified"], &session["events"]), (&json!(false), &json!(39)), "{answer}");
    assert!(session["why"].as_str().is_some_and(|w| !w.is_empty()), "{answer}");
    let rows = super::export::sessions(&lab.path("n.db"));
    assert!(rows[0].metadata.contains("unverified") && rows[0].lost == 1, "{}", rows[0].metadata);
    is_clean(&lab, "n.db");
    let cut = dressed(&whole, "ndjson");
    let cut = &cut[..cut.len() - 300];
    lab.write("cut", cut);
    let (code, _) = import(&lab, &["--db", "c.db", "cut"]);
    assert_ne!(code, 0);
    assert!(!lab.path("c.db").exists());
}

#[test]
fn a_pack_whose_manifest_does_not_fit_is_refused() {
    use wfstate::observer::Silent;
    use wfstate::pack::{Kind, Request, write_edited};
    let lab = recorded();
    let request = Request {
        database: lab.path("t.db"),
        kind: Kind::Backup,
        out: lab.path("x.zip"),
        over: false,
        lock_timeout: std::time::Duration::from_secs(5),
    };
    write_edited(&request, &Silent, &mut |m| m.root = "0".repeat(64)).unwrap();
    let (code, failure) = import(&lab, &["--db", "n.db", "x.zip"]);
    assert_eq!(code, 4, "{failure}");
    let (code, answer) = import(&lab, &["--db", "n.db", "--accept-unverified", "x.zip"]);
    assert_eq!((code, &answer["files"][0]["sessions"][0]["verified"]), (0, &json!(false)), "{answer}");
    is_clean(&lab, "n.db");
}
