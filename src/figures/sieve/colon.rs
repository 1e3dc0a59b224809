//! `attributed-label`, within a sentence: `The police gave these numbers: 27 dead; 412 hurt.` What stands before the colon says
//! whose figures stand behind it, over semicolons.

use super::super::lexicon::{Class, Ending, Form};
use super::super::rules::ATTRIBUTED_LABEL;
use super::super::span::Span;
use super::super::token::{Kind, Token};
use super::cue::Voice;
use super::saying::VERBS;
use super::{Found, Scene, Sentence, listed, quotation};

/// Words between who gives the figures, and the colon: "has found, as of this morning, the following".
const LEAD: usize = 10;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let colon = (sentence.range.start..figure).find(|&at| is_colon(tokens, at))?;
    // A quotation has a speaker of its own.
    if tokens[colon].quote != tokens[figure].quote {
        return None;
    }
    let cues = sentence.cues.iter().filter(|cue| cue.at < colon).copied().collect();
    let lead = Sentence { range: sentence.range.start..colon, cues };
    let (source, cue) = spoken(scene, &lead)
        .or_else(|| listed::claimed(scene, &lead).filter(|(_, noun)| announces(tokens, noun, colon)))?;
    Some(Found { source: Some(source), cue: Some(cue), rule: ATTRIBUTED_LABEL })
}

/// "Police figures:", "the tally reads:"; in "his book, Notes of a Watch: 40 days" the colon is that of a title.
fn announces(tokens: &[Token], noun: &Span, colon: usize) -> bool {
    let between = tokens[..colon].iter().rev().take_while(|t| t.span.start >= noun.end);
    between.clone().count() <= LEAD && !between.into_iter().any(|t| t.sign(',') || t.capital)
}

/// A colon, and not that of "10:30" or of a scale.
fn is_colon(tokens: &[Token], at: usize) -> bool {
    let number = |at: usize| tokens.get(at).is_some_and(|t| t.kind == Kind::Number);
    tokens[at].sign(':')
        && !(at > 0 && number(at - 1) && number(at + 1) && tokens[at + 1].span.start == tokens[at].span.end)
}

/// "The office has ascertained as of today:", "The police gave these numbers:": what the verb is about is to come.
fn spoken(scene: &Scene<'_>, lead: &Sentence) -> Option<(Span, Span)> {
    let tokens = &scene.passage.tokens;
    let cue = lead.cues.last().filter(|cue| cue.voice == Voice::Active && cue.form != Form::Ing).map(|cue| cue.at);
    // "Gave" says something only with what is given; "ascertained" is in no list.
    let gives = |t: &Token| t.role() == "gives" || t.unlisted() && !t.capital && t.ends(Ending::Past);
    // "Caution is warranted" gives nothing.
    let passive = |at: usize| at > 0 && matches!(tokens[at - 1].role(), "is" | "be");
    let cue = cue.or_else(|| lead.range.clone().rev().find(|&at| gives(&tokens[at]) && !passive(at)))?;
    let between = &tokens[cue + 1..lead.range.end];
    // "The union said the road was shut: 40 died there": what was said has been said.
    let clause =
        |t: &Token| t.any(&VERBS) || t.any(&[Class::Relative]) || t.role() == "that" || t.kind == Kind::Sign(';');
    if between.len() > LEAD || between.iter().any(clause) || !to_come(between) {
        return None;
    }
    quotation::speaker(scene.passage, &lead.range, cue)
}

/// Nothing but when, or a word for figures: "these numbers", "the following cases".
fn to_come(between: &[Token]) -> bool {
    let lists = |t: &Token| {
        t.any(&[Class::DataNoun, Class::ReportNoun, Class::Survey]) || matches!(t.role(), "tally" | "following")
    };
    let when = |t: &Token| {
        t.any(&[Class::Preposition, Class::Adverb, Class::Month, Class::Weekday, Class::WeeksBack])
            || t.kind != Kind::Word
            || t.role() == "as"
    };
    between.iter().any(lists) || between.iter().all(when)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Text, read};

    #[test]
    fn what_is_announced_before_a_colon_is_told_behind_it() {
        for (text, source) in [
            ("The police gave these numbers: 27 dead, 412 hurt and 90 held.", Some("The police")),
            ("The office has recorded, as of today: a) 27 people killed; b) 412 people hurt.", Some("The office")),
            ("The office has ascertained the following: 27 people killed; 412 people hurt.", Some("The office")),
            ("The ministry's tally reads: 27 dead; 412 hurt.", Some("The ministry")),
            ("Police figures: 27 dead, 412 hurt.", Some("Police")),
            ("Oxus Watch's findings are as follows: 27 people killed; 412 people hurt.", Some("Oxus Watch")),
            // Nothing is announced.
            ("The union had said the road was shut; the hill is steep: 27 people died.", None),
            ("The army closed the road: 27 people died.", None),
            ("The figures are clear: 27 people died.", None),
            ("Its first book, Notes of a Watch: 27 people died.", None),
            ("Caution is warranted: 27 people died.", None),
            ("Lima, the capital, looked like this: 27 people dead.", None),
            ("The office opens at 10:30 and 27 people died.", None),
            // The union is not who is quoted.
            ("The union gave these numbers: “27 people died.”", None),
        ] {
            let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
            assert!(!reading.figures.is_empty());
            for figure in &reading.figures {
                assert_eq!(figure.source.as_ref().map(|source| &*source.text), source, "{text}: {}", figure.text);
            }
        }
    }
}
