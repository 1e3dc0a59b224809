//! The trigger scan: which paragraphs hold a number at all.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::block::{Block, Places};
use super::document::Document;
use super::lexicon::{Class, Entry, Lexicon, Small, english};

/// Words that make a paragraph worth reading, beside digits: those that a figure can begin with. Words of doubt are not
/// among them: they speak of a figure in their own paragraph, and without one they would only cost their reading.
const TRIGGERS: [Class; 5] = [Class::Unit, Class::Tens, Class::Scale, Class::Magnitude, Class::Factor];

impl Class {
    fn is_trigger(self) -> bool {
        TRIGGERS.contains(&self)
    }
}

/// What wakes the reader of a language.
#[derive(Debug)]
pub(super) struct Triggers {
    /// Words of a few ASCII letters, sorted.
    short: Vec<Small>,
    /// A bit for the first letter of each.
    letters: u32,
    /// A bit for the first three letters of each.
    begins: [u64; BEGINS / 64],
    /// The others.
    long: Option<AhoCorasick>,
}

/// Bits of [`Triggers::begins`].
const BEGINS: usize = 4096;

/// Which bit stands for the first three of four letters, large or small; a few other threes share it.
fn begin(letters: u32) -> usize {
    let small = (letters | 0x0020_2020) & 0x00ff_ffff;
    (small.wrapping_mul(0x9e37_79b1) >> (32 - BEGINS.ilog2())) as usize
}

impl Triggers {
    fn new(lexicon: &Lexicon) -> Self {
        let short = |word: &String| word.bytes().all(|byte| byte.is_ascii_lowercase()) && word.len() > 2;
        let (short, long): (Vec<String>, Vec<String>) =
            words(lexicon).into_iter().partition(|word| short(word) && Small::new(word.chars()).is_some());
        let (mut letters, mut begins) = (0, [0; BEGINS / 64]);
        for word in &short {
            let bytes = word.as_bytes();
            letters |= 1 << (bytes[0] % 32);
            let bit = begin(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]));
            begins[bit / 64] |= 1 << (bit % 64);
        }
        let build = |words: Vec<String>| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .kind(Some(AhoCorasickKind::DFA))
                .build(words)
                .expect("a few dozen short words always fit")
        };
        let mut short: Vec<Small> = short.iter().filter_map(|word| Small::new(word.chars())).collect();
        short.sort_unstable();
        Self { short, letters, begins, long: Some(long).filter(|long| !long.is_empty()).map(build) }
    }

    /// The first digit, or the first short word that wakes and is followed by something else than a letter.
    fn next_short(&self, text: &str, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        // What stands before the blocks begins no word.
        let mut before = from.checked_sub(1).is_some_and(|at| bytes[at].is_ascii_alphabetic());
        (from..bytes.len()).step_by(Places::MOST).find_map(|at| {
            let letters = Places::of_four(&bytes[at..], Block::letters);
            let digits = Places::of_four(&bytes[at..], Block::digits);
            let mut starts = letters.begin_three(before).or(digits).map(|place| at + place);
            before = letters.last();
            starts.find(|&start| bytes[start].is_ascii_digit() || self.wakes(text, start))
        })
    }

    /// Whether the word that begins here is one that wakes.
    fn wakes(&self, text: &str, start: usize) -> bool {
        let rest = &text.as_bytes()[start..];
        // Large letters have the same five bits.
        if self.letters >> (rest[0] % 32) & 1 == 0 {
            return false;
        }
        let Some(letters) = rest.first_chunk::<4>() else { return self.is_word(text, start) };
        let bit = begin(u32::from_le_bytes(*letters));
        self.begins[bit / 64] >> (bit % 64) & 1 == 1 && self.is_word(text, start)
    }

    fn is_word(&self, text: &str, start: usize) -> bool {
        let (small, length) = Small::leading(&text.as_bytes()[start..]);
        self.short.binary_search(&small).is_ok() && is_whole(text, start, start + length)
    }
}

/// Whether no letter stands at either side.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    !text[..start].ends_with(char::is_alphabetic) && !text[end..].starts_with(char::is_alphabetic)
}

/// The words that wake the reader of a language, in small letters.
fn words(lexicon: &Lexicon) -> BTreeSet<String> {
    // Of a phrase the longest word: "an error" must not wake at every "an".
    let longest = |(first, entry): (&str, &Entry)| {
        let rest = entry.rest.iter().map(|word| &**word);
        rest.chain([first]).max_by_key(|word| (word.len(), *word)).unwrap_or_default().to_owned()
    };
    lexicon.iter().filter(|(_, entry)| entry.class.is_trigger()).map(longest).collect()
}

/// The words of English for which a paragraph is read, as it is for a digit.
pub fn trigger_words() -> BTreeSet<String> {
    words(english())
}

/// How many paragraphs of a text are read for figures: in the others there is neither a digit nor a number word.
pub fn paragraphs_with_numbers(text: &str) -> usize {
    Document::new(text, None, english()).triggered().len()
}

/// The first trigger at or after `from`, by its byte; words count as whole words only.
pub(super) fn next_trigger(lexicon: &Lexicon, text: &str, from: usize) -> Option<usize> {
    text.get(from..)?;
    let triggers = lexicon.triggers.get_or_init(|| Triggers::new(lexicon));
    let short = triggers.next_short(text, from);
    let Some(long) = &triggers.long else { return short };
    let until = short.unwrap_or(text.len());
    let mut long = long.find_iter(&text[from..until]).map(|found| (from + found.start(), from + found.end()));
    long.find(|&(start, end)| is_whole(text, start, end)).map(|(start, _)| start).or(short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn digits_and_number_words_trigger() {
        assert_eq!(next_trigger(english(), "Nobody mentioned the stone.", 0), None);
        assert_eq!(next_trigger(english(), "In all, Nine died.", 0), Some(8));
        assert_eq!(next_trigger(english(), "flight G7", 0), Some(8));
        assert_eq!(next_trigger(english(), "Hundreds came; dozens left", 5), Some(15));
        assert_eq!(next_trigger(english(), "at ten", 4), None, "the middle of a word begins none");
    }

    #[test]
    fn a_paragraph_counts_once() {
        assert_eq!(paragraphs_with_numbers("Nobody came.\n\nTwo or 3 left.\n\nAll slept.\n\nTen died.\n"), 2);
        assert_eq!(paragraphs_with_numbers(""), 0);
        let text = trigger_words().iter().map(|word| format!("The {word} of them.\n\n")).collect::<String>();
        assert_eq!(paragraphs_with_numbers(&text), trigger_words().len(), "each of the words wakes");
        assert!(["two", "dozens", "million"].iter().all(|word| trigger_words().contains(*word)));
    }

    /// Word by word, and letter by letter.
    fn slowly(lexicon: &Lexicon, text: &str) -> Option<usize> {
        let triggers = Triggers::new(lexicon);
        let of_word = |c: char| c.is_alphabetic() || c.is_ascii_digit();
        let starts = text.char_indices().filter(|(at, _)| !text[..*at].ends_with(of_word)).map(|(at, _)| at);
        let word = |at: usize| text[at..].split(|c| !of_word(c)).next().unwrap_or_default();
        let known =
            |word: &str| Small::new(word.chars()).is_some_and(|word| triggers.short.binary_search(&word).is_ok());
        let wakes = |at: &usize| known(&word(*at).to_ascii_lowercase());
        let first = starts.into_iter().find(wakes);
        text.find(|c: char| c.is_ascii_digit()).into_iter().chain(first).min()
    }

    proptest! {
        #[test]
        fn a_block_at_a_time_finds_what_a_letter_at_a_time_does(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec!["one", "Ten", "THREE", "millions", "the", "of", "é", "—", "’", " ", " ", "-", "7", "stone"])
                        .prop_map(str::to_owned),
                    "[a-zA-Z ]{0,20}",
                ],
                0..12,
            ),
        ) {
            let text = pieces.concat();
            prop_assert_eq!(next_trigger(english(), &text, 0), slowly(english(), &text), "{:?}", text);
        }
    }

    #[test]
    fn words_of_other_letters_and_very_short_ones_trigger_too() {
        let file = "language = \"ru\"\nscript = \"Latin\"\n[class.unit]\n\"тысяча\" = \"1000\"\nk = \"1000\"\nmil = \"1000\"\n[irregular]\n[role]\n[ending]\n";
        let lexicon = Lexicon::from_toml(file).unwrap();
        let at = |text: &str| next_trigger(&lexicon, text, 0);
        assert_eq!(at("- тысяча mil"), Some(2));
        assert_eq!(at("- mil тысяча"), Some(2));
        assert_eq!(at("a k or so"), Some(2));
        assert_eq!(at("тысячами, milk, ok"), None);
    }
}
