//! Of a figure whose text is let go of: as much as it takes to count it, and to know whether it is told.

use super::super::figure::{Figure, Verdict};
use super::super::rules;
use super::super::span::Span;
use super::super::text_path::TextPath;
use super::Links;
use super::links::said;

/// What is kept of a figure: a twentieth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Where it stands.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: &'static str,
    span: Span,
}

impl Outline {
    /// First byte of the number.
    pub fn start(&self) -> usize {
        self.span.start
    }
}

impl From<&Figure> for Outline {
    fn from(figure: &Figure) -> Self {
        Self { verdict: figure.verdict, rule: figure.rule, span: figure.span() }
    }
}

impl Links {
    /// Does to outlines what [`Links::apply_nth`] does to the figures that they are of: verdicts and rules are the same then.
    pub fn outline_nth(&self, came: usize, path: &TextPath, outlines: &mut [Outline]) {
        for stated in self.stated.get(path).into_iter().flatten() {
            for outline in outlines.iter_mut().filter(|outline| outline.span.overlaps(stated.span)) {
                if outline.verdict != Verdict::Rescinded {
                    (outline.verdict, outline.rule) = (Verdict::Rescinded, rules::RESCINDED_BY_STATEMENT);
                }
            }
        }
        for (at, _, relation) in self.relations_of(self.ranked.of_text(came)) {
            let Some(outline) = outlines.get_mut(at) else { continue };
            if let Some(said) = said(outline.verdict, relation) {
                (outline.verdict, outline.rule) = (said.verdict, said.rule);
            }
        }
        for at in self.changes.changed(path) {
            if let Some(outline) = outlines.get_mut(at).filter(|outline| outline.verdict == Verdict::Ok) {
                (outline.verdict, outline.rule) = (Verdict::Conflicting, rules::CHANGED_SINCE);
            }
        }
    }
}
