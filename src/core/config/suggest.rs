//! "Did you mean": the known name that is nearest to a mistyped one.

/// The candidate that is nearest to `word`, when one is near enough to be a slip of the fingers: at most one
/// edit in three letters, and never more than three. Case and `-` against `_` count for nothing. The first
/// of equals wins.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word);
    let limit = (word.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &folded(candidate)), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words: insertions, removals, changes, and swaps of neighbours (optimal string
/// alignment). Words beyond any name's length are far from everything, which bounds the work.
pub fn edit_distance(left: &str, right: &str) -> usize {
    distance(&left.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>())
}

const LONGEST_NAME: usize = 128;

fn folded(word: &str) -> Vec<char> {
    word.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

fn distance(left: &[char], right: &[char]) -> usize {
    if left.len().max(right.len()) > LONGEST_NAME {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let change = last[j] + usize::from(a != b);
            let mut best = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_the_four_edits() {
        for (left, right, expected) in
            [("", "", 0), ("", "abc", 3), ("path", "paht", 1), ("kitten", "sitting", 3), ("a", "b", 1)]
        {
            assert_eq!(edit_distance(left, right), expected, "{left} {right}");
            assert_eq!(edit_distance(right, left), expected, "{right} {left}");
        }
        assert_eq!(edit_distance(&"x".repeat(1_000_000), "x"), usize::MAX);
    }

    #[test]
    fn a_slip_finds_its_name() {
        let names = ["path", "type", "vacuum_interval", "backup_interval"];
        assert_eq!(closest("pth", names), Some("path"));
        assert_eq!(closest("vaccum_interval", names), Some("vacuum_interval"));
        assert_eq!(closest("Backup-Interval", names), Some("backup_interval"));
    }

    #[test]
    fn what_is_far_finds_nothing() {
        assert_eq!(closest("colour", ["path", "type"]), None);
        assert_eq!(closest("xy", ["path", "type"]), None);
        assert_eq!(closest("", ["path"]), None);
    }
}
