//! Cues: the words by which somebody says something, and whose words they are.

use std::ops::Range;

use super::super::lexicon::{Class, Form};
use super::super::token::{Kind, Token};

/// A verb of saying, showing, thinking or judging, used as a verb.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Cue {
    pub at: usize,
    pub class: Class,
    pub form: Form,
    pub voice: Voice,
}

/// Who the subject of the verb is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Voice {
    /// The one who says it.
    Active,
    /// Not the one who says it: "was told", "is expected".
    Passive,
}

/// The cues of a sentence, in order.
pub(super) fn cues(text: &str, tokens: &[Token], sentence: &Range<usize>) -> Vec<Cue> {
    sentence
        .clone()
        .filter(|&at| {
            let verb = tokens[at].any(&[Class::Say, Class::Show, Class::Think, Class::Act])
                && is_verb(text, tokens, sentence, at);
            (verb || gives(text, tokens, sentence, at) || verifies(tokens, sentence, at))
                && !denied(tokens, sentence, at)
        })
        .map(|at| {
            let token = &tokens[at];
            let class = token
                .class()
                .filter(|class| matches!(class, Class::Say | Class::Show | Class::Think | Class::Act))
                .unwrap_or(Class::Show);
            Cue { at, class, form: token.form(), voice: voice(text, tokens, sentence, at) }
        })
        .collect()
}

/// "The poll has the mayor at 40 percent": of a survey, "has" and "gives" are said.
fn gives(text: &str, tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let word = matches!(tokens[at].span.of(text), "has" | "had" | "have" | "gives" | "gave" | "puts" | "put");
    let helps = tokens.get(at + 1).is_some_and(|t| {
        t.any(&[Class::Auxiliary, Class::Adverb, Class::Show, Class::Say]) || t.span.of(text).ends_with("ed")
    });
    let leads = tokens.get(at + 1).is_some_and(|t| t.capital || t.kind == Kind::Number);
    let survey = word && leads && !helps && at > sentence.start && tokens[at - 1].is(Class::Survey);
    // "The government puts the toll at 40."
    let puts = matches!(tokens[at].span.of(text), "put" | "puts" | "putting")
        || tokens[at].is(Class::Revised)
        || tokens[at].value() == "put";
    let toll = tokens[at + 1..sentence.end.min(at + 5)].iter().any(|t| t.is(Class::DataNoun) || t.is(Class::Killed));
    survey || puts && toll
}

/// "reports", "claims" and "plans" are nouns as often as verbs: what stands before tells.
fn is_verb(text: &str, tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|b| *b >= sentence.start).map(|b| &tokens[b]) else {
        // `Continued Ruiz: "…"`
        let inverted = tokens.get(at + 1).is_some_and(|t| t.capital && t.entry.is_none());
        return tokens[at].form() == Form::Ing || inverted && matches!(tokens[at].form(), Form::Past | Form::Third);
    };
    let word = before.span.of(text);
    // "sought-after", "agreed-upon": part of a longer word.
    let glued =
        |t: Option<&Token>, edge: usize| t.is_some_and(|t| t.sign('-') && (t.span.start == edge || t.span.end == edge));
    if glued(tokens.get(at + 1), tokens[at].span.end) || glued(Some(before), tokens[at].span.start) {
        return false;
    }
    let of = tokens.get(at + 1).is_some_and(|t| matches!(t.span.of(text), "of" | "by") && !t.is(Class::Say));
    // "Found himself in trouble" is no finding.
    let reflexive = tokens.get(at + 1).is_some_and(|t| t.is(Class::Adverb) && t.span.of(text).contains("sel"));
    if reflexive && tokens[at].value() == "find" {
        return false;
    }
    match tokens[at].form() {
        Form::Ing => !before.any(&[Class::Article, Class::This]),
        // "the alleged attack": an adjective.
        Form::Past | Form::Participle => {
            !(before.any(&[Class::Article, Class::Unit, Class::Scale])
                // "40 reported cases", but "the polls of 1972 showed".
                || before.kind == Kind::Number && !(word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
                || before.is(Class::This) && word != "that")
        }
        Form::Third => {
            // "eleven states", "the United States": a noun that looks like a verb.
            let counted = before.any(&[Class::Unit, Class::Tens, Class::Scale, Class::Magnitude, Class::Neutral]);
            // "401(k) plans in": a bracket closes a noun as a plain word does.
            let plain = before.sign(')') || before.kind == Kind::Word && before.entry.is_none() && !before.capital;
            let noun_behind = tokens.get(at + 1).is_none_or(|t| {
                t.any(&[
                    Class::Preposition,
                    Class::WeeksBack,
                    Class::Auxiliary,
                    Class::And,
                    Class::Or,
                    Class::Verb,
                    Class::Trend,
                    Class::Linking,
                    Class::Held,
                ]) || matches!(t.kind, Kind::Sign(_)) && !t.sign(':')
            });
            // "Calls for", "points out": no noun looks like that.
            if word_of(text, tokens, at).contains(' ') {
                return true;
            }
            if tokens[at].capital || counted || plain && noun_behind {
                return false;
            }
            // "The report lists 40": a noun that looks like a verb is no verb before this one.
            let noun = at >= 2
                && tokens[at - 2].any(&[Class::Article, Class::This])
                && before.any(&[Class::Act, Class::Say, Class::Think]);
            let determined = !noun
                && before.any(&[
                    Class::Article,
                    Class::This,
                    Class::Preposition,
                    Class::Few,
                    Class::Act,
                    Class::Say,
                    Class::Think,
                ])
                || matches!(word, "'s" | "’s" | "’" | "'");
            !(determined || of || matches!(before.kind, Kind::Number))
        }
        Form::Base => {
            let leads = before.any(&[
                Class::Auxiliary,
                Class::FirstPerson,
                Class::Relative,
                Class::Adverb,
                Class::And,
                Class::Or,
            ]) || before.is(Class::ThirdPerson) && word != "it"
                || before.any(&[
                    Class::Anonymous,
                    Class::Official,
                    Class::People,
                    Class::Who,
                    Class::ReportNoun,
                    Class::Survey,
                ]) && word.ends_with('s')
                || before.form() == Form::Third
                || matches!(word, "people" | "police")
                || before.is(Class::Negation);
            // "Officials, who met in Lima, say": the comma closes an aside.
            let aside = || {
                before.sign(',')
                    && tokens[at].is(Class::Say)
                    && tokens[sentence.start..at - 1]
                        .windows(2)
                        .any(|pair| pair[0].sign(',') && pair[1].is(Class::Relative))
                    && tokens.get(at + 1).is_some_and(|t| !matches!(t.kind, Kind::Sign(_)))
            };
            // "Data of the ministry show 40 deaths": the head is further left.
            let data = || {
                tokens[at].is(Class::Show)
                    && tokens[sentence.start.max(at.saturating_sub(8))..at]
                        .iter()
                        .rev()
                        .take_while(|t| {
                            t.kind == Kind::Word
                                && !t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking])
                        })
                        .any(|t| t.any(&[Class::ReportNoun, Class::DataNoun, Class::Survey]))
            };
            let leads = leads || aside() || data();
            let mark = word.starts_with(['\'', '’']);
            let plural = before.kind == Kind::Word
                && before.entry.is_none()
                && !mark
                && word.ends_with('s')
                && !word.ends_with("ss");
            // "Files of the Lima Port show that": only a verb has a clause with "that" behind a name.
            let that = tokens.get(at + 1).is_some_and(|t| t.span.of(text) == "that");
            (leads || plural || that && before.capital && before.kind == Kind::Word) && !of
        }
        Form::Plain => false,
    }
}

/// "Has verified 40 names": the words of verifying, where nothing denies them, are a finding.
fn verifies(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let helped = at > sentence.start && tokens[at - 1].is(Class::Auxiliary);
    let denied = tokens[sentence.start.max(at.saturating_sub(6))..at].iter().any(|t| t.is(Class::Negation));
    tokens[at].is(Class::VerifyVerb) && helped && !denied
}

fn word_of<'a>(text: &'a str, tokens: &[Token], at: usize) -> &'a str {
    tokens[at].span.of(text)
}

/// "did not say": no statement.
fn denied(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let before = tokens[sentence.start..at].iter().rev().take(3);
    before
        .take_while(|t| t.any(&[Class::Negation, Class::Auxiliary, Class::Adverb, Class::RangeTo]))
        .any(|t| t.is(Class::Negation))
}

fn voice(text: &str, tokens: &[Token], sentence: &Range<usize>, at: usize) -> Voice {
    if !matches!(tokens[at].form(), Form::Past | Form::Participle) {
        return Voice::Active;
    }
    let helpers = || {
        let before = tokens[sentence.start..at].iter().rev();
        before.take_while(|t| t.any(&[Class::Auxiliary, Class::Adverb, Class::Negation]))
    };
    let passive = helpers().any(|t| {
        matches!(t.span.of(text).to_lowercase().as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being")
    });
    // "Known as the Dunes": a participle that is no past form has a helper, or nobody says it.
    let bare = tokens[at].form() == Form::Participle && helpers().next().is_none();
    if passive || bare { Voice::Passive } else { Voice::Active }
}

/// The words before a verb that name its subject, without helpers ("has also") and lead-ins ("On Tuesday,").
pub(super) fn subject(text: &str, tokens: &[Token], sentence: &Range<usize>, cue: usize) -> Option<Range<usize>> {
    let mut end = cue;
    while end > sentence.start
        && tokens[end - 1].any(&[Class::Auxiliary, Class::Adverb, Class::Negation, Class::Weekday, Class::Hearsay])
    {
        end -= 1;
    }
    // "… were held, and blamed the strikers": a verb behind "and" shares the subject of the verb before.
    if end > sentence.start && tokens[end - 1].is(Class::And) {
        return None;
    }
    let after_comma = end > sentence.start && tokens[end - 1].sign(',');
    // "The deal, announced on Friday, would cost": with one comma before it the participle describes, and nobody speaks.
    let lone = |at: usize| {
        !tokens[sentence.start..at].iter().any(|t| matches!(t.kind, Kind::Sign(',' | '"' | '“' | '”' | '»')))
    };
    if after_comma && tokens[cue].form() == Form::Past && end == cue && lone(end - 1) {
        return None;
    }
    let mut start = end;
    // "Ruiz, a lawyer in Lima, said": the comma before the verb closes an apposition, so the name stands further left.
    let mut commas = if after_comma { 2 } else { 0 };
    // "An official who spoke in Lima said": the verb behind "who" is not the end of the name.
    let relative =
        |at: usize| tokens[sentence.start.max(at.saturating_sub(2))..at].iter().any(|t| t.is(Class::Relative));
    while start > sentence.start {
        let token = &tokens[start - 1];
        let hard = match token.kind {
            Kind::Sign(',') => {
                commas -= 1;
                commas < 0
            }
            Kind::Sign(';' | ':' | '"' | '“' | '”' | '«' | '»' | '—' | '(' | '?' | '!') => true,
            _ => {
                token.quote != tokens[cue].quote
                    || token.any(&[Class::Adversative, Class::Subordinator])
                    || breaks(text, token, commas) && !relative(start - 1)
            }
        };
        if hard {
            break;
        }
        start -= 1;
    }
    let mut end = if after_comma { end - 1 } else { end };
    while start < end && (tokens[start].any(&[Class::And, Class::Or, Class::Adverb]) || tokens[start].sign(',')) {
        start += 1;
    }
    // "A list, which the ministry said has 40 names": the clause has a subject of its own.
    let own = |t: &Token| t.capital || t.any(&[Class::Article, Class::This, Class::ThirdPerson, Class::FirstPerson]);
    if tokens.get(start).is_some_and(|t| t.is(Class::Relative))
        && tokens.get(start + 1).is_some_and(|t| start + 1 < end && own(t))
    {
        start += 1;
    }
    if tokens.get(start).is_some_and(|t| t.is(Class::Relative)) {
        return antecedent(text, tokens, sentence, start);
    }
    // "In a report, the group said": a lead-in up to its comma is no part of the name.
    if tokens.get(start).is_some_and(|t| t.is(Class::Preposition))
        && let Some(comma) = (start..end).find(|&at| tokens[at].sign(','))
        && comma + 1 < end
    {
        start = comma + 1;
    } else if tokens.get(start).is_some_and(|t| t.is(Class::Preposition))
        && let Some(article) =
            (start + 2..end).rev().find(|&at| tokens[at].value() == "the" && !tokens[at - 1].is(Class::Preposition))
    {
        // "In its report the union said": without a comma the name begins at its article.
        start = article;
    }
    while end > start && tokens[end - 1].sign(',') {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// A word that cannot stand inside a simple subject.
fn breaks(text: &str, token: &Token, commas: i32) -> bool {
    let verb = token.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]) && commas <= 0;
    verb || token.is(Class::This) && token.span.of(text) == "that"
}

/// The noun before "who" or "which".
fn antecedent(text: &str, tokens: &[Token], sentence: &Range<usize>, relative: usize) -> Option<Range<usize>> {
    let mut end = relative;
    while end > sentence.start && tokens[end - 1].sign(',') {
        end -= 1;
    }
    let mut start = end;
    while start > sentence.start {
        let token = &tokens[start - 1];
        let word = token.span.of(text);
        let stop = matches!(token.kind, Kind::Sign(_)) && !token.sign('-')
            || token.any(&[
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
            || matches!(word, "from" | "by" | "with" | "for" | "to");
        if stop {
            break;
        }
        start -= 1;
    }
    (start < end).then_some(start..end)
}

/// The words behind "said" in `said Ana Ruiz, a lawyer in Lima.`
pub(super) fn subject_behind(
    text: &str,
    tokens: &[Token],
    sentence: &Range<usize>,
    cue: usize,
) -> Option<Range<usize>> {
    let start = cue + 1;
    let mut end = start;
    while end < sentence.end {
        let token = &tokens[end];
        let stop = match token.kind {
            Kind::Sign('"' | '“' | '”' | '«' | '»' | ';' | ':' | '.' | '—' | '(') => true,
            // A participle behind a comma goes on with the story: `said Ruiz, adding that`.
            Kind::Sign(',') => tokens
                .get(end + 1)
                .is_some_and(|next| next.form() == Form::Ing || next.any(&[Class::Adversative, Class::Subordinator])),
            _ => {
                token.is(Class::Weekday)
                    || end > start
                        && matches!(token.span.of(text), "in" | "during" | "on" | "at")
                        && tokens.get(end + 1).is_some_and(|n| n.any(&[Class::Article, Class::Weekday, Class::This]))
                        && !tokens[start..end].iter().any(|t| t.sign(','))
            }
        };
        if stop || token.quote != tokens[cue].quote {
            break;
        }
        end += 1;
    }
    while end > start && (tokens[end - 1].sign(',') || tokens[end - 1].any(&[Class::Preposition, Class::Adverb])) {
        end -= 1;
    }
    let first = tokens.get(start).filter(|_| start < end)?;
    // "said that", "said in", "said 40 homes": no name stands behind.
    let named = (first.capital
        || first.any(&[
            Class::Article,
            Class::This,
            Class::Official,
            Class::Anonymous,
            Class::ThirdPerson,
            Class::FirstPerson,
            Class::Title,
            Class::Spokesperson,
            Class::Who,
            Class::GroupNoun,
        ])
        || first.kind == Kind::Word && first.entry.is_none() && tokens[cue].value() == "say")
        && !first.any(&[Class::Weekday, Class::Month])
        && first.span.of(text) != "that";
    named.then_some(start..end)
}
