//! The number grammar: digits and words to an exact interval.

mod modifier;
mod vague;
mod words;

use modifier::with_modifiers;
use vague::{factor, fraction, magnitude, one_in};
use words::words;

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
    /// More digits than are read.
    TooLong,
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
    // Asked at every token, and nearly all are other words.
    const OPENERS: [Class; 8] = [
        Class::Unit,
        Class::Tens,
        Class::Scale,
        Class::Magnitude,
        Class::Fraction,
        Class::Factor,
        Class::Article,
        Class::Few,
    ];
    if tokens[at].kind != Kind::Number && !tokens[at].any(&OPENERS) {
        return None;
    }
    let vague = || factor(tokens, at).or_else(|| magnitude(tokens, at)).or_else(|| fraction(tokens, at));
    if let Some(found) = vague().or_else(|| one_in(text, tokens, at)) {
        return Some(with_modifiers(tokens, found));
    }
    let Some((low, mut end)) = cardinal(text, tokens, at) else { return too_long(tokens, at) };
    let (mut op, mut high) = (Op::Equal, low);
    // "12–15", "12 to 15 million": a range, unless it is "rose from 12 to 15", which is two figures.
    let moves = tokens[at.saturating_sub(6)..at].iter().rev().take_while(|t| t.kind != Kind::Number);
    let moves = moves.into_iter().any(|t| t.any(&[Class::Trend, Class::Revised, Class::Factor]));
    if !moves && let Some((second, behind)) = range_end(text, tokens, at, end, low) {
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
    // "Ten or twelve": one count, not known better.
    let either = joint.is(Class::Or) && end == at + 1;
    if !(between || dash || either || joint.is(Class::RangeTo)) {
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

/// A number in digits that no value holds: it is told, though not read.
fn too_long(tokens: &[Token], at: usize) -> Option<Numeral> {
    let scales = |t: &&Token| t.any(&[Class::Scale, Class::ShortScale]);
    let end = at + 1 + tokens[at + 1..].iter().take_while(scales).count();
    let value = Value { op: Op::Equal, low: None, high: None };
    let number = Numeral { core: at..end, whole: at..end, value, shape: Shape::TooLong };
    (tokens[at].kind == Kind::Number).then_some(number)
}

/// A plain number: its value and the token behind it.
fn cardinal(text: &str, tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let token = tokens.get(at)?;
    if token.kind == Kind::Number {
        let raw = token.span.of(text);
        // "1.234.567": two points part thousands, one begins a fraction.
        let grouped = raw.bytes().filter(|b| *b == b'.').count() > 1;
        let digits = || raw.chars().filter(|c| c.is_ascii_digit() || *c == '.' && !grouped).collect::<String>();
        let plain = raw.bytes().all(|byte| byte.is_ascii_digit());
        let mut value = if plain { Decimal::parse(raw) } else { Decimal::parse(&digits()) }?;
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

fn currency(token: &Token) -> bool {
    matches!(token.kind, Kind::Sign('$' | '€' | '£' | '¥' | '₸' | '₽' | '₴' | '₹'))
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
            ("1.234.567 men", "= 1234567 1234567"),
            ("1'500 men", "= 1500 1500"),
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
            ("40-odd homes", "~ 40 40"),
        ] {
            assert_eq!(reads(text), value, "{text}");
        }
    }

    #[test]
    fn ranges_magnitudes_and_factors() {
        for (text, value) in [
            ("From 12 to 15 men", "range 12 15"),
            ("rose from 12 to 15", "= 12 12"),
            ("ten or twelve", "range 10 12"),
            ("a third of the homes", "range 0.33 0.34"),
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
            ("one in five parents", "= 0.2 0.2"),
            ("1 in 4 parents", "= 0.25 0.25"),
            ("1 in 2011 people", "= 1 1"),
            ("nine in ten huts", "= 0.9 0.9"),
            ("one in three men", "range 0.33 0.34"),
            ("two in three villages", "= 2 2"),
            ("killed one in ten villages", "= 1 1"),
            ("one in ten days", "= 1 1"),
            ("adds up to 185 huts", "= 185 185"),
            ("the huts over two years", "= 2 2"),
            ("for over two years", "> 2 -"),
        ] {
            assert_eq!(reads(text), value, "{text}");
        }
    }
}
