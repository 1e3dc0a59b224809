//! Telling figures how they stand to others.

use super::super::change::Changes;
use super::super::figure::{Figure, Label, Related, Relation, Verdict};
use super::super::judge::set;
use super::super::read::Reading;
use super::super::rules;
use super::super::span::Span;
use super::super::text_path::TextPath;
use super::{Rank, Ranked, Relations, Stated, StatedRescission};

/// How the figures of an archive stand to each other.
#[derive(Debug)]
pub struct Links {
    pub(super) ranked: Ranked,
    pub(super) stated: Stated,
    pub(super) changes: Changes,
    /// In the order of the figures that they are told of.
    pub(super) relations: Relations,
    /// Of each figure, where its own begin.
    pub(super) first: Vec<usize>,
}

impl Links {
    /// Tells a text's figures, as they were read, how they stand to those of other texts. A text that was not taken in has
    /// nothing to be told.
    pub fn apply(&self, reading: &mut Reading) {
        self.apply_at(self.ranked.of_path(&reading.path), reading);
    }

    /// The same for the text that was taken in as the so-manieth, from 0: it need not be looked for.
    pub fn apply_nth(&self, came: usize, reading: &mut Reading) {
        self.apply_at(self.ranked.of_text(came), reading);
    }

    fn apply_at(&self, ranks: std::ops::Range<Rank>, reading: &mut Reading) {
        for stated in self.stated.get(&reading.path).into_iter().flatten() {
            let touched = reading.figures.iter_mut().filter(|figure| figure.span().overlaps(stated.span));
            touched.for_each(|figure| state(figure, stated));
        }
        let first = self.first.get(ranks.start as usize).copied().unwrap_or_default();
        for &(from, to, relation) in self.relations[first..].iter().take_while(|(from, ..)| *from < ranks.end) {
            if let Some(figure) = reading.figures.get_mut(self.ranked.place(from)) {
                apply(figure, self.related(to, relation));
            }
        }
        for figure in &mut reading.figures {
            figure.related.sort();
            figure.related.dedup();
        }
        self.changes.apply(reading);
    }

    fn related(&self, to: Rank, relation: Relation) -> Related {
        let Span { start, end } = self.ranked.kept(to).span;
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
    if figure.verdict != Verdict::Rescinded {
        set(figure, Verdict::Rescinded, rules::RESCINDED_BY_STATEMENT, "a signed statement withdraws this figure");
        figure.labels.push(Label { path: Some(path), span, text: "the evidence" });
    }
}

fn apply(figure: &mut Figure, related: Related) {
    let label = |text: &'static str| Label {
        path: Some(related.path.clone()),
        span: Span::new(related.start, related.end),
        text,
    };
    let labelled = match related.relation {
        Relation::Repeats => Some((
            Verdict::RepeatsRescinded,
            rules::REPEATS_RESCINDED,
            "repeats a figure that was withdrawn",
            label("withdrawn"),
        )),
        Relation::ConflictsValue => Some((
            Verdict::Conflicting,
            rules::CONFLICTING_VALUE,
            "another text counts differently on the same day",
            label("counted differently"),
        )),
        Relation::ConflictsScope => Some((
            Verdict::Conflicting,
            rules::CONFLICTING_SCOPE,
            "the same number elsewhere counts other people",
            label("counts others"),
        )),
        _ => None,
    };
    figure.related.push(related);
    if let Some((verdict, rule, message, label)) = labelled {
        let graver = match verdict {
            Verdict::RepeatsRescinded => figure.verdict != Verdict::Rescinded,
            // A figure that lacks a source or is doubted keeps that verdict: it says more about this text.
            _ => figure.verdict == Verdict::Ok,
        };
        // The first of a kind is shown; the others are in `related`.
        if graver && figure.verdict != verdict {
            set(figure, verdict, rule, message);
            figure.labels.push(label);
        }
    }
}
