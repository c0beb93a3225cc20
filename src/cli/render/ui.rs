//! Standard output and standard error. The answer goes to stdout, everything else to stderr; no other file
//! writes to either.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufWriter, ErrorKind, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::escape;
use super::paint::Paint;
use super::table::Table;

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Tables and sentences for people.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// JSON, one object a line.
    Ndjson,
    /// YAML.
    Yaml,
    /// Comma-separated values.
    Csv,
    /// Markdown.
    Markdown,
    /// A Mermaid diagram, of a schema.
    Mermaid,
    /// SQL, of a schema or an export.
    Sql,
    /// A zip with a manifest, of a backup.
    Zip,
    /// The database as it is, of a backup.
    Sqlite,
    /// A zstd stream, of a backup.
    Zst,
    /// A page for people, of an export.
    Html,
    /// A chart, of costs.
    Svg,
}

impl Format {
    /// Is it one in which a backup is packed? Its answer has one of the others.
    pub const fn is_packing(self) -> bool {
        matches!(self, Self::Zip | Self::Sqlite | Self::Zst)
    }

    /// Is it one of the JSON formats?
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson)
    }
}

/// How answers look and how much is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct UiOptions {
    /// The format of the answer.
    pub format: Format,
    /// Is stdout coloured?
    pub color: bool,
    /// `-q`: no notes.
    pub quiet: bool,
    /// `-v`, counted.
    pub verbose: u8,
    /// Columns of the terminal, when stdout is one.
    pub width: Option<u16>,
}

/// The two outputs of a verb. Call [`Ui::finish`] at the end: what is buffered may fail only then.
pub struct Ui {
    options: UiOptions,
    out: BufWriter<Box<dyn Write>>,
    closed: bool,
}

impl Ui {
    /// Holds the lock of stdout as long as it lives.
    pub fn stdout(options: UiOptions) -> Self {
        Self::to(Box::new(io::stdout().lock()), options)
    }

    /// Writes the answer elsewhere, as for `--output FILE`.
    pub fn to(out: Box<dyn Write>, options: UiOptions) -> Self {
        Self { options, out: BufWriter::with_capacity(64 * 1024, out), closed: false }
    }

    /// The options it was made with.
    pub const fn options(&self) -> &UiOptions {
        &self.options
    }

    /// The format of the answer.
    pub const fn format(&self) -> Format {
        self.options.format
    }

    /// The painter for stdout.
    pub const fn paint(&self) -> Paint {
        Paint::new(self.options.color)
    }

    /// Has the reader of stdout gone? What is written after that is let go without an error.
    pub const fn closed(&self) -> bool {
        self.closed
    }

    /// One line of the answer. Stored strings in it must be escaped: see [`escape::inline`].
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.write_all(line.as_bytes())?;
        self.write_all(b"\n")
    }

    /// Lines of the answer; a line feed at the end is added when it lacks.
    pub fn text(&mut self, text: impl fmt::Display) -> io::Result<()> {
        let text = text.to_string();
        match text.strip_suffix('\n').unwrap_or(&text) {
            "" => Ok(()),
            lines => self.line(lines),
        }
    }

    /// Advice below a line of the answer: dim, indented, and broken between words where the terminal ends.
    pub fn advice(&mut self, words: &str, indent: usize) -> io::Result<()> {
        let width = self.options.width.map_or(usize::MAX, usize::from);
        let blank = " ".repeat(indent);
        for line in lines_of(words, width.saturating_sub(indent).max(30)) {
            self.line(&self.paint().dim(&format!("{blank}{line}")))?;
        }
        Ok(())
    }

    /// One JSON object on one line.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        self.line(&escape::json(&text))
    }

    /// A value as JSON or YAML, after the format; `false` for the formats that are made for people.
    pub fn value<T: Serialize>(&mut self, value: &T) -> io::Result<bool> {
        match self.options.format {
            Format::Json | Format::Ndjson => self.json(value)?,
            Format::Yaml => self.yaml(&serde_json::to_value(value)?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// One YAML document. Hidden characters have no escapes in plain YAML scalars; a value with some of
    /// them is written as JSON, which is YAML too.
    pub fn yaml<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let text = serde_yaml::to_string(value).map_err(io::Error::other)?;
        match escape::block(&text) {
            Cow::Borrowed(text) => self.text(text),
            Cow::Owned(_) => self.json(value),
        }
    }

    /// A table as text, Markdown or CSV, after the format. The other formats show values, not tables.
    pub fn table(&mut self, table: &Table) -> io::Result<()> {
        let text = match self.options.format {
            Format::Markdown => table.markdown(),
            Format::Csv => table.csv(),
            _ => table.render(self.options.color, self.options.width),
        };
        self.text(text)
    }

    /// Says something beside the answer, unless quiet.
    pub fn note(&self, message: &str) {
        if !self.options.quiet {
            to_stderr(message);
        }
    }

    /// Says something that only `-v` asks for.
    pub fn detail(&self, message: &str) {
        if self.options.verbose > 0 {
            to_stderr(message);
        }
    }

    /// Warns, also when quiet.
    pub fn warn(&self, message: &str) {
        warning(message);
    }

    /// Says why the verb failed.
    pub fn error(&self, message: &str) {
        to_stderr(&format!("error: {message}"));
    }

    /// Lines beside the answer that somebody reads by program, also when quiet.
    pub fn aside(&self, lines: &str) {
        if let Some(lines) = lines.strip_suffix('\n') {
            to_stderr(lines);
        }
    }

    /// One JSON object on stderr, as for `exit_error`.
    pub fn json_to_stderr<T: Serialize + ?Sized>(&self, value: &T) {
        if let Ok(text) = serde_json::to_string(value) {
            to_stderr(&escape::json(&text));
        }
    }

    /// Hands over what is buffered. An `Err` here is an answer that did not arrive.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush()
    }

    /// Remembers a reader that went away, and lets every other error through.
    fn settle(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                self.out = BufWriter::new(Box::new(io::sink()));
                Ok(())
            }
            other => other,
        }
    }
}

/// For bytes as they are: exports, completions, manual pages, passed-on lines.
impl Write for Ui {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write_all(bytes);
        self.settle(result).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.settle(result)
    }
}

impl fmt::Debug for Ui {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ui")
            .field("options", &self.options)
            .field("closed", &self.closed)
            .finish_non_exhaustive()
    }
}

/// Warns from wherever no [`Ui`] is at hand.
pub fn warning(message: &str) {
    to_stderr(&format!("warning: {message}"));
}

/// In one write, so that lines of several processes do not mix. When stderr is gone there is nowhere left
/// to say so.
fn to_stderr(message: &str) {
    let line = format!("{}\n", escape::block(message));
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// Words in lines of at most so many characters; a longer word has a line of its own.
fn lines_of(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// Keeps what is written, or fails in one way.
    #[derive(Clone, Default)]
    struct Probe {
        bytes: Rc<RefCell<Vec<u8>>>,
        failure: Option<ErrorKind>,
    }

    impl Write for Probe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if let Some(kind) = self.failure {
                return Err(kind.into());
            }
            self.bytes.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn ui(failure: Option<ErrorKind>, format: Format) -> (Ui, Probe) {
        let probe = Probe { failure, ..Probe::default() };
        (Ui::to(Box::new(probe.clone()), UiOptions { format, ..UiOptions::default() }), probe)
    }

    fn written(probe: &Probe) -> String {
        String::from_utf8(probe.bytes.borrow().clone()).unwrap()
    }

    #[test]
    fn advice_breaks_between_words() {
        assert_eq!(lines_of("one two three", usize::MAX), ["one two three"]);
        assert_eq!(lines_of("one two three", 7), ["one two", "three"]);
        assert_eq!(lines_of("immeasurable one", 7), ["immeasurable", "one"]);
    }

    #[test]
    fn each_method_ends_its_lines() {
        let (mut ui, probe) = ui(None, Format::Csv);
        ui.line("one").unwrap();
        ui.text("two\nthree").unwrap();
        ui.text("four\n").unwrap();
        ui.text("").unwrap();
        ui.json(&serde_json::json!({"five": "\u{9b}\n"})).unwrap();
        ui.table(Table::new(["a", "b"]).row(["1", "2"])).unwrap();
        ui.yaml(&serde_json::json!({"six": 6})).unwrap();
        assert_eq!(written(&probe), "");
        ui.finish().unwrap();
        assert_eq!(written(&probe), "one\ntwo\nthree\nfour\n{\"five\":\"\\u009b\\n\"}\na,b\n1,2\nsix: 6\n");
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error() {
        let (mut ui, _) = ui(Some(ErrorKind::BrokenPipe), Format::Text);
        ui.line("x").unwrap();
        assert!(!ui.closed());
        ui.finish().unwrap();
        assert!(ui.closed());
        ui.write_all(&vec![b'y'; 200_000]).unwrap();
        ui.finish().unwrap();
    }

    #[test]
    fn every_other_failure_is_told() {
        let (mut ui, _) = ui(Some(ErrorKind::StorageFull), Format::Text);
        ui.line("x").unwrap();
        assert_eq!(ui.finish().unwrap_err().kind(), ErrorKind::StorageFull);
        assert!(!ui.closed());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_told() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut ui = Ui::to(Box::new(full), UiOptions::default());
        ui.line("x").unwrap();
        assert_eq!(ui.finish().unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
