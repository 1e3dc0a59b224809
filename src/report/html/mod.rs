//! A report for people: one page, or a site of static pages. No script, no request, the same bytes for the same archive.
//!
//! Everything from outside passes through `words::escape`; the pages' own policy (CSP) allows one style sheet and nothing
//! else, so that even a mistake here runs no script and loads nothing.

mod card;
mod chart;
mod document;
mod judged;
mod links;
mod marked;
mod overview;
mod panels;
mod site;
mod versions;
mod words;

use std::io::Cursor;

use askama::Template;
use base64ct::{Base64, Encoding};

use crate::digest::Digest;
use crate::figures::{Ruleset, ruleset};
use crate::holdings::{Holding, Holdings};
use crate::verify::findings::Judge;
use crate::verify::{Tally, Verdict};
use judged::Judged;
use links::{Layout, Links};
use overview::Overview;
use panels::Tables;
pub use site::{Drawing, Drawn, Site};
use words::{Html, bare, bdi, count};

const STYLE: &str = include_str!("style.css");

/// Why a page is not made.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A template of ours.
    #[error(transparent)]
    Template(#[from] askama::Error),
    /// Rows of the figures' tables could not be written away, or read again.
    #[error("rows of figures: {0}")]
    Rows(#[from] std::io::Error),
}

/// What pages say of themselves near their beginning, as in `page.html`: by it an older report is known.
pub const MARK: &str = "<meta name=\"generator\" content=\"kzarchive\">";

/// The report as one file. Documents are added one by one; their texts are not kept.
pub struct Report<'a> {
    holdings: Option<&'a Holdings<'a>>,
    judge: Option<Judge<'a>>,
    links: Links,
    documents: String,
    tables: Tables<Cursor<Vec<u8>>>,
    tally: Tally,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    title: Html,
    origin: Html,
    state: Option<String>,
    style: Html,
    policy: String,
    overview: Overview,
    panels: Vec<panels::Panel>,
    figures: String,
    documents: Html,
    document_count: String,
    ruleset: Ruleset,
    log: Option<(u64, Digest)>,
}

impl<'a> Report<'a> {
    /// A report without documents yet. Where the log cannot be read there are no holdings: then the page says what is wrong.
    pub fn new(holdings: Option<&'a Holdings<'a>>, judge: Option<Judge<'a>>) -> Self {
        Self {
            holdings,
            judge,
            links: Links::new(holdings, Layout::OneFile),
            documents: String::new(),
            tables: Tables::new(Cursor::default()),
            tally: Tally::default(),
        }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn add(&mut self, holding: &Holding<'_>) -> Result<(), PageError> {
        let judged = Judged::of(holding, self.judge.as_ref());
        self.documents += &document::document(holding, &self.links, &judged)?;
        self.tally.merge(judged.tally);
        holding.figures.iter().try_for_each(|figure| self.tables.add(figure, &self.links))
    }

    /// The figures so far, and how many of them need an answer.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The page.
    ///
    /// # Errors
    /// None that an archive can cause.
    pub fn finish(self, verdict: &Verdict) -> Result<String, PageError> {
        let figures = count(self.tables.count(), "figure");
        let mut panels = Vec::new();
        self.tables.each_part(usize::MAX, |panel, _| {
            panels.push(panel);
            Ok::<_, PageError>(())
        })?;
        let documents = self.holdings.map(|holdings| holdings.ledger().iter().count()).unwrap_or(0);
        let page = Page {
            title: bare(&verdict.origin),
            origin: bdi(&verdict.origin),
            state: self.holdings.map(state),
            style: Html(STYLE.to_owned()),
            policy: policy(),
            overview: Overview::of(verdict),
            panels,
            figures,
            document_count: count(documents, "document"),
            documents: Html(self.documents),
            ruleset: ruleset(),
            log: self.holdings.map(|holdings| (holdings.entries().size(), holdings.entries().root())),
        };
        Ok(page.render()?)
    }
}

/// Which state of the archive a page is about: it has no date of its own, for it would differ each time.
fn state(holdings: &Holdings<'_>) -> String {
    let entries = holdings.entries();
    let newest = entries.as_slice().iter().map(|entry| entry.name().at()).max();
    let newest = newest.map(|at| format!(", the newest sealed at {at}")).unwrap_or_default();
    format!("State: {} log entries{newest}", entries.size())
}

/// What the page may do: show this one style sheet.
fn policy() -> String {
    let digest = Base64::encode_string(Digest::of(STYLE.as_bytes()).as_bytes());
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
}
