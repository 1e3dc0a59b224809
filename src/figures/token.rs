//! Words, numbers and signs of a paragraph, with their class from the lexicon.

use super::field::field_code;
use super::lexicon::{Class, Ending, Endings, Entry, Form, Lexicon, Small, Starting};
use super::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, perhaps with digits behind them ("G7").
    Word,
    /// Digits with their separators, nothing else.
    Number,
    /// One sign; `''` counts as one quotation mark.
    Sign(char),
}

/// One token; a phrase of the lexicon is one too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub span: Span,
    pub kind: Kind,
    pub entry: Option<&'static Entry>,
    /// The entry's, at hand: rules ask for it more often than for all else.
    class: Option<Class>,
    /// What its last letters tell.
    pub endings: Endings,
    /// Begins with a capital.
    pub capital: bool,
    /// Number of the quotation it stands in, 0 for none; set by [`super::quote`].
    pub quote: u16,
}

impl Token {
    pub fn class(&self) -> Option<Class> {
        self.class
    }

    pub fn is(&self, class: Class) -> bool {
        self.class == Some(class)
    }

    pub fn any(&self, classes: &[Class]) -> bool {
        self.class.is_some_and(|class| classes.contains(&class))
    }

    pub fn form(&self) -> Form {
        self.entry.map_or(Form::Plain, |entry| entry.form)
    }

    pub fn value(&self) -> &'static str {
        self.entry.map_or("", |entry| &entry.value)
    }

    /// Whether its last letters make it what the ending stands for, as far as letters tell.
    pub fn ends(&self, ending: Ending) -> bool {
        self.endings.has(ending)
    }

    /// What the lexicon says that this word does; a rule asks for the role, never for a word of one language.
    pub fn role(&self) -> &'static str {
        self.entry.map_or("", |entry| &entry.role)
    }

    /// "Already", "slightly", "widely": how or when, by the lexicon or by the word's ending where no list has it.
    pub fn tells_how(&self) -> bool {
        self.is(Class::Adverb) || self.entry.is_none() && self.ends(Ending::Adverb)
    }

    pub fn sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Tokens of `text[range]`; spans count from the start of `text`.
pub(super) fn tokens(text: &str, range: Span, lexicon: &'static Lexicon) -> Vec<Token> {
    let mut tokens = Vec::with_capacity((range.end - range.start) / 5);
    tokens.extend(Cutter::new(text, range, lexicon));
    tokens
}

/// The first of them.
pub(super) fn first_token(text: &str, range: Span, lexicon: &'static Lexicon) -> Option<Token> {
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

/// The tokens of a lexicon phrase, as the text's are cut.
pub(super) fn pieces<'a>(phrase: &'a str, contractions: &[Box<str>]) -> impl Iterator<Item = &'a str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (span, _) = next(phrase, at, phrase.len(), contractions)?;
        at = span.end;
        Some(span.of(phrase))
    })
}

/// The next token at or after `at`.
fn next(text: &str, at: usize, end: usize, contractions: &[Box<str>]) -> Option<(Span, Kind)> {
    let rest = text.get(at..end)?;
    let skipped = match rest.as_bytes() {
        // Nearly every gap is one plain space before a letter.
        [b' ', behind, ..] if behind.is_ascii_graphic() => 1,
        [first, ..] if first.is_ascii_graphic() => 0,
        _ => rest.len() - rest.trim_start_matches(is_space).len(),
    };
    let start = at + skipped;
    let rest = &rest[skipped..];
    let first = rest.chars().next()?;
    if first.is_ascii_digit() {
        let length = number_length(rest);
        return Some((Span::new(start, start + length), Kind::Number));
    }
    // Quotation marks and dashes first: to ask Unicode of each whether it is a letter takes longer than all else here.
    if !matches!(first, '\u{2010}'..='\u{205e}') && first.is_alphanumeric() {
        return Some((Span::new(start, start + word_length(rest)), Kind::Word));
    }
    if matches!(first, '\'' | '’')
        && let Some(end) = short_ending(text, start, rest, contractions)
    {
        return Some((Span::new(start, end), Kind::Word));
    }
    if rest.starts_with("''") {
        return Some((Span::new(start, start + 2), Kind::Sign('"')));
    }
    Some((Span::new(start, start + first.len_utf8()), Kind::Sign(first)))
}

/// The end of "'s", "'ll" and the like; glued to a word only, else the mark opens a quotation.
fn short_ending(text: &str, start: usize, rest: &str, contractions: &[Box<str>]) -> Option<usize> {
    let glued = text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.');
    let mark = rest.chars().next()?.len_utf8();
    let ending = contractions.iter().find(|ending| {
        rest[mark..].strip_prefix(&***ending).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    });
    ending.filter(|_| glued).map(|ending| start + mark + ending.len())
}

/// Spaces of any kind, and what renders as nothing.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A space that may stand between thousands.
fn thousands_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}')
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Digits, then groups of three behind commas or spaces, then a fraction.
fn number_length(text: &str) -> usize {
    let mut length = digits(text);
    if length <= 3 {
        while let Some(separator) = text[length..].chars().next() {
            let behind = length + separator.len_utf8();
            let apostrophe =
                matches!(separator, '\'' | '’') && !text[behind..].chars().nth(3).is_some_and(char::is_alphanumeric);
            let grouped =
                (separator == ',' || apostrophe || thousands_space(separator)) && digits(&text[behind..]) == 3;
            // "page 12 345 people": a plain space needs more care than the grammar here has, so it is taken as typed.
            if !grouped || text[behind + 3..].starts_with(['-', '–', '/', ':']) && separator == ' ' {
                break;
            }
            length = behind + 3;
        }
    }
    if text[length..].starts_with('.') {
        let fraction = digits(&text[length + 1..]);
        if fraction > 0 {
            length += 1 + fraction;
        }
        // "1.234.567": groups of three behind points, once there are two of them.
        while fraction == 3 && text[length..].starts_with('.') && digits(&text[length + 1..]) == 3 {
            length += 4;
        }
    }
    length
}

/// Letters and digits, inner apostrophes of "don't", inner points of "U.S.".
fn word_length(text: &str) -> usize {
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    match text.as_bytes().get(plain) {
        Some(b'\'' | b'.') => {}
        Some(byte) if !byte.is_ascii() => {}
        _ => return plain,
    }
    let mut length = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || is_mark(c) {
            length = at + c.len_utf8();
            continue;
        }
        let behind = &text[at + c.len_utf8()..];
        let contraction = matches!(c, '\'' | '’')
            && behind.starts_with('t')
            && text[..at].ends_with('n')
            && !behind[1..].starts_with(char::is_alphanumeric);
        // O'Malley, d'état: one capital or one letter before it, letters behind.
        let name = matches!(c, '\'' | '’')
            && text[..at].chars().count() <= 2
            && behind.starts_with(char::is_alphabetic)
            && behind.chars().nth(1).is_some_and(char::is_alphabetic);
        let initials = c == '.' && short_letters(&text[..at]) && behind.starts_with(char::is_alphabetic);
        if contraction || name || initials {
            continue;
        }
        if c == '.' && text[..at].contains('.') && short_letters(&text[..at]) {
            return at + 1;
        }
        break;
    }
    length
}

fn is_mark(c: char) -> bool {
    // Combining marks of NFD text belong to their letter.
    matches!(c, '\u{300}'..='\u{36f}')
}

/// "U", "U.S", "p.m": single letters with points between.
fn short_letters(text: &str) -> bool {
    text.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text, Span::new(0, text.len()), super::super::lexicon::english())
            .iter()
            .map(|t| t.span.of(text))
            .collect()
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(cut("12,500 of 3 400 or 1.5, 7."), ["12,500", "of", "3 400", "or", "1.5", ",", "7", "."]);
        assert_eq!(cut("10\u{202f}000 and 2\u{a0}500\u{a0}000"), ["10\u{202f}000", "and", "2\u{a0}500\u{a0}000"]);
        assert_eq!(cut("1,2 and 2019 500"), ["1", ",", "2", "and", "2019", "500"]);
    }

    #[test]
    fn words_keep_what_is_theirs() {
        assert_eq!(cut("Peru's U.S. G7 don't O'Brien"), ["Peru", "'s", "U.S.", "G7", "don't", "O'Brien"]);
        assert_eq!(cut("''No,'' she"), ["''", "No", ",", "''", "she"]);
    }

    proptest::proptest! {
        /// The short cut for plain words gives what the long way does.
        #[test]
        fn a_plain_word_is_a_word(text in "[a-zA-Z0-9 .'’é\u{301}=-]{0,40}") {
            let contractions = super::super::lexicon::english().contractions();
            for (at, _) in text.char_indices() {
                if let Some((span, small)) = plain_word(&text, at, text.len()) {
                    proptest::prop_assert_eq!(next(&text, at, text.len(), contractions), Some((span, Kind::Word)));
                    proptest::prop_assert_eq!(Small::new(&span.of(&text).to_lowercase()), Some(small));
                }
            }
        }
    }

    #[test]
    fn phrases_are_one_token() {
        assert_eq!(cut("according to no fewer than six"), ["according to", "no fewer than", "six"]);
    }
}
