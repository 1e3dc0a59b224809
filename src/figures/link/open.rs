//! Runs of figures that may still name withdrawn ones, in a tree, so that a withdrawn figure comes only to what may repeat it.
//!
//! A look at each run of near value would take time with the square of the figures where none of them is ever done: those of one
//! text, which does not repeat itself, and those of other times. So the tree is parted by value, by time and by text in turn, and
//! a part in which nothing can be a repeat is passed by. Measures and people are few: each of their kinds has a tree of its own.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::super::figure::Measure;
use super::bounds::{Bounds, Sought};
use super::compare::{is_repeat, measures_may_be_one, people_may_be_one};
use super::extent::{Extent, Place};
use super::noted::{Class, People, small};
use super::{Rank, Ranked};

/// Runs that are looked at one by one.
const FEW: usize = 16;

/// Figures of one class in a group, with what they are compared by at hand.
pub(super) struct Run<'a> {
    pub class: &'a Class,
    pub extent: &'a Extent,
    /// Where they stand among those of their kind.
    pub ranks: Range<u32>,
}

impl Run<'_> {
    pub fn range(&self) -> Range<usize> {
        self.ranks.start as usize..self.ranks.end as usize
    }

    fn decides(&self) -> (&Class, &Extent) {
        (self.class, self.extent)
    }

    fn kind(&self) -> (Measure, People, bool) {
        (self.class.measure, self.class.who, self.extent.is_vague())
    }
}

/// What may repeat a withdrawn run.
pub(super) struct Asked<'a> {
    pub run: &'a Run<'a>,
    /// The first key that it may have, and the last.
    pub keys: (Place, Place),
    /// The text of all withdrawn ones, if they are of one.
    pub text: Option<u32>,
}

pub(super) struct Open<'a> {
    ranked: &'a Ranked,
    runs: Vec<Run<'a>>,
    /// Of each run, between what it lies; nothing where none of its figures may name more.
    bounds: Vec<Option<Bounds>>,
    /// The figures of all runs.
    ranks: Vec<Rank>,
    /// Each before those that it is parted into.
    parts: Vec<Part>,
    /// The parts that hold all of a kind.
    kinds: Vec<usize>,
}

/// Some runs of a kind.
struct Part {
    runs: Range<usize>,
    /// The second of its two halves; the first comes behind it. Few runs are not parted.
    second: Option<usize>,
    /// Between what all lie that are open; nothing where none is.
    bounds: Option<Bounds>,
}

/// What came of a walk through a part.
struct Came {
    /// So many parts and runs were looked at.
    looked: usize,
    /// A run was closed: what is open lies between other bounds.
    closed: bool,
}

impl<'a> Open<'a> {
    pub fn new(ranked: &'a Ranked, mut runs: Vec<Run<'a>>, ranks: Vec<Rank>) -> Self {
        runs.sort_by_key(Run::kind);
        let same = |one: &Run<'_>, other: &Run<'_>| one.kind() == other.kind();
        let lengths: Vec<usize> = runs.chunk_by(same).map(<[Run<'_>]>::len).collect();
        let mut open = Self { ranked, runs, bounds: Vec::new(), ranks, parts: Vec::new(), kinds: Vec::new() };
        let mut first = 0;
        for length in lengths {
            open.kinds.push(open.parts.len());
            open.part(first..first + length, 0);
            first += length;
        }
        open.bounds = open.runs.iter().map(|run| open.bounds_of(run)).collect();
        for at in (0..open.parts.len()).rev() {
            open.parts[at].bounds = open.within(at);
        }
        open
    }

    /// Parts some runs, by value, time or text as it is the turn of.
    fn part(&mut self, runs: Range<usize>, turn: usize) {
        let at = self.parts.len();
        self.parts.push(Part { runs: runs.clone(), second: None, bounds: None });
        if runs.len() <= FEW {
            return;
        }
        let (ranked, ranks, middle) = (self.ranked, &self.ranks, runs.start + runs.len() / 2);
        let some = &mut self.runs[runs.clone()];
        let halves = |turn: &usize| match turn % 3 {
            0 => halve(some, |run| run.extent.key),
            1 => halve(some, |run| run.class.window),
            _ => halve(some, |run| ranked.text_number(ranks[run.range().start])),
        };
        let turn = (turn..turn + 3).find(halves).unwrap_or(turn);
        self.part(runs.start..middle, turn + 1);
        self.parts[at].second = Some(self.parts.len());
        self.part(middle..runs.end, turn + 1);
    }

    fn bounds_of(&self, run: &Run<'_>) -> Option<Bounds> {
        // Ranks are in order of their texts.
        let of_run = &self.ranks[run.range()];
        let text = |rank: Option<&Rank>| rank.map(|&rank| self.ranked.text_number(rank));
        let texts = text(of_run.first()).zip(text(of_run.last()))?;
        Some(Bounds::of(run.extent, run.class.window, texts))
    }

    /// Between what all lie that are open in a part.
    fn within(&self, at: usize) -> Option<Bounds> {
        let Part { runs, second, .. } = &self.parts[at];
        match second {
            Some(second) => Bounds::around(self.parts[at + 1].bounds, self.parts[*second].bounds),
            None => self.bounds[runs.clone()].iter().copied().fold(None, Bounds::around),
        }
    }

    /// Comes to all open runs that may be a repeat, and leaves those of their figures that may name more. Gives how many runs and
    /// parts were looked at.
    pub fn retain(&mut self, asked: &Asked<'_>, mut may: impl FnMut(Rank) -> bool) -> usize {
        let Asked { run, keys, text } = *asked;
        let Run { class, extent, .. } = run;
        let sought = Sought { keys, reach: extent.reach, window: class.window, text };
        let mut looked = 0;
        for kind in 0..self.kinds.len() {
            let part = self.kinds[kind];
            let (measure, who, vague) = self.runs[self.parts[part].runs.start].kind();
            let one = vague == extent.is_vague()
                && measures_may_be_one(class.measure, measure)
                && people_may_be_one(class.who, who);
            looked += if one { self.retain_within(part, run, &sought, &mut may).looked } else { 0 };
        }
        looked
    }

    fn retain_within(
        &mut self,
        at: usize,
        withdrawn: &Run<'_>,
        sought: &Sought,
        may: &mut impl FnMut(Rank) -> bool,
    ) -> Came {
        let mut came = Came { looked: 1, closed: false };
        if !self.parts[at].bounds.is_some_and(|bounds| bounds.may(sought)) {
            return came;
        }
        if let Some(second) = self.parts[at].second {
            for half in [at + 1, second] {
                let Came { looked, closed } = self.retain_within(half, withdrawn, sought, may);
                came = Came { looked: came.looked + looked, closed: came.closed || closed };
            }
        } else {
            let mut some = self.parts[at].runs.clone();
            came.looked += some.len();
            while some.start < some.end {
                let run = some.start;
                // Bounds of a run are those of its class, and all of a kind count the same people: nothing else decides.
                let is_it = self.bounds[run].is_some_and(|bounds| bounds.may(sought));
                debug_assert!(!is_it || is_repeat(withdrawn.decides(), self.runs[run].decides()));
                if is_it && self.retain_of(run, may) {
                    // What is closed is not looked at again.
                    some.end -= 1;
                    self.runs.swap(run, some.end);
                    self.bounds.swap(run, some.end);
                    self.parts[at].runs.end = some.end;
                    came.closed = true;
                } else {
                    some.start += 1;
                }
            }
        }
        if came.closed {
            self.parts[at].bounds = self.within(at);
        }
        came
    }

    /// Leaves those of a run's figures that may name more; true if that closes it.
    fn retain_of(&mut self, at: usize, may: &mut impl FnMut(Rank) -> bool) -> bool {
        let run = &mut self.runs[at];
        let of_run = &mut self.ranks[run.range()];
        let mut kept = 0;
        for place in 0..of_run.len() {
            let rank = of_run[place];
            if may(rank) {
                of_run[kept] = rank;
                kept += 1;
            }
        }
        run.ranks.end = run.ranks.start + small(kept);
        if kept == 0 {
            self.bounds[at] = None;
        }
        kept == 0
    }
}

/// Puts the lesser half first; does nothing where all are alike, which would part nothing.
fn halve<T: Ord>(runs: &mut [Run<'_>], of: impl Fn(&Run<'_>) -> T) -> bool {
    let differ = runs.iter().any(|run| of(run) != of(&runs[0]));
    if differ {
        runs.select_nth_unstable_by_key(runs.len() / 2, of);
    }
    differ
}
