//! Cues: the words by which somebody says something, and whose words they are.

mod behind;
mod gives;
mod own;
mod report;
mod subject;
mod verb;

use std::ops::Range;

use super::super::lexicon::{Class, Ending, Form};
use super::super::token::{Kind, Token};

pub(super) use behind::subject_behind;
use gives::{gives, keeps_list, verifies};
use own::own_work;
pub(in super::super) use report::is_report;
pub(super) use subject::{antecedent, subject};
use verb::is_verb;

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
            (verb
                || holds_that(tokens, sentence, at)
                || attitude(tokens, sentence, at)
                || gives(tokens, sentence, at)
                || own_work(tokens, sentence, at)
                || keeps_list(tokens, sentence, at)
                || verifies(tokens, sentence, at))
                && !denied(tokens, sentence, at)
                && !deed(tokens, sentence, at)
                && !wished(tokens, sentence, at)
        })
        .map(|at| {
            let token = &tokens[at];
            let class = token
                .class()
                .filter(|class| matches!(class, Class::Say | Class::Show | Class::Think | Class::Act))
                .unwrap_or(if token.is(Class::Attitude) || token.unlisted() { Class::Think } else { Class::Show });
            // Words of verifying have no forms in the lexicon.
            let form = if token.is(Class::VerifyVerb) { Form::Past } else { token.form() };
            Cue { at, class, form, voice: voice(tokens, sentence, at) }
        })
        .collect()
}

/// "The union is confident that 40 will come": said of somebody, with what it is about behind it.
fn attitude(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    if !tokens[at].is(Class::Attitude) {
        return false;
    }
    let is = tokens[sentence.start..at]
        .iter()
        .rev()
        .find(|t| !t.any(&[Class::Adverb, Class::Negation]) && !t.ends(Ending::Adverb))
        .is_some_and(|t| t.any(&[Class::Auxiliary, Class::Linking]));
    let about = tokens.get(at + 1).is_some_and(|t| {
        t.role() == "that" || t.any(&[Class::Preposition, Class::RangeTo, Class::Article, Class::This]) || t.capital
    });
    is && about
}

/// "The court ruled that 40 must go": a verb that no list has, with a clause behind it.
fn holds_that(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let token = &tokens[at];
    let verb = token.unlisted() && token.ends(Ending::Past) || token.any(&[Class::Held, Class::Attitude]);
    verb && !token.capital
        && at > sentence.start
        && tokens[..sentence.end].get(at + 1).is_some_and(|t| t.role() == "that")
        && !tokens[..sentence.end].get(at + 2).is_some_and(|t| t.any(&[Class::Auxiliary, Class::Verb, Class::Trend]))
}

/// "The fire claimed 40 lives", "a patrol found nine bodies": deeds.
fn deed(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const REACH: usize = 8;
    let object = tokens[at + 1..sentence.end.min(at + REACH)].iter();
    let mut object =
        object.take_while(|t| !matches!(t.kind, Kind::Sign(_)) && !t.any(&[Class::Auxiliary, Class::Verb]));
    match tokens[at].role() {
        "tally" => object.any(|t| t.role() == "lives"),
        // "A patrol found nine bodies".
        "find" => tokens.get(at + 1).is_some_and(verb::opens_number) && object.any(|t| t.role() == "remains"),
        _ => false,
    }
}

/// "did not say": no statement.
fn denied(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let before = tokens[sentence.start..at].iter().rev().take(3);
    before
        .take_while(|t| t.any(&[Class::Negation, Class::Auxiliary, Class::Adverb, Class::RangeTo]))
        .any(|t| t.is(Class::Negation))
}

/// "The army must say that", "the union asked the army to admit that": somebody wants it to be said.
fn wished(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const REACH: usize = 8;
    let asks = |at: usize| matches!(tokens[at].role(), "asks" | "tell");
    let inner = |at: &usize| !matches!(tokens[*at].kind, Kind::Sign(_));
    let mut before = (sentence.start.max(at.saturating_sub(REACH))..at).rev().skip_while(|&at| tokens[at].tells_how());
    let Some(lead) = before.next() else { return false };
    let infinitive = tokens[lead].is(Class::RangeTo) && tokens[at].form() == Form::Base;
    tokens[lead].role() == "duty" || infinitive && before.take_while(inner).any(asks)
}

/// "It has been widely reported": said by nobody, in whatever manner.
pub(in super::super) fn impersonal(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let helpers =
        tokens[sentence.start..at].iter().rev().take_while(|t| t.is(Class::Auxiliary) || t.tells_how()).count();
    let is = tokens[at - helpers..at].iter().any(|t| matches!(t.role(), "is" | "be"));
    is && at > sentence.start + helpers && tokens[at - helpers - 1].role() == "it"
}

fn voice(tokens: &[Token], sentence: &Range<usize>, at: usize) -> Voice {
    let unlisted = tokens[at].form() == Form::Plain && !tokens[at].is(Class::Attitude);
    if !matches!(tokens[at].form(), Form::Past | Form::Participle) && !unlisted {
        return Voice::Active;
    }
    let helpers = || {
        let before = tokens[sentence.start..at].iter().rev();
        before.take_while(|t| t.any(&[Class::Auxiliary, Class::Adverb, Class::Negation]))
    };
    // "Was able to verify 40".
    let able = helpers().next().is_some_and(|t| t.role() == "able");
    let passive = !able && helpers().any(|t| matches!(t.role(), "is" | "be"));
    // "Known as the Dunes": a participle that is no past form has a helper, or nobody says it.
    let bare = tokens[at].form() == Form::Participle && helpers().next().is_none();
    // "The figure given by the ministry".
    let bare = bare || tokens[at].role() == "gives" && tokens.get(at + 1).is_some_and(|t| t.role() == "by");
    if passive || bare || impersonal(tokens, sentence, at) { Voice::Passive } else { Voice::Active }
}
