//! Runs of figures that may still name withdrawn ones, in a tree, so that a withdrawn figure comes only to what may repeat it.
//!
//! A look at each run of near value would take time with the square of the figures where none of them is ever done: those of one
//! text, which does not repeat itself, and those of other times. So the tree is parted by value, by time and by text in turn, and
//! a part in which nothing can be a repeat is passed by. Measures and people are few: each of their kinds has a tree of its own.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::event::Window;
use super::super::figure::{Measure, Op, Value};
use super::super::interval::{key, reach};
use super::compare::{is_repeat, measures_may_be_one, people_may_be_one};
use super::noted::{Class, People, small};
use super::{Rank, Ranked};

/// Runs that are looked at one by one.
const FEW: usize = 4;

/// Figures of one class in a group, with what they are compared by at hand.
pub(super) struct Run<'a> {
    pub class: &'a Class,
    pub value: &'a Value,
    /// Where they stand among those of their kind.
    pub ranks: Range<u32>,
}

impl Run<'_> {
    pub fn range(&self) -> Range<usize> {
        self.ranks.start as usize..self.ranks.end as usize
    }

    fn kind(&self) -> (Measure, People, bool) {
        (self.class.measure, self.class.who, self.value.op == Op::Vague)
    }
}

/// What may repeat a withdrawn run.
pub(super) struct Asked<'a> {
    pub run: &'a Run<'a>,
    /// Between which keys it lies.
    pub keys: (Decimal, Decimal),
    /// The text of all withdrawn ones, if they are of one.
    pub text: Option<u32>,
}

pub(super) struct Open<'a> {
    ranked: &'a Ranked,
    runs: Vec<Run<'a>>,
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

#[derive(Clone, Copy)]
struct Bounds {
    keys: (Decimal, Decimal),
    reach: (Decimal, Decimal),
    window: Window,
    texts: (u32, u32),
}

impl Bounds {
    fn around(self, other: Self) -> Self {
        fn both<T: Ord>(one: (T, T), other: (T, T)) -> (T, T) {
            (one.0.min(other.0), one.1.max(other.1))
        }
        Self {
            keys: both(self.keys, other.keys),
            reach: both(self.reach, other.reach),
            window: self.window.around(other.window),
            texts: both(self.texts, other.texts),
        }
    }

    /// Whether something within may repeat what is asked for.
    fn may(&self, asked: &Asked<'_>) -> bool {
        let meets = |(a, b): (Decimal, Decimal), (c, d)| a <= d && c <= b;
        let of_other_text = |text| self.texts != (text, text);
        asked.text.is_none_or(of_other_text)
            && self.window.may_be(asked.run.class.window)
            && meets(self.keys, asked.keys)
            && reach(asked.run.value).is_some_and(|reach| meets(self.reach, reach))
    }
}

impl<'a> Open<'a> {
    pub fn new(ranked: &'a Ranked, mut runs: Vec<Run<'a>>, ranks: Vec<Rank>) -> Self {
        runs.sort_by_key(Run::kind);
        let same = |one: &Run<'_>, other: &Run<'_>| one.kind() == other.kind();
        let lengths: Vec<usize> = runs.chunk_by(same).map(<[Run<'_>]>::len).collect();
        let mut open = Self { ranked, runs, ranks, parts: Vec::new(), kinds: Vec::new() };
        let mut first = 0;
        for length in lengths {
            open.kinds.push(open.parts.len());
            open.part(first..first + length, 0);
            first += length;
        }
        open
    }

    /// Parts some runs, by value, time or text as it is the turn of.
    fn part(&mut self, runs: Range<usize>, turn: usize) -> Option<Bounds> {
        let at = self.parts.len();
        self.parts.push(Part { runs: runs.clone(), second: None, bounds: None });
        if runs.len() <= FEW {
            self.parts[at].bounds = self.bounds(at);
            return self.parts[at].bounds;
        }
        let (ranked, ranks, middle) = (self.ranked, &self.ranks, runs.start + runs.len() / 2);
        let some = &mut self.runs[runs.clone()];
        let halves = |turn: &usize| match turn % 3 {
            0 => halve(some, |run| key(run.value)),
            1 => halve(some, |run| run.class.window),
            _ => halve(some, |run| ranked.text_number(ranks[run.range().start])),
        };
        let turn = (turn..turn + 3).find(halves).unwrap_or(turn);
        let first = self.part(runs.start..middle, turn + 1);
        self.parts[at].second = Some(self.parts.len());
        let second = self.part(middle..runs.end, turn + 1);
        self.parts[at].bounds = around(first, second);
        self.parts[at].bounds
    }

    /// Comes to all open runs that may be a repeat, and leaves those of their figures that may name more. Gives how many runs and
    /// parts were looked at.
    pub fn retain(&mut self, asked: &Asked<'_>, mut may: impl FnMut(Rank) -> bool) -> usize {
        let mut looked = 0;
        for kind in 0..self.kinds.len() {
            let part = self.kinds[kind];
            let (measure, who, vague) = self.runs[self.parts[part].runs.start].kind();
            let Run { class, value, .. } = asked.run;
            let one = vague == (value.op == Op::Vague)
                && measures_may_be_one(class.measure, measure)
                && people_may_be_one(class.who, who);
            looked += if one { self.retain_within(part, asked, &mut may) } else { 0 };
        }
        looked
    }

    fn retain_within(&mut self, at: usize, asked: &Asked<'_>, may: &mut impl FnMut(Rank) -> bool) -> usize {
        if !self.parts[at].bounds.is_some_and(|bounds| bounds.may(asked)) {
            return 1;
        }
        if let Some(second) = self.parts[at].second {
            let looked = self.retain_within(at + 1, asked, may) + self.retain_within(second, asked, may);
            self.parts[at].bounds = around(self.parts[at + 1].bounds, self.parts[second].bounds);
            return looked + 1;
        }
        for run in self.parts[at].runs.clone() {
            if self.bounds_of(run).is_some_and(|bounds| bounds.may(asked)) {
                let Run { class, value, .. } = self.runs[run];
                if is_repeat((asked.run.class, asked.run.value), (class, value)) {
                    self.retain_of(run, may);
                }
            }
        }
        self.parts[at].bounds = self.bounds(at);
        1 + self.parts[at].runs.len()
    }

    fn retain_of(&mut self, run: usize, may: &mut impl FnMut(Rank) -> bool) {
        let run = &mut self.runs[run];
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
    }

    /// The bounds of the runs of a part that is not parted.
    fn bounds(&self, part: usize) -> Option<Bounds> {
        self.parts[part].runs.clone().map(|run| self.bounds_of(run)).fold(None, around)
    }

    /// Those of a run that is open. Factors and what has no number repeat nothing.
    fn bounds_of(&self, run: usize) -> Option<Bounds> {
        let run = &self.runs[run];
        // Ranks are in order of their texts.
        let (first, last) = self.ranks[run.range()].first().zip(self.ranks[run.range()].last())?;
        let (key, reach) = key(run.value).zip(reach(run.value)).filter(|_| run.value.op != Op::Times)?;
        let texts = (self.ranked.text_number(*first), self.ranked.text_number(*last));
        Some(Bounds { keys: (key, key), reach, window: run.class.window, texts })
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

fn around(one: Option<Bounds>, other: Option<Bounds>) -> Option<Bounds> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.around(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Text, Verdict, read};
    use super::super::in_order;
    use super::super::noted::Noted;
    use super::super::repeats::Repeats;
    use super::*;

    /// How much is looked at for the repeats in some texts, and how many are found.
    fn looked(texts: &[String]) -> (usize, usize) {
        let mut noted = Noted::default();
        for (i, text) in texts.iter().enumerate() {
            let path = format!("{i}.txt");
            let reading = read(&Text { path: &path, text, published: None, publisher: None, language: None });
            noted.add(&reading, |figure| figure.verdict == Verdict::Rescinded);
        }
        let ranked = Ranked::new(noted);
        let all = in_order(ranked.ranks(), |rank| ranked.value_order(rank));
        let withdrawn = all.iter().filter(|&&rank| ranked.at(rank).withdrawn).count();
        assert!(withdrawn > 0 && withdrawn < all.len(), "{withdrawn} of {}", all.len());
        let mut relations = Vec::new();
        let looked = Repeats::new(&ranked).group(&all, &mut relations);
        (looked, relations.len())
    }

    /// The same line with each number.
    fn lines(date: &str, count: usize, line: impl Fn(usize) -> String) -> String {
        format!("LIMA, {date}.\n\n{}", (500..500 + count).map(line).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn figures_that_can_never_be_repeats_are_not_looked_at_again_and_again() {
        let withdrawn = |n: usize| format!("The figure of {n} people killed was withdrawn.");
        let about = |n: usize| format!("The figure of about {n} people killed was withdrawn.");
        let stands = |n: usize| format!("It said {n} people were killed.");
        let day = "3 May 2018";
        let of_one_text = |count| vec![lines(day, count, |n| withdrawn(n) + " " + &stands(n))];
        let of_other_times = |count| vec![lines(day, count, about), lines("3 May 2010", count, stands)];
        let of_other_numbers =
            |count| vec![lines(day, count, |n| withdrawn(2 * n)), lines(day, count, |n| stands(2 * n + 1))];
        for texts in [&of_one_text as &dyn Fn(usize) -> Vec<String>, &of_other_times, &of_other_numbers] {
            let ((few, none), (many, none_of_many)) = (looked(&texts(100)), looked(&texts(400)));
            assert_eq!([none, none_of_many], [0, 0]);
            assert!(many < 6 * few, "{few} at 100, {many} at 400");
        }
        // Each finds its own, and each names the four nearest where many are near.
        let found = |texts: [String; 2]| looked(&texts).1;
        assert_eq!(found([lines(day, 50, withdrawn), lines(day, 50, stands)]), 2 * 50);
        assert_eq!(found([lines(day, 50, about), lines(day, 50, stands)]), 2 * 50 * 4);
    }

    #[test]
    fn a_figure_that_may_name_no_more_is_not_come_to_again() {
        let withdrawn = lines("3 May 2018", 40, |n| format!("The figure of about {n} people killed was withdrawn."));
        let stands = lines("3 May 2018", 40, |n| format!("It said {n} people were killed."));
        let mut noted = Noted::default();
        for (path, text) in [("0.txt", &withdrawn), ("1.txt", &stands)] {
            let reading = read(&Text { path, text, published: None, publisher: None, language: None });
            noted.add(&reading, |figure| figure.verdict == Verdict::Rescinded);
        }
        let ranked = Ranked::new(noted);
        let run = |rank: Rank, ranks| Run { class: ranked.at(rank), value: ranked.value(rank), ranks };
        let others = (0..40).map(|nth| run(40 + nth, nth..nth + 1)).collect();
        let mut open = Open::new(&ranked, others, (40..80).collect());
        let mut come = |keep: &dyn Fn(Rank) -> bool| {
            let mut came = Vec::new();
            let asked = run(20, 20..21);
            let keys = (Decimal::whole(0), Decimal::whole(1_000));
            open.retain(&Asked { run: &asked, keys, text: Some(0) }, |rank| {
                came.push(rank);
                keep(rank)
            });
            came.sort_unstable();
            came
        };
        assert_eq!(come(&|rank| rank % 2 == 0), (40..80).collect::<Vec<_>>());
        assert_eq!(come(&|_| false), (40..80).step_by(2).collect::<Vec<_>>());
        assert!(come(&|_| true).is_empty());
    }
}
