//! Who says so: an ordered sieve of rules, each with an id and named blockers. The first that holds decides.
//!
//! The method is that of quote attribution by deterministic sieves (Muzny et al., EACL 2017), taken from quotations to
//! figures: a bare list of cue words finds nearly every source and far too many that are none, so each rule asks how
//! the sentence is built between the cue and the number.

mod according;
mod agent;
mod blockers;
mod claim;
mod colon;
mod cue;
mod label;
mod listed;
mod quotation;
mod said_after;
mod saying;
mod source;
#[cfg(test)]
mod tests;
mod vouched;

use std::ops::Range;
use std::rc::Rc;

use super::document::Document;
use super::figure::{Mention, Source};
use super::lexicon::Class;
use super::passage::Passage;
use super::span::Span;
use super::token::{Token, tokens};

pub(super) use cue::{Cue, Voice, impersonal, is_report};

/// What the rules look at: one paragraph, and those beside it for speakers named there.
pub(super) struct Scene<'a> {
    pub text: &'a str,
    /// The paragraph.
    pub passage: &'a Passage,
    /// Its place in the document.
    pub index: usize,
    pub document: &'a Document<'a>,
}

/// A source that a rule found: tokens of a passage.
pub(super) struct Found {
    /// The words that name the source.
    pub source: Option<Span>,
    /// The words by which it speaks.
    pub cue: Option<Span>,
    /// The rule's name.
    pub rule: &'static str,
}

/// The attribution of one figure.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub source: Source,
    pub cue: Option<Span>,
    pub rule: &'static str,
}

/// Cues tried for one figure; a sentence with more of them between is no statement of the first.
const CUES: usize = 8;

/// Sentences looked back over for a speaker, in each paragraph.
const SPEAKERS: usize = 12;

/// Paragraphs over which a speaker is remembered.
const PARAGRAPHS: usize = 3;

/// Paragraphs of one quotation at most.
const QUOTED: usize = 12;

type Rule = fn(&Scene<'_>, &Sentence, usize) -> Option<Found>;

/// The sieve, most certain rule first.
const SIEVE: [Rule; 11] = [
    quotation::find,
    according::find,
    said_after::find,
    agent::find,
    saying::find,
    claim::find,
    label::find,
    quotation::introduced,
    listed::find,
    colon::find,
    vouched::find,
];

/// A sentence with its cues, shared by the figures in it.
pub(super) struct Sentence {
    pub range: Range<usize>,
    pub cues: Vec<Cue>,
}

impl Sentence {
    /// Prepares a sentence of the scene's paragraph.
    pub fn new(text: &str, passage: &Passage, range: Range<usize>) -> Self {
        Self { cues: cue::cues(text, &passage.tokens, &range), range }
    }

    /// Becomes the sentence that a token stands in.
    pub fn turn_to(&mut self, scene: &Scene<'_>, token: usize) {
        if !self.range.contains(&token) {
            *self = Self::new(scene.text, scene.passage, scene.passage.sentence_at(token));
        }
    }
}

/// Runs the sieve for the figure whose number begins at `token`.
pub(super) fn attribute(scene: &Scene<'_>, sentence: &Sentence, token: usize) -> Option<Attribution> {
    let words = |span: Span| tokens(scene.text, span, scene.document.lexicon);
    let (named, words_of, found) = SIEVE.iter().find_map(|rule| {
        let found = rule(scene, sentence, token)?;
        let (span, words) = (found.source?, words(found.source?));
        // Marks alone name nobody; in an interview "A:" does.
        let labelled = || scene.text[span.end..].starts_with(':');
        (source::names(&words) || labelled()).then_some((span, words, found))
    })?;
    let span = source::bare(scene.text, named);
    let words = if span == named { words_of } else { words(span) };
    let antecedent = source::antecedent(scene, span, &words);
    let source = Source {
        span,
        text: span.of(scene.text).to_owned(),
        kind: source::kind(scene, span, &words),
        antecedent: antecedent.map(|span| Mention { span, text: span.of(scene.text).to_owned() }),
    };
    Some(Attribution { source, cue: found.cue, rule: found.rule })
}

/// Whether the name of somebody who says something opens at a token.
pub(super) fn speaks(scene: &Scene<'_>, sentence: &Sentence, token: usize) -> bool {
    let says =
        |cue: &&Cue| matches!(cue.class, Class::Say | Class::Think) && cue.voice == Voice::Active && cue.at > token;
    let subjects = sentence.cues.iter().filter(says).take(CUES);
    subjects.filter_map(|c| cue::subject(&scene.passage.tokens, &sentence.range, c.at)).any(|name| name.start == token)
}

impl Scene<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.passage.span_of(range)
    }

    /// The paragraphs before, nearest first; as far as a speaker is remembered.
    fn earlier(&self) -> impl Iterator<Item = Rc<Passage>> {
        (0..self.index).rev().filter_map(|index| self.document.passage(index)).take(PARAGRAPHS)
    }

    /// The same, where paragraphs that are quoted from end to end do not count: a long quotation names its speaker once.
    fn until_named(&self) -> impl Iterator<Item = Rc<Passage>> {
        let mut told = 0;
        let before = (0..self.index).rev().filter_map(|index| self.document.passage(index)).take(QUOTED);
        before.take_while(move |passage| {
            told += usize::from(!quotation::is_quoted(passage));
            told <= PARAGRAPHS
        })
    }

    /// Who spoke last in the paragraphs before; looked for once a paragraph.
    fn last_speaker(&self) -> Option<(Span, Span)> {
        let look = || self.until_named().find_map(|earlier| quotation::last_speaker(self.text, &earlier));
        self.document.last_speaker(self.index, look)
    }

    /// The paragraph before, if that sign stands in it at all: without, it need not be cut.
    fn before_with(&self, sign: u8) -> Option<Rc<Passage>> {
        let index = (0..self.index).rev().find(|&index| self.document.first_token(index).is_some())?;
        self.document.has(index, sign).then(|| self.document.passage(index))?
    }

    /// The word that the paragraph behind opens with: nearly always that is enough to leave the paragraph alone.
    fn opens_later(&self) -> Option<Token> {
        (self.index + 1..self.index + 3).find_map(|index| self.document.first_token(index))
    }

    /// The paragraph behind.
    fn later(&self) -> Option<Rc<Passage>> {
        (self.index + 1..self.index + 3).find_map(|index| self.document.passage(index))
    }
}
