//! `attributed-saying`: who, the cue, then the statement: `The mayor said that nine were hurt.`

use super::super::lexicon::{Class, Form};
use super::super::rules::ATTRIBUTED_SAYING;
use super::super::token::{Kind, Token};
use super::cue::{self, Cue, Voice};
use super::{Found, Scene, Sentence};

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    // The nearest cue first: in "the mayor denied what the union said, that nine were hurt" the union says it.
    for (index, cue) in sentence.cues.iter().enumerate().rev().filter(|(_, c)| c.at < figure) {
        if tokens[cue.at].quote != tokens[figure].quote || blocked(scene, sentence, cue, figure) {
            continue;
        }
        let Some(source) = source(scene, sentence, index) else { continue };
        if !source.contains(&figure) {
            return Some(Found {
                source: Some(scene.span(source)),
                cue: Some(tokens[cue.at].span),
                rule: ATTRIBUTED_SAYING,
            });
        }
    }
    None
}

/// The subject, or the one that this verb shares with the verb before it ("has said …, and confirmed …").
fn source(scene: &Scene<'_>, sentence: &Sentence, index: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let cue = &sentence.cues[index];
    if cue.voice == Voice::Passive {
        return by(scene, sentence, cue.at);
    }
    let own = cue::subject(scene.text, tokens, &sentence.range, cue.at)
        .filter(|_| cue.form != Form::Ing || with(scene, sentence, cue.at));
    let shared = || {
        let earlier = sentence.cues[..index].iter().rposition(|c| tokens[c.at].quote == tokens[cue.at].quote)?;
        // "were quoted speaking of": the passive's subject is the speaker of the second verb.
        let before = &sentence.cues[earlier];
        match before.voice {
            Voice::Passive if cue.form == Form::Ing => cue::subject(scene.text, tokens, &sentence.range, before.at),
            Voice::Passive => None,
            Voice::Active => source(scene, sentence, earlier),
        }
    };
    own.or_else(shared).or_else(|| first_subject(scene, sentence, cue.at))
}

/// "with the ministry saying": a subject of its own for the -ing form.
fn with(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> bool {
    let tokens = &scene.passage.tokens;
    let clause = tokens[sentence.range.start..cue].iter().rev().take(8).take_while(|t| !t.sign(','));
    clause.into_iter().any(|t| t.span.of(scene.text) == "with")
}

/// The subject of the sentence: what stands before its first verb.
fn first_subject(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let verb = (sentence.range.start..cue).find(|&at| {
        tokens[at].any(&[Class::Auxiliary, Class::Verb])
            || tokens[at].kind == Kind::Word && tokens[at].span.of(scene.text).ends_with("ed")
    })?;
    cue::subject(scene.text, tokens, &sentence.range, verb)
}

/// The one behind "by": "was told by the governor".
fn by(scene: &Scene<'_>, sentence: &Sentence, cue: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let by = (cue + 1..sentence.range.end.min(cue + 4)).find(|&at| tokens[at].span.of(scene.text) == "by")?;
    cue::subject_behind(scene.text, tokens, &sentence.range, by)
}

/// The blockers, each with its reason.
fn blocked(scene: &Scene<'_>, sentence: &Sentence, cue: &Cue, figure: usize) -> bool {
    let tokens = &scene.passage.tokens;
    let between = &tokens[cue.at + 1..figure];
    // `other-clause`: what follows a semicolon, or ", but", is a new statement.
    let that_again = |w: &[Token]| w.get(2).is_some_and(|t| t.span.of(scene.text) == "that");
    let turns = |w: &[Token]| {
        w[0].sign(',')
            && (w[1].is(Class::Adversative) && !that_again(w) || w[1].any(&[Class::Relative, Class::Subordinator]))
    };
    let new_clause =
        (0..between.len().saturating_sub(1)).any(|at| turns(&between[at..])) || between.iter().any(|t| t.sign(';'));
    // `dash`: what stands between two dashes is the text's own remark.
    let dash = |t: &Token| matches!(t.kind, Kind::Sign('—' | '–' | '―'));
    let remark = between.iter().any(dash) && tokens[figure..sentence.range.end].iter().any(dash);
    // `aside`: ", who said so, paid nine": the aside ends at its comma.
    let aside = inserted(scene, sentence, cue) && between.iter().any(|t| t.sign(','));
    // `circumstance`: "said in a 15-minute call that": time and place of the statement, not the statement.
    let that = (figure + 1..sentence.range.end.min(figure + 10)).any(|at| tokens[at].span.of(scene.text) == "that");
    let adjunct = between.iter().find(|t| !t.is(Class::Adverb)).is_some_and(|t| t.is(Class::Preposition));
    let circumstance = adjunct && between.len() <= 5 && !between.iter().any(|t| t.sign(',') || t.is(Class::Auxiliary));
    // `concern`: "expressed concern about their condition" states no number.
    let concern = cue.class == Class::Act && between.iter().any(|t| t.sign(','));
    // `reports`: "condemned reports that nine were held" is no statement of the one who condemns.
    let reports = cue.class == Class::Act && between.iter().any(|t| t.is(Class::Hearsay));
    new_clause || remark || reports || aside || circumstance && (that || cue.class == Class::Say) || concern
}

/// Whether the cue stands in an aside between commas, with "who" or "which" as its subject.
fn inserted(scene: &Scene<'_>, sentence: &Sentence, cue: &Cue) -> bool {
    let tokens = &scene.passage.tokens;
    let start = (sentence.range.start..cue.at).rev().take(6).find(|&at| tokens[at].is(Class::Relative));
    start.is_some_and(|at| at > sentence.range.start && tokens[at - 1].sign(','))
}
