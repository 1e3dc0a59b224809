//! Whether a number is stated at all: "if 12 died", "whether 12 died" and "did 12 die?" leave it open.

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::Kind;

/// How a number stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Mood {
    /// As a fact.
    Stated,
    /// As a condition or a question.
    Open,
}

/// Tokens between the word that opens a condition and its number, at most.
const NEAR: usize = 12;

/// Whether the clause of a number is a condition or a question that can be answered with no.
pub(in super::super) fn mood(passage: &Passage, figure: usize) -> Mood {
    let tokens = &passage.tokens;
    let sentence = passage.sentence_at(figure);
    let clause = (sentence.start.max(figure.saturating_sub(NEAR))..figure)
        .rev()
        .take_while(|&at| !matches!(tokens[at].kind, Kind::Sign(',' | ';' | ':' | '—')));
    let asked = tokens[sentence.clone()].iter().rev().take(2).any(|t| t.sign('?'));
    let inverted = tokens[sentence.start].is(Class::Auxiliary);
    // "Had 12 people died, the mayor would have resigned."
    let had = tokens[sentence.start].role() == "had" && tokens[figure..sentence.end].iter().any(|t| t.sign(','));
    let condition = clause.into_iter().any(|at| tokens[at].role() == "if");
    if condition || had || asked && inverted { Mood::Open } else { Mood::Stated }
}
