//! `attributed-saying`: who, the cue, then the statement: `The mayor said that nine were hurt.`

use super::super::lexicon::{Class, Ending, Form};
use super::super::rules::ATTRIBUTED_SAYING;
use super::super::token::{Kind, Token};
use super::blockers::{BLOCKERS, Case, Closes};
use super::cue::{self, Cue, Voice};
use super::{CUES, Found, Scene, Sentence, said_after};

/// Words that can only be verbs here.
pub(super) const VERBS: [Class; 5] = [Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held];

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let mut nested = None;
    // The nearest cue first: in "the mayor denied what the union said, that nine were hurt" the union says it.
    for (index, cue) in sentence.cues.iter().enumerate().rev().filter(|(_, c)| c.at < figure).take(CUES) {
        if tokens[cue.at].quote != tokens[figure].quote || blocked(scene, sentence, cue, figure) {
            continue;
        }
        // "Said a survey had counted nine, and that 40 would go": "that" takes up what was said first.
        let between = &tokens[cue.at + 1..figure];
        let resumed = between.windows(2).any(|pair| pair[0].is(Class::And) && pair[1].role() == "that");
        let first = sentence.cues[..index].iter().any(|c| c.class == Class::Say && c.voice == Voice::Active);
        let within = resumed && first && between.first().is_some_and(|t| t.role() != "that");
        let Some(source) = source(scene, sentence, index) else { continue };
        // `nobody`: "no hospital has told how many".
        let first = &tokens[source.start];
        if first.is(Class::Negation) && first.role() != "not" || matches!(first.role(), "no" | "no-one") {
            continue;
        }
        // `counted`: "72 percent of the voters said yes, 20 said no" is a tally and no statement of the voters.
        let counted = tokens[source.clone()].iter().any(|t| t.is(Class::ShareWord));
        if !source.contains(&figure) && !counted && !group(&tokens[source.clone()], tokens, cue) {
            let (source, cue) = (Some(scene.span(source)), Some(tokens[cue.at].span));
            let found = Found { source, cue, rule: ATTRIBUTED_SAYING };
            if !within {
                return Some(found);
            }
            nested = nested.or(Some(found));
        }
    }
    nested
}

/// Blocker `counted-group`: people do not show numbers as documents do; in "protesters and officers counted together, …"
/// they are what is counted. "Police counted 40" is a finding.
fn group(source: &[Token], tokens: &[Token], cue: &Cue) -> bool {
    let people = |t: &Token| t.is(Class::People) || t.is(Class::Who) && t.value() != "law-enforcement";
    let only = |t: &Token| {
        people(t) || t.any(&[Class::Who, Class::And, Class::Or, Class::Article, Class::This]) || t.kind == Kind::Number
    };
    tokens[cue.at].is(Class::Show)
        && source.iter().any(people)
        && source.iter().all(only)
        && tokens.get(cue.at + 1).is_none_or(|t| t.role() != "that")
}

/// The subject, or the one that this verb shares with the verb before it ("has said …, and confirmed …").
fn source(scene: &Scene<'_>, sentence: &Sentence, index: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let cue = &sentence.cues[index];
    if cue.voice == Voice::Passive {
        return by(scene, sentence, cue.at);
    }
    // "State radio quoted the ministry as saying": the one who is quoted.
    if let Some(quoted) = quoted_as(scene, sentence, index) {
        return Some(quoted);
    }
    if describes_subject(tokens, &sentence.range, cue) {
        return None;
    }
    // "The morgue, say the collectives, has 40 bodies": the name stands behind its verb, up to the comma.
    let inserted = said_after::inserted(scene, sentence, cue)
        .filter(|(name, mark)| tokens[cue.at].role() == "say" && name.start > cue.at && !quoted(scene, *mark));
    if let Some(closes) =
        inserted.and_then(|(name, _)| (name.start + 1..sentence.range.end).find(|&at| tokens[at].sign(',')))
    {
        return Some(cue.at + 1..closes);
    }
    let own = cue::subject(tokens, &sentence.range, cue.at)
        .filter(|_| cue.form != Form::Ing || with(scene, sentence, cue.at))
        // "The union said 40 died, then lowered the toll": what was said is no name.
        .filter(|name| !states(tokens, &sentence.cues[..index], name))
        // "Spoke up to claim that 40 died": whoever spoke up.
        .filter(|_| cue.at == 0 || !tokens[cue.at - 1].is(Class::RangeTo));
    let shared = || {
        let earlier = sentence.cues[..index].iter().rposition(|c| tokens[c.at].quote == tokens[cue.at].quote)?;
        // "were quoted speaking of": the passive's subject is the speaker of the second verb.
        let before = &sentence.cues[earlier];
        match before.voice {
            Voice::Passive if cue.form == Form::Ing => cue::subject(tokens, &sentence.range, before.at),
            Voice::Passive => None,
            Voice::Active => source(scene, sentence, earlier),
        }
    };
    // "The guild estimates that for every body found two are lost": nobody found it, if another has spoken.
    let led = |name: &std::ops::Range<usize>| tokens[name.start].role() == "for";
    let (aside, own) = (own.clone().filter(led), own.filter(|name| !led(name)));
    let found = own.or_else(shared).or_else(|| first_subject(scene, sentence, cue.at));
    let found = found.or(aside).or_else(|| led_in(scene, sentence, cue));
    // "Four boats sank, showing a want of pumps": what happened shows it, and nobody says so.
    let document = |t: &Token| t.any(&[Class::ReportNoun, Class::DataNoun, Class::Survey]);
    found.filter(|name| !shown(tokens, cue) || tokens[name.clone()].iter().any(document))
}

/// "He is one of several men accused over a fire": the participle says more of what somebody is, and nobody speaks.
fn describes_subject(tokens: &[Token], sentence: &std::ops::Range<usize>, cue: &Cue) -> bool {
    const NEAR: usize = 6;
    let lead = sentence.start.max(cue.at.saturating_sub(NEAR))..cue.at;
    let Some(is) = lead.rev().find(|&at| matches!(tokens[at].role(), "is" | "be")) else { return false };
    // "The man who is one of them said", "he is ill, the mayor said": another verb than that of the clause.
    let plain = |t: &Token| t.kind == Kind::Word && !t.any(&VERBS) && !t.any(&[Class::Relative, Class::Say]);
    let noun = &tokens[is + 1..cue.at];
    let whole = is > sentence.start && !tokens[sentence.start..is].iter().any(|t| t.is(Class::Relative));
    cue.class == Class::Act && cue.form == Form::Past && whole && !noun.is_empty() && noun.iter().all(plain)
}

/// Whether a name is a statement: a verb of saying stands in it, and no "who" before that.
fn states(tokens: &[Token], cues: &[Cue], name: &std::ops::Range<usize>) -> bool {
    let says = |c: &&Cue| c.class == Class::Say && c.form != Form::Ing && c.voice == Voice::Active;
    let verb = cues.iter().filter(says).find(|c| name.contains(&c.at));
    verb.is_some_and(|c| !tokens[name.start..c.at].iter().any(|t| t.is(Class::Relative)))
}

/// ", showing": behind a comma, without a statement of its own.
fn shown(tokens: &[Token], cue: &Cue) -> bool {
    cue.class == Class::Show
        && cue.form == Form::Ing
        && cue.at > 0
        && tokens[cue.at - 1].sign(',')
        && tokens.get(cue.at + 1).is_some_and(|t| t.role() != "that")
}

/// "Expecting 40 guests, the mayor …", "After arguing that …, the union …": the subject behind the lead-in.
fn led_in(scene: &Scene<'_>, sentence: &Sentence, cue: &Cue) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let opens = tokens[sentence.range.start..cue.at]
        .iter()
        .all(|t| t.any(&[Class::Subordinator, Class::Preposition, Class::Adverb, Class::Adversative]) || t.sign(','));
    if cue.form != Form::Ing || !matches!(cue.class, Class::Say | Class::Think) || !opens {
        return None;
    }
    let comma = (cue.at..sentence.range.end).find(|&at| tokens[at].sign(','))?;
    let verb = (comma + 1..sentence.range.end)
        .find(|&at| tokens[at].any(&VERBS) || tokens[at].any(&[Class::Say, Class::Show, Class::Think, Class::Act]))?;
    let subject = cue::subject(tokens, &sentence.range, verb)?;
    (subject.start > comma).then_some(subject)
}

/// The words between "quoted" and "as saying".
fn quoted_as(scene: &Scene<'_>, sentence: &Sentence, index: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let cue = &sentence.cues[index];
    let end = cue.at.checked_sub(1).filter(|&at| cue.form == Form::Ing && tokens[at].role() == "as")?;
    let before = sentence.cues[..index].last().filter(|c| c.voice == Voice::Active)?;
    let start = before.at + 1;
    let plain =
        |t: &Token| t.kind == Kind::Word && !t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking]);
    (start < end && tokens[start..end].iter().all(plain)).then_some(start..end)
}

/// "with the ministry saying": a subject of its own for the -ing form.
fn with(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> bool {
    let tokens = &scene.passage.tokens;
    let clause = tokens[sentence.range.start..cue].iter().rev().take(8).take_while(|t| !t.sign(','));
    clause.into_iter().any(|t| t.role() == "with")
}

/// The subject of the sentence: what stands before its first verb.
fn first_subject(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let verb = (sentence.range.start..cue).find(|&at| {
        tokens[at].any(&VERBS)
            || tokens[at].any(&[Class::Withdrawn, Class::Mistake, Class::Revised])
            || tokens[at].ends(Ending::Past)
    })?;
    cue::subject(tokens, &sentence.range, verb)
}

/// The one behind "by": "was told by the governor".
fn by(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let by = (cue + 1..sentence.range.end.min(cue + 4)).find(|&at| tokens[at].role() == "by")?;
    // "Was given by the town as 40", "the figure given by the town is 40".
    let ends = |at: usize| matches!(tokens[at].role(), "as" | "at" | "is" | "be");
    let level = |name: &std::ops::Range<usize>| name.clone().find(|&at| ends(at));
    cue::subject_behind(tokens, &sentence.range, by).map(|name| name.start..level(&name).unwrap_or(name.end))
}

/// Whether the mark before a cue ends a quotation: `…,” said`.
fn quoted(scene: &Scene<'_>, mark: usize) -> bool {
    let quotes = |at: usize| matches!(scene.passage.tokens[at].kind, Kind::Sign('"' | '“' | '”' | '»'));
    quotes(mark) || mark > 0 && quotes(mark - 1)
}

fn blocked(scene: &Scene<'_>, sentence: &Sentence, cue: &Cue, figure: usize) -> bool {
    let closes = match said_after::inserted(scene, sentence, cue) {
        Some((source, comma)) if source.start > cue.at && quoted(scene, comma) => Closes::BeforeName,
        Some(_) => Closes::Before,
        None => Closes::No,
    };
    let case = Case { tokens: &scene.passage.tokens, sentence: &sentence.range, cue, figure, closes };
    BLOCKERS.iter().any(|(_, blocks)| blocks(&case))
}
