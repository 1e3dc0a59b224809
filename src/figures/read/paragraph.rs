//! The figures of a paragraph, each with who says it and what is said of it.

use super::candidates::{Candidate, candidates};
use super::whole::{again, part};
use super::{Aside, Excluded, Reading};
use crate::figures::counted::{self, By};
use crate::figures::document::Document;
use crate::figures::doubt::{self, Statement};
use crate::figures::event::{self, Calendar, Window};
use crate::figures::figure::{Figure, Measure, Verdict};
use crate::figures::passage::Passage;
use crate::figures::sieve::{self, Scene, Sentence};
use crate::figures::span::Span;
use crate::figures::text_path::TextPath;
use crate::figures::{judge, rules};

/// Reads them into `reading`.
pub(super) fn paragraph(
    document: &Document<'_>,
    (index, passage): (usize, &Passage),
    calendar: Calendar,
    aside: Aside,
    reading: &mut Reading,
) {
    let text = document.text;
    let (candidates, excluded) = candidates(text, passage);
    let scene = Scene { text, passage, index, document };
    let mut sentence = Sentence::new(text, passage, 0..0);
    for (at, exclusion, span) in excluded.into_iter().filter(|_| aside == Aside::Told) {
        sentence.turn_to(&scene, at);
        let source = sieve::attribute(&scene, &sentence, at).map(|found| found.source);
        reading.excluded.push(Excluded {
            start: span.start,
            end: span.end,
            text: span.of(text).to_owned(),
            exclusion,
            source,
        });
    }
    if candidates.is_empty() {
        return;
    }
    let counts = candidates.iter().any(|c| c.counted.measure.needs_source());
    // "Two days later it called the figure a mistake": where people are counted, a time is not what is doubted.
    let doubtful = |c: &&Candidate| !counts || c.counted.measure != Measure::Duration;
    let starts: Vec<usize> = candidates.iter().filter(doubtful).map(|c| c.numeral.core.start).collect();
    let mut statements = doubt::statements(passage, &starts);
    if counts {
        statements.extend(doubt::behind(document, index, passage, &starts));
    }
    let each = candidates.iter().filter(doubtful).map(|c| (c.numeral.core.start, c.counted.measure));
    statements.extend(each.filter_map(|figure| doubt::formerly(document, index, passage, figure)));
    statements.extend(starts.iter().filter_map(|&figure| doubt::printed(document, index, passage, figure)));
    let dates = event::dates(text, passage);
    for candidate in &candidates {
        sentence.turn_to(&scene, candidate.numeral.core.start);
        let window = event::window(passage, &sentence.range, candidate.numeral.core.start, &dates, calendar);
        let whole = reading.figures.last().filter(|last| {
            let start = candidate.numeral.core.start;
            last.sentence == passage.span_of(sentence.range.clone()) && counted::is_breakdown(&passage.tokens, start)
        });
        let whole = whole
            .or_else(|| again(passage, candidate, &reading.figures))
            .or_else(|| part(passage, candidate, &reading.figures));
        let figure = figure(&scene, &sentence, candidate, (&statements, whole), window, &reading.path);
        reading.figures.push(figure);
    }
}

fn figure(
    scene: &Scene<'_>,
    sentence: &Sentence,
    candidate: &Candidate,
    (statements, whole): (&[Statement], Option<&Figure>),
    window: Window,
    path: &TextPath,
) -> Figure {
    let (text, passage) = (scene.text, scene.passage);
    let Candidate { numeral, counted } = candidate;
    let at = numeral.core.start;
    let span = passage.span_of(numeral.core.clone());
    let attribution = sieve::attribute(scene, sentence, at);
    // "Two officers said": those who speak are not what is counted.
    let counts = matches!(counted.measure, Measure::Detained | Measure::Personnel | Measure::Participants);
    let speaks = counts
        && counted.by != By::Verb
        && attribution.is_none()
        && sieve::speaks(scene, sentence, numeral.whole.start);
    let measure = if speaks { Measure::Other } else { counted.measure };
    let about: Vec<&Statement> =
        statements.iter().filter(|s| s.reaches.contains(&at) && s.names.may_be(measure)).collect();
    let hearsay = doubt::hearsay(passage, at);
    let veil = || doubt::veil(passage, &numeral.whole, &sentence.cues);
    // "31 died, said the union, nine of them in Lima": who says the whole says its part.
    let whole = whole.filter(|whole| attribution.is_none() && whole.source.is_some());
    let hearsay = if attribution.is_none() && whole.is_none() { hearsay.or_else(veil) } else { hearsay };
    let modifier = match (numeral.whole.start < numeral.core.start, numeral.whole.end > numeral.core.end) {
        (true, _) => Some(passage.span_of(numeral.whole.start..numeral.core.start)),
        (false, true) => Some(passage.span_of(numeral.core.end..numeral.whole.end)),
        (false, false) => None,
    };
    let mut hedges: Vec<Span> = about
        .iter()
        .filter(|s| matches!(s.doubt, doubt::Doubt::Unverified | doubt::Doubt::Denied))
        .map(|s| s.span)
        .chain(hearsay)
        .collect();
    hedges.sort_unstable();
    let (source, cue, rule) = match (attribution, whole) {
        (Some(found), _) => (Some(found.source), found.cue, found.rule),
        (None, Some(whole)) => (whole.source.clone(), whole.cue, rules::ATTRIBUTED_SAYING),
        (None, None) => (None, None, rules::NO_SOURCE_NEEDED),
    };
    let mut figure = Figure {
        path: path.clone(),
        start: span.start,
        end: span.end,
        text: span.of(text).to_owned(),
        value: numeral.value,
        measure,
        who: counted.who.clone(),
        counted: counted.span,
        source,
        cue,
        hedges,
        verdict: Verdict::Ok,
        rule,
        related: Vec::new(),
        modifier,
        sentence: passage.span_of(sentence.range.clone()),
        message: "",
        labels: Vec::new(),
        subject: counted::subject(text, passage, numeral),
        shape: 0,
        window,
    };
    judge::alone(&mut figure, &about, hearsay, doubt::mood(passage, at));
    figure
}
