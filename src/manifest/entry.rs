//! A document as it is written: what is its own, beside what all documents of the manifest have in common.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::document::{Document, EntryRef, Origins, OriginsPart, Presence, TextPart, Withheld};
use super::metadata::{Retrieval, RetrievalPart, Source, SourcePart};
use super::part::{Alike, Beside, Filled, Own, Part, Without, is_empty, is_nothing};
use super::{FormError, Str};
use crate::digest::Digest;
use crate::path::ArchivePath;
use crate::text::LineDigests;

/// What is written of a document. What a check by hand asks for always stands here: path, size and digest of the file, and whether
/// it is in the archive.
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
    #[serde(default, skip_serializing_if = "is_nothing")]
    retrieval: Own<RetrievalPart<'a>>,
    #[serde(default, skip_serializing_if = "is_nothing")]
    source: Own<SourcePart<'a>>,
    #[serde(default, skip_serializing_if = "is_nothing")]
    origins: Own<OriginsPart<'a>>,
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
            retrieval: first.retrieval.map(|part| *part).unwrap_or_default(),
            source: first.source.map(|part| *part).unwrap_or_default(),
            origins: first.origins.map(|part| *part).unwrap_or_default(),
        };
        for other in others {
            // Most have nothing left after a few.
            if common.is_empty() {
                break;
            }
            common.keep_alike(other);
        }
        common
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True if there is nothing in it that must not be shared.
    pub(super) fn is_small(&self) -> bool {
        let mut small = self.clone();
        small.text.beside(&self.text, &mut Alike);
        small.retrieval.beside(&self.retrieval, &mut Alike);
        small.source.beside(&self.source, &mut Alike);
        small.origins.beside(&self.origins, &mut Alike);
        // Base64 has no escapes: it is borrowed, however long.
        small == *self && self.text.lines.as_ref().is_none_or(LineDigests::is_well_formed)
    }

    /// Adds what was not looked for entry by entry.
    pub(super) fn add(&mut self, shared: Shared<'a>) {
        if let Some(source) = shared.source {
            self.source = source;
        }
    }

    /// Keeps what the entry says, too.
    fn keep_alike(&mut self, entry: &Entry<'a>) {
        fn keep<P: Part>(common: &mut P, own: &Own<P>) {
            match own {
                Some(own) => common.beside(own, &mut Alike),
                None => *common = P::default(),
            }
        }
        Alike.value("media_type", &mut self.media_type, &entry.media_type);
        self.text.beside(&entry.text, &mut Alike);
        keep(&mut self.retrieval, &entry.retrieval);
        keep(&mut self.source, &entry.source);
        keep(&mut self.origins, &entry.origins);
    }
}

/// A record that documents share in memory, as a seal run makes them: it need not be taken apart for each, to be found alike.
#[derive(Default)]
pub(super) struct Shared<'a> {
    source: Option<SourcePart<'a>>,
}

impl<'a> Shared<'a> {
    /// What all of these share, if there are several.
    pub(super) fn by(documents: &[Document<'a>]) -> Self {
        let Some((first, others @ [_, ..])) = documents.split_first() else { return Self::default() };
        if !others.iter().all(|other| Arc::ptr_eq(&other.source, &first.source)) {
            return Self::default();
        }
        Self { source: Some(SourcePart::from(Source::clone(&first.source))) }
    }
}

/// What all documents of a manifest say alike, to be given to each of them: where one adds nothing of its own, they share it.
pub(super) struct Given<'a> {
    common: Common<'a>,
    retrieval: Option<Arc<Retrieval<'a>>>,
    source: Option<Arc<Source<'a>>>,
    origins: Option<Arc<Origins<'a>>>,
}

impl<'a> From<Common<'a>> for Given<'a> {
    fn from(common: Common<'a>) -> Self {
        Self {
            retrieval: common.retrieval.clone().whole().ok().map(Arc::new),
            source: common.source.clone().whole().ok().map(Arc::new),
            origins: common.origins.clone().whole().ok().map(Arc::new),
            common,
        }
    }
}

impl<'a> Entry<'a> {
    /// Leaves out what stands in `common`.
    pub(super) fn leave_out(&mut self, common: &Common<'a>) {
        fn leave<P: Part>(own: &mut Own<P>, common: &P) {
            if let Some(part) = own {
                part.beside(common, &mut Without);
            }
            if is_nothing(own) {
                *own = None;
            }
        }
        Without.value("media_type", &mut self.media_type, &common.media_type);
        self.text.beside(&common.text, &mut Without);
        leave(&mut self.retrieval, &common.retrieval);
        leave(&mut self.source, &common.source);
        leave(&mut self.origins, &common.origins);
    }

    /// The whole document, the `index`th, with what all say alike.
    ///
    /// # Errors
    /// A key that stands in both, or in neither and must.
    pub(super) fn whole(mut self, given: &Given<'a>, index: usize) -> Result<Document<'a>, FormError> {
        let (absent, mut filled) = (|key| FormError::Absent { index, key }, Filled::default());
        filled.value("media_type", &mut self.media_type, &given.common.media_type);
        self.text.beside(&given.common.text, &mut filled);
        let retrieval = filled.whole(self.retrieval, &given.common.retrieval, &given.retrieval).map_err(absent)?;
        let source = filled.whole(self.source, &given.common.source, &given.source).map_err(absent)?;
        let origins = filled.whole(self.origins, &given.common.origins, &given.origins).map_err(absent)?;
        if let Some(key) = filled.twice {
            return Err(FormError::KeyTwice { index, key });
        }
        Ok(Document {
            path: self.path,
            content: self.content,
            withheld: self.withheld,
            size: self.size,
            sha256: self.sha256,
            media_type: self.media_type.ok_or(absent("media_type"))?,
            text: if is_empty(&self.text) { None } else { Some(self.text.whole().map_err(absent)?) },
            supersedes: self.supersedes,
            retrieval,
            source,
            origins,
        })
    }
}

impl Filled {
    /// One's own part, filled up with what all say alike; that alone, where there is nothing of one's own.
    fn whole<P: Part>(
        &mut self,
        own: Own<P>,
        common: &P,
        shared: &Option<Arc<P::Whole>>,
    ) -> Result<Arc<P::Whole>, &'static str> {
        match (own, shared) {
            (None, Some(shared)) => Ok(shared.clone()),
            (own, _) => {
                let mut own = own.unwrap_or_default();
                own.beside(common, self);
                own.whole().map(Arc::new)
            }
        }
    }
}

impl<'a> From<Document<'a>> for Entry<'a> {
    fn from(document: Document<'a>) -> Self {
        Self::of(document, &Shared::default())
    }
}

impl<'a> Entry<'a> {
    /// What is written of a document, but for what it shares with others.
    pub(super) fn of(document: Document<'a>, shared: &Shared<'a>) -> Self {
        fn part<W: Clone, P: Part + From<W>>(whole: Arc<W>) -> Own<P> {
            let part: P = Arc::unwrap_or_clone(whole).into();
            (!is_empty(&part)).then(|| Box::new(part))
        }
        Self {
            path: document.path,
            content: document.content,
            withheld: document.withheld,
            size: document.size,
            sha256: document.sha256,
            media_type: Some(document.media_type),
            text: document.text.map(Into::into).unwrap_or_default(),
            supersedes: document.supersedes,
            retrieval: part(document.retrieval),
            source: match shared.source {
                Some(_) => None,
                None => part(document.source),
            },
            origins: part(document.origins),
        }
    }
}
