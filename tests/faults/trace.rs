//! A trace of strace as steps of a model: what a process asked of the files of one directory, in order.

use super::drive::ack;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// What a call did to the files of the directory; names are relative to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Create(String),
    Write(String, u64, Vec<u8>),
    Size(String, u64),
    Sync(String),
    /// A sync that was made to fail.
    SyncFailed(String),
    SyncDir,
    /// The same of the directory.
    SyncDirFailed,
    Rename(String, String),
    Link(String, String),
    Unlink(String),
    /// An acknowledgement went out: up to this event.
    Ack(u64),
}

/// One call: between which lines of the trace it happened, and what it did.
#[derive(Debug)]
pub struct Step {
    pub began: usize,
    pub done: usize,
    pub op: Op,
}

/// Reads a trace made with `-f -y -xx`: every text is in hex, so that commas and quotes mean what they seem to.
/// `names` are the files that were there before.
pub fn steps(text: &str, dir: &Path, names: BTreeSet<String>) -> Vec<Step> {
    let mut reader = Reading { dir: dir.to_str().unwrap().to_owned(), names, ..Reading::default() };
    let mut begun: HashMap<&str, (usize, &str)> = HashMap::new();
    for (at, line) in text.lines().enumerate() {
        let Some((pid, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(pid, (at, start));
        } else if let Some((_, end)) = call.strip_prefix("<... ").and_then(|c| c.split_once(" resumed>")) {
            let (began, start) = begun.remove(pid).unwrap();
            reader.call(&format!("{start}{end}"), began, at);
        } else {
            reader.call(call, at, at);
        }
    }
    reader.steps
}

#[derive(Default)]
struct Reading {
    dir: String,
    steps: Vec<Step>,
    /// Files that are there.
    names: BTreeSet<String>,
    /// Where the next plain `write` to a descriptor goes.
    ends: HashMap<String, u64>,
}

impl Reading {
    fn call(&mut self, call: &str, began: usize, done: usize) {
        let Some((name, rest)) = call.split_once('(') else { return };
        let Some((args, result)) = rest.rsplit_once(" = ") else { return };
        let Some(args) = args.trim_end().strip_suffix(')') else { return };
        let args: Vec<&str> = args.split(", ").collect();
        // What strace did to a call stands behind its result.
        let result = result.split(' ').next().unwrap();
        if result == "?" {
            return; // the process died instead
        }
        let failed = result.starts_with('-');
        for op in self.ops(name, &args, result, failed) {
            self.note(&op);
            self.steps.push(Step { began, done, op });
        }
    }

    fn note(&mut self, op: &Op) {
        match op {
            Op::Create(name) | Op::Link(_, name) => {
                self.names.insert(name.clone());
            }
            Op::Rename(from, to) => {
                self.names.remove(from);
                self.names.insert(to.clone());
            }
            Op::Unlink(name) => {
                self.names.remove(name);
            }
            _ => {}
        }
    }

    fn ops(&mut self, name: &str, args: &[&str], result: &str, failed: bool) -> Vec<Op> {
        if let "fsync" | "fdatasync" = name {
            let Some(of) = self.descriptor(args[0]) else { return Vec::new() };
            return match (of.as_str(), failed) {
                ("", false) => vec![Op::SyncDir],
                ("", true) => vec![Op::SyncDirFailed],
                (_, false) => vec![Op::Sync(of)],
                (_, true) => vec![Op::SyncFailed(of)],
            };
        }
        if failed {
            return Vec::new();
        }
        match name {
            "openat" => self.opened(args, result),
            "write" => self.written(args, result),
            "pwrite64" => {
                let Some(of) = self.descriptor(args[0]) else { return Vec::new() };
                let mut bytes = hex(args[1]);
                bytes.truncate(result.parse().unwrap());
                vec![Op::Write(of, args[3].parse().unwrap(), bytes)]
            }
            "ftruncate" => self
                .descriptor(args[0])
                .map(|of| Op::Size(of, args[1].parse().unwrap()))
                .into_iter()
                .collect(),
            "rename" => self.pair(args[0], args[1], Op::Rename),
            "renameat" | "renameat2" => self.pair(args[1], args[3], Op::Rename),
            "link" => self.pair(args[0], args[1], Op::Link),
            "linkat" => self.pair(args[1], args[3], Op::Link),
            "unlink" => self.path(args[0]).map(Op::Unlink).into_iter().collect(),
            "unlinkat" => self.path(args[1]).map(Op::Unlink).into_iter().collect(),
            // Room that is set aside and holds nothing.
            "fallocate" if self.descriptor(args[0]).is_some_and(|of| of.ends_with(".ballast")) => Vec::new(),
            other => panic!("{other} is not in the model"),
        }
    }

    fn pair(&self, from: &str, to: &str, op: fn(String, String) -> Op) -> Vec<Op> {
        self.path(from).zip(self.path(to)).map(|(from, to)| op(from, to)).into_iter().collect()
    }

    fn opened(&mut self, args: &[&str], result: &str) -> Vec<Op> {
        let Some(path) = self.path(args[1]).filter(|p| !p.is_empty()) else { return Vec::new() };
        self.ends.insert(result.split('<').next().unwrap().to_owned(), 0);
        let mut ops = Vec::new();
        if args[2].contains("O_CREAT") && !self.names.contains(&path) {
            ops.push(Op::Create(path.clone()));
        }
        if args[2].contains("O_TRUNC") {
            ops.push(Op::Size(path, 0));
        }
        ops
    }

    fn written(&mut self, args: &[&str], result: &str) -> Vec<Op> {
        let mut bytes = hex(args[1]);
        bytes.truncate(result.parse().unwrap());
        let Some(of) = self.descriptor(args[0]) else {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            return text.lines().filter_map(ack).map(Op::Ack).collect();
        };
        let end = self.ends.entry(args[0].split('<').next().unwrap().to_owned()).or_insert(0);
        let at = *end;
        *end += bytes.len() as u64;
        vec![Op::Write(of, at, bytes)]
    }

    /// The file behind `9<path>`; one that has no name any more concerns nobody.
    fn descriptor(&self, arg: &str) -> Option<String> {
        let (_, path) = arg.split_once('<')?;
        if path.contains("(deleted)") {
            return None;
        }
        self.inside(&hex(path.trim_end_matches('>')))
    }

    fn path(&self, arg: &str) -> Option<String> {
        let bytes = hex(arg.trim_matches('"'));
        if bytes.starts_with(b"/") {
            return self.inside(&bytes);
        }
        let text = String::from_utf8(bytes).unwrap();
        let name = text.trim_start_matches("./");
        Some(if name == "." { String::new() } else { name.to_owned() })
    }

    /// A name within the directory; the directory itself is the empty name.
    fn inside(&self, path: &[u8]) -> Option<String> {
        let path = std::str::from_utf8(path).ok()?;
        let rest = path.strip_prefix(&self.dir)?;
        Some(rest.trim_start_matches('/').to_owned())
    }
}

/// The bytes of `\x41\x42`, with or without quotes.
fn hex(text: &str) -> Vec<u8> {
    let digit = |c: u8| (c as char).to_digit(16).unwrap() as u8;
    let text = text.trim_matches('"').as_bytes();
    text.chunks_exact(4).map(|c| digit(c[2]) << 4 | digit(c[3])).collect()
}
