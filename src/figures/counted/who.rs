//! Who is counted, by name and not by what befell them.

use super::super::figure::{Measure, Who};
use super::super::lexicon::Class;
use super::super::number::{Numeral, Shape};
use super::super::passage::Passage;
use super::super::token::{Kind, Token};

/// Without a verb, protesters take part and troops are personnel.
pub(super) fn by_people(tokens: &[Token], start: usize, end: usize) -> Measure {
    let thing = tokens[start..end].iter().any(|t| t.is(Class::Thing));
    let who = tokens[start..end].iter().find(|t| t.is(Class::Who) && !thing);
    match who.map(|t| t.value()) {
        Some("protesters") => Measure::Participants,
        Some("law-enforcement" | "military" | "militants") => Measure::Personnel,
        // "Two newspapers have been blocked": what befalls media by a verb of their own is done to them.
        Some("media") if tokens.get(end).is_some_and(|t| t.is(Class::Auxiliary)) => Measure::Incidents,
        None if tokens[start..end].iter().any(|t| t.role() == "personnel") && !thing => Measure::Personnel,
        // "Six of those cases" were counted before.
        _ if tokens[start..end].iter().any(|t| t.role() == "many") => Measure::Other,
        _ => tokens[start..end].iter().find(|t| t.is(Class::CaseNoun)).map_or(Measure::Other, |_| Measure::Incidents),
    }
}

/// Who is named behind the number, up to the next number or clause; a parenthesis in between is stepped over.
pub(super) fn people(tokens: &[Token], start: usize, end: usize) -> Vec<Who> {
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
pub(in super::super) fn subject(text: &str, passage: &Passage, found: &Numeral) -> Vec<String> {
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
