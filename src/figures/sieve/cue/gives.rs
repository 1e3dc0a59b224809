//! Verbs that say something only with a number behind them: who puts a toll at it, keeps a list of it, or has verified it.

use std::ops::Range;

use super::super::super::lexicon::{Class, Ending, Form};
use super::super::super::token::{Kind, Token};
use super::verb::opens_number;

/// Tokens between "gave" and "as": "gave the number of deaths in the colony as three".
const LEVEL: usize = 12;

/// "The poll has the mayor at 40 percent": of a survey, "has" and "gives" are said.
pub(super) fn gives(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    let gives = tokens[at].role();
    if !matches!(gives, "holds" | "had" | "gives" | "put" | "received" | "tallies") && !tokens[at].is(Class::Revised) {
        return false;
    }
    let word = matches!(gives, "holds" | "had" | "gives" | "put");
    let helps = tokens
        .get(at + 1)
        .is_some_and(|t| t.any(&[Class::Auxiliary, Class::Adverb, Class::Show, Class::Say]) || t.ends(Ending::Past));
    let leads = tokens.get(at + 1).is_some_and(|t| t.capital || t.kind == Kind::Number);
    let document = |t: &Token| t.is(Class::Survey) || t.any(&[Class::DataNoun, Class::ReportNoun]) && gives == "gives";
    let survey = word && leads && !helps && at > sentence.start && document(before_aside(tokens, sentence, at));
    // "The government puts the toll at 40."
    // "Radio gave the toll as 40."
    let level = || tokens[at + 1..sentence.end.min(at + LEVEL)].iter().any(|t| matches!(t.role(), "as" | "at"));
    // "The mayor gave a higher toll of 71."
    let toll_of = || {
        let near = &tokens[at + 1..sentence.end.min(at + 6)];
        near.windows(2).any(|pair| (pair[0].is(Class::DataNoun) || pair[0].role() == "toll") && pair[1].role() == "of")
    };
    // "The revised figure is 40": no verb.
    let described = at > sentence.start && tokens[at - 1].any(&[Class::Article, Class::This]);
    let puts =
        tokens[at].is(Class::Revised) && !described || gives == "put" || gives == "gives" && (level() || toll_of());
    // "The number of missing was given by the city as four": what is given stands before the passive.
    // "The toll, which the ministry gave as 76".
    let earlier = || tokens[sentence.start..at].iter().any(|t| matches!(t.role(), "is" | "be" | "which"));
    let from = if earlier() { sentence.start } else { at + 1 };
    let toll = tokens[from..sentence.end.min(at + 7)].iter().any(|t| {
        t.any(&[
            Class::DataNoun,
            Class::Killed,
            Class::Injured,
            Class::Casualties,
            Class::Missing,
            Class::Displaced,
            Class::Participants,
        ]) || tokens[at].is(Class::Revised) && t.role() == "tally"
    });
    // "We have received 40 complaints", "we logged 40 raids": who publishes counts what came in.
    let received = matches!(gives, "received" | "tallies")
        && tokens[sentence.start..at]
            .iter()
            .rev()
            .find(|t| !t.any(&[Class::Auxiliary, Class::Adverb]))
            .is_some_and(|t| t.is(Class::FirstPerson));
    // "It later corrected that to 13."
    let revises =
        tokens[at].is(Class::Revised) && tokens.get(at + 1).is_some_and(|t| matches!(t.role(), "it" | "that" | "this"));
    // "The Red Cross puts it at 40".
    let levels = gives == "put"
        && tokens.get(at + 1).is_some_and(|t| matches!(t.role(), "it" | "that" | "this"))
        && tokens.get(at + 2).is_some_and(|t| t.role() == "at");
    // "The figure given by the ministry is 40".
    let given = gives == "gives"
        && at > sentence.start
        && (tokens[at - 1].is(Class::DataNoun) || tokens[at - 1].role() == "toll")
        && tokens.get(at + 1).is_some_and(|t| t.role() == "by");
    // "The prosecutor gave a total of 40".
    let total = gives == "gives" && tokens.get(at + 1).is_some_and(|t| t.role() == "total-of");
    // "The institute gives 42 dead, all of them named"; "gave 12 injured people water" gives no number.
    let of_harmed = || {
        let [harmed, next, ..] = &tokens[(at + 2).min(sentence.end)..sentence.end] else { return false };
        let harmed = harmed.any(&[Class::Killed, Class::Injured, Class::Missing]);
        harmed && (matches!(next.kind, Kind::Sign(_)) || next.any(&[Class::And, Class::Preposition, Class::PartOf]))
    };
    // "The council gives 81."
    let bare = |t: &Token| matches!(t.kind, Kind::Sign('.' | ',' | ';' | '(' | ')'));
    let total = total
        || gives == "gives"
            && tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Number)
            && (tokens.get(at + 2).is_none_or(bare) || of_harmed());
    survey || received || puts && toll || revises || levels || given || total
}

/// The token before a verb, or before the aside that stands there: "its tally, kept since May, had".
fn before_aside<'a>(tokens: &'a [Token], sentence: &Range<usize>, at: usize) -> &'a Token {
    const LONGEST: usize = 12;
    let before = &tokens[at - 1];
    let within = sentence.start + 1..at - 1;
    let opens = || within.rev().take(LONGEST).find(|&i| tokens[i].sign(','));
    if before.sign(',') { opens().map_or(before, |comma| &tokens[comma - 1]) } else { before }
}

/// "The union has a list of 40 dead", "relatives have compiled their own register of 40": who keeps a list says what it holds.
pub(super) fn keeps_list(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    const REACH: usize = 6;
    let token = &tokens[at];
    let verb = matches!(token.role(), "holds" | "had")
        || token.is(Class::Verb)
        || token.unlisted() && !token.capital && token.ends(Ending::Past);
    let near = &tokens[at + 1..sentence.end.min(at + 1 + REACH)];
    let leads = |t: &Token| t.any(&[Class::Article, Class::This]) || t.role() == "owner";
    // As nouns; "list", "names" and "record" are verbs of saying, too.
    let noun =
        |t: &Token| matches!(t.form(), Form::Base | Form::Third) && matches!(t.role(), "show" | "tally" | "vouch");
    let list = |of: &[Token]| noun(&of[0]) && of[1].role() == "of" && opens_number(&of[2]);
    let plural = || list(near) && near[0].form() == Form::Third;
    verb && near.len() > 2 && (leads(&near[0]) && near.windows(3).any(list) || plural())
}

/// "Has verified 40 names": the words of verifying, where nothing denies them, are a finding.
pub(super) fn verifies(tokens: &[Token], sentence: &Range<usize>, at: usize) -> bool {
    if !tokens[at].is(Class::VerifyVerb) {
        return false;
    }
    // "The mission verified 40 deaths", "the deaths of 40".
    let of_number = |behind: &[Token]| behind.windows(2).any(|of| of[0].role() == "of" && opens_number(&of[1]));
    let number = || {
        let behind = &tokens[at + 1..sentence.end.min(at + 5)];
        behind.first().is_some_and(opens_number)
            || behind.first().is_some_and(|t| t.is(Class::This)) && of_number(behind)
    };
    let helped =
        at > sentence.start && (tokens[at - 1].is(Class::Auxiliary) || tokens[at].ends(Ending::Past) && number());
    // ", the mission verified."
    let who = |t: &Token| t.capital && t.unlisted() || t.any(&[Class::GroupNoun, Class::Official, Class::FirstPerson]);
    let closes = tokens[..sentence.end].get(at + 1).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',' | ';')));
    let said = closes && tokens[at].ends(Ending::Past) && at > sentence.start && who(&tokens[at - 1]);
    let denied = tokens[sentence.start.max(at.saturating_sub(6))..at].iter().any(|t| t.is(Class::Negation));
    (helped || said) && !denied
}
