//! The words of a language, looked up by the first one of each phrase.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::head::{Head, Leading};
use super::small::Small;
use super::{Class, Entry};

/// What begins with one word, in few bytes, so that all words stay close to the processor.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Starting {
    /// A bit for each way in which the second word of a phrase begins; all of them where one may begin in any.
    seconds: u64,
    /// Where the first entry stands. Phrases come first, and words that count with their capitals only.
    first: u32,
    phrases: u16,
    /// The class of the word by itself, which stands behind the phrases.
    alone: Option<Class>,
}

/// Finds words by their first one.
#[derive(Debug, Default)]
pub(super) struct Words {
    // Asked for each word of a text. The keys are ours: no hash need withstand keys that somebody chose.
    short: HashMap<Small, Starting, FixedState>,
    long: HashMap<Box<str>, Starting>,
    /// The same of signs of ASCII, by their byte.
    signs: Vec<Option<Starting>>,
    entries: Vec<Entry>,
    /// Of each entry, how its second word begins.
    heads: Vec<Head>,
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
        made.signs = (0..128).map(|byte| made.starting_any([char::from(byte)].into_iter())).collect();
        made
    }

    fn add(&mut self, entries: Vec<Entry>) -> Starting {
        let by_itself = |entry: &&Entry| entry.rest.is_empty() && entry.exact.is_none();
        let alone = entries.last().filter(by_itself).map(|entry| entry.class);
        let phrases = &entries[..entries.len() - usize::from(alone.is_some())];
        let head = |entry: &Entry| Head::of(entry.rest.first().map(|word| &**word));
        let seconds = phrases.iter().fold(0, |bits, entry| bits | head(entry).bit());
        let first = u32::try_from(self.entries.len()).expect("a lexicon has some thousand words");
        let phrases = u16::try_from(phrases.len()).expect("a word begins some dozen phrases");
        let starting = Starting { seconds, first, phrases, alone };
        self.heads.extend(entries.iter().map(head));
        self.entries.extend(entries);
        starting
    }

    /// The phrases that may stand where `behind` follows their first word, longest first, and words that count with their
    /// capitals only.
    pub fn phrases(&self, starting: Starting, behind: &[u8]) -> impl Iterator<Item = &Entry> {
        let first = starting.first as usize;
        let phrases = &self.entries[first..][..usize::from(starting.phrases)];
        let leading = if phrases.is_empty() { Leading::Unknown } else { Leading::of(behind) };
        let count = if leading.is_among(starting.seconds) { phrases.len() } else { 0 };
        let heads = &self.heads[first..][..count];
        heads.iter().zip(phrases).filter(move |(head, _)| head.may_begin(leading)).map(|(_, entry)| entry)
    }

    /// The word by itself, and its class, for which the entry need not be looked at.
    pub fn alone(&self, starting: Starting) -> Option<(&Entry, Class)> {
        let class = starting.alone?;
        Some((&self.entries[starting.first as usize + usize::from(starting.phrases)], class))
    }

    /// What begins with this word.
    pub fn starting(&self, word: Small) -> Option<Starting> {
        self.short.get(&word).copied()
    }

    /// The same for a sign of ASCII.
    pub fn starting_sign(&self, sign: u8) -> Option<Starting> {
        self.signs.get(usize::from(sign)).copied().flatten()
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
        let phrases = words.phrases(starting, behind.as_bytes());
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
        assert!(Words::default().starting_sign(b'%').is_none());
    }

    #[test]
    fn a_sign_is_found_by_its_byte() {
        let words = Words::new(["%", "w"].map(|sign| (sign.into(), vec![entry(&[sign])])).into());
        assert!(words.starting_sign(b'%').is_some_and(|sign| words.alone(sign).unwrap().0.value == "%".into()));
        assert!(words.starting_sign(b'$').is_none() && words.starting_sign(0xe9).is_none());
    }

    #[test]
    fn phrases_are_left_out_by_the_letter_behind_the_space() {
        let entries = vec![entry(&["no", "fewer", "than"]), entry(&["no", ",", "no"]), entry(&["no"])];
        let words = Words::new([("no".into(), entries)].into());
        assert_eq!(found(&words, "no", " more"), ["no"]);
        assert_eq!(found(&words, "no", " fever"), ["no"]);
        assert_eq!(found(&words, "no", " Fewer than"), ["nofewerthan", "no"]);
        assert_eq!(found(&words, "no", ", no"), ["no,no", "no"]);
        for behind in ["  more", "", " é", " 7"] {
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
