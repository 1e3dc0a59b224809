//! Where a statement ends: what stands behind a turn, in an aside or between dashes is the text's own.

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};
use super::super::according::parallel;
use super::clause::finite;
use super::{Case, Closes};

/// What follows a semicolon, ", but" or ", while" is a new statement, unless "that" takes the old one up again.
///
/// A list goes on over semicolons: "found 40 percent for one; 30 for the other".
pub(super) fn other_clause(case: &Case<'_>) -> bool {
    let between = case.between();
    let turns = |at: usize| {
        let again = between.get(at + 2).is_some_and(|t| t.role() == "that");
        between[at].sign(',')
            && !(at > 0 && case.that(&between[at - 1..at]))
            && between.get(at + 1).is_some_and(|t| {
                let side = t.is(Class::Subordinator) && !case.that(&between[..at]);
                t.is(Class::Adversative) && !again || t.is(Class::Relative) && case.cue.class != Class::Show || side
            })
    };
    // "Reported 60 deaths, though that was denied, and 900 arrests": behind the aside the list goes on.
    let resumes = |at: usize| {
        (at + 1..between.len()).any(|i| between[i].sign(',') && between.get(i + 1).is_some_and(|t| t.is(Class::And)))
            && between[..at].iter().any(|t| t.kind == Kind::Number)
    };
    // "Said the union, which has 40 members, is gone": the aside stands within the statement, whose verb is to come.
    let within = |at: usize| {
        let closes = case.behind().iter().position(|t| t.sign(','));
        let goes_on = closes.and_then(|comma| case.behind().get(comma + 1)).is_some_and(finite);
        goes_on
            && at > 0
            && between.get(at + 1).is_some_and(|t| t.is(Class::Relative))
            && matches!(case.cue.class, Class::Say | Class::Think)
            && !between[..at].iter().any(finite)
    };
    // "The poll has one at 40 percent, while the other is at 31 percent": of a survey the next share is found, too.
    let found = |at: usize| {
        let share = |tokens: &[Token]| tokens.iter().take(4).any(|t| t.is(Class::ShareWord));
        case.cue.class == Class::Show && share(case.behind()) && between[..at].iter().any(|t| t.is(Class::ShareWord))
    };
    let turns = |at: usize| turns(at) && !resumes(at) && !within(at) && !found(at);
    // "Says the tide turns — and the union is holding talks on 40 huts": behind the dash the text goes on by itself.
    let leaps = |at: usize| {
        let and = between.get(at + 1).is_some_and(|t| t.any(&[Class::And, Class::Adversative]));
        let dash = matches!(between[at].kind, Kind::Sign('—' | '–' | '―'));
        dash && and && case.closes == Closes::No && between[at + 2..].iter().any(finite) && !case.that(&between[at..])
    };
    let last = between.iter().rposition(|t| t.sign(';'));
    let verb = |t: &Token| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]) || t.ends(Ending::Past)
    };
    let list = |at: usize| {
        parallel(case.tokens, case.cue.at + 1 + at) && case.cue.class == Class::Show
            || !between[at..].iter().chain(case.behind()).any(verb)
    };
    // "Nine died, she said, because the road was shut": behind an inserted cue the statement goes on.
    let first = usize::from(case.closes != Closes::No);
    (first..between.len()).any(|at| turns(at) || leaps(at)) || last.is_some_and(|at| !list(at))
}

/// "When the mayor said he was ill, 40 had left": behind the comma of a lead-in the sentence's own statement begins.
pub(super) fn lead_in(case: &Case<'_>) -> bool {
    let opens = case.tokens[case.sentence.start].is(Class::Subordinator);
    let between = case.between();
    let Some(comma) = between.iter().position(|t| t.sign(',')).filter(|_| opens) else { return false };
    let first = !case.tokens[case.sentence.start..case.cue.at].iter().any(|t| t.sign(','));
    let subject = between.get(comma + 1).is_some_and(|t| t.is(Class::ThirdPerson));
    first && subject && case.cue.form != Form::Ing && between[comma..].iter().any(finite)
}

/// ", who said so, paid nine": the aside ends at its comma.
pub(super) fn aside(case: &Case<'_>) -> bool {
    let start = (case.sentence.start..case.cue.at).rev().take(6).find(|&at| case.tokens[at].is(Class::Relative));
    // "An official, who asked for silence, gave": the aside ended before its verb.
    let start = start.filter(|&at| !case.tokens[at..case.cue.at].iter().any(|t| t.sign(',')));
    let opened = start.is_some_and(|at| at > case.sentence.start && case.tokens[at - 1].sign(','));
    opened && case.between().iter().any(|t| t.sign(','))
}

/// What stands between two dashes is the text's own remark.
pub(super) fn dash(case: &Case<'_>) -> bool {
    let dash = |t: &Token| matches!(t.kind, Kind::Sign('—' | '–' | '―'));
    case.between().iter().any(dash) && case.behind().iter().any(dash) && !case.that(case.between())
}
