//! From a text to its figures.

mod candidates;
mod paragraph;
mod taken_back;
mod whole;

use std::collections::BTreeSet;

use self::paragraph::paragraph;
use super::document::Document;
use super::event::{self, Calendar, Date, Places, Window, Written};
use super::exclude::Exclusion;
use super::figure::{Figure, Op, Source};
pub use super::lexicon::Unread;
use super::lexicon::{self, Lexicon};
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
    /// BCP 47; only English is read, and where nothing is known, a text in its letters.
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
    /// Why it was not read, if it was not: that it has no figures then says nothing.
    pub unread: Option<Unread>,
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
/// Any text gives an answer; one in another language gives an empty one, and says so. The answer depends on this text alone:
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
    match lexicon::of_text(text.language, text.text) {
        Ok(lexicon) => read_with(lexicon, text, aside, &mut reading),
        Err(unread) => reading.unread = Some(unread),
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
    taken_back::everywhere(text.text, &mut reading.figures);
    super::change::shapes(text.text, &mut reading.figures);
    // Places are looked for only where there is a figure to link.
    if reading.figures.iter().any(|f| f.measure.needs_source() || f.value.op == Op::Times) {
        let mut places = BTreeSet::new();
        for passage in (0..3).chain(triggered).filter_map(|index| document.passage(index)) {
            event::places((lexicon, text.text), &passage, &mut places);
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
