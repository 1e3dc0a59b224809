//! The figures, one panel a measure: a drawing, and the table of all that is on it.

use std::collections::BTreeMap;

use super::chart::chart;
use super::links::Links;
use super::words::{Html, bdi, class, count, standing, struck, titled, value};
use crate::figures::{Figure, Measure};
use crate::report::figures::{date, name};

/// A measure.
pub(super) struct Panel {
    pub id: String,
    pub title: String,
    pub count: String,
    pub chart: Option<Html>,
    pub rows: Vec<Row>,
}

/// A figure in the table.
pub(super) struct Row {
    pub value: Html,
    pub struck: bool,
    pub href: Option<String>,
    pub who: String,
    pub source: Option<Html>,
    pub date: String,
    pub class: &'static str,
    pub standing: &'static str,
    pub path: Html,
    pub document: Option<String>,
}

/// The panels, in the order of measures; by date, then by text, within each. A table has the first `most` figures, the
/// others are handed back.
pub(super) fn panels<'a>(
    figures: impl Iterator<Item = &'a Figure>,
    links: &Links,
    most: usize,
) -> Vec<(Panel, Vec<&'a Figure>)> {
    let mut by_measure: BTreeMap<Measure, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        by_measure.entry(figure.measure).or_default().push(figure);
    }
    by_measure.into_iter().map(|(measure, figures)| panel(measure, figures, links, most)).collect()
}

fn panel<'a>(measure: Measure, mut figures: Vec<&'a Figure>, links: &Links, most: usize) -> (Panel, Vec<&'a Figure>) {
    let day = |figure: &Figure| figure.window.days();
    figures.sort_by(|a, b| (day(a), &a.path, a.start).cmp(&(day(b), &b.path, b.start)));
    let title = titled(&name(&measure));
    let id = format!("m-{}", name(&measure));
    // Sums of money, hours and shares have no axis in common.
    let drawn = measure.needs_source().then(|| chart(&title, &id, &figures)).flatten();
    let all = figures.len();
    let rest = figures.split_off(most.min(all));
    let panel = Panel {
        count: count(all, "figure"),
        chart: drawn,
        rows: figures.into_iter().map(|figure| Row::of(figure, links)).collect(),
        title,
        id,
    };
    (panel, rest)
}

impl Row {
    pub fn of(figure: &Figure, links: &Links) -> Self {
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
