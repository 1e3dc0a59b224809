//! What linking keeps of figures: a few bytes of each, so that their texts can be let go of while others are read.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use foldhash::fast::RandomState;

use super::super::event::{Places, Window};
use super::super::figure::{Figure, Measure, Op, Value, Verdict, Who};
use super::super::read::Reading;
use super::super::span::Span;
use super::super::text_path::TextPath;

/// A class by its place in the order of values.
pub(super) type ClassId = u32;

/// A value by its number.
pub(super) type ValueId = u32;

/// What decides how one figure stands to another. In a large archive many figures are alike in it, so that it is kept once
/// for all of them, and classes can be compared in place of figures.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// Values are few, and take more than all the rest: each is kept once.
    pub value: ValueId,
    pub window: Window,
    pub who: People,
    pub measure: Measure,
    pub withdrawn: bool,
}

/// Who is counted: a bit for each kind, so that it costs next to nothing to keep and to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct People(u16);

impl People {
    pub fn of(who: &[Who]) -> Self {
        Self(who.iter().fold(0, |bits, who| bits | 1 << *who as u16))
    }

    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Those who are in both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those who are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A place by its name.
pub(super) type PlaceId = u32;

/// What was said of a figure when it was read, by its number.
pub(super) type JudgedId = u16;

/// What else is kept of a figure, in 24 bytes. Places in a text are small numbers: larger texts are not read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub class: ClassId,
    pub start: u32,
    end: u32,
    /// Where its sentence begins.
    pub sentence: u32,
    /// Its place in its reading.
    pub at: u32,
    pub judged: JudgedId,
    pub has_source: bool,
}

impl Kept {
    /// The bytes of the number.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// What is kept of a text.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub path: TextPath,
    /// Where its places stand among those of all texts.
    pub places: Range<u32>,
    /// The day it speaks from.
    pub told: Window,
    pub figures: Range<u32>,
    /// What grew, for those of its figures that are factors.
    pub subjects: BTreeMap<u32, Vec<String>>,
}

/// Figures as they come in.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub texts: Vec<Told>,
    pub figures: Vec<Kept>,
    // Asked for each figure of an archive. What a text says is chosen by others, so each run hashes by a key of its own.
    pub values: HashMap<Value, ValueId, RandomState>,
    pub classes: HashMap<Class, ClassId, RandomState>,
    pub places: Named,
    /// Verdicts with the rules that decided; there are a few dozen.
    pub judged: Vec<(Verdict, &'static str)>,
}

/// The places that texts name: each name once.
#[derive(Debug, Default)]
pub(super) struct Named {
    ids: HashMap<Box<str>, PlaceId, RandomState>,
    /// Those of the texts, one text after the other.
    of_texts: Vec<PlaceId>,
}

impl Named {
    /// Takes in the places of a text; says where they stand.
    fn add(&mut self, places: &Places) -> Range<u32> {
        let first = small(self.of_texts.len());
        for place in places.iter() {
            let known = self.ids.get(place).copied();
            let id = known.unwrap_or_else(|| {
                let fresh = small(self.ids.len());
                self.ids.insert(place.into(), fresh);
                fresh
            });
            self.of_texts.push(id);
        }
        first..small(self.of_texts.len())
    }

    /// The places of the texts, numbered in the order of their names: that in which texts came in decides nothing.
    pub fn in_order(mut self) -> Vec<PlaceId> {
        let mut names: Vec<(Box<str>, PlaceId)> = self.ids.into_iter().collect();
        names.sort_unstable();
        let mut renumbered = vec![0; names.len()];
        for (place, (_, id)) in (0..).zip(names) {
            renumbered[id as usize] = place;
        }
        self.of_texts.iter_mut().for_each(|id| *id = renumbered[*id as usize]);
        self.of_texts
    }
}

impl Noted {
    /// Takes in the figures of a text; `withdrawn` says which of them are.
    pub fn add(&mut self, reading: &Reading, withdrawn: impl Fn(&Figure) -> bool) {
        let first = small(self.figures.len());
        for (at, figure) in reading.figures.iter().enumerate() {
            let fresh = small(self.values.len());
            let class = Class {
                value: *self.values.entry(figure.value).or_insert(fresh),
                measure: figure.measure,
                who: People::of(&figure.who),
                window: figure.window,
                withdrawn: withdrawn(figure),
            };
            let fresh = small(self.classes.len());
            let kept = Kept {
                class: *self.classes.entry(class).or_insert(fresh),
                start: small(figure.start),
                end: small(figure.end),
                sentence: small(figure.sentence.start),
                at: small(at),
                judged: self.judged((figure.verdict, figure.rule)),
                has_source: figure.source.is_some(),
            };
            self.figures.push(kept);
        }
        let factors = (0..).zip(&reading.figures).filter(|(_, figure)| figure.value.op == Op::Times);
        self.texts.push(Told {
            path: reading.path.clone(),
            places: self.places.add(&reading.places),
            told: reading.told,
            figures: first..small(self.figures.len()),
            subjects: factors.map(|(at, figure)| (at, figure.subject.clone())).collect(),
        });
    }

    fn judged(&mut self, judged: (Verdict, &'static str)) -> JudgedId {
        let known = self.judged.iter().position(|known| *known == judged);
        let at = known.unwrap_or_else(|| {
            self.judged.push(judged);
            self.judged.len() - 1
        });
        JudgedId::try_from(at).unwrap_or(JudgedId::MAX)
    }
}

/// Numbers of figures end far below this: see `Stands`.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
