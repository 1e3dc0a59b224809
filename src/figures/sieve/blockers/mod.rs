//! What stands between a cue and a figure and breaks the tie: each blocker has a name and one reason.

mod clause;
mod deed;
mod setting;
#[cfg(test)]
mod tests;
mod turn;

use std::ops::Range;

use super::super::token::Token;
use super::cue::Cue;
use clause::{and_clause, relative};
use deed::{concern, deed, object, reports, stance};
use setting::{circumstance, done, hearer, moment};
use turn::{aside, dash, lead_in, other_clause};

/// A cue, and a figure behind it in the same sentence.
pub(super) struct Case<'a> {
    pub tokens: &'a [Token],
    pub sentence: &'a Range<usize>,
    pub cue: &'a Cue,
    pub figure: usize,
    /// Whether the cue already closed a statement before it: `…, he said`.
    pub closes: Closes,
}

/// Where the statement of a cue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closes {
    /// Before the cue: `Nine were hurt, he said`.
    Before,
    /// Before the cue, with the name behind it: `“…,” said Ana Ruiz, a nurse for 40 years`.
    BeforeName,
    /// Behind it, or nowhere.
    No,
}

type Blocker = fn(&Case<'_>) -> bool;

/// All blockers, by name.
pub(super) const BLOCKERS: [(&str, Blocker); 15] = [
    ("other-clause", other_clause),
    ("lead-in", lead_in),
    ("aside", aside),
    ("dash", dash),
    ("circumstance", circumstance),
    ("hearer", hearer),
    ("done", done),
    ("moment", moment),
    ("concern", concern),
    ("deed", deed),
    ("reports", reports),
    ("object", object),
    ("and-clause", and_clause),
    ("relative", relative),
    ("stance", stance),
];

impl Case<'_> {
    fn between(&self) -> &[Token] {
        &self.tokens[self.cue.at + 1..self.figure]
    }

    fn behind(&self) -> &[Token] {
        &self.tokens[self.figure..self.sentence.end]
    }

    fn that(&self, tokens: &[Token]) -> bool {
        tokens.iter().any(|t| t.role() == "that")
    }
}
