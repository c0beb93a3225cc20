//! Claude Code: the log of a session, `~/.claude/projects/<project>/<session>.jsonl` and the logs of its sub-agents,
//! `agent-<id>.jsonl`. The format is not published; this is how versions 0.2 to 2.1 write it.
//!
//! A line is an entry: `type`, `uuid`, `parentUuid`, `sessionId`, `timestamp` (RFC 3339), `version`, `isSidechain`
//! (a sub-agent's), `agentId`, and
//!
//! | type | members | becomes |
//! | --- | --- | --- |
//! | `user` | `message.content`: a text, or blocks `text`, `image`, `tool_result` {`tool_use_id`, `content`, `is_error`}; `isMeta`, `isCompactSummary` | `user.prompt`, `tool.result`; `agent.context` where no person wrote it |
//! | `assistant` | `message` {`id`, `model`, `content[]` of `text`, `thinking`, `tool_use` {`id`, `name`, `input`}; `stop_reason`, `usage`}, `requestId`; `costUSD` and `durationMs` until 1.0.8 | `ai.output`, `ai.thinking`, `tool.call`, one `ai.response_complete` |
//! | `assistant` of the model `<synthetic>` | `isApiErrorMessage`, `error` | `error`, or `agent.context` |
//! | `system` | `subtype` (`api_error`, `compact_boundary`, …), `content` | `error`, `agent.context` |
//! | `summary`, `file-history-snapshot`, `queue-operation`, `progress`, titles, modes | | nothing: titles are words, the rest is the program's own |
//!
//! One answer is several lines, a block each, which share `message.id` and `requestId` and repeat its `usage`, which
//! grows until `stop_reason` is there: it counts once, when that comes, or when the next answer begins (older versions
//! never write it). An answer at the end of the file that has none may still grow: it is left out, unless its last line
//! is older than an hour. A session that was resumed into a new file begins with copies of the old entries: they count where they came first. A
//! sub-agent's entries are a session of their own, `<session>.agent-<agentId>`, since its file is read apart. The
//! title, the directory and the branch are not taken.

mod entry;

use super::parse::Reader;
use super::talk::Talk;
use crate::core::import::Job;
use crate::core::import::error::ImportError;
use crate::core::import::input::Input;
use crate::core::import::source::Source;
use crate::core::replay::lines::{Line, Lines};
use entry::Log;
use serde_json::Value;

/// The name of the format.
const FORMAT: &str = "claude-code";
/// The longest line that is read: pictures stand in them.
const MAX_LINE: u64 = 16 << 20;

/// Whether one of the first lines is an entry.
pub fn fits(head: &[u8]) -> bool {
    let whole = head.iter().rposition(|b| *b == b'\n').map_or(head, |end| &head[..end]);
    whole.split(|b| *b == b'\n').take(50).any(|line| serde_json::from_slice(line).is_ok_and(|v| is_entry(&v)))
}

fn is_entry(line: &Value) -> bool {
    let text = |name: &str| line.get(name).is_some_and(Value::is_string);
    text("type")
        && text("sessionId")
        && text("uuid")
        && text("timestamp")
        && line.get("parentUuid").is_some_and(|p| p.is_null() || p.is_string())
}

/// Reads a log.
pub fn read(input: &mut Input, job: &Job<'_>) -> Result<Source, ImportError> {
    input.hash()?;
    let mut log = Log::new(Talk::begin(input, job, FORMAT)?);
    let mut lines = Lines::limited(input.read_whole()?, MAX_LINE);
    let mut reader = Reader::new();
    loop {
        let number = lines.number + 1;
        let line = match lines.next().map_err(|e| input.io(e))? {
            None => return log.finish(),
            Some(Line::TooLong) => {
                log.left_out("line_too_long", number, "a line of 16 MiB or more");
                continue;
            }
            Some(Line::Bytes(line)) => line,
        };
        if number.is_multiple_of(20_000) {
            job.observer.progress("read", number, None);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match reader.object(line) {
            Ok(entry) => log.entry(number, &entry)?,
            Err(_) if lines.is_open() => log.torn(number),
            Err((code, why)) => log.left_out(code, number, why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_known_by_their_members_and_not_by_words_in_them() {
        let entry = r#"{"parentUuid":null,"sessionId":"s","type":"user","uuid":"u","timestamp":"t"}"#;
        assert!(fits(entry.as_bytes()));
        assert!(fits(format!("{{\"type\":\"summary\",\"leafUuid\":\"x\"}}\n{entry}\n{{\"cut").as_bytes()));
        let told = serde_json::json!({ "type": "x.y", "session_id": "s", "data": { "text": entry } });
        assert!(!fits(told.to_string().as_bytes()));
        assert!(!fits(b"{\"type\":\"user\",\"uuid\":\"u\"}") && !fits(b"") && !fits(&[0xff; 99]));
    }
}
