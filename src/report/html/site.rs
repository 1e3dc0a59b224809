//! The report as a folder of pages, for archives too large for one file. What is kept while it is written is a row a
//! document on the list that is begun, whatever the number of documents. Pages are drawn side by side, and written one by one.

use std::io::{Read, Seek, Write};

use askama::Template;

use super::judged::Judged;
use super::links::{Layout, Links, page};
use super::overview::Overview;
use super::panels::{Panel, Part, Tables};
use super::words::{Html, bare, bdi, count};
use super::{PageError, STYLE, document};
use crate::figures::Figure;
use crate::holdings::{Holding, Holdings};
use crate::verify::findings::Judge;
use crate::verify::{Tally, Verdict};

/// Rows on one page of a list.
const ROWS: usize = 200;

/// The style sheet's file.
const STYLE_FILE: &str = "style.css";

/// What all pages of a site are drawn from.
pub struct Drawing<'a> {
    origin: &'a str,
    holdings: Option<&'a Holdings<'a>>,
    links: Links,
    judge: Option<Judge<'a>>,
}

/// The page of a document, its row on the list, and its figures.
#[derive(Debug)]
pub struct Drawn {
    name: String,
    text: String,
    row: Row,
    tally: Tally,
    figures: Vec<Figure>,
}

/// A site that is being written.
pub struct Site<'a, S> {
    drawing: &'a Drawing<'a>,
    list: Vec<Row>,
    listed: usize,
    tables: Tables<S>,
    tally: Tally,
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
    to_answer: u64,
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
    /// Each with how many parts its table has.
    panels: Vec<(Panel, usize)>,
}

#[derive(Template)]
#[template(path = "panel.html")]
struct OnePanel {
    panel: Panel,
}

impl<'a> Drawing<'a> {
    /// Numbers the documents. Where the log cannot be read there are no holdings: then the site says what is wrong.
    pub fn new(origin: &'a str, holdings: Option<&'a Holdings<'a>>, judge: Option<Judge<'a>>) -> Self {
        Self { origin, holdings, links: Links::new(holdings, Layout::Site), judge }
    }

    /// Draws the page of a document.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn document(&self, holding: Holding<'_>) -> Result<Drawn, PageError> {
        let number = self.links.number(holding.document.path.as_str()).unwrap_or(0);
        let judged = Judged::of(&holding, self.judge.as_ref());
        let content = Html(document::document(&holding, &self.links, &judged)?);
        let heading = format!("Document {number} of {}", self.links.count());
        let near = |number: usize| (1..=self.links.count()).contains(&number).then(|| page(number));
        let (before, behind) = (near(number.wrapping_sub(1)), near(number + 1));
        let text = self.page(&heading, content, before, behind)?;
        let (row, tally) = (self.row(&holding, number, judged.tally.open), judged.tally);
        Ok(Drawn { name: page(number), text, row, tally, figures: holding.figures })
    }

    fn page(
        &self,
        heading: &str,
        content: Html,
        before: Option<String>,
        behind: Option<String>,
    ) -> Result<String, PageError> {
        let (title, origin) = (bare(self.origin), bdi(self.origin));
        // The style sheet is a file of the same folder; nothing else is let in, and no script at all.
        let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'";
        let state = self.holdings.map(super::state);
        Ok(Page { title, heading, origin, state, policy, content, before, behind }.render()?)
    }

    fn row(&self, holding: &Holding<'_>, number: usize, to_answer: u64) -> Row {
        let document = holding.document;
        Row {
            href: page(number),
            title: document::title(holding),
            path: bdi(document.path.as_str()),
            published: bdi(&document.source.published_at.to_string()),
            sealed: holding.place.sealed_at.to_string(),
            state: document::state(holding),
            figures: holding.figures.len(),
            to_answer,
        }
    }
}

impl<'a, S: Read + Write + Seek> Site<'a, S> {
    /// A site without pages yet. What is shown of figures is written to `rows` on its way.
    pub fn new(drawing: &'a Drawing<'a>, rows: S) -> Self {
        Self { drawing, list: Vec::new(), listed: 0, tables: Tables::new(rows), tally: Tally::default() }
    }

    /// The figures so far, and how many of them need an answer.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Writes the page of a document, and that of a list that is full. `write` takes a file's name and its text.
    ///
    /// # Errors
    /// What `write` says.
    pub fn add<E: From<PageError>>(
        &mut self,
        drawn: Drawn,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        write(&drawn.name, &drawn.text)?;
        self.tally.merge(drawn.tally);
        for figure in &drawn.figures {
            self.tables.add(figure, &self.drawing.links)?;
        }
        self.list.push(drawn.row);
        if self.list.len() == ROWS { self.finish_list(write) } else { Ok(()) }
    }

    /// Writes what is left: the last list, the figures, the front page, the style sheet.
    ///
    /// # Errors
    /// What `write` says.
    pub fn finish<E: From<PageError>>(
        mut self,
        verdict: &Verdict,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.list.is_empty() || self.listed == 0 {
            self.finish_list(write)?;
        }
        let front = Front {
            overview: Overview::of(verdict),
            figures: count(self.tables.count(), "figure"),
            document_count: count(self.drawing.links.count(), "document"),
        };
        let front = front.render().map_err(PageError::from)?;
        write("index.html", &self.drawing.page("Archive report", Html(front), None, None)?)?;
        figures(self.drawing, self.tables, write)?;
        write(STYLE_FILE, STYLE)
    }

    fn finish_list<E: From<PageError>>(
        &mut self,
        write: &mut impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.listed += 1;
        let name = |number: usize| format!("documents-{number}.html");
        let pages = self.drawing.links.count().div_ceil(ROWS).max(1);
        let near = |number: usize| (1..=pages).contains(&number).then(|| name(number));
        let content = Html(List { rows: &self.list }.render().map_err(PageError::from)?);
        let heading = format!("Documents, page {} of {pages}", self.listed);
        let (before, behind) = (near(self.listed - 1), near(self.listed + 1));
        write(&name(self.listed), &self.drawing.page(&heading, content, before, behind)?)?;
        self.list.clear();
        Ok(())
    }
}

/// The figures of each measure on pages of their own; the first of each with its drawing on one page.
fn figures<E: From<PageError>>(
    drawing: &Drawing<'_>,
    tables: Tables<impl Read + Write + Seek>,
    write: &mut impl FnMut(&str, &str) -> Result<(), E>,
) -> Result<(), E> {
    let mut first = Vec::new();
    tables.each_part(ROWS, |mut panel, Part { number, parts }| {
        if number == 1 {
            panel.count += &if parts > 1 { format!(", the first {ROWS} here") } else { String::new() };
            first.push((panel, parts));
            return Ok(());
        }
        let name = |number: usize| format!("{}-{number}.html", panel.id);
        let before = Some(if number == 2 { "figures.html".to_owned() } else { name(number - 1) });
        let (behind, own) = ((number < parts).then(|| name(number + 1)), name(number));
        let content = Html(OnePanel { panel }.render().map_err(PageError::from)?);
        write(&own, &drawing.page("Figures", content, before, behind)?)
    })?;
    let content = Html(Figures { panels: first }.render().map_err(PageError::from)?);
    write("figures.html", &drawing.page("Figures", content, None, None)?)
}
