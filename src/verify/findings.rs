//! Figures that need an answer, with the lines in which they stand.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use super::excerpts::Excerpt;

use super::Told;
use super::answers::{Answer, Answers};
use super::excerpts::quote;
use super::tally::{LeftOut, Tally};
use crate::extract::Extractor;
use crate::figures::{Captures, Figure, Reading, Span, StatedRescission, TextPath, Verdict};
use crate::ledger::{Sealed, Statements, captures};
use crate::manifest::Rescission;
use crate::store::{Archive, Level, Settings, read_as};
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
#[derive(Debug)]
pub struct Found {
    /// How many, and how many of them need an answer.
    pub tally: Tally,
    /// Those that need an answer, at levels `warn` and `deny`, as many as are told.
    pub findings: Vec<Finding>,
    /// The others that need one.
    pub left_out: LeftOut,
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

    /// Which are told first: denied ones, then the other open ones, then those that somebody has answered.
    pub fn rank(&self) -> impl Ord + use<> {
        (!self.is_open(), !self.is_denied())
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

/// Collects which of an archive's linked figures need an answer, and looks up the lines of those that are told.
pub(super) fn find(
    archive: &Archive,
    settings: &Settings,
    readings: Vec<Reading>,
    (sealed, statements): (&[&Sealed], &Statements),
    told: Told,
) -> Found {
    let sealed: HashMap<&str, &Sealed> = sealed.iter().map(|sealed| (sealed.path.as_str(), *sealed)).collect();
    let mut found = pick(readings, settings);
    let judge = Judge::new(settings, statements);
    found.findings.par_iter_mut().for_each(|finding| {
        if let Some(sealed) = sealed.get(&*finding.figure.path) {
            judge.name(finding, sealed);
        }
    });
    found.findings.iter().for_each(|finding| found.tally.add(finding));
    if let Told::First(most) = told {
        found.keep(most);
    }
    quote(&mut found.findings, |path| {
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
    let mut found = pick(readings, settings);
    quote(&mut found.findings, bytes);
    found
}

/// The same without the lines.
fn pick(readings: Vec<Reading>, settings: &Settings) -> Found {
    let mut found = Found { tally: Tally::default(), findings: Vec::new(), left_out: LeftOut::default() };
    for figure in readings.into_iter().flat_map(|reading| reading.figures) {
        found.tally.counts.add(&figure);
        found.findings.extend(Finding::of(figure, settings));
    }
    found.findings.sort_by(|a, b| (&a.figure.path, a.figure.start).cmp(&(&b.figure.path, b.figure.start)));
    found
}

impl Found {
    /// Keeps so many, by their rank, and counts the others.
    fn keep(&mut self, most: usize) {
        // Those of a rank stay in their order.
        self.findings.sort_by_key(Finding::rank);
        let kept = most.min(self.findings.len());
        self.findings[kept..].iter().for_each(|finding| self.left_out.add(finding));
        self.findings.truncate(kept);
        self.findings.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Text, read};
    use crate::timestamp::Timestamp;

    /// One finding a level, in a text of its own; those of level `allow` stand for answered ones.
    fn found(levels: &[Level]) -> Found {
        let text = "At least 12 people were killed.";
        let reading =
            |path: String| read(&Text { path: &path, text, published: None, publisher: None, language: None });
        let readings = (0..levels.len()).map(|i| reading(format!("{i}.txt"))).collect();
        let mut found = pick(readings, &Settings::plain());
        for (finding, level) in found.findings.iter_mut().zip(levels) {
            finding.level = *level;
            finding.answer = (*level == Level::Allow).then(|| Answer {
                verdict: "ok".to_owned(),
                reason: "counted".to_owned(),
                by: "n.k.".to_owned(),
                at: Timestamp::from_unix(0).unwrap(),
            });
        }
        found
    }

    #[test]
    fn as_many_are_kept_as_are_told_and_the_others_are_counted() {
        let levels = [Level::Warn, Level::Allow, Level::Deny, Level::Warn, Level::Deny];
        let kept = |most: usize| {
            let mut found = found(&levels);
            found.keep(most);
            let paths = found.findings.iter().map(|finding| finding.figure.path.to_string()).collect::<Vec<_>>();
            (paths.join(" "), found.left_out)
        };
        let left = |open, denied, answered| LeftOut { open, denied, answered };
        assert_eq!(kept(5), ("2.txt 4.txt 0.txt 3.txt 1.txt".to_owned(), left(0, 0, 0)));
        assert_eq!(kept(6).1, left(0, 0, 0));
        assert_eq!(kept(4), ("2.txt 4.txt 0.txt 3.txt".to_owned(), left(0, 0, 1)));
        assert_eq!(kept(1), ("2.txt".to_owned(), left(3, 1, 1)));
        assert_eq!(kept(0), (String::new(), left(4, 2, 1)));
    }
}
