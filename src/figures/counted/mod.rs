//! What is counted, and who: the head noun or the verb, also carried over "and" and ellipsis.

mod carry;
#[cfg(test)]
mod tests;

use super::befell::{Animate, animate, verb_behind};
use super::figure::{Measure, Who};
use super::lexicon::{Class, Ending, Form};
use super::number::{Numeral, Shape};
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

pub(super) use carry::{carried_back, is_breakdown};
use carry::{carries, of_those_before, takes_up};

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
    let mut beside = tokens[found.core.end..phrase].iter().take(3).take_while(|t| !t.is(Class::Article));
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
            (measure, end, if tokens[end - 1].role() == "befell" { By::Verb } else { By::Noun })
        })
        .filter(|(measure, ..)| *measure != Measure::Participants || befell.is_none())
        // "12 inmates died": what befell them tells more than where they were.
        .filter(|(measure, _, by)| *measure != Measure::Detained || *by == By::Verb || !harmed(befell.as_ref()))
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
    // "Seven died and 31 were rescued": a verb of its own counts them as nothing that was said before.
    let own_clause = tokens.get(subject).is_some_and(|t| t.is(Class::Auxiliary)) && subject == phrase;
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
    match verb_before(tokens, &sentence, found).filter(|_| !other) {
        Some(measure) => Counted { measure, who, span, by: By::Noun },
        None => Counted { measure: by_people(tokens, found.core.end, phrase), who, span, by: By::People },
    }
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
    let number = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Unit, Class::Tens]);
    let joint = |t: &Token| t.sign(',') || t.any(&[Class::And, Class::Or]);
    let list = tokens[end.min(tokens.len())..].iter().take(LIST).take_while(|t| number(t) || joint(t)).count();
    list > 1
        && joint(&tokens[end])
        && number(&tokens[end + list - 1])
        && tokens.get(end + list).is_some_and(|t| t.is(Class::TimeUnit))
}

/// Whether no other verb follows in the clause.
fn main_verb(tokens: &[Token], behind: usize, end: usize) -> bool {
    let clause = tokens[behind.min(end)..end].iter().take_while(|t| !matches!(t.kind, Kind::Sign(',' | ';' | '.')));
    !clause.into_iter().any(|t| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]))
        && behind >= 2
        && tokens[behind - 2].kind == Kind::Word
}

/// "The execution of 14 prisoners": what was done to them tells more than what they are.
fn happened(
    tokens: &[Token],
    sentence: &std::ops::Range<usize>,
    found: &Numeral,
    (end, by): (usize, By),
) -> Option<Measure> {
    let of = found.whole.start.checked_sub(1).filter(|&at| at > sentence.start && tokens[at].role() == "of")?;
    let who = by == By::Noun && tokens[end - 1].any(&[Class::Who, Class::Detained]);
    measure_of(&tokens[of - 1]).filter(|measure| who && matches!(measure, Measure::Killed | Measure::Injured))
}

/// "of the", "of these": behind a number, a part of what is known.
fn definite(tokens: &[Token], at: usize) -> bool {
    let known = |t: &Token| t.role() == "the" || t.role() == "many";
    tokens.get(at).is_some_and(|t| t.role() == "of") && tokens.get(at + 1).is_some_and(known)
}

/// "12 detainees told the court": those who speak are counted as speakers, whoever they are.
fn speaks(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.is(Class::Say) && matches!(t.form(), Form::Past | Form::Base))
}

/// "9 of 40", "9 of the 40": behind the whole of which a number is a part; the number's own end where none is named.
fn past_whole(tokens: &[Token], end: usize) -> usize {
    let is = |at: usize, role: &str| tokens.get(at).is_some_and(|t| t.role() == role);
    let of = if is(end, "of") { end + 1 } else { return end };
    let whole = of + usize::from(tokens.get(of).is_some_and(|t| t.is(Class::This)));
    let number = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Unit, Class::Tens]);
    if tokens.get(whole).is_some_and(number) { whole + 1 } else { end }
}

/// "On Monday", "in May", "at 9": when it was, and nothing that is counted.
fn tells_when(tokens: &[Token], at: usize) -> bool {
    let when = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Weekday, Class::Month, Class::TimeUnit]);
    tokens.get(at).is_some_and(|t| t.is(Class::Preposition) && t.role() != "of") && tokens.get(at + 1).is_some_and(when)
}

/// The end of the noun phrase behind a number: up to a verb, a sign or a relative word.
fn phrase_end(tokens: &[Token], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end.min(start + 12) {
        let token = &tokens[at];
        let inner = match token.kind {
            // A quotation mark or hyphen inside the phrase: `"market traders"`, "18-hole course".
            Kind::Sign('"' | '“' | '”' | '-' | '’' | '\'') => true,
            Kind::Sign(_) => false,
            Kind::Number => false,
            Kind::Word if at == start && tells_when(tokens, at) => false,
            // "12 confirmed cases", "five of its members": a verb and an article that belong to the noun.
            Kind::Word if at == start && adjective(tokens, at) => true,
            Kind::Word if at == start + 1 && token.is(Class::This) && tokens[start].role() == "of" => true,
            Kind::Word => !ends_phrase(token, tokens[start..at].iter().all(|t| matches!(t.kind, Kind::Sign(_)))),
        };
        if !inner {
            break;
        }
        at += 1;
    }
    at
}

fn adjective(tokens: &[Token], at: usize) -> bool {
    let noun = |t: &Token| measure_of(t).is_some() || t.any(&[Class::CaseNoun, Class::People, Class::Who]);
    tokens[at].any(&[Class::Say, Class::Think])
        && tokens[at].form() == Form::Past
        && tokens.get(at + 1).is_some_and(|t| noun(t) && t.role() != "befell")
}

fn ends_phrase(token: &Token, first: bool) -> bool {
    match token.class() {
        // "of" goes on ("tens of casualties", "members of law enforcement"), other prepositions end the phrase.
        Some(Class::Preposition) => !matches!(token.role(), "of" | "in" | "on" | "at" | "by" | "as") || !first,
        Some(
            Class::Auxiliary
            | Class::PartOf
            | Class::Subordinator
            | Class::Adversative
            | Class::Relative
            | Class::Linking
            | Class::Held
            | Class::Verb
            | Class::Trend
            | Class::Unit
            | Class::Tens
            | Class::RangeTo
            | Class::And
            | Class::Or
            | Class::This
            | Class::Say
            | Class::Show
            | Class::Negation
            | Class::MoreThan
            | Class::According,
        ) => true,
        _ => false,
    }
}

pub(super) fn measure_of(token: &Token) -> Option<Measure> {
    Some(match token.class()? {
        Class::Killed => Measure::Killed,
        // "40 feared dead": one phrase is both doubt and measure.
        Class::Hearsay if token.role() == "feared-dead" => Measure::Killed,
        Class::Injured => Measure::Injured,
        Class::Casualties => Measure::Casualties,
        Class::Detained => Measure::Detained,
        Class::Missing => Measure::Missing,
        Class::Displaced => Measure::Displaced,
        Class::Participants => Measure::Participants,
        Class::Incidents => Measure::Incidents,
        Class::Who if token.value() == "detainees" => Measure::Detained,
        _ => return None,
    })
}

fn noun(tokens: &[Token]) -> Option<(Measure, usize)> {
    // "40 former prisoners" are free.
    let former = |at: usize| at > 0 && tokens[at - 1].role() == "former";
    // "12 evacuation centres", "nine death sentences": a noun that says what another is for.
    let modifies = |at: usize| {
        let head = |t: &Token| t.is(Class::Thing) || t.kind == Kind::Word && t.unlisted() && t.ends(Ending::Plural);
        let noun = tokens[at].role() != "befell" && !tokens[at].ends(Ending::Past) && !tokens[at].ends(Ending::Plural);
        noun && tokens.get(at + 1).is_some_and(head)
    };
    let mut told = tokens
        .iter()
        .enumerate()
        .filter(|(at, _)| !former(*at) && !modifies(*at))
        .filter_map(|(at, token)| measure_of(token).map(|measure| (measure, at)));
    let first = told.next()?;
    // "Left 46 inmates dead": behind those in custody, what befell them there.
    let worse = told.find(|(_, at)| first.0 == Measure::Detained && tokens[*at].role() == "befell");
    Some(worse.unwrap_or(first))
}

/// "killed at least 26 people", "the deaths of 13 officers", "the toll rose to 40": the word before.
///
/// A number with nothing behind it is a predicate, and its subject may stand before "who": "the missing, who are 40".
fn verb_before(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> Option<Measure> {
    let predicate = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '(' | ')')))
        // "Rose to 31 on Monday".
        || found.core.end < sentence.end && tells_when(tokens, found.core.end);
    let ends = |at: usize| match tokens[at].kind {
        Kind::Sign(',') => !(predicate && tokens[at + 1].is(Class::Relative)),
        // "Toll: 16"
        Kind::Sign(':') => !(predicate && at + 1 == found.whole.start),
        Kind::Sign('.' | ';' | '(' | ')' | '—') => true,
        // "Three prisoners said 40 huts burned": who speaks is not what burned.
        // "279 are missing after a fire in seven towers": what came before is told of the 279.
        _ => tokens[at].any(&[Class::Adversative, Class::Subordinator]) || tokens[at].role() == "say",
    };
    // "The toll of last month's unrest in the town has risen to 31": the subject of such a verb may stand far ahead.
    let risen = found.whole.start > sentence.start && tokens[found.whole.start - 1].role() == "to";
    let which = predicate && tokens[sentence.start..found.whole.start].iter().any(|t| t.role() == "which");
    let reach = if risen || which { 20 } else { 10 };
    let people = !predicate
        && animate(&tokens[found.core.end..phrase_end(tokens, found.core.end, sentence.end)]) == Animate::Person;
    let told: Vec<Measure> = (sentence.start..found.whole.start)
        .rev()
        .take(if predicate { reach } else { 7 })
        .take_while(|&at| !ends(at))
        // "She lives with 40 others": of lives, only their number is counted.
        .filter(|&at| tokens[at].role() != "lives")
        // "Shot 40 films".
        .filter(|&at| tokens[at].role() != "shot" || people)
        .filter_map(|at| measure_of(&tokens[at]))
        .collect();
    let of_people = |measure: &&Measure| !matches!(measure, Measure::Participants | Measure::Incidents);
    // "The crowd had grown to 4,000".
    told.iter().find(of_people).or(told.first().filter(|_| risen)).copied()
}

/// "Deaths in two villages", "fled with his four children": where it was and who was there is not what was counted.
fn circumstance(tokens: &[Token], found: &Numeral, phrase: usize) -> bool {
    let before = tokens[..found.whole.start].iter().rev().find(|t| t.role() != "owner");
    phrase > found.core.end && before.is_some_and(|t| matches!(t.role(), "in" | "at" | "near" | "by" | "with"))
}

/// Without a verb, protesters take part and troops are personnel.
fn by_people(tokens: &[Token], start: usize, end: usize) -> Measure {
    let thing = tokens[start..end].iter().any(|t| t.is(Class::Thing));
    let who = tokens[start..end].iter().find(|t| t.is(Class::Who) && !thing);
    match who.map(|t| t.value()) {
        Some("protesters") => Measure::Participants,
        Some("law-enforcement" | "military" | "militants") => Measure::Personnel,
        // "Two newspapers have been blocked": what befalls media by a verb of their own is done to them.
        Some("media") if tokens.get(end).is_some_and(|t| t.is(Class::Auxiliary)) => Measure::Incidents,
        // "Six of those cases" were counted before.
        _ if tokens[start..end].iter().any(|t| t.role() == "many") => Measure::Other,
        _ => tokens[start..end].iter().find(|t| t.is(Class::CaseNoun)).map_or(Measure::Other, |_| Measure::Incidents),
    }
}

/// Who is named behind the number, up to the next number or clause; a parenthesis in between is stepped over.
fn people(tokens: &[Token], start: usize, end: usize) -> Vec<Who> {
    let mut who = Vec::new();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().take(end).skip(start) {
        match token.kind {
            Kind::Sign('(') => depth += 1,
            Kind::Sign(')') => depth -= 1,
            Kind::Sign(',' | ';' | '.') | Kind::Number if depth == 0 => break,
            _ if depth > 0 => {}
            _ if token.any(&[Class::Unit, Class::Magnitude, Class::Auxiliary, Class::Say, Class::Subordinator]) => {
                break;
            }
            // "Six police stations".
            _ if token.is(Class::Who) && tokens.get(at + 1).is_some_and(|t| t.is(Class::Thing)) => {}
            _ if token.is(Class::Who) => who.extend(Who::by_name(token.value())),
            _ => {}
        }
    }
    who.sort_unstable();
    who.dedup();
    who
}

/// For a factor, the plain words near it in its sentence: one of them names what grew.
pub(super) fn subject(text: &str, passage: &Passage, found: &Numeral) -> Vec<String> {
    const NEAR: usize = 5;
    if found.shape != Shape::Factor {
        return Vec::new();
    }
    let sentence = passage.sentence_at(found.core.start);
    let near = sentence.start.max(found.core.start.saturating_sub(NEAR))..sentence.end.min(found.core.end + NEAR);
    let plain = passage.tokens[near].iter().filter(|t| t.kind == Kind::Word && t.unlisted());
    let mut words: Vec<String> = plain.map(|t| t.span.of(text).to_lowercase()).filter(|word| word.len() > 4).collect();
    words.sort_unstable();
    words.dedup();
    words
}
