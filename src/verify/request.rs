//! What to verify, and against what.

use super::{CheckName, CommitUnderTest, Earlier};
use crate::ledger::TrustRoot;
use crate::store::{Cache, Originals, Settings};

/// How deep documents are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Digests of the bytes; the text is derived again only where they differ.
    Bytes,
    /// The text of every document is derived again and compared, too.
    Texts,
}

/// Whether figures are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// They are.
    Read,
    /// They are not.
    Skip,
}

/// Which findings are told one by one; all are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// All.
    All,
    /// So many: denied ones first, then the other open ones, then those that somebody has answered.
    First(usize),
}

impl Told {
    /// How many at most.
    pub(super) fn most(self) -> usize {
        match self {
            Self::All => usize::MAX,
            Self::First(most) => most,
        }
    }
}

/// What to verify, against what.
pub struct Request<'a> {
    /// Whose keys are believed.
    pub trust: TrustRoot,
    /// Settings from outside of what is judged, if there are any.
    pub settings: Option<Settings>,
    /// States of the log that were seen before, which it must extend.
    pub earlier: Vec<Earlier>,
    /// The commit under test, if it is to be compared with the work tree.
    pub commit: Option<&'a CommitUnderTest<'a>>,
    /// Where withheld texts are kept.
    pub originals: Option<&'a Originals>,
    /// How deep.
    pub depth: Depth,
    /// Whether figures are read.
    pub figures: Figures,
    /// Which findings are told.
    pub findings: Told,
    /// Where what figures came to is remembered, if it is.
    pub remembered: Option<&'a Cache>,
    /// Told which stage begins, how many documents there are, and after each one.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl Default for Request<'_> {
    /// First contact, with nothing from outside: bytes only, no figures.
    fn default() -> Self {
        Self {
            trust: TrustRoot::FirstContact,
            settings: None,
            earlier: Vec::new(),
            commit: None,
            originals: None,
            depth: Depth::Bytes,
            figures: Figures::Skip,
            findings: Told::All,
            remembered: None,
            progress: &|_| {},
        }
    }
}

/// Where a long run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A stage begins, under the name of the check that takes its time.
    Stage(CheckName),
    /// So many documents will be looked at.
    Total(u64),
    /// One more is done.
    Document,
}
