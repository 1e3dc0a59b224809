//! The right number, told where another stood before: who told that one corrects it, and anybody else denies it.

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::Token;
use super::Case;
use super::correction::said_before;
use super::scope::whole;

/// "The right total was 190", "correct number: 190": another was told before.
pub(super) fn names_number(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 3;
    let tokens = &passage.tokens[..passage.sentence_at(at).end];
    let noun = (at + 1..tokens.len().min(at + 1 + NEAR))
        .find(|&i| tokens[i].is(Class::DataNoun) || tokens[i].role() == "toll");
    let verb =
        noun.and_then(|noun| tokens.get(noun + 1)).is_some_and(|t| matches!(t.role(), "is" | "be") || t.sign(':'));
    verb && noun.and_then(|noun| tokens.get(noun + 2)).is_some_and(Token::is_number)
}

/// Whether somebody else than who was named before says it: "the correct number, the union said, was 190".
pub(super) fn others_word(passage: &Passage, at: usize) -> bool {
    let (tokens, sentence) = (&passage.tokens, passage.sentence_at(at));
    const NEAR: usize = 3;
    let pronoun = |t: &Token| t.any(&[Class::ThirdPerson, Class::FirstPerson]) || t.role() == "owner";
    // "As our researchers confirmed".
    let own = |i: usize| tokens[sentence.start.max(i.saturating_sub(NEAR))..i].iter().any(pronoun);
    sentence.clone().any(|i| tokens[i].any(&[Class::Say, Class::Think, Class::According]) && !own(i))
}

/// "The right total was 13": what was told last before, perhaps over "We were wrong."
pub(super) fn replaced(case: &Case<'_>) -> Vec<usize> {
    let before = said_before(case, case.at);
    if !before.is_empty() {
        return before;
    }
    whole(case.tokens(), &case.inside(&case.before_previous())).into_iter().collect()
}
