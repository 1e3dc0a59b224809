//! What a text says about its own figures: that nobody verified them, or that their source withdrew them.
//!
//! Each statement has a scope, and the scope is the point: in "60 dead (this figure was later withdrawn) and 900
//! arrests, although these numbers were not verified" the parenthesis reaches the 60 alone and the rest reaches both.

mod back;
mod beyond;
mod correction;
mod hearsay;
mod mood;
mod scope;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::figure::Measure;
use super::lexicon::{Class, Ending, Form};
use super::passage::Passage;
use super::span::Span;
use super::token::{Kind, Token};

use back::edge;
pub(super) use beyond::behind;
use correction::{corrected, noted, revised};
pub(super) use hearsay::{hearsay, veil};
pub(super) use mood::{Mood, mood};
use scope::scope;

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
    pub names: Names,
}

/// What a statement of doubt names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// A toll: people killed, hurt or missing, and no other count.
    Toll,
    /// "The figure", "this", or nothing.
    Any,
}

impl Names {
    /// Whether a count of this kind may be meant.
    pub fn may_be(self, measure: Measure) -> bool {
        use Measure::{Casualties, Injured, Killed, Missing, Other};
        self == Self::Any || matches!(measure, Killed | Injured | Casualties | Missing | Other)
    }
}

/// Words of doubt in a paragraph, and the figures they may reach.
struct Case<'a> {
    passage: &'a Passage,
    /// The sentence of the words.
    sentence: Range<usize>,
    /// Their clause: the parenthesis they stand in, else from comma to comma.
    clause: Range<usize>,
    /// The word of doubt.
    at: usize,
    /// All figures of the paragraph.
    figures: &'a [usize],
}

impl<'a> Case<'a> {
    fn new(passage: &'a Passage, figures: &'a [usize], at: usize) -> Self {
        let sentence = passage.sentence_at(at);
        let clause = clause(&passage.tokens, &sentence, at);
        Self { passage, sentence, clause, at, figures }
    }

    fn tokens(&self) -> &'a [Token] {
        &self.passage.tokens
    }

    fn inside(&self, range: &Range<usize>) -> Vec<usize> {
        self.figures.iter().copied().filter(|figure| range.contains(figure)).collect()
    }

    /// The sentence before this one; empty at the start of a paragraph.
    fn previous(&self) -> Range<usize> {
        let index = self.passage.sentences.partition_point(|s| s.end <= self.sentence.start);
        index.checked_sub(1).and_then(|i| self.passage.sentences.get(i)).cloned().unwrap_or_default()
    }

    /// The one before that.
    fn before_previous(&self) -> Range<usize> {
        let index = self.passage.sentences.partition_point(|s| s.end <= self.sentence.start);
        index.checked_sub(2).and_then(|i| self.passage.sentences.get(i)).cloned().unwrap_or_default()
    }

    fn word_is(&self, at: usize, role: &str) -> bool {
        self.tokens().get(at).is_some_and(|t| t.role() == role)
    }
}

/// Finds the statements of a paragraph about the figures in it.
pub(super) fn statements(passage: &Passage, figures: &[usize]) -> Vec<Statement> {
    let tokens = &passage.tokens;
    let mut found: Vec<Statement> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let doubt = match token.class() {
            Some(Class::Unverified) => Doubt::Unverified,
            Some(Class::Untrue) if said_untrue(tokens, at) => Doubt::Denied,
            Some(Class::VerifyVerb) if negated(passage, at) => Doubt::Unverified,
            Some(Class::Withdrawn | Class::Mistake | Class::Revised) if undone(passage, at) => continue,
            Some(Class::Withdrawn | Class::Mistake) => Doubt::Withdrawn,
            Some(Class::Preposition) if taken_down(passage, at) => Doubt::Withdrawn,
            Some(Class::EarlierVersion | Class::Revised | Class::CorrectionNote) => Doubt::Corrected,
            // "cannot yet be confirmed": the verb is a cue elsewhere.
            Some(Class::Say) if token.role() == "confirm" && negated(passage, at) => Doubt::Unverified,
            Some(Class::Say | Class::Act) if denies(token) && !describes(tokens, at) => Doubt::Denied,
            _ => continue,
        };
        if found.iter().any(|s| s.span.covers(token.span)) {
            continue;
        }
        let case = Case::new(passage, figures, at);
        let reaches = match (doubt, token.class()) {
            (_, Some(Class::EarlierVersion)) => corrected(&case),
            (_, Some(Class::Revised)) => revised(&case),
            (_, Some(Class::CorrectionNote)) => noted(&case),
            // "Denied that 40 had died": the claim itself is the object; "denied that figure" looks back.
            (Doubt::Denied, _) if case.word_is(at + 1, "that") && !case.inside(&(at..case.clause.end)).is_empty() => {
                case.inside(&(at..case.clause.end))
            }
            _ => scope(&case),
        };
        if !reaches.is_empty() {
            let toll = tokens[case.clause.clone()].iter().any(|t| t.role() == "toll");
            let names = if toll { Names::Toll } else { Names::Any };
            found.push(Statement { doubt, span: passage.span_of(case.clause), reaches, names });
        }
    }
    found
}

/// "Has not withdrawn its claim", "refused to retract", "demanded that it retract": no withdrawal, or none yet.
fn undone(passage: &Passage, at: usize) -> bool {
    const REACH: usize = 8;
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start;
    let mut lead = tokens[start..at].iter().rev().take_while(|t| {
        t.any(&[Class::Auxiliary, Class::Negation, Class::RangeTo]) || t.tells_how() || t.role() == "no-one"
    });
    if lead.any(|t| t.is(Class::Negation) || t.role() == "no-one") {
        return true;
    }
    let mut clause = tokens[start.max(at.saturating_sub(REACH))..at].iter().rev().take_while(|t| !edge(t));
    !tokens[at].ends(Ending::Past) && clause.any(|t| t.role() == "asks")
}

/// "Took the report down", "pulled its statement down": what was published, between a verb and its "down".
fn taken_down(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 8;
    let tokens = &passage.tokens;
    let start = at.saturating_sub(NEAR);
    if tokens[at].role() != "down"
        || tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Number || t.any(&[Class::Unit, Class::RangeTo]))
    {
        return false;
    }
    let verb = (start..at).rev().take_while(|&i| !edge(&tokens[i])).find(|&i| tokens[i].role() == "took");
    let published =
        |t: &Token| t.any(&[Class::DataNoun, Class::ReportNoun]) || t.role() == "tally" || t.role() == "this";
    verb.is_some_and(|verb| tokens[verb + 1..at].iter().any(published) && !undone(passage, verb))
}

fn denies(token: &Token) -> bool {
    token.role() == "deny"
}

/// "Is false", "called baseless", "it is not true that", "baseless reports": said of a statement. A false ceiling is none.
fn said_untrue(tokens: &[Token], at: usize) -> bool {
    let statement =
        |t: &Token| t.role() == "that" || t.any(&[Class::ReportNoun, Class::DataNoun]) || t.role() == "tally";
    let next = tokens.get(at + 1);
    let ends = next.is_none_or(|t| {
        t.kind != Kind::Word || !t.capital && t.entry.is_some() && !t.any(&[Class::People, Class::Who, Class::Thing])
    });
    next.is_some_and(statement) || ends && at > 0 && tokens[at - 1].kind != Kind::Number
}

/// "Along the disputed border": what is disputed there is no figure.
fn describes(tokens: &[Token], at: usize) -> bool {
    let led = at > 0 && tokens[at - 1].any(&[Class::Article, Class::This, Class::Preposition]);
    let noun = |t: &Token| t.kind == Kind::Word && !t.any(&[Class::DataNoun, Class::ReportNoun, Class::Preposition]);
    tokens[at].form() == Form::Past && led && tokens.get(at + 1).is_some_and(noun)
}

/// "Could not be", "nobody has", "no court had": in the same clause, so that "she did not go, police confirmed" stands.
fn negated(passage: &Passage, at: usize) -> bool {
    const NEAR: usize = 6;
    let tokens = &passage.tokens;
    let start = passage.sentence_at(at).start.max(at.saturating_sub(NEAR));
    (start..at).rev().take_while(|&i| !edge(&tokens[i])).any(|i| {
        // "No one" is kept from the numbers as an idiom, "no" as the label of "no. 5".
        let no = tokens[i].role() == "no" && tokens[i + 1].kind == Kind::Word;
        tokens[i].is(Class::Negation) || tokens[i].role() == "no-one" || no
    })
}

/// The clause around a token: the parenthesis it stands in, else from comma to comma.
fn clause(tokens: &[Token], sentence: &Range<usize>, at: usize) -> Range<usize> {
    let start = (sentence.start..at).rev().find(|&i| edge(&tokens[i])).map_or(sentence.start, |i| i + 1);
    let end = (at + 1..sentence.end).find(|&i| edge(&tokens[i])).unwrap_or(sentence.end);
    start..end
}
