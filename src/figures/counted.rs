//! What is counted, and who: the head noun or the verb, also carried over "and" and ellipsis.

use super::figure::{Measure, Who};
use super::lexicon::Class;
use super::number::{Numeral, Shape};
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

/// What a figure counts.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub measure: Measure,
    pub who: Vec<Who>,
    pub span: Option<Span>,
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
    let phrase = phrase_end(tokens, found.core.end, sentence.end);
    let who = people(tokens, found.core.end, sentence.end);
    let span = (phrase > found.core.end).then(|| passage.span_of(found.core.end..phrase));
    let by_shape = match found.shape {
        Shape::Money => Some(Measure::Money),
        Shape::Share | Shape::Factor => Some(Measure::Share),
        _ => None,
    };
    if let Some(measure) = by_shape {
        return Counted { measure, who, span };
    }
    // "14 long days" is a time, "14 a week earlier" is none.
    let mut beside = tokens[found.core.end..phrase].iter().take(3).take_while(|t| !t.is(Class::Article));
    if beside.any(|t| t.is(Class::TimeUnit)) {
        return Counted { measure: Measure::Duration, who: Vec::new(), span };
    }
    // "40 participants were arrested": what befell them tells more than who they are.
    let befell = verb_behind(tokens, phrase, sentence.end);
    let own = noun(&tokens[found.core.end..phrase])
        .map(|(measure, at)| (measure, found.core.end + at + 1))
        .filter(|(measure, _)| *measure != Measure::Participants || befell.is_none())
        .or(befell);
    if let Some((measure, end)) = own {
        let span = passage.span_of(found.core.end..end.max(found.core.end + 1).min(tokens.len()));
        return Counted { measure, who, span: Some(span) };
    }
    // "9 members of the crew" behind "70 casualties and", "16, including three children", "spoke of hundreds":
    // the noun is said once and holds for both.
    if let Some(before) = before
        && before.counted.measure.needs_source()
        && match before.place {
            Place::SameSentence => carries(tokens, before.end, found) || takes_up(tokens, &sentence, found),
            Place::EarlierSentence => takes_up(tokens, &sentence, found),
        }
    {
        return Counted { measure: before.counted.measure, who, span };
    }
    let measure = verb_before(tokens, &sentence, found).unwrap_or_else(|| by_people(tokens, found.core.end, phrase));
    Counted { measure, who, span }
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
            Kind::Word => !ends_phrase(token, tokens[start..at].iter().all(|t| matches!(t.kind, Kind::Sign(_)))),
        };
        if !inner {
            break;
        }
        at += 1;
    }
    at
}

fn ends_phrase(token: &Token, first: bool) -> bool {
    match token.class() {
        // "of" goes on ("tens of casualties", "members of law enforcement"), other prepositions end the phrase.
        Some(Class::Preposition) => token.span.end - token.span.start != 2 || !first,
        Some(
            Class::Auxiliary
            | Class::PartOf
            | Class::Subordinator
            | Class::Adversative
            | Class::Relative
            | Class::Verb
            | Class::Unit
            | Class::Tens
            | Class::RangeTo
            | Class::And
            | Class::This
            | Class::Say
            | Class::Show
            | Class::Negation
            | Class::According,
        ) => true,
        _ => false,
    }
}

fn measure_of(token: &Token) -> Option<Measure> {
    Some(match token.class()? {
        Class::Killed => Measure::Killed,
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
    tokens.iter().enumerate().find_map(|(at, token)| measure_of(token).map(|measure| (measure, at)))
}

/// "people have been arrested", "protesters were also killed": the verb behind the phrase.
fn verb_behind(tokens: &[Token], phrase: usize, end: usize) -> Option<(Measure, usize)> {
    let mut at = phrase;
    // "16 people, including three children, were killed": an aside between commas is stepped over.
    if tokens.get(at).is_some_and(|t| t.sign(',')) {
        let close = (at + 1..end.min(at + 9)).find(|&i| tokens[i].sign(','))?;
        at = close + 1;
        tokens.get(at).filter(|t| t.is(Class::Auxiliary))?;
    }
    // "officers in the capital were killed": one prepositional phrase may stand between.
    if at == phrase && tokens.get(at).is_some_and(|t| t.any(&[Class::Preposition, Class::Relative])) {
        at += 1;
        while at < end
            && !tokens[at].is(Class::Auxiliary)
            && at < phrase + 7
            && !matches!(tokens[at].kind, Kind::Sign(_))
        {
            at += 1;
        }
    }
    let verb = tokens[at.min(end)..end]
        .iter()
        .take_while(|t| t.any(&[Class::Auxiliary, Class::Adverb, Class::Hearsay, Class::Negation]))
        .count();
    // "40 people who died", "40 others as missing": no helper verb stands there.
    let direct = tokens.get(phrase).is_some_and(|t| t.is(Class::Relative) || t.span.end - t.span.start == 2);
    if verb == 0 && at != phrase {
        return tokens
            .get(phrase + 1)
            .filter(|_| direct && phrase + 1 < end)
            .and_then(measure_of)
            .map(|m| (m, phrase + 2));
    }
    let token = tokens.get(at + verb).filter(|_| at + verb < end)?;
    measure_of(token).map(|measure| (measure, at + verb + 1))
}

/// "killed at least 26 people", "the deaths of 13 officers", "the toll rose to 40": the word before.
///
/// A number with nothing behind it is a predicate, and its subject may stand before "who": "the missing, who are 40".
fn verb_before(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> Option<Measure> {
    let predicate = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';' | ')')));
    let ends = |at: usize| match tokens[at].kind {
        Kind::Sign(',') => !(predicate && tokens[at + 1].is(Class::Relative)),
        Kind::Sign('.' | ';' | ':' | '(' | ')' | '—') => true,
        _ => tokens[at].is(Class::Adversative),
    };
    (sentence.start..found.whole.start)
        .rev()
        .take(if predicate { 10 } else { 7 })
        .take_while(|&at| !ends(at))
        .find_map(|at| measure_of(&tokens[at]))
        .filter(|measure| !matches!(measure, Measure::Participants | Measure::Incidents))
}

/// Without a verb, protesters take part and troops are personnel.
fn by_people(tokens: &[Token], start: usize, end: usize) -> Measure {
    let who = tokens[start..end].iter().find(|t| t.is(Class::Who));
    match who.map(|t| t.value()) {
        Some("protesters" | "activists") => Measure::Participants,
        Some("law-enforcement" | "military" | "militants") => Measure::Personnel,
        _ => tokens[start..end].iter().find(|t| t.is(Class::CaseNoun)).map_or(Measure::Other, |_| Measure::Incidents),
    }
}

/// Who is named behind the number, up to the next number or clause; a parenthesis in between is stepped over.
fn people(tokens: &[Token], start: usize, end: usize) -> Vec<Who> {
    let mut who = Vec::new();
    let mut depth = 0;
    for token in &tokens[start..end.max(start)] {
        match token.kind {
            Kind::Sign('(') => depth += 1,
            Kind::Sign(')') => depth -= 1,
            Kind::Sign(',' | ';' | '.') | Kind::Number if depth == 0 => break,
            _ if depth > 0 => {}
            _ if token.any(&[Class::Unit, Class::Magnitude, Class::Auxiliary, Class::Say, Class::Subordinator]) => {
                break;
            }
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
    let plain = passage.tokens[near].iter().filter(|t| t.kind == Kind::Word && t.entry.is_none());
    let mut words: Vec<String> = plain.map(|t| t.span.of(text).to_lowercase()).filter(|word| word.len() > 4).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// "The number is 13": a bare number of which the sentence says only that it is the number.
fn takes_up(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> bool {
    let bare = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';')));
    const NEAR: usize = 5;
    let start = sentence.start.max(found.whole.start.saturating_sub(NEAR)).min(found.whole.start);
    bare && tokens[start..found.whole.start].iter().any(|t| t.is(Class::DataNoun))
}

/// "Including three children", "among them three children": a part of the figure before.
pub(super) fn is_breakdown(tokens: &[Token], number: usize) -> bool {
    tokens[number.saturating_sub(2)..number].iter().any(|t| t.is(Class::PartOf))
}

/// Whether what the figure before counts holds for this one too.
fn carries(tokens: &[Token], before: usize, found: &Numeral) -> bool {
    let between = &tokens[before.min(found.whole.start)..found.whole.start];
    let Some(last) = between.last() else { return false };
    let breakdown = is_breakdown(tokens, found.whole.start);
    let joined = last.is(Class::And) && between.len() <= 8;
    let elided = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | '”' | '"' | ',')));
    let clause = between.iter().any(|t| t.any(&[Class::Verb, Class::Adversative]) || t.sign(';'));
    (breakdown || joined || elided) && !clause
}
