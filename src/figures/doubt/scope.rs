//! Which figures a statement of doubt, denial or withdrawal reaches.

use std::ops::Range;

use super::super::counted::is_breakdown;
use super::super::lexicon::{Class, Form};
use super::super::token::{Kind, Token};
use super::Case;
use super::back::{Back, back_word, edge, free, looked_back};

/// The figures that a statement of doubt or withdrawal reaches.
pub(super) fn scope(case: &Case<'_>) -> Vec<usize> {
    let (tokens, clause, at) = (case.tokens(), &case.clause, case.at);
    let about = about(case, clause);
    // "retracted its estimate of 40 dead", "could not confirm that 40 died": the figure is the object.
    let behind = case.inside(&(at..clause.end));
    if !behind.is_empty() {
        let doubted = tokens[at].any(&[Class::Unverified, Class::Untrue, Class::VerifyVerb, Class::Say]);
        return if about || doubted { behind } else { Vec::new() };
    }
    let own = case.inside(&(clause.start..at));
    let parenthesis = clause.start > 0 && tokens[clause.start - 1].sign('(');
    let verifies = tokens[at].any(&[Class::VerifyVerb, Class::Say]);
    // "Which withdrew" may be troops; "which was a mistake" is what was said.
    let looks_back = verifies || tokens[at].any(&[Class::Unverified, Class::Mistake]);
    let back = Some(at).filter(|_| own.is_empty() && looks_back).and_then(|at| back_word(tokens, clause, at));
    let back = back.or_else(|| object_back(case));
    let subject = around_aside(case);
    // A verb of withdrawal with no word for a figure near it is about something else: troops withdraw too.
    if !about && back.is_none() && !parenthesis && own.is_empty() && subject.is_empty() {
        return Vec::new();
    }
    // "Two papers have removed it": the two are those who did.
    if !own.is_empty() && object_back(case).is_none() {
        // "40 were hurt and nobody confirmed the meeting": the verb has an object, and that is no figure.
        let this = tokens[clause.clone()].iter().any(|t| t.is(Class::This));
        return if about || this && (!verifies || free(tokens, at)) { own } else { Vec::new() };
    }
    if !subject.is_empty() {
        return subject;
    }
    let mut before = case.inside(&(case.sentence.start..clause.start));
    let mut behind = case.inside(&(clause.end..case.sentence.end));
    let mut where_before = case.sentence.clone();
    if before.is_empty() && behind.is_empty() {
        // A sentence of its own: about the sentence before.
        where_before = case.previous();
        before = case.inside(&where_before);
        // "Neither account was confirmed": over a sentence without a number to those that have one.
        if before.is_empty() && about {
            where_before = case.before_previous();
            before = case.inside(&where_before);
        }
    }
    if let Some(back) = back {
        return looked_back(tokens, &where_before, &before, back);
    }
    let many = tokens[clause.clone()].iter().any(|t| t.role() == "many" || is_noun_cue(t) && t.form() == Form::Third);
    if many {
        before.append(&mut behind);
        before
    } else {
        whole(tokens, &before).or(behind.first().copied()).into_iter().collect()
    }
}

/// "16 dead, including 3 children. The figure was withdrawn": the figure is the 16.
pub(super) fn whole(tokens: &[Token], figures: &[usize]) -> Option<usize> {
    // "Nine of the 12": what is said is nine.
    let known = |figure: usize| {
        let of = figure.checked_sub(1 + usize::from(figure > 0 && tokens[figure - 1].is(Class::This)));
        of.is_some_and(|of| tokens[of].role() == "of" && of > 0 && figures.contains(&(of - 1)))
    };
    figures.iter().rfind(|figure| !is_breakdown(tokens, **figure) && !known(**figure)).or(figures.last()).copied()
}

/// Whether words name a figure or a statement: "the toll", "its claim", "that information".
pub(super) fn about(case: &Case<'_>, range: &Range<usize>) -> bool {
    let tokens = case.tokens();
    // "In a tweet that has since been deleted": behind an article a verb of saying is a noun.
    let noun = |at: usize| {
        let article = |at: usize| at >= range.start && tokens[at].any(&[Class::Article, Class::This]);
        let plain = |t: &Token| t.is(Class::Adverb) || t.unlisted();
        let led =
            at > range.start && (article(at - 1) || at > range.start + 1 && plain(&tokens[at - 1]) && article(at - 2));
        led && tokens[at].is(Class::Say) && matches!(tokens[at].form(), Form::Base | Form::Third)
    };
    range.clone().any(|at| {
        let t = &tokens[at];
        t.any(&[Class::DataNoun, Class::ReportNoun, Class::Survey, Class::CaseNoun])
            || t.role() == "toll"
            || is_noun_cue(t)
            || noun(at)
    })
}

/// "claim", "estimate", "report", "count" are cues as verbs and figures as nouns.
pub(super) fn is_noun_cue(token: &Token) -> bool {
    token.role() == "tally"
}

/// "The ministry denied this": a bare pronoun as the object stands for what was said before.
fn object_back(case: &Case<'_>) -> Option<Back> {
    let tokens = case.tokens();
    let denied = tokens[case.at].any(&[Class::Say, Class::Act, Class::Mistake, Class::Withdrawn]);
    let pronoun = tokens.get(case.at + 1).filter(|t| matches!(t.role(), "it" | "that" | "this"))?;
    let ends = tokens
        .get(case.at + 2)
        .is_none_or(|t| matches!(t.kind, Kind::Sign(_)) || t.any(&[Class::Adverb, Class::Weekday, Class::Adversative]));
    (denied && ends && pronoun.kind == Kind::Word).then_some(Back::Statement)
}

/// "The figure of 40, which the mayor had given, was withdrawn": the subject stands before the aside.
fn around_aside(case: &Case<'_>) -> Vec<usize> {
    let tokens = case.tokens();
    let (start, first) = (case.sentence.start, case.clause.start);
    if first <= start || !tokens[first].is(Class::Auxiliary) {
        return Vec::new();
    }
    let end = (start..first).find(|&at| edge(&tokens[at])).unwrap_or(start);
    // "The number, 31, was …": the aside is the number itself.
    let figures = case.inside(&(start..first));
    if !about(case, &(start..end)) {
        return Vec::new();
    }
    // "The report, sent to all papers, was deleted": what was told in the sentence before.
    let told = || whole(tokens, &case.inside(&case.previous()));
    figures.first().copied().or_else(told).into_iter().collect()
}
