//! Factors: "doubled" agrees with "two-fold" elsewhere, and with "from 3 to 6" beside it.

use std::collections::BTreeMap;

use super::super::figure::{Figure, Op, Relation};
use super::super::read::Reading;
use super::{Place, Relations, at};

/// Links factors with the numbers beside them, and with equal factors of the same thing elsewhere.
pub(super) fn trends(readings: &[Reading], relations: &mut Relations) {
    let mut by_subject: BTreeMap<(&str, &str), Vec<Place>> = BTreeMap::new();
    for (r, reading) in readings.iter().enumerate() {
        for (f, figure) in reading.figures.iter().enumerate().filter(|(_, figure)| figure.value.op == Op::Times) {
            beside(reading, r, f, relations);
            for subject in &figure.subject {
                for place in &reading.places {
                    by_subject.entry((place, subject)).or_default().push((r, f));
                }
            }
        }
    }
    for places in by_subject.into_values() {
        // Neighbours suffice: of equal factors each is linked to the next.
        for pair in places.windows(2) {
            let (a, b) = (at(readings, pair[0]), at(readings, pair[1]));
            if a.path != b.path && a.value == b.value && a.window.may_be(b.window) {
                both(pair[0], pair[1], relations);
            }
        }
    }
}

/// "Doubled from 3 to 6": the two numbers behind the factor in its sentence, where they fit it.
fn beside(reading: &Reading, r: usize, f: usize, relations: &mut Relations) {
    let [factor, from, to, ..] = &reading.figures[f..] else { return };
    let one = |figure: &Figure| {
        figure.value.low.filter(|_| figure.value.op == Op::Equal && figure.sentence == factor.sentence)
    };
    let fits = || Some(one(from)?.times(factor.value.low?)? == one(to)?);
    if fits() == Some(true) {
        both((r, f), (r, f + 1), relations);
        both((r, f), (r, f + 2), relations);
        both((r, f + 1), (r, f + 2), relations);
    }
}

fn both(one: Place, other: Place, relations: &mut Relations) {
    relations.push((one, other, Relation::Same));
    relations.push((other, one, Relation::Same));
}
