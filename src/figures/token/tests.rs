//! What tokens a text is cut into.

use super::super::lexicon::english;
use super::super::span::Span;
use super::tokens;

fn cut(text: &str) -> Vec<&str> {
    tokens(text, Span::new(0, text.len()), english()).iter().map(|t| t.span.of(text)).collect()
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

#[test]
fn phrases_are_one_token() {
    assert_eq!(cut("according to no fewer than six"), ["according to", "no fewer than", "six"]);
}
