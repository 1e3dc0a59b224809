//! The words of a language, looked up by the first one of each phrase.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Entry;
use super::small::Small;

/// All words and phrases that begin with one word, longest phrase first.
#[derive(Debug)]
pub(in super::super) struct Starting {
    /// As it is in the file, in small letters.
    first: Box<str>,
    entries: Box<[Entry]>,
    /// The letter with which the second word of each begins; [`ALONE`] where there is none.
    seconds: Box<[u8]>,
}

/// Of a phrase of one word.
const ALONE: u8 = u8::MAX;

impl Starting {
    fn new(first: Box<str>, entries: Vec<Entry>) -> Self {
        let second = |entry: &Entry| entry.rest.first().and_then(|word| word.as_bytes().first().copied());
        let seconds = entries.iter().map(|entry| second(entry).unwrap_or(ALONE)).collect();
        Self { first, entries: entries.into(), seconds }
    }

    /// Those that may stand where `behind` follows their first word: a letter behind a space tells of most phrases at once that
    /// they have another.
    pub fn before(&self, behind: &[u8]) -> impl Iterator<Item = &Entry> {
        let letter = match behind {
            [b' ', next, ..] if next.is_ascii_alphabetic() => Some(next.to_ascii_lowercase()),
            _ => None,
        };
        let may = move |second: u8| second == ALONE || letter.is_none_or(|letter| second == letter);
        self.seconds.iter().zip(&self.entries).filter(move |(second, _)| may(**second)).map(|(_, entry)| entry)
    }
}

/// Finds words by their first one.
#[derive(Debug, Default)]
pub(super) struct Words {
    // Asked for each word of a text. The keys are ours: no hash need withstand keys that somebody chose.
    short: HashMap<Small, Starting, FixedState>,
    long: HashMap<Box<str>, Starting>,
}

impl Words {
    /// Takes in all words.
    pub fn new(words: HashMap<Box<str>, Vec<Entry>>) -> Self {
        let mut made = Self::default();
        for (first, entries) in words {
            let starting = Starting::new(first.clone(), entries);
            match Small::new(&first) {
                Some(small) => made.short.insert(small, starting),
                None => made.long.insert(first, starting),
            };
        }
        made
    }

    /// What begins with this word.
    pub fn starting(&self, word: Small) -> Option<&Starting> {
        self.short.get(&word)
    }

    /// The same for a word of any length, in small letters.
    pub fn starting_any(&self, word: &str) -> Option<&Starting> {
        match Small::new(word) {
            Some(small) => self.starting(small),
            None => self.long.get(word),
        }
    }

    /// Every word and phrase, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let all = self.short.values().chain(self.long.values());
        all.flat_map(|starting| starting.entries.iter().map(move |entry| (&*starting.first, entry)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Class, Form};
    use super::*;

    fn entry(value: &str, rest: &[&str]) -> Entry {
        let rest = rest.iter().map(|word| (*word).into()).collect();
        Entry { class: Class::Adverb, form: Form::Plain, value: value.into(), role: "".into(), rest, exact: None }
    }

    #[test]
    fn every_word_is_found_and_no_other() {
        let name = |n: usize| format!("{}{n}", ["w", "word", "averyverylongword", "é"][n % 4]);
        let words = (0..4000).map(|n| (name(n).into(), vec![entry(&n.to_string(), &[])])).collect();
        let words = Words::new(words);
        for n in 0..4000 {
            let found: Vec<&Entry> = words.starting_any(&name(n)).unwrap().before(b"").collect();
            assert_eq!((found.len(), &*found[0].value), (1, &*n.to_string()));
        }
        for other in ["", "w", "word4000", "W0", "averyverylongword", "é1 "] {
            assert!(words.starting_any(other).is_none(), "{other}");
        }
        assert_eq!(words.iter().count(), 4000);
        assert!(Words::default().starting_any("w").is_none());
    }

    #[test]
    fn phrases_are_left_out_by_the_letter_behind_the_space() {
        let entries = vec![entry("no fewer than", &["fewer", "than"]), entry("no, no", &[",", "no"]), entry("no", &[])];
        let words = Words::new([("no".into(), entries)].into());
        let before = |behind: &str| {
            let found = words.starting_any("no").unwrap().before(behind.as_bytes());
            found.map(|entry| &*entry.value).collect::<Vec<_>>()
        };
        let all = ["no fewer than", "no, no", "no"];
        assert_eq!(before(" more"), ["no"]);
        for behind in [" fewer", " Fewer than"] {
            assert_eq!(before(behind), ["no fewer than", "no"], "{behind:?}");
        }
        for behind in [", no", "  more", "", " é", " 7"] {
            assert_eq!(before(behind), all, "{behind:?}");
        }
    }
}
