//! Figures that need an answer, with the lines in which they stand.

mod picked;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use super::excerpts::{Excerpt, Mark, Place, places_of};

pub(super) use self::picked::pick;
use super::Told;
use super::answers::{Answer, Answers};
use super::excerpts::quote;
use super::outlined;
use super::reading::read_bytes;
use super::tally::{LeftOut, Tally};
use crate::extract::Extractor;
use crate::figures::{Captures, Figure, Links, Reading, Span, StatedRescission, TextPath, Verdict};
use crate::ledger::{Sealed, Statements, captures, quotable, read_sealed};
use crate::manifest::Rescission;
use crate::store::{Archive, Level, Settings};
use crate::text::Charset;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// The normalised text that was extracted from the file.
    Text,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Found {
    /// How many, and how many of them need an answer.
    pub tally: Tally,
    /// Those that need an answer, at levels `warn` and `deny`, as many as are told.
    pub findings: Vec<Finding>,
    /// The others that need one.
    pub left_out: LeftOut,
    /// Texts that state no language, and were not read since they are in another by their letters or words.
    pub unstated: u64,
    /// Whether the lines of those that are told could be looked up.
    pub lines: Lines,
}

/// Whether lines could be looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lines {
    /// In every text that was asked for.
    #[default]
    All,
    /// Some texts could not be read again: they changed meanwhile, or what derives them did not end in time.
    Some,
}

impl Finding {
    /// A figure that needs an answer, by the settings; it has neither name nor answer yet.
    pub(super) fn of(figure: Figure, settings: &Settings) -> Option<Self> {
        let level = level((figure.verdict, figure.rule), &figure.path, settings)?;
        let (id, answer, of, sealed) = (None, None, None, None);
        Some(Self { level, message: figure.message, figure, id, answer, of, sealed, excerpts: Vec::new() })
    }

    /// True if nobody has answered it.
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// True if `verify` exits with 3 because of it.
    pub fn is_denied(&self) -> bool {
        self.level == Level::Deny && self.is_open()
    }

    /// Which are told first: denied ones, then the other open ones, then those that somebody has answered.
    pub fn rank(&self) -> (bool, bool) {
        (!self.is_open(), !self.is_denied())
    }

    /// When it is told.
    pub(super) fn turn(&self) -> Turn {
        (self.rank(), self.figure.path.clone(), self.figure.start)
    }
}

/// When a finding is told among others: by its rank, and then by path and position.
pub(super) type Turn = ((bool, bool), TextPath, usize);

/// What a figure does to the exit code, by the settings; nothing if it needs no answer.
pub(super) fn level((verdict, rule): (Verdict, &str), path: &str, settings: &Settings) -> Option<Level> {
    // A figure that its own text doubts has its answer in the text: it is shown only where settings ask for it.
    let custom = if verdict == Verdict::Hedged { Level::Allow } else { Level::Warn };
    let level = settings.level(rule, path).unwrap_or(custom);
    (verdict != Verdict::Ok && level != Level::Allow).then_some(level)
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

/// Collects which of an archive's figures need an answer, and looks up the lines of those that are told. Figures that are held
/// came in before those that were let go of.
pub(super) fn find(
    archive: &Archive,
    settings: &Settings,
    (links, held, let_go): (&Links, Vec<Reading>, Range<usize>),
    (sealed, statements): (&[&Sealed], &Statements),
    told: Told,
) -> Found {
    let sealed: HashMap<&str, &Sealed> = sealed.iter().map(|sealed| (sealed.path.as_str(), *sealed)).collect();
    let judge = Judge::new(settings, statements);
    let name = |finding: &mut Finding| {
        if let Some(sealed) = sealed.get(&*finding.figure.path) {
            judge.name(finding, sealed);
        }
    };
    // Where nobody has answered anything, only those that are told need a name.
    let answered = !statements.reviews.is_empty();
    let name_all = |finding: &mut Finding| {
        if answered {
            name(finding)
        }
    };
    let believed = |path: &str| {
        let sealed = sealed.get(path)?;
        // Shown is only what was verified.
        Some((read_sealed(archive, sealed).ok()?, *sealed))
    };
    let again = |path: &str| believed(path).and_then(|(bytes, sealed)| read_bytes(&bytes, sealed));

    let mut whole: Vec<(usize, Reading)> = held.into_iter().enumerate().collect();
    // Who answered a finding named it, and a name is made of all that is known of the figure.
    let reviewed: HashSet<&str> = statements.reviews.iter().map(|reviewed| reviewed.review.path.as_str()).collect();
    let mut outlined: Vec<usize> = let_go.collect();
    outlined.retain(|&came| {
        let path = links.path_nth(came).filter(|path| reviewed.contains(path.as_str()));
        path.and_then(|path| again(path)).map(|reading| whole.push((came, reading))).is_none()
    });
    let link = |came, reading: &mut Reading| links.apply_nth(came, reading);
    let mut found = pick(whole, settings, told, (link, name_all));
    let (counted, briefs) = outlined::count(&outlined, links, settings, told.most());
    found.count(counted);
    outlined::tell(&mut found, briefs, (settings, told), |came, path| {
        let mut reading = again(path)?;
        link(came, &mut reading);
        Some(reading.figures)
    });
    found.findings.par_iter_mut().filter(|finding| finding.id.is_none()).for_each(name);
    let lines = quote(&mut found.findings, |path| {
        let (bytes, sealed) = believed(path)?;
        quotable(bytes, sealed)
    });
    found.lines = found.lines.max(lines);
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
    let readings = readings.into_iter().enumerate().collect();
    let mut found = pick(readings, settings, Told::All, (|_, _: &mut Reading| {}, |_: &mut Finding| {}));
    found.lines = quote(&mut found.findings, bytes);
    found
}
