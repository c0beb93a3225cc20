//! How costs are drawn and written: for people, for spreadsheets, as a picture.

use super::scene::{WHOLE, phase, record, spent};
use crate::common::Lab;

fn drawn(lab: &Lab, args: &[&str]) -> String {
    lab.run(&[&["cost"][..], &WHOLE, args].concat(), "").expect(0).stdout
}

#[test]
fn a_table_has_a_bar_for_each_day_as_wide_as_its_part_of_the_highest() {
    let text = drawn(&spent(), &[]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "spent $0.050012 and 3 of 7 unpriced from 2025-08-17 00:00 until 2025-08-21 00:00");
    let bar = |day: &str| {
        let line = lines.iter().find(|l| l.starts_with(day)).unwrap();
        line.chars().filter(|c| *c == '#').count()
    };
    assert_eq!(bar("2025-08-18"), 40, "{text}");
    assert_eq!(bar("2025-08-17"), 40 * 20_000 / 30_005, "{text}");
    assert_eq!((bar("2025-08-19"), bar("2025-08-20")), (0, 1), "little is seen, nothing is not: {text}");
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn a_terminal_that_shows_more_than_ascii_gets_blocks() {
    let lab = spent();
    let mut command = lab.command(&[&["cost"][..], &WHOLE].concat());
    command.env("LANG", "C.UTF-8");
    let text = crate::common::finish(command, b"").expect(0).stdout;
    assert!(text.contains(&"█".repeat(40)) && !text.contains('#'), "{text}");
    let unpriced = lab.run(&["cost", "c-none"], "").expect(0).stdout;
    assert!(unpriced.contains("spent unpriced (1 of 1)"), "{unpriced}");
}

#[test]
fn csv_has_bare_numbers_and_leaves_out_what_is_unknown() {
    let lab = spent();
    let csv = drawn(&lab, &["--format", "csv", "--by", "model"]);
    assert_eq!(csv, "model,cost_micro_usd,count,unpriced\nm/a,12,2,0\nm/b,,1,1\n-,50000,4,2\n");
    let markdown = drawn(&lab, &["--format", "markdown", "--by", "label"]);
    assert!(markdown.starts_with("| label | cost | count | unpriced |\n| --- | ---: |"), "{markdown}");
    assert!(markdown.contains("| - | unpriced | 1 | 1 |"), "{markdown}");
    let yaml = drawn(&lab, &["--format", "yaml"]);
    assert!(yaml.contains("schema: wfstate.cost/1"), "{yaml}");
}

#[test]
fn a_picture_is_one_well_formed_file_without_scripts_for_light_and_dark() {
    let lab = Lab::new();
    record(&lab, Some("</text><script>x & \"y\"'\u{1b}"), &phase("odd", "2025-08-17T12:00:00Z", "7", ""));
    record(&lab, Some("plain"), &phase("even", "2025-08-17T12:00:00Z", "14", ""));
    for by in ["day", "label", "model"] {
        let svg = drawn(&lab, &["--format", "svg", "--by", by]);
        let elements = elements(&svg).unwrap_or_else(|why| panic!("{why} in {svg}"));
        assert_eq!(elements.first().map(String::as_str), Some("svg"));
        let allowed = ["svg", "title", "style", "rect", "text", "g"];
        assert!(elements.iter().all(|e| allowed.contains(&e.as_str())), "{elements:?}");
        assert!(svg.contains("prefers-color-scheme:dark") && !svg.contains("href") && !svg.contains("url("));
        assert_eq!(svg.matches("http").count(), 1, "the name of the format, and nothing from elsewhere");
    }
    let ran = lab.run(&["cost", "--format", "svg", "-o", "cost.svg", "--days", "1"], "").expect(0);
    assert_eq!(ran.stdout, "");
    elements(&std::fs::read_to_string(lab.path("cost.svg")).unwrap()).unwrap();
    assert_eq!(lab.run(&["cost", "--format", "svg", "-o", "cost.svg"], "").code, 1, "it is there already");
}

#[test]
fn what_is_not_well_formed_is_found_out() {
    elements("<a x=\"1\"><b/>t &amp; u</a>\n").unwrap();
    for bad in [
        "<a>",
        "<a></b>",
        "<a>&</a>",
        "<a x=1/>",
        "<a>\u{1}</a>",
        "<a/><b/>",
        "<a x=\"<\"/>",
        "<a b></a>",
        "x<a/>",
    ] {
        assert!(elements(bad).is_err(), "{bad}");
    }
}

/// The names of a document's elements in their order, or why it is no XML. Of XML it knows elements, attributes in
/// double quotes and the five named entities, which is what a drawing here is made of.
fn elements(xml: &str) -> Result<Vec<String>, String> {
    let (mut names, mut open) = (Vec::new(), Vec::new());
    let mut rest = xml.trim_end();
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        is_text(text)?;
        if open.is_empty() && !(text.is_empty() && names.is_empty()) {
            return Err(format!("`{text}` or a second root outside"));
        }
        let end = tag.find('>').ok_or("a tag without an end")?;
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            let opened = open.pop();
            if opened.as_deref() != Some(name) {
                return Err(format!("</{name}> closes {opened:?}"));
            }
            if open.is_empty() && rest.is_empty() {
                return Ok(names);
            }
            continue;
        }
        let (inside, is_whole) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        are_attributes(attributes)?;
        names.push(name.to_owned());
        if !is_whole {
            open.push(name.to_owned());
        } else if open.is_empty() {
            break;
        }
    }
    if open.is_empty() && rest.is_empty() && !names.is_empty() {
        return Ok(names);
    }
    Err(format!("open are {open:?}, left is `{rest}`"))
}

fn are_attributes(mut text: &str) -> Result<(), String> {
    while !text.trim().is_empty() {
        let (name, rest) = text.trim_start().split_once("=\"").ok_or(format!("`{text}` is no attribute"))?;
        let (value, rest) = rest.split_once('"').ok_or(format!("{name} has no end"))?;
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') || value.contains('<') {
            return Err(format!("{name}=\"{value}\""));
        }
        is_text(value)?;
        text = rest;
    }
    Ok(())
}

fn is_text(text: &str) -> Result<(), String> {
    if let Some(c) =
        text.chars().find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}'))
    {
        return Err(format!("{c:?} in text"));
    }
    let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    match text.split('&').skip(1).find(|after| !known.iter().any(|k| after.starts_with(k))) {
        Some(after) => Err(format!("&{after}")),
        None => Ok(()),
    }
}
