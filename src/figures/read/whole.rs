//! Numbers that take up one before them, or a part of it: whoever said that one says these.

use super::candidates::Candidate;
use crate::figures::counted;
use crate::figures::decimal::Decimal;
use crate::figures::figure::{Figure, Op};
use crate::figures::lexicon::Class;
use crate::figures::passage::Passage;
use crate::figures::token::Kind;

/// Tokens that a sentence opens with: "Of these, at least 29".
const OPENS: usize = 6;

/// "The 16 deaths": a number that the text gave before and takes up again, with whoever said it then.
pub(super) fn again<'a>(passage: &Passage, candidate: &Candidate, figures: &'a [Figure]) -> Option<&'a Figure> {
    const REMEMBERED: usize = 64;
    // A number this large is not another one by chance, whatever its noun is now.
    const LARGE: u128 = 100;
    let numeral = &candidate.numeral;
    let taken_up = numeral.whole.start > 0 && passage.tokens[numeral.whole.start - 1].role() == "the";
    // Before the others are looked for: a text of many numbers would else be gone through for each of them.
    if numeral.value.op != Op::Equal || !taken_up || !candidate.counted.measure.needs_source() {
        return None;
    }
    let large = numeral.value.low.and_then(Decimal::as_whole).is_some_and(|n| n >= LARGE);
    let same = |f: &&Figure| f.value == numeral.value && (large || f.measure == candidate.counted.measure);
    figures.iter().rev().take(REMEMBERED).find(same).filter(|f| f.source.is_some())
}

/// "20 died, the ministry said. Five of them were journalists": who says the whole in the sentence before says its part.
pub(super) fn part<'a>(passage: &Passage, candidate: &Candidate, figures: &'a [Figure]) -> Option<&'a Figure> {
    let (tokens, numeral) = (&passage.tokens, &candidate.numeral);
    let sentence = passage.sentence_at(numeral.core.start);
    let of_them = |at: usize| match tokens.get(at..(at + 3).min(sentence.end)) {
        Some([of, ..]) if matches!(of.role(), "of-them" | "among-them") => true,
        Some([of, these, next]) if of.role() == "of" => {
            these.role() == "many" && (next.kind != Kind::Word || !next.unlisted())
                || these.role() == "the" && counted::measure_of(next).is_some()
        }
        _ => false,
    };
    // "Some of the bunks were empty, and 19 of them broken": no part of what was said before.
    let joint = |at: usize| tokens[at].tells_how() || tokens[at].any(&[Class::And, Class::Adversative]);
    let opens = (sentence.start..numeral.whole.start).all(joint) && of_them(numeral.whole.end);
    let led = numeral.whole.start < sentence.start + OPENS && of_them(sentence.start);
    if !opens && !led {
        return None;
    }
    let before = passage.span_of(passage.sentence_before(&sentence)?);
    let mut behind = figures.iter().rev().take_while(|figure| figure.start >= before.start);
    behind.find(|figure| figure.sentence == before).filter(|figure| figure.source.is_some())
}
