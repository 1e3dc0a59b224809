//! Which figures repeat a withdrawn one. Every one of them is found; each names a few withdrawn ones only.
//!
//! Classes of like figures are compared, not figures, and a figure that names its few is done: an archive in which many
//! texts repeat one number many times costs no more than its figures.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::figure::{Relation, Value};
use super::super::interval::{key, keys_near};
use super::compare::{is_repeat, scope};
use super::noted::{Class, small};
use super::{Rank, Ranked, Relations, Stands, in_order};

/// Withdrawn figures that a repeat names: a fifth would tell nobody more.
const NAMED: usize = 4;

/// Nobody: ranks end below it.
const NOBODY: Rank = Rank::MAX;

/// The repeats found so far, over all groups.
pub(super) struct Repeats<'a> {
    ranked: &'a Ranked,
    /// The withdrawn figures that figures name.
    named: Vec<[Rank; NAMED]>,
    /// Of each figure, where in `named` its own are, counted from 1; 0 for the many that name none.
    slot: Vec<u32>,
}

/// Figures of one class in a group, with what they are compared by at hand.
struct Run<'a> {
    key: Option<Decimal>,
    class: &'a Class,
    value: &'a Value,
    /// Where they stand among those of their kind.
    ranks: Range<u32>,
}

impl Run<'_> {
    fn range(&self) -> Range<usize> {
        self.ranks.start as usize..self.ranks.end as usize
    }
}

impl<'a> Repeats<'a> {
    pub fn new(ranked: &'a Ranked) -> Self {
        Self { ranked, named: Vec::new(), slot: vec![0; ranked.len()] }
    }

    /// Finds the repeats within a group of figures.
    pub fn group(&mut self, group: &[Rank], relations: &mut Relations) {
        let ranked = self.ranked;
        if !group.iter().any(|&rank| ranked.at(rank).withdrawn) {
            return;
        }
        let ordered = in_order(group.iter().copied(), |rank| ranked.class(rank));
        let (mut withdrawn, mut named, mut others, mut ranks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for alike in ordered.chunk_by(|&one, &other| ranked.class(one) == ranked.class(other)) {
            let (class, value) = (ranked.at(alike[0]), ranked.value(alike[0]));
            let run = |ranks| Run { key: key(value), class, value, ranks };
            if class.withdrawn {
                withdrawn.push(run(behind(&mut named, named_of(ranked, alike))));
            } else {
                others.push(run(behind(&mut ranks, alike.iter().copied())));
            }
        }
        drop(ordered);
        let mut open = Open::new(others, ranks);
        // An equal number is the better one to name, so those come first.
        for run in &withdrawn {
            self.compare((run, &named[run.range()]), run.key.zip(run.key), &mut open, relations);
        }
        for run in &withdrawn {
            self.compare((run, &named[run.range()]), keys_near(run.value), &mut open, relations);
        }
    }

    /// Compares withdrawn figures of a class with all whose values lie in a range.
    fn compare(
        &mut self,
        (run, named): (&Run<'_>, &[Rank]),
        near: Option<(Decimal, Decimal)>,
        open: &mut Open<'_>,
        relations: &mut Relations,
    ) {
        let Some((low, high)) = near else { return };
        let mut at = open.first(open.runs.partition_point(|other| other.key < Some(low)));
        let end = open.runs.partition_point(|other| other.key <= Some(high));
        while at < end {
            let other = &open.runs[at];
            if is_repeat((run.class, run.value), (other.class, other.value)) {
                open.retain(at, |rank| self.name(rank, named, relations) == Named::Fewer);
            }
            at = open.first(at + 1);
        }
    }

    /// Lets a figure name withdrawn ones, as many as it may.
    fn name(&mut self, rank: Rank, withdrawn: &[Rank], relations: &mut Relations) -> Named {
        for &one in withdrawn.iter().filter(|&&one| !self.ranked.same_text(rank, one)) {
            let slot = &mut self.slot[rank as usize];
            if *slot == 0 {
                self.named.push([NOBODY; NAMED]);
                *slot = small(self.named.len());
            }
            let named = &mut self.named[*slot as usize - 1];
            if named.contains(&one) {
                continue;
            }
            let Some(free) = named.iter_mut().find(|slot| **slot == NOBODY) else { return Named::All };
            *free = one;
            relations.push(Stands::new(rank, one, Relation::Repeats));
            relations.push(Stands::new(one, rank, Relation::RepeatedBy));
            scope(self.ranked, one, rank, relations);
        }
        let named = (self.slot[rank as usize] as usize).checked_sub(1).map(|at| &self.named[at]);
        if named.is_none_or(|named| named.contains(&NOBODY)) { Named::Fewer } else { Named::All }
    }
}

#[derive(PartialEq, Eq)]
enum Named {
    All,
    Fewer,
}

/// Puts ranks behind others; says where they stand.
fn behind(ranks: &mut Vec<Rank>, more: impl Iterator<Item = Rank>) -> Range<u32> {
    let first = small(ranks.len());
    ranks.extend(more);
    first..small(ranks.len())
}

/// Of withdrawn figures of one class, as many as can ever be named: so many of a text, and of two texts, since a text
/// does not repeat itself.
fn named_of<'a>(ranked: &'a Ranked, ranks: &'a [Rank]) -> impl Iterator<Item = Rank> + 'a {
    let by_text = ranks.chunk_by(|&one, &other| ranked.same_text(one, other));
    by_text.flat_map(|ranks| ranks.iter().take(NAMED)).copied().take(2 * NAMED)
}

/// Runs of figures that may name more, in order of value; those that are done are stepped over.
struct Open<'a> {
    runs: Vec<Run<'a>>,
    /// The figures of all runs.
    ranks: Vec<Rank>,
    /// Where to look for the next open run: itself where it is open.
    next: Vec<u32>,
}

impl<'a> Open<'a> {
    fn new(runs: Vec<Run<'a>>, ranks: Vec<Rank>) -> Self {
        let next = (0..=small(runs.len())).collect();
        Self { runs, ranks, next }
    }

    /// The first open run at or after a place; one past the last where there is none.
    fn first(&mut self, from: usize) -> usize {
        let mut at = from.min(self.runs.len());
        while self.next[at] as usize != at {
            // Paths are halved on the way, so that many closed runs cost no more than few.
            self.next[at] = self.next[self.next[at] as usize];
            at = self.next[at] as usize;
        }
        at
    }

    /// Keeps those figures of a run that may name more; closes it where none may.
    fn retain(&mut self, at: usize, mut may: impl FnMut(Rank) -> bool) {
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
            self.next[at] = small(at) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::event::Window;
    use super::super::super::{Measure, Op, Reading, Text, Verdict, read};
    use super::super::link;
    use super::super::noted::People;
    use super::*;

    fn linked(texts: &[String]) -> Vec<Reading> {
        let text = |(i, text): (usize, &String)| {
            let path = format!("{i:04}.txt");
            read(&Text { path: &path, text, published: None, publisher: None, language: None })
        };
        let mut readings: Vec<Reading> = texts.iter().enumerate().map(text).collect();
        link(&mut readings, &[], &[]);
        readings
    }

    #[test]
    fn in_a_crowd_every_repeat_is_found_and_names_a_few() {
        let withdrawn = |n: usize| {
            format!(
                "LIMA, {n} May 2018.\n\nOfficials in Peru reported over 60 deaths (a count that was later rescinded)."
            )
        };
        let repeat = |n: usize| {
            format!("LIMA, {} May 2018.\n\nThe union in Peru said {} people were killed.", 1 + n % 9, 60 + n % 6)
        };
        let texts: Vec<String> = (1..30).map(withdrawn).chain((0..300).map(repeat)).collect();
        let readings = linked(&texts);
        for reading in &readings[29..] {
            let figure = &reading.figures[0];
            assert_eq!(figure.verdict, Verdict::RepeatsRescinded, "{}", reading.path);
            let named = figure.related.iter().filter(|related| related.relation == Relation::Repeats).count();
            assert_eq!(named, NAMED, "{}", reading.path);
        }
    }

    #[test]
    fn an_equal_number_is_named_before_one_that_is_near() {
        let near = "LIMA, 3 May 2018.\n\nOfficials in Peru reported over 60 deaths (a count that was later rescinded).";
        let equal = "LIMA, 3 May 2018.\n\nOfficials in Peru reported 63 deaths (a count that was later rescinded).";
        let again = "LIMA, 3 May 2018.\n\nThe union in Peru said 63 people were killed.";
        let texts: Vec<String> = [near, near, near, near, near, equal, again].map(str::to_owned).to_vec();
        let figure = &linked(&texts)[6].figures[0];
        assert!(figure.related.iter().any(|r| r.relation == Relation::Repeats && r.path == "0005.txt"), "{figure:?}");
    }

    #[test]
    fn a_run_whose_figures_may_name_no_more_is_stepped_over() {
        let class = Class {
            value: 0,
            window: Window::default(),
            who: People::default(),
            measure: Measure::Killed,
            withdrawn: false,
        };
        let value = Value { op: Op::Equal, low: None, high: None };
        let run = |n: u32| Run { key: None, class: &class, value: &value, ranks: 2 * n..2 * n + 2 };
        let mut open = Open::new((0..5).map(run).collect(), (0..10).collect());
        for closed in [1, 2, 3] {
            open.retain(closed, |_| false);
        }
        open.retain(4, |rank| rank == 9);
        assert_eq!([0, 1, 3, 4, 5].map(|from| open.first(from)), [0, 4, 4, 4, 5]);
        assert_eq!(open.ranks[open.runs[4].range()], [9], "those that may are still there");
    }
}
