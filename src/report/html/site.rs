//! The report as a folder of pages, for archives too large for one file. What is kept while it is written is a row a
//! document on the list that is begun, whatever the number of documents. Pages are drawn side by side, and written one by one.

use askama::Template;

use super::links::{Layout, Links, page};
use super::overview::Overview;
use super::panels::{Panel, panels};
use super::words::{Html, bare, bdi, count};
use super::{Findings, STYLE, document, findings};
use crate::holdings::{Holding, Holdings};
use crate::verify::Verdict;

/// Rows on one page of a list.
const ROWS: usize = 200;

/// The style sheet's file.
const STYLE_FILE: &str = "style.css";

/// What all pages of a site are drawn from.
#[derive(Debug)]
pub struct Drawing<'a> {
    verdict: &'a Verdict,
    holdings: Option<&'a Holdings<'a>>,
    links: Links,
    findings: Findings<'a>,
}

/// The page of a document, and its row on the list.
#[derive(Debug)]
pub struct Drawn {
    name: String,
    text: String,
    row: Row,
}

/// A site that is being written.
#[derive(Debug)]
pub struct Site<'a> {
    drawing: &'a Drawing<'a>,
    list: Vec<Row>,
    listed: usize,
}

#[derive(Debug)]
struct Row {
    href: String,
    title: Html,
    path: Html,
    published: Html,
    sealed: String,
    state: &'static str,
    figures: usize,
    to_answer: usize,
}

#[derive(Template)]
#[template(path = "site.html")]
struct Page<'a> {
    title: Html,
    heading: &'a str,
    origin: Html,
    state: Option<String>,
    policy: &'a str,
    content: Html,
    before: Option<String>,
    behind: Option<String>,
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    overview: Overview,
    figures: String,
    document_count: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    rows: &'a [Row],
}

#[derive(Template)]
#[template(path = "site-figures.html")]
struct Figures {
    panels: Vec<(Panel, usize)>,
}

#[derive(Template)]
#[template(path = "panel.html")]
struct OnePanel {
    panel: Panel,
}

impl<'a> Drawing<'a> {
    /// Numbers the documents. Where the log cannot be read there are no holdings: then the site says what is wrong.
    pub fn new(verdict: &'a Verdict, holdings: Option<&'a Holdings<'a>>) -> Self {
        let links = Links::new(holdings, Layout::Site);
        Self { verdict, holdings, links, findings: findings(verdict) }
    }

    /// Draws the page of a document.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn document(&self, holding: &Holding<'_>) -> askama::Result<Drawn> {
        let number = self.links.number(holding.document.path.as_str()).unwrap_or(0);
        let content = Html(document::document(holding, &self.links, &self.findings)?);
        let heading = format!("Document {number} of {}", self.links.count());
        let near = |number: usize| (1..=self.links.count()).contains(&number).then(|| page(number));
        let (before, behind) = (near(number.wrapping_sub(1)), near(number + 1));
        let text = self.page(&heading, content, before, behind)?;
        Ok(Drawn { name: page(number), text, row: self.row(holding, number) })
    }

    fn page(
        &self,
        heading: &str,
        content: Html,
        before: Option<String>,
        behind: Option<String>,
    ) -> askama::Result<String> {
        let (title, origin) = (bare(&self.verdict.origin), bdi(&self.verdict.origin));
        // The style sheet is a file of the same folder; nothing else is let in, and no script at all.
        let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";
        let state = self.holdings.map(super::state);
        Page { title, heading, origin, state, policy, content, before, behind }.render()
    }

    fn row(&self, holding: &Holding<'_>, number: usize) -> Row {
        let document = holding.document;
        let to_answer = |figure: &&crate::figures::Figure| {
            self.findings.get(&(figure.path.as_str(), figure.start)).is_some_and(|finding| finding.is_open())
        };
        Row {
            href: page(number),
            title: document::title(holding),
            path: bdi(document.path.as_str()),
            published: bdi(&document.source.published_at.to_string()),
            sealed: holding.place.sealed_at.to_string(),
            state: document::state(holding),
            figures: holding.figures.len(),
            to_answer: holding.figures.iter().filter(to_answer).count(),
        }
    }
}

impl<'a> Site<'a> {
    /// A site without pages yet.
    pub fn new(drawing: &'a Drawing<'a>) -> Self {
        Self { drawing, list: Vec::new(), listed: 0 }
    }

    /// Writes the page of a document, and that of a list that is full. `write` takes a file's name and its text.
    ///
    /// # Errors
    /// What `write` says.
    pub fn add<E: From<askama::Error>>(
        &mut self,
        drawn: Drawn,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        write(&drawn.name, &drawn.text)?;
        self.list.push(drawn.row);
        if self.list.len() == ROWS { self.finish_list(write) } else { Ok(()) }
    }

    /// Writes what is left: the last list, the figures, the front page, the style sheet.
    ///
    /// # Errors
    /// What `write` says.
    pub fn finish<E: From<askama::Error>>(
        mut self,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.list.is_empty() || self.listed == 0 {
            self.finish_list(write)?;
        }
        self.figures(write)?;
        let figures = self.drawing.holdings.map_or(0, |holdings| holdings.figures().count());
        let front = Front {
            overview: Overview::of(self.drawing.verdict),
            figures: count(figures, "figure"),
            document_count: count(self.drawing.links.count(), "document"),
        };
        write("index.html", &self.drawing.page("Archive report", Html(front.render()?), None, None)?)?;
        write(STYLE_FILE, STYLE)
    }

    /// The figures of each measure on pages of their own; the first of each with its drawing on one page.
    fn figures<E: From<askama::Error>>(&self, write: &mut impl FnMut(&str, &str) -> Result<(), E>) -> Result<(), E> {
        let figures = self.drawing.holdings.into_iter().flat_map(|holdings| holdings.figures());
        let mut first = Vec::new();
        for (mut panel, rest) in panels(figures, &self.drawing.links, ROWS) {
            let pages = rest.len().div_ceil(ROWS);
            for (number, rows) in (2..).zip(rest.chunks(ROWS)) {
                let part = Panel {
                    id: panel.id.clone(),
                    title: panel.title.clone(),
                    count: panel.count.clone(),
                    chart: None,
                    rows: rows.iter().map(|figure| super::panels::Row::of(figure, &self.drawing.links)).collect(),
                };
                let name = |number: usize| format!("{}-{number}.html", panel.id);
                let before = Some(if number == 2 { "figures.html".to_owned() } else { name(number - 1) });
                let behind = (number <= pages).then(|| name(number + 1));
                let content = Html(OnePanel { panel: part }.render()?);
                write(&name(number), &self.drawing.page("Figures", content, before, behind)?)?;
            }
            panel.count += &if pages > 0 { format!(", the first {ROWS} here") } else { String::new() };
            first.push((panel, pages));
        }
        let content = Html(Figures { panels: first }.render()?);
        write("figures.html", &self.drawing.page("Figures", content, None, None)?)
    }

    fn finish_list<E: From<askama::Error>>(
        &mut self,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.listed += 1;
        let name = |number: usize| format!("documents-{number}.html");
        let pages = self.drawing.links.count().div_ceil(ROWS).max(1);
        let near = |number: usize| (1..=pages).contains(&number).then(|| name(number));
        let content = Html(List { rows: &self.list }.render()?);
        let heading = format!("Documents, page {} of {pages}", self.listed);
        let (before, behind) = (near(self.listed - 1), near(self.listed + 1));
        write(&name(self.listed), &self.drawing.page(&heading, content, before, behind)?)?;
        self.list.clear();
        Ok(())
    }
}
