//! Which figures a statement of doubt, denial or withdrawal reaches.

use std::ops::Range;

use super::super::counted::is_breakdown;
use super::super::lexicon::{Class, Form};
use super::super::token::{Kind, Token};
use super::Case;
use super::ahead::ahead;
use super::back::{Back, back_word, edge, free, looked_back};
use super::several::{names_several, several};

/// The figures that a statement of doubt or withdrawal reaches.
pub(super) fn scope(case: &Case<'_>) -> Vec<usize> {
    let (tokens, clause, at) = (case.tokens(), &case.clause, case.at);
    let about = about(case, clause) || matches!(tokens[at].role(), "wrong-to" | "apologises" | "no-longer");
    // "Called that number mistaken and said the right one was seven", "this was wrong: it was 69".
    let right = |i: usize| tokens[i].is(Class::Turn) || tokens[i].sign(':') || states(tokens, i);
    let mut turn = (at..clause.end).find(|&i| right(i)).unwrap_or(clause.end);
    // "Said that figure was erroneous and that six had died": what is said of it ends there.
    let predicate = at > 0 && matches!(tokens[at - 1].role(), "be" | "is") && tokens[at].is(Class::Mistake)
        || tokens[at].role() == "is-wrong";
    if predicate && !matches!(tokens[at].role(), "wrong-to" | "no-longer" | "apologises") {
        turn = at;
    }
    // "retracted its estimate of 40 dead", "could not confirm that 40 died": the figure is the object.
    let mut behind = case.inside(&(at..turn));
    if behind.is_empty() && about {
        behind = in_relative(case);
    }
    if !behind.is_empty() {
        let doubted = tokens[at].any(&[Class::Unverified, Class::Untrue, Class::VerifyVerb, Class::Say]);
        return if about || doubted { behind } else { Vec::new() };
    }
    let own = case.inside(&(clause.start..at));
    let parenthesis = clause.start > 0 && tokens[clause.start - 1].sign('(');
    let verifies = tokens[at].any(&[Class::VerifyVerb, Class::Say]);
    // "Which withdrew" may be troops; "which was a mistake" is what was said.
    let looks_back = verifies || tokens[at].any(&[Class::Unverified, Class::Untrue, Class::Mistake]);
    let back = Some(at).filter(|_| own.is_empty() && looks_back).and_then(|at| back_word(tokens, clause, at));
    let back = back.or_else(|| object_back(case));
    let subject = if own.is_empty() { around_aside(case) } else { Vec::new() };
    // A verb of withdrawal with no word for a figure near it is about something else: troops withdraw too.
    if !about && back.is_none() && !parenthesis && own.is_empty() && subject.is_empty() {
        return Vec::new();
    }
    // "Two papers have removed it": the two are those who did.
    if !own.is_empty() && object_back(case).is_none() {
        // "40 were hurt and nobody confirmed the meeting": the verb has an object, and that is no figure.
        let this = !tokens[at].is(Class::Withdrawn) && tokens[clause.clone()].iter().any(|t| t.is(Class::This));
        return if about || this && (!verifies || free(tokens, at)) { own } else { Vec::new() };
    }
    if !subject.is_empty() {
        return subject;
    }
    if tokens[at].role() == "it-back" {
        // "Said 31 had been killed and later took that back".
        if !own.is_empty() {
            return looked_back(tokens, &case.sentence, &own, Back::Statement);
        }
        // "We said 61. We counted bunks, and 19 men had been moved. I take that number back."
        if let Some(said) = said_by_us(case) {
            return vec![said];
        }
    }
    let mut before = case.inside(&(case.sentence.start..clause.start));
    let mut behind = case.inside(&(clause.end..case.sentence.end));
    // "It said later that the figure was a mistake; the count was 15": the right number is named behind.
    let leads =
        clause.start == case.sentence.start && tokens[clause.start].any(&[Class::Subordinator, Class::Preposition]);
    if tokens[at].any(&[Class::Mistake, Class::Withdrawn]) && !leads {
        behind.clear();
    }
    let mut where_before = case.sentence.clone();
    // "16 had drowned, and the earlier number was a clerical error": not the 16.
    let old = |t: &Token| t.is(Class::Previous) || matches!(t.role(), "later" | "first");
    let older =
        clause.clone().any(|i| old(&tokens[i]) && i + 1 < clause.end && names_told(tokens, clause.start, i + 1));
    if older && !case.inside(&case.previous()).is_empty() {
        before.clear();
        behind.clear();
    }
    if before.is_empty() && behind.is_empty() {
        // A sentence of its own: about the sentence before.
        where_before = case.previous();
        before = case.inside(&where_before);
        // "Neither account was confirmed": over a sentence without a number to those that have one.
        if before.is_empty() && about {
            where_before = case.before_previous();
            before = case.inside(&where_before);
        }
        if names_several(case) {
            (where_before, before) = several(case, where_before, before);
        }
    }
    // "Lowered the number from 78 to 23. The earlier list was wrong": not the 23.
    let led = |figure: usize, role| figure.checked_sub(1).is_some_and(|before| tokens[before].role() == role);
    if older && before.iter().any(|&figure| led(figure, "from")) {
        before.retain(|&figure| !led(figure, "to"));
    }
    // "The true toll was nine dead and 13 hurt. The list has been taken down": those are right.
    if tokens[at].any(&[Class::Mistake, Class::Withdrawn]) {
        before.retain(|&figure| !tokens[where_before.start..figure].iter().any(|t| t.is(Class::Turn)));
    }
    if let Some(back) = back.or_else(|| account(case)).filter(|_| !before.is_empty() || behind.is_empty()) {
        return looked_back(tokens, &where_before, &before, back);
    }
    let many = tokens[clause.clone()].iter().any(|t| t.role() == "many" || is_noun_cue(t) && t.form() == Form::Third);
    if many {
        before.append(&mut behind);
        before
    } else {
        whole(tokens, &before).or(behind.first().copied()).or_else(|| ahead(case)).into_iter().collect()
    }
}

/// "Dismissed the claim and acknowledged the loss of seven", "could not confirm that and has counted eight dead": what is
/// stated behind "and" is not doubted.
pub(super) fn states(tokens: &[Token], and: usize) -> bool {
    let helps = |t: &&Token| t.is(Class::Auxiliary) || t.tells_how();
    let verb = || tokens[and + 1..].iter().find(|t| !helps(t));
    tokens[and].is(Class::And)
        && verb().is_some_and(|t| {
            t.any(&[Class::Say, Class::Show]) && t.form() != Form::Ing && !matches!(t.role(), "deny" | "confirm")
        })
}

/// "Retracted its dispatch, which had said 40", "…, in which it said 40".
pub(super) fn in_relative(case: &Case<'_>) -> Vec<usize> {
    let (tokens, comma) = (case.tokens(), case.clause.end);
    let which = |at: usize| case.word_is(at, "which");
    let within = tokens.get(comma + 1).is_some_and(|t| t.is(Class::Preposition)) && which(comma + 2);
    if !tokens.get(comma).is_some_and(|t| t.sign(',')) || !(which(comma + 1) || within) {
        return Vec::new();
    }
    let end = (comma + 1..case.sentence.end).find(|&at| edge(&tokens[at])).unwrap_or(case.sentence.end);
    case.inside(&(comma..end))
}

/// "16 dead, including 3 children. The figure was withdrawn": the figure is the 16.
pub(super) fn whole(tokens: &[Token], figures: &[usize]) -> Option<usize> {
    // "Nine of the 12": what is said is nine.
    let known = |figure: usize| {
        let of = figure.checked_sub(1 + usize::from(figure > 0 && tokens[figure - 1].is(Class::This)));
        of.is_some_and(|of| tokens[of].role() == "of" && of > 0 && figures.contains(&(of - 1)))
    };
    figures.iter().rfind(|figure| !is_breakdown(tokens, **figure) && !known(**figure)).or(figures.last()).copied()
}

/// Whether words name a figure or a statement: "the toll", "its claim", "that information".
pub(super) fn about(case: &Case<'_>, range: &Range<usize>) -> bool {
    let tokens = case.tokens();
    range.clone().any(|at| {
        let t = &tokens[at];
        let finding = t.role() == "find" && t.form() == Form::Ing && case.word_is(at + 1, "that");
        t.any(&[Class::CaseNoun, Class::Posted]) || names_told(tokens, range.start, at) || finding
    })
}

/// "Figure", "statement", "toll", "claim": what is told, or is published. A decision or a belief is not.
pub(super) fn is_told(token: &Token) -> bool {
    let told = token.any(&[Class::DataNoun, Class::ReportNoun, Class::Survey]) && token.role() != "untold";
    told || token.role() == "toll" || is_noun_cue(token)
}

/// The same, and a verb that is a noun here: "in a tweet", "the earlier list".
pub(super) fn names_told(tokens: &[Token], start: usize, at: usize) -> bool {
    const NEAR: usize = 4;
    let article = |at: usize| at >= start && tokens[at].any(&[Class::Article, Class::This]);
    let plain = |t: &Token| t.any(&[Class::Adverb, Class::Previous]) || t.unlisted();
    let mut before = (start..at).rev().take(NEAR);
    let mut led = || before.find(|&i| !plain(&tokens[i])).is_some_and(article);
    let says = tokens[at].is(Class::Say) || tokens[at].role() == "show";
    is_told(&tokens[at]) || says && matches!(tokens[at].form(), Form::Base | Form::Third) && led()
}

/// "claim", "estimate", "report", "count" are cues as verbs and figures as nouns.
pub(super) fn is_noun_cue(token: &Token) -> bool {
    token.role() == "tally"
}

/// What somebody said of himself that he said, in the two sentences before.
fn said_by_us(case: &Case<'_>) -> Option<usize> {
    let tokens = case.tokens();
    let ours = |figure: &usize| {
        let [.., who, says] = &tokens[..*figure] else { return false };
        who.is(Class::FirstPerson) && says.is(Class::Say)
    };
    [case.previous(), case.before_previous()].iter().find_map(|range| case.inside(range).into_iter().find(ours))
}

/// "The ministry denied this": a bare pronoun as the object stands for what was said before.
fn object_back(case: &Case<'_>) -> Option<Back> {
    let tokens = case.tokens();
    if tokens[case.at].role() == "it-back" {
        return Some(Back::Statement);
    }
    let object = [Class::Say, Class::Act, Class::Mistake, Class::Withdrawn, Class::VerifyVerb];
    let denied = tokens[case.at].any(&object);
    let pronoun = tokens.get(case.at + 1).filter(|t| matches!(t.role(), "it" | "that" | "this" | "them"))?;
    let ends = tokens.get(case.at + 2).is_none_or(|t| {
        let goes_on = [Class::Adverb, Class::Weekday, Class::Adversative, Class::Preposition, Class::And];
        matches!(t.kind, Kind::Sign(_)) || t.any(&goes_on)
    });
    let back = if pronoun.role() == "them" { Back::Each } else { Back::Statement };
    (denied && ends && pronoun.kind == Kind::Word).then_some(back)
}

/// "The claim could not be verified": all that was claimed; "the figure" is one.
fn account(case: &Case<'_>) -> Option<Back> {
    let tokens = &case.tokens()[case.clause.clone()];
    let doubted = case.tokens()[case.at].any(&[Class::Unverified, Class::Untrue, Class::VerifyVerb, Class::Say]);
    let told = |t: &Token| t.is(Class::ReportNoun) || is_noun_cue(t) && t.is(Class::Say);
    let number = |t: &Token| t.is(Class::DataNoun) || t.role() == "toll";
    (doubted && tokens.iter().any(told) && !tokens.iter().any(number)).then_some(Back::Statement)
}

/// "The figure of 40, which the mayor had given, was withdrawn": the subject stands before the aside.
fn around_aside(case: &Case<'_>) -> Vec<usize> {
    let tokens = case.tokens();
    let (start, first) = (case.sentence.start, case.clause.start);
    let quotes = |t: &Token| matches!(t.kind, Kind::Sign('"' | '“'));
    let joint = |t: &Token| t.any(&[Class::And, Class::Subordinator]) || t.tells_how() || quotes(t);
    let lead = (first..case.at).find(|&at| !joint(&tokens[at])).unwrap_or(case.at);
    let relative = tokens[lead].is(Class::Relative);
    if first <= start || !(relative || tokens[lead].is(Class::Auxiliary) || lead == case.at) {
        return Vec::new();
    }
    let end = (start..first).find(|&at| edge(&tokens[at])).unwrap_or(start);
    // "The number, 31, was …": the aside is the number itself.
    let figures = case.inside(&(start..first));
    // "It said 34, a number that its spokesman, Ana Ruiz, withdrew."
    let named = about(case, &(start..end)) || !figures.is_empty() && about(case, &(end..first));
    if !named {
        return Vec::new();
    }
    // "Information that 60 were hurt, that two had died, is not true."
    if tokens[case.at].is(Class::Untrue) {
        return figures;
    }
    // "The release, which has since been withdrawn, said that 31 had died."
    let behind = case.inside(&(case.clause.end..case.sentence.end));
    if relative || figures.is_empty() && end + 1 == first && !behind.is_empty() {
        return if figures.is_empty() { behind } else { Vec::new() };
    }
    // "The report, sent to all papers, was deleted": what was told in the sentence before.
    let told = || whole(tokens, &case.inside(&case.previous()));
    figures.first().copied().or_else(told).into_iter().collect()
}
