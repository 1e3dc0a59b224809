//! When two values may be one: whether one repeats the other, and whether both can be true.

use super::decimal::Decimal;
use super::figure::{Op, Value};

/// How far above its number a lower bound still speaks of it, in hundredths: "over 160" is repeated by 164 and by 175, not by
/// 10,000.
const REACH: u128 = 10;

/// Whether `other` may repeat `withdrawn`: their numbers are equal, or each lies in what the other near-covers.
pub(super) fn repeats(withdrawn: &Value, other: &Value) -> bool {
    if (withdrawn.op == Op::Vague) != (other.op == Op::Vague) || [withdrawn.op, other.op].contains(&Op::Times) {
        return false;
    }
    match (reach(withdrawn), reach(other)) {
        (Some((a, b)), Some((c, d))) => a <= d && c <= b,
        _ => false,
    }
}

/// The number that orders a value among others.
pub(super) fn key(value: &Value) -> Option<Decimal> {
    value.low.or(value.high)
}

/// Between which keys the repeats of a value can lie: a range that begins at half of it may still cover it.
pub(super) fn keys_near(value: &Value) -> Option<(Decimal, Decimal)> {
    let (low, high) = reach(value)?;
    Some((low.hundredths(50)?, high.hundredths(125)?))
}

/// What a value near-covers: its bound and a tenth beyond it; an exact number only itself.
pub(super) fn reach(value: &Value) -> Option<(Decimal, Decimal)> {
    let Value { op, low, high } = *value;
    Some(match op {
        Op::More | Op::AtLeast => (low?, low?.hundredths(100 + REACH)?),
        Op::Less | Op::AtMost | Op::Nearly => (high?.hundredths(100 - REACH)?, high?),
        Op::About => (low?.hundredths(100 - REACH)?, high?.hundredths(100 + REACH)?),
        Op::Equal | Op::Range | Op::Vague | Op::Times => (low?, high?),
    })
}

/// Whether one number can satisfy both; "over 3,800" and "nearly 4,000" can.
pub(super) fn meet(one: &Value, other: &Value) -> bool {
    let ends = |v: &Value| match v.op {
        // Nearly and about are bounds near a number, not half-open intervals.
        Op::Nearly | Op::About => reach(v),
        _ => Some((v.low.unwrap_or(Decimal::whole(0)), v.high.unwrap_or(Decimal::whole(u128::from(u64::MAX))))),
    };
    let strictly = |v: &Value| match v.op {
        Op::More => v.low,
        Op::Less => v.high,
        _ => None,
    };
    let (Some((a, b)), Some((c, d))) = (ends(one), ends(other)) else { return false };
    // At a shared end point a strict bound shuts the other out: "over 40" is not 40.
    let touch = (a == d && (strictly(one) == Some(a) || strictly(other) == Some(d)))
        || (c == b && (strictly(one) == Some(b) || strictly(other) == Some(c)));
    a <= d && c <= b && !touch
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
