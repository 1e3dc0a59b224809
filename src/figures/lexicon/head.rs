//! How the second word of a phrase begins. Of the phrases that begin with a word nearly all fail there, and their entries, which lie
//! far apart, need not be looked at for it.

/// The first letters of a word of the lexicon, four at most, or its sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    bytes: u32,
    /// The bits of those bytes; none of a word that may begin in any way.
    bits: u32,
}

/// What stands behind the first word, in the same way.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leading {
    /// Four bytes, letters small, or one sign.
    Bytes(u32),
    /// Any word may begin so.
    Unknown,
}

impl Head {
    /// Of the second word of a phrase, if there is one.
    pub fn of(word: Option<&str>) -> Self {
        let head = |bytes: &[u8]| {
            bytes.iter().rev().fold(Self { bytes: 0, bits: 0 }, |head, byte| Self {
                bytes: head.bytes << 8 | u32::from(*byte),
                bits: head.bits << 8 | u32::from(u8::MAX),
            })
        };
        match word.unwrap_or_default().as_bytes() {
            [sign] if is_sign(*sign) => head(&[*sign]),
            word => {
                let letters = word.iter().take(4).take_while(|byte| byte.is_ascii_lowercase()).count();
                head(&word[..letters])
            }
        }
    }

    /// The bit of its first two bytes; all bits where it may begin in any way.
    pub fn bit(self) -> u64 {
        if self.bits == 0 { u64::MAX } else { bit(self.bytes) }
    }

    /// Whether this word may stand there.
    pub fn may_begin(self, leading: Leading) -> bool {
        match leading {
            Leading::Bytes(bytes) => (bytes ^ self.bytes) & self.bits == 0,
            Leading::Unknown => true,
        }
    }
}

impl Leading {
    /// Of what stands behind the first word, with its space.
    pub fn of(behind: &[u8]) -> Self {
        let (space, word) = match behind {
            [b' ', word @ ..] => (true, word),
            word => (false, word),
        };
        match *word {
            [letter, ..] if letter.is_ascii_alphabetic() && space => Self::of_letters(word),
            [sign, ..] if is_sign(sign) => Self::Bytes(u32::from(sign)),
            _ => Self::Unknown,
        }
    }

    fn of_letters(word: &[u8]) -> Self {
        const SMALL: u32 = 0x2020_2020;
        let four = match word {
            [a, b, c, d, ..] => [*a, *b, *c, *d],
            word => std::array::from_fn(|at| word.get(at).copied().unwrap_or_default()),
        };
        // Two letters that are not ASCII are small as "i" and "k" are, and they begin so. No other is like a letter of the lexicon.
        match four.iter().any(|byte| matches!(byte, 0xc4 | 0xe2)) {
            true => Self::Unknown,
            false => Self::Bytes(u32::from_le_bytes(four) | SMALL),
        }
    }

    /// Whether words that have these bits may stand here.
    pub fn is_among(self, bits: u64) -> bool {
        match self {
            Self::Bytes(bytes) => bits & bit(bytes) != 0,
            Self::Unknown => true,
        }
    }
}

/// Signs that are a piece of a text by themselves, whatever stands beside them.
fn is_sign(byte: u8) -> bool {
    byte.is_ascii_punctuation() && byte != b'\''
}

/// Which of the bits stands for the first two bytes. What is no letter does not count as the second: where a word has one letter, a
/// text has any sign behind it.
fn bit(bytes: u32) -> u64 {
    let [first, second, ..] = bytes.to_le_bytes();
    let second = if second.is_ascii_lowercase() { second } else { 0 };
    1 << ((u32::from(first) * 7 + u32::from(second) * 29) % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: [&str; 9] = ["fewer", "f", "fe", "few", "fa", "f'ew", "fé", "longer", ","];

    fn left(behind: &str) -> Vec<&'static str> {
        let leading = Leading::of(behind.as_bytes());
        SECOND.into_iter().filter(|word| Head::of(Some(word)).may_begin(leading)).collect()
    }

    #[test]
    fn no_word_is_left_out_where_it_stands() {
        for word in SECOND {
            for behind in [format!(" {word}"), format!(" {word} and"), format!(" {}, and", word.to_uppercase())] {
                let (head, leading) = (Head::of(Some(word)), Leading::of(behind.as_bytes()));
                assert!(head.may_begin(leading) && leading.is_among(head.bit()), "{behind}");
            }
        }
        assert!(!Leading::of(b" longer").is_among(Head::of(Some("fewer")).bit()));
    }

    #[test]
    fn words_are_left_out_by_their_letters_and_no_others_are() {
        assert_eq!(left(" fewer"), ["fewer", "f", "fe", "few", "f'ew", "fé"]);
        assert_eq!(left(" FEWer"), ["fewer", "f", "fe", "few", "f'ew", "fé"]);
        assert_eq!(left(" f"), ["f", "f'ew", "fé"]);
        assert_eq!(left(" fürther"), ["f", "f'ew", "fé"]);
        assert_eq!(left(" longest"), ["longer"]);
        assert_eq!(left(", and"), [","]);
        assert_eq!(left(" ,"), [","]);
        assert_eq!(left(". F"), [""; 0]);
        for behind in [" fe\u{212a}", "fewer", "  fewer", " é", "", "'s", " 5", "\n", "’s"] {
            assert_eq!(left(behind), SECOND, "{behind:?} tells nothing");
        }
        assert!(Head::of(None).may_begin(Leading::of(b". F")), "a word by itself");
    }

    #[test]
    fn no_other_letter_is_small_as_one_of_ascii() {
        let letters = ('\u{80}'..=char::MAX).filter(|c| c.to_lowercase().next().is_some_and(|c| c.is_ascii()));
        let first = letters.map(|c| c.to_string().as_bytes()[0]);
        assert!(first.clone().count() > 0 && first.clone().all(|byte| matches!(byte, 0xc4 | 0xe2)));
    }
}
