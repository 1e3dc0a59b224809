//! Across the archive: which figures mean the same thing, and what follows when one of them is withdrawn.
//!
//! Two figures may be of one event when their texts name a place in common and their windows of time may be one. The
//! order of the texts decides nothing: figures are compared in the order of path and position.

use std::collections::BTreeMap;

use super::figure::{Figure, Label, Measure, Related, Relation, Verdict, Who};
use super::interval::{meet, repeats};
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

/// Figures compared on each side of a figure in the order of values; bounds the work in a crowded archive.
const NEIGHBOURS: usize = 12;

/// Links the figures of all readings: sets `repeats-rescinded` and `conflicting`, and fills `related`.
pub fn link(readings: &mut [Reading], stated: &[StatedRescission]) {
    for rescission in stated {
        state(readings, rescission);
    }
    let mut relations: Vec<(Place, Place, Relation)> = Vec::new();
    for group in groups(readings).into_values() {
        compare(readings, &group, &mut relations);
    }
    relations.sort_by_key(|(from, to, relation)| (key(readings, *from), key(readings, *to), *relation));
    relations.dedup();
    for (from, to, relation) in relations {
        apply(readings, from, to, relation);
    }
    for figure in readings.iter_mut().flat_map(|r| &mut r.figures) {
        figure.related.sort();
        figure.related.dedup();
    }
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

fn compare(readings: &[Reading], group: &[Place], relations: &mut Vec<(Place, Place, Relation)>) {
    for (index, &one) in group.iter().enumerate() {
        let withdrawn = at(readings, one).verdict == Verdict::Rescinded;
        let before = group[..index].iter().rev();
        let behind = group[index + 1..].iter();
        if withdrawn {
            // Every repeat counts, so both ways until the values are too far apart.
            for &other in before
                .take_while(|o| repeats_or_near(readings, one, **o))
                .chain(behind.take_while(|o| repeats_or_near(readings, one, **o)))
            {
                if repeat(readings, one, other) {
                    relations.push((other, one, Relation::Repeats));
                    relations.push((one, other, Relation::RepeatedBy));
                }
            }
        }
        for &other in group[index + 1..].iter().take(NEIGHBOURS) {
            if let Some((forth, back)) = relation(readings, one, other) {
                relations.push((one, other, forth));
                relations.push((other, one, back));
            }
        }
    }
}

/// Whether the walk from a withdrawn figure over its neighbours in value goes on.
fn repeats_or_near(readings: &[Reading], one: Place, other: Place) -> bool {
    super::interval::near(&at(readings, one).value, &at(readings, other).value)
}

fn same_event(one: &Figure, other: &Figure) -> bool {
    one.path != other.path && one.window.may_be(other.window)
}

fn measures_may_be_one(one: Measure, other: Measure) -> bool {
    one == other || one == Measure::Casualties || other == Measure::Casualties
}

fn repeat(readings: &[Reading], withdrawn: Place, other: Place) -> bool {
    let (a, b) = (at(readings, withdrawn), at(readings, other));
    b.verdict != Verdict::Rescinded
        && same_event(a, b)
        && measures_may_be_one(a.measure, b.measure)
        && people_may_be_one(&a.who, &b.who)
        && repeats(&a.value, &b.value)
}

/// Nobody named, somebody in common, or civilians of one kind and another.
fn people_may_be_one(one: &[Who], other: &[Who]) -> bool {
    let armed = |w: &Who| matches!(w, Who::LawEnforcement | Who::Military | Who::Militants);
    one.is_empty()
        || other.is_empty()
        || one.iter().any(|w| other.contains(w))
        || one.iter().any(|w| !armed(w))
            && other.iter().any(|w| !armed(w))
            && (one.contains(&Who::Civilians) || other.contains(&Who::Civilians))
}

/// How two figures of one measure and event stand to each other: forth and back.
fn relation(readings: &[Reading], one: Place, other: Place) -> Option<(Relation, Relation)> {
    let (a, b) = (at(readings, one), at(readings, other));
    if !same_event(a, b) || !measures_may_be_one(a.measure, b.measure) || !people_may_be_one(&a.who, &b.who) {
        return None;
    }
    let same_number =
        a.value.low.is_some() && a.value.low == b.value.low || a.value.high.is_some() && a.value.high == b.value.high;
    if same_number && (counted_apart(&readings[other.0], a, b) || counted_apart(&readings[one.0], b, a)) {
        return Some((Relation::ConflictsScope, Relation::ConflictsScope));
    }
    if repeats(&a.value, &b.value) && same_number {
        return Some((Relation::Same, Relation::Same));
    }
    if meet(&a.value, &b.value) {
        return Some((Relation::Compatible, Relation::Compatible));
    }
    if a.measure == b.measure && a.who == b.who && a.window.same_day(b.window) && both_exact(a, b) {
        return Some((Relation::ConflictsValue, Relation::ConflictsValue));
    }
    // `one` is the smaller by the order of the group; counts of an event grow, so without dates it is the earlier.
    if b.window.before(a.window) {
        Some((Relation::EarlierCount, Relation::LaterCount))
    } else {
        Some((Relation::LaterCount, Relation::EarlierCount))
    }
}

fn both_exact(a: &Figure, b: &Figure) -> bool {
    use super::figure::Op::{Equal, Range};
    [a, b].iter().all(|f| matches!(f.value.op, Equal | Range) && f.source.is_some())
}

/// Whether `wide` counts people in one number whom the text of `narrow` counts in a number of their own.
fn counted_apart(reading: &Reading, wide: &Figure, narrow: &Figure) -> bool {
    narrow.who.is_empty()
        && wide.who.len() > 1
        && reading.figures.iter().any(|f| {
            f.start != narrow.start && f.measure == narrow.measure && f.who.len() == 1 && wide.who.contains(&f.who[0])
        })
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
