//! What a text says about its own figures: that nobody verified them, or that their source withdrew them.
//!
//! Each statement has a scope, and the scope is the point: in "60 dead (this figure was later withdrawn) and 900
//! arrests, although these numbers were not verified" the parenthesis reaches the 60 alone and the rest reaches both.

use std::ops::Range;

use super::back::{back_word, edge, free, looked_back};
use super::counted::is_breakdown;
use super::lexicon::Class;
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

/// What is said about a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Not verified, not confirmed.
    Unverified,
    /// Withdrawn, retracted, called an error.
    Withdrawn,
    /// Replaced by a printed correction.
    Corrected,
    /// Denied or disputed by somebody.
    Denied,
}

/// A statement, and the figures (by the token their number begins at) that it reaches.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub doubt: Doubt,
    pub span: Span,
    pub reaches: Vec<usize>,
}

/// Finds the statements of a paragraph about the figures in it.
pub(super) fn statements(text: &str, passage: &Passage, figures: &[usize]) -> Vec<Statement> {
    let tokens = &passage.tokens;
    let mut found: Vec<Statement> = Vec::new();
    for at in 0..tokens.len() {
        let doubt = match tokens[at].class() {
            Some(Class::Unverified) => Doubt::Unverified,
            Some(Class::VerifyVerb) if negated(text, passage, at) => Doubt::Unverified,
            Some(Class::Withdrawn) => Doubt::Withdrawn,
            Some(Class::EarlierVersion) => Doubt::Corrected,
            // "cannot yet be confirmed": the verb is a cue elsewhere.
            Some(Class::Say) if tokens[at].value() == "confirm" && negated(text, passage, at) => Doubt::Unverified,
            Some(Class::Say | Class::Act) if denies(&tokens[at]) => Doubt::Denied,
            _ => continue,
        };
        let sentence = passage.sentence_at(at);
        if found.iter().any(|s| s.span.covers(tokens[at].span)) {
            continue;
        }
        let clause = clause(tokens, &sentence, at);
        let reaches = match doubt {
            Doubt::Corrected => corrected(text, tokens, &sentence, at, figures),
            // "Denied that 40 had died": the claim itself is the object.
            Doubt::Denied if tokens.get(at + 1).is_some_and(|t| t.span.of(text) == "that") => {
                figures.iter().copied().filter(|f| (at..clause.end).contains(f)).collect()
            }
            _ => scope(text, passage, &sentence, &clause, at, figures),
        };
        if !reaches.is_empty() {
            found.push(Statement { doubt, span: passage.span_of(clause), reaches });
        }
    }
    found
}

fn denies(token: &Token) -> bool {
    matches!(token.value(), "deny" | "refute" | "rebut" | "dispute" | "reject")
}

/// "Could not be", "nobody has", "no court had": in the same clause, so that "she did not go, police confirmed" stands.
fn negated(text: &str, passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 6;
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start.max(at.saturating_sub(NEAR));
    (start..at).rev().take_while(|&i| !edge(&tokens[i])).any(|i| {
        let word = tokens[i].span.of(text);
        // "No one" is kept from the numbers as an idiom, "no" as the label of "no. 5".
        let no = word.eq_ignore_ascii_case("no") && tokens[i + 1].kind == Kind::Word;
        tokens[i].is(Class::Negation) || word.eq_ignore_ascii_case("no one") || no
    })
}

/// The clause around a token: the parenthesis it stands in, else from comma to comma.
fn clause(tokens: &[Token], sentence: &Range<usize>, at: usize) -> Range<usize> {
    let start = (sentence.start..at).rev().find(|&i| edge(&tokens[i])).map_or(sentence.start, |i| i + 1);
    let end = (at + 1..sentence.end).find(|&i| edge(&tokens[i])).unwrap_or(sentence.end);
    start..end
}

/// The figures that a statement of doubt or withdrawal reaches.
fn scope(
    text: &str,
    passage: &Passage,
    sentence: &Range<usize>,
    clause: &Range<usize>,
    at: usize,
    figures: &[usize],
) -> Vec<usize> {
    let tokens = &passage.tokens;
    let inside = |range: &Range<usize>| figures.iter().copied().filter(|f| range.contains(f)).collect::<Vec<_>>();
    let about = tokens[clause.clone()].iter().position(|t| {
        t.any(&[Class::DataNoun, Class::ReportNoun, Class::Survey, Class::CaseNoun])
            || matches!(t.span.of(text), "toll" | "death toll")
            || is_noun_cue(t)
    });
    // "retracted its estimate of 40 dead", "could not confirm that 40 died": the figure is the object.
    let behind: Vec<usize> = inside(&(at..clause.end));
    if !behind.is_empty() {
        let doubted = tokens[at].any(&[Class::Unverified, Class::VerifyVerb, Class::Say]);
        return if about.is_some() || doubted { behind } else { Vec::new() };
    }
    let own: Vec<usize> = inside(&(clause.start..at));
    let parenthesis = clause.start > 0 && tokens[clause.start - 1].sign('(');
    let verifies = tokens[at].any(&[Class::VerifyVerb, Class::Say]);
    let back = Some(at).filter(|_| own.is_empty() && (verifies || tokens[at].is(Class::Unverified)));
    let back = back.and_then(|at| back_word(text, tokens, clause, at));
    // A verb of withdrawal with no word for a figure near it is about something else: troops withdraw too.
    if about.is_none() && back.is_none() && !parenthesis && own.is_empty() {
        return Vec::new();
    }
    if !own.is_empty() {
        // "40 were hurt and nobody confirmed the meeting": the verb has an object, and that is no figure.
        let says = passage_says_number(tokens, clause) && (!verifies || free(tokens, at));
        return if about.is_some() || says { own } else { Vec::new() };
    }
    let mut before = inside(&(sentence.start..clause.start));
    let mut behind = inside(&(clause.end..sentence.end));
    if before.is_empty() && behind.is_empty() {
        // A sentence of its own: about the sentence before.
        let index = passage.sentences.partition_point(|s| s.end <= sentence.start);
        let previous = index.checked_sub(1).and_then(|i| passage.sentences.get(i)).cloned().unwrap_or_default();
        before = inside(&previous);
        if let Some(back) = back {
            return looked_back(tokens, &previous, &before, back);
        }
    }
    if let Some(back) = back {
        return looked_back(tokens, sentence, &before, back);
    }
    let many = tokens[clause.clone()].iter().any(|t| {
        let word = t.span.of(text).to_lowercase();
        ["these", "those", "both", "numbers", "figures", "reports", "estimates", "claims", "totals", "counts"]
            .contains(&word.as_str())
    });
    if many {
        before.append(&mut behind);
        before
    } else {
        // "16 dead, including 3 children. The figure was withdrawn": the figure is the 16.
        let whole = before.iter().rfind(|f| !is_breakdown(tokens, **f));
        whole.or(before.last()).or(behind.first()).copied().into_iter().collect()
    }
}

/// "claim", "estimate", "report", "count" are cues as verbs and figures as nouns.
fn is_noun_cue(token: &Token) -> bool {
    matches!(token.value(), "claim" | "estimate" | "report" | "statement" | "count" | "tally" | "announce" | "forecast")
}

fn passage_says_number(tokens: &[Token], clause: &Range<usize>) -> bool {
    tokens[clause.clone()].iter().any(|t| t.is(Class::This))
}

/// "An earlier version said 31; the number is 13": what stands before the correct number is corrected.
fn corrected(text: &str, tokens: &[Token], sentence: &Range<usize>, at: usize, figures: &[usize]) -> Vec<usize> {
    // "Reports of 45 were corrected to 38": the number before was wrong.
    if tokens.get(at + 1).is_some_and(|t| t.is(Class::RangeTo)) {
        return figures.iter().copied().filter(|f| (sentence.start..at).contains(f)).collect();
    }
    let turn = (at..sentence.end).find(|&i| {
        let word = tokens[i].span.of(text);
        tokens[i].sign(';')
            || tokens[i].is(Class::Adversative)
            || matches!(word, "correct" | "actual" | "not" | "instead" | "rather" | "is")
    });
    let end = turn.unwrap_or(sentence.end);
    figures.iter().copied().filter(|f| (at..end).contains(f)).collect()
}

/// Words of hearsay that reach a figure: "reportedly", "a reported", "reports that", in the same clause before it.
pub(super) fn hearsay(text: &str, passage: &Passage, figure: usize) -> Option<Span> {
    let sentence = passage.sentence_at(figure);
    let tokens = &passage.tokens;
    for at in (sentence.start..figure).rev() {
        let token = &tokens[at];
        if token.is(Class::Hearsay) {
            return Some(token.span);
        }
        if token.sign(';') || token.is(Class::Adversative) {
            return None;
        }
    }
    // "Nine were killed, reportedly."
    let behind = (figure + 1..sentence.end.min(figure + 8)).find(|&at| tokens[at].is(Class::Hearsay))?;
    let adverb = tokens[behind].span.of(text).ends_with("ly") && tokens[behind - 1].sign(',');
    let closes = tokens.get(behind + 1).is_none_or(|t| matches!(t.kind, Kind::Sign('.' | ',')));
    (adverb && closes).then_some(tokens[behind].span)
}

#[cfg(test)]
mod tests {
    use super::super::{Text, Verdict, read};

    fn verdicts(text: &str) -> Vec<(String, Verdict)> {
        let reading = read(&Text { path: "a", text, published: None, publisher: None, language: None });
        reading.figures.into_iter().map(|f| (f.text, f.verdict)).collect()
    }

    fn is(text: &str, wanted: &[(&str, Verdict)]) {
        let wanted: Vec<_> = wanted.iter().map(|(number, verdict)| ((*number).to_owned(), *verdict)).collect();
        assert_eq!(verdicts(text), wanted, "{text}");
    }

    #[test]
    fn a_singular_word_reaches_one_figure_and_a_plural_all() {
        let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
        is(
            "Officials reported 50 deaths and 900 arrests. This figure could not be confirmed.",
            &[("50", ok), ("900", hedged)],
        );
        is(
            "Officials reported 50 deaths and 900 arrests. These numbers could not be confirmed.",
            &[("50", hedged), ("900", hedged)],
        );
        is("Although the numbers are unconfirmed, officials reported 50 deaths.", &[("50", hedged)]);
    }

    #[test]
    fn a_clause_that_looks_back_doubts_what_it_stands_for() {
        let (hedged, ok) = (Verdict::Hedged, Verdict::Ok);
        for behind in [
            "which could not be independently verified",
            "which the union was unable to verify",
            "none of which has been corroborated",
            "but these have not been confirmed by doctors",
            "though this remains unverified",
        ] {
            let given = format!("The council reported 12 deaths and nearly 700 arrests, {behind}.");
            is(&given, &[("12", hedged), ("700", hedged)]);
        }
        for behind in ["a number that nobody has independently verified", "a toll no one has been able to confirm"] {
            is(&format!("The council said 40 miners were killed, {behind}."), &[("40", hedged)]);
        }
        is(
            "Ana Ruiz said 5 people had died, and Ben Ode said 6 people had died, but this could not be verified.",
            &[("5", ok), ("6", hedged)],
        );
        is("The clinic spoke of 9 injuries, 3 deaths, which was not confirmed.", &[("9", ok), ("3", hedged)]);
        is(
            "The clinic said 9 boys, including 2 pupils, had died, which was not confirmed.",
            &[("9", hedged), ("2", hedged)],
        );
    }

    #[test]
    fn a_sentence_that_looks_back_doubts_the_one_before() {
        for behind in [
            "None of these figures could be verified.",
            "Neither was confirmed.",
            "No court has corroborated the numbers.",
            "It could not be independently confirmed.",
        ] {
            let given = format!("The army said 40 rebels were killed and 12 soldiers wounded. {behind}");
            is(&given, &[("40", Verdict::Hedged), ("12", Verdict::Hedged)]);
        }
    }

    #[test]
    fn a_doubt_about_something_else_reaches_no_figure() {
        for text in [
            "The ministry said 40 had died. It was not confirmed whether the mayor had left.",
            "The mayor said that 40 people were hurt and that nobody had confirmed the meeting.",
            "The mayor counted 40 dead with the ministry, which has not confirmed how they died.",
            "She did not resign, and, the court confirmed, 40 people were hurt.",
        ] {
            is(text, &[("40", Verdict::Ok)]);
        }
    }

    #[test]
    fn withdrawals_in_many_words() {
        for text in [
            "The army said 60 rebels were killed. It later walked back that figure.",
            "The army rescinded its estimate of 60 dead.",
            "Officials said 60 people were killed (the claim was later retracted).",
            "The ministry removed the figure of 60 dead from its website.",
            "The mayor called the figure of 60 dead an error.",
        ] {
            is(text, &[("60", Verdict::Rescinded)]);
        }
    }

    #[test]
    fn corrections_reach_the_wrong_number_only() {
        is(
            "An earlier version said 31 people were killed; the number is 13.",
            &[("31", Verdict::Rescinded), ("13", Verdict::Unattributed)],
        );
        is(
            "The ministry said that 45 deaths were corrected to 38 deaths.",
            &[("45", Verdict::Rescinded), ("38", Verdict::Ok)],
        );
    }

    #[test]
    fn troops_that_withdraw_withdraw_no_figure() {
        is("The governor said police withdrew 40 officers from the square.", &[("40", Verdict::Ok)]);
    }
}
