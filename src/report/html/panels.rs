//! The figures, one panel a measure: a drawing, and the table of all that is on it.
//!
//! An archive has more figures than memory should hold: rows are written away as they come in, and read again in order.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};

use askama::Template;

use super::PageError;
use super::chart::{MOST, chart, is_drawn};
use super::links::Links;
use super::words::{Html, bdi, class, count, standing, struck, titled, value};
use crate::figures::{Date, Figure, Measure, TextPath};
use crate::report::figures::{date, name};

/// A measure.
pub(super) struct Panel {
    pub id: String,
    pub title: String,
    pub count: String,
    pub chart: Option<Html>,
    pub rows: Html,
}

/// A figure in the table.
#[derive(Template)]
#[template(path = "row.html")]
struct Row {
    value: Html,
    struck: bool,
    href: Option<String>,
    who: String,
    source: Option<Html>,
    date: String,
    class: &'static str,
    standing: &'static str,
    path: Html,
    document: Option<String>,
}

/// By date, then by text, within each measure.
type Key = ((Option<Date>, Option<Date>), TextPath, usize);

/// The tables of all measures, while figures come in.
#[derive(Debug)]
pub(super) struct Tables<S> {
    rows: S,
    written: u64,
    measures: BTreeMap<Measure, Table>,
}

/// The table of one measure.
#[derive(Debug, Default)]
struct Table {
    /// Where each row is written, and its length.
    rows: Vec<(Key, u64, usize)>,
    /// The first figures that can be drawn, as many as a drawing has.
    drawn: BTreeMap<Key, Figure>,
    /// How many can be.
    can_be_drawn: usize,
}

impl<S: Read + Write + Seek> Tables<S> {
    /// Without figures yet; rows are written to `rows`.
    pub fn new(rows: S) -> Self {
        Self { rows, written: 0, measures: BTreeMap::new() }
    }

    pub fn add(&mut self, figure: &Figure, links: &Links) -> Result<(), PageError> {
        let row = Row::of(figure, links).render()?;
        self.rows.write_all(row.as_bytes())?;
        let table = self.measures.entry(figure.measure).or_default();
        let key = (figure.window.days(), figure.path.clone(), figure.start);
        table.rows.push((key.clone(), self.written, row.len()));
        self.written += row.len() as u64;
        // Sums of money, hours and shares have no axis in common.
        if figure.measure.needs_source() && is_drawn(figure) {
            table.can_be_drawn += 1;
            table.drawn.insert(key, figure.clone());
            if table.drawn.len() > MOST {
                table.drawn.pop_last();
            }
        }
        Ok(())
    }

    /// How many figures there are.
    pub fn count(&self) -> usize {
        self.measures.values().map(|table| table.rows.len()).sum()
    }

    /// The panels, in the order of measures, each in parts of at most so many rows; the first part has the drawing.
    pub fn each_part<E: From<PageError>>(
        self,
        most: usize,
        mut look: impl FnMut(Panel, Part) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { mut rows, measures, .. } = self;
        for (measure, mut table) in measures {
            table.rows.sort_unstable();
            let (title, id) = (titled(&name(&measure)), format!("m-{}", name(&measure)));
            let drawn: Vec<&Figure> = table.drawn.values().collect();
            let mut drawing = chart(&title, &id, &drawn, table.can_be_drawn);
            let parts = table.rows.len().div_ceil(most);
            for (number, places) in (1..).zip(table.rows.chunks(most)) {
                let panel = Panel {
                    id: id.clone(),
                    title: title.clone(),
                    count: count(table.rows.len(), "figure"),
                    chart: drawing.take(),
                    rows: read_rows(&mut rows, places).map_err(PageError::from)?,
                };
                look(panel, Part { number, parts })?;
            }
        }
        Ok(())
    }
}

/// Which part of a table.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub parts: usize,
}

fn read_rows(from: &mut (impl Read + Seek), places: &[(Key, u64, usize)]) -> std::io::Result<Html> {
    let mut out = Vec::new();
    for (_, at, length) in places {
        from.seek(SeekFrom::Start(*at))?;
        from.take(*length as u64).read_to_end(&mut out)?;
    }
    String::from_utf8(out).map(Html).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

impl Row {
    fn of(figure: &Figure, links: &Links) -> Self {
        let who: Vec<String> = figure.who.iter().map(name).collect();
        Self {
            value: bdi(&value(figure)),
            struck: struck(figure.verdict),
            href: links.figure(&figure.path, figure.start),
            who: who.join(", ").replace('-', " "),
            source: figure.source.as_ref().map(|source| bdi(&source.text)),
            date: date(figure.window).replace('/', " – "),
            class: class(figure.verdict),
            standing: standing(figure.verdict),
            path: bdi(&figure.path),
            document: links.document(&figure.path),
        }
    }
}
