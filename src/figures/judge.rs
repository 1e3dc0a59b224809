//! The verdict on a figure by its own text; [`super::link`] looks further.

use super::doubt::{Doubt, Mood, Names, Statement};
use super::figure::{Figure, Label, Measure, Related, Relation, Verdict};
use super::rules;
use super::span::Span;

/// Judges one figure by what its text says. The gravest statement decides: withdrawn, denied, no source, doubt.
pub(super) fn alone(figure: &mut Figure, about: &[&Statement], hearsay: Option<Span>, mood: Mood) {
    let first = |doubt: Doubt| about.iter().find(|s| s.doubt == doubt).map(|s| s.span);
    // Of bridges and parks much is denied or doubted: that it is their number, must be said.
    let other = figure.measure == Measure::Other;
    let named =
        |doubt: Doubt| about.iter().find(|s| other && s.doubt == doubt && s.names != Names::Any).map(|s| s.span);
    if let Some(span) = first(Doubt::Withdrawn) {
        withdrawn(figure, rules::RESCINDED_IN_TEXT, span, "this figure was withdrawn, says its own text");
    } else if let Some(span) = first(Doubt::Corrected) {
        withdrawn(figure, rules::CORRECTED_IN_TEXT, span, "this figure was corrected in print");
    } else if !figure.measure.needs_source() {
        match (named(Doubt::Denied), named(Doubt::Unverified)) {
            (Some(span), _) => denied(figure, span),
            (None, Some(span)) => doubted(figure, span),
            _ => {}
        }
    } else if figure.source.is_none() && mood == Mood::Open {
        set(figure, Verdict::Ok, rules::NOT_STATED, "");
    } else if let Some(span) = first(Doubt::Denied) {
        denied(figure, span);
    } else if figure.source.is_none() {
        match hearsay.or_else(|| figure.hedges.first().copied()) {
            Some(span) => {
                set(figure, Verdict::Unattributed, rules::UNATTRIBUTED_HEARSAY, "reported, but by whom is not said");
                point(figure, span, "hearsay without a source");
            }
            None => {
                set(figure, Verdict::Unattributed, rules::UNATTRIBUTED_OWN_VOICE, "nobody is named for this figure")
            }
        }
    } else if let Some(span) = first(Doubt::Unverified).or(hearsay) {
        doubted(figure, span);
    }
    if let Some(source) = figure.source.as_ref().filter(|_| figure.verdict != Verdict::Ok) {
        let label = Label { path: None, span: source.span, text: "the source" };
        figure.labels.push(label);
    }
}

fn denied(figure: &mut Figure, span: Span) {
    set(figure, Verdict::Hedged, rules::HEDGED_DENIED, "somebody denies this figure");
    point(figure, span, "denied here");
}

fn doubted(figure: &mut Figure, span: Span) {
    set(figure, Verdict::Hedged, rules::HEDGED_UNVERIFIED, "the text itself does not vouch for this figure");
    point(figure, span, "doubted here");
}

/// A figure that its own text withdraws at another place.
pub(super) fn withdrawn_elsewhere(figure: &mut Figure, span: Span) {
    figure.labels.clear();
    withdrawn(figure, rules::RESCINDED_IN_TEXT, span, "this figure was withdrawn, says its own text");
}

fn withdrawn(figure: &mut Figure, rule: &'static str, span: Span, message: &'static str) {
    set(figure, Verdict::Rescinded, rule, message);
    point(figure, span, "withdrawn here");
    let path = figure.path.clone();
    figure.related.push(Related { path, start: span.start, end: span.end, relation: Relation::RescindedBy });
}

/// Sets verdict, rule and message.
pub(super) fn set(figure: &mut Figure, verdict: Verdict, rule: &'static str, message: &'static str) {
    figure.verdict = verdict;
    figure.rule = rule;
    figure.message = message;
}

fn point(figure: &mut Figure, span: Span, text: &'static str) {
    figure.labels.push(Label { path: None, span, text });
}
