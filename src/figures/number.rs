//! The number grammar: digits and words to an exact interval.

use super::decimal::Decimal;
use super::figure::{Op, Value};
use super::lexicon::Class;
use super::token::{Kind, Token};

/// What sort of number it is, as far as the number itself shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Digits and nothing else, without separators: may be a year.
    Digits,
    /// Any other count.
    Count,
    /// Money by its sign or word.
    Money,
    /// A share by its sign or word.
    Share,
    /// "doubled", "two-fold".
    Factor,
}

/// A number found in the tokens of a passage.
#[derive(Clone, Debug)]
pub(super) struct Numeral {
    /// The tokens of the number alone.
    pub core: std::ops::Range<usize>,
    /// The number with its modifiers and unit sign.
    pub whole: std::ops::Range<usize>,
    pub value: Value,
    pub shape: Shape,
}

/// Reads the number that begins at token `at`, or tells that none does.
pub(super) fn read(text: &str, tokens: &[Token], at: usize) -> Option<Numeral> {
    if let Some(found) = factor(tokens, at).or_else(|| magnitude(tokens, at)).or_else(|| fraction(tokens, at)) {
        return Some(with_modifiers(tokens, found));
    }
    let (low, mut end) = cardinal(text, tokens, at)?;
    let (mut op, mut high) = (Op::Equal, low);
    // "12–15", "12 to 15 million": a range, unless it is "rose from 12 to 15", which is two figures.
    let from = tokens[at.saturating_sub(6)..at].iter().rev().take_while(|t| t.kind != Kind::Number);
    let from = from.into_iter().any(|t| t.span.of(text).eq_ignore_ascii_case("from"));
    if !from && let Some((second, behind)) = range_end(text, tokens, at, end, low) {
        (op, high, end) = (Op::Range, second.1, behind);
        return Some(with_modifiers(
            tokens,
            numeral(tokens, at..end, Value { op, low: Some(second.0), high: Some(high) }),
        ));
    }
    if tokens.get(end).is_some_and(|t| t.sign('-') && t.span.start == tokens[end - 1].span.end)
        && tokens.get(end + 1).is_some_and(|t| t.is(Class::Fold))
    {
        op = Op::Times;
        end += 2;
    } else if tokens.get(end).is_some_and(|t| t.is(Class::Fold)) {
        op = Op::Times;
    }
    Some(with_modifiers(tokens, numeral(tokens, at..end, Value { op, low: Some(low), high: Some(high) })))
}

fn numeral(tokens: &[Token], core: std::ops::Range<usize>, value: Value) -> Numeral {
    let plain = core.len() == 1 && tokens[core.start].kind == Kind::Number && value.op == Op::Equal;
    let glued = plain && tokens[core.start].span.end - tokens[core.start].span.start <= 4;
    let shape = match value.op {
        Op::Times => Shape::Factor,
        _ if glued => Shape::Digits,
        _ => Shape::Count,
    };
    Numeral { whole: core.clone(), core, value, shape }
}

/// `low` (scaled as the high end is), the high end, and the token behind.
fn range_end(text: &str, tokens: &[Token], at: usize, end: usize, low: Decimal) -> Option<((Decimal, Decimal), usize)> {
    let joint = tokens.get(end)?;
    let between = at > 0 && tokens[at - 1].is(Class::Between) && joint.is(Class::And);
    let dash = matches!(joint.kind, Kind::Sign('-' | '–' | '—')) && joint.span.start == tokens[end - 1].span.end;
    if !(between || dash || joint.is(Class::RangeTo)) {
        return None;
    }
    let mut start = end + 1;
    start += usize::from(tokens.get(start).is_some_and(currency));
    let (high, behind) = cardinal(text, tokens, start)?;
    let scaled = tokens[behind - 1].is(Class::Scale) && !tokens[end - 1].is(Class::Scale);
    let low = match scaled {
        true => low.times(Decimal::parse(tokens[behind - 1].value())?)?,
        false => low,
    };
    // "45-40" is a result and "2015-16" a season; neither is an interval.
    (low < high).then_some(((low, high), behind))
}

/// A plain number: its value and the token behind it.
fn cardinal(text: &str, tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let token = tokens.get(at)?;
    if token.kind == Kind::Number {
        let digits: String = token.span.of(text).chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut value = Decimal::parse(&digits)?;
        let mut end = at + 1;
        while let Some(next) = tokens.get(end) {
            let glued = next.span.start == tokens[end - 1].span.end;
            if next.is(Class::Scale) || next.is(Class::ShortScale) && glued {
                value = value.times(Decimal::parse(next.value())?)?;
            } else if next.sign('-') && glued && tokens.get(end + 1).is_some_and(|t| t.is(Class::Scale)) {
                value = value.times(Decimal::parse(tokens[end + 1].value())?)?;
                end += 1;
            } else {
                break;
            }
            end += 1;
        }
        return Some((value, end));
    }
    words(tokens, at)
}

/// "one hundred and sixty-four", "two dozen", "a million", "half a dozen".
fn words(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let number = |t: &Token| Decimal::parse(t.value());
    let (mut total, mut part, mut end) = (Decimal::whole(0), None::<Decimal>, at);
    if tokens[at].is(Class::Fraction) {
        let article = tokens.get(at + 1)?.is(Class::Article);
        let scale = tokens.get(at + 1 + usize::from(article)).filter(|t| t.is(Class::Scale))?;
        let halves = (tokens[at].value() == "2").then(|| Decimal::parse("0.5"))??;
        return Some((halves.times(number(scale)?)?, at + 2 + usize::from(article)));
    }
    if tokens[at].is(Class::Article) {
        tokens.get(at + 1).filter(|t| t.is(Class::Scale))?;
        part = Some(Decimal::whole(1));
        end += 1;
    }
    let mut smallest: Option<Class> = None;
    while let Some(token) = tokens.get(end) {
        match token.class() {
            Some(class @ (Class::Unit | Class::Tens)) => {
                // "twenty five" is one number, "five six" is two.
                let fits =
                    matches!((smallest, class), (None | Some(Class::Scale), _) | (Some(Class::Tens), Class::Unit));
                if !fits {
                    break;
                }
                part = Some(part.unwrap_or(Decimal::whole(0)).plus(number(token)?)?);
                smallest = Some(class);
            }
            Some(Class::Scale) => {
                let scale = number(token)?;
                if scale >= Decimal::whole(1000) {
                    total = total.plus(part.unwrap_or(Decimal::whole(1)).times(scale)?)?;
                    part = None;
                } else {
                    part = Some(part.unwrap_or(Decimal::whole(1)).times(scale)?);
                }
                smallest = Some(Class::Scale);
            }
            _ => break,
        }
        end += 1;
        // A hyphen or "and" inside a number counts only with a number behind it.
        let Some(joint) = tokens.get(end) else { break };
        let hyphen = joint.sign('-') && joint.span.start == tokens[end - 1].span.end;
        let and = joint.is(Class::And) && smallest == Some(Class::Scale);
        let goes_on =
            tokens.get(end + 1).is_some_and(|t| t.any(&[Class::Unit, Class::Tens]) || hyphen && t.is(Class::Scale));
        let scaled = tokens.get(end + 1).is_some_and(|t| t.is(Class::Scale));
        if (hyphen && (smallest != Some(Class::Unit) || scaled) || and) && goes_on {
            end += 1;
        }
    }
    (end > at && smallest.is_some()).then_some(())?;
    Some((total.plus(part.unwrap_or(Decimal::whole(0)))?, end))
}

/// "hundreds", "tens of thousands", "several hundred".
fn magnitude(tokens: &[Token], at: usize) -> Option<Numeral> {
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

/// "two-thirds", "three quarters": a share, as an interval of two places, since no decimal is exact.
fn fraction(tokens: &[Token], at: usize) -> Option<Numeral> {
    let above = Decimal::parse(tokens[at].value()).filter(|_| tokens[at].is(Class::Unit))?.as_whole()?;
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
fn factor(tokens: &[Token], at: usize) -> Option<Numeral> {
    let value = Decimal::parse(tokens[at].value()).filter(|_| tokens[at].is(Class::Factor))?;
    Some(numeral(tokens, at..at + 1, Value { op: Op::Times, low: Some(value), high: Some(value) }))
}

fn currency(token: &Token) -> bool {
    matches!(token.kind, Kind::Sign('$' | '€' | '£' | '¥' | '₸' | '₽' | '₴' | '₹'))
}

/// Takes in units and modifiers around the number, and turns the value into what they make of it.
fn with_modifiers(tokens: &[Token], mut found: Numeral) -> Numeral {
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
    let suffix = tokens.get(found.core.end).and_then(|t| match t.class() {
        Some(Class::OrMore) => Some(Op::AtLeast),
        Some(Class::OrLess) => Some(Op::AtMost),
        Some(Class::OrSo) => Some(Op::About),
        _ => (t.sign('+') && t.span.start == tokens[found.core.end - 1].span.end).then_some(Op::AtLeast),
    });
    if let Some(op) = suffix {
        bound(&mut found.value, op);
        found.whole.end = found.core.end + 1;
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

#[cfg(test)]
mod tests {
    use super::super::{lexicon::english, span::Span, token::tokens};
    use super::*;

    fn reads(text: &str) -> String {
        let tokens = tokens(text, Span::new(0, text.len()), english());
        let found = (0..tokens.len()).find_map(|at| read(text, &tokens, at)).unwrap();
        let Value { op, low, high } = found.value;
        let show = |end: Option<Decimal>| end.map_or_else(|| "-".to_owned(), |end| end.to_string());
        let op = serde_json::to_value(op).unwrap();
        format!("{} {} {}", op.as_str().unwrap(), show(low), show(high))
    }

    #[test]
    fn words_and_digits() {
        for (text, value) in [
            ("one hundred and sixty-four", "= 164 164"),
            ("two thousand three hundred", "= 2300 2300"),
            ("two dozen", "= 24 24"),
            ("a dozen", "= 12 12"),
            ("half a million", "= 500000 500000"),
            ("10 000 men", "= 10000 10000"),
            ("2\u{202f}500\u{a0}000 men", "= 2500000 2500000"),
            ("1.5 million", "= 1500000 1500000"),
            ("5bn", "= 5000000000 5000000000"),
            ("forty-one thousand", "= 41000 41000"),
        ] {
            assert_eq!(reads(text), value, "{text}");
        }
    }

    #[test]
    fn modifiers_make_intervals() {
        for (text, value) in [
            ("over 70", "> 70 -"),
            ("no fewer than six", ">= 6 -"),
            ("as many as 40", "<= - 40"),
            ("fewer than 9", "< - 9"),
            ("close to 2,000", "<~ - 2000"),
            ("some 300", "~ 300 300"),
            ("200 or more", ">= 200 -"),
            ("50+ homes", ">= 50 -"),
        ] {
            assert_eq!(reads(text), value, "{text}");
        }
    }

    #[test]
    fn ranges_magnitudes_and_factors() {
        for (text, value) in [
            ("12–15", "range 12 15"),
            ("between 12 and 15", "range 12 15"),
            ("12 to 15 million", "range 12000000 15000000"),
            ("45-40", "= 45 45"),
            ("hundreds", "vague 200 999"),
            ("tens of thousands", "vague 20000 99999"),
            ("several hundred", "vague 200 999"),
            ("dozens", "vague 24 99"),
            ("doubled", "x 2 2"),
            ("three-fold", "x 3 3"),
            ("two-thirds", "range 0.66 0.67"),
        ] {
            assert_eq!(reads(text), value, "{text}");
        }
    }
}
