//! Verbs whose object is a deed or an event, and not a statement.

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};
use super::super::cue::is_report;
use super::Case;
use super::clause::finite;

/// "Expressed concern about their condition", "called the plan, worth 3 million, a mistake": no number is stated.
pub(super) fn concern(case: &Case<'_>) -> bool {
    let goes_on = case.tokens[case.cue.at].role() == "goes-on";
    goes_on
        // "Lists 40 killed, and nine missing" goes on with its list.
        || case.cue.class == Class::Act
            && (case.tokens[case.cue.at].role() != "show" || case.cue.form == Form::Ing)
            && (case.between().iter().any(|t| t.sign(','))
                || case.between().first().is_some_and(|t| t.is(Class::RangeTo)))
}

/// "The harbour added 40 cranes", "boasts 40 cranes": with a thing as its object the verb says nothing; "added 40 cranes had
/// fallen" does.
pub(super) fn deed(case: &Case<'_>) -> bool {
    let deed = case.tokens[case.cue.at].role() == "deed";
    let states = |t: &Token| finite(t) || matches!(t.kind, Kind::Sign(':' | '"' | '“' | '”' | ','));
    let behind = case.behind().iter().take_while(|t| !matches!(t.kind, Kind::Sign(',' | ';')));
    // "Adds to the fears that 40 will go".
    let joins = case.between().first().is_some_and(|t| t.is(Class::RangeTo));
    // "Adds a voice to the record, which took 40 days": the object has its end.
    let object = case.between().split(|t| t.sign(',')).next().unwrap_or_default();
    let ended =
        object.len() < case.between().len() && !object.is_empty() && !case.that(object) && !object.iter().any(states);
    deed && (joins || ended || !case.that(case.between()) && !case.between().iter().chain(behind).any(states))
}

/// "Condemned reports that nine were held": no statement of the one who condemns.
pub(super) fn reports(case: &Case<'_>) -> bool {
    let stands = matches!(case.cue.class, Class::Act | Class::Think);
    let reported = |at: usize| case.tokens[at].is(Class::Hearsay) || is_report(case.tokens, case.sentence, at);
    stands && (case.cue.at + 1..case.figure).any(reported)
}

/// "Declared war, leaving 40 villages empty": the verb has its object, and what follows is told by the text.
pub(super) fn object(case: &Case<'_>) -> bool {
    let between = case.between();
    let turn = (0..between.len()).rev().find(|&at| {
        let participle = between.get(at + 1).is_some_and(|t| !t.is(Class::Preposition) && t.ends(Ending::Ongoing));
        between[at].sign(',') && participle
    });
    let statement = |t: &Token| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
            || t.role() == "that"
            || t.kind == Kind::Number
    };
    // "Said the homes, numbering 40, were lost": the participle is an aside of the statement's own subject.
    let aside = |at: usize| {
        let closes = case.behind().iter().position(|t| t.sign(','));
        at > 0
            && closes.and_then(|comma| case.behind().get(comma + 1)).is_some_and(|t| {
                t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
                    || t.ends(Ending::Past)
            })
    };
    turn.is_some_and(|at| !between[..at].iter().any(statement) && !aside(at))
}

/// "Condemned the killing of 16 miners", "called for the release of 16": who takes a stand on an event does not state it.
pub(super) fn stance(case: &Case<'_>) -> bool {
    let between = case.between();
    let stands = case.tokens[case.cue.at].role() == "stance";
    let event = between
        .iter()
        .position(|t| t.any(&[Class::This, Class::Article]))
        .is_some_and(|at| at + 1 == between.len() || between[at..].iter().any(|t| t.role() == "of"));
    stands && event && !case.that(between) && !between.iter().any(finite)
}
