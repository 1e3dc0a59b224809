//! Between what figures lie, and whether what is sought may be among them.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::event::Window;
use super::super::figure::{Op, Value};
use super::super::interval::{key, reach};
use super::noted::small;

/// The key and the reach of a value.
pub(super) struct Span {
    key: Decimal,
    reach: (Decimal, Decimal),
}

impl Span {
    /// Nothing for factors and for what has no number: they repeat nothing.
    pub fn of(value: &Value) -> Option<Self> {
        let (key, reach) = key(value).zip(reach(value)).filter(|_| value.op != Op::Times)?;
        Some(Self { key, reach })
    }
}

/// All numbers between which figures lie, in order: to compare their places takes no time, to compare decimals of two scales does.
#[derive(Default)]
pub(super) struct Numbers(Vec<Decimal>);

impl Numbers {
    pub fn of<'a>(spans: impl Iterator<Item = &'a Span>) -> Self {
        let mut numbers: Vec<_> = spans.flat_map(|span| [span.key, span.reach.0, span.reach.1]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self(numbers)
    }

    /// The bounds of one of the spans of which these are the numbers.
    pub fn bounds(&self, span: Span, window: Window, texts: (u32, u32)) -> Bounds {
        let (key, reach) = (self.place(span.key), (self.place(span.reach.0), self.place(span.reach.1)));
        Bounds { keys: (key, key), reach, window, texts }
    }

    /// What lies between two keys, reaches into a reach, and is of another text than this one.
    pub fn sought(
        &self,
        keys: (Decimal, Decimal),
        reach: (Decimal, Decimal),
        window: Window,
        text: Option<u32>,
    ) -> Sought {
        Sought { keys: self.between(keys), reach: self.between(reach), window, text }
    }

    fn place(&self, number: Decimal) -> u32 {
        small(self.0.partition_point(|other| *other < number))
    }

    /// The places of those between two numbers, which count as in.
    fn between(&self, (low, high): (Decimal, Decimal)) -> Range<u32> {
        self.place(low)..small(self.0.partition_point(|other| *other <= high))
    }
}

/// What is sought, by places of numbers.
pub(super) struct Sought {
    keys: Range<u32>,
    reach: Range<u32>,
    window: Window,
    text: Option<u32>,
}

/// Between what figures lie: places of numbers, times, texts.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    keys: (u32, u32),
    reach: (u32, u32),
    window: Window,
    texts: (u32, u32),
}

impl Bounds {
    /// The least bounds that hold both; nothing where nothing is held.
    pub fn around(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
        let both = |one: (u32, u32), other: (u32, u32)| (one.0.min(other.0), one.1.max(other.1));
        Some(Self {
            keys: both(one.keys, other.keys),
            reach: both(one.reach, other.reach),
            window: one.window.around(other.window),
            texts: both(one.texts, other.texts),
        })
    }

    /// Whether something within may be what is sought.
    pub fn may(&self, sought: &Sought) -> bool {
        let meets = |(first, last): (u32, u32), between: &Range<u32>| first < between.end && between.start <= last;
        let of_other_text = |text| self.texts != (text, text);
        meets(self.keys, &sought.keys)
            && meets(self.reach, &sought.reach)
            && sought.text.is_none_or(of_other_text)
            && self.window.may_be(sought.window)
    }
}
