//! Across the archive: which figures mean the same thing, and what follows when one of them is withdrawn.
//!
//! Two figures may be of one event when their texts name a place in common and their windows of time may be one. The
//! order of the texts decides nothing: figures are compared in the order of path and position.

use std::collections::{BTreeMap, HashMap};

mod compare;
mod ranked;
mod repeats;
#[cfg(test)]
mod tests;
mod trend;

use compare::Neighbours;
use ranked::{Noted, PlaceId, Rank, Ranked};
use repeats::Repeats;

use super::change::{Captures, Changes};
use super::figure::{Figure, Label, Measure, Related, Relation, Verdict};
use super::judge::set;
use super::read::Reading;
use super::rules;
use super::span::Span;
use super::text_path::TextPath;

/// A figure that a signed statement withdraws, with the span of text that shows it.
#[derive(Clone, Debug)]
pub struct StatedRescission {
    /// The document with the withdrawn figure.
    pub path: String,
    /// The figure, or any span that touches it.
    pub span: Span,
    /// The document that shows the withdrawal.
    pub evidence_path: String,
    /// Where it shows it.
    pub evidence: Span,
}

/// The first figure stands so to the second.
type Relations = Vec<(Rank, Rank, Relation)>;

/// Relations kept a figure, gravest first; those of repeats are bounded in [`repeats`] and always kept.
const KEPT: usize = 8;

/// Relations collected before what nobody keeps is dropped: bounds memory where texts share many places. With many kept, half
/// as many again are collected, so that dropping takes no more time than collecting.
const COLLECTED: usize = 1 << 17;

/// Takes in the figures of an archive, text after text. It keeps a few bytes of each: a reading may be let go of, and read again
/// when [`Links::apply`] is to tell it how its figures stand to the others.
#[derive(Debug, Default)]
pub struct Linker {
    noted: Noted,
    stated: Stated,
    changes: Changes,
}

/// Signed withdrawals, by the text that has the figure.
type Stated = HashMap<TextPath, Vec<StatedRescission>>;

/// How the figures of an archive stand to each other.
#[derive(Debug)]
pub struct Links {
    ranked: Ranked,
    stated: Stated,
    changes: Changes,
    /// In the order of the figures that they are told of.
    relations: Relations,
}

/// Links the figures of all readings: sets `repeats-rescinded` and `conflicting`, and fills `related`.
pub fn link(readings: &mut [Reading], stated: &[StatedRescission], captures: &[Captures]) {
    let mut linker = Linker::new(stated, captures);
    readings.iter().for_each(|reading| linker.add(reading));
    let links = linker.finish();
    for (came, reading) in readings.iter_mut().enumerate() {
        links.apply_at(links.ranked.of_text(came), reading);
    }
}

impl Linker {
    /// With what is known from outside of the texts: signed withdrawals, and which texts are captures of one page.
    pub fn new(stated: &[StatedRescission], captures: &[Captures]) -> Self {
        let mut by_text = Stated::new();
        for stated in stated {
            by_text.entry(TextPath::from(&*stated.path)).or_default().push(stated.clone());
        }
        Self { noted: Noted::default(), stated: by_text, changes: Changes::new(captures) }
    }

    /// Takes in the figures of a text, as they were read.
    pub fn add(&mut self, reading: &Reading) {
        self.changes.add(reading);
        let stated = self.stated.get(&reading.path).map_or(&[][..], Vec::as_slice);
        self.noted.add(reading, |figure| {
            figure.verdict == Verdict::Rescinded || stated.iter().any(|stated| figure.span().overlaps(stated.span))
        });
    }

    /// Compares the figures of all texts.
    pub fn finish(self) -> Links {
        let ranked = Ranked::new(self.noted);
        let mut relations = Relations::new();
        let mut neighbours = Neighbours::new(&ranked);
        let mut repeats = Repeats::new(&ranked);
        let mut most = COLLECTED;
        for group in groups(&ranked).into_values() {
            repeats.group(&group, &mut relations);
            neighbours.group(&group, &mut relations);
            if relations.len() > most {
                keep(&mut relations);
                most = relations.len() + COLLECTED.max(relations.len() / 2);
            }
        }
        trend::trends(&ranked, &mut relations);
        keep(&mut relations);
        relations.shrink_to_fit();
        Links { ranked: ranked.compared(), stated: self.stated, changes: self.changes.compared(), relations }
    }
}

impl Links {
    /// Tells a text's figures, as they were read, how they stand to those of other texts. A text that was not taken in has
    /// nothing to be told.
    pub fn apply(&self, reading: &mut Reading) {
        self.apply_at(self.ranked.of_path(&reading.path), reading);
    }

    fn apply_at(&self, ranks: std::ops::Range<Rank>, reading: &mut Reading) {
        for stated in self.stated.get(&reading.path).into_iter().flatten() {
            let touched = reading.figures.iter_mut().filter(|figure| figure.span().overlaps(stated.span));
            touched.for_each(|figure| state(figure, stated));
        }
        let first = self.relations.partition_point(|(from, ..)| *from < ranks.start);
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

/// Leaves one relation a pair of figures, the gravest, and [`KEPT`] a figure. What was left once may be collected on.
fn keep(relations: &mut Relations) {
    relations.sort_unstable();
    relations.dedup_by_key(|(from, to, _)| (*from, *to));
    relations.sort_unstable_by_key(|&(from, to, relation)| (from, relation, to));
    let (mut last, mut count) = (None, 0);
    relations.retain(|(from, _, relation)| {
        count = if last == Some(*from) { count + 1 } else { 1 };
        last = Some(*from);
        count <= KEPT || matches!(relation, Relation::Repeats | Relation::RepeatedBy)
    });
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

/// Deaths and injuries may both be told as casualties, so those three are one group.
fn family(measure: Measure) -> Option<u8> {
    Some(match measure {
        Measure::Killed | Measure::Injured | Measure::Casualties => 0,
        Measure::Detained => 1,
        Measure::Missing => 2,
        Measure::Displaced => 3,
        Measure::Participants => 4,
        Measure::Personnel => 5,
        Measure::Incidents => 6,
        Measure::Money | Measure::Duration | Measure::Share | Measure::Other => return None,
    })
}

/// Figures that share a place and a family, in order of value, then of rank.
fn groups(ranked: &Ranked) -> BTreeMap<(PlaceId, u8), Vec<Rank>> {
    let mut groups: BTreeMap<(PlaceId, u8), Vec<Rank>> = BTreeMap::new();
    for ranks in ranked.texts() {
        // All figures of a text share its places: each place is looked up once a family.
        let mut families: BTreeMap<u8, Vec<Rank>> = BTreeMap::new();
        for rank in ranks.clone() {
            if let Some(family) = family(ranked.at(rank).measure) {
                families.entry(family).or_default().push(rank);
            }
        }
        for (family, ranks_of) in families {
            for &place in ranked.places(ranks.start) {
                groups.entry((place, family)).or_default().extend(&ranks_of);
            }
        }
    }
    for group in groups.values_mut() {
        group.sort_unstable_by_key(|&rank| (ranked.value_order(rank), rank));
    }
    groups
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

/// Withdraws the first figure in the examples of the rule that needs a statement.
#[cfg(test)]
pub(super) fn tests_stated(rule: &str, readings: &[Reading]) -> Vec<StatedRescission> {
    let first = readings.iter().flat_map(|r| &r.figures).next().filter(|_| rule == rules::RESCINDED_BY_STATEMENT);
    let stated = |f: &super::figure::Figure| StatedRescission {
        path: f.path.to_string(),
        span: f.span(),
        evidence_path: "proof.txt".to_owned(),
        evidence: Span::new(0, 4),
    };
    first.map(stated).into_iter().collect()
}
