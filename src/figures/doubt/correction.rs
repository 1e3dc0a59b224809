//! Corrections in print: which of two numbers was the wrong one.

use std::ops::Range;

use super::super::counted::measure_of;
use super::super::lexicon::Class;
use super::super::token::{Kind, Token};
use super::Case;
use super::right::{names_number, replaced};
use super::scope::{about, in_relative, is_noun_cue, whole};

/// "An earlier version said 31; the number is 13": what stands before the correct number is corrected.
pub(super) fn corrected(case: &Case<'_>) -> Vec<usize> {
    let denied = refused(case, &case.sentence);
    if !denied.is_empty() {
        return denied;
    }
    let tokens = case.tokens();
    // "Paragraph 9 is to be read as giving 96": what was told last before.
    if tokens[case.at].role() == "read-as" {
        let is = case.at > 0 && tokens[case.at - 1].any(&[Class::Auxiliary, Class::Adverb]);
        let reads = is && !case.inside(&(case.at..case.sentence.end)).is_empty();
        let tells = |t: &Token| t.any(&[Class::Say, Class::DataNoun]) || matches!(t.role(), "put" | "gives");
        let mut told = case.earlier().take(3).filter(|range| reads && tokens[range.clone()].iter().any(tells));
        return told.find_map(|range| whole(tokens, &case.inside(&range))).into_iter().collect();
    }
    // "It should have said 23": the number behind is right, and the one that was said before is wrong.
    if tokens[case.at].role() == "right" {
        let what = case.at.checked_sub(1).filter(|&at| at >= case.sentence.start).map(|at| &tokens[at]);
        if !what.is_some_and(|t| {
            t.any(&[Class::DataNoun, Class::ReportNoun]) || matches!(t.role(), "this" | "that" | "it" | "which")
        }) {
            return Vec::new();
        }
        let before = case.inside(&(case.sentence.start..case.at));
        return if before.is_empty() { case.inside(&case.previous()) } else { before };
    }
    let turn = (case.at..case.sentence.end).find(|&at| {
        tokens[at].sign(';') || tokens[at].role() == "is" || tokens[at].any(&[Class::Adversative, Class::Turn])
    });
    let wrong = case.inside(&(case.at..turn.unwrap_or(case.sentence.end)));
    // "An earlier version misstated the number of dead. It is 13, not 31."
    if wrong.is_empty() { refused(case, &following(case)) } else { wrong }
}

/// "Correction: 13 people died, not 31": the note says which number is wrong, or none here is.
pub(super) fn noted(case: &Case<'_>) -> Vec<usize> {
    let denied = refused(case, &case.sentence);
    if denied.is_empty() { refused(case, &following(case)) } else { denied }
}

/// "Corrected the figure to 13", "revised the toll from 31 to 13", "45 deaths were corrected to 38".
///
/// What is revised must be a number by its name, or be one; plans and prices are revised, too.
pub(super) fn revised(case: &Case<'_>) -> Vec<usize> {
    let denied = refused(case, &case.sentence);
    if !denied.is_empty() {
        return denied;
    }
    let tokens = case.tokens();
    // "He corrected himself: five had died."
    if tokens.get(case.at + 1).is_some_and(|t| t.role() == "self") {
        return said_before(case, case.at);
    }
    // "The revised figure is 40": the number that stands.
    let described = tokens[case.at].is(Class::Revised)
        && case.at > case.sentence.start
        && tokens[case.at - 1].any(&[Class::Article, Class::This])
        && tokens.get(case.at + 1).is_some_and(|t| t.kind == Kind::Word && !t.is(Class::Preposition));
    if described {
        // "The corrected figure is 40" takes another's place.
        let names = tokens[case.at].role() == "put-right" && names_number(case.passage, case.at);
        return if names { replaced(case) } else { Vec::new() };
    }
    let behind = case.inside(&(case.at..case.sentence.end));
    let led = |figure: usize, role: &str| {
        let before = (figure.saturating_sub(3).max(case.at)..figure).rev();
        // "To 84, down from 104".
        let mut told = before
            .map(|at| if matches!(tokens[at].role(), "compared" | "down-from") { "from" } else { tokens[at].role() });
        told.find(|told| matches!(*told, "to" | "from")) == Some(role)
    };
    let new = behind.iter().any(|&figure| led(figure, "to"));
    // "To 1,000, less than half of the 2,445 it had announced".
    let told = |figure: usize| {
        let behind =
            tokens[figure + 1..case.sentence.end].iter().position(|t| t.role() == "had").filter(|had| *had < 4);
        behind.is_some_and(|had| {
            tokens[figure + had].is(Class::ThirdPerson)
                && tokens.get(figure + had + 2).is_some_and(|t| t.is(Class::Say))
        })
    };
    let old: Vec<usize> = behind.into_iter().filter(|&figure| led(figure, "from") || told(figure)).collect();
    let own = case.inside(&(case.clause.start..case.at));
    let named = if tokens[case.at].role() == "substitutes" {
        return said_before(case, case.at);
    } else if tokens[case.at].role() == "lowered" {
        counts_people(case) || new && taken_up(case)
    } else if tokens[case.at].is(Class::Preposition) || tokens[case.at].role() == "lowered-toll" {
        true
    } else {
        about(case, &case.clause) || taken_up(case)
    };
    if !old.is_empty() && named {
        return old;
    }
    // "Reports of 45 were corrected to 38": the number before was wrong.
    if !own.is_empty() {
        // "The toll was first reported as 19 and later corrected".
        let last = own[own.len() - 1] + 1;
        let joins = |t: &Token| t.any(&[Class::And, Class::Adversative, Class::Auxiliary]) || t.tells_how();
        let right = tokens[case.at].role() == "put-right" && tokens[last..case.at].iter().all(joins);
        return if new || right && about(case, &(case.clause.start..last)) { own } else { Vec::new() };
    }
    let object = case.inside(&(case.at..case.clause.end));
    if !object.is_empty() && !new {
        return if named { object } else { Vec::new() };
    }
    if !named {
        return Vec::new();
    }
    let relative = in_relative(case);
    if !relative.is_empty() {
        return relative;
    }
    said_before(case, case.clause.start)
}

/// What was said last before, in this sentence or the one before it.
pub(super) fn said_before(case: &Case<'_>, end: usize) -> Vec<usize> {
    let before = case.inside(&(case.sentence.start..end));
    let before = if before.is_empty() { case.inside(&case.previous()) } else { before };
    whole(case.tokens(), &before).into_iter().collect()
}

/// "Lowered the number of flights" is a deed; a toll, an estimate or "that figure" is lowered on paper.
fn counts_people(case: &Case<'_>) -> bool {
    const NEAR: usize = 4;
    let tokens = &case.tokens()[..case.sentence.end];
    let number = |at: usize| {
        let of = tokens.get(at + 1).is_some_and(|t| t.role() == "of");
        let harmed = || tokens[at + 1..].iter().take(NEAR).any(|t| measure_of(t).is_some());
        tokens[at].is(Class::DataNoun) && (!of || harmed())
    };
    (case.at..case.clause.end).any(|at| tokens[at].role() == "toll" || is_noun_cue(&tokens[at]) || number(at))
}

/// Whether a number that was given out is lowered or corrected here, and not said from what.
pub(super) fn lowers(case: &Case<'_>) -> bool {
    let tokens = &case.tokens()[case.at..case.sentence.end];
    let from = tokens.windows(2).any(|two| two[0].role() == "from" && two[1].kind == Kind::Number);
    !from && (counts_people(case) || tokens[0].role() == "lowered-toll" || tokens.iter().any(|t| t.role() == "toll"))
}

/// "It was revised down to 13", "31 dead (later corrected to 13)", "the toll, first put at 31, was revised to 13": what is
/// revised was named before.
fn taken_up(case: &Case<'_>) -> bool {
    let (tokens, first) = (case.tokens(), case.clause.start);
    // "Its budget for this year was revised": a year is no number that was given.
    let pronoun = |at: usize| {
        matches!(tokens[at].role(), "it" | "this" | "that")
            && !tokens.get(at + 1).is_some_and(|t| t.is(Class::TimeUnit))
    };
    let object = case.at + 1 < tokens.len() && pronoun(case.at + 1);
    let subject = (first..case.at).any(pronoun);
    let bracket = first > 0
        && tokens[first - 1].sign('(')
        && tokens[first..case.at].iter().all(|t| t.tells_how() || t.is(Class::Auxiliary));
    // "A toll of 31, later corrected to 13".
    let participle = tokens[first..case.at].iter().all(Token::tells_how);
    let aside = first > case.sentence.start
        && (tokens[first].is(Class::Auxiliary) || participle)
        && about(case, &(case.sentence.start..first));
    object || subject || bracket || aside
}

/// "Not 31", "rather than 31": the numbers that a correction says are wrong.
pub(super) fn refused(case: &Case<'_>, range: &Range<usize>) -> Vec<usize> {
    let tokens = case.tokens();
    let refuses = |token: &Token| token.role() == "not" || token.is(Class::InsteadOf);
    let figures = case.inside(range).into_iter();
    figures.filter(|&figure| tokens[range.start.max(figure.saturating_sub(2))..figure].iter().any(refuses)).collect()
}

/// The sentence behind this one.
pub(super) fn following(case: &Case<'_>) -> Range<usize> {
    let index = case.passage.sentences.partition_point(|s| s.end <= case.sentence.start);
    case.passage.sentences.get(index + 1).cloned().unwrap_or_default()
}
