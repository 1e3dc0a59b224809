//! The profile's normalising, on a stream: memory does not grow with the text.

mod composed;

use memchr::memchr2;

use self::composed::composed;
#[cfg(test)]
pub(super) use self::composed::space_separator;
use super::TextError;
use super::touched::untouched;

const LONGEST_LINE: usize = 64 << 20;
/// From this length on a line is passed on in parts, cut where two ASCII characters meet: nothing composes across them.
const LONG_LINE: usize = 1 << 20;

/// Normalises text that arrives in pieces and hands it on as `&str`.
pub struct Normaliser<S: FnMut(&str)> {
    sink: S,
    /// The start of a line whose end has not arrived yet.
    line: String,
    /// Part of the present line was handed on already.
    within_line: bool,
    empty_line_due: bool,
    nothing_yet: bool,
}

/// Normalises text that is in memory.
///
/// # Errors
/// Only [`TextError::LineTooLong`].
pub fn normalise(text: &str) -> Result<String, TextError> {
    let mut out = String::with_capacity(text.len() + 1);
    let mut normaliser = Normaliser::new(|piece| out.push_str(piece));
    normaliser.push(text)?;
    normaliser.finish();
    Ok(out)
}

/// For each line of the normalised text the number of the line, from 1, at which it stands in the stored text.
pub fn stored_lines(text: &str) -> Vec<u64> {
    let (mut lines, mut empty_line_due, mut rest, mut number) = (Vec::new(), None, text, 0);
    while !rest.is_empty() {
        number += 1;
        let end = memchr2(b'\n', b'\r', rest.as_bytes());
        let line = &rest[..end.unwrap_or(rest.len())];
        let after = &rest[end.map_or(rest.len(), |end| end + 1)..];
        let crlf = end.is_some_and(|end| rest[end..].starts_with("\r\n"));
        rest = if crlf { &after[1..] } else { after };
        if composed(line).trim_end_matches([' ', '\t']).is_empty() {
            empty_line_due = empty_line_due.or(Some(number));
        } else {
            lines.extend(empty_line_due.take());
            lines.push(number);
        }
    }
    lines
}

impl<S: FnMut(&str)> Normaliser<S> {
    /// A normaliser that hands its text to `sink`.
    pub fn new(sink: S) -> Self {
        Self { sink, line: String::new(), within_line: false, empty_line_due: false, nothing_yet: true }
    }

    /// Takes in the next piece.
    ///
    /// # Errors
    /// [`TextError::LineTooLong`].
    pub fn push(&mut self, mut piece: &str) -> Result<(), TextError> {
        // An empty piece does not tell yet whether LF follows.
        if self.line.ends_with('\r') && !piece.is_empty() {
            // The piece before ended between CR and, maybe, LF.
            let held = std::mem::take(&mut self.line);
            self.end_line(&held[..held.len() - 1]);
            piece = piece.strip_prefix('\n').unwrap_or(piece);
        }
        let mut held = self.line.len();
        while let Some(end) = memchr2(b'\n', b'\r', piece.as_bytes()) {
            let (line, mut rest) = (&piece[..end], &piece[end + 1..]);
            if piece.as_bytes()[end] == b'\r' {
                if rest.is_empty() {
                    self.line.push_str(piece);
                    return Ok(());
                }
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
            if self.line.is_empty() {
                self.end_line(line);
            } else {
                let mut whole = std::mem::take(&mut self.line);
                whole.push_str(line);
                self.end_line(&whole);
                whole.clear();
                self.line = whole;
            }
            piece = rest;
            held = 0;
        }
        self.line.push_str(piece);
        self.pass_on_long_line(held)
    }

    /// Ends the text with its one final newline.
    pub fn finish(mut self) {
        let last = std::mem::take(&mut self.line);
        let last = last.strip_suffix('\r').unwrap_or(&last);
        if !last.is_empty() || self.within_line {
            self.end_line(last);
        }
        if self.nothing_yet {
            (self.sink)("\n");
        }
    }

    fn end_line(&mut self, line: &str) {
        let line = composed(line);
        let line = line.trim_end_matches([' ', '\t']);
        if line.is_empty() && !self.within_line {
            self.empty_line_due = true;
            return;
        }
        self.hand_on(line);
        (self.sink)("\n");
        self.within_line = false;
    }

    fn hand_on(&mut self, part: &str) {
        if self.empty_line_due {
            (self.sink)("\n");
            self.empty_line_due = false;
        }
        self.nothing_yet = false;
        (self.sink)(part);
    }

    /// `held` bytes of the line were there before the last piece.
    fn pass_on_long_line(&mut self, held: usize) -> Result<(), TextError> {
        if self.line.len() < LONG_LINE {
            return Ok(());
        }
        // Cut before the last ASCII character that follows another and is no space: spaces may be the line's end.
        let bytes = self.line.as_bytes();
        // What was long already was searched in vain: again with each piece, the time would grow with the square.
        let first = if held < LONG_LINE { 1 } else { held };
        let cut = (first..bytes.len()).rev().find(|&i| bytes[i - 1].is_ascii() && bytes[i].is_ascii_graphic());
        match cut {
            Some(cut) => {
                let rest = self.line.split_off(cut);
                let part = std::mem::replace(&mut self.line, rest);
                self.hand_on(&composed(&part));
                self.within_line = true;
                Ok(())
            }
            None if self.line.len() > LONGEST_LINE => Err(TextError::LineTooLong),
            None => Ok(()),
        }
    }
}

/// True if normalising is sure to leave a text as it is, whose lines end at these places, and not otherwise
/// ([`plain_line_ends`](super::lines::plain_line_ends)); false where it may change it, or it would take longer to tell.
pub(super) fn is_surely_normal(text: &str, ends: &[usize]) -> bool {
    let bytes = text.as_bytes();
    if !untouched(bytes) || bytes.last() != Some(&b'\n') {
        return false;
    }
    let (mut start, mut was_empty) = (0, false);
    for &end in ends {
        let line = &bytes[start..end];
        let is_empty = line.is_empty();
        if matches!(line, [.., b' ' | b'\t']) || (is_empty && was_empty) {
            return false;
        }
        (start, was_empty) = (end + 1, is_empty);
    }
    // An empty line at the end goes.
    !was_empty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::plain_line_ends;
    use proptest::prelude::*;

    #[test]
    fn each_step() {
        for (stored, normalised) in [
            ("a\r\nb\rc\nd", "a\nb\nc\nd\n"),
            ("a\u{a0}b\u{202f}c\u{2009}d\u{3000}e\tf", "a b c d e\tf\n"),
            ("\u{feff}a\u{feff}b", "ab\n"),
            ("e\u{301} \u{1100}\u{1161}", "\u{e9} \u{ac00}\n"),
            ("a \t\u{a0}\nb", "a\nb\n"),
            ("a\n\n\n\n \nb\n\n\n", "a\n\nb\n"),
            ("", "\n"),
            ("\r", "\n"),
            ("“a” — ‘b’ 1–2 ½", "“a” — ‘b’ 1–2 ½\n"),
        ] {
            assert_eq!(normalise(stored).unwrap(), normalised, "{stored:?}");
        }
    }

    #[test]
    fn a_long_line_is_normalised_like_a_short_one() {
        let long = "word e\u{301} \u{a0}".repeat(300_000);
        let expected = format!("{}word \u{e9}\n", "word \u{e9}  ".repeat(299_999));
        assert_eq!(normalise(&long).unwrap(), expected);
        assert!(matches!(normalise(&"ж".repeat(40 << 20)), Err(TextError::LineTooLong)));
    }

    pub(super) fn text() -> impl Strategy<Value = String> {
        let odd = [
            "\r", "\n", "\r\n", " ", "\t", "\u{a0}", "\u{feff}", "e", "\u{301}", "\u{327}", "й", "\u{306}", "”",
            "\u{2028}", "가", "x",
        ];
        prop::collection::vec(
            prop_oneof![prop::sample::select(odd.to_vec()).prop_map(str::to_owned), ".".prop_map(|s: String| s)],
            0..40,
        )
        .prop_map(|parts| parts.concat())
    }

    #[test]
    fn an_empty_piece_does_not_part_cr_from_lf() {
        let mut out = String::new();
        let mut normaliser = Normaliser::new(|piece: &str| out.push_str(piece));
        for piece in ["a\r", "", "\nb"] {
            normaliser.push(piece).unwrap();
        }
        normaliser.finish();
        assert_eq!(out, "a\nb\n");
    }

    proptest! {
        #[test]
        fn what_is_surely_normal_stays_as_it_is(text in text()) {
            let once = normalise(&text).unwrap();
            let is_surely_normal =
                |text: &str| plain_line_ends(text.as_bytes()).is_some_and(|ends| is_surely_normal(text, &ends));
            for text in [&text, &once] {
                prop_assert!(!is_surely_normal(text) || normalise(text).unwrap() == *text);
            }
            // Not only what is always false: of plain characters, it tells exactly.
            let plain: String = once.chars().filter(|c| c.is_ascii_graphic() || *c == '\n').collect();
            prop_assert_eq!(is_surely_normal(&plain), normalise(&plain).unwrap() == plain && plain != "\n");
        }

        #[test]
        fn twice_changes_nothing(text in text()) {
            let once = normalise(&text).unwrap();
            prop_assert_eq!(normalise(&once).unwrap(), once);
        }

        #[test]
        fn pieces_do_not_matter(text in text(), cuts in prop::collection::vec(0usize..200, 0..8)) {
            let mut out = String::new();
            let mut normaliser = Normaliser::new(|piece: &str| out.push_str(piece));
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&c| text.is_char_boundary(c)).collect();
            cuts.sort_unstable();
            let mut start = 0;
            for cut in cuts {
                normaliser.push(&text[start..cut]).unwrap();
                start = cut;
            }
            normaliser.push(&text[start..]).unwrap();
            normaliser.finish();
            prop_assert_eq!(out, normalise(&text).unwrap());
        }

        #[test]
        fn stored_lines_are_those_that_were_normalised(text in text()) {
            let normalised = normalise(&text).unwrap();
            let stored = text.replace("\r\n", "\n").replace('\r', "\n");
            let stored: Vec<&str> = stored.split('\n').collect();
            let lines = stored_lines(&text);
            let expected: Vec<&str> = normalised.trim_end_matches('\n').split('\n').collect();
            prop_assert_eq!(lines.len(), if normalised == "\n" { 0 } else { expected.len() });
            for (number, line) in lines.iter().zip(expected) {
                let again = normalise(stored[*number as usize - 1]).unwrap();
                prop_assert_eq!(again.trim_end_matches('\n'), line);
            }
        }
    }
}
