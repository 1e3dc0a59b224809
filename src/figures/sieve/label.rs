//! `attributed-label`: a headline names its source with a sign and no verb: `Ministry: 16 killed`, `16 killed – police`.

use super::super::lexicon::{Class, Form};
use super::super::passage::Passage;
use super::super::rules::ATTRIBUTED_LABEL;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence};

/// Words of a label; a longer run is a sentence of its own.
const LONGEST: usize = 8;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let colon = (sentence.range.start..figure).find(|&at| tokens[at].sign(':'));
    let ahead = colon.map(|at| (sentence.range.start..at, at)).filter(|(name, _)| is_source(&tokens[name.clone()]));
    let Some((name, sign)) = ahead.or_else(|| behind(tokens, sentence, figure)) else { return footer(scene, sentence) };
    Some(Found { source: Some(scene.span(name)), cue: Some(tokens[sign].span), rule: ATTRIBUTED_LABEL })
}

/// "Killed: 19. Injured: 87. Source: Ministry of Health.": a line below figures says where all of them are from.
fn footer(scene: &Scene<'_>, sentence: &Sentence) -> Option<Found> {
    let named = |passage: &Passage, range: std::ops::Range<usize>| {
        let first = passage.tokens.get(range.start).filter(|t| t.role() == "source-line")?;
        let ends = |t: &Token| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '('));
        let name = passage.tokens[range.start + 1..range.end].iter().take_while(|t| !ends(t)).count();
        let span = passage.span_of(range.start + 1..range.start + 1 + name);
        (name > 0).then_some(Found { source: Some(span), cue: Some(first.span), rule: ATTRIBUTED_LABEL })
    };
    let last = scene.passage.sentences.last().filter(|last| last.start >= sentence.range.end);
    last.and_then(|last| named(scene.passage, last.clone())).or_else(|| {
        let later = scene.later()?;
        named(&later, later.sentences.first()?.clone())
    })
}

/// "16 killed in clashes – ministry": the last words of a line that has no full stop.
fn behind(tokens: &[Token], sentence: &Sentence, figure: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let end = sentence.range.end;
    let spaced = |at: usize| tokens[at - 1].span.end < tokens[at].span.start;
    let sign = (figure + 1..end).rev().find(|&at| match tokens[at].kind {
        Kind::Sign(':' | '—' | '–') => true,
        // A hyphen glued to a word is part of it.
        Kind::Sign('-') => spaced(at) && at + 1 < end && spaced(at + 1),
        _ => false,
    })?;
    is_source(&tokens[sign + 1..end]).then_some((sign + 1..end, sign))
}

/// Words that name somebody who could say it. "Lima: 16 killed" tells where, and "Update: 16 killed" nothing.
///
/// The head must: "Editor's note" and "Among the union's demands" name a person in passing.
fn is_source(name: &[Token]) -> bool {
    let plain = |t: &Token| {
        t.kind == Kind::Word
            && !t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::FirstPerson])
            // "State TV": a noun that looks like a verb.
            && (!t.any(&[Class::Say, Class::Show, Class::Think, Class::Act]) || t.capital && t.form() == Form::Base)
    };
    let speaks = |t: &Token| {
        t.any(&[Class::Official, Class::Anonymous, Class::GroupNoun, Class::Spokesperson, Class::Survey])
            || t.is(Class::Who) && t.value() == "law-enforcement"
    };
    let head = name.iter().position(|t| t.is(Class::Preposition)).map_or(name, |at| &name[..at]);
    // "Mayor Ana Ruiz": the name behind the office.
    let named = |t: &&Token| t.capital && t.entry.is_none();
    let office = head.iter().rev().find(|t| !named(t));
    name.len() <= LONGEST && name.iter().all(plain) && office.is_some_and(speaks)
}
