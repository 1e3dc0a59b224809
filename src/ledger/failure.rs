//! What can be wrong with an archive, by kind.

use serde::Serialize;

/// Kinds of failure; each is a promise that the archive broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What it says differs from what was sealed.
    Altered,
    /// Its bytes differ, its normalised text does not, and nothing else can: it is plain text, or the sealed bytes come back.
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
    /// It is there, and whoever verifies may not read it, or the disk does not give it.
    Unreadable,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
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
        Self::Unreadable,
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
            Self::Unreadable => "unreadable",
        }
    }

    /// What the kind means, in one sentence: the first line of its page below the title.
    pub fn meaning(self) -> &'static str {
        self.page().lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// All there is to say of the kind: what it means, how it comes about, with and without intent, and what to do next.
    pub fn page(self) -> &'static str {
        match self {
            Self::Altered => include_str!("kinds/altered.md"),
            Self::ReEncoded => include_str!("kinds/re-encoded.md"),
            Self::Missing => include_str!("kinds/missing.md"),
            Self::Unsealed => include_str!("kinds/unsealed.md"),
            Self::ReSealed => include_str!("kinds/re-sealed.md"),
            Self::Deleted => include_str!("kinds/deleted.md"),
            Self::RolledBack => include_str!("kinds/rolled-back.md"),
            Self::Forked => include_str!("kinds/forked.md"),
            Self::KeySwapped => include_str!("kinds/key-swapped.md"),
            Self::BadSignature => include_str!("kinds/bad-signature.md"),
            Self::Malformed => include_str!("kinds/malformed.md"),
            Self::Unreadable => include_str!("kinds/unreadable.md"),
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
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
    /// What to do next, where it is known for this one: for people, who are shown it beside what they can read on the kind.
    #[serde(skip)]
    pub help: Option<String>,
}

impl Failure {
    /// A failure.
    pub fn new(kind: Kind, path: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { kind, path: path.into(), detail: detail.into(), line: None, help: None }
    }

    /// This failure, in that line of the file.
    #[must_use]
    pub fn at_line(self, line: Option<u64>) -> Self {
        Self { line, ..self }
    }

    /// This failure, with what to do next.
    #[must_use]
    pub fn with_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_page_that_says_all_of_it() {
        for kind in Kind::ALL {
            let page = kind.page();
            let titles: Vec<_> = page.lines().filter(|line| line.starts_with('#')).collect();
            let own = format!("# {}", kind.name());
            let all = [
                &*own,
                "## What it means",
                "## How it happens innocently",
                "## How an attacker causes it",
                "## What to do next",
            ];
            assert_eq!(titles, all, "{}", kind.name());
            assert!(page.split("\n## ").skip(1).all(|part| part.len() > 80), "{}: a part says nothing", kind.name());
            assert!(kind.meaning().ends_with('.'), "{}", kind.meaning());
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
    }
}
