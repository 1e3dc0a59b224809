//! How two figures of one event stand to each other.

use super::super::figure::{Measure, Relation, Who};
use super::extent::Extent;
use super::noted::{Class, People};
use super::{KEPT, Rank, Ranked, Relations, Stands};

/// Figures compared on each side of a figure in the order of values; bounds the work in a crowded archive.
const NEIGHBOURS: usize = 4;

/// Relations noted a figure over all its groups: a text that names ten places is in ten of them.
const NOTED: u8 = 12;

/// Figures before and behind one in its text, among which people who are counted apart are looked for: a text of many figures
/// would else be gone through for each of them.
const APART: Rank = 64;

/// The relations of neighbours in the order of values, over all groups.
pub(super) struct Neighbours<'a> {
    ranked: &'a Ranked,
    /// How many relations each figure has noted.
    noted: Vec<u8>,
}

impl<'a> Neighbours<'a> {
    pub fn new(ranked: &'a Ranked) -> Self {
        Self { ranked, noted: vec![0; ranked.len()] }
    }

    /// Compares the figures of a group, which are in order of value.
    pub fn group(&mut self, group: &[Rank], relations: &mut Relations) {
        let ranked = self.ranked;
        let behind = behind(ranked, group);
        for (index, &one) in group.iter().enumerate() {
            let (mut at, mut compared) = (index + 1, 0);
            while compared < NEIGHBOURS && self.noted[one as usize] < NOTED {
                let Some(&other) = group.get(at) else { break };
                // Figures of one text do not stand to each other, so they do not use up the neighbours.
                if ranked.same_text(one, other) {
                    at = behind[at];
                    continue;
                }
                (at, compared) = (at + 1, compared + 1);
                if let Some((forth, back)) = relation(ranked, one, other) {
                    relations.push(Stands::new(one, other, forth));
                    relations.push(Stands::new(other, one, back));
                    self.noted[one as usize] += 1;
                    if forth == Relation::Same {
                        scope(ranked, one, other, relations);
                        scope(ranked, other, one, relations);
                    }
                }
            }
        }
    }
}

/// For each place in a group the next one of another text: a text with many figures is stepped over at once.
fn behind(ranked: &Ranked, group: &[Rank]) -> Vec<usize> {
    let mut behind: Vec<usize> = (1..=group.len()).collect();
    for at in (1..group.len()).rev() {
        if ranked.same_text(group[at - 1], group[at]) {
            behind[at - 1] = behind[at];
        }
    }
    behind
}

fn same_event(one: &Class, other: &Class) -> bool {
    one.window.may_be(other.window)
}

pub(super) fn measures_may_be_one(one: Measure, other: Measure) -> bool {
    one == other || one == Measure::Casualties || other == Measure::Casualties
}

/// Whether a figure that stands repeats a withdrawn one: all that decides is in their classes and extents.
pub(super) fn is_repeat((withdrawn, extent): (&Class, &Extent), (other, other_extent): (&Class, &Extent)) -> bool {
    // The window first: most of a large archive is of another time.
    same_event(withdrawn, other)
        && !other.withdrawn
        && measures_may_be_one(withdrawn.measure, other.measure)
        && people_may_be_one(withdrawn.who, other.who)
        && extent.may_repeat(other_extent)
}

/// Nobody named, somebody in common, or civilians of one kind and another.
pub(super) fn people_may_be_one(one: People, other: People) -> bool {
    let armed = People::of(&[Who::LawEnforcement, Who::Military, Who::Militants]);
    let civilians = People::of(&[Who::Civilians]);
    let none = People::default();
    one == none
        || other == none
        || one.and(other) != none
        || (one.and(civilians) != none || other.and(civilians) != none)
            && one.without(armed) != none
            && other.without(armed) != none
}

/// Forth and back; `one` is the smaller in the order of values. The days that their texts speak from decide what is in
/// conflict: two counts of one day's dead that were told a week apart are an earlier and a later count.
fn relation(ranked: &Ranked, one: Rank, other: Rank) -> Option<(Relation, Relation)> {
    let [a, b] = [one, other].map(|rank| ranked.at(rank));
    let told = |rank| ranked.text(rank).told;
    if !same_event(a, b) || !measures_may_be_one(a.measure, b.measure) || !people_may_be_one(a.who, b.who) {
        return None;
    }
    let [extent, of_other] = [one, other].map(|rank| ranked.extent(rank));
    if extent.key == of_other.key && extent.may_repeat(of_other) {
        return Some((Relation::Same, Relation::Same));
    }
    // Counts of different people do not grow into each other.
    if a.who != b.who {
        return None;
    }
    if extent.meets(of_other) {
        return Some((Relation::Compatible, Relation::Compatible));
    }
    // An exact number with somebody who vouches for it.
    let firm = |rank| ranked.extent(rank).is_exact() && ranked.kept(rank).has_source;
    if a.measure == b.measure && a.window == b.window && told(one).same_day(told(other)) && firm(one) && firm(other) {
        return Some((Relation::ConflictsValue, Relation::ConflictsValue));
    }
    // Counts of an event grow, so without dates the smaller is the earlier.
    if told(other).before(told(one)) {
        Some((Relation::EarlierCount, Relation::LaterCount))
    } else {
        Some((Relation::LaterCount, Relation::EarlierCount))
    }
}

/// Whether `narrow`'s text counts people apart whom `wide` counts in one number: then the same number is not the same.
pub(super) fn scope(ranked: &Ranked, wide: Rank, narrow: Rank, relations: &mut Relations) {
    let (wide_figure, narrow_figure) = (ranked.at(wide), ranked.at(narrow));
    if wide_figure.who.count() < 2 {
        return;
    }
    let of_text = ranked.of_same_text(narrow);
    let near = narrow.saturating_sub(APART).max(of_text.start)..(narrow + APART).min(of_text.end);
    let is_apart = |other: &Rank| {
        let apart = ranked.at(*other);
        let counted = [wide_figure, narrow_figure].iter().all(|f| measures_may_be_one(f.measure, apart.measure));
        let inside = apart.who.count() == 1
            && apart.who.without(wide_figure.who.without(narrow_figure.who)) == People::default();
        *other != narrow && counted && inside && apart.window.may_be(wide_figure.window)
    };
    // More would not be kept.
    for other in near.filter(is_apart).take(KEPT) {
        for (to, relation) in [(narrow, Relation::ConflictsScope), (other, Relation::CountedApart)] {
            relations.push(Stands::new(wide, to, relation));
            relations.push(Stands::new(to, wide, relation));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_have_nobody_in_common_are_others_unless_both_are_civilians() {
        use Who::{Children, Civilians, LawEnforcement, Military, Protesters};
        for (one, other, may) in [
            (&[][..], &[LawEnforcement][..], true),
            (&[Protesters], &[Protesters, LawEnforcement], true),
            (&[Protesters], &[Children], false),
            (&[Protesters], &[LawEnforcement], false),
            (&[Civilians], &[Protesters], true),
            (&[Civilians], &[LawEnforcement], false),
            (&[Civilians], &[LawEnforcement, Military], false),
            (&[Civilians], &[LawEnforcement, Children], true),
        ] {
            let (a, b) = (People::of(one), People::of(other));
            assert_eq!([people_may_be_one(a, b), people_may_be_one(b, a)], [may, may], "{one:?} {other:?}");
        }
    }

    #[test]
    fn casualties_may_be_dead_or_hurt_and_the_dead_are_not_the_hurt() {
        use Measure::{Casualties, Detained, Injured, Killed};
        for (one, other, may) in [
            (Killed, Killed, true),
            (Killed, Casualties, true),
            (Casualties, Injured, true),
            (Killed, Injured, false),
            (Detained, Killed, false),
        ] {
            assert_eq!(measures_may_be_one(one, other), may, "{one:?} {other:?}");
        }
    }

    #[test]
    fn people_counted_apart_are_looked_for_near_their_figure() {
        use super::super::super::{Text, read};
        use super::super::noted::Noted;

        let found = |between: usize| {
            let both = "The ministry counted 26 dead demonstrators and officers in Peru.";
            let others = "It said 9 people were detained. ".repeat(between);
            let whole = format!("It said 26 people were killed in Peru. {others}{}", "8 officers died. ".repeat(20));
            let mut noted = Noted::default();
            for (path, text) in [("0.txt", both), ("1.txt", &whole)] {
                noted.add(&read(&Text { path, text, published: None, publisher: None, language: None }), |_| false);
            }
            let mut relations = Vec::new();
            scope(&Ranked::new(noted), 0, 1, &mut relations);
            relations.len() / 4
        };
        assert_eq!([0, 60, 70].map(found), [KEPT, 3, 0]);
    }
}
