//! A paragraph cut into tokens: each piece, what the lexicon has of it, and the phrases that begin with it.

use super::super::field::field_code;
use super::super::lexicon::{Endings, Lexicon, Small, Starting};
use super::super::span::Span;
use super::piece::next;
use super::{Kind, Token};

/// Tokens of `text[range]`; spans count from the start of `text`.
pub(in super::super) fn tokens(text: &str, range: Span, lexicon: &'static Lexicon) -> Vec<Token> {
    let mut tokens = Vec::with_capacity((range.end - range.start) / 5);
    tokens.extend(Cutter::new(text, range, lexicon));
    tokens
}

/// The first of them.
pub(in super::super) fn first_token(text: &str, range: Span, lexicon: &'static Lexicon) -> Option<Token> {
    Cutter::new(text, range, lexicon).next()
}

/// Cuts one token after the other.
struct Cutter<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    lexicon: &'static Lexicon,
    /// A word in small letters, where it is not short and plain.
    lower: String,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, range: Span, lexicon: &'static Lexicon) -> Self {
        Self { text, at: range.start, end: range.end, lexicon, lower: String::new() }
    }

    /// A piece of the text, and what begins with it.
    fn piece(&mut self) -> Option<(Span, Kind, Option<&'static Starting>)> {
        if let Some((span, small)) = plain_word(self.text, self.at, self.end) {
            return Some((span, Kind::Word, self.lexicon.starting(small)));
        }
        let (span, kind) = next(self.text, self.at, self.end, self.lexicon.contractions())?;
        if kind == Kind::Number {
            return Some((span, kind, None));
        }
        self.lower.clear();
        self.lower.extend(span.of(self.text).chars().map(plain));
        Some((span, kind, self.lexicon.starting_any(&self.lower)))
    }
}

impl Iterator for Cutter<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let Self { text, end, lexicon, .. } = *self;
        let (span, kind, starting) = loop {
            let piece = self.piece()?;
            let start = piece.0.start;
            let code = matches!(text.as_bytes()[start], b'=' | b'H').then(|| field_code(&text[start..end])).flatten();
            let Some(code) = code else { break piece };
            self.at = start + code;
        };
        let mut token =
            Token { span, kind, entry: None, class: None, endings: Endings::default(), capital: false, quote: 0 };
        let word = span.of(text);
        if kind != Kind::Number {
            token.capital = word.chars().next().is_some_and(char::is_uppercase);
        }
        let behind = &text.as_bytes()[span.end..end];
        for entry in starting.into_iter().flat_map(|starting| starting.before(behind)) {
            if entry.exact.as_deref().is_some_and(|exact| exact != word) {
                continue;
            }
            if let Some(end) = phrase_end(text, span.end, end, &entry.rest, lexicon.contractions()) {
                (token.entry, token.class) = (Some(entry), Some(entry.class));
                token.span.end = end;
                token.kind = Kind::Word;
                break;
            }
        }
        if token.kind == Kind::Word {
            token.endings = lexicon.endings(token.span.of(text));
        }
        self.at = token.span.end;
        Some(token)
    }
}

/// A word as nearly all are: behind one space at most, short, of ASCII letters, and with nothing behind it that may belong to it.
fn plain_word(text: &str, at: usize, end: usize) -> Option<(Span, Small)> {
    let bytes = text.as_bytes().get(at..end)?;
    let space = usize::from(bytes.first() == Some(&b' '));
    let rest = &bytes[space..];
    let (small, length) = Small::leading(rest);
    let short = rest.first()?.is_ascii_alphabetic() && length < Small::MOST;
    let apart = rest.get(length).is_none_or(|&behind| behind.is_ascii() && !matches!(behind, b'\'' | b'.'));
    (short && apart).then(|| (Span::new(at + space, at + space + length), small))
}

/// Typographic apostrophes and hyphens as typewriters have them, letters small.
fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        '‐' | '‑' => '-',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn phrase_end(text: &str, mut at: usize, end: usize, rest: &[Box<str>], contractions: &[Box<str>]) -> Option<usize> {
    for want in rest {
        // Nearly every phrase fails at the first letter behind its first word's space.
        if let [b' ', letter, ..] = text.as_bytes().get(at..end)?
            && letter.is_ascii_alphabetic()
            && want.as_bytes().first() != Some(&letter.to_ascii_lowercase())
        {
            return None;
        }
        let (span, _) = next(text, at, end, contractions)?;
        let word = span.of(text);
        let same = match word.is_ascii() {
            true => word.eq_ignore_ascii_case(want),
            false => word.chars().map(plain).eq(want.chars()),
        };
        if !same {
            return None;
        }
        at = span.end;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// The short cut for plain words gives what the long way does.
        #[test]
        fn a_plain_word_is_a_word(text in "[a-zA-Z0-9 .'’é\u{301}=-]{0,40}") {
            let contractions = super::super::super::lexicon::english().contractions();
            for (at, _) in text.char_indices() {
                if let Some((span, small)) = plain_word(&text, at, text.len()) {
                    proptest::prop_assert_eq!(next(&text, at, text.len(), contractions), Some((span, Kind::Word)));
                    proptest::prop_assert_eq!(Small::new(&span.of(&text).to_lowercase()), Some(small));
                }
            }
        }
    }
}
