//! The old level of a number that was lowered: "It had been 228", "the previous count was 115".
//!
//! The danger: a toll that rises has an old level, too, and that was no mistake. So the text must say, there or shortly before,
//! that the number was lowered or corrected, and must not say from what: then the old level is known. A toll of which a lower
//! level is told was corrected, too: the dead do not become fewer. Or somebody says that a number was wrong, and only then which.

use std::ops::Range;

use super::super::counted::measure_of;
use super::super::decimal::Decimal;
use super::super::document::Document;
use super::super::figure::Measure;
use super::super::lexicon::{Class, Ending};
use super::super::number;
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::Token;
use super::correction::lowers;
use super::{Case, Doubt, Names, Statement, word};

/// Paragraphs before this one in which a lowering is looked for, empty ones among them.
const BACK: usize = 4;

/// Tokens between "had said" and its number, at most.
const NEAR: usize = 14;

/// What is said of a figure, with its measure, that is a former level of a number that the text says was lowered.
pub(in super::super) fn formerly(
    document: &Document<'_>,
    index: usize,
    passage: &Passage,
    (figure, measure): (usize, Measure),
) -> Option<Statement> {
    let sentence = passage.sentence_at(figure);
    if !is_former(&passage.tokens, &sentence, figure) {
        return None;
    }
    let former = Former { text: document.text, measure, level: level(document.text, &passage.tokens, figure)? };
    let earlier = || {
        let mut before = (index.saturating_sub(BACK)..index).rev().filter_map(|index| document.passage(index));
        before.find_map(|before| former.lowered(&before, before.tokens.len()))
    };
    let span = former.lowered(passage, sentence.start).or_else(earlier)?;
    Some(Statement { doubt: Doubt::Corrected, span, reaches: vec![figure], names: Names::Any })
}

/// A level that was told before.
struct Former<'a> {
    text: &'a str,
    measure: Measure,
    level: Decimal,
}

impl Former<'_> {
    /// Where the count is lowered, or a lower level of a toll is told, before a token.
    fn lowered(&self, passage: &Passage, end: usize) -> Option<Span> {
        let tokens = &passage.tokens;
        (0..end).rev().find_map(|at| {
            let revised = tokens[at].is(Class::Revised);
            if !revised && tokens[at].role() != "toll" {
                return self.slipped(passage, at);
            }
            let case = Case::new(passage, &[], at);
            let sentence = at..case.sentence.end;
            let now = self.now(tokens, sentence.clone());
            let lower =
                if revised { lowers(&case) && now.is_none_or(|now| now < self.level) } else { now? < self.level };
            (lower && self.counts(&tokens[sentence])).then(|| passage.span_of(case.clause))
        })
    }

    /// Where somebody says that a number was wrong, and names none: "I gave a wrong number", "backtracked over the number of dead".
    fn slipped(&self, passage: &Passage, at: usize) -> Option<Span> {
        let tokens = &passage.tokens;
        if tokens[at].is(Class::Factor) || word::of(passage, at) != Some(Doubt::Withdrawn) {
            return None;
        }
        let case = Case::new(passage, &[], at);
        let number = tokens[at].role() == "erred" || tokens[case.clause.clone()].iter().any(|t| t.is(Class::DataNoun));
        let named = |i: usize| level(self.text, tokens, i).is_some_and(|level| !is_year(level));
        let counts = number && !case.sentence.clone().any(named) && self.counts(&tokens[case.sentence]);
        counts.then(|| passage.span_of(case.clause))
    }

    /// The level that a sentence tells: "to 13", "stands at 13", "is 13".
    fn now(&self, tokens: &[Token], sentence: Range<usize>) -> Option<Decimal> {
        let to = |at: &usize| matches!(tokens[at - 1].role(), "to" | "at" | "is" | "be");
        sentence.skip(1).filter(to).find_map(|at| level(self.text, tokens, at))
    }

    /// Whether these words count what this one counts: a toll is of the dead, and no level of the injured.
    fn counts(&self, words: &[Token]) -> bool {
        self.measure == Measure::Other || words.iter().find_map(measure_of).is_none_or(|told| told == self.measure)
    }
}

fn is_year(number: Decimal) -> bool {
    number.as_whole().is_some_and(|n| (1900..2100).contains(&n))
}

fn level(text: &str, tokens: &[Token], at: usize) -> Option<Decimal> {
    number::read(text, tokens, at).and_then(|numeral| numeral.value.low)
}

/// "Had been 228", "had been set at more than 228": nothing but how it is told, and how near.
fn leads(between: &[Token]) -> bool {
    let modifies =
        [Class::About, Class::AtLeast, Class::AtMost, Class::MoreThan, Class::LessThan, Class::Nearly, Class::Neutral];
    let told = |t: &Token| {
        t.tells_how() || t.any(&modifies) || t.ends(Ending::Past) || matches!(t.role(), "at" | "as" | "put")
    };
    between.iter().all(told)
}

/// "Had announced that 37", "it had been 228", "the previous count was 115".
fn is_former(tokens: &[Token], sentence: &Range<usize>, figure: usize) -> bool {
    let clause = (sentence.start.max(figure.saturating_sub(NEAR))..figure)
        .rev()
        .take_while(|&at| !tokens[at].sign(';') && !tokens[at].sign(':'));
    let told = |at: usize| {
        let verb = (at + 1..figure).find(|&i| !tokens[i].tells_how());
        // "16 bodies had been found, and 58 …": what had been so is the level alone.
        let level = |i: usize| tokens[i].role() == "be" && leads(&tokens[i + 1..figure]);
        verb.is_some_and(|i| tokens[i].any(&[Class::Say, Class::Show]) || tokens[i].role() == "put" || level(i))
    };
    let count = |at: usize| {
        tokens[at + 1..figure].iter().any(|t| t.is(Class::DataNoun) || matches!(t.role(), "tally" | "toll"))
            && figure > at
            && matches!(tokens[figure - 1].role(), "be" | "at")
    };
    clause.into_iter().any(|at| tokens[at].role() == "had" && told(at) || tokens[at].is(Class::Previous) && count(at))
}
