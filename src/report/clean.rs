//! Making text from outside fit for a terminal.
//!
//! The danger: a document, a file name or a title can hold escape sequences that move the cursor or repaint the screen, and
//! bidirectional controls that reorder what is read (CVE-2021-42574). None of them passes.

use std::borrow::Cow;

use crate::path::reorders_or_hides;

/// What stands for a character that is not shown.
const STAND_IN: char = '\u{fffd}';

fn unfit(c: char) -> bool {
    (c.is_control() && c != '\n') || reorders_or_hides(c)
}

/// The text with tabs as spaces, and every other control and reordering character but newline replaced by U+FFFD.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(unfit) {
        return text.into();
    }
    text.chars().map(shown).collect::<String>().into()
}

/// The text cleaned, with byte offsets of the raw text turned into those of the clean one.
pub(super) fn clean_with(text: &str, offsets: &mut [&mut usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut map = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        map.resize(map.len() + c.len_utf8(), out.len());
        out.push(shown(c));
    }
    map.push(out.len());
    for offset in offsets {
        **offset = map[(**offset).min(text.len())];
    }
    out
}

fn shown(c: char) -> char {
    match c {
        '\t' => ' ',
        c if unfit(c) => STAND_IN,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_the_order() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c\td\u{7}\u{9b}1m\ne"), "a\u{fffd}[2Jb\u{fffd}c d\u{fffd}\u{fffd}1m\ne");
        assert!(matches!(clean("plain — “text”"), Cow::Borrowed(_)));
    }

    #[test]
    fn offsets_follow() {
        let (mut a, mut b) = (1, 4);
        assert_eq!(clean_with("\u{1b}xé", &mut [&mut a, &mut b]), "\u{fffd}xé".to_owned());
        assert_eq!((a, b), (3, 6));
    }
}
