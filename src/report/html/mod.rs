//! A report for people: one page, or a site of static pages. No script, no request, the same bytes for the same archive.
//!
//! Everything from outside passes through [`words::escape`]; the pages' own policy (CSP) allows one style sheet and nothing
//! else, so that even a mistake here runs no script and loads nothing.

mod card;
mod chart;
mod document;
mod links;
mod marked;
mod overview;
mod panels;
mod site;
mod versions;
mod words;

use std::collections::HashMap;

use askama::Template;
use base64ct::{Base64, Encoding};

use crate::digest::Digest;
use crate::figures::{Ruleset, ruleset};
use crate::holdings::{Holding, Holdings};
use crate::verify::Verdict;
use crate::verify::findings::Finding;
use links::{Layout, Links};
use overview::Overview;
pub use site::{Drawing, Drawn, Site};
use words::{Html, bare, bdi, count};

const STYLE: &str = include_str!("style.css");

/// Findings by text and first byte, for their names and answers.
type Findings<'a> = HashMap<(&'a str, usize), &'a Finding>;

/// The report as one file. Documents are added one by one; their texts are not kept.
#[derive(Debug)]
pub struct Report<'a> {
    verdict: &'a Verdict,
    holdings: Option<&'a Holdings<'a>>,
    links: Links,
    findings: Findings<'a>,
    documents: String,
}

fn findings(verdict: &Verdict) -> Findings<'_> {
    verdict.findings.iter().map(|finding| ((finding.figure.path.as_str(), finding.figure.start), finding)).collect()
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
    pub fn new(verdict: &'a Verdict, holdings: Option<&'a Holdings<'a>>) -> Self {
        Self {
            verdict,
            holdings,
            links: Links::new(holdings, Layout::OneFile),
            findings: findings(verdict),
            documents: String::new(),
        }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// None that a document can cause.
    pub fn add(&mut self, holding: &Holding<'_>) -> askama::Result<()> {
        self.documents += &document::document(holding, &self.links, &self.findings)?;
        Ok(())
    }

    /// The page.
    ///
    /// # Errors
    /// None that an archive can cause.
    pub fn finish(self) -> askama::Result<String> {
        let figures = self.holdings.map(|holdings| holdings.figures().count()).unwrap_or(0);
        let documents = self.holdings.map(|holdings| holdings.ledger().iter().count()).unwrap_or(0);
        Page {
            title: bare(&self.verdict.origin),
            origin: bdi(&self.verdict.origin),
            state: self.holdings.map(state),
            style: Html(STYLE.to_owned()),
            policy: policy(),
            overview: Overview::of(self.verdict),
            panels: panels::panels(
                self.holdings.iter().flat_map(|holdings| holdings.figures()),
                &self.links,
                usize::MAX,
            )
            .into_iter()
            .map(|(panel, _)| panel)
            .collect(),
            figures: count(figures, "figure"),
            document_count: count(documents, "document"),
            documents: Html(self.documents),
            ruleset: ruleset(),
            log: self.holdings.map(|holdings| (holdings.entries().size(), holdings.entries().root())),
        }
        .render()
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
