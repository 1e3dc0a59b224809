//! Sixteen bytes of text at once: what each of them is, is asked of all in a few instructions.

use wide::u8x16;

/// Bytes of a text, and zeros behind the text's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block(u8x16);

/// The bit by which a small ASCII letter differs from its capital; digits have it, too.
const SMALL: u8 = 0x20;

/// Some of the bytes of up to four blocks, a bit for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places(u64);

impl Block {
    /// How many they are.
    pub const BYTES: usize = 16;

    /// The first of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.first_chunk() {
            Some(first) => Self(u8x16::from(*first)),
            None => {
                let mut first = [0; Self::BYTES];
                first[..bytes.len()].copy_from_slice(bytes);
                Self(u8x16::from(first))
            }
        }
    }

    /// The first bytes as one number, ASCII letters small; other signs than letters and digits are changed, too.
    pub fn small(self, bytes: usize) -> u128 {
        let small = u128::from_le_bytes((self.0 | u8x16::splat(SMALL)).to_array());
        if bytes < Self::BYTES { small & ((1 << (8 * bytes)) - 1) } else { small }
    }

    /// Which are ASCII letters.
    pub fn letters(self) -> Places {
        Self(self.0 | u8x16::splat(SMALL)).within(b'a', b'z')
    }

    /// Which are ASCII digits.
    pub fn digits(self) -> Places {
        self.within(b'0', b'9')
    }

    /// Those that lie between two.
    fn within(self, first: u8, last: u8) -> Places {
        // What is below the first one wraps, and is above the last.
        let above = self.0 - u8x16::splat(first);
        Places(u64::from(above.simd_lt(u8x16::splat(last - first + 1)).to_bitmask()))
    }
}

impl Places {
    /// Bytes of four blocks.
    pub const MOST: usize = 4 * Block::BYTES;

    /// Those of the first four blocks of these bytes, as `of` gives them for each.
    pub fn of_four(bytes: &[u8], of: impl Fn(Block) -> Self) -> Self {
        let blocks = bytes.chunks(Block::BYTES).take(4);
        blocks.enumerate().fold(Self(0), |all, (at, block)| Self(all.0 | of(Block::of(block)).0 << (at * Block::BYTES)))
    }

    /// Those that are in one or the other.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those before which none of them stands (`before` says whether one stands before the first block), and that have two more
    /// behind them, or may have in the next blocks.
    pub fn begin_three(self, before: bool) -> Self {
        let next = |places: u64, by: u32| places >> by | !(u64::MAX >> by);
        Self(self.0 & !(self.0 << 1 | u64::from(before)) & next(self.0, 1) & next(self.0, 2))
    }

    /// Whether the last byte of four blocks is among them.
    pub fn last(self) -> bool {
        self.0 >> (Self::MOST - 1) == 1
    }

    /// How many stand in front, without a gap.
    pub fn leading(self) -> usize {
        self.0.trailing_ones() as usize
    }
}

impl Iterator for Places {
    type Item = usize;

    /// The next place.
    fn next(&mut self) -> Option<usize> {
        let place = self.0.trailing_zeros() as usize;
        self.0 &= self.0.wrapping_sub(1);
        (place < Self::MOST).then_some(place)
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
    fn words_of_three_letters_begin_where_no_letter_stands_before() {
        let letters = |text: &str| Places::of_four(text.as_bytes(), Block::letters);
        let text = "to the town of Oslo - and so on, until nobody is left who was in";
        assert_eq!(text.len(), Places::MOST);
        let begins = |places: Places| places.map(|at| &text[at..(at + 3).min(text.len())]).collect::<Vec<_>>();
        let words = ["the", "tow", "Osl", "and", "unt", "nob", "lef", "who", "was", "in"];
        assert_eq!(begins(letters(text).begin_three(false)), words, "behind `in` may be more");
        assert_eq!(begins(letters(&text[3..]).begin_three(true)).len(), words.len() - 1 - 1);
        assert!(letters(text).last() && !letters("to").last() && letters("").next().is_none());
        assert_eq!([b"towns!", b"!     "].map(|text| Block::of(text).letters().leading()), [5, 0]);
        assert_eq!(Block::of(b"administrations and").letters().leading(), 15);
        assert_eq!(Block::of(b"incomprehensibility").letters().leading(), 16);
    }
}
