//! What stands around a number and makes an interval of it: units, "over", "or more".

use super::super::figure::{Op, Value};
use super::super::lexicon::{Class, Ending};
use super::super::token::{Kind, Token};
use super::{Numeral, Shape, currency};

/// Takes in units and modifiers around the number, and turns the value into what they make of it.
pub(super) fn with_modifiers(tokens: &[Token], mut found: Numeral) -> Numeral {
    // "KSh 40": a currency's name before its sum has a capital.
    let unit = |t: &Token| currency(t) || t.is(Class::MoneyWord) && t.capital;
    if let Some(before) = found.core.start.checked_sub(1).filter(|&b| unit(&tokens[b])) {
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
            // "40 huts over two years": during them.
            Some(Class::MoreThan) if during(tokens, before, found.core.end) => break,
            Some(Class::MoreThan) => Op::More,
            Some(Class::AtLeast) => Op::AtLeast,
            // "Adds up to 40": a sum and no bound.
            Some(Class::AtMost) if before.checked_sub(1).is_some_and(|b| tokens[b].role() == "deed") => break,
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

/// "Over two years", behind a noun: how long something took, and not that it took longer.
fn during(tokens: &[Token], over: usize, end: usize) -> bool {
    let unit = tokens.get(end).is_some_and(|t| t.is(Class::TimeUnit));
    let led = over.checked_sub(1).map(|before| &tokens[before]);
    unit && tokens[over].role() == "over"
        && led.is_some_and(|t| t.kind == Kind::Word && t.unlisted() && !t.ends(Ending::Past))
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
