//! Telling figures how they stand to others.

use std::ops::Range;

use super::super::change::Changes;
use super::super::figure::{Figure, Label, Related, Relation};
use super::super::read::Reading;
use super::super::related::said;
use super::super::span::Span;
use super::super::text_path::TextPath;
use super::{Rank, Ranked, Relations, Stands, Stated, StatedRescission};

/// How the figures of an archive stand to each other.
#[derive(Debug)]
pub struct Links {
    pub(super) ranked: Ranked,
    pub(super) stated: Stated,
    pub(super) changes: Changes,
    /// In the order of the figures that they are told of.
    pub(super) relations: Relations,
}

impl Links {
    /// Whether figures of a text were taken in.
    pub fn has_figures(&self, path: &TextPath) -> bool {
        !self.ranked.of_path(path).is_empty()
    }

    /// Tells a text's figures, as they were read, how they stand to those of other texts. A text that was not taken in has
    /// nothing to be told.
    pub fn apply(&self, reading: &mut Reading) {
        self.apply_at(self.ranked.of_path(&reading.path), reading);
    }

    /// Tells the figures of the nth text that was taken in, from 0, how they stand to those of others: it need not be looked for.
    pub fn apply_nth(&self, came: usize, reading: &mut Reading) {
        let ranks = self.ranked.text_nth(came).map_or(0..0, |told| told.figures.clone());
        self.apply_at(ranks, reading);
    }

    fn apply_at(&self, ranks: Range<Rank>, reading: &mut Reading) {
        for stated in self.stated.get(&reading.path).into_iter().flatten() {
            let touched = reading.figures.iter_mut().filter(|figure| figure.span().overlaps(stated.span));
            touched.for_each(|figure| state(figure, stated));
        }
        for stands in self.relations_of(ranks) {
            if let Some(figure) = reading.figures.get_mut(self.ranked.place(stands.from())) {
                apply(figure, self.related(stands.to(), stands.relation()));
            }
        }
        for figure in &mut reading.figures {
            figure.related.sort();
            figure.related.dedup();
        }
        self.changes.apply(reading);
    }

    /// How these figures stand to others.
    pub(super) fn relations_of(&self, ranks: Range<Rank>) -> impl Iterator<Item = Stands> {
        let first = self.relations.partition_point(|stands| stands.from() < ranks.start);
        self.relations[first..].iter().copied().take_while(move |stands| stands.from() < ranks.end)
    }

    fn related(&self, to: Rank, relation: Relation) -> Related {
        let Span { start, end } = self.ranked.kept(to).span();
        Related { path: self.ranked.text(to).path.clone(), start, end, relation }
    }
}

fn state(figure: &mut Figure, stated: &StatedRescission) {
    let (path, span) = (TextPath::from(&*stated.evidence_path), stated.evidence);
    figure.related.push(Related {
        path: path.clone(),
        start: span.start,
        end: span.end,
        relation: Relation::RescindedBy,
    });
    if let Some(said) = said(figure.verdict, Relation::RescindedBy) {
        said.set(figure);
        figure.labels.push(Label { path: Some(path), span, text: said.there });
    }
}

fn apply(figure: &mut Figure, related: Related) {
    // The first of a kind is shown; the others are in `related`.
    if let Some(said) = said(figure.verdict, related.relation) {
        said.set(figure);
        let span = Span::new(related.start, related.end);
        figure.labels.push(Label { path: Some(related.path.clone()), span, text: said.there });
    }
    figure.related.push(related);
}
