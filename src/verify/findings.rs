//! Figures that need an answer, with the lines in which they stand.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::Serialize;

use super::answers::{Answer, Answers};
use super::tally::Tally;
use crate::extract::Extractor;
use crate::figures::{Captures, Figure, Reading, Span, StatedRescission, TextPath, Verdict};
use crate::ledger::{Sealed, Statements, captures};
use crate::manifest::Rescission;
use crate::store::{Archive, Level, Settings, read_as};
use crate::text::{Charset, decode, source_offset};

/// A figure that needs an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What it does to the exit code.
    pub level: Level,
    /// In one sentence.
    pub message: &'static str,
    /// The figure.
    #[serde(flatten)]
    pub figure: Figure,
    /// Its name, by which it is answered; a text that is not sealed has none.
    pub id: Option<String>,
    /// A person's answer; with one it counts for nothing.
    pub answer: Option<Answer>,
    /// What the spans count bytes of, where it is not the file as stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Of>,
    /// Digest of the sealed text.
    #[serde(skip)]
    pub sealed: Option<crate::digest::Digest>,
    /// The lines to show, that of the figure first.
    #[serde(skip)]
    pub excerpts: Vec<Excerpt>,
}

/// What spans count bytes of, where it is not the file as stored (extract/FORMAT.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// The normalised text that was extracted from the file.
    Text,
}

/// Lines of a text with spans marked in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The document.
    pub path: TextPath,
    /// Number of the first line, from 1.
    pub line: usize,
    /// The lines, raw: to be cleaned before they are shown.
    pub text: String,
    /// Spans in `text`, with what to say at each; the first of the first excerpt is the figure itself.
    pub marks: Vec<(Span, &'static str)>,
}

/// All figures of a run.
#[derive(Debug)]
pub struct Found {
    /// How many, and how many of them need an answer.
    pub tally: Tally,
    /// Those that need an answer, at levels `warn` and `deny`.
    pub findings: Vec<Finding>,
}

impl Finding {
    /// A figure that needs an answer, by the settings; it has neither name nor answer yet.
    fn of(figure: Figure, settings: &Settings) -> Option<Self> {
        // A figure that its own text doubts has its answer in the text: it is shown only where settings ask for it.
        let custom = if figure.verdict == Verdict::Hedged { Level::Allow } else { Level::Warn };
        let level = settings.level(figure.rule, &figure.path).unwrap_or(custom);
        (figure.verdict != Verdict::Ok && level != Level::Allow).then(|| Self {
            level,
            message: figure.message,
            figure,
            id: None,
            answer: None,
            of: None,
            sealed: None,
            excerpts: Vec::new(),
        })
    }

    /// True if nobody has answered it.
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// True if `verify` exits with 3 because of it.
    pub fn is_denied(&self) -> bool {
        self.level == Level::Deny && self.is_open()
    }
}

/// Whether figures need an answer, by an archive's settings, and who has given one.
pub struct Judge<'a> {
    settings: &'a Settings,
    answers: Answers<'a>,
}

impl<'a> Judge<'a> {
    /// With the answers that manifests state.
    pub fn new(settings: &'a Settings, statements: &'a Statements) -> Self {
        Self { settings, answers: Answers::new(&statements.reviews) }
    }

    /// What there is to say of a linked figure of a sealed text, if anything.
    pub fn finding(&self, figure: Figure, sealed: &Sealed) -> Option<Finding> {
        let mut finding = Finding::of(figure, self.settings)?;
        self.name(&mut finding, sealed);
        Some(finding)
    }

    fn name(&self, finding: &mut Finding, sealed: &Sealed) {
        finding.of = sealed.extractor.filter(|extractor| *extractor != Extractor::Plain).map(|_| Of::Text);
        self.answers.put(finding, sealed.digest);
    }
}

/// Findings whose lines are looked up together.
const TOGETHER: usize = 512;

/// Collects which of an archive's linked figures need an answer.
pub(super) fn find(
    archive: &Archive,
    settings: &Settings,
    readings: Vec<Reading>,
    (sealed, statements): (&[&Sealed], &Statements),
) -> Found {
    let sealed: HashMap<&str, &Sealed> = sealed.iter().map(|sealed| (sealed.path.as_str(), *sealed)).collect();
    let mut found = collect(readings, settings, |path| {
        let sealed = sealed.get(path)?;
        let bytes = archive.read(path, sealed.size).ok()?;
        // Shown is only what was verified.
        if crate::digest::Digest::of(&bytes) != sealed.digest {
            return None;
        }
        match sealed.extractor? {
            Extractor::Plain => Some((bytes, sealed.charset)),
            extractor => {
                let (text, charset) = read_as(extractor, &bytes, sealed.charset)?;
                Some((text.into_owned().into_bytes(), Some(charset)))
            }
        }
    });
    let judge = Judge::new(settings, statements);
    found.findings.par_iter_mut().for_each(|finding| {
        if let Some(sealed) = sealed.get(&*finding.figure.path) {
            judge.name(finding, sealed);
        }
    });
    found.findings.iter().for_each(|finding| found.tally.add(finding));
    found
}

/// Captures of one page among sealed texts, as the figure reader takes them.
pub fn recaptured<'a>(sealed: impl Iterator<Item = &'a Sealed>, statements: &Statements) -> Vec<Captures> {
    let path = |path: &crate::path::ArchivePath| TextPath::from(path.as_str());
    let pairs = captures(sealed, &statements.successions);
    pairs.iter().map(|(earlier, later)| Captures { earlier: path(earlier), later: path(later) }).collect()
}

/// Signed rescissions, as the figure reader takes them.
pub fn stated(rescissions: &[Rescission<'_>]) -> Vec<StatedRescission> {
    let span = |q: &crate::manifest::Quotation<'_>| Span::new(q.start as usize, q.end as usize);
    let one = |r: &Rescission<'_>| StatedRescission {
        path: r.figure.path.to_string(),
        span: span(&r.figure),
        evidence_path: r.evidence.path.to_string(),
        evidence: span(&r.evidence),
    };
    rescissions.iter().map(one).collect()
}

/// Counts linked figures, and collects what needs an answer; `bytes` gives a text again, to show lines of it.
pub fn collect(
    readings: Vec<Reading>,
    settings: &Settings,
    bytes: impl Fn(&str) -> Option<(Vec<u8>, Option<Charset>)> + Sync,
) -> Found {
    let mut found = Found { tally: Tally::default(), findings: Vec::new() };
    for figure in readings.into_iter().flat_map(|reading| reading.figures) {
        found.tally.counts.add(&figure);
        found.findings.extend(Finding::of(figure, settings));
    }
    found.findings.sort_by(|a, b| (&a.figure.path, a.figure.start).cmp(&(&b.figure.path, b.figure.start)));
    // In their order, so that the findings of one text meet it in the cache.
    found.findings.par_chunks_mut(TOGETHER).for_each(|findings| {
        let mut cache = TextCache { load: &bytes, last: BTreeMap::new() };
        for finding in findings {
            finding.excerpts = excerpts(&finding.figure, &mut cache);
        }
    });
    found
}

/// Gives a text's stored bytes and the charset that was declared for it.
type Load<'a> = dyn Fn(&str) -> Option<(Vec<u8>, Option<Charset>)> + Sync + 'a;

/// Texts as findings need them, one loaded once in a row.
struct TextCache<'a> {
    load: &'a Load<'a>,
    last: BTreeMap<TextPath, Option<(String, Charset)>>,
}

impl TextCache<'_> {
    fn get(&mut self, path: &TextPath) -> Option<&(String, Charset)> {
        if self.last.len() > 64 && !self.last.contains_key(path) {
            self.last.clear();
        }
        let load = || {
            let (bytes, charset) = (self.load)(path)?;
            let decoded = decode(&bytes, charset).ok()?;
            Some((decoded.text.into_owned(), decoded.charset))
        };
        self.last.entry(path.clone()).or_insert_with(load).as_ref()
    }
}

fn excerpts(figure: &Figure, cache: &mut TextCache<'_>) -> Vec<Excerpt> {
    let mut by_path: Vec<(&TextPath, Vec<(Span, &'static str)>)> = vec![(&figure.path, vec![(figure.span(), "")])];
    for label in &figure.labels {
        let path = label.path.as_ref().unwrap_or(&figure.path);
        let mark = (label.span, label.text);
        match by_path.iter_mut().find(|(known, _)| *known == path) {
            Some((_, marks)) => marks.push(mark),
            None => by_path.push((path, vec![mark])),
        }
    }
    by_path.into_iter().filter_map(|(path, marks)| excerpt(path, &marks, cache.get(path)?)).collect()
}

/// The lines that hold all marks of one text.
fn excerpt(path: &TextPath, marks: &[(Span, &'static str)], (text, charset): &(String, Charset)) -> Option<Excerpt> {
    let marks: Vec<(Span, &'static str)> =
        marks.iter().filter_map(|(span, label)| Some((text_span(text, *charset, *span)?, *label))).collect();
    let start = marks.iter().map(|(span, _)| span.start).min()?;
    let end = marks.iter().map(|(span, _)| span.end).max()?;
    let first = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[end..].find('\n').map_or(text.len(), |at| end + at);
    Some(Excerpt {
        path: path.clone(),
        line: 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..first]).count(),
        text: text[first..last].trim_end_matches('\r').to_owned(),
        marks: marks
            .into_iter()
            .map(|(span, label)| (Span::new(span.start - first, span.end - first), label))
            .collect(),
    })
}

/// A span of stored bytes as one of the decoded text.
fn text_span(text: &str, charset: Charset, stored: Span) -> Option<Span> {
    if charset == Charset::UTF_8 {
        return text.get(stored.start..stored.end).map(|_| stored);
    }
    let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = boundaries.by_ref().find(|&at| source_offset(charset, text, at) == stored.start)?;
    let end = std::iter::once(start).chain(boundaries).find(|&at| source_offset(charset, text, at) == stored.end)?;
    Some(Span::new(start, end))
}
