//! `attributed-said-after`, in the passive: `Forty deaths were documented by the union.`
//!
//! The danger is a deed: in "forty people were killed by the army" the army says nothing, and in "were reported killed by
//! the army" neither does it. Only words of finding and vouching count, with "by" right behind them.

use super::super::lexicon::Class;
use super::super::rules::ATTRIBUTED_SAID_AFTER;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence, cue};

/// Tokens between the number and the verb.
const NEAR: usize = 16;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let near = figure + 1..sentence.range.end.min(figure + NEAR);
    let verb = near.into_iter().find(|&at| vouches(tokens, sentence, at))?;
    let by = verb + if tokens[verb].role() == "made-by" { 0 } else { 1 };
    // "Were confirmed dead by the fire department".
    let by = by + usize::from(tokens.get(by).is_some_and(|t| t.role() == "befell"));
    let leads = by == verb || tokens.get(by).is_some_and(|t| t.role() == "by");
    let source = cue::subject_behind(tokens, &sentence.range, by).filter(|_| leads)?;
    (tokens[figure].quote == tokens[verb].quote && one_clause(&tokens[figure + 1..verb])).then(|| Found {
        source: Some(scene.span(source)),
        cue: Some(tokens[verb].span),
        rule: ATTRIBUTED_SAID_AFTER,
    })
}

/// "Were documented", "have been independently verified", "a figure confirmed".
fn vouches(tokens: &[Token], sentence: &Sentence, at: usize) -> bool {
    let counted = tokens[at].is(Class::Show) && tokens[at].role() == "tally";
    let word =
        tokens[at].is(Class::VerifyVerb) || matches!(tokens[at].role(), "made-by" | "vouch" | "confirm") || counted;
    let lead = tokens[sentence.range.start..at].iter().rev().find(|t| !t.tells_how());
    let led = lead.is_some_and(|t| {
        matches!(t.role(), "be" | "is")
            || t.is(Class::Auxiliary) && tokens[at].is(Class::VerifyVerb)
            || t.is(Class::DataNoun)
            || t.role() == "toll"
    });
    let denied = || tokens[at.saturating_sub(4)..at].iter().any(|t| t.is(Class::Negation));
    word && led && !denied()
}

/// Whether number and verb stand in one clause, or ", a figure" takes the number up.
fn one_clause(between: &[Token]) -> bool {
    let ends = |t: &Token| {
        matches!(t.kind, Kind::Sign(';' | ':' | '.' | '—' | '"' | '“' | '”'))
            || t.any(&[Class::Adversative, Class::Subordinator, Class::And])
    };
    let own = match between.iter().rposition(|t| t.sign(',')) {
        Some(comma) => between[comma..].iter().any(|t| t.is(Class::DataNoun) || t.role() == "toll"),
        None => true,
    };
    own && !between.iter().any(ends)
}
