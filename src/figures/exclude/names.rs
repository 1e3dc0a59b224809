//! Numbers that are part of a name: labels, versions, phones, addresses, the page around the text.

use super::super::figure::Op;
use super::super::lexicon::Class;
use super::super::number::Shape;
use super::super::passage::Passage;
use super::super::token::{Kind, Token};
use super::{Exclusion, Here};
use super::{counts, is_one_in};

impl Here<'_> {
    pub(super) fn identifier(&self) -> Option<Exclusion> {
        let raw = self.tokens[self.found.core.clone()].first()?.span.of(self.text);
        let long = raw.len() >= 8 && raw.bytes().all(|b| b.is_ascii_digit());
        let sign = |t: &Token| matches!(t.kind, Kind::Sign('/' | '=' | '_' | '@' | '#' | '&' | '?' | '.' | '*'));
        let address =
            self.glued_before().is_some_and(|t| sign(t) && self.before(2).is_some_and(|b| b.span.end == t.span.start))
                || self.glued_behind().is_some_and(|t| {
                    matches!(t.kind, Kind::Sign('_' | '@' | '='))
                        || t.sign('(') && self.behind(1).is_some_and(|b| !self.word(b).starts_with(char::is_whitespace))
                });
        // "R30 million", "N50 million": the number of a sum, behind a sign that is a letter.
        let scale = self.tokens[self.found.core.start].is(Class::Scale);
        let sum = scale
            && self
                .before(1)
                .is_some_and(|t| t.kind == Kind::Word && self.word(t).ends_with(|c: char| c.is_ascii_digit()));
        let attribute = self.before(2).is_some_and(|t| t.sign('=')) && self.before(1).is_some_and(|t| t.sign('"'));
        (long || address || attribute || sum).then_some(Exclusion::Identifier)
    }

    pub(super) fn label(&self) -> Option<Exclusion> {
        let before = self.before(1)?;
        let plain = matches!(self.found.shape, Shape::Digits | Shape::Count) && self.found.value.op == Op::Equal;
        // "Pages 2 and 9"
        let joined =
            (before.is(Class::And) || before.sign(',')) && self.before(2).is_some_and(|t| t.kind == Kind::Number);
        let label = if joined { self.before(3)? } else { before };
        // "The Zone 7 police station"
        let capital = label.capital && self.digits() && self.before(2).is_some_and(|t| t.kind == Kind::Word);
        let named = label.is(Class::Label) && plain && (capital || !self.behind(0).is_some_and(counts));
        // "no 40 people" is a denial, "No. 40" a label.
        let counts_nothing = self.behind(0).is_some_and(|t| t.kind == Kind::Word && !t.capital);
        let denial = before.role() == "no" && counts_nothing;
        if named && !denial {
            return Some(Exclusion::Label);
        }
        // "+51 1 555 01 99": the groups behind the first are of the same number.
        let mut first = self.found.core.start;
        let group = |t: &Token| t.kind == Kind::Number || matches!(t.kind, Kind::Sign('-' | '(' | ')'));
        while first > 0 && group(&self.tokens[first - 1]) {
            first -= 1;
        }
        let groups = first < self.found.core.start || self.behind(0).is_some_and(group);
        let opens = |t: &Token| t.sign('+') && groups || t.is(Class::Phone);
        let phone = first > 0 && opens(&self.tokens[first - 1])
            || before.is(Class::Phone)
            || before.is(Class::Preposition)
                && self.before(2).is_some_and(|t| t.is(Class::Phone))
                && !self.behind(0).is_some_and(counts)
            || before.sign(':') && self.before(2).is_some_and(|t| t.is(Class::Phone));
        if phone {
            return Some(Exclusion::Phone);
        }
        let version =
            before.is(Class::VersionOf) || before.sign('-') && self.before(2).is_some_and(|t| t.is(Class::VersionOf));
        let street = self.behind(1).is_some_and(|t| t.is(Class::Street) && t.capital);
        if street {
            return Some(Exclusion::Name);
        }
        version.then_some(Exclusion::Version)
    }

    /// "It found none. 12. In its judgment", "[41] The court": the number of a paragraph. Behind a question "40." is an answer.
    pub(super) fn paragraph(&self, passage: &Passage) -> Option<Exclusion> {
        let core = &self.found.core;
        let sentence = passage.sentence_at(core.start);
        let alone = sentence.start == core.start && core.end + 1 == sentence.end && self.behind(0)?.sign('.');
        let ended = self.before(1).is_some_and(|t| !matches!(t.kind, Kind::Sign('?' | ':')));
        let goes_on = || self.behind(1).is_some_and(|t| t.capital);
        let bracket = self.before(1).is_some_and(|t| t.sign('[')) && self.behind(0).is_some_and(|t| t.sign(']'));
        (self.digits() && (alone && ended && goes_on() || bracket)).then_some(Exclusion::Label)
    }

    pub(super) fn name(&self) -> Option<Exclusion> {
        let before = self.before(1).filter(|t| t.kind == Kind::Word && t.capital && t.unlisted())?;
        let starts = self.before(2).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | '“' | '"')));
        let ends = self.behind(0).is_none_or(|t| matches!(t.kind, Kind::Sign(_)) && !t.sign('-') && !t.sign('%'));
        let plain = self.found.value.op == Op::Equal && matches!(self.found.shape, Shape::Digits);
        (plain && ends && !starts && before.span.end > before.span.start + 2).then_some(Exclusion::Name)
    }

    /// "Counted twice": how often, and no number of anything.
    pub(super) fn often(&self) -> Option<Exclusion> {
        let twice = self.tokens[self.found.core.start].role() == "twice" && self.found.whole.len() == 1;
        let compares = |t: &Token| {
            matches!(t.role(), "as" | "the") || t.kind == Kind::Number || t.any(&[Class::This, Class::Fold])
        };
        // "Twice this week" says how often, "twice this number" how many.
        let when =
            self.behind(0).is_some_and(|t| t.is(Class::This)) && self.behind(1).is_some_and(|t| t.is(Class::TimeUnit));
        (twice && (when || !self.behind(0).is_some_and(compares))).then_some(Exclusion::Idiom)
    }

    pub(super) fn pronoun(&self) -> Option<Exclusion> {
        let noun = self.behind(0).is_some_and(|t| t.kind == Kind::Word && t.unlisted());
        (is_one_in(self.tokens, self.found)
            && !noun
            && !self.behind(0).is_some_and(counts)
            && !self.behind(1).is_some_and(counts))
        .then_some(Exclusion::Pronoun)
    }

    pub(super) fn furniture(&self, passage: &Passage) -> Option<Exclusion> {
        let sentence = passage.sentence_at(self.found.core.start);
        // A long sentence that mentions a newsletter is a sentence; "Subscribe for 3 euros" is furniture.
        let page = self.tokens[sentence.clone()].iter().any(|t| t.is(Class::Furniture));
        (page && sentence.len() <= 20).then_some(Exclusion::Furniture)
    }
}
