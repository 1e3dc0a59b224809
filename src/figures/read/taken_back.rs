//! What a text takes back, it takes back wherever it states it: "11:30 More than 40 dead", and in the evening "the message about 40
//! was not ours".
//!
//! The danger: another may have counted as many. So a number stays that is small, is of other people, or has a source of its own.

use std::collections::HashMap;

use crate::figures::decimal::Decimal;
use crate::figures::figure::{Figure, Measure, Relation, Source, Verdict};
use crate::figures::judge;
use crate::figures::span::Span;

/// A smaller number may be another one by chance.
const LEAST: u128 = 10;

/// Bytes between a bare number and one by which it is known what it counts: "from 71 to 44 dead".
const NEAR: usize = 200;

/// Figures that are looked at for each number that was taken back, so that a text which repeats one is not slow to read.
const MOST: usize = 64;

/// Withdraws a number that was withdrawn once wherever else the text has it, and finds what a bare one counts: "forget the 131".
pub(super) fn everywhere(text: &str, figures: &mut [Figure]) {
    let taken: Vec<usize> = (0..figures.len()).filter(|&at| figures[at].verdict == Verdict::Rescinded).collect();
    if taken.is_empty() {
        return;
    }
    let mut alike: HashMap<Decimal, Vec<usize>> = HashMap::new();
    for (at, figure) in figures.iter().enumerate() {
        if let Some(number) = number(figure) {
            alike.entry(number).or_default().push(at);
        }
    }
    for at in taken {
        let same: &[usize] = number(&figures[at]).and_then(|number| alike.get(&number)).map_or(&[], Vec::as_slice);
        let same = &same[..same.len().min(MOST)];
        if is_bare(&figures[at])
            && let Some(counts) = counts(figures, at, same)
        {
            (figures[at].measure, figures[at].who) = (figures[counts].measure, figures[counts].who.clone());
        }
        let Some(by) = figures[at].related.iter().find(|related| related.relation == Relation::RescindedBy) else {
            continue;
        };
        let by = Span::new(by.start, by.end);
        for &other in same {
            let one = &figures[at];
            let stated = &figures[other];
            let alike = stated.measure == one.measure && stated.who == one.who && one.measure.needs_source();
            let counted = alike || is_bare(stated) && other < at || is_bare(one) && stated.measure.needs_source();
            if stated.verdict != Verdict::Rescinded && counted && may_be_one(text, one, stated) {
                judge::withdrawn_elsewhere(&mut figures[other], by);
            }
        }
    }
}

/// A number that is not another one by chance.
fn number(figure: &Figure) -> Option<Decimal> {
    let number = figure.value.low.or(figure.value.high)?;
    number.as_whole().is_none_or(|whole| whole >= LEAST).then_some(number)
}

/// A number with nothing behind it that it counts.
fn is_bare(figure: &Figure) -> bool {
    figure.measure == Measure::Other && figure.counted.is_none()
}

/// The figure that tells what a bare number counts: the same number with its noun, else the nearest.
fn counts(figures: &[Figure], at: usize, same: &[usize]) -> Option<usize> {
    let told = |other: &usize| figures[*other].measure.needs_source();
    let near = |other: &usize| figures[*other].start.abs_diff(figures[at].start);
    let beside = || (at.saturating_sub(2)..figures.len().min(at + 3)).filter(|other| near(other) <= NEAR);
    same.iter().copied().find(told).or_else(|| beside().filter(told).min_by_key(near))
}

/// Whether who stated a number may be who took it back: nobody was named, or one whom the taking back names, too; "the team" is
/// "the defence team".
fn may_be_one(text: &str, taken: &Figure, stated: &Figure) -> bool {
    let head = |source: &Source| {
        let name = source.antecedent.as_ref().map_or(&source.text, |mention| &mention.text);
        name.split_whitespace().next_back().unwrap_or_default().to_lowercase()
    };
    let Some(who) = stated.source.as_ref().map(head) else { return true };
    let words = |sentence: &str| sentence.split(|c: char| !c.is_alphanumeric()).any(|word| word.to_lowercase() == who);
    let mentions = || words(taken.sentence.of(text));
    // Whom "its" means is a guess, of which nothing is withdrawn.
    let named = taken.source.as_ref().filter(|source| source.antecedent.is_none());
    named.is_some_and(|source| head(source) == who) || mentions()
}

#[cfg(test)]
mod tests {
    use crate::figures::{Measure, Text, Verdict, read};

    fn verdicts(text: &str) -> Vec<(String, Measure, bool)> {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        let told = |f: &crate::figures::Figure| (f.text.clone(), f.measure, f.verdict == Verdict::Rescinded);
        reading.figures.iter().map(told).collect()
    }

    #[test]
    fn a_number_that_was_taken_back_is_so_wherever_it_stands() {
        let text = "11:30 The union says 40 people were killed.\n\n18:00 The union withdrew its number of 40.";
        assert!(verdicts(text).iter().all(|(_, measure, rescinded)| *rescinded && *measure == Measure::Killed));
    }

    #[test]
    fn another_who_counted_as_many_did_not_take_it_back() {
        for (text, last) in [
            ("The army says 40 people were killed.\n\nThe union withdrew its number of 40 dead.", false),
            ("The union says 40 people were detained.\n\nThe union withdrew its number of 40 dead.", false),
            ("The union says 4 people were killed.\n\nThe union withdrew its number of 4 dead.", false),
            ("The union says 40 people were killed.\n\nThe union withdrew its number of 40 dead.", true),
        ] {
            let found = verdicts(text);
            assert_eq!((found[0].2, found[1].2), (last, true), "{text}");
        }
    }

    #[test]
    fn what_a_bare_number_counts_is_told_by_the_one_beside_it() {
        let text = "The union corrected its toll from 71 to 44 people killed. It has 300 members.";
        assert_eq!(verdicts(text)[0], ("71".to_owned(), Measure::Killed, true));
    }
}
