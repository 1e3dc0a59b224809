//! Places of a text: found by their stored bytes, with the lines in which they are, in one pass over the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{Charset, text_offsets};

/// Where something stands in a text, as people count: not in what is shown of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of its line, from 1.
    pub line: usize,
    /// Unicode code points before it in its line.
    pub code_points: usize,
    /// UTF-16 code units before it in its line.
    pub utf16: usize,
}

/// A place in a decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Byte of the text.
    pub at: usize,
    /// Where its line begins.
    pub line_start: usize,
    /// As people count.
    pub place: Place,
}

impl Found {
    const START: Self = Self { at: 0, line_start: 0, place: Place { line: 1, code_points: 0, utf16: 0 } };

    /// The place further on in the same text.
    pub fn moved(mut self, text: &str, at: usize) -> Self {
        let between = &text[self.at..at];
        let mut rest = between;
        if let Some(newline) = memchr::memrchr(b'\n', between.as_bytes()) {
            self.place.line += memchr::memchr_iter(b'\n', between.as_bytes()).count();
            (self.place.code_points, self.place.utf16) = (0, 0);
            self.line_start = self.at + newline + 1;
            rest = &between[newline + 1..];
        }
        self.place.code_points += rest.chars().count();
        self.place.utf16 += rest.encode_utf16().count();
        self.at = at;
        self
    }
}

/// Finds stored bytes in a text, each one at which a character begins.
pub(super) fn places(text: &str, charset: Charset, stored: &BTreeSet<usize>) -> BTreeMap<usize, Found> {
    let mut last = Found::START;
    let mut found = BTreeMap::new();
    for (stored, at) in text_offsets(charset, text, stored) {
        last = last.moved(text, at);
        found.insert(stored, last);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_bytes_are_found_in_the_text_and_counted_as_people_do() {
        let text = "x\n🙂é 12\nжж 7";
        let at = text.find("12").unwrap();
        let place = Place { line: 2, code_points: 3, utf16: 4 };
        for label in ["utf-8", "utf-16le", "gb18030"] {
            let charset = Charset::for_label(label).unwrap();
            let stored = crate::text::source_offset(charset, text, at);
            let found = places(text, charset, &BTreeSet::from([stored]));
            assert_eq!(found[&stored], Found { at, line_start: 2, place }, "{label}");
        }
    }

    #[test]
    fn nothing_begins_within_a_character_or_behind_the_text() {
        let utf16 = Charset::for_label("utf-16le").unwrap();
        let found = places("ж7", utf16, &BTreeSet::from([0, 1, 2, 3, 4, 5, 900]));
        assert_eq!(found.values().map(|found| found.at).collect::<Vec<_>>(), [0, 2, 3]);
        let found = places("ж7", Charset::UTF_8, &BTreeSet::from([0, 1, 2, 3, 4]));
        assert_eq!(found.into_keys().collect::<Vec<_>>(), [0, 2, 3]);
    }
}
