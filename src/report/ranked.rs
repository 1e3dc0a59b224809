//! What the formats for continuous integration share: failures and findings in one list, the worst first.

use crate::figures::Verdict as Standing;
use crate::ledger::Failure;
use crate::store::Level;
use crate::verify::Verdict;
use crate::verify::findings::{Finding, Mark, Place};

/// One thing to show. Its texts are raw: each format cleans and escapes them in its own way.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    /// Integrity.
    Failure(&'a Failure),
    /// A figure.
    Finding(&'a Finding),
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// The exit code is not 0 because of it.
    Error,
    /// It is shown.
    Warning,
}

/// How columns are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// Unicode code points.
    CodePoint,
    /// UTF-16 code units, as JavaScript counts.
    Utf16,
}

/// A place in a text; lines and columns count from 1, the end column is one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// All failures, then denied findings, then the other open ones; among findings the gravest first, else in the order of the
/// verdict. Answered findings are not among them.
pub(super) fn ranked(verdict: &Verdict) -> Vec<Item<'_>> {
    let mut findings: Vec<&Finding> = verdict.findings.iter().filter(|finding| finding.is_open()).collect();
    findings.sort_by_key(|finding| (finding.level != Level::Deny, gravity(finding.figure.verdict)));
    let failures = verdict.failures.iter().map(Item::Failure);
    failures.chain(findings.into_iter().map(Item::Finding)).collect()
}

fn gravity(standing: Standing) -> u8 {
    match standing {
        Standing::RepeatsRescinded => 0,
        Standing::Rescinded => 1,
        Standing::Conflicting => 2,
        Standing::Unattributed => 3,
        Standing::Hedged => 4,
        Standing::Ok => 5,
    }
}

impl<'a> Item<'a> {
    pub fn severity(self) -> Severity {
        match self {
            Self::Failure(_) => Severity::Error,
            Self::Finding(finding) if finding.level == Level::Deny => Severity::Error,
            Self::Finding(_) => Severity::Warning,
        }
    }

    /// The kind of failure, or the rule: never a word of a document.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Failure(failure) => failure.kind.name(),
            Self::Finding(finding) => finding.figure.rule,
        }
    }

    pub fn path(self) -> &'a str {
        match self {
            Self::Failure(failure) => &failure.path,
            Self::Finding(finding) => &finding.figure.path,
        }
    }

    pub fn message(self) -> String {
        match self {
            Self::Failure(failure) => failure.detail.clone(),
            Self::Finding(finding) => format!("{}: {}", finding.figure.text, finding.message),
        }
    }

    /// The line, where it is known.
    pub fn line(self) -> Option<usize> {
        match self {
            Self::Failure(failure) => failure.line.and_then(|line| usize::try_from(line).ok()),
            Self::Finding(_) => self.region(Unit::CodePoint).map(|region| region.line),
        }
    }

    /// The figure's place.
    pub fn region(self, unit: Unit) -> Option<Region> {
        let Self::Finding(finding) = self else { return None };
        let excerpt = finding.excerpts.first()?;
        Some(region(excerpt.marks.first()?, unit))
    }

    /// The line of the text in which the figure stands, as far as it is shown.
    pub fn line_text(self) -> Option<&'a str> {
        let Self::Finding(finding) = self else { return None };
        let excerpt = finding.excerpts.first()?;
        let before = excerpt.text.get(..excerpt.marks.first()?.span.start)?.matches('\n').count();
        excerpt.text.lines().nth(before)
    }
}

/// Where marked words stand in their text.
pub(super) fn region(mark: &Mark, unit: Unit) -> Region {
    let column = |place: Place| match unit {
        Unit::CodePoint => place.code_points + 1,
        Unit::Utf16 => place.utf16 + 1,
    };
    let (from, to) = (mark.from, mark.to);
    Region { line: from.line, column: column(from), end_line: to.line, end_column: column(to) }
}

/// At most so many characters, with `…` for what is left out.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::figures::Span;

    #[test]
    fn the_worst_comes_first() {
        let verdict = sample::hostile();
        let rules: Vec<_> = ranked(&verdict).into_iter().map(|item| (item.severity(), item.rule())).collect();
        assert_eq!(rules[0], (Severity::Error, "altered"));
        assert_eq!(rules[2], (Severity::Error, "unattributed-own-voice"), "denied before what is only shown");
        assert_eq!(rules[3], (Severity::Warning, "repeats-rescinded"));
    }

    #[test]
    fn an_answered_finding_is_nothing_to_do() {
        let mut verdict = sample::plain();
        assert_eq!(ranked(&verdict).len(), 2);
        verdict.findings[0].answer = Some(sample::answer());
        assert_eq!(ranked(&verdict).len(), 1);
    }

    #[test]
    fn columns_are_counted_as_asked() {
        let place = |code_points, utf16| Place { line: 8, code_points, utf16 };
        let mark = Mark { span: Span::new(9, 11), label: "", from: place(3, 4), to: place(5, 6) };
        let at = |column, end_column| Region { line: 8, column, end_line: 8, end_column };
        assert_eq!(region(&mark, Unit::CodePoint), at(4, 6));
        assert_eq!(region(&mark, Unit::Utf16), at(5, 7));
    }

    #[test]
    fn long_texts_are_cut_on_characters() {
        assert_eq!((cut("ééé", 3), cut("éééé", 3)), ("ééé".to_owned(), "éé…".to_owned()));
    }
}
