//! What kind of source it is, and whom a pronoun means.

use super::super::figure::SourceKind;
use super::super::lexicon::Class;
use super::super::passage::Passage;
use super::super::span::Span;
use super::super::token::{Kind, Token};
use super::{CUES, SPEAKERS, Scene, Sentence, cue};

/// The kind of a source, by the words that name it.
pub(super) fn kind(scene: &Scene<'_>, span: Span, words: &[Token]) -> SourceKind {
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

/// The words without the mark of an owner: "the guild's promised 40 huts" is the guild's.
pub(super) fn bare(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let owner = words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).filter(|owner| !owner.is_empty());
    Span::new(span.start, span.start + owner.unwrap_or(words).len())
}

/// Whether words can name somebody; marks, articles and "more" alone name nobody.
pub(super) fn names(words: &[Token]) -> bool {
    // "Hardly anybody remembers that".
    if words.iter().all(|t| t.role() == "anyone") {
        return false;
    }
    const NOBODY: [Class; 5] =
        [Class::Article, Class::Preposition, Class::Month, Class::Weekday, Class::EarlierVersion];
    let word = |t: &Token| t.kind != Kind::Word || t.role() == "the" || t.any(&NOBODY);
    !words.iter().all(word)
}

/// Whom "he", "the group" or "the ministry" means: the nearest source before that has a name.
///
/// "The ministry" means a name with "ministry" in it and nobody else; "she" and "the group" the nearest name.
pub(super) fn antecedent(scene: &Scene<'_>, span: Span, words: &[Token]) -> Option<Span> {
    let head = anaphor(words)?;
    let head = head.is(Class::Official).then(|| head.span.of(scene.text).to_lowercase());
    // "The agency" is not "Ruiz, the agency's clerk".
    let is = |name: &str, head: &str| {
        let behind = name.split_once(head).map(|(_, behind)| behind);
        behind.is_some_and(|behind| !behind.starts_with(['\'', '’']))
    };
    let fits = |name: &str| head.as_ref().is_none_or(|head| is(&name.to_lowercase(), head));
    named_before(scene.text, scene.passage, span.start, &fits)
        .or_else(|| scene.earlier().find_map(|passage| named_before(scene.text, &passage, span.start, &fits)))
}

/// The head of words that stand for a name said before: "she", "the group", "the ministry".
fn anaphor(words: &[Token]) -> Option<&Token> {
    const STANDING_FOR: [Class; 6] =
        [Class::ThirdPerson, Class::This, Class::GroupNoun, Class::Adverb, Class::ReportNoun, Class::Survey];
    let (first, last) = (words.first()?, words.last()?);
    let official = first.is(Class::This) && last.is(Class::Official) && !last.capital && words.len() == 2;
    (official || words.iter().all(|t| t.any(&STANDING_FOR))).then_some(last)
}

/// The last subject of a cue before a byte that is a name; one that only stands for a name counts where no name does.
fn named_before(text: &str, passage: &Passage, start: usize, fits: &impl Fn(&str) -> bool) -> Option<Span> {
    let end = passage.sentences.partition_point(|range| passage.span_of(range.clone()).start <= start);
    let before = passage.sentences[..end].iter().rev();
    let mut standing_for = None;
    for range in before.take(SPEAKERS) {
        let sentence = Sentence::new(text, passage, range.clone());
        let tokens = &passage.tokens;
        // ", said Ruiz": only behind a mark does the name stand behind its verb.
        let mark =
            |at: usize| at > range.start && tokens[at - 1].kind != Kind::Word && tokens[at - 1].kind != Kind::Number;
        let behind =
            |at: usize| cue::subject_behind(tokens, range, at).filter(|_| mark(at) && tokens[at].role() != "tell");
        let subjects = |at: usize| [cue::subject(tokens, range, at), behind(at)];
        for name in sentence.cues.iter().rev().take(CUES).flat_map(|c| subjects(c.at)).flatten() {
            let at = passage.span_of(name.clone());
            let words = &passage.tokens[name];
            if at.end > start || !named(words) || !fits(at.of(text)) {
                continue;
            }
            if anaphor(words).is_none() {
                return Some(at);
            }
            // "The ministry" before "it": better than nothing, worse than the ministry's name.
            standing_for = standing_for.or(Some(at).filter(|_| words.iter().any(|t| t.is(Class::Official))));
        }
    }
    standing_for
}

fn named(words: &[Token]) -> bool {
    words.iter().any(|t| {
        t.any(&[Class::Official, Class::GroupNoun, Class::Spokesperson])
            || t.capital
                && t.kind == Kind::Word
                && !t.any(&[Class::Article, Class::This, Class::ThirdPerson, Class::FirstPerson])
    })
}
