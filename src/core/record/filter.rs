//! `--include` and `--exclude`: globs over event types, `*` any run of characters, `?` any one.

use crate::core::model::upcast::parse;

/// Which types are recorded.
#[derive(Debug, Default)]
pub struct Filter {
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Filter {
    /// A filter; without includes everything is included.
    pub fn new(include: &[String], exclude: &[String]) -> Self {
        Self { include: include.to_vec(), exclude: exclude.to_vec() }
    }

    /// Whether a type is recorded. Who names a type means it in every version.
    pub fn takes(&self, type_name: &str) -> bool {
        let bare = parse(type_name).0.as_bytes();
        let hit = |g: &[u8]| matches(g, type_name.as_bytes()) || matches(g, bare);
        let any = |globs: &[String]| globs.iter().any(|g| hit(g.as_bytes()));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

/// Backtracks to the last star only, hence linear in practice and never worse than quadratic.
fn matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut g, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match glob.get(g) {
            Some(b'*') => {
                star = Some((g, t));
                g += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => {
                g += 1;
                t += 1;
            }
            _ => match star {
                Some((star_at, from)) => {
                    g = star_at + 1;
                    t = from + 1;
                    star = Some((star_at, from + 1));
                }
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_mean_what_a_shell_means() {
        for (glob, text, want) in [
            ("*", "energy.update", true),
            ("energy.*", "energy.update", true),
            ("energy.*", "ai.output", false),
            ("*.out*", "ai.output", true),
            ("ai.outpu?", "ai.output", true),
            ("ai.output?", "ai.output", false),
            ("*a*b*c", "xxaxxbxxbc", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(glob.as_bytes(), text.as_bytes()), want, "{glob} {text}");
        }
        let filter = Filter::new(&["energy.*".into()], &["energy.peak".into()]);
        assert!(filter.takes("energy.update") && !filter.takes("energy.peak") && !filter.takes("error"));
        assert!(filter.takes("energy.update@0") && !filter.takes("energy.peak@2"), "in every version");
        assert!(
            Filter::new(&["*@0".into()], &[]).takes("x@0") && !Filter::new(&["*@0".into()], &[]).takes("x")
        );
    }
}
