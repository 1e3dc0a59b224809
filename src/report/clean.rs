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

/// The text cleaned, on one line: a name with a newline in it would begin a line of its own.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    match text.contains('\n') {
        false => clean(text),
        true => text.chars().map(|c| if c == '\n' { STAND_IN } else { shown(c) }).collect::<String>().into(),
    }
}

/// JSON that says the same, with every character that moves a cursor or reorders text as `\u` and four hex digits.
///
/// JSON itself escapes only C0 controls. Outside of strings there are none of the others, so that all can be replaced.
pub(super) fn escaped(json: String) -> String {
    if !json.chars().any(unfit) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match unfit(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    out
}

/// The text cleaned, with byte offsets of the raw text turned into those of the clean one. A CR before LF is left out: lines of
/// Windows would all end in a stand-in.
pub(super) fn clean_with(text: &str, offsets: &mut [&mut usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut map = Vec::with_capacity(text.len() + 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        map.resize(map.len() + c.len_utf8(), out.len());
        if (c, chars.peek()) != ('\r', Some(&'\n')) {
            out.push(shown(c));
        }
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
        assert_eq!(
            clean("a\u{ad}b\u{fe0f}\u{3164}\u{e0100}"),
            "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}",
            "nor is anything not seen"
        );
        assert_eq!(clean_line("a\n\u{1b}b"), "a\u{fffd}\u{fffd}b");
        assert!(matches!(clean("plain — “text”"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_says_the_same_escaped() {
        let raw = "a\u{1b}\u{9b}\u{202e}\u{feff}\u{e0041}é\n";
        let json = escaped(serde_json::to_string(raw).unwrap());
        assert_eq!(json, r#""a\u001b\u009b\u202e\ufeff\udb40\udc41é\n""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), raw);
    }

    #[test]
    fn offsets_follow() {
        let (mut a, mut b) = (1, 4);
        assert_eq!(clean_with("\u{1b}xé", &mut [&mut a, &mut b]), "\u{fffd}xé".to_owned());
        assert_eq!((a, b), (3, 6));
        let (mut a, mut b) = (1, 3);
        assert_eq!(
            clean_with("a\r\nb\rc", &mut [&mut a, &mut b]),
            "a\nb\u{fffd}c",
            "line ends of Windows are no stand-ins"
        );
        assert_eq!((a, b), (1, 2));
    }
}
