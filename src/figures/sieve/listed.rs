//! `attributed-label`, for lists: the line that a list or table stands under says whose figures they are.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::rules::ATTRIBUTED_LABEL;
use super::super::span::Span;
use super::super::token::{Kind, Token};
use super::{Found, SPEAKERS, Scene, Sentence, according, claim, label, quotation};

pub(super) fn find(scene: &Scene<'_>, _: &Sentence, _: usize) -> Option<Found> {
    let index = scene.document.lead(scene.index)?;
    let passage = scene.document.passage(index)?;
    let lead = Scene { text: scene.text, passage: &passage, index, document: scene.document };
    let sentence = Sentence::new(scene.text, &passage, passage.sentences.last()?.clone());
    let (source, cue) = according(&lead, &sentence)
        .or_else(|| quotation::introducer(scene.text, &passage))
        .or_else(|| claimed(&lead, &sentence))
        .or_else(|| name(&lead, &sentence))
        .or_else(|| goes_on(&lead, &sentence))?;
    Some(Found { source: Some(source), cue: Some(cue), rule: ATTRIBUTED_LABEL })
}

/// `According to the ministry:`, `Losses in May (source: the ministry)`.
fn according(lead: &Scene<'_>, sentence: &Sentence) -> Option<(Span, Span)> {
    let tokens = &lead.passage.tokens;
    let at = sentence.range.clone().rev().find(|&at| tokens[at].is(Class::According))?;
    let end = according::name_end(lead, sentence, at);
    // "Figures from May:" are nobody's.
    let when = tokens.get(at + 1).is_some_and(|t| t.any(&[Class::Month, Class::Weekday]) || t.kind == Kind::Number);
    (end > at + 1 && !when).then(|| (lead.span(at + 1..end), tokens[at].span))
}

/// `Findings of the union:`, `The ministry's figures, 3 May:`, `Ministry data:`.
pub(super) fn claimed(lead: &Scene<'_>, sentence: &Sentence) -> Option<(Span, Span)> {
    let tokens = &lead.passage.tokens;
    let noun = |t: &Token| t.any(&[Class::ReportNoun, Class::DataNoun, Class::Survey]) || t.role() == "tally";
    let noun = sentence.range.clone().find(|&at| noun(&tokens[at]))?;
    let owner = || claim::owner(lead, sentence, noun);
    let maker = || {
        let leads = tokens.get(noun + 1).is_some_and(|t| matches!(t.role(), "of" | "by" | "from"));
        let behind = noun + 2..sentence.range.end;
        let name = tokens.get(behind)?.iter().take_while(|t| t.kind == Kind::Word || t.sign('-')).count();
        Some(noun + 2..noun + 2 + name).filter(|name| leads && somebody(&tokens[name.clone()]))
    };
    let before = || Some(sentence.range.start..noun).filter(|name| label::is_source(&tokens[name.clone()]));
    let source = owner().or_else(maker).or_else(before)?;
    Some((lead.span(source), tokens[noun].span))
}

/// `Ministry of Health:`, and nothing else.
fn name(lead: &Scene<'_>, sentence: &Sentence) -> Option<(Span, Span)> {
    let tokens = &lead.passage.tokens;
    let colon = sentence.range.end.checked_sub(1).filter(|&at| tokens[at].sign(':'))?;
    let name: Range<usize> = sentence.range.start..colon;
    label::is_source(&tokens[name.clone()]).then(|| (lead.span(name), tokens[colon].span))
}

/// `The union counted 40 deaths. These include:`: the lead goes on with what was said before it.
fn goes_on(lead: &Scene<'_>, sentence: &Sentence) -> Option<(Span, Span)> {
    let first = lead.passage.tokens.get(sentence.range.start)?;
    let refers = first.any(&[Class::This, Class::ThirdPerson, Class::PartOf]) || first.role() == "many";
    let mut before = lead.passage.sentences.iter().rev().skip(1).take(SPEAKERS);
    if refers { before.find_map(|range| quotation::speaks(lead.text, lead.passage, range)) } else { None }
}

/// "Findings of the union" are somebody's, "the number of deaths" and "figures from May" nobody's.
fn somebody(name: &[Token]) -> bool {
    name.iter().any(|t| t.any(&[Class::Official, Class::GroupNoun, Class::Spokesperson, Class::FirstPerson]))
        || name.iter().filter(|t| t.capital && t.unlisted()).count() > 1
}
