//! Parts of a session.

use super::scene::{FORMATS, broken, export, lab, replay};
use serde_json::Value;

#[test]
fn a_slice_goes_on_from_a_baseline_and_comes_to_the_state_of_the_whole() {
    let lab = lab();
    for format in FORMATS {
        for (range, upto) in [("8..21", "21"), ("..21", "21"), ("9..30", "30"), ("30..", "40")] {
            let (_, whole) = replay(&lab, &["plain", "--seq", upto]);
            let file = format!("x{}{format}", range.replace("..", "_") + ".");
            export(&lab, &["plain", "--seq", range, "-o", &file]).expect(0);
            let (code, again) = replay(&lab, &[&file]);
            assert_eq!((code, &again["state_hash"]), (0, &whole["state_hash"]), "{file} {again}");
            assert_eq!(again["energy"], whole["energy"], "{file}");
            assert_eq!(broken(&lab, &file), (0, vec![]), "{file}");
        }
    }
    // In a session with words the baseline is that of the file's own events.
    export(&lab, &["words", "--seq", "..50", "-o", "head.ndjson"]).expect(0);
    export(&lab, &["words", "--seq", "31..50", "-o", "slice.ndjson"]).expect(0);
    let (head, slice) = (replay(&lab, &["head.ndjson"]).1, replay(&lab, &["slice.ndjson"]).1);
    assert_eq!((&head["state_hash"], &slice["verified"]), (&slice["state_hash"], &Value::Bool(true)));
    assert_eq!(broken(&lab, "slice.ndjson"), (0, vec![]));
}

#[test]
fn times_are_a_slice_as_well() {
    let lab = lab();
    let out = export(
        &lab,
        &["plain", "--since", "2025-08-17T19:48:00.160Z", "--until", "2025-08-17T19:48:00.320Z"],
    );
    let seqs: Vec<u64> = out.expect(0).lines().iter().filter_map(|l| l["seq"].as_u64()).collect();
    assert_eq!(seqs, (11..=20).collect::<Vec<u64>>());
    export(&lab, &["plain", "--seq", "100..200"]).expect(5);
    export(&lab, &["plain", "--seq", "9..3"]).expect(2);
    export(&lab, &["plain", "--seq", "0..3"]).expect(2);
}

#[test]
fn a_file_of_some_types_says_that_it_is_a_part_and_claims_no_state() {
    let lab = lab();
    export(&lab, &["words", "--type", "user.*", "--type", "energy.*", "-o", "x.ndjson"]).expect(0);
    let text = std::fs::read_to_string(lab.path("x.ndjson")).unwrap();
    let head: Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    assert_eq!(
        (&head["partial"], &head["state_hash"], &head["events"]),
        (&true.into(), &Value::Null, &41.into())
    );
    assert!(!text.contains("\"ai.output\"") && text.contains("\"user.prompt\""));
    assert_eq!(broken(&lab, "x.ndjson"), (0, vec![]));
}
