//! `attributed-according-to`, in the sentence behind: `The figures, released by the ministry, do not include …`
//!
//! The danger: "the figures were disputed by the ministry" names nobody who gives them.

use std::ops::Range;

use super::super::lexicon::{Class, Ending, Form};
use super::super::rules::ATTRIBUTED_ACCORDING_TO;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence, cue};

/// Tokens between "the figures" and "by".
const NEAR: usize = 6;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, _: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let next = scene.passage.sentences.iter().find(|range| range.start == sentence.range.end)?;
    let taken_up = |t: &Token| t.is(Class::DataNoun) && t.role() != "information" || t.role() == "toll";
    let led = |t: &Token| t.any(&[Class::This, Class::Article]) || t.role() == "many" && !t.is(Class::DataNoun);
    let noun = next.clone().find(|&at| !led(&tokens[at]))?;
    let noun = Some(noun).filter(|&at| taken_up(&tokens[at]) && at > next.start)?;
    let leads = |at: &usize| given_by(tokens, noun, *at) || come_from(tokens, noun, *at);
    let at = (noun + 1..next.end.min(noun + 1 + NEAR)).find(leads)?;
    let source = cue::subject_behind(tokens, next, at)?;
    // "Were released by the ministry on Friday", "by the ministry, do not include".
    let ends = |at: &usize| {
        tokens[*at].sign(',') || tokens[*at].any(&[Class::Preposition, Class::Weekday]) && !of(tokens, *at)
    };
    let end = source.clone().find(ends).unwrap_or(source.end);
    (source.start < end).then(|| Found {
        source: Some(scene.span(source.start..end)),
        cue: Some(tokens[at].span),
        rule: ATTRIBUTED_ACCORDING_TO,
    })
}

/// "Released by", "which were issued by".
fn given_by(tokens: &[Token], noun: usize, by: usize) -> bool {
    if tokens[by].role() == "made-by" {
        return plain(tokens, noun + 1..by);
    }
    let verb = &tokens[by - 1];
    let takes_back = [Class::Withdrawn, Class::Mistake, Class::Revised, Class::Untrue, Class::Unverified];
    let given = (verb.form() == Form::Past || verb.is(Class::Verb) || verb.ends(Ending::Past))
        && verb.role() != "deny"
        && !verb.any(&takes_back);
    tokens[by].role() == "by" && by > noun + 1 && given && plain(tokens, noun + 1..by - 1)
}

/// "Come from", "are taken from".
fn come_from(tokens: &[Token], noun: usize, from: usize) -> bool {
    tokens[from].role() == "from" && from > noun + 1 && plain(tokens, noun + 1..from - 1)
}

/// Helpers and commas, and nothing that denies.
fn plain(tokens: &[Token], between: Range<usize>) -> bool {
    tokens[between]
        .iter()
        .all(|t| t.any(&[Class::Auxiliary, Class::Relative]) || t.tells_how() || t.kind == Kind::Sign(','))
}

fn of(tokens: &[Token], at: usize) -> bool {
    tokens[at].role() == "of"
}
