//! What is counted, and who: the head noun or the verb, also carried over "and" and ellipsis.

mod carry;
mod phrase;
#[cfg(test)]
mod tests;
mod who;
mod word;

use super::befell::{Animate, animate, verb_behind};
use super::figure::{Measure, Who};
use super::lexicon::{Class, Ending, Form};
use super::number::{Numeral, Shape};
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

pub(super) use carry::{carried_back, is_breakdown};
use carry::{carries, number_named, of_those_before, takes_up};
use phrase::{definite, past_whole, phrase_end};
pub(super) use who::subject;
use who::{by_people, people};
pub(super) use word::measure_of;
use word::{befell_of, circumstance, happened, noun, verb_before};

/// What a figure counts.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub measure: Measure,
    pub who: Vec<Who>,
    pub span: Option<Span>,
    /// Where the measure comes from.
    pub by: By,
}

/// What told the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A verb behind the noun, which holds for all that stand before it: "9 boys and 4 girls were hurt".
    Verb,
    /// The number's own noun or sign, or the figure before it.
    Noun,
    /// Nothing but who they are.
    People,
}

/// The figure before this one in the same sentence, for ellipsis.
pub(super) struct Before<'a> {
    /// One past the last token of that figure's number.
    pub end: usize,
    pub counted: &'a Counted,
    /// Whether it stands in the same sentence.
    pub place: Place,
}

/// Where the figure before stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    SameSentence,
    EarlierSentence,
}

/// Finds what the number counts.
pub(super) fn counted(passage: &Passage, found: &Numeral, before: Option<Before<'_>>) -> Counted {
    let tokens = &passage.tokens;
    let sentence = passage.sentence_at(found.core.start);
    let phrase = phrase_end(tokens, past_whole(tokens, found.core.end), sentence.end);
    let who = people(tokens, found.core.end, sentence.end);
    let span = (phrase > found.core.end).then(|| passage.span_of(found.core.end..phrase));
    let by_shape = match found.shape {
        Shape::Money => Some(Measure::Money),
        Shape::Share | Shape::Factor => Some(Measure::Share),
        _ => None,
    };
    if let Some(measure) = by_shape {
        return Counted { measure, who, span, by: By::Noun };
    }
    // "14 long days" is a time, "14 a week earlier" is none.
    let beside = tokens[found.core.end..phrase].iter().take(3);
    let mut beside = beside.take_while(|t| !t.any(&[Class::Article, Class::Preposition]));
    if beside.any(|t| t.is(Class::TimeUnit)) || terms(tokens, found.core.end) {
        return Counted { measure: Measure::Duration, who: Vec::new(), span, by: By::Noun };
    }
    // "Built for 1,500 inmates": what a place can hold. "The BR-282": part of a name.
    let capacity = found.whole.start > sentence.start && tokens[found.whole.start - 1].role() == "capacity";
    if capacity || named(tokens, found) {
        return Counted { measure: Measure::Other, who, span, by: By::Noun };
    }
    // "40 participants were arrested": what befell them tells more than who they are.
    let within = found.whole.start > sentence.start && tokens[found.whole.start - 1].is(Class::Preposition);
    let animate = match animate(&tokens[found.core.end..phrase]) {
        Animate::Person if within => Animate::Within,
        other => other,
    };
    // "Eight of them were held": the verb is theirs.
    let subject = phrase + usize::from(tokens.get(phrase).is_some_and(|t| t.is(Class::PartOf)));
    // "9 of 40 miners were freed": the verb is that of the nine.
    let is_whole = before.as_ref().is_some_and(|before| past_whole(tokens, before.end) == found.core.end);
    let befell = verb_behind(tokens, subject, sentence.end, animate).filter(|_| !is_whole);
    let own = noun(&tokens[found.core.end..phrase])
        .map(|(measure, at)| {
            let end = found.core.end + at + 1;
            // "40 displaced people": what they were before.
            let adjective = tokens[end..phrase.max(end)].first().is_some_and(|t| t.any(&[Class::People, Class::Who]));
            let by = if tokens[end - 1].role() == "befell" && !adjective { By::Verb } else { By::Noun };
            (measure, end, by)
        })
        .filter(|(measure, ..)| *measure != Measure::Participants || befell.is_none())
        // "12 inmates died": what befell them tells more than where they were.
        .filter(|(measure, _, by)| {
            let state = matches!(measure, Measure::Detained | Measure::Displaced);
            !state || *by == By::Verb || !harmed(befell.as_ref())
        })
        .filter(|(_, end, _)| !tokens[end - 1].is(Class::Who) || !speaks(tokens, phrase))
        // "Sixty of the attacks" were counted with all of them.
        .filter(|(measure, ..)| *measure != Measure::Incidents || !definite(tokens, found.core.end))
        // "12 of 96 patients died": the clause's own verb is that of the twelve.
        .filter(|(_, end, by)| !(is_whole && *by == By::Verb && main_verb(tokens, *end, sentence.end)))
        .or(befell.map(|(measure, end)| (measure, end, By::Verb)));
    let own = own.map(|(measure, end, by)| (happened(tokens, &sentence, found, (end, by)).unwrap_or(measure), end, by));
    if let Some((measure, end, by)) = own {
        let span = passage.span_of(found.core.end..end.max(found.core.end + 1).min(tokens.len()));
        return Counted { measure, who, span: Some(span), by };
    }
    if is_whole {
        return Counted { measure: Measure::Other, who, span, by: By::Noun };
    }
    if let Some(measure) = befell_of(tokens, &sentence, found).filter(|_| animate != Animate::Unknown) {
        return Counted { measure, who, span, by: By::Noun };
    }
    // "Seven died and 31 were rescued": a verb of its own counts them as nothing that was said before.
    let own_clause = tokens.get(subject).is_some_and(|t| t.is(Class::Auxiliary)) && subject == phrase;
    // "121 killed and 124,000 affected".
    let participle =
        tokens[found.core.end..phrase].last().is_some_and(|verb| verb.unlisted() && verb.ends(Ending::Past));
    let own_clause = own_clause || participle;
    // "40 died, of whom 9 were nurses": the verb says what they are.
    let own_clause = own_clause && !is_breakdown(tokens, found.whole.start);
    // "40 people were arrested and 30 shops looted": what befell people is not told of shops.
    let things = tokens[found.core.end..phrase].iter().any(|t| t.is(Class::Thing)) && animate != Animate::Person;
    let own_clause = own_clause || things;
    let other = own_clause || circumstance(tokens, found, phrase);
    // "9 members of the crew" behind "70 casualties and", "16, including three children", "spoke of hundreds":
    // the noun is said once and holds for both.
    if let Some(before) = before.filter(|_| !own_clause)
        && before.counted.measure.needs_source()
        && match before.place {
            Place::SameSentence => carries(tokens, before.end, found) || takes_up(tokens, &sentence, found),
            Place::EarlierSentence => takes_up(tokens, &sentence, found) || of_those_before(tokens, found),
        }
    {
        return Counted { measure: before.counted.measure, who, span, by: By::Noun };
    }
    let postponed = postponed(tokens, found.core.end, sentence.end);
    let named = || number_named(passage, &sentence, found);
    match postponed.or_else(|| verb_before(tokens, &sentence, found).filter(|_| !other)).or_else(named) {
        Some(measure) => Counted { measure, who, span, by: By::Noun },
        None => Counted { measure: by_people(tokens, found.core.end, phrase), who, span, by: By::People },
    }
}

/// "Put at 80 the number of residents who died", "brings to eight the number of defenders jailed".
fn postponed(tokens: &[Token], number: usize, end: usize) -> Option<Measure> {
    const REACH: usize = 8;
    let [the, count, of] = tokens.get(number..number + 3)? else { return None };
    let opens = the.role() == "the" && count.is(Class::DataNoun) && of.role() == "of" && number + 3 < end;
    let behind = tokens[number + 3..end.max(number + 3)].iter().take(REACH);
    behind.take_while(|t| !matches!(t.kind, Kind::Sign(_))).filter(|_| opens).find_map(measure_of)
}

/// "The BR-282", "an AR-15": glued to a name by a hyphen.
fn named(tokens: &[Token], found: &Numeral) -> bool {
    let start = found.core.start;
    let Some([name, hyphen]) = start.checked_sub(2).and_then(|from| tokens.get(from..start)) else { return false };
    let glued = name.span.end == hyphen.span.start && hyphen.span.end == tokens[start].span.start;
    name.capital && hyphen.sign('-') && glued
}

fn harmed(befell: Option<&(Measure, usize)>) -> bool {
    befell.is_some_and(|(measure, _)| matches!(measure, Measure::Killed | Measure::Injured | Measure::Missing))
}

/// "15, 12 and 9 years": a number of a list that ends in a unit of time.
fn terms(tokens: &[Token], end: usize) -> bool {
    const LIST: usize = 8;
    let joint = |t: &Token| t.sign(',') || t.any(&[Class::And, Class::Or]);
    let list = tokens[end.min(tokens.len())..].iter().take(LIST).take_while(|t| t.is_number() || joint(t)).count();
    list > 1
        && joint(&tokens[end])
        && tokens[end + list - 1].is_number()
        && tokens.get(end + list).is_some_and(|t| t.is(Class::TimeUnit))
}

/// Whether no other verb follows in the clause.
fn main_verb(tokens: &[Token], behind: usize, end: usize) -> bool {
    let clause = tokens[behind.min(end)..end].iter().take_while(|t| !matches!(t.kind, Kind::Sign(',' | ';' | '.')));
    !clause.into_iter().any(|t| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]))
        && behind >= 2
        && tokens[behind - 2].kind == Kind::Word
}

/// "12 detainees told the court": those who speak are counted as speakers, whoever they are.
fn speaks(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.is(Class::Say) && matches!(t.form(), Form::Past | Form::Base))
}
