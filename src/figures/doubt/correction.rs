//! Corrections in print: which of two numbers was the wrong one.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::token::{Kind, Token};
use super::Case;
use super::scope::{about, is_noun_cue, whole};

/// "An earlier version said 31; the number is 13": what stands before the correct number is corrected.
pub(super) fn corrected(case: &Case<'_>) -> Vec<usize> {
    let denied = refused(case, &case.sentence);
    if !denied.is_empty() {
        return denied;
    }
    let tokens = case.tokens();
    // "It should have said 23": the number behind is right, and the one that was said before is wrong.
    if tokens[case.at].role() == "right" {
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
    // "The revised figure is 40": the number that stands.
    let described = case.at > case.sentence.start
        && tokens[case.at - 1].any(&[Class::Article, Class::This])
        && tokens.get(case.at + 1).is_some_and(|t| t.kind == Kind::Word && !t.is(Class::Preposition));
    if described {
        return Vec::new();
    }
    let behind = case.inside(&(case.at..case.sentence.end));
    let led = |figure: usize, role: &str| {
        let mut before = (figure.saturating_sub(3).max(case.at)..figure).rev();
        before.find(|&at| matches!(tokens[at].role(), "to" | "from")).is_some_and(|at| tokens[at].role() == role)
    };
    let new = behind.iter().any(|&figure| led(figure, "to"));
    let old: Vec<usize> = behind.into_iter().filter(|&figure| led(figure, "from")).collect();
    let own = case.inside(&(case.clause.start..case.at));
    let named = if tokens[case.at].role() == "lowered" {
        // "Lowered the number of flights" is a deed; a toll or an estimate is lowered on paper.
        tokens[case.at..case.clause.end].iter().any(|t| t.role() == "toll" || is_noun_cue(t))
    } else {
        about(case, &case.clause) || taken_up(case)
    };
    if !old.is_empty() && named {
        return old;
    }
    // "Reports of 45 were corrected to 38": the number before was wrong.
    if !own.is_empty() {
        return if new { own } else { Vec::new() };
    }
    let object = case.inside(&(case.at..case.clause.end));
    if !object.is_empty() && !new {
        return if named { object } else { Vec::new() };
    }
    if !named {
        return Vec::new();
    }
    let before = case.inside(&(case.sentence.start..case.clause.start));
    let before = if before.is_empty() { case.inside(&case.previous()) } else { before };
    whole(tokens, &before).into_iter().collect()
}

/// "It was revised down to 13", "31 dead (later corrected to 13)", "the toll, first put at 31, was revised to 13": what is
/// revised was named before.
fn taken_up(case: &Case<'_>) -> bool {
    let (tokens, first) = (case.tokens(), case.clause.start);
    let pronoun = |t: &Token| matches!(t.role(), "it" | "this" | "that");
    let object = tokens.get(case.at + 1).is_some_and(pronoun);
    let subject = tokens[first..case.at].iter().any(pronoun);
    let bracket = first > 0
        && tokens[first - 1].sign('(')
        && tokens[first..case.at].iter().all(|t| t.tells_how() || t.is(Class::Auxiliary));
    let aside =
        first > case.sentence.start && tokens[first].is(Class::Auxiliary) && about(case, &(case.sentence.start..first));
    object || subject || bracket || aside
}

/// "Not 31", "rather than 31": the numbers that a correction says are wrong.
fn refused(case: &Case<'_>, range: &Range<usize>) -> Vec<usize> {
    let tokens = case.tokens();
    let refuses = |token: &Token| token.role() == "not" || token.is(Class::InsteadOf);
    let figures = case.inside(range).into_iter();
    figures.filter(|&figure| tokens[range.start.max(figure.saturating_sub(2))..figure].iter().any(refuses)).collect()
}

/// The sentence behind this one.
fn following(case: &Case<'_>) -> Range<usize> {
    let index = case.passage.sentences.partition_point(|s| s.end <= case.sentence.start);
    case.passage.sentences.get(index + 1).cloned().unwrap_or_default()
}
