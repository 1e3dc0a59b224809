//! A word as one number, so that it is cut, put into small letters and compared without a loop over its letters.

use super::super::block::Block;

/// A word in small letters: its bytes, and zeros behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) struct Small(u128);

impl Small {
    /// Bytes of such a word at most. Nearly every word of every language is shorter.
    pub const MOST: usize = Block::BYTES;

    /// Of a word by its letters, which are small already; `None` if it is too long, or nothing.
    pub fn new(word: impl Iterator<Item = char>) -> Option<Self> {
        let (mut bytes, mut length) = ([0; Self::MOST], 0);
        for letter in word {
            let end = length + letter.len_utf8();
            letter.encode_utf8(bytes.get_mut(length..end)?);
            length = end;
        }
        (length > 0).then(|| Self(u128::from_le_bytes(bytes)))
    }

    /// The ASCII letters and digits that `bytes` begins with, in small letters, and how many they are. Of [`Small::MOST`] there
    /// may be more behind them.
    pub fn leading(bytes: &[u8]) -> (Self, usize) {
        let block = Block::of(bytes);
        let length = block.letters().or(block.digits()).leading();
        (Self(block.small(length)), length)
    }

    /// The same of letters alone.
    pub fn letters(bytes: &[u8]) -> (Self, usize) {
        let block = Block::of(bytes);
        let length = block.letters().leading();
        (Self(block.small(length)), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_and_digits_in_front_are_the_word() {
        for byte in 0..=u8::MAX {
            let bytes = [b'Q', b'9', byte, b'z'];
            let word: Vec<u8> = bytes.iter().copied().take_while(u8::is_ascii_alphanumeric).collect();
            let small = std::str::from_utf8(&word).unwrap().to_ascii_lowercase();
            assert_eq!(Small::leading(&bytes), (Small::new(small.chars()).unwrap(), word.len()), "{byte:#x}");
            assert_eq!(Small::letters(&bytes), (Small::new("q".chars()).unwrap(), 1));
        }
        assert_eq!(Small::leading(b"").1, 0);
        assert_eq!(Small::leading(b" a").1, 0);
    }

    #[test]
    fn a_word_ends_where_its_number_does() {
        let word = "Proportionality and more";
        for length in 1..word.len() {
            let (small, found) = Small::leading(&word.as_bytes()[..length]);
            assert_eq!(found, length.min("proportionality".len()));
            assert_eq!(Some(small), Small::new(word[..found].to_lowercase().chars()));
        }
        assert_eq!(Small::leading(b"incomprehensibility").1, Small::MOST);
        assert_eq!(Small::new("incomprehensibility".chars()), None);
        assert_eq!(Small::new("".chars()), None);
    }
}
