//! Across the archive: which figures mean the same thing, and what follows when one of them is withdrawn.
//!
//! Two figures may be of one event when their texts name a place in common and their windows of time may be one. The
//! order of the texts decides nothing: figures are compared in the order of path and position.

use std::collections::BTreeMap;

mod compare;
mod trend;

use super::figure::{Figure, Label, Measure, Related, Relation, Verdict};
use super::judge::set;
use super::read::Reading;
use super::rules;
use super::span::Span;

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

/// Where a figure is: reading, then figure.
type Place = (usize, usize);

/// The first figure stands so to the second.
type Relations = Vec<(Place, Place, Relation)>;

/// Relations kept a figure, gravest first; a repeat of a withdrawn figure is always kept.
const KEPT: usize = 16;

/// Links the figures of all readings: sets `repeats-rescinded` and `conflicting`, and fills `related`.
pub fn link(readings: &mut [Reading], stated: &[StatedRescission]) {
    for rescission in stated {
        state(readings, rescission);
    }
    let mut relations = Relations::new();
    for group in groups(readings).into_values() {
        compare::group(readings, &group, &mut relations);
    }
    trend::trends(readings, &mut relations);
    // A pair of figures has one relation, the gravest.
    relations.sort_by_key(|(from, to, relation)| (key(readings, *from), key(readings, *to), *relation));
    relations.dedup_by_key(|(from, to, _)| (*from, *to));
    relations.sort_by_key(|(from, to, relation)| (key(readings, *from), *relation, key(readings, *to)));
    keep(&mut relations);
    for (from, to, relation) in relations {
        apply(readings, from, to, relation);
    }
    for figure in readings.iter_mut().flat_map(|r| &mut r.figures) {
        figure.related.sort();
        figure.related.dedup();
    }
}

/// Drops what goes beyond [`KEPT`] a figure; `relations` are in order of figure.
fn keep(relations: &mut Relations) {
    let (mut last, mut count) = (None, 0);
    relations.retain(|(from, _, relation)| {
        count = if last == Some(*from) { count + 1 } else { 1 };
        last = Some(*from);
        count <= KEPT || matches!(relation, Relation::Repeats | Relation::RepeatedBy)
    });
}

fn at(readings: &[Reading], place: Place) -> &Figure {
    &readings[place.0].figures[place.1]
}

fn key(readings: &[Reading], place: Place) -> (&str, usize) {
    let figure = at(readings, place);
    (&figure.path, figure.start)
}

fn state(readings: &mut [Reading], rescission: &StatedRescission) {
    let touched = readings.iter_mut().flat_map(|r| &mut r.figures);
    for figure in touched.filter(|f| f.path == rescission.path && f.span().overlaps(rescission.span)) {
        let (path, span) = (rescission.evidence_path.clone(), rescission.evidence);
        figure.related.push(Related {
            path: path.clone(),
            start: span.start,
            end: span.end,
            relation: Relation::RescindedBy,
        });
        if figure.verdict != Verdict::Rescinded {
            set(figure, Verdict::Rescinded, rules::RESCINDED_BY_STATEMENT, "a signed statement withdraws this figure");
            figure.labels.push(Label { path: Some(path), span, text: "the evidence".to_owned() });
        }
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

/// Figures that share a place and a family, in order of value.
fn groups(readings: &[Reading]) -> BTreeMap<(&str, u8), Vec<Place>> {
    let mut groups: BTreeMap<(&str, u8), Vec<Place>> = BTreeMap::new();
    for (r, reading) in readings.iter().enumerate() {
        for (f, figure) in reading.figures.iter().enumerate() {
            let Some(family) = family(figure.measure) else { continue };
            for place in &reading.places {
                groups.entry((place, family)).or_default().push((r, f));
            }
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|&place| {
            let figure = at(readings, place);
            (figure.value.low.or(figure.value.high), key(readings, place))
        });
    }
    groups
}

fn apply(readings: &mut [Reading], from: Place, to: Place, relation: Relation) {
    let target = at(readings, to);
    let related = Related { path: target.path.clone(), start: target.start, end: target.end, relation };
    let label = |text: &str| Label {
        path: Some(related.path.clone()),
        span: Span::new(related.start, related.end),
        text: text.to_owned(),
    };
    let labelled = match relation {
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
    let figure = &mut readings[from.0].figures[from.1];
    figure.related.push(related);
    if let Some((verdict, rule, message, label)) = labelled {
        let graver = match verdict {
            Verdict::RepeatsRescinded => figure.verdict != Verdict::Rescinded,
            // A figure that lacks a source or is doubted keeps that verdict: it says more about this text.
            _ => figure.verdict == Verdict::Ok,
        };
        if graver && figure.verdict != verdict {
            set(figure, verdict, rule, message);
        }
        if figure.verdict == verdict {
            figure.labels.push(label);
        }
    }
}

/// Withdraws the first figure in the examples of the rule that needs a statement.
#[cfg(test)]
pub(super) fn tests_stated(rule: &str, readings: &[Reading]) -> Vec<StatedRescission> {
    let first = readings.iter().flat_map(|r| &r.figures).next().filter(|_| rule == rules::RESCINDED_BY_STATEMENT);
    let stated = |f: &Figure| StatedRescission {
        path: f.path.clone(),
        span: f.span(),
        evidence_path: "proof.txt".to_owned(),
        evidence: Span::new(0, 4),
    };
    first.map(stated).into_iter().collect()
}
