//! `attributed-label`: a headline names its source with a sign and no verb: `Ministry: 16 killed`, `16 killed – police`.

use super::super::lexicon::{Class, Form};
use super::super::passage::Passage;
use super::super::rules::ATTRIBUTED_LABEL;
use super::super::token::{Kind, Token};
use super::{Found, Scene, Sentence};

/// Words of a label; a longer run is a sentence of its own.
const LONGEST: usize = 8;

pub(super) fn find(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<Found> {
    let tokens = &scene.passage.tokens;
    let colon = (sentence.range.start..figure).find(|&at| tokens[at].sign(':'));
    let ahead = colon.and_then(|colon| ahead(scene, sentence.range.start, colon));
    // "A:" names nobody, so that what is vouched for in an answer is what "I" or "we" tell.
    let own = || tokens[sentence.range.clone()].iter().any(|t| t.is(Class::FirstPerson));
    let named = |name: &std::ops::Range<usize>| !initial(&tokens[name.start]) || own();
    let spoken = || dialogue(scene).filter(|(name, sign)| *sign < figure && named(name));
    let ahead = ahead.or_else(|| headline(tokens, sentence, figure)).or_else(spoken);
    let behind = ahead.or_else(|| bracket(scene, sentence, figure)).or_else(|| behind(tokens, sentence, figure));
    let Some((name, sign)) = behind else { return footer(scene, sentence) };
    Some(Found { source: Some(scene.span(name)), cue: Some(tokens[sign].span), rule: ATTRIBUTED_LABEL })
}

/// "Ministry of Health: 40 killed", "Ministry of Health, 3 May: 40 killed", "UN report: 40 killed": the name, and the colon.
fn ahead(scene: &Scene<'_>, start: usize, colon: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let tokens = &scene.passage.tokens;
    let end = (start..colon).find(|&at| tokens[at].sign(',')).unwrap_or(colon);
    let name = &tokens[start..end];
    let letters = |t: &Token| is_acronym(scene, t);
    let noun = |t: &Token| t.role() == "tally" || t.any(&[Class::ReportNoun, Class::Survey]);
    let report = matches!(name, [who, what] if letters(who) && noun(what));
    // When and where it was said.
    let when = |t: &Token| {
        let led = t.any(&[Class::Month, Class::Weekday, Class::Preposition]);
        led || t.capital || t.kind == Kind::Number || t.sign(',')
    };
    ((is_source(name) || report) && tokens[end..colon].iter().all(when)).then_some((start..end, colon))
}

/// `Ana Ruiz: ‘It is not odd’ to pay 40 men`: a name, a colon and what is quoted, in a line that has no full stop.
fn headline(tokens: &[Token], sentence: &Sentence, figure: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let colon = named_line(&tokens[..sentence.range.end], sentence.range.start).filter(|colon| *colon < figure)?;
    let quotes = matches!(tokens.get(colon + 1)?.kind, Kind::Sign('‘' | '\'' | '"' | '“'));
    let open = !tokens[sentence.range.end - 1].sign('.');
    (quotes && open).then_some((sentence.range.start..colon, colon))
}

/// `Ruiz: I saw 40 men.`: one line of several that open with who speaks, as interviews and hearings are written down.
///
/// "Lima: 40 men." looks alike, so that somebody must say "I" or "we" or ask in this line or the one beside it.
fn dialogue(scene: &Scene<'_>) -> Option<(std::ops::Range<usize>, usize)> {
    let line = |passage: &Passage| named_line(&passage.tokens, 0);
    // "Lord Ruiz: 40 men." is somebody for sure.
    let titled = |passage: &Passage| passage.tokens.first().is_some_and(|t| t.is(Class::Title));
    let speaks =
        |passage: &Passage| titled(passage) || passage.tokens.iter().any(|t| t.is(Class::FirstPerson) || t.sign('?'));
    let colon = line(scene.passage)?;
    let beside = [scene.earlier().next(), scene.later()];
    let beside = || beside.iter().flatten().filter(|passage| line(passage).is_some());
    let spoken = beside().next().is_some() && (speaks(scene.passage) || beside().any(|passage| speaks(passage)));
    spoken.then_some((0..colon, colon))
}

fn initial(name: &Token) -> bool {
    name.capital && name.span.end - name.span.start == 1
}

/// The colon behind a name of a person that opens a line.
fn named_line(tokens: &[Token], start: usize) -> Option<usize> {
    const NAME: usize = 4;
    // "Q: … A: …"
    if let [letter, colon, ..] = &tokens[start.min(tokens.len())..]
        && initial(letter)
        && colon.sign(':')
    {
        return Some(start + 1);
    }
    let name = tokens.get(start..)?.iter().take(NAME + 1).take_while(|t| {
        t.kind == Kind::Word
            && t.capital
            && (t.unlisted() || t.any(&[Class::Title, Class::Official, Class::Spokesperson]))
    });
    let colon = start + name.count();
    let apart = tokens.get(colon + 1).is_some_and(|t| t.span.start > tokens[colon].span.end);
    (apart && colon > start && tokens[colon].sign(':')).then_some(colon)
}

/// "Killed: 19. Injured: 87. Source: Ministry of Health.": a line below figures says where all of them are from.
fn footer(scene: &Scene<'_>, sentence: &Sentence) -> Option<Found> {
    let named = |passage: &Passage, range: std::ops::Range<usize>| {
        let first = passage.tokens.get(range.start).filter(|t| is_source_line(t))?;
        let ends = |t: &Token| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '('));
        let name = passage.tokens[range.start + 1..range.end].iter().take_while(|t| !ends(t)).count();
        let span = passage.span_of(range.start + 1..range.start + 1 + name);
        (name > 0).then_some(Found { source: Some(span), cue: Some(first.span), rule: ATTRIBUTED_LABEL })
    };
    let last = scene.passage.sentences.last().filter(|last| last.start >= sentence.range.end);
    last.and_then(|last| named(scene.passage, last.clone())).or_else(|| {
        scene.opens_later().filter(is_source_line)?;
        let later = scene.later()?;
        named(&later, later.sentences.first()?.clone())
    })
}

fn is_source_line(opens: &Token) -> bool {
    opens.role() == "source-line"
}

/// "16 were killed (Ministry of Health, 2 May)": a reference behind what was stated.
fn bracket(scene: &Scene<'_>, sentence: &Sentence, figure: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let tokens = &scene.passage.tokens;
    let end = sentence.range.end;
    let opens = (figure + 1..end).take_while(|&at| !tokens[at].sign(';')).find(|&at| tokens[at].sign('('))?;
    let closes = (opens + 1..end).find(|&at| tokens[at].sign(')'))?;
    let name = tokens[opens + 1..closes].iter().take_while(|t| !t.sign(',')).count();
    let (name, date) = (opens + 1..opens + 1 + name, opens + 1 + name..closes);
    // "(Oxus Watch, 2023)": a name and a year are a reference; a name and a day may be a place and a day.
    let year = || matches!(&tokens[date.clone()], [_, t] if t.kind == Kind::Number && t.span.end - t.span.start == 4);
    let named = |t: &Token| t.capital || t.any(&[Class::Preposition, Class::And]);
    // "Oxus Watch (OW)" gives a short name, "40 dead (OW)" a reference.
    let letters = |t: &Token| is_acronym(scene, t);
    let short = || name.len() == 1 && letters(&tokens[name.start]) && !(tokens[opens - 1].capital && date.is_empty());
    // "(UN estimate)", "(government figures)".
    let counts = |t: &Token| t.any(&[Class::DataNoun, Class::ReportNoun]) || t.role() == "tally";
    let known = |t: &Token| t.any(&[Class::Official, Class::GroupNoun]) || letters(t);
    let data = || matches!(&tokens[name.clone()], [.., who, noun] if counts(noun) && known(who));
    let reference = || data() || year() && tokens[name.clone()].iter().all(named) || short();
    (is_source(&tokens[name.clone()]) || reference()).then_some((name, opens))
}

/// "16 killed in clashes – ministry": the last words of a line that has no full stop.
fn behind(tokens: &[Token], sentence: &Sentence, figure: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let end = sentence.range.end;
    let spaced = |at: usize| tokens[at - 1].span.end < tokens[at].span.start;
    let sign = (figure + 1..end).rev().find(|&at| match tokens[at].kind {
        Kind::Sign(':' | '—' | '–') => true,
        // A hyphen glued to a word is part of it.
        Kind::Sign('-') => spaced(at) && at + 1 < end && spaced(at + 1),
        _ => false,
    })?;
    is_source(&tokens[sign + 1..end]).then_some((sign + 1..end, sign))
}

/// "UN", "OW": capitals alone, and no place.
pub(super) fn is_acronym(scene: &Scene<'_>, token: &Token) -> bool {
    let capitals = token.span.of(scene.text).chars().all(char::is_uppercase);
    token.kind == Kind::Word && capitals && !token.is(Class::Place)
}

/// Words that name somebody who could say it. "Lima: 16 killed" tells where, and "Update: 16 killed" nothing.
///
/// The head must: "Editor's note" and "Among the union's demands" name a person in passing.
pub(super) fn is_source(name: &[Token]) -> bool {
    let plain = |t: &Token| {
        t.kind == Kind::Word
            && !t.any(&[Class::Auxiliary, Class::Verb, Class::Trend, Class::Linking, Class::Held, Class::FirstPerson])
            // "State TV": a noun that looks like a verb.
            && (!t.any(&[Class::Say, Class::Show, Class::Think, Class::Act]) || t.capital && t.form() == Form::Base)
    };
    let speaks = |t: &Token| {
        t.any(&[Class::Official, Class::Anonymous, Class::GroupNoun, Class::Spokesperson, Class::Survey])
            // "Official data: 40 killed", "Ministry figures".
            || t.any(&[Class::DataNoun, Class::ReportNoun]) && name.iter().any(|t| t.is(Class::Official))
            || t.is(Class::Who) && t.value() == "law-enforcement"
    };
    let head = name.iter().position(|t| t.is(Class::Preposition)).map_or(name, |at| &name[..at]);
    // "Mayor Ana Ruiz": the name behind the office.
    let named = |t: &&Token| t.capital && t.unlisted();
    let office = head.iter().rev().find(|t| !named(t));
    name.len() <= LONGEST && name.iter().all(plain) && office.is_some_and(speaks)
}
