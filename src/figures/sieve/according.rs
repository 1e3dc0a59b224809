//! `attributed-according-to`: a phrase that names the source outright, before or behind the figure.

use super::super::lexicon::{Class, Form};
use super::super::rules::ATTRIBUTED_ACCORDING_TO;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence, cue};

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    // The phrase nearest to the figure wins; behind it before ahead of it.
    let phrases = sentence.range.clone().filter(|&at| tokens[at].quote == 0).filter(|&at| {
        tokens[at].is(Class::According) || per(&tokens[at..sentence.range.end]) || in_report(scene, sentence, at)
    });
    let mut best: Option<(usize, usize)> = None;
    for at in phrases {
        let end = name_end(scene, sentence, at);
        if end <= at + 1
            || (at..end).contains(&figure)
            || severed(scene, sentence, figure, at)
            || other_noun(scene, figure, at)
        {
            continue;
        }
        let distance = at.abs_diff(figure) * 2 + usize::from(at < figure);
        if best.is_none_or(|(_, near)| distance < near) {
            best = Some((at, distance));
        }
    }
    let (at, _) = best?;
    let end = name_end(scene, sentence, at);
    if tokens[at + 1].is(Class::Relative) {
        let source = cue::antecedent(tokens, &sentence.range, at)?;
        return Some(Found {
            source: Some(scene.span(source)),
            cue: Some(tokens[at].span),
            rule: ATTRIBUTED_ACCORDING_TO,
        });
    }
    Some(Found { source: Some(scene.span(at + 1..end)), cue: Some(tokens[at].span), rule: ATTRIBUTED_ACCORDING_TO })
}

/// Tokens of a name, with all that describes it; what goes on longer is a sentence.
const LONGEST: usize = 48;

/// Tokens of a title in quotation marks, with its marks.
const TITLE: usize = 8;

/// The end of the name behind the phrase.
pub(super) fn name_end(scene: &Scene<'_>, sentence: &Sentence, at: usize) -> usize {
    let tokens = &scene.passage.tokens;
    let mut end = at + 1;
    let mark = |t: &Token| matches!(t.kind, Kind::Sign('"' | '“' | '”'));
    while end < sentence.range.end.min(at + LONGEST) {
        let token = &tokens[end];
        // `According to the "Open Harbour" paper he released`: marks around part of a name.
        if mark(token)
            && let Some(closes) = (end + 2..sentence.range.end.min(end + TITLE)).find(|&at| mark(&tokens[at]))
            && tokens.get(closes + 1).is_some_and(|t| t.kind == Kind::Word)
        {
            end = closes + 1;
            continue;
        }
        // "In a poll of teachers by nearly 9 points": the amount is no part of the name.
        let amount = token.role() == "by"
            && tokens.get(end + 1).is_some_and(|t| {
                t.kind == Kind::Number
                    || t.any(&[
                        Class::Nearly,
                        Class::About,
                        Class::MoreThan,
                        Class::AtLeast,
                        Class::Unit,
                        Class::Neutral,
                    ])
            });
        // "By the union's count": behind its owner it is a noun.
        let owned = || {
            let by = matches!(tokens[at].role(), "by" | "on");
            // "By the count of the police", "by the city's own estimate".
            let determined = || end == at + 2 && tokens[end - 1].any(&[Class::Article, Class::This]);
            owns(scene, &tokens[end - 1]) || by && (determined() || end > at + 2 && owns(scene, &tokens[end - 2]))
        };
        // "According to medical records reviewed by the guild": no verb of its own follows such a name without a comma.
        let described = tokens[at].is(Class::According)
            && (token.any(&[Class::Say, Class::Show]) || token.role() == "probes")
            && !(token.is(Class::Show) && token.form() == Form::Base && token.role() != "tally");
        // "By the state government's count".
        let compound = tokens.get(end + 1).is_some_and(|next| next.any(&[Class::Official, Class::GroupNoun]));
        let noun = described || token.role() == "tally" && owned() || token.form() == Form::Base && compound;
        let stop = amount
            || states(&tokens[..sentence.range.end], at, end)
            || !noun
                && match token.kind {
                    Kind::Sign('.' | ';' | ':' | '(' | ')' | '—' | '"' | '“' | '”') => true,
                    Kind::Sign(',') => true,
                    _ => {
                        !token.capital
                            && token.any(&[
                                Class::Auxiliary,
                                Class::Adversative,
                                Class::Subordinator,
                                Class::Say,
                                Class::Show,
                                Class::Verb,
                                Class::Trend,
                                Class::Linking,
                                Class::Held,
                            ])
                    }
                };
        if stop {
            break;
        }
        end += 1;
    }
    end
}

/// "According to the ministry at least 17 people were killed": without a comma what is stated opens with its number. "According to
/// the 12 witnesses", "to figures for 2021" goes on with the name.
fn states(tokens: &[Token], according: usize, at: usize) -> bool {
    /// Tokens between a number and its verb.
    const CLAUSE: usize = 12;
    const MODIFIERS: [Class; 6] =
        [Class::AtLeast, Class::AtMost, Class::MoreThan, Class::LessThan, Class::Nearly, Class::About];
    let number = |t: &Token| t.is_number() || t.is(Class::Magnitude);
    let opens = number(&tokens[at]) || tokens[at].any(&MODIFIERS) && tokens.get(at + 1).is_some_and(number);
    let named = at > according + 1 && !tokens[at - 1].any(&[Class::Article, Class::This, Class::Month, Class::Label]);
    let verb = |t: &Token| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Held]) || t.role() == "befell";
    let behind = tokens[at + 1..].iter().take(CLAUSE).take_while(|t| !matches!(t.kind, Kind::Sign(',' | ';' | '.')));
    opens && named && !tokens[at - 1].is(Class::Preposition) && behind.into_iter().any(verb)
}

/// "Per the ministry", "per Reuters"; "per day" and "per household" are rates.
fn per(tokens: &[Token]) -> bool {
    let [per, name, ..] = tokens else { return false };
    let name = if name.role() == "the" { tokens.get(2).unwrap_or(name) } else { name };
    let known = [Class::Official, Class::GroupNoun, Class::Survey, Class::ReportNoun];
    per.role() == "per" && (name.capital && name.unlisted() || name.any(&known))
}

/// "The union's", "his".
fn owns(scene: &Scene<'_>, token: &Token) -> bool {
    token.role() == "owner" || token.span.of(scene.text).starts_with(['\'', '’'])
}

/// "In a poll of teachers, 40 percent …": a document named by "in", up to its comma or the end.
fn in_report(scene: &Scene<'_>, sentence: &Sentence, at: usize) -> bool {
    let tokens = &scene.passage.tokens;
    let leads = tokens[at].is(Class::Preposition) && matches!(tokens[at].role(), "in" | "by" | "on");
    leads && {
        let end = name_end(scene, sentence, at);
        let opens = at == sentence.range.start && tokens.get(end).is_some_and(|t| t.sign(','));
        // "40 percent in a Tribune survey": with a name, since "in most polls" names nobody.
        let survey =
            tokens[at + 1..end].iter().take(14).position(|t| t.is(Class::Survey) || t.role() == "tally" && !t.capital);
        // "In five towns going to the polls": not the poll, but those who vote.
        let led = |survey: usize| tokens[at + 1..at + 1 + survey].iter().any(|t| t.is(Class::RangeTo));
        let survey = survey.filter(|survey| !led(*survey));
        // "By his account", "by the admission of their own chief", "by the count of the police".
        let on = tokens[at].role() == "on";
        let account = |t: &Token| (t.role() == "tally" || t.role() == "account" && !on) && !t.capital;
        // "On the union's own count".
        let own = (on || tokens[at].role() == "by")
            && tokens[at + 1..end].iter().position(account).is_some_and(|noun| {
                let lead = &tokens[at + 1..at + 1 + noun];
                let of = tokens.get(at + 2 + noun).is_some_and(|t| t.role() == "of");
                lead.iter().any(|t| owns(scene, t)) || of && lead.iter().all(|t| t.any(&[Class::Article, Class::This]))
            });
        if own || on {
            return own;
        }
        let named = |t: &Token| t.capital || t.any(&[Class::Official, Class::GroupNoun]);
        survey.is_some_and(|survey| opens || tokens[at + 1..at + 1 + survey].iter().any(named))
    }
}

/// Blocker `other-noun`: in "a list compiled by the union" the union compiled the list; only a number that goes with
/// that noun is its own: "40 cases documented by the union".
fn other_noun(scene: &Scene<'_>, figure: usize, phrase: usize) -> bool {
    const NEAR: usize = 6;
    let tokens = &scene.passage.tokens;
    let describes = tokens[phrase].role() == "made-by";
    let (from, to) = (figure.min(phrase), figure.max(phrase));
    let parts = |t: &Token| {
        t.any(&[
            Class::Auxiliary,
            Class::Verb,
            Class::Trend,
            Class::Linking,
            Class::Held,
            Class::Relative,
            Class::Article,
        ]) || t.sign(',') && figure < phrase
    };
    describes && (phrase < figure || to - from > NEAR || tokens[from..to].iter().any(parts))
}

/// "In the poll, 40 percent agreed; just 30 …": a semicolon with the next number behind it goes on with the list.
pub(super) fn parallel(tokens: &[Token], semicolon: usize) -> bool {
    let leads = |t: &&Token| {
        t.any(&[
            Class::Neutral,
            Class::Nearly,
            Class::About,
            Class::MoreThan,
            Class::AtLeast,
            Class::AtMost,
            Class::And,
            Class::Or,
            Class::LessThan,
        ])
    };
    let next = tokens[semicolon + 1..].iter().find(|t| !leads(t));
    next.is_some_and(|t| t.is_number() || t.is(Class::Magnitude))
}

/// Blocker `other-clause`: a semicolon or ", but" between phrase and figure.
fn severed(scene: &Scene<'_>, sentence: &Sentence, figure: usize, phrase: usize) -> bool {
    let (from, to) = (figure.min(phrase), figure.max(phrase));
    let tokens = &scene.passage.tokens;
    // `afterthought`: "…, according to the mayor, a sum for 40 homes": what follows a closing phrase is the text's own.
    let behind = name_end(scene, sentence, phrase) + 1;
    // "While most were shut, according to the mayor, two in Lima were open": the phrase closes a lead-in only.
    let lead_in = tokens[sentence.range.start].is(Class::Subordinator);
    let part = || {
        let number = tokens.get(behind).is_some_and(|t| t.kind == Kind::Number || t.is(Class::Unit));
        let one = tokens.get(behind).is_some_and(|t| t.is(Class::Idiom));
        one || number && tokens.get(behind + 1).is_some_and(|t| t.is(Class::Preposition))
    };
    let describes = |t: &Token| t.any(&[Class::Article, Class::Relative, Class::Subordinator]) || t.role() == "owner";
    let afterthought = figure > phrase
        && !lead_in
        && phrase > sentence.range.start
        && (part() || tokens.get(behind).is_some_and(describes));
    // At the end of a list the phrase is for the whole list.
    let list = figure < phrase && behind >= sentence.range.end;
    // "Prices rose by 8, but fell by 2 in May, according to the bank." Who has spoken in the clause before keeps it.
    let spoken = || sentence.cues.iter().any(|c| c.at < figure && matches!(c.class, Class::Say | Class::Show));
    let severs = |at: usize| match tokens[at].kind {
        Kind::Sign(';') => !list && !parallel(tokens, at),
        _ => tokens[at].is(Class::Adversative) && (!list || spoken()),
    };
    // "Lost 40 cables because, according to the guild, a ship had struck it": the phrase is for the clause that it opens.
    let opens_clause = figure < phrase
        && tokens[phrase - 1].sign(',')
        && phrase >= 2
        && tokens[phrase - 2].any(&[Class::Subordinator, Class::Relative, Class::Adversative, Class::And])
        // "Nine the year before, according to".
        && !(phrase >= 3 && tokens[phrase - 3].is(Class::TimeUnit));
    afterthought || opens_clause || (from..to).any(severs)
}
