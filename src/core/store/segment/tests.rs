//! Any rows come back as they were; any bytes are rows or an error.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

/// A row: seq's distance, time, type, flags, frame, energy, data, key, unknown members, seal.
type Row = ((u64, i64, i64, u8), (Option<u64>, Option<i64>), [Option<String>; 3], Option<[u8; 32]>);

fn chunk_of(rows: &[Row]) -> EventChunk {
    let mut chunk = EventChunk::default();
    let mut seq = 0;
    for ((step, time, type_no, flags), (frame, energy), texts, seal) in rows {
        seq += step;
        let (bytes, events) = chunk.parts();
        let parts = texts.each_ref().map(|text| {
            text.as_ref().map(|text| {
                let start = bytes.len();
                bytes.extend_from_slice(text.as_bytes());
                start..bytes.len()
            })
        });
        let common = (seq, Timestamp(*time), *type_no, Flags(*flags));
        events.push(StoredEvent::new(common, (*frame, *energy, *seal), parts));
    }
    chunk
}

/// Everything that a row of `stored_event` has.
fn columns(chunk: &EventChunk) -> Vec<Row> {
    let text = |bytes: Option<&[u8]>| bytes.map(|b| String::from_utf8(b.to_vec()).unwrap());
    let of = |e: &StoredEvent| {
        let texts =
            [text(chunk.payload(e)), chunk.key(e).map(str::to_owned), chunk.extra(e).map(str::to_owned)];
        ((e.seq, e.at.0, e.type_no, e.flags.0), (e.frame, e.energy), texts, e.seal)
    };
    chunk.rows().iter().map(of).collect()
}

fn said(packed: &Packed) -> Said {
    Said {
        range: (packed.first_seq, packed.last_seq),
        events: packed.events,
        size: packed.size,
        digest: packed.digest,
    }
}

fn back(chunk: &EventChunk, dictionary: Option<&Dictionary>) -> Packed {
    let packed = pack(chunk, dictionary).unwrap();
    let mut again = EventChunk::default();
    unpack(&packed.block, said(&packed), dictionary, &mut again).unwrap();
    assert_eq!(columns(&again), columns(chunk));
    packed
}

fn odd_text() -> impl Strategy<Value = String> {
    let token = |n: u32| {
        let n = u64::from(n);
        format!(
            r#"{{"prompt_id":"p-{:05}","token_index":{n},"token":{{"length":{},"commitment":"{:032x}"}},"entropy":{}.{:03},"last":{}}}"#,
            n / 100,
            n % 7,
            u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834),
            n % 6,
            n % 1000,
            n % 9 == 0,
        )
    };
    prop_oneof![
        6 => (0u32..100_000).prop_map(token),
        2 => (any::<i64>(), any::<f64>()).prop_map(|(a, b)| format!(r#"{{"a":{a}, "b" : [{b:?},null]}}"#)),
        2 => "[ \"{}:,0-9a-fü\\\\\u{0}.-]{0,40}",
        1 => any::<String>(),
        1 => Just(String::new()),
        1 => (0u64..50).prop_map(|n| format!(r#"{{"x":"{}","n":{n}.0}}"#, "é".repeat(usize::try_from(n).unwrap()))),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let seq = prop_oneof![20 => Just(1u64), 1 => 1..1000u64];
    let time = prop_oneof![1_755_460_800_000_000..1_755_460_900_000_000i64, any::<i64>()];
    let energy =
        prop_oneof![Just(None), (-5_000_000..5_000_000i64).prop_map(Some), any::<i64>().prop_map(Some)];
    let frame = prop_oneof![Just(None), (0..500u64).prop_map(Some), Just(Some(i64::MAX.unsigned_abs()))];
    let key = prop_oneof![3 => Just(None), 1 => "evt_[0-9]{1,6}".prop_map(Some), 1 => any::<String>().prop_map(Some)];
    let texts = (prop::option::weighted(0.95, odd_text()), key, prop::option::weighted(0.1, odd_text()));
    let texts = texts.prop_map(|(a, b, c)| [a, b, c]);
    (
        (seq, time, 0..30i64, any::<u8>()),
        (frame, energy),
        texts,
        prop::option::weighted(0.1, any::<[u8; 32]>()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("WFSTATE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
    ))]

    #[test]
    fn any_rows_come_back_exactly(rows in vec(row(), 1..120)) {
        back(&chunk_of(&rows), None);
    }

    #[test]
    fn a_damaged_block_is_an_error_and_leaves_the_chunk_as_it_was(
        rows in vec(row(), 1..40), at in any::<prop::sample::Index>(), bit in 0..8u32
    ) {
        let mut packed = back(&chunk_of(&rows), None);
        let at = at.index(packed.block.len());
        packed.block[at] ^= 1 << bit;
        let mut chunk = chunk_of(&rows[..1]);
        prop_assert!(unpack(&packed.block, said(&packed), None, &mut chunk).is_err());
        prop_assert_eq!(columns(&chunk), columns(&chunk_of(&rows[..1])));
    }

    #[test]
    fn streams_that_somebody_made_up_are_rows_or_an_error(
        rows in vec(row(), 1..40), at in any::<prop::sample::Index>(), byte in any::<u8>(), long in any::<bool>()
    ) {
        // The digest fits here: whoever can write the file can make it.
        let (mut sheet, size) = lay_out(&chunk_of(&rows)).unwrap();
        let stream = if long && !sheet.long.is_empty() { &mut sheet.long[0] } else { &mut sheet.small };
        let at = at.index(stream.len());
        stream[at] = byte;
        let (first, last) = (rows[0].0.0, rows.iter().map(|r| r.0.0).sum());
        let (block, digest) = block::pack(&sheet, None).unwrap();
        let said = Said { range: (first, last), events: rows.len(), size, digest };
        let _ = unpack(&block, said, None, &mut EventChunk::default());
    }
}

#[test]
fn a_payload_of_a_megabyte_and_one_that_was_erased_come_back() {
    let row =
        |step, text: Option<String>| -> Row { ((step, 5, 1, 0), (None, None), [text, None, None], None) };
    let huge = format!(r#"{{"text":"{}"}}"#, "wörter ".repeat(150_000));
    let numbers = format!("[{}1]", "1,".repeat(300_000));
    back(
        &chunk_of(&[row(1, Some(huge)), row(1, None), row(1, Some(String::new())), row(1, Some(numbers))]),
        None,
    );
}

#[test]
fn a_row_that_says_something_else_than_its_block_is_an_error() {
    let rows: Vec<Row> = (0..50)
        .map(|n| ((1, n, 1, 0), (None, Some(n)), [Some(format!("{{\"n\":{n}}}")), None, None], None))
        .collect();
    let packed = back(&chunk_of(&rows), None);
    let right = said(&packed);
    for wrong in [
        Said { range: (2, 50), ..right },
        Said { range: (1, 51), ..right },
        Said { events: 49, ..right },
        Said { size: right.size + 1, ..right },
    ] {
        assert!(unpack(&packed.block, wrong, None, &mut EventChunk::default()).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_dictionary_helps_its_own_session_and_nobody_reads_a_block_without_it() {
    let stretch = |from: i64| -> Vec<Row> {
        let text =
            |n: i64| format!(r#"{{"some_longer_name":"value {}","another_name_that_is_long":{n}}}"#, n % 3);
        (from..from + 60)
            .map(|n| {
                ((u64::from(n == from) * 1000 + 1, n, 1, 0), (None, None), [Some(text(n)), None, None], None)
            })
            .collect()
    };
    let samples: Vec<Vec<u8>> = (0..40).map(|n| sample(&chunk_of(&stretch(n * 60))).unwrap()).collect();
    let dictionary = Dictionary::learn(&samples).unwrap();
    let chunk = chunk_of(&stretch(9000));
    let (alone, learned) = (back(&chunk, None), back(&chunk, Some(&dictionary)));
    assert!(learned.block.len() + 40 < alone.block.len(), "{} {}", learned.block.len(), alone.block.len());
    let other = Dictionary::new(b"another dictionary".to_vec());
    for wrong in [None, Some(&other)] {
        assert!(unpack(&learned.block, said(&learned), wrong, &mut EventChunk::default()).is_err());
    }
    assert!(Dictionary::learn(&samples[..3]).is_none());
}
