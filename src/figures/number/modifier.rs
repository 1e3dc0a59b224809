//! What stands around a number and makes an interval of it: units, "over", "or more".

use super::super::figure::{Op, Value};
use super::super::lexicon::Class;
use super::super::token::Token;
use super::{Numeral, Shape, currency};

/// Takes in units and modifiers around the number, and turns the value into what they make of it.
pub(super) fn with_modifiers(tokens: &[Token], mut found: Numeral) -> Numeral {
    if let Some(before) = found.core.start.checked_sub(1).filter(|&b| currency(&tokens[b])) {
        found.shape = Shape::Money;
        found.core.start = before;
    }
    if tokens.get(found.core.end).is_some_and(|t| t.is(Class::ShareWord)) {
        found.shape = Shape::Share;
        found.core.end += usize::from(tokens[found.core.end].span.start == tokens[found.core.end - 1].span.end);
    } else if tokens.get(found.core.end).is_some_and(|t| t.is(Class::MoneyWord)) {
        found.shape = Shape::Money;
    }
    found.whole = found.core.clone();
    while let Some(before) = found.whole.start.checked_sub(1) {
        let op = match tokens[before].class() {
            Some(Class::MoreThan) => Op::More,
            Some(Class::AtLeast) => Op::AtLeast,
            Some(Class::AtMost) => Op::AtMost,
            Some(Class::LessThan) => Op::Less,
            Some(Class::Nearly) => Op::Nearly,
            Some(Class::About) => Op::About,
            Some(Class::Neutral | Class::Between) => found.value.op,
            _ => break,
        };
        bound(&mut found.value, op);
        found.whole.start = before;
    }
    // "40-odd"
    let odd =
        tokens.get(found.core.end).is_some_and(|t| t.sign('-') && t.span.start == tokens[found.core.end - 1].span.end)
            && tokens.get(found.core.end + 1).is_some_and(|t| t.is(Class::OrSo));
    let suffix = if odd { Some(Op::About) } else { None };
    let suffix = suffix.or_else(|| {
        tokens.get(found.core.end).and_then(|t| match t.class() {
            Some(Class::OrMore) => Some(Op::AtLeast),
            Some(Class::OrLess) => Some(Op::AtMost),
            Some(Class::OrSo) => Some(Op::About),
            _ => (t.sign('+') && t.span.start == tokens[found.core.end - 1].span.end).then_some(Op::AtLeast),
        })
    });
    if let Some(op) = suffix {
        bound(&mut found.value, op);
        found.whole.end = found.core.end + 1 + usize::from(odd);
    }
    if found.shape == Shape::Digits && found.whole != found.core {
        found.shape = Shape::Count;
    }
    found
}

/// Applies a modifier to an exact number; a range or magnitude keeps its own ends, and the first modifier stands.
fn bound(value: &mut Value, op: Op) {
    if value.op != Op::Equal {
        return;
    }
    value.op = op;
    match op {
        Op::More | Op::AtLeast => value.high = None,
        Op::Less | Op::AtMost | Op::Nearly => value.low = None,
        _ => {}
    }
}
