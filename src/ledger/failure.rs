//! What can be wrong with an archive, by kind.

use serde::Serialize;

/// Kinds of failure; each is a promise that the archive broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What it says differs from what was sealed.
    Altered,
    /// Its bytes differ, its normalised text does not.
    ReEncoded,
    /// A sealed text is not where it was sealed.
    Missing,
    /// Something lies in the archive that no logged manifest states.
    Unsealed,
    /// It was sealed a second time with other bytes.
    ReSealed,
    /// A log line or a manifest is gone.
    Deleted,
    /// The log is shorter than one that was seen before.
    RolledBack,
    /// The log and one that was seen before contradict each other.
    Forked,
    /// Keys differ from those that are believed.
    KeySwapped,
    /// A signature does not hold.
    BadSignature,
    /// Not in its format's one spelling.
    Malformed,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Altered,
        Self::ReEncoded,
        Self::Missing,
        Self::Unsealed,
        Self::ReSealed,
        Self::Deleted,
        Self::RolledBack,
        Self::Forked,
        Self::KeySwapped,
        Self::BadSignature,
        Self::Malformed,
    ];

    /// The kind's name, as reports print it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::ReEncoded => "re-encoded",
            Self::Missing => "missing",
            Self::Unsealed => "unsealed",
            Self::ReSealed => "re-sealed",
            Self::Deleted => "deleted",
            Self::RolledBack => "rolled-back",
            Self::Forked => "forked",
            Self::KeySwapped => "key-swapped",
            Self::BadSignature => "bad-signature",
            Self::Malformed => "malformed",
        }
    }

    /// What the kind means, in one sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Altered => "It does not say any more what was sealed.",
            Self::ReEncoded => "Its bytes differ from the sealed ones; its text does not, nor what else a page shows.",
            Self::Missing => "It was sealed, and is not where it was sealed.",
            Self::Unsealed => "It lies in the archive, and no logged manifest states it.",
            Self::ReSealed => "It was sealed a second time with other bytes.",
            Self::Deleted => "A log line or a manifest is gone.",
            Self::RolledBack => "The log is shorter than one that was seen before.",
            Self::Forked => "The log and one that was seen before contradict each other.",
            Self::KeySwapped => "The archive's keys are not those that are believed.",
            Self::BadSignature => "A signature does not hold.",
            Self::Malformed => "It is not in its format's one spelling.",
        }
    }
}

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What kind of thing.
    pub kind: Kind,
    /// Where, relative to the archive. Not fit for a terminal: it may be a name that an attacker chose.
    pub path: String,
    /// What was found, and what to do.
    pub detail: String,
    /// The first line of the file that does not hold, counted from 1, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Failure {
    /// A failure.
    pub fn new(kind: Kind, path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind, path: path.into(), detail: detail.into(), line: None }
    }

    /// The same, in that line of the file.
    #[must_use]
    pub fn at_line(self, line: Option<u64>) -> Self {
        Self { line, ..self }
    }
}
