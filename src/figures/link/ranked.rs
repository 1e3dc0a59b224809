//! All figures of an archive in one order, with what linking asks of them in a few bytes each.

use std::collections::HashMap;
use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::event::Window;
use super::super::figure::{Figure, Measure, Value, Verdict, Who};
use super::super::interval::key;
use super::super::read::Reading;

/// A figure by its rank in the order of path and position: small, and the same however the texts come in.
pub(super) type Rank = u32;

/// A class by its place in the order of values.
pub(super) type ClassId = u32;

/// What decides whether one figure repeats another. In a large archive many figures are alike in it, so that classes
/// can be compared in place of figures.
#[derive(PartialEq, Eq, Hash)]
struct Class<'a> {
    value: &'a Value,
    measure: Measure,
    who: &'a [Who],
    window: Window,
    withdrawn: bool,
}

impl<'a> Class<'a> {
    fn of(figure: &'a Figure) -> Self {
        Self {
            value: &figure.value,
            measure: figure.measure,
            who: &figure.who,
            window: figure.window,
            withdrawn: figure.verdict == Verdict::Rescinded,
        }
    }
}

/// All figures, by rank.
pub(super) struct Ranked<'a> {
    readings: &'a [Reading],
    /// Reading and figure of each rank.
    places: Vec<(u32, u32)>,
    /// The ranks of each reading's figures, which stand side by side.
    texts: Vec<Range<Rank>>,
    /// The class of each rank.
    classes: Vec<ClassId>,
    /// Of each class: its place among the different values.
    values: Vec<u32>,
}

impl<'a> Ranked<'a> {
    pub fn new(readings: &'a [Reading]) -> Self {
        let mut order: Vec<u32> = (0..small(readings.len())).collect();
        order.sort_by_key(|&r| &readings[r as usize].path);
        let mut places = Vec::with_capacity(readings.iter().map(|reading| reading.figures.len()).sum());
        let mut texts = vec![0..0; readings.len()];
        for r in order {
            let figures = &readings[r as usize].figures;
            let first = small(places.len());
            places.extend((0..small(figures.len())).map(|f| (r, f)));
            places[first as usize..].sort_by_key(|&(_, f)| figures[f as usize].start);
            texts[r as usize] = first..small(places.len());
        }
        let (classes, values) = classes(readings, &places);
        Self { readings, places, texts, classes, values }
    }

    /// Reading and figure of each rank.
    pub fn into_places(self) -> Vec<(u32, u32)> {
        self.places
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn ranks(&self) -> Range<Rank> {
        0..small(self.places.len())
    }

    /// The ranks of each text that has figures, in their order.
    pub fn texts(&self) -> impl Iterator<Item = Range<Rank>> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            let (reading, _) = *self.places.get(next as usize)?;
            let ranks = self.texts[reading as usize].clone();
            next = ranks.end;
            Some(ranks)
        })
    }

    pub fn reading(&self, rank: Rank) -> &'a Reading {
        &self.readings[self.places[rank as usize].0 as usize]
    }

    pub fn at(&self, rank: Rank) -> &'a Figure {
        &self.reading(rank).figures[self.places[rank as usize].1 as usize]
    }

    pub fn class(&self, rank: Rank) -> ClassId {
        self.classes[rank as usize]
    }

    /// Orders figures by value; equal for equal values.
    pub fn value_order(&self, rank: Rank) -> u32 {
        self.values[self.class(rank) as usize]
    }

    pub fn same_text(&self, one: Rank, other: Rank) -> bool {
        self.places[one as usize].0 == self.places[other as usize].0
    }

    pub fn of_same_text(&self, rank: Rank) -> Range<Rank> {
        self.texts[self.places[rank as usize].0 as usize].clone()
    }
}

/// Ranks end at four thousand million figures, which no memory holds.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The class of each rank, and each class's place among the values. Classes are numbered by value and then by the rank
/// that first shows them: the order of the hash map decides nothing.
fn classes(readings: &[Reading], places: &[(u32, u32)]) -> (Vec<ClassId>, Vec<u32>) {
    let figure = |rank: usize| {
        let (r, f) = places[rank];
        &readings[r as usize].figures[f as usize]
    };
    let mut known: HashMap<Class<'_>, u32> = HashMap::new();
    let mut found: Vec<(Option<Decimal>, u32)> = Vec::new();
    let mut classes = Vec::with_capacity(places.len());
    for rank in 0..places.len() {
        let figure = figure(rank);
        let number = *known.entry(Class::of(figure)).or_insert_with(|| {
            let number = small(found.len());
            found.push((key(&figure.value), number));
            number
        });
        classes.push(number);
    }
    found.sort_unstable();
    let mut renumbered = vec![0; found.len()];
    let mut values = Vec::with_capacity(found.len());
    for (place, (value, number)) in found.iter().enumerate() {
        renumbered[*number as usize] = small(place);
        let last = values.last().copied().unwrap_or_default();
        let fresh = place > 0 && found[place - 1].0 != *value;
        values.push(last + u32::from(fresh));
    }
    classes.iter_mut().for_each(|class| *class = renumbered[*class as usize]);
    (classes, values)
}
