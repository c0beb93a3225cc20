//! The codec: what goes in comes out, and nothing else does.

use super::codec::{Unspilled, decode, encode};
use crate::core::decode::Code;
use crate::core::model::event::Flags;
use crate::core::model::time::Timestamp;
use crate::core::record::batch::{Batch, JournalNote, Note, Placed};
use crate::core::record::feedback::Nack;
use crate::core::store::{NewSnapshot, Refused, Totals};

const SESSIONS: [&str; 2] = ["first", "zweite"];
const TYPES: [&str; 3] = ["energy.update", "ai.output", "mine.own"];

fn sample() -> Batch {
    let mut batch = Batch { number: 7, lines: 99, ..Batch::default() };
    for n in 0..5u8 {
        let payload = batch.keep(format!(r#"{{"n":{n},"ü":"{}"}}"#, "x".repeat(n.into())).as_bytes());
        let key = (n % 2 == 0).then(|| batch.keep(b"key"));
        let extra = (n == 3).then(|| batch.keep(br#"{"more":1}"#));
        batch.events.push(Placed {
            track: u32::from(n % 2),
            seq: u64::from(n / 2 + 1),
            at: Timestamp(-5 + i64::from(n)),
            type_slot: u32::from(n % 3),
            flags: Flags(n),
            frame: (n > 1).then_some(u64::MAX),
            energy: (n > 2).then_some(i64::MIN),
            payload,
            key,
            extra,
            ends_seal: n == 4,
            seal: (n == 4).then_some([n; 32]),
        });
    }
    batch.notes = vec![
        Note::Key { track: 0, first_seq: 4, key: [3; 32] },
        Note::Snapshot {
            track: 1,
            snapshot: Box::new(NewSnapshot {
                last_seq: 2,
                frame: Some(1),
                at: Timestamp(8),
                kind: "periodic",
                reason: Some("why".into()),
                energy_micro: -4,
                state: b"{}".to_vec(),
                state_hash: [9; 32],
            }),
            seal: [1; 32],
        },
        Note::Quarantine(Box::new(Refused {
            session_id: None,
            received: Timestamp(1),
            source: "-".into(),
            line_no: 3,
            code: "bad_time".into(),
            message: "m".into(),
            pointer: Some("/timestamp".into()),
            column: None,
            length: 12,
            digest: [4; 16],
            line: Some("{}".into()),
        })),
        Note::Retried { entry_no: -1, status: "accepted" },
        Note::Journal(Box::new(JournalNote {
            lost: 3,
            ..JournalNote::of(0, 3, Timestamp(4), "recorder.gap", r#"{"count":3}"#.into())
        })),
        Note::Close {
            track: 1,
            totals: Box::new(Totals { last_seq: 2, level: Some(3), ..Totals::default() }),
            facts: "{}".into(),
            at: Timestamp(2),
            seal: [2; 32],
        },
    ];
    batch.nacks.push(Nack { line: 4, code: Code::BadTime.as_str(), message: "no time".into() });
    batch.acks = vec![(0, 3), (1, 2)];
    batch.known = vec![("other".into(), 6)];
    batch.tee.push(0..4);
    batch
}

fn bytes_of(batch: &Batch) -> Vec<u8> {
    encode(batch, |n| SESSIONS[n as usize], |n| TYPES[n as usize])
}

#[test]
fn a_batch_comes_back_as_it_was_with_the_names_of_its_numbers() {
    let batch = sample();
    let Unspilled { batch: back, sessions, types } = decode(&bytes_of(&batch)).unwrap();
    assert_eq!(sessions, [(0, "first".to_owned()), (1, "zweite".to_owned())]);
    assert_eq!(types.len(), 3);
    assert_eq!(format!("{:?}", back.notes), format!("{:?}", batch.notes));
    let facts = |b: &Batch| format!("{:?}{:?}{:?}{:?}{:?}", b.bytes, b.nacks, b.acks, b.known, b.tee);
    assert_eq!(facts(&back), facts(&batch));
    assert_eq!((back.number, back.lines), (7, 99));
    for (back, was) in back.events.iter().zip(&batch.events) {
        // Where seals end is decided; the seal stands in the event.
        let was = format!("{was:?}").replace("ends_seal: true", "ends_seal: false");
        assert_eq!(format!("{back:?}"), was);
    }
}

#[test]
fn what_is_cut_or_longer_does_not_decode() {
    let bytes = bytes_of(&sample());
    for length in 0..bytes.len() {
        assert!(decode(&bytes[..length]).is_none(), "{length}");
    }
    assert!(decode(&[bytes, vec![0]].concat()).is_none());
}

#[test]
fn changed_bytes_decode_to_something_sound_or_to_nothing() {
    let bytes = bytes_of(&sample());
    let mut accepted = 0;
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut other = bytes.clone();
            other[at] ^= change;
            let Some(Unspilled { batch, sessions, types }) = decode(&other) else { continue };
            accepted += 1;
            for e in &batch.events {
                assert!(sessions.iter().any(|(n, _)| *n == e.track));
                assert!(types.iter().any(|(n, _)| *n == e.type_slot));
                let _ = (batch.text_at(&e.payload), e.key.as_ref().map(|k| batch.text_at(k)));
            }
        }
    }
    assert!(accepted > 0, "a changed payload is still a batch: that it was changed, the frame's check tells");
}
