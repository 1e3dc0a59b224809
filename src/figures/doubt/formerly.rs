//! The old level of a number that was lowered: "It had been 228", "the previous count was 115".
//!
//! The danger: a toll that rises has an old level, too, and that was no mistake. So the text must say, there or shortly before,
//! that the number was lowered or corrected, and must not say from what: then the old level is known. A toll of which a lower
//! level is told was corrected, too: the dead do not become fewer.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::document::Document;
use super::super::lexicon::Class;
use super::super::number;
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::Token;
use super::correction::lowers;
use super::{Case, Doubt, Names, Statement};

/// Paragraphs before this one in which a lowering is looked for, empty ones among them.
const BACK: usize = 4;

/// Tokens between "had said" and its number, at most.
const NEAR: usize = 14;

/// The figures of a paragraph that are a former level of a number that the text says was lowered.
pub(in super::super) fn formerly(
    document: &Document<'_>,
    index: usize,
    passage: &Passage,
    figures: &[usize],
) -> Option<Statement> {
    let former = |&figure: &usize| is_former(&passage.tokens, &passage.sentence_at(figure), figure);
    let reaches: Vec<usize> = figures.iter().copied().filter(former).collect();
    let start = passage.sentence_at(*reaches.first()?).start;
    let level = level(document.text, &passage.tokens, *reaches.first()?);
    let lower = |passage: &Passage, end: usize| {
        lowering(passage, end).or_else(|| {
            below(document.text, passage, end).filter(|(_, now)| level.is_some_and(|level| *now < level)).map(|b| b.0)
        })
    };
    let earlier = || {
        let mut before = (index.saturating_sub(BACK)..index).rev().filter_map(|index| document.passage(index));
        before.find_map(|before| lower(&before, before.tokens.len()))
    };
    let span = lower(passage, start).or_else(earlier)?;
    Some(Statement { doubt: Doubt::Corrected, span, reaches, names: Names::Toll })
}

/// Where a count is lowered, before a token.
fn lowering(passage: &Passage, end: usize) -> Option<Span> {
    (0..end).rev().find_map(|at| {
        let case = Case::new(passage, &[], at);
        (passage.tokens[at].is(Class::Revised) && lowers(&case)).then(|| passage.span_of(case.clause))
    })
}

/// The last toll before a token, and where it is told.
fn below(text: &str, passage: &Passage, end: usize) -> Option<(Span, Decimal)> {
    let tokens = &passage.tokens;
    let toll = (0..end).rev().find(|&at| tokens[at].role() == "toll")?;
    let sentence = toll..passage.sentence_at(toll).end;
    let to = |at: &usize| matches!(tokens[at - 1].role(), "to" | "at" | "is" | "be");
    let now = (toll + 1..sentence.end).filter(to).find_map(|at| level(text, tokens, at))?;
    Some((passage.span_of(sentence), now))
}

fn level(text: &str, tokens: &[Token], at: usize) -> Option<Decimal> {
    number::read(text, tokens, at).and_then(|numeral| numeral.value.low)
}

/// "Had announced that 37", "it had been 228", "the previous count was 115".
fn is_former(tokens: &[Token], sentence: &Range<usize>, figure: usize) -> bool {
    let clause = (sentence.start.max(figure.saturating_sub(NEAR))..figure)
        .rev()
        .take_while(|&at| !tokens[at].sign(';') && !tokens[at].sign(':'));
    let told = |at: usize| {
        let verb = (at + 1..figure).find(|&i| !tokens[i].tells_how());
        verb.is_some_and(|i| tokens[i].any(&[Class::Say, Class::Show]) || matches!(tokens[i].role(), "be" | "put"))
    };
    let count = |at: usize| {
        tokens[at + 1..figure].iter().any(|t| t.is(Class::DataNoun) || matches!(t.role(), "tally" | "toll"))
            && figure > at
            && matches!(tokens[figure - 1].role(), "be" | "at")
    };
    clause.into_iter().any(|at| tokens[at].role() == "had" && told(at) || tokens[at].is(Class::Previous) && count(at))
}
