//! The slope of figures over days, by least squares.

use serde::Serialize;

/// How much a figure grows from one day to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Slope {
    /// So much; `None` with fewer than two days.
    pub per_day: Option<f64>,
    /// Of so many days.
    pub n: u64,
}

/// The slope of the line that comes nearest to points of a day and a figure. Both sums of products are exact integers:
///
/// ```text
/// n·Σxy − Σx·Σy
/// ─────────────   with x counted from the first day
/// n·Σx² − (Σx)²
/// ```
pub fn slope(points: &[(i64, i64)]) -> Slope {
    let first = points.first().map_or(0, |p| p.0);
    let (mut x, mut y, mut xx, mut xy) = (0_i128, 0_i128, 0_i128, 0_i128);
    for (day, figure) in points {
        // A day is at most some millions from another, and an i64 times that stays far within an i128.
        let (dx, fy) = (i128::from(day.saturating_sub(first)), i128::from(*figure));
        (x, y, xx, xy) = (x + dx, y + fy, xx + dx * dx, xy + dx * fy);
    }
    let n = points.len() as i128;
    let (above, below) = (n * xy - x * y, n * xx - x * x);
    Slope { per_day: (below > 0).then(|| quotient(above, below)), n: points.len() as u64 }
}

#[expect(clippy::cast_precision_loss, reason = "one rounding of each, and one division")]
fn quotient(above: i128, below: i128) -> f64 {
    above as f64 / below as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_day(points: &[(i64, i64)]) -> Option<f64> {
        slope(points).per_day
    }

    #[test]
    fn a_line_has_its_own_slope_and_a_level_one_none() {
        assert_eq!(per_day(&[(20_000, 5), (20_001, 8), (20_002, 11)]), Some(3.0));
        assert_eq!(per_day(&[(0, 7), (1, 7), (9, 7)]), Some(0.0));
        assert_eq!(per_day(&[(0, 10), (2, 0)]), Some(-5.0), "days may be missing in between");
        // Σ(x−1.5)(y−ȳ) / Σ(x−1.5)² = (−1.5·0 − 0.5·0 + 0.5·0 + 1.5·4) / 5
        assert_eq!(per_day(&[(0, 0), (1, 0), (2, 0), (3, 4)]), Some(1.2));
    }

    #[test]
    fn fewer_than_two_days_have_none_and_the_largest_figures_do_no_harm() {
        assert_eq!(slope(&[]), Slope { per_day: None, n: 0 });
        assert_eq!(slope(&[(5, 9)]), Slope { per_day: None, n: 1 });
        let steepest = per_day(&[(-719_162, i64::MIN), (2_932_896, i64::MAX)]).unwrap();
        assert!(steepest.is_finite() && steepest > 5e12, "{steepest}");
    }
}
