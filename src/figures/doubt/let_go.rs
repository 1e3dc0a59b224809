//! Verbs of taking down: what is let go of must be what was published. Bodies are pulled from rubble, and duplicates from a list.

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::token::{Kind, Token};
use super::back::edge;
use super::scope::{is_told, names_told};
use super::word::undone;

/// "Took the report down", "took the entry off its page": what was published, between a verb and its "down".
pub(super) fn taken_down(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 8;
    let tokens = &passage.tokens;
    let start = at.saturating_sub(NEAR);
    if !matches!(tokens[at].role(), "down" | "off")
        || tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Number || t.any(&[Class::Unit, Class::RangeTo]))
    {
        return false;
    }
    // "That post is down": what is so was put up.
    let posted = at >= 2
        && tokens[at].role() == "down"
        && matches!(tokens[at - 1].role(), "is" | "be")
        && tokens.get(at + 1).is_none_or(|t| t.kind != Kind::Word || t.is(Class::Adverb))
        && names_told(tokens, start, at - 2)
        && tokens[at - 2].any(&[Class::ReportNoun, Class::Say, Class::Posted]);
    if posted {
        return true;
    }
    let verb = (start..at).rev().take_while(|&i| !edge(&tokens[i])).find(|&i| tokens[i].role() == "took");
    let published = |t: &Token| is_told(t) || t.role() == "this";
    verb.is_some_and(|verb| tokens[verb + 1..at].iter().any(published) && !undone(passage, verb))
}

/// "Pulled a communiqué", "the list was cancelled": what was published, right behind the verb or as its subject.
pub(super) fn lets_go_of_it(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 8;
    let tokens = &passage.tokens;
    let sentence = passage.sentence_at(at);
    let published = |i: &usize| is_told(&tokens[*i]);
    let ends = |i: &usize| edge(&tokens[*i]) || tokens[*i].is(Class::Preposition) && tokens[*i].role() != "of";
    let object = (at + 1..sentence.end.min(at + 1 + NEAR)).take_while(|i| !ends(i)).find(published);
    let passive = at > sentence.start && matches!(tokens[at - 1].role(), "be" | "is");
    // "The number of 40, told by the mayor on Friday, is annulled": over the aside.
    let is = at.checked_sub(1).filter(|&is| is > sentence.start && tokens[is - 1].sign(','));
    let aside = is.and_then(|is| (sentence.start..is - 1).rev().find(|&i| tokens[i].sign(',')));
    let led = || (sentence.start..aside.unwrap_or(at)).rev().take(NEAR);
    let place = |i: &usize| aside.is_some() && tokens[*i].is(Class::Preposition);
    let subject = || {
        // "The post was gone", and not "abandoned their posts".
        led().take_while(|i| !ends(i) || place(i)).find(|i| names_told(tokens, sentence.start, *i))
    };
    object.is_some_and(|object| object <= at + 5) || passive && subject().is_some()
}

/// "Removing duplicate entries from the register": something else is taken out of what was published, which stands.
fn takes_out(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 10;
    let behind = &tokens[at + 1..tokens.len().min(at + 1 + NEAR)];
    let clause = behind.split(edge).next().unwrap_or_default();
    let Some(from) = clause.iter().position(|t| t.role() == "from").filter(|from| *from > 0) else { return false };
    let pronoun = matches!(clause[0].role(), "it" | "this" | "that" | "them");
    // "Removed 143 people from the list": it counts those whom it took out.
    let people = clause[..from].iter().any(|t| t.any(&[Class::People, Class::Who]));
    let stated = |t: &Token| is_told(t) || !people && (t.kind == Kind::Number || t.is(Class::Unit));
    !pronoun && !clause[..from].iter().any(stated) && (from..clause.len()).any(|i| names_told(clause, from, i))
}

/// The same, at the verb or at what it takes out: "removing duplicate entries from the register".
pub(super) fn taken_out(tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 5;
    let mut before = (at.saturating_sub(NEAR)..=at).rev().take_while(|&i| !edge(&tokens[i]));
    before.any(|i| tokens[i].is(Class::Withdrawn) && takes_out(tokens, i))
}
