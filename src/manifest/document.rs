//! One sealed document: what its bytes are, what its text is, whether it is here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::part::record;
use super::{Retrieval, Source, Str};
use crate::digest::Digest;
use crate::path::ArchivePath;
use crate::text::{CharsetBasis, LineDigests};

/// A document's entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "Entry<'_>")]
pub struct Document<'a> {
    /// Where it lies, or would lie if it were not withheld.
    pub path: ArchivePath,
    pub(super) content: Presence,
    pub(super) withheld: Option<Withheld<'a>>,
    pub(super) size: Option<u64>,
    pub(super) sha256: Option<Digest>,
    /// Such as `text/plain`.
    pub media_type: Str<'a>,
    pub(super) text: Option<TextRecord<'a>>,
    /// The older text that this one replaces.
    pub supersedes: Option<EntryRef>,
    /// How it was come by.
    pub retrieval: Arc<Retrieval<'a>>,
    /// What it is.
    pub source: Arc<Source<'a>>,
    /// Which of the values above nobody gave by a flag, and where they are from.
    pub origins: Arc<Origins<'a>>,
}

record! {
    /// Names of fields of the metadata by where their values are from. What is in no list was said for this run, by a flag.
    #[derive(Default)]
    Origins, written as OriginsPart {
        /// `FILE.meta.toml`.
        sidecar: list Str<'a>,
        /// A row of a table.
        table: list Str<'a>,
        /// The document itself, or the record that it came in.
        document: list Str<'a>,
        /// What was sealed of the text whose place this one takes.
        superseded: list Str<'a>,
    }
}

/// Whether a sealed text lies in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// It does.
    Present,
    /// It is kept elsewhere.
    Withheld,
}

/// Why a text is kept elsewhere, and the commitment that stands for its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld<'a> {
    /// In words.
    #[serde(borrow)]
    pub reason: Str<'a>,
    /// SHA-256 over salt and bytes, where the plain digest would tell too much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Digest>,
}

record! {
    /// The text that was derived from the bytes.
    TextRecord, written as TextPart {
        /// The normalisation profile.
        profile: must Str<'a>,
        /// What derived it, with its version.
        extractor: must Str<'a>,
        /// SHA-256 of the normalised text.
        sha256: must Digest,
        /// SHA-256 of all that the document shows, normalised, where the text is the main part of it.
        visible: may Digest,
        /// The charset used.
        charset: must Str<'a>,
        /// On what grounds.
        charset_basis: must CharsetBasis,
        /// Where lines change; not for withheld texts, whose lines could be guessed.
        lines: may LineDigests<'a>,
    }
}

/// An entry that another statement speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRef {
    /// Its path.
    pub path: ArchivePath,
    /// Its digest, or its commitment.
    pub sha256: Digest,
}

/// What an entry says of a document's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// In the archive.
    Present {
        /// Bytes.
        size: u64,
        /// Of the bytes.
        sha256: Digest,
        /// Of the text in them.
        text: TextRecord<'a>,
    },
    /// Elsewhere, its digest being stated.
    Withheld {
        /// In words.
        reason: Str<'a>,
        /// Bytes.
        size: u64,
        /// Of the bytes.
        sha256: Digest,
        /// Of the text in them.
        text: TextRecord<'a>,
    },
    /// Elsewhere, and only a salted commitment is stated.
    Committed {
        /// In words.
        reason: Str<'a>,
        /// SHA-256 over salt and bytes.
        commitment: Digest,
    },
}

impl<'a> Document<'a> {
    /// An entry for a document.
    pub fn new(
        path: ArchivePath,
        content: Content<'a>,
        media_type: Str<'a>,
        retrieval: Retrieval<'a>,
        source: impl Into<Arc<Source<'a>>>,
        origins: Arc<Origins<'a>>,
    ) -> Self {
        let (presence, withheld, facts) = match content {
            Content::Present { size, sha256, text } => (Presence::Present, None, Some((size, sha256, text))),
            Content::Withheld { reason, size, sha256, text } => {
                let withheld = Withheld { reason, commitment: None };
                (Presence::Withheld, Some(withheld), Some((size, sha256, text)))
            }
            Content::Committed { reason, commitment } => {
                (Presence::Withheld, Some(Withheld { reason, commitment: Some(commitment) }), None)
            }
        };
        let (size, sha256, text) = match facts {
            Some((size, sha256, text)) => (Some(size), Some(sha256), Some(text)),
            None => (None, None, None),
        };
        Self {
            path,
            content: presence,
            withheld,
            size,
            sha256,
            media_type,
            text,
            supersedes: None,
            retrieval: Arc::new(retrieval),
            source: source.into(),
            origins,
        }
    }

    /// Whether it lies in the archive.
    pub fn presence(&self) -> Presence {
        self.content
    }

    /// What the entry says of the bytes; nothing if it was built by hand and contradicts itself.
    pub fn content(&self) -> Option<Content<'a>> {
        let reason = self.withheld.as_ref().map(|withheld| withheld.reason.clone());
        let commitment = self.withheld.as_ref().and_then(|withheld| withheld.commitment);
        let facts = || Some((self.size?, self.sha256?, self.text.clone()?));
        match (self.content, reason, commitment) {
            (Presence::Present, None, None) => {
                facts().map(|(size, sha256, text)| Content::Present { size, sha256, text })
            }
            (Presence::Withheld, Some(reason), None) => {
                facts().map(|(size, sha256, text)| Content::Withheld { reason, size, sha256, text })
            }
            (Presence::Withheld, Some(reason), Some(commitment)) => Some(Content::Committed { reason, commitment }),
            _ => None,
        }
    }

    /// Its digest, or its commitment: what other statements refer to.
    pub fn digest(&self) -> Option<Digest> {
        self.sha256.or(self.withheld.as_ref().and_then(|withheld| withheld.commitment))
    }

    /// Size and digest of the bytes, unless only a commitment is stated.
    pub fn bytes(&self) -> Option<(u64, Digest)> {
        self.size.zip(self.sha256)
    }

    /// The text record, unless only a commitment is stated.
    pub fn text(&self) -> Option<&TextRecord<'a>> {
        self.text.as_ref()
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let facts = [self.size.is_some(), self.sha256.is_some(), self.text.is_some()];
        let committed = self.withheld.as_ref().is_some_and(|withheld| withheld.commitment.is_some());
        match (self.content, &self.withheld) {
            (Presence::Present, Some(_)) => return Err("it is present, and has a key 'withheld'"),
            (Presence::Withheld, None) => return Err("it is withheld, and has no key 'withheld' that says why"),
            _ => {}
        }
        if committed && facts.contains(&true) {
            return Err("a commitment stands in place of size, sha256 and text");
        }
        if !committed && facts.contains(&false) {
            return Err("size, sha256 and text are missing");
        }
        match self.text.as_ref().and_then(|text| text.lines.as_ref()) {
            Some(_) if self.content == Presence::Withheld => Err("a withheld text has no line digests"),
            Some(lines) if !lines.is_well_formed() => Err("its line digests are not well formed"),
            _ => Ok(()),
        }
    }
}
