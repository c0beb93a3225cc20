//! What a block is made of before it is compressed: one stream of small things, and long streams of like bytes, each
//! of which is compressed for itself (bytes that are alike compress well together, and badly among others).

use super::Damage;

/// Streams shorter than this stand among the small things: a stream of its own costs about 12 bytes.
const SHORT: usize = 96;

/// A block that is being written.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The small things, in the order in which they are read.
    pub small: Vec<u8>,
    /// The long streams, in the order in which they are read.
    pub long: Vec<Vec<u8>>,
}

impl Sheet {
    /// One byte.
    pub fn byte(&mut self, byte: u8) {
        self.small.push(byte);
    }

    /// A number, seven bits a byte.
    pub fn number(&mut self, n: u64) {
        push_number(&mut self.small, n);
    }

    /// A count.
    pub fn count(&mut self, n: usize) {
        self.number(n as u64);
    }

    /// A number with a sign.
    pub fn signed(&mut self, n: i64) {
        self.number(zigzag(n));
    }

    /// A stream.
    pub fn stream(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        if bytes.len() < SHORT {
            self.small.extend_from_slice(bytes);
        } else {
            self.long.push(bytes.to_vec());
        }
    }

    /// All its bytes.
    pub fn len(&self) -> usize {
        self.small.len() + self.long.iter().map(Vec::len).sum::<usize>()
    }
}

/// A block that is being read; nothing in it is believed.
#[derive(Debug)]
pub struct Reading<'a> {
    small: &'a [u8],
    long: std::slice::Iter<'a, Vec<u8>>,
    /// Values that may still be read: what no honest block exceeds.
    values: usize,
}

impl<'a> Reading<'a> {
    /// Reads a sheet that has no more than so many values in its columns.
    pub fn new(small: &'a [u8], long: &'a [Vec<u8>], values: usize) -> Self {
        Self { small, long: long.iter(), values }
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, Damage> {
        let (first, rest) = self.small.split_first().ok_or(Damage("it ends too early"))?;
        self.small = rest;
        Ok(*first)
    }

    /// A number.
    pub fn number(&mut self) -> Result<u64, Damage> {
        take_number(&mut self.small)
    }

    /// A count of at most `most`.
    pub fn count(&mut self, most: usize) -> Result<usize, Damage> {
        let n = usize::try_from(self.number()?).map_err(|_| Damage("a count is out of range"))?;
        if n <= most { Ok(n) } else { Err(Damage("a count is out of range")) }
    }

    /// A number with a sign.
    pub fn signed(&mut self) -> Result<i64, Damage> {
        self.number().map(unzigzag)
    }

    /// A stream.
    pub fn stream(&mut self) -> Result<&'a [u8], Damage> {
        let len = self.count(usize::MAX)?;
        if len >= SHORT {
            let stream = self.long.next().ok_or(Damage("a stream is missing"))?;
            return if stream.len() == len { Ok(stream) } else { Err(Damage("a stream has another length")) };
        }
        let (stream, rest) = self.small.split_at_checked(len).ok_or(Damage("it ends too early"))?;
        self.small = rest;
        Ok(stream)
    }

    /// A stream of exactly so many bytes.
    pub fn stream_of(&mut self, len: usize) -> Result<&'a [u8], Damage> {
        let stream = self.stream()?;
        if stream.len() == len { Ok(stream) } else { Err(Damage("a stream has another length")) }
    }

    /// A column of so many values is going to be read.
    pub fn expect(&mut self, values: usize) -> Result<(), Damage> {
        self.values =
            self.values.checked_sub(values).ok_or(Damage("it has more values than its size allows"))?;
        Ok(())
    }

    /// Everything must have been read.
    pub fn finish(mut self) -> Result<(), Damage> {
        if self.small.is_empty() && self.long.next().is_none() {
            Ok(())
        } else {
            Err(Damage("it has more in it than its events"))
        }
    }
}

/// Appends a number, seven bits a byte, the lowest first.
pub fn push_number(out: &mut Vec<u8>, mut n: u64) {
    while n > 0x7f {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

/// Takes a number off the front.
pub fn take_number(bytes: &mut &[u8]) -> Result<u64, Damage> {
    let mut n = 0u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().ok_or(Damage("it ends too early"))?;
        *bytes = rest;
        let bits = u64::from(first & 0x7f);
        if bits << shift >> shift != bits {
            break;
        }
        n |= bits << shift;
        if first & 0x80 == 0 {
            return Ok(n);
        }
    }
    Err(Damage("a number is out of range"))
}

/// The bits of what holds.
pub fn bits(all: &[(bool, u8)]) -> u8 {
    all.iter().filter(|(holds, _)| *holds).fold(0, |bits, (_, bit)| bits | bit)
}

/// Small numbers of either sign as small numbers.
pub fn zigzag(n: i64) -> u64 {
    (n.wrapping_shl(1) ^ (n >> 63)).cast_unsigned()
}

/// The way back.
pub fn unzigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_those_that_are_none_are_refused() {
        for n in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            let mut bytes = Vec::new();
            push_number(&mut bytes, n);
            assert_eq!(take_number(&mut bytes.as_slice()), Ok(n));
            assert!(take_number(&mut &bytes[..bytes.len() - 1]).is_err());
            assert_eq!(zigzag(unzigzag(n)), n);
        }
        assert!(take_number(&mut [0xff; 11].as_slice()).is_err());
        assert!(
            take_number(&mut [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2].as_slice()).is_err()
        );
        assert_eq!([0, 1, 2, 3].map(unzigzag), [0, -1, 1, -2]);
    }

    #[test]
    fn streams_come_back_and_a_rest_is_noticed() {
        let mut sheet = Sheet::default();
        sheet.stream(b"short");
        sheet.stream(&[7; SHORT]);
        sheet.byte(9);
        let mut reading = Reading::new(&sheet.small, &sheet.long, 0);
        assert_eq!(reading.stream().unwrap(), b"short");
        assert_eq!(reading.stream_of(SHORT).unwrap(), [7; SHORT]);
        assert!(Reading::new(&sheet.small, &sheet.long, 0).finish().is_err());
        assert_eq!(reading.byte(), Ok(9));
        assert!(reading.expect(1).is_err());
        assert!(reading.finish().is_ok());
    }
}
