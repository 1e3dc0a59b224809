//! A paragraph cut into tokens: each piece, what the lexicon has of it, and the phrases that begin with it.

use super::super::field::field_code;
use super::super::lexicon::{Class, Entry, Lexicon, Small, Starting};
use super::super::span::Span;
use super::piece::next;
use super::{Kind, Token};

/// Tokens of `text[range]`; spans count from the start of `text`.
pub(in super::super) fn tokens(text: &str, range: Span, lexicon: &'static Lexicon) -> Vec<Token> {
    let mut tokens = Vec::new();
    cut(text, range, lexicon, &mut tokens);
    tokens
}

/// Puts them behind others.
pub(in super::super) fn cut(text: &str, range: Span, lexicon: &'static Lexicon, tokens: &mut Vec<Token>) {
    tokens.reserve((range.end - range.start) / 5);
    tokens.extend(Cutter::new(text, range, lexicon));
}

/// Whether one of them is so; no others are cut behind it.
pub(in super::super) fn any_token(
    text: &str,
    range: Span,
    lexicon: &'static Lexicon,
    is_so: impl Fn(&Token) -> bool,
) -> bool {
    Cutter::new(text, range, lexicon).any(|token| is_so(&token))
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
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str, range: Span, lexicon: &'static Lexicon) -> Self {
        Self { text, at: range.start, end: range.end, lexicon }
    }

    /// A piece of the text: the token that it is if nothing begins with it, and what begins with it.
    fn piece(&mut self) -> Option<(Token, Option<Starting>)> {
        let Self { text, at, end, lexicon } = *self;
        if let Some((span, small)) = plain_word(text, at, end) {
            let capital = text.as_bytes()[span.start].is_ascii_uppercase();
            return Some((Token::new(span, Kind::Word, capital), lexicon.starting(small)));
        }
        if let Some((span, sign)) = plain_sign(text, at, end) {
            return Some((Token::new(span, Kind::Sign(char::from(sign)), false), lexicon.starting_sign(sign)));
        }
        let (span, kind) = next(text, at, end, lexicon.contractions())?;
        if kind == Kind::Number {
            return Some((Token::new(span, kind, false), None));
        }
        let word = span.of(text);
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        Some((Token::new(span, kind, capital), lexicon.starting_any(word.chars().map(plain))))
    }

    /// The word or phrase of the lexicon that begins with this piece, its class, and where it ends.
    fn entry(&self, starting: Starting, span: Span) -> Option<(&'static Entry, Class, usize)> {
        let Self { text, end, lexicon, .. } = *self;
        let alone = || lexicon.alone(starting).map(|(entry, class)| (entry, class, span.end));
        // "Thirty-one of the miners": no "one of", of which nothing is counted.
        if span.start > 0
            && text.as_bytes()[span.start - 1] == b'-'
            && let Some(unit) = alone().filter(|(_, class, _)| *class == Class::Unit)
        {
            return Some(unit);
        }
        let phrases = lexicon.phrases(starting, &text.as_bytes()[span.end..end]);
        let as_written = |entry: &&'static Entry| entry.exact.as_deref().is_none_or(|exact| exact == span.of(text));
        let ends = |entry: &Entry| phrase_end(text, span.end, end, &entry.rest, lexicon.contractions());
        let phrase = phrases.filter(as_written).find_map(|entry| Some((entry, entry.class, ends(entry)?)));
        phrase.or_else(alone)
    }
}

impl Iterator for Cutter<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let Self { text, end, lexicon, .. } = *self;
        let (mut token, starting) = loop {
            let piece = self.piece()?;
            let start = piece.0.span.start;
            let code = matches!(text.as_bytes()[start], b'=' | b'H').then(|| field_code(&text[start..end])).flatten();
            let Some(code) = code else { break piece };
            self.at = start + code;
        };
        if let Some((entry, class, end)) = starting.and_then(|starting| self.entry(starting, token.span)) {
            (token.entry, token.class) = (Some(entry), Some(class));
            (token.span.end, token.kind) = (end, Kind::Word);
        }
        if token.kind == Kind::Word {
            token.endings = lexicon.endings(text, token.span);
        }
        self.at = token.span.end;
        Some(token)
    }
}

/// A word as nearly all are: behind one space at most, short, of ASCII letters, and with nothing behind it that belongs to it.
fn plain_word(text: &str, at: usize, end: usize) -> Option<(Span, Small)> {
    let bytes = text.as_bytes().get(at..end)?;
    let space = usize::from(bytes.first() == Some(&b' '));
    let rest = &bytes[space..];
    if !rest.first()?.is_ascii_alphabetic() {
        return None;
    }
    let (small, length) = Small::leading(rest);
    let plain = length < Small::MOST && is_apart(rest, length);
    plain.then(|| (Span::new(at + space, at + space + length), small))
}

/// A sign of ASCII, behind one space at most. Apostrophes are not told here: what they are is a matter of what stands beside them.
fn plain_sign(text: &str, at: usize, end: usize) -> Option<(Span, u8)> {
    let bytes = text.as_bytes().get(at..end)?;
    let space = usize::from(bytes.first() == Some(&b' '));
    let sign = *bytes.get(space).filter(|byte| byte.is_ascii_punctuation() && **byte != b'\'')?;
    Some((Span::new(at + space, at + space + 1), sign))
}

/// Whether what stands behind so many letters is no part of their word, for sure.
fn is_apart(text: &[u8], length: usize) -> bool {
    match &text[length..] {
        // "U.S."
        [b'.', ..] => length > 1,
        // "O'Brien" and "don't", with either apostrophe.
        [b'\'', ..] | [0xe2, 0x80, 0x99, ..] => length > 2 && text[length - 1] != b'n',
        // Dashes and quotation marks: U+2000 to U+203F has no letter.
        [0xe2, 0x80, ..] => true,
        [other, ..] => other.is_ascii(),
        [] => true,
    }
}

/// Typographic apostrophes and hyphens as typewriters have them, letters small.
fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        '‐' | '‑' => '-',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        // Small letters and signs, of which Unicode is not asked.
        '\u{df}'..='\u{ff}' | '\u{2010}'..='\u{205e}' => c,
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
    use super::super::super::lexicon::english;
    use super::*;

    #[test]
    fn a_word_is_cut_where_it_ends_however_long_it_is() {
        for length in 1..40 {
            let word = "unhyphenatedness".repeat(3)[..length].to_owned();
            for behind in ["", " and", ". And", ", and", "’s", "—and"] {
                let text = format!(" {word}{behind}");
                let first = first_token(&text, Span::new(0, text.len()), english()).unwrap();
                assert_eq!(first.span.of(&text), word, "{text:?}");
            }
        }
    }

    #[test]
    fn one_is_a_number_behind_a_hyphen_and_an_idiom_elsewhere() {
        let classes = |text: &str| {
            tokens(text, Span::new(0, text.len()), english()).iter().filter_map(Token::class).collect::<Vec<_>>()
        };
        assert_eq!(classes("thirty-one of")[..2], [Class::Tens, Class::Unit]);
        assert_eq!(classes("one of"), [Class::Idiom]);
    }

    #[test]
    fn typographic_marks_and_capitals_are_those_of_typewriters() {
        let class = |text: &str| {
            let tokens = tokens(text, Span::new(0, text.len()), english());
            tokens.iter().map(|token| (token.class(), token.role())).collect::<Vec<_>>()
        };
        for (typed, typeset) in
            [("it didn't", "It didn’t"), ("ex-officer", "ex\u{2010}officer"), ("two-fold", "TWO\u{2011}fold")]
        {
            assert_eq!(class(typed), class(typeset), "{typed}");
            assert!(class(typed).iter().any(|(class, _)| class.is_some()), "{typed}");
        }
    }

    #[test]
    fn small_letters_are_those_of_unicode() {
        for c in (char::MIN..=char::MAX).filter(|c| !matches!(c, '’' | '‐' | '‑')) {
            assert_eq!(plain(c), c.to_lowercase().next().unwrap(), "{:x}", c as u32);
        }
    }

    proptest::proptest! {
        /// The short cuts for plain words and signs give what the long way does.
        #[test]
        fn a_plain_word_is_a_word(text in "[a-dnstA-C0-9 .'’é\u{301}“—\u{2009}=-]{0,40}") {
            let contractions = english().contractions();
            for (at, _) in text.char_indices() {
                if let Some((span, small)) = plain_word(&text, at, text.len()) {
                    proptest::prop_assert_eq!(next(&text, at, text.len(), contractions), Some((span, Kind::Word)));
                    proptest::prop_assert_eq!(Small::new(span.of(&text).to_lowercase().chars()), Some(small));
                }
                if let Some((span, sign)) = plain_sign(&text, at, text.len()) {
                    let sign = Kind::Sign(char::from(sign));
                    proptest::prop_assert_eq!(next(&text, at, text.len(), contractions), Some((span, sign)));
                }
            }
        }
    }
}
