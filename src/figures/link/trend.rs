//! Factors: "doubled" agrees with "two-fold" elsewhere, and with "from 3 to 6" beside it.

use std::collections::BTreeMap;

use super::super::figure::{Op, Relation};
use super::family::{AtPlaces, Family};
use super::noted::ValueId;
use super::{Rank, Ranked, Relations, Stands};

/// Links factors with the numbers beside them, and with equal factors of the same thing elsewhere.
pub(super) fn trends(ranked: &Ranked, places: &AtPlaces, relations: &mut Relations) {
    let factors = Family::of(ranked, |rank| ranked.value(rank).op == Op::Times);
    factors.iter().for_each(|rank| beside(ranked, rank, relations));
    for texts in places.iter() {
        let mut equal: BTreeMap<(&str, ValueId), Vec<Rank>> = BTreeMap::new();
        for rank in factors.of_texts(texts) {
            // By value, too: another factor in a text between two equal ones would part them.
            let value = ranked.at(rank).value;
            ranked.subjects(rank).iter().for_each(|subject| equal.entry((subject, value)).or_default().push(rank));
        }
        // Neighbours suffice: of equal factors each is linked to the next.
        for pair in equal.values().flat_map(|ranks| ranks.windows(2)) {
            let (a, b) = (ranked.at(pair[0]), ranked.at(pair[1]));
            if !ranked.same_text(pair[0], pair[1]) && a.window.may_be(b.window) {
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
    relations.push(Stands::new(one, other, Relation::Same));
    relations.push(Stands::new(other, one, Relation::Same));
}

#[cfg(test)]
mod tests {
    use super::super::super::{Reading, Text, link, read};
    use super::*;

    /// The figures that stand for the same as another one, with it, by text and number.
    fn same(texts: &[&str]) -> Vec<[String; 2]> {
        let reading = |(at, told): (usize, &&str)| {
            let (path, text) = (format!("{at}.txt"), format!("LIMA, 3 May 2018.\n\n{told}"));
            read(&Text { path: &path, text: &text, published: None, publisher: None, language: None })
        };
        let mut readings: Vec<Reading> = texts.iter().enumerate().map(reading).collect();
        link(&mut readings, &[], &[]);
        let named = |path: &str, start: usize| {
            let mut figures = readings.iter().filter(|r| &*r.path == path).flat_map(|r| &r.figures);
            format!("{path} {}", figures.find(|figure| figure.start == start).unwrap().text)
        };
        let figures = readings.iter().flat_map(|reading| &reading.figures);
        let pairs = figures.flat_map(|figure| {
            let same = figure.related.iter().filter(|related| related.relation == Relation::Same);
            same.map(|other| [named(&figure.path, figure.start), named(&other.path, other.start)])
        });
        pairs.filter(|[one, other]| one < other).collect()
    }

    #[test]
    fn a_factor_agrees_with_the_numbers_beside_it_if_they_fit() {
        let pair = |one: &str, other: &str| [one, other].map(|text| format!("0.txt {text}"));
        assert_eq!(
            same(&["The ministry said that arrests in Peru doubled from 30 to 60."]),
            [pair("30", "doubled"), pair("30", "60"), pair("60", "doubled")]
        );
        let behind =
            same(&["He saw 7 men, 8 women and 9 children.", "Arrests in Peru doubled from 30 to 60, it said."]);
        assert_eq!(behind.len(), 3, "{behind:?}");
        assert_eq!(same(&["The ministry said that arrests in Peru doubled from 30 to 50."]), [[""; 2]; 0]);
        let apart = "The ministry said that arrests in Peru doubled. It named 30 men. It named 60 women.";
        assert_eq!(same(&[apart]), [[""; 2]; 0], "those of other sentences are not beside it");
    }

    #[test]
    fn a_factor_agrees_with_an_equal_one_of_the_same_thing_in_another_text() {
        let doubled = "The ministry said that harvests in Peru doubled.";
        let pair = ["0.txt doubled".to_owned(), "1.txt two-fold".to_owned()];
        assert_eq!(same(&[doubled, "The union told of a two-fold rise in harvests in Peru."]), [pair]);
        for other in [
            "The union told of a three-fold rise in harvests in Peru.",
            "The union told of a two-fold rise in premiums in Peru.",
            "The union told of a two-fold rise in harvests in March 2011 in Peru.",
        ] {
            assert_eq!(same(&[doubled, other]), [[""; 2]; 0], "{other}");
        }
        let tripled = "The union said that harvests in Peru tripled.";
        let pair = ["0.txt doubled".to_owned(), "2.txt doubled".to_owned()];
        assert_eq!(same(&[doubled, tripled, doubled]), [pair], "another factor lies between");
        assert_eq!(same(&["Harvests in Peru doubled, it said. Later harvests doubled in Peru."]), [[""; 2]; 0]);
    }
}
