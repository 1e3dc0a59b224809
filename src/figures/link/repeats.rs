//! Which figures repeat a withdrawn one. Every one of them is found; each names a few withdrawn ones only.
//!
//! Classes of like figures are compared, not figures, and a figure that names its few is done: an archive in which many
//! texts repeat one number many times costs no more than its figures. Those that are not done are looked for in a tree ([`Open`]).

use std::ops::Range;

use super::super::figure::Relation;
use super::compare::scope;
use super::extent::Place;
use super::noted::small;
use super::open::{Asked, Open, Run};
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

impl<'a> Repeats<'a> {
    pub fn new(ranked: &'a Ranked) -> Self {
        Self { ranked, named: Vec::new(), slot: vec![0; ranked.len()] }
    }

    /// Finds the repeats within a group of figures. Gives how much was looked at for it.
    pub fn group(&mut self, group: &[Rank], relations: &mut Relations) -> usize {
        let ranked = self.ranked;
        if !group.iter().any(|&rank| ranked.at(rank).withdrawn) {
            return 0;
        }
        let ordered = in_order(group.iter().copied(), |rank| ranked.class(rank));
        let (mut withdrawn, mut named, mut others, mut ranks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for alike in ordered.chunk_by(|&one, &other| ranked.class(one) == ranked.class(other)) {
            let (class, extent) = (ranked.at(alike[0]), ranked.extent(alike[0]));
            let run = |ranks| Run { class, extent, ranks };
            if class.withdrawn {
                withdrawn.push(run(behind(&mut named, named_of(ranked, alike))));
            } else {
                others.push(run(behind(&mut ranks, alike.iter().copied())));
            }
        }
        drop(ordered);
        let mut open = Open::new(ranked, others, ranks);
        let mut looked = 0;
        // An equal number is the better one to name, so those come first.
        for run in &withdrawn {
            let keys = (run.extent.key, run.extent.key);
            looked += self.compare((run, &named[run.range()]), keys, &mut open, relations);
        }
        for run in &withdrawn {
            let keys = (run.extent.near, Place::MAX);
            looked += self.compare((run, &named[run.range()]), keys, &mut open, relations);
        }
        looked
    }

    /// Compares withdrawn figures of a class with all whose values lie in a range.
    fn compare(
        &mut self,
        (run, named): (&Run<'_>, &[Rank]),
        keys: (Place, Place),
        open: &mut Open<'_>,
        relations: &mut Relations,
    ) -> usize {
        // Ranks are in order of their texts.
        let (first, last) = (named[0], named[named.len() - 1]);
        let text = self.ranked.same_text(first, last).then(|| self.ranked.text_number(first));
        open.retain(&Asked { run, keys, text }, |rank| self.name(rank, named, relations) == Named::Fewer)
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

#[cfg(test)]
mod tests {
    use super::super::super::{Reading, Text, Verdict, read};
    use super::super::link;
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
}
