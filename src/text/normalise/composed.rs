//! What the profile does to the characters of a line.

use std::borrow::Cow;

use memchr::{memchr, memrchr};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::text::touched::first_touched;

/// Spaces mapped, U+FEFF dropped, NFC.
pub(super) fn composed(line: &str) -> Cow<'_, str> {
    let Some(mut odd) = first_touched(line.as_bytes()) else { return line.into() };
    let mut composed = String::with_capacity(line.len());
    let mut rest = line;
    // Word by word: nothing composes with a space before it, and most words of such a line need nothing. The plain way,
    // each character by itself, takes fifty times as long.
    loop {
        if let Some(c) = rest[odd..].chars().next().filter(|&c| space_separator(c)) {
            // Most such characters are these: it ends a word, and begins the next, as any space does.
            composed.push_str(&rest[..odd]);
            composed.push(' ');
            rest = &rest[odd + c.len_utf8()..];
        } else {
            let bytes = rest.as_bytes();
            let start = memrchr(b' ', &bytes[..odd]).map_or(0, |space| space + 1);
            let end = memchr(b' ', &bytes[odd..]).map_or(bytes.len(), |space| odd + space);
            composed.push_str(&rest[..start]);
            let word = rest[start..end].chars().filter(|&c| c != '\u{feff}');
            let word = word.map(|c| if space_separator(c) { ' ' } else { c });
            match is_nfc_quick(word.clone()) {
                IsNormalized::Yes => composed.extend(word),
                _ => composed.extend(word.nfc()),
            }
            rest = &rest[end..];
        }
        match first_touched(rest.as_bytes()) {
            Some(next) => odd = next,
            None => break,
        }
    }
    composed.push_str(rest);
    composed.into()
}

/// Unicode category Zs.
pub(in crate::text) fn space_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::text;
    use super::*;

    #[test]
    fn the_unicode_version_is_that_of_the_profile() {
        assert_eq!(unicode_normalization::UNICODE_VERSION, (18, 0, 0), "a new Unicode version is a new profile");
    }

    proptest! {
        #[test]
        fn word_by_word_is_as_all_at_once(line in text()) {
            let mapped = line.chars().filter(|&c| c != '\u{feff}').map(|c| if space_separator(c) { ' ' } else { c });
            prop_assert_eq!(composed(&line), mapped.nfc().collect::<String>());
        }
    }
}
