//! Endings: what the last letters of a word that no list has tell of it.

use std::collections::HashMap;

use serde::Deserialize;

/// What an ending makes of a word, as a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in super::super) enum Ending {
    /// "voted": a verb of the past.
    Past,
    /// "voting": a participle that goes on with a sentence.
    Ongoing,
    /// "bakers", "doctors", "women": people who do something.
    Agent,
    /// "ships": more than one.
    Plural,
    /// "press", "famous": looks like more than one and is not.
    Singular,
    /// "slightly"
    Adverb,
    /// The "th" of "5th", glued to its number.
    Ordinal,
    /// The "s" of "1990s", glued to its number.
    Decade,
    /// The "ll" of "she'll", glued to its word by an apostrophe.
    Contraction,
}

/// All endings that a word has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Endings(u16);

impl Endings {
    pub fn has(self, ending: Ending) -> bool {
        self.0 & (1 << ending as u16) != 0
    }
}

/// The endings of a language, by their last byte: nearly every word ends in a byte that no ending has.
#[derive(Debug)]
pub(super) struct Table(Vec<Vec<(Box<str>, Ending)>>);

impl Default for Table {
    fn default() -> Self {
        Self(vec![Vec::new(); 256])
    }
}

impl Table {
    pub fn new(lists: HashMap<Ending, Vec<String>>) -> Self {
        let mut table = Self::default();
        for (ending, list) in lists {
            for text in list.into_iter().filter(|text| !text.is_empty()) {
                table.0[usize::from(text.as_bytes()[text.len() - 1])].push((text.into(), ending));
            }
        }
        table
    }

    pub fn of(&self, word: &str) -> Endings {
        let mut found = Endings::default();
        let Some(&last) = word.as_bytes().last() else { return found };
        for (text, ending) in &self.0[usize::from(last)] {
            // "th" makes an ordinal as a word of its own only.
            let fits = match ending {
                Ending::Ordinal | Ending::Decade | Ending::Contraction => word == &**text,
                _ => word.ends_with(&**text),
            };
            found.0 |= u16::from(fits) << *ending as u16;
        }
        found
    }

    pub fn all(&self, ending: Ending) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter(move |(_, of)| *of == ending).map(|(text, _)| &**text)
    }
}
