//! An export that was edited, cut or put together again is found out.

use super::scene::{FORMATS, broken, export, lab, replay};

#[test]
fn an_edited_export_fails_its_digest_and_its_seals() {
    let lab = lab();
    for format in FORMATS {
        let file = format!("x.{format}");
        export(&lab, &["plain", "-o", &file]).expect(0);
        let text = std::fs::read_to_string(lab.path(&file)).unwrap();
        assert_eq!(broken(&lab, &file), (0, vec![]));
        let at = text.find("accumulator").unwrap();
        let (before, after) = text.split_at(at);
        lab.write(&file, format!("{before}{}", after.replacen("0.5", "0.6", 1)));
        let (code, said) = broken(&lab, &file);
        let all = said.join("\n");
        assert!(code == 4 && all.contains("digest") && all.contains("seal of events"), "{file} {said:?}");
        let (code, answer) = replay(&lab, &[&file]);
        assert_eq!((code, &answer["divergence"]["kind"]), (4, &"digest".into()), "{file} {answer}");
    }
}

#[test]
fn a_new_digest_does_not_hide_an_edit_from_the_seals() {
    let lab = lab();
    export(&lab, &["plain", "-o", "x.ndjson"]).expect(0);
    let text = std::fs::read_to_string(lab.path("x.ndjson")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    let body = lines.join("\n").replacen("\"accumulator\":0.5", "\"accumulator\":0.6", 1) + "\n";
    lab.write("body", &body);
    let digest = super::scene::sha256(&lab, "body");
    let end = format!("{{\"message_type\":\"end\",\"records\":{},\"digest\":\"{digest}\"}}\n", lines.len());
    lab.write("y.ndjson", body + &end);
    let (code, said) = broken(&lab, "y.ndjson");
    assert!(code == 4 && said.iter().all(|s| !s.contains("digest")), "{said:?}");
    assert!(said.iter().any(|s| s.starts_with("WFH001")), "{said:?}");
}

#[test]
fn an_export_that_was_cut_off_says_so() {
    let lab = lab();
    export(&lab, &["plain", "-o", "x.ndjson"]).expect(0);
    let text = std::fs::read_to_string(lab.path("x.ndjson")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    lab.write("cut.ndjson", lines[..lines.len() - 9].join("\n") + "\n");
    let (code, said) = broken(&lab, "cut.ndjson");
    assert!(code == 4 && said.iter().any(|s| s.contains("has no end")), "{said:?}");
    let (_, answer) = replay(&lab, &["cut.ndjson"]);
    assert_eq!(answer["verified"], false, "{answer}");
}
