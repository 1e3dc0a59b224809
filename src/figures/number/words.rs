//! Numbers in words.

use super::super::decimal::Decimal;
use super::super::lexicon::Class;
use super::super::token::Token;

/// "one hundred and sixty-four", "two dozen", "a million", "half a dozen".
pub(super) fn words(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
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
