//! The numbers of a paragraph: which of them are figures, and what each counts.

use crate::figures::counted::{self, Before, Counted, Place};
use crate::figures::exclude::{self, Exclusion, exclusion};
use crate::figures::figure::Measure;
use crate::figures::lexicon::Class;
use crate::figures::number::{self, Numeral};
use crate::figures::passage::Passage;
use crate::figures::span::Span;

/// A number that is a figure, on its way.
pub(super) struct Candidate {
    pub numeral: Numeral,
    pub counted: Counted,
}

/// A number that is no figure: its token, the reason, its place.
pub(super) type NoFigure = (usize, Exclusion, Span);

/// The numbers of a paragraph: those that are figures, and the others.
pub(super) fn candidates(text: &str, passage: &Passage) -> (Vec<Candidate>, Vec<NoFigure>) {
    let mut found: Vec<Candidate> = Vec::new();
    let mut excluded = Vec::new();
    let mut at = 0;
    while at < passage.tokens.len() {
        let Some(numeral) = number::read(text, &passage.tokens, at) else {
            if passage.tokens[at].is(Class::Idiom) {
                excluded.push((at, Exclusion::Idiom, passage.tokens[at].span));
            }
            at += 1;
            continue;
        };
        at = numeral.core.end.max(at + 1);
        let (start, span) = (numeral.core.start, passage.span_of(numeral.core.clone()));
        if let Some(exclusion) = exclusion(text, passage, &numeral) {
            excluded.push((start, exclusion, span));
            continue;
        }
        let sentence = passage.sentence_at(start);
        let before = found.last().map(|b| {
            let same = sentence.contains(&b.numeral.core.start);
            let place = if same { Place::SameSentence } else { Place::EarlierSentence };
            Before { end: b.numeral.core.end, counted: &b.counted, place }
        });
        let counted = counted::counted(passage, &numeral, before);
        // "one protester said" counts nobody; "one protester was killed" does.
        let vague = matches!(counted.measure, Measure::Participants | Measure::Personnel | Measure::Other);
        if exclude::is_one(passage, &numeral) && vague {
            excluded.push((start, Exclusion::Pronoun, span));
            continue;
        }
        if let Some(last) = found.last_mut().filter(|last| sentence.contains(&last.numeral.core.start)) {
            let back = counted::carried_back(&passage.tokens, (&last.numeral, &last.counted), (&numeral, &counted));
            last.counted.measure = back.unwrap_or(last.counted.measure);
        }
        found.push(Candidate { numeral, counted });
    }
    (found, excluded)
}
