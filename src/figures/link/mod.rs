//! Across the archive: which figures mean the same thing, and what follows when one of them is withdrawn.
//!
//! Two figures may be of one event when their texts name a place in common and their windows of time may be one. The
//! order of the texts decides nothing: figures are compared in the order of path and position.

use std::collections::BTreeMap;

mod compare;
mod ranked;
mod repeats;
mod trend;

use compare::Neighbours;
use ranked::{Rank, Ranked};
use repeats::Repeats;

use super::figure::{Label, Measure, Related, Relation, Verdict};
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

/// Relations collected before what nobody keeps is dropped: bounds memory where texts share many places.
const COLLECTED: usize = 4 << 20;

/// Links the figures of all readings: sets `repeats-rescinded` and `conflicting`, and fills `related`.
pub fn link(readings: &mut [Reading], stated: &[StatedRescission]) {
    for rescission in stated {
        state(readings, rescission);
    }
    let ranked = Ranked::new(readings);
    let mut relations = Relations::new();
    let mut neighbours = Neighbours::new(&ranked);
    let mut repeats = Repeats::new(&ranked);
    let mut most = COLLECTED;
    for group in groups(&ranked).into_values() {
        repeats.group(&group, &mut relations);
        neighbours.group(&group, &mut relations);
        if relations.len() > most {
            keep(&mut relations);
            most = relations.len() + COLLECTED;
        }
    }
    trend::trends(&ranked, &mut relations);
    keep(&mut relations);
    let places = ranked.into_places();
    for (from, to, relation) in relations {
        apply(readings, places[from as usize], places[to as usize], relation);
    }
    for figure in readings.iter_mut().flat_map(|r| &mut r.figures) {
        figure.related.sort();
        figure.related.dedup();
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

fn state(readings: &mut [Reading], rescission: &StatedRescission) {
    let touched = readings.iter_mut().flat_map(|r| &mut r.figures);
    for figure in touched.filter(|f| f.path == rescission.path && f.span().overlaps(rescission.span)) {
        let (path, span) = (TextPath::from(&*rescission.evidence_path), rescission.evidence);
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
fn groups<'a>(ranked: &Ranked<'a>) -> BTreeMap<(&'a str, u8), Vec<Rank>> {
    let mut groups: BTreeMap<(&str, u8), Vec<Rank>> = BTreeMap::new();
    for ranks in ranked.texts() {
        // All figures of a text share its places: each place is looked up once a family.
        let mut families: BTreeMap<u8, Vec<Rank>> = BTreeMap::new();
        for rank in ranks.clone() {
            if let Some(family) = family(ranked.at(rank).measure) {
                families.entry(family).or_default().push(rank);
            }
        }
        for (family, ranks_of) in families {
            for place in ranked.reading(ranks.start).places.iter() {
                groups.entry((place, family)).or_default().extend(&ranks_of);
            }
        }
    }
    for group in groups.values_mut() {
        group.sort_unstable_by_key(|&rank| (ranked.value_order(rank), rank));
    }
    groups
}

fn apply(readings: &mut [Reading], from: (u32, u32), to: (u32, u32), relation: Relation) {
    let target = &readings[to.0 as usize].figures[to.1 as usize];
    let related = Related { path: target.path.clone(), start: target.start, end: target.end, relation };
    let label = |text: &'static str| Label {
        path: Some(related.path.clone()),
        span: Span::new(related.start, related.end),
        text,
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
    let figure = &mut readings[from.0 as usize].figures[from.1 as usize];
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

#[cfg(test)]
mod tests {
    use super::super::{Relation, Text, read};
    use super::*;

    fn linked(texts: &[&str]) -> Vec<Reading> {
        let text = |(i, text): (usize, &&str)| {
            let path = format!("{i}.txt");
            read(&Text { path: &path, text, published: None, publisher: None, language: None })
        };
        let mut readings: Vec<Reading> = texts.iter().enumerate().map(text).collect();
        link(&mut readings, &[]);
        readings
    }

    /// The relations of the first figure of the first text.
    fn relations(texts: &[&str]) -> Vec<Relation> {
        linked(texts)[0].figures[0].related.iter().map(|r| r.relation).collect()
    }

    #[test]
    fn counts_of_one_event_stand_in_a_series() {
        let early = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
        let late = "LIMA, 5 May 2018.\n\nThe ministry said 19 people were killed in Peru.";
        assert_eq!(relations(&[early, late]), [Relation::LaterCount]);
        assert_eq!(relations(&[late, early]), [Relation::EarlierCount]);
        let bound = "LIMA, 3 May 2018.\n\nThe union said at least 9 people were killed in Peru.";
        assert_eq!(relations(&[bound, early]), [Relation::Compatible]);
        let again = "LIMA, 4 May 2018.\n\nThe union said 12 people were killed in Peru.";
        assert_eq!(relations(&[again, early]), [Relation::Same]);
    }

    #[test]
    fn the_sentence_s_own_date_makes_the_link() {
        let then = "LIMA, 9 January 2022.\n\nThe ministry said over 160 people were killed in Peru. This figure was rescinded.";
        let year_on = "LIMA, 7 January 2024.\n\nIn January 2022, the union said, 164 people were killed in Peru.";
        assert_eq!(linked(&[then, year_on])[1].figures[0].verdict, Verdict::RepeatsRescinded);
        let now = "LIMA, 7 January 2024.\n\nThe union said 164 people were killed in Peru.";
        assert_eq!(linked(&[then, now])[1].figures[0].verdict, Verdict::Ok);
        // One event, told twice: the later text has the later count, and nobody contradicts anybody.
        let first = "LIMA, 6 January 2022.\n\nThe union said 12 people were killed in Peru on 5 January.";
        let second = "LIMA, 8 January 2022.\n\nThe union said 19 people were killed in Peru on 5 January.";
        assert_eq!(relations(&[first, second]), [Relation::LaterCount]);
    }

    #[test]
    fn another_place_or_year_is_another_event() {
        let here = "LIMA, 3 May 2018.\n\nThe ministry said 12 people were killed in Peru.";
        assert_eq!(relations(&[here, "OSLO, 3 May 2018.\n\nPolice said 12 people were killed in Oslo."]), []);
        assert_eq!(relations(&[here, "LIMA, 3 May 2019.\n\nPolice said 12 people were killed in Peru."]), []);
    }

    #[test]
    fn people_counted_apart_are_a_conflict_of_scope() {
        let both = "LIMA, 3 May 2018.\n\nThe ministry counted 26 dead demonstrators and officers in Peru.";
        let apart = "LIMA, 3 May 2018.\n\nThe ministry said 26 people were killed in Peru and 8 police officers died.";
        let readings = linked(&[both, apart]);
        let found: Vec<Relation> = readings[0].figures[0].related.iter().map(|r| r.relation).collect();
        assert_eq!(found, [Relation::ConflictsScope, Relation::CountedApart]);
        assert_eq!(readings[1].figures[1].verdict, Verdict::Ok, "the part that is counted apart is in no conflict");
    }

    #[test]
    fn a_withdrawal_reaches_texts_before_and_after() {
        let withdrawn =
            "LIMA, 5 May 2018.\n\nOfficials in Peru reported over 60 deaths (a count that was later rescinded).";
        let before = "LIMA, 4 May 2018.\n\nThe union in Peru said 63 people were killed.";
        let after = "LIMA, 9 May 2018.\n\nThe union in Peru said 63 people were killed.";
        let readings = linked(&[before, withdrawn, after]);
        assert_eq!(readings[0].figures[0].verdict, Verdict::RepeatsRescinded);
        assert_eq!(readings[2].figures[0].verdict, Verdict::RepeatsRescinded);
        let reached: Vec<Relation> = readings[1].figures[0].related.iter().map(|r| r.relation).collect();
        assert_eq!(reached, [Relation::RepeatedBy, Relation::RescindedBy, Relation::RepeatedBy]);
    }

    #[test]
    fn a_factor_agrees_with_its_numbers_and_its_like() {
        let one = "LIMA, 3 May 2018.\n\nThe number of ferries in Peru doubled from 30 to 60.";
        let two = "LIMA, 5 May 2018.\n\nA two-fold increase of ferries in Peru was announced.";
        assert_eq!(relations(&[one, two]), [Relation::Same; 3]);
    }
}
