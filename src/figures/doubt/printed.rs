//! A paper's column of corrections: what an article "said" there was wrong, without a word that says so.

use std::ops::Range;

use super::super::document::Document;
use super::super::lexicon::{Class, Ending, Form};
use super::super::passage::Passage;
use super::super::token::{Kind, Token};
use super::{Doubt, Names, Statement};

/// Paragraphs before this one in which the column's title is looked for, empty ones among them.
const BACK: usize = 40;

/// Tokens of a title, at most.
const TITLE: usize = 6;

/// What is said of a figure that an article gave, under a title such as "Corrections" or behind "For the record:".
pub(in super::super) fn printed(
    document: &Document<'_>,
    index: usize,
    passage: &Passage,
    figure: usize,
) -> Option<Statement> {
    let sentence = passage.sentence_at(figure);
    let gave = gave(&passage.tokens, sentence.start..figure);
    let ours = || sentence.start == 0 && we_told(&passage.tokens, figure);
    if !gave && !ours() {
        return None;
    }
    let titled = || {
        let mut before = (index.saturating_sub(BACK)..index).rev().filter_map(|index| document.passage(index));
        before.any(|before| before.tokens.len() <= TITLE && before.tokens.iter().any(|t| t.is(Class::CorrectionNote)))
    };
    (opens(passage) || titled()).then(|| Statement {
        doubt: Doubt::Corrected,
        span: passage.span_of(sentence.start..figure + 1),
        reaches: vec![figure],
        names: Names::Any,
    })
}

/// "In Saturday's report we quoted the chairman as saying that 83", "Monday's business pages gave it as 14": what the paper told on
/// another day.
fn we_told(tokens: &[Token], figure: usize) -> bool {
    let before = &tokens[..figure];
    let day = before.iter().any(|t| t.any(&[Class::Weekday, Class::Month, Class::Previous]) || t.role() == "today");
    let tells = |t: &Token| t.is(Class::Say) && t.ends(Ending::Past) || matches!(t.role(), "say" | "gives" | "put");
    let right = |t: &Token| t.any(&[Class::Turn, Class::EarlierVersion]);
    let verb = before.iter().position(tells);
    let paper = |lead: &[Token]| {
        lead.iter()
            .any(|t| t.is(Class::FirstPerson) || t.is(Class::ReportNoun) || matches!(t.role(), "printed" | "tally"))
    };
    day && verb.is_some_and(|verb| paper(&before[..verb]) && !before.iter().any(right))
}

/// "For the record: …"
fn opens(passage: &Passage) -> bool {
    let mut lead = passage.tokens.iter().take(TITLE);
    lead.any(|t| t.is(Class::CorrectionNote)) && lead.next().is_some_and(|t| t.sign(':'))
}

/// "An article on the strike said that", "a story gave the number of dead as". In "an article on 40 drivers misspelled" the
/// figure is not what it gave.
fn gave(tokens: &[Token], before: Range<usize>) -> bool {
    // "A front-page report on the clashes", "an obituary": by its article it is one that was printed, and nobody's report.
    let opens = tokens[before.clone()].iter().find(|t| t.kind == Kind::Word).is_some_and(|t| t.is(Class::Article));
    let noun = |t: &Token| t.is(Class::ReportNoun) || t.role() == "tally" && t.form() == Form::Base;
    let article = before.clone().find(|&at| tokens[at].role() == "printed" || opens && noun(&tokens[at]));
    let gives = |t: &Token| t.is(Class::Say) && t.ends(Ending::Past) || matches!(t.role(), "say" | "gives" | "put");
    let verb = article.and_then(|article| (article + 1..before.end).find(|&at| gives(&tokens[at])));
    let right = |t: &Token| t.any(&[Class::Turn, Class::EarlierVersion]);
    verb.is_some_and(|verb| !tokens[before.start..verb].iter().any(right))
}
