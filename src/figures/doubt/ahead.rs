//! Withdrawals that stand before what they withdraw: "It took back its statement. The statement had said 40."

use super::super::lexicon::Class;
use super::super::token::Token;
use super::Case;
use super::back::edge;
use super::correction::following;
use super::scope::{is_told, whole};

/// The figure in the next sentence, where that goes on with what is withdrawn here: where nothing was told before.
pub(super) fn ahead(case: &Case<'_>) -> Option<usize> {
    let (tokens, next) = (case.tokens(), following(case));
    let withdrawn = tokens[case.at].any(&[Class::Withdrawn, Class::Mistake]);
    let first = case.inside(&(0..case.sentence.end)).is_empty();
    if !withdrawn || !first || next.is_empty() || !(names_first(case, next.start) || goes_on(case, next.start)) {
        return None;
    }
    // "Its first bulletin put the dead at 19; on Tuesday it spoke of nine."
    let turns = |t: &Token| t.sign(';') || t.any(&[Class::Adversative, Class::Turn]);
    let end = next.clone().find(|&at| turns(&tokens[at])).unwrap_or(next.end);
    whole(tokens, &case.inside(&(next.start..end)))
}

/// "Its first bulletin", "the original release".
fn names_first(case: &Case<'_>, start: usize) -> bool {
    const NEAR: usize = 4;
    let lead = case.tokens()[start..].iter().take(NEAR).take_while(|t| !edge(t));
    let mut behind = lead.skip_while(|t| !(t.is(Class::Previous) || t.role() == "first"));
    behind.next().is_some() && behind.any(is_told)
}

/// "The statement", once more; or "it had said".
fn goes_on(case: &Case<'_>, start: usize) -> bool {
    let tokens = case.tokens();
    let [lead, noun] = [start, start + 1].map(|at| tokens.get(at));
    let (Some(lead), Some(noun)) = (lead, noun) else { return false };
    let same = |t: &Token| is_told(t) && t.entry.zip(noun.entry).is_some_and(|(one, other)| std::ptr::eq(one, other));
    let again = lead.is(Class::This) && is_told(noun) && tokens[case.sentence.clone()].iter().any(same);
    let said = || tokens.get(start + 2).is_some_and(|t| t.is(Class::Say));
    again || lead.is(Class::ThirdPerson) && noun.role() == "had" && said()
}
