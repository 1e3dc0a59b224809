//! Statements that are not documents: keys, texts taken down, figures withdrawn, findings answered.

use serde::{Deserialize, Serialize};

use super::{Known, Str};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// The files on which trust in the archive rests.
///
/// The keys are stated in full, not by digest: who believes an earlier keyring follows the log from there to the present
/// one, and each step must be there to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustStatement<'a> {
    /// SHA-256 of `kzarchive.toml`.
    pub settings: Digest,
    /// The text of `keys/allowed_signers`.
    #[serde(borrow)]
    pub allowed_signers: Str<'a>,
    /// The text of `keys/policy`.
    pub policy: Str<'a>,
    /// SHA-256 of the manifest with the statement before this one; nothing in an archive's first.
    ///
    /// The danger: a statement is a whole keyring. One that was signed and put aside, or on another branch, would bring back keys
    /// that were retired since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Digest>,
}

/// A text taken down; its entry stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal<'a> {
    /// The entry's path.
    pub path: ArchivePath,
    /// The entry's digest, or commitment.
    pub sha256: Digest,
    /// In words.
    #[serde(borrow)]
    pub reason: Str<'a>,
}

/// Words of a sealed document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quotation<'a> {
    /// The document's path.
    pub path: ArchivePath,
    /// The document's digest.
    pub sha256: Digest,
    /// First byte: of the file as stored where that is plain text, else of the text that is extracted from it.
    pub start: u64,
    /// Byte after the last.
    pub end: u64,
    /// The words between.
    #[serde(borrow)]
    pub text: Str<'a>,
}

/// A figure withdrawn by its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rescission<'a> {
    /// The figure.
    #[serde(borrow)]
    pub figure: Quotation<'a>,
    /// Who withdrew it.
    pub withdrawn_by: Known<Str<'a>>,
    /// In words.
    pub reason: Str<'a>,
    /// The words that say so.
    pub evidence: Quotation<'a>,
}

/// What a person may say of a figure.
pub const REVIEW_VERDICTS: [&str; 6] =
    ["ok", "unattributed", "hedged", "rescinded", "repeats-rescinded", "conflicting"];

/// A person's answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review<'a> {
    /// The finding's id.
    #[serde(borrow)]
    pub finding: Str<'a>,
    /// The document's path.
    pub path: ArchivePath,
    /// The document's digest: another text is another finding.
    pub sha256: Digest,
    /// The rule that found it.
    pub rule: Str<'a>,
    /// The answer.
    pub verdict: Str<'a>,
    /// In words.
    pub reason: Str<'a>,
}

impl TrustStatement<'_> {
    /// This statement, no longer borrowed from its manifest.
    pub fn into_owned(self) -> TrustStatement<'static> {
        TrustStatement {
            settings: self.settings,
            allowed_signers: self.allowed_signers.into_owned(),
            policy: self.policy.into_owned(),
            replaces: self.replaces,
        }
    }
}

impl Quotation<'_> {
    /// This quotation, no longer borrowed from its manifest.
    pub fn into_owned(self) -> Quotation<'static> {
        Quotation {
            path: self.path,
            sha256: self.sha256,
            start: self.start,
            end: self.end,
            text: self.text.into_owned(),
        }
    }
}

impl Withdrawal<'_> {
    /// This withdrawal, no longer borrowed from its manifest.
    pub fn into_owned(self) -> Withdrawal<'static> {
        Withdrawal { path: self.path, sha256: self.sha256, reason: self.reason.into_owned() }
    }
}

impl Rescission<'_> {
    /// This rescission, no longer borrowed from its manifest.
    pub fn into_owned(self) -> Rescission<'static> {
        Rescission {
            figure: self.figure.into_owned(),
            withdrawn_by: self.withdrawn_by.map(Str::into_owned),
            reason: self.reason.into_owned(),
            evidence: self.evidence.into_owned(),
        }
    }
}

impl Review<'_> {
    /// What is wrong with it, if anything is.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if self.finding.len() != 12 || !self.finding.as_bytes().iter().all(hex) {
            return Err("'finding' is not 12 hex digits");
        }
        if !REVIEW_VERDICTS.contains(&&*self.verdict) {
            return Err("'verdict' is none that a figure can have");
        }
        Ok(())
    }

    /// This review, no longer borrowed from its manifest.
    pub fn into_owned(self) -> Review<'static> {
        Review {
            finding: self.finding.into_owned(),
            path: self.path,
            sha256: self.sha256,
            rule: self.rule.into_owned(),
            verdict: self.verdict.into_owned(),
            reason: self.reason.into_owned(),
        }
    }
}
