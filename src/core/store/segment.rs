//! Segments: cold events of one session, packed into a block, and exactly those events again.
//!
//! Events of a session are much alike: a few types, each with the same names in its data, and values that go up by
//! little. So a block keeps each such thing once, and what differs in columns (`scalars`, `ints`): the events'
//! shapes (type, flags, template of the data, what there is of it), their order, times, frames, energies, and for each
//! place of each template its scalars. A text that fits nothing stands there as it is. What is read from a block is
//! what went in, byte by byte; before rows give way to a block it is unpacked and compared with them.
//!
//! A block is bounded in all that it may unpack to and has a digest, so that a damaged one is an error and never
//! other events. The seals are in it, row for row, and verify as before.

mod block;
mod dictionary;
mod ints;
mod scalars;
mod sheet;
mod template;

pub use block::Digest;
pub use dictionary::{Dictionary, LARGEST as LARGEST_DICTIONARY, SAMPLES};

use super::reader::{EventChunk, StoredEvent};
use crate::core::model::chain::Hash;
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use scalars::Column;
use sheet::{Reading, Sheet};
use std::collections::HashMap;
use std::ops::Range;
use template::Template;

/// How blocks are made; the word stands in each segment's row.
pub const CODEC: &str = "columns-1";
/// Events of a block, if their data is not large: the mixed session then takes 17 bytes an event. Whoever looks for one
/// event unpacks a whole block.
pub const EVENTS: usize = 2000;
/// No block has more.
pub const MOST_EVENTS: usize = 1 << 16;
/// Bytes of the events of a block, together.
const MOST_BYTES: usize = 72 << 20;
/// A template that fewer events have is not worth its columns.
const FEWEST: usize = 3;

/// What errors call a block.
pub const BLOCK: &str = "the block";

/// What is wrong with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damage(pub &'static str);

/// Events in a block, and what its row says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The first of them.
    pub first_seq: u64,
    /// The last of them.
    pub last_seq: u64,
    /// How many.
    pub events: usize,
    /// Bytes of their data, keys and unknown members.
    pub size: usize,
    /// The block.
    pub block: Vec<u8>,
    /// Its digest.
    pub digest: Digest,
}

/// What events have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Shape {
    type_no: i64,
    flags: u8,
    framed: bool,
    energised: bool,
    keyed: bool,
    /// The template of the data, by its number; `None` where the data was erased.
    payload: Option<usize>,
    /// The template of the unknown members.
    extra: Option<usize>,
}

const FRAMED: u8 = 1;
const ENERGISED: u8 = 2;
const KEYED: u8 = 4;
const PAYLOAD: u8 = 8;
const EXTRA: u8 = 16;

/// The digest that a block has to have, without a dictionary.
pub fn digest_of(block: &[u8]) -> Digest {
    block::digest(block, None)
}

/// Packs the events of a chunk.
pub fn pack(chunk: &EventChunk, dictionary: Option<&Dictionary>) -> Result<Packed, Damage> {
    let (first, last) = match chunk.rows() {
        [] => return Err(Damage("it has no events")),
        [only] => (only.seq, only.seq),
        [first, .., last] => (first.seq, last.seq),
    };
    let (sheet, size) = lay_out(chunk)?;
    let (block, digest) = block::pack(&sheet, dictionary)?;
    Ok(Packed { first_seq: first, last_seq: last, events: chunk.rows().len(), size, block, digest })
}

/// The small things of a block of these events: what a dictionary learns from.
pub fn sample(chunk: &EventChunk) -> Result<Vec<u8>, Damage> {
    lay_out(chunk).map(|(sheet, _)| sheet.small)
}

fn lay_out(chunk: &EventChunk) -> Result<(Sheet, usize), Damage> {
    let rows = chunk.rows();
    let size = rows.iter().map(StoredEvent::text_len).sum();
    if rows.len() > MOST_EVENTS || size > MOST_BYTES {
        return Err(Damage("it is too large"));
    }
    let taken = Taken::of(chunk)?;
    let mut sheet = Sheet::default();
    sheet.count(rows.len());
    sheet.count(size);
    let column =
        |value: &dyn Fn(&StoredEvent) -> Option<i64>| rows.iter().filter_map(value).collect::<Vec<i64>>();
    ints::write(&mut sheet, &column(&|e| i64::try_from(e.seq).ok()), &[]);
    ints::write(&mut sheet, &column(&|e| Some(e.at.0)), &[]);
    taken.write_shapes(&mut sheet);
    ints::write(&mut sheet, &column(&|e| e.frame.map(u64::cast_signed)), &[]);
    let seals: Vec<&Hash> = rows.iter().filter_map(|e| e.seal.as_ref()).collect();
    let sealed: Vec<i64> = (0..).zip(rows).filter(|(_, e)| e.seal.is_some()).map(|(at, _)| at).collect();
    sheet.count(seals.len());
    ints::write(&mut sheet, &sealed, &[]);
    sheet.stream(&seals.into_iter().flatten().copied().collect::<Vec<u8>>());
    taken.write_columns(chunk, &mut sheet);
    Ok((sheet, size))
}

/// Events taken apart.
struct Taken<'c> {
    templates: Vec<Template>,
    shapes: Vec<Shape>,
    /// Of each event the number of its shape.
    shape_of: Vec<i64>,
    /// Of each event the scalars of its data, and those of its unknown members.
    scalars: Vec<[Vec<&'c [u8]>; 2]>,
}

impl<'c> Taken<'c> {
    fn of(chunk: &'c EventChunk) -> Result<Self, Damage> {
        let mut scalars = Vec::with_capacity(chunk.rows().len());
        let mut texts = Vec::with_capacity(chunk.rows().len());
        let mut uses: HashMap<Template, usize> = HashMap::new();
        for event in chunk.rows() {
            let mut of_event = [Vec::new(), Vec::new()];
            let parts = [chunk.payload(event), chunk.extra(event).map(str::as_bytes)];
            let mut templates = [None, None];
            for at in 0..2 {
                let Some(text) = parts[at] else { continue };
                std::str::from_utf8(text).map_err(|_| Damage("a text of it is not UTF-8"))?;
                let template = template::take_apart(text, &mut of_event[at]);
                *uses.entry(template.clone()).or_default() += 1;
                templates[at] = Some(template);
            }
            scalars.push(of_event);
            texts.push((parts, templates));
        }
        let mut taken = Self { templates: Vec::new(), shapes: Vec::new(), shape_of: Vec::new(), scalars };
        let (mut numbers, mut shapes) = (HashMap::new(), HashMap::new());
        for (at, (event, (parts, templates))) in chunk.rows().iter().zip(texts).enumerate() {
            let mut of_event = [None, None];
            for (part, template) in templates.into_iter().enumerate() {
                let (Some(mut template), Some(text)) = (template, parts[part]) else { continue };
                if uses.get(&template).is_none_or(|n| *n < FEWEST) {
                    template = Template::whole();
                    taken.scalars[at][part] = vec![text];
                }
                let next = taken.templates.len();
                of_event[part] = Some(*numbers.entry(template.clone()).or_insert_with(|| {
                    taken.templates.push(template);
                    next
                }));
            }
            let shape = Shape {
                type_no: event.type_no,
                flags: event.flags.0,
                framed: event.frame.is_some(),
                energised: event.energy.is_some(),
                keyed: chunk.key(event).is_some(),
                payload: of_event[0],
                extra: of_event[1],
            };
            let next = i64::try_from(taken.shapes.len()).unwrap_or(i64::MAX);
            taken.shape_of.push(*shapes.entry(shape.clone()).or_insert_with(|| {
                taken.shapes.push(shape);
                next
            }));
        }
        Ok(taken)
    }

    fn write_shapes(&self, sheet: &mut Sheet) {
        sheet.count(self.templates.len());
        self.templates.iter().for_each(|t| sheet.stream(t.bytes()));
        sheet.count(self.shapes.len());
        for shape in &self.shapes {
            sheet.signed(shape.type_no);
            sheet.byte(shape.flags);
            sheet.byte(sheet::bits(&[
                (shape.framed, FRAMED),
                (shape.energised, ENERGISED),
                (shape.keyed, KEYED),
                (shape.payload.is_some(), PAYLOAD),
                (shape.extra.is_some(), EXTRA),
            ]));
            for template in [shape.payload, shape.extra].into_iter().flatten() {
                sheet.count(template);
            }
        }
        ints::write(sheet, &self.shape_of, &[]);
    }

    fn write_columns(&self, chunk: &EventChunk, sheet: &mut Sheet) {
        for (no, shape) in (0..).zip(&self.shapes) {
            let of_shape =
                || self.shape_of.iter().enumerate().filter(move |(_, s)| **s == no).map(|(at, _)| at);
            let mut numbers = Vec::new();
            for (part, template) in [shape.payload, shape.extra].into_iter().enumerate() {
                let gaps = template.map_or(0, |t| self.templates[t].gaps());
                for gap in 0..gaps {
                    let column: Vec<&[u8]> = of_shape().map(|at| self.scalars[at][part][gap]).collect();
                    scalars::write(sheet, &column, &mut numbers);
                }
            }
            let events = || of_shape().map(|at| &chunk.rows()[at]);
            if shape.energised {
                let energies: Vec<i64> = events().filter_map(|e| e.energy).collect();
                ints::write(sheet, &energies, &scalars::lean_on(&numbers));
            }
            if shape.keyed {
                let keys: Vec<&[u8]> = events().filter_map(|e| chunk.key(e)).map(str::as_bytes).collect();
                scalars::write(sheet, &keys, &mut numbers);
            }
        }
    }
}

/// What a segment's row says of its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The first and the last event.
    pub range: (u64, u64),
    /// How many.
    pub events: usize,
    /// Bytes of their data, keys and unknown members.
    pub size: usize,
    /// The block's digest.
    pub digest: Digest,
}

/// Appends the events of a block to a chunk; an error leaves what it had.
pub fn unpack(
    block: &[u8],
    said: Said,
    dictionary: Option<&Dictionary>,
    chunk: &mut EventChunk,
) -> Result<(), Damage> {
    let before = chunk.mark();
    let done = unpack_all(block, said, dictionary, chunk);
    if done.is_err() {
        chunk.cut(before);
    }
    done
}

fn unpack_all(
    block: &[u8],
    said: Said,
    dictionary: Option<&Dictionary>,
    chunk: &mut EventChunk,
) -> Result<(), Damage> {
    let (small, long) = block::unpack((block, &said.digest), dictionary)?;
    let most = said.size.min(MOST_BYTES).saturating_add(64 * said.events.min(MOST_EVENTS)).saturating_mul(2);
    let mut reading = Reading::new(&small, &long, most);
    let (events, size) = (reading.count(MOST_EVENTS)?, reading.count(MOST_BYTES)?);
    if (events, size) != (said.events, said.size) {
        return Err(Damage("it has other events than its row says"));
    }
    let put = Putting::read(&mut reading, events)?;
    reading.finish()?;
    put.check_order(said.range)?;
    put.put(size, chunk)
}

/// The columns of one shape.
struct Columns {
    payload: Vec<Column>,
    extra: Vec<Column>,
    energy: Option<Vec<i64>>,
    key: Option<Column>,
}

/// A block that was read, before its events are put together.
struct Putting {
    seqs: Vec<i64>,
    times: Vec<i64>,
    frames: Vec<i64>,
    sealed: Vec<i64>,
    seals: Vec<Hash>,
    templates: Vec<Template>,
    shapes: Vec<(Shape, Columns)>,
    shape_of: Vec<usize>,
}

impl Putting {
    fn read(reading: &mut Reading<'_>, events: usize) -> Result<Self, Damage> {
        let seqs = ints::read(reading, events, &[])?;
        let times = ints::read(reading, events, &[])?;
        let templates = reading.count(3 * MOST_EVENTS)?;
        let templates: Vec<Template> =
            (0..templates).map(|_| reading.stream().map(Template::read)).collect::<Result<_, _>>()?;
        let shapes = reading.count(events)?;
        let shapes: Vec<Shape> =
            (0..shapes).map(|_| read_shape(reading, templates.len())).collect::<Result<_, _>>()?;
        let index = |n: &i64| usize::try_from(*n).ok().filter(|n| *n < shapes.len());
        let shape_of = ints::read(reading, events, &[])?;
        let shape_of: Vec<usize> =
            shape_of.iter().map(index).collect::<Option<_>>().ok_or(Damage("an event is of no shape"))?;
        let mut counts = vec![0; shapes.len()];
        for shape in &shape_of {
            counts[*shape] += 1;
        }
        let framed = shape_of.iter().filter(|s| shapes[**s].framed).count();
        let frames = ints::read(reading, framed, &[])?;
        let seals = reading.count(events)?;
        let sealed = ints::read(reading, seals, &[])?;
        let (seals, _) = reading.stream_of(32 * seals)?.as_chunks::<32>();
        let seals = seals.to_vec();
        let shapes = shapes.into_iter().zip(counts).map(|(shape, count)| {
            let columns = read_columns(reading, &shape, count, &templates)?;
            Ok((shape, columns))
        });
        let shapes = shapes.collect::<Result<_, _>>()?;
        Ok(Self { seqs, times, frames, sealed, seals, templates, shapes, shape_of })
    }

    /// The events stand in their order, within the range that the row says.
    fn check_order(&self, (first, last): (u64, u64)) -> Result<(), Damage> {
        let ends = (self.seqs.first(), self.seqs.last());
        let is = |seq: Option<&i64>, said: u64| seq.is_some_and(|s| u64::try_from(*s) == Ok(said));
        if is(ends.0, first) && is(ends.1, last) && self.seqs.is_sorted_by(|a, b| a < b) {
            Ok(())
        } else {
            Err(Damage("it has other events than its row says"))
        }
    }

    fn put(&self, size: usize, chunk: &mut EventChunk) -> Result<(), Damage> {
        let most = chunk.bytes().len() + size;
        chunk.reserve(self.seqs.len(), size);
        let mut rows = vec![0; self.shapes.len()];
        let (mut frames, mut seals) = (self.frames.iter(), self.sealed.iter().zip(&self.seals).peekable());
        for (at, ((seq, time), of)) in self.seqs.iter().zip(&self.times).zip(&self.shape_of).enumerate() {
            let (shape, columns) = &self.shapes[*of];
            let row = rows[*of];
            rows[*of] += 1;
            let part = |template: Option<usize>, columns: &[Column], out: &mut Vec<u8>| {
                let Some(template) = template else { return Ok(None) };
                let start = out.len();
                self.templates[template].put(columns, row, most, out)?;
                Ok(Some(start..out.len()))
            };
            let (bytes, events) = chunk.parts();
            let payload = part(shape.payload, &columns.payload, bytes)?;
            let key = columns.key.as_ref().map(|key| {
                let start = bytes.len();
                key.put(row, bytes);
                start..bytes.len()
            });
            let extra = part(shape.extra, &columns.extra, bytes)?;
            if bytes.len() > most {
                return Err(Damage("it comes to more bytes than it says"));
            }
            check_texts(bytes, [&payload, &key, &extra])?;
            let frame = if shape.framed { frames.next().and_then(|f| u64::try_from(*f).ok()) } else { None };
            if frame.is_some() != shape.framed {
                return Err(Damage("a frame of it is out of range"));
            }
            let seal = seals.next_if(|(place, _)| usize::try_from(**place) == Ok(at)).map(|(_, seal)| *seal);
            let common = (
                u64::try_from(*seq).unwrap_or_default(),
                Timestamp(*time),
                shape.type_no,
                Flags(shape.flags),
            );
            let energy = columns.energy.as_ref().map(|e| e[row]);
            events.push(StoredEvent::new(common, (frame, energy, seal), [payload, key, extra]));
        }
        if chunk.bytes().len() != most || seals.next().is_some() {
            return Err(Damage("it comes to other bytes than it says"));
        }
        Ok(())
    }
}

/// Every text of an event is UTF-8: rows cannot hold anything else.
fn check_texts(bytes: &[u8], parts: [&Option<Range<usize>>; 3]) -> Result<(), Damage> {
    let whole = |range: &Range<usize>| std::str::from_utf8(&bytes[range.clone()]).is_ok();
    if parts.into_iter().flatten().all(whole) { Ok(()) } else { Err(Damage("a text of it is not UTF-8")) }
}

fn read_shape(reading: &mut Reading<'_>, templates: usize) -> Result<Shape, Damage> {
    let (type_no, flags, has) = (reading.signed()?, reading.byte()?, reading.byte()?);
    let mut template = |bit: u8| -> Result<Option<usize>, Damage> {
        match (has & bit, templates.checked_sub(1)) {
            (0, _) => Ok(None),
            (_, Some(most)) => reading.count(most).map(Some),
            (_, None) => Err(Damage("a count is out of range")),
        }
    };
    let (payload, extra) = (template(PAYLOAD)?, template(EXTRA)?);
    Ok(Shape {
        type_no,
        flags,
        framed: has & FRAMED != 0,
        energised: has & ENERGISED != 0,
        keyed: has & KEYED != 0,
        payload,
        extra,
    })
}

fn read_columns(
    reading: &mut Reading<'_>,
    shape: &Shape,
    count: usize,
    templates: &[Template],
) -> Result<Columns, Damage> {
    let mut numbers = Vec::new();
    let mut text = |template: Option<usize>, numbers: &mut Vec<Vec<i64>>| -> Result<Vec<Column>, Damage> {
        let gaps = template.map_or(0, |t| templates[t].gaps());
        (0..gaps).map(|_| scalars::read(reading, count, numbers)).collect()
    };
    let payload = text(shape.payload, &mut numbers)?;
    let extra = text(shape.extra, &mut numbers)?;
    let energy =
        if shape.energised { Some(ints::read(reading, count, &scalars::lean_on(&numbers))?) } else { None };
    let key = if shape.keyed { Some(scalars::read(reading, count, &mut numbers)?) } else { None };
    Ok(Columns { payload, extra, energy, key })
}

#[cfg(test)]
mod tests;
