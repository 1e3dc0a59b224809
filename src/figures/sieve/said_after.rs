//! `attributed-said-after`: the statement first, then a comma and who said it: `Nine were hurt, the mayor said.`

use super::super::counted::measure_of;
use super::super::lexicon::{Class, Ending, Form};
use super::super::rules::ATTRIBUTED_SAID_AFTER;
use super::super::token::{Kind, Token};
use super::cue::{self, Cue, Voice};
use super::saying::VERBS;
use super::{CUES, Found, Scene, Sentence, according};

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    if moment(scene, sentence, figure) {
        return None;
    }
    for cue in sentence.cues.iter().filter(|c| c.at > figure && tokens[c.at].quote == 0).take(CUES) {
        let says = matches!(cue.class, Class::Say | Class::Show | Class::Think) && cue.voice == Voice::Active;
        if !says || !matches!(cue.form, Form::Past | Form::Third | Form::Base | Form::Participle) {
            continue;
        }
        let Some((source, comma)) = inserted(scene, sentence, cue) else { continue };
        // "12 died, not 15 as prosecutors said": that is what they said.
        if tokens[source.start].is(Class::Negation) {
            continue;
        }
        // Blocker `other-clause`: the figure stands behind the comma, or a semicolon lies between.
        let severed = comma < figure || tokens[figure..comma].iter().any(|t| t.sign(';'));
        // "A figure confirmed by the ministry": whoever stands behind "by".
        let by = tokens.get(cue.at + 1).is_some_and(|t| t.role() == "by");
        if by && tokens[source.clone()].iter().any(|t| t.is(Class::DataNoun)) {
            continue;
        }
        // "12 died, not 15, as prosecutors said": which of them they said is left open.
        let as_said = tokens[source.start - 1].role() == "as";
        if as_said && comma > figure && tokens[figure..comma].iter().any(|t| t.is(Class::Negation)) {
            continue;
        }
        // `counted`: "At 24 weeks, 38 percent of patients had responded" is a finding and no statement of theirs.
        let counted = tokens[source.clone()].iter().any(|t| t.is(Class::ShareWord));
        if !severed && !counted && !source.contains(&figure) {
            return Some(Found {
                source: Some(scene.span(source)),
                cue: Some(tokens[cue.at].span),
                rule: ATTRIBUTED_SAID_AFTER,
            });
        }
    }
    embedded(scene, sentence, figure)
        .or_else(|| goes_on(scene, sentence, figure))
        .or_else(|| led_in(scene, sentence, figure))
}

/// "Three more died, the mayor said on Monday, bringing the toll to 43", "four died, the mayor said; 35 were hurt": the account
/// goes on behind whoever gives it.
fn goes_on(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let before = sentence.cues.iter().rev().find(|c| c.at < figure && tokens[c.at].quote == 0)?;
    let (source, _) = inserted(scene, sentence, before).filter(|_| before.voice == Voice::Active)?;
    let behind = before.at + 1..figure;
    (brings(tokens, behind.clone()) || parallel(tokens, behind)).then(|| {
        let (source, cue) = (Some(scene.span(source)), Some(tokens[before.at].span));
        Found { source, cue, rule: ATTRIBUTED_SAID_AFTER }
    })
}

/// "In 57 cases, the families said that": what a sentence opens with is a part of what is said behind it.
fn led_in(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    const LONGEST: usize = 8;
    let tokens = &scene.passage.tokens;
    let clause = (sentence.range.start..figure).rev().find(|&at| tokens[at].sign(';'));
    let start = clause.map_or(sentence.range.start, |semicolon| semicolon + 1);
    let comma = (figure + 1..sentence.range.end.min(figure + LONGEST)).find(|&at| tokens[at].sign(','))?;
    let verb = |t: &Token| t.any(&VERBS) || t.is(Class::Say) || t.role() == "befell";
    let plain = |t: &Token| !matches!(t.kind, Kind::Sign(_)) && !t.is(Class::TimeUnit) && !verb(t);
    let counted = |t: &Token| t.any(&[Class::CaseNoun, Class::People, Class::Who]) || measure_of(t).is_some();
    let opens = tokens[start].role() == "in"
        && figure < start + 4
        && tokens[start..comma].iter().all(plain)
        && tokens[figure + 1..comma].iter().any(counted);
    let cue = sentence.cues.iter().find(|cue| cue.at > comma).filter(|_| opens && tokens[figure].quote == 0)?;
    let says = matches!(cue.class, Class::Say | Class::Show) && cue.voice == Voice::Active;
    let source = cue::subject(tokens, &sentence.range, cue.at).filter(|name| says && name.start == comma + 1)?;
    Some(Found { source: Some(scene.span(source)), cue: Some(tokens[cue.at].span), rule: ATTRIBUTED_SAID_AFTER })
}

/// ", bringing the toll to", ", so that the toll stood at"
fn brings(tokens: &[Token], behind: std::ops::Range<usize>) -> bool {
    const REACH: usize = 10;
    let toll = |t: &Token| t.role() == "toll" || t.any(&[Class::DataNoun, Class::Killed, Class::Injured]);
    let comma = behind.clone().rev().take(REACH).find(|&at| tokens[at].sign(','));
    let clause = comma.map(|comma| &tokens[comma + 1..behind.end]).unwrap_or_default();
    let goes_on = |t: &Token| t.ends(Ending::Ongoing) || t.role() == "so-that";
    clause.first().is_some_and(goes_on) && clause.iter().any(toll)
}

/// "; 35 were hurt": a number right behind the semicolon.
fn parallel(tokens: &[Token], behind: std::ops::Range<usize>) -> bool {
    const LEAD: usize = 4;
    behind.len() <= LEAD && tokens[behind.start].sign(';') && according::parallel(tokens, behind.start)
}

/// "The 40 people it says were killed", "12 men who police say fled": a clause with its speaker in the middle.
fn embedded(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    const NEAR: usize = 8;
    let tokens = &scene.passage.tokens;
    let near = sentence.cues.iter().filter(|c| c.at > figure + 1 && c.at < figure + NEAR);
    for cue in near.filter(|c| matches!(c.class, Class::Say | Class::Think) && c.voice == Voice::Active) {
        let subject = cue::subject(tokens, &sentence.range, cue.at)
            .map(|s| s.start.max(cue.at.saturating_sub(1))..s.end)
            .filter(|s| s.len() == 1 && s.start > figure + 1)?;
        let name = &tokens[subject.start];
        let names = name.is(Class::ThirdPerson)
            || tokens[subject.start - 1].is(Class::Relative)
                && (name.capital || name.any(&[Class::Official, Class::Anonymous, Class::Who]));
        let goes_on = tokens[..sentence.range.end]
            .get(cue.at + 1)
            .is_some_and(|t| t.any(&[Class::Auxiliary, Class::ThirdPerson, Class::Verb]) || t.role() == "befell");
        let one_clause = tokens[figure..cue.at].iter().all(|t| !matches!(t.kind, Kind::Sign(_)) && t.quote == 0);
        if names && goes_on && one_clause {
            return Some(Found {
                source: Some(scene.span(subject)),
                cue: Some(tokens[cue.at].span),
                rule: ATTRIBUTED_SAID_AFTER,
            });
        }
    }
    None
}

/// Blocker `moment`: "Nearly 40 days after the vote, …" opens a sentence and tells when something was said.
fn moment(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> bool {
    let tokens = &scene.passage.tokens[..sentence.range.end];
    tokens[sentence.range.start..figure]
        .iter()
        .all(|t| t.any(&[Class::Neutral, Class::Nearly, Class::About, Class::Adverb]))
        && tokens.get(figure + 1).is_some_and(|t| t.is(Class::TimeUnit))
        && tokens.get(figure + 2).is_some_and(|t| t.role() == "later")
}

/// The source of a cue that stands behind its statement, and the comma that parts the two.
pub(super) fn inserted(scene: &Scene<'_>, sentence: &Sentence, cue: &Cue) -> Option<(std::ops::Range<usize>, usize)> {
    let tokens = &scene.passage.tokens;
    let parts = |at: usize| matches!(tokens[at].kind, Kind::Sign(',' | '"' | '”' | '“' | '—' | '»' | '-'));
    let before = cue.at.checked_sub(1).filter(|b| *b >= sentence.range.start)?;
    // ", said Ruiz": the name behind. Behind "told" stand those who heard it.
    let turns = matches!(cue.class, Class::Say | Class::Show) && tokens[cue.at].role() != "tell";
    if parts(before)
        && turns
        && tokens[before].quote == 0
        && let Some(source) = cue::subject_behind(tokens, &sentence.range, cue.at)
        && is_name(scene, &source)
    {
        return Some((source, before));
    }
    let source = cue::subject(tokens, &sentence.range, cue.at)?;
    // ", as the ministry admits": of what was told, and not of what was expected.
    let told = matches!(cue.class, Class::Say | Class::Show);
    let opens = source.start - usize::from(told && source.start > 0 && tokens[source.start - 1].role() == "as");
    let comma = opens.checked_sub(1).filter(|c| *c >= sentence.range.start && parts(*c))?;
    ends_there(scene, sentence, cue.at).then_some((source, comma))
}

/// Blocker `own-subject`: "Ruiz, who heads the clinic, said he left" names nobody behind the verb.
fn is_name(scene: &Scene<'_>, name: &std::ops::Range<usize>) -> bool {
    let tokens = &scene.passage.tokens[name.clone()];
    let pronoun = tokens.len() > 1 && tokens[0].is(Class::ThirdPerson);
    let head: Vec<_> = tokens.iter().take_while(|t| !t.sign(',')).collect();
    !pronoun
        && !head.iter().any(|t| {
            let verb = t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]);
            (verb || t.unlisted() && t.ends(Ending::Past)) && !t.capital
        })
}

/// "…, the minister told state television.": behind the verb only those who heard it.
fn hearer(tokens: &[Token], end: usize, cue: usize) -> bool {
    let rest = &tokens[cue + 1..end];
    let ends = rest.iter().position(|t| matches!(t.kind, Kind::Sign(',' | '.' | ';'))).unwrap_or(rest.len());
    let rest = &rest[..ends];
    // "Told the paper in a letter dated 3 March 2021": a date is no statement.
    let near = |at: usize| rest[at.saturating_sub(2)..rest.len().min(at + 2)].iter().any(|t| t.is(Class::Month));
    let statement = |(at, t): (usize, &Token)| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::RangeTo])
            || t.role() == "that"
            || matches!(t.kind, Kind::Sign('"' | '“' | '”' | ':'))
            || t.kind == Kind::Number && !near(at)
    };
    !rest.iter().enumerate().any(statement)
}

/// "Last week", "this month", "late on Monday", "two days ago".
fn dated(behind: &[Token]) -> bool {
    let time = |t: &Token| t.any(&[Class::TimeUnit, Class::Month, Class::Weekday]);
    match behind {
        [lead, unit, ..] if lead.any(&[Class::YearPart, Class::This]) => time(unit),
        [_, unit, ago, ..] => time(unit) && ago.is(Class::Ago),
        [only, ..] => only.is(Class::WeeksBack),
        [] => false,
    }
}

/// "Announced on Friday in Lima that": behind a time and a place the statement opens.
fn opens_later(behind: &[Token]) -> bool {
    const LONGEST: usize = 6;
    let ends = |t: &&Token| !matches!(t.kind, Kind::Sign(_)) && t.role() != "that";
    let adjunct = behind.iter().take(LONGEST).take_while(ends).count();
    let that = behind.get(adjunct).is_some_and(|t| t.role() == "that");
    // "Said of the ship that sank": a clause that describes a noun.
    that && adjunct > 0
        && behind[..adjunct].iter().any(|t| t.any(&[Class::Weekday, Class::Month, Class::TimeUnit, Class::Adverb]))
}

/// Blocker `own-object`: ", the mayor said that …" opens its own statement. Here nothing but a time or place follows.
fn ends_there(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> bool {
    let tokens = &scene.passage.tokens;
    let Some(next) = (cue + 1 < sentence.range.end).then(|| &tokens[cue + 1]) else { return true };
    match next.kind {
        // `Three hours later, he wrote, "…"`: what he wrote is the quotation behind.
        Kind::Sign(',') => {
            !(cue + 2 < sentence.range.end
                && matches!(tokens[cue + 2].kind, Kind::Sign('"' | '“' | '«'))
                && tokens[sentence.range.start..cue].iter().all(|t| t.quote == 0))
        }
        Kind::Sign('.' | ';' | '”' | '!' | '?' | ')' | '—') => true,
        Kind::Sign(_) => false,
        _ if tokens[cue].role() == "tell" => hearer(tokens, sentence.range.end, cue),
        // ", the mayor announced on Friday that": what was announced is still to come.
        _ if opens_later(&tokens[cue + 1..sentence.range.end]) => false,
        _ => {
            let when = next.any(&[Class::Preposition, Class::Weekday, Class::Adverb, Class::Subordinator]);
            when && next.role() != "how" || next.role() == "part-of-day" || dated(&tokens[cue + 1..sentence.range.end])
        }
    }
}
