//! Across the archive: which figures mean the same thing, and what follows when one of them is withdrawn.
//!
//! Two figures may be of one event when their texts name a place in common and their windows of time may be one. The
//! order of the texts decides nothing: figures are compared in the order of path and position.

use std::collections::HashMap;

mod bounds;
mod compare;
mod extent;
mod family;
mod links;
mod noted;
mod open;
mod outline;
mod ranked;
mod repeats;
mod stands;
#[cfg(test)]
mod tests;
mod trend;

use rayon::prelude::*;

use compare::Neighbours;
use family::{AtPlaces, FAMILIES, Family};
pub use links::Links;
use noted::Noted;
pub use outline::Outline;
use ranked::{Rank, Ranked};
use repeats::Repeats;
use stands::Stands;

use super::change::{Captures, Changes};
use super::figure::{Relation, Verdict};
use super::read::Reading;
use super::span::Span;
use super::text_path::TextPath;

/// A figure that a signed statement withdraws, with the span of text that shows it.
#[derive(Clone, Debug)]
pub struct StatedRescission {
    /// The document with the withdrawn figure.
    pub path: String,
    /// The figure, or any span that touches it.
    pub span: Span,
    /// The document that shows the withdrawal.
    pub evidence_path: String,
    /// Where it shows it.
    pub evidence: Span,
}

/// How figures stand to each other.
type Relations = Vec<Stands>;

/// Relations kept a figure, gravest first; those of repeats are bounded in [`repeats`] and always kept.
const KEPT: usize = 8;

/// Relations collected before what nobody keeps is dropped: bounds memory where texts share many places. With many kept, half
/// as many again are collected, so that dropping takes no more time than collecting.
const COLLECTED: usize = 1 << 17;

/// Takes in the figures of an archive, text after text. It keeps a few bytes of each: a reading may be let go of, and read again
/// when [`Links::apply`] is to tell it how its figures stand to the others.
#[derive(Debug, Default)]
pub struct Linker {
    noted: Noted,
    stated: Stated,
    changes: Changes,
}

/// Signed withdrawals, by the text that has the figure.
type Stated = HashMap<TextPath, Vec<StatedRescission>>;

/// Links the figures of all readings: sets `repeats-rescinded` and `conflicting`, and fills `related`.
pub fn link(readings: &mut [Reading], stated: &[StatedRescission], captures: &[Captures]) {
    let mut linker = Linker::new(stated, captures);
    readings.iter().for_each(|reading| linker.add(reading));
    let links = linker.finish();
    for (came, reading) in readings.iter_mut().enumerate() {
        links.apply_nth(came, reading);
    }
}

impl Linker {
    /// With what is known from outside of the texts: signed withdrawals, and which texts are captures of one page.
    pub fn new(stated: &[StatedRescission], captures: &[Captures]) -> Self {
        let mut by_text = Stated::new();
        for stated in stated {
            by_text.entry(TextPath::from(&*stated.path)).or_default().push(stated.clone());
        }
        Self { noted: Noted::default(), stated: by_text, changes: Changes::new(captures) }
    }

    /// Takes in the figures of a text, as they were read.
    pub fn add(&mut self, reading: &Reading) {
        self.changes.add(reading);
        let stated = self.stated.get(&reading.path).map_or(&[][..], Vec::as_slice);
        self.noted.add(reading, |figure| {
            figure.verdict == Verdict::Rescinded || stated.iter().any(|stated| figure.span().overlaps(stated.span))
        });
    }

    /// Compares the figures of all texts.
    pub fn finish(self) -> Links {
        let ranked = Ranked::new(self.noted);
        // A figure is of one family, and no two families are compared.
        let places = AtPlaces::of(&ranked);
        let compared: Vec<[Relations; 2]> =
            (0..FAMILIES).into_par_iter().map(|family| compare(&ranked, &places, family)).collect();
        let mut relations = Relations::with_capacity(compared.iter().flatten().map(Vec::len).sum());
        // Each is let go of as soon as it was taken over.
        compared.into_iter().flatten().for_each(|some| relations.extend(some));
        trend::trends(&ranked, &places, &mut relations);
        keep(&mut relations);
        relations.shrink_to_fit();
        Links { ranked: ranked.compared(), stated: self.stated, changes: self.changes.compared(), relations }
    }
}

/// Compares the figures of a family, place by place: which repeat one that is withdrawn, and how neighbours stand to each other.
fn compare(ranked: &Ranked, places: &AtPlaces, family: usize) -> [Relations; 2] {
    let family = Family::new(ranked, family);
    let (mut repeats, mut neighbours) = (Repeats::new(ranked), Neighbours::new(ranked));
    let (mut of_repeats, mut of_neighbours) = (Collected::default(), Collected::default());
    for some in places.some() {
        let group = |texts: &Vec<u32>| in_order(family.of_texts(texts), |rank| ranked.value_order(rank));
        let groups: Vec<Vec<Rank>> = some.par_iter().map(group).collect();
        rayon::join(
            || groups.iter().for_each(|group| of_repeats.add(|relations| _ = repeats.group(group, relations))),
            || groups.iter().for_each(|group| of_neighbours.add(|relations| neighbours.group(group, relations))),
        );
    }
    [of_repeats.end(), of_neighbours.end()]
}

/// Ranks in the order of what `key` gives for them, and else in their own.
fn in_order(ranks: impl Iterator<Item = Rank>, key: impl Fn(Rank) -> u32) -> Vec<Rank> {
    let mut keyed: Vec<(u32, Rank)> = ranks.map(|rank| (key(rank), rank)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, rank)| rank).collect()
}

/// The relations within groups, as many as are kept.
#[derive(Default)]
struct Collected {
    relations: Relations,
    /// How many there were when some were dropped.
    kept: usize,
}

impl Collected {
    fn add(&mut self, within: impl FnOnce(&mut Relations)) {
        within(&mut self.relations);
        if self.relations.len() > self.kept + COLLECTED.max(self.kept / 2) {
            keep(&mut self.relations);
            self.kept = self.relations.len();
        }
    }

    fn end(mut self) -> Relations {
        keep(&mut self.relations);
        self.relations
    }
}

/// Leaves one relation a pair of figures, the gravest, and [`KEPT`] a figure. What was left once may be collected on.
fn keep(relations: &mut Relations) {
    relations.par_sort_unstable();
    relations.dedup_by_key(|stands| stands.pair());
    for of_one in relations.chunk_by_mut(|one, other| one.from() == other.from()) {
        of_one.sort_unstable_by_key(|stands| (stands.relation(), stands.to()));
    }
    let (mut last, mut count) = (None, 0);
    relations.retain(|stands| {
        count = if last == Some(stands.from()) { count + 1 } else { 1 };
        last = Some(stands.from());
        count <= KEPT || matches!(stands.relation(), Relation::Repeats | Relation::RepeatedBy)
    });
}

/// Withdraws the first figure in the examples of the rule that needs a statement.
#[cfg(test)]
pub(super) fn tests_stated(rule: &str, readings: &[Reading]) -> Vec<StatedRescission> {
    use super::rules;

    let first = readings.iter().flat_map(|r| &r.figures).next().filter(|_| rule == rules::RESCINDED_BY_STATEMENT);
    let stated = |f: &super::figure::Figure| StatedRescission {
        path: f.path.to_string(),
        span: f.span(),
        evidence_path: "proof.txt".to_owned(),
        evidence: Span::new(0, 4),
    };
    first.map(stated).into_iter().collect()
}
