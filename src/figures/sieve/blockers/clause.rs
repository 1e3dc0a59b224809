//! Clauses with a verb of their own: the text goes on by itself behind them.

use super::super::super::lexicon::{Class, Ending};
use super::super::super::token::{Kind, Token};
use super::{Case, Closes};

/// "Ordered troops to fire, and 16 people were killed": behind "and" the text goes on by itself.
///
/// In "said the road was shut and 16 were killed" the statement has its verb before "and", and goes on behind it.
pub(super) fn and_clause(case: &Case<'_>) -> bool {
    let between = case.between();
    let Some(and) = between.iter().rposition(|t| t.is(Class::And)) else { return false };
    let (object, clause) = (&between[..and], &between[and + 1..]);
    // "To stay" is no verb of a statement.
    let states = |at: usize| {
        let token = &object[at];
        (finite(token) || died(token)) && !(at > 0 && object[at - 1].is(Class::RangeTo))
            || token.role() == "that"
            || token.kind == Kind::Number
            || token.sign(':')
    };
    let within = clause.iter().skip(1).any(|t| t.is(Class::Subordinator));
    if object.is_empty() || within || case.closes != Closes::No || (0..object.len()).any(states) || case.that(clause) {
        return false;
    }
    let comma = object.last().is_some_and(|t| t.sign(','));
    let ends =
        |t: &&Token| matches!(t.kind, Kind::Sign(',' | ';' | '.')) || t.any(&[Class::Relative, Class::Subordinator]);
    let rest = case.behind().iter().take_while(|t| !ends(t));
    // "And police killed 16", "and 16 were killed": without a comma, only a helper tells a verb from a participle.
    let ahead = clause.iter().skip(1).any(finite);
    ahead || rest.into_iter().any(|t| t.is(Class::Auxiliary) || comma && finite(t) || died(t))
}

/// "died", "fled": what befell people, as a verb of their own.
fn died(token: &Token) -> bool {
    token.role() == "befell" && !token.any(&[Class::Missing, Class::Injured])
}

/// "The man who reported the theft was among 16 people killed": the verb of the sentence ends what "who" began.
pub(super) fn relative(case: &Case<'_>) -> bool {
    let tokens = case.tokens;
    let Some(who) = case.cue.at.checked_sub(1).filter(|at| tokens[*at].is(Class::Relative)) else { return false };
    let subject = &tokens[case.sentence.start..who];
    let between = case.between();
    let opens = !subject.is_empty() && !subject.iter().any(|t| finite(t) || matches!(t.kind, Kind::Sign(_)));
    if !opens || case.that(between) || between.iter().any(|t| t.any(&[Class::And, Class::Or])) {
        return false;
    }
    // Helpers and their verb count once: "had been held".
    let verbs = |range: &[Token]| {
        let starts = |at: &usize| finite(&range[*at]) && !(*at > 0 && finite(&range[*at - 1]));
        (0..range.len()).filter(starts).count()
    };
    let again = case
        .behind()
        .iter()
        .any(|t| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Say, Class::Show]));
    // "The official who said the man was among 16 held resigned": the sentence's own verb is still to come.
    match verbs(between) {
        0 => false,
        1 => !again,
        _ => true,
    }
}

/// Whether a word is a verb with a subject and a time, as far as the lexicon and its ending tell.
pub(super) fn finite(token: &Token) -> bool {
    token.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held])
        || !token.capital && token.ends(Ending::Past)
}
