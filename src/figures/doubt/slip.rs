//! Slips of who told a number, and claims without evidence: they stand for what was told before, and need not name it.

use std::ops::Range;

use super::super::lexicon::{Class, Ending};
use super::super::token::{Kind, Token};
use super::Case;
use super::correction::{following, refused};
use super::scope::whole;

/// "She said 12 had died, but offered no evidence": all that was said.
pub(super) fn unproven(case: &Case<'_>) -> Vec<usize> {
    let sentence = case.sentence.clone();
    let places = [case.at..case.clause.end, sentence.start..case.at, case.previous(), case.at..sentence.end];
    places.iter().map(|place| case.inside(place)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// "Mr Ruiz said 12 had died. He misspoke, he said": what was said last before, by whoever errs.
pub(super) fn slip(case: &Case<'_>) -> Vec<usize> {
    let tokens = case.tokens();
    // "It lowered that to 11: eight had been entered twice": which number was wrong is told already.
    let revised = |range: &Range<usize>| tokens[range.clone()].iter().any(|t| t.is(Class::Revised));
    let speaker = [
        Class::ThirdPerson,
        Class::FirstPerson,
        Class::Official,
        Class::GroupNoun,
        Class::Spokesperson,
        Class::DataNoun,
        Class::ReportNoun,
        Class::Say,
        Class::Act,
    ];
    let between =
        |t: &Token| t.any(&[Class::Auxiliary, Class::Article]) || t.tells_how() || matches!(t.kind, Kind::Sign(_));
    // "He had not been there and had made up the number": by whoever did the one, the other.
    let joined = || {
        let lead = &tokens[case.clause.start..case.at];
        lead.iter().any(|t| t.is(Class::And)) && lead.iter().any(|t| t.is(Class::ThirdPerson))
    };
    let subject = tokens[case.clause.start..case.at].iter().rev().find(|t| !between(t));
    let person = |t: &Token| t.capital && !t.ends(Ending::Plural);
    // "Some bodies had been counted twice": by whom, need not be said.
    let named = tokens[case.at].is(Class::Factor) || subject.is_some_and(|t| t.any(&speaker) || person(t)) || joined();
    // "That was my mistake": whose it was, is said with it.
    let named = named || subject.is_some_and(|t| t.is(Class::This) || matches!(t.role(), "that" | "it"));
    // "We need to put something right", "I had read from the wrong line": by whoever the clause is about.
    let role = tokens[case.at].role();
    let opens = |lead: &[Token]| lead.iter().all(|t| t.kind != Kind::Word);
    let owns_up = matches!(role, "owns-up" | "bad-data")
        && (opens(&tokens[case.clause.start..case.at]) || tokens[case.clause.clone()].iter().any(|t| t.any(&speaker)));
    let named = named || owns_up;
    let behind = case.inside(&(case.at..case.clause.end));
    // "They gave me a bad number when I said that 31 had died".
    if role == "bad-data" && named && !behind.is_empty() {
        return behind;
    }
    // "Having mistakenly given it as 63".
    // "He had misspoken when he told a paper that 31 had died".
    let when = tokens[case.at].role() == "erred" && tokens.get(case.at + 1).is_some_and(|t| t.is(Class::Subordinator));
    if (tokens[case.at].role() == "wrongly" || when) && !behind.is_empty() {
        return behind;
    }
    if revised(&case.sentence) || revised(&case.previous()) || !named {
        return Vec::new();
    }
    // "It gave the wrong number. The police say 14 were hurt, not 41."
    let denied = refused(case, &following(case));
    if !denied.is_empty() {
        return denied;
    }
    // "We got it wrong," said the chief, who had told reporters that 15 were missing.
    let places =
        [case.sentence.start..case.at, case.previous(), case.before_previous(), case.clause.end..case.sentence.end];
    // "31 had died, 12 of them after torture. He made both numbers up."
    if tokens[case.at].role() == "erred-both" {
        return places.iter().map(|place| case.inside(place)).find(|found| !found.is_empty()).unwrap_or_default();
    }
    places.iter().find_map(|place| whole(tokens, &case.inside(place))).into_iter().collect()
}
