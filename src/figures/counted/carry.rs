//! What is counted is said once and holds for two numbers: lists, parts and ellipsis.

use super::super::befell::{Animate, animate};
use super::super::figure::Measure;
use super::super::lexicon::Class;
use super::super::number::Numeral;
use super::super::passage::Passage;
use super::super::token::{Kind, Token};
use super::phrase::tells_when;
use super::{By, Counted, measure_of};

/// "164 civilians and 18 officers were killed", "12 of the 40 miners died": the verb behind the second number is the
/// first one's too. Gives the measure that the number before takes over.
pub(in super::super) fn carried_back(
    tokens: &[Token],
    before: (&Numeral, &Counted),
    (found, counted): (&Numeral, &Counted),
) -> Option<Measure> {
    let (first, told) = before;
    let between = tokens.get(first.core.end..found.whole.start)?;
    let open = told.by == By::People
        && (counted.by == By::Verb || between.iter().all(|t| t.any(&[Class::Preposition, Class::This])));
    let inner = |t: &Token| match t.kind {
        Kind::Sign(',') => true,
        Kind::Sign(_) | Kind::Number => false,
        Kind::Word if t.role() == "that" => false,
        Kind::Word => {
            t.any(&[Class::And, Class::Or, Class::Who, Class::People, Class::Preposition, Class::This, Class::Adverb])
                || t.unlisted()
        }
    };
    let joins = between
        .iter()
        .rev()
        .find(|t| t.entry.is_some() || t.kind != Kind::Word)
        .is_some_and(|t| t.any(&[Class::And, Class::Or, Class::This, Class::Adverb]) || t.sign(','));
    let people =
        animate(between.split(|t| t.any(&[Class::And, Class::Or, Class::Preposition])).next()?) == Animate::Person;
    // "214 in the ten months before": a time is no measure of theirs.
    let open = open && counted.measure != Measure::Duration;
    (open && joins && people && between.iter().all(inner)).then_some(counted.measure)
}

/// "The number is 13": a bare number of which the sentence says only that it is the number.
pub(super) fn takes_up(tokens: &[Token], sentence: &std::ops::Range<usize>, found: &Numeral) -> bool {
    let bare = tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';' | ')')));
    const NEAR: usize = 5;
    let start = sentence.start.max(found.whole.start.saturating_sub(NEAR)).min(found.whole.start);
    let named =
        |from: usize| tokens[from..found.whole.start].iter().any(|t| t.is(Class::DataNoun) || t.role() == "tally");
    // "The correct figure, according to the agency, is 130": an aside may stand before "is".
    let is = found.whole.start > sentence.start && matches!(tokens[found.whole.start - 1].role(), "is" | "be" | "at");
    let alone = || !tokens[sentence.start..found.whole.start].iter().any(|t| t.kind == Kind::Number);
    // "It later corrected that to 13".
    // "The number of injured stood at 400": it says itself what is counted.
    let noun = |at: &usize| tokens[*at].is(Class::DataNoun) || tokens[*at].role() == "tally";
    let own = (sentence.start..found.whole.start).rev().find(noun).is_some_and(|at| {
        let mut behind = tokens[at + 1..found.whole.start].iter();
        behind.next().is_some_and(|t| t.role() == "of") && behind.any(|t| measure_of(t).is_some())
    });
    if own {
        return false;
    }
    let revised = || {
        let to = tokens[found.whole.start - 1].role() == "to";
        to && tokens[start..found.whole.start].iter().any(|t| t.is(Class::Revised))
    };
    let bare = bare || tells_when(tokens, found.core.end);
    bare && (told(tokens, start, found.whole.start)
        || named(start)
        || is && alone() && named(sentence.start)
        || found.whole.start > sentence.start && revised())
}

/// "The number of dead was wrong. We said 61", "the number of evacuated residents (27,400)": what the sentence before a bare number
/// calls a number, or its own before a bracket.
pub(super) fn number_named(passage: &Passage, sentence: &std::ops::Range<usize>, found: &Numeral) -> Option<Measure> {
    const REACH: usize = 4;
    // Tokens of a sentence that are looked through.
    const LONGEST: usize = 64;
    let tokens = &passage.tokens;
    let signs = |at: usize, sign| tokens.get(at).is_some_and(|t| t.sign(sign));
    let bracketed = found.whole.start > sentence.start
        && signs(found.whole.start - 1, '(')
        && signs(found.core.end.max(found.whole.end), ')');
    let mut named_in = if bracketed {
        sentence.start..found.whole.start
    } else {
        passage.sentence_before(sentence).filter(|_| takes_up(tokens, sentence, found))?
    };
    let end = named_in.end;
    let noun = |t: &Token| t.is(Class::DataNoun) || matches!(t.role(), "tally" | "toll");
    let of = |at: usize| tokens[at].role() == "of" && noun(&tokens[at - 1]);
    let at = named_in.by_ref().rev().take(LONGEST).find(|&at| at > 0 && of(at))?;
    tokens[at + 1..end.min(at + 1 + REACH)].iter().find_map(measure_of)
}

/// "Had initially said 34", "spoke of 170": nothing but how it is told stands before a bare number.
fn told(tokens: &[Token], start: usize, number: usize) -> bool {
    let tells = |t: &Token| t.any(&[Class::Say, Class::Show]) || matches!(t.role(), "put" | "gives");
    let between = |t: &Token| {
        t.any(&[Class::Preposition, Class::This, Class::ThirdPerson, Class::AtLeast, Class::About])
            || t.tells_how()
            || matches!(t.role(), "that" | "be" | "is")
    };
    let verb = (start..number).rev().find(|&at| !between(&tokens[at]));
    verb.is_some_and(|at| tells(&tokens[at]))
}

/// "Six of them were children": who they are, of those counted in a sentence before.
pub(super) fn of_those_before(tokens: &[Token], found: &Numeral) -> bool {
    let at = found.core.end;
    let of_them = tokens.get(at).is_some_and(|t| t.role() == "of-them");
    let is = tokens.get(at + 1).is_some_and(|t| matches!(t.role(), "is" | "be"));
    let somebody = |t: &Token| t.any(&[Class::Who, Class::People, Class::LessThan, Class::Aged]);
    of_them && is && tokens[at + 2..].iter().take(2).any(somebody)
}

/// "Including three children", "among them three children", "three of them": a part of the figure before.
pub(in super::super) fn is_breakdown(tokens: &[Token], number: usize) -> bool {
    // "Including those of three officers".
    let reach = 2 + usize::from(number > 0 && tokens[number - 1].role() == "of");
    let led = tokens[number.saturating_sub(reach)..number].iter().any(|t| t.is(Class::PartOf));
    let word = |t: &&Token| t.kind == Kind::Number || t.any(&[Class::Unit, Class::Tens, Class::Scale]) || t.sign('-');
    let length = tokens[number..].iter().take_while(word).count();
    let behind = &tokens[number + length..];
    // "Three of them", "900 children among them".
    let among = behind.iter().skip(1).take(2).any(|t| t.role() == "among-them");
    led || among || behind.first().is_some_and(|t| t.role() == "of-them")
}

/// Whether what the figure before counts holds for this one too.
pub(super) fn carries(tokens: &[Token], before: usize, found: &Numeral) -> bool {
    let between = &tokens[before.min(found.whole.start)..found.whole.start];
    let Some(last) = between.last() else { return false };
    // "Killing 11 and wounding 34": the number has a word of its own.
    if measure_of(last).is_some() {
        return false;
    }
    // "16 people were killed: nine miners and seven boys", "16 were killed, three of them boys".
    // "31 died, compared with 12 a year earlier".
    let listed = last.sign(':')
        || matches!(last.role(), "compared" | "down-from")
        || tokens.get(found.core.end).is_some_and(|t| t.is(Class::PartOf));
    if listed {
        return true;
    }
    let breakdown = is_breakdown(tokens, found.whole.start);
    let joined = last.is(Class::And) && between.len() <= 8;
    // "Six were killed, two in Lima, three in Osh and four in Uzgen".
    let there = tokens.get(found.core.end).is_some_and(|t| matches!(t.role(), "in" | "at" | "near"));
    let parted = last.sign(',') || last.is(Class::And) && between.len() > 1 && between[between.len() - 2].sign(',');
    let spread = there && parted && !tells_when(tokens, found.core.end);
    let elided =
        spread || tokens.get(found.core.end).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | '”' | '"' | ',')));
    let clause = between
        .iter()
        .any(|t| t.any(&[Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::Adversative]) || t.sign(';'));
    // "783 remain in custody, among them 12 minors": part of the whole, whatever the clause says of that.
    let end = tokens.len().min(found.core.end + 3);
    let people = || animate(&tokens[found.core.end..end]) == Animate::Person;
    (breakdown || joined || elided) && !clause || breakdown && people()
}
