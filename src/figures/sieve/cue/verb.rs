//! Whether a word that may be a cue is used as a verb: "reports", "claims" and "plans" are nouns as often.

use std::ops::Range;

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};
use super::report::is_report;

/// "reports", "claims" and "plans" are nouns as often as verbs: what stands before tells.
pub(super) fn is_verb(text: &str, tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|b| *b >= sentence.start).map(|b| &tokens[b]) else {
        // `Continued Ruiz: "…"`
        let inverted = tokens.get(at + 1).is_some_and(|t| t.capital && t.unlisted());
        return tokens[at].form() == Form::Ing || inverted && matches!(tokens[at].form(), Form::Past | Form::Third);
    };
    let word = before.span.of(text);
    // "sought-after", "agreed-upon": part of a longer word.
    let glued =
        |t: Option<&Token>, edge: usize| t.is_some_and(|t| t.sign('-') && (t.span.start == edge || t.span.end == edge));
    if glued(tokens.get(at + 1), tokens[at].span.end) || glued(Some(before), tokens[at].span.start) {
        return false;
    }
    // "Omar Said told": within a sentence a capital makes a name, but for headlines, where all words have one.
    if tokens[at].capital
        && before.capital
        && before.kind == Kind::Word
        && before.unlisted()
        && tokens.get(at + 1).is_some_and(|t| !t.capital && t.kind == Kind::Word && t.form() != Form::Plain)
    {
        return false;
    }
    let of = tokens.get(at + 1).is_some_and(|t| matches!(t.role(), "of" | "by") && !t.is(Class::Say));
    // "Found himself in trouble" is no finding.
    let reflexive = tokens.get(at + 1).is_some_and(|t| t.role() == "self");
    if reflexive && tokens[at].role() == "find" {
        return false;
    }
    match tokens[at].form() {
        Form::Ing => {
            // "Their poorest showing in weeks".
            let owned = at >= 2
                && tokens[at - 2].role() == "owner"
                && before.unlisted()
                && tokens.get(at + 1).is_some_and(|t| t.is(Class::Preposition));
            !before.any(&[Class::Article, Class::This]) && !owned
        }
        // "the alleged attack": an adjective.
        Form::Past | Form::Participle => {
            // "The guild's preferred hall": an adjective; "it's said" is a verb.
            let owner = at.checked_sub(2).filter(|at| *at >= sentence.start).map(|at| &tokens[at]);
            let owned = matches!(word, "'s" | "’s")
                && owner.is_some_and(|t| !t.any(&[Class::ThirdPerson, Class::This, Class::Relative, Class::Adverb]));
            !(owned || before.any(&[Class::Article, Class::Unit, Class::Scale])
                // "40 reported cases", but "the polls of 1972 showed".
                || before.kind == Kind::Number && !(word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
                || before.is(Class::This) && before.role() != "that"
                // "Officers counted together": who counts, counts something.
                || tokens[at].is(Class::Show) && tokens[at].role() == "tally" && !opens_object(tokens.get(at + 1)))
        }
        Form::Third if is_report(tokens, sentence, at) => false,
        Form::Third => {
            // "eleven states", "the United States": a noun that looks like a verb.
            let counted = before.any(&[Class::Unit, Class::Tens, Class::Scale, Class::Magnitude, Class::Neutral]);
            // "It further finds that".
            let that = tokens.get(at + 1).is_some_and(|t| t.role() == "that");
            let counted = counted && !(that && before.is(Class::Neutral));
            // "401(k) plans in": a bracket closes a noun as a plain word does.
            let plain = before.sign(')')
                || before.is(Class::Phone)
                || before.kind == Kind::Word && before.unlisted() && !before.capital;
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
            // "Requests over a year", "answers some days ago".
            let over = tokens.get(at + 1).is_some_and(|t| t.any(&[Class::MoreThan, Class::LessThan]))
                && tokens.get(at + 2).is_some_and(|t| t.any(&[Class::Article, Class::This]));
            let ago = tokens[at + 1..].iter().take(4).any(|t| t.is(Class::Ago));
            // "Admits having": no noun looks like that.
            let sure = matches!(tokens[at].role(), "say" | "confirm" | "states" | "admits");
            let noun_behind = !sure && (noun_behind || over || ago);
            // "Records seen by the paper": a noun with its participle.
            if tokens.get(at + 2).is_some_and(|t| t.role() == "by") && !tokens[at + 1].is(Class::Article) {
                return false;
            }
            // "Calls for", "points out": no noun looks like that, but for "seven votes to four".
            if word_of(text, tokens, at).contains(' ') && !before.any(&[Class::Unit, Class::Tens]) {
                return true;
            }
            if tokens[at].capital || counted || plain && noun_behind && !closes(tokens, sentence, at) {
                return false;
            }
            // "The report lists 40", "the union's report": a noun that looks like a verb is no verb before this one.
            let opens = |t: &Token| {
                t.any(&[Class::Article, Class::This])
                    || t.role() == "owner"
                    || t.kind == Kind::Word && t.span.of(text).starts_with(['\'', '’'])
            };
            let noun = at >= 2
                && (opens(&tokens[at - 2]) || tokens[at - 2].unlisted() && at >= 3 && opens(&tokens[at - 3]))
                && before.any(&[Class::Act, Class::Say, Class::Think]);
            // "The group Nations Decide says": a name.
            let noun = noun || before.capital && before.any(&[Class::Act, Class::Say, Class::Think]);
            let determined = !noun
                && before.any(&[
                    Class::Article,
                    Class::This,
                    Class::Preposition,
                    Class::RangeTo,
                    Class::Few,
                    Class::Act,
                    Class::Say,
                    Class::Think,
                ])
                || matches!(word, "'s" | "’s" | "’" | "'");
            !(determined || of || matches!(before.kind, Kind::Number))
        }
        Form::Base => {
            // "An earlier tweet".
            let noun = before.is(Class::Adverb)
                && at.checked_sub(2).is_some_and(|at| at >= sentence.start && tokens[at].is(Class::Article));
            let leads = !noun && before.any(&[Class::Auxiliary, Class::Relative, Class::Adverb, Class::And, Class::Or])
                || before.is(Class::FirstPerson) && before.role() != "owner"
                || before.is(Class::ThirdPerson) && before.role() != "it"
                || before.any(&[
                    Class::Anonymous,
                    Class::Official,
                    Class::People,
                    Class::Who,
                    Class::GroupNoun,
                    Class::ReportNoun,
                    Class::Survey,
                ]) && before.ends(Ending::Plural)
                || before.form() == Form::Third
                || before.role() == "plural"
                || before.is(Class::Negation);
            // "Officials, who met in Lima, say": the comma closes an aside.
            let aside = || {
                // "The police, for their part, say".
                // "The records, kept by the coroner, list".
                let participle = |t: &Token| t.is(Class::Verb) || t.unlisted() && t.ends(Ending::Past);
                let opens = |t: &Token| t.is(Class::Relative) || t.role() == "for" || participle(t);
                before.sign(',')
                    && (tokens[at].any(&[Class::Say, Class::Show]) || tokens[at].role() == "show")
                    && tokens[sentence.start..at - 1].windows(2).any(|pair| pair[0].sign(',') && opens(&pair[1]))
                    && tokens.get(at + 1).is_some_and(|t| !matches!(t.kind, Kind::Sign(_)))
            };
            // "Data of the ministry show 40 deaths": the head is further left.
            let data = || {
                (tokens[at].is(Class::Show) || tokens[at].role() == "show")
                    && tokens[sentence.start.max(at.saturating_sub(8))..at]
                        .iter()
                        .rev()
                        .take_while(|t| {
                            t.kind == Kind::Word
                                && !t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking])
                        })
                        .any(|t| {
                            t.any(&[Class::ReportNoun, Class::DataNoun, Class::Survey])
                                || t.form() == Form::Third && t.any(&[Class::Say, Class::Show])
                        })
            };
            // "16 killed, say police": the name stands behind.
            let inverted = || {
                before.sign(',')
                    && tokens[at].role() == "say"
                    && tokens.get(at + 1).is_some_and(|t| {
                        t.capital
                            || t.role() == "owner"
                            || t.any(&[
                                Class::Article,
                                Class::This,
                                Class::Official,
                                Class::Anonymous,
                                Class::Who,
                                Class::People,
                                Class::GroupNoun,
                            ])
                    })
            };
            // "Spoke up to claim that": the verb of the sentence's subject.
            let purpose = tokens[at].is(Class::Say)
                && before.is(Class::RangeTo)
                && tokens.get(at + 1).is_some_and(|t| t.role() == "that");
            // "His family say", "aid agencies allege": no noun looks like that.
            let sure = matches!(tokens[at].role(), "say" | "confirm" | "states" | "admits")
                && before.kind == Kind::Word
                && !before.any(&[Class::RangeTo, Class::Preposition, Class::Article, Class::This]);
            // "Witnesses in Lima speak of 40 dead": no noun looks like that.
            let speaks_of = before.kind == Kind::Word
                && !before.any(&[Class::RangeTo, Class::Preposition, Class::Article, Class::This])
                && word_of(text, tokens, at).contains(' ')
                && tokens.get(at + 1).is_some_and(opens_number);
            let leads = leads || aside() || inverted() || data() || purpose || sure || speaks_of;
            let mark = word.starts_with(['\'', '’']);
            let plural = before.kind == Kind::Word
                && before.unlisted()
                && !mark
                && before.ends(Ending::Plural)
                && !before.ends(Ending::Singular);
            // "Files of the Lima Port show that": only a verb has a clause with "that" behind a name.
            let that = tokens.get(at + 1).is_some_and(|t| t.role() == "that");
            (leads || plural || that && before.capital && before.kind == Kind::Word) && !of
        }
        Form::Plain => false,
    }
}

/// "40 people fled, the parish priest estimates.": behind a comma somebody, and nothing behind the verb.
fn closes(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const NAME: usize = 6;
    let ends = tokens[..sentence.end].get(at + 1).is_none_or(|t| t.sign('.'));
    let name = tokens[sentence.start..at].iter().rev().take(NAME + 1).take_while(|t| t.kind == Kind::Word).count();
    let first = at - name;
    let opens = first > sentence.start && tokens[first - 1].sign(',');
    let leads = |t: &Token| t.is(Class::Article) || t.role() == "owner" || t.role() == "the" || t.capital;
    ends && opens && (1..=NAME).contains(&name) && leads(&tokens[first])
}

/// A number or what leads one.
pub(super) fn opens_number(token: &Token) -> bool {
    let leads =
        [Class::Unit, Class::Tens, Class::Magnitude, Class::About, Class::MoreThan, Class::AtLeast, Class::Nearly];
    token.kind == Kind::Number || token.any(&leads)
}

/// The same, or an article, or a name.
fn opens_object(token: Option<&Token>) -> bool {
    let leads = [Class::Article, Class::This, Class::Few, Class::AtMost, Class::Neutral];
    token.is_some_and(|t| opens_number(t) || t.any(&leads) || t.capital)
}

fn word_of<'a>(text: &'a str, tokens: &[Token], at: usize) -> &'a str {
    tokens[at].span.of(text)
}
