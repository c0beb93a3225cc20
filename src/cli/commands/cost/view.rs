//! How costs look: a table with bars for people, a table of bare numbers for machines, a chart.

use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::render::spark::terminal_is_utf8;
use crate::cli::render::svg::Bar;
use crate::cli::render::{Table, bar, number};
use crate::core::cost::{Amount, By, Cost};

/// What stands where the source names none.
const NONE: &str = "-";
/// Columns of the longest bar where the terminal does not say how wide it is, and at the most.
const BAR: usize = 40;

/// Facts, then a table whose last column is the chart.
pub fn text(cost: &Cost, cx: &mut Context) -> Result<(), Failure> {
    cx.ui.line(&format!("{} {}", cx.ui.paint().bold("spent"), title(cost)))?;
    if cost.rows.is_empty() {
        return Ok(());
    }
    cx.ui.line("")?;
    let width = cx.ui.options().width;
    let beside = people(cost).columns();
    let room = width.map_or(BAR, |columns| usize::from(columns).saturating_sub(beside + 2).min(BAR));
    let utf8 = terminal_is_utf8();
    let high = cost.rows.iter().map(|row| amount(&row.amount)).max().unwrap_or(0);
    let bar_of = |at: usize| bar(amount(&cost.rows[at].amount), high, room, utf8);
    // A bar of two columns says nothing.
    let table = if room < 3 { people(cost) } else { table(cost, Some(&bar_of)) };
    Ok(cx.ui.table(&table)?)
}

/// What was spent, and how much of it is not known.
pub fn title(cost: &Cost) -> String {
    let day = |time: &Option<String>| time.as_deref().and_then(|t| t.get(..16)).map(|t| t.replace('T', " "));
    let time = match (day(&cost.since), day(&cost.until)) {
        (Some(since), Some(until)) => format!(" from {since} until {until}"),
        (Some(since), None) => format!(" since {since}"),
        (None, Some(until)) => format!(" until {until}"),
        (None, None) => String::new(),
    };
    format!("{}{time}", sum(&cost.total))
}

/// A sum in words.
pub fn sum(total: &Amount) -> String {
    let unpriced = match total.unpriced {
        0 => String::new(),
        n if n == total.count => format!(" ({} of {})", number::count(n), number::count(total.count)),
        n => format!(" and {} of {} unpriced", number::count(n), number::count(total.count)),
    };
    format!("{}{unpriced}", number::usd(total.micro_usd()))
}

/// The table for people, without the chart.
pub fn people(cost: &Cost) -> Table {
    table(cost, None)
}

fn table(cost: &Cost, bar_of: Option<&dyn Fn(usize) -> String>) -> Table {
    let headers = [name(cost.by), "cost", "count", "unpriced"];
    let mut table = Table::new(headers.into_iter().chain(bar_of.map(|_| "")));
    table.right(&[1, 2, 3]);
    for (at, row) in cost.rows.iter().enumerate() {
        let a = &row.amount;
        let key = row.key.clone().unwrap_or_else(|| NONE.into());
        let cells = [key, number::usd(a.micro_usd()), number::count(a.count), number::count(a.unpriced)];
        table.row(cells.into_iter().chain(bar_of.map(|bar| bar(at))));
    }
    table
}

/// Bare numbers; an unknown sum is empty.
pub fn machines(cost: &Cost) -> Table {
    let mut table = Table::new([name(cost.by), "cost_micro_usd", "count", "unpriced"]);
    for row in &cost.rows {
        let a = &row.amount;
        let known = a.micro_usd().map_or_else(String::new, |micro_usd| micro_usd.to_string());
        let key = row.key.clone().unwrap_or_else(|| NONE.into());
        table.row([key, known, a.count.to_string(), a.unpriced.to_string()]);
    }
    table
}

/// The bars of a chart.
pub fn bars(cost: &Cost) -> Vec<Bar> {
    let bar = |row: &crate::core::cost::Row| Bar {
        label: row.key.clone().unwrap_or_else(|| NONE.into()),
        amount: amount(&row.amount),
        text: sum(&row.amount),
    };
    cost.rows.iter().map(bar).collect()
}

fn amount(amount: &Amount) -> u64 {
    u64::try_from(amount.known).unwrap_or(0)
}

fn name(by: By) -> &'static str {
    match by {
        By::Day => "day",
        By::Model => "model",
        By::Label => "label",
    }
}
