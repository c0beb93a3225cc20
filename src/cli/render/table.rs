//! Tables, as text, Markdown or CSV. The only file that knows comfy-table.
//!
//! Cells are stored strings more often than not: they are escaped here, so that no verb can forget it.

use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, TableStyle};

use super::escape;
use super::paint::Paint;

/// Columns apart by blanks, the header underlined: reads well, and `awk` can take it.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('-').junction('-'))
    .content_lines(ContentLineStyle::none());

/// The junction of the rule adds one more.
const COLUMN_GAP: u16 = 1;

/// No terminal is so narrow that a table should fold every letter.
const NARROWEST: u16 = 40;

/// Rows under headers.
#[derive(Debug, Clone, Default)]
pub struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table without rows.
    pub fn new<S: Into<String>>(headers: impl IntoIterator<Item = S>) -> Self {
        Self { headers: headers.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Adds a row. One that is too short gets empty cells.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) -> &mut Self {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        if self.headers.len() < cells.len() {
            self.headers.resize(cells.len(), String::new());
        }
        cells.resize(self.headers.len(), String::new());
        self.rows.push(cells);
        self
    }

    /// Numbers stand at the right: the columns, from 0.
    pub fn right(&mut self, columns: &[usize]) -> &mut Self {
        self.right.extend(columns);
        self
    }

    /// Are there no rows?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The width of [`render`](Self::render) where nothing is folded.
    pub fn columns(&self) -> usize {
        self.render(false, None).lines().map(|line| line.chars().count()).max().unwrap_or(0)
    }

    /// As text, without a line feed at the end. Given a `width` in columns, long cells fold to fit it.
    pub fn render(&self, color: bool, width: Option<u16>) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).set_header(self.headers.iter().map(|cell| escape::inline(cell)));
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| escape::inline(cell)));
        }
        if let Some(width) = width {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(NARROWEST));
        }
        let last = self.headers.len().saturating_sub(1);
        for (index, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if index == last { 0 } else { COLUMN_GAP }));
            if self.right.contains(&index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        paint_header(&table.trim_fmt(), color)
    }

    /// As a Markdown table, without a line feed at the end.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<_> = cells.iter().map(|cell| escape::inline(cell).replace('|', "\\|")).collect();
            format!("| {} |", cells.join(" | "))
        };
        let rule = |index: usize| if self.right.contains(&index) { "---:" } else { "---" };
        let rules: Vec<_> = (0..self.headers.len()).map(rule).collect();
        let mut lines = vec![line(&self.headers), format!("| {} |", rules.join(" | "))];
        lines.extend(self.rows.iter().map(|row| line(row)));
        lines.join("\n")
    }

    /// As CSV (RFC 4180, lines end in a line feed), without one at the end. Line feeds in cells stay.
    pub fn csv(&self) -> String {
        let line = |cells: &Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
        let lines: Vec<_> = std::iter::once(&self.headers).chain(&self.rows).map(line).collect();
        lines.join("\n")
    }
}

/// Makes the lines above the rule bold; there are several when headers are folded.
fn paint_header(text: &str, color: bool) -> String {
    let is_rule = |line: &str| line.starts_with('-') && line.bytes().all(|byte| byte == b'-');
    let paint = Paint::new(color);
    let mut in_header = true;
    let lines = text.lines().map(|line| {
        in_header &= !is_rule(line);
        if in_header { paint.bold(line) } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quoted(cell: &str) -> String {
    let cell = escape::block(cell);
    if cell.contains([',', '"', '\n', '\t']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        let mut table = Table::new(["session", "events"]);
        table.right(&[1]).row(["alpha", "7"]).row(["be\u{1b}[2Jta", "1,234"]);
        table
    }

    #[test]
    fn text_is_aligned_and_escaped() {
        let expected = "session        events\n---------------------\nalpha               7\n\
                        be\\u{1b}[2Jta   1,234";
        assert_eq!(sample().render(false, None), expected);
    }

    #[test]
    fn only_the_header_is_painted() {
        let text = sample().render(true, None);
        assert_eq!(text.matches('\u{1b}').count(), 2);
        assert!(text.starts_with("\u{1b}[1msession"));
    }

    #[test]
    fn long_cells_fold_to_the_width() {
        let text = Table::new(["a", "b"]).row(["x".repeat(200), "word ".repeat(40)]).render(false, Some(60));
        assert!(text.lines().all(|line| line.len() <= 60), "{text}");
        assert_eq!(text.matches('x').count(), 200);
    }

    #[test]
    fn rows_may_be_short_or_long() {
        let mut table = Table::new(["a"]);
        table.row(["1", "2"]).row(Vec::<String>::new());
        assert_eq!(table.csv(), "a,\n1,2\n,");
        assert!(!table.is_empty());
    }

    #[test]
    fn markdown_and_csv_quote_what_would_break_them() {
        let mut table = Table::new(["k", "v"]);
        table.right(&[1]).row(["a|b", "1"]).row(["say \"hi\", you\nthere", "2"]);
        assert_eq!(
            table.markdown(),
            "| k | v |\n| --- | ---: |\n| a\\|b | 1 |\n| say \"hi\", you\\nthere | 2 |"
        );
        assert_eq!(table.csv(), "k,v\na|b,1\n\"say \"\"hi\"\", you\nthere\",2");
    }
}
