//! Endings: what the last letters of a word that no list has tell of it.

use std::collections::HashMap;

use serde::Deserialize;

use super::super::span::Span;

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
pub(super) struct Table(Vec<Vec<Known>>);

#[derive(Debug)]
struct Known {
    text: Box<str>,
    /// The last bytes of a word that ends so, and of which bits.
    last: u64,
    bits: u64,
    /// The word, where it must be nothing else: "th" makes an ordinal as a word of its own only.
    whole: bool,
    ending: Ending,
}

impl Default for Table {
    fn default() -> Self {
        Self((0..256).map(|_| Vec::new()).collect())
    }
}

impl Table {
    /// # Errors
    /// The text of an ending that is nothing, or longer than eight bytes.
    pub fn new(lists: HashMap<Ending, Vec<String>>) -> Result<Self, String> {
        let mut table = Self::default();
        for (ending, list) in lists {
            for text in list {
                let (1..=8, Some(end)) = (text.len(), text.as_bytes().last()) else { return Err(text) };
                let bits = u64::MAX << (64 - 8 * text.len());
                let whole = matches!(ending, Ending::Ordinal | Ending::Decade | Ending::Contraction);
                let last = last_bytes(&text, Span::new(0, text.len()));
                let known = Known { last, bits, whole, ending, text: text.as_str().into() };
                table.0[usize::from(*end)].push(known);
            }
        }
        Ok(table)
    }

    /// The endings of a word that stands here in a text.
    pub fn of(&self, text: &str, word: Span) -> Endings {
        let mut found = Endings::default();
        if word.start == word.end {
            return found;
        }
        let known = &self.0[usize::from(text.as_bytes()[word.end - 1])];
        if known.is_empty() {
            return found;
        }
        let last = last_bytes(text, word);
        for known in known {
            let fits =
                (last ^ known.last) & known.bits == 0 && (!known.whole || known.text.len() == word.end - word.start);
            found.0 |= u16::from(fits) << known.ending as u16;
        }
        found
    }

    /// What makes an ending.
    pub fn all(&self, ending: Ending) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter(move |known| known.ending == ending).map(|known| &*known.text)
    }
}

/// The last eight bytes of a word, the last one highest; zeros before those of a shorter one. They are taken from the text at
/// once, with what stands before the word, and that is taken out again.
fn last_bytes(text: &str, word: Span) -> u64 {
    let before = &text.as_bytes()[..word.end];
    let last = match before.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => before.iter().fold(0, |bytes, byte| bytes >> 8 | u64::from(*byte) << 56),
    };
    match word.end - word.start {
        length @ 1..8 => last & u64::MAX << (64 - 8 * length),
        _ => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(list: &[&str]) -> Result<Table, String> {
        let list = list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Table::new([(Ending::Plural, list.clone()), (Ending::Decade, list)].into())
    }

    #[test]
    fn a_word_ends_as_its_last_letters_say() {
        let table = table(&["s", "ies", "families", "’s"]).unwrap();
        for word in ["s", "ies", "cities", "families", "subfamilies", "ox", "Ruiz’s", "", "sı", "IES", "ie"] {
            let ends = ["s", "ies", "families", "’s"].iter().any(|text| word.ends_with(text));
            let is = ["s", "ies", "families", "’s"].contains(&word);
            let text = format!("famil{word} and");
            let found = table.of(&text, Span::new(5, 5 + word.len()));
            assert_eq!(found, table.of(word, Span::new(0, word.len())), "what stands before {word} is none of it");
            assert_eq!((found.has(Ending::Plural), found.has(Ending::Decade)), (ends, is), "{word}");
            assert!(!found.has(Ending::Past));
        }
        let adverb = Table::new([(Ending::Adverb, vec!["families".to_owned()])].into()).unwrap();
        assert!(adverb.of("families", Span::new(0, 8)).has(Ending::Adverb));
        assert!(!adverb.of("families", Span::new(5, 8)).has(Ending::Adverb), "the word is `ies`");
    }

    #[test]
    fn an_ending_that_cannot_be_compared_is_refused() {
        assert_eq!(table(&["s", "familiarity"]).unwrap_err(), "familiarity");
        assert_eq!(table(&[""]).unwrap_err(), "");
    }
}
