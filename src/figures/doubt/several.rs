//! Doubt about more than one figure, which may stand in more than one sentence.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::token::Token;
use super::Case;
use super::scope::is_told;

/// "Neither number", "both figures", "none of these numbers".
pub(super) fn names_several(case: &Case<'_>) -> bool {
    let tokens = &case.tokens()[..case.clause.end];
    let several = |at: &usize| matches!(tokens[*at].role(), "each" | "many") && !tokens[*at].is(Class::DataNoun);
    let between = |t: &&Token| t.any(&[Class::Preposition, Class::This, Class::Article]) || t.role() == "many";
    let noun = |at: usize| tokens[at + 1..].iter().find(|t| !between(t) || t.is(Class::DataNoun));
    case.clause.clone().filter(several).any(|at| noun(at).is_some_and(is_told))
}

/// "The union said 12 died. The ministry said nine. Neither number was confirmed": over as many sentences as it takes to
/// find more than one.
pub(super) fn several(
    case: &Case<'_>,
    mut within: Range<usize>,
    mut figures: Vec<usize>,
) -> (Range<usize>, Vec<usize>) {
    const REACH: usize = 3;
    let end = within.start;
    for sentence in case.earlier().filter(|sentence| sentence.end <= end).take(REACH) {
        if figures.len() > 1 || figures.is_empty() {
            break;
        }
        figures.splice(0..0, case.inside(&sentence));
        within.start = sentence.start;
    }
    (within, figures)
}
