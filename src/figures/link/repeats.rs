//! Which figures repeat a withdrawn one. Every one of them is found; each names a few withdrawn ones only.
//!
//! Classes of like figures are compared, not figures, and a figure that names its few is done: an archive in which many
//! texts repeat one number many times costs no more than its figures.

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
    place: Vec<u32>,
}

/// Figures of one class in a group, with what they are compared by at hand.
struct Run<'a> {
    key: Option<Decimal>,
    class: &'a Class,
    value: &'a Value,
    ranks: Vec<Rank>,
}

impl<'a> Repeats<'a> {
    pub fn new(ranked: &'a Ranked) -> Self {
        Self { ranked, named: Vec::new(), place: vec![0; ranked.len()] }
    }

    /// Finds the repeats within a group of figures.
    pub fn group(&mut self, group: &[Rank], relations: &mut Relations) {
        let ranked = self.ranked;
        if !group.iter().any(|&rank| ranked.at(rank).withdrawn) {
            return;
        }
        let ordered = in_order(group, |rank| ranked.class(rank));
        let runs = ordered.chunk_by(|&one, &other| ranked.class(one) == ranked.class(other));
        let run = |ranks: &[Rank]| {
            let first = ranks[0];
            let (class, value) = (ranked.at(first), ranked.value(first));
            Run { key: key(value), class, value, ranks: ranks.to_vec() }
        };
        let (withdrawn, others): (Vec<Run>, Vec<Run>) = runs.map(run).partition(|run| run.class.withdrawn);
        let withdrawn: Vec<Run> =
            withdrawn.into_iter().map(|run| Run { ranks: named_of(ranked, &run.ranks), ..run }).collect();
        let mut open = Open::new(others);
        // An equal number is the better one to name, so those come first.
        for run in &withdrawn {
            self.compare(run, run.key.zip(run.key), &mut open, relations);
        }
        for run in &withdrawn {
            self.compare(run, keys_near(run.value), &mut open, relations);
        }
    }

    /// Compares withdrawn figures of a class with all whose values lie in a range.
    fn compare(
        &mut self,
        run: &Run<'_>,
        near: Option<(Decimal, Decimal)>,
        open: &mut Open<'_>,
        relations: &mut Relations,
    ) {
        let Some((low, high)) = near else { return };
        let mut at = open.first(open.runs.partition_point(|other| other.key < Some(low)));
        let end = open.runs.partition_point(|other| other.key <= Some(high));
        while at < end {
            let other = &mut open.runs[at];
            if is_repeat((run.class, run.value), (other.class, other.value)) {
                other.ranks.retain(|&rank| self.name(rank, &run.ranks, relations) == Named::Fewer);
                if other.ranks.is_empty() {
                    open.close(at);
                }
            }
            at = open.first(at + 1);
        }
    }

    /// Lets a figure name withdrawn ones, as many as it may.
    fn name(&mut self, rank: Rank, withdrawn: &[Rank], relations: &mut Relations) -> Named {
        for &one in withdrawn.iter().filter(|&&one| !self.ranked.same_text(rank, one)) {
            let place = &mut self.place[rank as usize];
            if *place == 0 {
                self.named.push([NOBODY; NAMED]);
                *place = small(self.named.len());
            }
            let named = &mut self.named[*place as usize - 1];
            if named.contains(&one) {
                continue;
            }
            let Some(free) = named.iter_mut().find(|slot| **slot == NOBODY) else { return Named::All };
            *free = one;
            relations.push(Stands::new(rank, one, Relation::Repeats));
            relations.push(Stands::new(one, rank, Relation::RepeatedBy));
            scope(self.ranked, one, rank, relations);
        }
        let named = (self.place[rank as usize] as usize).checked_sub(1).map(|at| &self.named[at]);
        if named.is_none_or(|named| named.contains(&NOBODY)) { Named::Fewer } else { Named::All }
    }
}

#[derive(PartialEq, Eq)]
enum Named {
    All,
    Fewer,
}

/// Of withdrawn figures of one class, as many as can ever be named: so many of a text, and of two texts, since a text
/// does not repeat itself.
fn named_of(ranked: &Ranked, ranks: &[Rank]) -> Vec<Rank> {
    let by_text = ranks.chunk_by(|&one, &other| ranked.same_text(one, other));
    by_text.flat_map(|ranks| ranks.iter().take(NAMED)).copied().take(2 * NAMED).collect()
}

/// Runs of figures that may name more, in order of value; those that are done are stepped over.
struct Open<'a> {
    runs: Vec<Run<'a>>,
    /// Where to look for the next open run: itself where it is open.
    next: Vec<usize>,
}

impl<'a> Open<'a> {
    fn new(runs: Vec<Run<'a>>) -> Self {
        let next = (0..=runs.len()).collect();
        Self { runs, next }
    }

    /// The first open run at or after a place; one past the last where there is none.
    fn first(&mut self, from: usize) -> usize {
        let mut at = from.min(self.runs.len());
        while self.next[at] != at {
            // Paths are halved on the way, so that many closed runs cost no more than few.
            self.next[at] = self.next[self.next[at]];
            at = self.next[at];
        }
        at
    }

    fn close(&mut self, at: usize) {
        self.next[at] = at + 1;
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
    fn a_closed_run_is_stepped_over() {
        let class = Class {
            value: 0,
            window: Window::default(),
            who: People::default(),
            measure: Measure::Killed,
            withdrawn: false,
        };
        let value = Value { op: Op::Equal, low: None, high: None };
        let run = |n: u32| Run { key: None, class: &class, value: &value, ranks: vec![n] };
        let mut open = Open::new((0..5).map(run).collect());
        for closed in [1, 2, 3] {
            open.close(closed);
        }
        assert_eq!([0, 1, 3, 4, 5].map(|from| open.first(from)), [0, 4, 4, 4, 5]);
    }
}
