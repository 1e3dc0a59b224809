//! What verifying found: every check with its outcome, every failure with its kind.

use std::collections::HashMap;

use serde::Serialize;

use super::findings::{Excerpt, Finding};
use super::tally::{FigureCounts, LeftOut};
use crate::ledger::{Failure, KeyFiles, Kind, TrustRoot};

/// The checks, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// The keys that are believed, and the archive's own.
    Trust,
    /// The checkpoint's signature and the quorum of witnesses.
    Checkpoint,
    /// The log has the checkpoint's size and root hash.
    Log,
    /// The log extends an earlier checkpoint.
    AppendOnly,
    /// Each manifest's digest, signature and form.
    Manifests,
    /// Each document's bytes.
    Documents,
    /// Texts that are kept elsewhere.
    Withheld,
    /// Nothing unsealed and nothing missing.
    Complete,
    /// The commit under test holds the same bytes as the work tree.
    Commit,
    /// Every figure has an answer.
    Figures,
}

impl CheckName {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Trust,
        Self::Checkpoint,
        Self::Log,
        Self::AppendOnly,
        Self::Manifests,
        Self::Documents,
        Self::Withheld,
        Self::Complete,
        Self::Commit,
        Self::Figures,
    ];

    /// The check's name, as reports print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Checkpoint => "checkpoint",
            Self::Log => "log",
            Self::AppendOnly => "append-only",
            Self::Manifests => "manifests",
            Self::Documents => "documents",
            Self::Withheld => "withheld",
            Self::Complete => "complete",
            Self::Commit => "commit",
            Self::Figures => "figures",
        }
    }
}

/// How a check ended. Only [`Outcome::Passed`] says that something was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds. The text says what was compared.
    Passed(String),
    /// It does not hold.
    Failed(String),
    /// It was not made.
    NotChecked(String),
}

/// A check and its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub check: CheckName,
    /// How it ended.
    pub outcome: Outcome,
}

/// How many documents are in what state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentCounts {
    /// Here, and unchanged.
    pub intact: u64,
    /// Kept elsewhere.
    pub withheld: u64,
    /// Taken down; entry and digest stay.
    pub withdrawn: u64,
    /// Anything else.
    pub failed: u64,
}

/// On what the believed keys rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustBasis {
    /// On the archive itself: whoever wrote it could have written its keys.
    FirstContact,
    /// On keys from outside.
    Given,
    /// On keys that this machine accepted before.
    Known,
    /// On the keys of a base revision.
    Base,
}

impl From<&TrustRoot> for TrustBasis {
    fn from(root: &TrustRoot) -> Self {
        match root {
            TrustRoot::FirstContact => Self::FirstContact,
            TrustRoot::Given(_) => Self::Given,
            TrustRoot::Known(_) => Self::Known,
            TrustRoot::Base(_) => Self::Base,
        }
    }
}

/// What a machine remembers of an archive, byte for byte as it was judged. To read it once more would be to remember what somebody
/// put there meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The signed note, if it could be read.
    pub checkpoint: Option<Vec<u8>>,
    /// The archive's own keys, if both could be read.
    pub keys: Option<KeyFiles>,
}

/// All that verifying found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The archive's origin, as its settings state it.
    pub origin: String,
    /// On what the believed keys rest.
    pub trust: TrustBasis,
    /// Checkpoint and keys as they were judged.
    pub judged: Judged,
    /// Every check, in order.
    pub checks: Vec<Check>,
    /// Every failure, in order of checks.
    pub failures: Vec<Failure>,
    /// The check of each failure, in the same order.
    pub failed: Vec<CheckName>,
    /// Lines of altered documents as they are now, by path, to be shown; of a few, where there are many.
    pub lines: HashMap<String, Vec<Excerpt>>,
    /// Documents by state.
    pub documents: DocumentCounts,
    /// Figures by verdict, if they were read.
    pub figures: Option<FigureCounts>,
    /// Figures that need an answer, as many as were asked for.
    pub findings: Vec<Finding>,
    /// How many more need one.
    pub left_out: LeftOut,
}

impl Verdict {
    /// True if every integrity check that can be made from the archive and the keys that are believed was made, and passed.
    ///
    /// What it rests on is said beside it: [`Verdict::trust`], and the checks that were not made.
    pub fn verified(&self) -> bool {
        use CheckName::{Checkpoint, Complete, Documents, Log, Manifests};
        let passed = |name| self.checks.iter().any(|c| c.check == name && matches!(c.outcome, Outcome::Passed(_)));
        self.failures.is_empty() && [Checkpoint, Log, Manifests, Documents, Complete].into_iter().all(passed)
    }

    /// Adds the check of figures, when they were counted and judged elsewhere.
    pub fn tell_figures(&mut self, check: Check, counts: FigureCounts) {
        self.figures = Some(counts);
        self.checks.push(check);
        self.checks.sort_by_key(|check| check.check);
    }

    /// True if all that fails is that the system does not let something be read: then nothing is known to be wrong.
    pub fn could_not_read(&self) -> bool {
        !self.failures.is_empty() && self.failures.iter().all(|failure| failure.kind == Kind::Unreadable)
    }

    /// The failures of one check.
    pub fn failures_of(&self, check: CheckName) -> impl Iterator<Item = &Failure> {
        self.failures.iter().zip(&self.failed).filter(move |(_, of)| **of == check).map(|(failure, _)| failure)
    }

    /// True if the log contradicts a state of it that was seen before.
    pub fn contradicts(&self) -> bool {
        self.failures.iter().any(|failure| matches!(failure.kind, Kind::RolledBack | Kind::Forked))
    }

    /// True if keys, signatures or log are not those that were believed.
    pub fn disagrees_with_trust(&self) -> bool {
        let kinds = [Kind::KeySwapped, Kind::BadSignature];
        self.contradicts() || self.failures.iter().any(|failure| kinds.contains(&failure.kind))
    }

    /// Findings at level `deny` that nobody has answered, told or not.
    pub fn denied_findings(&self) -> u64 {
        self.left_out.denied + self.findings.iter().filter(|finding| finding.is_denied()).count() as u64
    }

    /// Findings that somebody has answered, told or not.
    pub fn answered_findings(&self) -> u64 {
        self.left_out.answered + self.findings.iter().filter(|finding| !finding.is_open()).count() as u64
    }

    /// True if a figure finding is at level `deny`, and nobody has answered it.
    pub fn denied(&self) -> bool {
        self.checks.iter().any(|c| c.check == CheckName::Figures && matches!(c.outcome, Outcome::Failed(_)))
    }
}
