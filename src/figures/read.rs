//! From a text to its figures.

use std::collections::BTreeSet;

use super::counted::{self, Before, By, Counted, Place};
use super::decimal::Decimal;
use super::document::Document;
use super::doubt::{self, Statement};
use super::event::{self, Calendar, Date, Places, Window, Written};
use super::exclude::{self, Exclusion, exclusion};
use super::figure::{Figure, Measure, Op, Source, Verdict};
use super::judge;
use super::lexicon::{self, Class, Lexicon};
use super::number::{self, Numeral};
use super::passage::Passage;
use super::sieve::{self, Scene, Sentence};
use super::span::Span;
use super::text_path::TextPath;

/// A text to read, with what is known about it from outside.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Where it lies in the archive; figures carry it.
    pub path: &'a str,
    /// The text, as stored: spans count its bytes.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: Option<&'a str>,
    /// BCP 47; only English, or nothing known, is read.
    pub language: Option<&'a str>,
}

/// What a text says in numbers.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The document.
    pub path: TextPath,
    /// Its figures, in the order of the text.
    pub figures: Vec<Figure>,
    /// Numbers that are no figures, and why.
    pub excluded: Vec<Excluded>,
    /// Places that it names, by which texts are about one event.
    pub places: Places,
    /// The day it speaks from, as far as known: which of two counts is the later one.
    pub told: Window,
}

/// A number that is no figure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Excluded {
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The number as written.
    pub text: String,
    /// Why.
    pub exclusion: Exclusion,
    /// Who says so: a date, too, may be somebody's.
    pub source: Option<Source>,
}

/// Whether texts of a language, by its BCP 47 tag, are read; one that says none is read as English.
pub fn reads(language: Option<&str>) -> bool {
    lexicon::of_language(language).is_some()
}

/// Reads the figures of one text, and which numbers are none.
///
/// Any text gives an answer; one in another language gives an empty one. The answer depends on this text alone:
/// [`super::link`] looks across texts.
pub fn read(text: &Text<'_>) -> Reading {
    read_numbers(text, Aside::Told)
}

/// Reads the figures of one text, as [`read`] does, and nothing of other numbers: who says a date takes as long to find out
/// as who says a figure, and texts have more dates.
pub fn read_figures(text: &Text<'_>) -> Reading {
    read_numbers(text, Aside::LeftOut)
}

/// Numbers that are no figures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    Told,
    LeftOut,
}

fn read_numbers(text: &Text<'_>, aside: Aside) -> Reading {
    let mut reading = Reading { path: text.path.into(), ..Reading::default() };
    if let Some(lexicon) = lexicon::of_language(text.language) {
        read_with(lexicon, text, aside, &mut reading);
    }
    reading
}

/// The same, with the words of a language.
pub(super) fn read_with(lexicon: &'static Lexicon, text: &Text<'_>, aside: Aside, reading: &mut Reading) {
    if super::scan::next_trigger(lexicon, text.text, 0).is_none() {
        return;
    }
    let document = Document::new(text.text, text.publisher, lexicon);
    let triggered = document.triggered();
    let calendar = calendar(&document, &triggered, text.published);
    reading.told = calendar.told;
    for &index in &triggered {
        if let Some(passage) = document.passage(index) {
            paragraph(&document, (index, &passage), calendar, aside, reading);
        }
    }
    super::change::shapes(text.text, &mut reading.figures);
    // Places are looked for only where there is a figure to link.
    if reading.figures.iter().any(|f| f.measure.needs_source() || f.value.op == Op::Times) {
        let mut places = BTreeSet::new();
        for passage in (0..3).chain(triggered).filter_map(|index| document.passage(index)) {
            event::places(text.text, &passage, &mut places);
        }
        reading.places = Places::new(&places);
    }
}

/// When the text speaks; looked for in its first paragraphs only, so that a long text is walked once.
fn calendar(document: &Document<'_>, triggered: &[usize], published: Option<Date>) -> Calendar {
    const FIRST: usize = 64;
    let mut dates: Vec<Written> = Vec::new();
    for passage in triggered.iter().take(FIRST).filter_map(|&index| document.passage(index)) {
        dates.extend(event::dates(document.text, &passage));
    }
    // A title is short; a first paragraph that tells something is none.
    const TITLE: usize = 24;
    let title = document.passage(0).filter(|title| title.tokens.len() <= TITLE);
    let title = title.map(|title| event::dates(document.text, &title)).unwrap_or_default();
    Calendar::new(published, &title, &dates)
}

/// A number that is a figure, on its way.
struct Candidate {
    numeral: Numeral,
    counted: Counted,
}

fn paragraph(
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
        let whole = whole.or_else(|| again(passage, candidate, &reading.figures));
        let figure = figure(&scene, &sentence, candidate, (&statements, whole), window, &reading.path);
        reading.figures.push(figure);
    }
}

/// "The 16 deaths": a number that the text gave before and takes up again, with whoever said it then.
fn again<'a>(passage: &Passage, candidate: &Candidate, figures: &'a [Figure]) -> Option<&'a Figure> {
    const REMEMBERED: usize = 64;
    // A number this large is not another one by chance, whatever its noun is now.
    const LARGE: u128 = 100;
    let numeral = &candidate.numeral;
    let taken_up = numeral.whole.start > 0 && passage.tokens[numeral.whole.start - 1].role() == "the";
    let exact = numeral.value.op == Op::Equal && taken_up && candidate.counted.measure.needs_source();
    let large = numeral.value.low.and_then(Decimal::as_whole).is_some_and(|n| n >= LARGE);
    let same = |f: &&Figure| f.value == numeral.value && (large || f.measure == candidate.counted.measure);
    figures.iter().rev().filter(|_| exact).take(REMEMBERED).find(same).filter(|f| f.source.is_some())
}

/// A number that is no figure: its token, the reason, its place.
type NoFigure = (usize, Exclusion, Span);

/// The numbers of a paragraph: those that are figures, and the others.
fn candidates(text: &str, passage: &Passage) -> (Vec<Candidate>, Vec<NoFigure>) {
    let mut found: Vec<Candidate> = Vec::new();
    let mut excluded = Vec::new();
    let mut at = 0;
    while at < passage.tokens.len() {
        let Some(numeral) = number::read(text, &passage.tokens, at) else {
            if passage.tokens[at].is(Class::Idiom) {
                excluded.push((at, Exclusion::Idiom, passage.tokens[at].span));
            }
            at += 1;
            continue;
        };
        at = numeral.core.end.max(at + 1);
        let (start, span) = (numeral.core.start, passage.span_of(numeral.core.clone()));
        if let Some(exclusion) = exclusion(text, passage, &numeral) {
            excluded.push((start, exclusion, span));
            continue;
        }
        let sentence = passage.sentence_at(start);
        let before = found.last().map(|b| {
            let same = sentence.contains(&b.numeral.core.start);
            let place = if same { Place::SameSentence } else { Place::EarlierSentence };
            Before { end: b.numeral.core.end, counted: &b.counted, place }
        });
        let counted = counted::counted(passage, &numeral, before);
        // "one protester said" counts nobody; "one protester was killed" does.
        let vague = matches!(counted.measure, Measure::Participants | Measure::Personnel | Measure::Other);
        if exclude::is_one(passage, &numeral) && vague {
            excluded.push((start, Exclusion::Pronoun, span));
            continue;
        }
        if let Some(last) = found.last_mut().filter(|last| sentence.contains(&last.numeral.core.start)) {
            let back = counted::carried_back(&passage.tokens, (&last.numeral, &last.counted), (&numeral, &counted));
            last.counted.measure = back.unwrap_or(last.counted.measure);
        }
        found.push(Candidate { numeral, counted });
    }
    (found, excluded)
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
        (None, Some(whole)) => (whole.source.clone(), whole.cue, super::rules::ATTRIBUTED_SAYING),
        (None, None) => (None, None, super::rules::NO_SOURCE_NEEDED),
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
