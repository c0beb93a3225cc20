//! Peer: the `mcap` crate's writer as a robotics recorder would use it, defaults and zstd chunks.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use mcap::records::MessageHeader;
use mcap::{Compression, WriteOptions, Writer};

use super::for_each_line;
use crate::Outcome;
use crate::line::{micros, parse};

/// One JSON message a line, a channel for each event type, summary and index at the end, one fsync.
pub fn write(file: &Path, out: &Path) -> Outcome<()> {
    let target = File::create_new(out)?;
    let options = WriteOptions::new().compression(Some(Compression::Zstd));
    let mut writer = options.create(BufWriter::new(target.try_clone()?))?;
    let mut channels = HashMap::<String, u16>::new();
    let mut sequence = 0;
    for_each_line(file, |line| {
        let event = parse(line)?;
        let channel_id = channel(&mut writer, &mut channels, event.kind)?;
        let log_time = u64::try_from(micros(event.timestamp)?)? * 1000;
        sequence += 1;
        let header = MessageHeader { channel_id, sequence, log_time, publish_time: log_time };
        writer.write_to_known_channel(&header, line)?;
        Ok(())
    })?;
    writer.finish()?;
    drop(writer.into_inner().into_inner()?);
    target.sync_all()?;
    Ok(())
}

fn channel(
    writer: &mut Writer<BufWriter<File>>,
    known: &mut HashMap<String, u16>,
    kind: &str,
) -> Outcome<u16> {
    if let Some(id) = known.get(kind) {
        return Ok(*id);
    }
    let id = writer.add_channel(0, &format!("/event/{kind}"), "json", &BTreeMap::new())?;
    known.insert(kind.to_owned(), id);
    Ok(id)
}
