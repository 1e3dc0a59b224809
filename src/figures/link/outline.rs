//! Of a figure whose text is let go of: as much as it takes to count it, and to know whether it is told.

use super::super::figure::{Figure, Relation, Verdict};
use super::super::related::said;
use super::super::span::Span;
use super::super::text_path::TextPath;
use super::Links;

/// What is kept of a figure, in forty bytes.
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

    fn relate(&mut self, relation: Relation) {
        if let Some(said) = said(self.verdict, relation) {
            (self.verdict, self.rule) = (said.verdict, said.rule);
        }
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
            let touched = outlines.iter_mut().filter(|outline| outline.span.overlaps(stated.span));
            touched.for_each(|outline| outline.relate(Relation::RescindedBy));
        }
        let relations = self.relations_of(self.ranked.of_text(came)).map(|(at, _, relation)| (at, relation));
        for (at, relation) in relations.chain(self.changes.relations_of(path)) {
            if let Some(outline) = outlines.get_mut(at) {
                outline.relate(relation);
            }
        }
    }
}
