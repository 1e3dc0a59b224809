//! When, where and to whom something was said: told by the text, not by the one who speaks.

use super::super::super::counted::measure_of;
use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};
use super::{Case, Closes};

/// "Said in a 15-minute call that": time and place of the statement, not the statement.
pub(super) fn circumstance(case: &Case<'_>) -> bool {
    let between = case.between();
    let adjunct = between.iter().find(|t| !t.is(Class::Adverb)).is_some_and(|t| t.is(Class::Preposition));
    let bare = between.len() <= 5 && !between.iter().any(|t| t.sign(',') || t.is(Class::Auxiliary));
    let that = case.that(&case.behind()[..case.behind().len().min(10)]);
    // "Wrote to his 40 readers", but not "promised to build 40".
    let speech = matches!(case.tokens[case.cue.at].role(), "say" | "speech");
    let addressed = speech && between.first().is_some_and(|t| t.is(Class::RangeTo));
    // "Answered at once by sending 40 men": how, and not what.
    let by = between.iter().position(|t| !t.any(&[Class::Adverb]) && !t.ends(Ending::Adverb));
    let means = by.is_some_and(|at| {
        between[at].role() == "by"
            && between.get(at + 1).is_some_and(|t| t.ends(Ending::Ongoing) || t.form() == Form::Ing)
    });
    means || (adjunct && (that || case.cue.class == Class::Say) || addressed) && bare && !case.that(between)
}

/// "Told a crowd of 300 that": those who hear it.
pub(super) fn hearer(case: &Case<'_>) -> bool {
    let tells = case.tokens[case.cue.at].role() == "tell";
    // "Told parliament one person had died": the number is the subject of what was told.
    let noun = |t: &&Token| !t.any(&[Class::Article, Class::This, Class::ThirdPerson, Class::Auxiliary]) && !t.capital;
    let subject = case.behind().iter().skip(1).find(|t| !noun(t) || matches!(t.kind, Kind::Sign(_)));
    // "Told reporters of 12 deaths": what they heard, and not how many they were.
    const NEAR: usize = 4;
    let harm = || case.behind().iter().take(NEAR).any(|t| measure_of(t).is_some());
    let clause = case.behind().split(|t| matches!(t.kind, Kind::Sign(',' | ';'))).next().unwrap_or_default();
    let of_harm = case.between().last().is_some_and(|t| t.role() == "of") && !case.that(clause) && harm();
    tells
        && !of_harm
        && !subject.is_some_and(|t| t.is(Class::Auxiliary))
        && !case.between().iter().any(|t| {
            t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::RangeTo])
                || matches!(t.kind, Kind::Sign(_))
                || t.role() == "that"
        })
}

/// `"…," she said, raising two hands`: the statement stood before.
pub(super) fn done(case: &Case<'_>) -> bool {
    // `…, he said, raising`: a participle goes on with the scene; `…, he noted, forty` goes on with the statement.
    let scene = matches!(case.between(), [comma, next, ..] if comma.sign(',') && next.ends(Ending::Ongoing));
    // `…,” he said of a plan for 40 homes`, `…, he said as he stood with 40 guests`: told about the statement, not by it.
    let told = case.between().first().is_some_and(|t| {
        t.any(&[Class::Preposition, Class::Subordinator, Class::RangeTo]) || case.tokens[case.cue.at].role() == "tell"
    }) && !case.between().iter().any(|t| matches!(t.kind, Kind::Sign(_)));
    (case.closes == Closes::Before && (scene || told) || case.closes == Closes::BeforeName)
        && !case.that(case.between())
        && case.cue.form != Form::Ing
}

/// "Three days after the vote": when it was said or happened, told by the text.
pub(super) fn moment(case: &Case<'_>) -> bool {
    let mut behind = case.behind().iter().skip(1);
    let unit = behind.next().is_some_and(|t| t.is(Class::TimeUnit));
    let order = behind.next().is_some_and(|t| t.role() == "later");
    unit && order && !case.that(case.between())
}
