//! Numbers that are no figures: dates, names, labels, idioms. Each kind has an id, so that a reader sees why.

mod names;
#[cfg(test)]
mod tests;
mod times;

use serde::Serialize;

use super::lexicon::Class;
use super::number::{Numeral, Shape};
use super::passage::Passage;
use super::token::Token;

/// Why a number is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// A calendar year: "in 2011".
    Year,
    /// A decade: "the 1990s".
    Decade,
    /// A day: "2 January", "2022-01-05".
    Date,
    /// A time of day: "10:30", "6 p.m."
    Clock,
    /// An age: "18-year-old", "Smith, 34,".
    Age,
    /// A phone number.
    Phone,
    /// The number of a section, article, page, room, flight.
    Label,
    /// Part of a name: "Radio 9".
    Name,
    /// A version or licence: "CC BY 3.0".
    Version,
    /// A rank: "3rd".
    Ordinal,
    /// A fixed expression: "24/7".
    Idiom,
    /// "one" with nothing countable behind it.
    Pronoun,
    /// An identifier in an address, tag or code.
    Identifier,
    /// Words of the page around the text: "reader-supported".
    Furniture,
    /// More digits than a count has: over 24.
    TooLong,
}

/// Decides whether a number is no figure, and why.
pub(super) fn exclusion(text: &str, passage: &Passage, found: &Numeral) -> Option<Exclusion> {
    let here = Here { text, tokens: &passage.tokens, found };
    // In order: what is glued to the number tells most, then the words beside it, then the sentence.
    here.identifier()
        .or_else(|| here.too_long())
        .or_else(|| here.clock())
        .or_else(|| here.date())
        .or_else(|| here.age())
        .or_else(|| here.ordinal())
        .or_else(|| here.slashed())
        .or_else(|| here.label())
        .or_else(|| here.paragraph(passage))
        .or_else(|| here.year())
        .or_else(|| here.name())
        .or_else(|| here.often())
        .or_else(|| here.pronoun())
        .or_else(|| here.furniture(passage))
}

struct Here<'a> {
    text: &'a str,
    tokens: &'a [Token],
    found: &'a Numeral,
}

impl Here<'_> {
    fn before(&self, steps: usize) -> Option<&Token> {
        self.tokens.get(self.found.core.start.checked_sub(steps)?)
    }

    fn behind(&self, steps: usize) -> Option<&Token> {
        self.tokens.get(self.found.core.end + steps)
    }

    fn glued_before(&self) -> Option<&Token> {
        self.before(1).filter(|t| t.span.end == self.tokens[self.found.core.start].span.start)
    }

    fn glued_behind(&self) -> Option<&Token> {
        self.behind(0).filter(|t| t.span.start == self.tokens[self.found.core.end - 1].span.end)
    }

    fn word(&self, token: &Token) -> &str {
        token.span.of(self.text)
    }

    fn too_long(&self) -> Option<Exclusion> {
        (self.found.shape == Shape::TooLong).then_some(Exclusion::TooLong)
    }

    fn digits(&self) -> bool {
        self.found.shape == Shape::Digits
    }
}

/// Whether the number is the bare word "one".
pub(super) fn is_one(passage: &Passage, found: &Numeral) -> bool {
    is_one_in(&passage.tokens, found)
}

fn is_one_in(tokens: &[Token], found: &Numeral) -> bool {
    let token = &tokens[found.core.start];
    found.whole.len() == 1 && token.is(Class::Unit) && token.value() == "1"
}

/// A word that is counted rather than dated.
pub(super) fn counts(token: &Token) -> bool {
    token.any(&[
        Class::People,
        Class::Who,
        Class::Killed,
        Class::Injured,
        Class::Casualties,
        Class::Detained,
        Class::Missing,
        Class::Displaced,
        Class::Participants,
        Class::Incidents,
        Class::CaseNoun,
        Class::MoneyWord,
        Class::ShareWord,
        Class::TimeUnit,
        Class::Scale,
    ])
}
