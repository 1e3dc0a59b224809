//! Where values lie among all numbers of an archive: whether one may repeat another, and whether both can be true.
//!
//! Numbers are told by their places in order, since to compare places takes no time, and to compare decimals of two scales does.

use super::super::decimal::Decimal;
use super::super::figure::{Op, Value};
use super::noted::small;

/// How far above its number a lower bound still speaks of it, in hundredths: "over 160" is repeated by 164 and by 175, not by
/// 10,000.
const REACH: u128 = 10;

/// A number by its place among all of them, from 1 on; what has none has 0.
pub(super) type Place = u32;

/// From one number to another. Both count as in.
type Ends<Number> = (Number, Number);

/// Meets nothing.
const NOWHERE: Ends<Place> = (Place::MAX, 0);

/// Where a value lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    op: Op,
    /// The number that orders it among others.
    pub key: Place,
    /// The least key that its repeats have: a range that begins at half of it may still cover it.
    pub near: Place,
    /// What it near-covers: its bound and a tenth beyond it; an exact number only itself. A factor covers nothing.
    pub reach: Ends<Place>,
    /// What it leaves open.
    open: Ends<Place>,
}

impl Extent {
    /// Those of these values, in their order.
    pub fn of(values: &[Value]) -> Vec<Self> {
        let mut numbers: Vec<Decimal> = values.iter().flat_map(numbers).collect();
        numbers.sort_unstable();
        numbers.dedup();
        values.iter().map(|value| Self::among(&numbers, value)).collect()
    }

    fn among(numbers: &[Decimal], value: &Value) -> Self {
        let behind = |number: Decimal| 1 + small(numbers.partition_point(|other| *other < number));
        let ends = |ends: Option<Ends<Decimal>>| ends.map_or(NOWHERE, |(low, high)| (behind(low), behind(high)));
        let reach = reach(value);
        Self {
            op: value.op,
            key: key(value).map_or(0, behind),
            near: reach.and_then(|(low, _)| low.hundredths(50)).map_or(0, behind),
            reach: if value.op == Op::Times { NOWHERE } else { ends(reach) },
            open: match value.op {
                // Nearly and about are bounds near a number, not half-open intervals.
                Op::Nearly | Op::About => ends(reach),
                _ => (value.low.map_or(0, behind), value.high.map_or(small(numbers.len() + 1), behind)),
            },
        }
    }

    /// Dozens, hundreds: repeated by such words alone.
    pub fn is_vague(&self) -> bool {
        self.op == Op::Vague
    }

    /// Whether it is an exact number, or a range of them.
    pub fn is_exact(&self) -> bool {
        matches!(self.op, Op::Equal | Op::Range)
    }

    /// Whether one may repeat the other: their numbers are equal, or each lies in what the other near-covers.
    pub fn may_repeat(&self, other: &Self) -> bool {
        self.is_vague() == other.is_vague() && touch(self.reach, other.reach)
    }

    /// Whether one number can satisfy both; "over 3,800" and "nearly 4,000" can.
    pub fn meets(&self, other: &Self) -> bool {
        // At a shared end point a strict bound shuts the other out: "over 40" is not 40.
        let shut = |low: &Self, high: &Self| low.open.0 == high.open.1 && (low.op == Op::More || high.op == Op::Less);
        touch(self.open, other.open) && !shut(self, other) && !shut(other, self)
    }
}

/// Whether two stretches have a number in common.
pub(super) fn touch(one: Ends<Place>, other: Ends<Place>) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// The numbers at which it begins or ends.
fn numbers(value: &Value) -> impl Iterator<Item = Decimal> + use<> {
    let (low, high) = reach(value).unzip();
    let all = [value.low, value.high, low, high];
    // Most values are one number.
    (0..all.len()).filter(move |&at| !all[..at].contains(&all[at])).filter_map(move |at| all[at])
}

fn key(value: &Value) -> Option<Decimal> {
    value.low.or(value.high)
}

fn reach(value: &Value) -> Option<Ends<Decimal>> {
    let Value { op, low, high } = *value;
    Some(match op {
        Op::More | Op::AtLeast => (low?, low?.hundredths(100 + REACH)?),
        Op::Less | Op::AtMost | Op::Nearly => (high?.hundredths(100 - REACH)?, high?),
        Op::About => (low?.hundredths(100 - REACH)?, high?.hundredths(100 + REACH)?),
        Op::Equal | Op::Range | Op::Vague | Op::Times => (low?, high?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(op: Op, number: u128) -> Value {
        let number = Some(Decimal::whole(number));
        match op {
            Op::More | Op::AtLeast => Value { op, low: number, high: None },
            Op::Less | Op::AtMost | Op::Nearly => Value { op, low: None, high: number },
            _ => Value { op, low: number, high: number },
        }
    }

    fn repeats(withdrawn: &Value, other: &Value) -> bool {
        let extents = Extent::of(&[*withdrawn, *other]);
        extents[0].may_repeat(&extents[1])
    }

    fn meet(one: &Value, other: &Value) -> bool {
        let extents = Extent::of(&[*one, *other]);
        extents[0].meets(&extents[1])
    }

    #[test]
    fn values_are_ordered_by_their_numbers_and_what_has_none_comes_first() {
        let none = Value { op: Op::Vague, low: None, high: None };
        let values = [value(Op::More, 70), none, value(Op::Equal, 7), value(Op::Less, 70), value(Op::About, 69)];
        let keys: Vec<Place> = Extent::of(&values).iter().map(|extent| extent.key).collect();
        assert!(keys[1] == 0 && keys[1] < keys[2] && keys[2] < keys[4] && keys[4] < keys[0] && keys[0] == keys[3]);
        assert!(!repeats(&none, &none) && !repeats(&none, &value(Op::Vague, 7)));
    }

    #[test]
    fn keys_of_repeats_begin_at_half() {
        let range = |low| Value { low: Some(Decimal::whole(low)), ..value(Op::Range, 200) };
        let near = |low| {
            let extents = Extent::of(&[value(Op::Equal, 100), range(low)]);
            extents[0].may_repeat(&extents[1]) && extents[1].key >= extents[0].near
        };
        assert_eq!([49, 50, 100, 101].map(near), [false, true, true, false]);
    }

    #[test]
    fn a_lower_bound_reaches_a_tenth_and_no_further() {
        let withdrawn = value(Op::More, 70);
        for (number, repeated) in [(70, true), (74, true), (77, true), (78, false), (69, false), (7_000, false)] {
            assert_eq!(repeats(&withdrawn, &value(Op::Equal, number)), repeated, "{number}");
        }
        assert!(repeats(&value(Op::Equal, 74), &value(Op::More, 70)), "the bound may be the repeat");
        assert!(!repeats(&value(Op::Equal, 74), &value(Op::Equal, 75)));
    }

    #[test]
    fn an_upper_bound_and_a_number_near_another_reach_a_tenth_too() {
        for op in [Op::Less, Op::AtMost, Op::Nearly] {
            for (number, repeated) in [(80, true), (76, true), (72, true), (71, false), (81, false)] {
                assert_eq!(repeats(&value(op, 80), &value(Op::Equal, number)), repeated, "{op:?} {number}");
            }
        }
        for (number, repeated) in [(72, true), (88, true), (71, false), (89, false)] {
            assert_eq!(repeats(&value(Op::About, 80), &value(Op::Equal, number)), repeated, "{number}");
        }
    }

    #[test]
    fn dozens_repeat_dozens_alone_and_factors_nothing() {
        let [dozens, number, twofold] = [Op::Vague, Op::Equal, Op::Times].map(|op| value(op, 24));
        assert!(repeats(&dozens, &dozens) && repeats(&number, &number));
        for (one, other) in [(&dozens, &number), (&number, &dozens), (&twofold, &twofold), (&twofold, &number)] {
            assert!(!repeats(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn bounds_that_fit_one_number_meet() {
        use Op::{About, AtLeast, AtMost, Equal, Less, More, Nearly};
        for ((op, number), (other, bound), both) in [
            ((More, 380), (Nearly, 400), true),
            ((More, 420), (Nearly, 400), false),
            ((Equal, 370), (Nearly, 400), true),
            ((Equal, 350), (Nearly, 400), false),
            ((Equal, 108), (About, 100), true),
            ((Equal, 111), (About, 100), false),
            ((AtLeast, 2), (AtLeast, 8), true),
            ((AtLeast, 40), (AtMost, 40), true),
            ((Equal, 40), (AtLeast, 40), true),
            ((Equal, 40), (AtMost, 40), true),
            // At a shared end point a strict bound shuts the other out.
            ((More, 40), (Equal, 40), false),
            ((More, 40), (AtMost, 40), false),
            ((More, 40), (Less, 40), false),
            ((Less, 40), (Equal, 40), false),
            ((Less, 40), (AtLeast, 40), false),
            ((More, 40), (Equal, 41), true),
            ((Less, 40), (Equal, 39), true),
            ((Equal, 13), (Equal, 18), false),
        ] {
            let (one, other) = (value(op, number), value(other, bound));
            assert_eq!([meet(&one, &other), meet(&other, &one)], [both, both], "{one:?} {other:?}");
        }
    }
}
