//! The trigger scan: which paragraphs hold a number at all. A text without one is done at memory speed.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::lexicon::{Class, Entry, Lexicon};

/// Words that make a paragraph worth reading, beside digits: those that a figure can begin with. Words of doubt are not
/// among them: they speak of a figure in their own paragraph, and without one they would only cost their reading.
const TRIGGERS: [Class; 5] = [Class::Unit, Class::Tens, Class::Scale, Class::Magnitude, Class::Factor];

fn machine(lexicon: &Lexicon) -> &AhoCorasick {
    lexicon.triggers.get_or_init(|| {
        let words = lexicon.iter().filter(|(_, entry)| entry.class.is_trigger());
        // Of a phrase the longest word: "an error" must not wake at every "an".
        let longest = |(first, entry): (&str, &Entry)| {
            let rest = entry.rest.iter().map(|word| &**word);
            rest.chain([first]).max_by_key(|word| (word.len(), *word)).unwrap_or_default().to_owned()
        };
        let mut words: Vec<String> = words.map(longest).collect();
        words.extend((0..10).map(|digit| digit.to_string()));
        words.sort_unstable();
        words.dedup();
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words)
            .expect("a few dozen short words always fit")
    })
}

impl Class {
    fn is_trigger(self) -> bool {
        TRIGGERS.contains(&self)
    }
}

/// The first trigger at or after `from`, by its byte; words count as whole words only.
pub(super) fn next_trigger(lexicon: &Lexicon, text: &str, from: usize) -> Option<usize> {
    let whole = |start: usize, end: usize| {
        text.as_bytes()[start].is_ascii_digit()
            || !text[..start].ends_with(char::is_alphabetic) && !text[end..].starts_with(char::is_alphabetic)
    };
    machine(lexicon)
        .find_iter(text.get(from..)?)
        .map(|m| (from + m.start(), from + m.end()))
        .find(|&(start, end)| whole(start, end))
        .map(|(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::english;
    use super::*;

    #[test]
    fn digits_and_number_words_trigger() {
        assert_eq!(next_trigger(english(), "Nobody mentioned the stone.", 0), None);
        assert_eq!(next_trigger(english(), "In all, Nine died.", 0), Some(8));
        assert_eq!(next_trigger(english(), "flight G7", 0), Some(8));
        assert_eq!(next_trigger(english(), "Hundreds came; dozens left", 5), Some(15));
    }
}
