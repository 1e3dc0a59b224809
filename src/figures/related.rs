//! What it says of a figure that it stands so to another one, or to a statement.

use super::figure::{Figure, Relation, Verdict};
use super::judge::set;
use super::rules;

/// What is said of a figure.
pub(super) struct Said {
    pub verdict: Verdict,
    pub rule: &'static str,
    message: &'static str,
    /// Of the place to which it stands so.
    pub there: &'static str,
}

impl Said {
    /// Says it.
    pub fn set(&self, figure: &mut Figure) {
        set(figure, self.verdict, self.rule, self.message);
    }
}

/// What such a relation says of a figure, if that is graver than what is said of it already.
pub(super) fn said(verdict: Verdict, relation: Relation) -> Option<Said> {
    let (graver, rule, message, there) = match relation {
        Relation::RescindedBy => (
            Verdict::Rescinded,
            rules::RESCINDED_BY_STATEMENT,
            "a signed statement withdraws this figure",
            "the evidence",
        ),
        Relation::Repeats => {
            (Verdict::RepeatsRescinded, rules::REPEATS_RESCINDED, "repeats a figure that was withdrawn", "withdrawn")
        }
        Relation::ConflictsValue => (
            Verdict::Conflicting,
            rules::CONFLICTING_VALUE,
            "another text counts differently on the same day",
            "counted differently",
        ),
        Relation::ConflictsScope => (
            Verdict::Conflicting,
            rules::CONFLICTING_SCOPE,
            "the same number elsewhere counts other people",
            "counts others",
        ),
        Relation::ChangedSince => (
            Verdict::Conflicting,
            rules::CHANGED_SINCE,
            "an earlier capture of this page has another number in this sentence",
            "what it said before",
        ),
        _ => return None,
    };
    let is_graver = match graver {
        Verdict::Rescinded => verdict != Verdict::Rescinded,
        Verdict::RepeatsRescinded => !matches!(verdict, Verdict::Rescinded | Verdict::RepeatsRescinded),
        // A figure that lacks a source or is doubted keeps that verdict: it says more about this text.
        _ => verdict == Verdict::Ok,
    };
    is_graver.then_some(Said { verdict: graver, rule, message, there })
}
