//! Numbers that are no figures: dates, names, labels, idioms. Each kind has an id, so that a reader sees why.

use serde::Serialize;

use super::figure::Op;
use super::lexicon::Class;
use super::number::{Numeral, Shape};
use super::passage::Passage;
use super::token::{Kind, Token};

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
}

/// Decides whether a number is no figure, and why.
pub(super) fn exclusion(text: &str, passage: &Passage, found: &Numeral) -> Option<Exclusion> {
    let here = Here { text, tokens: &passage.tokens, found };
    // In order: what is glued to the number tells most, then the words beside it, then the sentence.
    here.identifier()
        .or_else(|| here.clock())
        .or_else(|| here.date())
        .or_else(|| here.age())
        .or_else(|| here.ordinal())
        .or_else(|| here.slashed())
        .or_else(|| here.label())
        .or_else(|| here.year())
        .or_else(|| here.name())
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

    fn digits(&self) -> bool {
        self.found.shape == Shape::Digits
    }

    fn identifier(&self) -> Option<Exclusion> {
        let raw = self.tokens[self.found.core.clone()].first()?.span.of(self.text);
        let long = raw.len() >= 8 && raw.bytes().all(|b| b.is_ascii_digit());
        let sign = |t: &Token| matches!(t.kind, Kind::Sign('/' | '=' | '_' | '@' | '#' | '&' | '?' | '.' | '*'));
        let address =
            self.glued_before().is_some_and(|t| sign(t) && self.before(2).is_some_and(|b| b.span.end == t.span.start))
                || self.glued_behind().is_some_and(|t| {
                    matches!(t.kind, Kind::Sign('_' | '@' | '='))
                        || t.sign('(') && self.behind(1).is_some_and(|b| !self.word(b).starts_with(char::is_whitespace))
                });
        let attribute = self.before(2).is_some_and(|t| t.sign('=')) && self.before(1).is_some_and(|t| t.sign('"'));
        (long || address || attribute).then_some(Exclusion::Identifier)
    }

    fn clock(&self) -> Option<Exclusion> {
        let colon = |t: Option<&Token>| t.is_some_and(|t| t.sign(':'));
        let number = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Number);
        let sixty = colon(self.glued_behind()) && number(self.behind(1))
            || colon(self.glued_before()) && number(self.before(2));
        let named = self.behind(0).is_some_and(|t| t.is(Class::Ampm));
        (named || sixty && self.digits()).then_some(Exclusion::Clock)
    }

    fn date(&self) -> Option<Exclusion> {
        let small = self.found.value.high.and_then(super::decimal::Decimal::as_whole).is_some_and(|n| n <= 31);
        let month = |t: Option<&Token>| t.is_some_and(|t| t.is(Class::Month));
        let day = small && !matches!(self.found.shape, Shape::Money | Shape::Share);
        if day && self.found.value.op != Op::Vague && (month(self.before(1)) || month(self.behind(0))) {
            return Some(Exclusion::Date);
        }
        // "January 5-7", "5 and 6 January": the far end of a range of days.
        let joint = |t: Option<&Token>| {
            t.is_some_and(|t| t.is(Class::And) || t.is(Class::RangeTo) || matches!(t.kind, Kind::Sign('-' | '–' | ',')))
        };
        let number = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Number);
        let far = joint(self.before(1))
            && number(self.before(2))
            && month(self.before(3))
            && !self.behind(0).is_some_and(counts)
            || joint(self.behind(0)) && number(self.behind(1)) && month(self.behind(2));
        let ordinal = self.glued_behind().is_some_and(|t| ["st", "nd", "rd", "th"].contains(&self.word(t)));
        let with_month = ordinal && (month(self.behind(1)) || month(self.behind(2)));
        if day && (far || with_month) {
            return Some(Exclusion::Date);
        }
        let slash = |t: Option<&Token>| t.is_some_and(|t| matches!(t.kind, Kind::Sign('/' | '-' | '.')));
        let numeric =
            slash(self.glued_behind()) && number(self.behind(1)) && slash(self.behind(2)) && number(self.behind(3))
                || slash(self.glued_before())
                    && number(self.before(2))
                    && (slash(self.before(3)) || slash(self.glued_behind()) && number(self.behind(1)));
        numeric.then_some(Exclusion::Date)
    }

    fn age(&self) -> Option<Exclusion> {
        let years = |t: Option<&Token>| t.is_some_and(|t| t.is(Class::TimeUnit));
        let old = |t: Option<&Token>| t.is_some_and(|t| t.any(&[Class::Old, Class::Aged]));
        let hyphened = self.behind(0).is_some_and(|t| t.sign('-'))
            && years(self.behind(1))
            && self.behind(2).is_some_and(|t| t.sign('-'))
            && old(self.behind(3));
        let spaced = years(self.behind(0))
            && (old(self.behind(1)) || self.behind(1).is_some_and(|t| t.sign('-')) && old(self.behind(2)));
        let aged =
            self.before(1).is_some_and(|t| t.is(Class::Aged)) && !self.before(2).is_some_and(|t| t.is(Class::Article));
        let comma = |t: Option<&Token>| t.is_some_and(|t| t.sign(','));
        let ends = self.behind(0).is_none_or(|t| matches!(t.kind, Kind::Sign(',' | '.' | ';' | ')')));
        // "Jane Smith, 68, said": a capital word, a comma, two digits, a comma.
        let person = comma(self.before(1))
            && ends
            && self.before(2).is_some_and(|t| t.capital && t.entry.is_none() || t.any(&[Class::People, Class::Who]));
        let two = self.digits()
            && self.tokens[self.found.core.start].span.end - self.tokens[self.found.core.start].span.start <= 2;
        (hyphened || spaced || aged || person && two).then_some(Exclusion::Age)
    }

    fn ordinal(&self) -> Option<Exclusion> {
        let glued = self.word(self.glued_behind()?);
        match glued {
            "st" | "nd" | "rd" | "th" => Some(Exclusion::Ordinal),
            "s" | "'s" | "’s" if self.digits() => Some(Exclusion::Decade),
            _ => None,
        }
    }

    fn slashed(&self) -> Option<Exclusion> {
        let dash = |t: Option<&Token>| t.is_some_and(|t| matches!(t.kind, Kind::Sign('-' | '–' | '/')));
        let number = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Number);
        let joined =
            dash(self.glued_behind()) && number(self.behind(1)) || dash(self.glued_before()) && number(self.before(2));
        // "9/11", "24/7": cut by the tokenizer, so no phrase of the lexicon.
        let slash = |t: Option<&Token>| t.is_some_and(|t| t.sign('/'));
        let idiom = joined && self.digits() && (slash(self.glued_behind()) || slash(self.glued_before()));
        idiom.then_some(Exclusion::Idiom)
    }

    fn label(&self) -> Option<Exclusion> {
        let before = self.before(1)?;
        let plain = matches!(self.found.shape, Shape::Digits | Shape::Count) && self.found.value.op == Op::Equal;
        let named = before.is(Class::Label) && plain && !self.behind(0).is_some_and(counts);
        // "no 40 people" is a denial, "No. 40" a label.
        let counts_nothing = self.behind(0).is_some_and(|t| t.kind == Kind::Word && !t.capital);
        let denial = self.word(before).eq_ignore_ascii_case("no") && counts_nothing;
        if named && !denial {
            return Some(Exclusion::Label);
        }
        // "+51 1 555 01 99": the groups behind the first are of the same number.
        let mut first = self.found.core.start;
        while first > 0 && (self.tokens[first - 1].kind == Kind::Number || self.tokens[first - 1].sign('-')) {
            first -= 1;
        }
        let groups =
            first < self.found.core.start || self.behind(0).is_some_and(|t| t.kind == Kind::Number || t.sign('-'));
        let opens = |t: &Token| t.sign('+') && groups || t.is(Class::Phone);
        let phone = first > 0 && opens(&self.tokens[first - 1])
            || before.is(Class::Phone)
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

    fn year(&self) -> Option<Exclusion> {
        let token = &self.tokens[self.found.core.start];
        let raw = self.word(token);
        let looks = self.digits() && raw.len() == 4 && ("1500".."2100").contains(&raw);
        if !looks {
            return None;
        }
        let led = self.before(1).is_some_and(|t| {
            let leads = [
                "in", "since", "from", "until", "by", "of", "during", "early", "late", "mid", "summer", "through",
                "the", "and",
            ];
            t.any(&[Class::Month, Class::Weekday]) || leads.contains(&self.word(t).to_lowercase().as_str())
        });
        (led || !self.behind(0).is_some_and(counts)).then_some(Exclusion::Year)
    }

    fn name(&self) -> Option<Exclusion> {
        let before = self.before(1).filter(|t| t.kind == Kind::Word && t.capital && t.entry.is_none())?;
        let starts = self.before(2).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | '“' | '"')));
        let ends = self.behind(0).is_none_or(|t| matches!(t.kind, Kind::Sign(_)) && !t.sign('-') && !t.sign('%'));
        let glued = self.glued_before().is_some_and(|t| t.sign('-'))
            && self.before(2).is_some_and(|t| t.capital && t.kind == Kind::Word);
        let plain = self.found.value.op == Op::Equal && matches!(self.found.shape, Shape::Digits);
        (plain && (glued || ends && !starts && before.span.end > before.span.start + 2)).then_some(Exclusion::Name)
    }

    fn pronoun(&self) -> Option<Exclusion> {
        let noun = self.behind(0).is_some_and(|t| t.kind == Kind::Word && t.entry.is_none());
        (is_one_in(self.tokens, self.found)
            && !noun
            && !self.behind(0).is_some_and(counts)
            && !self.behind(1).is_some_and(counts))
        .then_some(Exclusion::Pronoun)
    }

    fn furniture(&self, passage: &Passage) -> Option<Exclusion> {
        let sentence = passage.sentence_at(self.found.core.start);
        // A long sentence that mentions a newsletter is a sentence; "Subscribe for 3 euros" is furniture.
        let page = self.tokens[sentence.clone()].iter().any(|t| t.is(Class::Furniture));
        (page && sentence.len() <= 20).then_some(Exclusion::Furniture)
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

#[cfg(test)]
mod tests {
    use super::super::{Text, read};
    use super::*;

    fn excluded(text: &str) -> Vec<Exclusion> {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        assert!(reading.figures.is_empty(), "{text}: {:?}", reading.figures);
        reading.excluded.iter().map(|e| e.exclusion).collect()
    }

    /// Every exclusion fires, and on nothing that is a figure.
    #[test]
    fn each_kind_has_its_sentence() {
        for (exclusion, text) in [
            (Exclusion::Year, "The bridge in Lima fell in 2011."),
            (Exclusion::Decade, "It was built in the 1990s."),
            (Exclusion::Date, "They met on 14 March."),
            (Exclusion::Date, "They met on March 14."),
            (Exclusion::Clock, "They met at 10:30."),
            (Exclusion::Clock, "They met at 6 p.m. in Lima."),
            (Exclusion::Age, "A 25-year-old teacher spoke."),
            (Exclusion::Age, "Rosa Quispe, 34, spoke."),
            (Exclusion::Age, "He is 70 years old."),
            (Exclusion::Phone, "Phone 555 of the office."),
            (Exclusion::Label, "Article 14 of the code applies."),
            (Exclusion::Label, "Flight 447 was late."),
            (Exclusion::Name, "He told Radio Lima 9."),
            (Exclusion::Version, "Licensed under CC BY 4.0."),
            (Exclusion::Ordinal, "It was the 3rd attempt."),
            (Exclusion::Idiom, "There is zero tolerance."),
            (Exclusion::Pronoun, "One wonders about that."),
            (Exclusion::Identifier, "See item 20190314551 there."),
            (Exclusion::Furniture, "Subscribe for 3 euros."),
        ] {
            assert!(excluded(text).contains(&exclusion), "{text}: {:?}", excluded(text));
        }
    }

    #[test]
    fn counts_that_look_like_something_else_stay_figures() {
        for text in [
            "2011 protesters were arrested.",
            "Some 2,000 people marched.",
            "Police killed 14 people.",
            "One miner was killed.",
            "No 40 homes are alike.",
            "At least 34 teachers, the union said.",
        ] {
            let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
            assert_eq!(reading.figures.len(), 1, "{text}: {:?}", reading.excluded);
        }
    }
}
