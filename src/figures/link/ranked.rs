//! The figures that are linked, in one order, that of path and position, which is the same however the texts came in
//! ([`Noted`]).

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::super::figure::{Value, Verdict};
use super::super::text_path::TextPath;
use super::extent::{Extent, Place};
use super::noted::{Class, ClassId, Kept, Noted, PlaceId, Told, ValueId, small};

/// A figure by its rank in the order of path and position.
pub(super) type Rank = u32;

/// All figures, by rank.
#[derive(Debug)]
pub(super) struct Ranked {
    texts: Vec<Told>,
    figures: Vec<Kept>,
    places: Vec<PlaceId>,
    /// The text of each rank.
    text_of: Vec<u32>,
    /// The texts in the order in which they came in.
    came: Vec<u32>,
    /// In the order of values.
    classes: Vec<Class>,
    values: Vec<Value>,
    /// Of each value.
    extents: Vec<Extent>,
    judged: Vec<(Verdict, &'static str)>,
}

impl Ranked {
    pub fn new(noted: Noted) -> Self {
        let Noted { mut texts, figures, values, classes, places, judged } = noted;
        let came = sort(&mut texts);
        let mut figures = of_texts(&mut texts, figures);
        let text_of = (0..).zip(&texts).flat_map(|(text, told)| told.figures.clone().map(move |_| text)).collect();
        let values = in_order(values);
        let extents = Extent::of(&values);
        let classes = by_value(classes, &extents, &mut figures);
        Self { texts, figures, places: places.in_order(), text_of, came, classes, values, extents, judged }
    }

    /// Lets go of all by which figures were compared; what is left is where they stand.
    pub fn compared(self) -> Self {
        let (places, classes, values, extents) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { places, classes, values, extents, ..self }
    }

    pub fn len(&self) -> usize {
        self.figures.len()
    }

    pub fn ranks(&self) -> Range<Rank> {
        0..small(self.figures.len())
    }

    /// The ranks of each text's figures.
    pub fn texts(&self) -> impl Iterator<Item = Range<Rank>> + '_ {
        self.texts.iter().map(|told| told.figures.clone())
    }

    /// A text by its place among those that came in.
    pub fn text_nth(&self, came: usize) -> Option<&Told> {
        self.came.get(came).map(|&text| &self.texts[text as usize])
    }

    /// The ranks of the figures of the text at a path.
    pub fn of_path(&self, path: &TextPath) -> Range<Rank> {
        let text = self.texts.binary_search_by(|told| told.path.cmp(path));
        text.map_or(0..0, |text| self.texts[text].figures.clone())
    }

    pub fn text(&self, rank: Rank) -> &Told {
        &self.texts[self.text_of[rank as usize] as usize]
    }

    /// The places that its text names.
    pub fn places(&self, rank: Rank) -> &[PlaceId] {
        let Range { start, end } = self.text(rank).places;
        &self.places[start as usize..end as usize]
    }

    pub fn kept(&self, rank: Rank) -> &Kept {
        &self.figures[rank as usize]
    }

    /// What was said of it when it was read.
    pub fn judged(&self, rank: Rank) -> (Verdict, &'static str) {
        self.judged[usize::from(self.figures[rank as usize].judged)]
    }

    /// What decides how it stands to others.
    pub fn at(&self, rank: Rank) -> &Class {
        &self.classes[self.class(rank) as usize]
    }

    pub fn value(&self, rank: Rank) -> &Value {
        &self.values[self.at(rank).value as usize]
    }

    /// Where its value lies.
    pub fn extent(&self, rank: Rank) -> &Extent {
        &self.extents[self.at(rank).value as usize]
    }

    pub fn class(&self, rank: Rank) -> ClassId {
        self.figures[rank as usize].class
    }

    /// Its place in its reading.
    pub fn place(&self, rank: Rank) -> usize {
        self.figures[rank as usize].at as usize
    }

    /// What grew, for a factor.
    pub fn subjects(&self, rank: Rank) -> &[String] {
        self.text(rank).subjects.get(&self.figures[rank as usize].at).map_or(&[], Vec::as_slice)
    }

    /// Orders figures by value; equal for equal values.
    pub fn value_order(&self, rank: Rank) -> Place {
        self.extent(rank).key
    }

    /// Its text, by its place among those that have figures; in the order of ranks.
    pub fn text_number(&self, rank: Rank) -> u32 {
        self.text_of[rank as usize]
    }

    pub fn same_text(&self, one: Rank, other: Rank) -> bool {
        self.text_of[one as usize] == self.text_of[other as usize]
    }

    pub fn of_same_text(&self, rank: Rank) -> Range<Rank> {
        self.text(rank).figures.clone()
    }
}

/// Puts texts in the order of their paths; gives of each that came in its place there. An archive's come in that order.
fn sort(texts: &mut Vec<Told>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..small(texts.len())).collect();
    if texts.is_sorted_by(|one, next| one.path <= next.path) {
        return order;
    }
    order.sort_by_key(|&text| &texts[text as usize].path);
    let mut unsorted: Vec<Option<Told>> = std::mem::take(texts).into_iter().map(Some).collect();
    texts.extend(order.iter().filter_map(|&text| unsorted[text as usize].take()));
    let mut came = vec![0; order.len()];
    (0..).zip(order).for_each(|(place, text)| came[text as usize] = place);
    came
}

/// The figures of these texts, one text after the other, each text's in the order in which they stand.
fn of_texts(texts: &mut [Told], came: Vec<Kept>) -> Vec<Kept> {
    let at = |told: &Told| told.figures.start as usize..told.figures.end as usize;
    let mut figures = came;
    if !texts.is_sorted_by_key(|told| told.figures.start) {
        let came = std::mem::take(&mut figures);
        figures.reserve_exact(came.len());
        for told in &mut *texts {
            let first = small(figures.len());
            figures.extend_from_slice(&came[at(told)]);
            told.figures = first..small(figures.len());
        }
    }
    texts.iter().for_each(|told| figures[at(told)].sort_by_key(|kept| kept.start));
    figures
}

/// Values by their numbers.
fn in_order(values: HashMap<Value, ValueId, RandomState>) -> Vec<Value> {
    let mut by_number: Vec<(ValueId, Value)> = values.into_iter().map(|(value, number)| (number, value)).collect();
    by_number.sort_unstable_by_key(|(number, _)| *number);
    by_number.into_iter().map(|(_, value)| value).collect()
}

/// Numbers classes by value and then by the rank that first shows them: the order of the hash map decides nothing.
fn by_value(classes: HashMap<Class, ClassId, RandomState>, extents: &[Extent], figures: &mut [Kept]) -> Vec<Class> {
    let mut first = vec![u32::MAX; classes.len()];
    for (rank, kept) in (0..).zip(&*figures) {
        let first = &mut first[kept.class as usize];
        *first = rank.min(*first);
    }
    let mut found: Vec<(ClassId, Class)> = classes.into_iter().map(|(class, number)| (number, class)).collect();
    found.sort_unstable_by_key(|(number, class)| (extents[class.value as usize].key, first[*number as usize]));
    let mut renumbered = first;
    for (place, (number, _)) in (0..).zip(&found) {
        renumbered[*number as usize] = place;
    }
    figures.iter_mut().for_each(|kept| kept.class = renumbered[kept.class as usize]);
    found.into_iter().map(|(_, class)| class).collect()
}
