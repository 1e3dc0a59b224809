//! Pieces of a text: where a word, a number or a sign begins and ends.

use super::super::span::Span;
use super::Kind;

/// The tokens of a lexicon phrase, as the text's are cut.
pub(in super::super) fn pieces<'a>(phrase: &'a str, contractions: &[Box<str>]) -> impl Iterator<Item = &'a str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (span, _) = next(phrase, at, phrase.len(), contractions)?;
        at = span.end;
        Some(span.of(phrase))
    })
}

/// The next piece at or after `at`.
pub(super) fn next(text: &str, at: usize, end: usize, contractions: &[Box<str>]) -> Option<(Span, Kind)> {
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
    if is_letter(first) {
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
fn is_space(c: char) -> bool {
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
    let mut length = plain;
    for (further, c) in text[plain..].char_indices() {
        let at = plain + further;
        if is_letter(c) || is_mark(c) {
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
        let initials = c == '.' && short_letter(&text[..at]) && behind.starts_with(char::is_alphabetic);
        if contraction || name || initials {
            continue;
        }
        if c == '.' && text[..at].contains('.') && short_letter(&text[..at]) {
            return at + 1;
        }
        break;
    }
    length
}

/// Whether Unicode has a character for a letter or a digit ([`char::is_alphanumeric`]). Of those that texts are full of, Latin and
/// Cyrillic letters, quotation marks and dashes, it is not asked: that takes longer than all else here.
fn is_letter(c: char) -> bool {
    match c {
        '\u{c0}'..='\u{24f}' => !matches!(c, '×' | '÷'),
        '\u{400}'..='\u{481}' => true,
        '\u{2010}'..='\u{205e}' => false,
        _ => c.is_alphanumeric(),
    }
}

fn is_mark(c: char) -> bool {
    // Combining marks of NFD text belong to their letter.
    matches!(c, '\u{300}'..='\u{36f}')
}

/// "U", "U.S", "p.m": a single letter at the end. Those before it were looked at when their own points were: asked of all of them at
/// each point, thousands of initials would take a second.
fn short_letter(text: &str) -> bool {
    let mut last = text.chars().rev().take_while(|c| *c != '.');
    last.next().is_some_and(char::is_alphabetic) && last.next().is_none()
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_are_one_word_with_their_last_point() {
        for (text, length) in [
            ("U.S. army", 4),
            ("U.S army", 3),
            ("p.m.", 4),
            ("a.b.c.d.e", 9),
            ("a.b.cd.e", 6),
            ("ab.c", 2),
            ("é.ß. x", 6),
            ("a..b", 1),
            ("a.2.b", 1),
        ] {
            assert_eq!(super::word_length(text), length, "{text}");
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in char::MIN..=char::MAX {
            assert_eq!(super::is_letter(c), c.is_alphanumeric(), "{:x}", c as u32);
        }
    }
}
