//! How far the words reach that say what is counted.

use super::super::lexicon::{Class, Form};
use super::super::token::{Kind, Token};
use super::measure_of;

/// "9 of 40", "9 of the 40": behind the whole of which a number is a part; the number's own end where none is named.
pub(super) fn past_whole(tokens: &[Token], end: usize) -> usize {
    let is = |at: usize, role: &str| tokens.get(at).is_some_and(|t| t.role() == role);
    let of = if is(end, "of") { end + 1 } else { return end };
    let whole = of + usize::from(tokens.get(of).is_some_and(|t| t.is(Class::This)));
    if tokens.get(whole).is_some_and(Token::is_number) { whole + 1 } else { end }
}

/// "On Monday", "in May", "at 9": when it was, and nothing that is counted.
pub(super) fn tells_when(tokens: &[Token], at: usize) -> bool {
    let when = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Weekday, Class::Month, Class::TimeUnit]);
    tokens.get(at).is_some_and(|t| t.is(Class::Preposition) && t.role() != "of") && tokens.get(at + 1).is_some_and(when)
}

/// The end of the noun phrase behind a number: up to a verb, a sign or a relative word.
pub(super) fn phrase_end(tokens: &[Token], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end.min(start + 12) {
        let token = &tokens[at];
        let inner = match token.kind {
            // A quotation mark or hyphen inside the phrase: `"market traders"`, "18-hole course".
            Kind::Sign('"' | '“' | '”' | '-' | '’' | '\'') => true,
            Kind::Sign(_) => false,
            Kind::Number => false,
            Kind::Word if at == start && tells_when(tokens, at) => false,
            // "Six people Saturday night": when it was.
            Kind::Word if at > start && token.is(Class::Weekday) => false,
            // "Twelve such attacks".
            Kind::Word if at == start && token.is(Class::This) && counts(tokens.get(at + 1)) => true,
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

fn counts(noun: Option<&Token>) -> bool {
    noun.is_some_and(|t| t.is(Class::CaseNoun) || measure_of(t).is_some())
}

fn adjective(tokens: &[Token], at: usize) -> bool {
    let noun = |t: &Token| measure_of(t).is_some() || t.any(&[Class::CaseNoun, Class::People, Class::Who]);
    tokens[at].any(&[Class::Say, Class::Think])
        && tokens[at].form() == Form::Past
        && tokens.get(at + 1).is_some_and(|t| noun(t) && t.role() != "befell")
}

fn ends_phrase(token: &Token, first: bool) -> bool {
    match token.class() {
        // "Miners are said to have died", but "miners feared dead".
        Some(Class::Hearsay) => measure_of(token).is_none(),
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

/// "of the", "of these": behind a number, a part of what is known.
pub(super) fn definite(tokens: &[Token], at: usize) -> bool {
    let known = |t: &Token| t.role() == "the" || t.role() == "many";
    tokens.get(at).is_some_and(|t| t.role() == "of") && tokens.get(at + 1).is_some_and(known)
}
