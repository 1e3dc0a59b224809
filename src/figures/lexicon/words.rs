//! The words of a language, looked up by the first one of each phrase.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::small::Small;
use super::{Class, Entry};

/// What begins with one word, in few bytes, so that all words stay close to the processor.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Starting {
    /// Where the first entry stands. Phrases come first, and words that count with their capitals only.
    first: u32,
    phrases: u32,
    /// A bit for each letter with which the second word of a phrase begins.
    seconds: u32,
    /// The class of the word by itself, which stands behind the phrases.
    alone: Option<Class>,
}

impl Starting {
    /// Whether no phrase goes on with `behind`: a letter behind a space tells of most of them at once that they have another.
    fn has_none(self, behind: &[u8]) -> bool {
        matches!(behind, [b' ', next, ..] if next.is_ascii_alphabetic() && self.seconds & bit(*next) == 0)
    }
}

/// The bit of an ASCII letter, large or small.
fn bit(letter: u8) -> u32 {
    1 << (letter.to_ascii_lowercase() - b'a')
}

/// Finds words by their first one.
#[derive(Debug, Default)]
pub(super) struct Words {
    // Asked for each word of a text. The keys are ours: no hash need withstand keys that somebody chose.
    short: HashMap<Small, Starting, FixedState>,
    long: HashMap<Box<str>, Starting>,
    entries: Vec<Entry>,
}

impl Words {
    /// Takes in all words, those of each first word with the longest phrase first.
    pub fn new(words: HashMap<Box<str>, Vec<Entry>>) -> Self {
        let mut made = Self::default();
        for (first, entries) in words {
            let starting = made.add(entries);
            match Small::new(first.chars()) {
                Some(small) => made.short.insert(small, starting),
                None => made.long.insert(first, starting),
            };
        }
        made
    }

    fn add(&mut self, entries: Vec<Entry>) -> Starting {
        let by_itself = |entry: &&Entry| entry.rest.is_empty() && entry.exact.is_none();
        let alone = entries.last().filter(by_itself).map(|entry| entry.class);
        let phrases = &entries[..entries.len() - usize::from(alone.is_some())];
        let seconds = phrases.iter().fold(0, |bits, entry| match entry.rest.first().map(|word| word.as_bytes()) {
            Some([letter, ..]) if letter.is_ascii_alphabetic() => bits | bit(*letter),
            // No letter stands between a space and a second word that begins otherwise.
            Some(_) => bits,
            None => u32::MAX,
        });
        let place = |n: usize| u32::try_from(n).expect("a lexicon has some thousand words");
        let starting = Starting { first: place(self.entries.len()), phrases: place(phrases.len()), seconds, alone };
        self.entries.extend(entries);
        starting
    }

    /// The phrases that may stand where `behind` follows their first word, longest first, and words that count with their
    /// capitals only.
    pub fn phrases(&self, starting: Starting, behind: &[u8]) -> &[Entry] {
        let count = if starting.has_none(behind) { 0 } else { starting.phrases as usize };
        &self.entries[starting.first as usize..][..count]
    }

    /// The word by itself, and its class, for which the entry need not be looked at.
    pub fn alone(&self, starting: Starting) -> Option<(&Entry, Class)> {
        let class = starting.alone?;
        Some((&self.entries[(starting.first + starting.phrases) as usize], class))
    }

    /// What begins with this word.
    pub fn starting(&self, word: Small) -> Option<Starting> {
        self.short.get(&word).copied()
    }

    /// The same for a word of any length, by its letters, which are small already.
    pub fn starting_any(&self, word: impl Iterator<Item = char> + Clone) -> Option<Starting> {
        match Small::new(word.clone()) {
            Some(small) => self.starting(small),
            None => self.long.get(&*word.collect::<String>()).copied(),
        }
    }

    /// Every word and phrase, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Form;
    use super::*;

    fn entry(words: &[&str]) -> Entry {
        let rest = words[1..].iter().map(|word| (*word).into()).collect();
        let (first, value) = (words[0].into(), words.concat().into());
        Entry { first, class: Class::Adverb, form: Form::Plain, value, role: "".into(), rest, exact: None }
    }

    fn found<'a>(words: &'a Words, first: &str, behind: &str) -> Vec<&'a str> {
        let starting = words.starting_any(first.chars()).unwrap();
        let phrases = words.phrases(starting, behind.as_bytes()).iter();
        phrases.chain(words.alone(starting).map(|(entry, _)| entry)).map(|entry| &*entry.value).collect()
    }

    #[test]
    fn every_word_is_found_and_no_other() {
        let name = |n: usize| format!("{}{n}", ["w", "word", "averyverylongword", "é"][n % 4]);
        let words = Words::new((0..4000).map(|n| (name(n).into(), vec![entry(&[&name(n)])])).collect());
        for n in 0..4000 {
            assert_eq!(found(&words, &name(n), ""), [name(n)]);
        }
        for other in ["", "w", "word4000", "W0", "averyverylongword", "é1 "] {
            assert!(words.starting_any(other.chars()).is_none(), "{other}");
        }
        assert_eq!(words.iter().count(), 4000);
        assert!(Words::default().starting_any("w".chars()).is_none());
    }

    #[test]
    fn phrases_are_left_out_by_the_letter_behind_the_space() {
        let entries = vec![entry(&["no", "fewer", "than"]), entry(&["no", ",", "no"]), entry(&["no"])];
        let words = Words::new([("no".into(), entries)].into());
        assert_eq!(found(&words, "no", " more"), ["no"]);
        for behind in [" fewer", " Fewer than", ", no", "  more", "", " é", " 7"] {
            assert_eq!(found(&words, "no", behind), ["nofewerthan", "no,no", "no"], "{behind:?}");
        }
    }

    #[test]
    fn a_word_that_counts_with_its_capitals_is_never_left_out() {
        let exact = Entry { exact: Some("US".into()), ..entry(&["us"]) };
        let phrase_alone = vec![entry(&["at", "least"])];
        let words = Words::new([("us".into(), vec![exact, entry(&["us"])]), ("at".into(), phrase_alone)].into());
        assert_eq!(found(&words, "us", " more"), ["us", "us"]);
        assert_eq!(found(&words, "at", " most"), [""; 0], "the first word of a phrase alone is nothing");
    }
}
