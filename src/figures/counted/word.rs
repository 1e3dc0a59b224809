//! The word that tells the measure: the number's own noun, or a verb or noun before it.

use super::super::befell::{Animate, animate};
use super::super::figure::Measure;
use super::super::lexicon::{Class, Ending};
use super::super::number::Numeral;
use super::super::token::{Kind, Token};
use super::By;
use super::phrase::{phrase_end, tells_when};

pub(in super::super) fn measure_of(token: &Token) -> Option<Measure> {
    Some(match token.class()? {
        Class::Killed => Measure::Killed,
        // "40 feared dead": one phrase is both doubt and measure.
        Class::Hearsay if token.role() == "feared-dead" => Measure::Killed,
        Class::Injured => Measure::Injured,
        Class::Casualties => Measure::Casualties,
        Class::Detained => Measure::Detained,
        Class::Missing => Measure::Missing,
        Class::Displaced => Measure::Displaced,
        Class::Participants => Measure::Participants,
        Class::Incidents => Measure::Incidents,
        Class::Who if token.value() == "detainees" => Measure::Detained,
        _ => return None,
    })
}

pub(super) fn noun(tokens: &[Token]) -> Option<(Measure, usize)> {
    // "40 former prisoners" are free.
    let former = |at: usize| at > 0 && tokens[at - 1].role() == "former";
    // "12 evacuation centres", "nine death sentences": a noun that says what another is for.
    let modifies = |at: usize| {
        let head = |t: &Token| t.is(Class::Thing) || t.kind == Kind::Word && t.unlisted() && t.ends(Ending::Plural);
        let noun = tokens[at].role() != "befell" && !tokens[at].ends(Ending::Past) && !tokens[at].ends(Ending::Plural);
        noun && tokens.get(at + 1).is_some_and(head)
    };
    let mut told = tokens
        .iter()
        .enumerate()
        .filter(|(at, _)| !former(*at) && !modifies(*at))
        .filter_map(|(at, token)| measure_of(token).map(|measure| (measure, at)));
    let first = told.next()?;
    // "Left 46 inmates dead": behind those in custody, what befell them there.
    let worse = told.find(|(_, at)| first.0 == Measure::Detained && tokens[*at].role() == "befell");
    Some(worse.unwrap_or(first))
}

/// "killed at least 26 people", "the deaths of 13 officers", "the toll rose to 40": the word before.
///
/// A number with nothing behind it is a predicate, and its subject may stand before "who": "the missing, who are 40".
pub(super) fn verb_before(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> Option<Measure> {
    let predicate = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '(' | ')')))
        // "Rose to 31 on Monday".
        || found.core.end < sentence.end && tells_when(tokens, found.core.end);
    let dated = |at: usize| {
        let time = |t: &Token| t.kind == Kind::Number || t.any(&[Class::Month, Class::Weekday]);
        tokens.get(at + 1).is_some_and(|t| time(t) && predicate)
    };
    let ends = |at: usize| match tokens[at].kind {
        // "The toll, first put at 78, was lowered to 67": an aside.
        Kind::Sign(',') => {
            let next = &tokens[at + 1];
            // "People displaced in Lima, from 90 to 60".
            !(predicate
                && (next.any(&[Class::Relative, Class::Auxiliary]) || next.tells_how() || next.role() == "from"))
        }
        // "Toll: 16"
        Kind::Sign(':') => !(predicate && at + 1 == found.whole.start),
        Kind::Sign('.' | ';' | '(' | ')' | '—') => true,
        // "Three prisoners said 40 huts burned": who speaks is not what burned.
        // "279 are missing after a fire in seven towers": what came before is told of the 279.
        // "Had been executed and that 22 women had been raped".
        _ if tokens[at].role() == "that" => at > sentence.start && tokens[at - 1].is(Class::And),
        // "Deaths since August 2020: 2": a time, and no clause.
        _ => {
            tokens[at].is(Class::Adversative)
                || tokens[at].is(Class::Subordinator) && !dated(at)
                || tokens[at].role() == "say"
        }
    };
    // "The toll of last month's unrest in the town has risen to 31": the subject of such a verb may stand far ahead.
    let risen = found.whole.start > sentence.start && tokens[found.whole.start - 1].role() == "to";
    let which = predicate && tokens[sentence.start..found.whole.start].iter().any(|t| t.role() == "which");
    let reach = if risen || which { 20 } else { 10 };
    let people = !predicate
        && animate(&tokens[found.core.end..phrase_end(tokens, found.core.end, sentence.end)]) == Animate::Person;
    let told: Vec<Measure> = (sentence.start..found.whole.start)
        .rev()
        .take(if predicate { reach } else { 7 })
        .take_while(|&at| !ends(at))
        // "She lives with 40 others": of lives, only their number is counted.
        .filter(|&at| tokens[at].role() != "lives")
        // "Shot 40 films".
        .filter(|&at| tokens[at].role() != "shot" || people)
        // "Deaths in custody: 40": where they died.
        .filter(|&at| measure_of(&tokens[at]) != Some(Measure::Detained) || !died_there(tokens, sentence.start..at))
        .filter_map(|at| measure_of(&tokens[at]))
        .collect();
    let of_people = |measure: &&Measure| !matches!(measure, Measure::Participants | Measure::Incidents);
    // "The crowd had grown to 4,000".
    told.iter().find(of_people).or(told.first().filter(|_| risen)).copied()
}

/// Whether right before a word of custody stands a noun of death: "deaths in custody", "killings in detention".
fn died_there(tokens: &[Token], before: std::ops::Range<usize>) -> bool {
    let mut near = tokens[before].iter().rev().skip_while(|t| t.is(Class::Preposition));
    near.next().is_some_and(|t| measure_of(t) == Some(Measure::Killed) && t.role() != "befell")
}

/// "Deaths in two villages", "fled with his four children": where it was and who was there is not what was counted.
pub(super) fn circumstance(tokens: &[Token], found: &Numeral, phrase: usize) -> bool {
    let before = tokens[..found.whole.start].iter().rev().find(|t| t.role() != "owner");
    phrase > found.core.end && before.is_some_and(|t| matches!(t.role(), "in" | "at" | "near" | "by" | "with"))
}

/// "The bodies of eight men were found", "the arrest of 12 men was announced": the noun tells what befell them, and the verb is
/// the noun's.
pub(super) fn befell_of(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> Option<Measure> {
    use Measure::{Detained, Displaced, Injured, Killed, Missing};
    let of = found.whole.start.checked_sub(1).filter(|&at| at > sentence.start && tokens[at].role() == "of")?;
    // "Lives" are not always lost.
    let noun = Some(&tokens[of - 1]).filter(|t| !matches!(t.role(), "befell" | "lives"))?;
    measure_of(noun).filter(|measure| matches!(measure, Killed | Injured | Detained | Missing | Displaced))
}

/// "The execution of 14 prisoners": what was done to them tells more than what they are.
pub(super) fn happened(
    tokens: &[Token],
    sentence: &std::ops::Range<usize>,
    found: &Numeral,
    (end, by): (usize, By),
) -> Option<Measure> {
    let of = found.whole.start.checked_sub(1).filter(|&at| at > sentence.start && tokens[at].role() == "of")?;
    let who = by == By::Noun && tokens[end - 1].any(&[Class::Who, Class::Detained]);
    measure_of(&tokens[of - 1]).filter(|measure| who && matches!(measure, Measure::Killed | Measure::Injured))
}
