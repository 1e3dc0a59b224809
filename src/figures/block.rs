//! Sixteen bytes of text as one number: what each of them is, is asked of all at once.

/// Bytes of a text, the first one lowest, and zeros behind the text's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Block(u128);

/// One in each byte.
const ONES: u128 = u128::from_le_bytes([1; Block::BYTES]);

/// The highest bit of each byte.
const HIGH: u128 = 0x80 * ONES;

/// The bit by which a small ASCII letter differs from its capital; digits have it, too.
const SMALL: u128 = 0x20 * ONES;

/// Bytes of a block, by the highest bit of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places(u128);

impl Block {
    /// How many they are.
    pub const BYTES: usize = 16;

    /// The first of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.first_chunk() {
            Some(first) => Self(u128::from_le_bytes(*first)),
            None => {
                let mut first = [0; Self::BYTES];
                first[..bytes.len()].copy_from_slice(bytes);
                Self(u128::from_le_bytes(first))
            }
        }
    }

    /// The block with its ASCII letters small; other signs are changed, too.
    pub fn small(self) -> Self {
        Self(self.0 | SMALL)
    }

    /// The first bytes alone.
    pub fn first(self, bytes: usize) -> Self {
        if bytes < Self::BYTES { Self(self.0 & ((1 << (8 * bytes)) - 1)) } else { self }
    }

    /// Which are ASCII letters.
    pub fn letters(self) -> Places {
        Places(self.small().within(b'a', b'z').0 & !self.0)
    }

    /// Which are ASCII digits.
    pub fn digits(self) -> Places {
        Places(self.within(b'0', b'9').0 & !self.0)
    }

    /// Those that lie between two ASCII characters, leaving their own highest bit out of account.
    fn within(self, first: u8, last: u8) -> Places {
        let low = self.0 & !HIGH;
        let at_least = |bound: u8| low + u128::from(0x80 - bound) * ONES;
        Places(at_least(first) & !at_least(last + 1) & HIGH)
    }
}

impl Places {
    /// Those that are in one or the other.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those behind which none of them stands, where `before` says whether one stands before the block.
    pub fn begins(self, before: bool) -> Self {
        Self(self.0 & !(self.0 << 8 | u128::from(before) << 7))
    }

    /// Whether the last byte of the block is among them.
    pub fn last(self) -> bool {
        self.0 >> 127 == 1
    }

    /// How many stand in front, without a gap.
    pub fn leading(self) -> usize {
        (!self.0 & HIGH).trailing_zeros() as usize / 8
    }
}

impl Iterator for Places {
    type Item = usize;

    /// The next place.
    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize / 8;
        self.0 &= self.0.wrapping_sub(1);
        (place < Block::BYTES).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_told_for_what_it_is_beside_any_other() {
        for byte in 0..=u8::MAX {
            for beside in [0, b'0', b'Z', 0x7f, 0x80, 0xff] {
                let bytes = [beside, byte, beside];
                let places =
                    |is: fn(&u8) -> bool| bytes.iter().enumerate().filter(move |(_, b)| is(b)).map(|(at, _)| at);
                let block = Block::of(&bytes);
                assert!(block.letters().eq(places(u8::is_ascii_alphabetic)), "{bytes:x?}");
                assert!(block.digits().eq(places(u8::is_ascii_digit)), "{bytes:x?}");
            }
        }
    }

    #[test]
    fn words_begin_where_no_letter_stands_before() {
        let letters = Block::of(b"to the town of Oslo").letters();
        assert_eq!(letters.begins(false).collect::<Vec<_>>(), [0, 3, 7, 12, 15]);
        assert_eq!(letters.begins(true).collect::<Vec<_>>(), [3, 7, 12, 15]);
        assert!(letters.last() && !Block::of(b"to").letters().last());
        assert_eq!([b"towns!", b"!     "].map(|text| Block::of(text).letters().leading()), [5, 0]);
        assert_eq!(Block::of(b"administrations and").letters().leading(), 15);
        assert_eq!(Block::of(b"incomprehensibility").letters().leading(), 16);
    }
}
