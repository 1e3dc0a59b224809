//! Numbers that tell when, or how old.

use super::super::decimal::Decimal;
use super::super::figure::Op;
use super::super::lexicon::{Class, Ending};
use super::super::number::Shape;
use super::super::token::{Kind, Token};
use super::counts;
use super::{Exclusion, Here};

impl Here<'_> {
    pub(super) fn clock(&self) -> Option<Exclusion> {
        let colon = |t: Option<&Token>| t.is_some_and(|t| t.sign(':'));
        let number = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Number);
        let sixty = colon(self.glued_behind()) && number(self.behind(1))
            || colon(self.glued_before()) && number(self.before(2));
        // "At six in the evening": "they shot two in the evening" is a count.
        let led = || self.before(1).is_some_and(|t| t.any(&[Class::Preposition, Class::Subordinator, Class::About]));
        let named = self.behind(0).is_some_and(|t| t.is(Class::Ampm) && (t.role() != "part-of-day" || led()));
        (named || sixty && self.digits() || self.entry_of_a_log()).then_some(Exclusion::Clock)
    }

    /// "09.47 Fire brigade: two people trapped": the time that an entry opens with.
    fn entry_of_a_log(&self) -> bool {
        let at = self.found.core.start;
        let opens = at == 0 || self.tokens[..at].last().is_some_and(|t| matches!(t.kind, Kind::Sign('.' | '!' | '?')));
        let time = match self.word(&self.tokens[at]).as_bytes() {
            &[ten, _, b'.', minutes, one] => ten <= b'2' && matches!(minutes, b'0'..=b'5') && one.is_ascii_digit(),
            _ => false,
        };
        opens && time && self.behind(0).is_some_and(|t| t.capital)
    }

    pub(super) fn date(&self) -> Option<Exclusion> {
        let small = self.found.value.high.and_then(Decimal::as_whole).is_some_and(|n| n <= 31);
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
        let ordinal = self.glued_behind().is_some_and(|t| t.ends(Ending::Ordinal));
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

    pub(super) fn age(&self) -> Option<Exclusion> {
        let years = |t: Option<&Token>| t.is_some_and(|t| t.is(Class::TimeUnit));
        let old = |t: Option<&Token>| t.is_some_and(|t| t.any(&[Class::Old, Class::Aged]));
        let hyphened = self.behind(0).is_some_and(|t| t.sign('-'))
            && years(self.behind(1))
            && self.behind(2).is_some_and(|t| t.sign('-'))
            && old(self.behind(3));
        let spaced = years(self.behind(0))
            && (old(self.behind(1)) || self.behind(1).is_some_and(|t| t.sign('-')) && old(self.behind(2)));
        // "Aged 20", "aged between 20 and 55".
        let between = usize::from(self.before(1).is_some_and(|t| t.is(Class::Between)));
        let aged = self.before(1 + between).is_some_and(|t| t.is(Class::Aged))
            && !self.before(2 + between).is_some_and(|t| t.is(Class::Article));
        let comma = |t: Option<&Token>| t.is_some_and(|t| t.sign(','));
        let ends = self.behind(0).is_none_or(|t| matches!(t.kind, Kind::Sign(',' | '.' | ';' | ')')));
        // "Jane Smith, 68, said": a capital word, a comma, two digits, a comma.
        let person = comma(self.before(1))
            && ends
            && (self.before(2).is_some_and(|t| t.capital && t.unlisted() || t.any(&[Class::People, Class::Who]))
                // "Her brother, 27, was".
                || self.before(2).is_some_and(|t| t.kind == Kind::Word && t.unlisted() || t.is(Class::Spokesperson))
                    && (self.before(3).is_some_and(|t| t.role() == "owner" || t.is(Class::Relative))
                        // "A freelance photographer, 27, was".
                        || [3, 4].into_iter().any(|at| self.before(at).is_some_and(|t| t.is(Class::Article)))));
        let two = self.digits()
            && self.tokens[self.found.core.start].span.end - self.tokens[self.found.core.start].span.start <= 2;
        // "12 were under 18", "children under 18": whoever is that young is counted before.
        let child = self.found.value.high.and_then(Decimal::as_whole).is_some_and(|n| n <= 21);
        let under = self.before(1).is_some_and(|t| t.is(Class::LessThan))
            && self.before(2).is_some_and(|t| t.any(&[Class::Auxiliary, Class::People, Class::Who, Class::Neutral]))
            && self.behind(0).is_none_or(|t| matches!(t.kind, Kind::Sign(',' | '.' | ';' | ')')) || t.is(Class::And));
        // "Its owner, who is 62, has fled".
        let who_is = two
            && comma(self.behind(0))
            && self.before(1).is_some_and(|t| t.role() == "is")
            && self.before(2).is_some_and(|t| t.role() == "who");
        // "Her son, then 19, went out".
        let then = two
            && comma(self.behind(0))
            && self.before(1).is_some_and(|t| t.role() == "then")
            && comma(self.before(2))
            && self.before(3).is_some_and(|t| t.unlisted() || t.any(&[Class::People, Class::Who]));
        // "She turned 61 last week".
        let turned = self.before(1).is_some_and(|t| t.role() == "turned")
            && self.digits()
            && self.behind(0).is_none_or(|t| {
                matches!(t.kind, Kind::Sign(',' | '.' | ')'))
                    || t.any(&[Class::WeeksBack, Class::Preposition])
                    || self.behind(1).is_some_and(|t| t.is(Class::TimeUnit))
            });
        // "Who died on Sunday at 56". "The number killed stood at 56" is no age.
        const NEAR: usize = 7;
        let start = self.found.core.start;
        let near = || self.tokens[start.saturating_sub(NEAR)..start].iter().rev().take_while(|t| !t.sign('.'));
        let number = |t: &Token| t.is(Class::DataNoun) || matches!(t.role(), "toll" | "tally" | "put");
        let died = self.before(1).is_some_and(|t| t.role() == "at")
            && ends
            && two
            && near().any(|t| t.is(Class::Killed) && (t.ends(Ending::Past) || t.role() == "dies"))
            && !near().any(number);
        (hyphened
            || spaced
            || died
            || aged
            || who_is
            || then
            || self.further_age()
            || turned
            || under && child
            || person && two)
            .then_some(Exclusion::Age)
    }

    /// "Aged six, nine and 12", "ages 3 to 5": behind a first age, others joined to it.
    fn further_age(&self) -> bool {
        const LIST: usize = 8;
        let joint = |t: &Token| {
            t.any(&[Class::And, Class::Or, Class::RangeTo]) || matches!(t.kind, Kind::Sign(',' | '-' | '–'))
        };
        let start = self.found.core.start;
        let list = self.tokens[start.saturating_sub(LIST)..start]
            .iter()
            .rev()
            .take_while(|t| joint(t) || t.is_number())
            .count();
        let aged = |at: usize| self.tokens[at].is(Class::Aged);
        list > 1
            && joint(&self.tokens[start - 1])
            && (start - list).checked_sub(1).is_some_and(aged)
            && !self.behind(0).is_some_and(counts)
    }

    pub(super) fn ordinal(&self) -> Option<Exclusion> {
        let glued = self.glued_behind()?;
        let decade = glued.ends(Ending::Decade) && self.digits();
        if glued.ends(Ending::Ordinal) { Some(Exclusion::Ordinal) } else { decade.then_some(Exclusion::Decade) }
    }

    pub(super) fn slashed(&self) -> Option<Exclusion> {
        let dash = |t: Option<&Token>| t.is_some_and(|t| matches!(t.kind, Kind::Sign('-' | '–' | '/')));
        let number = |t: Option<&Token>| t.is_some_and(|t| t.kind == Kind::Number);
        let joined =
            dash(self.glued_behind()) && number(self.behind(1)) || dash(self.glued_before()) && number(self.before(2));
        // "9/11", "24/7": cut by the tokenizer, so no phrase of the lexicon.
        let slash = |t: Option<&Token>| t.is_some_and(|t| t.sign('/'));
        let idiom = joined && self.digits() && (slash(self.glued_behind()) || slash(self.glued_before()));
        idiom.then_some(Exclusion::Idiom)
    }

    pub(super) fn year(&self) -> Option<Exclusion> {
        let is_year = |token: &Token| {
            let raw = self.word(token);
            raw.len() == 4 && ("1500".."2100").contains(&raw) && raw.bytes().all(|byte| byte.is_ascii_digit())
        };
        let core = &self.tokens[self.found.core.clone()];
        // "Between 2018 and 2022, 40 died": a range that is read as one number.
        if let [first, .., last] = core
            && is_year(first)
            && is_year(last)
        {
            return (!self.behind(0).is_some_and(counts)).then_some(Exclusion::Year);
        }
        if !(self.digits() && is_year(&core[0])) {
            return None;
        }
        let led = self.before(1).is_some_and(|t| {
            const LEADS: [Class; 6] = [
                Class::Month,
                Class::Weekday,
                Class::YearPart,
                Class::Preposition,
                Class::Subordinator,
                Class::RangeTo,
            ];
            t.any(&LEADS) || t.is(Class::And) || t.role() == "the"
        });
        (led || !self.behind(0).is_some_and(counts)).then_some(Exclusion::Year)
    }
}
