//! What a text says about its own figures: that nobody verified them, or that their source withdrew them.
//!
//! Each statement has a scope, and the scope is the point: in "60 dead (this figure was later withdrawn) and 900
//! arrests, although these numbers were not verified" the parenthesis reaches the 60 alone and the rest reaches both.

mod ahead;
mod back;
mod beyond;
mod correction;
mod formerly;
mod hearsay;
mod let_go;
mod mood;
mod printed;
mod right;
mod scope;
mod several;
mod slip;
#[cfg(test)]
mod tests;
mod word;

use std::ops::Range;

use super::figure::Measure;
use super::lexicon::Class;
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

use back::edge;
pub(super) use beyond::behind;
use correction::{corrected, noted, revised};
pub(super) use formerly::formerly;
pub(super) use hearsay::{hearsay, veil};
pub(super) use mood::{Mood, mood};
pub(super) use printed::printed;
use right::replaced;
use scope::scope;
use slip::{slip, unproven};

/// What is said about a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Not verified, not confirmed.
    Unverified,
    /// Withdrawn, retracted, called an error.
    Withdrawn,
    /// Replaced by a printed correction.
    Corrected,
    /// Denied or disputed by somebody.
    Denied,
}

impl Doubt {
    /// Whether the number stands no more.
    fn is_grave(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Corrected)
    }
}

/// A statement, and the figures (by the token their number begins at) that it reaches.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub doubt: Doubt,
    pub span: Span,
    pub reaches: Vec<usize>,
    pub names: Names,
}

/// What a statement of doubt names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// A toll: people killed, hurt or missing, and no other count.
    Toll,
    /// "The figure", "these numbers".
    Number,
    /// A statement, "this", or nothing.
    Any,
}

impl Names {
    /// Whether a count of this kind may be meant.
    pub fn may_be(self, measure: Measure) -> bool {
        use Measure::{Casualties, Injured, Killed, Missing, Other};
        self != Self::Toll || matches!(measure, Killed | Injured | Casualties | Missing | Other)
    }
}

/// Words of doubt in a paragraph, and the figures they may reach.
struct Case<'a> {
    passage: &'a Passage,
    /// The sentence of the words.
    sentence: Range<usize>,
    /// Their clause: the parenthesis they stand in, else from comma to comma.
    clause: Range<usize>,
    /// The word of doubt.
    at: usize,
    /// All figures of the paragraph.
    figures: &'a [usize],
}

impl<'a> Case<'a> {
    fn new(passage: &'a Passage, figures: &'a [usize], at: usize) -> Self {
        let sentence = passage.sentence_at(at);
        let clause = clause(&passage.tokens, &sentence, at);
        Self { passage, sentence, clause, at, figures }
    }

    fn tokens(&self) -> &'a [Token] {
        &self.passage.tokens
    }

    fn inside(&self, range: &Range<usize>) -> Vec<usize> {
        self.figures.iter().copied().filter(|figure| range.contains(figure)).collect()
    }

    /// The sentence before this one; empty at the start of a paragraph.
    fn previous(&self) -> Range<usize> {
        self.earlier().next().unwrap_or_default()
    }

    /// The one before that.
    fn before_previous(&self) -> Range<usize> {
        self.earlier().nth(1).unwrap_or_default()
    }

    /// The sentences before this one, the nearest first. The "13." of a numbered paragraph is none.
    fn earlier(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let index = self.passage.sentences.partition_point(|s| s.end <= self.sentence.start);
        let words = |s: &&Range<usize>| self.tokens()[s.start..s.end].iter().any(|t| t.kind == Kind::Word);
        self.passage.sentences[..index].iter().rev().filter(words).cloned()
    }

    /// From the word to the end of its clause, or to what is stated behind "and".
    fn claim(&self) -> Range<usize> {
        let states = (self.at..self.clause.end).find(|&at| scope::states(self.tokens(), at));
        self.at..states.unwrap_or(self.clause.end)
    }

    fn word_is(&self, at: usize, role: &str) -> bool {
        self.tokens().get(at).is_some_and(|t| t.role() == role)
    }
}

/// Finds the statements of a paragraph about the figures in it.
pub(super) fn statements(passage: &Passage, figures: &[usize]) -> Vec<Statement> {
    let tokens = &passage.tokens;
    let mut found: Vec<Statement> = Vec::new();
    // "Was a typing error and should have read 27": what takes a number's place is not withdrawn with it.
    let right = |figure: &usize| tokens[figure.saturating_sub(2)..*figure].iter().any(|t| t.role() == "right");
    let others: Vec<usize> = figures.iter().copied().filter(|figure| !right(figure)).collect();
    for (at, token) in tokens.iter().enumerate() {
        let Some(doubt) = word::of(passage, at) else { continue };
        // "Dismissed as a typing error a statement that": the graver word counts.
        if found.iter().any(|s| s.span.covers(token.span) && (s.doubt.is_grave() || !doubt.is_grave())) {
            continue;
        }
        let case = Case::new(passage, if doubt == Doubt::Withdrawn { &others } else { figures }, at);
        let reaches = match (doubt, token.class()) {
            (_, Some(Class::EarlierVersion)) => corrected(&case),
            (_, Some(Class::Revised)) => revised(&case),
            (_, Some(Class::InsteadOf | Class::Negation)) => {
                case.inside(&(at..case.sentence.end)).first().copied().into_iter().collect()
            }
            (_, Some(Class::CorrectionNote)) => noted(&case),
            (_, Some(Class::Turn)) => replaced(&case),
            (_, Some(Class::Preposition)) if doubt == Doubt::Corrected => revised(&case),
            (Doubt::Unverified, _) if token.role() == "unproven" => unproven(&case),
            (_, Some(Class::Factor)) => slip(&case),
            (_, Some(Class::Mistake))
                if matches!(token.role(), "erred" | "erred-both" | "owns-up" | "bad-data" | "wrongly") =>
            {
                slip(&case)
            }
            // "Denied that 40 had died": the claim itself is the object; "denied that figure" looks back.
            (Doubt::Denied, _) if case.word_is(at + 1, "that") && !case.inside(&case.claim()).is_empty() => {
                case.inside(&case.claim())
            }
            _ => scope(&case),
        };
        if !reaches.is_empty() {
            // "A toll plaza" is no count.
            let toll = |at: usize| {
                tokens[at].role() == "toll"
                    && tokens.get(at + 1).is_none_or(|next| next.kind != Kind::Word || !next.unlisted())
            };
            // "Brought that down to 42" may be said of debts, "brought its count down" is not.
            let count = tokens[case.clause.clone()].iter().any(|t| t.role() == "tally");
            let bare = token.is(Class::Preposition) && doubt == Doubt::Corrected && !count;
            let toll = case.clause.clone().any(toll) || bare;
            let number = tokens[case.clause.clone()].iter().any(|t| t.is(Class::DataNoun) && t.role() != "information");
            let names = match (toll, number) {
                (true, _) => Names::Toll,
                (_, true) => Names::Number,
                _ => Names::Any,
            };
            found.push(Statement { doubt, span: passage.span_of(case.clause), reaches, names });
        }
    }
    found
}

/// The clause around a token: the parenthesis it stands in, else from comma to comma.
fn clause(tokens: &[Token], sentence: &Range<usize>, at: usize) -> Range<usize> {
    let start = (sentence.start..at).rev().find(|&i| edge(&tokens[i])).map_or(sentence.start, |i| i + 1);
    let end = (at + 1..sentence.end).find(|&i| edge(&tokens[i])).unwrap_or(sentence.end);
    start..end
}
