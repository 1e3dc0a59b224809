//! Clauses of doubt that name no number but stand for one said before: "which", "this", "none of them".

use std::ops::Range;

use super::super::counted::is_breakdown;
use super::super::lexicon::Class;
use super::super::token::{Kind, Token};

/// What a clause of doubt stands for when it names no number: "which", "this", "none of them".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// "…, which was not confirmed": the clause before.
    Clause,
    /// "But this was not confirmed": all that was stated.
    Statement,
    /// "Neither was confirmed": every figure before.
    Each,
}

/// Reads the word that a clause of doubt opens with.
///
/// The verb must have no object of its own: "the ministry, which has not confirmed how they died" and "it is not
/// confirmed whether he left" doubt something else.
pub(super) fn back_word(tokens: &[Token], clause: &Range<usize>, at: usize) -> Option<Back> {
    let joints = [Class::And, Class::Or, Class::Adversative, Class::Subordinator, Class::Adverb];
    // "A deputy minister said that this was a mistake": the subject is behind the verb of saying.
    // "The company insists that is untrue": here it is the subject itself.
    let opens = |i: usize| tokens[i].role() == "that" && !tokens[i + 1].is(Class::Auxiliary);
    let said = |&i: &usize| i > clause.start && opens(i);
    // "Denied that anybody had died": all that was stated.
    let anyone = tokens.get(at + 2).is_some_and(|t| t.role() == "anyone");
    if anyone && tokens[at + 1].role() == "that" {
        return Some(Back::Statement);
    }
    let start = (clause.start..at).rev().find(said).map_or(clause.start, |that| that + 1);
    let first = (start..at).find(|&i| !tokens[i].any(&joints)).filter(|_| free(tokens, at))?;
    let predicate = |t: &Token| t.any(&[Class::Auxiliary, Class::Negation, Class::Linking]);
    let verb = first + 1 == at || tokens.get(first + 1).is_some_and(predicate);
    match tokens[first].role() {
        "each" => Some(Back::Each),
        "which" => Some(Back::Clause),
        "this" | "that" | "it" if verb => Some(Back::Statement),
        "they" | "many" if verb && !tokens[first].is(Class::DataNoun) => Some(Back::Each),
        // "Talk which could not be checked".
        _ if tokens[first + 1..at.max(first + 1)].iter().take(2).any(|t| t.role() == "which") => Some(Back::Clause),
        // "Owing to a mix-up this was wrong".
        _ => {
            let between = |&i: &usize| !tokens[i].is(Class::Auxiliary) && !tokens[i].tells_how();
            let subject = (start..at).rev().find(between)?;
            matches!(tokens[subject].role(), "this" | "that" | "it").then_some(Back::Statement)
        }
    }
}

/// Whether a verb has no object behind it.
pub(super) fn free(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_none_or(|t| {
        matches!(t.kind, Kind::Sign(_))
            || t.any(&[Class::Preposition, Class::Adverb, Class::And, Class::Or, Class::Adversative])
    })
}

/// The figures among `before` that a clause opening so is about.
pub(super) fn looked_back(tokens: &[Token], sentence: &Range<usize>, before: &[usize], back: Back) -> Vec<usize> {
    let Some(&last) = before.last() else { return Vec::new() };
    let start = match back {
        Back::Each => sentence.start,
        // "Ana said 5, Ben said 6, but this …" is about the 6: from the last speaker that has a figure.
        Back::Statement => (sentence.start..last).rev().find(|&i| tokens[i].is(Class::Say)).unwrap_or(sentence.start),
        // "9 dead, including 2 boys, which …": a part goes with its whole.
        Back::Clause => {
            let whole = before.iter().rfind(|f| !is_breakdown(tokens, **f)).copied().unwrap_or(last);
            (sentence.start..whole).rev().find(|&i| edge(&tokens[i])).unwrap_or(sentence.start)
        }
    };
    before.iter().copied().filter(|f| *f >= start).collect()
}

/// A sign that ends a clause.
pub(super) fn edge(token: &Token) -> bool {
    matches!(token.kind, Kind::Sign('(' | ')' | ';' | '—' | '–' | ',' | '.'))
}
