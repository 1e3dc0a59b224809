//! `attributed-claim`: somebody's claim, estimate or plan as a noun, with the figure in it: `the union's count of 40`.

use super::super::lexicon::{Class, Ending, Form};
use super::super::rules::ATTRIBUTED_CLAIM;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence, cue};

/// Words between the noun and the figure; further off, the figure belongs to something else.
const REACH: usize = 12;

/// The same behind "figure of", where the number itself follows.
const REACH_OF: usize = 4;

/// The same where "that" or "to" opens what is claimed, which then goes on to the end of its clause.
const REACH_THAT: usize = 24;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    if let Some((owner, cue)) = described(scene, sentence, figure) {
        return Some(Found { source: Some(scene.span(owner)), cue: Some(tokens[cue].span), rule: ATTRIBUTED_CLAIM });
    }
    let from = sentence.range.start.max(figure.saturating_sub(REACH_THAT));
    let near = |at: usize| match tokens[at].class() {
        // "The union's figure of 40", and not "the union's number of boats on three rivers".
        Some(Class::DataNoun) => at + REACH_OF >= figure,
        _ => at + REACH >= figure || matches!(tokens[at + 1].role(), "that" | "to"),
    };
    // "Its finding that 40 died".
    let finding =
        |at: usize| tokens[at].role() == "find" && tokens[at].form() == Form::Ing && tokens[at + 1].role() == "that";
    let noun = (from..figure).rev().find(|&at| {
        let claim = is_claim(&tokens[at]) || finding(at);
        claim && (opens(scene, at) && near(at) || maker(tokens, at, figure).is_some())
    })?;
    // Blocker `other-clause`: a comma or a helper verb ends what the noun tells.
    let between = &tokens[noun + 1..figure];
    let that = between.first().is_some_and(|t| t.role() == "that");
    let that = that || stands(tokens, noun);
    let ended =
        |t: &Token| matches!(t.kind, Kind::Sign(',' | ';' | '—' | '(' | ':')) || !that && t.is(Class::Auxiliary);
    if between.iter().any(ended) {
        return None;
    }
    let owner = maker(tokens, noun, figure)
        .or_else(|| owner(scene, sentence, noun))
        .or_else(|| compound(scene, sentence, noun));
    let owner = owner.or_else(|| holder(scene, sentence, noun))?;
    Some(Found { source: Some(scene.span(owner)), cue: Some(tokens[noun].span), rule: ATTRIBUTED_CLAIM })
}

/// "The guild's promised 40 huts", "its estimated 40 losses": the participle before the number is the owner's.
fn described(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let tokens = &scene.passage.tokens;
    let currency = |t: &Token| matches!(t.kind, Kind::Sign('$' | '€' | '£'));
    let modifies = |t: &Token| {
        t.any(&[Class::AtLeast, Class::AtMost, Class::MoreThan, Class::Nearly, Class::About]) || currency(t)
    };
    let led = tokens[sentence.range.start..figure].iter().rev().take_while(|t| modifies(t)).count();
    let cue = (figure - led).checked_sub(1).filter(|&at| at > sentence.range.start)?;
    let participle = matches!(tokens[cue].form(), Form::Past | Form::Participle);
    let said = participle && tokens[cue].any(&[Class::Say, Class::Think]);
    let mark = &tokens[cue - 1];
    let owned = mark.role() == "owner" || mark.span.of(scene.text).starts_with(['\'', '’']);
    (said && owned).then(|| owner(scene, sentence, cue)).flatten().map(|owner| (owner, cue))
}

fn is_claim(token: &Token) -> bool {
    let noun = token.any(&[Class::Say, Class::Think]) || token.role() == "tally";
    let verb = noun && matches!(token.form(), Form::Base | Form::Third);
    verb || token.any(&[Class::ReportNoun, Class::Survey, Class::DataNoun])
}

/// "claim that", "estimate of", "plan to", "call for".
fn opens(scene: &Scene<'_>, noun: usize) -> bool {
    // "A pledge last month to add 40".
    let time = |t: &&Token| t.any(&[Class::WeeksBack, Class::Weekday]);
    let behind = noun + 1 + scene.passage.tokens[noun + 1..].iter().take(2).take_while(time).count();
    let next = scene.passage.tokens.get(behind);
    next.is_some_and(|t| matches!(t.role(), "of" | "that" | "to" | "for")) || stands(&scene.passage.tokens, noun)
}

/// "A claim by the union that 40 died", "an estimate by the union of 40": who made it stands behind "by".
fn maker(tokens: &[Token], noun: usize, figure: usize) -> Option<std::ops::Range<usize>> {
    const NAME: usize = 10;
    let name = noun + 2..figure.min(noun + 2 + NAME);
    let opens = tokens[noun + 1].role() == "by";
    let mut ends = name.clone().rev();
    let end = ends.find(|&at| matches!(tokens[at].role(), "that" | "of"))?;
    let goes_on = tokens[end].role() == "that" || end + 4 > figure;
    let somebody = |t: &Token| {
        let known =
            [Class::Official, Class::GroupNoun, Class::Spokesperson, Class::Anonymous, Class::Who, Class::People];
        t.capital || t.any(&known) || t.role() == "owner"
    };
    (opens && goes_on && tokens[name.start..end].iter().any(somebody)).then_some(name.start..end)
}

/// "The union's own count is 40", "stands at 40".
fn stands(tokens: &[Token], noun: usize) -> bool {
    let verb = tokens.get(noun + 1).is_some_and(|t| matches!(t.role(), "is" | "be") || t.is(Class::Verb));
    let at = tokens.get(noun + 2).is_some_and(|t| t.role() == "at" || t.kind == Kind::Number);
    tokens[noun].role() == "tally" && verb && at
}

/// "The union came with a demand for 40 beds": whose it is, is the sentence's subject. A claim that is told of by itself
/// ("the claim that 40 died was denied") is nobody's.
fn holder(scene: &Scene<'_>, sentence: &Sentence, noun: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let finite = |t: &Token| {
        t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held]) || t.ends(Ending::Past)
    };
    let verb = (sentence.range.start..noun).find(|&at| finite(&tokens[at]))?;
    let known = |t: &&Token| t.entry.is_some() && !t.any(&[Class::Article, Class::Adverb]);
    let led = tokens[verb + 1..noun].iter().rev().find(known)?;
    let held = matches!(led.role(), "with" | "in" | "to") || finite(led);
    let subject = cue::subject(tokens, &sentence.range, verb).filter(|_| held && tokens[noun].quote == 0)?;
    // "There was a plan to": nobody's.
    let somebody =
        |t: &Token| t.capital || t.any(&[Class::Official, Class::GroupNoun, Class::ThirdPerson, Class::Spokesperson]);
    tokens[subject.clone()].iter().any(somebody).then_some(subject)
}

/// "The UN estimate of 40", "police figures of 40": who it is of stands right before it.
fn compound(scene: &Scene<'_>, sentence: &Sentence, noun: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens[..noun];
    let name = tokens[sentence.range.start..].iter().rev().take_while(|t| {
        t.kind == Kind::Word && (t.capital || t.any(&[Class::Official, Class::GroupNoun]) || is_police(t)) && !leads(t)
    });
    let start = noun - name.count();
    // "The UN report to a summit of 40" is no count.
    let of = scene.passage.tokens.get(noun + 1).is_some_and(|t| t.role() == "of");
    let told = |t: &Token| of && (t.is(Class::DataNoun) || t.role() == "tally");
    // "The UN estimate"; "the London estimate" may be made anywhere.
    let source = super::label::is_source(&tokens[start..])
        || start + 1 == noun && super::label::is_acronym(scene, &tokens[start]);
    (source && told(&scene.passage.tokens[noun])).then_some(start..noun)
}

fn leads(token: &Token) -> bool {
    token.any(&[Class::Article, Class::This, Class::Preposition])
}

fn is_police(token: &Token) -> bool {
    token.is(Class::Who) && token.value() == "law-enforcement"
}

/// Whose it is: "the union's", "Ruiz's", "its".
pub(super) fn owner(scene: &Scene<'_>, sentence: &Sentence, noun: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &scene.passage.tokens;
    let word = |at: usize| tokens[at].span.of(scene.text);
    // "Foro Penal, whose own tally".
    let whose = (sentence.range.start.max(noun.saturating_sub(2))..noun).find(|&at| tokens[at].is(Class::Relative));
    if let Some(whose) = whose.filter(|&at| at > sentence.range.start) {
        return cue::antecedent(tokens, &sentence.range, whose);
    }
    let mark = (sentence.range.start.max(noun.saturating_sub(6))..noun)
        .rev()
        .find(|&at| tokens[at].role() == "owner" || matches!(word(at), "'s" | "’s" | "’" | "'"))?;
    if tokens[mark].role() == "owner" {
        return Some(mark..mark + 1);
    }
    let mut start = mark;
    while start > sentence.range.start && tokens[start - 1].kind == Kind::Word {
        let inner = tokens[start - 1].capital
            || tokens[start - 1].any(&[Class::Official, Class::GroupNoun, Class::Spokesperson, Class::Who]);
        let article = tokens[start - 1].any(&[Class::Article, Class::This]);
        if !inner && !article {
            break;
        }
        start -= 1;
        if article {
            break;
        }
    }
    (start < mark).then_some(start..mark)
}
