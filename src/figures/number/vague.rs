//! Numbers that name no number: "hundreds", "two-thirds", "doubled".

use super::super::decimal::Decimal;
use super::super::figure::{Op, Value};
use super::super::lexicon::Class;
use super::super::token::{Kind, Token};
use super::{Numeral, Shape, numeral};

/// "hundreds", "tens of thousands", "several hundred".
pub(super) fn magnitude(tokens: &[Token], at: usize) -> Option<Numeral> {
    let size = |t: &Token| Decimal::parse(t.value());
    let first = &tokens[at];
    let (base, end) = if first.is(Class::Magnitude) {
        let of = tokens.get(at + 1).is_some_and(|t| t.is(Class::Preposition));
        match tokens.get(at + 2).filter(|t| of && t.any(&[Class::Magnitude, Class::Scale])) {
            Some(second) => (size(first)?.times(size(second)?)?, at + 3),
            None => (size(first)?, at + 1),
        }
    } else if first.is(Class::Few) && tokens.get(at + 1).is_some_and(|t| t.is(Class::Scale)) {
        (size(&tokens[at + 1])?, at + 2)
    } else {
        return None;
    };
    // A magnitude reaches to where the next word for a size takes over: "hundreds" ends at 999.
    let low = base.times(Decimal::whole(2))?;
    let high = match base.as_whole()? {
        0..100 => Decimal::whole(99),
        base => Decimal::whole(base * 10 - 1),
    };
    Some(numeral(tokens, at..end, Value { op: Op::Vague, low: Some(low), high: Some(high) }))
}

/// "One in five", "nine in ten": a share of those who are named behind it.
///
/// "Killed one in ten days" is none, and "two in three villages" may be two of something.
pub(super) fn one_in(text: &str, tokens: &[Token], at: usize) -> Option<Numeral> {
    const LARGEST: u128 = 100;
    let number = |t: &Token| match t.kind {
        Kind::Number => Decimal::parse(t.span.of(text))?.as_whole(),
        _ => Decimal::parse(t.value()).filter(|_| t.any(&[Class::Unit, Class::Tens]))?.as_whole(),
    };
    let above = number(&tokens[at])?;
    tokens.get(at + 1).filter(|t| t.role() == "in")?;
    let below = number(tokens.get(at + 2)?).filter(|below| (2..=LARGEST).contains(below) && above < *below)?;
    let done = at > 0 && tokens[at - 1].any(&[Class::Killed, Class::Injured, Class::Detained]);
    let noun = tokens
        .get(at + 3)
        .is_some_and(|t| t.kind == Kind::Word && !t.any(&[Class::TimeUnit, Class::Month, Class::Scale]));
    if done || !noun || above > 1 && below != 10 {
        return None;
    }
    let hundredths = |n: u128| Decimal::parse(&format!("0.{n:02}"));
    let (low, high) = (above * 100 / below, (above * 100).div_ceil(below));
    let op = if low == high { Op::Equal } else { Op::Range };
    let value = Value { op, low: hundredths(low), high: hundredths(high) };
    Some(Numeral { shape: Shape::Share, ..numeral(tokens, at..at + 3, value) })
}

/// "two-thirds", "three quarters": a share, as an interval of two places, since no decimal is exact.
pub(super) fn fraction(tokens: &[Token], at: usize) -> Option<Numeral> {
    // "A third of the homes": with "of", since "a third man" is a rank.
    let one = tokens[at].is(Class::Article) && tokens.get(at + 2).is_some_and(|t| t.role() == "of");
    let unit = Decimal::parse(tokens[at].value()).filter(|_| tokens[at].is(Class::Unit));
    let above = if one { 1 } else { unit?.as_whole()? };
    let mut end = at + 1;
    end += usize::from(tokens.get(end)?.sign('-'));
    let below = Decimal::parse(tokens.get(end).filter(|t| t.is(Class::Fraction))?.value())?.as_whole()?;
    let hundredths = |n: u128| Decimal::parse(&format!("{}.{:02}", n / 100, n % 100));
    let (low, high) = (above * 100 / below, (above * 100).div_ceil(below));
    let op = if low == high { Op::Equal } else { Op::Range };
    let value = Value { op, low: hundredths(low), high: hundredths(high) };
    Some(Numeral { shape: Shape::Share, ..numeral(tokens, at..end + 1, value) })
}

/// "doubled": a factor in one word.
pub(super) fn factor(tokens: &[Token], at: usize) -> Option<Numeral> {
    let value = Decimal::parse(tokens[at].value()).filter(|_| tokens[at].is(Class::Factor))?;
    Some(numeral(tokens, at..at + 1, Value { op: Op::Times, low: Some(value), high: Some(value) }))
}
