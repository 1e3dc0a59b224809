//! A document as it is written: what is its own, beside what all documents of the manifest have in common.

use serde::{Deserialize, Serialize};

use super::document::{Document, EntryRef, OriginsPart, Presence, TextPart, Withheld};
use super::metadata::{RetrievalPart, SourcePart};
use super::part::{Alike, Beside, Filled, Part, Without, is_empty};
use super::{FormError, Str};
use crate::digest::Digest;
use crate::path::ArchivePath;

/// What is written of a document. Path and digest always stand here: they tell the file, and no other has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry<'a> {
    path: ArchivePath,
    content: Presence,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    withheld: Option<Withheld<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<Str<'a>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    text: TextPart<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    supersedes: Option<EntryRef>,
    #[serde(default, skip_serializing_if = "is_empty")]
    retrieval: RetrievalPart<'a>,
    #[serde(default, skip_serializing_if = "is_empty")]
    source: SourcePart<'a>,
    #[serde(default, skip_serializing_if = "is_empty")]
    origins: OriginsPart<'a>,
}

/// What all documents of a manifest say alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Common<'a> {
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    media_type: Option<Str<'a>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    text: TextPart<'a>,
    #[serde(default, skip_serializing_if = "is_empty")]
    retrieval: RetrievalPart<'a>,
    #[serde(default, skip_serializing_if = "is_empty")]
    source: SourcePart<'a>,
    #[serde(default, skip_serializing_if = "is_empty")]
    origins: OriginsPart<'a>,
}

impl<'a> Common<'a> {
    /// All that these entries have alike. Of a single entry nothing: it has nobody to share with.
    pub(super) fn of(entries: &[Entry<'a>]) -> Self {
        let Some((first, others @ [_, ..])) = entries.split_first() else { return Self::default() };
        let first = first.clone();
        let mut common = Self {
            media_type: first.media_type,
            text: first.text,
            retrieval: first.retrieval,
            source: first.source,
            origins: first.origins,
        };
        for other in others {
            // Most have nothing left after a few.
            if common.is_empty() {
                break;
            }
            common.beside(other, &mut Alike);
        }
        common
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn beside(&mut self, entry: &Entry<'a>, with: &mut impl Beside) {
        with.value("media_type", &mut self.media_type, &entry.media_type);
        self.text.beside(&entry.text, with);
        self.retrieval.beside(&entry.retrieval, with);
        self.source.beside(&entry.source, with);
        self.origins.beside(&entry.origins, with);
    }
}

impl<'a> Entry<'a> {
    fn beside(&mut self, common: &Common<'a>, with: &mut impl Beside) {
        with.value("media_type", &mut self.media_type, &common.media_type);
        self.text.beside(&common.text, with);
        self.retrieval.beside(&common.retrieval, with);
        self.source.beside(&common.source, with);
        self.origins.beside(&common.origins, with);
    }

    /// Leaves out what stands in `common`.
    pub(super) fn leave_out(&mut self, common: &Common<'a>) {
        self.beside(common, &mut Without);
    }

    /// The whole document, the `index`th, with what stands in `common`.
    ///
    /// # Errors
    /// A key that stands in both, or in neither and must.
    pub(super) fn whole(mut self, common: &Common<'a>, index: usize) -> Result<Document<'a>, FormError> {
        let mut filled = Filled::default();
        self.beside(common, &mut filled);
        if let Some(key) = filled.twice {
            return Err(FormError::KeyTwice { index, key });
        }
        let absent = |key| FormError::Absent { index, key };
        Ok(Document {
            path: self.path,
            content: self.content,
            withheld: self.withheld,
            size: self.size,
            sha256: self.sha256,
            media_type: self.media_type.ok_or(absent("media_type"))?,
            text: if is_empty(&self.text) { None } else { Some(self.text.whole().map_err(absent)?) },
            supersedes: self.supersedes,
            retrieval: self.retrieval.whole().map_err(absent)?,
            source: self.source.whole().map_err(absent)?,
            origins: self.origins.whole().map_err(absent)?,
        })
    }
}

impl<'a> From<Document<'a>> for Entry<'a> {
    fn from(document: Document<'a>) -> Self {
        Self {
            path: document.path,
            content: document.content,
            withheld: document.withheld,
            size: document.size,
            sha256: document.sha256,
            media_type: Some(document.media_type),
            text: document.text.map(Into::into).unwrap_or_default(),
            supersedes: document.supersedes,
            retrieval: document.retrieval.into(),
            source: document.source.into(),
            origins: document.origins.into(),
        }
    }
}
