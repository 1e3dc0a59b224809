//! `attributed-quotation`: the figure stands in somebody's direct words.

use super::super::lexicon::{Class, Form};
use super::super::passage::Passage;
use super::super::quote::{Closing, Quote};
use super::super::rules::ATTRIBUTED_QUOTATION;
use super::super::span::Span;
use super::super::token::Kind;
use super::cue;
use super::{Found, SPEAKERS, Scene, Sentence};

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let passage = scene.passage;
    let quote = passage.quote_of(figure)?;
    if title(passage, sentence, quote) {
        return None;
    }
    let (source, cue) = speaker_line(passage, quote)
        .or_else(|| in_sentence(passage, sentence, quote))
        .or_else(|| resumed(scene.text, passage, quote))
        .or_else(|| beside(scene.text, passage, quote))
        .or_else(|| scene.last_speaker())
        .or_else(|| {
            scene.later().filter(|_| quote.closed == Closing::Open).and_then(|later| first_speaker(scene.text, &later))
        })?;
    Some(Found { source: Some(source), cue: Some(cue), rule: ATTRIBUTED_QUOTATION })
}

/// Blocker `title`: `"40 Days," on Radio Lima, is a drama`: marks around a name, with the sentence's own verb behind them.
fn title(passage: &Passage, sentence: &Sentence, quote: Quote) -> bool {
    const LONGEST: usize = 12;
    let tokens = &passage.tokens;
    let behind = quote.last + 1..sentence.range.end;
    let goes_on = tokens
        .get(behind.start)
        .filter(|_| !behind.is_empty())
        .is_some_and(|t| t.any(&[Class::Auxiliary, Class::Preposition, Class::Verb, Class::Linking]) && !t.capital);
    let short = quote.last.saturating_sub(quote.first) <= LONGEST;
    let spoken = sentence.cues.iter().any(|c| tokens[c.at].quote == 0 && c.class == Class::Say);
    short && quote.closed == Closing::Marked && goes_on && !spoken
}

/// `The report reads:`, then a paragraph of its own without quotation marks.
pub(super) fn introduced(scene: &Scene<'_>, sentence: &Sentence, _: usize) -> Option<Found> {
    if let Some((source, cue)) = opened(scene, sentence) {
        return Some(Found { source: Some(source), cue: Some(cue), rule: ATTRIBUTED_QUOTATION });
    }
    let before = scene.before_with(b':').filter(|p| p.tokens.last().is_some_and(|t| t.sign(':')))?;
    let (source, cue) = introducer(scene.text, &before)?;
    Some(Found { source: Some(source), cue: Some(cue), rule: ATTRIBUTED_QUOTATION })
}

/// Who speaks in the last sentence of a paragraph that introduces what stands behind it.
pub(super) fn introducer(text: &str, passage: &Passage) -> Option<(Span, Span)> {
    speaks(text, passage, passage.sentences.last()?)
}

/// Who speaks last in a sentence.
pub(super) fn speaks(text: &str, passage: &Passage, range: &std::ops::Range<usize>) -> Option<(Span, Span)> {
    let sentence = Sentence::new(text, passage, range.clone());
    // "Calling on the ministry to: – free the 40": a demand states nothing.
    let states = |c: &&cue::Cue| !(c.class == Class::Act && c.form == Form::Ing);
    sentence.cues.iter().rev().filter(states).find_map(|c| speaker(passage, range, c.at))
}

/// `The ministry reports: the road is shut. Nine people were hurt.`: the paragraph opens with who speaks and a colon, and
/// goes on in the same voice until another is heard.
fn opened(scene: &Scene<'_>, sentence: &Sentence) -> Option<(Span, Span)> {
    let (passage, tokens) = (scene.passage, &scene.passage.tokens);
    let first = passage.sentences.first().filter(|first| first.end <= sentence.range.start)?;
    let colon = first.clone().find(|&at| tokens[at].sign(':'))?;
    let opening = Sentence::new(scene.text, passage, first.clone());
    let cue = opening.cues.iter().find(|c| c.at + 1 == colon && c.class == Class::Say)?;
    // A quotation has its own end.
    let quoted = tokens.get(colon + 1).is_none_or(|t| t.quote != 0 || matches!(t.kind, Kind::Sign(_)));
    let last = passage.sentences.partition_point(|s| s.start <= sentence.range.start);
    let between = passage.sentences.get(1..last).unwrap_or_default();
    // As far as a speaker is remembered.
    let another = || between.iter().any(|s| !Sentence::new(scene.text, passage, s.clone()).cues.is_empty());
    if quoted || between.len() > SPEAKERS || another() { None } else { speaker(passage, first, cue.at) }
}

/// `Ana Ruiz: “…”`: a name and a colon before the quotation, and nothing else in the sentence.
fn speaker_line(passage: &Passage, quote: Quote) -> Option<(Span, Span)> {
    let tokens = &passage.tokens;
    let colon = quote.first.checked_sub(1).filter(|&at| tokens[at].sign(':'))?;
    let mut start = colon;
    while start > 0 && tokens[start - 1].kind == Kind::Word && tokens[start - 1].capital {
        start -= 1;
    }
    let verb = tokens[start..colon].iter().any(|t| t.any(&[Class::Say, Class::Act, Class::Show, Class::Think]));
    (start < colon && !verb).then(|| (passage.span_of(start..colon), tokens[colon].span))
}

/// A cue outside the quotation in the same sentence: behind it first, then before it.
fn in_sentence(passage: &Passage, sentence: &Sentence, quote: Quote) -> Option<(Span, Span)> {
    let outside = |at: &usize| passage.tokens[*at].quote == 0;
    let behind = sentence.cues.iter().filter(|c| c.at > quote.last && outside(&c.at)).map(|c| c.at);
    let before = sentence.cues.iter().rev().filter(|c| c.at < quote.first && outside(&c.at)).map(|c| c.at);
    // What stands before and ends in a colon or comma introduces the quotation; else the cue behind it is nearer.
    behind.take(1).chain(before).find_map(|at| speaker(passage, &sentence.range, at))
}

/// `“…,” she said. “…”`: what is quoted right behind a quotation with its speaker is the same speaker's.
fn resumed(text: &str, passage: &Passage, quote: Quote) -> Option<(Span, Span)> {
    let first = passage.sentences.partition_point(|s| s.end <= quote.first);
    let before = passage.sentences.get(first.checked_sub(1)?)?.clone();
    // The quotation opens its sentence, and the sentence before has one of its own.
    let opens = passage.sentences.get(first).is_some_and(|s| s.start == quote.first);
    if !opens || !passage.tokens[before.clone()].iter().any(|t| t.quote != 0) {
        return None;
    }
    let sentence = Sentence::new(text, passage, before);
    let outside = |c: &&cue::Cue| passage.tokens[c.at].quote == 0;
    sentence.cues.iter().rev().filter(outside).find_map(|c| speaker(passage, &sentence.range, c.at))
}

/// A cue in the sentences beside the quotation, in the same paragraph.
fn beside(text: &str, passage: &Passage, quote: Quote) -> Option<(Span, Span)> {
    let last = passage.sentences.partition_point(|s| s.end <= quote.last.min(passage.tokens.len().saturating_sub(1)));
    let first = passage.sentences.partition_point(|s| s.end <= quote.first);
    let behind = last..(last + 2).min(passage.sentences.len());
    let before = (0..=first.min(passage.sentences.len().saturating_sub(1))).rev().take(3);
    behind.chain(before).find_map(|index| {
        let sentence = Sentence::new(text, passage, passage.sentences.get(index)?.clone());
        sentence
            .cues
            .iter()
            .filter(|c| passage.tokens[c.at].quote == 0)
            .find_map(|c| speaker(passage, &sentence.range, c.at))
    })
}

/// Whether a paragraph is quoted from end to end.
pub(super) fn is_quoted(passage: &Passage) -> bool {
    let Some((first, last)) = passage.quotes.first().zip(passage.tokens.len().checked_sub(1)) else { return false };
    first.first == 0 && first.last >= last
}

pub(super) fn last_speaker(text: &str, passage: &Passage) -> Option<(Span, Span)> {
    passage.sentences.iter().rev().take(SPEAKERS).find_map(|range| {
        let sentence = Sentence::new(text, passage, range.clone());
        sentence
            .cues
            .iter()
            .rev()
            .filter(|c| passage.tokens[c.at].quote == 0 && c.class == Class::Say)
            .find_map(|c| speaker(passage, range, c.at))
    })
}

fn first_speaker(text: &str, passage: &Passage) -> Option<(Span, Span)> {
    passage.sentences.iter().take(SPEAKERS).find_map(|range| {
        let sentence = Sentence::new(text, passage, range.clone());
        sentence
            .cues
            .iter()
            .filter(|c| passage.tokens[c.at].quote == 0 && c.class == Class::Say)
            .find_map(|c| speaker(passage, range, c.at))
    })
}

/// Who speaks by this cue: the name behind it directly after a quotation, else the name before it.
pub(super) fn speaker(passage: &Passage, sentence: &std::ops::Range<usize>, at: usize) -> Option<(Span, Span)> {
    let tokens = &passage.tokens;
    let after_mark =
        at > 0 && matches!(tokens[at - 1].kind, Kind::Sign(',' | '"' | '”' | '“' | '»' | '?' | '!' | '-' | '—'));
    // "And said he was ill": a pronoun with more behind it opens a clause.
    let clause = |name: &std::ops::Range<usize>| {
        name.len() > 1 && tokens[name.start].any(&[Class::ThirdPerson, Class::FirstPerson])
    };
    let behind = || cue::subject_behind(tokens, sentence, at).filter(|name| !clause(name));
    // "Ruiz was quoted as saying": the one who was quoted.
    let at = if at >= 2 && tokens[at - 1].role() == "as" && tokens[at].form() == Form::Ing { at - 2 } else { at };
    let before = || cue::subject(tokens, sentence, at);
    let name = if after_mark && tokens[at].form() != Form::Ing && tokens[at].role() != "tell" {
        behind().or_else(before)
    } else {
        before().or_else(behind)
    }?;
    Some((passage.span_of(name), tokens[at].span))
}
