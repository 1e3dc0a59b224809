//! Whose words they are: the name before a cue.

use std::ops::Range;

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};

/// The words before a verb that name its subject, without helpers ("has also") and lead-ins ("On Tuesday,").
pub(in super::super) fn subject(tokens: &[Token], sentence: &Range<usize>, cue: usize) -> Option<Range<usize>> {
    let mut end = cue;
    while end > sentence.start
        && tokens[end - 1].any(&[Class::Auxiliary, Class::Adverb, Class::Negation, Class::Weekday, Class::Hearsay])
    {
        let weekday = tokens[end - 1].is(Class::Weekday);
        end -= 1;
        end -= usize::from(weekday && end > sentence.start && tokens[end - 1].is(Class::Preposition));
    }
    // "It further finds".
    let pronoun = |at: usize| tokens[at].is(Class::ThirdPerson) && tokens[at].role() != "owner";
    end -= usize::from(end > sentence.start + 1 && tokens[end - 1].is(Class::Neutral) && pronoun(end - 2));
    // "… were held, and blamed the strikers": a verb behind "and" shares the subject of the verb before.
    // "The Vyasna Plus centre" has "plus" in its name.
    if end > sentence.start && tokens[end - 1].is(Class::And) && !tokens[end - 1].capital {
        return None;
    }
    // "A doctor, however, told reporters".
    if let [.., opens, aside, closes] = &tokens[sentence.start..end]
        && opens.sign(',')
        && aside.any(&[Class::Adversative, Class::Adverb])
        && closes.sign(',')
    {
        end -= 3;
    }
    let after_comma = end > sentence.start && tokens[end - 1].sign(',');
    // "The deal, announced on Friday, would cost": with one comma before it the participle describes, and nobody speaks.
    let lone = |at: usize| {
        !tokens[sentence.start..at].iter().any(|t| matches!(t.kind, Kind::Sign(',' | '"' | '“' | '”' | '»')))
    };
    // "The toll, initially reported as 78, was lowered".
    let describes = tokens[end..cue].iter().all(Token::tells_how);
    if after_comma && tokens[cue].form() == Form::Past && describes && lone(end - 1) {
        return None;
    }
    // "Residents say they counted": a pronoun before its verb is the whole subject.
    if !after_comma
        && end > sentence.start
        && tokens[end - 1].any(&[Class::ThirdPerson, Class::FirstPerson])
        && tokens[end - 1].role() != "owner"
    {
        return Some(end - 1..end);
    }
    // "The union — the largest of the port — said", "The Ministry of Health (MoH) said": the name stands before the aside.
    end = before_aside(tokens, sentence, end);
    let mut start = end;
    // "Nurses, who asked for silence because they were afraid, said": over the whole clause to the name.
    let aside = (sentence.start + 1..end.saturating_sub(1))
        .rev()
        .find(|&at| tokens[at].sign(','))
        // "Our team, present until the last van was unloaded, counted".
        .filter(|&at| {
            let clause =
                tokens[at + 1].is(Class::Relative) || tokens[at + 2..end].iter().any(|t| t.is(Class::Subordinator));
            after_comma && clause && tokens[at].quote == tokens[cue].quote
        });
    start = aside.unwrap_or(start);
    // "Ruiz, a lawyer in Lima, said": the comma before the verb closes an apposition, so the name stands further left.
    let mut commas = match aside {
        Some(_) => 0,
        None if after_comma => 2,
        None => 0,
    };
    // "An official who spoke in Lima said": the verb behind "who" is not the end of the name.
    let relative =
        |at: usize| tokens[sentence.start.max(at.saturating_sub(2))..at].iter().any(|t| t.is(Class::Relative));
    // "Records held by the union show": a participle within the name.
    let by = |at: usize| tokens[at].role() == "by" && at < end;
    // "Ruiz said owners had promised": another verb of saying, with a name before it.
    let said = |at: usize| {
        let (token, before) = (&tokens[at], at.checked_sub(1).filter(|b| *b >= sentence.start).map(|b| &tokens[b]));
        let named = before.is_some_and(|t| t.sign(',') || t.capital || t.any(&[Class::Official, Class::Spokesperson]));
        let goes_on = tokens[at + 1].kind == Kind::Word && !tokens[at + 1].is(Class::Preposition);
        token.role() == "say" && token.form() == Form::Past && at + 1 < end && named && goes_on
    };
    while start > sentence.start {
        let token = &tokens[start - 1];
        let hard = match token.kind {
            Kind::Sign(',') => {
                commas -= 1;
                commas < 0
            }
            // "LIMA, 5 March – The ministry said": a dash between spaces parts, within a word it joins.
            Kind::Sign('–') => spaced(tokens, start - 1),
            Kind::Sign('-') => spaced(tokens, start - 1) && dateline(&tokens[sentence.start..start - 1]),
            Kind::Sign(
                ';' | ':' | '"' | '“' | '”' | '«' | '»' | '—' | '(' | '?' | '!' | '•' | '▪' | '‣' | '●' | '*',
            ) => true,
            _ => {
                token.quote != tokens[cue].quote
                    || token.any(&[Class::Adversative, Class::Subordinator])
                    || (breaks(token, commas) || said(start - 1)) && !relative(start - 1) && !by(start)
            }
        };
        if hard {
            break;
        }
        start -= 1;
    }
    let mut end = if after_comma { end - 1 } else { end };
    // "The ministry gave a toll, putting it at 40": the name ends at the sentence's own verb.
    if after_comma
        && (tokens[cue].form() == Form::Ing || tokens[cue].ends(Ending::Ongoing))
        && let Some(verb) = (start + 1..end).find(|&at| own_verb(&tokens[at]))
    {
        end = verb;
    }
    // "First Minister Ruiz" keeps her rank.
    let joint = |t: &Token| t.any(&[Class::And, Class::Or, Class::Adverb]) && t.role() != "first";
    while start < end && (joint(&tokens[start]) || tokens[start].sign(',')) {
        start += 1;
    }
    // "A week later the union said".
    let unit = (start..end.min(start + 3)).find(|&at| tokens[at].is(Class::TimeUnit));
    if let Some(unit) = unit
        && tokens[unit + 1].role() == "later"
        && unit + 2 < end
    {
        start = unit + 2;
        start += usize::from(tokens[start].sign(',') && start + 1 < end);
    }
    // "14:20 Police said": what stands before the name is the time.
    let time = |at: usize| tokens[at].kind == Kind::Number && at > 0 && tokens[at - 1].sign(':');
    start += usize::from(start + 1 < end && time(start) && tokens[start + 1].capital);
    // "Ruiz, who saw them, said 61 had told him": what she said is no name.
    if start + 1 < end && tokens[start].role() == "say" && matches!(tokens[start].form(), Form::Past | Form::Third) {
        // "Said Ana Ruiz, referring to": but that is.
        start += 1;
        if !(tokens[start].capital || tokens[start].is(Class::Article)) {
            return None;
        }
    }
    // "A list, which the ministry said has 40 names": the clause has a subject of its own.
    let own = |t: &Token| t.capital || t.any(&[Class::Article, Class::This, Class::ThirdPerson, Class::FirstPerson]);
    if tokens.get(start).is_some_and(|t| t.is(Class::Relative))
        && tokens.get(start + 1).is_some_and(|t| start + 1 < end && own(t))
    {
        start += 1;
    }
    if tokens.get(start).is_some_and(|t| t.is(Class::Relative)) {
        return antecedent(tokens, sentence, start);
    }
    // "In a report, the group said": a lead-in up to its comma is no part of the name.
    if tokens.get(start).is_some_and(|t| t.is(Class::Preposition))
        && let Some(comma) = (start..end).find(|&at| tokens[at].sign(','))
        && comma + 1 < end
    {
        start = comma + 1;
    } else if tokens.get(start).is_some_and(|t| t.is(Class::Preposition))
        && let Some(article) =
            (start + 2..end).rev().find(|&at| tokens[at].role() == "the" && !tokens[at - 1].is(Class::Preposition))
    {
        // "In its report the union said": without a comma the name begins at its article.
        start = article;
    }
    // "If, as the union says": "as" leads the name in, "the nurse who told" leaves "who" behind.
    while start < end && tokens[start].role() == "as" {
        start += 1;
    }
    while end > start && (tokens[end - 1].sign(',') || tokens[end - 1].is(Class::Relative)) {
        end -= 1;
    }
    // "It has been widely reported": a manner is nobody.
    (start < end && !tokens[start..end].iter().all(|t| t.tells_how() && !t.capital)).then_some(start..end)
}

fn own_verb(token: &Token) -> bool {
    let listed = token.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]);
    !token.capital && (listed || token.unlisted() && token.ends(Ending::Past))
}

/// "OSH, June 14 (Reuters)": names and a date, before the dash that ends them.
fn dateline(tokens: &[Token]) -> bool {
    const LONGEST: usize = 12;
    tokens.len() <= LONGEST && tokens.iter().all(|t| t.kind != Kind::Word || t.capital || t.is(Class::Month))
}

/// Whether a sign stands between two spaces.
fn spaced(tokens: &[Token], at: usize) -> bool {
    let apart = |one: Option<&Token>, next: Option<&Token>| {
        one.zip(next).is_some_and(|(one, next)| one.span.end < next.span.start)
    };
    at > 0 && apart(tokens.get(at - 1), tokens.get(at)) && apart(tokens.get(at), tokens.get(at + 1))
}

/// The end of the name where a bracket or two dashes stand between it and its verb.
fn before_aside(tokens: &[Token], sentence: &Range<usize>, end: usize) -> usize {
    const LONGEST: usize = 16;
    let Some(last) = end.checked_sub(1).filter(|at| *at > sentence.start) else { return end };
    let opens = |sign: fn(char) -> bool| {
        let within = sentence.start.max(last.saturating_sub(LONGEST))..last;
        let opening = |at: &usize| matches!(tokens[*at].kind, Kind::Sign(found) if sign(found));
        within.rev().find(opening).filter(|at| *at > sentence.start).unwrap_or(end)
    };
    match tokens[last].kind {
        Kind::Sign(')') => opens(|sign| sign == '('),
        Kind::Sign('—' | '–') => opens(|sign| matches!(sign, '—' | '–')),
        Kind::Sign('-') if spaced(tokens, last) => opens(|sign| sign == '-'),
        _ => end,
    }
}

/// A word that cannot stand inside a simple subject.
fn breaks(token: &Token, commas: i32) -> bool {
    let verb = token.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]) && commas <= 0;
    verb || token.is(Class::This) && token.role() == "that" && commas <= 0
}

/// The noun before "who" or "which".
pub(in super::super) fn antecedent(tokens: &[Token], sentence: &Range<usize>, relative: usize) -> Option<Range<usize>> {
    let mut end = relative;
    while end > sentence.start && tokens[end - 1].sign(',') {
        end -= 1;
    }
    let mut start = end;
    while start > sentence.start {
        let token = &tokens[start - 1];
        // "A post, which gave": right before "which" stands no verb.
        let noun = start == end && matches!(token.form(), Form::Base | Form::Third);
        let stop = matches!(token.kind, Kind::Sign(_)) && !token.sign('-')
            || !noun
                && token.any(&[
                    Class::Auxiliary,
                    Class::Verb,
                    Class::Trend,
                    Class::Linking,
                    Class::Held,
                    Class::Say,
                    Class::Think,
                    Class::Act,
                    Class::Show,
                    Class::Subordinator,
                    Class::RangeTo,
                ])
            || matches!(token.role(), "from" | "by" | "with" | "for" | "to");
        if stop {
            break;
        }
        start -= 1;
    }
    (start < end).then_some(start..end)
}
