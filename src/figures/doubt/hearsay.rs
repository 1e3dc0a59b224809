//! Hearsay: "reportedly", "a reported", "reports that".

use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::{Kind, Token};

/// Tokens of a clause that are looked at behind a number.
const CLAUSE: usize = 10;

/// Words of hearsay that reach a figure: "reportedly", "a reported", "reports that", in the same clause before it.
pub(in super::super) fn hearsay(passage: &Passage, figure: usize) -> Option<Span> {
    let sentence = passage.sentence_at(figure);
    let tokens = &passage.tokens;
    for at in (sentence.start..figure).rev() {
        let token = &tokens[at];
        if token.is(Class::Hearsay) {
            return Some(token.span);
        }
        if token.sign(';') || token.is(Class::Adversative) {
            return None;
        }
    }
    let ends = |token: &&Token| matches!(token.kind, Kind::Sign('.' | ',' | ';' | '(')) || token.is(Class::And);
    // "Nine people were reportedly killed", "nine are believed to have died": between the number and its verb.
    let clause = tokens[figure + 1..sentence.end.min(figure + CLAUSE)].iter().take_while(|t| !ends(t));
    if let Some(token) = clause.into_iter().find(|t| t.is(Class::Hearsay)) {
        return Some(token.span);
    }
    // "Nine were killed, reportedly.", "…, it was announced."
    let behind = (figure + 1..sentence.end.min(figure + CLAUSE)).find(|&at| tokens[at].is(Class::Hearsay))?;
    let closes = tokens.get(behind + 1).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',')));
    (tokens[behind - 1].sign(',') && closes).then_some(tokens[behind].span)
}
