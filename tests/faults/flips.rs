//! P8: no flipped bit in a database file changes anything that can be read without `validate` saying so, and none
//! that changes nothing raises an alarm.

use super::made::{raw, rich};
use super::reading::{Picture, differences, picture, validated};
use super::scale::{count, tell};
use crate::common::{Lab, Rng};
use std::collections::BTreeMap;
use std::path::Path;

/// What a flip came to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Came {
    /// A value changed or could not be read any more, and `validate` said so.
    Found,
    /// The same, and it did not.
    Silent,
    /// Nothing that can be read changed, but something that is stored, or the file's structure.
    Beside,
    /// Nothing changed at all.
    Nothing,
    /// Nothing changed at all, and `validate` spoke of an error.
    Alarm,
}

struct Flip<'a> {
    path: &'a Path,
    before: &'a Picture,
    raw: &'a (String, bool),
}

impl Flip<'_> {
    /// Looks at the file as it is now; `rules` as for [`validated`].
    fn judge(&self, rules: &[&str]) -> (Came, String) {
        let after = picture(self.path);
        let verdict = validated(self.path, rules);
        let changed = match &after {
            Ok(after) if after == self.before => None,
            Ok(after) => Some(differences(self.before, after).join(", ")),
            Err(why) => Some(format!("cannot be read: {why}")),
        };
        if let Some(what) = changed {
            return (if verdict.errors > 0 { Came::Found } else { Came::Silent }, what);
        }
        let untouched = raw(self.path).is_ok_and(|now| now == *self.raw);
        let came = match (untouched, verdict.errors) {
            (false, _) => Came::Beside,
            (true, 0) => Came::Nothing,
            (true, _) => Came::Alarm,
        };
        (came, verdict.said)
    }
}

/// Flips bits one after the other, each back again, and hands each outcome to `each`.
fn flip_bits(lab: &Lab, times: u64, rules: &[&str], each: &mut dyn FnMut(u64, &Path, Came, &str)) {
    let base = std::fs::read(rich(lab)).unwrap();
    let path = lab.path("flipped.db");
    std::fs::write(&path, &base).unwrap();
    let (before, as_stored) = (picture(&path).unwrap(), raw(&path).unwrap());
    let first = validated(&path, &[]);
    assert_eq!(first.errors, 0, "before any flip: {}", first.said);
    assert!(as_stored.1);
    let flip = Flip { path: &path, before: &before, raw: &as_stored };
    let mut rng = Rng::new(8);
    let mut bytes = base.clone();
    for n in 0..times {
        let (at, bit) = (rng.below(base.len() as u64) as usize, rng.below(8));
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, &bytes).unwrap();
        let (came, what) = flip.judge(rules);
        each(n, &path, came, &format!("byte {at} of {}, bit {bit}: {what}", base.len()));
        bytes[at] ^= 1 << bit;
    }
}

#[test]
fn no_flipped_bit_is_silent_and_none_is_a_false_alarm() {
    let lab = Lab::new();
    let times = count(200, 10_000);
    let mut came_to: BTreeMap<Came, u64> = BTreeMap::new();
    let mut wrong = Vec::new();
    flip_bits(&lab, times, &[], &mut |n, path, came, what| {
        *came_to.entry(came).or_default() += 1;
        if matches!(came, Came::Silent | Came::Alarm) {
            wrong.push(format!("{came:?}: {what}"));
        }
        // The binary says the same: 4 where it looked, another code where it could not open the file.
        if n % 20 == 0 && came == Came::Found {
            let ran = lab.run(&["validate", path.to_str().unwrap()], "");
            assert!(matches!(ran.code, 1 | 4 | 13), "exit {}: {} {}", ran.code, ran.stdout, ran.stderr);
        }
    });
    tell(&format!("flipped bits {came_to:?}"), times, wrong.len() as u64);
    assert!(wrong.is_empty(), "{} of {times}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(came_to.get(&Came::Found).copied().unwrap_or(0) > times / 10, "the flips hit something");
    assert!(came_to.contains_key(&Came::Nothing), "and some hit nothing");
}

/// Control: SQLite's own check alone lets many a flip pass.
#[test]
fn without_the_seals_flipped_bits_are_silent() {
    let lab = Lab::new();
    let mut silent = 0;
    flip_bits(&lab, 60, &["WFD", "WFS"], &mut |_, _, came, _| silent += u64::from(came == Came::Silent));
    tell("flipped bits, only SQLite's own check (control)", 60, silent);
    assert!(silent > 0, "the harness sees what nobody found");
}
