//! Packs that were made to do harm: each is refused with exit code 1 and its reason, and nothing is written.

use super::scene::{check, packed, recorded};
use crate::common::Lab;
use std::io::Write;
use wfstate::pack::{Kind, Manifest, root_of};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the members of a good pack hold.
struct Parts {
    manifest: Vec<u8>,
    database: Vec<u8>,
}

fn parts(lab: &Lab) -> Parts {
    let path = packed(lab, "good.zip", Kind::Backup);
    let mut archive = ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    Parts { manifest: read("manifest.json"), database: read("state.db") }
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, deflated()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[track_caller]
fn refused(lab: &Lab, bytes: &[u8], why: &str) {
    lab.write("bad.zip", bytes);
    let (code, report) = check(lab, "bad.zip", &[]);
    let message = report["error"]["message"].as_str().unwrap_or_else(|| panic!("{why}: {report}"));
    assert_eq!((code, &report["coverage"]), (1, &"none".into()), "{message}");
    assert!(message.contains("bad.zip") && message.contains(why), "{why}: {message}");
    assert!(!message.contains("wfstate-"), "the private place is nobody's business: {message}");
}

/// Replaces bytes wherever they stand; so many times.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8], times: usize) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> =
        (0..=bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert_eq!(places.len(), times);
    let mut out = bytes.to_vec();
    for at in places {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

/// The places of the two central entries.
fn central(bytes: &[u8]) -> Vec<usize> {
    (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect()
}

/// Changes a field of the entry of a member and the same field in the directory.
fn patched(bytes: &[u8], name: &str, (local, in_directory): (usize, usize), change: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = central(bytes).into_iter().find(|at| bytes[at + 46..].starts_with(name.as_bytes())).unwrap();
    let entry = u32::from_le_bytes(bytes[at + 42..at + 46].try_into().unwrap()) as usize;
    out[at + in_directory..at + in_directory + change.len()].copy_from_slice(change);
    out[entry + local..entry + local + change.len()].copy_from_slice(change);
    out
}

const FLAGS: (usize, usize) = (6, 8);
const METHOD: (usize, usize) = (8, 10);
const SIZE: (usize, usize) = (22, 24);

#[test]
fn exactly_two_members_under_exactly_their_names() {
    let lab = recorded();
    let p = parts(&lab);
    let (m, d) = (("manifest.json", &p.manifest[..]), ("state.db", &p.database[..]));
    refused(&lab, &zipped(&[m]), "it has 1");
    refused(&lab, &zipped(&[]), "it has 0");
    refused(&lab, &zipped(&[m, d, ("readme", b"x")]), "it has 3");
    for name in ["../state.db", "/tmp/state.db", "STATE.DB", "state.db/", "x/state.db", "state.db ", ""] {
        refused(&lab, &zipped(&[m, (name, d.1)]), "another name");
    }
    let twice = replaced(&zipped(&[m, ("manifest.jsoX", b"{}")]), b"manifest.jsoX", b"manifest.json", 2);
    refused(&lab, &twice, "it has one of them twice");
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(m.0, deflated()).unwrap();
    zip.write_all(m.1).unwrap();
    zip.add_symlink("state.db", "/etc/passwd", deflated()).unwrap();
    refused(&lab, &zip.finish().unwrap().into_inner(), "not a file");
    // The control: the same members in either order are a pack.
    for members in [[m, d], [d, m]] {
        lab.write("bad.zip", zipped(&members));
        assert_eq!(check(&lab, "bad.zip", &[]).0, 0);
    }
}

#[test]
fn entries_that_lie_are_refused() {
    let lab = recorded();
    let p = parts(&lab);
    let good = zipped(&[("manifest.json", &p.manifest), ("state.db", &p.database)]);
    let less = (p.database.len() as u32 - 1).to_le_bytes();
    refused(&lab, &patched(&good, "state.db", SIZE, &less), "is a lie");
    let less = (p.manifest.len() as u32 - 1).to_le_bytes();
    refused(&lab, &patched(&good, "manifest.json", SIZE, &less), "manifest.json");
    let more = (p.database.len() as u32 + 1).to_le_bytes();
    refused(&lab, &patched(&good, "state.db", SIZE, &more), "more than the");
    refused(&lab, &patched(&good, "state.db", FLAGS, &[1, 0]), "encrypted");
    refused(&lab, &patched(&good, "state.db", METHOD, &[12, 0]), "compressed in a way");
    // The manifest agrees with the larger lie.
    let manifest = edited(&p.manifest, |m| m.members[0].bytes += 1);
    let agreed = zipped(&[("manifest.json", &manifest), ("state.db", &p.database)]);
    refused(&lab, &patched(&agreed, "state.db", SIZE, &more), "is a lie");
    // Only the directory lies, or only the entry.
    let at = central(&good)[1];
    let mut other = good.clone();
    other[at + 24] ^= 1;
    lab.write("bad.zip", other);
    assert_eq!(check(&lab, "bad.zip", &[]).0, 1);
}

fn edited(manifest: &[u8], edit: impl Fn(&mut Manifest)) -> Vec<u8> {
    let mut manifest: Manifest = serde_json::from_slice(manifest).unwrap();
    edit(&mut manifest);
    manifest.root = root_of(&manifest.members);
    serde_json::to_vec(&manifest).unwrap()
}

#[test]
fn members_that_overlap_and_bytes_that_belong_to_nobody_are_refused() {
    let lab = recorded();
    let p = parts(&lab);
    let good = zipped(&[("manifest.json", &p.manifest), ("state.db", &p.database)]);
    let mut overlapping = good.clone();
    let at = central(&good)[1];
    overlapping[at + 42..at + 46].copy_from_slice(&0_u32.to_le_bytes());
    refused(&lab, &overlapping, "overlap");
    refused(&lab, &[good.as_slice(), b"x"].concat(), "appended");
    refused(&lab, &[good.as_slice(), &good].concat(), "something between");
    refused(&lab, &[b"PKxx".as_slice(), &good].concat(), "something between");
    let mut comment = good.clone();
    let length = comment.len();
    comment[length - 2] = 5;
    comment.extend_from_slice(b"hello");
    refused(&lab, &comment, "appended");
}

#[test]
fn a_pack_that_is_cut_off_anywhere_is_refused() {
    let lab = recorded();
    let good = std::fs::read(packed(&lab, "good.zip", Kind::Backup)).unwrap();
    let far = (2..good.len() - 100).step_by(good.len() / 12);
    for length in far.chain((good.len() - 100..good.len()).step_by(9)) {
        refused(&lab, &good[..length], "cut off");
    }
    lab.write("bad.zip", &good[..1]);
    assert_eq!(check(&lab, "bad.zip", &[]).0, 1);
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let lab = recorded();
    let p = parts(&lab);
    let zeros = vec![0; 24 << 20];
    let said = edited(&p.manifest, |m| m.members[0].bytes = 24 << 20);
    refused(&lab, &zipped(&[("manifest.json", &said), ("state.db", &zeros)]), "no database does");
    // The manifest of the small database does not allow the large one.
    refused(&lab, &zipped(&[("manifest.json", &p.manifest), ("state.db", &zeros)]), "more than the");
    let blanks = vec![b' '; 24 << 20];
    refused(&lab, &zipped(&[("manifest.json", &blanks), ("state.db", &p.database)]), "would unpack to");
    let zstd = zstd::encode_all(std::io::Read::take(std::io::repeat(0), 64 << 20), 3).unwrap();
    refused(&lab, &zstd, "no database does");
}

#[test]
fn a_manifest_that_is_none_is_refused() {
    let lab = recorded();
    let p = parts(&lab);
    let with = |manifest: &[u8]| zipped(&[("manifest.json", manifest), ("state.db", &p.database)]);
    for text in ["", "{}", "[]", "null", "{\"schema\":\"wfstate.manifest/1\"}", "\u{0}"] {
        refused(&lab, &with(text.as_bytes()), "no manifest");
    }
    refused(&lab, &with(&edited(&p.manifest, |m| m.schema = "wfstate.manifest/2".into())), "of another kind");
    refused(&lab, &with(&edited(&p.manifest, |m| m.members.clear())), "does not list");
    refused(&lab, &with(&edited(&p.manifest, |m| m.members[0].name = "../x".into())), "does not list");
    refused(&lab, &with(&edited(&p.manifest, |m| m.members.push(m.members[0].clone()))), "does not list");
}

#[test]
fn what_is_packed_and_is_no_database_is_refused_as_such() {
    let lab = recorded();
    let p = parts(&lab);
    let of = |bytes: &[u8]| {
        let manifest = edited(&p.manifest, |m| {
            m.members[0].bytes = bytes.len() as u64;
            m.members[0].sha256 = sha256(bytes);
        });
        zipped(&[("manifest.json", &manifest), ("state.db", bytes)])
    };
    refused(&lab, &of(b"hello"), "bad.zip/state.db is not an SQLite database");
    let mut foreign = p.database.clone();
    foreign[68] ^= 1;
    refused(&lab, &of(&foreign), "not one of wfstate");
    // Something else than what the manifest says, and no database either: a finding says so.
    lab.write("bad.zip", zipped(&[("manifest.json", &p.manifest), ("state.db", b"hello")]));
    let (code, report) = check(&lab, "bad.zip", &[]);
    assert_eq!((code, &report["coverage"]), (4, &"partial".into()), "{report}");
    assert_eq!(super::scene::rules(&report), ["WFD003", "WFD008"]);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    wfstate::model::privacy::hex(&sha2::Sha256::digest(bytes))
}

#[test]
fn zstd_streams_that_are_damaged_or_greedy_are_refused() {
    let lab = recorded();
    let database = std::fs::read(lab.path("t.db")).unwrap();
    let good = zstd::encode_all(database.as_slice(), 3).unwrap();
    for (bytes, why) in [
        (good[..good.len() / 2].to_vec(), "damaged"),
        ([good.as_slice(), b"x"].concat(), "appended"),
        ([good.as_slice(), &good].concat(), "appended"),
        (zstd::encode_all(b"hello".as_slice(), 3).unwrap(), "not an SQLite database"),
    ] {
        refused(&lab, &bytes, why);
    }
    let mut greedy = zstd::Encoder::new(Vec::new(), 3).unwrap();
    greedy.window_log(27).unwrap();
    greedy.write_all(&database).unwrap();
    refused(&lab, &greedy.finish().unwrap(), "damaged");
    lab.write("bad.zip", &good);
    assert_eq!(check(&lab, "bad.zip", &[]).0, 0, "the control");
}

#[test]
fn a_name_of_a_pack_makes_none() {
    let lab = recorded();
    for name in ["x.zip", "x.wfz", "x.zst"] {
        lab.write(name, "hello");
        let (code, report) = check(&lab, name, &[]);
        let message = report["error"]["message"].as_str().unwrap();
        assert!(code == 1 && message.contains("not those of a pack"), "{message}");
    }
}
