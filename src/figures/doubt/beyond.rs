//! Doubt in the next paragraph: in news a paragraph is often one sentence, and "The figure could not be verified" stands
//! in one of its own.

use super::super::document::Document;
use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::{Kind, Token, any_token};
use super::{Statement, statements, word};

/// Bytes of the next paragraph that are looked at: its first sentence.
const LOOKED_AT: usize = 300;

/// What the first sentence behind a paragraph says about the figures at its end.
///
/// Only a sentence that names no number of its own looks back over the paragraph's end. `reaches` of the statements are
/// tokens of `passage`.
pub(in super::super) fn behind(
    document: &Document<'_>,
    index: usize,
    passage: &Passage,
    figures: &[usize],
) -> Vec<Statement> {
    let text = document.text;
    let Some(&last) = figures.last() else { return Vec::new() };
    let (own, ending) = (passage.sentence_at(last), passage.tokens.last());
    let ended = ending.is_some_and(|t| matches!(t.kind, Kind::Sign('.' | '!' | '?' | '"' | '”' | '»' | ')')));
    // "The account said 142 arrests. Advocates find fewer.": over a last sentence without a number.
    let last = passage.sentence_before(&(passage.tokens.len()..passage.tokens.len())).map_or(0, |last| last.start);
    let Some(next) = document.span_behind(index).filter(|_| ended && own.end >= last) else {
        return Vec::new();
    };
    let mut end = next.end.min(next.start + LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // Most paragraphs have no such word there: the sentence before need not be cut again for them. It ends with a sign with which
    // no phrase goes on, so that these words are the same behind it.
    if !any_token(text, Span::new(next.start, end), document.lexicon, word::may_be) {
        return Vec::new();
    }
    let start = passage.tokens[own.start].span.start;
    let both = Passage::new(text, Span::new(start, end), document.lexicon);
    let at = |start: usize| both.tokens.iter().position(|t| t.span.start == start);
    let known: Vec<(usize, usize)> = figures
        .iter()
        .filter(|figure| own.contains(figure))
        .filter_map(|&figure| Some((at(passage.tokens[figure].span.start)?, figure)))
        .collect();
    let Some(first) = both.tokens.iter().position(|t| t.span.start >= next.start) else { return Vec::new() };
    let sentence = both.sentence_at(first);
    // "19 May: the ministry withdraws the statement": a day is no number of its own.
    let month = |at: usize| both.tokens.get(at).is_some_and(|t| t.is(Class::Month));
    let day = |at: usize| month(at + 1) || at > 0 && month(at - 1);
    let number = |t: &Token| t.is_number() && t.value() != "1";
    let numbers = sentence.clone().any(|at| number(&both.tokens[at]) && !day(at));
    if numbers || sentence.start < first {
        return Vec::new();
    }
    let inside = |span: Span| both.span_of(sentence.clone()).covers(span);
    let looked: Vec<usize> = known.iter().map(|(there, _)| *there).collect();
    let mut found = statements(&both, &looked);
    found.retain(|statement| inside(statement.span));
    for statement in &mut found {
        let here = |there: usize| known.iter().find(|(t, _)| *t == there).map(|(_, figure)| *figure);
        statement.reaches = statement.reaches.iter().filter_map(|&there| here(there)).collect();
    }
    found
}
