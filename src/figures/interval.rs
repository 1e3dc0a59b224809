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
fn reach(value: &Value) -> Option<(Decimal, Decimal)> {
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
    fn bounds_that_fit_one_number_meet() {
        assert!(meet(&value(Op::More, 380), &value(Op::Nearly, 400)));
        assert!(!meet(&value(Op::More, 420), &value(Op::Nearly, 400)));
        assert!(meet(&value(Op::AtLeast, 2), &value(Op::AtLeast, 8)));
        assert!(!meet(&value(Op::More, 40), &value(Op::Equal, 40)));
        assert!(!meet(&value(Op::Equal, 13), &value(Op::Equal, 18)));
    }
}
