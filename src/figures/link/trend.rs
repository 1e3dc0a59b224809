//! Factors: "doubled" agrees with "two-fold" elsewhere, and with "from 3 to 6" beside it.

use std::collections::BTreeMap;

use super::super::figure::{Op, Relation};
use super::noted::PlaceId;
use super::{Rank, Ranked, Relations};

/// Links factors with the numbers beside them, and with equal factors of the same thing elsewhere.
pub(super) fn trends(ranked: &Ranked, relations: &mut Relations) {
    let mut by_subject: BTreeMap<(PlaceId, &str), Vec<Rank>> = BTreeMap::new();
    for rank in ranked.ranks().filter(|&rank| ranked.value(rank).op == Op::Times) {
        beside(ranked, rank, relations);
        for subject in ranked.subjects(rank) {
            for &place in ranked.places(rank) {
                by_subject.entry((place, subject)).or_default().push(rank);
            }
        }
    }
    for ranks in by_subject.into_values() {
        // Neighbours suffice: of equal factors each is linked to the next.
        for pair in ranks.windows(2) {
            let (a, b) = (ranked.at(pair[0]), ranked.at(pair[1]));
            if !ranked.same_text(pair[0], pair[1]) && a.value == b.value && a.window.may_be(b.window) {
                both(pair[0], pair[1], relations);
            }
        }
    }
}

/// "Doubled from 3 to 6": the two numbers behind the factor in its sentence, where they fit it.
fn beside(ranked: &Ranked, rank: Rank, relations: &mut Relations) {
    let factor = ranked.value(rank);
    let sentence = |rank| ranked.kept(rank).sentence;
    if rank + 2 >= ranked.ranks().end {
        return;
    }
    let one = |number: Rank| {
        let value = ranked.value(number);
        let here = ranked.same_text(number, rank) && sentence(number) == sentence(rank);
        value.low.filter(|_| here && value.op == Op::Equal)
    };
    let fits = || Some(one(rank + 1)?.times(factor.low?)? == one(rank + 2)?);
    if fits() == Some(true) {
        both(rank, rank + 1, relations);
        both(rank, rank + 2, relations);
        both(rank + 1, rank + 2, relations);
    }
}

fn both(one: Rank, other: Rank, relations: &mut Relations) {
    relations.push((one, other, Relation::Same));
    relations.push((other, one, Relation::Same));
}
