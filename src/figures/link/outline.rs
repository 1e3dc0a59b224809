//! Of a linked figure whose text is let go of: as much as it takes to count it, and to know whether it is told.

use super::super::figure::{Relation, Verdict};
use super::super::related::said;
use super::super::text_path::TextPath;
use super::Links;

/// A figure in outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Where it stands.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: &'static str,
    /// First byte of the number.
    pub start: usize,
    /// Its place in its reading.
    pub nth: usize,
}

impl Outline {
    fn relate(&mut self, relation: Relation) {
        if let Some(said) = said(self.verdict, relation) {
            (self.verdict, self.rule) = (said.verdict, said.rule);
        }
    }
}

impl Links {
    /// The path of the nth text that was taken in, from 0.
    pub fn path_nth(&self, came: usize) -> Option<&TextPath> {
        self.ranked.text_nth(came).map(|told| &told.path)
    }

    /// The figures of that text in outline, with verdicts and rules as [`Links::apply_nth`] gives them to the figures themselves.
    pub fn outline_nth(&self, came: usize) -> Vec<Outline> {
        let Some(text) = self.ranked.text_nth(came) else { return Vec::new() };
        let stated = self.stated.get(&text.path).map_or(&[][..], Vec::as_slice);
        let first = text.figures.start;
        let outline = |rank| {
            let kept = self.ranked.kept(rank);
            let (verdict, rule) = self.ranked.judged(rank);
            let mut outline = Outline { verdict, rule, start: kept.span().start, nth: self.ranked.place(rank) };
            if stated.iter().any(|stated| kept.span().overlaps(stated.span)) {
                outline.relate(Relation::RescindedBy);
            }
            outline
        };
        let mut outlines: Vec<Outline> = text.figures.clone().map(outline).collect();
        for stands in self.relations_of(text.figures.clone()) {
            outlines[(stands.from() - first) as usize].relate(stands.relation());
        }
        for (nth, relation) in self.changes.relations_of(&text.path) {
            outlines.iter_mut().filter(|outline| outline.nth == nth).for_each(|outline| outline.relate(relation));
        }
        outlines
    }
}
