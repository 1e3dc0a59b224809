//! What kind of source it is, and whom a pronoun means.

use super::super::figure::SourceKind;
use super::super::lexicon::{Class, english};
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::{Kind, tokens};
use super::{CUES, SPEAKERS, Scene, Sentence, cue};

/// The kind of a source, by the words that name it.
pub(super) fn kind(scene: &Scene<'_>, span: Span) -> SourceKind {
    let words = tokens(scene.text, span, english());
    let any = |classes: &[Class]| words.iter().any(|token| token.any(classes));
    let publisher = scene.document.publisher.is_some_and(|name| !name.is_empty() && span.of(scene.text).contains(name));
    // "An earlier version of this article said": the text speaks of itself.
    if publisher || any(&[Class::FirstPerson]) && words.len() <= 2 || any(&[Class::EarlierVersion]) {
        return SourceKind::Publisher;
    }
    // "Sources close to the government", "an official who asked not to be named": no name is given.
    let head = words.iter().take_while(|t| !t.any(&[Class::Preposition, Class::Relative]) && t.kind == Kind::Word);
    if any(&[Class::Veiled]) || head.into_iter().any(|t| t.is(Class::Anonymous)) {
        return SourceKind::Anonymous;
    }
    if any(&[Class::Official]) || words.iter().any(|t| t.is(Class::Who) && t.value() == "law-enforcement") {
        return SourceKind::Official;
    }
    if any(&[Class::Anonymous]) {
        return SourceKind::Anonymous;
    }
    let head_is_document =
        words.iter().take(4).any(|t| t.any(&[Class::ReportNoun, Class::Survey, Class::DataNoun, Class::Say]));
    let named = words.iter().any(|t| t.capital && !t.any(&[Class::Article, Class::This, Class::ThirdPerson]));
    match (head_is_document, named) {
        (true, _) => SourceKind::Document,
        (false, true) => SourceKind::Named,
        (false, false) if any(&[Class::ThirdPerson, Class::GroupNoun, Class::Spokesperson, Class::This]) => {
            SourceKind::Named
        }
        (false, false) => SourceKind::Anonymous,
    }
}

/// Whom "he", "they" or "the group" means: the nearest source before that has a name.
pub(super) fn antecedent(scene: &Scene<'_>, span: Span) -> Option<Span> {
    let pronoun = tokens(scene.text, span, english()).iter().all(|t| {
        t.any(&[Class::ThirdPerson, Class::This, Class::GroupNoun, Class::Adverb, Class::ReportNoun, Class::Survey])
    });
    if !pronoun {
        return None;
    }
    named_before(scene.text, scene.passage, span)
        .or_else(|| scene.earlier().find_map(|passage| named_before(scene.text, &passage, span)))
}

/// The last named subject of a cue that stands before `span`, else the last name that begins a sentence.
fn named_before(text: &str, passage: &Passage, span: Span) -> Option<Span> {
    let before =
        passage.sentences.iter().rev().skip_while(|range| passage.span_of((*range).clone()).start > span.start);
    before.take(SPEAKERS).find_map(|range| {
        let sentence = Sentence::new(text, passage, range.clone());
        let subjects = |at: usize| {
            [cue::subject_behind(&passage.tokens, range, at), cue::subject(text, &passage.tokens, range, at)]
        };
        let by_cue = sentence
            .cues
            .iter()
            .rev()
            .take(CUES)
            .flat_map(|c| subjects(c.at))
            .flatten()
            .map(|r| (r.clone(), passage.span_of(r)));
        let named = |range: &std::ops::Range<usize>| {
            passage.tokens[range.clone()].iter().any(|t| {
                t.any(&[Class::Official, Class::GroupNoun])
                    || t.capital
                        && t.kind == Kind::Word
                        && !t.any(&[Class::Article, Class::This, Class::ThirdPerson, Class::FirstPerson])
            })
        };
        by_cue.into_iter().find(|(range, at)| at.end <= span.start && named(range)).map(|(_, at)| at)
    })
}
